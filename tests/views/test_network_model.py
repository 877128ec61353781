"""The view model of a network, without a browser."""

import pytest

from jjj_graph.views import network
from jjj_graph.views.network import Edge, Node, Words, network_page, to_networkx
from tests.views.network_samples import small, small_page


def test_the_page_is_the_same_whatever_the_order_and_names_no_server():
    nodes, edges = small()
    html = small_page()
    assert html == network_page(
        nodes[::-1],
        edges[::-1],
        Words("关系网络", "Network"),
        snapshot="sha256:abcd",
        of_nodes=1371,
        of_edges=5820,
    )
    assert "cdn." not in html and "unpkg" not in html


def test_pyvis_holds_the_picture():
    from pyvis.network import Network

    nodes, edges = small()
    drawn = network.picture(nodes, edges, "试")
    assert isinstance(drawn, Network)
    assert (drawn.num_nodes(), drawn.num_edges()) == (6, 6)
    assert drawn.get_node("foton")["shape"] == "square"
    assert [edge["arrows"] for edge in drawn.edges] == ["to"] * 6
    assert drawn.options.physics.enabled is False
    drawn.add_node("late", label="后来")  # as with any pyvis network
    drawn.add_edge("late", "foton")
    assert "后来" in drawn.generate_html()


def test_what_cannot_be_drawn_is_an_error():
    node = Node("a", "t", "place")
    for nodes, edges, said in [
        ([node, node], [], "two nodes have the id 'a'"),
        ([node], [Edge("a", "b", "in")], "'b'"),
        ([node], [Edge("a", "a", "in", state="maybe")], "state of an edge"),
    ]:
        with pytest.raises(ValueError, match=said):
            network_page(nodes, edges, "试")
    assert network_page([], [], "空")


def test_parallel_edges_bow_apart():
    nodes, edges = small()
    bends = [
        edge["bend"] for edge in network.picture(nodes, edges, "试").edges if edge["to"] == "xiaomi-auto"
    ]
    assert len(set(bends)) == 2


def test_parallel_relations_keep_their_claims():
    nodes, edges = small()
    graph = to_networkx(nodes, [*edges, edges[0]])
    assert graph.number_of_edges("foton", "xiaomi-auto") == 3
    assert set(graph["foton"]["xiaomi-auto"]) == {"supplies", "supplies#2", "moves-to"}
