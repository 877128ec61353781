"""The data statement: what the data cover, where they have holes, and what may not be concluded from them.

Counted from the source files and the registry, never typed in. ``make docs`` writes it to ``docs/reference/data-statement.md``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from jjj_graph.facts.collection import Collection, collect
from jjj_graph.facts.fact import Fact
from jjj_graph.facts.periods import Period

_LIMITS = """\
## What may not be concluded

- The collection is what pages tell of and what was found: a place, chain or year with few claims is little told of, not empty.
- Named moves are those that made the news. Their number is no estimate of all moves, and shares among them are shares of the news.
- Groups ("2,800 firms") overlap each other and the named movers in ways that no source tells. They are never added up.
- A segment without a known maker has no maker *among these sources*. Not known is not none.
- Numbers of one indicator from several sources differ in scope, vintage and price basis more often than they say. `jjj audit` lists what cannot all be true.
- Bottlenecks are those that pages name; their kind (choke point, blockage) is stated for some of them only.
- Reprints are tied to their origin where it is among the sources; others will be undetected. Count texts, not pages.
- Periods and statuses were widened where a page does not settle them. An open period is not a date.
- Chinese pages are the rule; pages in other languages mostly retell Chinese ones.
"""


def data_statement(data: Path) -> str:
    """The statement of a data folder as Markdown."""
    collection = collect(data)
    facts = [fact for source in collection.sources.values() for fact in source.facts]
    parts = [
        _head(collection, facts),
        _sources(collection),
        _facts(facts),
        _numbers(facts),
        _chains(collection, facts),
        _places(collection, facts),
        _LIMITS,
    ]
    return "\n".join(parts)


def _head(collection: Collection, facts: list[Fact]) -> str:
    registry = collection.registry
    claims = len({(fact.source, fact.claim_id) for fact in facts})
    return (
        "# Data statement\n\n"
        "Made by `make docs` from the files in `data/`; not edited by hand.\n\n"
        f"{len(collection.sources):,} sources state {claims:,} claims about {len(registry.entities):,} registered entities, "
        f"{len(registry.segments):,} chain segments with {len(registry.inputs):,} inputs, and {len(registry.indicators):,} indicators.\n"
    )


def _sources(collection: Collection) -> str:
    sources = list(collection.sources.values())
    years = Counter(_published(s.card.get("published", "")) for s in sources)
    reprints = sum("reprint_of" in s.card for s in sources)
    return (
        "## Sources\n\n"
        + _table(("published", "sources"), sorted(years.items()))
        + _table(("language", "sources"), _ranked(Counter(s.card.get("language", "?") for s in sources)))
        + _table(("grade", "sources"), _ranked(Counter(s.card.get("grade", "not graded") for s in sources)))
        + _table(
            ("publisher (ten most)", "sources"),
            _ranked(Counter(s.card.get("publisher", "?").split("(")[0].strip() for s in sources), 10),
        )
        + f"{reprints} sources ({reprints / max(1, len(sources)):.0%}) are reprints, mirrors or translations of another one here.\n"
    )


def _ranked(counted: Counter[str], most: int | None = None) -> list[tuple[str, int]]:
    """The most frequent first, equal ones by name."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]


def _published(text: str) -> str:
    return "not known" if not text else "only bounded by the text" if "/" in text else text[:4]


def _facts(facts: list[Fact]) -> str:
    years = Counter(_year(fact.get("period")) for fact in facts)
    spread = [(year, number) for year, number in sorted(years.items())]
    return (
        "## Claims\n\n"
        + _table(("kind", "claims"), _ranked(Counter(f.kind for f in facts)))
        + _table(("about the year", "claims"), spread)
    )


def _year(period: object) -> str:
    if not isinstance(period, Period):
        return "no period"
    if period.first is None or period.last is None:
        return "open period"
    return str(period.first.year) if period.first.year == period.last.year else "several years"


def _numbers(facts: list[Fact]) -> str:
    numbers = [fact for fact in facts if fact.number]
    quoted = sum(fact.printed is not None for fact in numbers)
    goals = sum(fact.get("status") in ("target", "planned", "forecast") for fact in numbers)
    return (
        "## Numbers\n\n"
        f"{len(numbers):,} claims carry a number. The number's own characters stand in the evidence of {quoted:,} ({quoted / max(1, len(numbers)):.1%}); the others are "
        f"unquoted and take no part in the audit. {goals:,} are goals, plans or forecasts.\n"
    )


def _chains(collection: Collection, facts: list[Fact]) -> str:
    rows = []
    for chain in sorted({key[0] for key in collection.registry.segments}):
        own = [f for f in facts if collection.registry.canonical(str(f.get("chain", ""))) == chain]
        names = {name for c, name in collection.registry.segments if c == chain}
        told = {str(f["segment"]).partition("/")[2] for f in own if f.get("segment") and f.kind == "activity"}
        inputs = [i for i in collection.registry.inputs if i.chain == chain]
        editorial = sum(i.reason.startswith("editorial") for i in inputs)
        problems = sum(f.kind == "bottleneck" for f in own)
        rows.append(
            (
                chain,
                len(names),
                len(names - told),
                len(inputs),
                editorial,
                sum(f.kind == "activity" for f in own),
                sum(f.kind == "supply" for f in own),
                problems,
            )
        )
    head = (
        "chain",
        "segments",
        "without an activity",
        "inputs",
        "of them editorial",
        "activities",
        "supplies",
        "bottlenecks",
    )
    return "## Chains\n\n" + _table(head, rows)


def _places(collection: Collection, facts: list[Fact]) -> str:
    registry = collection.registry
    counted: Counter[str] = Counter()
    for fact in facts:
        named = {
            part
            for key in ("of", "place", "places", "from", "to")
            for value in _each(fact.get(key))
            for part in str(value).split("+")
        }
        for name in named:
            entity = registry.resolve(name)
            if entity is not None and entity.family == "place":
                counted[_unit(registry, entity.id)] += 1
    units = [
        e.id
        for e in registry.entities.values()
        if e.type in ("prefecture-city", "municipality") and registry.resolve(e.within or "")
    ]
    silent = sorted(unit for unit in units if not counted[unit])
    return (
        "## Places\n\n"
        + _table(("municipality or prefecture", "claims that name it or a place in it"), _ranked(counted, 25))
        + (f"Without any claim: {', '.join(silent)}.\n" if silent else "")
    )


def _unit(registry: object, name: str) -> str:
    """The municipality or prefecture that a place lies in, else the place itself."""
    at, seen = name, set()
    while at and at not in seen:
        seen.add(at)
        entity = registry.resolve(at)  # type: ignore[attr-defined]
        if entity is None or entity.type in (
            "municipality",
            "prefecture-city",
            "province",
            "region",
            "country",
        ):
            return at
        if (
            entity.type == "new-area"
            and registry.resolve(entity.within or "")
            and registry.resolve(entity.within).type == "province"
        ):  # type: ignore[attr-defined]
            return at
        at = registry.canonical(entity.within or "")  # type: ignore[attr-defined]
    return name


def _each(value: object) -> Iterable[object]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _table(head: tuple[str, ...], rows: Iterable[tuple]) -> str:
    lines = [head, tuple("---" if i == 0 else "---:" for i in range(len(head))), *rows]
    return (
        "".join(
            "| "
            + " | ".join(
                f"{cell:,}" if isinstance(cell, int) else str(cell).replace("|", "/") for cell in line
            )
            + " |\n"
            for line in lines
        )
        + "\n"
    )
