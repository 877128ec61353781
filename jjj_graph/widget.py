"""The explorer inside a notebook as a widget: what is asked, answered and selected in the page is so in Python too.

The page is the one of ``jjj export explorer``, in a sandboxed frame that reaches neither the notebook nor a network.
It and Python tell each other by messages of plain data. Needs ``anywidget`` (the extra ``notebook``), and is
therefore imported by :func:`jjj_graph.notebook.explorer_widget` only.
"""

from __future__ import annotations

import anywidget
import pyoxigraph as ox
import traitlets

from jjj_graph.errors import JJJError
from jjj_graph.names import Names
from jjj_graph.questions import as_table
from jjj_graph.tables import Table
from jjj_graph.views.page import HERE


class ExplorerWidget(anywidget.AnyWidget):
    """The explorer in a cell. All that is shared can be observed: ``widget.observe(act, "selected")``.

    ``query`` is the SPARQL text that the page shows; setting it asks it. ``selected`` is the IRI of the thing whose
    panel is open, or empty; setting it, also to a name or an id, opens the panel. ``error`` says why there is no answer.
    """

    _esm = (HERE / "assets" / "widget.js").read_text(encoding="utf-8")
    query = traitlets.Unicode().tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    error = traitlets.Unicode().tag(sync=True)
    _page = traitlets.Unicode().tag(sync=True)
    _height = traitlets.Int().tag(sync=True)
    _answer = traitlets.Unicode().tag(sync=True)
    _answered = traitlets.Unicode().tag(sync=True)

    def __init__(self, page: str, names: Names, height: int = 820) -> None:
        self._names = names
        super().__init__(_page=page, _height=height)

    @property
    def result(self) -> Table:
        """The answer that the page shows: a table, whose rows are also dictionaries (``list(widget.result)``).

        Raises :class:`JJJError` while the query has no answer yet.
        """
        if self.error:
            raise JJJError(self.error, remedy="mend the query, in the page or as .query")
        if not self._answer or self._answered.split() != self.query.split():
            raise JJJError(
                "the page has not answered this query yet",
                remedy="show the widget, and read .result in a later cell: a running cell hears nothing",
            )
        return as_table(ox.parse_query_results(self._answer, format=ox.QueryResultsFormat.JSON))

    @traitlets.validate("selected")
    def _as_iri(self, proposal: traitlets.Bunch) -> str:
        name = proposal["value"]
        return name if not name or "://" in name else self._names.find(name)
