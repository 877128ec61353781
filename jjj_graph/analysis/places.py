"""Places: where could a segment be filled, by what is there, what lies near, what was announced and what came before.

Input are plain rows (``fact_tables``); what they say of a segment, a place and its unit becomes a :class:`Landscape`. A
candidate's score is the mean of its known parts, each between 0 and 1, none fitted to the data: some forty places are too
few to learn weights from. *Not known* is not *none*: a part that cannot be computed is left out of the mean and named.
``backtest`` says how good this is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from jjj_graph.analysis.chains import counts
from jjj_graph.analysis.moves import Event
from jjj_graph.analysis.specialisation import density, proximity_to
from jjj_graph.tables import Table

Row = Mapping[str, object]

#: The parts of a score, in the order in which they are told.
PARTS = ("relatedness", "chain", "neighbours", "nearness", "designated", "moves")
#: Further places that are taken to have one of two segments without the other: with few places a proximity is weak.
SHRINK = 2.0
#: Distance at which a neighbour counts half of one on the spot, in km: about Beijing to Tianjin.
HALF_DISTANCE = 100.0
#: Kinds of place that are always candidates; zones of a municipality are where an activity names them.
OFFICIAL = ("PrefectureCity", "District", "County", "NewArea")
ZONES = ("DevelopmentZone", "Park")
#: How each kind of hint is told.
HINT_WORDS = (("policy", "policy for it", "policies for it"), ("role", "role in the chain", "roles in the chain"), ("project", "project of the chain", "projects of the chain"),
              ("cluster", "cluster of the chain", "clusters of the chain"), ("move", "completed move of its sector into it", "completed moves of its sector into it"))  # fmt: skip
HINT_WORDS_ZH = (("policy", "相关政策"), ("role", "在本链中的定位"), ("project", "本链项目"), ("cluster", "本链集群"), ("move", "本行业已完成的迁入"))
#: Status words of a plan or project that no longer holds.
GONE = ("cancelled", "suspended")


@dataclass(frozen=True)
class Telling:
    """One claim that a segment is done in a unit."""

    segment: str
    unit: str
    claim: str
    source: str = ""
    who: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Hint:
    """A policy, role, project, cluster or past move that ties a chain (or one of its segments) to a unit.

    ``thing`` is what counts once, whoever tells it.
    """

    kind: str
    unit: str
    chain: str
    thing: str
    claims: tuple[str, ...]
    sources: frozenset[str] = frozenset()
    who: str = ""
    segment: str = ""
    day: date | None = None


def units_of(within: Mapping[str, str], classes: Mapping[str, str], parts: Collection[str]) -> dict[str, str]:
    """For every place or site the unit it counts in: prefecture in a province, district or zone in a municipality.

    "Put it in Beijing" is no proposal, and a municipality of sixteen districts would win every ranking by its size: so
    districts are the units, and a municipality is one only for facts that name no district. A province is none, nor is an
    aggregate or a region; a zone directly below a province has no prefecture, and is none either. ``classes`` gives the
    class of each place (sites have none), ``parts`` the provinces and municipalities of the region.

    >>> within = {"wuqing": "tianjin", "plant": "wuqing", "port": "tianjin", "baoding": "hebei", "tianjin": "jjj", "hebei": "jjj"}
    >>> classes = {"wuqing": "District", "baoding": "PrefectureCity", "tianjin": "Municipality", "hebei": "Province"}
    >>> units_of(within, classes, {"tianjin", "hebei"})
    {'baoding': 'baoding', 'plant': 'wuqing', 'port': 'tianjin', 'tianjin': 'tianjin', 'wuqing': 'wuqing'}
    """
    found = {}
    for place in sorted({*within, *parts}):
        at, seen = place, set()
        while at not in parts and within.get(at, "") not in parts and at in within and at not in seen:
            seen.add(at)
            at = within[at]
        above = at if at in parts else within.get(at, "")
        if above not in parts:
            continue
        municipal = classes.get(above) == "Municipality"
        if at != above and classes.get(at) in (*OFFICIAL, *(ZONES if municipal else ())):
            found[place] = at
        elif municipal:
            found[place] = above
    return found


@dataclass
class Landscape:
    """What is known of segments and units; analyses hide some of it and look again."""

    chain_of: Mapping[str, str]
    neighbours: Mapping[str, Collection[str]]
    #: units that may be proposed; others (a municipality whose district is not stated) only lend their segments
    candidates: Sequence[str]
    distance: Mapping[tuple[str, str], float]
    tellings: Sequence[Telling]
    hints: Sequence[Hint] = ()
    #: proximities from outside, instead of co-location among so few places
    outside: Mapping[str, Mapping[str, float]] | None = None
    left_out: list[str] = field(default_factory=list)

    @cached_property
    def places_of(self) -> dict[str, set[str]]:
        """For each segment the units where it is known."""
        found: dict[str, set[str]] = defaultdict(set)
        for telling in self.tellings:
            found[telling.segment].add(telling.unit)
        return dict(found)

    @cached_property
    def present(self) -> dict[str, set[str]]:
        """For each unit the segments known there."""
        found: dict[str, set[str]] = defaultdict(set)
        for telling in self.tellings:
            found[telling.unit].add(telling.segment)
        return dict(found)

    @cached_property
    def hints_of(self) -> dict[tuple[str, str], list[Hint]]:
        """Hints by unit and chain."""
        found: dict[tuple[str, str], list[Hint]] = defaultdict(list)
        for hint in self.hints:
            found[hint.unit, hint.chain].append(hint)
        return dict(found)

    def with_only(self, tellings: Sequence[Telling], hints: Sequence[Hint]) -> Landscape:
        """The same with other evidence: what a back-test leaves."""
        return Landscape(self.chain_of, self.neighbours, self.candidates, self.distance, tellings, hints, self.outside)


@dataclass(frozen=True)
class Candidate:
    """One unit for one segment: its parts (``None``: cannot be said), and what they rest on."""

    unit: str
    parts: Mapping[str, float | None]
    neighbours: tuple[str, ...]
    #: nearest unit with a neighbour, and the km to it
    nearest: tuple[str, float] | None
    hints: tuple[Hint, ...]
    same_chain: tuple[str, ...]
    diversity: int

    @property
    def score(self) -> float:
        """Mean of the parts that are known."""
        known = [value for value in self.parts.values() if value is not None]
        return sum(known) / len(known) if known else 0.0


def candidates(land: Landscape, segment: str, also: Collection[str] = ()) -> list[Candidate]:
    """Every candidate unit where the segment is not known (or that ``also`` names), best first; ties in order of id.

    Parts, each 0 to 1:

    - relatedness: density ω of what is near the segment by co-location (:func:`specialisation.density`); not known for a
      segment that nobody is known to do, unless proximities come from outside.
    - chain: share of the other segments of its chain known anywhere that are known here.
    - neighbours: share of its direct inputs and outputs known here.
    - nearness: mean over its located neighbours of 1 / (1 + d / 100 km), d the great-circle distance to the nearest
      unit that has it (0 here).
    - designated: n / (n + 1), n policies, roles, projects and clusters that name the unit and the chain; those that
      name another segment do not count.
    - moves: n / (n + 1), n named moves of the chain's sector that were completed into the unit.
    """
    have = land.places_of.get(segment, set())
    proximity = land.outside.get(segment, {}) if land.outside is not None else proximity_to(segment, land.places_of, SHRINK)
    proximity = {name: phi for name, phi in proximity.items() if phi and name != segment}
    chain = land.chain_of.get(segment, "")
    siblings = {name for name in land.places_of if name != segment and land.chain_of.get(name) == chain}
    wanted = sorted(land.neighbours.get(segment, ()))
    found = []
    for unit in land.candidates:
        if unit in have and unit not in also:
            continue
        present = land.present.get(unit, set()) - {segment}
        here = [name for name in wanted if name in present]
        hints = [h for h in land.hints_of.get((unit, chain), ()) if not h.segment or h.segment == segment]
        nearness, nearest = _nearness(land, unit, wanted)
        things = {kind: len({h.thing for h in hints if (h.kind == "move") == (kind == "move")}) for kind in ("move", "other")}
        parts = {
            "relatedness": density(present, proximity),
            "chain": len(siblings & present) / len(siblings) if siblings else None,
            "neighbours": len(here) / len(wanted) if wanted else None,
            "nearness": nearness,
            "designated": things["other"] / (things["other"] + 1),
            "moves": things["move"] / (things["move"] + 1),
        }
        found.append(Candidate(unit, parts, tuple(here), nearest, tuple(hints), tuple(sorted(siblings & present)), len(present)))
    return sorted(found, key=lambda c: (-round(c.score, 9), c.unit))


def _nearness(land: Landscape, unit: str, wanted: Sequence[str]) -> tuple[float | None, tuple[str, float] | None]:
    """How near the neighbours are, and the nearest unit that has one; ``None`` where no distance can be told."""
    values, best = [], None
    for name in wanted:
        having = land.places_of.get(name, set())
        if unit in having:
            distances = [(0.0, unit)]
        else:
            distances = [(land.distance[unit, other], other) for other in having if (unit, other) in land.distance]
        if distances:
            km, where = min(distances)
            values.append(1 / (1 + km / HALF_DISTANCE))
            best = min(best or (km, where), (km, where))
    return (sum(values) / len(values), (best[1], best[0])) if best else (None, None)


def tellings(activities: Iterable[Row], units: Mapping[str, str], day_of: Mapping[str, date | None]) -> tuple[list[Telling], list[str]]:
    """Activity claims as tellings, and remarks on what was left out.

    ``day_of`` gives the last day on which each source can have been published; a telling's day is the last day of its
    stated period, else that.
    """
    found, missing = [], defaultdict(int)
    for row in activities:
        if not row.get("segment"):
            missing["name no segment"] += 1
        elif not counts(row):
            missing["are planned, ended or denied"] += 1
        elif str(row.get("place") or "") not in units:
            missing["name no single district or prefecture of the region"] += 1
        else:
            day = row.get("last") or day_of.get(str(row["source"]))
            found.append(Telling(str(row["segment"]), units[str(row["place"])], str(row["claim"]), str(row["source"]), str(row.get("who") or ""), day))  # type: ignore[arg-type]
    return sorted(found, key=lambda t: t.claim), [f"{number} activities {why}, and are left out" for why, number in sorted(missing.items())]


def hints(rows: Iterable[Row], moved: Iterable[Event], units: Mapping[str, str], chains_of: Mapping[str, Collection[str]], day_of: Mapping[str, date | None]) -> list[Hint]:
    """Policies, roles, projects and clusters that name a unit and a chain, and completed moves into a unit.

    ``chains_of`` gives for a chain, sector or cluster the chains it stands for. What names a whole region, province or
    aggregate of places says nothing between units, and does not count.
    """
    found: dict[tuple, Hint] = {}
    for row in sorted(rows, key=lambda r: str(r["claim"])):
        if row.get("stance") == "denied" or row.get("status") in GONE:
            continue
        kind = str(row["kind"])
        names = [*_many(row, "place"), *_many(row, "places"), *_many(row, "targets"), *(_many(row, "project") if kind == "project" else ())]
        of = {chain for key in ("chain", "targets", "sectors") for name in _many(row, key) for chain in chains_of.get(name, ())}
        thing = str(row.get(kind) or "") if kind != "role" else f"{row.get('role')} {row.get('who') or ''} {row.get('place')}"
        day = row.get("last") or day_of.get(str(row["source"]))
        for unit in sorted({units[name] for name in names if name in units}):
            for chain in sorted(of):
                key = (kind, unit, chain, thing, str(row.get("segment") or ""))
                _add(found, key, Hint(kind, unit, chain, thing, (str(row["claim"]),), frozenset({str(row["source"])}), str(row.get("who") or ""), key[4], day))  # type: ignore[arg-type]
    for event in moved:
        if event.kind in ("relocation", "expansion") and not event.is_group and event.is_done and event.target in units:
            day = event.history[event.status][1] or max((day_of[s] for s in event.sources if day_of.get(s)), default=None)  # type: ignore[type-var]
            for chain in sorted(chains_of.get(event.sector, ())):
                _add(found, ("move", event.move, chain), Hint("move", units[event.target], chain, event.move, tuple(event.claims), frozenset(event.sources), event.who, day=day))
    return list(found.values())


def _many(row: Row, key: str) -> Sequence[str]:
    value = row.get(key) or ()
    return [str(value)] if isinstance(value, str) else [str(v) for v in value]  # type: ignore[union-attr]


def _add(found: dict[tuple, Hint], key: tuple, hint: Hint) -> None:
    """Add a hint, or what a further source says to one that is there; its day is the earliest."""
    held = found.get(key)
    if held is not None:
        days = [day for day in (held.day, hint.day) if day]
        hint = Hint(held.kind, held.unit, held.chain, held.thing, tuple(dict.fromkeys(held.claims + hint.claims)), held.sources | hint.sources,
                    held.who or hint.who, held.segment, min(days, default=None))  # fmt: skip
    found[key] = hint


def candidate_table(land: Landscape, segment: str, names: Mapping[str, tuple[str, str]]) -> Table:
    """The ranking of candidate units for a segment, with the reasons of each in words, and the claims they rest on.

    ``names`` gives for places and segments the Chinese and the English name. Equal scores share a rank.
    Columns: rank, place, zh, en, score, the six parts of :func:`candidates` (``None``: cannot be said), km (to the nearest
    unit with a neighbour), segments (known there), reasons, 理由, claims.
    """
    found = candidates(land, segment)
    told: dict[str, list[Telling]] = defaultdict(list)
    for telling in land.tellings:
        told[telling.unit].append(telling)
    table = Table(("rank", "place", "zh", "en", "score", *PARTS, "km", "segments", "reasons", "理由", "claims"), [])
    scores = [round(c.score, 9) for c in found]
    for c in found:
        zh, en = names.get(c.unit, ("", ""))
        grounds = {*c.neighbours, *c.same_chain}
        claims = [t.claim for t in told[c.unit] if t.segment in grounds] + [claim for h in c.hints for claim in h.claims]
        parts = [None if c.parts[name] is None else round(c.parts[name], 4) for name in PARTS]  # type: ignore[arg-type]
        table.rows.append((1 + scores.index(round(c.score, 9)), c.unit, zh, en, round(c.score, 4), *parts, None if c.nearest is None else round(c.nearest[1], 1), c.diversity,
                           "; ".join(_reasons(land, segment, c, names)), "；".join(_reasons_zh(land, segment, c, names)), " ".join(dict.fromkeys(claims))))  # fmt: skip
    table.notes += _remarks(land, segment, names)
    return table


def _remarks(land: Landscape, segment: str, names: Mapping[str, tuple[str, str]]) -> list[str]:
    have = sorted(land.places_of.get(segment, ()))
    notes = [f"known already in: {', '.join(names.get(u, ('', u))[1] or u for u in have)}; these are no candidates" if have else
             "nobody in the region is known to do it (which is not proof that nobody does)"]  # fmt: skip
    if not have and land.outside is None:
        notes.append("relatedness cannot be said from co-location, for the segment is known nowhere: --proximity FILE takes a matrix from outside")
    if not land.neighbours.get(segment):
        notes.append("the chain gives no inputs or outputs of the segment: neighbours and nearness cannot be said")
    return [*notes, *land.left_out, "score: mean of the parts that are known, unfitted; jjj place --back-test says how good it is"]


def _known(land: Landscape, segment: str) -> tuple[int, int]:
    chain = land.chain_of.get(segment, "")
    return sum(land.chain_of.get(name) == chain and name != segment for name in land.places_of), len(land.neighbours.get(segment, ()))


def _reasons(land: Landscape, segment: str, c: Candidate, names: Mapping[str, tuple[str, str]]) -> list[str]:
    """Why this place, in English; what is not known is said."""
    siblings, wanted = _known(land, segment)
    words = [f"{len(c.same_chain)} of the {siblings} other segments of the chain known in the region are here"]
    if wanted:
        here = ", ".join(names.get(n, ("", n))[1] or n for n in c.neighbours)
        words.append(f"{len(c.neighbours)} of its {wanted} inputs and outputs here" + (f" ({here})" if here else ""))
        if c.nearest is None:
            words.append("distance to the nearest input or output not known")
        elif c.nearest[1]:
            words.append(f"{c.nearest[1]:.0f} km to the nearest input or output, in {names.get(c.nearest[0], ('', ''))[1] or c.nearest[0]}")
    if (related := c.parts["relatedness"]) is not None:
        words.append(f"has {related:.0%} of what is near the segment")
    for kind, one, many in HINT_WORDS:
        things = sorted({h.thing for h in c.hints if h.kind == kind})
        if things:
            words.append(f"{len(things)} {one if len(things) == 1 else many} ({', '.join(things)})")
    return words


def _reasons_zh(land: Landscape, segment: str, c: Candidate, names: Mapping[str, tuple[str, str]]) -> list[str]:
    siblings, wanted = _known(land, segment)
    words = [f"本链在区域内已知的其他{siblings}个环节中，此地有{len(c.same_chain)}个"]
    if wanted:
        here = "、".join(names.get(n, (n, ""))[0] or n for n in c.neighbours)
        words.append(f"{wanted}个上下游环节中此地有{len(c.neighbours)}个" + (f"（{here}）" if here else ""))
        if c.nearest is None:
            words.append("距最近上下游环节的距离未知")
        elif c.nearest[1]:
            words.append(f"距最近的上下游环节{c.nearest[1]:.0f}公里（{names.get(c.nearest[0], ('', ''))[0] or c.nearest[0]}）")
    if (related := c.parts["relatedness"]) is not None:
        words.append(f"具备相近环节的{related:.0%}")
    for kind, zh in HINT_WORDS_ZH:
        things = sorted({h.thing for h in c.hints if h.kind == kind})
        if things:
            words.append(f"{zh}{len(things)}项（{'、'.join(things)}）")
    return words
