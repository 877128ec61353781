"""Evidence held against documents: found, not found, the nth time, whatever the line ends."""

import hashlib

import pytest

from jjj_graph.building import build_graph
from jjj_graph.checking import check
from jjj_graph.errors import InputError
from jjj_graph.facts.evidence import Document, read_document
from jjj_graph.store.embedded import GraphStore

FACT = "  - level: {{indicator: gdp, of: beijing, period: 2023, value: 5, unit: CNY}}\n    at: {at}\n"
HEAD = (
    "source: {id: a-page, title: A, publisher: P, published: 2024, language: zh, file: a-page.txt}\nfacts:\n"
)


@pytest.fixture
def findings(tmp_path, small_data):
    """Return a function: the document and the evidence of a fact → findings but those on the number."""

    def finder(document: bytes, at: str):
        (tmp_path / "sources").mkdir(exist_ok=True)
        (tmp_path / "texts").mkdir(exist_ok=True)
        (tmp_path / "sources" / "a-page.yaml").write_text(HEAD + FACT.format(at=at), encoding="utf-8")
        (tmp_path / "texts" / "a-page.txt").write_bytes(document)
        found = check(tmp_path / "sources", tmp_path / "texts", small_data)
        return [f for f in found if f.code != "unquoted"]

    return finder


@pytest.mark.parametrize(
    ("document", "at"),
    [
        ("京津冀5元。", "5元"),
        ("a\r\nb 5元", '"a\\nb 5元"'),
        ("a\rb 5元", '"a\\nb"'),
        ("a\nb", '"a\\nb"'),
        ("\ufeff5元", "5元"),
        ("𠮷野家5元", "野家5元"),
        ("5元和5元", "5元\n    nth: 2"),
        ("a\u200bb5元", '"a\\u200bb"'),
        ("aaa", "aa\n    nth: 2"),
        ("5元", "[5元, 元]"),
        ("5元，北京", "{value: 5元, of: 北京}"),
    ],
)
def test_characters_that_stand_in_the_document(findings, document, at):
    assert findings(document.encode(), at) == []


@pytest.mark.parametrize(
    ("document", "at", "message"),
    [
        ("京津冀5元。", "6元", "is not in the document"),
        ("５元", "5元", "is not in the document"),
        ("5元", "5元\n    nth: 2", "occurs 1 times, not 2"),
        ("e\u0301 5元", '"\\u00e9 5元"', "is not in the document"),
        ("a b", '"a\\u00a0b"', "is not in the document"),
        ("", "5元", "is not in the document"),
        ("5元", "[5元, 六元]", "'六元' is not in the document"),
    ],
)
def test_characters_that_do_not(findings, document, at, message):
    found = findings(document.encode(), at)
    assert [(f.severity, f.code, f.line) for f in found] == [("error", "evidence-not-found", 3)]
    assert message in found[0].message and "a-page.txt" in found[0].remedy


def test_characters_that_stand_there_twice_are_remarked(findings):
    assert [(f.severity, f.code) for f in findings("5元和5元".encode(), "5元")] == [
        ("info", "evidence-twice")
    ]


def test_a_document_that_is_absent_or_damaged_is_a_finding(findings, tmp_path, small_data):
    assert "is not UTF-8" in findings("京津冀".encode("gbk"), "5元")[0].message
    (tmp_path / "texts" / "a-page.txt").unlink()
    assert [
        (f.severity, f.code)
        for f in check(tmp_path / "sources", tmp_path / "texts", small_data)
        if f.code != "unquoted"
    ] == [("info", "no-document")]


def test_rows_of_a_table_are_held_against_the_document_too(tmp_path, small_data):
    source = tmp_path / "sources" / "a-table"
    source.mkdir(parents=True)
    (tmp_path / "a.txt").write_text("北京5元", encoding="utf-8")
    (source / "source.yaml").write_text(
        "source: {id: a-table, title: A, publisher: P, published: 2024, language: zh, file: a.txt}\n",
        encoding="utf-8",
    )
    (source / "level.csv").write_text(
        "indicator,of,period,value,unit,at\ngdp,beijing,2023,5,CNY,5元\ngdp,tianjin,2023,6,CNY,6元\n",
        encoding="utf-8",
    )
    assert [(f.code, f.line) for f in check(tmp_path / "sources", tmp_path, small_data)] == [
        ("evidence-not-found", 3)
    ]


def test_places_are_code_points_and_the_nth_may_overlap():
    document = Document("a", "𠮷𠮷𠮷5元", "")
    assert document.find("5元") == 3
    assert [document.find("𠮷𠮷", nth) for nth in (1, 2, 3)] == [0, 1, None]


@pytest.mark.parametrize("name", ["../a.txt", "/etc/passwd", "a/b.txt", "..", ".hidden", "a\\b"])
def test_a_name_that_leads_out_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="not the name of a file"):
        read_document(tmp_path, name)


def test_a_document_is_its_text_and_the_hash_of_its_bytes(tmp_path):
    raw = "\ufeffa\r\nb\rc\n".encode()
    (tmp_path / "a.txt").write_bytes(raw)
    document = read_document(tmp_path, "a.txt")
    assert document.text == "a\nb\nc\n" and document.sha256 == hashlib.sha256(raw).hexdigest()
    assert read_document(tmp_path, "b.txt") is None


def test_the_graph_has_place_and_hash(tmp_path, small_data):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a-page.yaml").write_text(HEAD + FACT.format(at="5元\n    nth: 2"), encoding="utf-8")
    raw = "𠮷5元\r\n又5元".encode()
    (tmp_path / "a-page.txt").write_bytes(raw)
    build_graph(tmp_path / "store", small_data, [tmp_path / "more"], tmp_path)
    rows = list(
        GraphStore(tmp_path / "store").query(
            "SELECT ?start ?end ?hash "
            "{ ?e oa:hasSource src:a-page ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] . "
            "src:a-page jjj:contentHash ?hash }"
        )
    )
    assert [tuple(term.value for term in row) for row in rows] == [
        ("5", "7", hashlib.sha256(raw).hexdigest())
    ]
