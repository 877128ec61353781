"""Finding things by what people call them: id, merged id, Chinese or English name, alias; else what was perhaps meant."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches

from jjj_graph import namespaces as ns
from jjj_graph.errors import UnknownNameError
from jjj_graph.store.embedded import GraphStore

#: Which prefix the things of a kind of parameter have.
_SPACES = {"indicator": "ind", "segment": "seg"}


def normalised(text: str) -> str:
    """A name without what people vary: case, width, spaces, punctuation.

    >>> normalised("Xiaomi  Auto"), normalised("小米（汽车）")
    ('xiaomiauto', '小米汽车')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


@dataclass
class Names:
    """Every name in the graph: normalised name → IRIs, and IRI → names as written."""

    by_name: dict[str, list[str]]
    written: dict[str, list[str]]

    def find(self, text: str, kind: str = "entity") -> str:
        """The IRI of the thing called ``text``. Raises :class:`UnknownNameError` for none, or for several."""
        space = ns.PREFIXES[_SPACES.get(kind, "ent")]
        if ":" in text or text.startswith("<"):
            with contextlib.suppress(KeyError):
                iri = ns.expand(text)
                # claims, evidence and sources have no names; an unknown one gives an empty answer
                if iri in self.written or iri.startswith(
                    tuple(ns.PREFIXES[p] for p in ("claim", "ev", "src", "grp", "per"))
                ):
                    return iri
        # an exact id goes before any name; that of a segment has a stroke, so that it means nothing else
        for own in (space, *((ns.PREFIXES["seg"],) if kind == "entity" and "/" in text else ())):
            if own + text in self.written:
                return own + text
        found = [iri for iri in self.by_name.get(normalised(text), ()) if iri.startswith(space)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownNameError(
                f"'{text}' names {len(found)} things",
                remedy=f"say which: {', '.join(_id(iri) for iri in found[:12])}",
            )
        near = self.near(text, space)
        raise UnknownNameError(
            f"the graph has no {kind} '{text}'",
            remedy=f"did you mean {' or '.join(near)}?" if near else "jjj list shows what there is",
        )

    def near(self, text: str, space: str) -> list[str]:
        """Up to five names that are like ``text``, or hold it."""
        wanted = normalised(text)
        keys = [key for key, iris in self.by_name.items() if any(iri.startswith(space) for iri in iris)]
        hits = get_close_matches(wanted, keys, 5, 0.75) + sorted(
            (k for k in keys if wanted and wanted in k), key=len
        )
        names = []
        for key in dict.fromkeys(hits):
            iri = next(iri for iri in self.by_name[key] if iri.startswith(space))
            names.append(f"{_id(iri)} ({self.written[iri][0]})" if self.written[iri] else _id(iri))
        return list(dict.fromkeys(names))[:5]


def read_names(store: GraphStore) -> Names:
    """The names of every entity, segment and indicator, the registry's first."""
    by_name: dict[str, list[str]] = defaultdict(list)
    written: dict[str, list[str]] = defaultdict(list)
    rows = store.query("SELECT DISTINCT ?x ?name { VALUES ?p { rdfs:label skos:altLabel dcterms:identifier } ?x ?p ?name . FILTER NOT EXISTS { ?x a jjj:Source } }"
                       .replace("FILTER NOT EXISTS", "MINUS"))  # fmt: skip
    for thing, name in rows:
        iri, text = thing.value, name.value
        if not iri.startswith((ns.PREFIXES["ent"], ns.PREFIXES["ind"], ns.PREFIXES["seg"])):
            continue
        if iri not in by_name[normalised(text)]:
            by_name[normalised(text)].append(iri)
        if text not in written[iri] and text != _id(iri):
            written[iri].append(text)
        else:
            written[iri]
    return Names(dict(by_name), dict(written))


def _id(iri: str) -> str:
    for prefix in ("ent", "ind", "seg"):
        if iri.startswith(ns.PREFIXES[prefix]):
            return iri[len(ns.PREFIXES[prefix]) :]
    return iri
