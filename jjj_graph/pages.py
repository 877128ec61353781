"""The door of the chain map and the map of moves: rows out of the graph, analyses, a typed view model back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from jjj_graph import namespaces as ns
from jjj_graph.analyses import chain_table, coverage_of
from jjj_graph.analysis import moves
from jjj_graph.analysis.chains import MISSING
from jjj_graph.browse import source_cards
from jjj_graph.claims import Claims
from jjj_graph.facts.periods import parse_period
from jjj_graph.rows import Rows
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Iri
from jjj_graph.views.cards import CardMaker, ClaimCard
from jjj_graph.views.chain import ChainMap, Cover, Input, Problem, Segment, Weight
from jjj_graph.views.moves import Happening, MovesView, Total
from jjj_graph.views.moves_map import Base, Unit, ground
from jjj_graph.views.page import Words

if TYPE_CHECKING:
    from jjj_graph.fact_tables import Row

#: The order in which activities are listed.
ACTIVITIES = (
    "rd",
    "test",
    "manufacture",
    "supply",
    "storage-transport",
    "application",
    "service",
    "headquarters",
    "unstated",
)


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
        iri = (
            ns.PREFIXES["grp"] + thing.removeprefix("group:")
            if thing.startswith("group:")
            else ns.entity_iri(thing)
        )
        zh, en = self.claims.labels.both(iri)
        return Words(zh or en or thing, en or zh or thing)

    def code(self, scheme: str, word: str) -> Words:
        """The name of a code word."""
        zh, en = self.claims.labels.both(ns.code_iri(scheme, word))
        return Words(zh or word, en or word)


# --- the chain map ---------------------------------------------------------------------------------


def chain_map(store: GraphStore, chain: str, scope: Scope = ALL) -> ChainMap:
    """The map of a chain, by its id. Raises :class:`UnknownNameError` for a chain without segments."""
    rows = Rows(store, scope)
    weights = chain_table(rows, chain, "weak-points")  # first of all: it knows whether there is such a chain
    own = [row for row in rows.segments if row["chain"] == chain]
    coverage = coverage_of(rows, chain)
    reader = Reader(store, scope, ("Activity", "Bottleneck"))
    covered: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in coverage:
        covered[str(row["segment"])].append(row)
    weight_of = {str(row["segment"]): row for row in weights}
    segments = [
        _segment(row, covered[str(row["id"])], weight_of[str(row["id"])], rows, reader) for row in own
    ]
    told = {cover.activity for one in segments for cover in one.covers}
    who = {name for one in segments for cover in one.covers for name in cover.who}
    kinds = {str(p["id"]): str(p["type"]) for p in rows.places}
    places = sorted(rows.area.parts, key=lambda part: (kinds.get(part) != "Municipality", part))
    known = [name for name in ACTIVITIES if name in told] + sorted(told - set(ACTIVITIES))
    unstated = Words("未说明", "not stated")
    notes = [*rows.notes, *coverage.notes, *weights.notes]
    return ChainMap(
        chain,
        reader.name(chain),
        tuple(segments),
        tuple(_inputs(rows, chain, reader)),
        {place: reader.name(place) for place in places},
        {name: unstated if name == "unstated" else reader.code("activity", name) for name in known},
        {name: reader.name(name) for name in sorted(who)},
        tuple(_remark(note) for note in dict.fromkeys(notes)),
        store.snapshot["hash"][:16],
    )


def _segment(
    row: Row, covered: list[Mapping[str, object]], weight: Mapping[str, object], rows: Rows, reader: Reader
) -> Segment:
    name, state = str(row["id"]), str(covered[0]["state"])
    covers = [
        Cover(
            str(c["place"]),
            str(c["activity"]),
            str(c["since"]),
            tuple(str(c["who"]).split()),
            reader.cards(c["claims"]),
        )
        for c in covered
        if c["place"]
    ]
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for fact in rows.facts("bottleneck"):
        if fact.get("segment") == name and fact.get("stance") != "denied":
            told[str(fact.get("bottleneck_kind") or "unspecified"), str(fact.get("status") or "")].append(
                fact
            )
    problems = [
        Problem(
            kind, status, _topics(found, reader), reader.cards(" ".join(str(fact["claim"]) for fact in found))
        )
        for (kind, status), found in sorted(told.items())
    ]
    numbers = Weight(
        *(
            weight[key]
            for key in ("criticality", "in pairs", "known makers", "score", "rank", "rank low", "rank high")
        )
    )  # type: ignore[arg-type]
    missing = reader.cards(covered[0]["claims"]) if state == MISSING else ()
    return Segment(
        name,
        Words(str(row["zh"]), str(row["en"])),
        str(row["stage"]),
        bool(row["end_product"]),
        state,
        tuple(covers),
        tuple(problems),
        numbers,
        missing,
    )


def _topics(found: Iterable[Row], reader: Reader) -> Words:
    """What the bottlenecks are about, in the words of their sources."""
    topics = list(dict.fromkeys(str(fact["topic"]) for fact in found if fact.get("topic")))
    return Words("；".join(topics), "; ".join(topics))


def _inputs(rows: Rows, chain: str, reader: Reader) -> Iterable[Input]:
    for row in rows.inputs:
        if row["chain"] == chain:
            source, _, reason = str(row["reason"]).partition(":")
            card = reader.sources.get(source, {})
            editorial = source not in reader.sources
            said = str(row["reason"]).removeprefix("editorial").lstrip(": ") if editorial else reason.strip()
            yield Input(
                str(row["supplier"]),
                str(row["customer"]),
                str(row["group"]),
                bool(row["essential"]),
                editorial,
                said,
                card.get("title", ""),
                card.get("url", ""),
            )


# --- the moves -------------------------------------------------------------------------------------

#: Units that stand for what has no place on a map.
NO_ORIGIN, NO_TARGET, NOWHERE = "?from", "?to", "?sites"


def moves_view(store: GraphStore, scope: Scope = ALL, boundaries: Base | None = None) -> MovesView:
    """Every relocation, expansion and closure, with the units between which it goes."""
    rows = Rows(store, scope)
    reader = Reader(store, scope, ("Relocation", "Expansion", "Closure"))
    table = moves.event_table(rows.events, rows.units)
    where = _Units(rows, reader)
    events = [_happening(event, row, where, reader) for event, row in zip(rows.events, table, strict=True)]
    totals = moves.stated_totals(rows.events, rows.geography.within)
    sectors = sorted({event.sector for event in events if event.sector})
    scopes = sorted({event.scope for event in events if event.scope})
    statuses = sorted({status for event in events for status, _ in event.history})
    return MovesView(
        tuple(events),
        where.in_order(events),
        {name: reader.name(name) for name in sectors},
        {name: reader.code("scope", name) for name in scopes},
        {name: reader.code("status", name) for name in statuses},
        tuple(_total(row, reader) for row in totals),
        tuple(_remark(note) for note in dict.fromkeys([*rows.notes, *table.notes])),
        boundaries,
        store.snapshot["hash"][:16],
    )


def provinces_of(rows: Rows) -> set[str]:
    """The ids of provinces: too wide to stand at a point."""
    return {str(p["id"]) for p in rows.places if p["type"] == "Province"}


def units_inside(rows: Rows) -> list[str]:
    """The units of the region that stand on the map whatever happens there, by id."""
    units = {unit for place, unit in rows.units.unit_of.items() if rows.area.parts_of(place)}
    return sorted(
        unit for unit in units - provinces_of(rows) if unit in rows.positions and rows.units(unit) == unit
    )


def ground_of(store: GraphStore) -> dict[str, object]:
    """The schematic ground of the region, for maps of places that are not known beforehand."""
    rows = Rows(store, ALL)
    words = {str(p["id"]): Words(str(p["zh"]), str(p["en"])) for p in rows.places}
    return ground(
        [
            Unit(name, words[name], "".join(rows.area.parts_of(name)), *rows.positions[name])
            for name in units_inside(rows)
        ]
    )


class _Units:
    """The units of a map, made as events need them."""

    def __init__(self, rows: Rows, reader: Reader) -> None:
        self.rows, self.reader = rows, reader
        self.found: dict[str, Unit] = {}
        self.provinces = provinces_of(rows)
        for name in units_inside(rows):
            self(name, origin=False)

    def __call__(self, unit: str, origin: bool) -> str:
        """The id of the unit on the map for a unit of the analysis."""
        rows = self.rows
        members = unit.split("+")
        if unit == "?":
            words = (
                Words("迁出地未说明", "origin not stated")
                if origin
                else Words("去向未说明", "destination not stated")
            )
            made = Unit(NO_ORIGIN if origin else NO_TARGET, words, side="left" if origin else "right")
        elif not any(member in rows.units.unit_of for member in members):
            made = Unit(NOWHERE, Words("所在地未登记的场所", "sites whose place is not recorded"))
        elif len(members) > 1:
            names = [self.reader.name(member) for member in members]
            made = Unit(
                unit,
                Words(
                    "、".join(n.in_language("zh") for n in names),
                    " & ".join(n.in_language("en") for n in names),
                ),
            )
        else:
            made = self._place(unit)
        self.found.setdefault(made.id, made)
        return made.id

    def in_order(self, events: Iterable[Happening]) -> tuple[Unit, ...]:
        """The units: at the sides what most events name comes first, what has no place last."""
        counts = Counter(end for event in events for end in {event.origin, event.target})
        return tuple(
            sorted(self.found.values(), key=lambda unit: (unit.id.startswith("?"), -counts[unit.id], unit.id))
        )

    def _place(self, unit: str) -> Unit:
        name = self.reader.name(unit)
        part = "".join(self.rows.area.parts_of(unit))
        if part and unit in self.provinces:
            return Unit(
                unit,
                Words(
                    f"{name.in_language('zh')}（未说明哪里）", f"{name.in_language('en')} (not stated where)"
                ),
            )
        return Unit(unit, name, part, *self.rows.positions.get(unit, (None, None)))


def _happening(event: moves.Event, row: Mapping[str, object], where: _Units, reader: Reader) -> Happening:
    state = (
        "done"
        if event.is_done
        else "stopped"
        if event.status in moves.STOPPED
        else "not-yet"
        if event.status
        else "unstated"
    )
    first = reader.found.get(event.claims[0])
    counted = next(
        (reader.found[c] for c in event.claims if c in reader.found and reader.found[c].is_number), None
    )
    stated = (
        Words(*(reader.claims.number_text(counted, lang) for lang in ("zh", "en")))
        if event.is_group and counted
        else Words()
    )
    who = (
        reader.name(event.who)
        if event.who
        else Words(event.words or (first.one("line") if first else "") or event.move)
    )
    history = tuple(
        (status, span_text(*event.history[status]))
        for status in (*moves.PROGRESS, *moves.STOPPED)
        if status in event.history
    )
    return Happening(
        event.move,
        event.kind,
        who,
        where(str(row["from unit"]), True),
        where(str(row["to unit"]), False),
        event.scope,
        event.sector,
        state,
        event.status,
        event.year,
        event.is_group,
        stated,
        (_places(event.origin, reader), _places(event.target, reader)),
        history,
        reader.cards(" ".join(event.claims)),
    )


def _places(names: str, reader: Reader) -> Words:
    found = [reader.name(name) for name in names.split("+") if name]
    return (
        Words("、".join(n.in_language("zh") for n in found), ", ".join(n.in_language("en") for n in found))
        if found
        else Words()
    )


def _total(row: Mapping[str, object], reader: Reader) -> Total:
    claims = str(row["claims"]).split()
    counted = next((reader.found[c] for c in claims if c in reader.found and reader.found[c].is_number), None)
    stated = (
        Words(*(reader.claims.number_text(counted, lang) for lang in ("zh", "en")))
        if counted
        else Words(f"{row['stated']:g}")
    )
    where = [_places(str(row[key]), reader) for key in ("from", "to")]
    group = counted.one("who") if counted else ""
    zh, en = reader.claims.labels.both(group) if group else ("", "")
    ways = Words(*(" → ".join(w.in_language(lang) or "?" for w in where) for lang in ("zh", "en")))
    named = Words(zh or en or str(row["words"]), en or zh or str(row["words"]))
    words = Words(
        f"{named.in_language('zh')}（{ways.in_language('zh')}）",
        f"{named.in_language('en')} ({ways.in_language('en')})",
    )
    return Total(
        words,
        stated,
        row["year"],
        str(row["status"]),
        int(row["recorded done"]),
        int(row["recorded not yet"]),
        reader.cards(row["claims"]),
    )  # type: ignore[arg-type,call-overload]


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
    (" sources without a date of publication are left out", "{0} 个来源没有发布日期，未计入"),
    (" claims without a period are left out under --as-of", "{0} 条陈述没有时间，按 --as-of 未计入"),
)


def _remark(note: str) -> Words:
    """A remark of an analysis in both languages, as a sentence begins."""
    said = note[:1].upper() + note[1:]
    for ending, zh in _REMARKS:
        if note.endswith(ending):
            return Words(zh.format(note.removesuffix(ending)), said)
    if note.startswith("ranks over "):
        draws, _, rest = note.removeprefix("ranks over ").partition(" draws")
        most = rest.rpartition("rank from 1 to ")[2].partition(" ")[0]
        return Words(f"位次取自对未知情况的 {draws} 次抽样；若范围为 1 至 {most}，则什么也不能说明", said)
    return Words(said, said)


__all__ = ["chain_map", "ground_of", "moves_view", "span_text"]
