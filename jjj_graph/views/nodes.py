"""What a network is made of: nodes, edges, and the facts and claims behind them.

>>> graph = to_networkx([Node("a", "enterprise", "organisation", "甲")], [Edge("a", "a", "supplies")])
>>> graph.nodes["a"]["zh"], list(graph.edges(keys=True))
('甲', [('a', 'a', 'supplies')])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jjj_graph.views.cards import ClaimCard
from jjj_graph.views.page import Words

if TYPE_CHECKING:
    import networkx as nx

#: How an edge is drawn and a fact is marked: what the sources say happened, has yet to happen, was stopped, or is denied.
STATES = ("stated", "not-yet", "stopped", "denied")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a node's card: a label in both languages, a value, and the claims behind it.

    ``state`` is one of :data:`STATES`, ``status`` the source's word for it; ``of`` says what is counted.
    """

    zh: str
    en: str
    value: str | Words
    claims: Sequence[ClaimCard] = ()
    period: str = ""
    of: str | Words = ""
    state: str = "stated"
    status: str | Words = ""


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


def in_order(edges: Iterable[Edge]) -> list[Edge]:
    """One order, whatever the order they come in."""
    return sorted(
        edges,
        key=lambda e: (e.source, e.target, e.term, e.state, e.zh, e.en, [card.claim for card in e.claims]),
    )


def to_networkx(nodes: Iterable[Node], edges: Iterable[Edge]) -> nx.MultiDiGraph:
    """The same network for networkx: scalar attributes only, so that any format can hold it.

    Raises ``ValueError`` for an edge with an end that is not a node.
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
    for edge in in_order(edges):
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
