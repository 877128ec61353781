"""Table-like sources: a folder with source.yaml and one table per kind; the same facts as in YAML."""

import os

import pytest

from jjj_graph.building import build_graph
from jjj_graph.checking import check
from jjj_graph.errors import InputError
from jjj_graph.facts.records import RECORDS
from jjj_graph.facts.sources import read_source
from jjj_graph.facts.tables import columns

CARD = "source: {id: a-table, title: A, publisher: P, published: 2024, language: zh}\n"
HEAD = "indicator,of,period,value,unit,at\n"


@pytest.fixture
def table(tmp_path):
    """Return the folder of a table-like source with its card."""
    folder = tmp_path / "sources" / "a-table"
    folder.mkdir(parents=True)
    (folder / "source.yaml").write_text(CARD, encoding="utf-8")
    return folder


def claims(folder, registry):
    source, findings = read_source(folder / "source.yaml", registry)
    assert findings == []
    found = {fact.claim_id: fact for fact in source.each_fact(registry, findings)}
    assert [f for f in findings if f.severity == "error"] == []
    return found


FACTS = [
    (
        "level",
        {"indicator": "gdp", "of": "beijing", "period": "2023", "value": "43760.7e8", "unit": "CNY"},
        "43760.7亿元",
    ),
    (
        "level",
        {
            "indicator": "gdp",
            "of": "hebei",
            "period": "2023",
            "value": "43944.1e8",
            "unit": "CNY",
            "qualifier": "about",
        },
        {"value": "约 43944.1 亿元", "of": "河北"},
    ),
    (
        "level",
        {
            "indicator": "gdp",
            "of": "beijing+tianjin",
            "period": "2014/2023",
            "value": "5",
            "unit": "CNY",
            "cumulative": "true",
        },
        'say "5", or\nfive',
    ),
    ("cluster", {"cluster": "auto", "places": ["beijing", "hebei"], "rank": "national"}, "国家级"),
]
ENTITIES = "entities: [{id: auto, type: cluster, zh: 汽车集群}]\n"


def rows(kind):
    for of_kind, fields, at in FACTS:
        if of_kind == kind:
            cells = {
                key: "|".join(value) if isinstance(value, list) else value for key, value in fields.items()
            }
            yield cells | (
                {f"at:{key}": text for key, text in at.items()} if isinstance(at, dict) else {"at": at}
            )


@pytest.fixture
def in_yaml(tmp_path, registry):
    from jjj_graph.facts.writing import source_text

    path = tmp_path / "in-yaml.yaml"
    text = source_text(
        {"id": "a-table", "title": "A", "publisher": "P", "language": "zh"},
        [{"id": "auto", "type": "cluster", "zh": "汽车集群"}],
        FACTS,
    )
    path.write_text(text, encoding="utf-8")
    source, findings = read_source(path, registry)
    assert findings == [] and len(source.facts) == 4
    return {fact.claim_id: fact for fact in source.facts}


def test_csv_gives_the_same_claims_as_yaml(table, registry, in_yaml):
    import csv

    (table / "source.yaml").write_text(CARD + ENTITIES, encoding="utf-8")
    for kind in ("level", "cluster"):
        found = list(rows(kind))
        with (table / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, sorted({key for row in found for key in row}))
            writer.writeheader()
            writer.writerows(found)
    read = claims(table, registry)
    assert read.keys() == in_yaml.keys()
    assert all(
        read[key].fields == in_yaml[key].fields and set(read[key].at) == set(in_yaml[key].at) for key in read
    )


def test_parquet_gives_the_same_claims_as_yaml(table, registry, in_yaml):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    (table / "source.yaml").write_text(CARD + ENTITIES, encoding="utf-8")
    for kind in ("level", "cluster"):
        found = list(rows(kind))
        for row in found:  # typed columns, as programs write them
            row.update(
                {"cumulative": True} if row.get("cumulative") else {},
                **({"places": row["places"].split("|")} if "places" in row else {}),
            )
        keys = sorted({key for row in found for key in row})
        parquet.write_table(
            pyarrow.table({key: [row.get(key) for row in found] for key in keys}), table / f"{kind}.parquet"
        )
    assert claims(table, registry).keys() == in_yaml.keys()


def test_numbers_of_parquet_are_read_as_they_are_typed(table, registry):
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    level = {
        "indicator": ["gdp"] * 3,
        "of": ["beijing"] * 3,
        "period": ["2021", "2022", "2023"],
        "unit": ["CNY"] * 3,
        "at": ["a"] * 3,
    }
    parquet.write_table(
        pyarrow.table(level | {"value": [4376070000000.0, 1e22, -5.5]}), table / "level.parquet"
    )
    assert sorted(str(fact.number[1]) for fact in claims(table, registry).values()) == [
        "-5.5",
        "10000000000000000000000",
        "4376070000000",
    ]


@pytest.mark.parametrize(
    ("name", "raw", "code", "line"),
    [
        ("level.csv", HEAD + "gdp,beijing,2023,5,CNY,5元\ngdp,nowhere,2023,5,CNY,5元\n", "unknown-entity", 3),
        ("level.csv", HEAD + "gdp,beijing,2023,5,CNY,\n", "no-evidence", 2),
        ("level.csv", HEAD + "gdp,beijing,2023,nan,CNY,a\n", "bad-number", 2),
        ("level.csv", HEAD + 'gdp,beijing,2023,"1,000",CNY,a\n', "bad-number", 2),
        ("level.csv", HEAD + "gdp,beijing,2023-02-30,5,CNY,a\n", "bad-period", 2),
        ("level.csv", HEAD + "gdp,beijing,2023,5,CNY\n", "unreadable", 2),
        ("level.csv", "indicator,of,at\ngdp,beijing,a\n", "missing-field", 2),
        ("level.csv", "indicator,value\n", "unreadable", 1),
        ("level.csv", "indicator,of,indicator\n", "unreadable", 1),
        ("level.csv", "indicator,of,colour\n", "unreadable", 1),
        ("level.csv", "", "unreadable", None),
        ("level.csv", "indicator,of\n京,".encode("gbk"), "unreadable", 2),
        ("levels.csv", HEAD, "unknown-kind", 1),
        ("level.parquet", b"not parquet", "unreadable", 1),
        ("level.parquet", b"", "unreadable", 1),
    ],
)
def test_a_wrong_row_or_table_is_found_by_check_and_stops_the_build(
    table, small_data, tmp_path, name, raw, code, line
):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    (table / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    (table / "supply.csv").write_text("supplier,customer,at\nlangyi,nobody,a\n", encoding="utf-8")
    found = [f for f in check(table.parent, data=small_data) if f.severity == "error"]
    assert {(f.code, f.line) for f in found if f.file == str(table / name)} == {(code, line)}
    assert [f.line for f in found if f.file == str(table / "supply.csv")] == [2], "the rest was not read"
    with pytest.raises(InputError):
        build_graph(tmp_path / "store", small_data, [table.parent])
    assert not list((tmp_path / "store").glob("graph-*"))


def test_a_table_that_is_no_file_or_a_link_that_leads_out(table, small_data, tmp_path):
    (tmp_path / "elsewhere.csv").write_text(HEAD, encoding="utf-8")
    (table / "level.csv").symlink_to(tmp_path / "elsewhere.csv")
    os.mkfifo(table / "share.parquet")
    assert sorted(f.code for f in check(table.parent, data=small_data) if f.severity == "error") == [
        "not-read",
        "not-read",
    ]


def test_two_folders_of_one_source_are_an_error(table, small_data):
    import shutil

    shutil.copytree(table, table.parent / "again")
    assert [f.code for f in check(table.parent, data=small_data) if f.severity == "error"] == ["two-tables"]


def test_every_field_is_a_column():
    for record in RECORDS.values():
        assert set(record.fields) | {"at", "nth"} <= set(columns(record))
