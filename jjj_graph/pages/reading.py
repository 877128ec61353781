"""What the pages of all views read: cards of claims, names of things, periods, remarks in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jjj_graph import namespaces as ns
from jjj_graph.analysis.weak_points import MAKERS_NOTE
from jjj_graph.browse import identifier, source_cards
from jjj_graph.claims import Claim, Claims
from jjj_graph.facts.periods import parse_period
from jjj_graph.scope import Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri
from jjj_graph.views.cards import CardMaker, ClaimCard
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Source, Told

#: Fields that a card says elsewhere, or that only tie claims together.
_UNSAID = {"move", "period", "note", "qualifier", "stance", "cumulative", "bottleneck"}


class Reader:
    """Cards of claims and names of things, for a view of one graph."""

    def __init__(self, store: GraphStore, scope: Scope, kinds: Iterable[str]) -> None:
        self.claims = Claims(store, scope)
        self.found = {
            claim.id: claim for kind in kinds for claim in self.claims.matching(f"?claim a jjj:{kind}Claim .")
        }
        self.claims.labels.load(
            [
                str(v)
                for claim in self.found.values()
                for values in claim.fields.values()
                for v in values
                if isinstance(v, Iri)
            ]
        )
        self.sources = source_cards(store)
        self._card = CardMaker(self.claims, self.sources)

    def cards(self, claims: object) -> tuple[ClaimCard, ...]:
        """The cards of claims whose ids stand in a cell of an analysis."""
        return tuple(self._card(self.found[name]) for name in str(claims).split() if name in self.found)

    def name(self, thing: str) -> Words:
        """The name of a thing by the id that analyses use."""
        own = thing.removeprefix("group:")
        addresses = [ns.entity_iri(own)]
        if own != thing:  # what a source calls by words has another address than what the registry names
            addresses.insert(0, ns.PREFIXES["grp"] + own)
        zh, en = next(filter(any, map(self.claims.labels.both, addresses)), ("", ""))
        return Words(zh or en or own, en or zh or own)

    def code(self, scheme: str, word: str) -> Words:
        """The name of a code word."""
        zh, en = self.claims.labels.both(ns.code_iri(scheme, word))
        return Words(zh or word, en or word)


class Teller:
    """Claims as cards of a page: labels of fields and values in both languages."""

    def __init__(self, claims: Claims, found: Sequence[Claim]) -> None:
        self.claims = claims
        named = {str(v) for c in found for values in c.fields.values() for v in values if isinstance(v, Iri)}
        claims.labels.load(
            sorted(
                named
                | {f"{ns.JJJ}{key}" for c in found for key in c.fields}
                | {ns.unit_iri(c.unit) for c in found if c.unit}
            )
        )

    def __call__(self, claim: Claim) -> Told:
        """The card of a claim."""
        fields = []
        for key in sorted(claim.fields, key=_field_order):
            if key not in _UNSAID and claim.fields[key]:
                zh, en = self.claims.labels.both(f"{ns.JJJ}{key}")
                fields.append(
                    (zh or key, en or key, *(self.values(claim, key, lang) for lang in ("zh", "en")))
                )
        number = Words(*(self.claims.number_text(claim, lang) for lang in ("zh", "en")))
        return Told(
            claim.id,
            claim.source,
            tuple(fields),
            tuple(claim.evidence),
            period_of(claim),
            number,
            claim.printed,
            claim.one("note"),
            claim.one("stance").endswith("/denied"),
            claim.quoted is not False,
        )

    def values(self, claim: Claim, key: str, lang: str) -> str:
        """What a claim holds in a field, in the words of a language."""
        named = [
            self.name(str(v)).in_language(lang) if isinstance(v, Iri) else str(v) for v in claim.fields[key]
        ]
        return ("、" if lang == "zh" else ", ").join(named)

    def name(self, iri: str) -> Words:
        """The name of a thing, a period as people write it, its id where it has none."""
        if iri.startswith(ns.PREFIXES["per"]):
            return Words(identifier(iri))
        zh, en = self.claims.labels.both(iri)
        return Words(zh, en) if zh or en else Words(identifier(iri))


def _field_order(key: str) -> tuple[int, str]:
    first = (
        "who",
        "policy",
        "project",
        "indicator",
        "of",
        "whole",
        "from",
        "to",
        "via",
        "places",
        "issuers",
        "targets",
        "act",
        "status",
        "span",
        "base",
        "basePlace",
    )
    return (first.index(key) if key in first else len(first), key)


def period_of(claim: Claim, key: str = "period") -> str:
    """The period of a claim as written; empty where it has none."""
    return identifier(claim.one(key)) if claim.one(key) else ""


def read_sources(store: GraphStore) -> dict[str, Source]:
    """The cards of all sources."""
    return {
        name: Source(
            name, *(card.get(key, "") for key in ("title", "publisher", "published", "grade", "url"))
        )
        for name, card in source_cards(store).items()
    }


def span_text(first: date | None, last: date | None) -> str:
    """A period from its first and last day, as short as it can be written.

    >>> span_text(date(2015, 3, 1), date(2015, 3, 31)), span_text(None, date(2016, 12, 31))
    ('2015-03', '../2016-12-31')
    """
    if first is None and last is None:
        return ""
    if first is None or last is None:
        return f"{first or '..'}/{last or '..'}"
    for short in (first.isoformat()[:4], first.isoformat()[:7], first.isoformat()):
        period = parse_period(short)
        if (period.first, period.last) == (first, last):
            return short
    return f"{first}/{last}"


#: Remarks of the analyses in Chinese, by how they end or begin; the numbers in them are kept.
_REMARKS = (
    (" activities tell of no place in the region and are left out", "{0} 条活动陈述未说明区域内地点，未计入"),
    (" name no segment of the chain and are left out", "{0} 条活动陈述未说明环节，未计入"),
    (" are planned, ended or denied and are left out", "{0} 条活动陈述属计划、已终止或被否认，未计入"),
    (
        " inputs are editorial: no page states them, and ranks rest on them",
        "投入关系中属编辑所加（{0}）：没有来源说明，而位次以其为据",
    ),
    (" sources without a date of publication are left out", "{0} 个来源没有发布日期，未计入"),
    (
        " claims tell of what was so by a later day and are left out under --as-of",
        "{0} 条陈述只说到较晚日期为止，按 --as-of 未计入",
    ),
    (" claims without a period are left out under --as-of", "{0} 条陈述没有时间，按 --as-of 未计入"),
)


def remark(note: str) -> Words:
    """A remark of an analysis in both languages, as a sentence begins."""
    said = note[:1].upper() + note[1:]
    for ending, zh in _REMARKS:
        if note.endswith(ending):
            return Words(zh.format(note.removesuffix(ending)), said)
    if note == MAKERS_NOTE:
        return Words("承担者指明说从事制造或供应者；研发、应用或仅提及在链中，不算承担制造", said)
    if note.startswith("ranks over "):
        draws, _, rest = note.removeprefix("ranks over ").partition(" draws")
        most = rest.rpartition("rank from 1 to ")[2].partition(" ")[0]
        return Words(f"位次取自对未知情况的 {draws} 次抽样；若范围为 1 至 {most}，则什么也不能说明", said)
    return Words(said, said)


def snapshot_of(store: GraphStore) -> str:
    """The beginning of the hash of a graph, as pages name it."""
    return store.snapshot["hash"][:16]
