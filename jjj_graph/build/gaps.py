"""Gaps (断点) as lines of the graph ``derived/gaps``: computed from the claims, stated by no source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jjj_graph import namespaces as ns
from jjj_graph.build.rules import rule_iri, rule_lines
from jjj_graph.build.terms import iri, line
from jjj_graph.namespaces import JJJ, PREFIXES, RDF_TYPE

GRAPH = ns.GAPS_GRAPH
#: The rule behind a gap that no source speaks of, and behind one that a source calls missing (a blockage).
UNKNOWN_RULE, STATED_RULE = "no-known-site", "stated-missing"


def gap_lines(gaps: Iterable[Mapping], region: str) -> Iterator[str]:
    """Lines for the rows of :func:`jjj_graph.analysis.chains.gaps`: segment, region searched, rule, claims.

    >>> row = {"segment": "nev/cell", "claims": ""}
    >>> [text.split()[1].rpartition("#")[2] for text in gap_lines([row], "jjj")][:4]
    ['type>', 'missingSegment>', 'searchedIn>', 'rule>']
    """
    used = set()
    for gap in gaps:
        node = f"{ns.BASE}gap/{gap['segment']}"
        claims = str(gap["claims"]).split()
        used.add(rule := STATED_RULE if claims else UNKNOWN_RULE)
        yield line(node, RDF_TYPE, iri(JJJ + "Gap"), GRAPH)
        yield line(node, JJJ + "missingSegment", iri(PREFIXES["seg"] + gap["segment"]), GRAPH)
        if region:  # a data folder of places without a region has none to name
            yield line(node, JJJ + "searchedIn", iri(ns.entity_iri(region)), GRAPH)
        yield line(node, JJJ + "rule", iri(rule_iri(rule)), GRAPH)
        for claim in claims:
            yield line(node, JJJ + "involves", iri(PREFIXES["claim"] + claim), GRAPH)
    yield from rule_lines(used, GRAPH)
