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
#: How many words, variables and signs a query may have: the engine calls itself for each link of a chain. Terms count
#: only inside ( ), where they may be a collection; the list of a VALUES may be long.
MAX_STEPS = 2000
# The engine reads without spaces too: `?o.SERVICE`, `5SERVICE`, `SERVICE:x` and `SERVICESILENT<…>` all reach out.
# So a name may hold the word service only after ? or $, or after the colon of a prefixed name.
_LOCAL = r"(?:[\w:]|%[0-9A-Fa-f]{2}|\\[^\w\s])"
_TOKEN = re.compile(
    r"'''(?:[^'\\]|\\.|'(?!''))*'''|\"\"\"(?:[^\"\\]|\\.|\"(?!\"\"))*\"\"\"|'(?:[^'\\\n\r]|\\.)*'|\"(?:[^\"\\\n\r]|\\.)*\""
    r"|<[^<>\"{}|^`\\\s]*>|#[^\n\r]*|(?P<variable>[?$]\w+)|@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*"
    rf"|(?P<prefix>\w*):(?:{_LOCAL}(?:{_LOCAL}|[.-])*)?"
    r"|(?P<open>[({\[])|(?P<close>[)}\]])|(?P<word>\w+)|(?P<sign>[-+*/|^!=<>&.,;])|.",
    re.DOTALL,
)


def refuse_harmful(sparql: str) -> None:
    """Raises :class:`QueryError` for SERVICE, for deep nesting and for endless chains."""
    steps, in_brackets, open_brackets = 0, 0, []
    for match in _TOKEN.finditer(sparql):
        if match["open"]:
            open_brackets.append(match["open"])
            in_brackets = 0
            if len(open_brackets) > MAX_DEPTH:
                raise QueryError(f"the query is nested more than {MAX_DEPTH} deep", remedy="write it flatter")
        elif match["close"]:
            del open_brackets[-1:]
            in_brackets = 0
        elif "SERVICE" in (match["word"] or match["prefix"] or "").upper():
            raise QueryError("a query may not reach another server (SERVICE)", remedy="ask this graph alone")
        in_brackets += not match[0].isspace() and open_brackets[-1:] == ["("]
        steps += match.lastgroup in ("open", "word", "variable", "sign")
        if max(steps, in_brackets) > MAX_STEPS:
            raise QueryError(
                f"the query has more than {MAX_STEPS} words and signs",
                remedy="write it shorter: VALUES instead of UNION or ||",
            )


def names_graphs(sparql: str) -> bool:
    """Whether a query says itself what it is asked of.

    >>> names_graphs("SELECT * FROM src:a { ?s ?p ?o }"), names_graphs("SELECT * { ?s ?p 'FROM' }")
    (True, False)
    """
    return any((match["word"] or "").upper() == "FROM" for match in _TOKEN.finditer(sparql))
