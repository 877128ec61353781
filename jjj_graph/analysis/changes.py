"""Changes of a scenario, applied to the rows that the analyses read and never to the data.

One after the other: S' = S − R + A. Nobody in a scenario reacts: what is not said stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jjj_graph.analysis.chains import counts
from jjj_graph.analysis.events import DONE
from jjj_graph.analysis.groups import NO_GROUPS, heads_of
from jjj_graph.analysis.scenarios import MOVES_ALONG, Row, Scenario


@dataclass(frozen=True)
class Applied:
    """What a scenario makes of the rows: all rows by kind, those added and removed, and remarks."""

    facts: dict[str, list[Row]]
    added: list[Row]
    removed: list[Row]
    notes: list[str]

    @property
    def changes_nothing(self) -> bool:
        """Whether no row was added or removed."""
        return not self.added and not self.removed


#: Of a row that a change makes anew nothing is dated.
UNDATED: dict[str, object] = dict.fromkeys(("period", "first", "last"))


class _World:
    """The rows while changes are applied to them; the rows themselves are never touched."""

    def __init__(
        self,
        scenario: Scenario,
        facts: Mapping[str, Sequence[Row]],
        within: Mapping[str, str],
        groups: Mapping[str, str],
    ) -> None:
        self.scenario, self.within, self.groups = scenario, within, groups
        self.facts = {kind: list(rows) for kind, rows in facts.items()}
        self.number = 0
        self.notes: list[str] = []

    def add(self, kind: str, row: Row) -> None:
        """A new row with a claim of the scenario's own."""
        self.number += 1
        empty = dict.fromkeys(("first", "last", "value", "low", "high")) | {"unit": ""}
        own = {"claim": f"scenario:{self.number}", "source": f"scenario:{self.scenario.id}", "kind": kind}
        self.facts.setdefault(kind, []).append(
            empty | {key: value for key, value in row.items() if value not in ("", None)} | own
        )

    def remove(self, kind: str, gone: Iterable[Row]) -> int:
        """Take rows away; how many were there."""
        claims = {row["claim"] for row in gone}
        before = len(self.facts.get(kind, ()))
        self.facts[kind] = [row for row in self.facts.get(kind, ()) if row["claim"] not in claims]
        return before - len(self.facts[kind])

    def inside(self, place: object, wider: str) -> bool:
        """Whether a place, or each part of an aggregate of places, lies in a wider one."""
        return bool(place) and all(self._lies_in(name, wider) for name in str(place).split("+"))

    def _lies_in(self, name: str, wider: str) -> bool:
        seen: set[str] = set()
        while name and name not in seen:
            if name == wider:
                return True
            seen.add(name)
            name = self.within.get(name, "")
        return False

    def is_of(self, name: object, who: str) -> bool:
        """Whether a name is that of somebody, or of a plant or firm that belongs to them."""
        return name == who or who in heads_of(str(name or ""), self.groups)

    def doing(self, who: str, place: str = "", only: Sequence[str] = ()) -> list[Row]:
        """What somebody, with what belongs to them, is told to do now: anywhere, or inside a place; some activities or all."""
        return [
            row
            for row in self.facts.get("activity", ())
            if self.is_of(row.get("who"), who)
            and counts(row)
            and (not place or self.inside(row.get("place"), place))
            and (not only or row.get("activity") in only)
        ]


def apply(
    scenario: Scenario,
    facts: Mapping[str, Sequence[Row]],
    within: Mapping[str, str],
    groups: Mapping[str, str] = NO_GROUPS,
) -> Applied:
    """The rows of a world in which the changes of a scenario (with ids: :func:`named`) have happened.

    ``facts`` are rows by kind (:data:`KINDS`), ``within`` the place that each place lies in, ``groups`` the owner or
    parent of each site or firm: who moves or closes takes along what belongs to them. The rows given
    are not changed; a row that is added carries the claim ``scenario:<number>`` and the source
    ``scenario:<id>``. A change that changes nothing is told in the notes with its reason.

    >>> row = dict(claim="1", kind="activity", who="langyi", place="beijing", segment="b/drug", activity="rd")
    >>> from jjj_graph.analysis.scenarios import parse_scenario
    >>> scenario = parse_scenario("scenario: {id: x}\\nchanges: [{move: {who: langyi, to: cangzhou}}]")
    >>> after = apply(scenario, {"activity": [row]}, {})
    >>> [(r["kind"], r.get("place") or r["from"] + " -> " + r["to"], r["claim"]) for r in after.added]
    [('activity', 'cangzhou', 'scenario:1'), ('relocation', 'beijing -> cangzhou', 'scenario:2')]
    >>> [r["claim"] for r in after.removed], row["place"]
    (['1'], 'beijing')
    """
    world = _World(scenario, facts, within, groups)
    for number, change in enumerate(scenario.changes, 1):
        if reason := _APPLY[change.kind](world, change.words):
            world.notes.append(
                f"change {number}{f' (line {change.line})' if change.line else ''}, {change}: {reason}"
            )
    was = {row["claim"] for rows in facts.values() for row in rows}
    now = {row["claim"] for rows in world.facts.values() for row in rows}
    added = [row for rows in world.facts.values() for row in rows if row["claim"] not in was]
    removed = [row for rows in facts.values() for row in rows if row["claim"] not in now]
    return Applied(
        world.facts,
        sorted(added, key=_number),
        sorted(removed, key=lambda row: str(row["claim"])),
        world.notes,
    )


def _number(row: Row) -> int:
    return int(str(row["claim"]).rpartition(":")[2])


def _move(world: _World, words: Mapping[str, str]) -> str:
    who, target, scope = words["who"], words["to"], words.get("scope", "whole")
    here = [row for row in world.doing(who, words.get("from", ""), MOVES_ALONG[scope]) if row.get("place")]
    # what is told of a wider place that holds the target may be there already
    leaving = [
        row
        for row in here
        if not world.inside(row["place"], target) and not world.inside(target, str(row["place"]))
    ]
    told = [
        row
        for row in world.facts.get("relocation", ())
        if row.get("who") == who
        and row.get("stance") != "denied"
        and row.get("to")
        and world.inside(row["to"], target)
    ]
    if not leaving and any(row.get("status") in DONE for row in told):
        return "changes nothing: this move is recorded as done, and no activity is recorded elsewhere"
    world.remove("activity", leaving)
    for row in leaving:
        world.add(
            "activity", {**row, **UNDATED, "place": target}
        )  # what moves begins there now, not when it was told
    origins = sorted({str(row["place"]) for row in leaving})
    # an announced move that now happens stays one and the same move
    move = next(
        (str(row["move"]) for row in told if row.get("move")), f"scenario-{world.scenario.id}-{who}-{target}"
    )
    origin = (
        words.get("from")
        or next((str(row["from"]) for row in told if row.get("from")), "")
        or "+".join(origins)
    )
    world.add(
        "relocation",
        {"move": move, "who": who, "from": origin, "to": target, "scope": scope, "status": "completed"},
    )
    if not leaving:
        return "no activity of it is recorded at a known place there: only the move itself is added"
    return ""


def _close(world: _World, words: Mapping[str, str]) -> str:
    who, at = words["who"], words.get("at", "")
    ending = world.doing(who, at)
    told = [
        row
        for row in world.facts.get("closure", ())
        if row.get("who") == who and row.get("status") in DONE and row.get("stance") != "denied"
    ]
    if not ending and any(not at or world.inside(row.get("from"), at) for row in told):
        return "changes nothing: this closure is recorded as done, and no activity is recorded there"
    supplies = (
        []
        if at
        else [
            row
            for row in world.facts.get("supply", ())
            if counts(row) and any(world.is_of(row.get(end), who) for end in ("supplier", "customer"))
        ]
    )
    world.remove("activity", ending)
    world.remove("supply", supplies)
    origin = at or "+".join(
        sorted({part for row in ending if row.get("place") for part in str(row["place"]).split("+")})
    )
    world.add(
        "closure",
        {
            "move": f"scenario-{world.scenario.id}-{who}-closure",
            "who": who,
            "from": origin,
            "status": "completed",
        },
    )
    return (
        ""
        if ending or supplies
        else "no activity or supply of it is recorded there: only the closure itself is added"
    )


def _resolve(world: _World, words: Mapping[str, str]) -> str:
    rows = [
        row
        for row in world.facts.get("bottleneck", ())
        if row.get("bottleneck") == words["bottleneck"] and row.get("stance") != "denied"
    ]
    still = [row for row in rows if row.get("status") != "resolved"]
    world.remove("bottleneck", still)
    for row in still:
        world.add("bottleneck", {**row, **UNDATED, "status": "resolved"})
    return (
        ""
        if still
        else "changes nothing: it is recorded as resolved"
        if rows
        else "changes nothing: no claim tells of this bottleneck"
    )


def _stop_supply(world: _World, words: Mapping[str, str]) -> str:
    customer = words.get("customer")
    rows = [
        row
        for row in world.facts.get("supply", ())
        if counts(row)
        and row.get("supplier") == words["supplier"]
        and (not customer or row.get("customer") == customer)
    ]
    return "" if world.remove("supply", rows) else "changes nothing: no such supply is recorded"


def _add_activity(world: _World, words: Mapping[str, str]) -> str:
    same = ("place", "segment", "activity")
    if any(all(row.get(key) == words[key] for key in same) for row in world.doing(words["who"])):
        return "changes nothing: this activity is recorded"
    chain = words.get("chain") or words["segment"].partition("/")[0]
    world.add("activity", {"who": words["who"], "chain": chain, **{key: words[key] for key in same}})
    return ""


def _remove_claim(world: _World, words: Mapping[str, str]) -> str:
    gone = sum(world.remove(kind, [{"claim": words["claim"]}]) for kind in list(world.facts))
    return "" if gone else "changes nothing: the analyses compared here do not read this claim"


_APPLY: dict[str, Callable[[_World, Mapping[str, str]], str]] = {
    "move": _move,
    "close": _close,
    "resolve": _resolve,
    "stop-supply": _stop_supply,
    "add-activity": _add_activity,
    "remove-claim": _remove_claim,
}
