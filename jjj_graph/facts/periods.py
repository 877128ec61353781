"""Periods as the sources give them, with their first and last day.

A period is a year, month, day, quarter or half-year, or a range of two of these with ``/``; ``..`` is
an open end (the notation of ISO 8601-2, "EDTF").

>>> parse_period("2024-Q1")
Period(text='2024-Q1', first=datetime.date(2024, 1, 1), last=datetime.date(2024, 3, 31))
>>> parse_period("../2015-07").first is None
True
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1600, 2100
_SIMPLE = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?))?"
)
FORMS = "2024, 2024-03, 2024-03-05, 2024-Q1, 2024-H1, 2014/2023, ../2015-07 or 2015/.."


@dataclass(frozen=True)
class Period:
    """A period: its text, first and last day (``None`` where it is open)."""

    text: str
    first: date | None
    last: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Read a period. Raises ``ValueError`` with a sentence saying what is wrong with it."""
    if "/" not in text:
        first, last = _simple(text)
        return Period(text, first, last)
    start, _, end = text.partition("/")
    if start == end == "..":
        raise ValueError(f"period '{text}' has neither a start nor an end")
    first = None if start == ".." else _simple(start)[0]
    last = None if end == ".." else _simple(end)[1]
    if first and last and last < first:
        raise ValueError(f"period '{text}' ends before it begins")
    return Period(text, first, last)


def _simple(text: str) -> tuple[date, date]:
    """First and last day of a period without ``/``."""
    match = _SIMPLE.fullmatch(text)
    if not match:
        raise ValueError(f"'{text}' is not a period")
    year = int(match["year"])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} of '{text}' lies outside {FIRST_YEAR} to {LAST_YEAR}")
    if match["quarter"]:
        return _months(year, 3 * int(match["quarter"]) - 2, 3)
    if match["half"]:
        return _months(year, 6 * int(match["half"]) - 5, 6)
    if match["day"]:
        day = _day(year, int(match["month"]), int(match["day"]), text)
        return day, day
    if match["month"]:
        _day(year, int(match["month"]), 1, text)
        return _months(year, int(match["month"]), 1)
    return _months(year, 1, 12)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    last_month = month + count - 1
    return date(year, month, 1), date(year, last_month, monthrange(year, last_month)[1])


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"'{text}' is a day or month that does not exist") from None
