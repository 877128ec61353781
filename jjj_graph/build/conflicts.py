"""The findings of the audit as lines of the graph ``derived/audit``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from jjj_graph import namespaces as ns
from jjj_graph.build.rules import rule_iri, rule_lines
from jjj_graph.build.terms import decimal, flag, iri, line, literal
from jjj_graph.namespaces import JJJ, RDF_TYPE

GRAPH = ns.AUDIT_GRAPH
#: The rule behind every conflict and its findings: a smallest set of claims that cannot all be true.
RULE = "minimal-conflict"


def audit_lines(conflicts: Iterable[Mapping]) -> Iterator[str]:
    """Lines for conflicts as ``jjj audit --format json`` gives them: conflict, one finding a claim, explanations, rules."""
    rules = set()
    for conflict in conflicts:
        node = f"{ns.BASE}conflict/{conflict['id']}"
        yield line(node, RDF_TYPE, iri(JJJ + "Conflict"), GRAPH)
        yield line(node, JJJ + "verdict", iri(ns.code_iri("verdict", "contradiction")), GRAPH)
        yield line(node, JJJ + "rule", iri(rule_iri(RULE)), GRAPH)
        rules.add(RULE)
        if relaxation := conflict.get("relaxation"):
            yield line(node, JJJ + "relaxes", iri(ns.PREFIXES["claim"] + relaxation["claim"]), GRAPH)
            yield line(node, JJJ + "relaxation", decimal(_number(relaxation["amount"])), GRAPH)
        for claim in conflict["claims"]:
            yield line(node, JJJ + "involves", iri(ns.PREFIXES["claim"] + claim["claim"]), GRAPH)
            for copy in claim["copies"]:
                yield line(node, JJJ + "involves", iri(ns.PREFIXES["claim"] + copy), GRAPH)
            yield from _finding_lines(node, claim)
        for explanation in conflict["explanations"]:
            rules.add(explanation["rule"])
            yield from _explanation_lines(node, explanation)
    yield from rule_lines(rules, GRAPH)


def _finding_lines(conflict: str, claim: Mapping) -> Iterator[str]:
    """What the other claims of the conflict allow this one to be."""
    node = f"{conflict}/{claim['claim']}"
    yield line(node, RDF_TYPE, iri(JJJ + "Finding"), GRAPH)
    yield line(node, JJJ + "rule", iri(rule_iri(RULE)), GRAPH)
    yield line(node, JJJ + "inConflict", iri(conflict), GRAPH)
    yield line(node, JJJ + "involves", iri(ns.PREFIXES["claim"] + claim["claim"]), GRAPH)
    yield line(node, JJJ + "computedUnit", iri(ns.unit_iri(claim["unit"])), GRAPH)
    for key, name in (("implied_low", "computedLow"), ("implied_high", "computedHigh")):
        if claim[key] is not None:
            yield line(node, JJJ + name, decimal(_number(claim[key])), GRAPH)


def _explanation_lines(conflict: str, explanation: Mapping) -> Iterator[str]:
    node = f"{conflict}/{explanation['rule']}"
    yield line(node, RDF_TYPE, iri(JJJ + "Explanation"), GRAPH)
    yield line(node, JJJ + "explains", iri(conflict), GRAPH)
    yield line(node, JJJ + "rule", iri(rule_iri(explanation["rule"])), GRAPH)
    yield line(node, JJJ + "isConsistent", flag(explanation["consistent"]), GRAPH)
    yield line(node, JJJ + "explanationText", literal(explanation["text"], lang=None), GRAPH)


def _number(value: float) -> Decimal:
    """A computed number to ten significant digits: the same bytes on every machine."""
    return Decimal(f"{value:.10g}")
