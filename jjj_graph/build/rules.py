"""The rules by which findings are made, as lines: every derived graph names those that it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jjj_graph import namespaces as ns
from jjj_graph.build.terms import iri, line, literal
from jjj_graph.namespaces import JJJ, PREFIXES, RDF_TYPE


def rule_iri(name: str) -> str:
    """IRI of a rule.

    >>> rule_iri("no-known-site")
    'https://w3id.org/jjj-graph/rule/no-known-site'
    """
    return f"{ns.BASE}rule/{name}"


def rule_lines(names: Iterable[str], graph: str) -> Iterator[str]:
    """Lines that say what these rules are, in a graph."""
    for name in sorted(set(names)):
        yield line(rule_iri(name), RDF_TYPE, iri(JJJ + "AuditRule"), graph)
        yield line(
            rule_iri(name), PREFIXES["rdfs"] + "label", literal(name.replace("-", " "), lang="en"), graph
        )
