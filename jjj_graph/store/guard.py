"""What a query may not do: reach another server, or be nested so deep that the engine dies.

Strings, IRIs and comments are skipped, so that a name that holds the word SERVICE is no offence.

>>> refuse_harmful("SELECT * { ?s rdfs:label 'SERVICE' }")
>>> refuse_harmful("SELECT * { SERVICE <http://a/> { ?s ?p ?o } }")
Traceback (most recent call last):
    ...
jjj_graph.errors.QueryError: a query may not reach another server (SERVICE)
  -> ask this graph alone
"""

from __future__ import annotations

import re

from jjj_graph.errors import QueryError

MAX_DEPTH = 100
_TOKEN = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\""
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n]*|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<word>[?$]?[\w:.-]+)|(?P<not>[!+-]{50,})|.",
    re.DOTALL,
)


def refuse_harmful(sparql: str) -> None:
    """Raises :class:`QueryError` for SERVICE and for deep nesting."""
    depth = 0
    for match in _TOKEN.finditer(sparql):
        if match["open"]:
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryError(f"the query is nested more than {MAX_DEPTH} deep", remedy="write it flatter")
        elif match["close"]:
            depth -= 1
        elif match["not"]:
            raise QueryError("the query repeats a sign too often", remedy="write it shorter")
        elif match["word"] and match["word"].upper() == "SERVICE":
            raise QueryError("a query may not reach another server (SERVICE)", remedy="ask this graph alone")
