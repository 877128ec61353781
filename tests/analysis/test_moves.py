"""Moves on hand-made rows: events, tables, totals, times, journeys, and the gravity model."""

import math
import random
from datetime import date
from itertools import permutations

import numpy as np
import pytest

from jjj_graph.analysis.events import events
from jjj_graph.analysis.gravity import gravity, gravity_table
from jjj_graph.analysis.moves import (
    Units,
    event_table,
    histories,
    journeys,
    od_table,
    receivers,
    stated_totals,
)

UNITS = Units(
    {
        "daxing": "beijing",
        "beijing": "beijing",
        "cangzhou": "cangzhou",
        "bohai": "cangzhou",
        "wuqing": "tianjin",
    }
)


def move(claim, who="maker", origin="beijing", to="cangzhou", **more):
    row = {"claim": claim, "source": f"s{claim}", "kind": "relocation", "who": who, "from": origin, "to": to}
    return row | more


def group(claim, count, words="firms", **more):
    return move(claim, f"group:{claim:>016}", who_words=words, value=count, **more)


def test_four_pages_on_one_move_are_one_event():
    rows = [
        move("1", move="m", status="announced", first=date(2015, 1, 1), last=date(2015, 12, 31)),
        move(
            "2", move="m", status="completed", first=date(2018, 6, 1), last=date(2018, 6, 30), sector="drugs"
        ),
        move("3", move="m", status="completed", first=date(2018, 1, 1), last=date(2018, 12, 31), source="s2"),
        move("4", who="", origin="", to="bohai", move="m", status="signed"),
    ]
    (only,) = events(rows)
    assert (only.move, only.status, only.is_done, only.year, only.sector) == (
        "m",
        "completed",
        True,
        2018,
        "drugs",
    )
    assert only.claims == ["1", "2", "3", "4"] and only.sources == {"s1", "s2", "s4"}
    assert only.history["completed"] == (date(2018, 6, 1), date(2018, 6, 30)), "the earliest told"


def test_a_move_without_a_name_is_the_same_by_who_whence_whither_and_what():
    rows = [
        move("1", scope="whole"),
        move("2", scope="whole"),
        move("3", scope="rd-centre"),
        move("4", scope="whole", to="wuqing"),
    ]
    assert [e.claims for e in events(rows)] == [["1", "2"], ["3"], ["4"]]


def test_a_reprint_of_a_group_adds_nothing():
    rows = [group("1", 2800), group("2", 2800, "Firms"), group("3", 2900), group("4", 2800, "markets")]
    assert sorted(e.claims for e in events(rows)) == [["1", "2"], ["3"], ["4"]]


def test_what_is_denied_takes_no_part():
    assert events([move("1", stance="denied")]) == []
    (only,) = events([move("1", move="m"), move("2", move="m", stance="denied", status="completed")])
    assert only.claims == ["1"] and not only.is_done


@pytest.mark.parametrize(
    "status", ["target", "planned", "forecast", "announced", "signed", "approved", "started", "under-way", ""]
)
def test_what_is_announced_is_not_done(status):
    (only,) = events([move("1", status=status)])
    assert not only.is_done


def test_what_stopped_is_not_done_though_it_was_under_way():
    (only,) = events([move("1", move="m", status="operating"), move("2", move="m", status="suspended")])
    assert only.status == "suspended" and not only.is_done


def test_a_year_only_where_the_period_lies_in_one():
    spans = {
        (date(2018, 1, 1), date(2018, 12, 31)): 2018,
        (date(2014, 1, 1), date(2018, 12, 31)): None,
        (None, date(2018, 1, 1)): None,
    }
    for (first, last), year in spans.items():
        (only,) = events([move("1", status="completed", first=first, last=last)])
        assert only.year == year


def cells(table):
    return {(r["from"], r["to"], r["told as"]): (r["events"], r["movers"]) for r in table}


def test_groups_are_never_added_to_named_movers():
    rows = [
        move("1", "a"),
        move("2", "b", origin="daxing"),
        move("3", "c", to="bohai"),
        group("4", 2800),
        group("5", 45, "plants"),
    ]
    table = od_table(events(rows), UNITS)
    assert cells(table) == {
        ("beijing", "cangzhou", "named"): (3, 3),
        ("beijing", "cangzhou", "group"): (2, 2800),
    }
    named = next(r for r in table if r["told as"] == "named")
    assert named["claims"].split() == ["1", "2", "3"] and len(named["moves"].split()) == 3


def test_done_and_announced_stand_in_rows_of_their_own():
    rows = [
        move("1", "a", status="completed"),
        move("2", "b", status="announced"),
        move("3", "c", kind="closure", to=""),
    ]
    table = od_table(events(rows), UNITS, ("kind", "done"))
    assert {(r["to"], r["kind"], r["done"], r["events"]) for r in table} == {
        ("cangzhou", "relocation", True, 1),
        ("cangzhou", "relocation", False, 1),
        ("?", "closure", False, 1),
    }
    assert table.notes[0].startswith("1 events lack an origin or a destination")


def test_the_kind_of_a_move_is_that_of_the_registry_and_else_the_one_most_claims_tell():
    rows = [move("1", "a"), move("2", "a", kind="expansion"), move("3", "a", kind="expansion")]
    rows = [row | {"move": "m"} for row in rows]
    assert [event.kind for event in events(rows)] == ["expansion"]
    assert [event.kind for event in events(rows, {"m": "closure"})] == ["closure"]


def test_kinds_of_movers_stand_in_rows_of_their_own():
    rows = [
        move("1", "a"),
        move("2", "b"),
        move("3", "fair"),
        move("4", "nobody-knows"),
        group("5", 45, "plants"),
    ]
    table = od_table(
        events(rows), UNITS, ("mover",), {"a": "Enterprise", "b": "Enterprise", "fair": "Market"}
    )
    assert {(r["mover"], r["told as"]): r["events"] for r in table} == {
        ("Enterprise", "named"): 2,
        ("Market", "named"): 1,
        ("", "named"): 1,
        ("Group", "group"): 1,
    }


def test_every_event_stands_in_one_cell():
    rng = random.Random(5)
    places = ["beijing", "daxing", "cangzhou", "wuqing", ""]
    rows = [
        move(
            str(n),
            f"w{n % 40}",
            rng.choice(places),
            rng.choice(places),
            status=rng.choice(["completed", "signed"]),
        )
        for n in range(120)
    ]
    found = events(rows)
    table = od_table(found, UNITS, ("status", "kind"))
    assert sum(r["events"] for r in table) == len(found) == len(event_table(found, UNITS))
    assert sorted(c for r in table for c in r["claims"].split()) == sorted(r["claim"] for r in rows)


def test_units_of_places():
    assert UNITS("bohai") == "cangzhou" and UNITS("") == "?" and UNITS("wuxi") == "wuxi"
    assert UNITS("wuqing+daxing") == "beijing+tianjin"


def test_stated_totals_beside_what_is_named():
    within = {"daxing": "beijing", "bohai": "cangzhou", "cangzhou": "hebei"}
    rows = [
        group("1", 2800, to="hebei"),
        group("2", 20, "drug makers", to="cangzhou"),
        group("3", 7, "firms to anywhere", to=""),
        move("4", "a", "daxing", "bohai", status="completed"),
        move("5", "b", to="cangzhou", status="signed"),
        move("6", "c", to="wuqing", status="completed"),
        move("7", "d", kind="expansion", status="completed"),
    ]
    table = stated_totals(events(rows), within)
    assert [(r["stated"], r["recorded done"], r["recorded not yet"]) for r in table] == [
        (2800, 1, 1),
        (20, 1, 1),
        (7, 2, 1),
    ]


def test_time_from_announcement_to_completion():
    """From the end of 2015 to the end of June 2018 are 912 days; give or take (364 + 29) / 2."""
    rows = [
        move("1", move="m", status="announced", first=date(2015, 1, 1), last=date(2015, 12, 31)),
        move("2", move="m", status="completed", first=date(2018, 6, 1), last=date(2018, 6, 30)),
        move("3", "other", status="completed", first=date(2018, 6, 1), last=date(2018, 6, 30)),
    ]
    (only,) = histories(events(rows))
    assert (only["days"], only["give or take"], only["claims"]) == (912, 196.5, "1 2")
    assert histories([]).notes == []


def test_journeys_follow_one_mover():
    rows = [
        move("1", "a", "beijing", "wuqing", status="completed"),
        move("2", "a", "wuqing", "bohai"),
        move("3", "b", "beijing", "wuqing"),
        move("4", "c", "wuqing", "bohai"),
    ]
    (only,) = journeys(events(rows), UNITS)
    assert (only["who"], only["steps"], only["done"], only["journey"], only["claims"]) == (
        "a",
        2,
        1,
        "beijing → tianjin → cangzhou",
        "1 2",
    )


def test_a_mover_that_comes_back_ends():
    rows = [
        move("1", "a", "daxing", "wuqing"),
        move("2", "a", "wuqing", "bohai"),
        move("3", "a", "bohai", "wuqing"),
    ]
    assert [r["steps"] for r in journeys(events(rows), UNITS)] == [3]


def test_where_a_way_forks_each_branch_is_told_and_a_circle_too():
    fork = [
        move("1", "a", "beijing", "wuqing"),
        move("2", "a", "wuqing", "bohai"),
        move("3", "a", "wuqing", "baoding"),
    ]
    assert [r["claims"] for r in journeys(events(fork), UNITS)] == ["1 2", "1 3"]
    circle = [move("1", "a", "beijing", "wuqing"), move("2", "a", "wuqing", "beijing")]
    assert sorted(r["claims"] for r in journeys(events(circle), UNITS)) == ["1 2", "2 1"]


def test_the_number_of_a_group_is_that_of_its_furthest_status_whatever_the_order_of_claims():
    for ten, fourteen in (("1", "2"), ("2", "1")):
        rows = [
            group(ten, 10, move="m", status="announced"),
            group(fourteen, 14, move="m", status="completed"),
        ]
        assert [event.count for event in events([row | {"who": "group:9"} for row in rows])] == [14]


def test_receivers_beside_what_is_claimed():
    rows = [
        move("1", "a", to="bohai", status="completed"),
        move("2", "b", to="bohai", status="signed"),
        group("3", 90, to="bohai", status="completed"),
        move("4", "c", to="wuqing", status="completed"),
        move("5", "d", to="bohai", kind="closure"),
    ]
    levels = [
        {"claim": "9", "indicator": "signed-project-count", "of": "bohai", "value": 120, "unit": "count"},
        {"claim": "8", "indicator": "gdp", "of": "bohai", "value": 1, "unit": "CNY"},
    ]
    assert receivers(events(rows), levels, ["bohai"]).rows == [
        (
            "bohai",
            1,
            1,
            "signed-project-count 120 count [9]",
            receivers(events(rows), [], ["bohai"]).rows[0][4],
        )
    ]


def test_the_order_of_input_does_not_matter():
    rows = [
        move("1", move="m", status="announced"),
        move("2", move="m", status="completed", to="bohai"),
        move("3", "b"),
        group("4", 45),
        group("5", 45),
        move("6", "a", "beijing", "wuqing"),
        move("7", "a", "wuqing", "bohai"),
    ]
    once = events(rows)
    for seed in range(10):
        again = events(random.Random(seed).sample(rows, len(rows)))
        assert again == once
        assert od_table(again, UNITS, ("done",)) == od_table(once, UNITS, ("done",))
        assert journeys(again, UNITS) == journeys(once, UNITS)


# --- gravity ---------------------------------------------------------------------------------------

MASSES = {"p": 1.0, "q": 3.0, "r": 8.0, "s": 20.0}
KM = {
    ("p", "q"): 50.0,
    ("p", "r"): 120.0,
    ("p", "s"): 200.0,
    ("q", "r"): 80.0,
    ("q", "s"): 300.0,
    ("r", "s"): 110.0,
}
KM |= {(j, i): km for (i, j), km in KM.items()}


def test_ppml_finds_the_coefficients_of_a_flow_made_with_them():
    """T = 2 M_i^0.7 M_j^0.4 / d^1.2, without noise: these are the coefficients, with no error left."""
    flows = {
        (i, j): 2 * MASSES[i] ** 0.7 * MASSES[j] ** 0.4 / KM[i, j] ** 1.2 for i, j in permutations(MASSES, 2)
    }
    fit = gravity(flows, MASSES, KM)
    found = {name: value for name, (value, _) in fit.coefficients.items() if name != "intercept"}
    assert found == pytest.approx(
        {"ln mass of origin": 0.7, "ln mass of destination": 0.4, "ln distance": -1.2}, abs=1e-5
    )
    assert max(error for _, error in fit.coefficients.values()) < 1e-5
    assert (fit.cells, fit.zeros) == (12, 0.0) and fit.correlation2 == pytest.approx(1.0)


def test_ppml_satisfies_its_own_equations_with_zeros_in_the_table():
    """Σ (T - μ) x = 0 at the fit, and the sandwich (X'μX)⁻¹ X'(T-μ)²X (X'μX)⁻¹."""
    flows = {("s", "r"): 9.0, ("s", "q"): 4.0, ("s", "p"): 1.0, ("r", "s"): 2.0, ("q", "p"): 1.0}
    fit = gravity(flows, MASSES, KM)
    pairs = list(permutations(sorted(MASSES), 2))
    x = np.array([[1.0, math.log(MASSES[i]), math.log(MASSES[j]), math.log(KM[i, j])] for i, j in pairs])
    x[:, 1:] -= x[:, 1:].mean(axis=0)
    t = np.array([flows.get(pair, 0.0) for pair in pairs])
    mu = np.exp(x @ np.array([value for value, _ in fit.coefficients.values()]))
    assert x.T @ (t - mu) == pytest.approx(np.zeros(4), abs=1e-5)
    bread = np.linalg.inv((x.T * mu) @ x)
    errors = np.sqrt(np.diag(bread @ ((x.T * (t - mu) ** 2) @ x) @ bread))
    assert [error for _, error in fit.coefficients.values()] == pytest.approx(errors.tolist(), rel=1e-4)
    assert fit.zeros == pytest.approx(7 / 12)


def test_too_little_for_a_gravity_model_is_said():
    three = {name: MASSES[name] for name in "pqr"}
    with pytest.raises(ValueError, match="too few cells"):
        gravity({("p", "q"): 1.0}, three, KM)
    with pytest.raises(ValueError, match="too few cells"):
        gravity({}, MASSES, KM)


def test_the_gravity_table_counts_only_named_done_relocations_between_units():
    rows = [move(str(n), f"w{n}", "s", to, status="completed") for n, to in enumerate("rrrqqp")]
    rows += [
        move("90", "x", "s", "r", status="announced"),
        move("91", "group:1", "s", "r", value=500, status="completed"),
        move("92", "y", "s", "r", kind="expansion", status="completed"),
        move("93", "z", "s", "abroad", status="completed"),
    ]
    table = gravity_table(events(rows), Units({}), MASSES, KM)
    assert "12 cells, 75% of them empty, 6 moves" in table.notes[0]
    assert table.notes[1].startswith("6 of the moves leave s")
