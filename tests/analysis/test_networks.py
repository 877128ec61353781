"""Networks: both backends say the same, of graphs drawn at random and of one above the size where they change."""

import random

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.analysis import networks
from jjj_graph.analysis.networks import betweenness, loops, pieces, reach

NODE = st.sampled_from("abcdefgh")
EDGES = st.lists(st.tuples(NODE, NODE), max_size=24)


@given(EDGES, NODE)
def test_both_backends_say_the_same(edges, start):
    for function in (loops, pieces):
        assert function(edges, "networkx") == function(edges, "igraph")
    assert reach(edges, start, "networkx") == reach(edges, start, "igraph")
    slow, fast = betweenness(edges, "networkx"), betweenness(edges, "igraph")
    assert slow.keys() == fast.keys()
    assert all(abs(slow[name] - fast[name]) < 1e-9 for name in slow)


def test_size_chooses_the_backend(monkeypatch):
    rng = random.Random(7)
    edges = [(f"n{rng.randrange(300)}", f"n{rng.randrange(300)}") for _ in range(500)]
    expected = loops(edges), pieces(edges), reach(edges, "n1")
    monkeypatch.setattr(networks, "MANY", 100)
    monkeypatch.setattr(nx, "strongly_connected_components", None)
    monkeypatch.setattr(nx, "weakly_connected_components", None)
    monkeypatch.setattr(nx, "descendants", None)
    assert (loops(edges), pieces(edges), reach(edges, "n1")) == expected


def test_a_networkx_graph_is_taken_as_it_is():
    graph = nx.DiGraph([("a", "b"), ("b", "a")])
    graph.add_node("alone")
    for backend in networks.BACKENDS:
        assert pieces(graph, backend) == [{"a", "b"}, {"alone"}]
        assert set(betweenness(graph, backend)) == {"a", "b", "alone"}


def test_an_unknown_backend_is_refused():
    with pytest.raises(ValueError, match="networkx, igraph"):
        loops([], "gpu")


@given(EDGES)
def test_all_are_counted_as_one_by_one(edges):
    for backend in networks.BACKENDS:
        expected = {name: len(reach(edges, name, backend)) for name in networks.network(edges)}
        assert networks.reaches(edges, backend) == expected


@pytest.mark.parametrize("backend", ["", *networks.BACKENDS])
def test_edges_without_a_direction_are_refused(backend):
    with pytest.raises(ValueError, match="no direction"):
        pieces(nx.Graph([("a", "b")]), backend)
