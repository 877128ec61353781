"""A gravity model of moves, by Poisson maximum likelihood: what mass and distance say of who moved where."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jjj_graph.analysis.events import Event
from jjj_graph.analysis.moves import Units
from jjj_graph.tables import Table


@dataclass(frozen=True)
class Gravity:
    """A fitted gravity model: coefficient and robust standard error by name, cells, share of zeros, and the squared
    correlation of flows and fitted flows.
    """

    coefficients: dict[str, tuple[float, float]]
    cells: int
    zeros: float
    correlation2: float


def gravity(
    flows: Mapping[tuple[str, str], float],
    masses: Mapping[str, float],
    distance: Mapping[tuple[str, str], float],
) -> Gravity:
    """Gravity model by Poisson pseudo maximum likelihood (Santos Silva and Tenreyro 2006, Rev. Econ. Stat. 88:641).

    E[T_ij] = exp(a + b ln M_i + c ln M_j - d ln d_ij), fitted by iteratively reweighted least squares, zeros included,
    with heteroskedasticity-robust (sandwich) standard errors. Cells are all ordered pairs of units with a mass and a distance.
    Raises ``ValueError`` for fewer than 12 cells or no flow at all.
    """
    import numpy as np

    pairs = [(i, j) for i in sorted(masses) for j in sorted(masses) if i != j and distance.get((i, j))]
    t = np.array([flows.get(pair, 0.0) for pair in pairs])
    if len(pairs) < 12 or not t.sum():
        raise ValueError("too few cells for a gravity model")
    x = np.array(
        [[1.0, math.log(masses[i]), math.log(masses[j]), math.log(distance[i, j])] for i, j in pairs]
    )
    centre = x[:, 1:].mean(axis=0)
    x[:, 1:] -= centre  # keeps the exponentials small; the intercept is given for average masses and distance
    beta = np.zeros(4)
    beta[0] = math.log(t.mean())
    for _ in range(200):
        mu = np.exp(np.clip(x @ beta, -30, 30))
        step = np.linalg.solve(x.T @ (mu[:, None] * x) + 1e-9 * np.eye(4), x.T @ (t - mu))
        beta += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-10:
            break
    mu = np.exp(np.clip(x @ beta, -30, 30))
    bread = np.linalg.inv(x.T @ (mu[:, None] * x) + 1e-9 * np.eye(4))
    errors = np.sqrt(np.diag(bread @ (x.T @ (((t - mu) ** 2)[:, None] * x)) @ bread))
    names = ("intercept", "ln mass of origin", "ln mass of destination", "ln distance")
    return Gravity(
        {n: (float(b), float(e)) for n, b, e in zip(names, beta, errors, strict=True)},
        len(pairs),
        float((t == 0).mean()),
        float(np.corrcoef(t, mu)[0, 1] ** 2),
    )


def gravity_table(
    found: Iterable[Event],
    units: Units,
    masses: Mapping[str, float],
    distance: Mapping[tuple[str, str], float],
) -> Table:
    """The gravity model on named, done relocations between units; what it can and cannot say stands in the notes."""
    flows = Counter[tuple[str, str]]()
    for e in found:
        if e.kind == "relocation" and not e.is_group and e.is_done:
            flows[units(e.origin), units(e.target)] += 1
    between = Counter({pair: n for pair, n in flows.items() if set(pair) <= masses.keys()})
    used = Counter({pair: n for pair, n in between.items() if pair[0] != pair[1]})
    inside = between.total() - used.total()
    fit = gravity(used, masses, distance)
    table = Table(
        ("term", "coefficient", "robust standard error"),
        [(name, round(b, 3), round(e, 3)) for name, (b, e) in fit.coefficients.items()],
    )
    origins = Counter(origin for origin, _ in used.elements())
    top, number = origins.most_common(1)[0]
    table.notes += [
        f"{fit.cells} cells, {fit.zeros:.0%} of them empty, {used.total()} moves, squared correlation {fit.correlation2:.2f}; {inside} moves within one unit are in no cell",
        f"{number} of the moves leave {top}: the coefficient of the origin's mass compares it with units that almost nobody leaves, and says nothing else",
        "recorded moves are those that pages tell of: a coefficient describes the news as much as the moves",
    ]
    return table
