"""The door of the analyses: rows out of the graph, one function of ``analysis`` on them, a table back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cached_property

from jjj_graph import fact_tables
from jjj_graph.analysis import chains, moves
from jjj_graph.analysis.audit import Geography
from jjj_graph.analysis.chains import Area
from jjj_graph.errors import UnknownNameError
from jjj_graph.fact_tables import Row
from jjj_graph.numbers import great_circle, read_geography
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
        geography = self.geography
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


    @cached_property
    def geography(self) -> Geography:
        """Sums, containment and distances of places."""
        return read_geography(self.store)

    @cached_property
    def events(self) -> list[moves.Event]:
        """Relocations, expansions and closures, one event a move."""
        return moves.events([row for kind in ("relocation", "expansion", "closure") for row in self.facts(kind)])

    @cached_property
    def units(self) -> moves.Units:
        """The units of origin-destination tables."""
        return moves.Units.of(self.places, self.area.parts)


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


MOVE_TABLES: dict[str, Callable[[Rows, tuple[str, ...]], Table]] = {
    "od": lambda rows, by: moves.od_table(rows.events, rows.units, by),
    "events": lambda rows, by: moves.event_table(rows.events, rows.units),
    "totals": lambda rows, by: moves.stated_totals(rows.events, rows.geography.within),
    "times": lambda rows, by: moves.histories(rows.events),
    "journeys": lambda rows, by: moves.journeys(rows.events, rows.units),
    "receivers": lambda rows, by: moves.receivers(rows.events, rows.facts("level"), _receiving(rows)),
    "gravity": lambda rows, by: _gravity(rows),
}


def move_table(rows: Rows, name: str = "od", by: tuple[str, ...] = ("done",)) -> Table:
    """One of :data:`MOVE_TABLES`; ``by`` splits the origin-destination table further."""
    table = MOVE_TABLES[name](rows, by)
    return Table(table.columns, table.rows, [*rows.notes, *table.notes])


def _receiving(rows: Rows) -> list[str]:
    return [str(p["id"]) for p in rows.places if p["type"] in ("Park", "DevelopmentZone", "NewArea", "Corridor")]


def _gravity(rows: Rows) -> Table:
    """The gravity model; the mass of a unit is its latest gross domestic product among the levels, else it is left out."""
    masses: dict[str, tuple[str, float]] = {}
    for row in rows.facts("level"):
        if row.get("indicator") == "gdp" and row.get("unit") == "CNY" and row.get("value") is not None and row.get("last") and counts_as_level(row):
            unit, day = rows.units(str(row["of"])), row["last"].isoformat()  # type: ignore[attr-defined]
            whole_year = (row["last"] - row["first"]).days > 300 if row.get("first") else False  # type: ignore[operator]
            if unit == row["of"] and whole_year and day > masses.get(unit, ("", 0.0))[0]:
                masses[unit] = (day, float(row["value"]))  # type: ignore[arg-type]
    points = {str(p["id"]): (p["lat"], p["lon"]) for p in rows.places if p["lat"] is not None}
    known = {unit: mass for unit, (_, mass) in masses.items() if unit in points}
    distance = {(i, j): great_circle(points[i], points[j]) / 1000 for i in known for j in known if i != j}  # type: ignore[arg-type]
    try:
        table = moves.gravity_table(rows.events, rows.units, known, distance)
    except ValueError as error:
        return Table(("term", "coefficient", "robust standard error"), [], [f"{error}: {len(known)} units have a gross domestic product and a position"])
    table.notes.append(f"masses: latest yearly gross domestic product of {', '.join(sorted(known))}; distances in km, straight")
    return table


def counts_as_level(row: Row) -> bool:
    """Whether a level is told as being so."""
    return row.get("stance") != "denied" and row.get("status") not in ("target", "planned", "forecast")
