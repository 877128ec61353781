"""Gaps as lines: what a gap says, and that the graph of the shipped data holds those of the analysis."""

import pyoxigraph as ox

from jjj_graph import namespaces as ns
from jjj_graph.analyses import every_gap
from jjj_graph.build.gaps import gap_lines
from jjj_graph.rows import Rows
from jjj_graph.store.embedded import GraphStore


def told(lines):
    quads = ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS)
    return {
        (ns.shorten(q.subject.value), q.predicate.value.rpartition("#")[2], q.object.value) for q in quads
    }


def test_a_gap_that_a_source_states_rests_on_its_claims():
    unknown, stated = {"segment": "nev/cell", "claims": ""}, {"segment": "nev/car", "claims": "aa bb"}
    found = told(gap_lines([unknown, stated], "jjj"))
    rules = {subject: value.rpartition("/")[2] for subject, term, value in found if term == "rule"}
    assert {name.rpartition("/")[2]: rule for name, rule in rules.items()} == {
        "cell": "no-known-site",
        "car": "stated-missing",
    }
    claims = {(subject.rpartition("/")[2], value) for subject, term, value in found if term == "involves"}
    assert claims == {("car", ns.PREFIXES["claim"] + name) for name in ("aa", "bb")}


def test_nothing_missing_is_nothing_said():
    assert list(gap_lines([], "jjj")) == []


def test_the_graph_holds_the_gaps_of_the_analysis(shipped_store):
    store = GraphStore(shipped_store)
    rows = store.query(
        f"SELECT ?s ?in {{ GRAPH <{ns.GAPS_GRAPH}> {{ ?gap jjj:missingSegment ?s ; jjj:searchedIn ?in }} }}"
    )
    found = sorted((row["s"].value.removeprefix(ns.PREFIXES["seg"]), row["in"].value) for row in rows)
    expected = sorted((str(gap["segment"]), ns.entity_iri("jjj")) for gap in every_gap(Rows(store)))
    assert found == expected and len(found) > 10
