"""Moves: who moved where and what really moved, counted from events."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jjj_graph.analysis.events import Event
from jjj_graph.tables import Table

Row = Mapping[str, object]


@dataclass(frozen=True)
class Units:
    """The units of an origin-destination table: for each place the municipality, prefecture or province it counts in."""

    unit_of: Mapping[str, str]

    @classmethod
    def of(cls, places: Iterable[Row], parts: Sequence[str]) -> Units:
        """Municipalities count as themselves, places in a province of the region by the division directly below it.

        >>> rows = [dict(id="hebei", type="Province", within="jjj"), dict(id="cangzhou", type="PrefectureCity", within="hebei"),
        ...         dict(id="bohai", type="NewArea", within="cangzhou"), dict(id="tianjin", type="Municipality", within="jjj"), dict(id="wuqing", type="District", within="tianjin")]
        >>> Units.of(rows, ["hebei", "tianjin"]).unit_of
        {'hebei': 'hebei', 'cangzhou': 'cangzhou', 'bohai': 'cangzhou', 'tianjin': 'tianjin', 'wuqing': 'tianjin'}
        """
        known = {str(p["id"]): p for p in places}
        provinces = {part for part in parts if part in known and known[part]["type"] == "Province"}
        found = {}
        for name in known:
            at, seen = name, set()
            while at in known and at not in seen:
                seen.add(at)
                above = str(known[at]["within"])
                if at in parts or above in provinces:
                    break
                at = above
            found[name] = (
                at if at in known and (at in parts or str(known[at]["within"]) in provinces) else name
            )
        return cls(found)

    def __call__(self, place: str) -> str:
        """The unit of a place or aggregate of places; the place itself where it lies in none; ``?`` for none."""
        if not place:
            return "?"
        return "+".join(sorted({self.unit_of.get(name, name) for name in place.split("+")}))


def event_table(found: Iterable[Event], units: Units) -> Table:
    """Every event: move, kind, who, from, to, units, scope, sector, status, year, group, count, sources, claims."""
    table = Table(
        (
            "move",
            "kind",
            "who",
            "words",
            "from",
            "to",
            "from unit",
            "to unit",
            "scope",
            "sector",
            "status",
            "year",
            "member of",
            "count",
            "sources",
            "claims",
        ),
        [],
    )
    for e in found:
        table.rows.append((e.move, e.kind, e.who, e.words, e.origin, e.target, units(e.origin), units(e.target), e.scope, e.sector, e.status, e.year, e.member_of,
                           e.count, len(e.sources), " ".join(e.claims)))  # fmt: skip
    return table


BY = ("year", "sector", "scope", "status", "kind", "done", "mover")


def od_table(
    found: Iterable[Event], units: Units, by: Sequence[str] = (), movers: Mapping[str, str] | None = None
) -> Table:
    """Origin, destination and number of named events, split by some of :data:`BY`; each cell lists its events.

    ``movers`` gives the kind of each mover (enterprise, market, university …) for the split by ``mover``. Groups stand in rows of
    their own, never added to named ones nor to each other, for they overlap: ``movers`` of a cell is the largest number
    that one of them states. Members of a group are named events. Closures have no destination, expansions no loss at the origin: leave them out or read them by ``kind``.
    """
    cells: dict[tuple, list[Event]] = defaultdict(list)
    for e in found:
        extra = tuple(
            {
                "year": e.year,
                "sector": e.sector,
                "scope": e.scope,
                "status": e.status,
                "kind": e.kind,
                "done": e.is_done,
                "mover": "Group" if e.is_group else (movers or {}).get(e.who, ""),
            }[name]
            for name in by
        )
        cells[units(e.origin), units(e.target), *extra, "group" if e.is_group else "named"].append(e)
    table = Table(("from", "to", *by, "told as", "events", "movers", "moves", "claims"), [])
    for key in sorted(cells, key=lambda k: tuple(str(x) for x in k)):
        here = cells[key]
        number = max(e.count or 0 for e in here) if key[-1] == "group" else len(here)
        table.rows.append(
            (
                *key,
                len(here),
                number,
                " ".join(e.move for e in here),
                " ".join(c for e in here for c in e.claims),
            )
        )
    without = sum(units(e.origin) == "?" or units(e.target) == "?" for cell in cells.values() for e in cell)
    table.notes.append(
        f"{without} events lack an origin or a destination (?); groups overlap each other and the named events: movers of a cell is the largest number that a group of it states"
    )
    return table


def histories(found: Iterable[Event]) -> Table:
    """Time from announcement to completion, for moves of which both are dated to a year or better.

    ``days`` is between the last days of the two periods, ``give or take`` half the lengths of the periods together.
    """
    table = Table(("move", "who", "announced", "completed", "days", "give or take", "claims"), [])
    for e in found:
        start = next((e.history[s] for s in ("announced", "signed") if s in e.history), None)
        end = next((e.history[s] for s in ("completed", "operating") if s in e.history), None)
        if start and end and _within_a_year(start) and _within_a_year(end):
            slack = ((start[1] - start[0]).days + (end[1] - end[0]).days) / 2  # type: ignore[operator]
            days = (end[1] - start[1]).days  # type: ignore[operator]
            table.rows.append(
                (e.move, e.who, start[1].isoformat(), end[1].isoformat(), days, slack, " ".join(e.claims))
            )  # type: ignore[union-attr]
    if table.rows:
        table.notes.append(
            f"median {statistics.median(row[4] for row in table.rows):.0f} days over {len(table.rows)} moves; most moves are told only once"
        )  # type: ignore[type-var]
    return table


def _within_a_year(period: tuple[date | None, date | None]) -> bool:
    first, last = period
    return first is not None and last is not None and first.year == last.year


def journeys(found: Iterable[Event], units: Units) -> Table:
    """Movers that moved on: Beijing → Cangzhou → …, each step with its move. Columns: who, steps, how many of them are done,
    journey, moves, claims. Where the way forks, each branch is a row of its own.
    """
    by_who: dict[str, list[Event]] = defaultdict(list)
    for e in found:
        if e.kind == "relocation" and not e.is_group and e.who:
            by_who[e.who].append(e)
    table = Table(("who", "steps", "done", "journey", "moves", "claims"), [])
    for who, steps in sorted(by_who.items()):
        for path in _paths(steps):
            if len(path) > 1:
                stops = [units(path[0].origin), *(units(e.target) for e in path)]
                table.rows.append(
                    (
                        who,
                        len(path),
                        sum(e.is_done for e in path),
                        " → ".join(stops),
                        " ".join(e.move for e in path),
                        " ".join(c for e in path for c in e.claims),
                    )
                )
    return table


def _paths(steps: Sequence[Event]) -> list[list[Event]]:
    """Chains of steps in which each begins where the last ended, as long as they go; of a circle one from each step."""
    starts = [e for e in steps if not any(o is not e and o.target and o.target == e.origin for o in steps)]
    open_paths, paths = [[start] for start in (starts or steps)], []
    while open_paths:
        path = open_paths.pop(0)
        nexts = [e for e in steps if e.origin and e.origin == path[-1].target and e not in path]
        open_paths += [[*path, step] for step in nexts]
        if not nexts:
            paths.append(path)
    return paths


def stated_totals(found: Sequence[Event], within: Mapping[str, str]) -> Table:
    """What sources state as a number of movers, beside the named events recorded for the same origin and destination."""
    named = [e for e in found if not e.is_group and e.kind == "relocation"]
    table = Table(
        ("words", "from", "to", "stated", "status", "year", "recorded done", "recorded not yet", "claims"), []
    )
    for e in found:
        if e.is_group and e.count and e.kind == "relocation":
            here = [
                n
                for n in named
                if _inside(n.origin, e.origin, within) and _inside(n.target, e.target, within)
            ]
            table.rows.append(
                (
                    e.words,
                    e.origin,
                    e.target,
                    e.count,
                    e.status,
                    e.year,
                    sum(n.is_done for n in here),
                    sum(not n.is_done for n in here),
                    " ".join(e.claims),
                )
            )
    table.rows.sort(key=lambda row: (-float(row[3]), str(row[0])))  # type: ignore[arg-type]
    table.notes.append(
        "recorded counts all years and all kinds of movers: read them as how little of a total is named, not as a check of it"
    )
    return table


def _inside(place: str, wider: str, within: Mapping[str, str]) -> bool:
    """Whether a place lies in a wider one (or one of an aggregate); an unstated wider place holds all."""
    if not wider:
        return True
    wide = set(wider.split("+"))
    for name in place.split("+") if place else ():
        seen = set()
        while name and name not in seen:
            if name in wide:
                return True
            seen.add(name)
            name = within.get(name, "")
    return False


def receivers(found: Iterable[Event], levels: Iterable[Row], receiving: Iterable[str]) -> Table:
    """What each receiving place took by the recorded events, beside what is claimed for it.

    ``claimed`` lists level claims of the place whose indicator speaks of what was introduced, signed, settled or relocated.
    """
    wanted = set(receiving)
    taken: dict[str, list[Event]] = defaultdict(list)
    for e in found:
        if not e.is_group and e.kind in ("relocation", "expansion"):
            for place in e.target.split("+"):
                if place in wanted:
                    taken[place].append(e)
    claimed: dict[str, list[str]] = defaultdict(list)
    for row in levels:
        name = str(row.get("indicator", ""))
        if (
            row.get("of") in wanted
            and any(
                word in name
                for word in (
                    "introduced",
                    "signed",
                    "settled",
                    "relocated",
                    "registered",
                    "received",
                    "beijing",
                )
            )
            and row.get("value") is not None
        ):
            claimed[str(row["of"])].append(f"{name} {float(row['value']):g} {row['unit']} [{row['claim']}]")  # type: ignore[arg-type]
    table = Table(("place", "done", "not yet", "claimed", "moves"), [])
    for place in sorted(taken.keys() | claimed.keys(), key=lambda p: (-len(taken[p]), p)):
        table.rows.append(
            (
                place,
                sum(e.is_done for e in taken[place]),
                sum(not e.is_done for e in taken[place]),
                "; ".join(sorted(claimed[place])),
                " ".join(e.move for e in taken[place]),
            )
        )
    return table
