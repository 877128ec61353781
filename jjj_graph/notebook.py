"""Views inside a notebook: the same pages as ``jjj export`` and ``jjj audit``, shown in the cell, without a network.

Each function has the name of its command and its filters; names and ids both work. ``graph`` is the session to
ask, by default that of the shipped data; ``lang`` the language in which the page opens; ``height`` in pixels. What
they raise: :class:`UnknownNameError` for a name that the graph has not, with what was perhaps meant.
:func:`explorer_widget` is the explorer with query, answer and selection shared between page and Python.

>>> page = Page("<!doctype html><title>A page</title>", height=300)
>>> print(page._repr_html_())
<iframe sandbox="allow-scripts allow-popups ..." width="100%" height="300" ...></iframe>
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

from jjj_graph.errors import JJJError
from jjj_graph.scope import Scope
from jjj_graph.sessions import Session, default_session
from jjj_graph.views.page import Words

if TYPE_CHECKING:
    from jjj_graph.widget import ExplorerWidget

#: What the page may do inside the notebook: run its own scripts, open a source in a new tab, save a file.
#: Without ``allow-same-origin`` it reaches neither the notebook nor its server.
_SANDBOX = "allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads"


@dataclass(frozen=True)
class Page:
    """A self-contained HTML page that a notebook shows in a sandboxed frame."""

    html: str
    height: int = 640
    #: remarks on what was left out, shown under the frame
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Page of {len(self.html):,} characters>"

    def _repr_html_(self) -> str:
        frame = (
            f'<iframe sandbox="{_SANDBOX}" width="100%" height="{self.height}" '
            f'style="border: 1px solid #8888" srcdoc="{escape(self.html)}"></iframe>'
        )
        return frame + "".join(f"<p>{escape(note)}</p>" for note in self.notes)

    def save(self, path: str | Path) -> Path:
        """Write the page to a file that opens anywhere, offline; its path."""
        from jjj_graph.facts.writing import write_atomically

        write_atomically(Path(path), self.html)
        return Path(path)


class Sight(TypedDict, total=False):
    """Which sources may speak, and of which time: what every view takes."""

    sources: Sequence[str]
    known_by: date | str | None
    as_of: date | str | None


class Filters(Sight, total=False):
    """What claims must name; a place is the place and what lies in it."""

    chain: str | None
    place: str | None
    indicator: str | None
    period: str | None


def network(around: str | Sequence[str] = (), *, depth: int = 1, relations: Sequence[str] = (), engine: str = "auto",
            lang: str = "en", height: int = 640, graph: Session | None = None,
            **filters: Unpack[Filters]) -> Page:  # fmt: skip
    """The network of ``jjj export network``: all of it, or what is within ``depth`` steps of some things."""
    asked = graph or default_session()
    found = asked.network(_several(around), depth, relations, _scope(asked, filters, Filters))
    return Page(found.page(lang, engine), height, found.notes)


def path(start: str, goal: str, *, through_hubs: bool = False, avoid: Sequence[str] = (), relations: Sequence[str] = (),
         lang: str = "en", height: int = 640, graph: Session | None = None, **filters: Unpack[Filters]) -> Page:  # fmt: skip
    """The shortest ways between two things, with their claims: ``jjj export network --path``.

    Raises :class:`JJJError` where there is no way.
    """
    asked = graph or default_session()
    found = asked.network_between(start, goal, through_hubs=through_hubs, avoid=avoid, relations=relations,
                                  scope=_scope(asked, filters, Filters))  # fmt: skip
    return Page(found.page(lang), height, found.notes)


def chain(name: str, *, lang: str = "en", height: int = 900, graph: Session | None = None,
          **filters: Unpack[Sight]) -> Page:  # fmt: skip
    """The chain map of ``jjj export chain``."""
    from jjj_graph.views.chain import chain_page

    asked = graph or default_session()
    view = asked.chain_map(name, _scope(asked, filters))
    return Page(chain_page(view, lang), height, _in_language(view.notes, lang))


def moves(
    *, lang: str = "en", height: int = 900, graph: Session | None = None, **filters: Unpack[Sight]
) -> Page:
    """The map of moves of ``jjj export moves``."""
    from jjj_graph.views.moves import moves_page

    asked = graph or default_session()
    view = asked.moves_map(_scope(asked, filters))
    return Page(moves_page(view, lang), height, _in_language(view.notes, lang))


def timeline(*, lang: str = "en", height: int = 760, graph: Session | None = None,
             **filters: Unpack[Filters]) -> Page:  # fmt: skip
    """Policies, moves and projects over time, as of ``jjj export timeline``."""
    from jjj_graph.pages.timeline import timeline as read_timeline
    from jjj_graph.views.timeline import timeline_page

    asked = graph or default_session()
    model = read_timeline(asked.store, _scope(asked, filters, Filters))
    return Page(timeline_page(model, lang), height, tuple(model["notes"]))


def indicators(wanted: str | Sequence[str] = (), places: str | Sequence[str] = (), *, lang: str = "en",
               height: int = 760, graph: Session | None = None, **filters: Unpack[Sight]) -> Page:  # fmt: skip
    """Every source's number as an interval, as of ``jjj export indicators``; by default the dozen with most witnesses."""
    from jjj_graph.pages.indicators import indicators as read_indicators
    from jjj_graph.views.indicators import indicators_page

    asked = graph or default_session()
    scope = _scope(asked, filters)
    model = read_indicators(asked.store, asked.names, _several(wanted), _several(places), scope)
    return Page(indicators_page(model, lang), height, tuple(model["notes"]))


def audit(
    *, lang: str = "en", height: int = 760, graph: Session | None = None, **filters: Unpack[Filters]
) -> Page:
    """The contradictions of ``jjj audit -o audit.html``, each with its arithmetic."""
    from jjj_graph.auditing import audit_graph, stored_report
    from jjj_graph.pages.audit import audit as read_audit
    from jjj_graph.views.contradictions import audit_page

    asked = graph or default_session()
    scope = _scope(asked, filters, Filters)
    report = (stored_report(asked.store) if scope == Scope() else None) or audit_graph(asked.store, scope)
    return Page(audit_page(read_audit(asked.store, report), lang), height)


def explorer(*, chain: str | None = None, place: str | None = None, question: str | None = None,
             parameters: Mapping[str, str] | None = None, lang: str = "en", height: int = 820,
             graph: Session | None = None) -> Page:  # fmt: skip
    """The explorer of ``jjj export explorer``: graph and engine in one page, whole or a part."""
    from jjj_graph.pages.explorer import explore

    asked = graph or default_session()
    found = explore(asked, chain=chain, place=place, question=question, parameters=parameters)
    return Page(found.page(lang), height, tuple(found.notes))


def explorer_widget(*, chain: str | None = None, place: str | None = None, question: str | None = None,
                    parameters: Mapping[str, str] | None = None, lang: str = "en", height: int = 820,
                    graph: Session | None = None) -> ExplorerWidget:  # fmt: skip
    """The explorer as a widget: its query, its answer and what is selected are Python's too, both ways.

    Raises :class:`JJJError` where anywidget is not installed.
    """
    from jjj_graph.pages.explorer import explore

    try:
        from jjj_graph.widget import ExplorerWidget
    except ImportError:
        raise JJJError("the widget needs anywidget", remedy="pip install 'jjj-graph[notebook]'") from None
    asked = graph or default_session()
    found = explore(asked, chain=chain, place=place, question=question, parameters=parameters)
    return ExplorerWidget(found.page(lang), asked.names, height)


def _several(names: str | Sequence[str]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else tuple(names)


def _in_language(notes: Iterable[Words], lang: str) -> tuple[str, ...]:
    return tuple(note.in_language(lang) for note in notes)


def _scope(asked: Session, filters: Mapping[str, object], known: type = Sight) -> Scope:
    """The filters with the meaning they have on the command line. Raises ``TypeError`` for one that the view has not."""
    from jjj_graph.cli.options import make_scope

    if unknown := sorted(set(filters) - set(known.__annotations__)):
        raise TypeError(f"there is no filter '{unknown[0]}'; there are {', '.join(known.__annotations__)}")
    days = {key: _last_day(filters.get(key)) for key in ("known_by", "as_of")}
    return make_scope({**filters, "sources": tuple(filters.get("sources", ())), **days}, asked)


def _last_day(day: object) -> date | None:
    """A date, or the last day of a text such as 2024-06-30, 2024-06 or 2024."""
    from jjj_graph.facts.periods import parse_period

    if day is None or isinstance(day, date):
        return day
    try:
        if "/" in str(day):
            raise ValueError
        return parse_period(str(day)).last
    except ValueError:
        raise JJJError(f"'{day}' is not a date", remedy="write 2024-06-30, 2024-06 or 2024") from None
