"""The ontology as lines of its own graph: named terms only; anonymous OWL expressions and shapes stay in the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from jjj_graph import namespaces as ns


def ontology_lines(folder: Path) -> Iterator[str]:
    """Lines of the ontology's header and modules. Triples with a blank node are left out."""
    import pyoxigraph as ox

    graph = ox.NamedNode(ns.ONTOLOGY)
    for path in (folder / "jjj.ttl", *sorted((folder / "modules").glob("*.ttl"))):
        for triple in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE):
            if not isinstance(triple.subject, ox.BlankNode) and not isinstance(triple.object, ox.BlankNode):
                yield f"{ox.Quad(triple.subject, triple.predicate, triple.object, graph)} .\n"
