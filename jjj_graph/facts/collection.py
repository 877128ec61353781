"""Everything handed in: the registry, and all sources of the data folder and of added folders.

Two files with one source id are one source. What is wrong is kept as findings, never raised, so that one
bad file does not hide the others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from jjj_graph.facts.entities import Registry
from jjj_graph.facts.findings import Finding
from jjj_graph.facts.registry import read_registry
from jjj_graph.facts.sources import Source, read_source, source_files


@dataclass
class Collection:
    """A registry, sources by id, and what is wrong with either."""

    registry: Registry
    sources: dict[str, Source] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def errors(self) -> list[Finding]:
        """The findings that keep a graph from being built."""
        return [finding for finding in self.findings if finding.severity == "error"]


def collect(data: Path, added: Iterable[Path] = ()) -> Collection:
    """The registry and sources of a data folder (``entities/``, ``sources/``) and the sources of added folders.

    Raises :class:`InputError` where a folder does not exist.
    """
    registry, findings = read_registry(data)
    collection = Collection(registry, {}, findings)
    for folder in (data / "sources", *added):
        _read_folder(collection, folder)
    _check_reprints(collection)
    return collection


def collect_folder(folder: Path, data: Path) -> Collection:
    """The sources of one folder alone, read with the registry of the data folder."""
    registry, findings = read_registry(data)
    collection = Collection(registry, {}, findings)
    _read_folder(collection, folder)
    return collection


def _read_folder(collection: Collection, folder: Path) -> None:
    files = source_files(folder, collection.findings)
    if not files:
        collection.findings.append(
            Finding(
                "warning",
                "no-sources",
                str(folder),
                None,
                None,
                "the folder holds no source file",
                "give a folder with files that end in .yaml",
            )
        )
    for path in files:
        source, more = read_source(path, collection.registry)
        collection.findings += more
        if source is not None:
            _add(collection, source)


def _add(collection: Collection, source: Source) -> None:
    """Add a source, or its facts to the source that already has its id."""
    known = collection.sources.setdefault(source.id, source)
    if known is source:
        return
    if differing := [key for key in source.card if known.card.get(key, source.card[key]) != source.card[key]]:
        collection.findings.append(Finding("warning", "two-cards", source.file, source.line, None,
                                           f"the source '{source.id}' also stands in {known.file}, with another {', '.join(differing)}",
                                           "make the cards equal; the first one is used"))  # fmt: skip
    if source.tables is not None and known.tables not in (None, source.tables):
        collection.findings.append(
            Finding(
                "error",
                "two-tables",
                source.file,
                source.line,
                None,
                f"the source '{source.id}' has two folders of tables",
                "keep one",
            )
        )
    known.card |= {key: value for key, value in source.card.items() if key not in known.card}
    known.entities |= {key: value for key, value in source.entities.items() if key not in known.entities}
    known.facts += source.facts
    known.tables = known.tables or source.tables


def _check_reprints(collection: Collection) -> None:
    for source in collection.sources.values():
        origin = source.card.get("reprint_of")
        if origin and origin not in collection.sources:
            collection.findings.append(Finding("error", "unknown-source", source.file, source.line, None,
                                               f"reprint_of names '{origin}', which is no source here", "name a source id, or delete the field"))  # fmt: skip
