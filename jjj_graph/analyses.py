"""The door of the analyses: rows out of the graph, one function of ``analysis`` on them, a table back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from jjj_graph import fact_tables
from jjj_graph.analysis import chains
from jjj_graph.analysis.chains import Area
from jjj_graph.errors import UnknownNameError
from jjj_graph.fact_tables import Row
from jjj_graph.numbers import read_geography
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Table


class Rows:
    """The rows that analyses read, fetched once each. ``scope`` says which sources may speak and of when."""

    def __init__(self, store: GraphStore, scope: Scope = ALL) -> None:
        self.store, self.scope = store, scope
        self.notes: list[str] = []
        self._facts: dict[str, list[Row]] = {}

    def facts(self, kind: str) -> list[Row]:
        """Claims of a kind; denied ones too."""
        if kind not in self._facts:
            self._facts[kind], notes = fact_tables.facts(self.store, kind, self.scope)
            self.notes += [note for note in notes if note not in self.notes]
        return self._facts[kind]

    @cached_property
    def segments(self) -> list[Row]:
        """Segments of the registry."""
        return fact_tables.segments(self.store)

    @cached_property
    def inputs(self) -> list[Row]:
        """Inputs between segments."""
        return fact_tables.inputs(self.store)

    @cached_property
    def places(self) -> list[Row]:
        """Places of the registry."""
        return fact_tables.places(self.store)

    @cached_property
    def area(self) -> Area:
        """The region that the data are about: the one made of provinces in which most places lie."""
        geography = read_geography(self.store)
        areas = {region: Area.of(region, parts, geography.within) for region, parts in geography.parts.items() if "+" not in region}
        if not areas:
            return Area((), {})
        return max(areas.values(), key=lambda area: (len(area.part_of), area.parts))

    @cached_property
    def groups(self) -> dict[str, str]:
        """Parent of each organisation or site."""
        return fact_tables.groups(self.store)

    @cached_property
    def research_home(self) -> str:
        """The part of the region with the most research activities."""
        found = Counter(part for row in self.facts("activity") if row.get("activity") == "rd" for part in self.area.parts_of(row.get("place")))
        return found.most_common(1)[0][0] if found else ""


def _coverage(rows: Rows, chain: str) -> Table:
    own = [s for s in rows.segments if s["chain"] == chain]
    return chains.coverage(own, rows.facts("activity"), rows.facts("bottleneck"), rows.area)


def _of_chain(rows: Rows, chain: str, kind: str) -> list[Row]:
    return [row for row in rows.facts(kind) if str(row.get("segment", "")).startswith(chain + "/") or row.get("chain") == chain]


CHAIN_TABLES: dict[str, Callable[[Rows, str], Table]] = {
    "coverage": _coverage,
    "gaps": lambda rows, chain: chains.gaps(_coverage(rows, chain)),
    "weak-points": lambda rows, chain: chains.weak_points(rows.segments, rows.inputs, rows.facts("activity"), rows.facts("bottleneck"), rows.area, chain),
    "single-makers": lambda rows, chain: chains.single_makers([s for s in rows.segments if s["chain"] == chain], rows.inputs, _of_chain(rows, chain, "activity"), rows.area),
    "concentration": lambda rows, chain: chains.concentrations(_of_chain(rows, chain, "activity"), rows.area),
    "division-of-labour": lambda rows, chain: chains.division_of_labour(_of_chain(rows, chain, "activity"), rows.area, rows.research_home, rows.groups),
}


def chain_table(rows: Rows, chain: str, name: str = "coverage") -> Table:
    """One of :data:`CHAIN_TABLES` for a chain. Raises :class:`UnknownNameError` for a chain that has no segments."""
    if not any(segment["chain"] == chain for segment in rows.segments):
        known = sorted({str(segment["chain"]) for segment in rows.segments})
        raise UnknownNameError(f"'{chain}' is no chain with segments", remedy=f"one of: {', '.join(known)}")
    table = CHAIN_TABLES[name](rows, chain)
    return Table(table.columns, table.rows, [*rows.notes, *table.notes])
