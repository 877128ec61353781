"""Can these constraints all hold? One linear programme for each connected component, solved by HiGHS.

Each row of a claim gets slack; the least total slack is 0 where all can hold. The rows whose dual value is
not 0 are a set that cannot hold (Farkas). Variables are scaled to about 1, for a bound near the solver's
tolerance would hide a conflict.

>>> from jjj_graph.analysis.statements import Variable
>>> x = Variable("gdp", "jjj", (2023, 2023))
>>> system = System([Row("a", ((x, 1.0),), 1.0, 2.0), Row("b", ((x, 1.0),), 3.0, 4.0), Row("c", ((x, 1.0),), 1.5, None)])
>>> sorted(system.conflict(system.claims))
['a', 'b']
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from jjj_graph.analysis.constraints import Row
from jjj_graph.analysis.statements import Variable

#: Violation, relative to the size of the numbers, below which constraints count as holding.
TOLERANCE = 1e-7
_INFINITY = math.inf


class System:
    """The constraints of one component. Background rows are always on; the rows of claims are switched."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)
        self.claims = frozenset(row.claim for row in self.rows if row.claim)
        self._known: dict[frozenset[str], frozenset[str] | None] = {}

    @cached_property
    def variables(self) -> list[Variable]:
        """All variables, in order."""
        return sorted({v for row in self.rows for v, _ in row.terms})

    def holds(self, claims: Iterable[str]) -> bool:
        """Whether these claims can all be true."""
        return self._support(frozenset(claims)) is None

    def conflict(self, claims: frozenset[str]) -> frozenset[str] | None:
        """A minimal set, among the claims, that cannot hold together; ``None`` where all can."""
        if claims not in self._known:
            support = self._support(claims)
            self._known[claims] = None if support is None else self._minimal(support)
        return self._known[claims]

    def conflicts(self, most: int = 60, tries: int = 2000) -> tuple[list[frozenset[str]], bool]:
        """All minimal conflict sets (a hitting-set tree after Reiter 1987), and whether the search was cut."""
        found: list[frozenset[str]] = []
        waiting, seen = [frozenset[str]()], {frozenset[str]()}
        for number, removed in enumerate(waiting):
            if number >= tries or len(found) >= most:
                return found, True
            known = next((one for one in found if not one & removed), None)
            one = known or self.conflict(self.claims - removed)
            if one is None:
                continue
            if known is None:
                found.append(one)
            for claim in sorted(one):
                if (more := removed | {claim}) not in seen:
                    seen.add(more)
                    waiting.append(more)
        return found, False

    def _minimal(self, claims: frozenset[str]) -> frozenset[str]:
        """Deletion filter: a claim without which the rest still cannot hold is not needed."""
        kept = set(claims)
        for claim in sorted(claims):
            if claim in kept and (smaller := self._support(frozenset(kept - {claim}))) is not None:
                kept = set(smaller)
        return frozenset(kept)

    def _support(self, claims: frozenset[str]) -> frozenset[str] | None:
        """Claims whose rows prove that not all can hold; ``None`` where they can."""
        if len(self.variables) == 1:
            return self._overlap(claims)
        slack, duals = self._solver.least_slack(claims)
        if slack <= TOLERANCE:
            return None
        return (
            frozenset(
                row.claim
                for row, dual in zip(self.rows, duals, strict=True)
                if row.claim in claims and abs(dual) > 1e-9
            )
            or None
        )

    def _overlap(self, claims: frozenset[str]) -> frozenset[str] | None:
        """One variable: intervals that have no common point are proved by the highest low and the lowest high."""
        low, high = (-_INFINITY, ""), (_INFINITY, "")
        for row in self.rows:
            if not row.claim or row.claim in claims:
                coefficient = row.terms[0][1]
                if row.low is not None and row.low / coefficient > low[0]:
                    low = (row.low / coefficient, row.claim)
                if row.high is not None and row.high / coefficient < high[0]:
                    high = (row.high / coefficient, row.claim)
        if (
            low[0] - high[0] <= TOLERANCE * max(abs(low[0]), abs(high[0]))
            if _INFINITY not in (abs(low[0]), abs(high[0]))
            else True
        ):
            return None
        return frozenset(claim for claim in (low[1], high[1]) if claim) or None

    @cached_property
    def _solver(self) -> _Elastic:
        return _Elastic(self.rows, self.variables, scales(self.rows, self.variables))

    def implied(
        self, row_terms: tuple[tuple[Variable, float], ...], claims: frozenset[str]
    ) -> tuple[float | None, float | None]:
        """The least and greatest value of a sum of terms that the claims (and background) allow."""
        return tuple(self._extreme(row_terms, claims, sense, None) for sense in (1, -1))  # type: ignore[return-value]

    def implied_ratio(
        self, x: Variable, base: Variable, claims: frozenset[str]
    ) -> tuple[float | None, float | None]:
        """The least and greatest ratio ``x / base`` that the claims allow (Charnes and Cooper 1962)."""
        return tuple(self._extreme(((x, 1.0),), claims, sense, base) for sense in (1, -1))  # type: ignore[return-value]

    def _extreme(
        self,
        terms: tuple[tuple[Variable, float], ...],
        claims: frozenset[str],
        sense: int,
        base: Variable | None,
    ) -> float | None:
        """Optimum of a linear objective; with ``base`` all is scaled so that the base is 1."""
        import highspy

        size = scales(self.rows, self.variables)
        column = {v: i for i, v in enumerate(self.variables)}
        highs = _silent()
        signed = below_zero(self.rows)
        for v in self.variables:
            highs.addVar(-highspy.kHighsInf if v in signed else 0.0, highspy.kHighsInf)
        if base is not None:
            highs.addVar(0.0, highspy.kHighsInf)  # the homogenising variable
            highs.changeColBounds(column[base], 1.0, 1.0)
            size = dict.fromkeys(self.variables, size[base])  # one unit for all, or the ratio would be skewed
        for row in self.rows:
            if row.claim and row.claim not in claims:
                continue
            index, values = [column[v] for v, _ in row.terms], [c * size[v] for v, c in row.terms]
            scale = max(map(abs, values)) or 1.0
            for bound, below in ((row.low, True), (row.high, False)):
                if bound is None:
                    continue
                places, coefficients, limit = list(index), [c / scale for c in values], bound / scale
                if base is not None and bound:
                    places, coefficients, limit = [*places, len(self.variables)], [*coefficients, -limit], 0.0
                limits = (limit, highspy.kHighsInf) if below else (-highspy.kHighsInf, limit)
                highs.addRow(*limits, len(places), places, coefficients)
        weight = max((abs(c) * size[v] for v, c in terms), default=1.0)
        for v, c in terms:
            highs.changeColCost(column[v], sense * c * size[v] / weight)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        optimum = sense * highs.getInfo().objective_function_value * weight
        return optimum / size[base] if base is not None else optimum


class _Elastic:
    """The elastic programme of a component, built once; claims are switched by opening the bounds of their rows."""

    def __init__(self, rows: list[Row], variables: list[Variable], size: dict[Variable, float]) -> None:
        import highspy
        import numpy

        self.rows, self.highs, inf = rows, _silent(), highspy.kHighsInf
        column = {v: i for i, v in enumerate(variables)}
        count = len(variables)
        starts, index, values, lows, highs_ = [], [], [], [], []
        for number, row in enumerate(rows):
            sized = [(column[v], c * size[v]) for v, c in row.terms]
            scale = max([abs(c) for _, c in sized] + [abs(b) for b in (row.low, row.high) if b]) or 1.0
            starts.append(len(index))
            index += [i for i, _ in sized] + [count + 2 * number, count + 2 * number + 1]
            values += [c / scale for _, c in sized] + [1.0, -1.0]
            lows.append(-inf if row.low is None else row.low / scale)
            highs_.append(inf if row.high is None else row.high / scale)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = count + 2 * len(rows), len(rows)
        # background has no slack: its two slack columns are fixed at 0
        slack = [0.0 if not row.claim else inf for row in rows for _ in (1, 2)]
        model.col_cost_ = numpy.array([0.0] * count + [1.0] * (2 * len(rows)))
        model.col_lower_ = numpy.zeros(model.num_col_)
        model.col_upper_ = numpy.array([inf] * count + slack)
        model.row_lower_, model.row_upper_ = numpy.array(lows), numpy.array(highs_)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = numpy.array([*starts, len(index)])
        model.a_matrix_.index_, model.a_matrix_.value_ = numpy.array(index), numpy.array(values)
        self.highs.passModel(model)
        self.bounds = list(zip(lows, highs_, strict=True))
        self.now = list(self.bounds)
        self.columns = [[i for i, _ in ((column[v], c) for v, c in row.terms)] for row in rows]
        self.floor = [0.0] * count
        self.admits_zero = [low <= 0.0 <= high for low, high in self.bounds]
        self.is_tie = [
            admits and low in (0.0, -inf) and high in (0.0, inf)
            for admits, (low, high) in zip(self.admits_zero, self.bounds, strict=True)
        ]

    def least_slack(self, claims: frozenset[str]) -> tuple[float, list[float]]:
        """Least total slack with these claims on, and the dual value of every row.

        Levels are positive. Where nothing keeps a group of tied variables from being all 0, which would satisfy any
        growth, they are taken as at least 1 instead: only ratios matter there, so no generality is lost.
        """
        on = [not row.claim or row.claim in claims for row in self.rows]
        floating = self._floating(on)
        slack, duals, values = self._solve(on, floating)
        if slack <= TOLERANCE:
            zero = {i for i, value in enumerate(values) if value < 1e-12 and i not in floating}
            ties = [is_on and self.is_tie[n] and set(self.columns[n]) <= zero for n, is_on in enumerate(on)]
            if sum(ties) > 1:
                slack, duals, _ = self._solve(ties, zero)
        return slack, duals

    def _floating(self, on: list[bool]) -> set[int]:
        """Variables that nothing keeps from being 0, with all those tied to them."""
        leader = list(range(len(self.floor)))

        def find(i: int) -> int:
            while leader[i] != i:
                leader[i] = leader[leader[i]]
                i = leader[i]
            return i

        for number, columns in enumerate(self.columns):
            if on[number]:
                for i in columns[1:]:
                    leader[find(i)] = find(columns[0])
        held = {
            find(columns[0])
            for number, columns in enumerate(self.columns)
            if on[number] and not self.admits_zero[number]
        }
        return {i for i in range(len(leader)) if find(i) not in held}

    def _solve(self, on: list[bool], floating: set[int]) -> tuple[float, list[float], list[float]]:
        import highspy

        inf = highspy.kHighsInf
        for number, is_on in enumerate(on):
            # among floating variables a bound on one alone can always be met by scaling all of them
            scaled_away = is_on and self.columns[number][0] in floating and not self.is_tie[number]
            wanted = self.bounds[number] if is_on and not scaled_away else (-inf, inf)
            if wanted != self.now[number]:
                self.highs.changeRowBounds(number, *wanted)
                self.now[number] = wanted
        for column in range(len(self.floor)):
            floor = 1.0 if column in floating else 0.0
            if floor != self.floor[column]:
                self.highs.changeColBounds(column, floor, inf)
                self.floor[column] = floor
        self._run()
        solution = self.highs.getSolution()
        return (
            self.highs.getInfo().objective_function_value,
            list(solution.row_dual),
            list(solution.col_value)[: len(self.floor)],
        )

    def _run(self) -> None:
        """Solve; from a fresh start, and then with looser tolerances, where the warm start fails."""
        import highspy

        for tolerance in (None, 1e-9, 1e-7):
            if tolerance is not None:
                self.highs.clearSolver()
                for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
                    self.highs.setOptionValue(option, tolerance)
            self.highs.run()
            if self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                return
        raise ArithmeticError(
            f"the solver ends with {self.highs.modelStatusToString(self.highs.getModelStatus())}"
        )


def _silent():  # -> highspy.Highs, imported where it is used
    import highspy

    highs = highspy.Highs()
    highs.silent()
    for option in ("primal_feasibility_tolerance", "dual_feasibility_tolerance"):
        highs.setOptionValue(option, 1e-10)
    highs.setOptionValue("threads", 1)
    return highs


def below_zero(rows: Iterable[Row]) -> set[Variable]:
    """Variables that a claim puts below zero: a loss, a temperature. All others are taken as at least 0."""
    return {
        row.terms[0][0]
        for row in rows
        if row.claim and len(row.terms) == 1 and row.high is not None and row.high < 0
    }


def scales(rows: Iterable[Row], variables: Iterable[Variable]) -> dict[Variable, float]:
    """A typical size for every variable: from the bounds on it alone, else from its neighbours through ratios."""
    size: dict[Variable, float] = {}
    ties: dict[Variable, list[tuple[Variable, float]]] = defaultdict(list)
    for row in rows:
        if len(row.terms) == 1:
            (v, c), bounds = row.terms[0], [abs(b) for b in (row.low, row.high) if b]
            if bounds:
                size.setdefault(v, max(bounds) / abs(c))
        elif len(row.terms) == 2 and row.low in (0.0, None) and row.high in (0.0, None):
            (v, c), (w, d) = row.terms
            if c and d:
                ties[v].append((w, abs(c / d)))
                ties[w].append((v, abs(d / c)))
    waiting = list(size)
    for v in waiting:
        for w, factor in ties[v]:
            if w not in size:
                size[w] = size[v] * factor
                waiting.append(w)
    # where no level is known only ratios matter: walk each island from 1
    for start in variables:
        if start not in size:
            size[start] = 1.0
            island = [start]
            for v in island:
                for w, factor in ties[v]:
                    if w not in size:
                        size[w] = size[v] * factor
                        island.append(w)
    return size


def components(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows that share variables, directly or through others, in a fixed order."""
    leader: dict[Variable, Variable] = {}

    def find(v: Variable) -> Variable:
        while leader.setdefault(v, v) != v:
            leader[v] = leader[leader[v]]
            v = leader[v]
        return v

    rows = list(rows)
    for row in rows:
        first = find(row.terms[0][0])
        for v, _ in row.terms[1:]:
            leader[find(v)] = first
    together: dict[Variable, list[Row]] = defaultdict(list)
    for row in rows:
        together[find(row.terms[0][0])].append(row)
    yield from (together[key] for key in sorted(together))
