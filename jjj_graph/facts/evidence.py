"""Documents at hand, and the place of evidence in them.

A document's text is its bytes decoded as UTF-8 with line ends CR LF and CR made LF; nothing else is
changed. Places are counted in code points from 0, end exclusive.

>>> Document("a", "北京转让技术，北京出资。", "").find("北京", 2)
7
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jjj_graph.errors import InputError
from jjj_graph.facts.fact import Fact
from jjj_graph.facts.findings import Finding, as_finding
from jjj_graph.facts.located import read_text
from jjj_graph.facts.sources import Source


@dataclass(frozen=True)
class Document:
    """The text of a document after the newline rule, and the hash of its bytes."""

    name: str
    text: str
    sha256: str

    def find(self, characters: str, nth: int = 1) -> int | None:
        """Where the characters occur for the nth time; ``None`` where they do not."""
        start = -1
        for _ in range(nth):
            start = self.text.find(characters, start + 1)
            if start < 0:
                return None
        return start


def read_document(folder: Path, name: str) -> Document | None:
    """The document of that name; ``None`` where the folder has none. Raises :class:`InputError` for a name that leads out."""
    path = folder / name
    if "/" in name or "\\" in name or name.startswith("."):
        raise InputError(
            f"'{name}' is not the name of a file in the folder of documents",
            file=folder,
            remedy="give a bare file name",
        )
    if not path.is_file():
        return None
    text = read_text(path).replace("\r\n", "\n").replace("\r", "\n")
    return Document(name, text, hashlib.sha256(path.read_bytes()).hexdigest())


def check_evidence(source: Source, documents: Path, facts: Iterable[Fact]) -> list[Finding]:
    """What the document of a source does not bear out: characters that are not there, or stand there more than once."""
    name = source.card.get("file")
    if not name:
        return []
    try:
        document = read_document(documents, name)
    except InputError as error:
        return [as_finding(error)]
    if document is None:
        return [
            Finding(
                "info",
                "no-document",
                source.file,
                source.line,
                None,
                f"the document '{name}' is not at hand",
                f"put it into {documents}",
            )
        ]
    findings = []
    for fact in facts:
        for item in fact.at:
            place = (source.file if not fact.file else fact.file, fact.line, fact.column)
            if document.find(item.characters, item.nth) is None:
                times = document.text.count(item.characters)
                what = f"occurs {times} times, not {item.nth}" if times else "is not in the document"
                findings.append(
                    Finding(
                        "error",
                        "evidence-not-found",
                        *place,
                        f"'{item.characters}' {what}",
                        f"copy the characters from {name}",
                    )
                )
            elif item.nth == 1 and document.find(item.characters, 2) is not None and not item.field:
                findings.append(
                    Finding(
                        "info",
                        "evidence-twice",
                        *place,
                        f"'{item.characters}' occurs more than once in {name}",
                        "say which with nth, or take more characters",
                    )
                )
    return findings
