"""Reading the registry: ``data/entities/`` holds one CSV a family and one YAML a chain; ``data/merges.csv`` says
which ids were judged to mean the same, and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jjj_graph.errors import InputError
from jjj_graph.facts.entities import ID, Entity, Indicator, Input, Registry, Segment, Unit
from jjj_graph.facts.findings import Finding, as_finding
from jjj_graph.facts.located import Map, read_csv, read_yaml
from jjj_graph.facts.periods import FORMS, parse_period
from jjj_graph.facts.quantities import read_decimal
from jjj_graph.facts.records import ENTITY_TYPES, STAGES

_NAMES = ("id", "type", "zh", "en", "aliases")
#: Columns of each table of the registry; the type that its rows have when the column is left out.
TABLES: dict[str, tuple[str | None, tuple[str, ...]]] = {
    "places": (None, (*_NAMES, "in", "gb2260", "valid_from", "valid_until", "wikidata", "geonames", "lat", "lon", "datum", "position_source", "note")),
    "organisations": (None, (*_NAMES, "group", "uscc", "wikidata", "note")),
    "sites": (None, (*_NAMES, "owner", "note")),
    "sectors": ("sector", (*_NAMES, "broader", "gbt4754", "isic", "note")),
    "clusters": ("cluster", (*_NAMES, "note")),
    "products": ("product", (*_NAMES, "note")),
    "platforms": ("platform", (*_NAMES, "in", "note")),
    "policies": ("policy", (*_NAMES, "note")),
    "projects": ("project", (*_NAMES, "note")),
    "moves": (None, (*_NAMES, "note")),
    "bottlenecks": ("bottleneck", (*_NAMES, "note")),
}  # fmt: skip
INDICATOR_COLUMNS = (
    "id",
    "zh",
    "en",
    "aliases",
    "dimension",
    "broader",
    "definition_zh",
    "definition_en",
    "note",
)
UNIT_COLUMNS = ("id", "zh", "en", "aliases", "dimension", "base", "factor", "note")
MERGE_COLUMNS = ("alias", "id", "reason", "evidence")
_UNIT_ID = re.compile(r"[A-Za-z0-9]+(?:[-.][A-Za-z0-9]+)*")
#: Columns that name another thing of the registry.
_REFERENCES = ("group", "owner", "broader")
_SEGMENT_KEYS = ("id", "zh", "en", "stage", "aliases", "note", "product", "end_product")
_INPUT_KEYS = ("from", "to", "group", "essential", "reason")


class _Reader:
    """Fills a registry from a folder and keeps what was wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.registry, self.findings = folder, Registry(), []  # type: ignore[var-annotated]
        self.merge_lines: dict[str, int] = {}

    def read(self) -> tuple[Registry, list[Finding]]:
        entities = self.folder / "entities"
        for table, (default_type, columns) in TABLES.items():
            for line, row in self.rows(entities / f"{table}.csv", columns, ("id",)):
                self.entity(entities / f"{table}.csv", line, row, default_type)
        for line, row in self.rows(entities / "indicators.csv", INDICATOR_COLUMNS, ("id",)):
            self.indicator(entities / "indicators.csv", line, row)
        for line, row in self.rows(entities / "units.csv", UNIT_COLUMNS, ("id", "dimension")):
            self.unit(entities / "units.csv", line, row)
        for path in sorted((entities / "chains").glob("*.yaml")):
            self.guard(path, self.chain)
        for line, row in self.rows(self.folder / "merges.csv", MERGE_COLUMNS, ("alias", "id", "reason")):
            self.merge(self.folder / "merges.csv", line, row)
        self.follow_merges()
        self.unknown_files(entities)
        self.references()
        return self.registry, self.findings

    def rows(
        self, path: Path, columns: tuple[str, ...], required: tuple[str, ...]
    ) -> Iterator[tuple[int, dict[str, str]]]:
        if not path.exists():
            return
        try:
            yield from read_csv(path, columns, required)
        except InputError as error:
            self.findings.append(as_finding(error))

    def guard(self, path: Path, read: object) -> None:
        try:
            read(path)  # type: ignore[operator]
        except InputError as error:
            self.findings.append(as_finding(error))

    def wrong(self, path: Path, line: int, code: str, message: str, remedy: str) -> None:
        self.findings.append(Finding("error", code, str(path), line, None, message, remedy))

    def entity(self, path: Path, line: int, row: dict[str, str], default_type: str | None) -> None:
        identifier, kind = row.pop("id", ""), row.pop("type", default_type or "")
        if not ID.fullmatch(identifier):
            return self.wrong(
                path,
                line,
                "bad-id",
                f"'{identifier}' is not an id",
                "use lower case letters, digits and hyphens",
            )
        if kind not in ENTITY_TYPES:
            return self.wrong(
                path,
                line,
                "unknown-type",
                f"'{kind}' is not an entity type",
                f"one of: {', '.join(ENTITY_TYPES)}",
            )
        if identifier in self.registry.entities:
            return self.wrong(
                path, line, "double-id", f"the id '{identifier}' stands twice in the registry", "keep one row"
            )
        aliases = tuple(filter(None, row.pop("aliases", "").split("|")))
        self.details(path, line, row)
        self.registry.add(
            Entity(
                identifier,
                kind,
                row.pop("zh", ""),
                row.pop("en", ""),
                aliases,
                row.pop("in", None),
                row,
                str(path),
                line,
            )
        )

    def details(self, path: Path, line: int, row: dict[str, str]) -> None:
        """Coordinates must be numbers, and times of validity periods; what is neither is left out and told."""
        for keys, read, remedy in (
            (("lat", "lon"), read_decimal, "write degrees: 39.9075"),
            (("valid_from", "valid_until"), parse_period, f"write {FORMS}"),
        ):
            for key in keys:
                try:
                    read(row.get(key, "2000"))  # type: ignore[operator]
                except ValueError as error:
                    self.wrong(
                        path, line, "bad-number" if read is read_decimal else "bad-period", str(error), remedy
                    )
                    del row[key]

    def follow_merges(self) -> None:
        """An id merged into one that was merged too goes straight to the id that stays."""
        merged = self.registry.merged
        for alias in merged:
            seen = {alias}
            while (target := merged[alias]) in merged and target not in seen:
                seen.add(target)
                merged[alias] = merged[target]

    def unknown_files(self, folder: Path) -> None:
        """A table that nobody reads would be lost without a word."""
        known = {"indicators", "units", *TABLES}
        for path in sorted(folder.glob("*.csv")):
            if path.stem not in known:
                self.wrong(
                    path,
                    1,
                    "unknown-table",
                    f"'{path.name}' is no table of the registry",
                    f"name it after one of: {', '.join(sorted(known))}",
                )

    def references(self) -> None:
        """What a row of the registry names must be in the registry."""
        registry = self.registry
        for alias, line in self.merge_lines.items():
            if registry.merged[alias] not in registry.entities:
                self.wrong(
                    self.folder / "merges.csv",
                    line,
                    "unknown-entity",
                    f"'{alias}' is merged into '{registry.merged[alias]}', which is not in the registry",
                    "name an id that stays",
                )
        for unit in registry.units.values():
            if unit.base not in registry.units:
                self.wrong(
                    self.folder / "entities" / "units.csv",
                    1,
                    "unknown-unit",
                    f"the base of '{unit.id}' is '{unit.base}', which is not a unit",
                    "mend the base, or add it",
                )
        for entity in registry.entities.values():
            for named in filter(None, (entity.within, *(entity.details.get(key) for key in _REFERENCES))):
                if registry.resolve(named) is None:
                    self.wrong(
                        Path(entity.file),
                        entity.line,
                        "unknown-entity",
                        f"'{entity.id}' names '{named}', which is not in the registry",
                        "mend the id, or add it",
                    )
        for indicator in registry.indicators.values():
            if (broader := indicator.details.get("broader")) and registry.indicator(broader) is None:
                self.wrong(
                    Path(indicator.file),
                    indicator.line,
                    "unknown-indicator",
                    f"'{indicator.id}' names '{broader}', which is not an indicator",
                    "mend the id, or add it",
                )

    def indicator(self, path: Path, line: int, row: dict[str, str]) -> None:
        identifier = row.pop("id", "")
        if not ID.fullmatch(identifier) or identifier in self.registry.indicators:
            return self.wrong(
                path,
                line,
                "bad-id",
                f"'{identifier}' is not an id, or stands twice",
                "use lower case letters, digits and hyphens",
            )
        aliases = tuple(filter(None, row.pop("aliases", "").split("|")))
        for alias in aliases:
            self.registry._indicator_alias[alias] = identifier
        self.registry.indicators[identifier] = Indicator(
            identifier, row.pop("zh", ""), row.pop("en", ""), aliases, row, str(path), line
        )

    def unit(self, path: Path, line: int, row: dict[str, str]) -> None:
        identifier = row.get("id", "")
        if not _UNIT_ID.fullmatch(identifier) or identifier in self.registry.units:
            return self.wrong(
                path,
                line,
                "bad-id",
                f"'{identifier}' is not an id of a unit, or stands twice",
                "use letters, digits and hyphens",
            )
        if not _UNIT_ID.fullmatch(row.get("base", identifier)) or "dimension" not in row:
            return self.wrong(
                path,
                line,
                "bad-unit",
                f"the unit '{identifier}' has no dimension, or its base is no id",
                "give dimension and base",
            )
        try:
            factor = read_decimal(row.get("factor", "1"))
        except ValueError as error:
            return self.wrong(
                path, line, "bad-number", str(error), "give how many of the base unit one of it is"
            )
        for alias in filter(None, row.get("aliases", "").split("|")):
            self.registry._unit_alias[alias] = identifier
        self.registry.units[identifier] = Unit(
            identifier,
            row.get("zh", ""),
            row.get("en", ""),
            row["dimension"],
            row.get("base", identifier),
            factor,
        )
        return None

    def chain(self, path: Path) -> None:
        tree = read_yaml(path, "chain:")
        card = tree.get("chain")
        if not isinstance(card, Map) or not ID.fullmatch(_text(card, "id", path)):
            return self.wrong(
                path, 1, "bad-chain", "the file does not begin with chain: {id: …}", "name the chain"
            )
        chain, kind = card["id"], _text(card, "type", path) or "chain"
        if kind not in ENTITY_TYPES or chain in self.registry.entities:
            return self.wrong(
                path,
                card.start[0],
                "bad-chain",
                f"the chain '{chain}' has an unknown type, or its id stands twice in the registry",
                "mend the card",
            )
        names = [_text(card, key, path) for key in ("zh", "en")]
        self.registry.add(
            Entity(chain, kind, *names, _texts(card, "aliases", path), None, {}, str(path), card.start[0])
        )
        for entry in _maps(tree, "segments", path):
            self.segment(path, chain, entry)
        for entry in _maps(tree, "inputs", path):
            self.input(path, chain, entry)
        return None

    def segment(self, path: Path, chain: str, entry: Map) -> None:
        line = entry.start[0]
        values = {key: _text(entry, key, path) for key in entry if key != "aliases"}
        name, stage = values.get("id", ""), values.get("stage", "")
        unknown = [key for key in entry if key not in _SEGMENT_KEYS]
        if (
            unknown
            or not ID.fullmatch(name)
            or (stage or STAGES[0]) not in STAGES
            or (chain, name) in self.registry.segments
        ):
            return self.wrong(path, line, "bad-segment", f"the segment '{name}' has an unknown key or stage, or stands twice",
                              f"keys: {', '.join(_SEGMENT_KEYS)}; stages: {', '.join(STAGES)}")  # fmt: skip
        aliases = _texts(entry, "aliases", path)
        for alias in aliases:
            self.registry._segment_alias[chain, alias] = name
        details = {key: values[key] for key in ("note", "product", "end_product") if values.get(key)}
        self.registry.segments[chain, name] = Segment(
            chain, name, values.get("zh", ""), values.get("en", ""), stage, aliases, details, str(path), line
        )
        return None

    def input(self, path: Path, chain: str, entry: Map) -> None:
        values = {key: _text(entry, key, path) for key in entry}
        ends = [values.get("from", ""), values.get("to", "")]
        if any(key not in _INPUT_KEYS for key in entry) or any(
            (chain, end) not in self.registry.segments for end in ends
        ):
            return self.wrong(path, entry.start[0], "bad-input", f"the input {' -> '.join(ends)} names no segment of the chain",
                              "name two segments of this file")  # fmt: skip
        self.registry.inputs.append(
            Input(
                chain,
                *ends,
                values.get("group", ""),
                values.get("essential") != "false",
                values.get("reason", ""),
            )
        )
        return None

    def merge(self, path: Path, line: int, row: dict[str, str]) -> None:
        alias, identifier = row.get("alias", ""), row.get("id", "")
        if alias in self.registry.entities:
            return self.wrong(
                path,
                line,
                "double-id",
                f"'{alias}' is merged away but still in the registry",
                "delete one of the two",
            )
        if alias == identifier or alias in self.registry.merged:
            return self.wrong(
                path, line, "bad-merge", f"'{alias}' is merged into itself or twice", "keep one row"
            )
        if not ID.fullmatch(alias) or not ID.fullmatch(identifier):
            return self.wrong(
                path,
                line,
                "bad-id",
                f"'{alias}' or '{identifier}' is not an id",
                "use lower case letters, digits and hyphens",
            )
        self.registry.merged[alias], self.merge_lines[alias] = identifier, line
        return None


def read_registry(data: Path) -> tuple[Registry, list[Finding]]:
    """The registry of a data folder, and what is wrong with it.

    ``data`` holds ``entities/`` and ``merges.csv``; what is absent is empty. Chains of merges are followed.
    Raises :class:`InputError` where there is no such folder.
    """
    if not data.is_dir():
        raise InputError(
            "there is no such folder", file=data, remedy="give a data folder: entities/, sources/"
        )
    return _Reader(data).read()


def _text(entry: Map, key: str, path: Path) -> str:
    """One word of a chain file. Raises :class:`InputError` for anything else."""
    value = entry.get(key)
    if value is not None and not isinstance(value, str):
        raise _misshapen(entry, key, path, "write one value")
    return value or ""


def _texts(entry: Map, key: str, path: Path) -> tuple[str, ...]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise _misshapen(entry, key, path, "write a list of words: [one, another]")
    return tuple(value)


def _maps(entry: Map, key: str, path: Path) -> list[Map]:
    value = entry.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, Map) for item in value):
        raise _misshapen(entry, key, path, "write a list of mappings: - {id: …}")
    return value


def _misshapen(entry: Map, key: str, path: Path, remedy: str) -> InputError:
    line, column = entry.place(key)
    return InputError(f"'{key}' has the wrong shape", file=path, line=line, column=column, remedy=remedy)
