"""Chains: who covers which segment where, what is missing, and who does research here and makes there.

Input are plain rows (``fact_tables``): activities, bottlenecks, segments, inputs, places. Every output row carries
the claims it rests on, and every table says what was left out. *Not known* is not *none*: a segment without a
recorded maker is a derived gap only in the sense that no source among ours names one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from jjj_graph.analysis.groups import head_of
from jjj_graph.tables import Table

Row = Mapping[str, object]
#: The last day on which each source can have been published; ``None`` where that is not known.
Published = Mapping[str, "date | None"]
UNDATED: Published = MappingProxyType({})

#: Status words of an activity that has not begun, or has ended.
NOT_YET = ("target", "planned", "forecast", "announced", "signed", "approved")
ENDED = ("suspended", "cancelled")
#: Activities that show a capability to make the thing.
MAKING = ("manufacture", "supply")
PRESENT, MISSING, UNKNOWN = "present", "stated missing", "not known"


@dataclass(frozen=True)
class Area:
    """The region asked about: its parts, and for each place the part it lies in."""

    parts: tuple[str, ...]
    part_of: Mapping[str, str]
    #: what the parts make up
    region: str = ""

    @classmethod
    def of(cls, region: str, parts: Sequence[str], within: Mapping[str, str]) -> Area:
        """The area of a region from the containment of places.

        >>> Area.of("jjj", ["tianjin"], {"wuqing": "tianjin", "tianjin": "jjj"}).part_of["wuqing"]
        'tianjin'
        """
        found: dict[str, str] = {}
        for place in {*within, *parts}:
            at, seen = place, set()
            while at not in parts and at in within and at not in seen:
                seen.add(at)
                at = within[at]
            if at in parts:
                found[place] = at
        return cls(tuple(parts), found, region)

    def where(self, place: object) -> str:
        """The part in which a place lies; several joined by ``+``, for an aggregate is told of all together, never of
        each; the region itself for what is told of it as a whole; empty for what lies elsewhere.

        >>> area = Area(("beijing", "tianjin"), {"wuqing": "tianjin", "beijing": "beijing"}, "jjj")
        >>> area.where("wuqing"), area.where("beijing+wuqing"), area.where("jjj"), area.where("wuxi")
        ('tianjin', 'beijing+tianjin', 'jjj', '')
        """
        return "+".join(self.parts_of(place)) or (self.region if place and place == self.region else "")

    def parts_of(self, place: object) -> tuple[str, ...]:
        """The parts in which a place, or an aggregate of places, lies; the whole region counts as none of them."""
        return tuple(
            sorted({self.part_of[name] for name in str(place or "").split("+") if name in self.part_of})
        )


def counts(row: Row) -> bool:
    """Whether an activity is told as being so: not denied, not merely planned, not ended."""
    return row.get("stance") != "denied" and row.get("status") not in NOT_YET + ENDED


def coverage(
    segments: Iterable[Row],
    activities: Iterable[Row],
    bottlenecks: Iterable[Row],
    area: Area,
    published: Published = UNDATED,
) -> Table:
    """For each segment, part of the region and activity: present (known since when, by whom, stated where), stated missing, or not known.

    Present needs one activity claim in that part that counts, of any kind of activity; what is told of several parts
    together, or of the region as a whole, stands in a row of its own. Stated missing needs a bottleneck on the segment
    that a source calls a blockage and that is not resolved (:func:`status_of`), and nobody present in the whole region.
    ``published`` gives the last day on which each source can have been published. Columns: chain, segment, zh, en, stage,
    place, activity, state, ``known since`` (the first day on which somebody is known to do it: the start that a source
    tells, or the day by which it says that it was so), who, sources, claims.
    """
    told: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    elsewhere = planned = unplaced = 0
    for row in activities:
        if not row.get("segment"):
            unplaced += 1
            continue
        where = area.where(row.get("place"))
        if not counts(row):
            planned += 1
        elif not where:
            elsewhere += 1
        else:
            told[str(row["segment"])][where, str(row.get("activity", "unstated"))].append(row)
    missing = _stated_missing(bottlenecks, published)
    table = Table(
        (
            "chain",
            "segment",
            "zh",
            "en",
            "stage",
            "place",
            "activity",
            "state",
            "known since",
            "who",
            "sources",
            "claims",
        ),
        [],
    )
    for segment in segments:
        head = tuple(segment[key] for key in ("chain", "id", "zh", "en", "stage"))
        here = told.get(str(segment["id"]), {})
        for (part, activity), rows in sorted(
            here.items(), key=lambda cell: (*_order(cell[0][0], area), cell[0][1])
        ):
            table.rows.append(
                (
                    *head,
                    part,
                    activity,
                    PRESENT,
                    known_since(rows),
                    _who(rows),
                    told_in(rows, "source"),
                    told_in(rows, "claim"),
                )
            )
        if not here:
            rows = missing.get(str(segment["id"]), [])
            table.rows.append(
                (
                    *head,
                    "",
                    "",
                    MISSING if rows else UNKNOWN,
                    "",
                    "",
                    told_in(rows, "source"),
                    told_in(rows, "claim"),
                )
            )
    table.notes += [
        f"{elsewhere} activities tell of no place in the region and are left out",
        f"{planned} are planned, ended or denied and are left out",
        f"{unplaced} name no segment of the chain and are left out",
    ]
    return table


def _order(where: str, area: Area) -> tuple[int, int, str]:
    """Parts in their order, then what is told of several together, then of the region."""
    single = area.parts.index(where) if where in area.parts else len(area.parts)
    return single, int(where == area.region), where


def _stated_missing(bottlenecks: Iterable[Row], published: Published) -> dict[str, list[Row]]:
    """For each segment the claims of a blockage that is not resolved, by the latest that is told of it."""
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in bottlenecks:
        if row.get("segment") and row.get("stance") != "denied":
            told[str(row["segment"]), str(row.get("bottleneck") or row["claim"])].append(row)
    found: dict[str, list[Row]] = defaultdict(list)
    for (segment, _), rows in told.items():
        blocking = [row for row in rows if row.get("bottleneck_kind") == "blockage"]
        if blocking and status_of(rows, published)[0] != "resolved":
            found[segment] += [row for row in blocking if row.get("status") != "resolved"]
    return found


#: How far a bottleneck has got.
FURTHEST = ("", "open", "being-tackled", "resolved")


def status_of(rows: Iterable[Row], published: Published = UNDATED) -> tuple[str, str]:
    """The latest status that the rows of one thing tell, and the first day on which it is known.

    A row is dated by the last day of its period; where that is open or not stated, by the last day on which its source
    can have been published, else by the first day. Of several of one day, and of undated ones, the furthest counts.

    >>> told = [dict(status="open", source="a", last=date(2007, 6, 30)), dict(status="resolved", source="b")]
    >>> status_of(told, {"b": date(2025, 8, 26)})
    ('resolved', '')
    """
    told = [row for row in rows if row.get("status")]
    if not told:
        return "", ""

    def dated(row: Row) -> tuple[date, int]:
        day = row.get("last") or published.get(str(row["source"])) or row.get("first") or date.min
        return day, FURTHEST.index(str(row["status"]))  # type: ignore[return-value]

    status = str(max(told, key=dated)["status"])
    return status, known_since(row for row in told if row["status"] == status)


def known_since(rows: Iterable[Row]) -> str:
    """The first day on which what the rows tell is known to be so; empty where none is dated."""
    days = [day for row in rows if (day := row.get("first") or row.get("last"))]
    return min(day.isoformat() for day in days) if days else ""  # type: ignore[union-attr]


def _who(rows: Iterable[Row]) -> str:
    return " ".join(sorted({str(row["who"]) for row in rows if row.get("who")}))


def told_in(rows: Iterable[Row], key: str) -> str:
    """What the rows hold under a key, each once, separated by spaces."""
    return " ".join(sorted({str(row[key]) for row in rows}))


def gaps(covered: Table) -> Table:
    """Segments for which no source names anybody in the region (断点): derived, not stated by any page."""
    place = covered.columns.index
    rows = [
        row[: place("place")] + (row[place("state")], row[place("claims")])
        for row in covered.rows
        if row[place("state")] != PRESENT
    ]
    return Table(
        (*covered.columns[: place("place")], "state", "claims"),
        rows,
        ["derived: no source of ours names a site; that is not proof that there is none"],
    )


def division_of_labour(activities: Iterable[Row], area: Area, home: str, groups: Mapping[str, str]) -> Table:
    """Firms (or groups) that do research in one part of the region and make the same segment's goods in another.

    ``home`` is the part with the research. A firm counts with its parent group, where the registry names one. What is
    told of several parts together says nothing of one. The note gives the share: of those for whom both kinds of place are known, how many are so divided.
    """
    research: dict[tuple[str, str], list[Row]] = defaultdict(list)
    making: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in activities:
        who, chain = row.get("who"), row.get("chain")
        if not counts(row) or not who or not chain or str(who).startswith("group:"):
            continue
        key = (head_of(str(who), groups), str(chain))
        if row.get("activity") == "rd":
            research[key].append(row)
        elif row.get("activity") in MAKING:
            making[key].append(row)
    table = Table(("who", "chain", "research in", "made in", "segments", "divided", "claims"), [])
    for key in sorted(research.keys() & making.keys()):
        here, there = (
            {where for row in rows if (where := area.where(row.get("place"))) in area.parts}
            for rows in (research[key], making[key])
        )
        if here and there:
            divided = home in here and bool(there - {home})
            names = " ".join(sorted({str(row["segment"]) for row in making[key] if row.get("segment")}))
            table.rows.append(
                (
                    *key,
                    " ".join(sorted(here)),
                    " ".join(sorted(there)),
                    names,
                    divided,
                    told_in(research[key] + making[key], "claim"),
                )
            )
    divided = sum(bool(row[5]) for row in table.rows)
    table.notes.append(
        f"{divided} of {len(table.rows)} firms with both places known do research in {home} and make elsewhere in the region"
    )
    return table
