"""The researcher's door: an rdflib Dataset over the same store."""

import pytest

import jjj_graph
from jjj_graph import namespaces as ns
from jjj_graph.store.embedded import GraphStore

rdflib = pytest.importorskip("rdflib")


@pytest.fixture(scope="module")
def dataset(small_store):
    return jjj_graph.open(small_store)


def test_it_is_a_dataset_with_the_same_counts_and_no_copy(dataset, small_store):
    engine = GraphStore(small_store).engine
    assert isinstance(dataset, rdflib.Dataset)
    assert len(dataset) in (len(engine), len({quad.triple for quad in engine}))
    assert len(set(dataset.triples((None, None, None)))) == len({quad.triple for quad in engine})
    assert len(dataset.graph(rdflib.URIRef(ns.source_iri("small-table")))) == sum(
        quad.graph_name.value == ns.source_iri("small-table") for quad in engine
    )
    assert {str(graph.identifier) for graph in dataset.graphs()} - {"urn:x-rdflib:default"} == {
        quad.graph_name.value for quad in engine
    }


def test_sparql_sees_the_union_and_knows_our_prefixes(dataset):
    answer = dataset.query("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c jjj:statedIn ?s }")
    assert int(next(iter(answer)).n) > 25
    assert dataset.query("ASK { ent:xiaomi-auto a jjj:Enterprise }").askAnswer


def test_it_is_read_only(dataset):
    before = len(dataset)
    node = rdflib.URIRef("http://a")
    with pytest.raises((OSError, RuntimeError, ValueError)):
        dataset.graph(node).add((node, node, node))
    with pytest.raises((OSError, RuntimeError, ValueError)):
        dataset.update("DROP ALL")
    assert len(dataset) == before


def test_terms_are_those_of_rdflib(dataset):
    labels = set(dataset.objects(rdflib.URIRef(ns.entity_iri("xiaomi-auto")), rdflib.RDFS.label))
    assert labels == {rdflib.Literal("小米汽车", lang="zh"), rdflib.Literal("Xiaomi Auto", lang="en")}


def test_no_query_of_rdflib_reaches_another_server(small_store):
    from jjj_graph.errors import QueryError
    from jjj_graph.store.dataset import open_dataset
    from jjj_graph.store.embedded import GraphStore

    with pytest.raises(QueryError, match="SERVICE"):
        list(
            open_dataset(GraphStore(small_store)).query(
                "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
            )
        )
