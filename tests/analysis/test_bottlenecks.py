"""Bottlenecks on hand-made rows: one row each, the latest status, the order of their segments."""

from datetime import date

from jjj_graph.analysis.bottlenecks import ranked_bottlenecks
from jjj_graph.tables import Table

WEAK = Table(
    ("segment", "criticality", "score", "rank", "rank low", "rank high"),
    [("c/first", 1.0, 0.5, 1, 1, 4), ("c/second", 0.5, 0.1, 2, 2, 9)],
    ["ranks over draws"],
)


def told(claim, name, segment="first", kind="choke-point", status="open", year=None, **more):
    days = {"first": date(year, 1, 1), "last": date(year, 12, 31)} if year else {}
    of = {"segment": f"c/{segment}"} if segment else {}
    return (
        {"claim": claim, "source": f"s{claim}", "bottleneck": name, "bottleneck_kind": kind, "status": status}
        | of
        | days
        | more
    )


def test_one_row_a_bottleneck_with_the_latest_status():
    rows = [
        told("1", "a", year=2021),
        told("2", "a", status="resolved", year=2024, topic="membranes"),
        told("3", "a", year=2022),
    ]
    (row,) = ranked_bottlenecks(rows, WEAK)
    assert (row["status"], row["known since"], row["topic"]) == ("resolved", "2024-01-01", "membranes")
    assert (row["claims"], row["sources"], row["rank"]) == ("1 2 3", "s1 s2 s3", 1)


def test_of_undated_ones_the_furthest_counts():
    both = [told("1", "a", status="being-tackled"), told("2", "a")]
    assert next(iter(ranked_bottlenecks(both, WEAK)))["status"] == "being-tackled"


def test_the_order_is_that_of_the_segments_and_the_unplaced_come_last():
    rows = [
        told("1", "z", segment=None),
        told("2", "b", "second"),
        told("3", "a", "first"),
        told("4", "c", "unknown"),
    ]
    table = ranked_bottlenecks(rows, WEAK)
    assert table.column("bottleneck") == ["a", "b", "c", "z"]
    assert table.column("rank") == [1, 2, None, None]
    assert any(note.startswith("2 bottlenecks have no segment of the chain") for note in table.notes)


def test_counts_and_denials_are_left_out_and_told():
    table = ranked_bottlenecks([told("1", "a", value=35), told("2", "b", stance="denied")], WEAK)
    assert table.rows == []
    assert table.notes[0] == "1 claims count bottlenecks without naming them, 1 are denied: left out"


def test_a_kind_that_a_source_states_goes_before_an_unspecified_one():
    assert (
        next(iter(ranked_bottlenecks([told("1", "a", kind="unspecified"), told("2", "a")], WEAK)))["kind"]
        == "choke-point"
    )


def test_one_told_of_several_segments_has_the_rank_of_the_weakest():
    (row,) = ranked_bottlenecks([told("1", "a", "second"), told("2", "a", "first")], WEAK)
    assert (row["segment"], row["rank"]) == ("c/first c/second", 1)


def test_a_later_page_goes_before_an_old_date():
    rows = [told("1", "a", year=2007), told("2", "a", status="resolved")]
    (row,) = ranked_bottlenecks(rows, WEAK, {"s2": date(2025, 8, 26)})
    assert row["status"] == "resolved"
