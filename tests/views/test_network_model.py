"""The view model of a network, without a browser."""

import pytest

from jjj_graph.analysis import routes
from jjj_graph.claims import Claims
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views import network
from jjj_graph.views.network import Edge, Node, Words, network_page, to_networkx
from jjj_graph.views.network_model import drawn, packed
from jjj_graph.views.page import as_words
from jjj_graph.views.relations import network_of
from tests.views.network_samples import many, small, small_page


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


def unpacked(columns: dict) -> list[dict]:
    """As network-graph.js reads it."""
    rows: list[dict] = [{} for _ in range(columns["length"])]
    for key, column in columns["columns"].items():
        for i, row in enumerate(rows):
            row[key] = column["each"][i] if "each" in column else column["of"][column["at"][i]]
    return rows


@pytest.mark.parametrize("length", [0, 1, 2, 3, 9, 40])
def test_packing_loses_nothing(length):
    values = [1, True, 1.0, 0, False, "1", None, "", [1], ["1"], {"zh": "a"}, '["1"]', -0.5]
    rows = [
        {"id": f"n{i}", "mixed": values[i % len(values)], "few": values[i % 3], "same": []}
        for i in range(length)
    ]
    back = unpacked(packed(rows))
    assert back == rows
    assert [[type(v) for v in row.values()] for row in back] == [
        [type(v) for v in row.values()] for row in rows
    ]


def test_hubs_homes_and_groups_come_from_the_analysis():
    nodes, edges = many(300)
    ties = [(edge.source, edge.target) for edge in edges]
    found = drawn(nodes, edges)
    places = {node.id for node in nodes if node.family == "place"}
    home = routes.homes(ties, places)
    assert {row["id"] for row in found.nodes if row["hub"]} == routes.hubs(ties) != set()
    assert {row["id"]: row["place"] for row in found.nodes if row["place"]} == home
    groups = {group: number for group, number, _, _ in found.note["groups"]["place"]}
    assert groups[""] == len(nodes) - len(home) and sum(groups.values()) == len(nodes)
    assert {row["id"] for row in drawn(nodes, edges, hubs=["n7"]).nodes if row["hub"]} == {"n7"}
    assert "segment" not in found.note["groups"]  # no node is a segment: nothing to gather by


def test_claims_stay_apart_from_what_is_read_at_once():
    html = small_page()
    model, claims = (html.index(f'id="{name}"') for name in ("view-model", "claims"))
    assert "六链进展" not in html[model:claims] and "六链进展" in html[claims:]


def test_the_page_is_the_same_twice_for_either_renderer():
    nodes, edges = many(200)
    for engine in ("pyvis", "canvas"):
        one = network_page(nodes, edges, "试", engine=engine)
        assert one == network_page(nodes[::-1], edges[::-1], "试", engine=engine)


def test_facts_of_a_thing_keep_what_their_source_says_of_them(shipped_store):
    claims = Claims(GraphStore(shipped_store))
    numbers = claims.matching("?claim a jjj:LevelClaim ; jjj:of ent:beijing .")
    numbers = [claim for claim in numbers if claim.is_number]
    moves = claims.matching("?claim a jjj:RelocationClaim .")
    made = network_of(claims, [*moves, *numbers], {})
    facts = next(node for node in made.nodes if node.id == "beijing").facts
    assert len(facts) == len(numbers)
    for fact, claim in zip(facts, numbers, strict=True):
        assert claim.one("population") in fact.of.in_language("en")
    states = {as_words(fact.status).in_language("en"): fact.state for fact in facts}
    assert {states[word] for word in ("target", "planned", "forecast")} == {"not-yet"}
    assert states[""] == "stated"
