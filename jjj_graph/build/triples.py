"""How a source, a fact and the registry are written as quads.

Each function gives the lines of N-Quads for one thing, so that a table of a million rows takes the same
road as a hand-written file. A claim stands in the graph of its source; what it allows as a plain triple
goes to the graph of shortcuts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from jjj_graph import namespaces as ns
from jjj_graph.build.terms import day, decimal, flag, integer, iri, line, literal
from jjj_graph.facts.entities import Entity, Indicator, Input, Registry, Segment, Unit
from jjj_graph.facts.evidence import Document
from jjj_graph.facts.fact import Evidence, Fact, Group, digest
from jjj_graph.facts.findings import Finding
from jjj_graph.facts.periods import Period, parse_period
from jjj_graph.facts.quantities import read_decimal
from jjj_graph.facts.records import ENTITY_TYPES, Field, Kind
from jjj_graph.facts.sources import Source
from jjj_graph.namespaces import JJJ, PREFIXES, RDF_TYPE

_RDFS_LABEL = PREFIXES["rdfs"] + "label"
_ALT_LABEL = PREFIXES["skos"] + "altLabel"
_OA = PREFIXES["oa"]
_DCT = PREFIXES["dcterms"]

_DENIED = "denied"


def source_lines(
    source: Source, registry: Registry, findings: list[Finding], document: Document | None = None
) -> Iterator[str]:
    """All lines of a source: its card, what it says of entities, its claims, and the shortcuts they allow.

    What is wrong with rows of its tables goes to ``findings``.
    """
    graph = ns.source_iri(source.id)
    yield from _card_lines(source, graph, document)
    for entity in source.entities.values():
        yield from _own_entity_lines(entity, registry, graph)
    claims = set() if source.tables is None else None
    count = 0
    for fact in source.each_fact(registry, findings):
        count += 1
        if claims is not None:
            claims.add(fact.claim_id)
        yield from fact_lines(fact, registry, document)
    yield line(graph, JJJ + "claimCount", integer(count if claims is None else len(claims)), graph)


def fact_lines(fact: Fact, registry: Registry, document: Document | None = None) -> Iterator[str]:
    """The lines of one fact: claim, evidence, groups, and the shortcuts it allows."""
    graph, claim = ns.source_iri(fact.source), ns.PREFIXES["claim"] + fact.claim_id
    yield line(claim, RDF_TYPE, iri(JJJ + fact.record.cls), graph)
    yield line(claim, JJJ + "statedIn", iri(graph), graph)
    yield from _field_lines(fact, claim, graph, registry)
    yield from _thing_lines(fact, claim, graph, registry)
    yield from _number_lines(fact, claim, graph)
    yield from _evidence_lines(fact, claim, graph, document)
    yield from _shortcut_lines(fact, claim)


def _field_lines(fact: Fact, claim: str, graph: str, registry: Registry) -> Iterator[str]:
    for key, value in fact.fields.items():
        declared = fact.record.fields[key]
        if declared.kind in (Kind.NUMBER, Kind.UNIT):
            continue
        for item in value if isinstance(value, tuple) else (value,):
            term = _term(fact, declared, item, claim)
            yield line(claim, JJJ + declared.term, term, graph)
            if isinstance(item, Group):
                yield from _group_lines(item, term[1:-1], graph, registry)
            elif isinstance(item, str) and "+" in item and declared.kind in (Kind.ENTITY, Kind.GROUP):
                yield from _aggregate_lines(item, registry)
            elif isinstance(item, Period):
                yield from period_lines(item)


def _term(fact: Fact, declared: Field, item: object, claim: str) -> str:
    if isinstance(item, Group):
        return iri(_group_iri(item, claim, declared.key))
    if isinstance(item, Period):
        return iri(ns.period_iri(item.text))
    if isinstance(item, bool):
        return flag(item)
    return _TERMS[declared.kind](fact, declared, str(item))


def _code(fact: Fact, declared: Field, word: str) -> str:
    return iri(ns.code_iri(declared.code_list, word))


_TERMS: dict[Kind, Callable[[Fact, Field, str], str]] = {
    Kind.TEXT: lambda fact, declared, text: literal(text),
    Kind.CHOICE: _code,
    Kind.INDICATOR: lambda fact, declared, text: iri(ns.indicator_iri(text)),
    Kind.SEGMENT: lambda fact, declared, text: iri(ns.PREFIXES["seg"] + text),
    Kind.ENTITY: lambda fact, declared, text: iri(ns.entity_iri(text)),
    Kind.GROUP: lambda fact, declared, text: iri(ns.entity_iri(text)),
}


def _thing_lines(fact: Fact, claim: str, graph: str, registry: Registry) -> Iterator[str]:
    """The move or bottleneck that a fact tells of; where it has no id, one is made from the claim."""
    thing = fact.record.thing
    if thing is None:
        return
    identifier = fact.fields.get(thing)
    subject = ns.entity_iri(str(identifier)) if identifier else f"{ns.BASE}id/told-{fact.claim_id}"
    if identifier is None:
        yield line(claim, JJJ + thing, iri(subject), graph)
    if identifier is None or registry.resolve(str(identifier)) is None:
        yield line(subject, RDF_TYPE, iri(JJJ + ENTITY_TYPES[fact.kind][0]), graph)


def _number_lines(fact: Fact, claim: str, graph: str) -> Iterator[str]:
    if fact.number is None:
        return
    key, number = fact.number
    if fact.kind == "change":
        yield line(claim, JJJ + "measure", iri(ns.code_iri("measure", key.replace("_", "-"))), graph)
    if "indicator" not in fact.record.fields and fact.unit == "count":
        counted = "bottleneck-count" if fact.kind == "bottleneck" else "member-count"
        yield line(claim, JJJ + "indicator", iri(ns.indicator_iri(counted)), graph)
    yield line(claim, JJJ + "unit", iri(ns.unit_iri(fact.unit or "count")), graph)
    if not number.is_range and number.low is not None:
        yield line(claim, JJJ + "value", decimal(number.low), graph)
    for name, bound in zip(("low", "high"), fact.bounds, strict=True):
        if bound is not None:
            yield line(claim, JJJ + name, decimal(bound), graph)
    yield line(claim, JJJ + "quoted", flag(fact.printed is not None), graph)
    if fact.printed is not None:
        yield line(claim, JJJ + "printed", literal(fact.printed.text), graph)


def _evidence_lines(fact: Fact, claim: str, graph: str, document: Document | None) -> Iterator[str]:
    number_key = fact.number[0] if fact.number else None
    for item in fact.at:
        node = ns.PREFIXES["ev"] + digest(fact.source, item.characters, str(item.nth))
        yield line(claim, JJJ + "evidence", iri(node), graph)
        if item.field and item.field == number_key or fact.printed and fact.printed.text in item.characters:
            yield line(claim, JJJ + "numberEvidence", iri(node), graph)
        yield from _selector_lines(node, item, graph, document)


def _selector_lines(node: str, item: Evidence, graph: str, document: Document | None) -> Iterator[str]:
    """The evidence as Web Annotation: a source and the selectors that find it there."""
    quote = node + "/quote"
    yield line(node, RDF_TYPE, iri(JJJ + "Evidence"), graph)
    yield line(node, _OA + "hasSource", iri(graph), graph)
    yield line(node, _OA + "hasSelector", iri(quote), graph)
    yield line(quote, RDF_TYPE, iri(_OA + "TextQuoteSelector"), graph)
    yield line(quote, _OA + "exact", literal(item.characters), graph)
    start = document.find(item.characters, item.nth) if document else None
    if start is not None:
        position = node + "/position"
        yield line(node, _OA + "hasSelector", iri(position), graph)
        yield line(position, RDF_TYPE, iri(_OA + "TextPositionSelector"), graph)
        yield line(position, _OA + "start", literal(str(start), datatype="nonNegativeInteger"), graph)
        yield line(
            position,
            _OA + "end",
            literal(str(start + len(item.characters)), datatype="nonNegativeInteger"),
            graph,
        )


def _shortcut_lines(fact: Fact, claim: str) -> Iterator[str]:
    if fact.get("stance") == _DENIED:
        return
    for rule in fact.record.shortcuts:
        subject, target = fact.get(rule.subject), fact.get(rule.object)
        if fact.get("status") in rule.not_when or subject is None or target is None:
            continue
        declared = fact.record.fields
        ends = [
            _term(fact, declared[key], value, claim)
            for key, value in ((rule.subject, subject), (rule.object, target))
        ]
        yield line(ends[0][1:-1], JJJ + rule.term, ends[1], ns.SHORTCUTS_GRAPH)


def _group_iri(group: Group, claim: str, key: str) -> str:
    return ns.entity_iri(group.id) if group.id else ns.PREFIXES["grp"] + digest(claim, key)


def _group_lines(group: Group, node: str, graph: str, registry: Registry) -> Iterator[str]:
    yield line(node, RDF_TYPE, iri(JJJ + "Group"), graph)
    yield line(node, JJJ + "what", literal(group.what), graph)
    if group.place:
        yield line(node, JJJ + "locatedIn", iri(ns.entity_iri(group.place)), graph)
        if "+" in group.place:
            yield from _aggregate_lines(group.place, registry)
    for parent in group.parents:
        yield line(node, JJJ + "parent", iri(ns.entity_iri(parent)), graph)
    if group.part_of:
        yield line(node, JJJ + "partOf", iri(ns.entity_iri(group.part_of)), graph)


def _aggregate_lines(identifier: str, registry: Registry) -> Iterator[str]:
    """Several things told of as one, ``a+b``: an aggregate place, or a group where not all of them are places.

    It is the same thing whoever uses it, so it stands in the registry.
    """
    node, parts = ns.entity_iri(identifier), identifier.split("+")
    families = {known.family for part in parts if (known := registry.resolve(part))}
    is_place = families <= {"place"}
    yield line(node, RDF_TYPE, iri(JJJ + ("AggregatePlace" if is_place else "Group")), ns.REGISTRY_GRAPH)
    yield line(node, _DCT + "identifier", literal(identifier), ns.REGISTRY_GRAPH)
    if not is_place:
        yield line(node, JJJ + "what", literal(identifier), ns.REGISTRY_GRAPH)
    for part in parts:
        yield line(node, JJJ + "hasPart", iri(ns.entity_iri(part)), ns.REGISTRY_GRAPH)
    for lang in ("zh", "en"):
        names = [getattr(registry.resolve(part), lang, "") for part in parts]
        if all(names):
            yield line(
                node,
                _RDFS_LABEL,
                literal("、".join(names) if lang == "zh" else " and ".join(names), lang=lang),
                ns.REGISTRY_GRAPH,
            )


def period_lines(period: Period) -> Iterator[str]:
    """A period with its first and last day; an open end has none."""
    node = ns.period_iri(period.text)
    yield line(node, RDF_TYPE, iri(JJJ + "Period"), ns.REGISTRY_GRAPH)
    yield line(node, _RDFS_LABEL, literal(period.text), ns.REGISTRY_GRAPH)
    for name, end in (("firstDay", period.first), ("lastDay", period.last)):
        if end is not None:
            yield line(node, JJJ + name, day(end), ns.REGISTRY_GRAPH)


def _card_lines(source: Source, graph: str, document: Document | None) -> Iterator[str]:
    card = source.card
    yield line(graph, RDF_TYPE, iri(JJJ + "Source"), graph)
    yield line(graph, _DCT + "identifier", literal(source.id), graph)
    for key, predicate in (("title", _DCT + "title"), ("publisher", JJJ + "publisher"), ("language", _DCT + "language"),
                           ("url", JJJ + "url"), ("licence", JJJ + "licenceStatement"), ("note", JJJ + "note"), ("file", JJJ + "fileName")):  # fmt: skip
        if key in card:
            yield line(graph, predicate, literal(card[key]), graph)
    for key, name, code_list in (("grade", "grade", "source-grade"), ("kind", "sourceKind", "source-kind")):
        if key in card:
            yield line(graph, JJJ + name, iri(ns.code_iri(code_list, card[key])), graph)
    if source.published:
        yield line(graph, JJJ + "published", iri(ns.period_iri(source.published.text)), graph)
        yield from period_lines(source.published)
    if "reprint_of" in card:
        yield line(graph, JJJ + "reprintOf", iri(ns.source_iri(card["reprint_of"])), graph)
    if document:
        yield line(graph, JJJ + "contentHash", literal(document.sha256), graph)


def _labels(node: str, zh: str, en: str, graph: str) -> Iterator[str]:
    for name, lang in ((zh, "zh"), (en, "en")):
        if name:
            yield line(node, _RDFS_LABEL, literal(name, lang=lang), graph)


def _own_entity_lines(entity: Entity, registry: Registry, graph: str) -> Iterator[str]:
    """What a source says of an entity: type, names, and where it puts its seat (undated, without characters)."""
    if entity.type == "indicator":
        node = ns.indicator_iri(entity.id)
    elif entity.type == "segment":
        node = ns.segment_iri(registry.canonical(entity.within or ""), entity.id)
        yield line(
            node, JJJ + "segmentOf", iri(ns.entity_iri(registry.canonical(entity.within or ""))), graph
        )
    else:
        node = ns.entity_iri(registry.canonical(entity.id))
    yield line(node, RDF_TYPE, iri(JJJ + ENTITY_TYPES[entity.type][0]), graph)
    yield line(node, _DCT + "identifier", literal(entity.id), graph)
    yield from _labels(node, entity.zh, entity.en, graph)
    if entity.type == "group":
        yield line(node, JJJ + "what", literal(entity.en or entity.zh), graph)
    if entity.within and entity.type != "segment":
        place = "+".join(sorted(registry.canonical(part) for part in entity.within.split("+")))
        yield line(
            node,
            JJJ + ("locatedIn" if entity.family == "place" else "seat"),
            iri(ns.entity_iri(place)),
            graph,
        )
        if "+" in place:
            yield from _aggregate_lines(place, registry)
    for parent in filter(None, entity.details.get("parents", "").split("|")):
        yield line(node, JJJ + "parent", iri(ns.entity_iri(registry.canonical(parent))), graph)
    if "note" in entity.details:
        yield line(node, JJJ + "note", literal(entity.details["note"]), graph)


def registry_lines(registry: Registry) -> Iterator[str]:
    """The whole registry: entities, merged ids, chains with segments and inputs, indicators, units."""
    for entity in registry.entities.values():
        yield from _entity_lines(entity, registry)
    for alias, identifier in registry.merged.items():
        yield line(ns.entity_iri(identifier), _DCT + "identifier", literal(alias), ns.REGISTRY_GRAPH)
    for segment in registry.segments.values():
        yield from _segment_lines(segment)
    for number, link in enumerate(registry.inputs, 1):
        yield from _input_lines(link, number)
    for indicator in registry.indicators.values():
        yield from _indicator_lines(indicator)
    for unit in registry.units.values():
        yield from _unit_lines(unit)


def _entity_lines(entity: Entity, registry: Registry) -> Iterator[str]:
    node, graph = ns.entity_iri(entity.id), ns.REGISTRY_GRAPH
    yield line(node, RDF_TYPE, iri(JJJ + ENTITY_TYPES[entity.type][0]), graph)
    yield line(node, _DCT + "identifier", literal(entity.id), graph)
    yield from _labels(node, entity.zh, entity.en, graph)
    if entity.type == "group":
        yield line(node, JJJ + "what", literal(entity.en or entity.zh), graph)
    for alias in entity.aliases:
        yield line(node, _ALT_LABEL, literal(alias), graph)
    if entity.within:
        yield line(node, JJJ + "locatedIn", iri(ns.entity_iri(registry.canonical(entity.within))), graph)
    details = entity.details
    for key, name in (
        ("gb2260", "gb2260"),
        ("uscc", "uscc"),
        ("isic", "isic"),
        ("gbt4754", "gbt4754"),
        ("note", "note"),
        ("position_source", "positionSource"),
    ):
        if key in details:
            yield line(node, JJJ + name, literal(details[key]), graph)
    for key, name in (("group", "parent"), ("owner", "owner"), ("broader", "broader")):
        if key in details:
            predicate = PREFIXES["skos"] + "broader" if name == "broader" else JJJ + name
            yield line(node, predicate, iri(ns.entity_iri(registry.canonical(details[key]))), graph)
    for key, base in (
        ("wikidata", "http://www.wikidata.org/entity/"),
        ("geonames", "https://sws.geonames.org/"),
    ):
        if key in details:
            yield line(
                node,
                PREFIXES["skos"] + "closeMatch",
                iri(base + details[key] + ("/" if key == "geonames" else "")),
                graph,
            )
    if "lat" in details and "lon" in details:
        for key, name in (("lat", "lat"), ("lon", "long")):
            yield line(node, PREFIXES["wgs84"] + name, decimal(read_decimal(details[key])), graph)
    if "valid_from" in details or "valid_until" in details:
        period = parse_period(f"{details.get('valid_from', '..')}/{details.get('valid_until', '..')}")
        yield line(node, JJJ + "validDuring", iri(ns.period_iri(period.text)), graph)
        yield from period_lines(period)


def _segment_lines(segment: Segment) -> Iterator[str]:
    node, graph = ns.segment_iri(segment.chain, segment.id), ns.REGISTRY_GRAPH
    yield line(node, RDF_TYPE, iri(JJJ + "ChainSegment"), graph)
    yield line(node, _DCT + "identifier", literal(segment.id), graph)
    yield line(node, JJJ + "segmentOf", iri(ns.entity_iri(segment.chain)), graph)
    yield from _labels(node, segment.zh, segment.en, graph)
    if segment.stage:
        yield line(node, JJJ + "stage", iri(ns.code_iri("stage", segment.stage)), graph)
    for alias in segment.aliases:
        yield line(node, _ALT_LABEL, literal(alias), graph)
    if segment.details.get("end_product") == "true":
        yield line(node, JJJ + "endProduct", flag(True), graph)
    if "note" in segment.details:
        yield line(node, JJJ + "note", literal(segment.details["note"]), graph)


def _input_lines(link: Input, number: int) -> Iterator[str]:
    """An input as a link of its own, and as a plain triple between the segments."""
    graph = ns.REGISTRY_GRAPH
    ends = ns.segment_iri(link.chain, link.supplier), ns.segment_iri(link.chain, link.customer)
    node = f"{ns.BASE}input/{digest(*ends, link.group)}"
    yield line(ends[1], JJJ + "hasInput", iri(ends[0]), graph)
    yield line(node, RDF_TYPE, iri(JJJ + "InputLink"), graph)
    yield line(node, JJJ + "inputSegment", iri(ends[0]), graph)
    yield line(node, JJJ + "outputSegment", iri(ends[1]), graph)
    yield line(node, JJJ + "isEssential", flag(link.essential), graph)
    if link.group:
        group = f"{ends[1]}/group/{link.group}"
        yield line(group, RDF_TYPE, iri(JJJ + "SubstitutionGroup"), graph)
        yield line(node, JJJ + "inSubstitutionGroup", iri(group), graph)
    if link.reason:
        yield line(node, JJJ + "reason", literal(link.reason), graph)


def _indicator_lines(indicator: Indicator) -> Iterator[str]:
    node, graph = ns.indicator_iri(indicator.id), ns.REGISTRY_GRAPH
    yield line(node, RDF_TYPE, iri(JJJ + "Indicator"), graph)
    yield line(node, _DCT + "identifier", literal(indicator.id), graph)
    yield from _labels(node, indicator.zh, indicator.en, graph)
    for alias in indicator.aliases:
        yield line(node, _ALT_LABEL, literal(alias), graph)
    for lang in ("zh", "en"):
        if text := indicator.details.get(f"definition_{lang}"):
            yield line(node, PREFIXES["skos"] + "definition", literal(text, lang=lang), graph)
    if "dimension" in indicator.details:
        yield line(node, JJJ + "dimension", literal(indicator.details["dimension"]), graph)
    if "broader" in indicator.details:
        yield line(
            node, PREFIXES["skos"] + "broader", iri(ns.indicator_iri(indicator.details["broader"])), graph
        )


def _unit_lines(unit: Unit) -> Iterator[str]:
    node, graph = ns.unit_iri(unit.id), ns.REGISTRY_GRAPH
    yield line(node, RDF_TYPE, iri(JJJ + "Unit"), graph)
    yield line(node, _DCT + "identifier", literal(unit.id), graph)
    yield from _labels(node, unit.zh, unit.en, graph)
    yield line(node, JJJ + "dimension", literal(unit.dimension), graph)
    yield line(node, JJJ + "baseUnit", iri(ns.unit_iri(unit.base)), graph)
    yield line(node, JJJ + "factor", decimal(unit.factor), graph)
