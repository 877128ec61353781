"""Weak points of a chain: what stops most, who alone makes a thing, how concentrated the making is.

Input are plain rows (``fact_tables``): segments, inputs, activities, bottlenecks. Production is an AND/OR graph
(``production``); makers are those that some source names, and another may exist that none names: so a criticality
is told with how its rank moves under what is not known.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from jjj_graph.analysis.chains import MAKING, Area, Row, counts, told_in
from jjj_graph.analysis.networks import loops
from jjj_graph.analysis.production import Need, Production, concentration
from jjj_graph.tables import Table


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
                           spread[len(spread) // 2], spread[int(0.05 * len(spread))], spread[int(0.95 * (len(spread) - 1))], words, told_in(rows, "claim")))  # fmt: skip
    table.rows.sort(key=lambda row: (row[8], -row[7], row[0]))  # type: ignore[operator,index]
    if circling := loops((need.supplier, need.customer) for need in base.needs):
        told = "; ".join(" ".join(sorted(loop)) for loop in circling)
        table.notes.append(f"loops of inputs, read as running until something in them stops: {told}")
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
            table.rows.append((what, holder, " ".join(sorted(held)), " ".join(stops), told_in(rows, "claim")))
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
