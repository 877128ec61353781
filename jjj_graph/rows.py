"""The rows that analyses read: facts and registry of one graph, fetched once each."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date
from functools import cached_property

from jjj_graph import fact_tables
from jjj_graph.analysis import moves
from jjj_graph.analysis.audit import Geography
from jjj_graph.analysis.chains import Area
from jjj_graph.analysis.events import KINDS, Event, events
from jjj_graph.browse import identifier, source_cards
from jjj_graph.claims import periods
from jjj_graph.fact_tables import Row
from jjj_graph.facts.periods import parse_period
from jjj_graph.numbers import read_geography
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore


class Rows:
    """The rows that analyses read, fetched once each. ``scope`` says which sources may speak and of when."""

    def __init__(self, store: GraphStore, scope: Scope = ALL) -> None:
        self.store, self.scope = store, scope
        self.notes: list[str] = []
        self._facts: dict[str, list[Row]] = {}

    def facts(self, kind: str) -> list[Row]:
        """Claims of a kind; denied ones too."""
        if kind not in self._facts:
            self._facts[kind], notes = fact_tables.facts(self.store, kind, self.scope, self.spans)
            self.notes += [note for note in notes if note not in self.notes]
        return self._facts[kind]

    @cached_property
    def spans(self) -> fact_tables.Spans:
        """First and last day of every period of the graph."""
        return periods(self.store)

    @cached_property
    def segments(self) -> list[Row]:
        """Segments of the registry."""
        return fact_tables.segments(self.store)

    @cached_property
    def inputs(self) -> list[Row]:
        """Inputs between segments."""
        return fact_tables.inputs(self.store)

    @cached_property
    def places(self) -> list[Row]:
        """Places of the registry."""
        return fact_tables.places(self.store)

    @cached_property
    def area(self) -> Area:
        """The region that the data are about: the one made of provinces in which most places lie."""
        geography = self.geography
        areas = {
            region: Area.of(region, parts, geography.within)
            for region, parts in geography.parts.items()
            if "+" not in region
        }
        if not areas:
            return Area((), {})
        return max(areas.values(), key=lambda area: (len(area.part_of), area.parts))

    @cached_property
    def prefectures(self) -> Area:
        """The same region in the units of origin-destination tables; a province stands for what names no prefecture of it."""
        found = {name: self.units(self.place_of(name)) for name in self.area.part_of}
        return Area(tuple(sorted(set(found.values()))), found, self.area.region)

    @cached_property
    def _registered(self) -> set[str]:
        return {str(place["id"]) for place in self.places}

    def place_of(self, name: str) -> str:
        """The place of the registry in which a site lies; the name itself where it is one, or lies in none."""
        at, seen = name, set()
        while at and at not in self._registered and at not in seen:
            seen.add(at)
            at = self.geography.within.get(at, "")
        return at or name

    @cached_property
    def chains_of(self) -> dict[str, set[str]]:
        """The chains that a chain, or a sector below one, stands for."""
        found = {str(row["chain"]): {str(row["chain"])} for row in self.segments}
        wider = {
            identifier(x.value): identifier(y.value)
            for x, y in self.store.query(
                "SELECT DISTINCT ?x ?y { ?x a jjj:Sector ; skos:broader ?y } ORDER BY ?x ?y"
            )
        }
        for sector in wider:
            at, seen = sector, {""}
            while at not in seen:
                seen.add(at)
                if at in found:
                    found.setdefault(sector, set()).update(found[at])
                at = wider.get(at, "")
        return found

    @cached_property
    def groups(self) -> dict[str, str]:
        """Parent of each organisation or site."""
        return fact_tables.groups(self.store)

    @cached_property
    def research_home(self) -> str:
        """The part of the region with the most research activities."""
        found = Counter(
            part
            for row in self.facts("activity")
            if row.get("activity") == "rd"
            for part in self.area.parts_of(row.get("place"))
        )
        return found.most_common(1)[0][0] if found else ""

    @cached_property
    def geography(self) -> Geography:
        """Sums, containment and distances of places; a site lies where most claims of a location put it."""
        registered = read_geography(self.store)
        return replace(registered, within={**self.seats, **registered.within})

    @cached_property
    def seats(self) -> dict[str, str]:
        """Where sources say that a site is: roles of the kind ``location``."""
        told: dict[str, Counter[str]] = defaultdict(Counter)
        for row in self.facts("role"):
            who, place = str(row.get("who") or ""), str(row.get("place") or "")
            if row.get("role") == "location" and row.get("stance") != "denied" and who and place:
                told[who][place] += 1
        return {who: min(places, key=lambda place: (-places[place], place)) for who, places in told.items()}

    @cached_property
    def events(self) -> list[Event]:
        """Relocations, expansions and closures, one event a move."""
        told = [row for kind in KINDS for row in self.facts(kind)]
        known = fact_tables.classes(self.store, (str(row["move"]) for row in told if row.get("move")))
        kinds = {move: name.lower() for move, name in known.items() if name.lower() in KINDS}
        return events(told, kinds)

    @cached_property
    def movers(self) -> dict[str, str]:
        """The kind of each who moves, such as ``Enterprise``, ``Market`` or ``University``."""
        return fact_tables.classes(self.store, (e.who for e in self.events if e.who and not e.is_group))

    @cached_property
    def published(self) -> dict[str, date | None]:
        """The last day on which each source can have been published; ``None`` where that is not known."""
        return {
            name: parse_period(card["published"]).last if card.get("published") else None
            for name, card in source_cards(self.store).items()
        }

    @cached_property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Latitude and longitude of each place; of one without, the middle of the located places directly in it."""
        known = {
            str(p["id"]): (float(p["lat"]), float(p["lon"])) for p in self.places if p["lat"] is not None
        }  # type: ignore[arg-type]
        inside: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for name, point in known.items():
            inside[self.geography.within.get(name, "")].append(point)
        middle = {
            name: (sum(lat for lat, _ in all_) / len(all_), sum(lon for _, lon in all_) / len(all_))
            for name, all_ in inside.items()
            if name and name not in known
        }
        return known | middle

    @cached_property
    def units(self) -> moves.Units:
        """The units of origin-destination tables, of sites too."""
        places = moves.Units.of(self.places, self.area.parts)
        sites = {site: places(at) for site in self.seats if (at := self.place_of(site)) in places.unit_of}
        return moves.Units({**sites, **places.unit_of})
