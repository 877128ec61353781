"""The timeline: policies, moves and projects over time, each status a bar from its first to its last day.

What is done is drawn otherwise than what is planned; an open end is drawn open; what has no date stands apart
and is counted. ``timeline_model`` makes plain data (testable without a browser), ``timeline_page`` the page.

>>> told = Told("0a", "s")
>>> step = Step("completed", "2024", date(2024, 1, 1), date(2024, 12, 31), (told,))
>>> model = timeline_model([Item("x", "relocation", Words("某厂"), [step])], {})
>>> model["items"][0]["state"], model["items"][0]["steps"][0]["b"] - model["items"][0]["steps"][0]["a"]
('done', 365)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jjj_graph.views.page import Words, render
from jjj_graph.views.witnesses import Shelf, Source, Told, day_number

#: The rows, in the order in which they stand.
KINDS = ("policy", "relocation", "expansion", "closure", "project")
#: How a bar is drawn: it happened, is under way, is to come, was stopped, is denied, or nothing is said.
STATES = ("done", "going", "planned", "stopped", "denied", "said")
_STATE = {
    "completed": "done",
    "operating": "done",
    "issued": "done",
    "adopted": "done",
    "in-force": "done",
    "started": "going",
    "under-way": "going",
    "target": "planned",
    "planned": "planned",
    "forecast": "planned",
    "announced": "planned",
    "signed": "planned",
    "approved": "planned",
    "proposed": "planned",
    "pledged": "planned",
    "suspended": "stopped",
    "cancelled": "stopped",
    "denied": "denied",
}
#: Statuses by how far a thing has got; the furthest names the state of the whole.
_FURTHEST = (
    "suspended",
    "cancelled",
    "operating",
    "completed",
    "in-force",
    "issued",
    "adopted",
    "under-way",
    "started",
    "approved",
    "signed",
    "announced",
    "forecast",
    "planned",
    "target",
    "pledged",
    "proposed",
    "reported",
    "",
    "denied",
)
#: Part of all dated things that the opening window leaves out: the long past more than the far plans.
TAILS = (0.05, 0.01)


@dataclass(frozen=True, slots=True)
class Step:
    """One status of a thing, the period given for it, and who says so.

    ``first`` or ``last`` is ``None`` where the period is open.
    ``denied`` where the sources say that it is not so. ``years`` for the years that a policy covers.
    """

    status: str
    period: str = ""
    first: date | None = None
    last: date | None = None
    told: tuple[Told, ...] = ()
    denied: bool = False
    years: bool = False

    @property
    def state(self) -> str:
        """One of :data:`STATES`."""
        return "denied" if self.denied else _STATE.get(self.status, "said")

    @property
    def is_dated(self) -> bool:
        """Whether it has a place on the line of time."""
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class Item:
    """A policy, move or project: its name, its steps, the chains and places it touches."""

    id: str
    kind: str
    words: Words
    steps: Sequence[Step] = ()
    detail: Words = Words()
    chains: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


def state_of(steps: Sequence[Step]) -> str:
    """The state of the whole: that of the furthest status.

    >>> state_of([Step("announced"), Step("completed"), Step("planned")])
    'done'
    """
    told = [step for step in steps if not step.years] or list(steps)
    reach = {status: rank for rank, status in enumerate(_FURTHEST)}
    return min(told, key=lambda s: (s.denied, reach.get(s.status, 99))).state if told else "said"


def timeline_model(
    items: Iterable[Item],
    sources: Mapping[str, Source],
    names: Mapping[str, Words] | None = None,
    **notes: Any,
) -> dict[str, Any]:
    """The timeline as plain data. ``names`` are the names of chains and places."""
    shelf = Shelf(sources)
    names, items = names or {}, list(items)
    if unknown := [item.kind for item in items if item.kind not in KINDS]:
        raise ValueError(f"kind of an item must be one of {', '.join(KINDS)}, not {unknown[0]!r}")
    ordered = sorted(items, key=lambda item: (KINDS.index(item.kind), _start(item) or date.max, item.id))
    made = [_item(item, shelf) for item in ordered]
    used = {
        key: Counter(name for item in ordered for name in getattr(item, key)) for key in ("chains", "places")
    }
    return {
        "items": made,
        "chains": _options(used["chains"], names),
        "places": _options(used["places"], names),
        "opening": opening(ordered),
        "undated": sum(not any(step["dated"] for step in item["steps"]) for item in made),
        **shelf.to_json(),
        **notes,
    }


def _options(counted: Counter[str], names: Mapping[str, Words]) -> list[dict[str, Any]]:
    return [
        {"id": name, "words": names.get(name, Words(name)).to_json(), "n": counted[name]}
        for name in sorted(counted, key=lambda n: (-counted[n], n))
    ]


def _item(item: Item, shelf: Shelf) -> dict[str, Any]:
    steps = sorted(
        item.steps,
        key=lambda s: (s.years, s.first or s.last or date.max, s.last or date.max, s.status, s.period),
    )
    return {
        "id": item.id,
        "kind": item.kind,
        "words": item.words.to_json(),
        "detail": item.detail.to_json() if item.detail.zh or item.detail.en else None,
        "state": state_of(item.steps),
        "chains": sorted(set(item.chains)),
        "places": sorted(set(item.places)),
        "steps": [_step(step, shelf) for step in steps],
        "sources": len({told.source for step in steps for told in step.told}),
    }


def _step(step: Step, shelf: Shelf) -> dict[str, Any]:
    return {
        "status": step.status,
        "state": step.state,
        "years": step.years,
        "period": step.period,
        "dated": step.is_dated,
        "a": day_number(step.first),
        "b": None if step.last is None else day_number(step.last),
        "claims": shelf.numbers(step.told),
    }


def _start(item: Item) -> date | None:
    return min((day for step in item.steps for day in (step.first or step.last,) if day), default=None)


def opening(items: Iterable[Item]) -> list[int]:
    """First and last year of the window that the page opens with: nearly all dated things are in it."""
    years = sorted(
        day.year
        for item in items
        for step in item.steps
        if not step.years
        for day in (step.first or step.last,)
        if day
    )
    if not years:
        return [2014, 2026]
    early, late = (int(len(years) * part) for part in TAILS)
    return [years[early], years[-1 - late]]


def timeline_page(model: Mapping[str, Any], lang: str = "zh", title: Words | None = None) -> str:
    """The page of a model of :func:`timeline_model`."""
    words = title or Words(
        "京津冀产业协同时间线：政策、转移与项目",
        "Timeline of Beijing-Tianjin-Hebei industry: policies, moves and projects",
    )
    return render("timeline.html", words, model, ["chart.js", "timeline.js"], ["chart.css"], lang=lang)
