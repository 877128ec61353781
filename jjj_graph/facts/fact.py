"""A fact as it was read: typed fields, evidence, and where it stands in its file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from jjj_graph.facts.located import Place
from jjj_graph.facts.quantities import Printed, interval, match_number, plain
from jjj_graph.facts.records import RECORDS, Kind, Record

#: Units in which a whole number is a count, not a rounded measure.
COUNTED_UNITS = frozenset(
    "count vehicle person unit set piece bottle machine robot server engine line bed flat head chip trip rank year month day index accession "
    "household-time person-visit vehicle-per-year unit-per-year set-per-year count-per-year".split()
)


@dataclass(frozen=True)
class Number:
    """The number of a fact as the file gives it; ``low`` and ``high`` differ where the source prints a range."""

    low: Decimal | None
    high: Decimal | None

    @property
    def is_range(self) -> bool:
        """Whether the source prints two ends."""
        return self.low != self.high

    def __str__(self) -> str:
        ends = ["" if end is None else plain(end) for end in (self.low, self.high)]
        return f"{ends[0]}..{ends[1]}" if self.is_range else ends[0]


@dataclass(frozen=True)
class Group:
    """Things that a source counts or describes without naming them."""

    what: str
    id: str = ""
    count: Number | None = None
    place: str = ""
    parents: tuple[str, ...] = ()
    part_of: str = ""


@dataclass(frozen=True)
class Evidence:
    """The characters of the page that state a fact, or one field of it; ``nth`` where they occur more than once."""

    characters: str
    nth: int = 1
    field: str = ""


@dataclass(frozen=True)
class Fact:
    """One typed statement of a source. ``fields`` holds what :mod:`jjj_graph.facts.records` declares."""

    source: str
    kind: str
    fields: dict[str, object]
    at: tuple[Evidence, ...]
    canonical: str = ""
    file: str = ""
    line: int = 0
    column: int = 0
    places: dict[str, Place] = field(default_factory=dict, repr=False)

    def __getitem__(self, key: str) -> object:
        return self.fields[key]

    def get(self, key: str, default: object = None) -> object:
        """The field's value, or the default where the fact does not give it."""
        return self.fields.get(key, default)

    @property
    def record(self) -> Record:
        """The declaration of its kind."""
        return RECORDS[self.kind]

    @cached_property
    def claim_id(self) -> str:
        """16 hexadecimal digits from the source id and the content as written; the order of facts does not matter."""
        return digest(self.source, self.kind, self.canonical)

    @cached_property
    def number(self) -> tuple[str, Number] | None:
        """The field that holds the fact's number, and the number; for a counted group its count."""
        for key in self.record.numbers:
            if isinstance(value := self.fields.get(key), Number):
                return key, value
        for key, value in self.each(Kind.GROUP):
            if isinstance(value, Group) and value.count:
                return key, value.count
        return None

    @cached_property
    def unit(self) -> str | None:
        """Unit of the number; ``count`` for a counted group, ``None`` where there is no number."""
        if self.number is None:
            return None
        return "count" if self.number[0] not in self.record.numbers else str(self.fields.get("unit", "count"))

    @cached_property
    def printed(self) -> Printed | None:
        """The number (of a range its low end) as its own characters print it; ``None`` where the evidence does not hold it, or not both ends."""
        if self.number is None:
            return None
        key, number = self.number
        own = tuple(e.characters for e in self.at if e.field == key) or tuple(e.characters for e in self.at)
        found = [match_number(end, self.unit, own) for end in (number.low, number.high) if end is not None]
        return found[0] if all(found) else None

    @cached_property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Low and high of the number: of its hedge (the curated one, else the printed one) and its rounding."""
        if self.number is None:
            return None, None
        number, printed = self.number[1], self.printed
        if number.is_range or number.low is None:
            return number.low, number.high
        hedge = str(self.fields.get("qualifier") or (printed.hedge if printed else "exact"))
        return interval(
            number.low,
            self._half_step(number.low),
            hedge,
            self.unit,
            distance="distance" in str(self.fields.get("indicator", "")),
        )

    def _half_step(self, value: Decimal) -> Decimal:
        """Half of the last printed place, in the unit of the fact. A count is exact, 100 km was rounded to a whole one."""
        printed = self.printed
        if printed is None:
            return Decimal(0)
        in_unit = value / printed.value if printed.value else Decimal(1)
        if not printed.half_step and self.unit not in COUNTED_UNITS:
            return abs(in_unit) / 2
        return printed.half_step * abs(in_unit)

    def each(self, *kinds: Kind) -> Iterator[tuple[str, object]]:
        """Key and value of every field of these kinds, one at a time where a field holds several."""
        for key, declared in self.record.fields.items():
            if declared.kind in kinds and (value := self.fields.get(key)) is not None:
                for item in value if isinstance(value, tuple) else (value,):
                    yield key, item


def digest(*parts: str) -> str:
    """16 hexadecimal digits of SHA-256 over the parts.

    >>> digest("a", "b") == digest("ab", "")
    False
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def canonical_content(fields: dict[str, object], at: object) -> str:
    """What a fact says, as JSON with sorted keys: what its id is made from."""
    return json.dumps([fields, at], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
