"""From words to typed facts: every misuse is a finding at its line and column, with what to type instead."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jjj_graph.checking import check
from jjj_graph.facts.fact import Group
from jjj_graph.facts.located import read_yaml_text
from jjj_graph.facts.records import RECORDS
from jjj_graph.facts.sources import read_source, read_tree

LEVEL = "level: {indicator: gdp, of: beijing, period: 2023, value: 5, unit: CNY}"
WRONG = [
    # the words, the code, part of the message, part of the remedy
    ("levl: {indicator: gdp}", "unknown-kind", "'levl' is not a kind", "did you mean level?"),
    ("xyz: {indicator: gdp}", "unknown-kind", "'xyz' is not a kind", "one of: level"),
    (
        "level: {indicatr: gdp, of: beijing, value: 5, unit: CNY}",
        "unknown-key",
        "no field 'indicatr'",
        "did you mean indicator?",
    ),
    (
        "level: {indicator: gdpp, of: beijing, value: 5, unit: CNY}",
        "unknown-indicator",
        "'gdpp' is not an indicator",
        "did you mean gdp",
    ),
    (
        "level: {indicator: nothing-like-it, of: beijing, value: 5, unit: CNY}",
        "unknown-indicator",
        "is not an indicator",
        "type: indicator",
    ),
    (
        "level: {indicator: gdp, of: beijin, value: 5, unit: CNY}",
        "unknown-entity",
        "'beijin' is neither",
        "did you mean beijing",
    ),
    (
        "level: {indicator: gdp, of: 北京, value: 5, unit: CNY}",
        "unknown-entity",
        "'北京' is neither",
        "did you mean beijing?",
    ),
    (
        "level: {indicator: gdp, of: beijing+, value: 5, unit: CNY}",
        "unknown-entity",
        "'' is neither",
        "list it",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: 5, unit: CYN}",
        "unknown-unit",
        "'CYN' is not a unit",
        "did you mean CNY",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: 5, unit: parsec}",
        "unknown-unit",
        "'parsec' is not a unit",
        "units.csv",
    ),
    (
        "level: {indicator: gdp, of: [beijing, tianjin], value: 5, unit: CNY}",
        "list-of-places",
        "holds one thing",
        "beijing+tianjin",
    ),
    (
        "level: {indicator: [gdp], of: beijing, value: 5, unit: CNY}",
        "list",
        "holds one value",
        "one fact for each",
    ),
    (
        "level: {indicator: {a: gdp}, of: beijing, value: 5, unit: CNY}",
        "not-text",
        "'indicator' holds a mapping",
        "one value",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: {a: 5}, unit: CNY}",
        "not-text",
        "'value' holds a mapping",
        "one value",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: [2023], value: 5, unit: CNY}",
        "list",
        "holds one value",
        "",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: , value: 5, unit: CNY}",
        "empty-field",
        "'period' is empty",
        "delete the field",
    ),
    (
        "level: {indicator: gdp, of: beijing, population: '', value: 5, unit: CNY}",
        "empty-field",
        "'population' is empty",
        "delete the field",
    ),
    ("level: {of: beijing, value: 5, unit: CNY}", "missing-field", "needs the field 'indicator'", ""),
    ("level: {indicator: gdp, value: 5, unit: CNY}", "missing-field", "needs the field 'of'", ""),
    ("level: {indicator: gdp, of: beijing, unit: CNY}", "missing-field", "needs value and unit", ""),
    ("level: {indicator: gdp, of: beijing, value: 5}", "missing-field", "needs value and unit", ""),
    (
        "level: {indicator: gdp, of: beijing, value: 5, unit: CNY, size_class: 千亿级}",
        "missing-field",
        "needs value and unit",
        "",
    ),
    (
        "change: {indicator: gdp, of: beijing, unit: percent}",
        "one-number",
        "here are 0",
        "one fact for each number",
    ),
    (
        "change: {indicator: gdp, of: beijing, growth: 5, ratio: 2, unit: percent}",
        "one-number",
        "here are 2",
        "one fact for each number",
    ),
    ("change: {indicator: gdp, of: beijing, growth: 5}", "missing-field", "needs the field 'unit'", ""),
    (
        "supply: {supplier: {group: {what: firms, count: 5}}, customer: {group: {what: plants, count: 2}}}",
        "one-number",
        "one number",
        "level of its own",
    ),
    (
        (
            "flow: "
            "{indicator: technology-trade, from: {group: {what: firms, count: 5}}, to: tianjin, "
            "value: 5, unit: CNY}"
        ),
        "one-number",
        "one number",
        "",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: 2023-02-30, value: 5, unit: CNY}",
        "bad-period",
        "does not exist",
        "write 2024",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: 2023-13, value: 5, unit: CNY}",
        "bad-period",
        "does not exist",
        "write 2024",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: 20230228, value: 5, unit: CNY}",
        "bad-period",
        "is not a period",
        "write 2024",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: 2023-W09-2, value: 5, unit: CNY}",
        "bad-period",
        "is not a period",
        "write 2024",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: 2023年1-8月, value: 5, unit: CNY}",
        "bad-period",
        "is not a period",
        "write 2024",
    ),
    (
        "level: {indicator: gdp, of: beijing, period: 2023/2022, value: 5, unit: CNY}",
        "bad-period",
        "ends before it begins",
        "write 2024",
    ),
    *(
        (
            f"level: {{indicator: gdp, of: beijing, value: {number}, unit: CNY}}",
            "bad-number",
            "is not a number",
            "digits only",
        )
        for number in (
            "NaN",
            "inf",
            "1e999",
            "1_000",
            "'1,000'",
            "１２３",
            "−5",
            "5%",
            "五",
            "—",
            "n.a.",
            "12:30",
            "0x1F",
            "9" * 5000,
        )
    ),
    (
        "level: {indicator: gdp, of: beijing, value: [5, 3], unit: CNY}",
        "bad-number",
        "ends before it begins",
        "[low, high]",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: [1, 2, 3], unit: CNY}",
        "bad-number",
        "two ends",
        "[low, high]",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: [null, null], unit: CNY}",
        "bad-number",
        "empty",
        "[low, high]",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: 5, unit: CNY, cumulative: yes}",
        "bad-flag",
        "'cumulative' is 'yes'",
        "true or false",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: 5, unit: CNY, qualifier: abut}",
        "unknown-word",
        "'abut' is not a qualifier",
        "did you mean about?",
    ),
    (
        "level: {indicator: gdp, of: beijing, value: 5, unit: CNY, stance: maybe}",
        "unknown-word",
        "'maybe' is not a stance",
        "one of: asserted",
    ),
    (
        'level: {indicator: gdp, of: beijing, value: 5, unit: CNY, population: "above\\u200bscale"}',
        "invisible",
        "cannot be seen",
        "type the text anew",
    ),
    (
        'level: {indicator: gdp, of: beijing, value: 5, unit: CNY, population: "\\u202elacs"}',
        "invisible",
        "cannot be seen",
        "type the text anew",
    ),
    (
        "activity: {who: xiaomi-auto, chain: nev, segment: traction-batery}",
        "unknown-segment",
        "has no segment 'traction-batery'",
        "did you mean traction-battery",
    ),
    (
        "activity: {who: xiaomi-auto, segment: traction-battery}",
        "no-chain",
        "has no chain",
        "give the field chain",
    ),
    (
        "activity: {who: xiaomi-auto, chain: robot, segment: traction-battery}",
        "unknown-segment",
        "has no segment",
        "",
    ),
    (
        "closure: {who: {group: {count: 45}}, from: cangzhou}",
        "missing-field",
        "a group needs what",
        "add what",
    ),
    (
        "closure: {who: {group: {what: firms, cuont: 45}}, from: cangzhou}",
        "unknown-key",
        "a group has no 'cuont'",
        "keys: id",
    ),
    (
        "closure: {who: {groop: {what: firms}}, from: cangzhou}",
        "bad-group",
        "neither an id nor a group",
        "group: {what",
    ),
    ("closure: {who: {group: 45}, from: cangzhou}", "bad-group", "neither an id nor a group", ""),
    ("closure: {who: {group: {what: firms, id: [a]}}, from: cangzhou}", "not-text", "holds a list", ""),
    (
        "closure: {who: {group: {what: firms, id: 'a b>'}}, from: cangzhou}",
        "bad-id",
        "not the id of a group",
        "lower case",
    ),
    (
        "closure: {who: {group: {what: firms, part_of: {a: b}}}, from: cangzhou}",
        "not-text",
        "holds a mapping",
        "",
    ),
    ("closure: {who: {group: {what: [firms]}}, from: cangzhou}", "not-text", "holds a list", ""),
    (
        "closure: {who: {group: {what: firms, count: about 5}}, from: cangzhou}",
        "bad-number",
        "is not a number",
        "",
    ),
    ("closure: {who: {group: {what: firms, count: -45}}, from: cangzhou}", "bad-number", "below zero", ""),
    ("closure: {who: {group: {what: firms, in: [beijing]}}, from: cangzhou}", "not-text", "holds a list", ""),
    (
        "closure: {who: {group: {what: firms, parents: [nobody]}}, from: cangzhou}",
        "unknown-entity",
        "'nobody' is neither",
        "",
    ),
]


@pytest.mark.parametrize(
    ("words", "code", "message", "remedy"), WRONG, ids=[f"{w[1]}-{n}" for n, w in enumerate(WRONG)]
)
def test_what_a_fact_may_not_say(fact, words, code, message, remedy):
    found, findings = fact(words)
    assert found is None
    matching = [f for f in findings if f.code == code and f.severity == "error"]
    assert matching, [str(f) for f in findings]
    assert message in matching[0].message and remedy in matching[0].remedy and matching[0].remedy
    assert matching[0].file == "a-page.yaml" and matching[0].line == 4
    assert len(matching[0].message) < 300


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("", "no-evidence"),
        ("''", "no-evidence"),
        ("'  '", "no-evidence"),
        ("[]", "no-evidence"),
        ("[a, '']", "no-evidence"),
        ("[a, [b]]", "no-evidence"),
        ("{}", "no-evidence"),
        ("{value: }", "no-evidence"),
        ("{value: 5元, of: }", "no-evidence"),
        ("{value: {a: b}}", "no-evidence"),
        ("{valu: 5}", "unknown-key"),
        ("a\n    nth: 0", "bad-nth"),
        ("a\n    nth: -1", "bad-nth"),
        ("a\n    nth: two", "bad-nth"),
        ("a\n    nth: ２", "bad-nth"),
        ("a\n    nth: [2]", "bad-nth"),
        ("[a, b]\n    nth: 2", "bad-nth"),
        ("a\n    nth: 99999999999999999999", "bad-nth"),
    ],
)
def test_evidence_must_be_characters(fact, at, code):
    found, findings = fact(LEVEL, at)
    assert found is None and code in [f.code for f in findings], [str(f) for f in findings]


def test_evidence_is_kept_to_the_character(fact):
    found, findings = fact(LEVEL, '"𠮷野家\\u200b \\u202e 5元\\r\\n"\n    nth: 3')
    assert findings == []
    assert (found.at[0].characters, found.at[0].nth) == ("𠮷野家\u200b \u202e 5元\r\n", 3)
    found, _ = fact(LEVEL, "{value: [5元, 五元], of: 北京}")
    assert [(e.characters, e.field) for e in found.at] == [
        ("5元", "value"),
        ("五元", "value"),
        ("北京", "of"),
    ]


def test_line_and_column_of_each_finding(read):
    _, findings = read(
        "facts:\n"
        "  - level: {indicator: gdp, of: nowhere, period: 2023, value: 5, unit: CNY}\n"
        "    at: 5元\n"
        "  # 京津冀\n"
        "  - change:\n"
        "      indicator: gdp\n"
        "      of: 京津冀\n"
        "      growth: 5%\n"
        "      unit: percent\n"
        "    at: 5%\n"
        "  - level: {of: beijing, value: 5, unit: CNY}\n"
        "    at: 5元\n"
    )
    assert [(f.code, f.line, f.column) for f in findings] == [
        ("unknown-entity", 3, 33),
        ("unknown-entity", 8, 11),
        ("bad-number", 9, 15),
        ("missing-field", 12, 5),
    ]


def test_one_wrong_fact_hides_neither_the_others_nor_its_other_faults(read):
    source, findings = read(
        f"facts:\n  - level: {{indicator: x, of: y, value: z, unit: w}}\n    at: a\n"
        f"  - {LEVEL}\n    at: 5元\n"
    )
    assert [f.code for f in findings] == ["unknown-indicator", "unknown-entity", "bad-number", "unknown-unit"]
    assert [f["of"] for f in source.facts] == ["beijing"]


def test_typed_values(fact):
    found, findings = fact(
        "flow: {indicator: GDP, from: xiaomi-ev, to: tianjin+hebei+tianjin, period: 2014/2023, "
        "value: [1.5e3, null], unit: yuan, cumulative: true}"
    )
    assert findings == [] or {f.severity for f in findings} == {"warning"}
    assert found["indicator"] == "gdp" and found["from"] == "xiaomi-auto" and found["to"] == "hebei+tianjin"
    assert found["value"].low == Decimal(1500) and found["value"].high is None and found["value"].is_range
    assert found["unit"] == "CNY" and found["cumulative"] is True and found["period"].first.year == 2014


def test_a_group_is_read_with_its_number(fact):
    found, findings = fact(
        "closure: {who: {group: {id: dyers, what: 染料厂, count: 45, in: beijing+tianjin, parents: xiaomi, "
        "part_of: all-dyers}}, from: cangzhou}"
    )
    assert [f for f in findings if f.severity == "error"] == []
    group = found["who"]
    assert (
        isinstance(group, Group)
        and group.place == "beijing+tianjin"
        and group.parents == ("xiaomi",)
        and group.part_of == "all-dyers"
    )
    assert found.number[1].low == 45 and found.unit == "count"


def test_moves_come_into_being_by_being_told_of(read):
    source, findings = read(
        "facts:\n  - relocation: {move: a-move, who: langyi, to: cangzhou}\n    at: a\n"
        "  - level: {indicator: enterprise-count, of: a-move, value: 5, unit: count}\n    at: 5\n"
    )
    assert findings == [] and len(source.facts) == 2


def test_an_odd_type_is_a_warning_only(fact):
    found, findings = fact(
        "supply: {supplier: gdp-region, customer: xiaomi-auto}",
        entities="[{id: gdp-region, type: policy, zh: 某}]",
    )
    assert found is not None and [(f.severity, f.code) for f in findings] == [("warning", "odd-type")]


@pytest.mark.parametrize(
    ("entities", "code"),
    [
        ("[word]", "not-entity"),
        ("[{id: a}]", "missing-field"),
        ("[{id: A b, type: enterprise}]", "bad-id"),
        ("[{id: a, type: street}]", "unknown-word"),
        ("[{id: a, type: enterprise, name: x}]", "unknown-key"),
        ("[{id: a, type: enterprise}, {id: a, type: plant}]", "double-id"),
        ("[{id: a, type: enterprise, in: nowhere}]", "unknown-entity"),
        ("[{id: a, type: enterprise, parents: [nobody]}]", "unknown-entity"),
        ("[{id: a, type: segment, zh: 某}]", "missing-field"),
        ("[{id: a, type: segment, in: nowhere}]", "unknown-entity"),
        ("[{id: a, type: enterprise, zh: [a]}]", "not-text"),
        ("[{id: [a], type: enterprise}]", "not-text"),
        ("[{id: a, type: enterprise, zh: {a: b}}]", "not-text"),
    ],
)
def test_entities_of_a_source_are_checked(read, entities, code):
    source, findings = read(f"entities: {entities}\nfacts:\n  - {LEVEL}\n    at: 5元\n")
    assert {f.code for f in findings} == {code}, [str(f) for f in findings]
    assert len(source.facts) == 1


def test_an_id_of_the_registry_means_that_thing(read):
    source, findings = read(
        f"entities: [{{id: beijing, type: enterprise, zh: 别的}}]\nfacts:\n  - {LEVEL}\n    at: 5元\n"
    )
    assert findings == [] and source.facts[0]["of"] == "beijing"


def test_the_claim_id_is_made_from_source_and_content_alone(read):
    one, _ = read(f"facts:\n  - {LEVEL}\n    at: 5元\n")
    other, _ = read(
        f"# x\nfacts:\n  - {LEVEL.replace('level: {', 'level: {stance: asserted, ')}\n    at: 5元\n\n"
        "  - at: 5元\n    level: {unit: CNY, value: '5', of: beijing, period: '2023', indicator: gdp}\n"
    )
    assert other.facts[1].claim_id == one.facts[0].claim_id != other.facts[0].claim_id
    elsewhere, _ = read(
        f"facts:\n  - {LEVEL}\n    at: 5元\n", "source: {id: other, title: A, publisher: P, language: zh}\n"
    )
    assert elsewhere.facts[0].claim_id != one.facts[0].claim_id


def test_one_fact_of_every_kind_is_read(small_data, registry):
    source, findings = read_source(small_data / "sources" / "2024" / "2024-05-one-of-each.yaml", registry)
    assert findings == []
    assert {fact.kind for fact in source.facts} == set(RECORDS)
    for fact in source.facts:
        low, high = fact.bounds
        if fact.number:
            assert low is None or high is None or low <= high
            assert fact.number[1].low is None or low is None or low <= fact.number[1].low


def test_the_checks_find_what_reads_well_and_is_odd(tmp_path, small_data):
    level = "  - level: {{indicator: gdp, of: {}, value: {}}}\n    at: {}\n"
    (tmp_path / "one.yaml").write_text(
        "source: {id: one, title: A, publisher: P, published: 2023-05, url: 'https://www.example.org/a/', "
        "language: zh}\n"
        "entities: [{id: other-xiaomi, type: enterprise, zh: 小米汽车}, {id: nameless, type: enterprise}]\n"
        "facts:\n"
        + level.format("beijing, period: 2024", "5, unit: CNY", "5元")  # 4: after publication
        + level.format("beijing, period: 2024, status: target", "5, unit: CNY", "5元")
        + level.format("beijing, period: 2022, qualifier: over", "5, unit: CNY", "约5元")  # 8: hedge
        + level.format("beijing, period: 2022", "7, unit: CNY", "5元")  # 10: unquoted
        + level.format(
            "beijing, period: 2022, note: 约3亿元", "5, unit: vehicle", "5辆"
        )  # 12: odd unit, figure in note
        + level.format("beijing, period: 2022, note: 约3亿元", "5, unit: vehicle", "5辆")  # 14: told twice
        + "  - change: {indicator: gdp, of: beijing, base: 2022, period: 2022, growth: 5, unit: percent}\n    at: 5%\n",  # 16
        encoding="utf-8",
    )
    (tmp_path / "two.yaml").write_text(
        "source: {id: two, title: B, publisher: P, url: 'http://example.org/a', language: zh}\nfacts:\n"
        + level.format("hebei, period: 2022", "5, unit: CNY", "5元"),
        encoding="utf-8",
    )
    found = {(f.code, f.line) for f in check(tmp_path, data=small_data)}
    assert found == {
        ("after-publication", 4),
        ("hedge", 8),
        ("unquoted", 10),
        ("odd-unit", 12),
        ("figure-in-note", 12),
        ("odd-unit", 14),
        ("figure-in-note", 14),
        ("told-twice", 14),
        ("own-base", 16),
        ("same-name", 2),
        ("no-name", 2),
        ("same-address", 1),
    }


nested = st.recursive(
    st.none() | st.text(max_size=8) | st.sampled_from(["beijing", "2023", "5", "CNY", "gdp", "percent"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["group", "what", "count", "id", "a"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(max_examples=300)
@given(st.data())
def test_no_value_of_any_shape_ends_in_a_traceback(registry, data):
    from jjj_graph.facts.writing import flow

    kind = data.draw(st.sampled_from(sorted(RECORDS)))
    fields = data.draw(
        st.dictionaries(st.sampled_from(sorted(RECORDS[kind].fields)), nested, min_size=1, max_size=6)
    )
    at, nth = data.draw(nested), data.draw(nested)
    text = (
        f"source: {{id: a, title: t, publisher: p, language: zh}}\nfacts:\n  - {kind}: "
        f"{flow(fields)}\n    at: {flow(at)}\n    nth: {flow(nth)}\n"
    )
    source, findings = read_tree(read_yaml_text(text), "a.yaml", registry)
    assert len(source.facts) == 1 or any(f.severity == "error" for f in findings)
    for fact in source.facts:
        assert fact.claim_id and fact.bounds
