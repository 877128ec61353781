"""Places: where could a segment be filled, by what is there, what lies near, what was announced and what came
before.

A candidate's score is the mean of its known parts, each between 0 and 1, none fitted to the data: some forty
places are too few to learn weights from. *Not known* is not *none*: a part that cannot be computed is left
out of the mean and named. ``backtest`` says how good this is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jjj_graph.analysis.landscape import Hint, Landscape, Telling
from jjj_graph.analysis.specialisation import density, proximity_to
from jjj_graph.tables import Table

#: The parts of a score, in the order in which they are told.
PARTS = ("relatedness", "chain", "neighbours", "nearness", "designated", "moves")
#: Further places that are taken to have one of two segments without the other: with few places a proximity is weak.
SHRINK = 2.0
#: Distance at which a neighbour counts half of one on the spot, in km: about Beijing to Tianjin.
HALF_DISTANCE = 100.0
#: How each kind of hint is told.
HINT_WORDS = (
    ("policy", "policy for it", "policies for it"),
    ("role", "role in the chain", "roles in the chain"),
    ("project", "project of the chain", "projects of the chain"),
    ("cluster", "cluster of the chain", "clusters of the chain"),
    ("move", "completed move of its sector into it", "completed moves of its sector into it"),
)
HINT_WORDS_ZH = (
    ("policy", "相关政策"),
    ("role", "在本链中的定位"),
    ("project", "本链项目"),
    ("cluster", "本链集群"),
    ("move", "本行业已完成的迁入"),
)


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
    #: segments here that are near it by co-location
    related: tuple[str, ...]
    diversity: int

    @property
    def score(self) -> float:
        """Mean of the parts that are known."""
        known = [value for value in self.parts.values() if value is not None]
        return sum(known) / len(known) if known else 0.0


def candidates(land: Landscape, segment: str, also: Collection[str] = ()) -> list[Candidate]:
    """Every candidate unit where the segment is not known (or that ``also`` names), best first; ties in order
    of id.

    Parts, each 0 to 1:

    - relatedness: density ω of what is near the segment by co-location (:func:`specialisation.density`); not
      known for a segment that nobody is known to do, unless proximities come from outside.
    - chain: share of the other segments of its chain known anywhere that are known here.
    - neighbours: share of its direct inputs and outputs known here.
    - nearness: mean over its located neighbours of 1 / (1 + d / 100 km), d the great-circle distance to the
      nearest unit that has it (0 here).
    - designated: n / (n + 1), n policies, roles, projects and clusters that name the unit and the chain;
      those that name another segment do not count.
    - moves: n / (n + 1), n named moves of the chain's sector that were completed into the unit.
    """
    have = land.places_of.get(segment, set())
    proximity = (
        land.outside.get(segment, {})
        if land.outside is not None
        else proximity_to(segment, land.places_of, SHRINK)
    )
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
        things = {
            kind: len({h.thing for h in hints if (h.kind == "move") == (kind == "move")})
            for kind in ("move", "other")
        }
        parts = {
            "relatedness": density(present, proximity),
            "chain": len(siblings & present) / len(siblings) if siblings else None,
            "neighbours": len(here) / len(wanted) if wanted else None,
            "nearness": nearness,
            "designated": things["other"] / (things["other"] + 1),
            "moves": things["move"] / (things["move"] + 1),
        }
        found.append(
            Candidate(
                unit,
                parts,
                tuple(here),
                nearest,
                tuple(hints),
                tuple(sorted(siblings & present)),
                tuple(sorted(proximity.keys() & present)),
                len(present),
            )
        )
    return sorted(found, key=lambda c: (-round(c.score, 9), c.unit))


def _nearness(
    land: Landscape, unit: str, wanted: Sequence[str]
) -> tuple[float | None, tuple[str, float] | None]:
    """How near the neighbours are, and the nearest unit that has one; ``None`` where no distance can be told."""
    values, best = [], None
    for name in wanted:
        having = land.places_of.get(name, set())
        if unit in having:
            distances = [(0.0, unit)]
        else:
            distances = [
                (land.distance[unit, other], other) for other in having if (unit, other) in land.distance
            ]
        if distances:
            km, where = min(distances)
            values.append(1 / (1 + km / HALF_DISTANCE))
            best = min(best or (km, where), (km, where))
    return (sum(values) / len(values), (best[1], best[0])) if best else (None, None)


def candidate_table(land: Landscape, segment: str, names: Mapping[str, tuple[str, str]]) -> Table:
    """The ranking of candidate units for a segment, with the reasons of each in words, and the claims they
    rest on.

    ``names`` gives for places, segments, policies, … the Chinese and the English name. Equal scores share a
    rank. Columns: rank, place, zh, en, score, the six parts of :func:`candidates` (``None``: cannot be said),
    km (to the nearest unit with a neighbour), segments (known there), reasons, 理由, claims.
    """
    found = candidates(land, segment)
    told: dict[str, list[Telling]] = defaultdict(list)
    for telling in land.tellings:
        told[telling.unit].append(telling)
    table = Table(
        ("rank", "place", "zh", "en", "score", *PARTS, "km", "segments", "reasons", "理由", "claims"), []
    )
    scores = [round(c.score, 9) for c in found]
    for c in found:
        zh, en = names.get(c.unit, ("", ""))
        grounds = {*c.neighbours, *c.same_chain, *c.related}
        claims = [t.claim for t in told[c.unit] if t.segment in grounds]
        claims += [
            t.claim
            for t in told[c.nearest[0] if c.nearest else ""]
            if t.segment in land.neighbours.get(segment, ())
        ]
        claims += [claim for h in c.hints for claim in h.claims]
        parts = [None if c.parts[name] is None else round(c.parts[name], 4) for name in PARTS]  # type: ignore[arg-type]
        table.rows.append(
            (
                1 + scores.index(round(c.score, 9)),
                c.unit,
                zh,
                en,
                round(c.score, 4),
                *parts,
                None if c.nearest is None else round(c.nearest[1], 1),
                c.diversity,
                "; ".join(_reasons(land, segment, c, names)),
                "；".join(_reasons_zh(land, segment, c, names)),
                " ".join(dict.fromkeys(claims)),
            )
        )
    table.notes += _remarks(land, segment, names)
    return table


def _remarks(land: Landscape, segment: str, names: Mapping[str, tuple[str, str]]) -> list[str]:
    have = sorted(land.places_of.get(segment, ()))
    notes = [
        f"known already in: {', '.join(names.get(u, ('', u))[1] or u for u in have)}; these are no candidates"
        if have
        else "nobody in the region is known to do it (which is not proof that nobody does)"
    ]
    if not have and land.outside is None:
        notes.append(
            "relatedness cannot be said from co-location, for the segment is known nowhere: --proximity FILE takes a matrix from outside"
        )
    if not land.neighbours.get(segment):
        notes.append(
            "the chain gives no inputs or outputs of the segment: neighbours and nearness cannot be said"
        )
    return [
        *notes,
        *land.left_out,
        "score: mean of the parts that are known, unfitted; jjj place --back-test says how good it is",
    ]


def _known(land: Landscape, segment: str) -> tuple[int, int]:
    chain = land.chain_of.get(segment, "")
    return sum(land.chain_of.get(name) == chain and name != segment for name in land.places_of), len(
        land.neighbours.get(segment, ())
    )


def _reasons(land: Landscape, segment: str, c: Candidate, names: Mapping[str, tuple[str, str]]) -> list[str]:
    """Why this place, in English; what is not known is said."""
    siblings, wanted = _known(land, segment)
    words = [
        f"{len(c.same_chain)} of the {siblings} other segments of the chain known in the region are here"
    ]
    if wanted:
        here = ", ".join(names.get(n, ("", n))[1] or n for n in c.neighbours)
        words.append(
            f"inputs and outputs here: {len(c.neighbours)} of {wanted}" + (f" ({here})" if here else "")
        )
        if c.nearest is None:
            words.append("distance to the nearest input or output not known")
        elif c.nearest[1]:
            words.append(
                f"{c.nearest[1]:.0f} km to the nearest input or output, in {names.get(c.nearest[0], ('', ''))[1] or c.nearest[0]}"
            )
    if (related := c.parts["relatedness"]) is not None:
        words.append(f"has {related:.0%} of what is near the segment")
    for kind, one, many in HINT_WORDS:
        things = sorted({h.thing for h in c.hints if h.kind == kind})
        if things:
            words.append(
                f"{len(things)} {one if len(things) == 1 else many} ({', '.join(names.get(t, ('', ''))[1] or t for t in things)})"
            )
    return words


def _reasons_zh(
    land: Landscape, segment: str, c: Candidate, names: Mapping[str, tuple[str, str]]
) -> list[str]:
    siblings, wanted = _known(land, segment)
    words = [f"本链在区域内已知的其他{siblings}个环节中，此地有{len(c.same_chain)}个"]
    if wanted:
        here = "、".join(names.get(n, (n, ""))[0] or n for n in c.neighbours)
        words.append(f"{wanted}个上下游环节中此地有{len(c.neighbours)}个" + (f"（{here}）" if here else ""))
        if c.nearest is None:
            words.append("距最近上下游环节的距离未知")
        elif c.nearest[1]:
            words.append(
                f"距最近的上下游环节{c.nearest[1]:.0f}公里（{names.get(c.nearest[0], ('', ''))[0] or c.nearest[0]}）"
            )
    if (related := c.parts["relatedness"]) is not None:
        words.append(f"具备相近环节的{related:.0%}")
    for kind, zh in HINT_WORDS_ZH:
        things = sorted({h.thing for h in c.hints if h.kind == kind})
        if things:
            words.append(
                f"{zh}{len(things)}项（{'、'.join(names.get(t, ('', ''))[0] or t for t in things)}）"
            )
    return words
