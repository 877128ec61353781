"""What stands behind a picture: claims with the characters that state them, sources, and how to cite a page.

Every view hands its claims to :class:`Cards`, which keeps each claim and each source once; the script
``desk.js`` shows them.

>>> cards = Cards()
>>> told = ClaimCard("1", "45 suppliers", ("45家",), "Six chains")
>>> cards.number(told), cards.number(told)
(0, 0)
>>> cards.to_json()["sources"]
[{'published': '', 'publisher': '', 'title': 'Six chains', 'url': ''}]
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from jjj_graph.namespaces import JJJ
from jjj_graph.tables import Iri
from jjj_graph.views.page import Words, as_words

if TYPE_CHECKING:
    from jjj_graph.claims import Claim, Claims

#: How what a claim tells of is drawn, by the status that its source gives it.
NOT_YET = ("target", "planned", "forecast", "announced", "signed", "approved")
STOPPED = ("suspended", "cancelled")
#: Fields that a card says elsewhere, or that only tie claims together.
_UNSAID = {"move", "bottleneck", "note", "qualifier"}


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim as a reader sees it: what it says, the characters that state it, and where they stand."""

    claim: str
    text: str | Words
    characters: Sequence[str] = ()
    source_title: str = ""
    publisher: str = ""
    published: str = ""
    url: str = ""
    note: str | Words = ""


class CardMaker:
    """Cards of claims that are read from the graph, each made once. ``sources`` are their cards, by id."""

    def __init__(self, claims: Claims, sources: Mapping[str, Mapping[str, str]]) -> None:
        self.claims, self.sources = claims, sources
        self.made: dict[str, ClaimCard] = {}

    def __call__(self, claim: Claim) -> ClaimCard:
        """The card of a claim."""
        if claim.iri not in self.made:
            card = self.sources.get(claim.source, {})
            text = Words(self._text(claim, "zh"), self._text(claim, "en"))
            self.made[claim.iri] = ClaimCard(
                claim.id,
                text,
                tuple(claim.evidence),
                card.get("title", claim.source),
                card.get("publisher", ""),
                card.get("published", ""),
                card.get("url", ""),
                claim.one("note"),
            )
        return self.made[claim.iri]

    def _text(self, claim: Claim, lang: str) -> str:
        """The claim in one line: its number, then each field by its name in that language."""
        labels, gap = self.claims.labels, ("：", "、", "；") if lang == "zh" else (": ", ", ", "; ")
        parts = [self.claims.number_text(claim, lang)] if claim.is_number else []
        for key, values in claim.fields.items():
            if key not in _UNSAID and values:
                name = labels.of(f"{JJJ}{key}", lang).removeprefix("jjj:")
                said = gap[1].join(labels.of(str(v), lang) if isinstance(v, Iri) else str(v) for v in values)
                parts.append(f"{name}{gap[0]}{said}")
        return gap[2].join(parts)


class Cards:
    """Claims and sources of a page, each kept once; a view model names them by number."""

    def __init__(self) -> None:
        self.claims: dict[str, int] = {}
        self.sources: dict[str, int] = {}

    def number(self, card: ClaimCard) -> int:
        """The number of a card."""
        source = {
            "title": card.source_title,
            "publisher": card.publisher,
            "published": card.published,
            "url": card.url,
        }
        made = {
            "claim": card.claim,
            "text": as_words(card.text).to_json(),
            "note": as_words(card.note).to_json(),
            "characters": list(card.characters),
            "source": self._once(self.sources, source),
        }
        return self._once(self.claims, made)

    def numbers(self, cards: Iterable[ClaimCard]) -> list[int]:
        """The numbers of several cards."""
        return [self.number(card) for card in cards]

    @staticmethod
    def _once(known: dict[str, int], value: dict[str, Any]) -> int:
        return known.setdefault(json.dumps(value, sort_keys=True), len(known))

    def to_json(self) -> dict[str, list[Any]]:
        """``claims`` and ``sources`` for the view model."""
        return {
            "claims": [json.loads(text) for text in self.claims],
            "sources": [json.loads(text) for text in self.sources],
        }


def citation(title: Words, snapshot: str) -> Words:
    """How to cite a page: what, which view, which snapshot.

    >>> citation(Words("关系网络", "Network"), "sha256:ab").en
    'jjj_graph, knowledge graph of the Beijing-Tianjin-Hebei industry: Network. Snapshot sha256:ab.'
    """
    zh, en = title.in_language("zh"), title.in_language("en")
    return Words(
        f"jjj_graph 京津冀产业知识图谱：{zh}。" + (f"快照 {snapshot}。" if snapshot else ""),
        f"jjj_graph, knowledge graph of the Beijing-Tianjin-Hebei industry: {en}."
        + (f" Snapshot {snapshot}." if snapshot else ""),
    )
