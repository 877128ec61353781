"""The view model of a network: plain data for the page, the same for both renderers.

Every figure in it comes from :mod:`jjj_graph.analysis.routes`, every position from :mod:`.layout`; work and
size grow with nodes and edges, not with pairs of them.

>>> from jjj_graph.views.nodes import Edge, Node
>>> found = drawn([Node("a", "firm", "organisation"), Node("b", "city", "place")], [Edge("a", "b", "in")])
>>> found.nodes[0]["place"], found.note["groups"]["place"][0][:2]
('b', ['b', 2])
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jjj_graph.analysis import routes
from jjj_graph.views.cards import Cards
from jjj_graph.views.layout import Positions, layout
from jjj_graph.views.nodes import STATES, Edge, Fact, Node, in_order
from jjj_graph.views.page import Words, as_words, embed_json, families, render

#: Families whose members a picture can be gathered by.
GATHERED_BY = ("place", "segment")
#: Groups hold many, so they stand further apart than single nodes do.
_GROUPS_APART = 1.7
_SCRIPTS = tuple(
    f"network-{part}.js"
    for part in (
        "graph choice routes places scene look names draw {engine} search legend panel table save".split()
    )
)


@dataclass(frozen=True)
class Drawn:
    """Nodes and edges as plain data, and a note: claims, sources, facts, families and groups of all of them."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    note: dict[str, Any]


def drawn(
    nodes: Iterable[Node], edges: Iterable[Edge], lang: str = "zh", hubs: Collection[str] | None = None
) -> Drawn:
    """Everything that the page draws, in one order. ``hubs`` are ids; by default those of these edges.

    Raises ``ValueError`` for an id given twice, an edge with an end that is not a node, an unknown state.
    """
    nodes, edges = sorted(nodes, key=lambda node: node.id), in_order(edges)
    _check(nodes, edges)
    ties = [(edge.source, edge.target) for edge in edges]
    number = routes.degrees(ties)
    folded = routes.hubs(ties) if hubs is None else set(hubs)
    at = layout(_graph((node.id for node in nodes), ties))
    ranks = {node.id: rank for rank, node in enumerate(sorted(nodes, key=lambda n: (-number[n.id], n.id)))}
    seats = {
        family: routes.homes(ties, {node.id for node in nodes if node.family == family})
        for family in GATHERED_BY
    }
    looks, cards = families(), Cards()
    rows = []
    for node in nodes:
        family = node.family if node.family in looks else "other"
        rows.append(
            {
                "id": node.id,
                "label": Words(node.zh or node.en or node.id, node.en).in_language(lang),
                "shape": looks[family]["shape"],
                "group": family,
                "size": _size(number[node.id]),
                "x": at[node.id][0],
                "y": at[node.id][1],
                "zh": node.zh,
                "en": node.en,
                "type": node.type,
                "typeWords": Words(
                    node.type_words.zh or node.type, node.type_words.en or node.type
                ).to_json(),
                "aliases": list(node.aliases),
                "degree": number[node.id],
                "rank": ranks[node.id],
                "hub": node.id in folded,
            }
            | {family: seats[family].get(node.id, "") for family in GATHERED_BY}
        )
    lines = _lines(edges, cards)
    facts = [[node.id, [_fact(fact, cards) for fact in node.facts]] for node in nodes if node.facts]
    note = cards.to_json() | {
        "facts": facts,
        "hubDegree": routes.HUB_DEGREE,
        "ways": routes.WAYS,
        "families": {key: looks[key] for key in sorted({row["group"] for row in rows})},
        "groups": {family: _groups(rows, family, ties) for family in GATHERED_BY if seats[family]},
    }
    return Drawn(rows, lines, note)


def _check(nodes: Sequence[Node], edges: Sequence[Edge]) -> None:
    known = {node.id for node in nodes}
    if len(known) < len(nodes):
        twice = next(a.id for a, b in zip(nodes, nodes[1:], strict=False) if a.id == b.id)
        raise ValueError(f"two nodes have the id {twice!r}")
    for edge in edges:
        for end in (edge.source, edge.target):
            if end not in known:
                raise ValueError(f"an edge names {end!r}, which is not a node")
        if edge.state not in STATES:
            raise ValueError(f"state of an edge must be one of {', '.join(STATES)}, not {edge.state!r}")


def _graph(nodes: Iterable[str], ties: Iterable[tuple[str, str]]) -> Any:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(ties)
    return graph


def _groups(
    rows: Sequence[Mapping[str, Any]], family: str, ties: Iterable[tuple[str, str]]
) -> list[list[Any]]:
    """``[id, entities, x, y]`` of every group, the largest first; the id "" holds those that belong to none."""
    home = {row["id"]: row[family] for row in rows}
    size = Counter(home.values())
    between = {(home[one], home[two]) for one, two in ties if home[one] != home[two]}
    at: Positions = layout(_graph(size, between))
    ordered = sorted(size, key=lambda group: (-size[group], group))
    return [[g, size[g], *(round(axis * _GROUPS_APART) for axis in at[g])] for g in ordered]


def _lines(edges: Sequence[Edge], cards: Cards) -> list[dict[str, Any]]:
    beside: Counter[frozenset[str]] = Counter()
    lines = []
    for number, edge in enumerate(edges):
        pair = frozenset((edge.source, edge.target))
        lines.append(
            {
                "id": f"e{number}",
                "from": edge.source,
                "to": edge.target,
                "term": edge.term,
                "words": Words(edge.zh or edge.en or edge.term, edge.en or edge.term).to_json(),
                "state": edge.state,
                "bend": _bend(beside[pair], edge.source < edge.target),
                "claims": cards.numbers(edge.claims),
            }
        )
        beside[pair] += 1
    return lines


def _size(degree: int) -> float:
    """Radius: grows with the relations, but a hub stays small."""
    return round(9.5 + 2.8 * math.sqrt(min(degree, routes.HUB_DEGREE)), 1)


def _bend(before: int, forwards: bool) -> float:
    """How much an edge bows, when others between the same two nodes were drawn before it: 0, .18, -.18, .36 …

    The side is counted from the direction of the edge, so it turns round for edges in the other direction.
    """
    amount = 0.18 * ((before + 1) // 2)
    side = 1 if before % 2 else -1
    return round(amount * side * (1 if forwards else -1), 2) if before else 0.0


def _fact(fact: Fact, cards: Cards) -> dict[str, Any]:
    return {
        "words": Words(fact.zh or fact.en, fact.en or fact.zh).to_json(),
        "value": as_words(fact.value).to_json(),
        "period": fact.period,
        "of": as_words(fact.of).to_json(),
        "state": fact.state,
        "status": as_words(fact.status).to_json(),
        "claims": cards.numbers(fact.claims),
    }


# --- into the page -------------------------------------------------------------------------------


def packed(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows by column; a column that repeats itself holds each value once and says where it stands.

    >>> packed([{"state": "stated"}, {"state": "stated"}, {"state": "denied"}])["columns"]["state"]
    {'of': ['stated', 'denied'], 'at': [0, 0, 1]}
    """
    keys = dict.fromkeys(key for row in rows for key in row)
    return {"length": len(rows), "columns": {key: _column([row.get(key) for row in rows]) for key in keys}}


def _column(values: list[Any]) -> dict[str, Any]:
    known: dict[Hashable, int] = {}
    each_once, where = [], []
    for value in values:
        place = known.setdefault(_spelt(value), len(known))
        if place == len(each_once):
            if place > max(1, len(values) // 4 - 1):
                return {"each": values}
            each_once.append(value)
        where.append(place)
    return {"of": each_once, "at": where}


def _spelt(value: Any) -> Hashable:
    """The same for values that JSON writes the same way, and only for them."""
    if isinstance(value, str | int | float | None):
        return type(value), value
    return json.dumps(value, sort_keys=True)


def html(title: str | Words, lang: str, found: Drawn, engine: str, options: Mapping[str, Any]) -> str:
    """The page. What only details show stays a text of its own, which the page reads when somebody asks."""
    apart = ("claims", "sources", "facts")
    model = {key: value for key, value in found.note.items() if key not in apart}
    model |= {
        "nodes": packed(found.nodes),
        "edges": packed(found.edges),
        "options": options,
        "engine": engine,
    }
    scripts = ["desk.js", *(name.format(engine=engine) for name in _SCRIPTS), "network.js"]
    return render(
        "network.html",
        title,
        model,
        scripts=["vis-network.min.js", *scripts] if engine == "pyvis" else scripts,
        styles=["desk.css", "network.css"],
        lang=lang,
        embedded={"claims": embed_json({key: found.note.get(key, []) for key in apart})},
    )
