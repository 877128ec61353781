"""Planted errors: change one of several consistent claims in a known way, and see whether the audit finds it and why.

``trials`` yields one result a planted error. Whether the error exceeds the slack of the other claims is decided by
interval propagation, without the audit's solver.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jjj_graph.analysis.audit import audit
from jjj_graph.analysis.constraints import factors, span_years
from jjj_graph.analysis.statements import Statement, Variable

Box = dict[Variable, tuple[float, float]]


@dataclass(frozen=True)
class Result:
    """One planted error: its kind, whether it must be found, whether it was, is in a set, and the rule ranked first."""

    kind: str
    exceeds: bool
    found: bool
    in_set: bool
    first_rule: str


def propagate(statements: Sequence[Statement]) -> Box | None:
    """Bounds on every level by repeated interval arithmetic; ``None`` where they become empty."""
    box: Box = defaultdict(lambda: (0.0, math.inf))
    for _ in range(200):
        before = dict(box)
        for s in statements:
            x, b = s.variable(), s.base_variable() if s.kind == "change" else None
            if s.kind in ("level", "flow", "share"):
                factor = 1.0 if s.kind == "share" else s.factor
                _cut(
                    box,
                    x,
                    (
                        -math.inf if s.low is None else s.low * factor,
                        math.inf if s.high is None else s.high * factor,
                    ),
                )
            elif s.kind == "change" and b is not None and s.measure != "difference":
                low, high = factors(s)
                low, high = 0.0 if low is None else low, math.inf if high is None else high
                _cut(
                    box,
                    x,
                    (
                        box[b][0] * low,
                        box[b][1] * high if box[b][1] < math.inf and high < math.inf else math.inf,
                    ),
                )
                _cut(
                    box,
                    b,
                    (
                        box[x][0] / high if high < math.inf and high else 0.0,
                        box[x][1] / low if low else math.inf,
                    ),
                )
        if any(low > high * (1 + 1e-9) for low, high in box.values()):
            return None
        if before == dict(box):
            break
    return dict(box)


def _cut(box: Box, v: Variable, bounds: tuple[float, float]) -> None:
    low, high = box[v]
    box[v] = (max(low, bounds[0]), min(high, bounds[1]))


def cells(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Consistent groups of two or more claims of one series that speak of common levels."""
    series: dict[tuple, list[Statement]] = defaultdict(list)
    for s in statements:
        if (
            s.variable()
            and s.kind in ("level", "flow", "change")
            and s.measure != "difference"
            and (s.kind != "change" or s.base_variable())
        ):
            series[s.variable().series].append(s)
    groups = []
    for members in series.values():
        spoken = Counter(
            v
            for s in members
            for v in {s.variable(), s.base_variable() if s.kind == "change" else s.variable()}
        )
        tied = [s for s in members if spoken[s.variable()] > 1 or s.kind == "change"]
        if len(tied) > 1 and not audit(tied).conflicts and propagate(tied) is not None:
            groups.append(tied)
    return groups


def synthetic(rng: random.Random) -> list[Statement]:
    """A consistent group with everything the kinds of error need: two levels, growth, average growth, a multiple."""
    start, rate, years = rng.uniform(1e11, 9e12), rng.uniform(0.03, 0.09), rng.randint(5, 12)
    end = start * (1 + rate) ** years
    base = dict(indicator="gdp", of=f"place-{rng.randrange(10**6)}", dimension="money-cny")
    first, last = (730120, 730484), (730120 + round(365.25 * years), 730484 + round(365.25 * years))

    def level(name: str, value: float, period: tuple[int, int], published: str) -> Statement:
        printed = f"{value / 1e8:.1f}"
        return Statement(name, "level", period=period, value=float(printed) * 1e8, low=(float(printed) - 0.05) * 1e8, high=(float(printed) + 0.05) * 1e8,
                         unit="CNY", printed=printed, source=name, text_of=name, published=published, **base)  # fmt: skip

    def change(name: str, measure: str, number: float, unit: str, places: int) -> Statement:
        printed, half = f"{number:.{places}f}", 0.5 * 10**-places
        return Statement(name, "change", period=last, base=first, measure=measure, value=float(printed), low=float(printed) - half, high=float(printed) + half,
                         unit=unit, printed=printed, source=name, text_of=name, published="2024-03-01", **base)  # fmt: skip

    return [level("start", start, first, "2024-03-01"), level("end", end, last, "2024-03-01"), level("again", end, last, "2024-03-01"),
            change("growth", "growth", (end / start - 1) * 100, "percent", 1), change("average", "annual_growth", rate * 100, "percent", 1),
            change("multiple", "ratio", end / start, "times", 2)]  # fmt: skip


def plant(group: Sequence[Statement], kind: str, rng: random.Random) -> tuple[list[Statement], str] | None:
    """The group with one claim changed, and the claim; ``None`` where the group has none that fits."""
    fit = {"magnitude": ("level", "flow"), "typing-slip": ("level", "flow"), "vintage": ("level",), "period-count": ("average",), "base-year": ("growth", "ratio"),
           "by-or-to": ("growth", "ratio"), "price-basis": ("average",), "cumulative": ("level", "flow"), "random": ("level", "flow", "growth", "average", "ratio")}[kind]  # fmt: skip
    names = {"annual_growth": "average", "growth": "growth", "ratio": "ratio"}
    able = [
        s
        for s in group
        if (names.get(s.measure) if s.kind == "change" else s.kind) in fit
        and s.low is not None
        and s.high is not None
    ]
    if not able:
        return None
    s = rng.choice(sorted(able, key=lambda s: s.claim))
    changed = _changed(s, kind, rng)
    return None if changed is None else ([changed if t is s else t for t in group], s.claim)


def _changed(s: Statement, kind: str, rng: random.Random) -> Statement | None:
    if kind == "magnitude":
        return _scaled(s, 10.0 ** rng.choice((4, -4, 8, -8)))
    if kind == "typing-slip":
        return _slipped(s, rng)
    if kind == "vintage":
        return replace(_scaled(s, 1 + rng.choice((-1, 1)) * rng.uniform(0.03, 0.12)), published="2025-12-01")
    if kind == "cumulative":
        return replace(_scaled(s, rng.uniform(3, 8)), characters=("累计",))
    if kind == "by-or-to":
        step = 100.0 if s.measure == "growth" else -1.0
        return _shifted(s, step) if s.measure == "ratio" or (s.value or 0) > 20 else None
    if kind in ("period-count", "price-basis"):
        return _average(s, kind, rng)
    if kind == "base-year":  # a year more or less, grown like the average of the others
        low, high = factors(s)
        step = (((low or 1) + (high or 1)) / 2) ** (rng.choice((-1, 1)) / span_years(s))
        return (
            _shifted(s, (s.value or 0) * (step - 1))
            if s.measure == "ratio"
            else _shifted(s, (100 + (s.value or 0)) * (step - 1))
        )
    factor = 1 + rng.choice((-1, 1)) * rng.uniform(0.05, 0.5)
    return _scaled(s, factor)


def _average(s: Statement, kind: str, rng: random.Random) -> Statement | None:
    n, factor = span_years(s), (1 + (s.value or 0) / 100) ** span_years(s)
    if kind == "period-count":
        number = (factor ** (1 / (n + rng.choice((-1, 1)))) - 1) * 100
    else:
        number = ((factor / (1 + rng.uniform(0.01, 0.03)) ** n) ** (1 / n) - 1) * 100
    printed = f"{number:.1f}"
    return replace(
        s, value=float(printed), low=float(printed) - 0.05, high=float(printed) + 0.05, printed=printed
    )


def _slipped(s: Statement, rng: random.Random) -> Statement | None:
    digits = list(s.printed)
    places = [i for i, c in enumerate(digits) if c.isdigit()]
    if not s.value or not places or not s.printed.replace(".", "").isdigit():
        return None
    i = rng.choice(places[:2])
    digits[i] = rng.choice([d for d in "123456789" if d != digits[i]])
    printed = "".join(digits)
    return replace(_scaled(s, float(printed) / float(s.printed)), printed=printed)


def _scaled(s: Statement, factor: float) -> Statement:
    return replace(
        s, **{k: getattr(s, k) * factor for k in ("value", "low", "high") if getattr(s, k) is not None}
    )


def _shifted(s: Statement, step: float) -> Statement:
    return replace(
        s, **{k: getattr(s, k) + step for k in ("value", "low", "high") if getattr(s, k) is not None}
    )


KINDS = (
    "magnitude",
    "typing-slip",
    "vintage",
    "period-count",
    "base-year",
    "by-or-to",
    "price-basis",
    "cumulative",
    "random",
)


def trials(real: Sequence[Statement], number: int, seed: int = 1) -> Iterator[Result]:
    """``number`` planted errors, alternately in consistent groups of real claims and in synthetic ones with all kinds of claims."""
    rng = random.Random(seed)
    groups = cells(real)
    done = 0
    while done < number:
        kind = KINDS[done % len(KINDS)]
        group = rng.choice(groups) if groups and rng.random() < 0.5 else synthetic(rng)
        planted = plant(group, kind, rng)
        if planted is None:
            planted = plant(synthetic(rng), kind, rng)
        if planted is None:
            continue
        statements, claim = planted
        done += 1
        exceeds = propagate(statements) is None
        result = audit(statements)
        holding = [
            c for c in result.conflicts if claim in {m for s in c.claims for m in (s.claim, *s.copies)}
        ]
        first = next((e.rule for c in holding for e in c.explanations if e.consistent), "")
        yield Result(kind, exceeds, bool(result.conflicts), bool(holding), first)


def summary(results: Sequence[Result]) -> dict[str, dict[str, float]]:
    """For each kind: planted, exceeding the slack, of these found, in a minimal set, right explanation first."""
    found: dict[str, dict[str, float]] = {}
    for kind in KINDS:
        own = [r for r in results if r.kind == kind]
        hard = [r for r in own if r.exceeds]
        found[kind] = {"planted": len(own), "exceeding": len(hard), "found": sum(r.found for r in hard) / max(1, len(hard)),
                       "in a set": sum(r.in_set for r in hard) / max(1, len(hard)), "right first": sum(r.first_rule == kind for r in hard) / max(1, len(hard))}  # fmt: skip
    return found
