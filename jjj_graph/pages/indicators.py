"""The charts of indicators: every source's number, and the contradictions they stand in, as plain data for the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jjj_graph import fact_tables
from jjj_graph import namespaces as ns
from jjj_graph.auditing import Report, audit_graph, stored_report
from jjj_graph.browse import figures, identifier
from jjj_graph.claims import Claim, Claims
from jjj_graph.names import Names
from jjj_graph.pages.audit import conflicts_of, names_of
from jjj_graph.pages.reading import Teller, period_of, read_sources, snapshot_of
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views import indicators as charts
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Shelf


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
    words = names_of(
        teller, {f.thing for f in made}, {f.indicator for f in made}, {f.unit for f in made}, records
    )
    shelf = Shelf(sources)
    audit = conflicts_of(store, teller.claims, records, shelf, words)
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
        snapshot=snapshot_of(store),
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
        else f"{label}{'：' if lang == 'zh' else ': '}{teller.values(claim, key, lang)}"
    )


def involvement(report: Report) -> dict[str, tuple[str, ...]]:
    """For every claim in a contradiction, copies too, the ids of the conflicts it stands in."""
    found: dict[str, list[str]] = defaultdict(list)
    for conflict in report.conflicts:
        for claim in conflict["claims"]:
            for name in (claim["claim"], *claim["copies"]):
                found[name].append(conflict["id"])
    return {name: tuple(ids) for name, ids in found.items()}
