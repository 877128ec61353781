"""Reading YAML and CSV so that every value knows its line, and nothing is guessed.

Every scalar stays a string (``NO``, ``12:30`` and ``2023-02-30`` mean nothing yet); the declaration of the
record types gives it its type later. What YAML allows but a source file must not hold is refused with a
line: anchors and aliases, tags, the same key twice, a second document, characters that cannot be seen.

>>> tree = read_yaml_text("source: {id: a, published: 2023-02-30}")
>>> tree["source"]["published"], tree["source"].place("published")
('2023-02-30', (1, 28))
"""

from __future__ import annotations

import csv
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from jjj_graph.errors import InputError

Place = tuple[int, int]
MAX_BYTES = 20_000_000
MAX_DEPTH = 12
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Control characters, direction marks and invisible characters that a reader of the file would not see.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


class Map(dict):
    """A mapping that knows where it and each of its values stand."""

    __slots__ = ("places", "start")

    def __init__(self, start: Place) -> None:
        super().__init__()
        self.start = start
        self.places: dict[str, Place] = {}

    def place(self, key: str) -> Place:
        """Line and column (from 1) of the value of a key; of the mapping where the key is absent."""
        return self.places.get(key, self.start)


class Sequence(list):
    """A list that knows where it stands."""

    __slots__ = ("start",)

    def __init__(self, start: Place) -> None:
        super().__init__()
        self.start = start


def read_text(path: Path) -> str:
    """The text of a file: UTF-8, with or without a byte order mark, any line ends.

    Raises :class:`InputError` when it is no regular file, too large, or not UTF-8 (naming the line).
    """
    try:
        if not path.is_file():
            raise InputError("this is not a file", file=path, remedy="give a regular file")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise InputError(
                f"the file has {size:,} bytes", file=path, remedy=f"keep a file under {MAX_BYTES:,} bytes"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", file=path) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"byte {error.start} is not UTF-8",
            file=path,
            line=line,
            remedy=f"save the file as UTF-8{_guess(raw)}",
        ) from None


def leads_inside(path: Path, folder: Path) -> bool:
    """Whether a path, with all links followed, lies in the folder."""
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def read_yaml(path: Path, begin: str = "source:") -> Map:
    """The one mapping that a YAML file holds. Raises :class:`InputError` with line and column.

    ``begin`` is the key that such a file begins with, for who hands in something else.
    """
    return read_yaml_text(read_text(path), path, begin)


def read_yaml_text(text: str, path: Path | None = None, begin: str = "source:") -> Map:
    """Like :func:`read_yaml`, of a text."""
    try:
        tree = _build(text, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise InputError(
            f"this is not YAML: {error.problem or error.context}", file=path,
            line=mark.line + 1 if mark else None, column=mark.column + 1 if mark else None,
            remedy="put quotation marks around text that holds : # { } [ ] , & * or quotation marks",
        ) from None  # fmt: skip
    except yaml.reader.ReaderError as error:
        # its place is counted in characters by one loader and in bytes by the other: look for it
        line = text.partition(chr(error.character))[0].count("\n") + 1
        raise InputError(
            f"a character that YAML does not allow: U+{error.character:04X}",
            file=path,
            line=line,
            remedy="delete it",
        ) from None
    if not isinstance(tree, Map):
        raise InputError(
            "the file does not hold a mapping", file=path, line=1, remedy=f"begin with '{begin}'"
        )
    return tree


def _build(text: str, path: Path | None) -> object:
    loader = _Loader(text)
    try:
        events = _events(loader, path)
        first = next(events, None)  # none in a file of comments alone
        tree = None if first is None else _node(first, events, path, 0)
        for event in events:
            _refuse(event, path, "a second document begins here", "keep one document in a file")
        return tree
    finally:
        loader.dispose()


def _events(loader: object, path: Path | None) -> Iterator[yaml.Event]:
    while loader.check_event():  # type: ignore[attr-defined]
        event = loader.get_event()  # type: ignore[attr-defined]
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            _refuse(event, path, "anchors and aliases are not read", "write the value out")
        if getattr(event, "tag", None):
            _refuse(event, path, f"the tag {event.tag} is not read", "write plain text")
        if kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"):
            yield event


def _refuse(event: yaml.Event, path: Path | None, message: str, remedy: str) -> None:
    mark = event.start_mark
    raise InputError(message, file=path, line=mark.line + 1, column=mark.column + 1, remedy=remedy)


def _node(event: yaml.Event, events: Iterator[yaml.Event], path: Path | None, depth: int) -> object:
    start = (event.start_mark.line + 1, event.start_mark.column + 1)
    if isinstance(event, yaml.ScalarEvent):
        return None if event.implicit[0] and event.value in ("", "null", "~", "Null", "NULL") else event.value
    if depth > MAX_DEPTH:
        _refuse(event, path, f"nested more than {MAX_DEPTH} deep", "a source file needs no such depth")
    if isinstance(event, yaml.SequenceStartEvent):
        items = Sequence(start)
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, path, depth + 1))
        return items
    entries = Map(start)
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            _refuse(key, path, "a key must be a word", "put the key in quotation marks")
        if key.value in entries:
            _refuse(key, path, f"the key '{key.value}' stands here twice", "keep one of the two")
        value = next(events)
        entries.places[key.value] = (value.start_mark.line + 1, value.start_mark.column + 1)
        entries[key.value] = _node(value, events, path, depth + 1)
    return entries


def _guess(raw: bytes) -> str:
    """Names the likely encoding of bytes that are not UTF-8."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return " (it looks like UTF-16)"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return " (it looks like GBK or GB18030)"


def read_csv(
    path: Path, columns: tuple[str, ...], required: tuple[str, ...] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a CSV file with a header: line of the row, and its cells that are not empty, by column.

    Rows stream. Raises :class:`InputError` for a header that lacks a required column or has an unknown or
    double one, for a row with too many or too few cells, and for bytes that are not UTF-8.
    """
    yield from csv_rows(_text_lines(path), columns, required, path)


def _text_lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file one by one, however large the file; a byte order mark is passed over."""
    try:
        if not path.is_file():
            raise InputError("this is not a file", file=path, remedy="give a regular file")
        with path.open(encoding="utf-8-sig") as file:  # any line ends
            number = 0
            while text := file.readline(MAX_BYTES):
                number += 1
                if len(text) == MAX_BYTES:
                    raise InputError(
                        f"the line has more than {MAX_BYTES:,} characters",
                        file=path,
                        line=number,
                        remedy="end each row with a line feed",
                    )
                if "\0" in text:
                    raise InputError(
                        "the file holds the character NUL",
                        file=path,
                        line=number,
                        remedy="save the table anew as UTF-8",
                    )
                yield text
    except UnicodeDecodeError:
        line, raw = _not_utf8(path)
        raise InputError(
            "a byte is not UTF-8", file=path, line=line, remedy=f"save the file as UTF-8{_guess(raw)}"
        ) from None
    except OSError as error:
        raise InputError(f"the file cannot be read: {error.strerror}", file=path) from None


def _not_utf8(path: Path) -> tuple[int, bytes]:
    """Number and bytes of the first line that is not UTF-8."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            try:
                raw.decode()
            except UnicodeDecodeError:
                return number, raw
    return 1, b""


def csv_rows(
    lines: Iterable[str], columns: tuple[str, ...], required: tuple[str, ...], path: Path
) -> Iterator[tuple[int, dict[str, str]]]:
    """Like :func:`read_csv`, of lines of text."""
    reader = csv.reader(iter(lines), strict=True)
    line = 1
    try:
        header = next(reader, None)
        if header is None:
            raise InputError(
                "the file is empty", file=path, remedy=f"begin with the header {','.join(columns)}"
            )
        _check_header(header, columns, required, path)
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(header):
                remedy = (
                    "leave out thousands separators, and put quotation marks around a cell that holds a comma"
                    if len(cells) > len(header)
                    else "leave a cell empty where there is nothing, but write its comma"
                )
                raise InputError(
                    f"{len(cells)} cells under a header of {len(header)}", file=path, line=line, remedy=remedy
                )
            if any(cells):
                yield line, {key: cell for key, cell in zip(header, cells, strict=True) if cell != ""}
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"this is not CSV: {error}", file=path, line=line,
                         remedy="close the quotation marks, and double those inside a cell") from None  # fmt: skip


def _check_header(header: list[str], columns: tuple[str, ...], required: tuple[str, ...], path: Path) -> None:
    double = [name for name, times in Counter(header).items() if times > 1]
    unknown = [name for name in header if name not in columns]
    missing = [name for name in required if name not in header]
    for names, what in (
        (double, "stands twice"),
        (unknown, "is not a column of this table"),
        (missing, "is missing"),
    ):
        if names:
            raise InputError(
                f"the column '{names[0]}' {what}", file=path, line=1, remedy=f"columns: {', '.join(columns)}"
            )
