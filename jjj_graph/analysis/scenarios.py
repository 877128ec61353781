"""Scenarios: files of hypothetical additions and removals, read and checked.

A scenario is a small file::

    scenario: {id: reducers-to-tianjin, zh: 轴承落户天津, en: A reducer maker comes to Tianjin, note: made up}
    entities:
      - {id: new-reducer-maker, zh: 某轴承厂, en: A reducer maker}
    changes:
      - add-activity: {who: new-reducer-maker, place: tianjin, segment: robots/reducer, activity: manufacture}
      - move: {who: langyi, to: cangzhou, scope: production}

:data:`CHANGES` declares what a change may say; reading, messages and the docs come from it. ``changes`` applies
it, ``comparisons`` sets what comes of it beside what is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

from jjj_graph.analysis.chains import MAKING
from jjj_graph.errors import InputError, UnknownNameError
from jjj_graph.facts.entities import ID
from jjj_graph.facts.located import Map, read_text, read_yaml_text
from jjj_graph.facts.located import Sequence as LocatedList
from jjj_graph.facts.records import ACTIVITIES

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


def read_scenario(path: Path) -> Scenario:
    """The scenario that a file holds. Raises :class:`InputError` with file, line, column and remedy."""
    return parse_scenario(read_text(path), str(path))


def parse_scenario(text: str, file: str = "") -> Scenario:
    """Like :func:`read_scenario`, of a text.

    >>> parse_scenario("scenario: {id: x}\\nchanges: [{close: {who: langyi}}]").changes[0].words
    {'who': 'langyi'}
    """
    tree = read_yaml_text(text, Path(file) if file else None, "scenario:")
    reader = _Reader(file)
    reader.keys(tree, ("scenario", "entities", "changes"), ("scenario", "changes"), "a scenario file")
    head = reader.mapping(tree, "scenario")
    reader.keys(head, ("id", "zh", "en", "note"), ("id",), "'scenario'")
    name = reader.identifier(head)
    entities: dict[str, tuple[str, str]] = {}
    for item in reader.items(tree, "entities") if "entities" in tree else ():
        reader.keys(item, ("id", "zh", "en"), ("id",), "an entity")
        if (own := reader.identifier(item)) in entities:
            reader.refuse(f"'{own}' stands here twice", item.place("id"), "name each entity once")
        entities[own] = (str(item.get("zh") or ""), str(item.get("en") or ""))
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
        found, remedy = entries[key], f"write {key}: and below it lines that begin with '- '"
        if not isinstance(found, LocatedList) or not all(isinstance(item, Map) for item in found):
            self.refuse(f"'{key}' is not a list of mappings", entries.place(key), remedy)
        if not found:
            self.refuse(f"'{key}' is empty", entries.place(key), remedy)
        return found

    def word(self, entries: Map, key: str) -> str:
        """The text under a key."""
        if not isinstance(entries[key], str):
            self.refuse(f"'{key}' is not one word", entries.place(key), "write one name")
        return entries[key]

    def identifier(self, entries: Map) -> str:
        """The id of a scenario or an entity: it becomes a part of an IRI."""
        name = self.word(entries, "id")
        if not ID.fullmatch(name):
            remedy = "use lower case letters, digits and hyphens"
            self.refuse(f"'{name}' is no id", entries.place("id"), remedy)
        return name

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
