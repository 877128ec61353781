"""A scenario as lines of a graph of its own, for citation: what it rests on, what it adds, what it takes
away.

The graph is never loaded beside those of the sources. What is added is no claim (nobody states it) but a
``jjj:HypotheticalClaim`` with the properties that the claim would have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jjj_graph import namespaces as ns
from jjj_graph.build.terms import decimal, flag, iri, line, literal
from jjj_graph.facts.records import RECORDS, Field, Kind
from jjj_graph.namespaces import JJJ, PREFIXES, RDF_TYPE

Row = Mapping[str, object]


def scenario_iri(identifier: str) -> str:
    """IRI of a scenario, which is also the name of its graph."""
    return f"{ns.BASE}scenario/{identifier}"


def scenario_lines(
    identifier: str,
    texts: Mapping[str, str],
    snapshot: str,
    changes: Iterable[str],
    added: Iterable[Row],
    removed: Iterable[Row],
    entities: Mapping[str, tuple[str, str]] | None = None,
) -> list[str]:
    """The lines of a scenario's graph, in canonical order.

    ``texts`` are its ``zh`` and ``en`` name and ``note``, ``snapshot`` the canonical hash of its base,
    ``added`` and ``removed`` rows of :func:`jjj_graph.analysis.changes.apply`, ``entities`` the names of
    things that only the scenario has.

    >>> lines = scenario_lines("x", {"en": "X"}, "ab" * 32, [], [], [{"claim": "0" * 16}])
    >>> [text.split()[1].rpartition("/")[2] for text in lines]
    ['identifier>', '22-rdf-syntax-ns#type>', 'rdf-schema#label>',
     'ontology#baseSnapshot>', 'ontology#withdraws>']
    """
    graph = scenario_iri(identifier)
    found = {
        line(graph, RDF_TYPE, iri(JJJ + "Scenario"), graph),
        line(graph, PREFIXES["dcterms"] + "identifier", literal(identifier), graph),
    }
    found.add(line(graph, JJJ + "baseSnapshot", iri(f"{ns.BASE}snapshot/{snapshot[:16]}"), graph))
    found |= set(_names(graph, texts.get("zh", ""), texts.get("en", ""), graph))
    if texts.get("note"):
        found.add(line(graph, JJJ + "note", literal(texts["note"]), graph))
    found |= {line(graph, JJJ + "changeText", literal(text), graph) for text in changes}
    found |= {
        line(graph, JJJ + "withdraws", iri(PREFIXES["claim"] + str(row["claim"])), graph) for row in removed
    }
    for name, (zh, en) in (entities or {}).items():
        found |= set(_names(ns.entity_iri(name), zh, en, graph))
    for row in added:
        found |= set(_hypothetical(row, graph))
    return sorted(found)


def _names(node: str, zh: str, en: str, graph: str) -> Iterator[str]:
    for text, lang in ((zh, "zh"), (en, "en")):
        if text:
            yield line(node, PREFIXES["rdfs"] + "label", literal(text, lang=lang), graph)


def _hypothetical(row: Row, graph: str) -> Iterator[str]:
    kind = str(row["kind"])
    node = f"{graph}/{str(row['claim']).rpartition(':')[2]}"
    yield line(graph, JJJ + "adds", iri(node), graph)
    yield line(node, RDF_TYPE, iri(JJJ + "HypotheticalClaim"), graph)
    yield line(node, JJJ + "wouldBe", literal(kind), graph)
    for key, declared in RECORDS[kind].fields.items():
        value = row.get(f"{kind}_{key}" if key == "kind" else key)
        for one in value if isinstance(value, tuple) else () if value is None else (value,):
            if term := _term(kind, declared, one):
                yield line(node, JJJ + declared.term, term, graph)
    if row.get("value") is not None:
        yield line(node, JJJ + "value", decimal(row["value"]), graph)  # type: ignore[arg-type]


def _term(kind: str, declared: Field, value: object) -> str:
    text = str(value)
    if declared.kind is Kind.TEXT:
        return literal(text)
    if declared.kind is Kind.FLAG:
        return flag(text == "True")
    if declared.kind is Kind.CHOICE:
        return iri(ns.code_iri(declared.code_list, text))
    if declared.kind is Kind.SEGMENT:
        return iri(PREFIXES["seg"] + text)
    if declared.kind is Kind.PERIOD:
        return iri(text if "://" in text else ns.period_iri(text))
    if declared.kind in (Kind.ENTITY, Kind.GROUP):
        return iri(
            PREFIXES["grp"] + text.removeprefix("group:")
            if text.startswith("group:")
            else ns.entity_iri(text)
        )
    return ""  # numbers are written once, as the value of the row
