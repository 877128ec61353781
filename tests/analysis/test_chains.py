"""Chains on hand-made rows: coverage and gaps, division of labour, weak points with their stability."""

import random
from datetime import date

import pytest

from jjj_graph.analysis.chains import Area, counts, coverage, division_of_labour, gaps, status_of
from jjj_graph.analysis.weak_points import concentrations, makers, single_makers, weak_points

AREA = Area.of(
    "jjj",
    ["beijing", "hebei", "tianjin"],
    {"daxing": "beijing", "plant": "daxing", "wuqing": "tianjin", "baoding": "hebei", "wuxi": "jiangsu"},
)


def segment(name, end=False):
    return {
        "id": f"ev/{name}",
        "chain": "ev",
        "zh": name,
        "en": name,
        "stage": "midstream",
        "end_product": end,
    }


def link(supplier, customer, group="", essential=True, reason="page: says so"):
    ends = {"supplier": f"ev/{supplier}", "customer": f"ev/{customer}"}
    return {"chain": "ev", **ends, "group": group, "essential": essential, "reason": reason}


def activity(claim, name, place, who="", act="manufacture", **more):
    row = {"claim": claim, "source": f"s{claim}", "kind": "activity", "chain": "ev", "segment": f"ev/{name}"}
    return row | {"place": place, "who": who, "activity": act, "first": None, "last": None} | more


def blockage(claim, name, **more):
    row = {"claim": claim, "source": f"s{claim}", "segment": f"ev/{name}", "bottleneck_kind": "blockage"}
    return row | more


SEGMENTS = [segment("car", end=True), segment("pack"), segment("cell"), segment("tyre")]
LINKS = [link("pack", "car"), link("tyre", "car"), link("cell", "pack")]


def states(table):
    """(segment, part, activity) → state."""
    return {(r["segment"].partition("/")[2], r["place"], r["activity"]): r["state"] for r in table}


def test_a_part_holds_what_lies_in_it():
    assert AREA.parts_of("plant") == ("beijing",)
    assert AREA.parts_of("wuqing+daxing") == ("beijing", "tianjin")
    assert AREA.parts_of("jjj") == AREA.parts_of("wuxi") == AREA.parts_of(None) == ()


@pytest.mark.parametrize(
    ("more", "so"),
    [
        ({}, True),
        ({"status": "operating"}, True),
        ({"status": "under-way"}, True),
        ({"stance": "reported"}, True),
        ({"stance": "denied"}, False),
        *(
            ({"status": s}, False)
            for s in ("target", "planned", "forecast", "announced", "signed", "approved")
        ),
        *(({"status": s}, False) for s in ("suspended", "cancelled")),
    ],
)
def test_what_counts_as_so(more, so):
    assert counts(more) is so


def test_the_three_states():
    rows = [
        activity("1", "pack", "daxing", "maker", first=date(2020, 1, 1), last=date(2020, 12, 31)),
        activity("2", "pack", "plant", "other", last=date(2018, 6, 30)),
        activity("3", "pack", "wuqing", act="rd"),
        activity("4", "cell", "wuxi"),
        activity("5", "cell", "baoding", status="announced"),
    ]
    table = coverage(SEGMENTS, rows, [blockage("9", "cell"), blockage("8", "pack")], AREA)
    assert states(table) == {
        ("car", "", ""): "not known",
        ("pack", "beijing", "manufacture"): "present",
        ("pack", "tianjin", "rd"): "present",
        ("cell", "", ""): "stated missing",
        ("tyre", "", ""): "not known",
    }
    pack = next(r for r in table if r["place"] == "beijing")
    assert (pack["known since"], pack["who"], pack["claims"], pack["sources"]) == (
        "2018-06-30",
        "maker other",
        "1 2",
        "s1 s2",
    )
    cell = next(r for r in table if r["state"] == "stated missing")
    assert (cell["claims"], cell["sources"]) == ("9", "s9")
    assert [note.split()[0] for note in table.notes] == ["1", "1", "0"], "one elsewhere, one announced"


@pytest.mark.parametrize(
    "more", [{"status": "resolved"}, {"stance": "denied"}, {"bottleneck_kind": "choke-point"}]
)
def test_what_is_no_stated_gap(more):
    """A choke point is to be cracked by research: it does not say that nobody is there."""
    table = coverage([segment("cell")], [], [blockage("9", "cell") | more], AREA)
    assert table.column("state") == ["not known"]


def test_gaps_are_what_nobody_is_known_to_do():
    table = gaps(coverage(SEGMENTS, [activity("1", "pack", "daxing")], [blockage("9", "cell")], AREA))
    assert {(r["segment"], r["state"], r["claims"]) for r in table} == {
        ("ev/car", "not known", ""),
        ("ev/cell", "stated missing", "9"),
        ("ev/tyre", "not known", ""),
    }
    assert "derived" in table.notes[0] and "not proof" in table.notes[0]


def test_division_of_labour_counts_groups_and_knows_what_it_does_not_know():
    rows = [
        # one by itself, one through its group, one that makes at home, one that makes elsewhere
        activity("1", "pack", "daxing", "a", "rd"),
        activity("2", "pack", "wuqing", "a"),
        activity("3", "pack", "beijing", "b-research", "rd"),
        activity("4", "cell", "baoding", "b-works"),
        activity("5", "cell", "beijing", "c", "rd"),
        activity("6", "cell", "daxing", "c"),
        activity("7", "cell", "beijing", "d", "rd"),
        activity("8", "cell", "wuxi", "d"),
        # none of these: a group without a name, a plan, research elsewhere
        activity("9", "cell", "beijing", "group:1", "rd"),
        activity("10", "cell", "wuqing", "group:1"),
        activity("11", "cell", "beijing", "e", "rd"),
        activity("12", "cell", "wuqing", "e", status="planned"),
        activity("13", "cell", "wuqing", "f", "rd"),
        activity("14", "cell", "baoding", "f"),
    ]
    table = division_of_labour(rows, AREA, "beijing", {"b-research": "b", "b-works": "b"})
    found = {r["who"]: r for r in table}
    assert {who: r["divided"] for who, r in found.items()} == {"a": True, "b": True, "c": False, "f": False}
    assert (found["b"]["research in"], found["b"]["made in"], found["b"]["claims"]) == (
        "beijing",
        "hebei",
        "3 4",
    )
    assert table.notes == [
        "2 of 4 firms with both places known do research in beijing and make elsewhere in the region"
    ]


def test_weak_points_by_hand():
    """Cell stops pack stops car; tyre stops car: all have criticality 1. Makers divide it."""
    rows = [
        activity("1", "pack", "daxing", "a"),
        activity("2", "tyre", "wuqing", "b"),
        activity("3", "tyre", "wuqing", "c"),
    ]
    table = weak_points(SEGMENTS, LINKS, rows, [blockage("9", "cell", status="open")], AREA, "ev", draws=50)
    found = {r["segment"]: r for r in table}
    assert {name: r["criticality"] for name, r in found.items()} == dict.fromkeys(found, 1.0)
    assert {n: r["known makers"] for n, r in found.items()} == {
        "ev/car": 0,
        "ev/pack": 1,
        "ev/cell": 0,
        "ev/tyre": 2,
    }
    assert found["ev/pack"]["score"] == 0.5 and found["ev/tyre"]["score"] == pytest.approx(0.3333)
    assert found["ev/cell"]["bottlenecks"] == "blockage (open)" and found["ev/cell"]["claims"] == "9"
    # with a maker that no source names, cell or car may share the place of pack; never tyre's
    assert found["ev/tyre"]["rank low"] == 4
    for r in table:
        assert r["rank low"] <= r["rank"] <= r["rank high"]


def test_one_of_two_substitutes_matters_only_in_a_pair():
    links = [
        link("lfp", "car", "cathode"),
        link("ncm", "car", "cathode"),
        link("paint", "car", essential=False),
    ]
    segments = [segment("car", end=True), segment("lfp"), segment("ncm"), segment("paint")]
    found = {r["segment"]: r for r in weak_points(segments, links, [], [], AREA, "ev", draws=5)}
    assert (found["ev/lfp"]["criticality"], found["ev/lfp"]["in pairs"]) == (0.0, 1.0)
    assert (found["ev/paint"]["criticality"], found["ev/paint"]["in pairs"]) == (0.0, 0.0)


def test_stability_repeats_and_does_not_hang_on_the_order_of_input():
    rows = [
        activity(str(n), name, "daxing", f"w{n}") for n, name in enumerate(("pack", "tyre", "tyre", "cell"))
    ]
    troubles = [blockage("9", "cell"), blockage("8", "tyre")]
    doubtful = [link("tyre", "car", reason="editorial: surely"), *LINKS]
    once = weak_points(SEGMENTS, doubtful, rows, troubles, AREA, "ev")
    assert once.rows == weak_points(SEGMENTS, doubtful, rows[::-1], troubles[::-1], AREA, "ev").rows
    assert once.notes[0].startswith("1 of 4 inputs are editorial") and "seed" in once.notes[-1]


def test_a_rank_that_hangs_on_an_editorial_input_spreads():
    """Dropped in a fifth of the draws, the doubtful input takes tyre from among the first to the last."""
    links = [link("pack", "car"), link("tyre", "car", reason="editorial: cars have tyres")]
    segments = [segment("car", end=True), segment("pack"), segment("tyre")]
    found = {r["segment"]: r for r in weak_points(segments, links, [], [], AREA, "ev")}
    assert (found["ev/tyre"]["rank low"], found["ev/tyre"]["rank high"]) == (1, 3)
    assert (found["ev/pack"]["rank low"], found["ev/pack"]["rank high"]) == (1, 1)


def test_makers_make_here_and_now_and_have_a_name():
    rows = [
        activity("1", "pack", "daxing", "a"),
        activity("2", "pack", "wuqing", "a", "supply"),
        activity("3", "pack", "wuxi", "b"),
        activity("4", "pack", "daxing", "c", "rd"),
        activity("5", "pack", "daxing", "d", status="signed"),
        activity("6", "pack", "daxing", "group:1"),
        activity("7", "pack", "daxing", "e", stance="denied"),
    ]
    assert {name: dict(who) for name, who in makers(rows, AREA).items() if who} == {
        "ev/pack": {"a": {"beijing", "tianjin"}}
    }


def test_single_makers_of_firms_and_places():
    rows = [
        activity("1", "pack", "daxing", "a"),
        activity("2", "tyre", "wuqing", "a"),
        activity("3", "tyre", "wuqing", "b"),
    ]
    found = {(r["what"], r["id"]): r for r in single_makers(SEGMENTS, LINKS, rows, AREA)}
    assert set(found) == {("firm", "a"), ("place", "beijing"), ("place", "tianjin")}
    assert found["firm", "a"]["alone makes"] == "ev/pack"
    assert found["place", "tianjin"]["alone makes"] == "ev/tyre"
    assert found["place", "tianjin"]["end products that stop"] == "ev/car"
    assert found["place", "tianjin"]["claims"] == "2 3"


def test_concentration_counts_each_maker_once():
    """Makers a in Beijing, b in Beijing and Tianjin: shares 3/4 and 1/4 by place, halves by firm."""
    rows = [
        activity("1", "pack", "daxing", "a"),
        activity("2", "pack", "daxing", "a"),
        activity("3", "pack", "plant", "b"),
        activity("4", "pack", "wuqing", "b"),
    ]
    assert concentrations(rows, AREA).rows == [("ev/pack", 2, 0.625, 0.5)]


def test_the_order_of_input_does_not_matter():
    rows = [
        activity(str(n), name, place, who, act)
        for n, (name, place, who, act) in enumerate(
            [
                ("pack", "daxing", "a", "rd"),
                ("pack", "wuqing", "a", "manufacture"),
                ("cell", "baoding", "b", "manufacture"),
                ("cell", "plant", "b", "rd"),
                ("tyre", "wuqing", "c", "supply"),
                ("tyre", "wuqing+daxing", "d", "manufacture"),
            ]
        )
    ]
    mixed = random.Random(7).sample(rows, len(rows))
    assert coverage(SEGMENTS, mixed, [], AREA) == coverage(SEGMENTS, rows, [], AREA)
    assert division_of_labour(mixed, AREA, "beijing", {}) == division_of_labour(rows, AREA, "beijing", {})
    assert single_makers(SEGMENTS, LINKS, mixed, AREA) == single_makers(SEGMENTS, LINKS, rows, AREA)
    assert concentrations(mixed, AREA) == concentrations(rows, AREA)


def test_what_is_told_of_several_parts_or_of_the_region_is_told_of_no_single_part():
    rows = [
        activity("1", "pack", "beijing+wuqing", "a"),
        activity("2", "cell", "jjj", "b"),
        activity("3", "tyre", "wuxi", "c"),
    ]
    table = coverage(SEGMENTS, rows, [], AREA)
    assert states(table) == {
        ("car", "", ""): "not known",
        ("pack", "beijing+tianjin", "manufacture"): "present",
        ("cell", "jjj", "manufacture"): "present",
        ("tyre", "", ""): "not known",
    }
    assert [row[1] for row in gaps(table).rows] == ["ev/car", "ev/tyre"]
    assert [note.split()[0] for note in table.notes] == ["1", "0", "0"]
    assert concentrations(rows, AREA).column("HHI by place") == [None, None]


def test_a_blockage_that_a_later_page_calls_resolved_is_none():
    rows = [
        blockage("1", "cell", bottleneck="b", status="open", last=date(2019, 1, 1)),
        blockage("2", "cell", bottleneck="b", status="resolved"),
    ]
    for day, state in ((date(2024, 1, 1), "not known"), (date(2010, 1, 1), "stated missing")):
        table = coverage(SEGMENTS, [], rows, AREA, {"s2": day})
        assert next(r["state"] for r in table if r["segment"] == "ev/cell") == state


def test_what_is_so_by_a_day_and_what_still_runs():
    by = {"status": "open", "source": "old", "first": None, "last": date(2007, 6, 30)}
    runs = {"status": "being-tackled", "source": "new", "first": date(2021, 1, 1), "last": None}
    ended = {"status": "open", "source": "o", "first": date(2014, 1, 1), "last": date(2014, 12, 31)}
    assert status_of([by, {"status": "resolved", "source": "p"}], {"p": date(2025, 8, 26)}) == (
        "resolved",
        "",
    )
    assert status_of([ended, runs]) == ("being-tackled", "2021-01-01")
    assert status_of([{"source": "p"}]) == ("", "")


def test_a_substitute_is_never_left_out_of_the_draws():
    """The other of two substitutes would become critical by it, which no page and no doubt says."""
    links = [link("a", "car", "g"), link("b", "car", "g", reason="editorial: either will do")]
    own = [segment("car", end=True), segment("a"), segment("b")]
    table = weak_points(own, links, [], [], AREA, "ev", draws=50)
    assert {row["segment"]: (row["rank low"], row["rank high"]) for row in table}["ev/a"] == (2, 2)


def test_a_plant_counts_with_its_owner_and_a_place_is_no_maker():
    rows = [
        activity("1", "cell", "beijing", "firm"),
        activity("2", "cell", "wuqing", "its-plant"),
        activity("3", "cell", "baoding", "wuqing"),
    ]
    groups = {"its-plant": "firm"}
    assert makers(rows, AREA, groups) == {"ev/cell": {"firm": {"beijing", "tianjin"}}}
    assert set(makers(rows, AREA)["ev/cell"]) == {"firm", "its-plant"}


def test_a_single_maker_rests_on_what_tells_that_it_makes():
    rows = [
        activity("1", "cell", "beijing", "a"),
        activity("2", "cell", "beijing", "a", act="rd"),
        activity("3", "cell", "beijing", "a", stance="denied"),
        activity("4", "cell", "beijing", "a", status="planned"),
    ]
    assert {row["claims"] for row in single_makers(SEGMENTS, LINKS, rows, AREA)} == {"1"}
