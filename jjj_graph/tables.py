"""Tables: what questions and analyses answer with, and the formats they are printed in.

>>> table = Table(("place", "count"), [("Tianjin", 3), ("=cmd", -2)])
>>> print(table.to_csv(), end="")
place,count
Tianjin,3
'=cmd,-2
>>> table.column("count")
[3, -2]
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import escape
from pathlib import Path

from jjj_graph.errors import JJJError
from jjj_graph.namespaces import shorten

FORMATS = ("table", "csv", "json", "markdown", "parquet")
SUFFIXES = {
    ".csv": "csv",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".parquet": "parquet",
    ".txt": "table",
}
#: A cell that begins with one of these is run as a formula by spreadsheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
#: No column is made narrower than this to fit a line: the id of a claim, which people copy, stays whole.
_NARROWEST = 16
_SIGNED_NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?")


class Iri(str):
    """A string that is an IRI: printed in its short form where people read it, in full where programs do."""

    __slots__ = ()


@dataclass
class Table:
    """Rows under named columns. Values are ``str``, :class:`Iri`, ``int``, ``Decimal``, ``float``, ``bool``, ``date`` or ``None``."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]
    #: remarks for the reader (what was left out and why), printed to stderr
    notes: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, object]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> list[object]:
        """All values of one column. Raises ``ValueError`` where there is no such column."""
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def render(self, form: str) -> str:
        """The table as text in one of :data:`FORMATS` but parquet."""
        return {
            "table": self.to_text,
            "csv": self.to_csv,
            "json": self.to_json,
            "markdown": self.to_markdown,
        }[form]()

    def to_text(self, width: int | None = None) -> str:
        """Aligned columns for a terminal; Chinese characters count as two.

        With ``width`` the widest columns give way until a line has no more characters than that, as far as it goes:
        none becomes narrower than the id of a claim. What is cut ends in ``…``; numbers are never cut.

        >>> print(Table(("who", "says"), [("Foton", "something that is rather long")]).to_text(width=25), end="")
        who    says
        -----  ------------------
        Foton  something that is…
        """
        cells = [self.columns, *([_shown(value) for value in row] for row in self.rows)]
        widths = [max(_width(row[i]) for row in cells) for i in range(len(self.columns))]
        right = [
            bool(self.rows) and all(_is_number(row[i]) or row[i] is None for row in self.rows)
            for i in range(len(widths))
        ]
        if width is not None:
            widths = _narrowed(widths, right, width)
            cells = [[_cut(cell, most) for cell, most in zip(row, widths, strict=True)] for row in cells]
        lines = [_aligned(cells[0], widths, right), "  ".join("-" * width for width in widths)]
        return "\n".join(lines + [_aligned(row, widths, right) for row in cells[1:]]) + "\n"

    def to_markdown(self) -> str:
        """A Markdown table; pipes and line ends in cells are escaped."""
        rows = [
            [_shown(value).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;") for value in row]
            for row in self.rows
        ]
        lines = [list(self.columns), ["---"] * len(self.columns), *rows]
        return "".join(f"| {' | '.join(line)} |\n" for line in lines)

    def to_csv(self) -> str:
        """CSV with a header. Text that a spreadsheet would run as a formula gets a leading ``'``; numbers stay."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(self.columns)
        writer.writerows([_csv_cell(value) for value in row] for row in self.rows)
        return out.getvalue()

    def to_json(self) -> str:
        """``{"columns": […], "rows": [{column: value}]}``; decimals are numbers, dates and IRIs strings."""
        rows = [{name: _json_value(value) for name, value in row.items()} for row in self]
        return json.dumps({"columns": list(self.columns), "rows": rows}, ensure_ascii=False, indent=1) + "\n"

    def to_parquet(self, path: Path) -> None:
        """Write a Parquet file. Raises :class:`JJJError` where pyarrow is not installed."""
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError:
            raise JJJError("Parquet needs pyarrow", remedy="pip install 'jjj_graph[parquet]'") from None
        columns = {
            name: _parquet_column([_json_value(v) for v in self.column(name)]) for name in self.columns
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        pyarrow.parquet.write_table(pyarrow.table(columns), path)

    def to_pandas(self) -> object:
        """A pandas DataFrame. Raises ``ImportError`` where pandas is not installed."""
        import pandas

        return pandas.DataFrame(
            [[_json_value(value) for value in row] for row in self.rows], columns=list(self.columns)
        )

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(v))}</td>" for v in row) + "</tr>"
            for row in self.rows[:200]
        )
        more = f"<p>{len(self.rows) - 200} more rows</p>" if len(self.rows) > 200 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def of_dicts(rows: Iterable[dict[str, object]], columns: Sequence[str]) -> Table:
    """A table from dictionaries; a missing key is ``None``."""
    return Table(tuple(columns), [tuple(row.get(name) for name in columns) for row in rows])


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _shown(value: object) -> str:
    """A value as people read it, on one line and without characters that steer a terminal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        value = format(value, "f")
    text = shorten(value) if isinstance(value, Iri) else str(value)
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


def _width(text: str) -> int:
    return sum(
        2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text
    )


def _narrowed(widths: Sequence[int], numbers: Sequence[bool], line: int) -> list[int]:
    """Widths that fit a line: all columns wider than one limit get that limit, the largest that fits."""
    room = line - 2 * (len(widths) - 1)
    limit = max(widths, default=0)
    fixed = sum(wide for wide, number in zip(widths, numbers, strict=True) if number)
    texts = sorted(wide for wide, number in zip(widths, numbers, strict=True) if not number)
    if fixed + sum(texts) > room:
        spare = room - fixed
        for i, wide in enumerate(texts):
            limit = max(spare // (len(texts) - i), _NARROWEST)
            if wide > limit:
                break
            spare -= wide
    return [wide if number else min(wide, limit) for wide, number in zip(widths, numbers, strict=True)]


def _cut(text: str, most: int) -> str:
    if _width(text) <= most:
        return text
    kept, used = [], 1
    for c in text:
        used += _width(c)
        if used > most:
            break
        kept.append(c)
    return "".join(kept) + "…"


def _aligned(cells: Sequence[str], widths: list[int], right: list[bool]) -> str:
    padded = [
        " " * (width - _width(cell)) + cell if to_right else cell + " " * (width - _width(cell))
        for cell, width, to_right in zip(cells, widths, right, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _csv_cell(value: object) -> object:
    if value is None or _is_number(value):
        return "" if value is None else format(value, "f") if isinstance(value, Decimal) else value
    text = "true" if value is True else "false" if value is False else str(value)
    text = text.replace("\r\n", "\n").replace(
        "\r", "\n"
    )  # a lone CR would stand outside quotation marks, and end the row
    return "'" + text if text.startswith(_FORMULA) and not _SIGNED_NUMBER.fullmatch(text) else text


def _json_value(value: object) -> object:
    if isinstance(value, (Decimal, float)) and not (
        math.isfinite(value) and abs(value) <= sys.float_info.max
    ):
        return str(value)  # JSON has no number for these
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _parquet_column(values: list[object]) -> list[object]:
    """One type a column: numbers where all are, else text."""
    if all(v is None or _is_number(v) for v in values):
        whole = all(v is None or isinstance(v, int) and abs(v) < 2**63 for v in values)
        return values if whole else [None if v is None else float(v) for v in values]
    return [
        None
        if v is None
        else v
        if isinstance(v, bool) and all(isinstance(w, (bool, type(None))) for w in values)
        else str(v)
        for v in values
    ]
