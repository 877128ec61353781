"""Which sources may speak, and of which time: the filters that every command shares.

``known_by`` leaves only sources published by a date (one without a date is left out and counted);
``as_of`` asks what held in the world on a date. A state holds from the start of its period until an end
is stated, a number only in its period. Of what is told as being so *by* a day (``../2024-12``) nobody knows since
when: it holds from that day on, a number on that day only. A claim without a period is left out under ``as_of``,
and so is one that is told by a later day; both are counted.
``place`` is the place and what lies in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from jjj_graph import namespaces as ns
from jjj_graph.errors import UnknownNameError
from jjj_graph.store.embedded import GraphStore


@dataclass(frozen=True)
class Scope:
    """Filters on sources and time; empty means all."""

    sources: tuple[str, ...] = ()
    known_by: date | None = None
    as_of: date | None = None
    chain: str | None = None
    place: str | None = None
    indicator: str | None = None
    period: str | None = None


ALL = Scope()


@dataclass
class Sight:
    """What a scope lets a query see: the graphs (``None`` for all), and remarks on what was left out."""

    graphs: list[str] | None = None
    notes: list[str] = field(default_factory=list)


def see(store: GraphStore, scope: Scope) -> Sight:
    """The graphs that a scope leaves. Raises :class:`UnknownNameError` for a source that the graph lacks."""
    if not scope.sources and scope.known_by is None:
        return Sight()
    published = _published(store)
    chosen, notes = list(published), []
    if scope.sources:
        for name in scope.sources:
            if ns.source_iri(name) not in published:
                raise UnknownNameError(f"there is no source '{name}'", remedy="jjj sources lists them")
        chosen = [ns.source_iri(name) for name in scope.sources]
    if scope.known_by is not None:
        undated = [graph for graph in chosen if published[graph] is None]
        chosen = [
            graph for graph in chosen if (day := published[graph]) is not None and day <= scope.known_by
        ]
        if undated:
            notes.append(f"{len(undated)} sources without a date of publication are left out")
    return Sight([*chosen, ns.REGISTRY_GRAPH, ns.ONTOLOGY, ns.SNAPSHOT_GRAPH], notes)


def inside(store: GraphStore, place: str) -> set[str]:
    """The IRI of a place, of all that lies in it or has its seat there, and of the aggregates that hold one of these."""
    rows = store.query(
        f"""SELECT DISTINCT ?x {{ {{ ?x (jjj:locatedIn|jjj:seat|^jjj:hasPart)* {ox.NamedNode(place)} }} UNION
        {{ ?x a jjj:AggregatePlace ; jjj:hasPart/(jjj:locatedIn|jjj:seat|^jjj:hasPart)* {ox.NamedNode(place)} }} }}"""
    )
    return {place, *(row[0].value for row in rows)}


def _published(store: GraphStore) -> dict[str, date | None]:
    """Every source graph with the last day on which it can have been published."""
    rows = store.query(
        "SELECT ?source ?day { ?source a jjj:Source OPTIONAL { ?source jjj:published/jjj:lastDay ?day } }"
    )
    found: dict[str, date | None] = {}
    for row in rows:
        found[row["source"].value] = date.fromisoformat(row["day"].value) if row["day"] is not None else None
    return found


def holds(first: date | None, last: date | None, is_number: bool, dated: bool, day: date | None) -> bool:
    """Whether a claim with that period holds on a day.

    >>> holds(date(2020, 1, 1), date(2020, 12, 31), False, True, date(2024, 1, 1))
    True
    >>> holds(date(2020, 1, 1), date(2020, 12, 31), True, True, date(2024, 1, 1))
    False
    >>> [holds(None, date(2020, 12, 31), False, True, date(year, 12, 31)) for year in (1950, 2020, 2024)]
    [False, True, True]
    """
    if day is None:
        return True
    if not dated:
        return False
    start = last if first is None else first  # by that day, since nobody knows when
    return (start is None or start <= day) and (not is_number or last is None or day <= last)
