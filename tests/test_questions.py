"""The named questions: each answers from the shipped data; no value of a parameter changes what it asks.

The expected answers stand in tests/golden; ``python tests/golden/regenerate.py`` writes them anew.
"""

import csv
import importlib.util
import json
import re
import shutil
import time
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from jjj_graph import namespaces as ns
from jjj_graph import paths, questions
from jjj_graph.build.snapshot import PARTS
from jjj_graph.building import build_graph
from jjj_graph.claims import to_python
from jjj_graph.errors import JJJError, UnknownNameError
from jjj_graph.scope import Scope
from jjj_graph.sessions import Session
from jjj_graph.store.embedded import GraphStore

GOLDEN = Path(__file__).parent / "golden"
QUESTIONS = questions.read_questions()
NAMES = sorted(QUESTIONS)
#: (question, parameter) for every parameter of every question
PARAMETERS = [(name, parameter.name) for name in NAMES for parameter in QUESTIONS[name].parameters]
REGENERATE = "if the new answer is right: python tests/golden/regenerate.py, then read the difference"
HOSTILE = (
    'x" } DROP ALL #',
    "beijing } #",
    "'''",
    '"""',
    "a\nb",
    "\\",
    "\x00",
    "?x",
    "{}",
    "claim:",
    "per:2024",
    "\u202e",
    "",
)

_spec = importlib.util.spec_from_file_location("regenerate_golden", GOLDEN / "regenerate.py")
regenerate = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(regenerate)


@pytest.fixture(scope="module")
def session(shipped_store) -> Session:
    return Session(GraphStore(shipped_store))


@pytest.fixture(scope="module")
def answers(session) -> dict:
    return {name: session.ask(name) for name in NAMES}


# The files


@pytest.mark.parametrize("name", NAMES)
def test_a_question_says_what_it_asks(name):
    question = QUESTIONS[name]
    head = question.sparql.split("\n\n")[0].splitlines()
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert question.question.endswith("?") and question.question == head[0].removeprefix("# ")
    assert question.zh.endswith("？") and re.search(r"[一-鿿]", question.zh)
    keys = {"zh", "parameter", "missing", "may be empty"}
    assert all(line.removeprefix("# ").partition(":")[0] in keys for line in head[1:]), head
    assert len({line for line in head if "parameter:" in line}) == len(question.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_is_plain_sparql(name):
    sparql = pytest.importorskip("rdflib.plugins.sparql")
    text = QUESTIONS[name].sparql
    # No prefix is given: the file runs as it stands, in any engine that sees the union of the graphs.
    sparql.prepareQuery(text)
    body = re.sub(r"#.*", "", text.split("\n\n", 1)[1])
    assert re.search(r"^ORDER BY ", body, re.MULTILINE)
    assert "SELECT *" not in body and "SERVICE" not in body and "NOT EXISTS" not in body
    assert not re.search(r"COUNT\((?!DISTINCT )", body), (
        "a union of graphs may hold a triple twice: COUNT(DISTINCT …)"
    )
    assert not re.search(r"\bSUM\(|\bAVG\(", body), "a sum counts a triple twice that stands in two graphs"


@pytest.mark.parametrize("name", NAMES)
def test_a_question_uses_terms_that_the_ontology_has(name, session):
    terms = set(re.findall(r"\bjjj:(\w+)", QUESTIONS[name].sparql))
    known = session.query(
        "SELECT DISTINCT ?term { GRAPH <https://w3id.org/jjj-graph/ontology> { ?term a ?class } }"
    ).column("term")
    assert not {ns.term(term) for term in terms} - set(known)


# Their answers


@pytest.mark.parametrize("name", [n for n in NAMES if n not in regenerate.NOT_KEPT])
def test_a_question_answers_as_expected(name, answers):
    kept = GOLDEN / f"{name}.csv"
    assert kept.exists(), REGENERATE
    assert regenerate.golden_text(answers[name]) == kept.read_text(encoding="utf-8"), REGENERATE
    rows = dict(csv.reader((GOLDEN / "rows.csv").open(encoding="utf-8")))
    assert str(len(answers[name])) == rows[name], REGENERATE


def test_no_answer_is_kept_of_a_question_that_is_gone():
    assert {path.stem for path in GOLDEN.glob("*.csv")} == {"rows", *NAMES} - set(regenerate.NOT_KEPT), (
        REGENERATE
    )


def test_the_citation_is_that_of_the_snapshot(session, answers):
    (row,) = answers["cite-this"]
    told = json.loads((session.store.folder / "snapshot.json").read_text(encoding="utf-8"))
    assert row["canonical_hash"] == told["hash"]
    assert row["snapshot"].endswith(told["hash"][:16])
    claims = sum(count for name, count in told["classes"].items() if name.endswith("Claim"))
    assert (row["sources"], row["claims"], row["version"]) == (
        told["classes"]["Source"],
        claims,
        told["version"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_rows_unless_its_header_says_why_not(name, answers):
    question = QUESTIONS[name]
    assert len(answers[name]) or question.missing or question.may_be_empty


@pytest.mark.parametrize("name", NAMES)
def test_no_row_stands_twice(name, answers):
    rows = answers[name].rows
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    "name",
    [
        "suppliers-of",
        "who-moved-to",
        "movers-from",
        "gdp-by-place",
        "technology-contracts",
        "benefit-sharing-rules",
    ],
)
def test_a_claim_is_one_row(name, answers):
    claims = answers[name].column("claim")
    assert len(set(claims)) == len(claims)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_takes_less_than_a_second(name, session):
    def seconds():
        start = time.perf_counter()
        session.ask(name)
        return time.perf_counter() - start

    assert any(seconds() < 1 for _ in range(4))


def test_answers_do_not_depend_on_how_many_sources_name_a_thing(session, answers):
    # One more source that repeats type, names and place of everything. Oxigraph counts a triple of two graphs
    # twice (oxigraph#1919). A claim stands in one graph by its IRI, so claims are not repeated here.
    engine, copy = ox.Store(), ox.NamedNode(ns.source_iri("zzz-copy"))
    for name in PARTS:
        engine.bulk_load(path=str(session.store.folder / name), format=ox.RdfFormat.N_QUADS)
    things = tuple(ns.PREFIXES[prefix] for prefix in ("ent", "seg", "ind"))
    engine.bulk_extend(
        [
            ox.Quad(q.subject, q.predicate, q.object, copy)
            for q in engine
            if q.subject.value.startswith(things)
        ]
    )
    for name in NAMES:
        if name == "names-and-codes":  # counts graphs on purpose: each is a witness
            continue
        rows = engine.query(QUESTIONS[name].sparql, use_default_graph_as_union=True)
        assert [tuple(map(to_python, row)) for row in rows] == answers[name].rows, name


# Parameters


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_a_default_is_a_thing_of_the_graph_and_binds_to_the_same_query(name, parameter, session):
    declared = next(p for p in QUESTIONS[name].parameters if p.name == parameter)
    rows = session.query(
        QUESTIONS[name].sparql.split("SELECT")[0] + f"SELECT ?v {{ VALUES ?v {{ {declared.default} }} }}"
    )
    assert rows.column("v")
    for value in rows.column("v"):
        text = str(value)
        if declared.kind == "period":
            text = text.removeprefix(ns.PREFIXES["per"]).replace("--", "/")
        elif declared.kind not in ("text", "number"):
            assert session.query(f"ASK {{ <{value}> ?p ?o }}").rows == [(True,)], (
                f"{value} is not in the graph"
            )
            space = {"segment": "seg", "indicator": "ind"}.get(declared.kind, "ent")
            text = text.removeprefix(ns.PREFIXES[space])
        asked = session.ask(name, **{parameter: text})
        if len(rows) == 1:
            assert asked.rows == session.ask(name).rows


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_that_a_question_has_not_is_named(name, session):
    with pytest.raises(UnknownNameError) as caught:
        session.ask(name, colour="red")
    assert "colour" in str(caught.value)
    assert all(p.name in caught.value.remedy for p in QUESTIONS[name].parameters)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [(n, p) for n, p in PARAMETERS if p in ("customer", "place", "chain", "segment", "indicator")],
)
def test_a_value_that_is_nothing_is_named(name, parameter, session):
    with pytest.raises(UnknownNameError) as caught:
        session.ask(name, **{parameter: "no-such-thing-at-all"})
    assert "no-such-thing-at-all" in str(caught.value) and caught.value.remedy


def test_a_near_miss_is_answered_with_what_was_perhaps_meant(session):
    with pytest.raises(UnknownNameError, match="suppliers-of"):
        session.ask("supplier-of")
    with pytest.raises(UnknownNameError, match="xiaomi-auto"):
        session.ask("suppliers-of", customer="xiaomi-aut")


def test_a_thing_goes_by_its_names(session):
    by_id = session.ask("suppliers-of", customer="xiaomi-auto")
    assert len(by_id) and by_id.rows == session.ask("suppliers-of", customer="小米汽车").rows
    assert by_id.rows == session.ask("suppliers-of", customer="ent:xiaomi-auto").rows


@given(text=st.text())
@example(text=HOSTILE[0])
def test_a_text_is_one_literal_whatever_it_says(text):
    question = QUESTIONS["said-by-date"]
    bound = question.bind({"day": text}, lambda kind, name: "")
    before, default, after = question.sparql.partition('VALUES ?day { "2024-06-30" }')
    assert default and bound.startswith(before) and bound.endswith(after)
    block = bound[len(before) : len(bound) - len(after)]
    (row,) = ox.Store().query(f"SELECT ?day {{ {block} }}")
    assert row["day"] == ox.Literal(text)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_a_hostile_value_asks_the_same_or_is_refused(name, parameter, session, answers):
    for text in HOSTILE:
        try:
            answer = session.ask(name, **{parameter: text})
        except JJJError:
            continue
        assert answer.columns == answers[name].columns


@pytest.mark.parametrize("text", ["<>", "ent:x> <y", "://", "<no iri>"])
def test_what_is_no_iri_is_refused(text, session):
    with pytest.raises(JJJError):
        session.ask("suppliers-of", customer=text)


@given(text=st.text(), parameter=st.sampled_from(PARAMETERS))
def test_any_value_gives_a_query_that_reads_or_an_error_of_ours(text, parameter, session):
    name, key = parameter
    assume(":" not in text and not text.startswith("<"))  # test_what_is_no_iri_is_refused
    try:
        bound = QUESTIONS[name].bind({key: text}, lambda kind, value: session.names.find(value, kind))
        ox.Store().query(bound)
    except JJJError:
        pass


# What the answers mean


def test_the_suppliers_of_xiaomi_hold_the_45_of_the_founding_article(session):
    rows = [
        row
        for row in session.ask("suppliers-of")
        if row["source"].endswith("/2024-04-30-xinhua-six-chains-progress")
    ]
    assert [(row["supplier_en"], row["members"]) for row in rows] == [("designated suppliers", 45)]
    quotes = session.ask("evidence-of", thing="ent:xiaomi-auto")
    assert any("45家" in row["characters"] and row["claim"] == rows[0]["claim"] for row in quotes)


def test_evidence_can_be_asked_of_a_claim(session):
    claim = next(iter(session.ask("suppliers-of")))["claim"]
    rows = list(session.ask("evidence-of", thing=claim))
    assert rows and {row["claim"] for row in rows} == {claim}


def test_nothing_is_said_before_it_is_published(session):
    first, later = (
        session.ask("said-by-date", thing="xiaomi-auto", day=day) for day in ("2021-11-27", "2021-11-28")
    )
    assert len(first) == 0 < len(later)
    assert set(later.rows) <= set(session.ask("said-by-date").rows)


def test_names_stay_when_only_some_sources_may_speak(session):
    table = session.ask("suppliers-of", scope=Scope(known_by=date(2025, 7, 1)))
    assert 0 < len(table) < len(session.ask("suppliers-of"))
    assert all(table.column("supplier_en"))


def test_a_growth_is_held_against_every_pair_of_levels(answers):
    for row in answers["growth-claims"]:
        apart = row["stated_high"] is not None and row["stated_high"] < row["computed_low"]
        apart |= row["stated_low"] is not None and row["computed_high"] < row["stated_low"]
        assert row["verdict"] == ("differs" if apart else "agrees")
        assert row["computed_low"] <= row["computed_high"]


def test_two_claims_in_conflict_do_not_touch(answers):
    for row in answers["same-cell-conflicts"]:
        above = row["a_high"] is not None and row["b_low"] is not None and row["a_high"] < row["b_low"]
        below = row["b_high"] is not None and row["a_low"] is not None and row["b_high"] < row["a_low"]
        assert above or below


def test_a_planned_thing_is_not_in_the_answer_once_it_is_done(session, answers):
    for row in answers["what-is-planned"]:
        assert row["status"] in ("target", "planned", "forecast", "announced", "signed", "approved")


# Facts that the shipped data lack: the question answers as soon as a source states them.

ADDED = """\
source: {id: 2020-added, title: 补充, publisher: 测试, published: 2020-01-01, language: zh}
entities:
  - {id: added-plates, type: enterprise, zh: 补充双极板, en: Added Plates, in: beijing}
  - {id: added-rumour, type: enterprise, zh: 传闻厂, en: Rumoured Maker, in: beijing}
  - {id: added-plan, type: enterprise, zh: 规划厂, en: Planned Maker, in: beijing}
  - {id: three-taxes-paid, type: indicator, zh: 三税年均, en: three taxes a year}
facts:
  - activity: {who: added-plates, place: beijing, chain: hydrogen, segment: bipolar-plate,
      activity: manufacture}
    at: 甲
  - activity: {who: added-rumour, place: beijing, chain: hydrogen, segment: catalyst,
      activity: manufacture, stance: denied}
    at: 乙
  - activity: {who: added-plan, place: beijing, chain: hydrogen, segment: gas-diffusion-layer,
      activity: manufacture, status: planned}
    at: 丙
  - role: {who: added-plates, place: beijing, role: chain-leader, chain: hydrogen, period: 2020}
    at: 丁
  - level: {indicator: three-taxes-paid, of: added-plates, period: 2017/2019, value: 30000000, unit: CNY}
    at: 30000000元
  - level: {indicator: three-taxes-paid, of: added-plan, period: 2017/2019, value: 10000000, unit: CNY}
    at: 10000000元
  - relocation: {who: added-plates, from: beijing, to: cangzhou, scope: production, status: completed,
      period: 2020}
    at: 戊
  - relocation: {who: added-plan, from: beijing, to: cangzhou, scope: production, status: announced,
      period: 2020}
    at: 己
"""


@pytest.fixture(scope="module")
def added(tmp_path_factory) -> Session:
    data = tmp_path_factory.mktemp("added") / "data"
    shutil.copytree(paths.DATA / "entities", data / "entities")
    (data / "sources" / "2020").mkdir(parents=True)
    (data / "sources" / "2020" / "2020-added.yaml").write_text(ADDED, encoding="utf-8")
    build_graph(data.parent / "store", data)
    return Session(GraphStore(data.parent / "store"))


def test_a_denied_or_planned_maker_is_none(added):
    missing = {str(iri).rpartition("/")[2] for iri in added.ask("segments-without-maker").column("segment")}
    assert "bipolar-plate" not in missing and {"catalyst", "gas-diffusion-layer"} <= missing
    lost = [
        row["segment_en"]
        for row in added.ask("last-site-of-segment")
        if row["maker"].endswith("/added-plates")
    ]
    assert lost == ["bipolar plate"]


def test_a_chain_leader_is_found_once_a_source_names_one(added):
    (row,) = added.ask("chain-leaders")
    assert (row["chain_zh"], row["who_zh"], row["place_zh"], row["period"]) == (
        "氢能",
        "补充双极板",
        "北京",
        "2020",
    )


def test_a_move_falls_under_tax_sharing_once_its_taxes_are_stated(added):
    (row,) = added.ask("tax-sharing-moves")
    assert (row["who_en"], row["taxes"], row["status"]) == ("Added Plates", 30_000_000, "completed")
    assert len(added.ask("tax-sharing-moves", threshold="5000000")) == 2
    assert len(added.ask("tax-sharing-moves", threshold="30000001")) == 0


def test_an_announced_move_is_listed_with_its_status_and_counted_apart(added):
    status = {row["who_en"]: row["status"] for row in added.ask("who-moved-to", place="cangzhou")}
    assert status == {"Added Plates": "completed", "Planned Maker": "announced"}
    (row,) = added.ask("od-matrix")
    assert (row["origin"], row["destination"]) == (ns.entity_iri("beijing"), ns.entity_iri("hebei"))
    assert (row["year"], row["begun"], row["only_announced"]) == ("2020", 1, 1)
    (planned,) = added.ask("what-is-planned", place="cangzhou")
    assert planned["who_en"] == "Planned Maker"


def test_a_division_code_that_had_ended_is_found(session):
    engine = ox.Store()
    engine.bulk_load(path=str(session.store.folder / "graph.nq"), format=ox.RdfFormat.N_QUADS)
    graph, place = ox.NamedNode(ns.REGISTRY_GRAPH), ox.NamedNode(ns.entity_iri("caofeidian"))
    period = ox.NamedNode(ns.period_iri("../1999"))
    day = ox.Literal("1999-12-31", datatype=ox.NamedNode(ns.PREFIXES["xsd"] + "date"))
    for subject, name, value in (
        (place, "gb2260", ox.Literal("130230")),
        (place, "validDuring", period),
        (period, "lastDay", day),
    ):
        engine.add(ox.Quad(subject, ox.NamedNode(ns.term(name)), value, graph))
    engine.add(ox.Quad(period, ox.NamedNode(ns.PREFIXES["rdfs"] + "label"), ox.Literal("../1999"), graph))
    found = engine.query(QUESTIONS["expired-codes"].sparql, use_default_graph_as_union=True)
    rows = [row for row in found if row["valid"].value == "../1999"]
    assert rows and {row["place"] for row in rows} == {place}
