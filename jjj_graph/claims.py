"""Claims read back from the graph: their fields with labels, their number, their characters, their source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from jjj_graph import namespaces as ns
from jjj_graph.facts.quantities import plain
from jjj_graph.namespaces import JJJ
from jjj_graph.scope import Scope, Sight, holds, inside, see
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri

Value = str | Iri | Decimal | bool | date
#: Properties that are told apart from the fields of a claim.
_PLUMBING = {
    "statedIn",
    "evidence",
    "numberEvidence",
    "value",
    "low",
    "high",
    "unit",
    "printed",
    "quoted",
    "measure",
}


@dataclass
class Claim:
    """One claim: its kind, fields by property (IRIs or text), number, characters, source."""

    iri: str
    kind: str = ""
    fields: dict[str, list[Value]] = field(default_factory=lambda: defaultdict(list))
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    measure: str = ""
    printed: str = ""
    quoted: bool | None = None
    source: str = ""
    evidence: list[str] = field(default_factory=list)

    @property
    def is_number(self) -> bool:
        """Whether the claim states a number."""
        return self.value is not None or self.low is not None or self.high is not None

    @property
    def id(self) -> str:
        """The 16 digits of the claim."""
        return self.iri.rpartition("/")[2]

    def one(self, key: str) -> str:
        """The first value of a field as text; empty where the claim has none."""
        return str(self.fields[key][0]) if self.fields.get(key) else ""


class Claims:
    """Claims that match a pattern, with the labels of all they name."""

    def __init__(self, store: GraphStore, scope: Scope = Scope()) -> None:  # noqa: B008 - frozen, shared on purpose
        self.store, self.scope = store, scope
        self.sight: Sight = see(store, scope)
        self.labels = Labels(store)

    def about(self, iri: str) -> list[Claim]:
        """Every claim that names an entity in one of its fields."""
        return self.matching("?claim ?about ?entity . ?claim jjj:statedIn ?any .", {"entity": iri})

    def matching(
        self, pattern: str, bound: dict[str, str] | None = None, *, with_evidence: bool = True
    ) -> list[Claim]:
        """Claims that match a SPARQL pattern on ``?claim``; IRIs in ``bound`` are bound as terms.

        ``with_evidence=False`` spares the characters where nobody reads them.
        """
        values = "".join(f"VALUES ?{name} {{ {ox.NamedNode(iri)} }} " for name, iri in (bound or {}).items())
        rows = self.store.query(
            f"SELECT DISTINCT ?claim ?p ?o {{ {{ SELECT DISTINCT ?claim {{ {values}{pattern} }} }} ?claim ?p ?o }}",
            self.sight.graphs,
        )
        found: dict[str, Claim] = {}
        for claim_term, predicate, value in rows:
            _put(found.setdefault(claim_term.value, Claim(claim_term.value)), predicate.value, value)
        claims = self._in_scope(sorted(found.values(), key=lambda c: (c.kind, c.one("period"), c.iri)))
        if with_evidence:
            self._add_evidence(claims)
        return claims

    def _in_scope(self, claims: list[Claim]) -> list[Claim]:
        scope = self.scope
        wanted = [(keys, {ns_of(name)}) for keys, name, ns_of in (
            (("chain", "of", "sector", "targets"), scope.chain, ns.entity_iri),
            (("indicator",), scope.indicator, ns.indicator_iri), (("period",), scope.period, ns.period_iri)) if name]  # fmt: skip
        if scope.place:
            keys = ("of", "place", "places", "from", "to", "who", "targets")
            wanted.append((keys, inside(self.store, ns.entity_iri(scope.place))))
        for keys, iris in wanted:
            claims = [
                c for c in claims if any(value in iris for key in keys for value in c.fields.get(key, ()))
            ]
        if scope.as_of is None:
            return claims
        spans = periods(self.store)
        kept, by_later = [], 0
        for claim in claims:
            first, last = spans.get(claim.one("period"), (None, None))
            if holds(first, last, claim.is_number, bool(claim.one("period")), scope.as_of):
                kept.append(claim)
            elif first is None and last is not None and last > scope.as_of:
                by_later += 1
        if by_later:
            self.sight.notes.append(
                f"{by_later} claims tell of what was so by a later day and are left out under --as-of"
            )
        if undated := sum(not c.one("period") for c in claims):
            self.sight.notes.append(f"{undated} claims without a period are left out under --as-of")
        return kept

    def _add_evidence(self, claims: list[Claim]) -> None:
        by_iri = {claim.iri: claim for claim in claims}
        if not by_iri:
            return
        values = " ".join(str(ox.NamedNode(iri)) for iri in by_iri)
        rows = self.store.query(
            f"SELECT DISTINCT ?claim ?words {{ VALUES ?claim {{ {values} }} ?claim jjj:evidence/oa:hasSelector/oa:exact ?words }} ORDER BY ?words"
        )
        for claim_term, words in rows:
            by_iri[claim_term.value].evidence.append(words.value)

    def classes(self, things: Iterable[str]) -> dict[str, str]:
        """The class of each thing (local name): the registry's where it gives one, else the one most sources give."""
        values = " ".join(str(ox.NamedNode(iri)) for iri in things)
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for thing, graph, class_ in self.store.query(
            f"SELECT ?x ?g ?c {{ VALUES ?x {{ {values} }} GRAPH ?g {{ ?x a ?c }} }}"
        ):
            if class_.value.startswith(JJJ):
                counts[thing.value][class_.value[len(JJJ) :]] += (
                    1_000_000 if graph.value == ns.REGISTRY_GRAPH else 1
                )
        return {iri: min(found, key=lambda name: (-found[name], name)) for iri, found in counts.items()}

    def number_text(self, claim: Claim, lang: str = "en") -> str:
        """The number as people read it: hedge, value or range in 万/亿 or million/billion, unit, kind of change."""
        if not claim.is_number:
            return ""
        hedge = claim.one("qualifier")
        ends = (claim.value,) if claim.value is not None else (claim.low, claim.high)
        if None in ends:  # a range whose one end is open
            least, most = ("至少", "至多") if lang == "zh" else ("at least ", "at most ")
            number = (
                f"{most}{readable(claim.high, lang)}"
                if claim.low is None
                else f"{least}{readable(claim.low, lang)}"
            )  # type: ignore[arg-type]
        else:
            number = ("至" if lang == "zh" else " to ").join(readable(end, lang) for end in ends)
        unit = (
            "%"
            if claim.unit == "percent"
            else ""
            if claim.unit == "count"
            else self.labels.of(ns.unit_iri(claim.unit), lang)
        )
        gap = "" if lang == "zh" or unit == "%" else " "
        said = claim.unit == "times" and claim.measure == "ratio"  # "2.1 times" says so itself
        measure = (
            self.labels.of(ns.code_iri("measure", claim.measure), lang) if claim.measure and not said else ""
        )
        words = (
            self.labels.of(hedge, lang) if hedge and not hedge.endswith("/exact") else "",
            f"{number}{gap}{unit}".strip(),
            measure,
        )
        return " ".join(word for word in words if word)

    def text(self, claim: Claim, lang: str = "en") -> str:
        """A claim in one line: its fields by name, with the labels of what they name."""
        parts = [f"{key}: {', '.join(self.labels.of(str(v), lang) if isinstance(v, Iri) else str(v) for v in values)}"
                 for key, values in claim.fields.items() if key not in ("period", "note", "qualifier")]  # fmt: skip
        number = self.number_text(claim, lang)
        return "; ".join(([number] if number else []) + parts)


def _put(claim: Claim, predicate: str, term: ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple) -> None:
    if predicate == ns.RDF_TYPE:
        claim.kind = kind_of(term.value)  # type: ignore[union-attr]
        return
    if not predicate.startswith(JJJ):
        return
    key, value = predicate[len(JJJ) :], to_python(term)
    if key in ("value", "low", "high"):
        setattr(claim, key, value)
    elif key in ("unit", "measure"):
        setattr(claim, key, str(value).rpartition("/")[2])
    elif key == "printed":
        claim.printed = str(value)
    elif key == "quoted":
        claim.quoted = bool(value)
    elif key == "statedIn":
        claim.source = str(value)[len(ns.PREFIXES["src"]) :]
    elif key not in _PLUMBING:
        claim.fields[key].append(value)  # type: ignore[arg-type]


def periods(store: GraphStore) -> dict[str, tuple[date | None, date | None]]:
    """First and last day of every period of the graph, by IRI; ``None`` where it is open."""
    rows = store.query(
        "SELECT DISTINCT ?p ?first ?last { ?p a jjj:Period OPTIONAL { ?p jjj:firstDay ?first } OPTIONAL { ?p jjj:lastDay ?last } }"
    )
    return {
        row["p"].value: tuple(
            None if row[k] is None else date.fromisoformat(row[k].value) for k in ("first", "last")
        )
        for row in rows
    }  # type: ignore[misc]


def readable(number: Decimal, lang: str) -> str:
    """A number in the words of the language: 万 and 亿, or million, billion and trillion; small ones with commas.

    >>> readable(Decimal(2430000000000), "zh"), readable(Decimal(2430000000000), "en"), readable(Decimal("45.5"), "en")
    ('2.43万亿', '2.43 trillion', '45.5')
    """
    scales = (
        (("万亿", 12), ("亿", 8), ("万", 4))
        if lang == "zh"
        else ((" trillion", 12), (" billion", 9), (" million", 6))
    )
    for word, power in scales:
        if abs(number) >= 10**power:
            return f"{plain((number / 10**power).normalize())}{word}"
    text = plain(number)
    return f"{int(text):,}" if "." not in text and lang == "en" else text


def kind_of(class_iri: str) -> str:
    """The kind of fact for a class of claims.

    >>> kind_of(JJJ + "BenefitSharingClaim")
    'benefit-sharing'
    """
    name = class_iri.removeprefix(JJJ).removesuffix("Claim")
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def to_python(term: object) -> Value | int | float | None:
    """A term of the engine as a plain value: IRIs as :class:`Iri`, numbers, booleans and dates as such."""
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    local = term.datatype.value.rpartition("#")[2]
    try:
        return _READ[local](term.value) if local in _READ else term.value
    except (ValueError, ArithmeticError):
        return term.value


_READ = {"decimal": Decimal, "integer": int, "nonNegativeInteger": int, "int": int, "long": int, "double": float, "float": float,
         "boolean": lambda text: text in ("true", "1"), "date": date.fromisoformat}  # fmt: skip


class Labels:
    """Names of things in both languages; the registry's name is preferred, else the one most sources give."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._known: dict[str, dict[str, str]] = {}

    def load(self, iris: Iterable[str]) -> None:
        """Fetch the labels of these IRIs in one query."""
        wanted = [iri for iri in dict.fromkeys(iris) if iri not in self._known]
        if not wanted:
            return
        values = " ".join(str(ox.NamedNode(iri)) for iri in wanted)
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for thing, graph, label in self.store.query(
            f"SELECT ?x ?g ?l {{ VALUES ?x {{ {values} }} VALUES ?p {{ rdfs:label skos:prefLabel dcterms:title jjj:what }} GRAPH ?g {{ ?x ?p ?l }} }}"
        ):
            weight = 1_000_000 if graph.value in (ns.REGISTRY_GRAPH, ns.ONTOLOGY) else 1
            counts[thing.value, label.language or ""][label.value] += weight
        for iri in wanted:
            self._known[iri] = {}
        for (iri, lang), names in counts.items():
            self._known[iri][lang] = min(names, key=lambda name: (-names[name], name))

    def both(self, iri: str) -> tuple[str, str]:
        """The Chinese and the English name; empty where there is none (a group has its words in either)."""
        if iri not in self._known:
            self.load([iri])
        names = self._known[iri]
        return names.get("zh") or names.get("", ""), names.get("en") or names.get("", "")

    def of(self, iri: str, lang: str = "en") -> str:
        """The name in that language, else in the other, else a short form of the IRI."""
        if iri not in self._known:
            self.load([iri])
        names = self._known[iri]
        return names.get(lang) or names.get("en") or names.get("zh") or names.get("") or _local(iri)


def _local(iri: str) -> str:
    for prefix in ("ent", "ind", "seg", "unit", "per", "src", "grp"):
        if iri.startswith(ns.PREFIXES[prefix]):
            return (
                iri[len(ns.PREFIXES[prefix]) :].replace("--", "/")
                if prefix == "per"
                else iri[len(ns.PREFIXES[prefix]) :]
            )
    return ns.shorten(iri)
