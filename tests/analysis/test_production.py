"""Cut sets: the textbook's fault tree, cycles, and brute force on random AND/OR graphs."""

import random
from itertools import combinations

import networkx as nx
import pytest

from jjj_graph.analysis.production import Need, Production, concentration


def test_pressure_tank_of_the_fault_tree_handbook():
    """NUREG-0492, chapter VIII: the tank ruptures by T, K2, S and S1, S and K1, or S and R."""
    needs = [
        Need("T", "top"),
        Need("K2", "top"),
        Need("S", "top", "switch"),
        Need("relays", "top", "switch"),
        *(Need(event, "relays") for event in ("S1", "K1", "R")),
    ]
    tank = Production(needs, ["top"])
    events = {"T", "K2", "S", "S1", "K1", "R"}
    assert tank.single_cuts()["top"] & events == {"T", "K2"}
    assert {pair for pair in tank.double_cuts()["top"] if pair <= events} == {
        frozenset("S") | {other} for other in ("S1", "K1", "R")
    }


def test_criticality_is_the_share_of_end_products():
    """By hand: chips stop both products, tyres one of them, and the product itself only itself."""
    chain = Production([Need("chip", "car"), Need("chip", "bus"), Need("tyre", "car")], ["car", "bus"])
    assert chain.criticality() == {"chip": 1.0, "tyre": 0.5, "car": 0.5, "bus": 0.5}


def test_what_is_not_essential_stops_nothing():
    chain = Production([Need("paint", "car", essential=False)], ["car"])
    assert chain.fails(["paint"]) == {"paint"} and chain.single_cuts()["car"] == {"car"}


def test_a_cycle_runs_until_something_in_it_stops():
    """Recycling: cell -> battery -> scrap -> metal -> cell, and mined ore instead of scrap."""
    ring = [Need("metal", "cell"), Need("cell", "battery"), Need("battery", "scrap")]
    closed = Production([*ring, Need("scrap", "metal")], ["battery"])
    assert closed.fails([]) == set()
    assert closed.single_cuts()["battery"] == {"metal", "cell", "battery", "scrap"}
    mined = Production([*ring, Need("scrap", "metal", "source"), Need("ore", "metal", "source")], ["battery"])
    assert mined.single_cuts()["battery"] == {"metal", "cell", "battery"}
    assert mined.double_cuts()["battery"] == {frozenset({"scrap", "ore"})}


def test_no_end_product_no_criticality():
    assert Production([Need("a", "b")], []).criticality() == {"a": 0.0, "b": 0.0}


def random_graph(rng: random.Random, most: int) -> Production:
    names = [f"s{i}" for i in range(rng.randint(2, most))]
    needs = [
        Need(supplier, customer, rng.choice(["", "", "g", "h"]), rng.random() < 0.9)
        for supplier in names
        for customer in names
        if supplier != customer and rng.random() < 2 / len(names)
    ]
    return Production(needs, rng.sample(names, min(2, len(names))), names)


def works(chain: Production, gone: frozenset[str]) -> set[str]:
    """What still works, by peeling: another way than the class goes."""
    left = set(chain.segments) - gone
    while True:
        kept = {
            n
            for n in left
            if left.issuperset(chain.all_of.get(n, ()))
            and all(left.intersection(g) for g in chain.one_of.get(n, {}).values())
        }
        if kept == left:
            return left
        left = kept


def works_by_definition(chain: Production, gone: frozenset[str]) -> set[str]:
    """What still works: the union of all sets that hold everything each of their members needs."""
    able = [n for n in chain.segments if n not in gone]
    found: set[str] = set()
    for size in range(len(able) + 1):
        for chosen in map(set, combinations(able, size)):
            if all(
                chosen.issuperset(chain.all_of.get(n, ()))
                and all(chosen.intersection(g) for g in chain.one_of.get(n, {}).values())
                for n in chosen
            ):
                found |= chosen
    return found


@pytest.mark.parametrize("part", range(10))
def test_cuts_agree_with_brute_force_on_500_graphs(part):
    rng = random.Random(part)
    for _ in range(50):
        chain = random_graph(rng, 12)
        stopped = {
            gone: set(chain.segments) - works(chain, gone)
            for size in (1, 2)
            for gone in map(frozenset, combinations(chain.segments, size))
        }
        for product in chain.products:
            single = {name for name in chain.segments if product in stopped[frozenset([name])]}
            assert chain.single_cuts()[product] == single
            assert chain.double_cuts()[product] == {
                g for g, down in stopped.items() if len(g) == 2 and product in down and not g & single
            }


def test_failing_agrees_with_the_definition_on_small_graphs():
    rng = random.Random(7)
    for _ in range(60):
        chain = random_graph(rng, 6)
        for gone in map(frozenset, combinations(chain.segments, rng.randint(0, 2))):
            assert chain.fails(gone) == set(chain.segments) - works_by_definition(chain, gone)


def test_concentration():
    """Four equal firms: 4 times (1/4) squared."""
    assert concentration(dict.fromkeys("abcd", 5.0)) == 0.25
    assert concentration({"a": 2.0}) == 1.0 and concentration({}) == 0.0


def test_without_substitutes_what_fails_is_what_networkx_reaches():
    """Where every input is essential an AND/OR graph is a plain one: a large one agrees with descendants there."""
    rng = random.Random(7)
    edges = [(f"s{rng.randrange(i)}", f"s{i}") for i in range(1, 2000) for _ in range(3)]
    plain = nx.DiGraph(edges)
    ends = [name for name in plain if not plain.out_degree(name)]
    chain = Production([Need(*edge) for edge in edges], ends)
    for name in rng.sample(sorted(plain), 100):
        assert chain.fails([name]) == nx.descendants(plain, name) | {name}
    assert chain.single_cuts() == {end: nx.ancestors(plain, end) | {end} for end in ends}


def test_with_substitutes_only_single_cuts_are_the_dominators_of_networkx():
    """Where a segment needs any one of its inputs, what stops it is what lies on every way to it from the sources."""
    rng = random.Random(8)
    edges = {(f"s{rng.randrange(max(0, i - 6), i)}", f"s{i}") for i in range(1, 400) for _ in range(2)}
    chain = Production([Need(a, b, "any") for a, b in sorted(edges)], ["s399"])
    before = nx.immediate_dominators(nx.DiGraph(sorted(edges)), "s0")
    expected, name = {"s399", "s0"}, "s399"
    while name != "s0":
        name = before[name]
        expected.add(name)
    assert chain.single_cuts()["s399"] == expected
