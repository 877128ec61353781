"""Views inside a notebook: the same pages as ``jjj export``, shown in the cell.

>>> page = Page("<!doctype html><title>A page</title>", height=300)
>>> print(page._repr_html_())
<iframe sandbox="allow-scripts allow-popups ..." width="100%" height="300" ...></iframe>
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from pathlib import Path

from jjj_graph.errors import JJJError
from jjj_graph.sessions import Session, default_session

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


def network(
    around: str | Sequence[str] = (),
    *,
    depth: int = 1,
    relations: Sequence[str] = (),
    chain: str | None = None,
    place: str | None = None,
    indicator: str | None = None,
    period: str | None = None,
    sources: Sequence[str] = (),
    known_by: date | str | None = None,
    as_of: date | str | None = None,
    lang: str = "en",
    height: int = 640,
    graph: Session | None = None,
) -> Page:
    """The network of ``jjj export network``, with its filters: names and ids both work.

    ``graph`` is the session to ask; by default the graph of the shipped data. Raises
    :class:`UnknownNameError` for a name that the graph has not, with what was perhaps meant.
    """
    from jjj_graph.cli.options import make_scope  # one meaning of the filters, here and on the command line

    asked = graph or default_session()
    options = {"chain": chain, "place": place, "indicator": indicator, "period": period,
               "sources": tuple(sources), "known_by": _last_day(known_by),
               "as_of": _last_day(as_of)}  # fmt: skip
    centres = (around,) if isinstance(around, str) else tuple(around)
    found = asked.network(centres, depth, relations, make_scope(options, asked))
    return Page(found.page(lang), height, found.notes)


def chain(name: str, *, lang: str = "en", height: int = 900, graph: Session | None = None) -> Page:
    """The chain map of ``jjj export chain``.

    Raises :class:`UnknownNameError` for a chain that the graph has not.
    """
    from jjj_graph.views.chain import chain_page

    view = (graph or default_session()).chain_map(name)
    return Page(chain_page(view, lang), height, tuple(note.in_language(lang) for note in view.notes))


def moves(*, lang: str = "en", height: int = 900, graph: Session | None = None) -> Page:
    """The map of moves of ``jjj export moves``."""
    from jjj_graph.views.moves import moves_page

    view = (graph or default_session()).moves_map()
    return Page(moves_page(view, lang), height, tuple(note.in_language(lang) for note in view.notes))


def _last_day(day: date | str | None) -> date | None:
    """A date, or the last day of a text such as 2024-06-30, 2024-06 or 2024."""
    if day is None or isinstance(day, date):
        return day
    from jjj_graph.facts.periods import parse_period

    try:
        if "/" in day:
            raise ValueError
        return parse_period(day).last
    except ValueError:
        raise JJJError(f"'{day}' is not a date", remedy="write 2024-06-30, 2024-06 or 2024") from None
