"""A networkx graph as a file for other tools: GraphML, GEXF, CSV.

Equal graphs give equal files. What an XML file cannot hold becomes U+FFFD; what a spreadsheet would run as a
formula is made text; nothing else is changed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from jjj_graph.views.page import clean_text

if TYPE_CHECKING:
    import networkx as nx


def to_graphml(graph: nx.MultiDiGraph) -> str:
    """GraphML, for yEd, Cytoscape, igraph; nodes, edges and attributes in the order of their names."""
    import networkx as nx

    clean = _clean_copy(graph)
    for number, (_, _, key, data) in enumerate(clean.edges(keys=True, data=True)):
        data |= {"id": f"e{number}", "key": data.get("key", key)}  # an id must be unique, a key need not be
    file = io.BytesIO()
    nx.write_graphml_xml(clean, file, encoding="utf-8", prettyprint=True, edge_id_from_attribute="id")
    return file.getvalue().decode("utf-8")


def to_gexf(graph: nx.MultiDiGraph) -> str:
    """GEXF, for Gephi, without the date and the version that networkx writes into it."""
    from networkx.readwrite.gexf import GEXFWriter

    clean = _clean_copy(graph)
    for name, data in clean.nodes(data=True):
        data["label"] = data.get("zh") or data.get("en") or str(name)
    writer = GEXFWriter(encoding="utf-8", prettyprint=True, version="1.2draft")
    writer.add_graph(clean)
    for element in writer.xml.iter():
        element.attrib.pop("lastmodifieddate", None)
        if element.tag == "creator":
            element.text = "jjj_graph"
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue().decode("utf-8")


def to_csv(graph: nx.MultiDiGraph, what: str = "edges") -> str:
    """One table: ``edges`` (source, target, key, then attributes by name) or ``nodes`` (id, then attributes).

    A cell that a spreadsheet would take for a formula gets a ``'`` before it.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph(); _ = graph.add_edge("=1+1", "b", key="supplies", growth=-3.5)
    >>> print(to_csv(graph))
    source,target,key,growth
    '=1+1,b,supplies,-3.5
    <BLANKLINE>
    """
    clean = _clean_copy(graph)
    if what == "edges":
        head = ["source", "target", "key"]
        rows = [
            ([source, target, key], data) for source, target, key, data in clean.edges(keys=True, data=True)
        ]
    elif what == "nodes":
        head = ["id"]
        rows = [([name], data) for name, data in clean.nodes(data=True)]
    else:
        raise ValueError(f"what must be edges or nodes, not {what!r}")
    names = sorted({name for _, data in rows for name in data})
    lines = [head + names] + [key + [data.get(name, "") for name in names] for key, data in rows]
    return "".join(_line(line) for line in lines)


def _line(values: list[Any]) -> str:
    """One line. The csv module quotes a cell with a lone carriage return only if lines end with one."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow([_cell(value) for value in values])
    return file.getvalue()[:-2] + "\n"


_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


def _cell(value: Any) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(tuple("=+-@\t\r\n")) and not _NUMBER.fullmatch(text) else text


def _clean_copy(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Sorted, without what XML forbids; two names that become one by it are told apart by a number."""
    import networkx as nx

    clean = nx.MultiDiGraph()
    names: dict[Any, str] = {}
    for name in sorted(graph.nodes, key=str):
        text, number = clean_text(str(name)), 1
        while text in clean:
            number += 1
            text = f"{clean_text(str(name))} ({number})"
        names[name] = text
        clean.add_node(text, **_clean_attributes(graph.nodes[name]))
    for source, target, key, data in sorted(
        graph.edges(keys=True, data=True), key=lambda edge: tuple(str(part) for part in edge[:3])
    ):
        clean.add_edge(names[source], names[target], key=clean_text(str(key)), **_clean_attributes(data))
    return clean


def _clean_attributes(data: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        clean_text(str(name)): value if isinstance(value, bool | int | float) else clean_text(_flat(value))
        for name, value in sorted(data.items(), key=lambda item: str(item[0]))
        if value is not None
    }


def _flat(value: Any) -> str:
    return "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)
