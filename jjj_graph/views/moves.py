"""The view of moves: who moved where and how far it got, as a map, a Sankey diagram and a matrix.

Named movers and unnamed groups are never added, nor relocations, expansions and closures: the page shows one
of each at a time. What is counted is events of the analysis, one for each move, whoever tells it.

>>> beijing = Unit("beijing", Words("北京", "Beijing"), "beijing", 39.9, 116.4)
>>> cangzhou = Unit("cangzhou", Words("沧州", "Cangzhou"), "hebei", 38.3, 116.8)
>>> move = Happening("m1", "relocation", Words("朗依", "Langyi"), "beijing", "cangzhou", state="done", year=2016)
>>> model = moves_model(MovesView((move,), (beijing, cangzhou)))
>>> [(event["from"], event["to"], event["state"]) for event in model["events"]]
[('beijing', 'cangzhou', 'done')]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jjj_graph.views.cards import Cards, ClaimCard, citation
from jjj_graph.views.moves_map import Base, Unit, base_map
from jjj_graph.views.page import Words, render

__all__ = ["STATES", "Happening", "MovesView", "Total", "Unit", "moves_model", "moves_page"]

#: How far a move has got, as the map draws it.
STATES = ("done", "not-yet", "stopped", "unstated")
KINDS = ("relocation", "expansion", "closure")


@dataclass(frozen=True, slots=True)
class Happening:
    """One event. ``origin`` and ``target`` are units of the map, ``places`` the names of both as stated.

    ``stated`` is the number of a group in words, ``history`` each status with its period, ``around`` the ids of
    what both places lie in.
    """

    move: str
    kind: str
    who: Words
    origin: str
    target: str
    scope: str = ""
    sector: str = ""
    state: str = "unstated"
    status: str = ""
    year: int | None = None
    group: bool = False
    stated: Words = field(default=Words())
    places: tuple[Words, Words] = (Words(), Words())
    history: Sequence[tuple[str, str]] = ()
    cards: Sequence[ClaimCard] = ()
    around: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A number of movers that a source states, beside the named events recorded for the same way.

    ``move`` is the event of the unnamed group: what hides that, hides its total.
    """

    move: str
    who: Words
    way: Words
    stated: Words
    year: int | None
    status: str
    done: int
    not_yet: int
    cards: Sequence[ClaimCard] = ()


@dataclass(frozen=True, slots=True)
class MovesView:
    """All that the page shows: events, the units between which they go, names of codes, stated totals.

    ``around`` has the names of what places lie in, by which they are found too.
    """

    events: Sequence[Happening]
    units: Sequence[Unit]
    sectors: Mapping[str, Words] = field(default_factory=dict)
    scopes: Mapping[str, Words] = field(default_factory=dict)
    statuses: Mapping[str, Words] = field(default_factory=dict)
    totals: Sequence[Total] = ()
    notes: Sequence[Words] = ()
    base: Base | None = None
    snapshot: str = ""
    title: Words = Words("产业疏解与转移图", "Relocations, expansions and closures")
    around: Mapping[str, Words] = field(default_factory=dict)


def moves_model(view: MovesView) -> dict[str, Any]:
    """The view model: plain data, with every claim and source kept once and named by number."""
    cards = Cards()
    known = {unit.id for unit in view.units}
    if missing := sorted({end for e in view.events for end in (e.origin, e.target)} - known):
        raise ValueError(f"an event names the unit {missing[0]!r}, which is not on the map")
    model = {
        "events": [_event(one, cards) for one in view.events],
        "totals": [
            {
                "move": one.move,
                "who": one.who.to_json(),
                "way": one.way.to_json(),
                "stated": one.stated.to_json(),
                "year": one.year,
                "status": one.status,
                "done": one.done,
                "notYet": one.not_yet,
                "claims": cards.numbers(one.cards),
            }
            for one in view.totals
        ],
        "sectors": _named(view.sectors),
        "scopes": _named(view.scopes),
        "statuses": _named(view.statuses),
        "around": _named(view.around),
        "notes": [note.to_json() for note in view.notes],
        "map": base_map(view.units, view.base),
        "snapshot": view.snapshot,
        "cite": citation(view.title, view.snapshot).to_json(),
    }
    return model | cards.to_json()


def _named(words: Mapping[str, Words]) -> list[dict[str, Any]]:
    return [{"id": name, "words": said.to_json()} for name, said in words.items()]


def _event(one: Happening, cards: Cards) -> dict[str, Any]:
    if one.state not in STATES or one.kind not in KINDS:
        raise ValueError(
            f"state and kind of an event must be of {', '.join((*STATES, *KINDS))}, "
            f"not {one.state!r}, {one.kind!r}"
        )
    return {
        "move": one.move,
        "kind": one.kind,
        "who": one.who.to_json(),
        "from": one.origin,
        "to": one.target,
        "scope": one.scope,
        "sector": one.sector,
        "state": one.state,
        "status": one.status,
        "year": one.year,
        "group": one.group,
        "stated": one.stated.to_json(),
        "places": [place.to_json() for place in one.places],
        "history": [{"status": status, "period": period} for status, period in one.history],
        "claims": cards.numbers(one.cards),
        "around": list(one.around),
    }


def moves_page(view: MovesView, lang: str = "zh") -> str:
    """The view as one HTML page that opens anywhere, offline."""
    return render(
        "moves.html",
        view.title,
        moves_model(view),
        ["desk.js", "drawing.js", "ground.js", "flows.js", "moves.js"],
        ["desk.css", "drawing.css", "ground.css", "moves.css"],
        lang=lang,
    )
