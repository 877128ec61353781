"""Canonical order: sorted lines without doubles, whatever order they came in and however many they are.

The graph has no blank nodes, so sorted unique N-Quads lines are its canonical form (RDFC-1.0). Lines that
do not fit in memory are sorted in runs on disk and merged.

>>> list(sorted_unique(["b\\n", "a\\n", "b\\n"]))
['a\\n', 'b\\n']
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

RUN = 1_000_000


def sorted_unique(lines: Iterable[str], run: int = RUN) -> Iterator[str]:
    """The lines in code point order, each once. At most ``run`` lines are held in memory."""
    with ExitStack() as stack:
        runs: list[Iterator[str]] = []
        folder: Path | None = None
        held: set[str] = set()
        for text in lines:
            held.add(text)
            if len(held) >= run:
                folder = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="jjj-sort-")))
                runs.append(stack.enter_context(_spill(folder / str(len(runs)), held)))
                held = set()
        last = iter(sorted(held))
        yield from last if not runs else (key for key, _ in groupby(heapq.merge(*runs, last)))


def _spill(path: Path, lines: set[str]) -> Iterator[str]:  # a file, which is its own context and iterator
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(sorted(lines))
    return path.open(encoding="utf-8", newline="\n")
