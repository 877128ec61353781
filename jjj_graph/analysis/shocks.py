"""Shocks: how a loss at one firm or segment goes on along supplies and inputs.

Two models. **DebtRank** adds up losses in proportion to weights: :func:`debtrank` in its corrected form
(Bardoscia, Battiston, Caccioli and Caldarelli 2015, PLoS ONE 10:e0130406), :func:`debtrank_original` as
first published (Battiston and others 2012, Scientific Reports 2:541), where each node passes a loss on
once, so that cycles are cut short. **Capacity** (:func:`capacity`) is of the Leontief kind: a customer
makes no more than its scarcest essential input allows; inputs that are not essential count in proportion
(after Diem and others 2022, Scientific Reports 12:7719).

No source states how much of a customer's needs a supplier covers. So every result is computed with equal
weights and again with weights drawn at random, and is told with the spread of its rank (:func:`spread`).

>>> loss = debtrank({("a", "b"): 0.5, ("b", "a"): 0.5}, {"a": 0.3})
>>> {name: round(value, 6) for name, value in loss.items()}  # a cycle: 0.3 / (1 - 0.5 * 0.5), and half of it
{'a': 0.4, 'b': 0.2}
>>> debtrank_original({("a", "b"): 0.5, ("b", "a"): 0.5}, {"a": 0.3})
{'a': 0.375, 'b': 0.15}
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from jjj_graph.analysis.chains import Area
from jjj_graph.analysis.supplies import named
from jjj_graph.analysis.weak_points import makers
from jjj_graph.tables import Table

Row = Mapping[str, object]
Loss = dict[str, float]
#: (supplier, customer) → the share of the supplier's loss that the customer takes over
Edges = Mapping[tuple[str, str], float]

ESSENTIAL, SUBSTITUTE, USEFUL, MAKER = "essential", "substitute", "useful", "maker"
#: From so many edges on a matrix is faster than dictionaries.
MANY = 50_000
TOLERANCE = 1e-12
PASSES = 100_000


@dataclass(frozen=True, order=True)
class Link:
    """``customer`` depends on ``supplier``: as an essential input, as one of a group of substitutes, as a
    useful one, or as one of its makers.
    """

    supplier: str
    customer: str
    kind: str = USEFUL
    group: str = ""


Weights = Mapping[Link, float]


def links_of(
    inputs: Iterable[Row],
    activities: Iterable[Row],
    supplies: Iterable[Row],
    area: Area,
    places: Collection[str] = (),
) -> list[Link]:
    """The links that the rows tell of: inputs between segments, known makers of segments, supplies between
    named parties.

    A supply is read as useful, not as essential: no source says that a customer has no other. Denied and
    merely planned supplies, groups without a name and ``places`` take no part.

    >>> inputs = [dict(supplier="n/cell", customer="n/car", group="", essential=True)]
    >>> links_of(inputs, [], [dict(supplier="s", customer="c")], Area((), {}))
    [Link(supplier='n/cell', customer='n/car', kind='essential', group=''),
     Link(supplier='s', customer='c', kind='useful', group='')]
    """
    found = set()
    for row in inputs:
        kind = USEFUL if not row["essential"] else SUBSTITUTE if row["group"] else ESSENTIAL
        found.add(
            Link(
                str(row["supplier"]),
                str(row["customer"]),
                kind,
                str(row["group"]) if kind == SUBSTITUTE else "",
            )
        )
    for segment, who in makers(activities, area).items():
        found |= {Link(name, segment, MAKER) for name in who}
    found |= {Link(*ends) for ends in named(supplies, places)[0]}
    return sorted(found)


def equal_weights(links: Iterable[Link], rest: float = 1.0) -> dict[Link, float]:
    """The same weight for all inputs of a customer, and the same for all its makers.

    ``rest`` is what no source names, as a number of further suppliers that never fail (0: the recorded ones
    are all).

    >>> equal_weights([Link("a", "c"), Link("b", "c"), Link("m", "c", MAKER)])
    {Link(supplier='a', customer='c', kind='useful', group=''): 0.3333333333333333,
     Link(supplier='b', customer='c', kind='useful', group=''): 0.3333333333333333,
     Link(supplier='m', customer='c', kind='maker', group=''): 0.5}
    """
    return {link: 1 / (len(side) + rest) for side in _sides(links) for link in side}


def drawn_weights(links: Iterable[Link], rng: random.Random, rest: float = 1.0) -> dict[Link, float]:
    """Weights from a flat Dirichlet distribution over the inputs of each customer, and over its makers,
    each with its ``rest``.
    """
    found = {}
    for side in _sides(links):
        parts = [rng.expovariate(1.0) for _ in side]
        whole = sum(parts) + (rng.gammavariate(rest, 1.0) if rest else 0.0)
        found |= {link: part / whole for link, part in zip(side, parts, strict=True)}
    return found


def _sides(links: Iterable[Link]) -> list[list[Link]]:
    """Links by customer, makers apart from inputs, in an order that does not hang on that of the links."""
    sides: dict[tuple[str, bool], list[Link]] = defaultdict(list)
    for link in sorted(set(links)):
        sides[link.customer, link.kind == MAKER].append(link)
    return [sides[key] for key in sorted(sides)]


def edges(weights: Weights) -> dict[tuple[str, str], float]:
    """The weights of DebtRank: those of all links between the same two nodes added up, at most 1."""
    found: dict[tuple[str, str], float] = defaultdict(float)
    for link in sorted(weights):
        found[link.supplier, link.customer] += weights[link]
    return {ends: min(1.0, weight) for ends, weight in found.items()}


# ---------------------------------------------------------------- DebtRank


def debtrank(edges: Edges, shock: Mapping[str, float], backend: str = "") -> Loss:
    """Relative loss of every node, between 0 and 1, after a shock: DebtRank in its corrected form.

    h_i(t+1) = min(1, h_i(t) + Σ_j W_ij (h_j(t) − h_j(t−1))), repeated until nothing changes (Bardoscia and
    others 2015), where W_ij is the part of i's output that is lost when all of j's is. As long as no node
    loses everything this is the solution of h = shock + W h.

    ``edges`` maps (supplier j, customer i) to W_ij, ``shock`` a node to its first loss. ``backend`` is
    ``plain``, ``scipy`` (for many edges, where installed), or empty to choose. Raises ``ValueError`` for a
    shock outside 0 to 1, a negative weight, or when losses still grow after 100,000 passes.

    >>> debtrank({("a", "b"): 0.5, ("b", "c"): 0.5}, {"a": 1.0})
    {'a': 1.0, 'b': 0.5, 'c': 0.25}
    """
    first = _first(edges, shock)
    if backend == "scipy" or not backend and len(edges) > MANY and _has_scipy():
        return _debtrank_sparse(edges, first)
    customers = _customers(edges)
    loss, fresh = dict(first), {name: part for name, part in first.items() if part}
    for _ in range(PASSES):
        gained: dict[str, float] = defaultdict(float)
        for supplier, part in fresh.items():
            for customer, weight in customers.get(supplier, ()):
                gained[customer] += weight * part
        fresh = {}
        for name, more in gained.items():
            new = min(1.0, loss[name] + more)
            if new - loss[name] > TOLERANCE:
                fresh[name] = new - loss[name]
                loss[name] = new
        if not fresh:
            return loss
    raise ValueError(f"losses still grow after {PASSES:,} passes")


def debtrank_original(edges: Edges, shock: Mapping[str, float]) -> Loss:
    """Relative loss of every node by DebtRank as first published, for comparison with :func:`debtrank`.

    h_i(t) = min(1, h_i(t−1) + Σ_j W_ij h_j(t−1)) over those j that are in distress for the first time at
    t−1; each node passes its loss on once and is inactive from then on (Battiston and others 2012). Never
    more than the corrected form; the same where no node is reached by two ways of different length.
    """
    loss = _first(edges, shock)
    customers = _customers(edges)
    distressed = {name for name, part in loss.items() if part}
    spent: set[str] = set()
    while distressed:
        gained: dict[str, float] = defaultdict(float)
        for supplier in sorted(distressed):
            for customer, weight in customers.get(supplier, ()):
                gained[customer] += weight * loss[supplier]
        spent |= distressed
        for name, more in gained.items():
            loss[name] = min(1.0, loss[name] + more)
        distressed = {name for name, more in gained.items() if more} - spent
    return loss


def total_loss(
    loss: Mapping[str, float], shock: Mapping[str, float], importance: Mapping[str, float] | None = None
) -> float:
    """The loss that a shock brings about beyond itself: R = Σ h_i v_i − Σ shock_i v_i, between 0 and 1.

    ``importance`` is the part v_i of each node in the whole; each counts the same where it is not given.

    >>> total_loss({"a": 1.0, "b": 0.5, "c": 0.25, "d": 0.0}, {"a": 1.0})
    0.1875
    """
    weight = importance or dict.fromkeys(loss, 1.0)
    whole = sum(weight.values())
    return (
        sum((part - shock.get(name, 0.0)) * weight.get(name, 0.0) for name, part in loss.items()) / whole
        if whole
        else 0.0
    )


def impacts(edges: Edges) -> Loss:
    """For every node the :func:`total_loss` of the others when it loses everything: its systemic
    importance, between 0 and 1.
    """
    nodes = sorted({name for ends in edges for name in ends})
    return {name: total_loss(debtrank(edges, {name: 1.0}), {name: 1.0}) for name in nodes}


def _first(edges: Edges, shock: Mapping[str, float]) -> Loss:
    if wrong := [name for name, part in shock.items() if not 0 <= part <= 1]:
        raise ValueError(f"the shock of {wrong[0]} is not between 0 and 1")
    if any(weight < 0 for weight in edges.values()):
        raise ValueError("a weight is negative")
    nodes = {name for ends in edges for name in ends} | set(shock)
    return {name: float(shock.get(name, 0.0)) for name in sorted(nodes)}


def _customers(edges: Edges) -> dict[str, list[tuple[str, float]]]:
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for supplier, customer in sorted(edges):
        found[supplier].append((customer, edges[supplier, customer]))
    return found


def _has_scipy() -> bool:
    from importlib.util import find_spec

    return find_spec("scipy") is not None


def _debtrank_sparse(edges: Edges, first: Loss) -> Loss:
    """:func:`debtrank` as products of a sparse matrix and a vector."""
    import numpy as np
    from scipy.sparse import csr_array

    names = list(first)
    place = {name: i for i, name in enumerate(names)}
    rows, columns = [place[customer] for _, customer in edges], [place[supplier] for supplier, _ in edges]
    matrix = csr_array(
        (np.fromiter(edges.values(), float, len(edges)), (rows, columns)), shape=(len(names), len(names))
    )
    loss = np.fromiter(first.values(), float, len(names))
    fresh = loss.copy()
    for _ in range(PASSES):
        new = np.minimum(1.0, loss + matrix @ fresh)
        fresh = np.where(new - loss > TOLERANCE, new - loss, 0.0)
        loss = loss + fresh
        if not fresh.any():
            return dict(zip(names, loss.tolist(), strict=True))
    raise ValueError(f"losses still grow after {PASSES:,} passes")


# ---------------------------------------------------------------- capacity


def capacity(weights: Weights, shock: Mapping[str, float], backend: str = "") -> Loss:
    """Relative loss of every node, between 0 and 1, when a customer makes no more than its scarcest needs
    allow.

    Output x_i = min(1 − shock_i, x_j for every essential input j, max x_j for every group of substitutes, 1
    − Σ w_ij (1 − x_j) over useful inputs, 1 − Σ w_ij (1 − x_j) over makers); the largest solution, found by
    going down from full output, so that a cycle runs until something in it fails. Loss is 1 − x. With
    shocks of 1 and neither useful inputs nor makers this is
    :meth:`jjj_graph.analysis.production.Production.fails`.

    ``weights`` maps links to weights (those of essential links and substitutes are not used). ``backend``
    is ``plain``, ``numpy`` or empty to choose by size. Raises ``ValueError`` as :func:`debtrank`.

    >>> needs = [Link("cell", "car", ESSENTIAL), Link("paint", "car")]
    >>> makers_of_cells = [Link("m1", "cell", MAKER), Link("m2", "cell", MAKER)]  # and a rest: a third each
    >>> weights = equal_weights(needs + makers_of_cells)
    >>> {name: round(part, 3) for name, part in capacity(weights, {"m1": 1.0}).items()}
    {'car': 0.333, 'cell': 0.333, 'm1': 1.0, 'm2': 0.0, 'paint': 0.0}
    """
    first = _first({(link.supplier, link.customer): weight for link, weight in weights.items()}, shock)
    if backend == "numpy" or not backend and len(weights) > MANY:
        return _capacity_vector(weights, first)
    needs = _needs(weights)
    customers: dict[str, set[str]] = defaultdict(set)
    for link in weights:
        customers[link.supplier].add(link.customer)
    loss = dict(first)
    waiting = {customer for name, part in first.items() if part for customer in customers[name]}
    for _ in range(PASSES):
        changed: set[str] = set()
        for name in sorted(waiting):
            new = max(first[name], needs[name].loss(loss))
            if new - loss[name] > TOLERANCE:
                loss[name] = new
                changed.add(name)
        if not changed:
            return loss
        waiting = {customer for name in changed for customer in customers[name]}
    raise ValueError(f"losses still grow after {PASSES:,} passes")


class _Needs:
    """What one customer needs."""

    __slots__ = ("essential", "groups", "sums")

    def __init__(self) -> None:
        self.essential: list[str] = []
        self.groups: dict[str, list[str]] = defaultdict(list)
        self.sums: dict[str, list[tuple[str, float]]] = defaultdict(list)

    def loss(self, loss: Loss) -> float:
        """The loss that those of the suppliers bring."""
        worst = max((loss[name] for name in self.essential), default=0.0)
        worst = max([worst, *(min(loss[name] for name in group) for group in self.groups.values())])
        return min(
            1.0,
            max([worst, *(sum(loss[name] * weight for name, weight in part) for part in self.sums.values())]),
        )


def _needs(weights: Weights) -> dict[str, _Needs]:
    found: dict[str, _Needs] = defaultdict(_Needs)
    for link in sorted(weights):
        mine = found[link.customer]
        if link.kind == ESSENTIAL:
            mine.essential.append(link.supplier)
        elif link.kind == SUBSTITUTE:
            mine.groups[link.group].append(link.supplier)
        else:
            mine.sums[link.kind].append((link.supplier, weights[link]))
    return found


def _capacity_vector(weights: Weights, first: Loss) -> Loss:
    """:func:`capacity` with all customers at once in NumPy."""
    import numpy as np

    names = list(first)
    place = {name: i for i, name in enumerate(names)}
    links = sorted(weights)
    ends = {
        kind: np.array(
            [(place[link.supplier], place[link.customer]) for link in links if link.kind == kind], int
        ).reshape(-1, 2)
        for kind in (ESSENTIAL, SUBSTITUTE, USEFUL, MAKER)
    }
    share = {
        kind: np.array([weights[link] for link in links if link.kind == kind]) for kind in (USEFUL, MAKER)
    }
    groups = sorted({(link.customer, link.group) for link in links if link.kind == SUBSTITUTE})
    number = {key: i for i, key in enumerate(groups)}
    member = np.array([number[link.customer, link.group] for link in links if link.kind == SUBSTITUTE], int)
    owner = np.array([place[customer] for customer, _ in groups], int)
    loss = np.fromiter(first.values(), float, len(names))
    for _ in range(PASSES):
        new = loss.copy()
        np.maximum.at(new, ends[ESSENTIAL][:, 1], loss[ends[ESSENTIAL][:, 0]])
        best = np.ones(len(groups))
        np.minimum.at(best, member, loss[ends[SUBSTITUTE][:, 0]])
        np.maximum.at(new, owner, best)
        for kind in (USEFUL, MAKER):
            told = (
                np.bincount(ends[kind][:, 1], loss[ends[kind][:, 0]] * share[kind], len(names))
                if len(share[kind])
                else 0.0
            )
            new = np.maximum(new, np.minimum(1.0, told))
        if not (new - loss > TOLERANCE).any():
            return dict(zip(names, loss.tolist(), strict=True))
        loss = new
    raise ValueError(f"losses still grow after {PASSES:,} passes")


# ---------------------------------------------------------------- how far one can trust it


def spread(
    links: Iterable[Link],
    of: Callable[[dict[Link, float]], Loss],
    draws: int = 200,
    seed: int = 20140226,
    rest: float = 1.0,
) -> Table:
    """What a model says of every node with equal weights, and how it moves when the weights are drawn at
    random.

    ``of`` takes weights and gives a number for each node (a loss or an importance, 0 to 1). Columns: node,
    ``equal`` weights, ``median``, ``low`` and ``high`` (5th and 95th percentile) over ``draws`` draws, and
    the same of the ``rank`` among all nodes, 1 for the largest; equal numbers share a rank. Largest first.

    >>> links = [Link("a", "b"), Link("a", "c"), Link("x", "c")]
    >>> table = spread(links, lambda weights: debtrank(edges(weights), {"a": 1.0}), draws=50)
    >>> table.column("node"), table.column("rank")
    (['a', 'b', 'c', 'x'], [1, 2, 3, 4])
    """
    links = sorted(set(links))
    rng = random.Random(seed)
    equal = of(equal_weights(links, rest))
    numbers: dict[str, list[float]] = defaultdict(list)
    places: dict[str, list[int]] = defaultdict(list)
    for _ in range(draws):
        drawn = of(drawn_weights(links, rng, rest))
        order = ranks(drawn)
        for name, value in drawn.items():
            numbers[name].append(value)
            places[name].append(order[name])
    table = Table(("node", "equal", "median", "low", "high", "rank", "rank low", "rank high"), [])
    for name, value in equal.items():
        table.rows.append(
            (name, value, *percentiles(numbers[name] or [value]), *percentiles(places[name] or [1]))
        )
    table.rows.sort(key=lambda row: (-row[1], row[5], row[0]))  # type: ignore[operator,index]
    table.notes.append(
        f"no source states weights: equal ones, and {draws} draws from a flat Dirichlet distribution "
        f"(seed {seed}); ranks are median, 5th and 95th percentile of {len(equal)} nodes"
    )
    return table


def ranks(numbers: Mapping[str, float]) -> dict[str, int]:
    """The rank of every node, 1 for the largest; numbers that are equal to nine digits share one.

    >>> ranks({"a": 0.5, "b": 1.0, "c": 0.5, "d": 0.1})
    {'a': 2, 'b': 1, 'c': 2, 'd': 4}
    """
    rounded = {name: round(value, 9) for name, value in numbers.items()}
    first: dict[float, int] = {}
    for place, value in enumerate(sorted(rounded.values(), reverse=True), 1):
        first.setdefault(value, place)
    return {name: first[value] for name, value in rounded.items()}


def percentiles(values: Iterable[float]) -> tuple[float, float, float]:
    """Median, 5th and 95th percentile, each one of the values.

    >>> percentiles(range(101))
    (50, 5, 95)
    """
    ordered = sorted(values)
    return tuple(ordered[round(part * (len(ordered) - 1))] for part in (0.5, 0.05, 0.95))  # type: ignore[return-value]
