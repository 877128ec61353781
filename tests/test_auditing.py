"""The door of the audit: numbers out of the graph, conflicts as people read them."""

from jjj_graph.auditing import _measure, _span, audit_graph
from jjj_graph.building import build_graph
from jjj_graph.store.embedded import GraphStore


def test_a_printed_number_is_shown_with_its_unit_once():
    assert _measure({"unit": "percent", "printed": "8.5", "measure": "growth"}) == "% growth"
    assert _measure({"unit": "percent", "printed": "8.5%", "measure": ""}) == ""
    assert _measure({"unit": "km2", "printed": "5", "measure": ""}) == " km2"
    assert _measure({"unit": "count", "printed": "45", "measure": ""}) == ""


def test_distances_take_part_whatever_their_date(tmp_path, small_data):
    told = "  - level: {{indicator: distance-to-beijing, of: {}, value: {}, unit: {}}}\n    at: {}\n"
    (tmp_path / "far.yaml").write_text(
        "source: {id: far, title: A, publisher: P, published: 2023-05, language: zh}\n"
        "entities:\n  - {id: distance-to-beijing, type: indicator, zh: 到北京的距离}\n  - {id: km, type: indicator, zh: 千米}\nfacts:\n"
        + told.format("cangzhou", 180, "km", "180公里") + told.format("cangzhou, period: 2020", 400, "km", "400公里"),
        encoding="utf-8",
    )
    build_graph(tmp_path / "store", small_data, [tmp_path / "far.yaml"])
    (conflict,) = audit_graph(GraphStore(tmp_path / "store")).conflicts
    assert {claim["printed"] for claim in conflict["claims"]} == {"180", "400"}
    assert conflict["claims"][0]["period"] == _span((0, 0)) == ""
