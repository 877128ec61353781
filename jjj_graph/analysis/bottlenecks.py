"""Bottlenecks: each named one with its state, and how much its segment's failing would stop.

One row a bottleneck, whoever tells of it; counts ("35 choke points") name none and are left out with a remark. The
order is that of its segment among the weak points, and is told with the spread of that rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from jjj_graph.analysis.chains import UNDATED, Published, Row, status_of, told_in
from jjj_graph.tables import Table

COLUMNS = (
    "bottleneck", "kind", "status", "known since", "topic", "by", "segment",
    "criticality", "score", "rank", "rank low", "rank high", "sources", "claims",
)  # fmt: skip


def ranked_bottlenecks(rows: Iterable[Row], weak_points: Table, published: Published = UNDATED) -> Table:
    """Every named bottleneck of a chain, those of its weakest segments first, and last those without a segment; one that
    is told of several segments has the rank of the weakest.

    ``weak_points`` is the table of :func:`jjj_graph.analysis.weak_points.weak_points`, from which criticality, score and
    ranks come. ``status`` is the latest told (:func:`jjj_graph.analysis.chains.status_of`). A kind told differently by several sources is told as ``choke-point blockage``.

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
    table = Table(COLUMNS, [_row(name, found, rank_of, published) for name, found in named.items()])
    place = COLUMNS.index("rank")
    table.rows.sort(key=lambda row: (row[place] is None, row[place] or 0, -(row[place - 1] or 0), row[0]))  # type: ignore[operator]
    table.notes += [
        f"{counted} claims count bottlenecks without naming them, {denied} are denied: left out",
        f"{sum(row[place] is None for row in table.rows)} bottlenecks have no segment of the chain, and no rank",
        *weak_points.notes,
    ]
    return table


def _row(
    name: str, found: list[Row], rank_of: Mapping[object, Mapping[str, object]], published: Published
) -> tuple[object, ...]:
    segments = sorted({str(row["segment"]) for row in found if row.get("segment")})
    status, since = status_of(found, published)
    by = sorted({str(who) for row in found for who in row.get("by") or ()})  # type: ignore[attr-defined]
    weight: Mapping[str, object] = min(
        (rank_of[name] for name in segments if name in rank_of), key=lambda row: row["rank"], default={}
    )
    return (
        name,
        told_in([row for row in found if row.get("bottleneck_kind") != "unspecified"], "bottleneck_kind") or "unspecified",
        status,
        since,
        "; ".join(sorted({str(row["topic"]) for row in found if row.get("topic")})),
        " ".join(by),
        " ".join(segments),
        *(weight.get(key) for key in ("criticality", "score", "rank", "rank low", "rank high")),
        told_in(found, "source"),
        told_in(found, "claim"),
    )  # fmt: skip
