"""The network as a file for other tools: GraphML, GEXF, CSV."""

import csv
import io
from xml.etree import ElementTree

import networkx as nx
import pytest

from jjj_graph.views import network
from jjj_graph.views.network import to_networkx
from tests.views.network_samples import HOSTILE, small


def hostile_graph() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_node("b\x00", zh=HOSTILE, n=1.5, tags=["x", "y"], nothing=None)
    graph.add_node("b\x01", zh="=1+1", flag=True)
    graph.add_edge("b\x01", "b\x00", key="supplies", zh="\ud800\uffff&<>]]>")
    graph.add_edge("b\x01", "b\x00", key="owns", zh="甲", growth=-3.5)
    return graph


def test_graphml_and_gexf_hold_what_xml_can_hold_and_nothing_runs():
    graph = hostile_graph()
    for write, read in [
        (network.to_graphml, nx.parse_graphml),
        (network.to_gexf, lambda text: nx.read_gexf(io.BytesIO(text.encode()))),
    ]:
        text = write(graph)
        assert text == write(graph)
        ElementTree.fromstring(text.encode())
        back = read(text)
        assert set(back) == {"b\ufffd", "b\ufffd (2)"} and back.number_of_edges() == 2
        assert back.nodes["b\ufffd"]["zh"] == HOSTILE and back.nodes["b\ufffd"]["tags"] == "x; y"
        assert {data["zh"] for *_, data in back.edges(data=True)} == {"\ufffd\ufffd&<>]]>", "甲"}
        assert "lastmodified" not in text
    ids = [
        edge.get("id")
        for edge in ElementTree.fromstring(network.to_graphml(graph)).iter()
        if edge.tag.endswith("edge")
    ]
    assert len(ids) == len(set(ids))


def test_files_do_not_depend_on_the_order_of_the_graph():
    nodes, edges = small()
    one, two = to_networkx(nodes, edges), to_networkx(nodes[::-1], edges[::-1])
    for write in (
        network.to_graphml,
        network.to_gexf,
        network.to_csv,
        lambda graph: network.to_csv(graph, "nodes"),
    ):
        assert write(one) == write(two)
    assert "45家" in network.to_csv(one)


def test_csv_cells_are_no_formulas_and_numbers_stay_numbers():
    graph = nx.MultiDiGraph()
    values = ["=1+1", "+cmd", "-2+3", "@x", "\t=1", "\r=1", "-3.5", "+1e5", "-", "a=b", 'say "x", y', -0.5]
    for number, value in enumerate(values):
        graph.add_edge("a", "b", key=f"k{number:02}", value=value)
    rows = list(csv.DictReader(io.StringIO(network.to_csv(graph), newline="")))
    assert [row["value"] for row in rows] == [
        "'=1+1", "'+cmd", "'-2+3", "'@x", "'\t=1", "'\r=1", "-3.5", "+1e5", "'-", "a=b", 'say "x", y', "-0.5",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="edges or nodes"):
        network.to_csv(graph, "rows")
