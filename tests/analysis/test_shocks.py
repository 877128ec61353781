"""Shocks: examples by hand, the closed form of the papers, and what must hold for every graph."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjj_graph.analysis.chains import Area
from jjj_graph.analysis.production import Need, Production
from jjj_graph.analysis.shocks import (
    ESSENTIAL,
    MAKER,
    SUBSTITUTE,
    USEFUL,
    Link,
    capacity,
    debtrank,
    debtrank_original,
    drawn_weights,
    edges,
    equal_weights,
    impacts,
    links_of,
    ranks,
    spread,
    total_loss,
)

NODES = "abcdef"
PAIRS = [(j, i) for j in NODES for i in NODES if i != j]
tenths = st.integers(0, 10).map(lambda n: n / 10)
graphs = st.dictionaries(st.sampled_from(PAIRS), tenths, max_size=14)
shocks = st.dictionaries(st.sampled_from(NODES), tenths, max_size=4)
links = st.lists(
    st.builds(
        lambda pair, kind, group: Link(*pair, kind, group if kind == SUBSTITUTE else ""),
        st.sampled_from(PAIRS),
        st.sampled_from([ESSENTIAL, SUBSTITUTE, USEFUL, MAKER]),
        st.sampled_from("gh"),
    ),
    max_size=14,
)
EPS = 1e-8


def close(left, right, eps=EPS):
    return left.keys() == right.keys() and all(abs(left[name] - right[name]) <= eps for name in left)


# ---------------------------------------------------------------- by hand


def test_corrected_form_sums_the_whole_cycle_and_the_original_cuts_it():
    """Two nodes that hand half of a loss to each other: 0.3 (1 + 1/4 + 1/16 + …) = 0.4. The original ends
    after one round: 0.3 + 0.075.
    """
    both = {("a", "b"): 0.5, ("b", "a"): 0.5}
    assert close(debtrank(both, {"a": 0.3}), {"a": 0.4, "b": 0.2})
    assert close(debtrank_original(both, {"a": 0.3}), {"a": 0.375, "b": 0.15})


def test_original_misses_a_loss_that_comes_by_a_longer_way():
    """a -> b, a -> c -> b, b -> d, all 0.5. b: 0.5 by the short way, 0.25 by the long one. The original's b
    has passed on 0.5 by then.
    """
    way = {("a", "b"): 0.5, ("a", "c"): 0.5, ("c", "b"): 0.5, ("b", "d"): 0.5}
    assert close(debtrank(way, {"a": 1.0}), {"a": 1.0, "b": 0.75, "c": 0.5, "d": 0.375})
    assert close(debtrank_original(way, {"a": 1.0}), {"a": 1.0, "b": 0.75, "c": 0.5, "d": 0.25})


def test_nobody_loses_more_than_all():
    assert debtrank({("a", "c"): 0.8, ("b", "c"): 0.8, ("c", "d"): 1.0}, {"a": 1, "b": 1}) == {
        "a": 1,
        "b": 1,
        "c": 1,
        "d": 1,
    }
    assert debtrank({("a", "b"): 1.0, ("b", "a"): 1.0}, {"a": 0.1}) == {"a": 1.0, "b": 1.0}


def test_below_the_cap_it_is_the_solution_of_the_linear_system():
    """h = shock + W h (Bardoscia and others 2015, when nobody loses everything)."""
    np = pytest.importorskip("numpy")
    rng = random.Random(1)
    for _ in range(20):
        weights = {pair: rng.random() * 0.15 for pair in PAIRS if rng.random() < 0.6}
        shock = {name: rng.random() * 0.2 for name in NODES}
        matrix = np.array([[weights.get((j, i), 0.0) for j in NODES] for i in NODES])
        wanted = np.linalg.solve(np.eye(6) - matrix, [shock[name] for name in NODES])
        assert wanted.max() < 1
        assert close(debtrank(weights, shock), dict(zip(NODES, wanted, strict=True)))


def test_impact_of_a_chain():
    """a -> b -> c, all of it: a takes two others of three with it, b one, c none."""
    assert impacts({("a", "b"): 1.0, ("b", "c"): 1.0}) == {"a": 2 / 3, "b": 1 / 3, "c": 0.0}


def test_total_loss_weighs_by_importance():
    assert total_loss({"a": 1.0, "b": 0.5}, {"a": 1.0}, {"a": 1.0, "b": 3.0}) == 0.375


def test_capacity_by_hand():
    """The scarcest essential input rules (0.4 lost); of substitutes the best one; useful inputs and makers
    in proportion.
    """
    needs = [
        Link("chip", "car", ESSENTIAL),
        Link("steel", "car", ESSENTIAL),
        Link("lfp", "car", SUBSTITUTE, "g"),
        Link("ncm", "car", SUBSTITUTE, "g"),
    ]
    lost = capacity(equal_weights(needs), {"chip": 0.4, "steel": 0.1, "lfp": 1.0, "ncm": 0.2})
    assert lost["car"] == 0.4
    assert capacity(equal_weights(needs), {"lfp": 1.0, "ncm": 0.7})["car"] == 0.7
    three = [Link("m1", "car", MAKER), Link("m2", "car", MAKER), Link("m3", "car", MAKER)]
    assert capacity(equal_weights(three, rest=0), {"m1": 1.0, "m2": 0.5})["car"] == pytest.approx(0.5)
    useful = [Link("paint", "car"), Link("glass", "car")]
    assert capacity(equal_weights(useful, rest=0), {"paint": 1.0})["car"] == 0.5


def test_links_leave_out_the_nameless_the_denied_and_the_planned():
    supplies = [
        dict(supplier="s", customer="c"),
        dict(supplier="group:1", customer="c"),
        dict(supplier="t", customer="c", stance="denied"),
        dict(supplier="u", customer="c", status="planned"),
    ]
    made = [
        dict(who="m", place="tianjin", segment="nev/cell", activity="manufacture"),
        dict(who="lab", place="tianjin", segment="nev/cell", activity="rd"),
    ]
    inputs = [
        dict(supplier="nev/cell", customer="nev/car", group="g", essential=True),
        dict(supplier="nev/paint", customer="nev/car", group="", essential=False),
    ]
    found = links_of(inputs, made, supplies, Area(("tianjin",), {"tianjin": "tianjin"}))
    assert found == [
        Link("m", "nev/cell", MAKER),
        Link("nev/cell", "nev/car", SUBSTITUTE, "g"),
        Link("nev/paint", "nev/car"),
        Link("s", "c"),
    ]


@pytest.mark.parametrize(
    "model",
    [debtrank, debtrank_original, lambda e, s: capacity({Link(*pair): w for pair, w in e.items()}, s)],
)
@pytest.mark.parametrize(
    "weights, shock", [({("a", "b"): -0.1}, {}), ({("a", "b"): 0.1}, {"a": 1.5}), ({}, {"a": -0.1})]
)
def test_what_makes_no_sense_is_refused(model, weights, shock):
    with pytest.raises(ValueError, match="negative|between 0 and 1"):
        model(weights, shock)


# ---------------------------------------------------------------- for every graph


@given(graphs, shocks)
def test_losses_lie_between_the_shock_and_all(weights, shock):
    for model in (debtrank, debtrank_original):
        lost = model(weights, shock)
        assert all(shock.get(name, 0) <= part <= 1 for name, part in lost.items())


@given(graphs, shocks)
def test_the_original_never_exceeds_the_corrected_form(weights, shock):
    more, less = debtrank(weights, shock), debtrank_original(weights, shock)
    assert all(less[name] <= more[name] + EPS for name in more)


@given(graphs, shocks, st.sampled_from(NODES), tenths)
def test_more_shock_never_less_loss(weights, shock, where, extra):
    harder = {**shock, where: max(shock.get(where, 0), extra)}
    few, many = debtrank(weights, shock), debtrank(weights, harder)
    assert all(part <= many[name] + EPS for name, part in few.items())


@given(links, shocks, st.sampled_from(NODES), tenths)
def test_capacity_is_bounded_and_monotone(needs, shock, where, extra):
    weights = equal_weights(needs)
    few = capacity(weights, shock)
    many = capacity(weights, {**shock, where: max(shock.get(where, 0), extra)})
    assert all(shock.get(name, 0) <= part <= 1 for name, part in few.items())
    assert all(part <= many[name] + EPS for name, part in few.items())


@given(graphs, shocks, st.randoms(use_true_random=False))
def test_neither_order_nor_names_of_nodes_matter(weights, shock, rng):
    pairs = list(weights)
    rng.shuffle(pairs)
    assert debtrank({pair: weights[pair] for pair in pairs}, dict(reversed(shock.items()))) == debtrank(
        weights, shock
    )
    other = dict(zip(NODES, rng.sample(NODES, len(NODES)), strict=True))
    renamed = debtrank(
        {(other[j], other[i]): w for (j, i), w in weights.items()},
        {other[n]: part for n, part in shock.items()},
    )
    assert close({other[name]: part for name, part in debtrank(weights, shock).items()}, renamed)


@given(links, st.sets(st.sampled_from(NODES), max_size=3))
def test_capacity_with_full_shocks_is_what_fails_in_the_cut_sets(needs, gone):
    hard = [link for link in needs if link.kind in (ESSENTIAL, SUBSTITUTE)]
    chain = Production([Need(link.supplier, link.customer, link.group) for link in hard], [], NODES)
    lost = capacity(equal_weights(hard), dict.fromkeys(gone, 1.0))
    assert {name for name, part in lost.items() if part} == chain.fails(gone)


@given(links, st.integers(0, 99), st.sampled_from([0.0, 1.0, 2.5]))
def test_weights_of_a_customer_never_exceed_one(needs, seed, rest):
    for weights in (equal_weights(needs, rest), drawn_weights(needs, random.Random(seed), rest)):
        assert weights.keys() == set(needs)
        for customer in NODES:
            for makers in (True, False):
                whole = sum(
                    w
                    for link, w in weights.items()
                    if link.customer == customer and (link.kind == MAKER) == makers
                )
                assert whole == pytest.approx(1.0) if whole and not rest else whole < 1.0 + EPS


# ---------------------------------------------------------------- backends, spread


@settings(max_examples=50)
@given(graphs, shocks)
def test_scipy_gives_the_same(weights, shock):
    pytest.importorskip("scipy")
    assert close(debtrank(weights, shock, "scipy"), debtrank(weights, shock, "plain"))


@settings(max_examples=50)
@given(links, shocks)
def test_numpy_gives_the_same(needs, shock):
    pytest.importorskip("numpy")
    weights = equal_weights(needs)
    assert close(capacity(weights, shock, "numpy"), capacity(weights, shock, "plain"))


def test_large_graphs_choose_a_matrix_and_agree():
    pytest.importorskip("scipy")
    rng = random.Random(3)
    many = {
        (f"n{rng.randrange(20_000)}", f"n{rng.randrange(20_000)}"): rng.random() / 10 for _ in range(60_000)
    }
    shock = {f"n{i}": 0.5 for i in range(20)}
    assert close(debtrank(many, shock), debtrank(many, shock, "plain"))


def test_spread_is_the_same_every_time_whatever_the_order():
    needs = [
        Link("a", "b"),
        Link("a", "c"),
        Link("x", "c"),
        Link("b", "d", ESSENTIAL),
        Link("c", "d", ESSENTIAL),
    ]

    def of(weights):
        return debtrank(edges(weights), {"a": 1.0})

    first, again, other = spread(needs, of), spread(list(reversed(needs)), of), spread(needs, of, seed=1)
    assert first.rows == again.rows != other.rows
    assert first.rows[0][:2] == ("a", 1.0) and first.rows[0][5:] == (1, 1, 1)
    for row in first:
        assert 0 <= row["low"] <= row["median"] <= row["high"] <= 1
        assert 1 <= row["rank low"] <= row["rank"] <= row["rank high"] <= 5
    assert "seed" in first.notes[0]


def test_equal_losses_share_a_rank():
    assert ranks({"a": 0.2, "b": 0.2 + 1e-12, "c": 0.3}) == {"a": 2, "b": 2, "c": 1}
