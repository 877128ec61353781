"""The map of moves: rows out of the graph, analyses, a typed view model back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from jjj_graph.analysis import moves
from jjj_graph.analysis.events import PROGRESS, STOPPED, Event
from jjj_graph.pages.reading import Reader, remark, snapshot_of, span_text
from jjj_graph.rows import Rows
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views.moves import Happening, MovesView, Total
from jjj_graph.views.moves_map import Base, Unit, ground
from jjj_graph.views.page import Words

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
    group_of = {" ".join(event.claims): event.move for event in rows.events if event.is_group}
    sectors = sorted({event.sector for event in events if event.sector})
    scopes = sorted({event.scope for event in events if event.scope})
    statuses = sorted({status for event in events for status, _ in event.history})
    return MovesView(
        tuple(events),
        where.in_order(events),
        {name: reader.name(name) for name in sectors},
        {name: reader.code("scope", name) for name in scopes},
        {name: reader.code("status", name) for name in statuses},
        tuple(_total(row, group_of[str(row["claims"])], reader) for row in totals),
        tuple(remark(note) for note in dict.fromkeys([*rows.notes, *table.notes])),
        boundaries,
        snapshot_of(store),
        around={name: reader.name(name) for name in sorted({name for one in events for name in one.around})},
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

    def around(self, *ends: str) -> tuple[str, ...]:
        """The ids of all in which the places of some ends lie, the nearest first."""
        within, found = self.rows.geography.within, {}
        for place in "+".join(ends).split("+"):
            while (place := within.get(place, "")) and place not in found:
                found[place] = True
        return tuple(found)

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


def _happening(event: Event, row: Mapping[str, object], where: _Units, reader: Reader) -> Happening:
    state = (
        "done"
        if event.is_done
        else "stopped"
        if event.status in STOPPED
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
        for status in (*PROGRESS, *STOPPED)
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
        where.around(event.origin, event.target),
    )


def _places(names: str, reader: Reader) -> Words:
    found = [reader.name(name) for name in names.split("+") if name]
    return (
        Words("、".join(n.in_language("zh") for n in found), ", ".join(n.in_language("en") for n in found))
        if found
        else Words()
    )


def _total(row: Mapping[str, object], move: str, reader: Reader) -> Total:
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
    return Total(
        move,
        named,
        ways,
        stated,
        row["year"],
        str(row["status"]),
        int(row["recorded done"]),
        int(row["recorded not yet"]),
        reader.cards(row["claims"]),
    )  # type: ignore[arg-type,call-overload]
