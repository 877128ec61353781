"""A knowledge graph of the Beijing-Tianjin-Hebei industry that can be questioned, trusted and shown.

The functions below have the names of the commands. Nothing heavy is imported before it is used.
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

_SESSION, _TABLES, _SCOPE = "jjj_graph.sessions", "jjj_graph.tables", "jjj_graph.scope"
_HOMES: dict[str, str] = {
    **dict.fromkeys(
        ("Session", "ask", "figures", "list", "open", "query", "session", "show", "sources", "why"), _SESSION
    ),
    "Scope": _SCOPE,
    "Table": _TABLES,
    "build_graph": "jjj_graph.building",
    "check": "jjj_graph.checking",
    "diff": "jjj_graph.differences",
}
__all__ = ["__version__", *sorted(_HOMES)]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
