"""Periods: what is read, with its first and last day; what is refused, with a sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.facts.periods import FIRST_YEAR, FORMS, LAST_YEAR, Period, parse_period


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-03-05", "2024-03-05", "2024-03-05"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2014/2023", "2014-01-01", "2023-12-31"),
        ("2021-01/2021-09", "2021-01-01", "2021-09-30"),
        ("2023-H2/2024-03-05", "2023-07-01", "2024-03-05"),
        ("2014/2014", "2014-01-01", "2014-12-31"),
        ("../2015-07", None, "2015-07-31"),
        ("2015/..", "2015-01-01", None),
    ],
)
def test_a_period_has_its_first_and_last_day(text, first, last):
    found = parse_period(text)
    assert (found.first and found.first.isoformat(), found.last and found.last.isoformat()) == (first, last)
    assert found.text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "2024 ",
        "2024\n",
        "24",
        "0000",
        "02024",
        "12024",
        "1599",
        "2101",  # out of our years
        "2023-13",
        "2023-00",
        "2023-2",
        "2023-02-30",
        "2023-02-29",
        "2023-04-31",
        "2023-02-00",  # no such day
        "20230228",
        "2023-W09",
        "2023-W09-2",
        "2023-059",
        "2023-Q0",
        "2023-Q5",
        "2023-H3",
        "2023-q1",  # other notations
        "2023年",
        "2023年1-8月",
        "截至2023年",
        "二〇二四",
        "２０２４",
        "٢٠٢٤",
        "公元前221",
        "-2024",
        "2024-03-05T10:00",
        "2024-03-05Z",
        "../..",
        "/",
        "..",
        "2024/",
        "/2024",
        "2014/2023/2025",
        "2024..2025",
        "2014-2023",
        "2014--2023",
        "2014–2023",
        "2023/2014",
        "2015-07/2015-06",
        "2014/2013-12-31",  # ends before it begins
        "nan",
        "None",
        "today",
        "2024?",
        "2024~",
        "202X",
    ],
)
def test_what_is_no_period_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="period|outside|does not exist|neither") as caught:
        parse_period(text)
    assert len(str(caught.value).split()) > 3


def test_every_form_that_a_finding_offers_can_be_read():
    for text in FORMS.replace(" or ", ", ").split(", "):
        assert isinstance(parse_period(text), Period)


def test_an_open_period_holds_every_day_on_its_open_side():
    assert parse_period("../2015-07").holds_on(date(1, 1, 1))
    assert not parse_period("../2015-07").holds_on(date(2015, 8, 1))
    assert parse_period("2015/..").holds_on(date(9999, 1, 1))
    assert not parse_period("2015/..").holds_on(date(2014, 12, 31))


@given(st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)))
def test_any_day_lies_in_its_month_quarter_half_and_year(day):
    forms = (
        f"{day}",
        f"{day:%Y-%m}",
        f"{day.year}-Q{(day.month + 2) // 3}",
        f"{day.year}-H{(day.month + 5) // 6}",
        f"{day.year}",
    )
    periods = [parse_period(form) for form in forms]
    assert all(period.holds_on(day) for period in periods)
    for narrow, wide in zip(periods, periods[1:], strict=False):
        assert wide.first <= narrow.first <= narrow.last <= wide.last


@given(
    st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)),
    st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)),
)
def test_a_range_reads_exactly_when_it_does_not_end_before_it_begins(one, other):
    if one <= other:
        assert parse_period(f"{one}/{other}").first == one
    else:
        with pytest.raises(ValueError, match="ends before it begins"):
            parse_period(f"{one}/{other}")


@given(st.text() | st.text("0123456789-/.QHW年月"))
def test_any_text_is_a_period_or_refused(text):
    try:
        found = parse_period(text)
    except ValueError:
        return
    assert found.first is None or found.last is None or found.first <= found.last
