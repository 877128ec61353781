"""Places for nodes: the same every time, with room, for everybody."""

import itertools
import random
import sys

import networkx as nx
import pytest

from jjj_graph.views import layout as layout_module
from jjj_graph.views.layout import layout


@pytest.mark.parametrize("engine", ["igraph", "networkx"])
def test_layout_is_fixed_leaves_room_and_forgets_nobody(engine, monkeypatch):
    if engine == "igraph":
        pytest.importorskip("igraph")
    else:
        pytest.importorskip("numpy")
        monkeypatch.setitem(sys.modules, "igraph", None)
    graph = nx.barabasi_albert_graph(60, 2, seed=1)
    graph.add_nodes_from(["x", "y"])
    graph.add_edge("p", "q")
    other_order = nx.Graph()
    other_order.add_nodes_from(reversed(list(graph)))
    other_order.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    state = random.getstate()
    places = layout(graph)
    assert random.getstate() == state
    assert places == layout(other_order) and set(places) == set(graph)
    apart = min(
        abs(ax - bx) / 1.45 + abs(ay - by)
        for (ax, ay), (bx, by) in itertools.combinations(places.values(), 2)
    )
    assert apart > layout_module.SPACING * 0.5
    assert layout(nx.Graph()) == {}


def test_a_large_network_is_laid_out_the_same_every_time_and_near_are_near():
    graph = nx.barabasi_albert_graph(6000, 2, seed=1)
    places = layout(graph)
    assert places == layout(graph) and len(set(places.values())) == 6000
    chance = random.Random(1)

    def mean_distance(pairs):
        distances = [abs(places[a][0] - places[b][0]) + abs(places[a][1] - places[b][1]) for a, b in pairs]
        return sum(distances) / len(distances)

    strangers = [(chance.randrange(6000), chance.randrange(6000)) for _ in range(5000)]
    assert mean_distance(list(graph.edges)) < 0.75 * mean_distance(strangers)
