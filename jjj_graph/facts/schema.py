"""The declaration of the facts for editors (a JSON Schema) and for readers (a page).

Both come from :mod:`jjj_graph.facts.records` alone: a field added there is in the schema, on the page and in
the columns of tables without a line written here. ``make docs`` writes them to ``docs/reference/``.

>>> json_schema()["properties"]["source"]["required"]
['id', 'title', 'publisher', 'language']
>>> print(reference_page().splitlines()[0])
# What a source file may say
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jjj_graph.facts import periods
from jjj_graph.facts.entities import ID
from jjj_graph.facts.records import (
    COMMON,
    ENTITY_FIELDS,
    ENTITY_TYPES,
    EVIDENCE_KEYS,
    GROUP_FIELDS,
    RECORDS,
    SOURCE_FIELDS,
    CardField,
    Field,
    Kind,
    Record,
)
from jjj_graph.namespaces import BASE

Schema = dict[str, object]

# JSON Schema knows the regular expressions of ECMAScript: no named groups, and anchors written out.
_ID = f"^{ID.pattern}$"
_IDS = rf"^{ID.pattern}(?:\+{ID.pattern})*$"
_MOMENT = re.sub(r"\?P<\w+>", "?:", periods._SIMPLE.pattern)
_PERIOD = rf"^(?:{_MOMENT}|(?:{_MOMENT}|\.\.)/{_MOMENT}|{_MOMENT}/\.\.)$"
_NUMBER = r"^-?[0-9]+(?:\.[0-9]+)?(?:[eE]\+?[0-9]{1,2})?$"

#: An editor reads `2024` as a number and `5G` as text; for us both are the characters that stand there.
_TEXT: Schema = {"type": ["string", "number"]}
_YEAR: Schema = {"type": "integer", "minimum": periods.FIRST_YEAR, "maximum": periods.LAST_YEAR}
_ONE_NUMBER: Schema = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": _NUMBER}]}
_ENDS = {"anyOf": [*_ONE_NUMBER["anyOf"], {"type": "null"}]}  # type: ignore[misc]
_RANGE: Schema = {"type": "array", "minItems": 2, "maxItems": 2, "items": _ENDS, "contains": _ONE_NUMBER}
_CHARACTERS: Schema = {"anyOf": [{"type": "string", "pattern": r"\S"}, {"type": "number"}]}
_CHARACTER_LIST: Schema = {"type": "array", "minItems": 1, "items": _CHARACTERS}
_ENTITY: Schema = {"type": "string", "pattern": _IDS}
_GROUP: Schema = {
    "type": "object", "required": ["group"], "additionalProperties": False,
    "properties": {"group": {"$ref": "#/$defs/group"}},
}  # fmt: skip

_VALUES: dict[Kind, Schema] = {
    Kind.TEXT: _TEXT,
    Kind.FLAG: {"enum": [True, False, "true", "false"]},
    Kind.PERIOD: {"anyOf": [_YEAR, {"type": "string", "pattern": _PERIOD}]},
    Kind.NUMBER: {"anyOf": [*_ONE_NUMBER["anyOf"], _RANGE]},  # type: ignore[misc]
    Kind.UNIT: {"type": "string"},
    Kind.INDICATOR: {"type": "string", "pattern": _ID},
    Kind.SEGMENT: {"type": "string", "pattern": _ID},
    Kind.ENTITY: _ENTITY,
    Kind.GROUP: {"anyOf": [_ENTITY, _GROUP]},
}


# --- the schema ----------------------------------------------------------------------------------


def json_schema() -> dict[str, object]:
    """The JSON Schema (2020-12) of a source file, for editors that complete and check YAML.

    It holds what one file alone can tell. Whether an id, a unit or an indicator exists, ``jjj check`` tells.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}schema/source-file",
        "title": "Source file of jjj_graph",
        "description": "One published document: its card, the things it names, the facts it states.",
        "type": "object",
        "required": ["source"],
        "additionalProperties": False,
        "properties": {
            "source": _card(SOURCE_FIELDS, "The card of the source."),
            "entities": {
                "description": "What the source names and the registry (data/entities/) does not have.",
                "type": ["array", "null"],
                "items": _card(ENTITY_FIELDS, "A thing; names and type are claims of this source."),
            },
            "facts": {
                "description": "What the source states, one entry a fact.",
                "type": ["array", "null"],
                "items": {"$ref": "#/$defs/fact"},
            },
        },
        "$defs": {"fact": _fact(), "group": _group()},
    }


def _card(fields: tuple[CardField, ...], doc: str) -> Schema:
    return {
        "description": doc,
        "type": "object",
        "required": [f.key for f in fields if f.required],
        "additionalProperties": False,
        "properties": {f.key: _card_value(f) | {"description": f.doc} for f in fields},
    }


def _card_value(field: CardField) -> Schema:
    if field.choices:
        return {"enum": list(field.choices)}
    if field.key == "id":
        return {"type": "string", "pattern": _ID}
    if field.key == "published":
        return {"anyOf": [*_VALUES[Kind.PERIOD]["anyOf"], {"enum": ["", None]}]}  # type: ignore[misc]
    if field.key in ("in", "reprint_of"):
        return {"type": "string", "pattern": _IDS}
    if field.key == "parents":
        return {"anyOf": [_ENTITY, {"type": "array", "items": _ENTITY}]}
    return (
        {"type": ["string", "number"], "minLength": 1}
        if field.required
        else {"type": ["string", "number", "null"]}
    )


def _fact() -> Schema:
    """A fact: one kind with its fields, and the characters that state it."""
    return {
        "description": "One statement: a kind with its fields, and the characters of the page that state it.",
        "type": "object",
        "required": ["at"],
        "minProperties": 2,
        "additionalProperties": False,
        "properties": {
            **{kind: _kind(record) for kind, record in RECORDS.items()},
            "at": {
                "description": "The characters that state it: one string, several, or one for each field.",
                "anyOf": [
                    *_CHARACTERS["anyOf"],  # type: ignore[misc]
                    _CHARACTER_LIST,
                    {"type": "object", "minProperties": 1,
                     "additionalProperties": {"anyOf": [*_CHARACTERS["anyOf"], _CHARACTER_LIST]}},  # type: ignore[misc]
                ],
            },
            "nth": {
                "description": "Which occurrence, where the characters stand more than once in the document.",
                "anyOf": [
                    {"type": "integer", "minimum": 1, "maximum": 9999},
                    {"type": "string", "pattern": "^[0-9]{1,4}$"},
                ],
            },
        },
        "oneOf": [
            {"required": [kind], "properties": {"at": {"propertyNames": {"enum": list(record.fields)}}}}
            for kind, record in RECORDS.items()
        ],
    }  # fmt: skip


def _kind(record: Record) -> Schema:
    made: Schema = {
        "description": record.doc,
        "type": "object",
        "required": list(record.required),
        "additionalProperties": False,
        "properties": {key: field_schema(field) for key, field in record.fields.items()},
    }
    if "segment" in record.fields:
        made["dependentRequired"] = {"segment": ["chain"]}
    if len(record.numbers) > 1:
        made["oneOf"] = [{"required": [key]} for key in record.numbers]
    elif "value" in record.fields and "value" not in record.required:
        made["dependentRequired"] = {
            **made.get("dependentRequired", {}),
            "value": ["unit"],
            "unit": ["value"],
        }  # type: ignore[dict-item]
    if "size_class" in record.fields:
        made["oneOf"] = [{"required": ["value"]}, {"required": ["size_class"]}]
    return made


def field_schema(field: Field) -> dict[str, object]:
    """The schema of one field, its doc as the description.

    >>> field_schema(RECORDS["supply"].field("stance"))["enum"]
    ['asserted', 'reported', 'denied']
    """
    value: Schema = {"enum": list(field.choices)} if field.kind is Kind.CHOICE else _VALUES[field.kind]
    if field.many:
        value = {"anyOf": [value, {"type": "array", "minItems": 1, "items": value}]}
    return {"description": field.doc, **value}


def _group() -> Schema:
    """Things that a source counts or describes without naming them."""
    values: dict[str, Schema] = {
        "id": {"type": "string", "pattern": _ID},
        "count": _VALUES[Kind.NUMBER],
        "in": _ENTITY,
        "parents": {"anyOf": [_ENTITY, {"type": "array", "items": _ENTITY}]},
        "part_of": {"type": "string", "pattern": _ID},
    }
    return {
        "description": "Things that the source counts or describes without naming them.",
        "type": "object",
        "required": [f.key for f in GROUP_FIELDS if f.required],
        "additionalProperties": False,
        "properties": {f.key: {"description": f.doc, **values.get(f.key, _TEXT)} for f in GROUP_FIELDS},
    }


# --- the page ------------------------------------------------------------------------------------

_PERIODS = re.sub(r"[0-9./QH-]{4,}", lambda form: f"`{form[0]}`", periods.FORMS) + "."

#: What a field of each kind holds: words for the table, what to type, what is written as its object.
_HOLDS: dict[Kind, tuple[str, str, str]] = {
    Kind.TEXT: ("text", "The source's words. In quotation marks if it holds `: # { } [ ] ,`.", "a literal"),
    Kind.FLAG: ("true or false", "`true` or `false`.", "a boolean"),
    Kind.CHOICE: ("a word", "One word of a [code list](#code-lists).", "`code:<list>/<word>`"),
    Kind.PERIOD: ("a period", _PERIODS, "`per:<period>`, with `/` written `--`"),
    Kind.NUMBER: (
        "a number",
        "Digits: `2430000000000` or `2.43e12`; `[low, high]` where the source prints a range, "
        "`null` for an open end. Hedges go to `qualifier`.",
        "`jjj:value`, `jjj:low`, `jjj:high`: the interval that hedge and rounding leave open",
    ),
    Kind.UNIT: ("a unit", "An id or alias of `data/entities/units.csv`.", "`unit:<id>`"),
    Kind.INDICATOR: (
        "an indicator", "An id or alias of `data/entities/indicators.csv`, or one listed under `entities`.",
        "`ind:<id>`",
    ),
    Kind.SEGMENT: (
        "a segment", "A segment of the `chain` that the fact names, by id or alias.", "`seg:<chain>/<id>`",
    ),
    Kind.ENTITY: (
        "an id", "An id of the registry or of `entities`; several places as one aggregate: `a+b`.",
        "`ent:<id>`",
    ),
    Kind.GROUP: (
        "an id or a group", "An id as above, or `{group: {…}}` for [things without a name](#groups).",
        "`ent:<id>` or `grp:<id>`",
    ),
}  # fmt: skip

#: A fact of each kind as it stands in a file; the names in them are made up. A test reads them all.
EXAMPLES: dict[str, str] = {
    "level": (
        "{indicator: output-value, of: here, period: 2024, value: 2.43e12, unit: CNY, "
        "qualifier: nearly}"
    ),
    "change": (
        "{indicator: output-value, of: here, base: 2023, period: 2024, growth: 5.1, "
        "unit: percent}"
    ),
    "share": (
        "{indicator: output-value, of: here, whole: country, period: 2024, value: 40, "
        "unit: percent}"
    ),
    "flow": (
        "{indicator: contract-value, from: here, to: there, period: 2014/2023, value: 2.8e11, "
        "unit: CNY, cumulative: true}"
    ),
    "relocation": (
        "{who: a-maker, from: here, to: there, scope: production, status: announced, "
        "period: 2015-01}"
    ),
    "expansion": (
        "{who: a-maker, from: here, to: there, scope: rd-centre, status: operating, "
        "period: 2021}"
    ),
    "closure": "{who: a-maker, from: here, scope: whole, status: completed, period: 2010-12}",
    "activity": (
        "{who: a-maker, place: there, chain: a-chain, segment: a-part, activity: manufacture, "
        "stage: upstream}"
    ),
    "supply": (
        "{supplier: {group: {what: designated suppliers, count: 45, in: there}}, "
        "customer: a-maker, chain: a-chain}"
    ),
    "bottleneck": (
        "{chain: a-chain, segment: a-part, kind: choke-point, topic: high-precision parts, "
        "period: 2023}"
    ),
    "policy": (
        "{policy: a-plan, issuers: [an-office], targets: [a-chain], act: issued, period: 2023-05, "
        "span: 2023/2027}"
    ),
    "role": "{place: here, role: rd, chain: a-chain, stance: reported, said_by: an-office}",
    "cluster": (
        "{cluster: a-cluster, places: [here, there], sectors: [a-chain], rank: national, "
        "period: 2022}"
    ),
    "project": "{project: a-park, places: [there], kind: park, status: under-way, period: 2024}",
    "benefit-sharing": (
        "{places: [here, there], what: tax revenue, project: a-park, receiver: place-of-origin, "
        "value: 50, unit: percent}"
    ),
}  # fmt: skip


def reference_page() -> str:
    """The page on every kind of fact: fields, words, triples, shortcuts, columns of tables (Markdown)."""
    parts = [
        _INTRODUCTION,
        _heading(2, "The source card", _card_table(SOURCE_FIELDS)),
        _heading(2, "Entities", _ENTITIES, _card_table(ENTITY_FIELDS), "Types, by family:", _types()),
        _heading(2, "Evidence", _EVIDENCE),
        _heading(2, "What a field holds", _holds()),
        _heading(2, "Groups", _GROUPS, _card_table(GROUP_FIELDS)),
        _heading(2, "Kinds of fact", "", " · ".join(f"[{kind}](#{kind})" for kind in RECORDS)),
        *(_record(record) for record in RECORDS.values()),
        _heading(2, "Fields of every fact", _field_table(COMMON)),
        _heading(2, "Code lists", _CODES, _code_lists()),
        _heading(2, "Tables instead of YAML", _TABLES),
    ]
    return "\n".join(parts)


def _heading(level: int, title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"{'#' * level} {title}", *(text.strip() for text in paragraphs if text)]) + "\n"


def _record(record: Record) -> str:
    example = f"```yaml\n- {record.kind}: {EXAMPLES[record.kind]}\n  at: the characters of the page\n```"
    return _heading(
        3, record.kind, f"{record.doc} Class `jjj:{record.cls}`.", example,
        _field_table(record.own_fields), _rules(record), _shortcuts(record),
    )  # fmt: skip


def _rules(record: Record) -> str:
    """What the fields of a kind must be together."""
    rules = []
    if len(record.numbers) > 1:
        rules.append(f"Exactly one of {_words(record.numbers)}; it is written with `jjj:measure`.")
    if "size_class" in record.fields:
        rules.append("Either `value` with `unit`, or `size_class`.")
    elif "value" in record.fields and "value" not in record.required:
        rules.append("`value` and `unit` go together.")
    if record.thing:
        rules.append(
            f"Without `{record.thing}` the fact tells of a {record.thing} of its own; "
            "its id is made from the claim."
        )
    return " ".join(rules)


def _shortcuts(record: Record) -> str:
    lines = []
    for rule in record.shortcuts:
        lines.append(f"- `{rule.subject}` → `jjj:{rule.term}` → `{rule.object}`")
    if not lines:
        return ""
    not_when = sorted({status for rule in record.shortcuts for status in rule.not_when})
    return (
        f"Shortcuts, unless denied or {', '.join(not_when)}:\n\n" + "\n".join(lines)
    )  # fmt: skip


def _field_table(fields: Iterable[Field]) -> str:
    rows = []
    for field in fields:
        holds = _HOLDS[field.kind][0]
        if field.choices:
            holds = f"a word of [{field.code_list}](#code-{field.code_list})"
        if field.many:
            holds += ", or a list"
        if field.types:
            holds += f" ({', '.join(field.types)})"
        written = "`jjj:value` …" if field.kind is Kind.NUMBER else f"`jjj:{field.term}`"
        rows.append((f"`{field.key}`", "yes" if field.required else "", holds, field.doc, written))
    return _table(("field", "needed", "holds", "meaning", "written as"), rows)


def _card_table(fields: tuple[CardField, ...]) -> str:
    rows = [(f"`{field.key}`", "yes" if field.required else "", field.doc) for field in fields]
    return _table(("field", "needed", "meaning"), rows)


def _holds() -> str:
    rows = [(words, typed, written) for words, typed, written in _HOLDS.values()]
    return _table(("a field that holds", "what to type", "the object of its triple"), rows)


def _types() -> str:
    families: dict[str, list[str]] = {}
    for name, (_, family) in ENTITY_TYPES.items():
        families.setdefault(family, []).append(name)
    return "\n".join(f"- {family}: {_words(names)}" for family, names in families.items())


def _code_lists() -> str:
    lists: dict[str, tuple[str, ...]] = {}
    for record in RECORDS.values():
        for field in record.fields.values():
            if field.choices:
                known = lists.get(field.code_list, ())
                lists[field.code_list] = known + tuple(word for word in field.choices if word not in known)
    for field in SOURCE_FIELDS:
        if field.choices:
            lists[f"source-{field.key}"] = field.choices
    return "\n\n".join(f"#### code: {name}\n\n{_words(words)}" for name, words in sorted(lists.items()))


def _words(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


_INTRODUCTION = f"""\
# What a source file may say

Made by `make docs` from the declaration in `jjj_graph/facts/records.py`; not edited by hand. Editors
that read YAML check and complete a source file with [source-file.schema.json](source-file.schema.json):
put this into its first line, with the way to the schema from there:

```yaml
# yaml-language-server: $schema=../../../docs/reference/source-file.schema.json
```

A source file has three parts: the card of the `source`, the `entities` that the registry does not have,
the `facts`. Every value is read as the characters that stand there and typed by the declaration. How to
add a source, step by step: [data/README.md](../../data/README.md).

Prefixes on this page: `jjj:` is `{BASE}ontology#`, `ent:` is
`{BASE}id/`; after the same beginning `ind:` has `indicator/`, `seg:` `segment/`, `unit:` `unit/`,
`per:` `period/`, `code:` `code/`, `claim:` `claim/`, `ev:` `evidence/`, `grp:` `group/`, `src:` `source/`.
"""
_ENTITIES = (
    "Only what the registry (`data/entities/`) does not have; an id that the registry has means that thing. "
    "`in` of a segment is its chain."
)
_EVIDENCE = f"""
Every fact has `at`: the characters of the page that state it, copied, not retyped. One string; a list,
where they stand apart; or a mapping from a field to its characters. `nth: 2` says which, where one
string occurs more than once in the document. Keys of a fact beside its kind: {_words(EVIDENCE_KEYS)}.

A claim is written in the graph of its source as `claim:<16 hex> a jjj:<class> ; jjj:statedIn src:<id> ;
jjj:evidence ev:<16 hex>`, with one triple for each field as the tables below say. Its number is
`jjj:quoted true` where its own characters hold it; else it is counted as unquoted and kept out of the
audit.

A fact holds one number: a value, or the count of one group. Several numbers in a sentence are several facts.
"""
_GROUPS = (
    "For things that a source counts or describes without naming them: "
    "`supplier: {group: {what: designated suppliers, count: 45, in: there}}`."
)
_CODES = "Labels and definitions in Chinese and English stand in `ontology/modules/codes*.ttl`."
_TABLES = """
A source with many rows is a folder `data/sources/<year>/<source-id>/` with `source.yaml` (card and
entities) and one file for each kind, named after it: `level.csv`, `relocation.parquet` … The columns
are the fields of the kind, then `at` (and `at:<field>` for the evidence of one field) and `nth`. An
empty cell is a field not given; several values of one field are separated by `|`; groups and ranges
`[low, high]` need YAML. A CSV file holds at most 20 MB; rows of Parquet stream.
"""

__all__ = ["EXAMPLES", "field_schema", "json_schema", "reference_page"]
