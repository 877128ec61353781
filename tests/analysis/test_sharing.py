"""The rule of 2015 on cases worked by hand, in million yuan."""

from decimal import Decimal

import pytest

from jjj_graph.analysis.sharing import Rule, Taxes, share, share_after_move

MILLION = 1_000_000


def years(first, *amounts, **kind):
    return [Taxes(first + i, vat=amount * MILLION, **kind) for i, amount in enumerate(amounts)]


def millions(found):
    return [
        (y.year, y.phase, y.origin / MILLION, y.destination / MILLION, y.left / MILLION) for y in found.years
    ]


def test_three_years_that_reach_the_cap():
    """Before: 20 + 25 + 15 = 60, on average 20. After: 40, 50, 60. Origin: 20, 25, then 60 - 45 = 15 of the
    30 that half would be.
    """
    found = share(years(2012, 20, 25, 15), years(2017, 40, 50, 60))
    assert found.applies and found.cap == 60 * MILLION
    assert millions(found) == [
        (2017, "shared", 20, 20, 40),
        (2018, "shared", 25, 25, 15),
        (2019, "shared", 15, 45, 0),
    ]
    assert found.notes == ()


def test_two_more_years_and_then_the_central_government():
    """Before 90, after 20 a year: 10 a year for five years are 50; 40 are left, for which the rule names no
    amount.
    """
    found = share(years(2012, 30, 30, 30), years(2017, 20, 20, 20, 20, 20, 20))
    assert [y.phase for y in found.years] == ["shared"] * 3 + ["extended"] * 2 + ["ended"]
    assert [y.origin / MILLION for y in found.years] == [10] * 5 + [0]
    assert found.years[-1].destination == 20 * MILLION and found.years[-1].left == 40 * MILLION
    assert "central government" in found.notes[0] and "40,000,000" in found.notes[0]


def test_the_extension_ends_when_the_cap_is_reached():
    """Before 60; 30 a year: 15 a year for three years are 45, 15 in the fourth reach the cap, the fifth
    gives nothing.
    """
    found = share(years(2012, 20, 20, 20), years(2017, 30, 30, 30, 30, 30))
    assert [y.origin / MILLION for y in found.years] == [15, 15, 15, 15, 0]
    assert found.years[-1].phase == "cap reached" and found.notes == ()


def test_a_year_short_says_what_is_left():
    assert "45,000,000 yuan are left" in share(years(2012, 20, 20, 20), years(2017, 30)).notes[0]


def test_all_three_taxes_count_and_business_tax_has_an_end():
    before = [
        Taxes(year, vat=5 * MILLION, income=10 * MILLION, business=5 * MILLION) for year in (2012, 2013, 2014)
    ]
    assert share(before, []).cap == 60 * MILLION
    assert share(before, [Taxes(2016, business=2 * MILLION)]).years[0].origin == MILLION
    with pytest.raises(ValueError, match="no business tax in 2017"):
        share(before, [Taxes(2017, business=1)])


def test_who_is_outside():
    """59.99 over three years are less than 20 a year; the free market is outside whatever is paid."""
    poor = share(
        [Taxes(2012, 20 * MILLION), Taxes(2013, 20 * MILLION), Taxes(2014, "19999999.97")], years(2017, 50)
    )
    assert not poor.applies and not poor.years and "less than 20,000,000" in poor.reason
    free = share(years(2012, 50, 50, 50), years(2017, 50), government_led=False)
    assert not free.applies and "free market" in free.reason
    assert share(years(2012, 20, 20, 20), []).applies, "the threshold itself is inside"


def test_parameters_change_the_rule():
    rule = Rule(origin_share=Decimal("0.4"), years=1, more_years=0)
    found = share(years(2012, 20, 20, 20), years(2017, 50, 50), rule=rule)
    assert [(y.phase, y.origin / MILLION) for y in found.years] == [("shared", 20), ("ended", 0)]


def test_origin_and_destination_get_all_and_the_cap_holds():
    for size in (1, 7, 33, 120):
        found = share(years(2012, 30, 31, 32), years(2017, *[size] * 8))
        assert all(y.origin + y.destination == y.taxes for y in found.years)
        assert (
            sum(y.origin for y in found.years) <= found.cap
            and found.years[-1].origin_so_far + found.years[-1].left == found.cap
        )


@pytest.mark.parametrize(
    "before, after, told",
    [
        (years(2012, 20, 20), [], "3 years before the move, not of 2"),
        ([*years(2012, 20, 20), Taxes(2015)], [], "follow each other"),
        (years(2012, 20, 20, 20), years(2014, 20), "2014 is not after"),
        (years(2012, 20, 20, -1), [], "negative"),
    ],
)
def test_what_cannot_be_shared_is_refused(before, after, told):
    with pytest.raises(ValueError, match=told):
        share(before, after)


def test_the_clock_starts_with_the_first_year_of_production():
    taxes = [*years(2012, 20, 25, 15), *years(2018, 50, 60)]
    with pytest.raises(ValueError, match="the taxes of 2017, the first year of production, are missing"):
        share_after_move(taxes, moved=2015, producing=2017)
    found = share_after_move(taxes, moved=2015, producing=2018)
    assert [(y.year, y.phase) for y in found.years] == [(2018, "shared"), (2019, "shared")]


def test_years_outside_of_both_windows_are_told():
    taxes = [*years(2011, 9, 20, 25, 15, 7), *years(2017, 40)]
    notes = share_after_move(taxes, moved=2015, producing=2017).notes
    assert any("2011, 2015 take no part" in note for note in notes)
    left_out = share_after_move(taxes, moved=2015, producing=2017, government_led=False)
    assert any("2011, 2015 take no part" in note for note in left_out.notes)


def test_before_production_there_is_nothing_to_share_and_that_is_told():
    found = share_after_move(years(2012, 20, 25, 15), moved=2015, producing=2017)
    assert (
        found.applies
        and not found.years
        and found.notes == ("no year from 2017 on is given: nothing is shared",)
    )


def test_table_has_a_row_a_year():
    table = share(years(2012, 20, 25, 15), years(2017, 40, 50, 60)).table()
    assert table.columns == ("year", "phase", "taxes", "origin", "destination", "origin so far", "left")
    assert len(table) == 3 and "shared up to 60,000,000 yuan" in table.notes[0]


def test_each_condition_of_the_rule_leaves_a_mover_out():
    before, after = years(2012, 20, 25, 15), years(2017, 40, 50, 60)
    reasons = [
        share(before, after, government_led=False).reason,
        share(before, after, fits_layout=False).reason,
        share(years(2012, 19, 19, 19), after).reason,
    ]
    assert len(set(reasons)) == 3 and all(reason.endswith("the rule leaves it out") for reason in reasons)
    assert share(before, after).applies
