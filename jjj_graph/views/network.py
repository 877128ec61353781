"""The network view: who is tied to whom, by which claim. Typed nodes and edges in, one page out.

``network_page`` goes through ``Picture``, a pyvis ``Network``: pyvis holds the nodes, the edges and the
options; positions are computed here (no physics in the browser), and the page is ours (``views.page``).
``to_graphml``, ``to_gexf`` and ``to_csv`` hand the same graph to other tools.

>>> foton = Node("foton", "enterprise", "organisation", "福田汽车")
>>> nodes = [Node("beijing", "municipality", "place", "北京"), foton]
>>> edges = [Edge("foton", "beijing", "in", "位于", "in")]
>>> html = network_page(nodes, edges, Words("试图", "A picture"))
>>> "福田汽车" in html, "https://cdn" in html
(True, False)
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from jjj_graph.views.cards import Cards, ClaimCard, citation
from jjj_graph.views.graph_files import to_csv, to_gexf, to_graphml
from jjj_graph.views.layout import layout
from jjj_graph.views.page import Words, as_words, families, render, write

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "ClaimCard", "Edge", "Fact", "Node", "Words", "citation", "layout", "network_page", "picture",
    "to_csv", "to_gexf", "to_graphml", "to_networkx", "write",
]  # fmt: skip

#: More nodes than this are not readable at once: the page opens with the best connected ones and says so.
READABLE_NODES = 300
#: From this many relations on a node is a hub: small, with faint edges, or it would tie all in one knot.
HUB_DEGREE = 24
#: How an edge is drawn: what the sources say happened, has yet to happen, was stopped, or is denied.
STATES = ("stated", "not-yet", "stopped", "denied")


# --- what a network is ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a node's card: a label in both languages, a value, and the claims behind it."""

    zh: str
    en: str
    value: str | Words
    claims: Sequence[ClaimCard] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """An entity in the picture. ``type`` is the type's id, ``family`` a key of ``assets/families.json``."""

    id: str
    type: str
    family: str
    zh: str = ""
    en: str = ""
    facts: Sequence[Fact] = ()
    aliases: Sequence[str] = ()
    type_words: Words = field(default=Words())


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two nodes, with the claims that state it. ``term`` is the relation's id."""

    source: str
    target: str
    term: str
    zh: str = ""
    en: str = ""
    claims: Sequence[ClaimCard] = ()
    state: str = "stated"


def to_networkx(nodes: Iterable[Node], edges: Iterable[Edge]) -> nx.MultiDiGraph:
    """The same network for networkx: scalar attributes only, so that any format can hold it.

    >>> graph = to_networkx([Node("a", "enterprise", "organisation", "甲")], [Edge("a", "a", "supplies")])
    >>> graph.nodes["a"]["zh"], list(graph.edges(keys=True))
    ('甲', [('a', 'a', 'supplies')])
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    times: Counter[tuple[str, str, str]] = Counter()
    for node in nodes:
        graph.add_node(
            node.id,
            zh=node.zh,
            en=node.en,
            type=node.type,
            family=node.family,
            aliases="; ".join(node.aliases),
        )
    for edge in _in_order(edges):
        if edge.source not in graph or edge.target not in graph:
            raise ValueError(f"an edge {edge.source!r} -> {edge.target!r} has an end that is not a node")
        times[edge.source, edge.target, edge.term] += 1
        again = times[edge.source, edge.target, edge.term]
        graph.add_edge(
            edge.source,
            edge.target,
            key=edge.term if again == 1 else f"{edge.term}#{again}",
            term=edge.term,
            zh=edge.zh,
            en=edge.en,
            state=edge.state,
            claims=" ".join(card.claim for card in edge.claims),
            characters="; ".join(text for card in edge.claims for text in card.characters),
            urls=" ".join(sorted({card.url for card in edge.claims if card.url})),
        )
    return graph


def _in_order(edges: Iterable[Edge]) -> list[Edge]:
    """One order, whatever the order they come in."""
    return sorted(
        edges,
        key=lambda e: (e.source, e.target, e.term, e.state, e.zh, e.en, [card.claim for card in e.claims]),
    )


# --- the picture: pyvis --------------------------------------------------------------------------


@cache
def _picture_class() -> type:
    """``Picture``; made on first use, because importing pyvis brings IPython along."""
    from pyvis.edge import Edge as PyvisEdge
    from pyvis.network import Network
    from pyvis.node import Node as PyvisNode

    class Picture(Network):
        """A pyvis ``Network`` whose page asks for nothing, escapes everything and needs no mouse.

        ``add_node``, ``add_edge``, ``from_nx`` and ``set_options`` work as in pyvis; ``add_edges`` of
        ``network_page`` goes past ``add_edge``, which looks through all nodes twice for each edge.
        """

        def __init__(self, title: str | Words = "", lang: str = "zh", **note: Any) -> None:
            super().__init__(directed=True, cdn_resources="in_line")
            self.title, self.lang, self.note = as_words(title), lang, note
            self.toggle_physics(False)
            self.set_edge_smooth("continuous")

        def place_node(self, identifier: str, label: str, shape: str, **options: Any) -> None:
            """``add_node`` without its walk through the list of all nodes; an id given twice is an error."""
            if identifier in self.node_map:
                raise ValueError(f"two nodes have the id {identifier!r}")
            made = PyvisNode(identifier, shape, label=label, **options).options
            self.nodes.append(made)
            self.node_ids.append(identifier)
            self.node_map[identifier] = made

        def place_edge(self, source: str, target: str, **options: Any) -> None:
            """``add_edge`` in constant time, and parallel edges are kept."""
            for end in (source, target):
                if end not in self.node_map:
                    raise ValueError(f"an edge names {end!r}, which is not a node")
            self.edges.append(PyvisEdge(source, target, True, **options).options)

        def generate_html(self, *_: Any, **__: Any) -> str:
            nodes, edges, _heading, _height, _width, options = self.get_network_data()
            model = {"nodes": nodes, "edges": edges, "options": json.loads(options), **self.note}
            self.html = render(
                "network.html",
                self.title,
                model,
                scripts=["vis-network.min.js", "desk.js", "network.js"],
                styles=["desk.css", "network.css"],
                lang=self.lang,
            )
            return self.html

        def write_html(self, name: str, *_: Any, **__: Any) -> None:
            write(name, self.generate_html())

        save_graph = show = write_html

    return Picture


def picture(
    nodes: Iterable[Node], edges: Iterable[Edge], title: str | Words, lang: str = "zh", **note: Any
) -> Any:
    """The pyvis ``Network`` behind the page, filled and placed: change it, then ``.generate_html()``."""
    nodes = sorted(nodes, key=lambda node: node.id)
    edges = _in_order(edges)
    places = layout(to_networkx(nodes, edges))
    degrees = Counter(end for edge in edges for end in {edge.source, edge.target})
    ranks = {node.id: rank for rank, node in enumerate(sorted(nodes, key=lambda n: (-degrees[n.id], n.id)))}
    looks = families()
    cards = Cards()
    drawn = _picture_class()(title, lang, **note)
    for node in nodes:
        family = node.family if node.family in looks else "other"
        x, y = places[node.id]
        drawn.place_node(
            node.id,
            as_words(Words(node.zh or node.en or node.id, node.en)).in_language(lang),
            looks[family]["shape"],
            group=family,
            size=_size(degrees[node.id]),
            x=x,
            y=y,
            zh=node.zh,
            en=node.en,
            type=node.type,
            typeWords=Words(node.type_words.zh or node.type, node.type_words.en or node.type).to_json(),
            aliases=list(node.aliases),
            facts=[_fact(fact, cards) for fact in node.facts],
            degree=degrees[node.id],
            rank=ranks[node.id],
        )
    _draw_edges(drawn, edges, degrees, cards)
    drawn.note |= cards.to_json() | {"hub": HUB_DEGREE}
    drawn.note["families"] = {
        key: look for key, look in looks.items() if any(n["group"] == key for n in drawn.nodes)
    }
    return drawn


def _draw_edges(drawn: Any, edges: list[Edge], degrees: Mapping[str, int], cards: Cards) -> None:
    beside: Counter[frozenset[str]] = Counter()
    for number, edge in enumerate(edges):
        if edge.state not in STATES:
            raise ValueError(f"state of an edge must be one of {', '.join(STATES)}, not {edge.state!r}")
        pair = frozenset((edge.source, edge.target))
        drawn.place_edge(
            edge.source,
            edge.target,
            id=f"e{number}",
            term=edge.term,
            words=Words(edge.zh or edge.en or edge.term, edge.en or edge.term).to_json(),
            state=edge.state,
            hub=max(degrees[edge.source], degrees[edge.target]) >= HUB_DEGREE,
            bend=_bend(beside[pair], edge.source < edge.target),
            claims=[cards.number(card) for card in edge.claims],
        )
        beside[pair] += 1


def _size(degree: int) -> float:
    """Radius: grows with the relations, but a hub stays small."""
    return round(9.5 + 2.8 * math.sqrt(min(degree, HUB_DEGREE)), 1)


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
        "claims": [cards.number(card) for card in fact.claims],
    }


def network_page(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    title: str | Words,
    lang: str = "zh",
    *,
    snapshot: str = "",
    about: str | Words = "",
    cite: str | Words = "",
    of_nodes: int | None = None,
    of_edges: int | None = None,
    readable: int = READABLE_NODES,
) -> str:
    """The page. ``about`` says what was chosen, ``of_nodes``, ``of_edges`` of how much, ``snapshot`` of what.

    With more than ``readable`` nodes the page opens with the best connected ones, says how many it leaves
    out, and offers all. ``cite`` is made from title and snapshot where none is given.
    """
    nodes, edges, title = list(nodes), list(edges), as_words(title)
    drawn = picture(
        nodes,
        edges,
        title,
        lang,
        snapshot=snapshot,
        about=as_words(about).to_json(),
        cite=as_words(cite or citation(title, snapshot)).to_json(),
        ofNodes=len(nodes) if of_nodes is None else of_nodes,
        ofEdges=len(edges) if of_edges is None else of_edges,
        readable=readable,
    )
    return drawn.generate_html()
