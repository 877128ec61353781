"""A graph in pieces: TriG, each piece whole in itself and compressed, to be carried inside a file.

Quads are put in one order (by graph, then subject), so that equal graphs give equal pieces; cut in pieces a
graph can be read with a progress bar and without its whole text in memory. Compressed, TriG is two thirds
of N-Quads.

>>> lines = [f'<http://a/{n}> <http://a/p> "{n}" <http://a/g> .\\n' for n in range(3)]
>>> [piece.quads for piece in trig_pieces(lines, size=2)]
[2, 1]
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from jjj_graph import namespaces as ns

#: Quads a piece: small enough that progress is seen, large enough that compression finds what repeats.
PIECE = 25_000


@dataclass(frozen=True)
class Piece:
    """A part of a graph: how many quads, and TriG, compressed with gzip."""

    quads: int
    packed: bytes


def trig_pieces(lines: Iterable[str], size: int = PIECE) -> Iterator[Piece]:
    """The pieces of a graph, from its lines of N-Quads in any order."""
    in_order = sorted(lines, key=_by_graph)
    for start in range(0, len(in_order), size):
        some = in_order[start : start + size]
        quads = ox.parse(input="".join(some).encode(), format=ox.RdfFormat.N_QUADS)
        trig = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=ns.PREFIXES)
        yield Piece(len(some), gzip.compress(trig, 9, mtime=0))


def _by_graph(line: str) -> tuple[str, str]:
    """The graph of a line (nothing after the last space but the graph can hold one), then the line."""
    return line[line.rindex(" ", 0, -3) :], line
