"""Counting: is every raw fact in the data, or excluded with a reason?

A raw fact is *in the data* where its source has a fact whose evidence holds its characters (or is held by
them), one such fact for each raw fact with these characters; *twice* where its source tells it in the same
words; *excluded* where ``exclusions.csv`` names it; *lost* otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from jjj_graph.facts.collection import collect
from jjj_graph.facts.fact import canonical_content
from jjj_graph.facts.raw import Outcome, read_exclusions, read_files
from jjj_graph.facts.records import EVIDENCE_KEYS


def account(raw: Path, data: Path) -> list[Outcome]:
    """What became of every raw fact of a folder, by the data as they stand."""
    evidence = _evidence(data)
    exclusions = read_exclusions(data / "exclusions.csv")
    ordinal: dict[str, int] = defaultdict(int)
    seen: dict[str, set[str]] = defaultdict(set)
    used: dict[tuple[str, str], int] = defaultdict(int)
    rows = []
    files, _ = read_files(raw)
    for file in files:
        source = file.card["id"]
        for fact in file.facts:
            ordinal[source] += 1
            kind = next((key for key in fact if key not in EVIDENCE_KEYS), "")
            content = canonical_content(dict(fact), None)
            at = fact.get("at")
            characters = tuple(at) if isinstance(at, list) else (str(at),)
            key = (source, "\x1f".join(characters))
            if (source, ordinal[source]) in exclusions:
                outcome = "excluded"
            elif content in seen[source]:
                outcome = "twice"
            else:
                used[key] += 1
                outcome = "in the data" if used[key] <= _matching(evidence[source], characters) else "lost"
            seen[source].add(content)
            rows.append(
                Outcome(
                    source,
                    str(file.path),
                    fact.start[0],
                    ordinal[source],
                    kind,
                    outcome,
                    0,
                    " … ".join(characters),
                )
            )
    return rows


def _evidence(data: Path) -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for source in collect(data).sources.values():
        found[source.id] = [tuple(item.characters for item in fact.at) for fact in source.facts]
    return found


def _matching(evidence: list[tuple[str, ...]], wanted: tuple[str, ...]) -> int:
    """How many facts have evidence that holds, or is held by, one of the strings."""
    return sum(any(one in other or other in one for one in wanted for other in theirs) for theirs in evidence)
