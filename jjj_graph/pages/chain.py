"""The chain map: rows out of the graph, analyses, a typed view model back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from jjj_graph.analyses import chain_table, coverage_of
from jjj_graph.analysis.chains import MISSING
from jjj_graph.rows import Rows
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.views.chain import ChainMap, Cover, Input, Problem, Segment, Weight
from jjj_graph.views.page import Words

if TYPE_CHECKING:
    from jjj_graph.fact_tables import Row
from jjj_graph.pages.reading import Reader, remark, snapshot_of

#: The order in which activities are listed.
ACTIVITIES = (
    "rd",
    "test",
    "manufacture",
    "supply",
    "storage-transport",
    "application",
    "service",
    "headquarters",
    "unstated",
)


def chain_map(store: GraphStore, chain: str, scope: Scope = ALL) -> ChainMap:
    """The map of a chain, by its id. Raises :class:`UnknownNameError` for a chain without segments."""
    rows = Rows(store, scope)
    weights = chain_table(rows, chain, "weak-points")  # first of all: it knows whether there is such a chain
    own = [row for row in rows.segments if row["chain"] == chain]
    coverage = coverage_of(rows, chain)
    reader = Reader(store, scope, ("Activity", "Bottleneck"))
    covered: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for row in coverage:
        covered[str(row["segment"])].append(row)
    weight_of = {str(row["segment"]): row for row in weights}
    segments = [
        _segment(row, covered[str(row["id"])], weight_of[str(row["id"])], rows, reader) for row in own
    ]
    told = {cover.activity for one in segments for cover in one.covers}
    who = {name for one in segments for cover in one.covers for name in cover.who}
    kinds = {str(p["id"]): str(p["type"]) for p in rows.places}
    places = sorted(rows.area.parts, key=lambda part: (kinds.get(part) != "Municipality", part))
    known = [name for name in ACTIVITIES if name in told] + sorted(told - set(ACTIVITIES))
    unstated = Words("未说明", "not stated")
    notes = [*rows.notes, *coverage.notes, *weights.notes]
    return ChainMap(
        chain,
        reader.name(chain),
        tuple(segments),
        tuple(_inputs(rows, chain, reader)),
        {place: reader.name(place) for place in places},
        {name: unstated if name == "unstated" else reader.code("activity", name) for name in known},
        {name: reader.name(name) for name in sorted(who)},
        tuple(remark(note) for note in dict.fromkeys(notes)),
        snapshot_of(store),
    )


def _segment(
    row: Row, covered: list[Mapping[str, object]], weight: Mapping[str, object], rows: Rows, reader: Reader
) -> Segment:
    name, state = str(row["id"]), str(covered[0]["state"])
    covers = [
        Cover(
            str(c["place"]),
            str(c["activity"]),
            str(c["known since"]),
            tuple(str(c["who"]).split()),
            reader.cards(c["claims"]),
        )
        for c in covered
        if c["place"]
    ]
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for fact in rows.facts("bottleneck"):
        if fact.get("segment") == name and fact.get("stance") != "denied":
            told[str(fact.get("bottleneck_kind") or "unspecified"), str(fact.get("status") or "")].append(
                fact
            )
    problems = [
        Problem(
            kind, status, _topics(found, reader), reader.cards(" ".join(str(fact["claim"]) for fact in found))
        )
        for (kind, status), found in sorted(told.items())
    ]
    numbers = Weight(
        *(
            weight[key]
            for key in ("criticality", "in pairs", "known makers", "score", "rank", "rank low", "rank high")
        )
    )  # type: ignore[arg-type]
    missing = reader.cards(covered[0]["claims"]) if state == MISSING else ()
    return Segment(
        name,
        Words(str(row["zh"]), str(row["en"])),
        str(row["stage"]),
        bool(row["end_product"]),
        state,
        tuple(covers),
        tuple(problems),
        numbers,
        missing,
    )


def _topics(found: Iterable[Row], reader: Reader) -> Words:
    """What the bottlenecks are about, in the words of their sources."""
    topics = list(dict.fromkeys(str(fact["topic"]) for fact in found if fact.get("topic")))
    return Words("；".join(topics), "; ".join(topics))


def _inputs(rows: Rows, chain: str, reader: Reader) -> Iterable[Input]:
    for row in rows.inputs:
        if row["chain"] == chain:
            source, _, reason = str(row["reason"]).partition(":")
            card = reader.sources.get(source, {})
            editorial = source not in reader.sources
            said = str(row["reason"]).removeprefix("editorial").lstrip(": ") if editorial else reason.strip()
            yield Input(
                str(row["supplier"]),
                str(row["customer"]),
                str(row["group"]),
                bool(row["essential"]),
                editorial,
                said,
                card.get("title", ""),
                card.get("url", ""),
            )
