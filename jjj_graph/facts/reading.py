"""From the words of a file to a typed fact, by the declaration, with a finding for all that does not fit."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches

from jjj_graph.facts.entities import ID, Entity, Registry, Segment
from jjj_graph.facts.fact import Evidence, Fact, Group, Number, canonical_content
from jjj_graph.facts.findings import Finding, Severity
from jjj_graph.facts.located import INVISIBLE, Map
from jjj_graph.facts.periods import FORMS, parse_period
from jjj_graph.facts.quantities import read_decimal
from jjj_graph.facts.records import GROUP_FIELDS, RECORDS, Field, Kind, Record


class Names:
    """What the facts of one source may name: the registry, the source's own entities, the moves it tells of."""

    def __init__(
        self, registry: Registry, own: dict[str, Entity], told: frozenset[str] = frozenset()
    ) -> None:
        self.registry, self.own, self.told = registry, own, told

    def entity(self, identifier: str) -> Entity | None:
        """The registry's entity of that id, else the source's own."""
        return self.registry.resolve(identifier) or self.own.get(identifier)

    def has_indicator(self, name: str) -> bool:
        """Whether the registry or the source defines the indicator."""
        return self.registry.indicator(name) is not None or f"indicator:{name}" in self.own

    def segment(self, chain: str, name: str) -> Segment | Entity | None:
        """The segment of that name in the chain."""
        return self.registry.segment(chain, name) or self.own.get(f"segment:{chain}/{name}")

    def like(self, identifier: str) -> str:
        """A remedy that names what was perhaps meant: the thing of that name, else a like id."""
        named = [
            e.id
            for e in (*self.registry.entities.values(), *self.own.values())
            if identifier and identifier in e.names
        ]
        near = named[:3] or get_close_matches(
            identifier.lower(), [*self.registry.entities, *self.own], 3, 0.8
        )
        return f"did you mean {' or '.join(near)}? else" if near else "else"


class _Trouble(Exception):
    """What is wrong with one value; becomes a finding at its place."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


class FactReader:
    """Reads the facts of one source; what does not fit is kept in ``findings``."""

    def __init__(self, source: str, file: str, names: Names) -> None:
        self.source, self.file, self.names = source, file, names
        self.findings: list[Finding] = []
        self.errors = 0
        self.thing: str | None = None

    def note(self, severity: Severity, code: str, place: tuple[int, int], message: str, remedy: str) -> None:
        """Keep a finding."""
        self.errors += severity == "error"
        self.findings.append(Finding(severity, code, self.file, *place, message, remedy))

    def read(self, kind: str, raw: Map, at: object, nth: object, place: tuple[int, int]) -> Fact | None:
        """The typed fact, or ``None`` where an error stands in the way (it is among the findings)."""
        before = self.errors
        record = RECORDS.get(kind)
        if record is None:
            near = get_close_matches(kind, RECORDS, 1)
            self.note(
                "error",
                "unknown-kind",
                place,
                f"'{kind}' is not a kind of fact",
                f"did you mean {near[0]}?" if near else f"one of: {', '.join(RECORDS)}",
            )
            return None
        self.thing = record.thing
        fields = self._fields(record, raw)
        self._required(record, raw, fields, place)
        evidence = self._evidence(record, at, nth, raw, place)
        if self.errors > before:
            return None
        written = {key: value for key, value in raw.items() if value is not None}
        return Fact(
            self.source,
            kind,
            fields,
            evidence,
            canonical_content(written, [at, nth]),
            self.file,
            *place,
            raw.places,
        )

    def _fields(self, record: Record, raw: Map) -> dict[str, object]:
        fields: dict[str, object] = {}
        for key, value in raw.items():
            declared = record.fields.get(key)
            if declared is None:
                near = get_close_matches(key, record.fields, 1)
                self.note("error", "unknown-key", raw.place(key), f"a {record.kind} has no field '{key}'",
                          f"did you mean {near[0]}?" if near else f"fields: {', '.join(record.fields)}")  # fmt: skip
            elif value in (None, ""):
                self.note(
                    "error",
                    "empty-field",
                    raw.place(key),
                    f"the field '{key}' is empty",
                    "give a value or delete the field",
                )
            else:
                try:
                    fields[key] = self._many(declared, value, raw)
                except _Trouble as trouble:
                    self.note("error", trouble.code, raw.place(key), trouble.message, trouble.remedy)
        return fields

    def _many(self, declared: Field, value: object, raw: Map) -> object:
        if isinstance(value, list) and declared.kind is not Kind.NUMBER:
            if not declared.many:
                if declared.kind in (Kind.ENTITY, Kind.GROUP):
                    raise _Trouble(
                        "list-of-places",
                        f"'{declared.key}' holds one thing",
                        "write an aggregate place as beijing+tianjin, or one fact for each",
                    )
                raise _Trouble(
                    "list", f"'{declared.key}' holds one value, not a list", "write one fact for each"
                )
            return tuple(self._one(declared, item, raw) for item in value)
        found = self._one(declared, value, raw)
        return (found,) if declared.many else found

    def _one(self, declared: Field, value: object, raw: Map) -> object:
        return _TYPED[declared.kind](self, declared, value, raw)

    def _required(self, record: Record, raw: Map, fields: dict[str, object], place: tuple[int, int]) -> None:
        for key in record.required:
            if key not in raw:
                self.note(
                    "error",
                    "missing-field",
                    place,
                    f"a {record.kind} needs the field '{key}'",
                    record.field(key).doc,
                )
        if record.kind == "change":
            given = [key for key in record.numbers if key in raw]
            if len(given) != 1:
                self.note(
                    "error",
                    "one-number",
                    place,
                    f"a change gives one of {', '.join(record.numbers)}; here are {len(given)}",
                    "write one fact for each number",
                )
        if (
            record.kind == "level"
            and ("value" in raw) + ("size_class" in raw) != 1
            or ("value" in raw) != ("unit" in raw)
            and record.kind in ("level", "benefit-sharing")
        ):
            self.note(
                "error",
                "missing-field",
                place,
                f"a {record.kind} with a number needs value and unit",
                "give value and unit (a level may give size_class instead)",
            )
        if record.kind in ("relocation", "expansion") and not {"from", "to"} & raw.keys():
            self.note(
                "warning",
                "no-place",
                place,
                f"a {record.kind} with neither origin nor destination",
                "give from, to or both",
            )
        groups = [v for v in fields.values() if isinstance(v, Group) and v.count]
        if len(groups) + sum(key in raw for key in record.numbers) > 1 and record.kind != "change":
            self.note(
                "error",
                "one-number",
                place,
                "a fact holds one number",
                "write a level of its own for the other",
            )

    def _evidence(
        self, record: Record, at: object, nth: object, raw: Map, place: tuple[int, int]
    ) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        if isinstance(at, Map):
            for key, characters in at.items():
                if key not in record.fields:
                    self.note(
                        "error",
                        "unknown-key",
                        at.place(key),
                        f"the evidence names the field '{key}', which a {record.kind} has not",
                        f"fields: {', '.join(record.fields)}",
                    )
                found += [Evidence(item, 1, key) for item in _characters(characters) or [""]]
        else:
            found = [Evidence(item) for item in _characters(at)]
        if not found or any(not e.characters.strip() for e in found):
            self.note(
                "error",
                "no-evidence",
                place,
                "the fact has no evidence",
                "add at: with the characters of the page that state it",
            )
            return ()
        if nth is not None:
            if (
                isinstance(nth, str)
                and nth.isascii()
                and nth.isdigit()
                and 0 < int(nth) < 10_000
                and len(found) == 1
            ):
                return (Evidence(found[0].characters, int(nth), found[0].field),)
            self.note(
                "error",
                "bad-nth",
                place,
                f"nth is '{nth}'",
                "give the number of the occurrence, for one string of evidence",
            )
        return tuple(found)

    # One method for each kind of field: the value's type, or a _Trouble.

    def _text(self, declared: Field, value: object, raw: Map) -> str:
        words = self._string(declared, value)
        if declared.key != "note" and INVISIBLE.search(words):
            raise _Trouble(
                "invisible", f"'{declared.key}' holds a character that cannot be seen", "type the text anew"
            )
        return words

    def _flag(self, declared: Field, value: object, raw: Map) -> bool:
        if value not in ("true", "false"):
            raise _Trouble("bad-flag", f"'{declared.key}' is '{value}'", "write true or false")
        return value == "true"

    def _choice(self, declared: Field, value: object, raw: Map) -> str:
        word = self._string(declared, value)
        if word not in declared.choices:
            near = get_close_matches(word, declared.choices, 1)
            raise _Trouble(
                "unknown-word",
                f"'{word}' is not a {declared.key}",
                (f"did you mean {near[0]}? " if near else "") + f"one of: {', '.join(declared.choices)}",
            )
        return word

    def _period(self, declared: Field, value: object, raw: Map) -> object:
        try:
            return parse_period(self._string(declared, value))
        except ValueError as error:
            raise _Trouble("bad-period", str(error), f"write {FORMS}") from None

    def _number(self, declared: Field, value: object, raw: Map) -> Number:
        ends = value if isinstance(value, list) else [value, value]
        if len(ends) != 2:
            raise _Trouble("bad-number", f"a range has two ends, here are {len(ends)}", "write [low, high]")
        try:
            low, high = (None if end is None else read_decimal(self._string(declared, end)) for end in ends)
        except ValueError as error:
            raise _Trouble("bad-number", str(error), "write digits only: 2430000000000 or 2.43e12") from None
        if low is None and high is None or low is not None and high is not None and low > high:
            raise _Trouble("bad-number", "the range is empty or ends before it begins", "write [low, high]")
        return Number(low, high)

    def _unit(self, declared: Field, value: object, raw: Map) -> str:
        word = self._string(declared, value)
        unit = self.names.registry.unit(word)
        if unit is None:
            near = get_close_matches(word, self.names.registry.units, 3, 0.6)
            raise _Trouble(
                "unknown-unit",
                f"'{word}' is not a unit",
                f"did you mean {' or '.join(near)}?" if near else "see data/entities/units.csv",
            )
        return unit.id

    def _indicator(self, declared: Field, value: object, raw: Map) -> str:
        word = self._string(declared, value)
        if not self.names.has_indicator(word):
            near = get_close_matches(word.lower(), self.names.registry.indicators, 2, 0.75)
            hint = f"did you mean {' or '.join(near)}? else " if near else ""
            raise _Trouble(
                "unknown-indicator",
                f"'{word}' is not an indicator",
                hint + f"list it under entities: {{id: {word}, type: indicator, zh: …, en: …}}",
            )
        return found.id if (found := self.names.registry.indicator(word)) else word

    def _segment(self, declared: Field, value: object, raw: Map) -> str:
        word, chain = self._string(declared, value), raw.get("chain")
        if not isinstance(chain, str):
            raise _Trouble("no-chain", f"the segment '{word}' has no chain", "give the field chain")
        segment = self.names.segment(chain, word)
        if segment is None:
            near = get_close_matches(
                word, [name for c, name in self.names.registry.segments if c == chain], 3, 0.7
            )
            hint = f"did you mean {' or '.join(near)}? else " if near else ""
            raise _Trouble(
                "unknown-segment",
                f"the chain {chain} has no segment '{word}'",
                hint + f"list it under entities: {{id: {word}, type: segment, in: {chain}, zh: …, en: …}}",
            )
        return f"{self.names.registry.canonical(chain)}/{segment.id}"

    def _entity(self, declared: Field, value: object, raw: Map) -> str:
        word = self._string(declared, value)
        parts = word.split("+")
        for part in parts:
            found = self.names.entity(part)
            if (
                found is None
                and ID.fullmatch(part)
                and (part in self.names.told or declared.key == self.thing)
            ):
                continue  # a move or bottleneck comes into being by being told of
            if found is None:
                raise _Trouble("unknown-entity", f"'{part}' is neither in the registry nor among the source's entities",
                               f"{self.names.like(part)} list it under entities")  # fmt: skip
            if declared.types and not {found.type, found.family} & set(declared.types):
                self.note(
                    "warning",
                    "odd-type",
                    raw.place(declared.key),
                    f"'{part}' is a {found.type}, not fit for {declared.key}",
                    f"expected: {', '.join(declared.types)}",
                )
        return "+".join(sorted({self.names.registry.canonical(part) for part in parts}))

    def _group(self, declared: Field, value: object, raw: Map) -> object:
        if isinstance(value, str):
            return self._entity(declared, value, raw)
        inner = value.get("group") if isinstance(value, Map) and list(value) == ["group"] else None
        if not isinstance(inner, Map):
            raise _Trouble(
                "bad-group",
                f"'{declared.key}' is neither an id nor a group",
                "write an id, or group: {what: …, count: …}",
            )
        keys = [f.key for f in GROUP_FIELDS]
        if unknown := [key for key in inner if key not in keys]:
            raise _Trouble("unknown-key", f"a group has no '{unknown[0]}'", f"keys: {', '.join(keys)}")
        if not inner.get("what"):
            raise _Trouble("missing-field", "a group needs what its members are", "add what: …")
        for key in ("id", "part_of"):
            if inner.get(key) is not None and not ID.fullmatch(self._string(declared, inner[key])):
                raise _Trouble(
                    "bad-id",
                    f"'{inner[key]}' is not the id of a group",
                    "use lower case letters, digits and hyphens",
                )
        count = None if inner.get("count") is None else self._number(declared, inner["count"], inner)
        if count and any(end is not None and end < 0 for end in (count.low, count.high)):
            raise _Trouble("bad-number", f"the count {count} is below zero", "write how many there are")
        anything = Field(declared.key, Kind.ENTITY, "")
        somewhere = Field("in", Kind.ENTITY, "", types=("place", "site", "platform"))
        parents = inner.get("parents") or []
        return Group(
            self._text(Field("what", Kind.TEXT, ""), inner["what"], inner), inner.get("id") or "",
            count,
            self._entity(somewhere, inner["in"], inner) if inner.get("in") else "",
            tuple(self._entity(anything, parent, inner) for parent in (parents if isinstance(parents, list) else [parents])),
            inner.get("part_of") or "",
        )  # fmt: skip

    def _string(self, declared: Field, value: object) -> str:
        if not isinstance(value, str):
            raise _Trouble(
                "not-text",
                f"'{declared.key}' holds a {'list' if isinstance(value, list) else 'mapping'}",
                "write one value",
            )
        return value


_TYPED: dict[Kind, Callable[[FactReader, Field, object, Map], object]] = {
    Kind.TEXT: FactReader._text,
    Kind.FLAG: FactReader._flag,
    Kind.CHOICE: FactReader._choice,
    Kind.PERIOD: FactReader._period,
    Kind.NUMBER: FactReader._number,
    Kind.UNIT: FactReader._unit,
    Kind.INDICATOR: FactReader._indicator,
    Kind.SEGMENT: FactReader._segment,
    Kind.ENTITY: FactReader._entity,
    Kind.GROUP: FactReader._group,
}


def _characters(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item if isinstance(item, str) else "" for item in value] if isinstance(value, list) else []
