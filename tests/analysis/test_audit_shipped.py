"""The audit of the shipped data: the contradictions that every reader of these pages stumbles over."""

import pytest

from jjj_graph.auditing import audit_graph
from jjj_graph.scope import Scope
from jjj_graph.store.embedded import GraphStore

FOUNDING = (
    "2023-05-23-reuters-jing-jin-ji-cluster",
    "2023-05-24-cgtn-jjj-cluster-plan",
    "2023-vietnamvn-jjj-ev-robot-clusters",
    "2024-02-25-myglobalnews-jjj-cluster-decade",
    "2024-10-25-xinhua-jjj-coordination-ten-years",
)


@pytest.fixture(scope="module")
def store(shipped_store):
    return GraphStore(shipped_store)


def printed(conflict):
    return {claim["printed"] for claim in conflict["claims"]}


def test_the_five_founding_articles_contradict_each_other_twice(store):
    report = audit_graph(store, Scope(sources=FOUNDING, indicator="gdp"))
    assert sorted(map(sorted, map(printed, report.conflicts))) == [["5.8", "68"], ["68", "doubling"]]
    (price,) = [
        e
        for c in report.conflicts
        if "5.8" in printed(c)
        for e in c["explanations"]
        if e["rule"] == "price-basis"
    ]
    assert not price["consistent"]
    assert "a year" in price["text"]


def test_all_else_in_the_founding_articles_agrees(store):
    # value added (1.5 times and 4.5 % a year to 2022, +43 % to 2023), four pairs of currencies, the distance to Xiongan
    report = audit_graph(store, Scope(sources=FOUNDING))
    assert {claim["indicator"] for c in report.conflicts for claim in c["claims"]} == {"gdp"}
    numbers = audit_graph(store, Scope(sources=FOUNDING, indicator="industrial-value-added"))
    assert numbers.statements >= 5
    assert numbers.conflicts == []


def test_two_swapped_digits_of_one_briefing(store):
    report = audit_graph(store, Scope(indicator="technology-contract-value"))
    (swapped,) = [c for c in report.conflicts if printed(c) == {"843.7亿", "834.7亿"}]
    assert [e["rule"] for e in swapped["explanations"] if e["consistent"]][0] == "typing-slip"


def test_every_conflict_names_claims_with_characters(store):
    report = audit_graph(store)
    assert report.conflicts
    for conflict in report.conflicts:
        assert len(conflict["claims"]) > 1
        assert all(claim["characters"] and claim["source"] for claim in conflict["claims"])


def test_a_source_more_never_takes_part_when_it_is_left_out(store):
    report = audit_graph(store, Scope(sources=FOUNDING[:1]))
    assert {claim["source"] for c in report.conflicts for claim in c["claims"]} <= {FOUNDING[0]}
