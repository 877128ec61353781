"""Why claims that cannot all be true were perhaps printed so: hypotheses, each tested.

A rule changes the reading of one claim in a way that is known to go wrong, and asks whether the set holds
then. Rules stand in the order of how much they commit to: an exact factor of 10,000 says more than a
revision of up to 15 %. A rule that could apply but does not help says why not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jjj_graph.analysis.constraints import factors, span_years
from jjj_graph.analysis.statements import Statement

#: Yearly change of prices that the rule of price bases allows.
DEFLATOR = (0.0, 0.04)
#: A revised figure differs from the first by at most this part.
REVISION = 0.15


@dataclass(frozen=True)
class Explanation:
    """One tested hypothesis: its rule, whether the claims hold under it, which claim it reads anew, and a sentence."""

    rule: str
    consistent: bool
    text: str
    claim: str = ""


Bounds = tuple[float | None, float | None]
Holds = Callable[[Sequence[Statement]], bool]
Attempt = tuple[Statement, str]
Rule = Callable[[Sequence[Statement], Mapping[str, Bounds]], Iterator[Attempt]]
#: How many other conflicts of a component a reading is tried on.
TRIED = 6


@dataclass(frozen=True)
class Clash:
    """A minimal conflict: its statements, and what the others allow each one to be, in its own unit."""

    statements: tuple[Statement, ...]
    implied: Mapping[str, Bounds]


class Explainer:
    """Explains the conflicts of one component together: a reading that settles several of them says more.

    ``holds`` says whether statements can be true together; ``others`` are statements outside a conflict, for scopes.
    """

    def __init__(
        self, clashes: Sequence[Clash], holds: Holds, others: Mapping[tuple, Sequence[Statement]]
    ) -> None:
        self.clashes, self.holds, self.others = clashes, holds, others
        self._settled: dict[Statement, int] = {}

    def explain(self, clash: Clash) -> list[Explanation]:
        """Every rule that applies, those that make the conflict consistent first, then by how many conflicts they settle.

        A reading that moves a number the wrong way, or much further than the conflict asks for, is passed over.
        """
        found: list[tuple[int, Explanation]] = []
        for name, rule in RULES.items():
            best: tuple[int, Explanation] | None = None
            for changed, text in (
                self._scope(clash) if name == "scope" else rule(clash.statements, clash.implied)
            ):
                original = next(s for s in clash.statements if s.claim == changed.claim)
                if name in EXACT and _overshoots(original, changed, clash.implied[changed.claim]):
                    continue
                consistent = self._settles(clash, changed)
                score = self._score(changed) if consistent else 0
                if best is None or score > best[0]:
                    best = (
                        score,
                        Explanation(
                            name, consistent, text if consistent else f"not by this: {text}", changed.claim
                        ),
                    )
            if best is not None:
                found.append(best)
        return [explanation for _, explanation in sorted(found, key=lambda pair: -pair[0])]

    def _settles(self, clash: Clash, changed: Statement) -> bool:
        """Whether the conflict is gone under the reading.

        Where the claim still speaks of the same levels, it is gone if and only if the new interval meets what the others
        allow (the values they allow are connected), so nothing need be solved.
        """
        original = next(s for s in clash.statements if s.claim == changed.claim)
        same = (original.kind, original.variable(), original.base_variable()) == (
            changed.kind,
            changed.variable(),
            changed.base_variable(),
        )
        if not same or "difference" in (original.measure, changed.measure):
            return self.holds([changed if s.claim == changed.claim else s for s in clash.statements])
        low, high = factors(changed) if changed.kind == "change" else (changed.low, changed.high)
        least, most = (
            None if end is None else _as_factor(original, end) for end in clash.implied[changed.claim]
        )
        slack = 1e-9 * max(abs(end) for end in (low, high, least, most, 1e-300) if end is not None)
        return not (
            high is not None
            and least is not None
            and high < least - slack
            or low is not None
            and most is not None
            and low > most + slack
        )

    def _score(self, changed: Statement) -> int:
        """How many conflicts of the component, among the first that hold the claim, the reading settles."""
        if changed not in self._settled:
            mine = [c for c in self.clashes if changed.claim in c.implied][:TRIED]
            self._settled[changed] = sum(self._settles(c, changed) for c in mine)
        return self._settled[changed]

    def _scope(self, clash: Clash) -> Iterator[Attempt]:
        """The figure of another place, flow or population under the same words."""
        inside = set(clash.implied)
        for s in clash.statements:
            if s.kind not in ("level", "flow", "share") or s.low is None or s.high is None:
                continue
            for other in self.others.get((s.indicator, s.period), ()):
                if (
                    other.claim not in inside
                    and other.kind in ("level", "flow", "share")
                    and other.dimension == s.dimension
                    and other.variable() != s.variable()
                    and _meets(s, other)
                ):
                    moved = replace(s, kind=other.kind, of=other.of, origin=other.origin, target=other.target, whole=other.whole, population=other.population,
                                    excluding=other.excluding, basis=other.basis, cumulative=other.cumulative)  # fmt: skip
                    where = f"{other.place or other.whole} {other.population}".rstrip()
                    yield (
                        moved,
                        f"'{s.printed}' equals what {other.source} gives for {where}: another scope under the same words",
                    )


def _overshoots(original: Statement, changed: Statement, implied: Bounds) -> bool:
    """Whether a reading moves a number the wrong way, or more than three times as far as the others ask for (in factors)."""
    was, now = _centre(original), _centre(changed)
    low, high = (None if end is None else _as_factor(original, end) for end in implied)
    if not was or not now or was <= 0 or now <= 0:
        return False
    if low is not None and low > was:
        need = math.log(low / was)
    elif high is not None and 0 < high < was:
        need = math.log(high / was)
    else:
        return False
    move = math.log(now / was)
    return move * need <= 0 or abs(move) > 3 * abs(need) + 0.02


def _centre(s: Statement) -> float | None:
    """The middle of a number, a growth as its factor."""
    if s.kind == "change" and s.measure != "difference":
        ends = factors(s)
    else:
        ends = (s.low, s.high)
    known = [end for end in ends if end is not None]
    return sum(known) / len(known) if known else None


def _as_factor(s: Statement, number: float) -> float:
    """A number of the claim's own unit, a growth as its factor."""
    if s.kind != "change" or s.measure == "difference":
        return number
    if s.measure == "ratio":
        return number / (100.0 if s.unit == "percent" else 1.0)
    return max(0.0, 1 + number / 100) ** (span_years(s) if s.measure == "annual_growth" else 1)


def magnitude(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """万 and 亿 mistaken: a factor of 10^4 or 10^8."""
    for s in statements:
        if s.kind in ("level", "flow"):
            for power in (4, -4, 8, -8):
                yield (
                    _times(s, 10.0**power),
                    f"'{s.printed}' may have lost or gained 万 or 亿: {'more' if power > 0 else 'less'} by 10^{abs(power)}",
                )


def percent_or_point(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """Percent printed for percentage points, or the other way round."""
    for s in statements:
        if (
            s.kind == "change"
            and s.measure == "growth"
            and s.unit == "percent"
            and s.dimension in ("ratio", "share")
        ):
            yield (
                replace(s, measure="difference", unit="percentage-point"),
                f"'{s.printed}' percent may mean percentage points",
            )
        if s.kind == "change" and s.measure == "difference" and s.unit == "percentage-point":
            yield (
                replace(s, measure="growth", unit="percent", dimension="share"),
                f"'{s.printed}' percentage points may mean percent",
            )


def by_or_to(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """'Grew by' mistaken for 'grew to': n times against n times more, 168 % against 68 %."""
    for s in statements:
        if s.kind != "change" or s.measure not in ("ratio", "growth"):
            continue
        if s.measure == "ratio":
            step = 100.0 if s.unit == "percent" else 1.0
            yield _plus(s, step), f"'{s.printed}' may mean so many times more: a multiple of one more"
            yield _plus(s, -step), f"'{s.printed}' may count the base itself: a multiple of one less"
        elif s.value is not None and s.value > 50:
            yield _plus(s, -100.0), f"'{s.printed}' may be what it grew to, not by"
            yield _plus(s, 100.0), f"'{s.printed}' may be the growth beyond doubling"


def period_count(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """An average a year computed over one period more or less."""
    for s in statements:
        if s.kind == "change" and s.measure == "annual_growth" and s.base is not None:
            n = span_years(s)
            for years in (n - 1, n + 1):
                if years >= 1:
                    yield (
                        _as_ratio(s, *factors(s, years)),
                        f"'{s.printed}' a year may be taken over {years:g} years instead of {n:g}",
                    )


def base_year(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """Another base year: since 2013 mistaken for since 2014. The year between grew like the others, give or take 3 points."""
    for s in statements:
        if s.kind != "change" or s.base is None or s.measure not in ("growth", "ratio") or s.base_place:
            continue  # an average a year is hardly moved by one year more
        n = span_years(s)
        low, high = factors(s)
        average = _average_growth([t for t in statements if t is not s], n) or _average_growth([s], n)
        if n < 2 or average is None or low is None or high is None:
            continue
        year = (max(0.5, average - 0.03), average + 0.03)
        yield (
            _as_ratio(s, low * year[0], high * year[1]),
            f"'{s.printed}' may start from the year after its base",
        )
        yield (
            _as_ratio(s, low / year[1], high / year[0]),
            f"'{s.printed}' may start from the year before its base",
        )


def _average_growth(statements: Sequence[Statement], years: float) -> float | None:
    """The factor of an average year that the first change with both bounds states."""
    for s in statements:
        if s.kind == "change" and s.measure != "difference" and s.base is not None:
            low, high = factors(s)
            if low and high:
                return ((low * high) ** 0.5) ** (1 / max(span_years(s), 1))
    return None


def price_basis(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """One claim in constant prices, another in current ones: prices rise by 0 to 4 % a year."""
    changes = [
        s
        for s in statements
        if s.kind == "change" and s.measure in ("growth", "annual_growth", "ratio") and s.base is not None
    ]
    if len(statements) < 2 or not any(s.dimension.startswith("money") for s in statements):
        return
    # an average a year is by custom in constant prices, a growth likelier than a multiple: only the likeliest is read so
    order = ("annual_growth", "growth", "ratio")
    likeliest = min((order.index(s.measure) for s in changes), default=0)
    for s in changes:
        if order.index(s.measure) > likeliest:
            continue
        n = span_years(s)
        low, high = factors(s)
        need = _needed_deflator(s, [t for t in statements if t is not s])
        why = f"'{s.printed}' may be growth in constant prices" + (
            f" (prices would change by {need})" if need else ""
        )
        yield (
            _as_ratio(
                s,
                None if low is None else low * (1 + DEFLATOR[0]) ** n,
                None if high is None else high * (1 + DEFLATOR[1]) ** n,
            ),
            why,
        )


def typing_slip(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """One digit mistyped, or two neighbours swapped: 834.7 for 843.7. Numbers of one or two digits could be anything."""
    for s in statements:
        if sum(c.isdigit() for c in s.printed) < 3:
            continue
        for value, digits in _slips(s):
            yield (
                _times(s, value) if s.kind != "change" else _plus(s, (value - 1) * (s.value or 0.0)),
                f"'{s.printed}' may be a slip for {digits}",
            )


def cumulative(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """A total since a start mistaken for the figure of one period: at least 1.3 times what the others allow."""
    for s in statements:
        high = implied[s.claim][1]
        if (
            s.kind in ("level", "flow")
            and not s.cumulative
            and s.low is not None
            and high is not None
            and s.low > 1.3 * high > 0
        ):
            marked = any(
                mark in text
                for text in s.characters
                for mark in ("累计", "cumulative", "total of", "since", "以来")
            )
            yield (
                replace(s, cumulative=True),
                f"'{s.printed}' may be a total since a start{' (its characters say so)' if marked else ''}, not the figure of the period alone",
            )


def vintage(statements: Sequence[Statement], implied: Mapping[str, Bounds]) -> Iterator[Attempt]:
    """A figure revised between two dates of publication, by at most 15 %."""
    dates = sorted({s.published for s in statements if s.published})
    if len(dates) < 2:
        return
    for s in statements:
        if s.published == dates[-1] and (
            s.kind in ("level", "flow")
            or s.base is not None
            and s.kind == "change"
            and s.measure != "difference"
        ):
            wide = _widened(s)
            yield (
                wide,
                f"'{s.printed}' ({s.published}) may rest on figures revised since {dates[0]}, by up to {REVISION:.0%}",
            )


#: Rules that read a number anew by an exact step: they must hit, not merely move far enough.
EXACT = ("magnitude", "by-or-to", "typing-slip", "period-count", "base-year")
RULES: dict[str, Rule] = {
    "magnitude": magnitude,
    "percent-or-point": percent_or_point,
    "by-or-to": by_or_to,
    "period-count": period_count,
    "scope": lambda statements, implied: iter(()),  # needs statements outside the conflict: see Explainer
    "base-year": base_year,
    "typing-slip": typing_slip,
    "cumulative": cumulative,
    "price-basis": price_basis,
    "vintage": vintage,
}


def _times(s: Statement, factor: float) -> Statement:
    """The statement with its number times a factor."""
    return replace(
        s, **{k: None if (v := getattr(s, k)) is None else v * factor for k in ("low", "high", "value")}
    )


def _plus(s: Statement, step: float) -> Statement:
    """The statement with a step added to its number."""
    return replace(
        s, **{k: None if (v := getattr(s, k)) is None else v + step for k in ("low", "high", "value")}
    )


def _as_ratio(s: Statement, low: float | None, high: float | None) -> Statement:
    """A growth as the interval of factors it means."""
    return replace(s, measure="ratio", unit="times", low=low, high=high)


def _widened(s: Statement) -> Statement:
    if s.kind == "change":
        low, high = factors(s)
        return _as_ratio(
            s, None if low is None else low * (1 - REVISION), None if high is None else high * (1 + REVISION)
        )
    return replace(
        s,
        low=None if s.low is None else s.low * (1 - REVISION),
        high=None if s.high is None else s.high * (1 + REVISION),
    )


def _meets(s: Statement, other: Statement) -> bool:
    low, high = other.scaled(other.low), other.scaled(other.high)
    return (low is None or s.high * s.factor >= low) and (high is None or s.low * s.factor <= high)  # type: ignore[operator]


def _needed_deflator(s: Statement, others: Sequence[Statement]) -> str:
    """Which yearly change of prices would be needed, where another claim ties the same two variables."""
    for other in others:
        if (
            other.kind == "change"
            and other.measure != "difference"
            and (other.variable(), other.base_variable()) == (s.variable(), s.base_variable())
        ):
            (low, high), (a, b), n = factors(s), factors(other), span_years(s)
            if None not in (low, high, a, b) and n and low and high:
                ends = [(a / high) ** (1 / n) - 1, (b / low) ** (1 / n) - 1]  # type: ignore[operator]
                return f"{ends[0]:+.1%} to {ends[1]:+.1%} a year"
    return ""


def _slips(s: Statement) -> Iterator[tuple[float, str]]:
    """(factor to the printed number, digits) of every number one slip away from it."""
    digits = "".join(c for c in s.printed if c.isdigit() or c == ".").strip(".")
    if not digits.replace(".", "").isdigit() or digits.count(".") > 1 or float(digits) == 0:
        return
    printed, seen = float(digits), {digits}
    swapped = [
        digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
        for i in range(len(digits) - 1)
        if "." not in digits[i : i + 2]
    ]
    changed = [
        digits[:i] + d + digits[i + 1 :] for i, c in enumerate(digits) if c != "." for d in "0123456789"
    ]
    for other in swapped + changed:
        if other not in seen and (other[0] != "0" or other.startswith("0.")):
            seen.add(other)
            yield float(other) / printed, other
