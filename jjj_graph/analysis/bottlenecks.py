"""Bottlenecks: each named one with its state, and how much its segment's failing would stop.

One row a bottleneck, whoever tells of it; counts ("35 choke points") name none and are left out with a remark. The
order is that of its segment among the weak points, and is told with the spread of that rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from jjj_graph.analysis.chains import Row, told_in
from jjj_graph.tables import Table

COLUMNS = (
    "bottleneck", "kind", "status", "since", "topic", "by", "segment",
    "criticality", "score", "rank", "rank low", "rank high", "sources", "claims",
)  # fmt: skip


def ranked_bottlenecks(rows: Iterable[Row], weak_points: Table) -> Table:
    """Every named bottleneck of a chain, those of its weakest segments first, and last those without a segment.

    ``weak_points`` is the table of :func:`jjj_graph.analysis.weak_points.weak_points`, from which criticality, score and
    ranks come. ``status`` is the latest that is dated, else the furthest told (resolved, being tackled, open); ``since``
    the first day told of it. A kind told differently by several sources is told as ``choke-point blockage``.

    >>> told = dict(bottleneck="b", segment="c/s", bottleneck_kind="choke-point", status="open", claim="1", source="p")
    >>> weak = Table(("segment", "criticality", "score", "rank", "rank low", "rank high"), [("c/s", 1.0, 0.5, 1, 1, 3)])
    >>> row = next(iter(ranked_bottlenecks([told], weak)))
    >>> row["bottleneck"], row["status"], row["criticality"], (row["rank low"], row["rank high"])
    ('b', 'open', 1.0, (1, 3))
    """
    named: dict[str, list[Row]] = defaultdict(list)
    counted = denied = 0
    for row in rows:
        if row.get("stance") == "denied":
            denied += 1
        elif row.get("value") is not None or row.get("low") is not None:
            counted += 1
        else:
            named[str(row["bottleneck"])].append(row)
    rank_of = {row["segment"]: row for row in weak_points}
    table = Table(COLUMNS, [_row(name, found, rank_of) for name, found in named.items()])
    place = COLUMNS.index("rank")
    table.rows.sort(key=lambda row: (row[place] is None, row[place] or 0, -(row[place - 1] or 0), row[0]))  # type: ignore[operator]
    table.notes += [
        f"{counted} claims count bottlenecks without naming them, {denied} are denied: left out",
        f"{sum(row[place] is None for row in table.rows)} bottlenecks have no segment of the chain, and no rank",
        *weak_points.notes,
    ]
    return table


def _row(name: str, found: list[Row], rank_of: Mapping[object, Mapping[str, object]]) -> tuple[object, ...]:
    segment = min((str(row["segment"]) for row in found if row.get("segment")), default="")
    status, since = _status(found)
    by = sorted({str(who) for row in found for who in row.get("by") or ()})  # type: ignore[attr-defined]
    weight = rank_of.get(segment, {})
    return (
        name,
        told_in([row for row in found if row.get("bottleneck_kind") != "unspecified"], "bottleneck_kind") or "unspecified",
        status,
        since,
        "; ".join(sorted({str(row["topic"]) for row in found if row.get("topic")})),
        " ".join(by),
        segment,
        *(weight.get(key) for key in ("criticality", "score", "rank", "rank low", "rank high")),
        told_in(found, "source"),
        told_in(found, "claim"),
    )  # fmt: skip


#: How far a bottleneck has got.
_FURTHEST = ("open", "being-tackled", "resolved")


def _status(found: Iterable[Row]) -> tuple[str, str]:
    """The latest status and the first day told of it; of undated ones the furthest."""
    told = [row for row in found if row.get("status")]
    if not told:
        return "", ""
    latest = max(told, key=lambda row: (row.get("last") or date.min, _FURTHEST.index(str(row["status"]))))
    days = [
        row["first"] or row["last"]
        for row in told
        if row["status"] == latest["status"] and (row.get("first") or row.get("last"))
    ]
    return str(latest["status"]), min(days).isoformat() if days else ""  # type: ignore[type-var,union-attr]
