"""The Python face of the commands: same names, same answers."""

from datetime import date

import pytest

import jjj_graph
from jjj_graph import building
from jjj_graph.errors import JJJError, StoreError, UnknownNameError
from jjj_graph.scope import Scope
from jjj_graph.sessions import session
from jjj_graph.tables import Table


@pytest.fixture(scope="module")
def graph(small_store):
    return session(small_store)


def test_a_session_asks_lists_shows_and_walks(graph):
    assert graph.show("小米汽车").id == "xiaomi-auto"
    assert "battery-maker" in str(graph.ask("suppliers-of", customer="小米汽车").rows)
    assert "beijing" in graph.list("places").column("id")
    series = graph.figures("gdp", "beijing")
    claim = series.column("claim")[0]
    assert graph.why(claim).claim.id == claim and graph.why(claim).head()
    assert sorted(graph.sources().column("id")) == [
        "2023-hostile",
        "2024-05-one-of-each",
        "small-table",
        "undated-minimal",
    ]
    assert isinstance(graph.query("SELECT ?s { ?s a jjj:Source }"), Table)
    assert isinstance(graph.query("CONSTRUCT WHERE { src:small-table a ?c }"), str)


def test_a_scope_means_the_same_in_every_method(graph):
    scope = Scope(sources=("small-table",))
    assert set(graph.figures("gdp", scope=scope).column("source")) == {"small-table"}
    assert graph.sources(scope).column("id") == ["small-table"]
    assert set(graph.show("beijing", scope).claims.column("source")) == {"small-table"}
    counted = graph.query("SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c jjj:statedIn ?s }", scope)
    assert counted.rows == [(4,)]
    with pytest.raises(UnknownNameError, match="no source"):
        graph.sources(Scope(sources=("nothing",)))


@pytest.mark.parametrize(
    ("ask", "suggestion"),
    [
        (lambda graph: graph.show("xiaomi-aut"), "xiaomi-auto"),
        (lambda graph: graph.figures("gdpp"), "gdp"),
        (lambda graph: graph.list("place"), "places"),
        (lambda graph: graph.ask("supplier-of"), "suppliers-of"),
        (lambda graph: graph.ask("suppliers-of", custmer="x"), "customer"),
        (lambda graph: graph.ask("suppliers-of", customer="xiaomi-aut"), "xiaomi-auto"),
        (lambda graph: graph.why("ffffffffffffffff"), "jjj show"),
    ],
)
def test_what_is_not_there_comes_with_a_suggestion(graph, ask, suggestion):
    with pytest.raises(UnknownNameError) as caught:
        ask(graph)
    assert suggestion in caught.value.remedy


def test_a_session_needs_a_graph(tmp_path):
    with pytest.raises(StoreError, match="no graph here"):
        session(tmp_path)
    with pytest.raises(StoreError, match="no graph here"):
        jjj_graph.open(tmp_path)


def test_the_default_graph_is_built_on_first_use_and_when_data_change(monkeypatch, tmp_path, small_data):
    from jjj_graph import paths

    monkeypatch.setattr(paths, "DATA", small_data)
    monkeypatch.setattr(
        building.build_graph, "__defaults__", (small_data, *building.build_graph.__defaults__[1:])
    )
    monkeypatch.setenv("JJJ_STORE", str(tmp_path / "京 store"))
    said: list[str] = []
    first = session(say=said.append)
    assert len(said) == 1 and "first use" in said[0] and len(first.sources()) == 4
    session(say=said.append)
    assert len(said) == 1, "built again though nothing changed"
    monkeypatch.setattr("jjj_graph.building.__version__", "999")
    session(say=said.append)
    assert len(said) == 2 and "changed" in said[1]


def test_the_function_of_that_name_stays_when_the_module_is_loaded(small_store):
    for _ in range(2):
        assert jjj_graph.session(small_store).show("gdp").id == "gdp"


def test_the_front_door_offers_what_it_names():
    for name in jjj_graph.__all__:
        assert getattr(jjj_graph, name) is not None
    assert set(jjj_graph.__all__) == set(dir(jjj_graph))
    with pytest.raises(AttributeError, match="nothing"):
        _ = jjj_graph.nothing


def test_a_question_says_which_parameter_is_its_example(small_store):
    graph = session(small_store)
    notes = graph.ask("who-moved-to").notes
    assert any(note.startswith("place is ") and "give --place" in note for note in notes)
    assert not any("example" in note for note in graph.ask("who-moved-to", place="沧州").notes)


def test_what_was_computed_from_all_sources_knows_no_filter(small_store):
    graph = session(small_store)
    assert graph.ask("gaps", chain="nev").rows
    for scope in (
        Scope(known_by=date(2020, 1, 1)),
        Scope(sources=("undated-minimal",)),
        Scope(as_of=date(2020, 1, 1)),
    ):
        with pytest.raises(JJJError, match="computed from all sources"):
            graph.ask("gaps", scope, chain="nev")
