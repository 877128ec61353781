"""Claims and sources as a page holds them: each once, and named by its number everywhere else.

>>> shelf = Shelf({"s": Source("s", "六链进展", "新华网", "2024-04-30", "press", "https://example.org/")})
>>> shelf.number(Told("0a", "s", (("供应商", "supplier", "45家", "45 firms"),), ("45家",)))
0
>>> shelf.to_json()["sources"][0]["publisher"]
'新华网'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from jjj_graph.views.page import Words

#: How good a source is as a witness, best first; empty where nobody graded it.
GRADES = ("official", "press", "repost", "mirror", "")
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Source:
    """The card of a source."""

    id: str
    title: str = ""
    publisher: str = ""
    published: str = ""
    grade: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """One claim as a reader sees it: what it says, field by field, the characters that state it, its source.

    ``fields`` are (label zh, label en, value zh, value en); ``number`` is in the words of both languages.
    """

    claim: str
    source: str
    fields: tuple[tuple[str, str, str, str], ...] = ()
    characters: tuple[str, ...] = ()
    period: str = ""
    number: Words = Words()
    printed: str = ""
    note: str = ""
    denied: bool = False
    quoted: bool = True


class Shelf:
    """Where the claims of a page stand, each once, with the sources they come from."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.known = sources
        self._claims: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._told: list[dict[str, Any]] = []

    def number(self, told: Told) -> int:
        """The number of a claim on this page."""
        if told.claim not in self._claims:
            self._claims[told.claim] = len(self._told)
            self._told.append(
                {
                    "id": told.claim,
                    "fields": [list(field) for field in told.fields],
                    "characters": list(told.characters),
                    "period": told.period,
                    "number": told.number.to_json() if told.number.zh or told.number.en else None,
                    "printed": told.printed,
                    "note": told.note,
                    "denied": told.denied,
                    "quoted": told.quoted,
                    "source": self.source(told.source),
                }
            )
        return self._claims[told.claim]

    def numbers(self, told: Iterable[Told]) -> list[int]:
        """The numbers of several claims, in their order."""
        return [self.number(one) for one in told]

    def source(self, name: str) -> int:
        """The number of a source on this page; one without a card is known by its id alone."""
        return self._sources.setdefault(name, len(self._sources))

    def to_json(self) -> dict[str, list[Any]]:
        """Claims and sources, as the scripts of a page expect them."""
        return {
            "claims": self._told,
            "sources": [asdict(self.known.get(name, Source(name))) for name in self._sources],
        }


def day_number(day: date | None) -> int | None:
    """Days since 1970, as scripts count; ``None`` for an open end.

    >>> day_number(date(1970, 1, 2))
    1
    """
    return None if day is None else day.toordinal() - _EPOCH
