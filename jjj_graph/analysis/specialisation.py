"""Specialisation: how much of an activity a place has for its size, and what goes with what.

Pure functions on amounts (``{place: {activity: amount}}``, any one unit: persons, yuan, firms) or on what is
present. Each gives ``None`` where its formula has no value (an empty place, an activity that the reference
lacks): a blank with a reason is not a zero. Worked examples stand in the doctests; the references are named
with each formula.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from jjj_graph.tables import Table

Amounts = Mapping[str, Mapping[str, float]]


def location_quotient(local: Mapping[str, float], whole: Mapping[str, float]) -> dict[str, float | None]:
    """LQ_i = (e_ri / e_r) / (e_i / e): the share of an activity in a place over that in the reference.

    A pure number; 1 means the same share, above 1 more than the reference (Isard 1960, Methods of Regional
    Analysis). It turns with the reference: say which. ``None`` where the place or the reference has nothing,
    or the reference lacks the activity.

    Worked: of 100 jobs 20 in steel, against 100 of 1,000 in the reference: 0.2 / 0.1.

    >>> location_quotient({"steel": 20, "other": 80}, {"steel": 100, "other": 900})["steel"]
    2.0
    >>> location_quotient({"steel": 1}, {"steel": 0, "other": 5})["steel"] is None
    True
    """
    here, there = sum(local.values()), sum(whole.values())
    return {
        name: None
        if not (here and there and whole.get(name))
        else (local.get(name, 0.0) / here) / (whole[name] / there)
        for name in sorted({*local, *whole})
    }


def totals(amounts: Amounts) -> dict[str, float]:
    """The sum of each activity over all places.

    >>> totals({"a": {"x": 1, "y": 2}, "b": {"x": 3}})
    {'x': 4.0, 'y': 2.0}
    """
    found: dict[str, float] = defaultdict(float)
    for place in sorted(amounts):
        for name, amount in amounts[place].items():
            found[name] += amount
    return dict(sorted(found.items()))


def revealed_advantage(amounts: Amounts) -> dict[str, dict[str, float | None]]:
    """RCA_ri = (x_ri / Σ_i x_r) / (Σ_r x_i / Σ x), the location quotient against the sum of all places.

    A pure number (Balassa 1965, 10.1111/j.1467-9957.1965.tb00050.x). With small amounts it jumps: look at
    the amounts too.

    Worked: a has 2 of 3 in x, all places 3 of 6: (2/3) / (1/2) = 4/3.

    >>> found = revealed_advantage({"a": {"x": 2, "y": 1}, "b": {"x": 1, "y": 2}})
    >>> round(found["a"]["x"], 4), round(found["b"]["x"], 4)
    (1.3333, 0.6667)
    """
    whole = totals(amounts)
    return {place: location_quotient(amounts[place], whole) for place in sorted(amounts)}


def present_by_advantage(amounts: Amounts, least: float = 1.0) -> dict[str, set[str]]:
    """The activities of each place with a revealed advantage of at least ``least``: M_ri = 1 if RCA_ri >= 1.

    >>> present_by_advantage({"a": {"x": 2, "y": 1}, "b": {"x": 1, "y": 2}})
    {'a': {'x'}, 'b': {'y'}}
    """
    return {
        place: {name for name, value in row.items() if value is not None and value >= least}
        for place, row in revealed_advantage(amounts).items()
    }


def hachman(local: Mapping[str, float], whole: Mapping[str, float]) -> float | None:
    """HI = 1 / Σ_i (LQ_i · s_i) = 1 / Σ_i (s_i² / S_i): how like the reference a place is made up, in (0, 1].

    s_i and S_i are shares in the place and the reference; 1 means the same make-up (the Hachman index, as in
    the R package EconGeo). It falls with a finer classification. ``None`` where the place or the reference is
    empty, or the place has what the reference lacks.

    Worked: shares 1/2 and 1/2 against 3/4 and 1/4: 1 / (1/3 + 1) = 0.75.

    >>> hachman({"x": 1, "y": 1}, {"x": 3, "y": 1}), hachman({"x": 3, "y": 1}, {"x": 6, "y": 2})
    (0.75, 1.0)
    >>> hachman({"x": 1}, {"y": 1}) is None
    True
    """
    quotients, here = location_quotient(local, whole), sum(local.values())
    parts = [(quotients[name], amount / here) for name, amount in local.items() if amount] if here else []
    if not parts or any(quotient is None for quotient, _ in parts):
        return None
    return 1 / sum(quotient * share for quotient, share in parts)  # type: ignore[operator]


def comparative_productivity(
    output: float, output_whole: float, factor: float, factor_whole: float
) -> float | None:
    """(v_ri / v_i) / (f_ri / f_i): a place's share of an activity's output over its share of a factor.

    With labour it is CP, the comparative labour productivity, with capital CCOR. Output and factor of one
    scope and year; pure number. ``None`` where the reference has none, or the place has none of the factor.

    Worked: 30 of 100 of the output with 20 of 100 of the labour.

    >>> round(comparative_productivity(30, 100, 20, 100), 6)
    1.5
    """
    return (
        (output / output_whole) / (factor / factor_whole)
        if output_whole and factor_whole and factor
        else None
    )


def gradient(quotient: float, labour: float, capital: float | None = None) -> float:
    """Industrial gradient coefficient 产业梯度系数 IGC = LQ · CP; the improved one is IGC' = LQ · CP · CCOR.

    The improved one is that of 陈蕊, 熊必琳 2007. Above 1 a place stands high on the activity's gradient;
    that says "exporter", not "will move". LQ and CP share a numerator, so the product overstates both ends.

    >>> gradient(2.0, 1.5), gradient(2.0, 1.5, 0.5)
    (3.0, 1.5)
    """
    return quotient * labour * (1.0 if capital is None else capital)


def proximity_to(
    activity: str, places_of: Mapping[str, Collection[str]], shrink: float = 0.0
) -> dict[str, float]:
    """φ_ij = min(P(i|j), P(j|i)) = n_ij / max(n_i, n_j) of one activity to each other.

    (Hidalgo, Klinger, Barabási and Hausmann 2007, Science 317:482, 10.1126/science.1144581.) ``places_of``
    gives for each activity the places that have it. ``shrink`` is added to both denominators, as if so many
    further places had the one without the other: with few places a single common one would else mean 1. The
    activity itself is not among them (diagonal 0: it must not vouch for itself).

    Worked: i in a, b; j in b, c, d; one in common: min(1/3, 1/2).

    >>> places = {"i": {"a", "b"}, "j": {"b", "c", "d"}, "k": {"e"}}
    >>> {j: round(phi, 4) for j, phi in proximity_to("i", places).items()}
    {'j': 0.3333, 'k': 0.0}
    >>> proximity_to("i", places, shrink=1)["j"]
    0.25
    """
    own = set(places_of.get(activity, ()))
    found = {}
    for other, places in places_of.items():
        if other != activity:
            most = max(len(own), len(places)) + shrink
            found[other] = len(own.intersection(places)) / most if most else 0.0
    return found


def density(present: Collection[str], proximity: Mapping[str, float]) -> float | None:
    """ω_ri = Σ_j M_rj φ_ij / Σ_j φ_ij: the share of what is near an activity that a place has, 0 to 1.

    (Hidalgo and others 2007, as in :func:`proximity_to`; j runs over all other activities.) ``None`` where
    nothing is near. It mostly follows how much the place has of anything (arXiv 2303.14458): compare with the
    place's diversity.

    Worked: nearness 1/2 and 1/4, the place has the first: (1/2) / (3/4).

    >>> round(density({"j"}, {"j": 0.5, "k": 0.25}), 4), density({"j"}, {"j": 0.0})
    (0.6667, None)
    """
    whole = sum(proximity[name] for name in sorted(proximity))
    return sum(proximity[name] for name in sorted(set(present) & proximity.keys())) / whole if whole else None


def specialisation(amounts: Amounts, what: str) -> Table:
    """Location quotients of all places against their sum, and the Hachman index of each.

    Columns: place, activity, amount, amount of the place, LQ, Hachman index, HHI (over the activities of the
    place).
    """
    from jjj_graph.analysis.production import concentration

    whole = totals(amounts)
    table = Table(("place", "activity", what, f"{what} of the place", "LQ", "Hachman", "HHI"), [])
    for place, row in revealed_advantage(amounts).items():
        local = amounts[place]
        index = hachman(local, whole)
        for name, quotient in row.items():
            if local.get(name):
                table.rows.append(
                    (
                        place,
                        name,
                        local[name],
                        sum(local.values()),
                        None if quotient is None else round(quotient, 3),
                        None if index is None else round(index, 3),
                        round(concentration(local), 3),
                    )
                )
    return table
