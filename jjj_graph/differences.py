"""What changed between two graphs: sources, claims and entities added, removed or said otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from jjj_graph import namespaces as ns
from jjj_graph.errors import JJJError
from jjj_graph.store.embedded import current_graph
from jjj_graph.tables import Table


def diff(a: Path | str, b: Path | str) -> Table:
    """Rows ``(change, what, id, quads)`` for all that differs between two store folders or ``.nq`` files.

    ``what`` is source, claim, entity or term; ``changed`` things are in both with other statements. Derived graphs and
    the snapshot's own description are left out. Raises :class:`JJJError` for what is neither a store nor a file.
    """
    before, after = _by_subject(Path(a)), _by_subject(Path(b))
    table = Table(("change", "what", "id", "quads"), [])
    for subject in sorted(before.keys() | after.keys()):
        old, new = before.get(subject, set()), after.get(subject, set())
        if old != new:
            change = "added" if not old else "removed" if not new else "changed"
            table.rows.append((change, _what(subject), ns.shorten(subject), len(old ^ new)))
    return table


def _by_subject(path: Path) -> dict[str, set[str]]:
    left_out = tuple(f"<{graph}> .\n" for graph in (*ns.DERIVED_GRAPHS, ns.SNAPSHOT_GRAPH))
    found: dict[str, set[str]] = {}
    for text in _lines(path):
        if not text.endswith(left_out) and text.startswith("<"):
            subject, _, rest = text[1:].partition("> ")
            found.setdefault(subject, set()).add(rest)
    return found


def _lines(path: Path) -> Iterable[str]:
    file = current_graph(path) / "graph.nq" if path.is_dir() else path
    if not file.is_file() or file.suffix != ".nq":
        raise JJJError(
            "this is neither a store nor a file of N-Quads",
            file=path,
            remedy="give two store folders or .nq files (jjj build -o)",
        )
    with file.open(encoding="utf-8", newline="\n") as lines:
        yield from lines


def _what(subject: str) -> str:
    for prefix, what in (("src", "source"), ("claim", "claim"), ("ev", "evidence"), ("jjj", "term"), ("code", "code"), ("per", "period"),
                         ("ind", "indicator"), ("seg", "segment"), ("unit", "unit"), ("grp", "group")):  # fmt: skip
        if subject.startswith(ns.PREFIXES[prefix]):
            return what
    return "entity"
