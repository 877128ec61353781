"""The chain map: who covers which segment where, what is missing, what holds it up, which weakness matters.

The figures are those of the analyses; the map draws them. *Not known* is not *none*: what no source
names, what a source calls missing, and what somebody does are drawn differently.

>>> steel = Segment("nev/steel", Words("车用钢", "car steel"), "upstream")
>>> view = ChainMap("nev", Words("新能源汽车", "NEVs"), (steel,), places={"hebei": Words("河北", "Hebei")})
>>> chain_model(view)["segments"][0]["state"]
'not known'
>>> "车用钢" in chain_svg(view), chain_page(view).count("<h1")
(True, 1)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jjj_graph.views.cards import Cards, ClaimCard, citation
from jjj_graph.views.chain_drawing import drawing, letter_of
from jjj_graph.views.drawing import to_svg
from jjj_graph.views.page import Words, render, texts

__all__ = [
    "STAGES",
    "ChainMap",
    "Cover",
    "Input",
    "Problem",
    "Segment",
    "Weight",
    "chain_model",
    "chain_page",
    "chain_svg",
]

#: Stages from left to right, then the bands below; "" is a stage that no source states.
STAGES = ("upstream", "midstream", "downstream", "service", "")


@dataclass(frozen=True, slots=True)
class Cover:
    """Somebody does an activity of a segment in a part of the region: since when, who, stated where."""

    place: str
    activity: str
    since: str = ""
    who: Sequence[str] = ()
    cards: Sequence[ClaimCard] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A bottleneck on a segment.

    ``kind`` is choke-point, blockage or unspecified; ``status`` open, being-tackled, resolved or empty.
    """

    kind: str
    status: str
    words: Words = field(default=Words())
    cards: Sequence[ClaimCard] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """How much its failing would stop, and how sure its rank is (see ``analysis.weak_points``)."""

    criticality: float
    in_pairs: float
    makers: int
    score: float
    rank: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment. ``state`` is what the analysis of coverage says: present, stated missing or not known."""

    id: str
    words: Words
    stage: str
    end_product: bool = False
    state: str = "not known"
    covers: Sequence[Cover] = ()
    problems: Sequence[Problem] = ()
    weight: Weight | None = None
    #: the claims that call it missing
    missing: Sequence[ClaimCard] = ()


@dataclass(frozen=True, slots=True)
class Input:
    """One segment needs another. Inputs of one ``group`` replace each other; editorial: no source says so."""

    supplier: str
    customer: str
    group: str = ""
    essential: bool = True
    editorial: bool = True
    reason: str = ""
    source_title: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChainMap:
    """A chain with all that its map shows. ``names`` are the doers by id, ``notes`` what was left out."""

    id: str
    words: Words
    segments: Sequence[Segment]
    inputs: Sequence[Input] = ()
    places: Mapping[str, Words] = field(default_factory=dict)
    activities: Mapping[str, Words] = field(default_factory=dict)
    names: Mapping[str, Words] = field(default_factory=dict)
    notes: Sequence[Words] = ()
    snapshot: str = ""


def title_of(view: ChainMap) -> Words:
    """The title of a map."""
    return Words(f"{view.words.in_language('zh')}产业链图谱", f"Chain map: {view.words.in_language('en')}")


def chain_model(view: ChainMap) -> dict[str, Any]:
    """The view model: plain data, with every claim and source kept once and named by number."""
    if wrong := [one.stage for one in view.segments if one.stage not in STAGES]:
        raise ValueError(f"a stage must be one of {', '.join(STAGES[:-1])} or empty, not {wrong[0]!r}")
    cards = Cards()
    title = title_of(view)
    model = {
        "chain": {"id": view.id, "words": view.words.to_json()},
        "segments": [_segment(one, cards) for one in view.segments],
        "inputs": [_input(one) for one in view.inputs],
        "places": _named(view.places),
        "activities": _named(view.activities),
        "names": _named(view.names),
        "letters": [
            {"id": name, "zh": letter_of(name, words, "zh"), "en": letter_of(name, words, "en")}
            for name, words in view.activities.items()
        ],
        "stages": [stage for stage in STAGES if any(one.stage == stage for one in view.segments)],
        "notes": [note.to_json() for note in view.notes],
        "drawing": drawing(view, texts("chain")),
        "snapshot": view.snapshot,
        "cite": citation(title, view.snapshot).to_json(),
    }
    return model | cards.to_json()


def _named(words: Mapping[str, Words]) -> list[dict[str, Any]]:
    return [{"id": name, "words": said.to_json()} for name, said in words.items()]


def _segment(one: Segment, cards: Cards) -> dict[str, Any]:
    covers = [
        {
            "place": c.place,
            "activity": c.activity,
            "since": c.since,
            "who": list(c.who),
            "claims": cards.numbers(c.cards),
        }
        for c in one.covers
    ]
    problems = [
        {"kind": p.kind, "status": p.status, "words": p.words.to_json(), "claims": cards.numbers(p.cards)}
        for p in one.problems
    ]
    weight = one.weight and {name: getattr(one.weight, name) for name in Weight.__slots__}
    return {
        "id": one.id,
        "words": one.words.to_json(),
        "stage": one.stage,
        "end": one.end_product,
        "state": one.state,
        "covers": covers,
        "problems": problems,
        "weight": weight,
        "missing": cards.numbers(one.missing),
    }


def _input(one: Input) -> dict[str, Any]:
    return {
        "from": one.supplier,
        "to": one.customer,
        "group": one.group,
        "essential": one.essential,
        "editorial": one.editorial,
        "reason": one.reason,
        "source": one.source_title,
        "url": one.url,
    }


def chain_page(view: ChainMap, lang: str = "zh") -> str:
    """The map as one HTML page that opens anywhere, offline."""
    return render(
        "chain.html",
        title_of(view),
        chain_model(view),
        ["desk.js", "drawing.js", "chain.js"],
        ["desk.css", "drawing.css", "chain.css"],
        lang=lang,
    )


def chain_svg(view: ChainMap, lang: str = "zh") -> str:
    """The map as one SVG picture, with title, signs and citation; it needs no style sheet and no script."""
    title = title_of(view)
    words = texts("chain")
    key = lambda name: words[name][lang]  # noqa: E731 - a word of the user interface
    legend = [key("svg_cover"), key("svg_lines"), key("svg_marks"), key("svg_rank")]
    notes = [
        *(note.in_language(lang) for note in view.notes),
        citation(title, view.snapshot).in_language(lang),
    ]
    return to_svg(drawing(view, words), title.in_language(lang), [*legend, *notes], lang)
