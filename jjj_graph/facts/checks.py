"""Checks on what was read: things told twice, names that look alike, hedges and figures in the wrong place.

Each check is a function from a collection to findings. None of them changes anything.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from jjj_graph.facts.collection import Collection
from jjj_graph.facts.entities import Entity
from jjj_graph.facts.fact import Fact
from jjj_graph.facts.findings import Finding
from jjj_graph.facts.located import INVISIBLE
from jjj_graph.facts.sources import Source

#: Claims of what is not yet may lie after the day they were published.
_NOT_YET = ("target", "planned", "forecast", "announced", "signed", "approved", "started", "under-way")
_NOTE_FIGURE = re.compile(r"\d+(?:\.\d+)?\s*(?:%|percent|亿|万|km|mu|CNY|yuan|million|billion)")


def run_checks(collection: Collection) -> list[Finding]:
    """Findings of all checks on a collection, beside those of reading it."""
    return [finding for check in CHECKS for finding in check(collection)]


def told_twice(collection: Collection) -> Iterator[Finding]:
    """The same fact, in the same words, twice in one source: one claim."""
    for source in collection.sources.values():
        seen: dict[str, Fact] = {}
        for fact in source.facts:
            first = seen.setdefault(fact.claim_id, fact)
            if first is not fact:
                yield _of_fact(
                    fact,
                    "warning",
                    "told-twice",
                    f"the source tells this already in line {first.line}",
                    "delete one of the two",
                )


def dated_after_publication(collection: Collection) -> Iterator[Finding]:
    """A state or figure of a time after the page was published, without a word that it is planned."""
    for source in collection.sources.values():
        published = source.published
        for fact in source.facts if published and published.last else ():
            period = fact.get("period")
            first = getattr(period, "first", None)
            if first and first > published.last and fact.get("status") not in _NOT_YET:  # type: ignore[union-attr,operator]
                yield _of_fact(fact, "warning", "after-publication", f"the period {period.text} begins after the page was published ({published.text})",  # type: ignore[union-attr]
                               "mend the period, or give a status: planned, target, forecast", "period")  # fmt: skip


def hedges(collection: Collection) -> Iterator[Finding]:
    """A hedge in the fact that the characters do not print, or the other way round."""
    for fact in _facts(collection):
        printed, given = fact.printed, fact.get("qualifier", "exact")
        if printed is None or fact.number is None or fact.number[1].is_range:
            continue
        if (
            {given, printed.hedge} <= {"over", "at-least"}
            or {given, printed.hedge} <= {"under", "nearly", "up-to"}
            or given == printed.hedge
        ):
            continue
        yield _of_fact(fact, "warning", "hedge", f"the fact says {given}, the characters '{printed.text}' {printed.hedge}",
                       "take more characters as evidence, or mend the qualifier", "qualifier")  # fmt: skip


def unquoted_numbers(collection: Collection) -> Iterator[Finding]:
    """A number whose own characters are not in the evidence: counted, and kept out of the audit."""
    for fact in _facts(collection):
        if fact.number and fact.printed is None:
            yield _of_fact(
                fact,
                "info",
                "unquoted",
                f"the number {fact.number[1]} {fact.unit} is not in its evidence",
                "give its own characters: at: {value: …}",
                fact.number[0],
            )


def compared_with_itself(collection: Collection) -> Iterator[Finding]:
    """A change whose base is its own period: it ties nothing."""
    for fact in _facts(collection):
        if (
            fact.kind == "change"
            and "base" in fact.fields
            and "base_place" not in fact.fields
            and fact["base"] == fact.get("period")
        ):
            yield _of_fact(
                fact,
                "warning",
                "own-base",
                f"the base is the period itself ({fact['period'].text})",
                "give the period that it is compared with",
                "base",
            )  # type: ignore[attr-defined]


def figures_in_notes(collection: Collection) -> Iterator[Finding]:
    """A note that holds a figure: nobody can ask for it there."""
    for fact in _facts(collection):
        if _NOTE_FIGURE.search(str(fact.get("note", ""))):
            yield _of_fact(
                fact,
                "info",
                "figure-in-note",
                f"the note holds a figure: {fact['note']}",
                "make it a fact of its own",
                "note",
            )


def odd_dimensions(collection: Collection) -> Iterator[Finding]:
    """A level in a unit that cannot measure its indicator."""
    registry = collection.registry
    for fact in _facts(collection):
        indicator, unit = registry.indicator(str(fact.get("indicator", ""))), registry.unit(fact.unit or "")
        wanted = indicator.details.get("dimension") if indicator and fact.kind in ("level", "flow") else None
        if wanted and unit and not _measures(unit.dimension, wanted):
            yield _of_fact(fact, "warning", "odd-unit", f"{indicator.id} is measured in {wanted}, {unit.id} is {unit.dimension}",  # type: ignore[union-attr]
                           "mend the unit or the indicator", "unit")  # fmt: skip


def names_alike(collection: Collection) -> Iterator[Finding]:
    """Two ids of one family with the same name: merge them, or say in a note why they stay apart."""
    by_name: dict[tuple[str, str], dict[str, Entity]] = defaultdict(dict)
    for entity in _entities(collection):
        if entity.type in ("indicator", "segment"):
            continue
        for name in (entity.zh, entity.en):
            if key := same_name(name):
                by_name[entity.family, key].setdefault(collection.registry.canonical(entity.id), entity)
    told = set()
    for entities in by_name.values():
        ids = tuple(sorted(entities))
        if len(ids) > 1 and ids not in told and not any("note" in e.details for e in entities.values()):
            told.add(ids)
            last = list(entities.values())[-1]  # the sources' own come after the registry's: theirs to mend
            yield Finding("warning", "same-name", last.file, last.line, None, f"{' and '.join(ids)} have the same name ({last.zh or last.en})",
                          "merge them in merges.csv, or say in the note of one why they stay apart")  # fmt: skip


def sources_alike(collection: Collection) -> Iterator[Finding]:
    """Two sources with one address, or with the same title and most of their evidence in common."""
    by_url: dict[str, Source] = {}
    by_evidence: dict[str, list[Source]] = defaultdict(list)
    for source in collection.sources.values():
        url = re.sub(r"^https?://(www\.|m\.)?|[/#?]+$", "", source.card.get("url", "").lower())
        first = by_url.setdefault(url, source) if url else source
        if first is not source and not _tied(first, source):
            yield _of_source(
                source,
                "same-address",
                f"'{first.id}' has the same address",
                "make them one source, or give reprint_of",
            )
        for characters in {
            item.characters for fact in source.facts for item in fact.at if len(item.characters) > 6
        }:
            by_evidence[characters].append(source)
    common: dict[tuple[str, str], int] = defaultdict(int)
    for tellers in by_evidence.values():
        for i, one in enumerate(tellers if len(tellers) <= 8 else ()):
            for other in tellers[i + 1 :]:
                common[one.id, other.id] += 1
    for (one_id, other_id), number in sorted(common.items()):
        one, other = collection.sources[one_id], collection.sources[other_id]
        smaller = min(
            len({i.characters for f in s.facts for i in f.at if len(i.characters) > 6}) for s in (one, other)
        )
        if number >= 4 and number >= 0.6 * smaller and not _tied(one, other):
            yield _of_source(
                other,
                "same-text",
                f"{number} pieces of evidence also stand in '{one.id}'",
                "if one copies the other, give reprint_of",
            )


def unseen_characters(collection: Collection) -> Iterator[Finding]:
    """Names with characters that cannot be seen, turn the writing direction, or only look like common ones."""
    for entity in _entities(collection):
        for name in entity.names:
            if INVISIBLE.search(name):
                yield Finding(
                    "warning",
                    "invisible",
                    entity.file,
                    entity.line,
                    None,
                    f"a name of '{entity.id}' holds a character that cannot be seen",
                    "type the name anew",
                )
            elif any("\uf900" <= c <= "\ufaff" for c in name):
                yield Finding(
                    "warning",
                    "look-alike",
                    entity.file,
                    entity.line,
                    None,
                    f"a name of '{entity.id}' holds a compatibility character",
                    "type the usual character",
                )


def missing_names(collection: Collection) -> Iterator[Finding]:
    """An entity without any name but its id."""
    for entity in _entities(collection):
        if not entity.names:
            yield Finding(
                "warning",
                "no-name",
                entity.file,
                entity.line,
                None,
                f"'{entity.id}' has neither a Chinese nor an English name",
                "add zh or en",
            )


CHECKS: tuple[Callable[[Collection], Iterable[Finding]], ...] = (
    told_twice, dated_after_publication, hedges, unquoted_numbers, compared_with_itself, figures_in_notes, odd_dimensions, names_alike, sources_alike,
    unseen_characters, missing_names,
)  # fmt: skip


def same_name(name: str) -> str:
    """A name without what people vary: width, case, spaces, punctuation, and the words for a company or a city.

    >>> same_name("小米汽车有限公司") == same_name("小米汽车"), same_name("Xiaomi Auto Co., Ltd.") == same_name("xiaomi auto")
    (True, True)
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    folded = re.sub(r"\b(co|ltd|inc|corp|corporation|company|limited|group)\b\.?", "", folded)
    folded = re.sub(r"(股份有限公司|有限责任公司|有限公司|股份|公司|集团)$", "", folded)
    return re.sub(r"[\W_]+", "", folded)


def _measures(dimension: str, wanted: str) -> bool:
    return (
        dimension == wanted
        or dimension.split("-")[0] == wanted.split("-")[0]
        or wanted in ("", "any")
        or {dimension, wanted} <= COUNTED_DIMENSIONS
    )


#: Dimensions that count things: a page may count vehicles as vehicles or as a number.
COUNTED_DIMENSIONS = {"number", "vehicle", "person", "robot", "server", "machine", "unit", "set", "piece", "engine", "line", "bed", "flat", "head", "chip",
            "bottle", "trip", "visit", "household-visit", "accession", "number-per-time", "vehicle-per-time", "unit-per-time", "set-per-time"}  # fmt: skip


def _facts(collection: Collection) -> Iterator[Fact]:
    """Every fact; rows of tables stream (what is wrong with them is told where they are read first)."""
    for source in collection.sources.values():
        yield from source.each_fact(collection.registry, [])


def _entities(collection: Collection) -> Iterator[Entity]:
    yield from collection.registry.entities.values()
    for source in collection.sources.values():
        yield from source.entities.values()


def _tied(one: Source, other: Source) -> bool:
    return (
        one.card.get("reprint_of") in (other.id, other.card.get("reprint_of", ""))
        or other.card.get("reprint_of") == one.id
    )


def _of_fact(fact: Fact, severity: str, code: str, message: str, remedy: str, key: str = "") -> Finding:
    line, column = fact.places.get(key, (fact.line, fact.column))
    return Finding(severity, code, fact.file, line, column, message, remedy)  # type: ignore[arg-type]


def _of_source(source: Source, code: str, message: str, remedy: str) -> Finding:
    return Finding("warning", code, source.file, source.line, None, message, remedy)
