"""A snapshot: one graph in canonical order, its hashes and counts, and its own description as DCAT and VoID."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

from jjj_graph import __version__
from jjj_graph import namespaces as ns
from jjj_graph.build.canonical import sorted_unique
from jjj_graph.build.terms import integer, iri, line, literal
from jjj_graph.namespaces import JJJ, PREFIXES, RDF_TYPE

#: The files of a graph, each in canonical order.
PARTS = ("graph.nq", "derived.nq", "snapshot.nq")
_TYPE_MARK = f" <{RDF_TYPE}> <{JJJ}"


@dataclass
class Snapshot:
    """What a build holds. ``hash`` covers sources and registry, ``derived_hash`` shortcuts and findings."""

    hash: str = ""
    derived_hash: str = ""
    quads: int = 0
    classes: dict[str, int] = field(default_factory=dict)
    version: str = ""

    @property
    def claims(self) -> int:
        """How many claims the graph holds."""
        return sum(count for name, count in self.classes.items() if name.endswith("Claim"))

    @property
    def sources(self) -> int:
        """How many sources it has."""
        return self.classes.get("Source", 0)

    def as_json(self) -> str:
        """The snapshot as JSON, keys sorted."""
        return json.dumps(asdict(self), sort_keys=True, indent=1) + "\n"


def write_graph_file(lines: Iterable[str], path: Path) -> Snapshot:
    """Write lines in canonical order to a file; the snapshot of what they hold."""
    snapshot, classes = Snapshot(version=__version__), Counter[str]()
    hashes = {True: hashlib.sha256(), False: hashlib.sha256()}
    derived = tuple(f"<{graph}> .\n" for graph in ns.DERIVED_GRAPHS)
    ontology = f"<{ns.ONTOLOGY}> .\n"
    with path.open("w", encoding="utf-8", newline="") as file:
        for text in sorted_unique(lines):
            file.write(text)
            snapshot.quads += 1
            if text.endswith(ontology):
                continue
            hashes[text.endswith(derived)].update(text.encode())
            start = text.index(" ")
            if text.startswith(_TYPE_MARK, start):  # not merely somewhere: a literal may hold anything
                name = text[start + len(_TYPE_MARK) :].partition(">")[0]
                # a type that several sources state is one thing
                classes[(text[:start] + name) if not name.endswith("Claim") else name] += 1
    snapshot.classes = _class_counts(classes)
    snapshot.hash, snapshot.derived_hash = hashes[False].hexdigest(), hashes[True].hexdigest()
    return snapshot


def describe(snapshot: Snapshot, derived: Snapshot, folder: Path) -> Snapshot:
    """Write ``snapshot.nq`` and ``snapshot.json`` for a graph and what was derived from it; the snapshot of both."""
    whole = Snapshot(snapshot.hash, hashlib.sha256((snapshot.derived_hash + derived.derived_hash).encode()).hexdigest(),
                     snapshot.quads + derived.quads, dict(sorted((snapshot.classes | derived.classes).items())), snapshot.version)  # fmt: skip
    (folder / "snapshot.nq").write_text("".join(sorted(_description(whole))), encoding="utf-8", newline="")
    (folder / "snapshot.json").write_text(whole.as_json(), encoding="utf-8")
    return whole


def _class_counts(counted: Counter[str]) -> dict[str, int]:
    """How many things of each class, from claims counted and other things listed."""
    counts = Counter[str]()
    for key, number in counted.items():
        counts[key.rpartition(">")[2]] += 1 if key.startswith("<") else number
    return dict(sorted(counts.items()))


def _description(snapshot: Snapshot) -> Iterator[str]:
    node, graph = f"{ns.BASE}snapshot/{snapshot.hash[:16]}", ns.SNAPSHOT_GRAPH
    dcat, void, dct = PREFIXES["dcat"], PREFIXES["void"], PREFIXES["dcterms"]
    yield line(node, RDF_TYPE, iri(JJJ + "Snapshot"), graph)
    yield line(node, RDF_TYPE, iri(dcat + "Dataset"), graph)
    yield line(node, dct + "title", literal("京津冀产业链知识图谱", lang="zh"), graph)
    yield line(
        node,
        dct + "title",
        literal("Knowledge graph of the Beijing-Tianjin-Hebei industry", lang="en"),
        graph,
    )
    yield line(node, dct + "license", iri("https://creativecommons.org/licenses/by/4.0/"), graph)
    yield line(node, JJJ + "canonicalHash", literal(snapshot.hash), graph)
    yield line(node, JJJ + "derivedHash", literal(snapshot.derived_hash), graph)
    yield line(node, dcat + "version", literal(snapshot.version), graph)
    yield line(node, void + "triples", integer(snapshot.quads), graph)
    yield line(node, JJJ + "sourceCount", integer(snapshot.sources), graph)
    yield line(node, JJJ + "claimCount", integer(snapshot.claims), graph)
    for name, count in snapshot.classes.items():
        part = f"{node}/class/{name}"
        yield line(node, void + "classPartition", iri(part), graph)
        yield line(part, void + "class", iri(JJJ + name), graph)
        yield line(part, void + "entities", integer(count), graph)


def whole_graph(folder: Path) -> Iterator[str]:
    """Every line of a written graph, what is derived and its description included, in canonical order."""
    with ExitStack() as stack:
        files = [stack.enter_context((folder / name).open(encoding="utf-8", newline="\n")) for name in PARTS]
        yield from heapq.merge(*files)
