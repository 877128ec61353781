"""Table-like sources: a folder with ``source.yaml`` and one CSV or Parquet file per kind of fact.

The columns are the field names of the kind, with ``at`` (and ``at:<field>``) for the evidence. Rows stream.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jjj_graph.errors import InputError
from jjj_graph.facts.fact import Fact
from jjj_graph.facts.findings import as_finding
from jjj_graph.facts.located import Map, leads_inside, read_csv
from jjj_graph.facts.reading import FactReader
from jjj_graph.facts.records import RECORDS, Record


def columns(record: Record) -> tuple[str, ...]:
    """The columns that a table of this kind may have.

    >>> columns(RECORDS["supply"])[:3]
    ('supplier', 'customer', 'product')
    """
    return (*record.fields, "at", "nth", *(f"at:{key}" for key in record.fields))


def read_fact_tables(folder: Path, reader: FactReader) -> Iterator[Fact]:
    """The facts of every table of the folder; what is wrong goes to the reader's findings."""
    card = reader.file
    for path in sorted(folder.iterdir()):
        if path.suffix not in (".csv", ".parquet"):
            continue
        reader.file = str(path)
        if not leads_inside(path, folder) or not path.is_file():
            reader.note(
                "error", "not-read", (1, 1), "the table is not a file of this folder", "copy the file here"
            )
            continue
        record = RECORDS.get(path.stem)
        if record is None:
            reader.note(
                "error",
                "unknown-kind",
                (1, 1),
                f"'{path.stem}' is not a kind of fact",
                f"name the table after one of: {', '.join(RECORDS)}",
            )
            continue
        try:
            for line, row in _rows(path, record):
                if (fact := _row_fact(record, line, row, reader)) is not None:
                    yield fact
        except InputError as error:
            reader.findings.append(as_finding(error))
    reader.file = card


def _rows(path: Path, record: Record) -> Iterator[tuple[int, dict[str, str]]]:
    if path.suffix == ".csv":
        yield from read_csv(path, columns(record), record.required)
        return
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError:
        raise InputError(
            "Parquet needs pyarrow", file=path, remedy="pip install 'jjj_graph[parquet]'"
        ) from None
    line = 1
    try:
        for batch in parquet.ParquetFile(path).iter_batches():
            for row in batch.to_pylist():
                line += 1
                yield line, {key: _cell(value) for key, value in row.items() if value not in (None, "")}
    except (pyarrow.ArrowException, OSError) as error:
        raise InputError(
            f"this is not Parquet: {error}", file=path, line=line, remedy="write the table anew"
        ) from None


def _cell(value: object) -> str:
    """A value of a Parquet table in the words of a source file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "|".join(map(_cell, value)) if isinstance(value, list) else str(value)


def _row_fact(record: Record, line: int, row: dict[str, str], reader: FactReader) -> Fact | None:
    raw, at = Map((line, 1)), Map((line, 1))
    for key, cell in row.items():
        if key.startswith("at:"):
            at[key[3:]] = cell
        elif key not in ("at", "nth"):
            raw[key] = cell.split("|") if key in record.fields and record.fields[key].many else cell
            raw.places[key] = (line, 1)
    return reader.read(record.kind, raw, at or row.get("at"), row.get("nth"), (line, 1))
