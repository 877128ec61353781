"""Weak points of a chain: what stops most, who alone makes a thing, how concentrated the making is.

Input are plain rows (``fact_tables``): segments, inputs, activities, bottlenecks. Production is an AND/OR graph
(``production``); makers are those that some source names, and another may exist that none names: so a criticality
is told with how its rank moves under what is not known.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from jjj_graph.analysis.chains import MAKING, Area, Row, counts, told_in
from jjj_graph.analysis.groups import NO_GROUPS, head_of
from jjj_graph.analysis.networks import loops
from jjj_graph.analysis.production import Need, Production, concentration
from jjj_graph.tables import Table

MAKERS_NOTE = "makers are those told to manufacture or supply; research, use, or a place in the chain alone is no making"
#: The chance that a drawn world keeps an input that no page states.
EDITORIAL_KEPT = 0.8


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


def making(
    activities: Iterable[Row], area: Area, groups: Mapping[str, str] = NO_GROUPS
) -> Iterator[tuple[str, str, str, Row]]:
    """Segment, maker, where, and the row, of each activity by which somebody with a name makes a thing in the region.

    A plant counts as its owner and a subsidiary as its group, where ``groups`` names one: the stop of one is the stop of
    both, so that they are one maker. What a group without a name does, or a place as a whole, tells of no maker.
    """
    for row in activities:
        who, where = str(row.get("who") or ""), area.where(row.get("place"))
        if row.get("segment") and who and where and row.get("activity") in MAKING and counts(row):
            if not who.startswith("group:") and not area.where(who):
                yield str(row["segment"]), head_of(who, groups), where, row


def makers(
    activities: Iterable[Row], area: Area, groups: Mapping[str, str] = NO_GROUPS
) -> dict[str, dict[str, set[str]]]:
    """For each segment the known makers in the region (:func:`making`): who → where they make."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for segment, who, where, _ in making(activities, area, groups):
        found[segment][who].add(where)
    return found


def weak_points(segments: Sequence[Row], inputs: Sequence[Row], activities: Iterable[Row], bottlenecks: Iterable[Row],
                area: Area, chain: str, groups: Mapping[str, str] = NO_GROUPS, draws: int = 200,
                seed: int = 20140226) -> Table:  # fmt: skip
    """Segments of a chain by how much their failing would stop, weighed by how few are known to make them, with stability.

    ``criticality`` is the share of end products whose minimal cut sets of order 1 hold the segment, ``in pairs`` the share
    that it stops only together with one other. ``score`` = criticality / (1 + known makers). Because a maker may exist
    that no source names, and an editorial input may not be essential, the score is drawn again ``draws`` times: each
    segment without a known maker gets one with the probability that a segment of the chain has one; each editorial input
    outside a group of substitutes is kept with probability :data:`EDITORIAL_KEPT` (a substitute left out would make the
    others critical, which is another claim than that it may not be essential). ``rank`` is the median over the draws, ``rank low`` and ``rank high`` its 5th and 95th percentile.
    """
    own = [s for s in segments if s["chain"] == chain]
    known = {name: len(who) for name, who in makers(activities, area, groups).items()}
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
                           spread[len(spread) // 2], spread[int(0.05 * len(spread))], spread[int(0.95 * (len(spread) - 1))], words, told_in(rows, "claim")))  # fmt: skip
    table.rows.sort(key=lambda row: (row[8], -row[7], row[0]))  # type: ignore[operator,index]
    if circling := loops((need.supplier, need.customer) for need in base.needs):
        told = "; ".join(" ".join(sorted(loop)) for loop in circling)
        table.notes.append(f"loops of inputs, read as running until something in them stops: {told}")
    links = [link for link in inputs if link["chain"] == chain]
    editorial = sum(str(link["reason"]).startswith("editorial") for link in links)
    table.notes += [
        f"{editorial} of {len(links)} inputs are editorial: no page states them, and ranks rest on them",
        MAKERS_NOTE,
    ]
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
        kept = [i for i in chosen if not _may_go(i) or rng.random() < EDITORIAL_KEPT]
        alone = production_of(own, kept).criticality()
        # drawn for every segment, so that knowing one more maker leaves the draws of the others as they are
        perhaps = {name: int(rng.random() < share) for name in names}
        scores = {name: alone.get(name, 0.0) / (1 + (known.get(name) or perhaps[name])) for name in names}
        for name in names:
            ranks[name].append(1 + sum(score > scores[name] for score in scores.values()))
    return ranks


def _may_go(link: Row) -> bool:
    return str(link["reason"]).startswith("editorial") and not link["group"]


def single_makers(
    segments: Sequence[Row],
    inputs: Sequence[Row],
    activities: Sequence[Row],
    area: Area,
    groups: Mapping[str, str] = NO_GROUPS,
) -> Table:
    """Segments with exactly one known maker in the region, and the end products that stop with it; likewise for places.

    Columns: what (firm or place), id, segments it alone makes, end products that stop, claims.
    """
    production = production_of(segments, inputs)
    table = Table(("what", "id", "alone makes", "end products that stop", "claims"), [])
    told = list(making(activities, area, groups))
    for what, holder_in in (("firm", 1), ("place", 2)):
        holders: dict[str, set[str]] = defaultdict(set)
        for entry in told:
            holders[entry[0]].add(str(entry[holder_in]))
        alone: dict[str, list[str]] = defaultdict(list)
        for segment, names in holders.items():
            if len(names) == 1:
                alone[names.pop()].append(segment)
        for holder, held in sorted(alone.items(), key=lambda item: (-len(item[1]), item[0])):
            down = production.fails(held)
            stops = [product for product in production.products if product in down]
            claims = told_in([entry[3] for entry in told if entry[0] in held], "claim")
            table.rows.append((what, holder, " ".join(sorted(held)), " ".join(stops), claims))
    table.notes += ["known makers only: a second one may exist that no source names", MAKERS_NOTE]
    return table


def concentrations(activities: Iterable[Row], area: Area, groups: Mapping[str, str] = NO_GROUPS) -> Table:
    """HHI of each segment by place and by firm, over distinct known makers, each of which counts once.

    So the index by firm is one over the number of makers: no source gives shares that would say more. The index by
    place is over makers of which one single part is told, and empty where there is none.
    """
    table = Table(("segment", "makers", "HHI by place", "HHI by firm"), [])
    for segment, who in sorted(makers(activities, area, groups).items()):
        by_place: dict[str, float] = defaultdict(float)
        for told in who.values():
            single = told & set(area.parts)
            for part in single:
                by_place[part] += 1 / len(single)
        table.rows.append(
            (
                segment,
                len(who),
                round(concentration(by_place), 4) if by_place else None,
                round(concentration(dict.fromkeys(who, 1.0)), 4),
            )
        )
    table.notes.append("every known maker weighs the same, for the sources give no shares")
    return table
