"""Statements: what the audit reads of a claim, and the level variables it speaks of.

A level variable is one number of the world: an indicator of a place (or a flow between two), in a period,
for one population, with one exclusion and one price basis. Only claims for which all of these are equal
share a variable; *unstated* is a value of its own and meets the others only in an explanation.

>>> s = Statement("c1", "change", "gdp", of="jjj", period=(2023, 2023), base=(2013, 2013), measure="growth", low=67.5, high=68.5, unit="percent")
>>> s.variable().period, s.base_variable().period
((2023, 2023), (2013, 2013))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

#: First and last day of a period as ordinals, or years in examples: anything that can be compared and is equal for equal periods.
Span = tuple[int, int]
#: The period of what does not change with time: a distance.
TIMELESS: Span = (0, 0)


@dataclass(frozen=True, order=True)
class Variable:
    """One number of the world."""

    indicator: str
    of: str
    period: Span
    population: str = ""
    excluding: str = ""
    basis: str = ""
    cumulative: bool = False
    dimension: str = ""
    whole: str = ""

    @property
    def series(self) -> Variable:
        """The variable without its period: what makes a time series."""
        return replace(self, period=(0, 0))


@dataclass(frozen=True)
class Statement:
    """One printed number as an interval, with all that says what it is a number of.

    ``low`` and ``high`` are in ``unit``; ``factor`` turns them into the base unit of ``dimension``. The dimension of a
    growth or ratio is that of the levels it compares.
    """

    claim: str
    kind: str
    indicator: str
    of: str = ""
    origin: str = ""
    target: str = ""
    whole: str = ""
    period: Span | None = None
    base: Span | None = None
    base_place: str = ""
    measure: str = ""
    population: str = ""
    excluding: str = ""
    basis: str = ""
    cumulative: bool = False
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    dimension: str = ""
    factor: float = 1.0
    printed: str = ""
    hedge: str = "exact"
    source: str = ""
    published: str = ""
    #: the source whose text this is: copies of one text are one witness
    text_of: str = ""
    characters: tuple[str, ...] = ()
    copies: tuple[str, ...] = field(default=())

    @property
    def place(self) -> str:
        """The thing the number is of; for a flow its two ends."""
        return f"{self.origin}>{self.target}" if self.target else self.of

    @property
    def is_share(self) -> bool:
        """Whether the number is a part of a whole, a variable of its own."""
        return (
            self.kind == "share"
            or self.unit == "percentage-point"
            or self.kind == "level"
            and self.unit == "percent"
        )

    def variable(self) -> Variable | None:
        """The variable of the claim's own period; ``None`` where the period is not known."""
        return self._at(self.period, self.place)

    def base_variable(self) -> Variable | None:
        """The variable that a change compares with; ``None`` where the claim does not say."""
        if self.base_place:
            return self._at(self.period, self.base_place)
        return self._at(self.base, self.place)

    def _at(self, period: Span | None, place: str) -> Variable | None:
        if period is None or not place:
            return None
        dimension = "share" if self.is_share else self.dimension
        return Variable(self.indicator, place, period, self.population, self.excluding, self.basis, self.cumulative, dimension,
                        self.whole if self.is_share else "")  # fmt: skip

    def scaled(self, bound: float | None) -> float | None:
        """A bound in the base unit."""
        return None if bound is None else bound * self.factor


def merge_witnesses(statements: Iterable[Statement]) -> list[Statement]:
    """Equal statements made one, with the other claims as ``copies``: many witnesses of one number are one constraint.

    Equal means the same variables, bounds and measure. Order of the input does not matter: the claim with the
    smallest id stands for the others.
    """
    same: dict[tuple, list[Statement]] = {}
    for s in statements:
        key = (
            s.kind,
            s.variable(),
            s.base_variable(),
            s.measure,
            s.low,
            s.high,
            s.unit,
            s.source if s.dimension.startswith("money-") and s.dimension != "money-cny" else "",
        )
        same.setdefault(key, []).append(s)
    merged = []
    for witnesses in same.values():
        first, *others = sorted(witnesses, key=lambda s: s.claim)
        merged.append(replace(first, copies=tuple(s.claim for s in others)))
    return sorted(merged, key=lambda s: s.claim)
