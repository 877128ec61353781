"""Scenarios: reading with lines, names, what each change does, and that the rows of the base stay as they
are.
"""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.analysis.changes import apply
from jjj_graph.analysis.comparisons import Comparison, difference, side_by_side
from jjj_graph.analysis.scenarios import CHANGES, Change, Scenario, named, parse_scenario, read_scenario
from jjj_graph.errors import InputError, UnknownNameError
from jjj_graph.paths import CHECKOUT
from jjj_graph.tables import Table

WITHIN = {"etown": "beijing", "beijing": "jjj", "cangzhou": "hebei", "hebei": "jjj", "tianjin": "jjj"}


def activity(claim, who, place, segment="nev/cell", what="manufacture", **more):
    return (
        dict(
            claim=claim,
            source="s",
            kind="activity",
            who=who,
            place=place,
            segment=segment,
            activity=what,
            first=None,
            last=None,
        )
        | more
    )


FACTS = {
    "activity": [
        activity("a1", "maker", "etown"),
        activity("a2", "maker", "beijing", what="rd"),
        activity("a3", "maker", "cangzhou", "nev/car"),
        activity("a4", "other", "beijing"),
        activity("a5", "maker", "jjj"),
        activity("a6", "maker", "beijing", stance="denied"),
    ],
    "supply": [
        dict(claim="s1", source="s", kind="supply", supplier="maker", customer="other"),
        dict(claim="s2", source="s", kind="supply", supplier="maker", customer="third"),
        dict(claim="s3", source="s", kind="supply", supplier="third", customer="other"),
    ],
    "bottleneck": [
        dict(
            claim="b1",
            source="s",
            kind="bottleneck",
            bottleneck="cell-gap",
            segment="nev/cell",
            bottleneck_kind="blockage",
            status="open",
        )
    ],
    "relocation": [
        dict(
            claim="r1",
            source="s",
            kind="relocation",
            move="other-cangzhou",
            who="other",
            to="cangzhou",
            status="announced",
        ),
        {
            "claim": "r2",
            "source": "s",
            "kind": "relocation",
            "move": "done-move",
            "who": "gone",
            "from": "beijing",
            "to": "cangzhou",
            "status": "completed",
        },
    ],
    "closure": [
        {
            "claim": "c1",
            "source": "s",
            "kind": "closure",
            "move": "c",
            "who": "shut",
            "from": "etown",
            "status": "completed",
        }
    ],
}


def after(*changes, facts=FACTS):
    return apply(Scenario("x", changes=tuple(Change(kind, words) for kind, words in changes)), facts, WITHIN)


def claims(rows):
    return [row["claim"] for row in rows]


# ---------------------------------------------------------------- what each change does


def test_move_takes_along_what_is_done_elsewhere_and_tells_the_move():
    found = after(("move", {"who": "maker", "to": "hebei"}))
    assert claims(found.removed) == ["a1", "a2"], (
        "not what is in Hebei already, may be there already, or is denied"
    )
    assert [(r["kind"], r.get("place"), r.get("activity")) for r in found.added] == [
        ("activity", "hebei", "manufacture"),
        ("activity", "hebei", "rd"),
        ("relocation", None, None),
    ]
    move = found.added[-1]
    assert (move["from"], move["to"], move["status"], move["claim"], move["source"]) == (
        "beijing+etown",
        "hebei",
        "completed",
        "scenario:3",
        "scenario:x",
    )


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ({"scope": "production"}, ["a1", "a3"]),
        ({"scope": "rd-centre"}, ["a2"]),
        ({"from": "etown"}, ["a1"]),
        ({"from": "beijing"}, ["a1", "a2"]),
        ({"scope": "headquarters"}, []),
    ],
)
def test_move_of_a_part(words, gone):
    found = after(("move", {"who": "maker", "to": "tianjin", **words}))
    assert claims(found.removed) == gone
    assert found.notes == [] if gone else "only the move itself" in found.notes[0]


def test_an_announced_move_that_happens_stays_one_move():
    assert after(("move", {"who": "other", "to": "cangzhou"})).added[-1]["move"] == "other-cangzhou"


def test_close_ends_activities_and_everywhere_also_supplies():
    everywhere = after(("close", {"who": "maker"}))
    assert claims(everywhere.removed) == ["a1", "a2", "a3", "a5", "s1", "s2"]
    assert everywhere.added[0]["from"] == "beijing+cangzhou+etown+jjj"
    here = after(("close", {"who": "maker", "at": "beijing"}))
    assert claims(here.removed) == ["a1", "a2"] and here.added[0]["from"] == "beijing"


def test_resolve_writes_the_status_anew():
    found = after(("resolve", {"bottleneck": "cell-gap"}))
    assert (
        claims(found.removed) == ["b1"]
        and found.added[0]["status"] == "resolved"
        and found.added[0]["segment"] == "nev/cell"
    )


def test_stop_supply_of_one_or_of_all():
    assert claims(after(("stop-supply", {"supplier": "maker", "customer": "other"})).removed) == ["s1"]
    assert claims(after(("stop-supply", {"supplier": "maker"})).removed) == ["s1", "s2"]


def test_add_activity_and_remove_claim():
    found = after(
        ("add-activity", {"who": "new", "place": "tianjin", "segment": "nev/car", "activity": "test"}),
        ("remove-claim", {"claim": "s3"}),
    )
    assert found.added[0]["chain"] == "nev" and found.added[0]["place"] == "tianjin"
    assert claims(found.removed) == ["s3"]


def test_changes_follow_each_other():
    found = after(("move", {"who": "maker", "to": "tianjin"}), ("close", {"who": "maker", "at": "tianjin"}))
    assert not [r for r in found.facts["activity"] if r["who"] == "maker" and r["place"] == "tianjin"]


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        ("move", {"who": "gone", "to": "cangzhou"}, "recorded as done"),
        ("close", {"who": "shut", "at": "beijing"}, "recorded as done"),
        ("resolve", {"bottleneck": "none"}, "no claim tells"),
        ("stop-supply", {"supplier": "other"}, "no such supply"),
        (
            "add-activity",
            {"who": "other", "place": "beijing", "segment": "nev/cell", "activity": "manufacture"},
            "is recorded",
        ),
        ("remove-claim", {"claim": "0" * 16}, "do not read this claim"),
    ],
)
def test_what_changes_nothing_says_so(kind, words, reason):
    found = after((kind, words))
    assert found.changes_nothing and found.facts == FACTS
    assert reason in found.notes[0] and "change 1" in found.notes[0]


# ---------------------------------------------------------------- what holds of every scenario

who = st.sampled_from(["maker", "other", "third", "gone", "shut", "new"])
place = st.sampled_from(["beijing", "etown", "cangzhou", "hebei", "tianjin"])
ADDING = st.builds(
    lambda w, p, a: Change("add-activity", {"who": w, "place": p, "segment": "nev/cell", "activity": a}),
    who,
    place,
    st.sampled_from(["rd", "manufacture"]),
)
ANY = st.one_of(
    ADDING,
    st.builds(lambda w, p: Change("move", {"who": w, "to": p}), who, place),
    st.builds(lambda w: Change("close", {"who": w}), who),
    st.builds(lambda w, p: Change("close", {"who": w, "at": p}), who, place),
    st.just(Change("resolve", {"bottleneck": "cell-gap"})),
    st.builds(lambda w: Change("stop-supply", {"supplier": w}), who),
    st.builds(
        lambda c: Change("remove-claim", {"claim": c}),
        st.sampled_from(["a1", "s2", "b1", "r1", "zz", "scenario:1"]),
    ),
)


@given(st.lists(ANY, max_size=5))
def test_rows_of_the_base_are_untouched_and_the_sum_is_right(changes):
    before = deepcopy(FACTS)
    found = apply(Scenario("x", changes=tuple(changes)), FACTS, WITHIN)
    assert before == FACTS
    base, world = (
        {row["claim"]: row for rows in facts.values() for row in rows} for facts in (FACTS, found.facts)
    )
    added, removed = ({row["claim"]: row for row in rows} for rows in (found.added, found.removed))
    assert world == {claim: row for claim, row in base.items() if claim not in removed} | added
    assert all(claim.startswith("scenario:") for claim in added) and not any(
        claim.startswith("scenario:") for claim in removed
    )
    assert sum(map(len, found.facts.values())) == len(world), "no claim stands twice"


@given(st.lists(ADDING, max_size=5))
def test_base_and_removal_of_all_that_was_added_is_the_base(changes):
    found = apply(Scenario("x", changes=tuple(changes)), FACTS, WITHIN)
    back = [Change("remove-claim", {"claim": claim}) for claim in claims(found.added)]
    assert apply(Scenario("y", changes=tuple(back)), found.facts, WITHIN).facts == FACTS


def test_applying_nothing_changes_nothing():
    found = after()
    assert found.changes_nothing and found.facts == FACTS and found.notes == []


# ---------------------------------------------------------------- reading

GOOD = """scenario: {id: two-moves, zh: 情景, en: A scenario}
entities:
  - {id: new-one, zh: 新厂}
changes:
  - move: {who: maker, to: tianjin}
  - remove-claim: 0123456789abcdef
"""


def test_a_scenario_knows_the_lines_of_its_changes():
    found = parse_scenario(GOOD)
    assert (found.id, found.zh, found.entities) == ("two-moves", "情景", {"new-one": ("新厂", "")})
    assert [(c.kind, c.line, dict(c.words)) for c in found.changes] == [
        ("move", 5, {"who": "maker", "to": "tianjin"}),
        ("remove-claim", 6, {"claim": "0123456789abcdef"}),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "message", "remedy"),
    [
        ("  - move:", "  - mvoe:", 5, "has no 'mvoe'", "move"),
        ("to: tianjin", "too: tianjin", 5, "'move' has no 'too'", "to"),
        (", to: tianjin", "", 5, "lacks 'to'", "add to"),
        ("to: tianjin", "to: [tianjin]", 5, "not one word", "one name"),
        ("to: tianjin", "to: tianjin, scope: half", 5, "'half' is no scope", "production"),
        ("{who: maker, to: tianjin}", "maker", 5, "not a mapping", "{"),
        ("id: two-moves", "id: Two Moves", 1, "is no id", "lower case"),
        ("id: two-moves, ", "", 1, "lacks 'id'", "add id"),
        ("changes:", "change:", 5, "has no 'change'", "changes"),
        (
            "remove-claim: 0123456789abcdef",
            "close: {who: maker}\n    resolve: {bottleneck: x}",
            6,
            "exactly one kind",
            "- ",
        ),
        ("zh: 新厂", "name: 新厂", 3, "an entity has no 'name'", "zh"),
        ("id: new-one", "id: 'a> <b> <c> <d> .'", 3, "'a> <b> <c> <d> .' is no id", "lower case"),
        ("id: new-one", "id: New One", 3, "'New One' is no id", "lower case"),
        ("zh: 新厂}", "zh: 新厂}\n  - {id: new-one}", 4, "'new-one' stands here twice", "once"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path, old, new, line, message, remedy):
    path = tmp_path / "x.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_scenario(path)
    assert (error.value.file, error.value.line) == (str(path), line)
    assert message in error.value.message and remedy in error.value.remedy


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        ("changes: [{close: {who: a}}]", "lacks 'scenario'", "add scenario"),
        ("scenario: {id: x}", "lacks 'changes'", "add changes"),
        ("scenario: {id: x}\nchanges:", "lacks 'changes'", "add changes"),
        ("scenario: {id: x}\nchanges: []", "'changes' is empty", "- "),
        ("scenario: {id: x}\nchanges: [close]", "'changes' is not a list of mappings", "- "),
        ("scenario: x\nchanges: [{close: {who: a}}]", "'scenario' is not a mapping", "scenario: {"),
        ("- a", "does not hold a mapping", "begin with 'scenario:'"),
        ("", "does not hold a mapping", "begin with 'scenario:'"),
    ],
)
def test_what_is_no_scenario_is_refused(text, message, remedy):
    with pytest.raises(InputError) as error:
        parse_scenario(text)
    assert message in error.value.message and remedy in error.value.remedy


def test_the_sample_can_be_read_and_shows_most_kinds():
    found = read_scenario(CHECKOUT / "docs" / "scenarios" / "example.yaml")
    assert {change.kind for change in found.changes} >= set(CHANGES) - {"remove-claim"}


# ---------------------------------------------------------------- names

IDS = {
    "maker": "maker",
    "制造商": "maker",
    "tianjin": "tianjin",
    "nev": "nev",
    "nev/cell": "nev/cell",
    "电芯": "nev/cell",
    "gap": "gap",
}


def find(text, kind):
    if text not in IDS:
        raise UnknownNameError(f"the graph has no {kind} '{text}'", remedy="did you mean maker?")
    return IDS[text]


def names_of(change, **more):
    return (
        named(
            parse_scenario(f"scenario: {{id: x}}\nentities: [{{id: new-one}}]\nchanges:\n  - {change}"),
            find,
            **more,
        )
        .changes[0]
        .words
    )


def test_names_become_ids():
    assert names_of("move: {who: 制造商, to: tianjin, scope: production}") == {
        "who": "maker",
        "to": "tianjin",
        "scope": "production",
    }
    words = {"who": "new-one", "place": "tianjin", "segment": "nev/cell", "activity": "rd"}
    assert names_of("add-activity: {who: new-one, place: tianjin, segment: 电芯, activity: rd}") == words
    assert names_of(
        "add-activity: {who: new-one, place: tianjin, chain: nev, segment: cell, activity: rd}"
    ) == words | {"chain": "nev"}
    assert (
        names_of("remove-claim: https://w3id.org/jjj-graph/claim/0123456789abcdef")
        == names_of("remove-claim: claim:0123456789abcdef")
        == {"claim": "0123456789abcdef"}
    )


@pytest.mark.parametrize(
    "change", ["close: {who: makr}", "move: {who: maker, to: tianjn}", "resolve: {bottleneck: gpa}"]
)
def test_an_unknown_name_is_told_with_its_line_and_what_was_meant(change):
    with pytest.raises(UnknownNameError) as error:
        names_of(change)
    assert error.value.line == 4 and "maker" in error.value.remedy


def test_a_place_must_be_one():
    with pytest.raises(UnknownNameError, match="'maker' is no place"):
        names_of("move: {who: maker, to: maker}", places=["tianjin"])


def test_an_entity_that_is_there_already_is_refused():
    with pytest.raises(InputError, match="in the graph already"):
        named(
            parse_scenario("scenario: {id: x}\nentities: [{id: maker}]\nchanges: [{close: {who: maker}}]"),
            find,
        )


# ---------------------------------------------------------------- side by side


def test_side_by_side_lists_what_differs_and_counts_the_rest():
    how = Comparison("c", ("id",), "{id}", {"n": "number", "w": "words"}, 0)
    before = Table(("id", "n", "w", "claims"), [("a", 1, "x", "1 2"), ("b", 2, "y", "3"), ("c", 3, "z", "4")])
    now = Table(("id", "n", "w", "claims"), [("a", 1, "x v", "1 5"), ("b", 2, "y", "3"), ("d", 4, 0, "6")])
    rows, same, of = side_by_side(how, before, now, lambda row: ["9"] if row["id"] == "d" else [])
    assert rows == [
        ("a", "words", "x", "x v", "+v", "2 5"),
        ("c", "number", 3, 0, -3, "4"),
        ("c", "words", "z", 0, "+0 -z", "4"),
        ("d", "number", 0, 4, 4, "6 9"),
    ]
    assert (same, of) == (4, 8)


def test_a_table_beside_itself_is_unchanged():
    table = Table(("id", "n"), [("a", 1.0), ("b", None)])
    assert side_by_side(Comparison("c", ("id",), "{id}", {"n": "n"}), table, table) == ([], 2, 2)


@pytest.mark.parametrize(
    ("before", "now", "told"), [(0.1, 0.3, 0.2), (None, 1, "new"), ("a", "", "gone"), ("a b", "b a c", "+c")]
)
def test_difference(before, now, told):
    assert difference(before, now) == told
