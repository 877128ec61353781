"""Browsing: lists, cards, series of figures, sources, and the walk from a value to its characters."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from difflib import get_close_matches

import pyoxigraph as ox

from jjj_graph import namespaces as ns
from jjj_graph.claims import Claim, Claims, to_python
from jjj_graph.errors import UnknownNameError
from jjj_graph.names import Names
from jjj_graph.scope import ALL, Scope, see
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri, Table

#: What can be listed, and the class (and all below it) that it lists.
LISTS = {
    "chains": "IndustrialChain", "segments": "ChainSegment", "indicators": "Indicator", "places": "Place",
    "organisations": "Organisation", "enterprises": "Enterprise", "sites": "Site", "sectors": "Sector", "clusters": "Cluster",
    "products": "Product", "policies": "Policy", "projects": "Project", "moves": "Move", "bottlenecks": "Bottleneck",
    "persons": "Person", "groups": "Group", "units": "Unit", "periods": "Period", "sources": "Source",
}  # fmt: skip
GRADES = ("official", "press", "repost", "mirror", "")


def list_things(store: GraphStore, kind: str, scope: Scope = ALL) -> Table:
    """Everything of a kind: id, names, type, and how many claims name it.

    Raises :class:`UnknownNameError` for a kind that is none of :data:`LISTS`.
    """
    if kind not in LISTS:
        near = get_close_matches(kind, LISTS, 3, 0.5)
        raise UnknownNameError(
            f"there is no list of '{kind}'",
            remedy=f"did you mean {' or '.join(near)}?" if near else f"one of: {', '.join(LISTS)}",
        )
    sight = see(store, scope)
    rows = store.query(
        f"SELECT DISTINCT ?thing ?class {{ ?class rdfs:subClassOf* jjj:{LISTS[kind]} . ?thing a ?class }}",
        sight.graphs,
    )
    classes: dict[str, set[str]] = defaultdict(set)
    for thing, class_ in rows:
        classes[thing.value].add(ns.shorten(class_.value).removeprefix("jjj:"))
    counts = _claim_counts(store, sight.graphs)
    claims = Claims(store)
    claims.labels.load(classes)
    table = Table(("id", "zh", "en", "type", "claims"), [], sight.notes)
    for iri in sorted(classes):
        names = claims.labels._known[iri]
        table.rows.append(
            (
                identifier(iri),
                names.get("zh") or names.get("", ""),
                names.get("en", ""),
                ", ".join(sorted(classes[iri])),
                counts.get(iri, 0),
            )
        )
    return table


def _claim_counts(store: GraphStore, graphs: list[str] | None) -> dict[str, int]:
    rows = store.query(
        "SELECT ?thing (COUNT(DISTINCT ?claim) AS ?n) { ?claim jjj:statedIn ?source ; ?p ?thing . FILTER(isIRI(?thing)) } GROUP BY ?thing",
        graphs,
    )
    return {thing.value: int(count.value) for thing, count in rows}


def identifier(iri: str) -> str:
    """The id behind an IRI of ours: what people type.

    >>> identifier(ns.segment_iri("nev", "traction-battery"))
    'nev/traction-battery'
    """
    for prefix in ("ent", "ind", "seg", "unit", "src", "grp", "claim"):
        if iri.startswith(ns.PREFIXES[prefix]):
            return iri[len(ns.PREFIXES[prefix]) :]
    if iri.startswith(ns.PREFIXES["per"]):
        return iri[len(ns.PREFIXES["per"]) :].replace("--", "/")
    return ns.shorten(iri)


@dataclass
class Card:
    """What the graph says of one thing: names, type, place, and every claim that names it."""

    iri: str
    id: str
    types: list[str]
    zh: str
    en: str
    aliases: list[str]
    details: dict[str, list[str]]
    claims: Table
    notes: list[str] = field(default_factory=list)

    def head(self) -> str:
        """The lines above the table."""
        lines = [
            f"{self.zh or self.en}{'  ' + self.en if self.zh and self.en else ''}  ({self.id}, {', '.join(self.types)})"
        ]
        if self.aliases:
            lines.append(f"also: {', '.join(self.aliases)}")
        return "\n".join(lines + [f"{key}: {', '.join(values)}" for key, values in self.details.items()])


def show(store: GraphStore, names: Names, text: str, scope: Scope = ALL, lang: str = "en") -> Card:
    """The card of a thing, by id, name or alias. Raises :class:`UnknownNameError` with what was perhaps meant."""
    iri = _any_kind(names, text)
    claims = Claims(store, scope)
    found = claims.about(iri)
    claims.labels.load(
        [iri, *(str(v) for c in found for values in c.fields.values() for v in values if isinstance(v, Iri))]
    )
    table = Table(("kind", "claim text", "period", "characters", "source", "claim"), [], claims.sight.notes)
    for claim in found:
        table.rows.append((claim.kind, claims.text(claim, lang), identifier(claim.one("period")) if claim.one("period") else "",
                           " … ".join(claim.evidence), claim.source, claim.id))  # fmt: skip
    return Card(iri, identifier(iri), *_head(store, claims, iri, lang), table, claims.sight.notes)


def _any_kind(names: Names, text: str) -> str:
    """The IRI of an entity, else of a segment, else of an indicator of that name."""
    errors = []
    for kind in ("entity", "segment", "indicator"):
        try:
            return names.find(text, kind)
        except UnknownNameError as error:
            if "names" in error.message:
                raise
            errors.append(error)
    raise errors[0]


def _head(
    store: GraphStore, claims: Claims, iri: str, lang: str
) -> tuple[list[str], str, str, list[str], dict[str, list[str]]]:
    types, aliases, details = set(), [], defaultdict(list)
    rows = store.query(
        f"SELECT DISTINCT ?p ?o {{ VALUES ?x {{ {ox.NamedNode(iri)} }} ?x ?p ?o }}", claims.sight.graphs
    )
    shown = ("seat", "locatedIn", "parent", "owner", "segmentOf", "stage", "gb2260", "note", "hasInput", "movedTo", "movedFrom", "expandedTo",
             "closedIn", "worksOn", "activeIn", "supplies", "dimension", "broader")  # fmt: skip
    for predicate, value in rows:
        name = predicate.value.rpartition("#")[2].rpartition("/")[2]
        if predicate.value == ns.RDF_TYPE:
            types.add(ns.shorten(value.value).removeprefix("jjj:"))
        elif name in ("label", "altLabel", "identifier"):
            aliases.append(value.value)
        elif name in shown:
            plain = to_python(value)
            details[name].append(claims.labels.of(str(plain), lang) if isinstance(plain, Iri) else str(plain))
    zh, en = (claims.labels._known.get(iri, {}).get(lang_, "") for lang_ in ("zh", "en"))
    others = sorted(set(aliases) - {zh, en, identifier(iri)})
    return sorted(types), zh, en, others, {key: sorted(set(details[key])) for key in shown if key in details}


def figures(
    store: GraphStore,
    names: Names,
    indicator: str,
    place: str | None = None,
    scope: Scope = ALL,
    lang: str = "en",
) -> Table:
    """The series of an indicator with every witness; ``default`` marks the value to use.

    The rule of the default: among the levels of one place, period and scope that are neither denied nor a
    goal, the best grade (official, press, repost, mirror, none), then the latest date of publication.
    """
    iri = names.find(indicator, "indicator")
    claims = Claims(store, scope)
    found = [
        c
        for c in claims.matching("?claim jjj:indicator ?indicator .", {"indicator": iri})
        if c.is_number or c.fields.get("sizeClass")
    ]
    if place is not None:
        where = names.find(place)
        found = [
            c for c in found if any(where in c.fields.get(key, ()) for key in ("of", "from", "to", "whole"))
        ]
    cards = source_cards(store)
    claims.labels.load(
        [
            str(v)
            for c in found
            for key in ("of", "from", "to")
            for v in c.fields.get(key, ())
            if isinstance(v, Iri)
        ]
        + [ns.unit_iri(c.unit) for c in found]
    )
    conflicts = conflicts_of(store)
    rows = [
        _figure(claims, claim, cards.get(claim.source, {}), lang)
        | {"conflicts": " ".join(conflicts.get(claim.id, ()))}
        for claim in found
    ]
    rows.sort(key=lambda row: (str(row["of"]), str(row["period"]), str(row["kind"]), str(row["source"])))
    _mark_default(rows)
    columns = ("of", "from", "to", "kind", "period", "base", "number", "value", "low", "high", "unit", "status", "population", "basis", "stance",
               "grade", "published", "source", "characters", "default", "conflicts", "claim")  # fmt: skip
    used = [
        c
        for c in columns
        if c in ("of", "period", "number", "source", "claim", "default")
        or any(row.get(c) not in (None, "") for row in rows)
    ]
    return Table(tuple(used), [tuple(row.get(c) for c in used) for row in rows], claims.sight.notes)


def _figure(claims: Claims, claim: Claim, card: dict[str, str], lang: str) -> dict[str, object]:
    def name(key: str) -> str:
        return "+".join(claims.labels.of(str(v), lang) for v in claim.fields.get(key, ()))

    words = {key: claim.one(key).rpartition("/")[2] for key in ("status", "stance")}
    return {
        "of": name("of"), "from": name("from"), "to": name("to"), "kind": claim.kind, "number": claims.number_text(claim, lang) or claim.one("sizeClass"),
        "value": claim.value, "low": claim.low, "high": claim.high, "unit": claim.unit, "population": claim.one("population"),
        "basis": claim.one("basis"), **words, "period": identifier(claim.one("period")) if claim.one("period") else "",
        "base": identifier(claim.one("base")) if claim.one("base") else "", "grade": card.get("grade", ""), "published": card.get("published", ""),
        "source": claim.source, "characters": " … ".join(claim.evidence), "default": "", "claim": claim.id,
        "scope": (claim.one("population"), claim.one("basis"), claim.one("excluding"), claim.unit, claim.one("cumulative")),
    }  # fmt: skip


def _mark_default(rows: list[dict[str, object]]) -> None:
    best: dict[tuple, dict[str, object]] = {}
    for row in rows:
        if (
            row["kind"] not in ("level", "flow")
            or row["stance"] == "denied"
            or row["status"] in ("target", "planned", "forecast")
            or not row["period"]
        ):
            continue
        key = (row["of"], row["from"], row["to"], row["period"], row["scope"])
        rank = (-GRADES.index(str(row["grade"])), str(row["published"]), str(row["source"]))
        held = best.get(key)
        if held is None or rank > (
            -GRADES.index(str(held["grade"])),
            str(held["published"]),
            str(held["source"]),
        ):
            best[key] = row
    for row in best.values():
        row["default"] = "*"


def conflicts_of(store: GraphStore) -> dict[str, list[str]]:
    """For every claim in a contradiction the ids of the conflicts that the audit found when the graph was built."""
    found: dict[str, list[str]] = defaultdict(list)
    for conflict, claim in store.query(
        "SELECT DISTINCT ?conflict ?claim { ?conflict a jjj:Conflict ; jjj:involves ?claim } ORDER BY ?conflict"
    ):
        found[identifier(claim.value)].append(conflict.value.rpartition("/")[2])
    return found


def source_cards(store: GraphStore) -> dict[str, dict[str, str]]:
    """The card of every source by id: title, publisher, published, grade, url, language, reprint_of, claims."""
    rows = store.query("SELECT ?s ?p ?o { ?s a jjj:Source ; ?p ?o }")
    keys = {"title": "title", "publisher": "publisher", "published": "published", "grade": "grade", "url": "url", "language": "language",
            "reprintOf": "reprint_of", "claimCount": "claims", "sourceKind": "kind", "note": "note"}  # fmt: skip
    cards: dict[str, dict[str, str]] = defaultdict(dict)
    for source, predicate, value in rows:
        name = predicate.value.rpartition("#")[2].rpartition("/")[2]
        if name in keys:
            text = value.value
            if isinstance(value, ox.NamedNode):
                text = identifier(text) if name in ("published", "reprintOf") else text.rpartition("/")[2]
            cards[identifier(source.value)][keys[name]] = text
    return cards


def sources(store: GraphStore, scope: Scope = ALL) -> Table:
    """Every source: card, number of claims, of numbers, and of those quoted; in order of id."""
    sight = see(store, scope)
    cards = source_cards(store)
    numbers = store.query("SELECT ?s (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT ?quoted) AS ?q) "
                          "{ ?c jjj:statedIn ?s ; jjj:quoted ?flag BIND(IF(?flag, ?c, ?nothing) AS ?quoted) } GROUP BY ?s")  # fmt: skip
    counted = {identifier(s.value): (int(n.value), int(q.value)) for s, n, q in numbers}
    columns = (
        "id",
        "title",
        "publisher",
        "published",
        "grade",
        "language",
        "claims",
        "numbers",
        "quoted",
        "reprint_of",
        "url",
    )
    table = Table(columns, [], sight.notes)
    for name, card in sorted(cards.items()):
        if sight.graphs is None or ns.source_iri(name) in sight.graphs:
            total, quoted = counted.get(name, (0, 0))
            known = {
                **card,
                "id": name,
                "claims": int(card.get("claims", 0)),
                "numbers": total,
                "quoted": quoted,
            }
            table.rows.append(tuple(known.get(c, "") for c in columns))
    return table


@dataclass
class Walk:
    """From a claim to the characters that state it, and to the other claims about the same."""

    claim: Claim
    text: str
    card: dict[str, str]
    witnesses: Table
    conflicts: list[str] = field(default_factory=list)

    def head(self) -> str:
        """The walk in lines."""
        claim, card = self.claim, self.card
        lines = [f"claim       {claim.id}  ({claim.kind})", f"says        {self.text}"]
        if claim.is_number:
            ends = ["open" if end is None else format(end, "f") for end in (claim.low, claim.high)]
            lines.append(
                f"interval    {ends[0]} to {ends[1]} {claim.unit}"
                + ("" if claim.quoted else "  (unquoted: its own characters are not in the evidence)")
            )
        lines += [f"characters  {words}" for words in claim.evidence]
        lines.append(
            f"source      {claim.source}: {card.get('title', '')} ({', '.join(filter(None, (card.get('publisher'), card.get('published'), card.get('grade'))))})"
        )
        if "url" in card:
            lines.append(f"page        {card['url']}")
        if "reprint_of" in card:
            lines.append(f"reprint of  {card['reprint_of']}")
        if self.conflicts:
            lines.append(f"conflicts   {' '.join(self.conflicts)}  (jjj audit --explain ID shows one)")
        return "\n".join(lines)


def why(store: GraphStore, text: str, scope: Scope = ALL, lang: str = "en") -> Walk:
    """The walk of a claim, by its id (or the first digits of it). Raises :class:`UnknownNameError` for none or several."""
    iri = _claim_iri(store, text)
    claims = Claims(store, scope)
    found = Claims(store).matching("?claim jjj:statedIn ?any .", {"claim": iri})
    claim = found[0]
    table = Table(("verdict", "number", "period", "source", "characters", "claim"), [], claims.sight.notes)
    texts = {name: card["reprint_of"] for name, card in source_cards(store).items() if "reprint_of" in card}
    for other in _same_question(claims, claim):
        if other.iri != claim.iri:
            verdict = _verdict(claim, other)
            if verdict == "confirms" and texts.get(other.source, other.source) == texts.get(
                claim.source, claim.source
            ):
                verdict = "same text"  # a copy is no second witness
            table.rows.append(
                (
                    verdict,
                    claims.number_text(other, lang),
                    identifier(other.one("period")) if other.one("period") else "",
                    other.source,
                    " … ".join(other.evidence),
                    other.id,
                )
            )
    table.rows.sort(key=lambda row: (row[0] != "differs", row[3]))
    return Walk(
        claim,
        claims.text(claim, lang),
        source_cards(store).get(claim.source, {}),
        table,
        conflicts_of(store).get(claim.id, []),
    )


def _claim_iri(store: GraphStore, text: str) -> str:
    digits = text.removeprefix(ns.PREFIXES["claim"]).removeprefix("claim:").lower()
    if digits and all(c in "0123456789abcdef" for c in digits):
        start = ns.PREFIXES["claim"] + digits
        rows = list(
            store.query(
                f"SELECT DISTINCT ?c {{ ?c jjj:statedIn ?s FILTER(STRSTARTS(STR(?c), {ox.Literal(start)})) }} ORDER BY ?c LIMIT 6"
            )
        )
        if len(rows) == 1:
            return rows[0]["c"].value
        if rows:
            raise UnknownNameError(
                f"{len(rows)} claims or more begin with '{digits}'", remedy="give more digits"
            )
    raise UnknownNameError(
        f"there is no claim '{text}'", remedy="jjj show and jjj figures print the ids of claims"
    )


def _same_question(claims: Claims, claim: Claim) -> list[Claim]:
    """Claims of the same kind about the same: all fields equal that are things, and the same scope."""
    keys = [key for key in ("indicator", "of", "whole", "from", "to", "who", "supplier", "customer", "place", "segment", "policy", "project", "cluster",
                            "bottleneck", "measure") if claim.fields.get(key)]  # fmt: skip
    if claim.kind in ("level", "share", "flow", "change"):
        keys += [key for key in ("period", "base") if claim.fields.get(key)]
    named = {
        f"x{i}_{j}": (key, str(value))
        for i, key in enumerate(keys)
        for j, value in enumerate(claim.fields[key])
        if isinstance(value, Iri)
    }
    if not named:
        return []
    pattern = (
        " ".join(f"?claim jjj:{key} ?{name} ." for name, (key, _) in named.items())
        + " ?claim jjj:statedIn ?any ."
    )
    same = claims.matching(pattern, {name: iri for name, (_, iri) in named.items()})
    return [other for other in same if other.kind == claim.kind and other.measure == claim.measure and
            all(other.one(key) == claim.one(key) for key in ("population", "basis", "excluding", "cumulative"))]  # fmt: skip


def _verdict(claim: Claim, other: Claim) -> str:
    """Whether another claim can be true beside this one: confirms, differs, or tells of another status, period or unit."""
    if other.one("stance").endswith("/denied") != claim.one("stance").endswith("/denied"):
        return "differs"
    if claim.one("status") != other.one("status"):
        return "other status"  # announced does not confirm done
    if not claim.is_number or not other.is_number:
        return "confirms"
    if claim.one("period") != other.one("period"):
        return "other period"
    if claim.unit != other.unit:
        return "other unit"
    below = claim.high is not None and other.low is not None and claim.high < other.low
    above = claim.low is not None and other.high is not None and claim.low > other.high
    return "differs" if below or above else "confirms"
