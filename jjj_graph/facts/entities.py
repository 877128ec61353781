"""The registry: every place, organisation, chain, segment, indicator and unit that has one agreed id.

``registry`` reads it from ``data/entities/`` and ``data/merges.csv``. A merged id still resolves.

>>> registry = Registry()
>>> registry.add(Entity("beijing", "municipality", "北京", "Beijing"))
>>> registry.resolve("beijing").en
'Beijing'
>>> registry.resolve("beijing+tianjin") is None
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from jjj_graph.facts.records import ENTITY_TYPES

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Entity:
    """One thing with an id. ``within`` is the place it lies in (places only)."""

    id: str
    type: str
    zh: str = ""
    en: str = ""
    aliases: tuple[str, ...] = ()
    within: str | None = None
    details: dict[str, str] = field(default_factory=dict, hash=False)
    file: str = ""
    line: int = 0

    @property
    def family(self) -> str:
        """The wider type: place, organisation, site, move, …"""
        return ENTITY_TYPES[self.type][1]

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, each once."""
        return tuple(dict.fromkeys(name for name in (self.zh, self.en, *self.aliases) if name))


@dataclass(frozen=True)
class Segment:
    """A step of a chain. ``stage`` is where the chain file puts it."""

    chain: str
    id: str
    zh: str
    en: str
    stage: str = ""
    aliases: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict, hash=False)
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class Input:
    """One segment needs another; inputs of one ``group`` can replace each other, all others are needed together."""

    chain: str
    supplier: str
    customer: str
    group: str = ""
    essential: bool = True
    reason: str = ""


@dataclass(frozen=True)
class Unit:
    """A unit: its dimension, and how many of the base unit one of it is."""

    id: str
    zh: str
    en: str
    dimension: str
    base: str
    factor: Decimal


@dataclass(frozen=True)
class Indicator:
    """What is counted or measured."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    details: dict[str, str] = field(default_factory=dict, hash=False)
    file: str = ""
    line: int = 0


@dataclass
class Registry:
    """All that has an agreed id. Aliases from merges and alias ids resolve to the id that stays."""

    entities: dict[str, Entity] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    segments: dict[tuple[str, str], Segment] = field(default_factory=dict)
    inputs: list[Input] = field(default_factory=list)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    _segment_alias: dict[tuple[str, str], str] = field(default_factory=dict)
    _indicator_alias: dict[str, str] = field(default_factory=dict)
    _unit_alias: dict[str, str] = field(default_factory=dict)

    def add(self, entity: Entity) -> None:
        """Add an entity under its id."""
        self.entities[entity.id] = entity

    def canonical(self, identifier: str) -> str:
        """The id that stays, for an id that was merged; the id itself otherwise."""
        return self.merged.get(identifier, identifier)

    def resolve(self, identifier: str) -> Entity | None:
        """The entity of an id or merged id."""
        return self.entities.get(self.canonical(identifier))

    def segment(self, chain: str, name: str) -> Segment | None:
        """The segment of a chain, by its id or an alias."""
        chain = self.canonical(chain)
        return self.segments.get((chain, self._segment_alias.get((chain, name), name)))

    def indicator(self, name: str) -> Indicator | None:
        """The indicator of a name or alias."""
        return self.indicators.get(self._indicator_alias.get(name, name))

    def unit(self, name: str) -> Unit | None:
        """The unit of a name or alias."""
        return self.units.get(self._unit_alias.get(name, name))
