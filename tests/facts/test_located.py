"""Damaged files: each a finding with file, line and remedy, no traceback; the rest of the folder is read."""

import os
import re
import shutil
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.checking import check
from jjj_graph.errors import InputError
from jjj_graph.facts.located import Map, csv_rows, read_csv, read_text, read_yaml_text

CARD = "source: {id: bad, title: A page, publisher: P, language: zh}\n"
FACT = (
    "facts:\n  - level: {indicator: gdp, of: beijing, period: 2023, value: 5, unit: CNY}\n    at: 京津冀5元\n"
)
TEXT = CARD + FACT
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"


def utf8(text: str) -> bytes:
    return text.encode()


#: What stands in the file, the message (a pattern), and the line.
DAMAGED_YAML = {
    "GBK": (TEXT.encode("gbk"), "is not UTF-8", 4),
    "GB18030 with astral characters": (TEXT.replace("京", "𠮷").encode("gb18030"), "is not UTF-8", 4),
    "UTF-16": (TEXT.encode("utf-16"), "is not UTF-8", 1),
    "UTF-16 without mark": (TEXT.encode("utf-16-le"), "is not UTF-8|not allow", None),
    "one line in another encoding": (
        utf8(CARD) + b"# " + "京津冀".encode("gbk") + b"\n" + utf8(FACT),
        "is not UTF-8",
        2,
    ),
    "cut in the middle of a character": (utf8(TEXT)[:-6], "is not UTF-8", 4),
    "NUL": (utf8(TEXT.replace("5元", "5\0元")), "does not allow: U\\+0000", 4),
    "control character": (utf8(TEXT.replace("5元", "5\x07元")), "does not allow: U\\+0007", 4),
    "empty": (b"", "does not hold a mapping", 1),
    "blank": (b" \n\n", "does not hold a mapping", 1),
    "comments only": (b"# nothing\n# here\n", "does not hold a mapping", 1),
    "a list": (b"- a\n- b\n", "does not hold a mapping", 1),
    "a word": (b"word", "does not hold a mapping", 1),
    "two documents": (utf8(TEXT + "---\n" + TEXT), "second document", 6),
    "alias bomb": (utf8(BOMB + TEXT), "anchors and aliases", 1),
    "merge key": (utf8(CARD + "facts:\n  - <<: {a: b}\n    <<: {a: b}\n"), "stands here twice", 4),
    "python tag": (utf8(CARD + "facts: !!python/object/apply:os.system [id]\n"), "the tag .*python", 2),
    "python tag on quoted text": (utf8(CARD + "facts: !!python/name:os.system 'x'\n"), "the tag .*python", 2),
    "plain tag": (utf8(CARD.replace("title: A", "title: !!str A")), "the tag", 1),
    "double key": (utf8(CARD + "facts: []\nfacts: []\n"), "'facts' stands here twice", 3),
    "double key in a fact": (utf8(TEXT.replace("period: 2023", "of: tianjin")), "'of' stands here twice", 3),
    "deep": (utf8(CARD + "facts: " + "[" * 100_000 + "]" * 100_000), "nested more than", 2),
    "deep by indentation": (utf8("".join(f"{' ' * i}a:\n" for i in range(60))), "nested more than", None),
    "mapping as key": (utf8(CARD + "{a: b}: c\n"), "a key must be a word", 2),
    "open bracket": (utf8(CARD + "facts: [\n"), "is not YAML", None),
    "open quotation mark": (utf8(CARD + 'facts: "a\n'), "is not YAML", None),
    "tab": (utf8(CARD + "facts:\n\t- a\n"), "is not YAML", 3),
    "colon in plain text": (utf8(CARD.replace("A page", "a: b: c")), "is not YAML", None),
    "half a character": (utf8(CARD.replace("A page", '"\\ud800"')), "is not YAML", 1),
    "escape that is none": (utf8(CARD.replace("A page", '"\\q"')), "is not YAML", 1),
    "no card": (utf8(FACT), "no source card", None),
    "card is a word": (utf8("source: bad\n" + FACT), "no source card", 1),
    "id is a list": (utf8(CARD.replace("id: bad", "id: [bad]")), "no source card", 1),
    "id with capital letters": (utf8(CARD.replace("id: bad", "id: Bad Page")), "no source card", 1),
    "id with a look-alike": (utf8(CARD.replace("id: bad", "id: b\u0430d")), "no source card", 1),
    "id with full width": (utf8(CARD.replace("id: bad", "id: ｂａｄ")), "no source card", 1),
    "id that leads out": (utf8(CARD.replace("id: bad", "id: ../../bad")), "no source card", 1),
    "unknown key": (utf8(TEXT.replace("facts:", "fact:")), "has no 'fact'", 3),
    "facts are a mapping": (utf8(CARD + "facts: {level: {}}\n"), "facts must be a list", 2),
    "facts are a word": (utf8(CARD + "facts: none\n"), "facts must be a list", 2),
    "entities are a word": (utf8(CARD + "entities: none\n" + FACT), "entities must be a list", 2),
    "a fact is a word": (utf8(CARD + "facts:\n  - level\n"), "a fact is no mapping", None),
    "two kinds": (utf8(CARD + "facts:\n  - {level: {}, share: {}, at: x}\n"), "one kind with its fields", 3),
    "impossible day": (
        utf8(CARD.replace("title", "published: 2023-02-30, title")),
        "day or month that does not exist",
        1,
    ),
    "impossible month": (
        utf8(CARD.replace("title", "published: 2023-13, title")),
        "day or month that does not exist",
        1,
    ),
    "date without hyphens": (utf8(CARD.replace("title", "published: 20230228, title")), "is not a period", 1),
    "week date": (utf8(CARD.replace("title", "published: 2023-W09-2, title")), "is not a period", 1),
    "date in words": (utf8(CARD.replace("title", "published: 2023年1-8月, title")), "is not a period", 1),
    "card without title": (utf8(CARD.replace("title: A page, ", "") + FACT), "needs 'title'", 1),
    "card with an empty title": (utf8(CARD.replace("title: A page", "title: ") + FACT), "needs 'title'", 1),
    "title is a list": (utf8(CARD.replace("A page", "[a, b]") + FACT), "'title' holds", 1),
    "document outside": (
        utf8(CARD.replace("title", "file: ../../etc/passwd, title") + FACT),
        "not the name of a file",
        1,
    ),
    "grade": (utf8(CARD.replace("title", "grade: best, title") + FACT), "'best' is not a grade", 1),
}

GOOD = CARD.replace("id: bad", "id: good") + FACT


@pytest.mark.parametrize("name", DAMAGED_YAML)
def test_a_damaged_file_is_a_finding_and_the_rest_is_read(name, tmp_path, small_data):
    raw, message, line = DAMAGED_YAML[name]
    (tmp_path / "bad.yaml").write_bytes(raw)
    (tmp_path / "good.yaml").write_text(GOOD.replace("value: 5", "value: wrong"), encoding="utf-8")
    findings = check(tmp_path, data=small_data)
    found = [
        f
        for f in findings
        if f.file.endswith("bad.yaml") and f.severity == "error" and re.search(message, f.message)
    ]
    assert found, [str(f) for f in findings]
    assert line is None or found[0].line == line
    assert found[0].remedy
    assert any(f.file.endswith("good.yaml") and f.code == "bad-number" for f in findings), (
        "the rest of the folder was not read"
    )


def test_a_byte_order_mark_any_line_ends_and_words_like_no_are_fine(tmp_path, small_data):
    text = GOOD.replace("title: A page", "title: NO").replace("publisher: P", "publisher: 12:30")
    for number, raw in enumerate(
        (b"\xef\xbb\xbf" + utf8(text), utf8(text.replace("\n", "\r\n")), utf8(text.replace("\n", "\r")))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "good.yaml").write_bytes(raw)
        assert [f for f in check(folder, data=small_data) if f.severity == "error"] == []


def test_every_scalar_stays_the_text_it_is():
    words = [
        "NO",
        "yes",
        "on",
        "12:30",
        "1e3",
        "0o17",
        "0x1F",
        "2023-02-30",
        "1_000",
        ".inf",
        ".nan",
        "=",
        "0777",
        "190:20:30",
        "TRUE",
        "Null and void",
    ]
    tree = read_yaml_text("a: [" + ", ".join(words) + "]")
    assert tree["a"] == words
    assert read_yaml_text("{a: , b: null, c: ~, d: 'null', e: ''}") == {
        "a": None,
        "b": None,
        "c": None,
        "d": "null",
        "e": "",
    }


def test_places_are_lines_and_columns_of_values():
    tree = read_yaml_text("# head\nsource: {id: a, 标题: 京津冀, b: [1,\n  {c: d}]}\n")
    card = tree["source"]
    assert tree.place("source") == (2, 9)
    assert (card.place("id"), card.place("标题"), card.place("b")) == ((2, 14), (2, 21), (2, 29))
    assert card["b"][1].start == (3, 3) and card["b"][1].place("c") == (3, 7)
    assert card.place("absent") == (2, 9)


def test_an_error_names_the_column_also_behind_wide_characters():
    with pytest.raises(InputError) as caught:
        read_yaml_text("京津冀: {a: b, a: c}")
    assert (caught.value.line, caught.value.column) == (1, 13)


@given(st.text() | st.text("{}[]:,-&*!|>'\"%@`#?\n ab"))
def test_any_text_is_a_mapping_or_refused(text):
    try:
        assert isinstance(read_yaml_text(text), Map)
    except InputError as error:
        assert error.line is None or 1 <= error.line <= len(re.split("\r\n|[\n\r\x85\u2028\u2029]", text)) + 1


@given(st.binary() | st.binary().map(lambda raw: b"source: {id: a}\n" + raw))
def test_any_bytes_are_read_or_refused(tmp_path_factory, raw):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(raw)
    try:
        read_yaml_text(read_text(path), path)
    except InputError as error:
        assert str(path) in str(error)


# --- paths ----------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    """A folder with one good source, whose value is wrong, so that a finding shows that it was read."""
    made = tmp_path / "folder"
    made.mkdir()
    (made / "good.yaml").write_text(GOOD.replace("value: 5", "value: wrong"), encoding="utf-8")
    return made


def errors(folder, small_data):
    found = []
    runner = threading.Thread(target=lambda: found.extend(check(folder, data=small_data)), daemon=True)
    runner.start()
    runner.join(20)
    assert not runner.is_alive(), "reading hangs"
    assert any(f.file.endswith("good.yaml") and f.code == "bad-number" for f in found), (
        "the rest was not read"
    )
    return [f for f in found if not f.file.endswith("good.yaml") and f.severity == "error"]


def test_a_link_that_leads_out_is_not_followed(folder, small_data, tmp_path):
    (tmp_path / "secret.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "inside.yaml").symlink_to(folder / "good.yaml")
    found = errors(folder, small_data)
    assert [(f.file.rpartition("/")[2], "leads out" in f.message) for f in found if f.code == "not-read"] == [
        ("link.yaml", True)
    ]


def test_broken_links_and_loops_are_findings(folder, small_data):
    (folder / "broken.yaml").symlink_to(folder / "nothing.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    found = errors(folder, small_data)
    assert {f.file.rpartition("/")[2] for f in found} == {"broken.yaml", "loop.yaml"}


def test_a_folder_that_is_a_link_is_told(folder, small_data, tmp_path):
    (tmp_path / "other").mkdir()
    (folder / "linked").symlink_to(tmp_path / "other")
    (folder / "round").symlink_to(folder)
    assert [f.message for f in errors(folder, small_data)] == ["this folder is a link, and is not read"] * 2


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_named_pipe_does_not_hang(folder, small_data):
    os.mkfifo(folder / "pipe.yaml")
    assert [f.message for f in errors(folder, small_data)] == ["this is not a file"]


def test_a_folder_called_like_a_file_is_searched(folder, small_data):
    (folder / "x.yaml").mkdir()
    shutil.copy(folder / "good.yaml", folder / "x.yaml" / "bad.yaml")
    assert errors(folder, small_data)[0].file.endswith("x.yaml/bad.yaml")


def test_a_file_with_another_ending_is_not_passed_over_in_silence(folder, small_data):
    shutil.copy(folder / "good.yaml", folder / "other.yml")
    shutil.copy(folder / "good.yaml", folder / "loud.YAML")
    assert {f.remedy for f in errors(folder, small_data)} == {"call it other.yaml", "call it loud.yaml"}


def test_a_table_without_a_card_is_not_passed_over_in_silence(folder, small_data):
    (folder / "level.csv").write_text("indicator\n", encoding="utf-8")
    assert [f.code for f in check(folder, data=small_data) if f.severity == "warning"] == ["not-read"]


def test_a_file_that_may_not_be_read(folder, small_data, monkeypatch):
    (folder / "closed.yaml").write_text(GOOD, encoding="utf-8")
    real = type(folder).read_bytes

    def closed(path):
        if path.name == "closed.yaml":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(type(folder), "read_bytes", closed)
    assert [f.message for f in errors(folder, small_data)] == ["the file cannot be read: Permission denied"]


def test_a_file_too_large_is_refused_before_it_is_read(folder, small_data):
    with (folder / "huge.yaml").open("wb") as file:
        file.truncate(50_000_000)
    assert "bytes" in errors(folder, small_data)[0].message


def test_a_folder_that_is_none(tmp_path, small_data):
    with pytest.raises(InputError, match="no such folder"):
        check(tmp_path / "none", data=small_data)
    with pytest.raises(InputError, match="no such folder"):
        check(tmp_path, documents=tmp_path / "none", data=small_data)
    assert [f.code for f in check(tmp_path, data=small_data)] == ["no-sources"]


# --- CSV ------------------------------------------------------------------------------------------

COLUMNS = ("id", "zh", "note")


@pytest.mark.parametrize(
    ("raw", "message", "line"),
    [
        (b"", "the file is empty", None),
        (b"id,zh,zh\na,b,c\n", "'zh' stands twice", 1),
        (b"id,name\na,b\n", "'name' is not a column", 1),
        (b"zh\na\n", "'id' is missing", 1),
        (b"id,zh\na,b\nc\n", "1 cells under a header of 2", 3),
        (b"id,zh\na,b,c\n", "3 cells under a header of 2", 2),
        (b'id,zh\na,"b\nc\n', "is not CSV", 2),
        (b'id,zh\na,"b"c\n', "is not CSV", 2),
        (b"id,zh\na,b\0c\n", "NUL", 2),
        ("id,zh\na,京津冀\n".encode("gbk"), "is not UTF-8", 2),
        ("id,zh\na,b\n".encode("utf-16"), "is not UTF-8", 1),
        (b"id,zh\na," + b"b" * 200_000 + b"\n", "is not CSV: field larger", 2),
        (b"id" + b",x" * 100_000 + b"\n", "stands twice", 1),
        (b'id,zh\na,"b\nb\nb"\nc\n', "1 cells", 5),
    ],
)
def test_a_damaged_table_says_where(raw, message, line, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=message) as caught:
        list(read_csv(path, COLUMNS, ("id",)))
    assert caught.value.line == line and caught.value.file == path and caught.value.remedy


def test_the_remedy_for_a_row_of_another_length_fits_it():
    for row, remedy in (("a,20,000", "thousands separators"), ("a", "leave a cell empty")):
        with pytest.raises(InputError) as caught:
            list(csv_rows(["id,zh\n", row], COLUMNS, (), None))
        assert remedy in caught.value.remedy


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_is_fine_and_lines_are_counted(end, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(("\ufeff" + end.join(["id,zh,note", 'a,"x, ""y""",', "", ",,", "b,,n"]) + end).encode())
    assert list(read_csv(path, COLUMNS, ("id",))) == [
        (2, {"id": "a", "zh": 'x, "y"'}),
        (5, {"id": "b", "note": "n"}),
    ]


@given(st.text() | st.text('a,"\n\r\0;\t'))
def test_any_text_is_a_table_or_refused(text):
    try:
        for line, row in csv_rows("id,zh,note\n" + text, COLUMNS, (), None):
            assert line >= 2 and set(row) <= set(COLUMNS)
    except InputError as error:
        assert error.line is not None
