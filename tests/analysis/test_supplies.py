"""Supplies on hand-made rows: who takes part, who stands between others."""

from jjj_graph.analysis.supplies import named, suppliers


def supply(claim, supplier, customer, **more):
    return {"claim": claim, "supplier": supplier, "customer": customer, **more}


def test_only_named_parties_and_what_is_so_take_part():
    rows = [
        supply("1", "a", "b"),
        supply("2", "a", "b"),
        supply("3", "group:45", "b"),
        supply("4", "a", ""),
        supply("5", "c", "b", stance="denied"),
        supply("6", "d", "b", status="planned"),
        supply("7", "e", "b", status="suspended"),
    ]
    found, left_out = named(rows)
    assert {ends: [row["claim"] for row in rows] for ends, rows in found.items()} == {("a", "b"): ["1", "2"]}
    assert dict(left_out) == {"name a group on one side": 2, "are planned, ended or denied": 3}
    assert len(rows) == sum(left_out.values()) + 2, "nothing is dropped in silence"


def test_who_stands_between_others_comes_first():
    rows = [supply(n, *ends) for n, ends in enumerate([("a", "hub"), ("b", "hub"), ("hub", "x"), ("p", "q")])]
    table = suppliers(rows)
    first = next(iter(table))
    assert (first["firm"], first["suppliers"], first["customers"], first["reached"]) == ("hub", 2, 1, 1)
    assert first["between"] == round(2 / (5 * 4), 4), (
        "a to x and b to x, of 20 ordered pairs of the five others"
    )
    assert {row["firm"]: row["piece"] for row in table}["p"] == 2


def test_a_firm_that_supplies_itself_through_others_is_in_a_loop():
    rows = [supply("1", "a", "b"), supply("2", "b", "a"), supply("3", "b", "c")]
    assert {row["firm"]: row["loop"] for row in suppliers(rows)} == {"a": True, "b": True, "c": False}


def test_nobody_supplies_anybody():
    assert suppliers([]).rows == []


def test_a_region_is_no_firm_that_supplies():
    rows = [supply("1", "jjj", "b"), supply("2", "a", "b"), supply("3", "beijing+tianjin", "b")]
    found, left_out = named(rows, {"jjj", "beijing", "tianjin"})
    assert list(found) == [("a", "b")] and dict(left_out) == {"name a place on one side": 2}
