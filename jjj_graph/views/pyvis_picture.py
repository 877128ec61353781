"""A network as a pyvis ``Network``: the face for pictures of up to some two thousand nodes.

>>> from jjj_graph.views.network_model import drawn
>>> from jjj_graph.views.nodes import Node
>>> made = picture(drawn([Node("a", "enterprise", "organisation", "甲")], []), "试")
>>> made.add_node("b", label="乙"); made.num_nodes()
2
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from jjj_graph.views.network_model import Drawn, html
from jjj_graph.views.page import Words, as_words, write


@cache
def _picture_class() -> type:
    """``Picture``; made on first use, because importing pyvis brings IPython along."""
    from pyvis.edge import Edge as PyvisEdge
    from pyvis.network import Network
    from pyvis.node import Node as PyvisNode

    class Picture(Network):
        """A pyvis ``Network`` whose page asks for nothing, escapes everything and needs no mouse.

        ``add_node``, ``add_edge``, ``from_nx`` and ``set_options`` work as in pyvis. Nodes and edges that come
        already checked are placed in constant time each: pyvis looks through all of them for each one.
        """

        def __init__(self, title: str | Words = "", lang: str = "zh", **note: Any) -> None:
            super().__init__(directed=True, cdn_resources="in_line")
            self.title, self.lang, self.note = as_words(title), lang, note
            self.toggle_physics(False)
            self.set_edge_smooth("continuous")

        def place(self, found: Drawn) -> None:
            """Put in nodes and edges of a view model."""
            for row in found.nodes:
                rest = {key: value for key, value in row.items() if key not in ("id", "label", "shape")}
                made = PyvisNode(row["id"], row["shape"], label=row["label"], **rest).options
                self.nodes.append(made)
                self.node_ids.append(row["id"])
                self.node_map[row["id"]] = made
            for line in found.edges:
                rest = {key: value for key, value in line.items() if key not in ("from", "to")}
                self.edges.append(PyvisEdge(line["from"], line["to"], True, **rest).options)
            self.note |= found.note

        def generate_html(self, *_: Any, **__: Any) -> str:
            nodes, edges, _heading, _height, _width, options = self.get_network_data()
            found = Drawn(nodes, edges, self.note)
            self.html = html(self.title, self.lang, found, "pyvis", json.loads(options))
            return self.html

        def write_html(self, name: str, *_: Any, **__: Any) -> None:
            write(name, self.generate_html())

        save_graph = show = write_html

    return Picture


def picture(found: Drawn, title: str | Words, lang: str = "zh", **note: Any) -> Any:
    """The pyvis ``Network`` behind the page, filled and placed: change it, then ``.generate_html()``."""
    made = _picture_class()(title, lang, **note)
    made.place(found)
    return made
