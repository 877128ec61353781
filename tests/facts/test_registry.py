"""The registry: what is read, what resolves, and what is wrong with damaged tables and chain files."""

import shutil

import pytest

from jjj_graph.checking import check
from jjj_graph.errors import InputError
from jjj_graph.facts.registry import read_registry


@pytest.fixture
def data(tmp_path, small_data):
    """A copy of the small data folder, to be damaged."""
    shutil.copytree(small_data, tmp_path / "data")
    return tmp_path / "data"


def test_ids_merged_ids_and_aliases_resolve(registry):
    assert registry.resolve("xiaomi-ev").id == "xiaomi-auto"
    assert registry.resolve("beijing").within == "jjj"
    assert registry.resolve("beijing+tianjin") is None and registry.resolve("nothing") is None
    assert registry.segment("nev", "lithium-battery").id == "traction-battery"
    assert registry.indicator("iva").id == "industrial-value-added"
    assert registry.unit("yuan").id == "CNY"
    assert registry.unit("mu").factor > 666


def test_a_chain_has_segments_and_inputs(registry):
    assert {name for chain, name in registry.segments if chain == "nev"} == {
        "vehicle-assembly",
        "traction-battery",
        "fuel-cell",
        "chassis",
    }
    inputs = {(i.supplier, i.customer): i for i in registry.inputs}
    assert (
        inputs["traction-battery", "vehicle-assembly"].group
        == inputs["fuel-cell", "vehicle-assembly"].group
        == "power"
    )
    assert (
        inputs["chassis", "vehicle-assembly"].essential
        and not inputs["fuel-cell", "vehicle-assembly"].essential
    )


def test_merges_are_followed_to_the_end(data):
    with (data / "merges.csv").open("a", encoding="utf-8") as file:
        file.write("older,xiaomi-ev,same,\noldest,older,same,\n")
    registry, findings = read_registry(data)
    assert findings == []
    assert registry.canonical("oldest") == "xiaomi-auto"


@pytest.mark.parametrize(
    ("table", "row", "code"),
    [
        ("places", "Beijing,municipality,,,,,,,,,,,,,", "bad-id"),
        ("places", "b\u0435ijing,municipality,,,,,,,,,,,,,", "bad-id"),
        ("places", "new place,municipality,,,,,,,,,,,,,", "bad-id"),
        ("places", ",municipality,,,,,,,,,,,,,", "bad-id"),
        ("places", "new,city,,,,,,,,,,,,,", "unknown-type"),
        ("places", "new,,,,,,,,,,,,,,", "unknown-type"),
        ("places", "beijing,municipality,,,,,,,,,,,,,", "double-id"),
        ("places", "new,park,,,,nowhere,,,,,,,,,", "unknown-entity"),
        ("places", "new,park,,,,,,2023-02-30,,,,,,,", "bad-period"),
        ("places", "new,park,,,,,,,,,39°54′,116.1,,,", "bad-number"),
        ("places", "new,park,,,,,,,,,nan,116.1,,,", "bad-number"),
        ("places", "new,park", "unreadable"),
        ("organisations", "new,enterprise,,,,nobody,,,", "unknown-entity"),
        ("sectors", "new,,,,nothing,,,", "unknown-entity"),
        ("indicators", "new,,,,,nothing,,,", "unknown-indicator"),
        ("indicators", "gdp,,,,,,,,", "bad-id"),
        ("units", ",,,number,,1,", "bad-id"),
        ("units", "a b,,,number,,1,", "bad-id"),
        ("units", "CNY,,,number,,1,", "bad-id"),
        ("units", "new,,,,,1,", "bad-unit"),
        ("units", "new,,,number,> <x:,1,", "bad-unit"),
        ("units", "new,,,number,nothing,1,", "unknown-unit"),
        ("units", "new,,,number,,1e999,", "bad-number"),
        ("units", "new,,,number,,１,", "bad-number"),
    ],
)
def test_a_wrong_row_is_an_error_with_its_line(data, table, row, code):
    path = data / "entities" / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").count("\n")
    with path.open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    _, findings = read_registry(data)
    assert [f.code for f in findings] == [code], [str(f) for f in findings]
    assert findings[0].severity == "error" and findings[0].file == str(path) and findings[0].remedy
    assert findings[0].line == (1 if code == "unknown-unit" else lines + 1)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("beijing,tianjin,why,", "double-id"),
        ("a,a,why,", "bad-merge"),
        ("xiaomi-ev,langyi,why,", "bad-merge"),
        ("a,nothing,why,", "unknown-entity"),
        ("a,b,why,\nb,a,why,", "unknown-entity"),
        ('a,"xiaomi-auto> <x:p",why,', "bad-id"),
        (",xiaomi-auto,why,", "bad-id"),
    ],
)
def test_a_wrong_merge_is_an_error(data, row, code):
    with (data / "merges.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    _, findings = read_registry(data)
    assert {f.code for f in findings} == {code}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not hold a mapping"),
        ("segments: []", "does not begin with chain"),
        ("chain: nev2", "does not begin with chain"),
        ("chain: {id: [a]}", "'id' has the wrong shape"),
        ("chain: {id: NEV}", "does not begin with chain"),
        ("chain: {id: new, type: street}", "unknown type"),
        ("chain: {id: nev}", "stands twice"),
        ("chain: {id: beijing}", "stands twice"),
        ("chain: {id: new, aliases: one}", "'aliases' has the wrong shape"),
        ("chain: {id: new}\nsegments: [word]", "'segments' has the wrong shape"),
        ("chain: {id: new}\nsegments: {id: a}", "'segments' has the wrong shape"),
        ("chain: {id: new}\nsegments: [{id: [a]}]", "'id' has the wrong shape"),
        ("chain: {id: new}\nsegments: [{id: a, aliases: b}]", "'aliases' has the wrong shape"),
        ("chain: {id: new}\nsegments: [{id: a, stage: sideways}]", "unknown key or stage"),
        ("chain: {id: new}\nsegments: [{id: a, colour: red}]", "unknown key or stage"),
        ("chain: {id: new}\nsegments: [{id: a}, {id: a}]", "stands twice"),
        ("chain: {id: new}\nsegments: [{id: a b}]", "unknown key or stage"),
        ("chain: {id: new}\nsegments: [{id: a}]\ninputs: [{from: a, to: b}]", "names no segment"),
        (
            "chain: {id: new}\nsegments: [{id: a}]\ninputs: [{from: a, to: a, colour: red}]",
            "names no segment",
        ),
        ("chain: {id: new}\nsegments: [{id: a}]\ninputs: [{from: [a], to: a}]", "'from' has the wrong shape"),
        ("chain: {id: new}\nchain: {id: newer}", "stands here twice"),
        ("chain: &x {id: new}", "anchors"),
    ],
)
def test_a_damaged_chain_is_an_error_and_the_rest_is_read(data, text, message):
    (data / "entities" / "chains" / "z.yaml").write_text(text, encoding="utf-8")
    registry, findings = read_registry(data)
    assert len(findings) == 1 and message in findings[0].message, [str(f) for f in findings]
    assert findings[0].severity == "error" and findings[0].line and findings[0].remedy
    assert registry.segment("nev", "chassis") and registry.resolve("beijing")
    assert "source" not in findings[0].remedy


def test_a_table_that_nobody_reads_is_told(data):
    (data / "entities" / "persons.csv").write_text("id\n", encoding="utf-8")
    assert [f.code for f in read_registry(data)[1]] == ["unknown-table"]


def test_what_is_absent_is_empty_but_a_data_folder_there_must_be(tmp_path):
    registry, findings = read_registry(tmp_path)
    assert registry.entities == {} and findings == []
    with pytest.raises(InputError, match="no such folder"):
        read_registry(tmp_path / "nowhere")


def test_invisible_and_look_alike_characters_in_names_are_warned_of(data):
    with (data / "entities" / "organisations.csv").open("a", encoding="utf-8") as file:
        file.write(
            "hidden,enterprise,小\u200b米,,,,,,\nturned,enterprise,,\u202eimoaiX,,,,,\ncompat,enterprise,\uf900\uf901,,,,,,\nmarked,enterprise,a\ufeffb,,,,,,\n"
        )
    findings = [f for f in check(data=data) if f.code in ("invisible", "look-alike")]
    assert sorted((f.line, f.code) for f in findings) == [
        (7, "invisible"),
        (8, "invisible"),
        (9, "look-alike"),
        (10, "invisible"),
    ]


def test_two_ids_with_one_name_are_warned_of(data):
    with (data / "entities" / "organisations.csv").open("a", encoding="utf-8") as file:
        file.write("xiaomi-car,enterprise,小米汽车有限公司,,,,,,\n")
    found = [f for f in check(data=data) if f.code == "same-name"]
    assert len(found) == 1 and "xiaomi-auto and xiaomi-car" in found[0].message
