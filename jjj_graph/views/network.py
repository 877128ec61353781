"""The network view: who is tied to whom, by which claim. Typed nodes and edges in, one page out.

The walk: ``relations`` makes nodes and edges of claims; ``analysis.routes`` says what is a hub, who belongs
where and which ways lead from one to another; ``layout`` gives places; ``network_model`` makes plain data of it
all; the page (``assets/network-*.js``) makes a scene of it, and one of two renderers draws that: vis-network,
filled through pyvis, or our own canvas.

>>> foton = Node("foton", "enterprise", "organisation", "福田汽车")
>>> nodes = [Node("beijing", "municipality", "place", "北京"), foton]
>>> edges = [Edge("foton", "beijing", "in", "位于", "in")]
>>> html = network_page(nodes, edges, Words("试图", "A picture"))
>>> "福田汽车" in html, "https://cdn" in html
(True, False)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from jjj_graph.views import network_model, pyvis_picture
from jjj_graph.views.cards import ClaimCard, citation
from jjj_graph.views.graph_files import to_csv, to_gexf, to_graphml
from jjj_graph.views.layout import layout
from jjj_graph.views.nodes import Edge, Fact, Node, to_networkx
from jjj_graph.views.page import Words, as_words, write

__all__ = [
    "ENGINES", "ClaimCard", "Edge", "Fact", "Node", "Words", "citation", "layout", "network_page", "picture",
    "to_csv", "to_gexf", "to_graphml", "to_networkx", "write",
]  # fmt: skip

#: More nodes than this are not readable at once: the page opens with the best connected ones and says so.
READABLE_NODES = 300
#: What draws the picture; ``auto`` is pyvis (vis-network) up to so many nodes, and our canvas above.
ENGINES = ("auto", "pyvis", "canvas")
PYVIS_NODES = 2000


def picture(nodes: Iterable[Node], edges: Iterable[Edge], title: str | Words, lang: str = "zh") -> Any:
    """The pyvis ``Network`` behind the page, filled and placed: change it, then ``.generate_html()``."""
    return pyvis_picture.picture(network_model.drawn(nodes, edges, lang), title, lang)


def network_page(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    title: str | Words,
    lang: str = "zh",
    *,
    snapshot: str = "",
    about: str | Words = "",
    cite: str | Words = "",
    of_nodes: int | None = None,
    of_edges: int | None = None,
    readable: int = READABLE_NODES,
    engine: str = "auto",
    hubs: Collection[str] | None = None,
    path: tuple[str, str] | None = None,
    through_hubs: bool = False,
    avoided: Collection[str] = (),
) -> str:
    """The page. ``about`` says what was chosen, ``of_nodes``, ``of_edges`` of how much, ``snapshot`` of what.

    With more than ``readable`` nodes the page opens with the best connected ones, says how many it leaves out,
    and offers all; a page that is drawn on the canvas opens gathered by place or segment. ``hubs`` (ids; by
    default of these edges) are folded: their lines stay away until somebody asks for them. With ``path`` (two
    ids) it opens with the ways between the two, through hubs or not, never through ``avoided``. ``cite`` is made from title and snapshot where none is given.
    """
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(ENGINES)}, not {engine!r}")
    nodes, edges, title = list(nodes), list(edges), as_words(title)
    found = network_model.drawn(nodes, edges, lang, hubs)
    if engine == "auto":
        engine = "canvas" if len(nodes) > PYVIS_NODES else "pyvis"
    gathered = next((by for by, groups in found.note["groups"].items() if len(groups) > 1), "")
    note = {
        "snapshot": snapshot,
        "about": as_words(about).to_json(),
        "cite": as_words(cite or citation(title, snapshot)).to_json(),
        "ofNodes": len(nodes) if of_nodes is None else of_nodes,
        "ofEdges": len(edges) if of_edges is None else of_edges,
        "readable": readable,
        "opening": {
            "by": gathered if len(nodes) > PYVIS_NODES else "",
            "path": list(path or ()),
            "hubs": through_hubs,
            "avoided": sorted(avoided),
        },
    }
    if engine == "pyvis":
        return pyvis_picture.picture(found, title, lang, **note).generate_html()
    found.note.update(note)
    return network_model.html(title, lang, found, engine, {})
