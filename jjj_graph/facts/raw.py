"""Importing a folder in the raw collecting shape: files in, source files out, and a line of report for every raw fact.

Nothing is lost: a raw fact becomes one or more facts, or is named in the report with the reason why not.
Things that a raw file uses but another one of the folder describes are listed in each file that uses them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jjj_graph.errors import InputError
from jjj_graph.facts.entities import ID, Entity, Registry
from jjj_graph.facts.fact import canonical_content
from jjj_graph.facts.findings import Finding, as_finding
from jjj_graph.facts.located import Map, Sequence, read_csv, read_yaml
from jjj_graph.facts.periods import parse_period
from jjj_graph.facts.raw_rules import Converted, convert
from jjj_graph.facts.reading import FactReader, Names
from jjj_graph.facts.records import ENTITY_TYPES, EVIDENCE_KEYS, RECORDS, SOURCE_FIELDS, Kind
from jjj_graph.facts.sources import card_trouble, source_files, told_things
from jjj_graph.facts.writing import source_text

EXCLUSION_COLUMNS = ("source", "raw_fact", "kind", "at", "reason")
GRADES = {"A": "official", "B": "repost", "C": "mirror"}
Fact = tuple[str, dict[str, object], object]


@dataclass(frozen=True)
class Outcome:
    """What became of one raw fact: ``converted``, ``twice`` (told twice in one source), ``excluded`` or ``left out``."""

    source: str
    file: str
    line: int
    raw_fact: int
    kind: str
    outcome: str
    facts: int
    reason: str = ""


@dataclass
class RawSource:
    """One source of the raw folder, perhaps from several files, and what it becomes."""

    id: str
    card: dict[str, str]
    year: str
    entities: list[dict[str, str]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the source file."""
        return source_text(self.card, self.entities, self.facts)


@dataclass
class RawFile:
    """One file of a raw folder as it was read."""

    path: Path
    card: Map
    entities: list[Map]
    facts: list[Map]


def import_facts(
    folder: Path, registry: Registry, exclusions: set[tuple[str, int]] = frozenset()
) -> tuple[list[RawSource], list[Finding]]:  # type: ignore[assignment]
    """Every source of a raw folder, converted by rule, and findings on what could not be read or converted.

    ``exclusions`` holds (source id, number of the raw fact in it). Raises :class:`InputError` where there is no folder.
    """
    files, findings = read_files(folder)
    pool = _Pool(registry, files)
    by_source: dict[str, list[RawFile]] = defaultdict(list)
    for file in files:
        by_source[file.card["id"]].append(file)
    sources = []
    for identifier in sorted(by_source):
        source, more = _convert_source(identifier, by_source[identifier], pool, exclusions)
        sources.append(source)
        findings += more
    return sources, findings


def read_exclusions(path: Path) -> set[tuple[str, int]]:
    """(source id, number of the raw fact) of every row of ``exclusions.csv`` that names a raw fact."""
    if not path.exists():
        return set()
    rows = read_csv(path, EXCLUSION_COLUMNS, ("source", "reason"))
    return {(row["source"], int(row["raw_fact"])) for _, row in rows if row.get("raw_fact", "").isdigit()}


def read_files(folder: Path) -> tuple[list[RawFile], list[Finding]]:
    """Every raw file of a folder, and findings on what cannot be read. Raises :class:`InputError` where there is no folder."""
    files: list[RawFile] = []
    findings: list[Finding] = []
    for path in source_files(folder, findings):
        try:
            tree = read_yaml(path)
            card = _whole(tree.get("source"))
            if not isinstance(card, Map) or not ID.fullmatch(str(card.get("id"))):
                raise InputError(
                    "the file has no source with an id",
                    file=path,
                    line=1,
                    remedy="begin with source: {id: …}",
                )
            lists = [tree.get(key) or [] for key in ("entities", "facts")]
            if not all(isinstance(entry, Map) for entries in lists for entry in entries):
                raise InputError("entities and facts must be lists of mappings", file=path, line=1)
            files.append(RawFile(path, card, *lists))  # type: ignore[arg-type]
        except InputError as error:
            findings.append(as_finding(error))
    return files, findings


def _whole(card: object) -> object:
    """A flow mapping whose text was cut at a comma, made whole: ``title: a, b`` reads as title a and an empty key b."""
    if not isinstance(card, Map):
        return card
    whole, last = Map(card.start), ""
    whole.places = card.places
    for key, value in card.items():
        if value is None and last and " " in key + " " and not key.isidentifier():
            whole[last] = f"{whole[last]}, {key}"
        else:
            whole[key], last = value, key
    return whole


class _Pool:
    """What the whole folder says of things, for files that name a thing without describing it."""

    def __init__(self, registry: Registry, files: list[RawFile]) -> None:
        self.registry = registry
        self.entries: dict[str, dict[str, str]] = {}
        for file in files:
            for entry in file.entities:
                self.entries.setdefault(
                    str(entry.get("id")), {k: str(v) for k, v in entry.items() if isinstance(v, str)}
                )
            for fact in file.facts:
                self._told(fact)

    def _told(self, fact: Map) -> None:
        """Policies, projects and clusters are named where they are told of."""
        for kind, type_ in (("policy", "policy"), ("project", "project"), ("cluster", "cluster")):
            told = fact.get(kind)
            if isinstance(told, Map) and isinstance(told.get("id"), str):
                zh, en = (told.get(key) or told.get(f"title_{key}") for key in ("zh", "en"))
                entry = self.entries.setdefault(told["id"], {"id": told["id"], "type": type_})
                for key, name in (("zh", zh), ("en", en)):
                    if isinstance(name, str):
                        entry.setdefault(key, name)

    def entry(self, identifier: str, own: dict[str, dict[str, str]], fallback: str) -> dict[str, str]:
        """The entity entry for an id: the file's own words first, then the folder's, then the bare id."""
        entry = dict(self.entries.get(identifier, {}) | own.get(identifier, {}))
        named = {"id": identifier, "type": entry.get("type", fallback)}
        if named["type"] not in ENTITY_TYPES:
            named["type"] = fallback
        named |= {key: entry[key] for key in ("zh", "en", "in") if entry.get(key)}
        if "zh" not in named and "en" not in named:
            named["en"] = identifier.replace("-", " ")
        return named


def _convert_source(
    identifier: str, files: list[RawFile], pool: _Pool, exclusions: set[tuple[str, int]]
) -> tuple[RawSource, list[Finding]]:
    findings: list[Finding] = []
    card = _card(identifier, files, findings)
    published = parse_period(card["published"]) if card.get("published") else None
    first = (published.first or published.last) if published else None
    source = RawSource(identifier, card, str(first.year) if first else "undated")
    own = {
        e["id"]: {k: str(v) for k, v in _whole(e).items() if isinstance(v, str)}
        for f in files
        for e in f.entities
        if isinstance(e.get("id"), str)
    }  # type: ignore[union-attr]
    told: set[str] = set()
    needed: dict[str, dict[str, str]] = {}
    ordinal = 0
    for file in files:
        for fact in file.facts:
            ordinal += 1
            kind = next((key for key in fact if key not in EVIDENCE_KEYS), "")
            place = (str(file.path), fact.start[0], ordinal, kind)
            content = canonical_content(dict(fact), None)
            if (identifier, ordinal) in exclusions:
                source.outcomes.append(Outcome(identifier, *place, "excluded", 0, "see exclusions.csv"))
            elif content in told:
                source.outcomes.append(
                    Outcome(identifier, *place, "twice", 0, "the source tells it in the same words above")
                )
            else:
                told.add(content)
                _convert_fact(source, file, fact, kind, ordinal, pool, own, needed, findings)
    source.entities = [needed[key] for key in sorted(needed)]
    return source, findings


def _card(identifier: str, files: list[RawFile], findings: list[Finding]) -> dict[str, str]:
    """The card of a source; what a source file would not accept is left out and told."""
    card = {"id": identifier}
    declared = [f.key for f in SOURCE_FIELDS]
    for file in files:
        for key, value in file.card.items():
            if key in declared and isinstance(value, str) and value and value != "null":
                card.setdefault(key, value)
    if "grade" in card:
        card["grade"] = GRADES.get(card["grade"], card["grade"])
    file, line = str(files[0].path), files[0].card.start[0]
    for field_ in SOURCE_FIELDS:
        if field_.key not in card and field_.required:
            findings.append(
                Finding(
                    "error",
                    "raw-card",
                    file,
                    line,
                    None,
                    f"the card has no {field_.key}",
                    f"add it: {field_.doc}",
                )
            )
        if field_.key in card and (trouble := card_trouble(field_, card[field_.key])):
            findings.append(
                Finding(
                    "warning", "raw-card", file, line, None, f"left out of the card: {trouble[1]}", trouble[2]
                )
            )
            del card[field_.key]
    return {key: card[key] for key in declared if key in card}


def _convert_fact(source: RawSource, file: RawFile, fact: Map, kind: str, ordinal: int, pool: _Pool,
                  own: dict[str, dict[str, str]], needed: dict[str, dict[str, str]], findings: list[Finding]) -> None:  # fmt: skip
    place = (str(file.path), fact.start[0], ordinal, kind)
    raw, at = _whole(fact.get(kind)), fact.get("at")
    try:
        converted = _own_move(convert(kind, _plain(raw), source.id, ordinal), pool)  # type: ignore[arg-type]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        missing = error.args[0] if isinstance(error, KeyError) and error.args[0] != kind else None
        reason = f"the {kind} has no '{missing}'" if missing else f"no rule reads this {kind or 'fact'}"
        findings.append(
            Finding(
                "error",
                "no-rule",
                *place[:2],
                fact.start[1],
                reason,
                "see the raw shape in the README of data/",
            )
        )
        source.outcomes.append(Outcome(source.id, *place, "left out", 0, reason))
        return
    good, wrong = _valid(source.id, file, fact, converted, at, pool, own)
    findings += wrong
    for kind_, fields, entries in good:
        source.facts.append((kind_, fields, at))
        needed.update(entries)
    errors = [f for f in wrong if f.severity == "error"]
    reason = "; ".join(sorted({f.message for f in errors}))
    source.outcomes.append(
        Outcome(source.id, *place, "left out" if errors else "converted", len(good), reason)
    )


def _own_move(converted: Converted, pool: _Pool) -> Converted:
    """The facts with a move id that nothing else has: ``firm-place`` may be the id of the firm's plant there."""
    move = converted[0][1].get("move")
    if not isinstance(move, str) or not (pool.registry.resolve(move) or move in pool.entries):
        return converted
    return [
        (kind, {key: f"{move}-move" if value == move else value for key, value in fields.items()})
        for kind, fields in converted
    ]


def _valid(source: str, file: RawFile, fact: Map, converted: Converted, at: object, pool: _Pool,
           own: dict[str, dict[str, str]]) -> tuple[list[tuple[str, dict[str, object], dict[str, dict[str, str]]]], list[Finding]]:  # fmt: skip
    """The converted facts that the declaration accepts, each with the entities it needs; and what is wrong with the others."""
    good, wrong = [], []
    told = told_things([{kind: fields} for kind, fields in converted])
    for kind, fields in converted:
        entries = {key: entry for key, entry in _entries(kind, fields, pool, own) if key not in told}
        entities = {
            key: Entity(e["id"], e["type"], e.get("zh", ""), e.get("en", ""), (), e.get("in"))
            for key, e in entries.items()
        }
        reader = FactReader(source, str(file.path), Names(pool.registry, entities, told))
        read = reader.read(kind, _map(fields, fact.start), at, fact.get("nth"), fact.start)
        wrong += [f for f in reader.findings if f.severity == "error"]
        if read is not None:
            good.append((kind, fields, entries))
    return good, wrong


def _entries(
    kind: str, fields: dict[str, object], pool: _Pool, own: dict[str, dict[str, str]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Entity entries for every id of a fact that the registry does not have, and for the places these lie in."""
    for identifier, fallback in _named(kind, fields, pool.registry):
        if fallback == "indicator":
            yield (
                f"indicator:{identifier}",
                {"id": identifier, "type": "indicator", "en": identifier.replace("-", " ")},
            )
        elif fallback == "segment":
            chain, _, name = identifier.partition("/")
            yield (
                f"segment:{identifier}",
                {"id": name, "type": "segment", "en": name.replace("-", " "), "in": chain},
            )
        else:
            seen: set[str] = set()
            while (
                identifier not in seen
                and ID.fullmatch(identifier)
                and pool.registry.resolve(identifier) is None
            ):
                seen.add(identifier)
                entry = pool.entry(identifier, own, fallback)
                yield identifier, entry
                identifier, fallback = entry.get("in", identifier), "region"


def _named(kind: str, fields: dict[str, object], registry: Registry) -> Iterator[tuple[str, str]]:
    """(id, type to fall back on) of every entity, indicator and segment that a fact names and the registry lacks."""
    for key, value in fields.items():
        declared = RECORDS[kind].fields.get(key)
        if declared is None:
            continue
        if declared.kind is Kind.INDICATOR and not registry.indicator(str(value)):
            yield str(value), "indicator"
        elif (
            declared.kind is Kind.SEGMENT
            and "chain" in fields
            and not registry.segment(str(fields["chain"]), str(value))
        ):
            yield f"{fields['chain']}/{value}", "segment"
        elif declared.kind in (Kind.ENTITY, Kind.GROUP) and not {"move", "bottleneck"} & set(
            declared.types[:1]
        ):
            fallback = next((t for t in declared.types if t in ENTITY_TYPES), "facility")
            for item in value if isinstance(value, (list, tuple)) else (value,):
                yield from ((part, fallback) for part in _ids(item) if not registry.resolve(part))


def _ids(item: object) -> Iterator[str]:
    if isinstance(item, dict):
        group = item.get("group", {})
        for value in (group.get("in"), *(group.get("parents") or [])):
            if value:
                yield from str(value).split("+")
    elif item is not None:
        yield from str(item).split("+")


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _map(value: object, place: tuple[int, int]) -> object:
    """Plain values as the reader expects them, all at one place."""
    if isinstance(value, dict):
        made = Map(place)
        made.update({key: _map(item, place) for key, item in value.items()})
        return made
    if isinstance(value, (list, tuple)):
        items = Sequence(place)
        items.extend(_map(item, place) for item in value)
        return items
    return value
