"""The timeline: policies, moves and projects with every status told, as plain data for the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from jjj_graph import fact_tables
from jjj_graph import namespaces as ns
from jjj_graph.browse import identifier
from jjj_graph.claims import Claim, Claims
from jjj_graph.pages.reading import Teller, period_of, read_sources, snapshot_of
from jjj_graph.rows import Rows
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views import timeline as lines
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Told

#: Fields of claims in which places stand.
_PLACES = ("from", "to", "via", "places", "targets", "issuers")


def timeline(store: GraphStore, scope: Scope = ALL) -> dict[str, Any]:
    """Policies, moves and projects with every status, as plain data for the page."""
    rows, claims = Rows(store, scope), Claims(store, scope)
    found = claims.matching(
        "VALUES ?class { jjj:PolicyClaim jjj:ProjectClaim jjj:RelocationClaim jjj:ExpansionClaim"
        " jjj:ClosureClaim }"
        " ?claim a ?class ."
    )
    maker = _Items(claims, found, rows)
    made = [*maker.moves(), *maker.named("policy"), *maker.named("project")]
    names = {
        name: maker.teller.name(ns.entity_iri(name)) for item in made for name in (*item.chains, *item.places)
    }
    return lines.timeline_model(
        made,
        read_sources(store),
        names,
        snapshot=snapshot_of(store),
        notes=list(dict.fromkeys([*rows.notes, *claims.sight.notes])),
    )


class _Items:
    """Things of the timeline, made from claims."""

    def __init__(self, claims: Claims, found: Sequence[Claim], rows: Rows) -> None:
        self.by_id = {c.id: c for c in found}
        self.teller, self.rows = Teller(claims, found), rows
        self.spans = fact_tables.periods(rows.store)
        self.chains_of = rows.chains_of
        # a filter by a country or a region that holds nearly all would filter nothing
        wide = {str(p["id"]) for p in rows.places if p["type"] == "Country"} | set(rows.geography.parts)
        self.place_ids = {str(p["id"]) for p in rows.places} - wide

    def moves(self) -> Iterable[lines.Item]:
        """Relocations, expansions and closures: one item an event; those that sources only deny too."""
        told = [row for kind in ("relocation", "expansion", "closure") for row in self.rows.facts(kind)]
        denied: dict[str, list[str]] = defaultdict(list)
        for row in told:
            if row.get("stance") == "denied":
                denied[str(row["move"])].append(str(row["claim"]))
        for event in self.rows.events:
            yield self._item(event.move, event.kind, [*event.claims, *denied.pop(event.move, ())])
        for move, ids in sorted(denied.items()):
            yield self._item(move, self.by_id[ids[0]].kind, ids)

    def named(self, kind: str) -> Iterable[lines.Item]:
        """Policies or projects: one item a thing."""
        by_thing: dict[str, list[str]] = defaultdict(list)
        for claim in self.by_id.values():
            if claim.kind == kind:
                by_thing[claim.one(kind)].append(claim.id)
        for iri, ids in sorted(by_thing.items()):
            yield self._item(identifier(iri), kind, ids, self.teller.name(iri))

    def _item(self, name: str, kind: str, ids: Sequence[str], words: Words | None = None) -> lines.Item:
        found = sorted((self.by_id[i] for i in ids), key=lambda c: c.id)
        ends = [self._one(found, key) for key in ("who", "from", "to")]
        detail = Words()
        if words is None:
            words = self._mover(found, ends)
            detail = Words(
                *(_way(ends[1].in_language(lang), ends[2].in_language(lang)) for lang in ("zh", "en"))
            )
        elif kind == "project":
            detail = self._one(found, "places")
        return lines.Item(f"{kind}:{name}", kind, words, self._steps(found), detail, *self._where(found))

    def _one(self, found: Sequence[Claim], key: str) -> Words:
        for claim in found:
            if claim.fields.get(key):
                return Words(
                    *(
                        ("、" if lang == "zh" else ", ").join(
                            self.teller.name(str(v)).in_language(lang) for v in claim.fields[key]
                        )
                        for lang in ("zh", "en")
                    )
                )
        return Words()

    def _mover(self, found: Sequence[Claim], ends: Sequence[Words]) -> Words:
        """Who moves; a group without a name with its number."""
        who = ends[0]
        counted = next(
            (c for c in found if c.is_number and c.one("who").startswith(ns.PREFIXES["grp"])), None
        )
        if counted:
            texts = [self.teller.claims.number_text(counted, lang) for lang in ("zh", "en")]
            return Words(f"{who.in_language('zh')}（{texts[0]}）", f"{texts[1]} {who.in_language('en')}")
        return (
            who
            if who.zh or who.en
            else Words(*(ends[1].in_language(lang) or ends[2].in_language(lang) for lang in ("zh", "en")))
        )

    def _steps(self, found: Sequence[Claim]) -> list[lines.Step]:
        together: dict[tuple, list[Told]] = defaultdict(list)
        for claim in found:
            told = self.teller(claim)
            status = (claim.one("act") or claim.one("status")).rpartition("/")[2]
            together[status, told.period, claim.one("period"), told.denied, False].append(told)
            if claim.one("span"):
                together["span", period_of(claim, "span"), claim.one("span"), told.denied, True].append(told)
        return [
            lines.Step(status, period, *self.spans.get(iri, (None, None)), tuple(told), denied, years)
            for (status, period, iri, denied, years), told in sorted(together.items())
        ]

    def _where(self, found: Sequence[Claim]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Chains and places, a place with all it lies in, an aggregate with its parts."""
        chains: set[str] = set()
        named: set[str] = set()
        for claim in found:
            for key in ("chain", "sector", "targets"):
                for value in claim.fields.get(key, ()):
                    chains |= self.chains_of.get(identifier(str(value)), set())
            named |= {identifier(str(v)) for key in _PLACES for v in claim.fields.get(key, ())}
        within = self.rows.geography.within
        places: set[str] = set()
        waiting = [part for name in named for part in ({*name.split("+")} if "+" in name else {name})]
        while waiting:
            at = waiting.pop()
            if at not in places:
                places.add(at)
                waiting += [within[at]] if at in within else []
        return tuple(sorted(chains)), tuple(sorted(places & self.place_ids))


def _way(origin: str, target: str) -> str:
    """From where to where, in signs.

    >>> _way("北京", "沧州"), _way("北京", ""), _way("", "沧州")
    ('北京 → 沧州', '北京', '→ 沧州')
    """
    return f"{origin} → {target}" if origin and target else f"→ {target}" if target else origin
