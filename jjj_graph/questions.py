"""Named questions: SPARQL files with a plain-words first line and typed parameters.

A question file begins with comment lines, then a query that runs as it stands in any SPARQL engine::

    # Who supplies a customer?
    # zh: 谁为某客户供货？
    # parameter: customer entity
    # missing: what no source states (optional)
    # may be empty: why (optional)
    SELECT ?supplier { VALUES ?customer { ent:xiaomi-auto } ?supplier jjj:supplies ?customer }

The ``VALUES`` block of a parameter holds its default. A given value replaces the block as one typed term;
it never becomes text of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from jjj_graph import namespaces as ns
from jjj_graph import paths
from jjj_graph.errors import JJJError, UnknownNameError
from jjj_graph.facts.periods import FORMS, parse_period
from jjj_graph.facts.quantities import read_decimal
from jjj_graph.store.embedded import GraphStore
from jjj_graph.store.waiting import in_time
from jjj_graph.tables import Table

if TYPE_CHECKING:
    import pyoxigraph as ox

KINDS = ("entity", "chain", "place", "segment", "indicator", "period", "number", "text")
Resolve = Callable[[str, str], str]


@dataclass(frozen=True)
class Parameter:
    """A parameter: its name, what it is, and its default as it stands in the file."""

    name: str
    kind: str
    default: str


@dataclass(frozen=True)
class Question:
    """A named query."""

    name: str
    question: str
    zh: str
    parameters: tuple[Parameter, ...]
    missing: str
    may_be_empty: str
    sparql: str

    def bind(self, values: dict[str, str], resolve: Resolve) -> str:
        """The query with parameters bound. ``resolve(kind, text)`` gives the IRI of a name.

        Raises :class:`UnknownNameError` for a parameter that the question has not, or a name that is nothing.
        """
        known = {p.name: p for p in self.parameters}
        terms = {}
        for name, text in values.items():
            if name not in known:
                offer = ", ".join(known) or "none"
                raise UnknownNameError(
                    f"the question '{self.name}' has no parameter '{name}'", remedy=f"parameters: {offer}"
                )
            terms[name] = bound_term(known[name].kind, text, resolve)
        if not terms:
            return self.sparql
        # all in one pass: a value that looks like a VALUES block is never read again
        blocks = re.compile("|".join(f"(?P<{name}>{_values_block(name).pattern})" for name in terms))
        seen: set[str] = set()

        def bound(match: re.Match[str]) -> str:
            name = next(n for n in terms if match[n] is not None)
            if name in seen:
                return match[0]
            seen.add(name)
            return f"VALUES ?{name} {{ {terms[name]} }}"

        return blocks.sub(bound, self.sparql)


def bound_term(kind: str, text: str, resolve: Resolve) -> str:
    """A parameter's value as one term of SPARQL, serialised by the engine.

    >>> bound_term("text", 'x" } DROP ALL #', lambda kind, text: "")
    '"x\\\\" } DROP ALL #"'
    """
    import pyoxigraph as ox

    if kind == "text":
        return str(ox.Literal(text))
    if kind == "number":
        try:
            return str(
                ox.Literal(str(read_decimal(text)), datatype=ox.NamedNode(ns.PREFIXES["xsd"] + "decimal"))
            )
        except ValueError as error:
            raise JJJError(str(error), remedy="give digits only") from None
    if kind == "period":
        try:
            return str(ox.NamedNode(ns.period_iri(parse_period(text).text)))
        except ValueError as error:
            raise JJJError(str(error), remedy=f"write {FORMS}") from None
    try:
        return str(ox.NamedNode(resolve(kind, text)))
    except ValueError:
        raise UnknownNameError(
            f"'{text}' is no name and no IRI", remedy="jjj list shows what there is"
        ) from None


def read_questions(folder: Path | None = None) -> dict[str, Question]:
    """All questions of a folder (the shipped ones by default), by name."""
    folder = folder or paths.ONTOLOGY / "questions"
    return {path.stem: read_question(path) for path in sorted(folder.glob("*.rq"))}


def read_question(path: Path) -> Question:
    """The question in a file. Raises :class:`JJJError` where its header does not fit its query."""
    text = path.read_text(encoding="utf-8")
    header = [
        match[1].strip()
        for match in re.finditer(
            r"^#(.*)$", text.split("\n\n", 1)[0] if "\n\n" in text else text, re.MULTILINE
        )
    ]
    if not header:
        raise JJJError(
            "the question has no first line in plain words",
            file=path,
            line=1,
            remedy="begin with # and the question",
        )
    marks = {"zh": "", "missing": "", "may be empty": ""}
    parameters = []
    for line in header[1:]:
        key, colon, rest = line.partition(":")
        if key == "parameter":
            parameters.append(_parameter(rest.split(), text, path))
        elif colon and key in marks:
            marks[key] = rest.strip()
    return Question(
        path.stem, header[0], marks["zh"], tuple(parameters), marks["missing"], marks["may be empty"], text
    )


def _parameter(words: list[str], text: str, path: Path) -> Parameter:
    name, kind = (words + ["", ""])[:2]
    block = _values_block(name).search(text)
    if kind not in KINDS or block is None:
        raise JJJError(f"the parameter '{name}' has no kind of ours or no VALUES ?{name} {{ … }} in the query", file=path,
                       remedy=f"kinds: {', '.join(KINDS)}")  # fmt: skip
    return Parameter(name, kind, block[1].strip())


def _values_block(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES\s+\?{re.escape(name)}\s*\{{([^{{}}]*)\}}")


def find_question(name: str, questions: dict[str, Question]) -> Question:
    """The question of that name. Raises :class:`UnknownNameError` with the nearest names."""
    if name in questions:
        return questions[name]
    near = get_close_matches(name, questions, 3, 0.5)
    raise UnknownNameError(
        f"there is no question '{name}'",
        remedy=f"did you mean {' or '.join(near)}?" if near else "jjj query --list shows all",
    )


def run(
    store: GraphStore, sparql: str, graphs: list[str] | None = None, timeout: float | None = None
) -> Table | str:
    """The answer of any query: a table for SELECT and ASK, Turtle for CONSTRUCT and DESCRIBE.

    Raises :class:`QueryError` for what is no query, and where it takes longer than ``timeout`` seconds.
    """
    return in_time(lambda: _answer(store, sparql, graphs), timeout)


def _answer(store: GraphStore, sparql: str, graphs: list[str] | None) -> Table | str:
    import pyoxigraph as ox

    from jjj_graph.errors import QueryError

    answer = store.query(sparql, graphs)
    try:
        if isinstance(answer, ox.QueryTriples):
            triples = sorted(set(answer), key=str)
            return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=ns.PREFIXES).decode()
        return as_table(answer)
    except (OSError, ValueError, RuntimeError) as error:
        raise QueryError(f"the query cannot be run: {error}") from None


def as_table(answer: ox.QuerySolutions | ox.QueryBoolean) -> Table:
    """The answer of a SELECT or an ASK."""
    import pyoxigraph as ox

    from jjj_graph.claims import to_python

    if isinstance(answer, ox.QueryBoolean):
        return Table(("answer",), [(bool(answer),)])
    columns = tuple(variable.value for variable in answer.variables)
    return Table(columns, [tuple(to_python(term) for term in row) for row in answer])
