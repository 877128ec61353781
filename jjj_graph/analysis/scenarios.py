"""Scenarios: hypothetical additions and removals, applied to the rows that the analyses read and never to
the data.

A scenario is a small file::

    scenario: {id: reducers-to-tianjin, zh: 轴承落户天津, en: A reducer maker comes to Tianjin, note: made up}
    entities:
      - {id: new-reducer-maker, zh: 某轴承厂, en: A reducer maker}
    changes:
      - add-activity: {who: new-reducer-maker, place: tianjin, segment: robots/reducer, activity: manufacture}
      - move: {who: langyi, to: cangzhou, scope: production}

:data:`CHANGES` declares what a change may say; reading, messages and the docs come from it. Changes are
applied one after the other: S' = S − R + A. Nobody in a scenario reacts: what is not said stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from jjj_graph.analysis.chains import MAKING, counts
from jjj_graph.analysis.moves import DONE
from jjj_graph.errors import InputError, UnknownNameError
from jjj_graph.facts.located import Map, read_text, read_yaml_text
from jjj_graph.facts.located import Sequence as LocatedList
from jjj_graph.facts.records import ACTIVITIES
from jjj_graph.tables import Table

Row = Mapping[str, object]
#: Kinds of facts that a scenario may change.
KINDS = ("activity", "bottleneck", "supply", "relocation", "expansion", "closure")
ENTITY, PLACE, SEGMENT, BOTTLENECK, CHOICE, CLAIM = (
    "entity",
    "place",
    "segment",
    "bottleneck",
    "choice",
    "claim",
)

#: Which activities go along when so much of a mover moves; of the whole, all.
MOVES_ALONG: dict[str, tuple[str, ...]] = {
    "whole": (),
    "production": MAKING,
    "rd-centre": ("rd",),
    "headquarters": ("headquarters",),
}


@dataclass(frozen=True)
class Argument:
    """One word of a change: its key, what it names, what it means."""

    key: str
    names: str
    doc: str
    required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Declared:
    """A kind of change: what it does, and its arguments. ``alone``: written as one word, not as a mapping."""

    doc: str
    arguments: tuple[Argument, ...]
    alone: bool = False


_WHO = Argument("who", ENTITY, "The firm, site or other organisation.")
CHANGES: dict[str, Declared] = {
    "move": Declared(
        "Its activities leave where they are and start there; a completed relocation.",
        (
            _WHO,
            Argument("to", PLACE, "Where it goes."),
            Argument(
                "from",
                PLACE,
                "Only what it does here (or in places inside); else all it does at a known place.",
                required=False,
            ),
            Argument(
                "scope",
                CHOICE,
                "What moves: the whole if not given.",
                required=False,
                choices=tuple(MOVES_ALONG),
            ),
        ),
    ),
    "close": Declared(
        "Its activities end: a completed closure. Closed everywhere, it takes no part in any supply.",
        (
            _WHO,
            Argument("at", PLACE, "Only what it does here (or in places inside).", required=False),
        ),
    ),
    "resolve": Declared(
        "A bottleneck is resolved.", (Argument("bottleneck", BOTTLENECK, "The bottleneck, by its id."),)
    ),
    "stop-supply": Declared(
        "A supply ends.",
        (
            Argument("supplier", ENTITY, "Who supplies."),
            Argument("customer", ENTITY, "Whom; all its customers if not given.", required=False),
        ),
    ),
    "add-activity": Declared(
        "Somebody does a segment at a place, from now on.",
        (
            _WHO,
            Argument("place", PLACE, "Where."),
            Argument("chain", ENTITY, "The chain, where the segment is named without it.", required=False),
            Argument("segment", SEGMENT, "The segment: chain/segment, or its name."),
            Argument("activity", CHOICE, "What is done.", choices=ACTIVITIES),
        ),
    ),
    "remove-claim": Declared(
        "One claim is taken away.", (Argument("claim", CLAIM, "Its 16 digits or its IRI."),), alone=True
    ),
}


@dataclass(frozen=True)
class Change:
    """One change of a scenario: names as written until :func:`named`, ids after."""

    kind: str
    words: Mapping[str, str]
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {' '.join(f'{key}={text}' for key, text in self.words.items())}"


@dataclass(frozen=True)
class Scenario:
    """A scenario as read from a file."""

    id: str
    zh: str = ""
    en: str = ""
    note: str = ""
    entities: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    file: str = ""


# ---------------------------------------------------------------- reading


def read_scenario(path: Path) -> Scenario:
    """The scenario that a file holds. Raises :class:`InputError` with file, line, column and remedy."""
    return parse_scenario(read_text(path), str(path))


def parse_scenario(text: str, file: str = "") -> Scenario:
    """Like :func:`read_scenario`, of a text.

    >>> parse_scenario("scenario: {id: x}\\nchanges: [{close: {who: langyi}}]").changes[0].words
    {'who': 'langyi'}
    """
    tree = read_yaml_text(text, Path(file) if file else None)
    reader = _Reader(file)
    reader.keys(tree, ("scenario", "entities", "changes"), ("scenario", "changes"), "a scenario file")
    head = reader.mapping(tree, "scenario")
    reader.keys(head, ("id", "zh", "en", "note"), ("id",), "'scenario'")
    name = reader.word(head, "id")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        reader.refuse(f"'{name}' is no id", head.place("id"), "use lower case letters, digits and hyphens")
    entities = {}
    for item in reader.items(tree, "entities") if "entities" in tree else ():
        reader.keys(item, ("id", "zh", "en"), ("id",), "an entity")
        entities[reader.word(item, "id")] = (str(item.get("zh") or ""), str(item.get("en") or ""))
    changes = tuple(reader.change(item) for item in reader.items(tree, "changes"))
    texts = {key: str(head.get(key) or "") for key in ("zh", "en", "note")}
    return Scenario(name, **texts, entities=entities, changes=changes, file=file)


class _Reader:
    """Checks of a file, each with its line."""

    def __init__(self, file: str) -> None:
        self.file = file

    def refuse(self, message: str, place: tuple[int, int], remedy: str = "") -> NoReturn:
        """Raise :class:`InputError`."""
        raise InputError(message, file=self.file or None, line=place[0], column=place[1], remedy=remedy)

    def keys(self, entries: Map, known: Sequence[str], required: Sequence[str], where: str) -> None:
        """Every key is known, and the required ones have a value."""
        for key in entries:
            if key not in known:
                near = get_close_matches(key, known, 1, 0.5)
                self.refuse(
                    f"{where} has no '{key}'",
                    entries.place(key),
                    f"did you mean {near[0]}?" if near else f"one of: {', '.join(known)}",
                )
        for key in required:
            if entries.get(key) in (None, ""):
                self.refuse(f"{where} lacks '{key}'", entries.place(key), f"add {key}: …")

    def mapping(self, entries: Map, key: str) -> Map:
        """The mapping under a key."""
        if not isinstance(entries[key], Map):
            self.refuse(f"'{key}' is not a mapping", entries.place(key), f"write {key}: {{…}}")
        return entries[key]

    def items(self, entries: Map, key: str) -> list[Map]:
        """The mappings in the list under a key."""
        found = entries[key]
        if (
            not isinstance(found, LocatedList)
            or not found
            or not all(isinstance(item, Map) for item in found)
        ):
            self.refuse(
                f"'{key}' is not a list of mappings",
                entries.place(key),
                f"write {key}: and below it lines that begin with '- '",
            )
        return found

    def word(self, entries: Map, key: str) -> str:
        """The text under a key."""
        if not isinstance(entries[key], str):
            self.refuse(f"'{key}' is not one word", entries.place(key), "write one name")
        return entries[key]

    def change(self, item: Map) -> Change:
        """One change."""
        if len(item) != 1:
            self.refuse("a change has exactly one kind", item.start, "begin each change with '- '")
        (kind,) = item
        self.keys(item, tuple(CHANGES), (kind,), "the list of changes")
        declared, place = CHANGES[kind], item.place(kind)
        if declared.alone:
            return Change(kind, {declared.arguments[0].key: self.word(item, kind)}, *place)
        words = self.mapping(item, kind)
        self.keys(
            words,
            [a.key for a in declared.arguments],
            [a.key for a in declared.arguments if a.required],
            f"'{kind}'",
        )
        for argument in declared.arguments:
            if argument.key in words and argument.choices and words[argument.key] not in argument.choices:
                self.refuse(
                    f"'{words[argument.key]}' is no {argument.key}",
                    words.place(argument.key),
                    f"one of: {', '.join(argument.choices)}",
                )
        return Change(kind, {key: self.word(words, key) for key in words if words[key] is not None}, *place)


def named(scenario: Scenario, find: Callable[[str, str], str], places: Iterable[str] = ()) -> Scenario:
    """The scenario with the ids of all that it names.

    ``find(text, kind)`` gives the id of an ``entity``, a ``segment`` or a ``bottleneck``; the scenario's
    own entities are known by their id. ``places`` are the ids that may stand where a place is meant (any,
    when there are none). Raises :class:`UnknownNameError` with the line and what was perhaps meant, and
    :class:`InputError` where an id that the scenario adds is there already.
    """
    allowed = set(places)

    def id_of(change: Change, argument: Argument, text: str) -> str:
        if argument.names == CLAIM:
            return text.rpartition("/")[2].removeprefix("claim:") if "scenario:" not in text else text
        if argument.names == CHOICE or argument.names == ENTITY and text in scenario.entities:
            return text
        if argument.names == SEGMENT:
            return _segment(
                text, find(change.words["chain"], ENTITY) if "chain" in change.words else "", find
            )
        found = find(text, BOTTLENECK if argument.names == BOTTLENECK else ENTITY)
        if argument.names == PLACE and allowed and found not in allowed:
            raise UnknownNameError(f"'{text}' is no place", remedy="jjj list places shows them")
        return found

    changes = []
    for change in scenario.changes:
        arguments = {argument.key: argument for argument in CHANGES[change.kind].arguments}
        try:
            words = {key: id_of(change, arguments[key], text) for key, text in change.words.items()}
        except UnknownNameError as error:
            raise UnknownNameError(
                error.message, file=scenario.file or None, line=change.line or None, remedy=error.remedy
            ) from None
        changes.append(replace(change, words=words))
    for name in scenario.entities:
        try:
            find(name, ENTITY)
        except UnknownNameError:
            continue
        raise InputError(
            f"'{name}' is in the graph already",
            file=scenario.file or None,
            remedy="leave it out of entities, or give it another id",
        )
    return replace(scenario, changes=tuple(changes))


def _segment(text: str, chain: str, find: Callable[[str, str], str]) -> str:
    """The id of a segment: ``chain/segment``, its name in a chain that is given, or a name that only one
    segment has.
    """
    if chain and "/" not in text:
        try:
            return find(f"{chain}/{text}", SEGMENT)
        except UnknownNameError:
            pass
    found = find(text, SEGMENT)
    if chain and not found.startswith(chain + "/"):
        raise UnknownNameError(f"'{text}' is no segment of {chain}", remedy=f"it is {found}")
    return found


# ---------------------------------------------------------------- applying


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


class _World:
    """The rows while changes are applied to them; the rows themselves are never touched."""

    def __init__(
        self, scenario: Scenario, facts: Mapping[str, Sequence[Row]], within: Mapping[str, str]
    ) -> None:
        self.scenario, self.within = scenario, within
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

    def doing(self, who: str, place: str = "", only: Sequence[str] = ()) -> list[Row]:
        """What somebody is told to do now: anywhere, or inside a place; of some activities or of all."""
        return [
            row
            for row in self.facts.get("activity", ())
            if row.get("who") == who
            and counts(row)
            and (not place or self.inside(row.get("place"), place))
            and (not only or row.get("activity") in only)
        ]


def apply(scenario: Scenario, facts: Mapping[str, Sequence[Row]], within: Mapping[str, str]) -> Applied:
    """The rows of a world in which the changes of a scenario (with ids: :func:`named`) have happened.

    ``facts`` are rows by kind (:data:`KINDS`), ``within`` the place that each place lies in. The rows given
    are not changed; a row that is added carries the claim ``scenario:<number>`` and the source
    ``scenario:<id>``. A change that changes nothing is told in the notes with its reason.

    >>> row = dict(claim="1", kind="activity", who="langyi", place="beijing", segment="b/drug", activity="rd")
    >>> scenario = parse_scenario("scenario: {id: x}\\nchanges: [{move: {who: langyi, to: cangzhou}}]")
    >>> after = apply(scenario, {"activity": [row]}, {})
    >>> [(r["kind"], r.get("place") or r["from"] + " -> " + r["to"], r["claim"]) for r in after.added]
    [('activity', 'cangzhou', 'scenario:1'), ('relocation', 'beijing -> cangzhou', 'scenario:2')]
    >>> [r["claim"] for r in after.removed], row["place"]
    (['1'], 'beijing')
    """
    world = _World(scenario, facts, within)
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
        world.add("activity", {**row, "place": target})
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
            row for row in world.facts.get("supply", ()) if who in (row.get("supplier"), row.get("customer"))
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
        world.add("bottleneck", {**row, "status": "resolved"})
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
        if row.get("supplier") == words["supplier"] and (not customer or row.get("customer") == customer)
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


# ---------------------------------------------------------------- comparing

COLUMNS = ("what", "measure", "before", "after", "change", "claims")


@dataclass(frozen=True)
class Comparison:
    """How two tables of the same analysis are laid side by side.

    ``key``: columns that say what a row is about; ``what`` writes them in words; ``measures``: column →
    measure in words; ``absent``: what a row that is not there counts as.
    """

    name: str
    key: tuple[str, ...]
    what: str
    measures: Mapping[str, str]
    absent: object = None


def side_by_side(
    how: Comparison,
    before: Table,
    after: Table,
    causes: Callable[[Mapping[str, object]], Iterable[str]] = lambda row: (),
) -> tuple[list[tuple[object, ...]], int, int]:
    """The rows (:data:`COLUMNS`) of what differs between two tables; how many measures stayed the same, and
    how many there are.

    The claims of a row are those that only one of the two tables rests on, and ``causes(row)``.

    >>> how = Comparison("HHI", ("segment",), "{segment}", {"firm": "HHI by firm"})
    >>> before = Table(("segment", "firm"), [("a", 1.0), ("b", 0.5)])
    >>> side_by_side(how, before, Table(before.columns, [("a", 0.5), ("b", 0.5)]))
    ([('a', 'HHI by firm', 1.0, 0.5, -0.5, '')], 1, 2)
    """
    old, new = ({tuple(row[k] for k in how.key): row for row in table} for table in (before, after))
    rows, same = [], 0
    for key in sorted(old.keys() | new.keys(), key=lambda k: tuple(str(part) for part in k)):
        was, now = old.get(key, {}), new.get(key, {})
        for column, measure in how.measures.items():
            left, right = was.get(column, how.absent), now.get(column, how.absent)
            if left == right:
                same += 1
                continue
            told = set(str(was.get("claims", "")).split()) ^ set(str(now.get("claims", "")).split())
            claims = " ".join(sorted(told | set(causes(now or was))))
            rows.append(
                (how.what.format(**(now or was)), measure, left, right, difference(left, right), claims)
            )
    return rows, same, same + len(rows)


#: A rank as it is told: with its 5th and 95th percentile.
_RANK = re.compile(r"(\d+) \(\d+-\d+\)")


def difference(before: object, after: object) -> object:
    """The change from one value to another: a number for numbers and for ranks told with their spread, else
    ``new``, ``gone``, or the words that came and went.

    >>> difference(1, 3), difference(None, 0.5), difference("a b", "b c"), difference("7 (5-9)", "1 (1-9)")
    (2, 'new', '+c -a', -6)
    """
    ranks = [_RANK.fullmatch(str(value)) for value in (before, after)]
    if all(ranks):
        before, after = (int(rank[1]) for rank in ranks)  # type: ignore[index]
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        return round(after - before, 6)
    if before in (None, "") or after in (None, ""):
        return "new" if before in (None, "") else "gone"
    was, now = Counter(str(before).split()), Counter(str(after).split())
    return " ".join([f"+{word}" for word in sorted(now - was)] + [f"-{word}" for word in sorted(was - now)])


__all__ = [
    "CHANGES",
    "COLUMNS",
    "KINDS",
    "Applied",
    "Change",
    "Comparison",
    "Scenario",
    "apply",
    "difference",
    "named",
    "parse_scenario",
    "read_scenario",
    "side_by_side",
]
