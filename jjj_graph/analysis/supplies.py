"""Supplies: the network of who supplies whom, and who in it stands between others.

Only supplies between named parties that a source tells as being so; groups ("45 suppliers") and plans are counted
and left out. No source gives amounts, so every supply weighs the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from jjj_graph.analysis import networks
from jjj_graph.analysis.chains import counts
from jjj_graph.tables import Table

Row = Mapping[str, object]
Told = dict[tuple[str, str], list[Row]]


def named(rows: Iterable[Row], places: Collection[str] = ()) -> tuple[Told, Mapping[str, int]]:
    """Supplier and customer of each supply between named parties with its claims, and how many were left out why.

    ``places`` are no parties: a region that supplies 22 % of the parts is no firm that could stop.

    >>> found, left_out = named([dict(supplier="s", customer="c", claim="1"), dict(supplier="group:45", customer="c")])
    >>> list(found), dict(left_out)
    ([('s', 'c')], {'name a group on one side': 1})
    """
    found: Told = defaultdict(list)
    left_out: dict[str, int] = defaultdict(int)
    for row in rows:
        ends = str(row.get("supplier") or ""), str(row.get("customer") or "")
        if not counts(row):
            left_out["are planned, ended or denied"] += 1
        elif not all(ends) or any(end.startswith("group:") for end in ends):
            left_out["name a group on one side"] += 1
        elif any(part in places for end in ends for part in end.split("+")):
            left_out["name a place on one side"] += 1
        else:
            found[ends].append(row)
    return found, left_out


def suppliers(rows: Iterable[Row], places: Collection[str] = ()) -> Table:
    """Every firm of the supply network, those that stand between most others first.

    Columns: firm, number of suppliers and customers, ``reached``: firms that a loss could reach downstream,
    ``between``: :func:`networks.betweenness` (0 to 1), ``loop``: whether it supplies itself through others,
    ``piece``: number of the part of the network it hangs in (1 the largest), claims.

    >>> rows = [dict(supplier=a, customer=b, claim=a + b) for a, b in ("sc", "cx")]
    >>> [tuple(row.values()) for row in suppliers(rows)][0]
    ('c', 1, 1, 1, 0.5, False, 1, 'cx sc')
    """
    told, left_out = named(rows, places)
    graph = networks.network(told)
    between, reached = networks.betweenness(graph), networks.reaches(graph)
    circling = {name for loop in networks.loops(graph) for name in loop}
    piece = {name: number for number, part in enumerate(networks.pieces(graph), 1) for name in part}
    claims: dict[str, set[str]] = defaultdict(set)
    for ends, found in told.items():
        for name in ends:
            claims[name] |= {str(row["claim"]) for row in found}
    table = Table(
        ("firm", "suppliers", "customers", "reached", "between", "loop", "piece", "claims"),
        [
            (
                name,
                graph.in_degree(name),
                graph.out_degree(name),
                reached[name],
                round(between[name], 4),
                name in circling,
                piece[name],
                " ".join(sorted(claims[name])),
            )
            for name in graph
        ],
    )
    table.rows.sort(key=lambda row: (-row[4], -row[3], row[0]))  # type: ignore[operator,index]
    table.notes += [f"{number} supplies {why} and are left out" for why, number in sorted(left_out.items())]
    table.notes.append(
        "known supplies only: that nobody names another supplier is no proof that there is none"
    )
    return table
