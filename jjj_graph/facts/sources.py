"""Sources: the card of a published page or data set, its own entities, its facts.

>>> from jjj_graph.facts.located import read_yaml_text
>>> tree = read_yaml_text('''
... source: {id: a-page, title: A page, publisher: P, published: 2024-04-30, language: zh}
... entities: [{id: maker, type: enterprise, zh: 某厂}, {id: buyer, type: enterprise, zh: 某车企}]
... facts:
...   - supply: {supplier: maker, customer: buyer}
...     at: 为某车企供货
... ''')
>>> source, findings = read_tree(tree, "a-page.yaml", Registry())
>>> source.facts[0]["customer"], source.facts[0].line, findings
('buyer', 5, [])
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jjj_graph.errors import InputError
from jjj_graph.facts.entities import ID, Entity, Registry
from jjj_graph.facts.fact import Fact
from jjj_graph.facts.findings import Finding, Severity, as_finding
from jjj_graph.facts.located import Map, leads_inside, read_yaml
from jjj_graph.facts.periods import Period, parse_period
from jjj_graph.facts.reading import FactReader, Names
from jjj_graph.facts.records import (
    ENTITY_FIELDS,
    ENTITY_TYPES,
    EVIDENCE_KEYS,
    RECORDS,
    SOURCE_FIELDS,
    CardField,
)
from jjj_graph.facts.tables import read_fact_tables


@dataclass
class Source:
    """One source: its card, its own entities and its facts (those without an error)."""

    id: str
    card: dict[str, str]
    file: str
    line: int = 1
    entities: dict[str, Entity] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    #: folder of a table-like source; its rows are not held in memory
    tables: Path | None = None

    @property
    def published(self) -> Period | None:
        """Date of publication, ``None`` where it is not known."""
        text = self.card.get("published")
        return parse_period(text) if text else None

    def each_fact(self, registry: Registry, findings: list[Finding]) -> Iterator[Fact]:
        """Every fact, those of its tables read anew row by row; what is wrong with a row goes to ``findings``."""
        yield from self.facts
        if self.tables is not None:
            reader = FactReader(self.id, self.file, Names(registry, self.entities))
            yield from read_fact_tables(self.tables, reader)
            findings += reader.findings


def source_files(folder: Path, findings: list[Finding] | None = None) -> list[Path]:
    """The source files of a folder and all below it, in order: ``*.yaml``, and ``source.yaml`` for a table-like source.

    What stands there and is not read (a link that leads out, ``.yml``, a table without a card) goes to ``findings``.
    Raises :class:`InputError` where the folder is none.
    """
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder, remedy="give a folder of source files")
    files, found = [], [] if findings is None else findings
    for path in sorted(folder.rglob("*")):
        suffix = path.suffix.lower()
        if path.is_dir():
            if path.is_symlink():
                found.append(
                    _passed_over(
                        "error", path, "this folder is a link, and is not read", "copy the folder here"
                    )
                )
        elif suffix in (".yaml", ".yml") and not leads_inside(path, folder):
            found.append(
                _passed_over(
                    "error", path, "the file is a link that leads out of the folder", "copy the file here"
                )
            )
        elif path.suffix == ".yaml":
            files.append(path)
        elif suffix in (".yaml", ".yml"):
            found.append(
                _passed_over("error", path, "a source file ends in .yaml", f"call it {path.stem}.yaml")
            )
        elif (
            suffix in (".csv", ".parquet")
            and path.stem in RECORDS
            and not (path.parent / "source.yaml").exists()
        ):
            found.append(
                _passed_over(
                    "warning",
                    path,
                    "a table without source.yaml beside it is not read",
                    "add source.yaml with the card of the source",
                )
            )
    return files


def _passed_over(severity: Severity, path: Path, message: str, remedy: str) -> Finding:
    return Finding(severity, "not-read", str(path), None, None, message, remedy)


def read_source(path: Path, registry: Registry) -> tuple[Source | None, list[Finding]]:
    """The source in a file, and what is wrong with it."""
    try:
        tree = read_yaml(path)
    except InputError as error:
        return None, [as_finding(error)]
    source, findings = read_tree(tree, str(path), registry)
    if source is not None and path.name == "source.yaml":
        source.tables = path.parent
    return source, findings


def read_tree(tree: Map, file: str, registry: Registry) -> tuple[Source | None, list[Finding]]:
    """The source that a parsed file holds, and what is wrong with it."""
    findings: list[Finding] = []
    for key in tree:
        if key not in ("source", "entities", "facts"):
            findings.append(
                Finding(
                    "error",
                    "unknown-key",
                    file,
                    *tree.place(key),
                    f"a source file has no '{key}'",
                    "keys: source, entities, facts",
                )
            )
    card = tree.get("source")
    if not isinstance(card, Map) or not isinstance(card.get("id"), str) or not ID.fullmatch(card["id"]):
        findings.append(Finding("error", "no-card", file, *tree.place("source"), "the file has no source card with an id",
                                "begin with source: {id: …, title: …, publisher: …, published: …, language: …}"))  # fmt: skip
        return None, findings
    source = Source(
        card["id"], _card(card, SOURCE_FIELDS, "a source card", file, findings), file, card.start[0]
    )
    for key in ("entities", "facts"):
        if not isinstance(tree.get(key) or [], list):
            findings.append(
                Finding(
                    "error",
                    "not-list",
                    file,
                    *tree.place(key),
                    f"{key} must be a list",
                    "begin each entry with a hyphen",
                )
            )
    source.entities = _entities(tree, file, registry, findings)
    facts = tree.get("facts")
    entries = facts if isinstance(facts, list) else []
    reader = FactReader(source.id, file, Names(registry, source.entities, told_things(entries)))
    for entry in entries:
        if (fact := _fact(entry, reader, tree)) is not None:
            source.facts.append(fact)
    return source, findings + reader.findings


def told_things(entries: list) -> frozenset[str]:
    """Ids of the moves, bottlenecks and groups that facts tell of: they need no entry of their own."""
    found = set()
    for entry in entries if isinstance(entries, list) else ():
        for kind, told in entry.items() if isinstance(entry, dict) else ():
            if kind in RECORDS and isinstance(told, dict):
                groups = [value.get("group") for value in told.values() if isinstance(value, dict)]
                named = [told.get(RECORDS[kind].thing or "")] + [
                    group.get("id") for group in groups if isinstance(group, dict)
                ]
                found |= {name for name in named if isinstance(name, str)}
    return frozenset(found)


def _card(
    card: Map, declared: tuple[CardField, ...], what: str, file: str, findings: list[Finding]
) -> dict[str, str]:
    """The values of a card, checked against its declaration."""
    fields = {f.key: f for f in declared}
    values: dict[str, str] = {}
    for key, value in card.items():
        if key not in fields:
            findings.append(
                Finding(
                    "error",
                    "unknown-key",
                    file,
                    *card.place(key),
                    f"{what} has no '{key}'",
                    f"keys: {', '.join(fields)}",
                )
            )
        elif isinstance(value, str):
            if trouble := card_trouble(fields[key], value):
                findings.append(Finding("error", trouble[0], file, *card.place(key), *trouble[1:]))
            else:
                values[key] = value
        elif isinstance(value, list) and key == "parents" and all(isinstance(item, str) for item in value):
            values[key] = "|".join(value)
        elif value is not None:
            findings.append(
                Finding(
                    "error",
                    "not-text",
                    file,
                    *card.place(key),
                    f"'{key}' holds a list or mapping",
                    "write one value",
                )
            )
    for key, declared_field in fields.items():
        if declared_field.required and not card.get(key):
            findings.append(
                Finding(
                    "error", "missing-field", file, *card.start, f"{what} needs '{key}'", declared_field.doc
                )
            )
    return values


def card_trouble(declared: CardField, value: str) -> tuple[str, str, str] | None:
    """What is wrong with one value of a card (code, message, remedy); ``None`` where it is right."""
    if declared.choices and value not in declared.choices:
        return "unknown-word", f"'{value}' is not a {declared.key}", f"one of: {', '.join(declared.choices)}"
    if declared.key == "published":
        try:
            parse_period(value)
        except ValueError as error:
            return (
                "bad-period",
                str(error),
                "write 2024, 2024-04 or 2024-04-30, an interval such as 2023/.. that the text implies, or leave it empty",
            )
    if declared.key == "file" and ("/" in value or "\\" in value or value.startswith(".")):
        return (
            "bad-file",
            f"'{value}' is not the name of a file in the folder of documents",
            "give a bare file name",
        )
    return None


def _entities(tree: Map, file: str, registry: Registry, findings: list[Finding]) -> dict[str, Entity]:
    found: dict[str, Entity] = {}
    entries = tree.get("entities")
    for entry in entries if isinstance(entries, list) else ():
        if not isinstance(entry, Map):
            findings.append(
                Finding(
                    "error",
                    "not-entity",
                    file,
                    *tree.place("entities"),
                    "an entity is no mapping",
                    "write {id: …, type: …, zh: …, en: …}",
                )
            )
            continue
        values = _card(entry, ENTITY_FIELDS, "an entity", file, findings)
        identifier, kind = values.get("id", ""), values.get("type", "")
        if identifier and not ID.fullmatch(identifier):
            findings.append(
                Finding(
                    "error",
                    "bad-id",
                    file,
                    *entry.place("id"),
                    f"'{identifier}' is not an id",
                    "use lower case letters, digits and hyphens",
                )
            )
        if not ID.fullmatch(identifier) or kind not in ENTITY_TYPES:
            continue  # a missing or unknown type is among the findings already
        if kind == "segment" and not values.get("in"):
            findings.append(
                Finding(
                    "error",
                    "missing-field",
                    file,
                    *entry.start,
                    f"the segment '{identifier}' belongs to no chain",
                    "add in: and the chain",
                )
            )
            continue
        key = (
            f"segment:{values.get('in', '')}/{identifier}"
            if kind == "segment"
            else f"indicator:{identifier}"
            if kind == "indicator"
            else identifier
        )
        if key in found:
            findings.append(
                Finding(
                    "error",
                    "double-id",
                    file,
                    *entry.start,
                    f"the entity '{identifier}' is listed twice",
                    "keep one",
                )
            )
        details = {name: values[name] for name in ("parents", "note") if name in values}
        found[key] = Entity(
            identifier,
            kind,
            values.get("zh", ""),
            values.get("en", ""),
            (),
            values.get("in"),
            details,
            file,
            entry.start[0],
        )
    for entity in found.values():
        _within(entity, found, registry, file, findings)
    return found


def _within(
    entity: Entity, own: dict[str, Entity], registry: Registry, file: str, findings: list[Finding]
) -> None:
    names = Names(registry, own)
    parents = [entity.details["parents"].split("|")] if "parents" in entity.details else []
    for identifier in [
        *(entity.within.split("+") if entity.within else ()),
        *(p for group in parents for p in group),
    ]:
        if names.entity(identifier) is None:
            findings.append(Finding("error", "unknown-entity", file, entity.line, None, f"'{entity.id}' names '{identifier}', which is nowhere listed",
                                    f"{names.like(identifier)} list it under entities"))  # fmt: skip


def _fact(entry: object, reader: FactReader, tree: Map) -> Fact | None:
    if not isinstance(entry, Map):
        reader.note(
            "error", "not-fact", tree.place("facts"), "a fact is no mapping", "write - kind: {…} and at: …"
        )
        return None
    kinds = [key for key in entry if key not in EVIDENCE_KEYS]
    if len(kinds) != 1 or not isinstance(entry[kinds[0]], Map):
        reader.note(
            "error",
            "not-fact",
            entry.start,
            f"a fact has one kind with its fields; here: {', '.join(kinds) or 'none'}",
            "write - kind: {…} and at: …",
        )
        return None
    return reader.read(kinds[0], entry[kinds[0]], entry.get("at"), entry.get("nth"), entry.start)
