"""Tables and their formats: aligned text, CSV that runs nothing, JSON, Markdown, Parquet."""

import csv
import io
import json
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.errors import JJJError
from jjj_graph.namespaces import entity_iri
from jjj_graph.tables import FORMATS, Iri, Table, of_dicts

MIXED = Table(
    ("name", "value", "iri", "flag", "day", "none"),
    [
        (
            "小米汽车",
            Decimal("2430000000000.50"),
            Iri(entity_iri("xiaomi-auto")),
            True,
            date(2024, 3, 5),
            None,
        ),
        ("=cmd|' /C calc'!A0", Decimal("-0.4"), Iri("http://example.org/a b"), False, date(2023, 1, 1), None),
        ("a|b\n<b>\\", -7, Iri(entity_iri("beijing")), True, None, None),
    ],
)


def rows_of_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.to_csv(), newline="")))


def test_a_table_gives_rows_columns_and_its_length():
    assert len(MIXED) == 3
    assert MIXED.column("flag") == [True, False, True]
    assert next(iter(MIXED))["name"] == "小米汽车"
    with pytest.raises(ValueError, match="not in"):
        MIXED.column("nothing")
    assert of_dicts([{"a": 1}, {"b": 2}], ("a", "b")).rows == [(1, None), (None, 2)]


def test_every_format_but_parquet_is_text():
    for form in FORMATS:
        if form != "parquet":
            assert MIXED.render(form).endswith("\n")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1-1",
        "-1-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "-",
        "＝1+1",
        "＋1",
        "－1",
        "＠A",
        "-2e3x",
        "=",
        "+49 30 123",
    ],
)
def test_text_that_a_spreadsheet_would_run_is_defused(text):
    cell = rows_of_csv(Table(("a", "b"), [(text, 1)]))[1][0]
    assert cell.startswith("'")
    assert cell[1:] == text.replace("\r", "\n")


@pytest.mark.parametrize("value", [-7, Decimal("-0.40"), -1.5, "-5", "+3.25", "-0.4"])
def test_negative_numbers_survive_in_csv(value):
    cell = rows_of_csv(Table(("a",), [(value,)]))[1][0]
    assert Decimal(cell) == Decimal(str(value))


def test_numbers_are_written_without_exponent():
    assert rows_of_csv(Table(("a",), [(Decimal("1.74e12"),)]))[1] == ["1740000000000"]


@given(
    st.lists(
        st.lists(
            st.text()
            | st.integers()
            | st.none()
            | st.booleans()
            | st.decimals(allow_nan=False, allow_infinity=False, places=3),
            min_size=2,
            max_size=2,
        ),
        max_size=4,
    )
)
def test_csv_keeps_its_shape_whatever_the_cells_hold(rows):
    table = Table(("a", "b"), [tuple(row) for row in rows])
    read = rows_of_csv(table)
    assert [len(row) for row in read] == [2] * (len(rows) + 1)
    for given_row, read_row in zip(rows, read[1:], strict=True):
        for value, cell in zip(given_row, read_row, strict=True):
            if isinstance(value, str):
                assert (
                    cell.removeprefix("'")
                    == value.replace("\r\n", "\n").replace("\r", "\n").removeprefix("'")
                    or cell[1:] == value
                )


def width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )


def test_wide_characters_are_aligned_and_numbers_stand_right():
    text = Table(("名称", "n"), [("小米汽车", 1), ("e\u0301x", 100), ("ab", None)]).to_text()
    lines = text.splitlines()
    assert lines[2].index("1") == lines[2].rindex("1")
    assert [width(line) for line in lines[:4]] == [13, 13, 13, 13]
    assert lines[4] == "ab"


@given(
    st.lists(st.tuples(st.text(), st.text(), st.integers(), st.text("小米汽车 ab")), max_size=5),
    st.integers(min_value=1, max_value=120),
)
def test_a_table_fits_the_line_it_is_given_and_cuts_no_number(rows, line):
    table = Table(("place", "what it says", "n", "名称"), rows)
    whole, fitted = table.to_text(), table.to_text(line)
    if max(map(width, whole.splitlines())) <= line:
        assert fitted == whole
    numbers = max([1, *(len(str(row[2])) for row in rows)])
    narrowest = 3 * 16 + numbers + 6
    assert max(map(width, fitted.splitlines())) <= max(line, narrowest)
    for row, printed in zip(rows, fitted.splitlines()[2:], strict=True):
        assert str(row[2]) in printed


def test_what_is_cut_is_marked_and_short_columns_stay_whole():
    text = Table(("claim", "text"), [("0123456789abcdef", "长" * 40), ("1" * 16, "short")]).to_text(60)
    assert text.splitlines()[2] == f"0123456789abcdef  {'长' * 20}…"
    assert text.splitlines()[3] == f"{'1' * 16}  short"


def test_an_empty_table_still_has_its_head():
    empty = Table(("a", "b"), [])
    assert empty.to_text() == "a  b\n-  -\n"
    assert empty.to_csv() == "a,b\n"
    assert json.loads(empty.to_json()) == {"columns": ["a", "b"], "rows": []}
    assert empty.to_markdown() == "| a | b |\n| --- | --- |\n"
    assert Table((), []).to_text().strip() == Table((), []).to_text(80).strip() == ""


STEERING = [
    "\x1b[2J",
    "\x1b]0;owned\x07",
    "\x9b31m",
    "a\rb",
    "a\nb",
    "\x08\x08",
    "\u202egnp.exe",
    "\u2066x",
    "\u200b",
    "\ufeff",
    "\x7f",
]


@pytest.mark.parametrize("text", STEERING)
@pytest.mark.parametrize("form", ["table", "markdown"])
def test_control_characters_cannot_steer_a_terminal(text, form):
    shown = Table(("a", "b"), [(text, 1)]).render(form)
    assert all(c.isprintable() or c == "\n" for c in shown)
    assert len(shown.splitlines()) == 3


@given(st.text())
def test_any_text_stays_on_one_line_of_text_and_markdown(text):
    table = Table(("a", "b"), [(text, "x")])
    assert len(table.to_text().split("\n")) == 4
    assert len(table.to_markdown().split("\n")) == 4


def test_markdown_cells_cannot_end_a_cell_or_begin_markup():
    line = Table(("a", "b"), [("x | y \\| <script>", "z")]).to_markdown().splitlines()[2]
    assert line == "| x \\| y \\\\\\| &lt;script> | z |"


def test_json_has_numbers_booleans_and_full_iris():
    read = json.loads(MIXED.to_json())
    assert read["columns"] == list(MIXED.columns)
    assert read["rows"][0] == {
        "name": "小米汽车",
        "value": 2430000000000.5,
        "iri": entity_iri("xiaomi-auto"),
        "flag": True,
        "day": "2024-03-05",
        "none": None,
    }
    assert read["rows"][2]["value"] == -7
    assert "小米汽车" in MIXED.to_json()


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("-Infinity"),
        Decimal("1e5000"),
    ],
)
def test_json_is_json_also_for_numbers_that_json_lacks(value):
    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert json.loads(Table(("a",), [(value,)]).to_json(), parse_constant=refuse)["rows"][0]["a"] == str(
        value
    )


def test_decimals_of_whole_value_are_whole_numbers_in_json():
    assert '"a": 10400000000000\n' in Table(("a",), [(Decimal("10400000000000.00"),)]).to_json()


def test_iris_are_short_for_people_and_whole_for_programs():
    assert "ent:xiaomi-auto" in MIXED.to_text()
    assert entity_iri("xiaomi-auto") in MIXED.to_csv()


def test_html_for_notebooks_is_escaped_and_says_what_it_leaves_out():
    html = Table(("<i>",), [("<script>alert(1)</script>",)] * 250)._repr_html_()
    assert "<script>" not in html and "<i>" not in html
    assert "50 more rows" in html


def test_parquet_keeps_types(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    file = tmp_path / "a folder" / "t.parquet"
    MIXED.to_parquet(file)
    read = parquet.read_table(file).to_pylist()
    assert read[0]["value"] == 2430000000000.5 and read[2]["value"] == -7.0
    assert read[0]["flag"] is True and read[1]["flag"] is False
    assert read[1]["name"] == "=cmd|' /C calc'!A0"
    assert read[0]["day"] == "2024-03-05" and read[2]["day"] is None


def test_parquet_takes_what_other_types_cannot(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    table = Table(("huge", "mixed", "nothing", "nan"), [(10**30, 1, None, float("nan")), (1, "x", None, 1.0)])
    table.to_parquet(tmp_path / "t.parquet")
    assert parquet.read_table(tmp_path / "t.parquet").to_pylist()[0]["huge"] == 1e30
    Table(("a",), []).to_parquet(tmp_path / "empty.parquet")


def test_parquet_without_pyarrow_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(JJJError, match="Parquet needs pyarrow") as caught:
        MIXED.to_parquet(tmp_path / "t.parquet")
    assert "pip install" in caught.value.remedy
