"""The door of building: collect, check, write, load, swap."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from jjj_graph import __version__, paths
from jjj_graph.analyses import every_gap
from jjj_graph.auditing import audit_graph
from jjj_graph.build.conflicts import audit_lines
from jjj_graph.build.gaps import gap_lines
from jjj_graph.build.snapshot import PARTS, Snapshot, describe, whole_graph, write_graph_file
from jjj_graph.build.triples import registry_lines, source_lines
from jjj_graph.build.vocabulary import ontology_lines
from jjj_graph.errors import InputError, JJJError
from jjj_graph.facts.collection import Collection, collect
from jjj_graph.facts.evidence import read_document
from jjj_graph.facts.findings import Finding, in_order
from jjj_graph.rows import Rows
from jjj_graph.store.embedded import GraphStore, replace_graph

Progress = Callable[[str, int, int], None]


def build_graph(store: Path, data: Path = paths.DATA, added: Iterable[Path] = (), documents: Path | None = None,
                progress: Progress | None = None) -> tuple[Snapshot, list[Finding]]:  # fmt: skip
    """Build the graph of a data folder and added folders into a store folder; the snapshot, and warnings.

    Raises :class:`InputError` when a fact, an entity or a file cannot be read: nothing is replaced then.
    ``documents`` holds texts of sources; evidence found there gets its place.
    """
    added = tuple(added)
    for folder in (data / "sources", *added):
        if not folder.exists():
            raise InputError("there is no such folder", file=folder, remedy="give a folder of source files")
    collection = collect(data, added)
    _stop_at_errors(collection.findings)
    made: list[Snapshot] = []

    def write(folder: Path) -> None:
        late: list[Finding] = []  # what is wrong with rows that stream
        made.append(write_graph_file(graph_lines(collection, late, documents, progress), folder / "graph.nq"))
        _stop_at_errors(late)
        collection.findings += late
        folders = [str(path.absolute()) for path in (data, *added)]
        inputs = {"fingerprint": fingerprint(map(Path, folders)), "data": folders[0], "added": folders[1:]}
        (folder / "inputs.json").write_text(json.dumps(inputs), encoding="utf-8")

    def derive(folder: Path) -> None:
        graph = GraphStore(store, graph=folder)
        report = audit_graph(graph)
        (folder / "audit.json").write_text(json.dumps(vars(report), ensure_ascii=False), encoding="utf-8")
        rows = Rows(graph)
        lines = chain(audit_lines(report.conflicts), gap_lines(every_gap(rows), rows.area.region))
        derived = write_graph_file(lines, folder / "derived.nq")
        made.append(describe(made[0], derived, folder))

    replace_graph(store, write, derive)
    return made[-1], in_order(collection.findings)


def graph_lines(collection: Collection, findings: list[Finding], documents: Path | None = None,
                progress: Progress | None = None) -> Iterator[str]:  # fmt: skip
    """Every line of the graph: ontology, registry, each source."""
    yield from ontology_lines(paths.ONTOLOGY)
    yield from registry_lines(collection.registry)
    for done, source in enumerate(collection.sources.values()):
        document = (
            read_document(documents, source.card["file"]) if documents and "file" in source.card else None
        )
        yield from source_lines(source, collection.registry, findings, document)
        if progress:
            progress("sources", done + 1, len(collection.sources))


def _stop_at_errors(findings: list[Finding]) -> None:
    errors = in_order([finding for finding in findings if finding.severity == "error"])
    if errors:
        first = errors[0]
        more = f" (and {len(errors) - 1} more: jjj check lists them)" if len(errors) > 1 else ""
        raise InputError(
            first.message + more, file=first.file, line=first.line, column=first.column, remedy=first.remedy
        )


def fingerprint(folders: Iterable[Path]) -> str:
    """A hash of the names, sizes and times of all input files and of the version: changes when a graph must be rebuilt."""
    seen = hashlib.sha256(__version__.encode())
    for folder in (*folders, paths.ONTOLOGY, Path(__file__).parent):
        for path, stat in _files(str(folder)):
            seen.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return seen.hexdigest()


def _files(folder: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False) and entry.name != "__pycache__":
            yield from _files(entry.path)
        elif entry.is_file() and not entry.name.endswith(".pyc"):
            yield entry.path, entry.stat()


@dataclass(frozen=True)
class Inputs:
    """What a graph was built from: a data folder, folders added to it, and their state then."""

    fingerprint: str = ""
    data: Path = field(default_factory=lambda: paths.DATA)
    added: tuple[Path, ...] = ()

    @property
    def are_stale(self) -> bool:
        """Whether one of the folders, the ontology or the version changed since."""
        return self.fingerprint != fingerprint((self.data, *self.added))


def inputs_of(graph: Path) -> Inputs:
    """What a graph was built from; of one that does not say, the shipped data in an unknown state."""
    try:
        told = json.loads((graph / "inputs.json").read_text(encoding="utf-8"))
        return Inputs(told["fingerprint"], Path(told["data"]), tuple(map(Path, told["added"])))
    except (OSError, ValueError, KeyError, TypeError):
        return Inputs()


def refuse_suffix(target: Path) -> None:
    """Raises :class:`JJJError` for a file name whose suffix is no format of a graph."""
    if target.suffix not in (".nq", ".trig", ".ttl", ".jsonld"):
        raise JJJError(
            f"'{target.name}' has no suffix that names a format", remedy="use .nq, .trig, .ttl or .jsonld"
        )


def write_graph(graph: Path, target: Path) -> None:
    """Write a whole graph to a file: ``.nq`` (canonical), ``.trig``, ``.ttl`` (all graphs in one), ``.jsonld``."""
    import pyoxigraph as ox

    refuse_suffix(target)
    forms = {".trig": ox.RdfFormat.TRIG, ".ttl": ox.RdfFormat.TURTLE, ".jsonld": ox.RdfFormat.JSON_LD}
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            if target.suffix == ".nq":
                file.writelines(text.encode() for text in whole_graph(graph))
            else:
                _serialize(graph, file, forms[target.suffix], merge=target.suffix == ".ttl")
        os.replace(beside, target)
    except OSError as error:
        raise JJJError(f"the file cannot be written: {error.strerror}", file=target) from None
    finally:
        beside.unlink(missing_ok=True)


def _serialize(graph: Path, file: object, form: object, merge: bool) -> None:
    import pyoxigraph as ox

    from jjj_graph.namespaces import PREFIXES

    quads = (quad for name in PARTS for quad in ox.parse(path=str(graph / name), format=ox.RdfFormat.N_QUADS))
    if merge:
        quads = iter(sorted({quad.triple for quad in quads}, key=str))
    else:
        quads = iter(sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad))))
    ox.serialize(quads, output=file, format=form, prefixes=PREFIXES)  # type: ignore[arg-type]
