"""The built graph held against the SHACL shapes of the ontology."""

from __future__ import annotations

from pathlib import Path

from jjj_graph import namespaces as ns
from jjj_graph import paths
from jjj_graph.errors import JJJError
from jjj_graph.facts.findings import Finding, Severity
from jjj_graph.store.embedded import GraphStore

_SEVERITY: dict[str, Severity] = {"Violation": "error", "Warning": "warning", "Info": "info"}


def check_shapes(store: Path | None = None) -> list[Finding]:
    """What the shapes find in a built graph (the shipped one by default), one finding for each result.

    Raises :class:`JJJError` where pyshacl is not installed.
    """
    try:
        import pyshacl
        import rdflib
    except ImportError:
        raise JJJError("SHACL needs pyshacl", remedy="pip install 'jjj_graph[shapes]'") from None
    from jjj_graph.sessions import session

    graph = GraphStore(store) if store else session().store
    shapes = rdflib.Graph()
    for path in sorted((paths.ONTOLOGY / "shapes").glob("*.ttl")):
        shapes.parse(path)
    _, report, _ = pyshacl.validate(
        _union(graph), shacl_graph=shapes, inference="none", advanced=False, meta_shacl=False
    )
    return sorted(_findings(report), key=lambda f: (f.severity, f.file, f.message))


def _union(graph: GraphStore):  # -> rdflib.Graph, whose import takes a second
    """All graphs as one, in memory: pyshacl looks things up one by one, which rdflib's own store does fastest."""
    import io

    import rdflib

    lines = (
        line.rpartition(" <")[0] + " .\n"
        for line in graph.dump()
        if not line.endswith(f"<{ns.SHORTCUTS_GRAPH}> .\n")
    )
    return rdflib.Graph().parse(io.StringIO("".join(lines)), format="nt")


def _findings(report: object) -> list[Finding]:
    rows = report.query(  # type: ignore[attr-defined]
        """PREFIX sh: <http://www.w3.org/ns/shacl#>
           SELECT ?node ?path ?value ?severity (SAMPLE(?m) AS ?message) {
             ?r a sh:ValidationResult ; sh:focusNode ?node ; sh:resultSeverity ?severity ; sh:resultMessage ?m
             OPTIONAL { ?r sh:resultPath ?path } OPTIONAL { ?r sh:value ?value }
             FILTER(LANG(?m) IN ("", "en"))
           } GROUP BY ?node ?path ?value ?severity"""
    )
    found = []
    for row in rows:
        what = ns.shorten(str(row.node))
        about = f" {ns.shorten(str(row.path))}" if row.path else ""
        value = f" = {ns.shorten(str(row.value))[:80]}" if row.value else ""
        severity = _SEVERITY[str(row.severity).rpartition("#")[2]]
        found.append(
            Finding(
                severity,
                "shape",
                what,
                None,
                None,
                f"{what}{about}{value}: {row.message}",
                "mend the source file of this claim (jjj why) or the registry",
            )
        )
    return found
