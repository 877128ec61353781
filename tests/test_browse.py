"""Browsing: what the other claims say of a claim."""

from decimal import Decimal

import pytest

from jjj_graph import namespaces as ns
from jjj_graph.browse import _verdict
from jjj_graph.claims import Claim, Claims
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri


def told(status="", stance="", period="", **number):
    claim = Claim("x", "relocation" if not number else "level", **number)
    for key, word in (("status", status), ("stance", stance), ("period", period)):
        if word:
            claim.fields[key].append(Iri(ns.period_iri(word) if key == "period" else ns.code_iri(key, word)))
    return claim


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (told("completed"), told("completed"), "confirms"),
        (told("completed"), told("announced"), "other status"),
        (told("completed"), told("completed", "denied"), "differs"),
        (told(low=1, high=2), told("target", low=1, high=2), "other status"),
        (told(low=1, high=2), told(low=2, high=3), "confirms"),
        (told(low=1, high=2), told(low=3, high=4), "differs"),
        (told(low=1, high=2, period="2023"), told(low=3, high=4, period="2024"), "other period"),
    ],
)
def test_announced_does_not_confirm_done(one, other, verdict):
    assert _verdict(one, other) == _verdict(other, one) == verdict


def test_a_range_with_an_open_end_is_said_in_words(small_store):
    claims = Claims(GraphStore(small_store))
    assert claims.number_text(Claim("x", low=Decimal(5), unit="count")) == "at least 5"
    assert claims.number_text(Claim("x", high=Decimal(5), unit="count")) == "at most 5"
    assert claims.number_text(Claim("x", high=Decimal(5), unit="count"), "zh") == "至多5"
    assert claims.number_text(Claim("x", low=Decimal(5), high=Decimal(6), unit="count")) == "5 to 6"
    twofold = Claim("x", value=Decimal("2.1"), unit="times", measure="ratio")
    assert (claims.number_text(twofold), claims.number_text(twofold, "zh")) == ("2.1 times", "2.1倍")
