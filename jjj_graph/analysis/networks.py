"""Links between things as a network: loops, pieces, reach, brokers. (Ways between two things: ``routes``.)

Every function takes an edge table, pairs of ids or a networkx graph, and gives the same answer from two
backends: networkx below :data:`MANY` edges, igraph from there on (some hundred times faster, and without an
object for each edge). ``backend`` forces one of them.

>>> ties = [("ore", "steel"), ("steel", "car"), ("car", "scrap"), ("scrap", "steel")]
>>> sorted(reach(ties, "scrap")), [sorted(loop) for loop in loops(ties)]
(['car', 'steel'], [['car', 'scrap', 'steel']])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import igraph
    import networkx as nx

Edges = Iterable[tuple[str, str]]
Row = Mapping[str, object]

#: From so many edges on igraph is asked.
MANY = 50_000
BACKENDS = ("networkx", "igraph")


def network(edges: Edges | nx.DiGraph) -> nx.DiGraph:
    """The edges as a networkx graph, nodes in order of their ids; a networkx graph as it is.

    >>> network([("b", "a"), ("a", "c")]).nodes
    NodeView(('a', 'b', 'c'))
    """
    import networkx as nx

    if isinstance(edges, nx.Graph):
        if not edges.is_directed():
            raise ValueError("these edges have no direction: give a DiGraph")
        return edges
    pairs = sorted(set(edges))
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted({end for pair in pairs for end in pair}))
    graph.add_edges_from(pairs)
    return graph


def chain_network(segments: Iterable[Row], inputs: Iterable[Row]) -> nx.DiGraph:
    """A chain as a networkx graph: segments with what their rows say, and inputs from supplier to customer.

    An edge has ``essential`` and ``group`` (members of one group of a customer replace each other), so that a plain
    cut or dominator of networkx, which takes all inputs for alternatives, is not the answer: see ``production``.

    >>> segments = [dict(id="n/cell", zh="电芯"), dict(id="n/car", zh="整车")]
    >>> graph = chain_network(segments, [dict(supplier="n/cell", customer="n/car", group="", essential=True)])
    >>> graph.nodes["n/cell"]["zh"], graph.edges["n/cell", "n/car"]
    ('电芯', {'group': '', 'essential': True})
    """
    import networkx as nx

    graph = nx.DiGraph()
    for row in segments:
        graph.add_node(row["id"], **{key: value for key, value in row.items() if key != "id"})
    for row in inputs:
        ends = row["supplier"], row["customer"]
        if all(end in graph for end in ends):
            graph.add_edge(*ends, **{k: v for k, v in row.items() if k not in ("supplier", "customer")})
    return graph


def _read(edges: Edges | nx.DiGraph, backend: str) -> tuple[nx.DiGraph | None, igraph.Graph | None]:
    """The graph for the backend that is wanted or, where none is, fits the size."""
    if backend not in ("", *BACKENDS):
        raise ValueError(f"backend must be one of {', '.join(BACKENDS)}, not {backend!r}")
    if hasattr(edges, "is_directed"):
        network(edges)  # refuses one without direction
    pairs = set(edges.edges if hasattr(edges, "edges") else edges)
    if backend == "igraph" or not backend and len(pairs) >= MANY:
        import igraph

        names = sorted({*(end for pair in pairs for end in pair), *getattr(edges, "nodes", ())})
        place = {name: number for number, name in enumerate(names)}
        graph = igraph.Graph(len(names), sorted((place[a], place[b]) for a, b in pairs), directed=True)
        graph.vs["name"] = names
        return None, graph
    return network(edges if hasattr(edges, "edges") else pairs), None


def reach(edges: Edges | nx.DiGraph, start: str, backend: str = "") -> set[str]:
    """Everything that can be reached from ``start`` along the edges, without it; empty for one that has no edge."""
    own, fast = _read(edges, backend)
    if own is not None:
        import networkx as nx

        return nx.descendants(own, start) if start in own else set()
    if start not in set(fast.vs["name"]):
        return set()
    return {fast.vs[number]["name"] for number in fast.subcomponent(start, mode="out")} - {start}


def reaches(edges: Edges | nx.DiGraph, backend: str = "") -> dict[str, int]:
    """How many others each node reaches along the edges: :func:`reach` counted for all, in one pass.

    Sets are sets of bits, joined from the ends of the network upwards; nodes of a loop reach the same.

    >>> reaches([("ore", "steel"), ("steel", "car"), ("car", "scrap"), ("scrap", "steel")])
    {'car': 2, 'ore': 3, 'scrap': 2, 'steel': 2}
    """
    pairs = set(edges.edges if hasattr(edges, "edges") else edges)
    names = sorted({*(end for pair in pairs for end in pair), *getattr(edges, "nodes", ())})
    home = {name: loop for loop in map(frozenset, loops(edges, backend)) for name in loop}
    heads = {name: min(home.get(name, (name,))) for name in names}
    bits = dict.fromkeys(heads.values(), 0)
    for place, name in enumerate(names):
        bits[heads[name]] |= 1 << place
    following: dict[str, set[str]] = {head: set() for head in bits}
    for start, end in pairs:
        if heads[start] != heads[end]:
            following[heads[start]].add(heads[end])
    for head in TopologicalSorter(following).static_order():  # what is reached comes first
        for further in following[head]:
            bits[head] |= bits[further]
    return {name: bits[heads[name]].bit_count() - 1 for name in names}


def loops(edges: Edges | nx.DiGraph, backend: str = "") -> list[set[str]]:
    """Sets of nodes each of which reaches all others of its set (strongly connected components of two or more).

    In order of size, then of ids.
    """
    own, fast = _read(edges, backend)
    if own is not None:
        import networkx as nx

        found = nx.strongly_connected_components(own)
    else:
        found = _components(fast, "strong")
    return _in_order(part for part in found if len(part) > 1)


def pieces(edges: Edges | nx.DiGraph, backend: str = "") -> list[set[str]]:
    """Sets of nodes that hang together, whatever the direction of the edges; the largest first.

    >>> [sorted(piece) for piece in pieces([("a", "b"), ("c", "b"), ("x", "y")])]
    [['a', 'b', 'c'], ['x', 'y']]
    """
    own, fast = _read(edges, backend)
    if own is not None:
        import networkx as nx

        return _in_order(nx.weakly_connected_components(own))
    return _in_order(_components(fast, "weak"))


def _components(graph: igraph.Graph, mode: str) -> list[set[str]]:
    names = graph.vs["name"]
    return [{names[number] for number in part} for part in graph.connected_components(mode=mode)]


def _in_order(parts: Iterable[set[str]]) -> list[set[str]]:
    return sorted(parts, key=lambda part: (-len(part), min(part)))


def betweenness(edges: Edges | nx.DiGraph, backend: str = "") -> dict[str, float]:
    """The share of shortest ways between all other pairs that pass through each node, 0 to 1.

    Σ σ_st(v) / σ_st over all ordered pairs, divided by (n − 1)(n − 2) (Freeman 1977, by the algorithm of Brandes
    2001). The backends agree to 1e-9. A broker between two halves has much of it, the end of a chain none.

    >>> betweenness([("a", "b"), ("b", "c")])
    {'a': 0.0, 'b': 0.5, 'c': 0.0}
    """
    own, fast = _read(edges, backend)
    if own is not None:
        import networkx as nx

        return nx.betweenness_centrality(own)
    pairs = max(1, (len(fast.vs) - 1) * (len(fast.vs) - 2))
    return dict(zip(fast.vs["name"], (value / pairs for value in fast.betweenness()), strict=True))
