"""Location quotient, RCA, Hachman, gradient, proximity, density: by hand, and what always holds."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.analysis.production import concentration
from jjj_graph.analysis.specialisation import (
    comparative_productivity,
    density,
    gradient,
    hachman,
    location_quotient,
    present_by_advantage,
    proximity_to,
    revealed_advantage,
    specialisation,
    totals,
)

#: Persons by place and activity. Column sums 60, 60, 80; the whole 200.
JOBS = {
    "a": {"steel": 40, "cars": 40, "drugs": 20},
    "b": {"steel": 20, "cars": 20, "drugs": 10},
    "c": {"steel": 0, "cars": 0, "drugs": 50},
}

amounts = st.dictionaries(
    st.sampled_from("pqrs"),
    st.dictionaries(st.sampled_from("wxyz"), st.integers(1, 1000).map(float), min_size=1),
    min_size=1,
)


def test_location_quotient_by_hand():
    """a: 40/100 over 60/200 = 4/3; drugs 20/100 over 80/200 = 1/2. c: 50/50 over 80/200 = 5/2."""
    whole = totals(JOBS)
    assert whole == {"steel": 60, "cars": 60, "drugs": 80}
    assert location_quotient(JOBS["a"], whole) == pytest.approx({"steel": 4 / 3, "cars": 4 / 3, "drugs": 0.5})
    assert location_quotient(JOBS["c"], whole) == pytest.approx({"steel": 0, "cars": 0, "drugs": 2.5})


def test_location_quotient_turns_with_the_reference():
    assert location_quotient(JOBS["a"], JOBS["b"])["steel"] == pytest.approx(1.0)
    assert location_quotient(JOBS["a"], {"steel": 90, "drugs": 10})["steel"] == pytest.approx(4 / 9)


def test_blanks_are_not_zeros():
    assert location_quotient({}, {"x": 1}) == {"x": None}
    assert location_quotient({"x": 1}, {"y": 1}) == {"x": None, "y": 0.0}
    assert hachman({}, {"x": 1}) is None
    assert comparative_productivity(1, 0, 1, 1) is None
    assert comparative_productivity(1, 1, 0, 1) is None


def test_revealed_advantage_and_what_it_makes_present():
    assert revealed_advantage(JOBS)["b"]["drugs"] == pytest.approx(0.5)
    assert present_by_advantage(JOBS) == {"a": {"steel", "cars"}, "b": {"steel", "cars"}, "c": {"drugs"}}


def test_hachman_by_hand():
    """a: shares .4 .4 .2 against .3 .3 .4: 1 / (.16/.3 + .16/.3 + .04/.4) = 1 / 1.16667. c: 1 / (1/.4)."""
    whole = totals(JOBS)
    assert hachman(JOBS["a"], whole) == pytest.approx(6 / 7)
    assert hachman(JOBS["c"], whole) == pytest.approx(0.4)
    assert hachman(whole, whole) == pytest.approx(1.0)


@given(amounts)
def test_hachman_lies_in_0_1_and_averages_of_quotients_are_1(table):
    whole = totals(table)
    for place, quotients in revealed_advantage(table).items():
        assert 0 < hachman(table[place], whole) <= 1 + 1e-9
        # weighed by the reference's shares, the quotients of a place average to 1
        mean = sum(q * whole[name] for name, q in quotients.items()) / sum(whole.values())
        assert math.isclose(mean, 1.0)


def test_gradient_by_hand():
    """20 of 100 jobs in steel against 100 of 1,000: LQ 2. 30 of 100 yuan by 20 of 100 persons: CP 1.5."""
    quotient = location_quotient({"steel": 20, "rest": 80}, {"steel": 100, "rest": 900})["steel"]
    labour = comparative_productivity(30, 100, 20, 100)
    capital = comparative_productivity(30, 100, 40, 100)
    assert gradient(quotient, labour) == pytest.approx(3.0)
    assert gradient(quotient, labour, capital) == pytest.approx(2.25)


def test_concentration_by_hand():
    """Shares 1/2, 1/4, 1/4: 1/4 + 1/16 + 1/16."""
    assert concentration({"a": 2, "b": 1, "c": 1}) == pytest.approx(0.375)
    assert concentration({}) == 0


#: Hidalgo's M: which countries make what with an advantage.
MADE = {"cars": {"de", "jp", "us"}, "chips": {"jp", "us"}, "wine": {"fr", "de"}, "oil": {"sa"}}


def test_proximity_is_the_smaller_conditional_probability():
    """P(cars|chips) = 2/2, P(chips|cars) = 2/3; P(cars|wine) = 1/2, P(wine|cars) = 1/3."""
    assert proximity_to("cars", MADE) == pytest.approx({"chips": 2 / 3, "wine": 1 / 3, "oil": 0})
    assert proximity_to("chips", MADE)["cars"] == pytest.approx(proximity_to("cars", MADE)["chips"])


def test_density_by_hand():
    """A country with chips and oil, asked about cars: (2/3 + 0) / (2/3 + 1/3 + 0)."""
    near = proximity_to("cars", MADE)
    assert density({"chips", "oil"}, near) == pytest.approx(2 / 3)
    assert density(set(MADE) - {"cars"}, near) == pytest.approx(1.0)
    assert density(set(), near) == 0


def test_an_activity_does_not_vouch_for_itself():
    """py-ecomplexity issue 38: with a diagonal of 1 the density of what a place has would come out higher."""
    near = proximity_to("cars", MADE)
    assert "cars" not in near
    assert density({"cars"}, near) == 0


def test_what_nobody_does_is_near_nothing():
    assert density({"cars"}, proximity_to("space", MADE)) is None


def test_shrinking_draws_pairs_on_little_evidence_further():
    few = {"i": {"a"}, "j": {"a"}}
    many = {"i": set("abcdefgh"), "j": set("abcdefgh")}
    assert proximity_to("i", few)["j"] == proximity_to("i", many)["j"] == 1
    assert proximity_to("i", few, shrink=2)["j"] == pytest.approx(1 / 3)
    assert proximity_to("i", many, shrink=2)["j"] == pytest.approx(0.8)


def test_the_table_names_only_what_is_there():
    table = specialisation(JOBS, "persons")
    assert table.columns[2:4] == ("persons", "persons of the place")
    assert ("c", "drugs", 50, 50, 2.5, 0.4, 1.0) in table.rows
    assert not any(row[0] == "c" and row[1] == "steel" for row in table.rows)
