"""Indicators: every source's number as an interval at its period, with contradictions marked and explained.

A level is a mark with its interval, a goal and a denied number are marked as such, a growth claim is a slope
from its base to its period. Nothing is averaged. The default value, the conflicts and the explanations come
from the browse rule and the audit.

>>> told = Told("0a", "s", number=Words("10.4万亿元", "10.4 trillion yuan"))
>>> year = date(2023, 1, 1), date(2023, 12, 31)
>>> figure = Figure(told, "gdp", "jjj", "level", "CNY", "2023", *year, low=1.035e13, high=1.045e13)
>>> model = indicators_model([figure], {}, {"gdp": Words("地区生产总值", "GDP")}, {}, {"CNY": Words("元")})
>>> panel = model["indicators"][0]["things"][0]["panels"][0]
>>> panel["kind"], panel["marks"][0]["shape"], panel["marks"][0]["span"]
('level', 'level', 'year')
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jjj_graph.analysis.constraints import factors, span_years
from jjj_graph.analysis.statements import Statement
from jjj_graph.views.page import Words, render
from jjj_graph.views.witnesses import Shelf, Source, Told, day_number

#: What a mark stands for.
SHAPES = ("level", "goal", "denied", "growth")
#: Statuses of a number that is not yet so.
NOT_YET = ("target", "planned", "forecast", "announced", "signed", "approved")
#: How long a period is, in words of the legend: a figure of nine months is no figure of a year.
SPANS = ("year", "part", "day", "years", "open", "none")
#: Indicators that a page shows where nobody names any.
DOZEN = 12


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one source: of what, of when, its interval in ``unit``, and what the audit says of it.

    ``kind`` is level, share, flow or change; ``thing`` what it is of (a flow: ``from>to``); ``scope`` what
    narrows it down (population, basis …) in words.
    """

    told: Told
    indicator: str
    thing: str
    kind: str
    unit: str
    period: str = ""
    first: date | None = None
    last: date | None = None
    base: str = ""
    base_first: date | None = None
    base_last: date | None = None
    base_place: str = ""
    measure: str = ""
    low: float | None = None
    high: float | None = None
    value: float | None = None
    status: str = ""
    denied: bool = False
    default: bool = False
    conflicts: tuple[str, ...] = ()
    scope: Words = Words()
    #: figures with equal words here are of one series; a growth in constant prices fits none of current ones
    series: str = ""
    constant_prices: bool = False
    #: a total since a start, or over several years: no figure of a year
    cumulative: bool = False

    @property
    def shape(self) -> str:
        """One of :data:`SHAPES`."""
        if self.denied:
            return "denied"
        if self.status in NOT_YET:
            return "goal"
        return "growth" if self.kind == "change" else "level"

    @property
    def span(self) -> str:
        """One of :data:`SPANS`."""
        if not self.period:
            return "none"
        if self.first is None or self.last is None:
            return "open"
        days = (self.last - self.first).days + 1
        return "day" if days <= 31 else "part" if days < 360 else "year" if days <= 366 else "years"


def best_witnessed(figures: Iterable[tuple[str, str, str]], count: int = DOZEN) -> list[str]:
    """The indicators for which most sources speak of one and the same thing.

    ``figures`` are (indicator, thing, source) of every number.

    >>> best_witnessed([("a", "x", "1"), ("a", "y", "2"), ("b", "x", "1"), ("b", "x", "2")], 1)
    ['b']
    """
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for indicator, thing, source in figures:
        told[indicator][thing].add(source)
    most = {name: (max(map(len, by.values())), sum(map(len, by.values()))) for name, by in told.items()}
    return sorted(most, key=lambda name: (-most[name][0], -most[name][1], name))[:count]


def indicators_model(
    figures: Iterable[Figure],
    sources: Mapping[str, Source],
    indicators: Mapping[str, Words],
    things: Mapping[str, Words],
    units: Mapping[str, Words],
    conflicts: Mapping[str, Any] | None = None,
    **notes: Any,
) -> dict[str, Any]:
    """The charts as plain data, best witnessed first. ``conflicts`` is what ``conflicts_model`` makes."""
    shelf = Shelf(sources)
    by_indicator: dict[str, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        by_indicator[figure.indicator][figure.thing].append(figure)
    order = best_witnessed(
        (
            (f.indicator, f.thing, f.told.source)
            for by in by_indicator.values()
            for fs in by.values()
            for f in fs
        ),
        len(by_indicator),
    )
    made = []
    for name in order:
        of = sorted(
            by_indicator[name].items(), key=lambda pair: (-_witnesses(pair[1]), -len(pair[1]), pair[0])
        )
        made.append(
            {
                "id": name,
                "words": indicators.get(name, Words(name)).to_json(),
                "things": [
                    {
                        "id": thing,
                        "words": things.get(thing, Words(thing)).to_json(),
                        "witnesses": _witnesses(all_),
                        "n": len(all_),
                        "conflicts": len({c for f in all_ for c in f.conflicts}),
                        **_panels(all_, shelf),
                    }
                    for thing, all_ in of
                ],
            }
        )
    used = {f.unit for by in by_indicator.values() for fs in by.values() for f in fs} | {"times"}
    return {
        "indicators": made,
        "units": {unit: units.get(unit, Words(unit)).to_json() for unit in sorted(used)},
        "audit": conflicts or {"conflicts": [], "names": {}},
        **shelf.to_json(),
        **notes,
    }


def _witnesses(figures: Sequence[Figure]) -> int:
    return len({figure.told.source for figure in figures})


def _panels(figures: Sequence[Figure], shelf: Shelf) -> dict[str, Any]:
    """A panel for levels of the chief unit, growth, differences, totals, other units; the rest apart."""
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    apart = []
    for figure in sorted(figures, key=_order):
        if figure.low is None and figure.high is None or _x(figure) is None:
            apart.append(figure)
        elif figure.kind != "change":
            groups["total" if figure.cumulative or figure.span == "years" else "level", figure.unit].append(
                figure
            )
        elif figure.base_last is None or figure.base_place or figure.last is None:
            apart.append(figure)
        elif figure.measure != "difference" and _factors(figure) == (None, None):
            apart.append(figure)
        elif figure.measure == "difference":
            groups["difference", figure.unit].append(figure)
        else:
            groups["growth", "times"].append(figure)
    size = Counter({key: len(found) for key, found in groups.items()})
    order = sorted(
        groups, key=lambda key: (("level", "growth", "difference", "total").index(key[0]), -size[key], key[1])
    )
    levels = [key for key in order if key[0] == "level"]
    order = levels[:1] + [key for key in order if key[0] != "level"] + levels[1:]
    panels = []
    for kind, unit in order:
        marks = [_mark(figure, kind, shelf) for figure in groups[kind, unit]]
        # a growth says nothing of its unit: its slope stands among the levels that most sources give
        slopes = (
            _slopes(groups[kind, unit], groups.get(("growth", "times"), ()), shelf)
            if (kind, unit) in levels[:1]
            else []
        )
        panels.append({"kind": kind, "unit": unit, "marks": marks, "slopes": slopes})
    return {"panels": panels, "apart": [_mark(figure, "apart", shelf) for figure in apart]}


def _order(figure: Figure) -> tuple:
    return (_x(figure) or 10**9, figure.unit, figure.told.source, figure.told.claim)


def _x(figure: Figure) -> int | None:
    """Where a figure stands in time: the middle of its period, or the end it has."""
    first, last = day_number(figure.first), day_number(figure.last)
    if first is None or last is None:
        return last if first is None else first
    return (first + last) // 2


def _mark(figure: Figure, kind: str, shelf: Shelf) -> dict[str, Any]:
    low, high = figure.low, figure.high
    if kind == "growth":
        low, high = _factors(figure)
    return {
        "claim": shelf.number(figure.told),
        "shape": figure.shape,
        "kind": figure.kind,
        "measure": figure.measure,
        "status": figure.status,
        "span": figure.span,
        "x": _x(figure),
        "a": day_number(figure.first),
        "b": day_number(figure.last),
        "baseX": _base_x(figure) if figure.base else None,
        "base": figure.base,
        "period": figure.period,
        "low": low,
        "high": high,
        "value": figure.value if kind != "growth" else None,
        "unit": figure.unit,
        "default": figure.default,
        "conflicts": sorted(figure.conflicts),
        "scope": figure.scope.to_json() if figure.scope.zh or figure.scope.en else None,
        "grade": shelf.known.get(figure.told.source, Source("")).grade,
    }


def _base_x(figure: Figure) -> int | None:
    first, last = day_number(figure.base_first), day_number(figure.base_last)
    if first is None or last is None:
        return last if first is None else first
    return (first + last) // 2


def _factors(figure: Figure) -> tuple[float | None, float | None]:
    """The factors from base to period that a growth claim states; eight significant digits."""
    assert figure.last is not None and figure.base_last is not None
    at = (figure.last.toordinal(),) * 2
    base = (figure.base_last.toordinal(),) * 2
    statement = Statement(
        "",
        "change",
        figure.indicator,
        of=figure.thing,
        period=at,
        base=base,
        measure=figure.measure.replace("-", "_"),
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
    )
    if span_years(statement) < 0:  # the source compares backwards
        return None, None
    return tuple(None if end is None else float(f"{end:.8g}") for end in factors(statement))  # type: ignore[return-value]


def _slopes(levels: Sequence[Figure], growth: Sequence[Figure], shelf: Shelf) -> list[dict[str, Any]]:
    """Growth claims among the levels: from the default value at the base to what the growth then makes of it.

    Where only the period has a default value the slope is drawn back from it. A growth in constant prices has
    no place among levels, which are in current ones.
    """
    anchors = {(f.period, f.series): f for f in levels if f.default and f.low and f.high and f.low > 0}
    slopes = []
    for claim in growth:
        low, high = _factors(claim)
        at_base, at_period = (
            anchors.get((claim.base, claim.series)),
            anchors.get((claim.period, claim.series)),
        )
        anchor = at_base or at_period
        if anchor is None or not low or claim.shape == "denied" or claim.constant_prices:
            continue
        ends: tuple[float | None, float | None] = (
            anchor.low * low,
            None if high is None else anchor.high * high,
        )  # type: ignore[operator]
        if anchor is at_period:
            ends = (None if high is None else anchor.low / high, anchor.high / low)  # type: ignore[operator]
        slopes.append(
            {
                "claim": shelf.number(claim.told),
                "anchor": shelf.number(anchor.told),
                "back": anchor is at_period,
                "shape": claim.shape,
                "span": claim.span,
                "x0": _base_x(claim),
                "x1": _x(claim),
                "from": [anchor.low, anchor.high],
                "low": None if ends[0] is None else float(f"{ends[0]:.8g}"),
                "high": None if ends[1] is None else float(f"{ends[1]:.8g}"),
                "conflicts": sorted(claim.conflicts),
                "grade": shelf.known.get(claim.told.source, Source("")).grade,
            }
        )
    return slopes


def indicators_page(model: Mapping[str, Any], lang: str = "zh", title: Words | None = None) -> str:
    """The page of a model of :func:`indicators_model`."""
    words = title or Words(
        "京津冀指标：每个来源怎么说", "Indicators of Beijing-Tianjin-Hebei: what every source says"
    )
    return render(
        "indicators.html",
        words,
        model,
        ["chart.js", "conflict.js", "indicators.js"],
        ["chart.css"],
        lang=lang,
    )
