"""Writing a source file in the shape that contributors hand in: one line a fact, one line its evidence.

>>> print(flow({"supplier": {"group": {"count": "45", "what": "firms: all"}}, "chain": "nev"}))
{supplier: {group: {count: 45, what: "firms: all"}}, chain: nev}
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

# Plain where every reader of YAML sees the same text; in quotation marks otherwise.
_PLAIN = re.compile(
    r"[\w./+()（）《》“”、，。；：·—%‰]([\w ./+()（）《》“”、，。；：·—%‰'’&-]*[\w./+()（）《》“”、，。；：·—%‰])?"
)
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SPECIAL = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n|~|\.\.?)$|[=.%]")


def scalar(text: str) -> str:
    """A string as a YAML scalar that stays that string.

    >>> scalar("新能源 cars"), scalar("no"), scalar("a: b")
    ('新能源 cars', '"no"', '"a: b"')
    """
    plain = _PLAIN.fullmatch(text) and not _SPECIAL.match(text) and "  " not in text
    return text if plain else quoted(text)


def quoted(text: str) -> str:
    """A string in quotation marks; what YAML would change or refuse (other line ends, byte order marks) is escaped."""
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))


def flow(value: object) -> str:
    """A value in flow style on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return "null" if value is None else scalar(str(value))


def source_text(
    card: dict[str, str], entities: list[dict[str, str]], facts: list[tuple[str, dict[str, object], object]]
) -> str:
    """The text of a source file: card, entities, facts as (kind, fields, evidence)."""
    lines = ["source:"]
    lines += [f"  {key}: {scalar(value)}" for key, value in card.items()]
    lines += ["entities:" if entities else "entities: []"]
    lines += [f"  - {flow(entity)}" for entity in entities]
    lines += ["facts:" if facts else "facts: []"]
    for kind, fields, at in facts:
        lines += [f"  - {kind}: {flow(fields)}", f"    at: {quoted(at) if isinstance(at, str) else flow(at)}"]
    return "\n".join(lines) + "\n"


def write_atomically(path: Path, text: str | bytes) -> None:
    """Write a file whole or not at all: beside it first, then in its place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
