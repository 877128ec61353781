"""The audit: which claims cannot all be true, the smallest mending, and the likeliest reason.

Statements become linear constraints on level variables; each connected component is one linear programme;
every minimal set of claims that cannot hold together is a conflict.

>>> from jjj_graph.analysis.statements import Statement
>>> change = dict(kind="change", indicator="gdp", of="jjj", period=(2023, 2023), base=(2013, 2013), dimension="money-cny")
>>> result = audit([Statement("a", measure="growth", value=68, low=67.5, high=68.5, unit="percent", printed="68", **change),
...                 Statement("b", measure="annual_growth", value=5.8, low=5.75, high=5.85, unit="percent", printed="5.8", **change)])
>>> [sorted(s.claim for s in conflict.claims) for conflict in result.conflicts]
[['a', 'b']]
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from jjj_graph.analysis.constraints import (
    Row,
    background,
    currency_rows,
    distance_row,
    factors,
    own_currency,
    rows_of,
    span_years,
)
from jjj_graph.analysis.explanations import Clash, Explainer, Explanation
from jjj_graph.analysis.feasibility import System, below_zero, components
from jjj_graph.analysis.statements import Statement, Variable, merge_witnesses

#: Conflict sets looked for in one component before the search is cut, which the result then says.
MOST = 40


@dataclass(frozen=True)
class Relaxation:
    """The least change of one claim that reconciles a conflict: by how much, in its printed unit."""

    claim: str
    amount: float
    unit: str
    relative: float


@dataclass(frozen=True)
class Conflict:
    """A minimal set of claims that cannot all be true.

    ``implied`` holds for each claim what the others allow, in its own unit (``None``: unbounded on that side).
    """

    id: str
    claims: tuple[Statement, ...]
    implied: dict[str, tuple[float | None, float | None]]
    relaxation: Relaxation | None
    explanations: tuple[Explanation, ...]


@dataclass
class Audit:
    """All conflicts, how many statements took part, which were left out and why, and which components were cut short."""

    conflicts: list[Conflict]
    statements: int
    components: int
    left_out: dict[str, int] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Geography:
    """What the audit knows of places: which are sums of others, which lies in which, distances in metres to a named place."""

    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    within: Mapping[str, str] = field(default_factory=dict)
    distance: Mapping[tuple[str, str], float] = field(default_factory=dict)


def audit(statements: Iterable[Statement], geography: Geography = Geography(), most: int = MOST) -> Audit:
    """Every conflict among the statements. Copies of one text count once; the order of statements does not matter."""
    merged = merge_witnesses(statements)
    rows, left_out, by_claim = [], Counter[str](), {}
    for s in merged:
        own = _rows(s)
        if own:
            rows += own
            by_claim[s.claim] = s
        else:
            left_out[_why_out(s)] += 1 + len(s.copies)
    rows = _without_ties(below_zero(rows), rows, by_claim, left_out)
    rows += _background(by_claim.values(), rows, geography)
    result = Audit([], len(by_claim), 0, dict(sorted(left_out.items())))
    by_cell: dict[tuple, list[Statement]] = defaultdict(list)
    for s in by_claim.values():
        by_cell[s.indicator, s.period].append(s)
    for component in components(rows):
        result.components += 1
        system = System(component)
        if system.holds(system.claims):
            continue
        sets, cut = system.conflicts(most)
        if cut:
            result.cut.append(
                f"{next(iter(system.variables)).indicator}: {len(sets)} conflicts found, there may be more"
            )
        result.conflicts += _explained(sets, system, by_claim, geography, by_cell)
    result.conflicts.sort(
        key=lambda c: (c.claims[0].indicator, c.claims[0].place, c.claims[0].period or (0, 0), c.id)
    )
    return result


def _rows(s: Statement) -> list[Row]:
    """The constraints of a statement; an amount in a foreign currency bounds the variable of its own page."""
    rows = rows_of(s)
    if (
        s.kind in ("level", "flow")
        and s.dimension.startswith("money-")
        and s.dimension != "money-cny"
        and "-per-" not in s.dimension
    ):
        own = own_currency(s)
        return [Row(row.claim, ((own, 1.0),), row.low, row.high) for row in rows if own]
    return rows


def _background(statements: Iterable[Statement], rows: Sequence[Row], geography: Geography) -> list[Row]:
    statements = list(statements)
    variables = {v for row in rows for v, _ in row.terms}
    found = background(variables, geography.parts, geography.within) + currency_rows(statements)
    for s in statements:
        straight = geography.distance.get((s.indicator, s.of))
        if s.kind == "level" and straight and (variable := s.variable()):
            found.append(distance_row(variable, straight))
    signed = below_zero(rows)
    fitting = {row for row in found if all(v in variables and v not in signed for v, _ in row.terms)}
    # one order, whatever the hash seed: the order of rows decides which sets a bounded search finds
    return sorted(fitting, key=lambda row: (row.terms, row.low is None, row.high is None))


def _without_ties(
    signed: set[Variable], rows: Sequence[Row], by_claim: dict[str, Statement], left_out: Counter[str]
) -> list[Row]:
    """The rows without the changes from or to a number below zero, of which growth means nothing; they are counted."""
    for claim in {row.claim for row in rows if len(row.terms) > 1 and any(v in signed for v, _ in row.terms)}:
        left_out["a change from or to a number below zero"] += 1 + len(by_claim.pop(claim).copies)
    return [row for row in rows if row.claim in by_claim]


def _why_out(s: Statement) -> str:
    if s.variable() is None:
        return "no period, or an open one"
    if s.kind == "change" and s.base_variable() is None:
        return "a change whose base is not stated"
    if s.kind == "change" and s.base_variable() == s.variable():
        return "a change whose base is its own period"
    return "neither bound"


def _explained(sets: Iterable[frozenset[str]], system: System, by_claim: Mapping[str, Statement], geography: Geography,
               by_cell: Mapping[tuple, list[Statement]]) -> Iterator[Conflict]:  # fmt: skip
    """The conflicts of one component, with what the others allow, the smallest mending and the explanations."""

    def holds(statements: Sequence[Statement]) -> bool:
        rows = [row for s in statements for row in _rows(s)]
        known = dict.fromkeys(_background(statements, rows, geography) + _touching(structure, rows))
        return System([*rows, *known]).holds({s.claim for s in statements})

    structure = list(components(row for row in system.rows if not row.claim))
    clashes = [_clash(claims, system, by_claim, structure) for claims in sets]
    explainer = Explainer(clashes, holds, by_cell)
    for clash in clashes:
        ident = hashlib.sha256("|".join(s.claim for s in clash.statements).encode()).hexdigest()[:8]
        yield Conflict(
            ident,
            clash.statements,
            dict(clash.implied),
            _relaxation(clash.statements, clash.implied),
            tuple(explainer.explain(clash)),
        )


def _touching(structure: Iterable[list[Row]], rows: Iterable[Row]) -> list[Row]:
    """The background that rows hang on, also through variables that they do not name: the third part of a sum."""
    spoken = {v for row in rows for v, _ in row.terms}
    return [
        row for group in structure if any(v in spoken for row in group for v, _ in row.terms) for row in group
    ]


def _clash(
    claims: frozenset[str], system: System, by_claim: Mapping[str, Statement], structure: Iterable[list[Row]]
) -> Clash:
    members = tuple(by_claim[claim] for claim in sorted(claims))
    rows = [row for row in system.rows if row.claim in claims]
    small = System(rows + _touching(structure, rows))
    return Clash(members, {s.claim: _implied(s, small, claims - {s.claim}) for s in members})


def _implied(s: Statement, system: System, others: frozenset[str]) -> tuple[float | None, float | None]:
    """What the other claims of a conflict allow this one to be, in its own unit."""
    x, base = s.variable(), s.base_variable() if s.kind == "change" else None
    if base is None or s.measure == "difference":
        terms: tuple[tuple[Variable, float], ...] = _rows(s)[0].terms
        factor = 1.0 if s.is_share else s.factor
        return tuple(None if end is None else end / factor for end in system.implied(terms, others))  # type: ignore[return-value]
    low, high = system.implied_ratio(x, base, others)  # type: ignore[arg-type]
    return tuple(None if end is None else _from_factor(s, end) for end in (low, high))  # type: ignore[return-value]


def _from_factor(s: Statement, factor: float) -> float:
    """A factor from base to period as the claim would print it."""
    if s.measure == "ratio":
        return factor * (100.0 if s.unit == "percent" else 1.0)
    power = 1 / span_years(s) if s.measure == "annual_growth" else 1.0
    return (factor**power - 1) * 100


def _relaxation(
    members: Sequence[Statement], implied: Mapping[str, tuple[float | None, float | None]]
) -> Relaxation | None:
    """The claim that must change least, relative to the size of its number; growth is measured by its factor."""
    best: Relaxation | None = None
    for s in members:
        low, high = implied[s.claim]
        gap = (
            (low - s.high)
            if low is not None and s.high is not None and low > s.high
            else (high - s.low)
            if high is not None and s.low is not None and high < s.low
            else None
        )
        if gap is None:
            continue
        size = abs(s.value or s.low or s.high or 1.0)
        if s.kind == "change" and s.measure in ("growth", "annual_growth"):
            low_f, high_f = factors(s)
            size = 100.0 * (low_f or high_f or 1.0)
            gap_size = gap * (span_years(s) if s.measure == "annual_growth" else 1.0)
        else:
            gap_size = gap
        relative = abs(gap_size) / size
        if best is None or relative < best.relative:
            best = Relaxation(s.claim, gap, s.unit, relative)
    return best


@dataclass(frozen=True)
class Standing:
    """How a source fares: counts only, no score."""

    source: str
    claims: int
    in_conflicts: int
    confirmed: int


def standing(statements: Iterable[Statement], conflicts: Iterable[Conflict]) -> list[Standing]:
    """For each source: numbers audited, how many stand in conflicts, how many an independent source also states.

    Independent means: another text (reprints and translations share the text of their origin). A statement is
    confirmed where another text states the same variable with an interval that meets its own.
    """
    statements = list(statements)
    doubted = {claim for conflict in conflicts for s in conflict.claims for claim in (s.claim, *s.copies)}
    by_cell: dict[tuple, list[Statement]] = defaultdict(list)
    for s in statements:
        if (x := s.variable()) is not None:
            by_cell[s.kind, x, s.base_variable(), s.measure, s.unit].append(s)
    confirmed = set()
    for cell in by_cell.values():
        for s in cell:
            if any(t.text_of != s.text_of and _overlap(s, t) for t in cell):
                confirmed.add(s.claim)
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for s in statements:
        counts = counted[s.source]
        counts[0] += 1
        counts[1] += s.claim in doubted
        counts[2] += s.claim in confirmed
    return [Standing(source, *counts) for source, counts in sorted(counted.items())]


def _overlap(s: Statement, t: Statement) -> bool:
    return not (
        s.high is not None
        and t.low is not None
        and s.high < t.low
        or s.low is not None
        and t.high is not None
        and s.low > t.high
    )
