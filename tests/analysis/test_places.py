"""Candidates for a segment and their back-test, on landscapes small enough to work out by hand."""

import random
from datetime import date

import pytest

from jjj_graph.analysis import backtest
from jjj_graph.analysis.events import events
from jjj_graph.analysis.landscape import Hint, Landscape, Telling, hints, tellings, units_of
from jjj_graph.analysis.places import PARTS, candidate_table, candidates

WITHIN = {
    "wuqing": "tianjin",
    "auto-park": "wuqing",
    "works": "auto-park",
    "plant": "tianjin",
    "robot-park": "tianjin",
    "six-districts": "tianjin",
    "baoding": "hebei",
    "hebei-zones": "hebei",
    "tianjin": "jjj",
    "hebei": "jjj",
    "jjj": "china",
}
CLASSES = {
    "wuqing": "District",
    "auto-park": "Park",
    "robot-park": "Park",
    "six-districts": "Region",
    "baoding": "PrefectureCity",
    "hebei-zones": "DevelopmentZone",
    "tianjin": "Municipality",
    "hebei": "Province",
    "jjj": "Region",
}


def test_units_are_districts_and_prefectures():
    units = units_of(WITHIN, CLASSES, ("hebei", "tianjin"))
    assert units["works"] == units["auto-park"] == units["wuqing"] == "wuqing"
    assert units["robot-park"] == "robot-park", "a zone directly below a municipality stands for itself"
    assert units["plant"] == units["six-districts"] == units["tianjin"] == "tianjin", "no district is named"
    assert units["baoding"] == "baoding"
    for nowhere in ("hebei", "hebei-zones", "jjj"):
        assert nowhere not in units, "a province has no prefecture of its own"


def test_units_end_in_a_ring_of_places():
    assert units_of({"a": "b", "b": "a"}, {}, ("c",)) == {}


CHAIN = {name: "ev" for name in ("ev/cell", "ev/pack", "ev/car", "ev/tyre")} | {"bio/pill": "bio"}
LINKS = {
    "ev/car": {"ev/pack", "ev/tyre"},
    "ev/pack": {"ev/car", "ev/cell"},
    "ev/cell": {"ev/pack"},
    "ev/tyre": {"ev/car"},
}
UNITS = ("a", "b", "c", "d")
#: a - b 100 km, a - c 300 km, b - c 100 km; d is not located
KM = {("a", "b"): 100.0, ("a", "c"): 300.0, ("b", "c"): 100.0}
KM |= {(j, i): km for (i, j), km in KM.items()}


def told(*cells, sources="", who="", day=None):
    """Tellings of "segment@unit"; each by a source of its own where none is named."""
    found = []
    for n, cell in enumerate(cells):
        segment, unit = cell.split("@")
        found.append(Telling(segment, unit, f"claim-{cell}", sources or f"source-{cell}-{n}", who, day))
    return found


def land(tellings, hints=(), **more):
    return Landscape(CHAIN, LINKS, UNITS, KM, tellings, hints, **more)


def by_unit(found):
    return {c.unit: c for c in found}


def test_the_parts_by_hand():
    """For ev/car: inputs pack (in a) and tyre (in b)."""
    found = by_unit(candidates(land(told("ev/pack@a", "ev/cell@a", "ev/tyre@b")), "ev/car"))
    assert set(found) == set(UNITS)
    assert found["a"].parts == pytest.approx(
        {
            "relatedness": None,  # nobody makes cars, so nothing is near them
            "chain": 2 / 3,  # pack and cell of pack, cell, tyre
            "neighbours": 1 / 2,
            "nearness": (1 + 1 / 2) / 2,  # pack here, tyre 100 km away
            "designated": 0,
            "moves": 0,
        }
    )
    assert found["c"].parts["nearness"] == pytest.approx((1 / 4 + 1 / 2) / 2)
    assert found["c"].nearest == ("b", 100.0)
    assert found["a"].nearest == ("a", 0.0)
    assert found["a"].score == pytest.approx((2 / 3 + 1 / 2 + 3 / 4) / 5)


def test_what_is_not_known_is_left_out_of_the_mean():
    d = by_unit(candidates(land(told("ev/pack@a", "ev/tyre@b")), "ev/car"))["d"]
    assert d.parts["nearness"] is None and d.nearest is None
    assert d.parts["relatedness"] is None
    assert d.score == 0


def test_where_it_is_done_already_is_no_candidate():
    assert "b" not in by_unit(candidates(land(told("ev/car@b", "ev/pack@a")), "ev/car"))


def test_relatedness_is_the_shrunken_density():
    """Pack stands with cell in a: φ = 1 / (2 + 2). Nothing else is near, so b with its cell has all."""
    found = by_unit(candidates(land(told("ev/pack@a", "ev/cell@a", "ev/cell@b", "bio/pill@c")), "ev/pack"))
    assert found["b"].parts["relatedness"] == 1.0 and found["b"].related == ("ev/cell",)
    assert found["c"].parts["relatedness"] == 0.0


def test_proximities_from_outside_take_the_place_of_co_location():
    outside = {"ev/car": {"ev/pack": 0.6, "bio/pill": 0.2, "ev/car": 1.0}}
    found = by_unit(candidates(land(told("ev/pack@a", "bio/pill@b"), outside=outside), "ev/car"))
    assert found["a"].parts["relatedness"] == pytest.approx(0.75)
    assert found["b"].parts["relatedness"] == pytest.approx(0.25)


def hint(kind, unit, thing, **more):
    return Hint(kind, unit, "ev", thing, (f"claim-{thing}-{more.get('n', 0)}",), frozenset({f"page-{thing}"}))


def test_policies_and_moves_saturate_and_count_things_not_pages():
    some = [
        hint("policy", "a", "plan"),
        hint("project", "a", "works"),
        hint("move", "b", "m1"),
        hint("move", "b", "m2"),
    ]
    found = by_unit(candidates(land(told("ev/pack@a"), some), "ev/car"))
    assert found["a"].parts["designated"] == pytest.approx(2 / 3) and found["a"].parts["moves"] == 0
    assert found["b"].parts["moves"] == pytest.approx(2 / 3) and found["b"].parts["designated"] == 0


def test_what_names_another_segment_designates_nothing():
    other = Hint("role", "a", "ev", "role/lead", ("c",), segment="ev/tyre")
    chain = land(told("ev/pack@a"), [other])
    assert by_unit(candidates(chain, "ev/car"))["a"].parts["designated"] == 0
    assert by_unit(candidates(chain, "ev/tyre"))["a"].parts["designated"] == 0.5


def test_the_order_of_input_does_not_matter():
    cells = told("ev/pack@a", "ev/cell@a", "ev/cell@b", "ev/tyre@b", "ev/car@c", "bio/pill@c", "bio/pill@a")
    some = [hint("policy", "a", "plan"), hint("move", "b", "m1"), hint("project", "d", "works")]
    table = candidate_table(land(cells, some), "ev/pack", {})
    for seed in range(5):
        rng = random.Random(seed)
        mixed = candidate_table(
            land(rng.sample(cells, len(cells)), rng.sample(some, len(some))), "ev/pack", {}
        )
        assert [(row[:-1], set(row[-1].split())) for row in mixed.rows] == [
            (row[:-1], set(row[-1].split())) for row in table.rows
        ]


def test_the_table_tells_why_in_both_languages_and_by_which_claims():
    names = {
        "a": ("甲", "Alpha"),
        "b": ("乙", "Beta"),
        "ev/pack": ("电池包", "pack"),
        "plan": ("计划", "the plan"),
    }
    chain = land(told("ev/pack@a", "ev/tyre@b", "bio/pill@a"), [hint("policy", "a", "plan")])
    table = candidate_table(chain, "ev/car", names)
    best = next(iter(table))
    assert (best["rank"], best["place"], best["zh"]) == (1, "a", "甲")
    assert "inputs and outputs here: 1 of 2 (pack)" in best["reasons"]
    assert "1 policy for it (the plan)" in best["reasons"]
    assert "2个上下游环节中此地有1个（电池包）" in best["理由"] and "相关政策1项（计划）" in best["理由"]
    # pack here, tyre where it is nearest, the policy; not the pill, which has nothing to do with it
    assert set(best["claims"].split()) == {"claim-ev/pack@a", "claim-ev/tyre@b", "claim-plan-0"}
    assert (
        "distance to the nearest input or output not known"
        in next(r for r in table if r["place"] == "d")["reasons"]
    )
    assert any("not proof that nobody does" in note for note in table.notes)
    assert any("--proximity" in note for note in table.notes)


def test_equal_scores_share_a_rank():
    table = candidate_table(land(told("bio/pill@a")), "bio/pill", {})
    assert table.column("rank") == [1, 1, 1]
    assert any("no inputs or outputs" in note for note in table.notes)
    assert any("known already in: a" in note for note in table.notes)


# --- rows → tellings and hints ---------------------------------------------------------------------


def row(claim, **fields):
    return {"claim": claim, "source": f"s-{claim}", "kind": "activity", **fields}


def test_tellings_leave_out_what_says_nothing_and_count_it():
    rows = [
        row("1", segment="ev/car", place="works", who="maker", last=date(2020, 5, 1)),
        row("2", segment="ev/car", place="works"),
        row("3", place="works"),
        row("4", segment="ev/car", place="works", status="planned"),
        row("5", segment="ev/car", place="works", stance="denied"),
        row("6", segment="ev/car", place="hebei"),
        row("7", segment="ev/car", place="a+b"),
        row("8", segment="ev/car"),
    ]
    found, notes = tellings(rows, {"works": "wuqing"}, {"s-2": date(2023, 1, 1)})
    assert [(t.claim, t.unit, t.who, t.day) for t in found] == [
        ("1", "wuqing", "maker", date(2020, 5, 1)),
        ("2", "wuqing", "", date(2023, 1, 1)),
    ]
    assert sorted(int(note.split()[0]) for note in notes) == [1, 2, 3]


def test_hints_count_a_thing_once_and_take_its_first_day():
    units = {"works": "wuqing", "wuqing": "wuqing", "baoding": "baoding"}
    rows = [
        {
            "claim": "1",
            "source": "s1",
            "kind": "project",
            "project": "p",
            "places": ("works",),
            "chain": "ev",
        },
        {
            "claim": "2",
            "source": "s2",
            "kind": "project",
            "project": "p",
            "places": ("wuqing",),
            "chain": "ev",
        },
        {
            "claim": "3",
            "source": "s3",
            "kind": "policy",
            "policy": "plan",
            "targets": ("ev-parts", "baoding", "jjj"),
        },
        {"claim": "4", "source": "s4", "kind": "role", "role": "lead", "place": "baoding", "chain": "ev"},
        {
            "claim": "5",
            "source": "s5",
            "kind": "project",
            "project": "q",
            "places": ("baoding",),
            "chain": "ev",
            "status": "cancelled",
        },
        {
            "claim": "6",
            "source": "s6",
            "kind": "role",
            "role": "rd",
            "place": "baoding",
            "chain": "ev",
            "stance": "denied",
        },
        {"claim": "7", "source": "s7", "kind": "role", "role": "rd", "place": "jjj", "chain": "ev"},
    ]
    days = {"s1": date(2024, 1, 1), "s2": date(2022, 1, 1)}
    found = {(h.kind, h.unit): h for h in hints(rows, [], units, {"ev": {"ev"}, "ev-parts": {"ev"}}, days)}
    assert set(found) == {("project", "wuqing"), ("policy", "baoding"), ("role", "baoding")}
    works = found["project", "wuqing"]
    assert works.claims == ("1", "2") and works.sources == {"s1", "s2"} and works.day == date(2022, 1, 1)


def test_only_completed_named_moves_of_the_sector_are_hints():
    base = {"kind": "relocation", "from": "beijing", "to": "wuqing", "sector": "ev", "source": "s"}
    rows = [
        base | {"claim": "1", "who": "one", "status": "completed"},
        base | {"claim": "2", "who": "two", "status": "announced"},
        base | {"claim": "3", "who": "group:1", "who_words": "45 makers", "status": "completed", "value": 45},
        base | {"claim": "4", "who": "four", "status": "completed", "sector": "furniture"},
        base | {"claim": "5", "who": "five", "status": "completed", "kind": "closure"},
    ]
    found = hints([], events(rows), {"wuqing": "wuqing"}, {"ev": {"ev"}}, {"s": date(2020, 1, 1)})
    assert [(h.kind, h.unit, h.who, h.claims, h.day) for h in found] == [
        ("move", "wuqing", {"one"}, ("1",), date(2020, 1, 1))
    ]


# --- the back-test --------------------------------------------------------------------------------


def test_measures_by_hand():
    """Second of five: 3 of the 4 others stand lower; third place ties with one: between 3rd and 4th."""
    assert backtest.measures(4, [5, 3, 2, 1]) == (0.75, 1.0, 0.5)
    assert backtest.measures(3, [5, 4, 3, 1]) == pytest.approx((0.375, 0.5, (1 / 3 + 1 / 4) / 2))
    assert backtest.measures(float("-inf"), [0, float("-inf")]) == pytest.approx(
        (0.25, 1.0, (1 / 2 + 1 / 3) / 2)
    )


def test_random_draws_come_near_what_is_expected():
    rng = random.Random(1)
    drawn = [backtest.measures(rng.random(), [rng.random() for _ in range(9)]) for _ in range(4000)]
    means = tuple(sum(values) / len(drawn) for values in zip(*drawn, strict=True))
    assert means == pytest.approx(backtest.expected_at_random(10), abs=0.02)


def test_one_activity_is_hidden_at_a_time():
    """Pack hidden in a: cell is there and next to it, so a comes first of a, c, d (b has pack too)."""
    chain = land(told("ev/pack@a", "ev/cell@a", "ev/pack@b", "bio/pill@c"))
    trials = {(t.segment, t.unit): t for t in backtest.leave_one_out(chain)}
    assert set(trials) == {("ev/pack", "a"), ("ev/cell", "a"), ("ev/pack", "b"), ("bio/pill", "c")}
    assert trials["ev/pack", "a"].measured["score"] == (1.0, 1.0, 1.0)
    assert not trials["ev/pack", "a"].as_gap and trials["ev/cell", "a"].as_gap
    # b is left with nothing: of b, c, d only c has anything, and so stands before it
    assert trials["ev/pack", "b"].measured["most diverse place"] == pytest.approx(
        (0.25, 1.0, (1 / 2 + 1 / 3) / 2)
    )
    assert {t.unit for t in backtest.leave_one_out(chain, "bio")} == {"c"}


def test_a_hidden_pair_leaves_no_trace():
    """Whatever the same page or the same firm tells of the place must not give the answer away."""
    cells = told("ev/pack@a", sources="page", who="maker") + told("ev/cell@b", "bio/pill@c")
    spilling = [
        Hint("project", "a", "ev", "works", ("c1",), frozenset({"page"})),
        Hint("move", "a", "ev", "m", ("c2",), frozenset({"other"}), frozenset({"maker"})),
    ]
    trial = next(t for t in backtest.leave_one_out(land(cells, spilling)) if t.segment == "ev/pack")
    bare = next(t for t in backtest.leave_one_out(land(cells)) if t.segment == "ev/pack")
    assert trial.measured == bare.measured
    honest = [Hint("project", "a", "ev", "works", ("c1",), frozenset({"another"}))]
    helped = next(t for t in backtest.leave_one_out(land(cells, honest)) if t.segment == "ev/pack")
    assert helped.measured["only designated"] == (1.0, 1.0, 1.0)


def test_all_that_the_source_tells_can_be_hidden_too():
    cells = told("ev/pack@a", "ev/cell@a", "ev/tyre@a", sources="one page") + told("bio/pill@c")
    alone = next(t for t in backtest.leave_one_out(land(cells)) if t.segment == "ev/pack")
    all_of_it = next(
        t for t in backtest.leave_one_out(land(cells), with_sources=True) if t.segment == "ev/pack"
    )
    assert alone.measured["only chain"] == (1.0, 1.0, 1.0)
    assert all_of_it.measured["only chain"][0] == 0.5 and all_of_it.test == "its sources"


def test_later_activities_are_predicted_from_earlier_ones():
    cells = told("ev/pack@a", "bio/pill@b", day=date(2018, 6, 1)) + told(
        "ev/cell@a", "bio/pill@a", day=date(2022, 1, 1)
    )
    cells += told("ev/tyre@c")  # no date: neither evidence nor question
    trials = {(t.segment, t.unit): t for t in backtest.after_year(land(cells), 2020)}
    assert set(trials) == {("ev/cell", "a"), ("bio/pill", "a")}
    assert trials["ev/cell", "a"].measured["only neighbours"] == (1.0, 1.0, 1.0)
    assert trials["ev/cell", "a"].as_gap and not trials["bio/pill", "a"].as_gap
    assert backtest.middle_year(land(cells)) == 2018
    assert backtest.middle_year(land(told("ev/tyre@c"))) is None


def many(best):
    """Trials of 12 segments in which the score has the given measures, and every other method a half."""
    names = [*backtest.METHODS, backtest.RANDOM, backtest.EXPECTED]
    return [
        backtest.Trial(
            "one activity", f"s{n}", "a", False, {x: (0.5, 0.5, 0.5) for x in names} | {"score": best}
        )
        for n in range(12)
    ]


def test_the_report_says_plainly_who_beats_whom():
    table = backtest.report(many((0.9, 0.5, 0.2)))
    assert any(
        "BEATS the best baseline in AUC (random place, expected: +0.400 [+0.400, +0.400])" in n
        for n in table.notes
    )
    assert any("DOES NOT BEAT the best baseline in hits@3" in n for n in table.notes)
    assert any("IS BEATEN BY the best baseline in MRR" in n for n in table.notes)
    first = next(iter(table))
    assert (first["method"], first["pairs"], first["AUC"], first["AUC low"]) == ("score", 12, 0.9, 0.9)
    assert "one activity, as a gap: no pair to test" in table.notes


def test_few_segments_get_no_interval_and_no_verdict():
    table = backtest.report(many((0.9, 0.9, 0.9))[:5])
    assert any("too few to say" in note for note in table.notes) and not any("BEAT" in n for n in table.notes)
    assert next(iter(table))["AUC low"] is None and next(iter(table))["AUC"] == 0.9
    assert any("nothing to test" in note for note in backtest.report([]).notes)


def test_the_interval_holds_the_mean_and_repeats():
    rng = random.Random(3)
    names = [*backtest.METHODS, backtest.RANDOM, backtest.EXPECTED]
    trials = [
        backtest.Trial(
            "t", f"s{n % 15}", "a", True, {x: (rng.random(), rng.random(), rng.random()) for x in names}
        )
        for n in range(60)
    ]
    table = backtest.report(trials, draws=300)
    assert table.rows == backtest.report(trials, draws=300).rows
    for r in table:
        for measure in backtest.MEASURES:
            assert r[f"{measure} low"] <= r[measure] <= r[f"{measure} high"]
    assert {r["test"] for r in table} == {"t", "t, as a gap"}


def test_every_part_is_tested_alone():
    assert {f"only {part}" for part in PARTS} < set(backtest.METHODS)
