"""The door of the audit: numbers out of the graph, conflicts as people read them."""

import shutil

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
    data = tmp_path / "data"
    shutil.copytree(small_data, data)
    with (data / "entities" / "units.csv").open("a", encoding="utf-8") as units:
        units.write("m,米,metres,length,m,1,\nkm,公里,kilometres,length,m,1000,\n")
    (tmp_path / "far.yaml").write_text(
        "source: {id: far, title: A, publisher: P, published: 2023-05, language: zh}\n"
        "entities: [{id: distance-to-beijing, type: indicator, zh: 到北京的距离}]\nfacts:\n"
        + told.format("cangzhou", 180, "km", "180公里")
        + told.format("cangzhou, period: 2020", 400, "km", "400公里"),
        encoding="utf-8",
    )
    build_graph(tmp_path / "store", data, [tmp_path / "far.yaml"])
    (conflict,) = audit_graph(GraphStore(tmp_path / "store")).conflicts
    assert {claim["printed"] for claim in conflict["claims"]} == {"180", "400"}
    assert conflict["claims"][0]["period"] == _span((0, 0)) == ""
