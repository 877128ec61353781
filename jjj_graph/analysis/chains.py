"""Chains: who covers which segment where, what is missing, and which weakness matters most.

Input are plain rows (``fact_tables``): activities, bottlenecks, segments, inputs, places. Every output row carries
the claims it rests on, and every table says what was left out. *Not known* is not *none*: a segment without a
recorded maker is a derived gap only in the sense that no source among ours names one.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jjj_graph.analysis.production import Need, Production, concentration
from jjj_graph.tables import Table

Row = Mapping[str, object]

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
        return cls(tuple(parts), found)

    def parts_of(self, place: object) -> tuple[str, ...]:
        """The parts in which a place, or an aggregate of places, lies; the whole region counts as none of them."""
        return tuple(
            sorted({self.part_of[name] for name in str(place or "").split("+") if name in self.part_of})
        )


def counts(row: Row) -> bool:
    """Whether an activity is told as being so: not denied, not merely planned, not ended."""
    return row.get("stance") != "denied" and row.get("status") not in NOT_YET + ENDED


def coverage(
    segments: Iterable[Row], activities: Iterable[Row], bottlenecks: Iterable[Row], area: Area
) -> Table:
    """For each segment, part of the region and activity: present (since when, by whom, stated where), stated missing, or not known.

    Present needs one activity claim in that part that counts. Stated missing needs an open bottleneck on the segment
    that the source calls a blockage, and nobody present in the whole region. Columns: chain, segment, zh, en, stage,
    place, activity, state, since, who, sources, claims.
    """
    told: dict[str, dict[tuple[str, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    elsewhere = planned = 0
    for row in activities:
        if not row.get("segment"):
            continue
        parts = area.parts_of(row.get("place"))
        if not counts(row):
            planned += 1
        elif not parts:
            elsewhere += 1
        else:
            for part in parts:
                told[str(row["segment"])][part, str(row.get("activity", "unstated"))].append(row)
    missing = _stated_missing(bottlenecks)
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
            "since",
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
            here.items(), key=lambda cell: (area.parts.index(cell[0][0]), cell[0][1])
        ):
            table.rows.append(
                (
                    *head,
                    part,
                    activity,
                    PRESENT,
                    _since(rows),
                    _who(rows),
                    _all(rows, "source"),
                    _all(rows, "claim"),
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
                    _all(rows, "source"),
                    _all(rows, "claim"),
                )
            )
    table.notes += [
        f"{elsewhere} activities tell of no place in the region and are left out",
        f"{planned} are planned, ended or denied and are left out",
    ]
    return table


def _stated_missing(bottlenecks: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in bottlenecks:
        if (
            row.get("segment")
            and row.get("bottleneck_kind") == "blockage"
            and row.get("status") != "resolved"
            and row.get("stance") != "denied"
        ):
            found[str(row["segment"])].append(row)
    return found


def _since(rows: Iterable[Row]) -> str:
    days = [row["first"] or row["last"] for row in rows if row.get("first") or row.get("last")]
    return min(day.isoformat() for day in days) if days else ""  # type: ignore[union-attr]


def _who(rows: Iterable[Row]) -> str:
    return " ".join(sorted({str(row["who"]) for row in rows if row.get("who")}))


def _all(rows: Iterable[Row], key: str) -> str:
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

    ``home`` is the part with the research. A firm counts with its parent group, where the registry names one. The note
    gives the share: of those for whom both kinds of place are known, how many are so divided.
    """
    research: dict[tuple[str, str], list[Row]] = defaultdict(list)
    making: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in activities:
        who, chain = row.get("who"), row.get("chain")
        if not counts(row) or not who or not chain or str(who).startswith("group:"):
            continue
        key = (groups.get(str(who), str(who)), str(chain))
        if row.get("activity") == "rd":
            research[key].append(row)
        elif row.get("activity") in MAKING:
            making[key].append(row)
    table = Table(("who", "chain", "research in", "made in", "segments", "divided", "claims"), [])
    for key in sorted(research.keys() & making.keys()):
        here = {part for row in research[key] for part in area.parts_of(row.get("place"))}
        there = {part for row in making[key] for part in area.parts_of(row.get("place"))}
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
                    _all(research[key] + making[key], "claim"),
                )
            )
    divided = sum(bool(row[5]) for row in table.rows)
    table.notes.append(
        f"{divided} of {len(table.rows)} firms with both places known do research in {home} and make elsewhere in the region"
    )
    return table


def production_of(segments: Iterable[Row], inputs: Iterable[Row], chain: str | None = None) -> Production:
    """The AND/OR graph of a chain (or of all)."""
    segments = [s for s in segments if chain is None or s["chain"] == chain]
    names = {str(s["id"]) for s in segments}
    needs = [
        Need(str(i["supplier"]), str(i["customer"]), str(i["group"]), bool(i["essential"]))
        for i in inputs
        if i["customer"] in names and i["supplier"] in names
    ]
    return Production(needs, [str(s["id"]) for s in segments if s["end_product"]], names)


def makers(activities: Iterable[Row], area: Area) -> dict[str, dict[str, set[str]]]:
    """For each segment the known makers in the region: who → parts where they make."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in activities:
        if (
            row.get("segment")
            and row.get("who")
            and row.get("activity") in MAKING
            and counts(row)
            and not str(row["who"]).startswith("group:")
        ):
            for part in area.parts_of(row.get("place")):
                found[str(row["segment"])][str(row["who"])].add(part)
    return found


def weak_points(segments: Sequence[Row], inputs: Sequence[Row], activities: Iterable[Row], bottlenecks: Iterable[Row], area: Area,
                chain: str, draws: int = 200, seed: int = 20140226) -> Table:  # fmt: skip
    """Segments of a chain by how much their failing would stop, weighed by how few are known to make them, with stability.

    ``criticality`` is the share of end products whose minimal cut sets of order 1 hold the segment, ``in pairs`` the share
    that it stops only together with one other. ``score`` = criticality / (1 + known makers). Because a maker may exist
    that no source names, and an editorial input may not be essential, the score is drawn again ``draws`` times: each
    segment without a known maker gets one with the probability that a segment of the chain has one; each editorial input
    is kept with probability 0.8. ``rank`` is the median over the draws, ``rank low`` and ``rank high`` its 5th and 95th percentile.
    """
    own = [s for s in segments if s["chain"] == chain]
    known = {name: len(who) for name, who in makers(activities, area).items()}
    base = production_of(own, inputs)
    alone, pairs = base.criticality(), _pair_shares(base)
    problems = _problems(bottlenecks)
    ranks = _drawn_ranks(own, inputs, known, draws, seed)
    table = Table(
        (
            "segment",
            "zh",
            "en",
            "stage",
            "criticality",
            "in pairs",
            "known makers",
            "score",
            "rank",
            "rank low",
            "rank high",
            "bottlenecks",
            "claims",
        ),
        [],
    )
    for segment in own:
        name = str(segment["id"])
        spread = sorted(ranks[name])
        score = alone.get(name, 0.0) / (1 + known.get(name, 0))
        rows = problems.get(name, [])
        words = "; ".join(
            sorted({f"{r.get('bottleneck_kind')} ({r.get('status', 'status not stated')})" for r in rows})
        )
        table.rows.append((name, segment["zh"], segment["en"], segment["stage"], round(alone.get(name, 0.0), 4), round(pairs.get(name, 0.0), 4), known.get(name, 0), round(score, 4),
                           spread[len(spread) // 2], spread[int(0.05 * len(spread))], spread[int(0.95 * (len(spread) - 1))], words, _all(rows, "claim")))  # fmt: skip
    table.rows.sort(key=lambda row: (row[8], -row[7], row[0]))  # type: ignore[operator,index]
    table.notes.append(
        f"ranks over {draws} draws of what is not known (seed {seed}); a rank from 1 to {len(own)} would mean: nothing can be said"
    )
    return table


def _pair_shares(production: Production) -> dict[str, float]:
    shares: dict[str, float] = defaultdict(float)
    for pairs in production.double_cuts().values():
        for name in {name for pair in pairs for name in pair}:
            shares[name] += 1 / len(production.products)
    return shares


def _problems(bottlenecks: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in bottlenecks:
        if row.get("segment") and row.get("stance") != "denied":
            found[str(row["segment"])].append(row)
    return found


def _drawn_ranks(
    own: Sequence[Row], inputs: Sequence[Row], known: Mapping[str, int], draws: int, seed: int
) -> dict[str, list[int]]:
    rng = random.Random(seed)
    names = [str(s["id"]) for s in own]
    share = sum(name in known for name in names) / max(1, len(names))
    ranks: dict[str, list[int]] = defaultdict(list)
    chosen = [i for i in inputs if str(i["customer"]) in set(names)]
    for _ in range(draws):
        kept = [i for i in chosen if not str(i["reason"]).startswith("editorial") or rng.random() < 0.8]
        alone = production_of(own, kept).criticality()
        # drawn for every segment, so that knowing one more maker leaves the draws of the others as they are
        perhaps = {name: int(rng.random() < share) for name in names}
        scores = {name: alone.get(name, 0.0) / (1 + (known.get(name) or perhaps[name])) for name in names}
        for name in names:
            ranks[name].append(1 + sum(score > scores[name] for score in scores.values()))
    return ranks


def single_makers(
    segments: Sequence[Row], inputs: Sequence[Row], activities: Sequence[Row], area: Area
) -> Table:
    """Segments with exactly one known maker in the region, and the end products that stop with it; likewise for places.

    Columns: what (firm or place), id, segments it alone makes, end products that stop, claims.
    """
    production = production_of(segments, inputs)
    table = Table(("what", "id", "alone makes", "end products that stop", "claims"), [])
    for what in ("firm", "place"):
        alone: dict[str, list[str]] = defaultdict(list)
        for segment, who in makers(activities, area).items():
            holders = set(who) if what == "firm" else {part for parts in who.values() for part in parts}
            if len(holders) == 1:
                alone[holders.pop()].append(segment)
        for holder, held in sorted(alone.items(), key=lambda item: (-len(item[1]), item[0])):
            down = production.fails(held)
            stops = [product for product in production.products if product in down]
            rows = [
                r
                for r in activities
                if r.get("segment") in held
                and (r.get("who") == holder or holder in area.parts_of(r.get("place")))
            ]
            table.rows.append((what, holder, " ".join(sorted(held)), " ".join(stops), _all(rows, "claim")))
    table.notes.append("known makers only: a second one may exist that no source names")
    return table


def concentrations(activities: Sequence[Row], area: Area) -> Table:
    """HHI of each segment by place and by firm, over distinct known makers (each counts once)."""
    table = Table(("segment", "makers", "HHI by place", "HHI by firm"), [])
    for segment, who in sorted(makers(activities, area).items()):
        by_place: dict[str, float] = defaultdict(float)
        for parts in who.values():
            for part in parts:
                by_place[part] += 1 / len(parts)
        table.rows.append(
            (
                segment,
                len(who),
                round(concentration(by_place), 4),
                round(concentration(dict.fromkeys(who, 1.0)), 4),
            )
        )
    table.notes.append("every known maker weighs the same, for the sources give no shares")
    return table
