"""The door of the pages that show what sources say: rows out of the graph, a view model, one page.

``timeline``, ``indicators`` and ``audit`` give the plain data that the ``…_page`` functions of
:mod:`jjj_graph.views` make a file of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from jjj_graph import fact_tables
from jjj_graph import namespaces as ns
from jjj_graph.analysis.moves import events
from jjj_graph.auditing import Report, audit_graph, explain_text, stored_report
from jjj_graph.browse import figures, identifier, source_cards
from jjj_graph.claims import Claim, Claims
from jjj_graph.names import Names
from jjj_graph.rows import Rows
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri
from jjj_graph.views import contradictions
from jjj_graph.views import indicators as charts
from jjj_graph.views import timeline as lines
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Shelf, Source, Told

#: Fields that a card says elsewhere, or that only tie claims together.
_UNSAID = {"move", "period", "note", "qualifier", "stance", "cumulative", "bottleneck"}
#: Fields of claims in which places stand.
_PLACES = ("from", "to", "via", "places", "targets", "issuers")


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
        fields = []
        for key in sorted(claim.fields, key=_field_order):
            if key not in _UNSAID and claim.fields[key]:
                zh, en = self.claims.labels.both(f"{ns.JJJ}{key}")
                fields.append(
                    (zh or key, en or key, *(self._values(claim, key, lang) for lang in ("zh", "en")))
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

    def _values(self, claim: Claim, key: str, lang: str) -> str:
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


# --- the timeline ----------------------------------------------------------------------------------


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
        snapshot=_snapshot(store),
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
        for event in events(told):
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


# --- indicators ------------------------------------------------------------------------------------


def indicators(
    store: GraphStore,
    names: Names,
    wanted: Sequence[str] = (),
    places: Sequence[str] = (),
    scope: Scope = ALL,
) -> dict[str, Any]:
    """Every number of some indicators, by default of those with most witnesses, as plain data for the page.

    Raises :class:`UnknownNameError` for an indicator or place that is none.
    """
    things = [identifier(names.find(name)) for name in places]
    if wanted:
        chosen = list(dict.fromkeys(identifier(names.find(name, "indicator")) for name in wanted))
    else:
        chosen = _best(store, scope, things)
    report = stored_report(store) if scope == ALL else None
    report = report or audit_graph(store, scope)
    involved = involvement(report)
    claims, made = Claims(store, scope), []
    by_name = {
        name: claims.matching("?claim jjj:indicator ?indicator .", {"indicator": ns.indicator_iri(name)})
        for name in chosen
    }
    teller = Teller(claims, [claim for found in by_name.values() for claim in found])
    spans = fact_tables.periods(store)
    for name, found in by_name.items():
        table = figures(store, names, name, None, scope)
        at, mark = table.columns.index("claim"), table.columns.index("default")
        defaults = {row[at] for row in table.rows if row[mark]}
        made += [
            figure
            for claim in found
            if claim.kind in ("level", "share", "flow", "change")
            and claim.is_number
            and (figure := _figure(claim, name, teller, spans, claim.id in defaults, involved))
            and (not things or set(things) & _ends(figure.thing))
        ]
    used = {c for f in made for c in f.conflicts}
    return _charts(
        store, teller, made, [c for c in report.conflicts if c["id"] in used], notes=claims.sight.notes
    )


def _charts(
    store: GraphStore,
    teller: Teller,
    made: Sequence[charts.Figure],
    records: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
) -> dict[str, Any]:
    sources = read_sources(store)
    words = _names(
        teller, {f.thing for f in made}, {f.indicator for f in made}, {f.unit for f in made}, records
    )
    shelf = Shelf(sources)
    audit = _conflicts(store, teller.claims, records, shelf, words)
    # the claims of the conflicts stand on a shelf of their own: some are of other indicators
    audit |= {"shelf": shelf.to_json()}
    pick = {
        kind: {key.partition(":")[2]: w for key, w in words.items() if key.startswith(kind + ":")}
        for kind in ("indicator", "thing", "unit")
    }
    return charts.indicators_model(
        made,
        sources,
        pick["indicator"],
        pick["thing"],
        pick["unit"],
        audit,
        snapshot=_snapshot(store),
        notes=list(dict.fromkeys(notes)),
    )


def _best(store: GraphStore, scope: Scope, things: Sequence[str]) -> list[str]:
    claims = Claims(store, scope)
    told = []
    for claim in claims.matching("?claim jjj:indicator ?indicator ; jjj:quoted ?flag ."):
        if claim.kind in ("level", "share", "flow", "change") and claim.one("period") and claim.is_number:
            thing = _thing(claim)
            if not things or set(things) & _ends(thing):
                told.append((identifier(claim.one("indicator")), thing, claim.source))
    return charts.best_witnessed(told)


def _thing(claim: Claim) -> str:
    """What a number is of: a thing, or ``from>to``."""
    of, start, end = (
        "+".join(sorted(identifier(str(v)) for v in claim.fields.get(key, ())))
        for key in ("of", "from", "to")
    )
    return f"{start}>{end}" if end else of


def _ends(thing: str) -> set[str]:
    return {*thing.split(">"), thing}


def _figure(
    claim: Claim,
    indicator: str,
    teller: Teller,
    spans: Mapping[str, tuple[date | None, date | None]],
    default: bool,
    involved: Mapping[str, tuple[str, ...]],
) -> charts.Figure:
    keys = ("population", "excluding", "basis", "whole", "cumulative")
    scope = [
        Words(*(_scope_words(teller, claim, key, lang) for lang in ("zh", "en")))
        for key in keys
        if claim.fields.get(key) and claim.one(key) not in ("unstated", "False")
    ]
    first, last = spans.get(claim.one("period"), (None, None))
    base_first, base_last = spans.get(claim.one("base"), (None, None))
    number = {
        key: None if (v := getattr(claim, key)) is None else float(v) for key in ("low", "high", "value")
    }
    return charts.Figure(
        teller(claim),
        indicator,
        _thing(claim),
        claim.kind,
        claim.unit,
        period_of(claim),
        first,
        last,
        period_of(claim, "base"),
        base_first,
        base_last,
        "+".join(identifier(str(v)) for v in claim.fields.get("basePlace", ())),
        claim.measure,
        **number,
        status=claim.one("status").rpartition("/")[2],
        denied=claim.one("stance").endswith("/denied"),
        default=default,
        conflicts=involved.get(claim.id, ()),
        scope=Words("；".join(w.zh for w in scope), "; ".join(w.in_language("en") for w in scope)),
        series="|".join(claim.one(key) for key in ("population", "excluding", "cumulative")),
        constant_prices=claim.one("basis").startswith("constant"),
        cumulative=claim.one("cumulative") == "True",
    )


def _scope_words(teller: Teller, claim: Claim, key: str, lang: str) -> str:
    label = teller.claims.labels.of(f"{ns.JJJ}{key}", lang)
    return (
        label
        if key == "cumulative"
        else f"{label}{'：' if lang == 'zh' else ': '}{teller._values(claim, key, lang)}"
    )


def involvement(report: Report) -> dict[str, tuple[str, ...]]:
    """For every claim in a contradiction, copies too, the ids of the conflicts it stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for conflict in report.conflicts:
        for claim in conflict["claims"]:
            for name in (claim["claim"], *claim["copies"]):
                found[name].append(conflict["id"])
    return {name: tuple(ids) for name, ids in found.items()}


# --- the audit -------------------------------------------------------------------------------------


def audit(store: GraphStore, report: Report) -> dict[str, Any]:
    """The contradictions of a report, as plain data for the page."""
    claims = Claims(store)
    shelf = Shelf(read_sources(store))
    teller = Teller(claims, [])
    words = _names(teller, set(), set(), set(), report.conflicts)
    conflicts = _conflicts(store, claims, report.conflicts, shelf, words)
    return contradictions.audit_model(
        conflicts,
        shelf,
        statements=report.statements,
        left_out=report.left_out,
        cut=report.cut,
        standing=report.standing,
        snapshot=_snapshot(store),
        notes=list(dict.fromkeys(report.notes)),
    )


def _conflicts(
    store: GraphStore,
    claims: Claims,
    records: Sequence[Mapping[str, Any]],
    shelf: Shelf,
    words: Mapping[str, Words],
) -> dict[str, Any]:
    wanted = sorted(
        {
            name
            for record in records
            for claim in record["claims"]
            for name in (claim["claim"], *claim["copies"])
        }
    )
    every = Claims(store)
    values = " ".join(f"<{ns.PREFIXES['claim']}{name}>" for name in wanted)
    found = every.matching(f"VALUES ?claim {{ {values} }} ?claim jjj:statedIn ?any .") if wanted else []
    teller = Teller(every, found)
    return contradictions.conflicts_model(
        records, {c.id: teller(c) for c in found}, shelf, words, explain_text
    )


def _names(
    teller: Teller, things: set[str], named: set[str], units: set[str], records: Sequence[Mapping[str, Any]]
) -> dict[str, Words]:
    """Names of indicators, things (flows and aggregates too) and units, by ``kind:id``."""
    claims = [claim for record in records for claim in record["claims"]]
    units, named = units | {c["unit"] for c in claims}, named | {c["indicator"] for c in claims}
    things = things | {c["of"] for c in claims}
    simple = {part for thing in things for end in thing.split(">") for part in (end, *end.split("+"))}
    iris = (
        {f"thing:{name}": _thing_iri(name) for name in simple}
        | {f"indicator:{n}": ns.indicator_iri(n) for n in named}
        | {f"unit:{u}": ns.unit_iri(u) for u in units if u}
    )
    teller.claims.labels.load(sorted(iris.values()))
    found = {key: teller.name(iri) for key, iri in iris.items()}
    for thing in things:
        if "+" in thing or ">" in thing:
            found[f"thing:{thing}"] = Words(*(_joined(thing, found, lang) for lang in ("zh", "en")))
    return found


def _joined(thing: str, found: Mapping[str, Words], lang: str) -> str:
    ends = [
        ("、" if lang == "zh" else " + ").join(
            found[f"thing:{part}"].in_language(lang) for part in end.split("+")
        )
        for end in thing.split(">")
    ]
    return " → ".join(end for end in ends if end) if ends[0] else f"→ {ends[-1]}"


def _thing_iri(name: str) -> str:
    """The IRI of what a number is of, from its id; segments and groups have names of their own sort."""
    if "/" in name:
        return f"{ns.PREFIXES['seg']}{name}"
    group = len(name) == 16 and all(c in "0123456789abcdef" for c in name)
    return f"{ns.PREFIXES['grp']}{name}" if group else ns.entity_iri(name)


def _snapshot(store: GraphStore) -> str:
    return store.snapshot["hash"][:16]


__all__ = ["audit", "indicators", "involvement", "timeline"]
