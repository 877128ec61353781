"""The door of scenarios: rows out of the graph, the analyses before and after, side by side.

>>> from jjj_graph.analysis.comparisons import COLUMNS
>>> COLUMNS
('what', 'measure', 'before', 'after', 'change', 'claims')
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path

from jjj_graph import namespaces as ns
from jjj_graph.analyses import chain_table, move_table
from jjj_graph.analysis import moves, shocks
from jjj_graph.analysis.audit import Geography
from jjj_graph.analysis.chains import PRESENT, Area
from jjj_graph.analysis.changes import Applied, apply
from jjj_graph.analysis.comparisons import COLUMNS, Comparison, difference, side_by_side
from jjj_graph.analysis.scenarios import KINDS, Scenario, named, read_scenario
from jjj_graph.browse import identifier
from jjj_graph.build.scenarios import scenario_lines
from jjj_graph.errors import UnknownNameError
from jjj_graph.fact_tables import Row
from jjj_graph.names import Names
from jjj_graph.rows import Rows
from jjj_graph.scope import ALL, Scope
from jjj_graph.sessions import Session
from jjj_graph.tables import Table

#: Text and kind → id.
Finder = Callable[[str, str], str]

#: What is compared for each chain: table of :data:`jjj_graph.analyses.CHAIN_TABLES` → how.
CHAIN_COMPARISONS = {
    "coverage": Comparison(
        "coverage",
        ("segment", "place", "activity"),
        "{segment} in {place}, {activity}",
        {"who": "coverage: who"},
        "",
    ),
    "gaps": Comparison("gaps", ("segment",), "{segment}", {"state": "gap: state"}),
    "weak-points": Comparison(
        "weak points",
        ("segment",),
        "{segment}",
        {
            "criticality": "weak point: criticality",
            "in pairs": "weak point: criticality in pairs",
            "known makers": "weak point: known makers",
            "score": "weak point: score",
            "ranks": "weak point: rank (5-95 %)",
            "bottlenecks": "weak point: bottlenecks",
        },
    ),
    "single-makers": Comparison(
        "single makers",
        ("what", "id"),
        "{what} {id}",
        {"alone makes": "alone: makes", "end products that stop": "alone: end products that stop"},
        "",
    ),
    "concentration": Comparison(
        "concentration",
        ("segment",),
        "{segment}",
        {"HHI by place": "concentration: HHI by place", "HHI by firm": "concentration: HHI by firm"},
    ),
}
FLOWS = Comparison(
    "flows",
    ("from", "to", "done", "told as"),
    "{from} -> {to}, {state}, {told as}",
    {"events": "flow: events", "movers": "flow: movers"},
    0,
)
#: Losses smaller than this are not listed.
SMALLEST = 0.0005


class ScenarioRows(Rows):
    """The rows of a base in a world in which a scenario has happened; what a scenario cannot change is the
    base's.
    """

    def __init__(self, base: Rows, applied: Applied) -> None:
        super().__init__(base.store, base.scope)
        self.base, self.applied = base, applied
        self.notes = base.notes

    def facts(self, kind: str) -> list[Row]:
        """Claims of a kind, after the scenario."""
        return self.applied.facts[kind] if kind in self.applied.facts else self.base.facts(kind)  # type: ignore[return-value]

    @cached_property
    def segments(self) -> list[Row]:
        """Segments of the base."""
        return self.base.segments

    @cached_property
    def inputs(self) -> list[Row]:
        """Inputs of the base."""
        return self.base.inputs

    @cached_property
    def places(self) -> list[Row]:
        """Places of the base."""
        return self.base.places

    @cached_property
    def area(self) -> Area:
        """The region of the base."""
        return self.base.area

    @cached_property
    def groups(self) -> dict[str, str]:
        """Parents of the base."""
        return self.base.groups

    @cached_property
    def geography(self) -> Geography:
        """Places of the base."""
        return self.base.geography

    @cached_property
    def units(self) -> moves.Units:
        """Units of the base."""
        return self.base.units


@dataclass(frozen=True)
class WhatIf:
    """What a scenario comes to: the table side by side (:data:`COLUMNS`), and the scenario as lines of a
    graph.
    """

    table: Table
    scenario: Scenario
    applied: Applied
    snapshot: str

    def graph(self) -> str:
        """The scenario as N-Quads of the graph ``https://w3id.org/jjj-graph/scenario/<id>``, in canonical
        order.
        """
        s = self.scenario
        texts = {"zh": s.zh, "en": s.en, "note": s.note}
        return "".join(
            scenario_lines(
                s.id,
                texts,
                self.snapshot,
                map(str, s.changes),
                self.applied.added,
                self.applied.removed,
                s.entities,
            )
        )


def what_if(
    session: Session, file: Path, scope: Scope = ALL, chain: str | None = None, shocked: Sequence[str] = ()
) -> WhatIf:
    """A scenario applied and compared with what is.

    ``chain`` (a name) keeps to one chain; flows are compared all the same. ``shocked`` are names of
    segments or firms whose loss is followed before and after. Raises :class:`InputError` and
    :class:`UnknownNameError` with the line of the file.
    """
    base = session.rows(scope)
    find = _finder(session.names, base.facts("bottleneck"))
    chains = [find(chain, "entity")] if chain else sorted({str(s["chain"]) for s in base.segments})
    scenario = named(read_scenario(file), find, [str(place["id"]) for place in base.places])
    _check_claims(session, scenario)
    shocks_at = [_segment_or_firm(name, find, scenario) for name in shocked]
    applied = apply(scenario, {kind: base.facts(kind) for kind in KINDS}, base.geography.within, base.groups)
    after = ScenarioRows(base, applied)
    table = Table(COLUMNS, [], [*base.notes, *_outside(applied, base.area), *applied.notes])
    if applied.changes_nothing:
        table.notes.append("the scenario changes nothing")
    else:
        table.notes.append(
            f"{len(applied.added)} rows added, {len(applied.removed)} taken away; "
            "nobody in the scenario reacts to it"
        )
    _compare(base, after, chains, table)
    if shocks_at:
        _follow(base, after, [name for name in chains] if chain else [], shocks_at, table)
    return WhatIf(table, scenario, applied, session.store.snapshot["hash"])


def _finder(names: Names, bottlenecks: Iterable[Row]) -> Finder:
    """A finder of ids: names of the graph, and ids of bottlenecks, many of which have no names."""
    known = sorted({str(row["bottleneck"]) for row in bottlenecks if row.get("bottleneck")})

    def find(text: str, kind: str) -> str:
        if kind != "bottleneck":
            return identifier(names.find(text, kind))
        if text not in known:
            with suppress(UnknownNameError):  # a name, or an id that was merged into another
                if (named_so := identifier(names.find(text))) in known:
                    return named_so
            near = [*get_close_matches(text, known, 3, 0.6), *(name for name in known if text in name)]
            raise UnknownNameError(
                f"no claim tells of a bottleneck '{text}'",
                remedy=f"did you mean {' or '.join(dict.fromkeys(near))}?"
                if near
                else "jjj list bottlenecks shows them",
            )
        return text

    return find


def _segment_or_firm(name: str, find: Finder, scenario: Scenario) -> str:
    """The id of a segment or, where there is none of that name, of anything else."""
    if name in scenario.entities:
        return name
    remedies = []
    for kind in ("segment", "entity"):
        try:
            return find(name, kind)
        except UnknownNameError as error:
            remedies.append(error.remedy)
    better = [remedy for remedy in remedies if remedy.startswith(("did you mean", "say which"))]
    raise UnknownNameError(
        f"the graph has no segment or firm '{name}'", remedy="; ".join(better) or remedies[-1]
    )


def _check_claims(session: Session, scenario: Scenario) -> None:
    """A claim that a scenario takes away is one of the graph (or of the scenario itself)."""
    for change in scenario.changes:
        claim = change.words.get("claim", "")
        if not claim or claim.startswith("scenario:"):
            continue
        if not session.store.query(
            f"ASK {{ <{ns.PREFIXES['claim']}{claim}> jjj:statedIn ?source }}"
            if claim.isalnum()
            else "ASK { FILTER(false) }"
        ):
            raise UnknownNameError(
                f"the graph has no claim '{claim}'",
                file=scenario.file,
                line=change.line,
                remedy="jjj show NAME lists claims with their 16 digits",
            )


def _outside(applied: Applied, area: Area) -> list[str]:
    """A remark for each place outside the region that a scenario names: coverage does not see it."""
    named_places = {str(row[key]) for row in applied.added for key in ("place", "to") if row.get(key)}
    return [
        f"{place} lies in no part of the region: what is done there is not seen in coverage"
        for place in sorted(named_places)
        if not area.parts_of(place)
    ]


# ---------------------------------------------------------------- side by side


def _compare(base: Rows, after: Rows, chains: Iterable[str], table: Table) -> None:
    applied = after.applied  # type: ignore[attr-defined]
    causes: dict[object, set[str]] = defaultdict(set)
    for row in (*applied.added, *applied.removed):
        if row.get("segment"):
            causes[row["segment"]].add(str(row["claim"]))
    totals = [row for chain in chains for row in _totals(base, after, chain)]
    counted: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    found = []
    for name, how in CHAIN_COMPARISONS.items():
        for chain in chains:
            before, now = (_for_comparison(chain_table(rows, chain, name)) for rows in (base, after))
            rows, same, all_of = side_by_side(
                how, before, now, lambda row: causes.get(row.get("segment"), ())
            )
            found += _worth_telling(rows)
            counted[how.name][0] += same
            counted[how.name][1] += all_of
    rows, same, all_of = side_by_side(FLOWS, *(_flows(rows) for rows in (base, after)))
    counted[FLOWS.name][:] = same, all_of
    table.rows += [*totals, *found, *rows]
    table.rows += [("unchanged", name, of, same, same - of, "") for name, (same, of) in counted.items()]
    if counted["weak points"][0] != counted["weak points"][1]:
        table.notes.append(
            "ranks of weak points are drawn anew for each world: "
            "a rank is listed only where the score of its segment changed"
        )
    table.notes.append("rows 'unchanged': of so many values compared (before), so many are the same (after)")


def _worth_telling(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Without the ranks of segments about which nothing else changed: they move by the draws alone."""
    moved = {row[0] for row in rows if not str(row[1]).startswith("weak point: rank")}
    return [row for row in rows if row[0] in moved]


def _totals(base: Rows, after: Rows, chain: str) -> list[tuple[object, ...]]:
    """How many segments of a chain are present, stated missing and not known, where that changes."""
    states = []
    for rows in (base, after):
        held: dict[str, str] = {}
        for row in chain_table(rows, chain, "coverage"):
            held[str(row["segment"])] = str(row["state"])
        states.append(held)
    found = []
    for state in sorted({state for held in states for state in held.values()}):
        before, now = (sum(value == state for value in held.values()) for held in states)
        if before != now:
            found.append((chain, f"segments {state}", before, now, difference(before, now), ""))
    return found


def _for_comparison(table: Table) -> Table:
    """A table as it is compared: only who is present, and the ranks in one column."""
    if "rank low" in table.columns:
        place = table.columns.index
        rows = [
            (*row, f"{row[place('rank')]} ({row[place('rank low')]}-{row[place('rank high')]})")
            for row in table.rows
        ]
        return Table((*table.columns, "ranks"), rows)
    if "state" in table.columns and "who" in table.columns:
        return Table(
            table.columns, [row for row in table.rows if row[table.columns.index("state")] == PRESENT]
        )
    return table


def _flows(rows: Rows) -> Table:
    table = move_table(rows, "od", ("done",))
    return Table((*table.columns, "state"), [(*row, "done" if row[2] else "not yet") for row in table.rows])


# ---------------------------------------------------------------- shocks


def _follow(base: Rows, after: Rows, chains: Sequence[str], shocked: Sequence[str], table: Table) -> None:
    """What the shocked lose for others, before and after: DebtRank with its ranks, and the capacity model."""
    links = [_links(rows, chains) for rows in (base, after)]
    shock = dict.fromkeys(shocked, 1.0)
    known = [{name for link in found for name in (link.supplier, link.customer)} for found in links]
    for name in shocked:
        if name not in known[0] and name not in known[1]:
            table.notes.append(
                f"no input, supply or maker ties {name} to anything: a shock there goes nowhere"
            )
    spreads = [
        shocks.spread(found, lambda weights: shocks.debtrank(shocks.edges(weights), shock)) for found in links
    ]
    losses = [{str(row["node"]): row for row in spread} for spread in spreads]
    outputs = [shocks.capacity(shocks.equal_weights(found), shock) for found in links]
    hit = {name for held in losses for name, row in held.items() if row["equal"] >= SMALLEST} | {
        n for held in outputs for n, part in held.items() if part >= SMALLEST
    }  # type: ignore[operator]
    title = "shock at " + ", ".join(shocked)
    left_out = len(known[0] | known[1]) - len(hit)
    for name in sorted(
        hit - set(shocked),
        key=lambda n: (-max(float(held[n]["equal"]) if n in held else 0.0 for held in losses), n),
    ):  # type: ignore[arg-type]
        old, new = (held.get(name) for held in losses)
        part, rank = (
            [None if row is None else _told(row, what) for row in (old, new)] for what in ("loss", "rank")
        )
        lost = [held.get(name) for held in outputs]
        table.rows.append(
            (name, f"{title}: loss, DebtRank", *part, difference(*part), _link_claims(name, base, after))
        )
        table.rows.append((name, f"{title}: rank of loss (5-95 %)", *rank, difference(*rank), ""))
        capacity = [None if value is None else round(value, 4) for value in lost]
        table.rows.append((name, f"{title}: loss, capacity", *capacity, difference(*capacity), ""))
    before, now = (
        round(shocks.total_loss({n: float(row["equal"]) for n, row in held.items()}, shock), 6)
        for held in losses
    )  # type: ignore[arg-type]
    table.rows.append(
        ("all nodes", f"{title}: mean loss of the others, DebtRank", before, now, difference(before, now), "")
    )
    table.notes += [
        *spreads[1].notes,
        "losses are parts of an output, 0 to 1, by equal weights and one more supplier that nobody names",
        f"{left_out} nodes lose nothing and are not listed; "
        "denied and merely planned supplies, and groups without a name, take no part",
    ]


def _links(rows: Rows, chains: Sequence[str]) -> list[shocks.Link]:
    kept = {
        name: [
            row
            for row in found
            if not chains
            or row.get("chain") in chains
            or str(row.get("segment", "")).partition("/")[0] in chains
        ]
        for name, found in (
            ("inputs", rows.inputs),
            ("activity", rows.facts("activity")),
            ("supply", rows.facts("supply")),
        )
    }
    places = {str(place["id"]) for place in rows.places}
    return shocks.links_of(kept["inputs"], kept["activity"], kept["supply"], rows.area, places)


def _told(row: dict[str, object], what: str) -> object:
    if what == "loss":
        return round(float(row["equal"]), 4)  # type: ignore[arg-type]
    return f"{row['rank']} ({row['rank low']}-{row['rank high']})"


def _link_claims(name: str, *worlds: Rows) -> str:
    """The claims that tie a node to suppliers or makers."""
    found = {
        str(row["claim"]) for rows in worlds for row in rows.facts("supply") if row.get("customer") == name
    }
    found |= {
        str(row["claim"])
        for rows in worlds
        for row in rows.facts("activity")
        if row.get("segment") == name and row.get("who")
    }
    return " ".join(sorted(found))
