"""The shipped data: read without an error, every name decided, every segment connected, every move told once."""

from pathlib import Path

import networkx as nx
import pytest

from jjj_graph import paths
from jjj_graph.facts.checks import names_alike, run_checks
from jjj_graph.facts.collection import collect
from jjj_graph.facts.located import read_csv
from jjj_graph.facts.raw import EXCLUSION_COLUMNS

CHAINS = ("hydrogen", "nev", "biomedicine", "cybersecurity-iiot", "machine-tools", "robots")


@pytest.fixture(scope="module")
def shipped():
    return collect(paths.DATA)


def test_no_errors(shipped):
    assert [str(finding) for finding in shipped.errors] == []
    assert [str(finding) for finding in run_checks(shipped) if finding.severity == "error"] == []


def test_every_fact_has_a_source_and_evidence(shipped):
    for source in shipped.sources.values():
        assert source.facts, f"{source.id} states nothing"
        assert all(fact.at and all(item.characters.strip() for item in fact.at) for fact in source.facts)


def test_every_source_is_graded_and_reprints_lead_to_a_source(shipped):
    assert [s.id for s in shipped.sources.values() if not s.card.get("grade")] == []
    assert [s.id for s in shipped.sources.values() if s.card.get("reprint_of") == s.id] == []


def test_no_two_things_have_one_name_undecided(shipped):
    assert [str(finding) for finding in names_alike(shipped)] == []


@pytest.mark.parametrize("chain", CHAINS)
def test_every_segment_leads_from_an_upstream_one_to_an_end_product(shipped, chain):
    registry = shipped.registry
    segments = {name: segment for (c, name), segment in registry.segments.items() if c == chain}
    assert 15 <= len(segments) <= 40
    graph = nx.DiGraph()
    graph.add_nodes_from(segments)
    graph.add_edges_from((i.supplier, i.customer) for i in registry.inputs if i.chain == chain)
    assert set(graph) == set(segments)
    starts = {name for name in graph if not graph.in_degree(name)}
    ends = {name for name, segment in segments.items() if segment.details.get("end_product") == "true"}
    fed = set().union(*(nx.descendants(graph, s) | {s} for s in starts))
    feeding = set().union(*(nx.ancestors(graph, e) | {e} for e in ends))
    assert set(segments) - fed == set()
    assert set(segments) - feeding == set()


@pytest.mark.parametrize("chain", CHAINS)
def test_every_input_says_why(shipped, chain):
    assert [i for i in shipped.registry.inputs if i.chain == chain and not i.reason] == []


def test_exclusions_and_merges_give_their_reason():
    for line, row in read_csv(paths.DATA / "exclusions.csv", EXCLUSION_COLUMNS, ("source", "reason")):
        assert row.get("reason"), f"line {line}"
    text = (paths.DATA / "merges.csv").read_text(encoding="utf-8")
    assert text.startswith("alias,id,reason,evidence")


def test_a_reprint_adds_no_move(shipped_store, tmp_path):
    from jjj_graph.building import build_graph
    from jjj_graph.rows import Rows
    from jjj_graph.store.embedded import GraphStore

    before = Rows(GraphStore(shipped_store)).events
    told = max(
        paths.DATA.glob("sources/*/*.yaml"),
        key=lambda path: path.read_text(encoding="utf-8").count("- relocation:"),
    )
    text = told.read_text(encoding="utf-8").replace(
        f"id: {told.stem}\n", f"id: {told.stem}-again\n  reprint_of: {told.stem}\n", 1
    )
    text = "\n".join(
        line for i, line in enumerate(text.split("\n")) if not (line.startswith("  reprint_of:") and i > 3)
    )
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / f"{told.stem}-again.yaml").write_text(text, encoding="utf-8")
    build_graph(tmp_path / "store", added=[tmp_path / "again"])
    after = Rows(GraphStore(tmp_path / "store")).events
    assert len(after) == len(before)
    assert {e.move for e in before if e.move[:5] != "told-"} == {
        e.move for e in after if e.move[:5] != "told-"
    }


def test_the_folders_are_those_of_the_design():
    assert {path.name for path in Path(paths.DATA).iterdir()} >= {
        "entities",
        "sources",
        "merges.csv",
        "corrections.csv",
        "exclusions.csv",
    }


def test_the_nearest_seat_lies_in_the_same_unit_or_the_row_says_why_not(shipped):
    from jjj_graph.numbers import great_circle

    registry = shipped.registry
    points = {
        e.id: (float(e.details["lat"]), float(e.details["lon"]))
        for e in registry.entities.values()
        if e.type in ("district", "county") and "lat" in e.details
    }
    assert len(points) > 150
    for name, point in points.items():
        entity = registry.entities[name]
        above = registry.resolve(entity.within or "")
        if above is None or above.type not in ("prefecture-city", "municipality", "new-area"):
            continue
        nearest = min(
            (other for other in points if other != name), key=lambda o: great_circle(point, points[o])
        )
        if registry.entities[nearest].within != entity.within:
            assert "Nearest located seat" in entity.details.get("note", ""), f"{name}: {nearest} is nearer"


def test_every_end_of_a_move_is_a_place_or_a_site_whose_place_is_told(shipped_store):
    from jjj_graph.browse import identifier
    from jjj_graph.rows import Rows
    from jjj_graph.store.embedded import GraphStore

    store = GraphStore(shipped_store)
    rows = Rows(store)
    told = store.query("SELECT DISTINCT ?x { ?class rdfs:subClassOf* jjj:Place . ?x a ?class }")
    places = {identifier(row["x"].value) for row in told}
    ends = {
        end
        for event in rows.events
        for at in (event.origin, event.target)
        for end in rows.units(at).split("+")
    }
    assert sorted(end for end in ends - places - {"?"} if not end.startswith("group:")) == []


def test_the_built_graph_breaks_no_shape(shipped_store):
    pytest.importorskip("pyshacl", reason="pyshacl is missing: pip install 'jjj-graph[shapes]'")
    from jjj_graph.shapes import check_shapes

    found = check_shapes(shipped_store)
    assert found, "sources without a date are worth an info"
    assert [str(finding) for finding in found if finding.severity == "error"] == []
