"""A session with one graph: the Python face of the commands, with the same names.

>>> import jjj_graph
>>> graph = jjj_graph.session()                      # builds the graph of the shipped data on first use
>>> graph.show("xiaomi-auto").zh
'小米汽车'
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jjj_graph import browse, paths, questions
from jjj_graph import namespaces as ns
from jjj_graph.claims import Claims
from jjj_graph.errors import JJJError, StoreError, UnknownNameError
from jjj_graph.names import Names, read_names
from jjj_graph.questions import Question
from jjj_graph.scope import ALL, Scope, see
from jjj_graph.store.embedded import GraphStore, current_graph
from jjj_graph.tables import Table

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from jjj_graph.analysis.routes import Routes
    from jjj_graph.rows import Rows
    from jjj_graph.views.chain import ChainMap
    from jjj_graph.views.moves import MovesView
    from jjj_graph.views.moves_map import Base
    from jjj_graph.views.relations import Network
    from jjj_graph.whatif import WhatIf


@dataclass(frozen=True)
class NetworkView:
    """A part of the network of a graph: what was chosen, of how much, and remarks on what was left out."""

    chosen: Network
    whole: Network
    centres: tuple[str, ...]
    snapshot: str
    notes: tuple[str, ...]
    between: Between | None = None

    def page(self, lang: str = "en", engine: str = "auto") -> str:
        """The view as one HTML page that opens anywhere, offline; ``engine`` draws it (auto, pyvis or canvas)."""
        from jjj_graph.views.network import network_page
        from jjj_graph.views.page import Words

        names = " — ".join(self.between.names) if self.between else ", ".join(self.centres)
        zh, en = "京津冀产业关系网络", "Network of the Beijing-Tianjin-Hebei industry"
        title = Words(f"{zh}：{names}", f"{en}: {names}") if names else Words(zh, en)
        shown = self.whole if self.between else self.chosen
        opening = self.between.opening if self.between else {}
        return network_page(shown.nodes, shown.edges, title, lang, snapshot=self.snapshot, engine=engine,
                            of_nodes=len(self.whole.nodes), of_edges=len(self.whole.edges),
                            hubs=self.whole.hubs, **opening)  # fmt: skip


@dataclass(frozen=True)
class Between:
    """The ways between two things: their names and ids, what no way may lead through, and what was found."""

    names: tuple[str, str]
    ends: tuple[str, str]
    through_hubs: bool
    avoided: tuple[str, ...]
    found: Routes

    @property
    def opening(self) -> dict[str, Any]:
        """What a page opens with."""
        return {"path": self.ends, "through_hubs": self.through_hubs, "avoided": self.avoided}


class Session:
    """Questions to one graph. Every method takes a :class:`Scope` that says which sources may speak."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self._rows: dict[Scope, Rows] = {}

    @cached_property
    def names(self) -> Names:
        """All names of the graph."""
        return read_names(self.store)

    @cached_property
    def questions(self) -> dict[str, Question]:
        """The named questions."""
        return questions.read_questions()

    def query(self, sparql: str, scope: Scope = ALL, timeout: float | None = None) -> Table | str:
        """Any SPARQL query: a table, or Turtle for CONSTRUCT. Raises :class:`QueryError`, also after ``timeout`` seconds."""
        sight = see(self.store, scope)
        answer = questions.run(self.store, sparql, sight.graphs, timeout)
        if isinstance(answer, Table):
            answer.notes += sight.notes
        return answer

    def ask(self, name: str, scope: Scope = ALL, timeout: float | None = None, **parameters: str) -> Table:
        """A named question with its parameters (names and ids both work). Raises :class:`UnknownNameError`."""
        question = questions.find_question(name, self.questions)
        if "/derived/" in question.sparql and (scope.sources or scope.known_by or scope.as_of):
            raise JJJError(
                f"'{name}' asks what was computed from all sources, so it knows no filter by source or time",
                remedy="leave the filters out, or use the analysis: jjj chain CHAIN --table gaps --known-by …",
            )
        bound = question.bind(parameters, lambda kind, text: self.names.find(text, kind))
        answer = self.query(bound, scope, timeout)
        assert isinstance(answer, Table), f"{name} is no SELECT"
        answer.notes += [
            f"{parameter.name} is {_shown(parameter.default)}, the example of the question: give --{parameter.name}"
            for parameter in question.parameters
            if parameter.name not in parameters
        ]
        return answer

    def list(self, kind: str, scope: Scope = ALL) -> Table:
        """Everything of a kind: chains, places, indicators, organisations, …"""
        return browse.list_things(self.store, kind, scope)

    def show(self, name: str, scope: Scope = ALL, lang: str = "en") -> browse.Card:
        """The card of a thing, by id, Chinese or English name, or alias."""
        return browse.show(self.store, self.names, name, scope, lang)

    def figures(
        self, indicator: str, place: str | None = None, scope: Scope = ALL, lang: str = "en"
    ) -> Table:
        """The series of an indicator with every witness."""
        return browse.figures(self.store, self.names, indicator, place, scope, lang)

    def sources(self, scope: Scope = ALL) -> Table:
        """Every source with its counts."""
        return browse.sources(self.store, scope)

    def why(self, claim: str, scope: Scope = ALL, lang: str = "en") -> browse.Walk:
        """From a claim to its characters and its other witnesses."""
        return browse.why(self.store, claim, scope, lang)

    def claims(self, scope: Scope = ALL) -> Claims:
        """A reader of claims, for analyses and views."""
        return Claims(self.store, scope)

    def rows(self, scope: Scope = ALL) -> Rows:
        """The rows that analyses read, fetched once for each scope."""
        from jjj_graph.rows import Rows

        return self._rows.setdefault(scope, Rows(self.store, scope))

    def chain(self, name: str, table: str = "coverage", by: str = "province", scope: Scope = ALL) -> Table:
        """A table of a chain: :data:`jjj_graph.analyses.CHAIN_TABLES`; ``by`` is province or prefecture.

        Raises :class:`UnknownNameError` for a chain that the graph has not.
        """
        from jjj_graph.analyses import chain_table

        return chain_table(self.rows(scope), browse.identifier(self.names.find(name)), table, by)

    def chain_network(self, name: str) -> nx.DiGraph:
        """A chain as a networkx graph: :func:`jjj_graph.analysis.networks.chain_network`."""
        from jjj_graph.analysis.networks import chain_network

        rows, chain = self.rows(), browse.identifier(self.names.find(name))
        return chain_network((row for row in rows.segments if row["chain"] == chain), rows.inputs)

    def moves(self, table: str = "od", by: Sequence[str] = ("done",), scope: Scope = ALL) -> Table:
        """A table of moves: :data:`jjj_graph.analyses.MOVE_TABLES`; ``by`` splits origins and destinations."""
        from jjj_graph.analyses import move_table

        return move_table(self.rows(scope), table, tuple(by))

    def place(
        self,
        segment: str | None = None,
        table: str = "candidates",
        chain: str | None = None,
        proximity: Path | None = None,
        after: int | None = None,
        scope: Scope = ALL,
    ) -> Table:
        """Places for a segment, or another of :data:`jjj_graph.analyses.PLACE_TABLES`.

        Raises :class:`UnknownNameError` for a segment or chain that the graph has not.
        """
        from jjj_graph.analyses import place_table

        wanted = browse.identifier(self.names.find(segment, "segment")) if segment else ""
        of = browse.identifier(self.names.find(chain)) if chain else ""
        return place_table(self.rows(scope), table, wanted, of, proximity, after)

    def whatif(
        self, file: Path | str, scope: Scope = ALL, chain: str | None = None, shocked: Sequence[str] = ()
    ) -> WhatIf:
        """A scenario side by side with what is. Raises :class:`InputError` and :class:`UnknownNameError`."""
        from jjj_graph.whatif import what_if

        return what_if(self, Path(file), scope, chain, shocked)

    def network(self, around: Sequence[str] = (), depth: int = 1, relations: Sequence[str] = (),
                scope: Scope = ALL) -> NetworkView:  # fmt: skip
        """Who is tied to whom: everything, or what is within ``depth`` steps of things named in ``around``.

        ``relations`` are terms of :data:`jjj_graph.views.relations.RELATIONS`, or ``all``; by default moves,
        supplies and activities. Raises :class:`UnknownNameError` for a name or relation that is not there.
        """
        from jjj_graph.views.relations import around as near

        whole, notes = self._network(relations, scope)
        centres = self._tied(around, whole, relations, scope)
        chosen = near(whole, centres, depth) if centres else whole
        return NetworkView(chosen, whole, tuple(around), self._short_hash, notes)

    def network_between(self, start: str, goal: str, *, through_hubs: bool = False, avoid: Sequence[str] = (),
                        relations: Sequence[str] = (), scope: Scope = ALL) -> NetworkView:  # fmt: skip
        """The shortest ways between two things, and the part of the network that they lead along.

        No way leads through a hub, unless ``through_hubs``, nor through a thing named in ``avoid``; relations count
        in both directions, denied ones not at all. Raises :class:`JJJError` where there is no way.
        """
        whole, notes = self._network(relations, scope)
        ends = self._tied((start, goal), whole, relations, scope)
        avoided = tuple(browse.identifier(self.names.find(name)) for name in avoid)
        if clash := [name for name, id_ in zip(avoid, avoided, strict=True) if id_ in ends]:
            raise JJJError(
                f"'{clash[0]}' is one of the two ends, so every path leads to it",
                remedy="avoid what lies between",
            )
        hubs = frozenset() if through_hubs else whole.hubs - set(ends)
        found = whole.routes(*ends, avoided={*hubs, *avoided})
        if not found.ways:
            raise _no_path((start, goal), ends, len(hubs))
        between = Between((start, goal), ends, through_hubs, avoided, found)
        return NetworkView(whole.along(found), whole, (), self._short_hash, notes, between)

    @property
    def _short_hash(self) -> str:
        return self.store.snapshot["hash"][:16]

    def _network(self, relations: Sequence[str], scope: Scope) -> tuple[Network, tuple[str, ...]]:
        """The whole network of some relations, and remarks on what was left out."""
        from jjj_graph.views import relations as views

        terms = [relation.term for relation in views.RELATIONS]
        if unknown := [term for term in relations if term not in (*terms, "all")]:
            offer = f"one of: all, {', '.join(terms)}"
            raise UnknownNameError(f"there is no relation '{unknown[0]}'", remedy=offer)
        wanted = terms if "all" in relations else relations or views.DEFAULT_TERMS
        claims = self.claims(scope)
        found = claims.matching("?claim jjj:statedIn ?any .")
        whole = views.network_of(claims, found, browse.source_cards(self.store), wanted)
        return whole, tuple(dict.fromkeys(claims.sight.notes))

    def _tied(
        self, names: Sequence[str], whole: Network, relations: Sequence[str], scope: Scope
    ) -> tuple[str, ...]:
        """The ids of things that are in a network. Raises :class:`UnknownNameError` for one that is not, and
        says whether it is for the relations or for the filters.
        """
        ids = tuple(browse.identifier(self.names.find(name)) for name in names)
        known = {node.id for node in whole.nodes}
        for name, id_ in zip(names, ids, strict=True):
            if id_ in known:
                continue
            if scope != ALL and any(node.id == id_ for node in self._network(relations, ALL)[0].nodes):
                raise UnknownNameError(
                    f"the filters leave none of the relations of '{name}'",
                    remedy="widen --source, --known-by, --as-of or what else is filtered by, or leave it out",
                )
            if "all" in relations:
                raise UnknownNameError(
                    f"'{name}' has no relation", remedy="jjj show NAME tells what is said of it"
                )
            raise UnknownNameError(f"'{name}' has none of these relations", remedy="try --relation all")
        return ids

    def chain_map(self, chain: str, scope: Scope = ALL) -> ChainMap:
        """The map of a chain, for :func:`jjj_graph.views.chain.chain_page`. Raises :class:`UnknownNameError`."""
        from jjj_graph.pages.chain import chain_map

        return chain_map(self.store, browse.identifier(self.names.find(chain)), scope)

    def moves_map(self, scope: Scope = ALL, boundaries: Base | None = None) -> MovesView:
        """Every relocation, expansion and closure, for :func:`jjj_graph.views.moves.moves_page`."""
        from jjj_graph.pages.moves import moves_view

        return moves_view(self.store, scope, boundaries)


def _no_path(names: tuple[str, str], ends: tuple[str, str], hubs: int) -> JJJError:
    if ends[0] == ends[1]:
        return JJJError(
            f"'{names[0]}' and '{names[1]}' are the same thing", remedy="name two different things"
        )
    kept = f" that avoids the {hubs} hubs" if hubs else ""
    remedy = "--through-hubs, or --relation all" if hubs else "--relation all, or avoid less"
    return JJJError(f"there is no path between '{names[0]}' and '{names[1]}'{kept}", remedy=f"try {remedy}")


def _shown(default: str) -> str:
    """A default of a question without its prefix.

    >>> _shown("ent:cangzhou"), _shown("<https://w3id.org/jjj-graph/segment/nev/cell>"), _shown('"2024"')
    ('cangzhou', 'nev/cell', '2024')
    """
    iri = default.strip("<>")
    return (
        browse.identifier(iri) if iri.startswith(ns.BASE) else default.partition(":")[2] or default.strip('"')
    )


def session(store: Path | str | None = None, *, say: Callable[[str], None] | None = None) -> Session:
    """A session with the graph in a store folder, or with the graph of the shipped data.

    The latter is built on first use and rebuilt when the data or the version change; ``say`` is told so
    (stderr by default). Raises :class:`StoreError` where the folder holds no graph.
    """
    if store is not None:
        return Session(GraphStore(Path(store)))
    return Session(GraphStore(ensure_default(say or (lambda text: print(text, file=sys.stderr)))))


def ensure_default(say: Callable[[str], None]) -> Path:
    """The folder of the default graph, made or made anew where it must be: of the shipped data, or of what it was built
    from by ``jjj build``.
    """
    from jjj_graph.building import Inputs, build_graph, inputs_of

    folder = paths.default_store()
    try:
        inputs = inputs_of(current_graph(folder))
        stale, reason = inputs.are_stale, "the data or the program changed"
    except StoreError:
        inputs, stale, reason = Inputs(), True, "first use"
    if gone := [path for path in (inputs.data, *inputs.added) if not path.exists()]:
        say(f"'{gone[0]}' is gone, which the graph was built with: going on with the shipped data")
        inputs, stale = Inputs(), True
    if stale:
        own = "the shipped data" if inputs.data == Inputs().data else str(inputs.data)
        more = "".join(f" and {path.name}" for path in inputs.added)
        say(f"building the graph of {own}{more} ({reason}) …")
        build_graph(folder, inputs.data, inputs.added)
    return folder


@cache
def default_session() -> Session:
    """The session behind ``jjj_graph.show`` and its like."""
    return session()


def open(store: Path | str | None = None) -> rdflib.Dataset:
    """The graph as an rdflib ``Dataset`` over the same store on disk, without copying it; read only.

    The default graph is the union of all graphs.
    """
    from jjj_graph.store.dataset import open_dataset

    return open_dataset(session(store).store)


def ask(name: str, **parameters: str) -> Table:
    """A named question to the graph of the shipped data."""
    return default_session().ask(name, **parameters)


def query(sparql: str) -> Table | str:
    """A SPARQL query to the graph of the shipped data."""
    return default_session().query(sparql)


def show(name: str) -> browse.Card:
    """The card of a thing in the graph of the shipped data."""
    return default_session().show(name)


def figures(indicator: str, place: str | None = None) -> Table:
    """The series of an indicator in the graph of the shipped data."""
    return default_session().figures(indicator, place)


def sources() -> Table:
    """The sources of the shipped data."""
    return default_session().sources()


def why(claim: str) -> browse.Walk:
    """From a claim of the shipped data to its characters."""
    return default_session().why(claim)


def list(kind: str) -> Table:
    """Everything of a kind in the graph of the shipped data."""
    return default_session().list(kind)
