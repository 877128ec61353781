"""Places: where a segment could be filled, by what is there, what lies near, and what came before.

A candidate's score is the mean of its known parts, each between 0 and 1, none fitted to the data: some forty
places are too few to learn weights from. *Not known* is not *none*: a part that cannot be computed is left
out of the mean and named. ``backtest`` says how good this is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from jjj_graph.analysis.landscape import Hint, Landscape
from jjj_graph.analysis.specialisation import density, proximity_to
from jjj_graph.tables import Table

#: The parts of a score, in the order in which they are told.
PARTS = ("relatedness", "chain", "neighbours", "nearness", "designated", "moves")
#: Further places taken to have one of two segments without the other: with few places a proximity is weak.
SHRINK = 2.0
#: Distance at which a neighbour counts half of one on the spot, in km: about Beijing to Tianjin.
HALF_DISTANCE = 100.0
#: The reasons in words: Chinese, English, and of what is counted the English plural.
WORDS = {
    "chain": (
        "本链在区域内已知的其他{all}个环节中，此地有{n}个",
        "{n} of the {all} other segments of the chain known in the region are here",
    ),
    "neighbours": ("{all}个上下游环节中此地有{n}个{list}", "inputs and outputs here: {n} of {all}{list}"),
    "near": (
        "距最近的上下游环节{km:.0f}公里（{place}）",
        "{km:.0f} km to the nearest input or output, in {place}",
    ),
    "far": ("距最近上下游环节的距离未知", "distance to the nearest input or output not known"),
    "relatedness": ("具备相近环节的{share:.0%}", "has {share:.0%} of what is near the segment"),
    "policy": ("相关政策{n}项{list}", "{n} policy for it{list}", "{n} policies for it{list}"),
    "role": ("在本链中的定位{n}项{list}", "{n} role in the chain{list}", "{n} roles in the chain{list}"),
    "project": ("本链项目{n}项{list}", "{n} project of the chain{list}", "{n} projects of the chain{list}"),
    "cluster": ("本链集群{n}个{list}", "{n} cluster of the chain{list}", "{n} clusters of the chain{list}"),
    "move": (
        "本行业已完成的迁入{n}项{list}",
        "{n} completed move of its sector into it{list}",
        "{n} completed moves of its sector into it{list}",
    ),
}
HINT_KINDS = ("policy", "role", "project", "cluster", "move")

Names = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Candidate:
    """One unit for one segment: its parts (``None``: cannot be said), and what they rest on."""

    unit: str
    parts: Mapping[str, float | None]
    #: inputs and outputs known here
    neighbours: tuple[str, ...]
    #: for each input and output that is located, the km to the nearest unit that has it, and that unit
    near: Mapping[str, tuple[float, str]]
    hints: tuple[Hint, ...]
    same_chain: tuple[str, ...]
    #: segments here that are near it by co-location
    related: tuple[str, ...]
    #: number of segments known here
    diversity: int

    @property
    def score(self) -> float:
        """Mean of the parts that are known."""
        known = [value for value in self.parts.values() if value is not None]
        return sum(known) / len(known) if known else 0.0

    @property
    def nearest(self) -> tuple[str, float] | None:
        """The nearest unit with an input or output, and the km to it (0: here)."""
        km, unit = min(self.near.values(), default=(0.0, ""))
        return (unit, km) if unit else None


def candidates(land: Landscape, segment: str) -> list[Candidate]:
    """Every candidate unit where the segment is not known, best first; ties in order of id.

    Parts of the score, each 0 to 1:

    - relatedness: density ω of what is near the segment by co-location (:func:`specialisation.density`); not
      known for a segment that nobody is known to do, unless proximities come from outside.
    - chain: share of the other segments of its chain known anywhere that are known here.
    - neighbours: share of its direct inputs and outputs known here.
    - nearness: mean over its located inputs and outputs of 1 / (1 + d / 100 km), d the great-circle distance
      to the nearest unit that has it (0 here).
    - designated: n / (n + 1), n policies, roles, projects and clusters that name the unit and the chain;
      those that name another segment do not count.
    - moves: n / (n + 1), n named moves of the chain's sector that were completed into the unit.

    >>> from jjj_graph.analysis.landscape import Telling
    >>> told = [Telling("ev/cell", "a", "c1"), Telling("ev/pack", "a", "c2"), Telling("ev/pack", "b", "c3")]
    >>> chain_of = {"ev/cell": "ev", "ev/pack": "ev", "ev/car": "ev"}
    >>> links = {"ev/car": {"ev/pack"}}
    >>> land = Landscape(chain_of, links, ["a", "b", "c"], {("c", "a"): 300.0, ("c", "b"): 100.0}, told)
    >>> [(c.unit, c.parts["chain"], c.parts["nearness"]) for c in candidates(land, "ev/car")]
    [('a', 1.0, 1.0), ('b', 0.5, 1.0), ('c', 0.0, 0.5)]
    """
    if land.outside is not None:
        proximity = land.outside.get(segment, {})
    else:
        proximity = proximity_to(segment, land.places_of, SHRINK)
    proximity = {name: phi for name, phi in proximity.items() if phi and name != segment}
    chain = land.chain_of.get(segment, "")
    siblings = {name for name in land.places_of if name != segment and land.chain_of.get(name) == chain}
    have = land.places_of.get(segment, set())
    found = [_candidate(land, segment, u, proximity, siblings) for u in land.candidates if u not in have]
    return sorted(found, key=lambda c: (-round(c.score, 9), c.unit))


def _candidate(
    land: Landscape, segment: str, unit: str, proximity: Mapping[str, float], siblings: set[str]
) -> Candidate:
    present = land.present.get(unit, set()) - {segment}
    wanted = sorted(land.neighbours.get(segment, ()))
    here = [name for name in wanted if name in present]
    near = _nearness(land, unit, wanted)
    hints = land.hints_of.get((unit, land.chain_of.get(segment, "")), ())
    hints = tuple(h for h in hints if not h.segment or h.segment == segment)
    moves = len({h.thing for h in hints if h.kind == "move"})
    others = len({(h.kind, h.thing) for h in hints if h.kind != "move"})
    parts = {
        "relatedness": density(present, proximity),
        "chain": len(siblings & present) / len(siblings) if siblings else None,
        "neighbours": len(here) / len(wanted) if wanted else None,
        "nearness": sum(1 / (1 + km / HALF_DISTANCE) for km, _ in near.values()) / len(near)
        if near
        else None,
        "designated": others / (others + 1),
        "moves": moves / (moves + 1),
    }
    related = tuple(sorted(proximity.keys() & present))
    chain = tuple(sorted(siblings & present))
    return Candidate(unit, parts, tuple(here), near, hints, chain, related, len(present))


def _nearness(land: Landscape, unit: str, wanted: Sequence[str]) -> dict[str, tuple[float, str]]:
    """For each neighbour the km to the nearest unit that has it, and which; only where that can be told."""
    found = {}
    for name in wanted:
        having = land.places_of.get(name, set())
        pairs = [(land.distance[unit, other], other) for other in having if (unit, other) in land.distance]
        if unit in having:
            found[name] = (0.0, unit)
        elif pairs:
            found[name] = min(pairs)
    return found


def candidate_table(land: Landscape, segment: str, names: Names) -> Table:
    """The ranking of candidate units, with the reasons of each in words, and the claims they rest on.

    ``names`` gives for places, segments, policies, … the Chinese and the English name. Equal scores share a
    rank. Columns: rank, place, zh, en, score, the six parts of :func:`candidates` (``None``: cannot be said),
    km (to the nearest unit with a neighbour), segments (known there), reasons, 理由, claims.
    """
    found = candidates(land, segment)
    columns = ("rank", "place", "zh", "en", "score", *PARTS, "km", "segments", "reasons", "理由", "claims")
    table = Table(columns, [])
    scores = [round(c.score, 9) for c in found]
    for c in found:
        zh, en = names.get(c.unit, ("", ""))
        head = (1 + scores.index(round(c.score, 9)), c.unit, zh, en, round(c.score, 4))
        parts = [None if c.parts[name] is None else round(c.parts[name], 4) for name in PARTS]  # type: ignore[arg-type]
        km = None if c.nearest is None else round(c.nearest[1], 1)
        words = (
            "; ".join(_reasons(land, segment, c, names, 1)),
            "；".join(_reasons(land, segment, c, names, 0)),
        )
        table.rows.append((*head, *parts, km, c.diversity, *words, " ".join(_claims(land, c))))
    table.notes += _remarks(land, segment, names)
    return table


def _claims(land: Landscape, c: Candidate) -> list[str]:
    """What the parts rest on: segments here, neighbours where they are nearest, policies and moves."""
    cells = [(name, c.unit) for name in (*c.neighbours, *c.same_chain, *c.related)]
    cells += [(name, where) for name, (_, where) in c.near.items()]
    claims = [t.claim for cell in cells for t in land.cells.get(cell, ())]
    return list(dict.fromkeys(claims + [claim for hint in c.hints for claim in hint.claims]))


def _remarks(land: Landscape, segment: str, names: Names) -> list[str]:
    have = [_name(unit, names, 1) for unit in sorted(land.places_of.get(segment, ()))]
    notes = ["nobody in the region is known to do it (which is not proof that nobody does)"]
    if have:
        notes = [f"known already in: {', '.join(have)}; these are no candidates"]
    elif land.outside is None:
        notes.append(
            "relatedness cannot be said from co-location, for the segment is known nowhere: "
            "--proximity FILE takes a matrix from outside"
        )
    if not land.neighbours.get(segment):
        notes.append("the chain gives no inputs or outputs of it: neighbours and nearness cannot be said")
    how_good = "score: mean of the parts that are known, unfitted; jjj place --back-test says how good it is"
    return [*notes, *land.left_out, how_good]


def _reasons(land: Landscape, segment: str, c: Candidate, names: Names, lang: int) -> list[str]:
    """Why this place, in Chinese (0) or English (1); what is not known is said."""
    chain, wanted = land.chain_of.get(segment, ""), len(land.neighbours.get(segment, ()))
    siblings = sum(land.chain_of.get(name) == chain and name != segment for name in land.places_of)
    words = [WORDS["chain"][lang].format(n=len(c.same_chain), all=siblings)]
    if wanted:
        here = _listed(c.neighbours, names, lang)
        words.append(WORDS["neighbours"][lang].format(n=len(c.neighbours), all=wanted, list=here))
        if c.nearest is None:
            words.append(WORDS["far"][lang])
        elif c.nearest[1]:
            words.append(WORDS["near"][lang].format(km=c.nearest[1], place=_name(c.nearest[0], names, lang)))
    if (related := c.parts["relatedness"]) is not None:
        words.append(WORDS["relatedness"][lang].format(share=related))
    for kind in HINT_KINDS:
        if things := sorted({h.thing for h in c.hints if h.kind == kind}):
            form = 2 if lang and len(things) > 1 else lang
            words.append(WORDS[kind][form].format(n=len(things), list=_listed(things, names, lang)))
    return words


def _name(thing: str, names: Names, lang: int) -> str:
    return names.get(thing, ("", ""))[lang] or thing


def _listed(things: Collection[str], names: Names, lang: int) -> str:
    """The names in brackets, or nothing."""
    told = [_name(thing, names, lang) for thing in things]
    return "" if not told else f" ({', '.join(told)})" if lang else f"（{'、'.join(told)}）"
