"""Benefit sharing: who gets how much of a mover's taxes under the rule of 2015.

京津冀协同发展产业转移对接企业税收收入分享办法
(财预〔2015〕92号, Ministry of Finance and State Administration of Taxation, 3 June 2015; its text was read in a
collection of tax law). In words: when the government of the place of origin leads a move, the mover fits the
layout of industry of the place of destination, and it paid at least 20 million yuan of the "three
taxes" (local part of value-added tax, corporate income tax and business tax) a year, on average over the
three years before, origin and destination share those taxes half and half for three years after it has
changed its registration and reached full production, until the origin has received as much as the mover paid
in the three years before. Where it has not, two more years. What is then still missing the central government
makes up by a payment whose size the rule does not give: it stands outside this calculator. Moves of the free
market are outside the rule. Business tax ended on 30 April 2016.

>>> before = [Taxes(year, vat=20, income=10) for year in (2013, 2014, 2015)]
>>> found = share([tax.times(1_000_000) for tax in before], [Taxes(2018, vat=40_000_000)])
>>> found.cap, found.years[0].origin, found.years[0].destination
(Decimal('90000000'), Decimal('20000000.0'), Decimal('20000000.0'))
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from jjj_graph.tables import Table

Money = Decimal | int | str


@dataclass(frozen=True)
class Rule:
    """The parameters of the rule, as issued in 2015. Amounts in yuan, ``origin_share`` a part of 1."""

    threshold: Decimal = Decimal(20_000_000)
    years_before: int = 3
    origin_share: Decimal = Decimal("0.5")
    years: int = 3
    more_years: int = 2
    #: the last year in which there was business tax (until April); no number of this rule, but of the reform
    last_business_tax: int = 2016


AS_ISSUED = Rule()


@dataclass(frozen=True)
class Taxes:
    """The local part of the three taxes that a mover paid in a year, in yuan (numbers exact: no floats)."""

    year: int
    vat: Money = 0
    income: Money = 0
    business: Money = 0

    @property
    def total(self) -> Decimal:
        """All three together."""
        return sum((Decimal(amount) for amount in (self.vat, self.income, self.business)), Decimal(0))

    def times(self, factor: int) -> Taxes:
        """The same in another unit."""
        return Taxes(
            self.year,
            Decimal(self.vat) * factor,
            Decimal(self.income) * factor,
            Decimal(self.business) * factor,
        )


@dataclass(frozen=True)
class Year:
    """One year of sharing, amounts in yuan. ``origin_so_far`` includes this year; ``left`` is what the cap
    still allows.
    """

    year: int
    phase: str
    taxes: Decimal
    origin: Decimal
    destination: Decimal
    origin_so_far: Decimal
    left: Decimal


@dataclass(frozen=True)
class Sharing:
    """What the rule gives: whether it applies (``reason`` in words), the cap in yuan, the years, what the
    cap leaves at the end.
    """

    applies: bool
    reason: str
    cap: Decimal
    years: tuple[Year, ...] = field(default=())
    notes: tuple[str, ...] = field(default=())

    def table(self) -> Table:
        """A row a year: year, phase, taxes, origin, destination, origin so far, left under the cap; yuan."""
        rows = [
            (y.year, y.phase, *map(_plain, (y.taxes, y.origin, y.destination, y.origin_so_far, y.left)))
            for y in self.years
        ]
        return Table(
            ("year", "phase", "taxes", "origin", "destination", "origin so far", "left"),
            rows,
            [self.reason, *self.notes],
        )


def share(
    before: Sequence[Taxes],
    after: Sequence[Taxes],
    government_led: bool = True,
    rule: Rule = AS_ISSUED,
    fits_layout: bool = True,
) -> Sharing:
    """The taxes of a mover shared between origin and destination, year by year.

    ``before``: the three years before the move. ``after``: the years from the first one after reaching
    production, in order; ``government_led`` and ``fits_layout`` are the rule's other two conditions. Taxes
    paid before that are not shared. Years after the last one of the rule are listed with nothing for the
    origin. Raises ``ValueError`` when the years are not consecutive, are too few before, overlap, or hold
    negative amounts or business tax in a year that had none.
    """
    _check(before, after, rule)
    cap = sum((tax.total for tax in before), Decimal(0))
    mean = cap / rule.years_before
    if not government_led:
        return Sharing(False, "the move is one of the free market: the rule leaves it out", cap)
    if not fits_layout:
        reason = "the mover does not fit the layout of industry of the destination: the rule leaves it out"
        return Sharing(False, reason, cap)
    if mean < rule.threshold:
        return Sharing(
            False,
            f"{mean:,.0f} yuan a year before the move are less than {rule.threshold:,.0f}: "
            "the rule leaves it out",
            cap,
        )
    left, years, notes = cap, [], []
    for number, tax in enumerate(after, 1):
        open_years = rule.years + rule.more_years
        phase = (
            "cap reached"
            if not left
            else "shared"
            if number <= rule.years
            else "extended"
            if number <= open_years
            else "ended"
        )
        origin = min(tax.total * rule.origin_share, left) if phase in ("shared", "extended") else Decimal(0)
        left -= origin
        years.append(Year(tax.year, phase, tax.total, origin, tax.total - origin, cap - left, left))
    if left and len(after) >= rule.years + rule.more_years:
        notes.append(
            f"the cap is not reached by {left:,.0f} yuan: the central government then compensates the origin "
            "once, by an amount that the rule does not give"
        )
    elif left and after:
        notes.append(f"{left:,.0f} yuan are left under the cap after the years given")
    return Sharing(
        True,
        f"{mean:,.0f} yuan a year before the move: shared up to {cap:,.0f} yuan",
        cap,
        tuple(years),
        tuple(notes),
    )


def _plain(amount: Decimal) -> Decimal | int:
    """Whole yuan as a whole number."""
    return int(amount) if amount == amount.to_integral_value() else amount


def split(
    taxes: Sequence[Taxes], moved: int, producing: int, rule: Rule = AS_ISSUED
) -> tuple[list[Taxes], list[Taxes]]:
    """The years before a move in ``moved`` that the rule looks at, and those from ``producing`` on.

    Raises ``ValueError`` where the latter do not begin with ``producing``: the years of sharing are counted
    from it.

    >>> before, after = split([Taxes(year) for year in range(2012, 2020)], moved=2016, producing=2018)
    >>> [tax.year for tax in before], [tax.year for tax in after]
    ([2013, 2014, 2015], [2018, 2019])
    """
    early = [tax for tax in taxes if moved - rule.years_before <= tax.year < moved]
    late = [tax for tax in taxes if tax.year >= producing]
    if late and late[0].year != producing:
        raise ValueError(f"the taxes of {producing}, the first year of production, are missing")
    return early, late


def share_after_move(
    taxes: Sequence[Taxes],
    moved: int,
    producing: int,
    government_led: bool = True,
    rule: Rule = AS_ISSUED,
    fits_layout: bool = True,
) -> Sharing:
    """:func:`share` of all years of a mover, in order; the notes say which of them take no part.

    >>> taxes = [Taxes(year, vat=30_000_000) for year in range(2011, 2018)]
    >>> share_after_move(taxes, moved=2015, producing=2017).notes[-1]
    '2011, 2015, 2016 take no part: the rule looks at 2012 to 2014 and from 2017 on'
    """
    before, after = split(taxes, moved, producing, rule)
    found = share(before, after, government_led, rule, fits_layout)
    notes = list(found.notes)
    if found.applies and not after:
        notes.append(f"no year from {producing} on is given: nothing is shared")
    if idle := [str(tax.year) for tax in taxes if tax not in before and tax not in after]:
        window = f"{moved - rule.years_before} to {moved - 1}"
        notes.append(f"{', '.join(idle)} take no part: the rule looks at {window} and from {producing} on")
    return replace(found, notes=tuple(notes))


def _check(before: Sequence[Taxes], after: Sequence[Taxes], rule: Rule) -> None:
    if len(before) != rule.years_before:
        raise ValueError(
            f"the rule needs the taxes of the {rule.years_before} years before the move, not of {len(before)}"
        )
    for taxes in (before, after):
        for one, following in pairwise(tax.year for tax in taxes):
            if following != one + 1:
                raise ValueError(f"the years do not follow each other: {one + 1} is missing")
    if after and after[0].year <= before[-1].year:
        raise ValueError(f"{after[0].year} is not after the move")
    for tax in (*before, *after):
        if min(Decimal(tax.vat), Decimal(tax.income), Decimal(tax.business)) < 0:
            raise ValueError(f"an amount of {tax.year} is negative")
        if Decimal(tax.business) and tax.year > rule.last_business_tax:
            raise ValueError(
                f"there was no business tax in {tax.year}: "
                f"it became value-added tax in May {rule.last_business_tax}"
            )
