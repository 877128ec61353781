"""Facts as quads: the golden graph of the small data folder, and what must hold of any graph."""

import os
from pathlib import Path

import pyoxigraph as ox
import pytest

from jjj_graph import namespaces as ns
from jjj_graph.build.snapshot import whole_graph
from jjj_graph.build.triples import fact_lines
from jjj_graph.facts.located import read_yaml_text
from jjj_graph.facts.records import STANCES, STATUSES
from jjj_graph.facts.registry import read_registry
from jjj_graph.facts.sources import read_tree
from jjj_graph.store.embedded import GraphStore, current_graph

GOLDEN = Path(__file__).parent / "small.nq"


@pytest.fixture(scope="module")
def lines(small_store):
    """The lines of the small graph but those of the ontology and of the snapshot's description."""
    left_out = (f"<{ns.ONTOLOGY}> .\n", f"<{ns.SNAPSHOT_GRAPH}> .\n")
    return [text for text in whole_graph(current_graph(small_store)) if not text.endswith(left_out)]


@pytest.fixture(scope="module")
def store(small_store):
    return GraphStore(small_store)


def ask(store, pattern: str) -> bool:
    return bool(store.query("ASK { " + pattern + " }"))


def rows(store, query: str) -> list[tuple[str | None, ...]]:
    return [tuple(None if term is None else term.value for term in row) for row in store.query(query)]


def test_the_graph_is_the_golden_one(lines):
    """After a change that is meant: JJJ_GOLDEN=1 python -m pytest tests/build, and read the diff."""
    if os.environ.get("JJJ_GOLDEN"):
        GOLDEN.write_text("".join(lines), encoding="utf-8", newline="")
    golden = GOLDEN.read_text(encoding="utf-8").splitlines(keepends=True)
    assert sorted(set(golden) - set(lines)) == [] and sorted(set(lines) - set(golden)) == []
    assert golden == lines


def test_every_line_is_canonical_and_no_node_is_blank(small_store):
    count = 0
    for text in whole_graph(current_graph(small_store)):
        (quad,) = ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS)
        assert ox.serialize([quad], format=ox.RdfFormat.N_QUADS).decode() == text
        assert not any(
            isinstance(term, ox.BlankNode) for term in (quad.subject, quad.object, quad.graph_name)
        )
        assert isinstance(quad.graph_name, ox.NamedNode)
        count += 1
    assert count > 1000


def test_the_store_rewrites_nothing(small_store, store):
    assert set(whole_graph(current_graph(small_store))) == {f"{quad} .\n" for quad in store.engine}


def test_each_source_has_its_graph_and_claims_stand_only_there(store):
    assert rows(store, "SELECT DISTINCT ?c { GRAPH ?g { ?c jjj:statedIn ?s } FILTER(?g != ?s) }") == []
    graphs = {row[0] for row in rows(store, "SELECT DISTINCT ?g { GRAPH ?g { ?c jjj:statedIn ?s } }")}
    assert graphs == {
        ns.source_iri(name)
        for name in ("2024-05-one-of-each", "2023-hostile", "small-table", "undated-minimal")
    }


def test_every_claim_has_evidence_with_characters(store):
    claims = rows(store, "SELECT DISTINCT ?c { ?c jjj:statedIn ?s }")
    with_characters = rows(
        store,
        (
            "SELECT DISTINCT ?c "
            "{ ?c jjj:evidence ?e . ?e oa:hasSource ?s ; oa:hasSelector ?q . ?q a oa:TextQuoteSelector ; "
            "oa:exact ?w . ?c jjj:statedIn ?s }"
        ),
    )
    assert sorted(claims) == sorted(with_characters) and len(claims) > 25


def test_every_number_lies_in_its_interval_and_says_its_unit(store):
    numbers = list(
        store.query(
            "SELECT DISTINCT ?c ?v ?l ?h ?u ?q "
            "{ ?c jjj:quoted ?q OPTIONAL { ?c jjj:value ?v } OPTIONAL { ?c jjj:low ?l } "
            "OPTIONAL { ?c jjj:high ?h } OPTIONAL { ?c jjj:unit ?u } }"
        )
    )
    assert len(numbers) > 10
    for row in numbers:
        value, low, high = (None if row[key] is None else float(row[key].value) for key in ("v", "l", "h"))
        assert row["u"] is not None and (low is not None or high is not None)
        assert low is None or high is None or low <= high
        assert value is None or ((low is None or low <= value) and (high is None or value <= high))
    assert rows(store, "SELECT ?c { ?c jjj:printed ?p MINUS { ?c jjj:quoted true } }") == []


def test_shortcuts_are_written_of_what_is_so(store):
    assert ask(
        store, "GRAPH derived:shortcuts { ent:langyi jjj:movedTo ent:cangzhou ; jjj:movedFrom ent:beijing }"
    )
    assert ask(store, "GRAPH derived:shortcuts { ent:xiaomi-auto jjj:expandedTo ent:tianjin }")
    assert ask(
        store,
        (
            "GRAPH derived:shortcuts "
            "{ ent:battery-maker jjj:worksOn <https://w3id.org/jjj-graph/segment/nev/traction-battery> ; "
            "jjj:activeIn ent:cangzhou }"
        ),
    )
    assert ask(store, "GRAPH derived:shortcuts { ent:battery-maker jjj:supplies ent:xiaomi-auto }")


def test_no_shortcut_of_what_is_denied_or_only_announced(store):
    assert not ask(
        store,
        (
            "GRAPH derived:shortcuts "
            "{ ent:xiaomi-auto ?moved ent:tianjin FILTER(?moved IN (jjj:movedTo, jjj:movedFrom)) }"
        ),
    )
    assert not ask(store, "GRAPH derived:shortcuts { ent:battery-maker jjj:movedTo ?anywhere }")
    assert not ask(store, "GRAPH derived:shortcuts { ?s ?p ?o FILTER(STRSTARTS(STR(?s), STR(claim:))) }")


def test_an_id_that_was_merged_is_written_as_the_one_that_stays(lines, store):
    assert not any("id/xiaomi-ev>" in text for text in lines)
    assert ask(
        store,
        "GRAPH <https://w3id.org/jjj-graph/registry> { ent:xiaomi-auto dcterms:identifier 'xiaomi-ev' }",
    )


def test_hostile_text_survives_as_text_and_counts_as_nothing(store):
    titles = rows(store, "SELECT ?t { src:2023-hostile dcterms:title ?t }")
    assert titles == [
        ('</script><img src=x onerror=alert(1)> " \\ <https://w3id.org/jjj-graph/ontology#Source> .',)
    ]
    assert rows(store, "SELECT ?l { ent:hostile-maker rdfs:label ?l } ORDER BY ?l") == [
        ("={cmd|' /C calc'!A0}",),
        ('O\'Neil & "Sons" <b>\U0001f697</b> }} {% x %}',),
    ]
    assert rows(
        store, "SELECT ?w { ?c jjj:statedIn src:2023-hostile ; jjj:evidence/oa:hasSelector/oa:exact ?w }"
    ) == [('𠮷野家\r\n"供货" \\ <https://w3id.org/jjj-graph/registry> .',)]
    assert store.snapshot["classes"]["Source"] == 4
    assert rows(store, "SELECT ?s { ?s a jjj:Source } ORDER BY ?s")[0][0].endswith("2023-hostile")


def test_groups_aggregates_periods_and_substitutes(store):
    assert ask(
        store,
        (
            "ent:named-group a jjj:Group ; jjj:what '零部件企业' ; jjj:locatedIn "
            "<https://w3id.org/jjj-graph/id/beijing+tianjin> ; jjj:parent ent:xiaomi"
        ),
    )
    assert ask(
        store,
        (
            "<https://w3id.org/jjj-graph/id/beijing+tianjin> a jjj:AggregatePlace ; "
            "jjj:hasPart ent:beijing, ent:tianjin"
        ),
    )
    assert ask(
        store,
        (
            "<https://w3id.org/jjj-graph/period/2014--2023> jjj:firstDay "
            "'2014-01-01'^^xsd:date ; jjj:lastDay '2023-12-31'^^xsd:date"
        ),
    )
    assert rows(store, "SELECT ?d { <https://w3id.org/jjj-graph/period/..--2023> jjj:firstDay ?d }") == []
    assert rows(
        store, "SELECT (COUNT(DISTINCT ?i) AS ?n) { ?i a jjj:InputLink ; jjj:inSubstitutionGroup ?g }"
    ) == [("2",)]


def test_names_of_a_source_are_that_sources_claims(store):
    assert ask(
        store,
        (
            "GRAPH src:2024-05-one-of-each "
            "{ ent:battery-maker a jjj:Enterprise ; rdfs:label '某电池厂'@zh ; jjj:seat ent:cangzhou }"
        ),
    )
    assert not ask(store, "GRAPH <https://w3id.org/jjj-graph/registry> { ent:battery-maker a ?any }")


def test_a_table_is_a_source_like_any_other(store):
    assert rows(
        store,
        (
            "SELECT ?v "
            "{ ?c jjj:statedIn src:small-table ; jjj:indicator ind:gdp ; jjj:of ent:hebei ; jjj:value ?v }"
        ),
    ) == [("4394410000000",)]
    assert rows(store, "SELECT ?n { src:small-table jjj:claimCount ?n }") == [("4",)]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("stance", STANCES)
def test_a_shortcut_is_written_once_a_thing_has_begun_and_is_not_denied(small_data, status, stance):
    registry, _ = read_registry(small_data)
    words = f"{{who: langyi, from: beijing, to: cangzhou, status: {status}, stance: {stance}}}"
    text = (
        f"source: {{id: a, title: t, publisher: p, language: zh}}\nfacts:\n  - "
        f"relocation: {words}\n    at: x\n"
    )
    source, findings = read_tree(read_yaml_text(text), "a.yaml", registry)
    assert findings == []
    written = any(
        line.endswith(f"<{ns.SHORTCUTS_GRAPH}> .\n") for line in fact_lines(source.facts[0], registry)
    )
    assert written == (
        stance != "denied" and status in ("started", "under-way", "completed", "operating", "suspended")
    )
