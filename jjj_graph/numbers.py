"""Numbers of the graph as statements for the audit, and what it knows of places."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from jjj_graph import namespaces as ns
from jjj_graph.analysis.audit import Geography
from jjj_graph.analysis.statements import TIMELESS, Span, Statement
from jjj_graph.browse import identifier, source_cards
from jjj_graph.claims import Claim, Claims, periods
from jjj_graph.facts.checks import COUNTED_DIMENSIONS
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore

#: Numbers of what is not yet so take no part.
NOT_YET = ("target", "planned", "forecast")


@dataclass
class Numbers:
    """Statements of a graph, and how many numbers were left out of the audit for which reason."""

    statements: list[Statement]
    left_out: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_numbers(store: GraphStore, scope: Scope = ALL) -> Numbers:
    """Every number that the audit may read: quoted, not denied, and of what is so.

    ``scope`` restricts which claims take part.
    """
    claims = Claims(store, scope)
    cards, units, indicators, spans = source_cards(store), _units(store), _dimensions(store), _spans(store)
    left_out = Counter[str]()
    statements = []
    for claim in claims.matching("?claim jjj:quoted ?flag ."):
        if reason := _excluded(claim):
            left_out[reason] += 1
        else:
            statements.append(_statement(claim, cards, units, indicators, spans))
    return Numbers(statements, dict(sorted(left_out.items())), claims.sight.notes)


def _excluded(claim: Claim) -> str:
    if not claim.quoted:
        return "unquoted"
    if claim.one("stance").endswith("/denied"):
        return "denied"
    if claim.one("status").rpartition("/")[2] in NOT_YET:
        return "target, planned or forecast"
    if claim.kind not in ("level", "flow", "share", "change"):
        return "count of a group told of in another kind of fact"
    return ""


def _statement(claim: Claim, cards: Mapping[str, Mapping[str, str]], units: Mapping[str, tuple[str, float]],
               indicators: Mapping[str, str], spans: Mapping[str, Span | None]) -> Statement:  # fmt: skip
    dimension, factor = units.get(claim.unit, ("", 1.0))
    indicator = identifier(claim.one("indicator"))
    if claim.kind == "change" and claim.measure != "difference":
        dimension, factor = indicators.get(indicator, ""), 1.0
    if "-per-" in indicator:  # a density does not add up over places, whatever it counts
        dimension = "density"
    things = {
        key: "+".join(sorted(identifier(str(v)) for v in claim.fields.get(key, ())))
        for key in ("of", "from", "to", "whole", "basePlace")
    }
    card = cards.get(claim.source, {})
    return Statement(
        claim.id, claim.kind, indicator, of=things["of"], origin=things["from"] if things["to"] else "", target=things["to"], whole=things["whole"],
        period=TIMELESS if indicator.startswith("distance-to-") else spans.get(claim.one("period")), base=spans.get(claim.one("base")), base_place=things["basePlace"],
        measure=claim.measure.replace("-", "_"), population=claim.one("population"), excluding=claim.one("excluding"),
        basis=claim.one("basis") if claim.one("basis") != "unstated" else "", cumulative=claim.one("cumulative") == "True",
        value=None if claim.value is None else float(claim.value), low=None if claim.low is None else float(claim.low),
        high=None if claim.high is None else float(claim.high), unit=claim.unit, dimension="number" if dimension in COUNTED_DIMENSIONS else dimension,
        factor=factor, printed=claim.printed, hedge=claim.one("qualifier").rpartition("/")[2] or "exact", source=claim.source,
        published=card.get("published", ""), text_of=_origin(claim.source, cards), characters=tuple(claim.evidence),
    )  # fmt: skip


def _origin(source: str, cards: Mapping[str, Mapping[str, str]]) -> str:
    """The source whose text a source carries: reprints of reprints lead to the first."""
    seen = {source}
    while (origin := cards.get(source, {}).get("reprint_of", "")) and origin not in seen:
        seen.add(origin)
        source = origin
    return source


def _units(store: GraphStore) -> dict[str, tuple[str, float]]:
    rows = store.query("SELECT ?u ?d ?f { ?u a jjj:Unit ; jjj:dimension ?d ; jjj:factor ?f }")
    return {identifier(u.value): (d.value, float(f.value)) for u, d, f in rows}


def _dimensions(store: GraphStore) -> dict[str, str]:
    """The dimension of the levels of each indicator, as units name it: money is money-cny, all that is counted is number."""
    rows = store.query("SELECT ?i ?d { ?i a jjj:Indicator ; jjj:dimension ?d }")
    found = {identifier(i.value): d.value for i, d in rows}
    return {
        name: "money-cny" if d == "money" else "number" if d in COUNTED_DIMENSIONS else d
        for name, d in found.items()
    }


def _spans(store: GraphStore) -> dict[str, Span | None]:
    return {
        iri: (first.toordinal(), last.toordinal())
        for iri, (first, last) in periods(store).items()
        if first and last
    }


def read_geography(store: GraphStore) -> Geography:
    """Sums, containment and distances among the places of the graph.

    A region is the sum of the provinces and municipalities that lie directly in it, an aggregate place the sum of
    its parts. An indicator ``distance-to-X`` is measured against the straight line to X.
    """
    within = {
        identifier(x.value): identifier(y.value)
        for x, y in store.query(f"SELECT ?x ?y {{ GRAPH <{ns.REGISTRY_GRAPH}> {{ ?x jjj:locatedIn ?y }} }}")
    }
    parts: dict[str, list[str]] = defaultdict(list)
    for whole, part in store.query("SELECT DISTINCT ?x ?y { ?x a jjj:AggregatePlace ; jjj:hasPart ?y }"):
        parts[identifier(whole.value)].append(identifier(part.value))
    for part, whole in store.query(
        "SELECT DISTINCT ?x ?y { VALUES ?c { jjj:Province jjj:Municipality } ?x a ?c ; jjj:locatedIn ?y . ?y a jjj:Region }"
    ):
        parts[identifier(whole.value)].append(identifier(part.value))
    return Geography(
        {whole: tuple(sorted(set(names))) for whole, names in parts.items() if len(set(names)) > 1},
        within,
        _distances(store),
    )


def _distances(store: GraphStore) -> dict[tuple[str, str], float]:
    rows = store.query("SELECT DISTINCT ?x ?lat ?long { ?x wgs84:lat ?lat ; wgs84:long ?long }")
    points = {identifier(x.value): (float(lat.value), float(lon.value)) for x, lat, lon in rows}
    indicators = [
        identifier(row["i"].value)
        for row in store.query(
            "SELECT DISTINCT ?i { ?i a jjj:Indicator FILTER(CONTAINS(STR(?i), '/distance-to-')) }"
        )
    ]
    return {(name, place): great_circle(points[centre], point) for name in indicators if (centre := name.removeprefix("distance-to-")) in points
            for place, point in points.items()}  # fmt: skip


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Metres between two points (latitude, longitude in degrees) on a sphere of 6,371,008.8 m (haversine).

    >>> round(great_circle((39.9042, 116.4074), (39.1256, 117.1902)) / 1000)
    110
    """
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, point)) for point in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_008.8 * math.asin(math.sqrt(h))


__all__ = ["NOT_YET", "Numbers", "great_circle", "read_geography", "read_numbers"]
