"""Facts and registry as plain rows for the analyses: ids instead of IRIs, dates instead of periods, the claim on every row.

An analysis sees only these rows, so a scenario can add and remove some, and a table of a million rows takes the
same road.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from jjj_graph import namespaces as ns
from jjj_graph.browse import identifier
from jjj_graph.claims import Claim, Claims, periods
from jjj_graph.facts.records import RECORDS, Kind
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri

Row = dict[str, object]


Spans = dict[str, tuple[date | None, date | None]]


def facts(
    store: GraphStore, kind: str, scope: Scope = ALL, spans: Spans | None = None
) -> tuple[list[Row], list[str]]:
    """Every claim of a kind as a row, and remarks on what the scope left out.

    A row has the fields of the kind (ids; code words; tuples where a field holds many; a group is ``group:<id>``, its
    words stand in ``<field>_words``), ``first`` and ``last`` day of the period (``None`` where
    open or not stated), ``period`` as written, ``value``, ``low``, ``high``, ``unit``, ``claim``, ``source``.
    Denied claims are among them: look at ``stance``. ``spans`` are the periods of the graph, where they are at hand.
    """
    record = RECORDS[kind]
    claims = Claims(store, scope)
    pattern = f"?claim a jjj:{record.cls} ."
    found = [claim for claim in claims.matching(pattern, with_evidence=False) if claim.kind == kind]
    spans = periods(store) if spans is None else spans
    counted = {thing.value for (thing,) in store.query("SELECT DISTINCT ?x { ?x a jjj:Group }")}
    claims.labels.load(
        str(v) for claim in found for values in claim.fields.values() for v in values if str(v) in counted
    )
    rows = [_row(claims, claim, spans, counted) for claim in found]
    return rows, claims.sight.notes


def _row(claims: Claims, claim: Claim, spans: Spans, counted: set[str]) -> Row:
    record = RECORDS[claim.kind]
    row: Row = {"claim": claim.id, "source": claim.source, "kind": claim.kind}
    for key, declared in record.fields.items():
        values = claim.fields.get(declared.term, [])
        if declared.kind in (Kind.NUMBER, Kind.UNIT) or not values:
            continue
        plain = tuple(_plain(value, declared.kind, counted) for value in values)
        row[key if key != "kind" else f"{claim.kind}_kind"] = plain if declared.many else plain[0]
        if declared.kind is Kind.GROUP and any(str(value) in counted for value in values):
            row[f"{key}_words"] = claims.labels.of(str(values[0]))
    row["first"], row["last"] = spans.get(claim.one("period"), (None, None))
    return row | {"value": claim.value, "low": claim.low, "high": claim.high, "unit": claim.unit}


def _plain(value: object, kind: Kind, counted: set[str]) -> object:
    if not isinstance(value, Iri):
        return value
    if kind is Kind.CHOICE:
        return str(value).rpartition("/")[2]
    return (
        f"group:{identifier(str(value))}"
        if kind is Kind.GROUP and str(value) in counted
        else identifier(str(value))
    )


def segments(store: GraphStore) -> list[Row]:
    """Every segment of the registry: ``chain``, ``id`` (``chain/name``), ``zh``, ``en``, ``stage``, ``end_product``."""
    rows = store.query(f"""SELECT ?s ?chain ?zh ?en ?stage ?end {{ GRAPH <{ns.REGISTRY_GRAPH}> {{
        ?s a jjj:ChainSegment ; jjj:segmentOf ?chain
        OPTIONAL {{ ?s rdfs:label ?zh FILTER(LANG(?zh) = "zh") }} OPTIONAL {{ ?s rdfs:label ?en FILTER(LANG(?en) = "en") }}
        OPTIONAL {{ ?s jjj:stage ?stage }} OPTIONAL {{ ?s jjj:endProduct ?end }} }} }} ORDER BY ?s""")
    return [{"id": identifier(r["s"].value), "chain": identifier(r["chain"].value), "zh": r["zh"].value if r["zh"] else "", "en": r["en"].value if r["en"] else "",
             "stage": r["stage"].value.rpartition("/")[2] if r["stage"] else "", "end_product": r["end"] is not None} for r in rows]  # fmt: skip


def inputs(store: GraphStore) -> list[Row]:
    """Every input of the registry: ``chain``, ``supplier`` and ``customer`` segment, ``group`` of substitution, ``essential``, ``reason``."""
    rows = store.query("""SELECT ?from ?to ?essential ?group ?reason { ?link a jjj:InputLink ; jjj:inputSegment ?from ; jjj:outputSegment ?to ; jjj:isEssential ?essential
        OPTIONAL { ?link jjj:inSubstitutionGroup ?group } OPTIONAL { ?link jjj:reason ?reason } } ORDER BY ?from ?to""")
    return [{"chain": identifier(r["to"].value).partition("/")[0], "supplier": identifier(r["from"].value), "customer": identifier(r["to"].value),
             "group": r["group"].value.rpartition("/")[2] if r["group"] else "", "essential": r["essential"].value == "true",
             "reason": r["reason"].value if r["reason"] else ""} for r in rows]  # fmt: skip


def places(store: GraphStore) -> list[Row]:
    """Every place of the registry: ``id``, ``type``, ``zh``, ``en``, ``within``, ``lat``, ``lon`` (``None`` where not located)."""
    rows = store.query(f"""SELECT ?x ?class ?zh ?en ?in ?lat ?lon {{ ?class rdfs:subClassOf* jjj:Place . GRAPH <{ns.REGISTRY_GRAPH}> {{ ?x a ?class
        OPTIONAL {{ ?x rdfs:label ?zh FILTER(LANG(?zh) = "zh") }} OPTIONAL {{ ?x rdfs:label ?en FILTER(LANG(?en) = "en") }}
        OPTIONAL {{ ?x jjj:locatedIn ?in }} OPTIONAL {{ ?x wgs84:lat ?lat ; wgs84:long ?lon }} }} }} ORDER BY ?x""")
    return [{"id": identifier(r["x"].value), "type": r["class"].value.rpartition("#")[2], "zh": r["zh"].value if r["zh"] else "", "en": r["en"].value if r["en"] else "",
             "within": identifier(r["in"].value) if r["in"] else "", "lat": float(r["lat"].value) if r["lat"] else None,
             "lon": float(r["lon"].value) if r["lon"] else None} for r in rows]  # fmt: skip


def groups(store: GraphStore) -> dict[str, str]:
    """For every organisation or site its parent group or owner, where the registry gives one."""
    rows = store.query(
        f"SELECT ?x ?y {{ GRAPH <{ns.REGISTRY_GRAPH}> {{ ?x jjj:parent|jjj:owner ?y }} }} ORDER BY ?x ?y"
    )
    return {identifier(x.value): identifier(y.value) for x, y in rows}


def classes(store: GraphStore, things: Iterable[str]) -> dict[str, str]:
    """The class of each thing by its id, such as ``Enterprise`` or ``Market``; the registry's where it gives one."""
    found = Claims(store).classes(ns.entity_iri(name) for name in sorted(set(things)))
    return {identifier(iri): name for iri, name in found.items()}
