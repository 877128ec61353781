"""The explorer: one page that holds a graph and the engine that answers questions to it.

The graph comes in compressed pieces, the engine as WebAssembly; both are data of the page. A worker unpacks
them when the page opens. Nothing is asked of anybody.

>>> view = Explorer(Words("图", "A graph"), "ab12", "1.0", {"quads": 0}, {}, (), (), ())
>>> html = explorer_page(view)
>>> html.count("<h1"), "'wasm-unsafe-eval'" in html.replace("&#39;", "'")
(1, True)
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jjj_graph.views.cards import NOT_YET, STOPPED
from jjj_graph.views.page import HERE, Words, asset, families, render, texts

__all__ = ["Explorer", "NamedQuestion", "Parameter", "Term", "Words", "explorer_page", "view_model"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: its name, what it is (``entity``, ``period``, …), and the term it has by default."""

    name: str
    kind: str
    default: str


@dataclass(frozen=True, slots=True)
class NamedQuestion:
    """A question of the list: its words, its parameters, and the query as it stands in its file."""

    name: str
    words: Words
    parameters: Sequence[Parameter]
    sparql: str
    missing: str = ""
    may_be_empty: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A word that the editor offers: ``jjj:supplies``, what sort of thing it is, and what it is called."""

    name: str
    sort: str
    words: Words


@dataclass(frozen=True, slots=True)
class Explorer:
    """What the page shows and knows. ``pieces`` are (quads, gzipped TriG); ``part`` says what was chosen, if not all."""

    title: Words
    snapshot: str
    version: str
    counts: Mapping[str, int]
    prefixes: Mapping[str, str]
    questions: Sequence[NamedQuestion]
    terms: Sequence[Term]
    pieces: Sequence[tuple[int, bytes]]
    part: Words = field(default=Words())
    start: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    type_families: Mapping[str, str] = field(default_factory=dict)
    #: what :func:`jjj_graph.views.moves_map.ground` makes; places come out of the graph when they are asked for
    ground: Mapping[str, Any] = field(default_factory=dict)


def explorer_page(view: Explorer, lang: str = "zh") -> str:
    """The page, in the language it opens in."""
    embedded = {
        "blob-worker": asset("explorer-worker.js"),
        "blob-wasm": _engine(),
        **{
            f"blob-piece-{number}": base64.b64encode(packed).decode()
            for number, (_, packed) in enumerate(view.pieces)
        },
    }
    return render(
        "explorer.html",
        view.title,
        view_model(view),
        scripts=["ground.js", "explorer.js"],
        styles=["drawing.css", "ground.css", "explorer.css"],
        lang=lang,
        embedded=embedded,
        worker=True,
    )


@cache
def _engine() -> str:
    return base64.b64encode((HERE / "assets" / "oxigraph.wasm.gz").read_bytes()).decode()


def view_model(view: Explorer) -> dict[str, Any]:
    """All but the graph and the engine, as the scripts expect it.

    >>> view_model(Explorer(Words("图"), "ab12", "1.0", {"quads": 7}, {}, (), (), [(7, b"")]))["pieces"]
    [7]
    """
    return {
        "snapshot": view.snapshot,
        "version": view.version,
        "counts": dict(view.counts),
        "prefixes": dict(view.prefixes),
        "questions": [_question(question) for question in view.questions],
        "terms": [[term.name, term.sort, term.words.zh, term.words.en] for term in view.terms],
        "pieces": [quads for quads, _ in view.pieces],
        "part": view.part.to_json(),
        "start": view.start,
        "given": dict(view.given),
        "columns": texts("columns"),
        "families": families(),
        "typeFamilies": dict(view.type_families),
        "ground": dict(view.ground),
        "notYet": NOT_YET,
        "stopped": STOPPED,
    }


def _question(question: NamedQuestion) -> dict[str, Any]:
    return {
        "name": question.name,
        "words": question.words.to_json(),
        "parameters": [{"name": p.name, "kind": p.kind, "default": p.default} for p in question.parameters],
        "sparql": question.sparql,
        "missing": question.missing,
        "mayBeEmpty": question.may_be_empty,
    }
