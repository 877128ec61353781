"""What is known of segments and places: who does what where, and what ties a chain to a place.

Plain rows (``fact_tables``) become a :class:`Landscape` of :class:`Telling` and :class:`Hint`, in units that
can be compared. Analyses hide some of it and look again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jjj_graph.analysis.chains import counts
from jjj_graph.analysis.events import Event

Row = Mapping[str, object]

#: Kinds of place that are always candidates; zones of a municipality are where an activity names them.
OFFICIAL = ("PrefectureCity", "District", "County", "NewArea")
ZONES = ("DevelopmentZone", "Park")
#: Status words of a plan or project that no longer holds.
GONE = ("cancelled", "suspended")


@dataclass(frozen=True)
class Telling:
    """One claim that a segment is done in a unit."""

    segment: str
    unit: str
    claim: str
    source: str = ""
    who: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Hint:
    """A policy, role, project, cluster or past move that ties a chain (or one of its segments) to a unit.

    ``thing`` is what counts once, whoever tells it.
    """

    kind: str
    unit: str
    chain: str
    thing: str
    claims: tuple[str, ...]
    sources: frozenset[str] = frozenset()
    #: those who move, build or play the part
    who: frozenset[str] = frozenset()
    segment: str = ""
    day: date | None = None


def units_of(within: Mapping[str, str], classes: Mapping[str, str], parts: Collection[str]) -> dict[str, str]:
    """For every place or site its unit: prefecture in a province, district or zone in a municipality.

    "Put it in Beijing" is no proposal, and a municipality of sixteen districts would win every ranking by its
    size: so districts are the units, and a municipality is one only for facts that name no district. A
    province is none, nor is an aggregate or a region; a zone directly below a province has no prefecture, and
    is none either. ``classes`` gives the class of each place (sites have none), ``parts`` the provinces and
    municipalities of the region.

    >>> within = {"wuqing": "tianjin", "plant": "wuqing", "port": "tianjin", "baoding": "hebei"}
    >>> classes = {"wuqing": "District", "baoding": "PrefectureCity"}
    >>> classes |= {"tianjin": "Municipality", "hebei": "Province"}
    >>> units_of(within, classes, {"tianjin", "hebei"})
    {'baoding': 'baoding', 'plant': 'wuqing', 'port': 'tianjin', 'tianjin': 'tianjin', 'wuqing': 'wuqing'}
    """
    found = {}
    for place in sorted({*within, *parts}):
        at, seen = place, set()
        while at not in parts and within.get(at, "") not in parts and at in within and at not in seen:
            seen.add(at)
            at = within[at]
        above = at if at in parts else within.get(at, "")
        if above not in parts:
            continue
        municipal = classes.get(above) == "Municipality"
        if at != above and classes.get(at) in (*OFFICIAL, *(ZONES if municipal else ())):
            found[place] = at
        elif municipal:
            found[place] = above
    return found


@dataclass
class Landscape:
    """What is known of segments and units; analyses hide some of it and look again."""

    chain_of: Mapping[str, str]
    neighbours: Mapping[str, Collection[str]]
    #: units that may be proposed; others (a municipality, no district stated) only lend their segments
    candidates: Sequence[str]
    distance: Mapping[tuple[str, str], float]
    tellings: Sequence[Telling]
    hints: Sequence[Hint] = ()
    #: proximities from outside, instead of co-location among so few places
    outside: Mapping[str, Mapping[str, float]] | None = None
    left_out: list[str] = field(default_factory=list)

    @cached_property
    def cells(self) -> dict[tuple[str, str], list[Telling]]:
        """Tellings by segment and unit."""
        found: dict[tuple[str, str], list[Telling]] = defaultdict(list)
        for telling in self.tellings:
            found[telling.segment, telling.unit].append(telling)
        return dict(found)

    @cached_property
    def places_of(self) -> dict[str, set[str]]:
        """For each segment the units where it is known."""
        found: dict[str, set[str]] = defaultdict(set)
        for telling in self.tellings:
            found[telling.segment].add(telling.unit)
        return dict(found)

    @cached_property
    def present(self) -> dict[str, set[str]]:
        """For each unit the segments known there."""
        found: dict[str, set[str]] = defaultdict(set)
        for telling in self.tellings:
            found[telling.unit].add(telling.segment)
        return dict(found)

    @cached_property
    def hints_of(self) -> dict[tuple[str, str], list[Hint]]:
        """Hints by unit and chain."""
        found: dict[tuple[str, str], list[Hint]] = defaultdict(list)
        for hint in self.hints:
            found[hint.unit, hint.chain].append(hint)
        return dict(found)

    def with_only(self, tellings: Sequence[Telling], hints: Sequence[Hint]) -> Landscape:
        """The same with other evidence: what a back-test leaves."""
        return Landscape(
            self.chain_of, self.neighbours, self.candidates, self.distance, tellings, hints, self.outside
        )


def tellings(
    activities: Iterable[Row], units: Mapping[str, str], day_of: Mapping[str, date | None]
) -> tuple[list[Telling], list[str]]:
    """Activity claims as tellings, and remarks on what was left out.

    ``day_of`` gives the last day on which each source can have been published; a telling's day is the last
    day of its stated period, else that.
    """
    found, missing = [], defaultdict(int)
    for row in activities:
        if not row.get("segment"):
            missing["name no segment"] += 1
        elif not counts(row):
            missing["are planned, ended or denied"] += 1
        elif str(row.get("place") or "") not in units:
            missing["name no single district or prefecture of the region"] += 1
        else:
            day = row.get("last") or day_of.get(str(row["source"]))
            found.append(
                Telling(
                    str(row["segment"]),
                    units[str(row["place"])],
                    str(row["claim"]),
                    str(row["source"]),
                    str(row.get("who") or ""),
                    day,
                )
            )  # type: ignore[arg-type]
    return sorted(found, key=lambda t: t.claim), [
        f"{number} activities {why}, and are left out" for why, number in sorted(missing.items())
    ]


def hints(
    rows: Iterable[Row],
    moved: Iterable[Event],
    units: Mapping[str, str],
    chains_of: Mapping[str, Collection[str]],
    day_of: Mapping[str, date | None],
) -> list[Hint]:
    """Policies, roles, projects and clusters that name a unit and a chain, and completed moves into a unit.

    ``chains_of`` gives for a chain, sector or cluster the chains it stands for. What names a whole region,
    province or aggregate of places says nothing between units, and does not count.
    """
    found: dict[tuple, Hint] = {}
    for row in sorted(rows, key=lambda r: str(r["claim"])):
        if row.get("stance") == "denied" or row.get("status") in GONE:
            continue
        kind = str(row["kind"])
        names = [
            *_many(row, "place"),
            *_many(row, "places"),
            *_many(row, "targets"),
            *(_many(row, "project") if kind == "project" else ()),
        ]
        of = {
            chain
            for key in ("chain", "targets", "sectors")
            for name in _many(row, key)
            for chain in chains_of.get(name, ())
        }
        thing, segment = (
            str(row.get(kind) or "") if kind != "role" else f"role/{row.get('role')}",
            str(row.get("segment") or ""),
        )
        day = row.get("last") or day_of.get(str(row["source"]))
        for unit in sorted({units[name] for name in names if name in units}):
            for chain in sorted(of):
                hint = Hint(
                    kind,
                    unit,
                    chain,
                    thing,
                    (str(row["claim"]),),
                    frozenset({str(row["source"])}),
                    frozenset(_many(row, "who")),
                    segment,
                    day,
                )  # type: ignore[arg-type]
                _add(found, (kind, unit, chain, thing, segment), hint)
    for event in moved:
        if (
            event.kind in ("relocation", "expansion")
            and not event.is_group
            and event.is_done
            and event.target in units
        ):
            day = event.history[event.status][1] or max(
                (day_of[s] for s in event.sources if day_of.get(s)), default=None
            )  # type: ignore[type-var]
            for chain in sorted(chains_of.get(event.sector, ())):
                hint = Hint(
                    "move",
                    units[event.target],
                    chain,
                    event.move,
                    tuple(event.claims),
                    frozenset(event.sources),
                    frozenset({event.who} - {""}),
                    day=day,
                )
                _add(found, ("move", event.move, chain), hint)
    return list(found.values())


def _many(row: Row, key: str) -> Sequence[str]:
    value = row.get(key) or ()
    return [str(value)] if isinstance(value, str) else [str(v) for v in value]  # type: ignore[union-attr]


def _add(found: dict[tuple, Hint], key: tuple, hint: Hint) -> None:
    """Add a hint, or what a further source says to one that is there; its day is the earliest."""
    held = found.get(key)
    if held is not None:
        days = [day for day in (held.day, hint.day) if day]
        hint = Hint(
            held.kind,
            held.unit,
            held.chain,
            held.thing,
            tuple(dict.fromkeys(held.claims + hint.claims)),
            held.sources | hint.sources,
            held.who | hint.who,
            held.segment,
            min(days, default=None),
        )
    found[key] = hint
