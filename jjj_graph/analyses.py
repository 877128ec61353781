"""The door of the analyses: rows out of the graph, one function of ``analysis`` on them, a table back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain as joined
from pathlib import Path

from jjj_graph import namespaces as ns
from jjj_graph.analysis import (
    backtest,
    bottlenecks,
    chains,
    landscape,
    moves,
    places,
    specialisation,
    supplies,
    weak_points,
)
from jjj_graph.analysis.chains import Area
from jjj_graph.analysis.gravity import gravity_table
from jjj_graph.analysis.groups import head_of
from jjj_graph.analysis.landscape import Landscape
from jjj_graph.claims import Labels
from jjj_graph.errors import UnknownNameError
from jjj_graph.fact_tables import Row
from jjj_graph.inputs import read_proximities
from jjj_graph.numbers import great_circle
from jjj_graph.rows import Rows
from jjj_graph.tables import Table


def _own(rows: Rows, chain: str) -> list[Row]:
    return [segment for segment in rows.segments if segment["chain"] == chain]


def _of_chain(rows: Rows, chain: str, kind: str) -> list[Row]:
    return [
        row
        for row in rows.facts(kind)
        if str(row.get("segment", "")).startswith(chain + "/") or row.get("chain") == chain
    ]


def coverage_of(rows: Rows, chain: str, area: Area | None = None) -> Table:
    """The coverage of a chain; its remarks count what is told of this chain only."""
    told, problems = (_of_chain(rows, chain, kind) for kind in ("activity", "bottleneck"))
    return chains.coverage(_own(rows, chain), told, problems, area or rows.area, rows.published)


def every_gap(rows: Rows) -> list[Row]:
    """The gaps of all chains, in order of chain and segment."""
    names = sorted({str(segment["chain"]) for segment in rows.segments})
    return [gap for name in names for gap in chains.gaps(coverage_of(rows, name))]


def _weak_points(rows: Rows, chain: str, area: Area) -> Table:
    return weak_points.weak_points(
        rows.segments, rows.inputs, rows.facts("activity"), rows.facts("bottleneck"), area, chain, rows.groups
    )


def _suppliers(rows: Rows, chain: str) -> Table:
    table = supplies.suppliers(_of_chain(rows, chain, "supply"), {str(place["id"]) for place in rows.places})
    homeless = sum(not row.get("chain") and not row.get("segment") for row in rows.facts("supply"))
    table.notes.append(f"{homeless} supplies of the graph name no chain: they stand in the table of none")
    return table


def _division_of_labour(rows: Rows, chain: str) -> Table:
    """The table of a chain, and a remark on makers of it whose research at home is told of another sector."""
    table = chains.division_of_labour(
        _of_chain(rows, chain, "activity"), rows.area, rows.research_home, rows.groups
    )
    making = weak_points.making(_of_chain(rows, chain, "activity"), rows.area, rows.groups)
    elsewhere = {
        who for _, who, where, _ in making if where in rows.area.parts and where != rows.research_home
    }
    research = {
        head_of(str(row["who"]), rows.groups)
        for row in rows.facts("activity")
        if row.get("activity") == "rd" and row.get("who") and chains.counts(row)
        if rows.area.where(row.get("place")) == rows.research_home
    }
    others = sorted(elsewhere & research - set(table.column("who")))
    table.notes.append(
        f"{len(others)} more make it elsewhere and do research in {rows.research_home} that is told of no chain or of "
        f"another one: {', '.join(others) or 'none'}"
    )
    return table


CHAIN_TABLES: dict[str, Callable[[Rows, str, Area], Table]] = {
    "coverage": coverage_of,
    "gaps": lambda rows, chain, area: chains.gaps(coverage_of(rows, chain, area)),
    "weak-points": lambda rows, chain, area: _weak_points(rows, chain, area),
    "bottlenecks": lambda rows, chain, area: bottlenecks.ranked_bottlenecks(
        _of_chain(rows, chain, "bottleneck"), _weak_points(rows, chain, area), rows.published
    ),
    "single-makers": lambda rows, chain, area: weak_points.single_makers(
        _own(rows, chain), rows.inputs, _of_chain(rows, chain, "activity"), area, rows.groups
    ),
    "suppliers": lambda rows, chain, area: _suppliers(rows, chain),
    "concentration": lambda rows, chain, area: weak_points.concentrations(
        _of_chain(rows, chain, "activity"), area, rows.groups
    ),
    # always between provinces: its home is one
    "division-of-labour": lambda rows, chain, area: _division_of_labour(rows, chain),
}


def chain_table(rows: Rows, chain: str, name: str = "coverage", by: str = "province") -> Table:
    """One of :data:`CHAIN_TABLES` for a chain, its places provinces and municipalities, or ``by="prefecture"``.

    Raises :class:`UnknownNameError` for a chain that has no segments.
    """
    if not any(segment["chain"] == chain for segment in rows.segments):
        known = sorted({str(segment["chain"]) for segment in rows.segments})
        raise UnknownNameError(f"'{chain}' is no chain with segments", remedy=f"one of: {', '.join(known)}")
    table = CHAIN_TABLES[name](rows, chain, rows.area if by == "province" else rows.prefectures)
    return Table(table.columns, table.rows, [*rows.notes, *table.notes])


MOVE_TABLES: dict[str, Callable[[Rows, tuple[str, ...]], Table]] = {
    "od": lambda rows, by: moves.od_table(rows.events, rows.units, by, rows.movers),
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
    return [
        str(p["id"]) for p in rows.places if p["type"] in ("Park", "DevelopmentZone", "NewArea", "Corridor")
    ]


def _gravity(rows: Rows) -> Table:
    """The gravity model; the mass of a unit is the number of organisations that activities place in it, at least one.

    A mass of output would be better, but sources give a yearly gross domestic product for two units only. Organisations
    that themselves moved are not counted: they would explain their own moves.
    """
    movers = {event.who for event in rows.events if event.kind == "relocation"}
    named: dict[str, set[str]] = defaultdict(set)
    for row in rows.facts("activity"):
        who = str(row.get("who") or "")
        if who and who not in movers and not who.startswith("group:") and chains.counts(row):
            named[rows.units(rows.place_of(str(row.get("place") or "")))].add(who)
    points = rows.positions
    units = sorted(
        {
            unit
            for place, unit in rows.units.unit_of.items()
            if unit in points and set(rows.area.parts_of(place)) and unit not in _provinces(rows)
        }
    )
    masses = {unit: float(max(1, len(named.get(unit, ())))) for unit in units}
    distance = _distances(points, units)
    try:
        table = gravity_table(rows.events, rows.units, masses, distance)
    except ValueError as error:
        return Table(
            ("term", "coefficient", "robust standard error"),
            [],
            [f"{error}: {len(units)} units have a position"],
        )
    least = sum(mass == 1 for mass in masses.values())
    told = ", ".join(f"{unit} {mass:.0f}" for unit, mass in masses.items())
    table.notes += [
        "mass: organisations that activity claims place in the unit, movers not counted, at least 1: "
        f"{told}; distances in km, straight",
        f"{least} of {len(masses)} units have the least mass: that no page names a firm there is no proof of "
        "none, and the mass measures what pages tell, not the size of an economy",
        "so few and empty cells can say whether named moves go to units that pages also name much, and to "
        "near ones; they cannot tell the pull of a place from the attention it gets, bear no effects of "
        "single units, and the standard errors take cells for independent: "
        "a coefficient within two of them of 0 says nothing",
    ]
    return table


def _provinces(rows: Rows) -> set[str]:
    return {str(p["id"]) for p in rows.places if p["type"] in ("Province", "Region", "Country")}


def read_landscape(rows: Rows, proximity: Path | None = None) -> Landscape:
    """What is known of segments and places; ``proximity`` is a file for :func:`read_proximities`."""
    classes = {str(p["id"]): str(p["type"]) for p in rows.places}
    units = landscape.units_of(rows.geography.within, classes, rows.area.parts)
    found, left_out = landscape.tellings(rows.facts("activity"), units, rows.published)
    named = {telling.unit for telling in found}
    proposed = [
        u
        for u in sorted(set(units.values()))
        if u not in rows.area.parts and (classes[u] in landscape.OFFICIAL or u in named)
    ]
    wide = sum(telling.unit in rows.area.parts for telling in found)
    if wide:
        left_out.append(
            f"{wide} activities name a municipality and no district: "
            "they lend their segments, but propose no district"
        )
    neighbours: dict[str, set[str]] = defaultdict(set)
    for link in rows.inputs:
        neighbours[str(link["supplier"])].add(str(link["customer"]))
        neighbours[str(link["customer"])].add(str(link["supplier"]))
    told = joined.from_iterable(rows.facts(kind) for kind in ("policy", "role", "project", "cluster"))
    return Landscape(
        {str(s["id"]): str(s["chain"]) for s in rows.segments},
        neighbours,
        proposed,
        _distances(rows.positions, set(units.values())),
        found,
        landscape.hints(told, rows.events, units, _chains_of(rows), rows.published),
        read_proximities(proximity, {str(s["id"]) for s in rows.segments}) if proximity else None,
        left_out,
    )


def _distances(
    points: Mapping[str, tuple[float, float]], units: Iterable[str]
) -> dict[tuple[str, str], float]:
    """Great-circle km between all located units."""
    known = sorted(unit for unit in set(units) if unit in points)
    return {(i, j): great_circle(points[i], points[j]) / 1000 for i in known for j in known if i != j}


def _chains_of(rows: Rows) -> dict[str, set[str]]:
    """The chains that a chain, a sector below one, or a cluster of these stands for."""
    found = {name: set(chains) for name, chains in rows.chains_of.items()}
    for row in rows.facts("cluster"):
        for sector in row.get("sectors") or ():  # type: ignore[attr-defined]
            found.setdefault(str(row["cluster"]), set()).update(rows.chains_of.get(str(sector), ()))
    return found


def _candidates(rows: Rows, land: Landscape, segment: str) -> Table:
    labels = Labels(rows.store)
    names = {str(row["id"]): (str(row["zh"]), str(row["en"])) for row in (*rows.places, *rows.segments)}
    called = {hint.thing: _iri_of(hint) for hint in land.hints if hint.chain == land.chain_of[segment]}
    labels.load(called.values())
    names |= {thing: (labels.of(iri, "zh"), labels.of(iri, "en")) for thing, iri in called.items()}
    table = places.candidate_table(land, segment, names)
    told = backtest.report(backtest.leave_one_out(land, land.chain_of[segment])).notes
    table.notes += [
        f"how good such a ranking is, tried on the known activities of the chain: {note}" for note in told[:2]
    ]
    return table


def _iri_of(hint: landscape.Hint) -> str:
    """What a hint is called by: a move by who moves, a role by its word in the code list."""
    if hint.kind == "role":
        return ns.code_iri("role", hint.thing.partition("/")[2])
    return ns.entity_iri(min(hint.who, default=hint.thing) if hint.kind == "move" else hint.thing)


def _back_test(land: Landscape, chain: str, after: int | None) -> Table:
    trials = backtest.leave_one_out(land, chain) + backtest.leave_one_out(land, chain, with_sources=True)
    year = after or backtest.middle_year(land)
    trials += backtest.after_year(land, year, chain) if year else []
    table = backtest.report(trials)
    undated = sum(t.day is None for t in land.tellings)
    table.notes += [
        f"{undated} of {len(land.tellings)} activities have no date, nor has their source: "
        "they take no part in the test by time",
        *land.left_out,
    ]
    return table


def _specialisation(rows: Rows, land: Landscape, chain: str) -> Table:
    """Location quotients and Hachman index on named organisations, for no other amounts are told."""
    named: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for telling in land.tellings:
        if telling.who and not telling.who.startswith("group:"):
            named[telling.unit][land.chain_of.get(telling.segment, "")].add(telling.who)
    table = specialisation.specialisation(
        {u: {c: float(len(who)) for c, who in by.items()} for u, by in named.items()}, "named organisations"
    )
    table.rows = [row for row in table.rows if not chain or row[1] == chain]
    table.notes += [
        "amounts are organisations that activity claims name: quotients describe what pages tell as much as "
        "the economy, and those on one or two organisations say little",
        "a municipality stands for what names no district of it",
        "no source gives employment, output or capital by place and chain in one year: "
        "the industrial gradient coefficient cannot be computed from these data",
    ]
    return table


PLACE_TABLES: dict[str, Callable[[Rows, Landscape, str, str, int | None], Table]] = {
    "candidates": lambda rows, land, segment, chain, after: _candidates(rows, land, segment),
    "back-test": lambda rows, land, segment, chain, after: _back_test(land, chain, after),
    "specialisation": lambda rows, land, segment, chain, after: _specialisation(rows, land, chain),
}


def place_table(
    rows: Rows,
    name: str = "candidates",
    segment: str = "",
    chain: str = "",
    proximity: Path | None = None,
    after: int | None = None,
) -> Table:
    """One of :data:`PLACE_TABLES`: of a segment (``chain/name``), or of all segments or those of a chain.

    ``after`` is the year of the back-test by time. Raises :class:`UnknownNameError` for a segment or chain
    that is none.
    """
    known = {str(s["id"]): str(s["chain"]) for s in rows.segments}
    if name == "candidates" and segment not in known:
        raise UnknownNameError(f"'{segment}' is no segment of a chain", remedy="jjj list segments shows them")
    if chain and chain not in known.values():
        raise UnknownNameError(
            f"'{chain}' is no chain with segments", remedy=f"one of: {', '.join(sorted(set(known.values())))}"
        )
    table = PLACE_TABLES[name](rows, read_landscape(rows, proximity), segment, chain, after)
    return Table(table.columns, table.rows, [*rows.notes, *table.notes])
