"""Terms and lines of canonical N-Quads (RDF 1.1 N-Quads, the canonical form of RDFC-1.0).

>>> line("https://a/s", "https://a/p", literal('say "hi"', lang="en"), "https://a/g")
'<https://a/s> <https://a/p> "say \\\\"hi\\\\""@en <https://a/g> .\\n'
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from jjj_graph.facts.quantities import plain
from jjj_graph.namespaces import PREFIXES

_XSD = PREFIXES["xsd"]
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile('[\\\\"\x00-\x1f\x7f\ufffe\uffff]')
_NOT_IN_IRI = re.compile(
    r"%(?![0-9A-Fa-f]{2})|[^!%-;=?-Z_a-z~#$&\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd]"
)

_end_of_iri = re.compile(r'[<>"{}|^`\\\s\x00-\x1f\x7f-\x9f]').search


def iri(text: str) -> str:
    """An IRI as a term; characters that an IRI cannot hold are percent-encoded.

    >>> iri("https://a/b c")
    '<https://a/b%20c>'
    """
    return f"<{_NOT_IN_IRI.sub(lambda m: ''.join(f'%{byte:02X}' for byte in m[0].encode()), text)}>"


def literal(text: str, lang: str | None = None, datatype: str | None = None) -> str:
    """A literal as a term: plain, with a language, or with a datatype of XML Schema by its local name."""
    escaped = _TO_ESCAPE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\u{ord(m[0]):04X}", text)
    return (
        f'"{escaped}"@{lang}' if lang else f'"{escaped}"^^<{_XSD}{datatype}>' if datatype else f'"{escaped}"'
    )


def decimal(number: Decimal) -> str:
    """A decimal as a term, in the canonical form that a store will not rewrite."""
    text = plain(number)
    return literal("0" if text == "-0" else text, datatype="decimal")


def day(value: date) -> str:
    """A date as a term."""
    return literal(value.isoformat(), datatype="date")


def flag(value: bool) -> str:
    """A boolean as a term."""
    return literal("true" if value else "false", datatype="boolean")


def integer(value: int) -> str:
    """An integer as a term."""
    return literal(str(value), datatype="integer")


def line(subject: str, predicate: str, term: str, graph: str) -> str:
    """One line of N-Quads: IRIs of subject, predicate and graph, and the object as a term.

    Raises ``ValueError`` for a subject that could end its term; readers have checked the ids it is made of.
    The other two need no look: predicates are ours, and a graph is ours too or the subject of its own card.
    """
    if found := _end_of_iri(subject):
        raise ValueError(f"{subject!r} is no IRI: it holds {found[0]!r}")
    return f"<{subject}> <{predicate}> {term} <{graph}> .\n"
