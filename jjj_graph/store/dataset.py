"""The researcher's door: the same store as an rdflib ``Dataset``."""

from __future__ import annotations

import rdflib

from jjj_graph.namespaces import PREFIXES
from jjj_graph.store.embedded import GraphStore
from jjj_graph.store.guard import refuse_harmful


def open_dataset(store: GraphStore) -> rdflib.Dataset:
    """An rdflib ``Dataset`` over an open store, nothing copied; its default graph is the union. Read only."""
    from oxrdflib import OxigraphStore

    class ReadStore(OxigraphStore):
        def add_graph(self, graph: rdflib.Graph) -> None:
            """Nothing: ``Dataset.graph(name)`` announces every graph that it is asked for."""

        def query(self, query: object, *rest: object, **named: object) -> object:
            """As oxrdflib, but no query reaches another server or kills the engine."""
            refuse_harmful(str(query))
            return super().query(query, *rest, **named)

    dataset = rdflib.Dataset(store=ReadStore(store=store.engine), default_union=True)
    for prefix, namespace in PREFIXES.items():
        dataset.bind(prefix, namespace, replace=True)
    return dataset
