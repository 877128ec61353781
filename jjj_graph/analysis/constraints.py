"""From statements to linear constraints on level variables.

A level bounds its variable. A change ties two variables by an interval of factors: growth g over the span
is 1 + g/100, average growth over n years is (1 + g/100)^n, a ratio is itself, a difference is additive. A
share ties a part to its whole. Structure that no page needs to state (a region is the sum of its provinces,
a part is no more than the whole) enters as background: no claim, so none that a conflict could name.

>>> growth_factors("annual_growth", 5.75, 5.85, 10)
(1.7490561846, 1.7656662818)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jjj_graph.analysis.statements import Statement, Variable

#: Days in a year, for spans given as ordinals of days.
YEAR = 365.25
#: CNY per US dollar and euro, yearly averages (State Administration of Foreign Exchange, rounded to 0.01).
RATES: dict[str, dict[int, float]] = {
    "money-usd": {2010: 6.77, 2011: 6.46, 2012: 6.31, 2013: 6.19, 2014: 6.14, 2015: 6.23, 2016: 6.64, 2017: 6.75, 2018: 6.62, 2019: 6.90,
                  2020: 6.90, 2021: 6.45, 2022: 6.73, 2023: 7.05, 2024: 7.12, 2025: 7.17, 2026: 7.05},
    "money-eur": {2014: 8.16, 2015: 6.91, 2016: 7.34, 2017: 7.63, 2018: 7.80, 2019: 7.73, 2020: 7.87, 2021: 7.63, 2022: 7.07, 2023: 7.64, 2024: 7.70, 2025: 8.10},
}  # fmt: skip
RATE_BAND = 0.05
#: A road is longer than the straight line between two points, and a page may round.
ROAD = (0.8, 1.6)
#: Dimensions that add up over places.
ADDITIVE = ("money", "number", "vehicle", "person", "mass", "area", "length", "power", "volume", "energy")


@dataclass(frozen=True)
class Row:
    """``low <= sum(coefficient * variable) <= high``; ``claim`` is empty for background."""

    claim: str
    terms: tuple[tuple[Variable, float], ...]
    low: float | None
    high: float | None


def rows_of(statement: Statement) -> list[Row]:
    """The constraints of one statement; empty where it ties nothing (a growth whose base is not known)."""
    s, x = statement, statement.variable()
    if x is None or s.low is None and s.high is None:
        return []
    if s.kind in ("level", "flow"):
        return [Row(s.claim, ((x, 1.0),), s.scaled(s.low), s.scaled(s.high))]
    if s.kind == "share":
        return [Row(s.claim, ((x, 1.0),), s.low, s.high)]
    b = s.base_variable()
    if s.kind != "change" or b is None or b == x:
        return []
    if s.measure == "difference":
        scale = 1.0 if s.is_share else s.factor
        return [
            Row(
                s.claim,
                ((x, 1.0), (b, -1.0)),
                None if s.low is None else s.low * scale,
                None if s.high is None else s.high * scale,
            )
        ]
    low, high = factors(s)
    rows = []
    if low is not None:
        rows.append(Row(s.claim, ((x, 1.0), (b, -low)), 0.0, None))
    if high is not None:
        rows.append(Row(s.claim, ((x, 1.0), (b, -high)), None, 0.0))
    return rows


def factors(s: Statement, years: float | None = None) -> tuple[float | None, float | None]:
    """The interval of factors from base to period that a growth or ratio states."""
    if s.measure == "ratio":
        percent = 100.0 if s.unit == "percent" else 1.0
        return (None if s.low is None else s.low / percent), (None if s.high is None else s.high / percent)
    n = years if years is not None else span_years(s)
    return growth_factors(s.measure, s.low, s.high, n)


def growth_factors(
    measure: str, low: float | None, high: float | None, years: float
) -> tuple[float | None, float | None]:
    """Factors of growth in percent: over the whole span, or on average each year."""
    power = years if measure == "annual_growth" else 1
    return tuple(None if g is None else round(max(0.0, 1 + g / 100) ** power, 10) for g in (low, high))  # type: ignore[return-value]


def span_years(s: Statement) -> float:
    """Years from base to period, rounded to whole years where they are close to it."""
    if s.period is None or s.base is None:
        return 1.0
    gap = s.period[1] - s.base[1]
    years = gap / YEAR if s.period[1] > 9999 else float(gap)  # spans of days, or of years in examples
    return round(years) if abs(years - round(years)) < 0.05 else years


def background(
    variables: Iterable[Variable], parts: Mapping[str, tuple[str, ...]], within: Mapping[str, str]
) -> list[Row]:
    """Constraints that hold by themselves.

    ``parts`` says of which places another is the sum (``jjj`` of its three, ``a+b`` of a and b); ``within`` in which
    place another lies. Both hold for dimensions that add up, where the whole and the parts are spoken of.
    """
    groups: dict[Variable, dict[str, Variable]] = defaultdict(dict)
    for v in variables:
        if v.dimension.split("-")[0] in ADDITIVE:
            groups[_without_place(v)][v.of] = v
    rows = []
    for by_place in groups.values():
        for whole, names in parts.items():
            if whole in by_place and all(name in by_place for name in names):
                rows.append(
                    Row("", ((by_place[whole], 1.0), *((by_place[name], -1.0) for name in names)), 0.0, 0.0)
                )
        for place in by_place:
            if parent := _spoken_parent(place, within, by_place):
                rows.append(Row("", ((by_place[parent], 1.0), (by_place[place], -1.0)), 0.0, None))
    return rows


def _spoken_parent(place: str, within: Mapping[str, str], spoken: Mapping[str, Variable]) -> str:
    """The nearest place around another that is spoken of; empty where none is."""
    seen = {place}
    while (place := within.get(place, "")) and place not in seen:
        if place in spoken:
            return place
        seen.add(place)
    return ""


def _without_place(v: Variable) -> Variable:
    return Variable(
        v.indicator, "", v.period, v.population, v.excluding, v.basis, v.cumulative, v.dimension, v.whole
    )


def currency_rows(statements: Iterable[Statement]) -> list[Row]:
    """The same number in two currencies on one page: tied by the rate of the year of publication, give or take 5 %.

    The foreign amount is a variable of its page (see :func:`own_currency`), for other pages took other rates.
    """
    by_cell: dict[tuple, dict[str, Statement]] = defaultdict(dict)
    for s in statements:
        if s.kind in ("level", "flow") and s.dimension.startswith("money"):
            by_cell[s.source, s.indicator, s.place, s.period, s.population, s.basis].setdefault(
                s.dimension, s
            )
    rows = []
    for cell in by_cell.values():
        yuan = cell.get("money-cny")
        for dimension, other in cell.items():
            rate = (
                RATES.get(dimension, {}).get(int(other.published[:4] or 0))
                if other.published[:4].isdigit()
                else None
            )
            x, y = yuan.variable() if yuan else None, own_currency(other)
            if rate and x and y:
                rows.append(Row("", ((x, 1.0), (y, -rate * (1 - RATE_BAND))), 0.0, None))
                rows.append(Row("", ((x, 1.0), (y, -rate * (1 + RATE_BAND))), None, 0.0))
    return rows


def own_currency(s: Statement) -> Variable | None:
    """The variable of an amount in a foreign currency: its page's own."""
    v = s.variable()
    return (
        None
        if v is None
        else Variable(
            v.indicator,
            v.of,
            v.period,
            v.population,
            v.excluding,
            v.basis,
            v.cumulative,
            v.dimension,
            f"as printed by {s.source}",
        )
    )


def distance_row(variable: Variable, straight: float) -> Row:
    """A distance between two places against the straight line between their coordinates, both in metres."""
    return Row("", ((variable, 1.0),), ROAD[0] * straight, ROAD[1] * straight)
