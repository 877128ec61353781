"""The IRIs of the graph: one base, one prefix for each sort of thing.

>>> entity_iri("xiaomi-auto")
'https://w3id.org/jjj-graph/id/xiaomi-auto'
>>> shorten(entity_iri("xiaomi-auto"))
'ent:xiaomi-auto'
>>> expand("ind:gdp")
'https://w3id.org/jjj-graph/indicator/gdp'
"""

from __future__ import annotations

import re

BASE = "https://w3id.org/jjj-graph/"
ONTOLOGY = BASE + "ontology"
REGISTRY_GRAPH = BASE + "registry"
SNAPSHOT_GRAPH = BASE + "snapshot"
SHORTCUTS_GRAPH = BASE + "derived/shortcuts"
AUDIT_GRAPH = BASE + "derived/audit"
GAPS_GRAPH = BASE + "derived/gaps"
DERIVED_GRAPHS = (SHORTCUTS_GRAPH, AUDIT_GRAPH, GAPS_GRAPH)

PREFIXES: dict[str, str] = {
    "jjj": ONTOLOGY + "#",
    "ent": BASE + "id/",
    "seg": BASE + "segment/",
    "ind": BASE + "indicator/",
    "unit": BASE + "unit/",
    "per": BASE + "period/",
    "code": BASE + "code/",
    "src": BASE + "source/",
    "claim": BASE + "claim/",
    "ev": BASE + "evidence/",
    "grp": BASE + "group/",
    "derived": BASE + "derived/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "prov": "http://www.w3.org/ns/prov#",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "qb": "http://purl.org/linked-data/cube#",
    "time": "http://www.w3.org/2006/time#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "wgs84": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "sh": "http://www.w3.org/ns/shacl#",
}
JJJ, RDF_TYPE = PREFIXES["jjj"], PREFIXES["rdf"] + "type"

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_LOCAL = re.compile(r"[\w.+/~-]*", re.UNICODE)


def term(local: str) -> str:
    """IRI of a term of the ontology."""
    return JJJ + local


def entity_iri(identifier: str) -> str:
    """IRI of an entity by its id; aggregate places are ids joined with ``+``."""
    return PREFIXES["ent"] + identifier


def segment_iri(chain: str, name: str) -> str:
    """IRI of a segment of a chain."""
    return f"{PREFIXES['seg']}{chain}/{name}"


def indicator_iri(name: str) -> str:
    """IRI of an indicator."""
    return PREFIXES["ind"] + name


def unit_iri(name: str) -> str:
    """IRI of a unit."""
    return PREFIXES["unit"] + name


def period_iri(text: str) -> str:
    """IRI of a period; ``/`` would make a path, so a range is written with ``--``.

    >>> period_iri("2014/2023")
    'https://w3id.org/jjj-graph/period/2014--2023'
    """
    return PREFIXES["per"] + text.replace("/", "--")


def code_iri(code_list: str, word: str) -> str:
    """IRI of a word of a code list: ``code:status/completed``."""
    return f"{PREFIXES['code']}{code_list}/{word}"


def source_iri(identifier: str) -> str:
    """IRI of a source, which is also the name of its graph."""
    return PREFIXES["src"] + identifier


def expand(name: str) -> str:
    """A prefixed name or ``<IRI>`` to the IRI. Raises ``KeyError`` for a prefix that is not ours."""
    if name.startswith("<") and name.endswith(">"):
        return name[1:-1]
    if "://" in name:
        return name
    prefix, colon, local = name.partition(":")
    if not colon:
        raise KeyError(name)
    return PREFIXES[prefix] + local


def shorten(iri: str) -> str:
    """The prefixed form where one of our prefixes fits, else the IRI itself."""
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
