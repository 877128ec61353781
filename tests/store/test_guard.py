"""What a query may not do: reach another server in any disguise, or kill the engine by depth or length."""

import subprocess
import sys

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjj_graph.errors import QueryError
from jjj_graph.store.guard import MAX_DEPTH, MAX_STEPS, refuse_harmful

#: Nothing listens there: a query that reaches out fails with an error of its own.
ELSEWHERE = "http://127.0.0.1:9/"
BODY = "{ ?a ?b ?c }"


@pytest.mark.parametrize(
    "sparql",
    [
        f"SELECT * {{ SERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ service <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ sErViCe SILENT <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{SERVICE<{ELSEWHERE}>{BODY}}}",
        f"SELECT * {{SERVICESILENT<{ELSEWHERE}>{BODY}}}",
        f"SELECT * {{ SERVICE ?x {BODY} }}",
        f"SELECT * {{ SERVICE?x{BODY} }}",
        f"PREFIX : <{ELSEWHERE}> SELECT * {{ SERVICE:x {BODY} }}",
        f"PREFIX : <{ELSEWHERE}> SELECT * {{ SERVICESILENT:x {BODY} }}",
        f"SELECT * {{ ?s ?p ?o .SERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ ?s ?p ?o.SERVICE <{ELSEWHERE}> {BODY} }}",
        f"PREFIX e: <{ELSEWHERE}> SELECT * {{ ?s ?p e:.SERVICE e:x {BODY} }}",
        f"SELECT * {{ ?s ?p 5SERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ ?s ?p trueSERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ ?s ?p 1.0SERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ ?s ?p 'x'SERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ FILTER(1<2)SERVICE<{ELSEWHERE}>{BODY} }}",
        f"SELECT * {{ # a comment\nSERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ # a comment that ends with the other line end\rSERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ SERVICE# a comment\n<{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ 'it''s' SERVICE <{ELSEWHERE}> {BODY} }}",
        f"SELECT * {{ FILTER EXISTS {{ SERVICE <{ELSEWHERE}> {BODY} }} }}",
        f"SELECT * {{ {{ SELECT * {{ SERVICE <{ELSEWHERE}> {BODY} }} }} }}",
        f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{ELSEWHERE}> {BODY} }} }}",
        f"SELECT * {{ GRAPH ?g {{ SERVICE <{ELSEWHERE}> {BODY} }} }}",
        f"ASK {{ SERVICE <{ELSEWHERE}> {BODY} }}",
        f"CONSTRUCT WHERE {{ SERVICE <{ELSEWHERE}> {BODY} }}",
        f"DESCRIBE ?s {{ SERVICE <{ELSEWHERE}> {BODY} }}",
    ],
)
def test_another_server_is_refused_in_every_disguise(sparql):
    with pytest.raises(QueryError, match="another server"):
        refuse_harmful(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { ?s rdfs:label 'SERVICE' }",
        'SELECT * { ?s rdfs:label "a \\" SERVICE <x>" }',
        "SELECT * { ?s rdfs:label '''it's a ' SERVICE '' <x>''' }",
        'SELECT * { ?s rdfs:label """SERVICE\n<http://a/> { }""" }',
        "SELECT * { ?s ?p <http://a/SERVICE> }",
        "SELECT * { # SERVICE <http://a/>\n ?s ?p ?o }",
        "SELECT ?service ?SERVICE { ?service $SERVICE ?o }",
        "SELECT * { ?s jjj:service code:service ; jjj:aService _:service }",
        "SELECT * { ?s jjj:stage code:stage\\/service }",
        "SELECT * { ?s rdfs:label 'x'@service }",
        "ASK { VALUES ?x { " + "<http://a/> " * 20_000 + "} ?x ?p ?o }",
        "ASK { " + "{" * 50 + "}" * 50 + " }",
    ],
)
def test_names_texts_and_comments_may_hold_the_word(sparql):
    refuse_harmful(sparql)


def reaches_out(sparql: str) -> bool:
    """Whether the engine, unguarded, asks another server."""
    store = ox.Store()
    node = ox.NamedNode(ELSEWHERE + "a")
    for value in (node, ox.Literal(5), ox.Literal(True), ox.Literal("x")):
        store.add(ox.Quad(node, node, value))
    try:
        list(store.query(sparql))
    except SyntaxError:
        return False
    except (OSError, RuntimeError, ValueError):
        return True
    return False


PIECES = [
    "SERVICE",
    "service",
    "SILENT",
    f"<{ELSEWHERE}>",
    BODY,
    "?x",
    "?s ?p ?o",
    ".",
    ";",
    " ",
    "\n",
    "\r",
    "#",
    "'",
    '"',
    "'''",
    "e:",
    "e:a",
    ":",
    "_:b",
    "5",
    "1.",
    "true",
    "<",
    ">",
    "{",
    "}",
    "(",
    ")",
    "\\",
    "%41",
    "@en",
    "^^",
    "BIND(1 AS ?y)",
    "FILTER(1<2)",
    "VALUES ?z {5}",
    "-",
    "·",
    "²",
    "\ufeff",
]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=6), st.lists(st.sampled_from(PIECES), max_size=3))
def test_what_the_guard_lets_pass_asks_no_server(before, after):
    for middle in (
        f"SERVICE <{ELSEWHERE}> {BODY}",
        f"SERVICE{''.join(after)}<{ELSEWHERE}>{BODY}",
        f"SERVICE e:x{BODY}",
        f"SERVICE:x{BODY}",
    ):
        sparql = (
            f"PREFIX e: <{ELSEWHERE}> PREFIX : <{ELSEWHERE}> SELECT * {{ "
            f"{''.join(before)}{middle}{''.join(after)} }}"
        )
        try:
            refuse_harmful(sparql)
        except QueryError:
            continue
        assert not reaches_out(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "ASK " + "{" * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1),
        "ASK { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
        "ASK { ?s ?p " + "[ ?p " * 5000 + "]" * 5000 + " }",
        "ASK { FILTER(" + "! " * 30_000 + "true) }",
        "ASK { FILTER(" + "-" * 30_000 + "1) }",
        "ASK { ?s ?p ?o FILTER(" + "||".join(["?o=1"] * 30_000) + ") }",
        "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 30_000) + " }",
        "ASK { " + "OPTIONAL { ?s ?p ?o } " * 30_000 + " }",
        "ASK { ?s " + "/".join(["<http://b>"] * 30_000) + " ?o }",
        "ASK { " + "<http://a> <http://b> <http://c> . " * 30_000 + " }",
        "ASK { ?s ?p (" + "<http://a> " * 30_000 + ") }",
        "a." * 500_000,
    ],
    ids=lambda sparql: sparql[:40],
)
def test_what_would_kill_the_engine_is_refused(sparql):
    with pytest.raises(QueryError, match="deep|words and signs"):
        refuse_harmful(sparql)


def test_the_longest_chains_that_pass_do_not_kill_the_engine():
    """In a process of its own: if this is wrong, the engine dies."""
    program = f"""
import pyoxigraph as ox
from jjj_graph.store.guard import refuse_harmful
n = {MAX_STEPS} // 6
for inside in ("FILTER(" + "! " * 5 * n + "true)", "FILTER(" + "||".join(["<http://a>"] * n) + ")",
               " UNION ".join(["{{ ?s ?p ?o }}"] * n), "FILTER(" + "(" * 90 + "1" + ")" * 90 + ")"):
    query = "ASK {{ " + inside + " }}"
    refuse_harmful(query)
    bool(ox.Store().query(query))
print("alive")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout == "alive\n", done.stderr[-500:]


@given(st.text())
def test_any_text_passes_or_is_refused(text):
    try:
        refuse_harmful(text)
    except QueryError as error:
        assert error.remedy
