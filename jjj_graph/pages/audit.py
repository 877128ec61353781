"""The page of contradictions: the report of the audit as plain data, with the claims behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jjj_graph import namespaces as ns
from jjj_graph.auditing import Report, explain_text
from jjj_graph.claims import Claims
from jjj_graph.pages.reading import Teller, read_sources, snapshot_of
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views import contradictions
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Shelf


def audit(store: GraphStore, report: Report) -> dict[str, Any]:
    """The contradictions of a report, as plain data for the page."""
    claims = Claims(store)
    shelf = Shelf(read_sources(store))
    teller = Teller(claims, [])
    words = names_of(teller, set(), set(), set(), report.conflicts)
    conflicts = conflicts_of(store, claims, report.conflicts, shelf, words)
    return contradictions.audit_model(
        conflicts,
        shelf,
        statements=report.statements,
        left_out=report.left_out,
        cut=report.cut,
        standing=report.standing,
        snapshot=snapshot_of(store),
        notes=list(dict.fromkeys(report.notes)),
    )


def conflicts_of(
    store: GraphStore,
    claims: Claims,
    records: Sequence[Mapping[str, Any]],
    shelf: Shelf,
    words: Mapping[str, Words],
) -> dict[str, Any]:
    """The conflicts of a report as plain data, the cards of their claims put on ``shelf``; names are in ``words``."""
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


def names_of(
    teller: Teller, things: set[str], named: set[str], units: set[str], records: Sequence[Mapping[str, Any]]
) -> dict[str, Words]:
    """Names of indicators, things (flows and aggregates too) and units, by ``kind:id``."""
    claims = [claim for record in records for claim in record["claims"]]
    units, named = units | {c["unit"] for c in claims}, named | {c["indicator"] for c in claims}
    things = things | {c["of"] for c in claims}
    for record in records:
        things = things.union(*(contradictions.things_in(e["text"]) for e in record["explanations"]))
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
