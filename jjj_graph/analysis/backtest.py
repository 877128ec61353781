"""Back-test of the candidate places: hide what is known, and see how high the hidden place stands.

Three tests. *one activity*: all claims that a segment is done in a unit are hidden, one pair of segment and
unit at a time. *its sources*: everything that the sources of those claims tell is hidden too, for one page
often lists a place's whole chain. *after YEAR*: what was first told after a year is predicted from what was
told until then. In all three, policies, projects and moves that the same sources tell, or the same firms
made, are hidden: they would give it away.

A place where no source names the segment is taken as a wrong answer, though somebody unnamed may do it:
figures are comparable between methods, and no measure of truth.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jjj_graph.analysis.landscape import Landscape, Telling
from jjj_graph.analysis.places import PARTS, Candidate, candidates
from jjj_graph.tables import Table

#: How a method puts candidates in order: its name, and what is highest for the best.
SCORE = "score"
BASELINES: dict[str, Callable[[Candidate], float]] = {
    "most diverse place": lambda c: float(c.diversity),
    "nearest place": lambda c: -c.nearest[1] if c.nearest else float("-inf"),
}
METHODS: dict[str, Callable[[Candidate], float]] = {
    SCORE: lambda c: c.score,
    **{f"only {name}": (lambda c, name=name: c.parts[name] or 0.0) for name in PARTS},
    **BASELINES,
}
RANDOM, EXPECTED = "random place", "random place, expected"
MEASURES = ("AUC", "hits@3", "MRR")
SEED = 20140226
DRAWS = 1000
#: Segments below which neither an interval nor a verdict is given: too few to draw again from.
FEWEST = 10


@dataclass(frozen=True)
class Trial:
    """One hidden pair of segment and unit, and what each method made of it: AUC, hits@3, reciprocal rank."""

    test: str
    segment: str
    unit: str
    #: whether the segment is known nowhere else, once this is hidden: the case of a gap
    as_gap: bool
    measured: Mapping[str, tuple[float, float, float]]


def measures(hidden: float, others: Sequence[float]) -> tuple[float, float, float]:
    """AUC, hits@3 and reciprocal rank of one hidden place among others; ties count as the mean of all orders.

    AUC is the share of others that stand lower, a tie half. Raises ``ZeroDivisionError`` where there is no
    other place.

    >>> measures(0.9, [0.5, 0.4, 0.95, 0.1])
    (0.75, 1.0, 0.5)
    >>> measures(0.0, [0.0, 0.0, 0.0])
    (0.5, 0.75, 0.5208333333333333)
    """
    better, ties = sum(o > hidden for o in others), sum(o == hidden for o in others)
    ranks = range(better + 1, better + ties + 2)
    return (
        (len(others) - better - ties / 2) / len(others),
        sum(r <= 3 for r in ranks) / len(ranks),
        sum(1 / r for r in ranks) / len(ranks),
    )


def expected_at_random(places: int) -> tuple[float, float, float]:
    """What a random order of so many places gives on average: 1/2, min(1, 3/n), (1 + 1/2 + … + 1/n) / n.

    >>> expected_at_random(4)
    (0.5, 0.75, 0.5208333333333333)
    """
    return 0.5, min(1.0, 3 / places), sum(1 / r for r in range(1, places + 1)) / places


def leave_one_out(land: Landscape, chain: str = "", with_sources: bool = False) -> list[Trial]:
    """Each pair of segment and candidate unit hidden in turn, those of one chain only where named."""
    name = "its sources" if with_sources else "one activity"
    rng = random.Random(SEED)
    trials = []
    for (segment, unit), own in _cells(land, chain):
        sources, who = {t.source for t in own}, {t.who for t in own if t.who}
        kept = [
            t
            for t in land.tellings
            if (t.segment, t.unit) != (segment, unit) and not (with_sources and t.source in sources)
        ]
        hints = [h for h in land.hints if not h.sources & sources and not h.who & who]
        trials += _trial(name, land, land.with_only(kept, hints), segment, unit, rng)
    return trials


def after_year(land: Landscape, year: int, chain: str = "") -> list[Trial]:
    """Pairs of segment and unit first told of after a year, predicted from what was told until its end.

    What has no date at all takes no part, neither as evidence nor as question.
    """
    rng, end = random.Random(SEED), date(year, 12, 31)
    known = land.with_only(
        [t for t in land.tellings if t.day and t.day <= end],
        [h for h in land.hints if h.day and h.day <= end],
    )
    trials = []
    for (segment, unit), own in _cells(land, chain):
        if all(t.day and t.day > end for t in own):
            trials += _trial(f"after {year}", land, known, segment, unit, rng)
    return trials


def middle_year(land: Landscape) -> int | None:
    """The first year by whose end half of the dated pairs had been told of; ``None`` without dates."""
    first = sorted(
        min(t.day for t in own if t.day).year for _, own in _cells(land) if any(t.day for t in own)
    )  # type: ignore[type-var,union-attr]
    return first[(len(first) - 1) // 2] if first else None


def _cells(land: Landscape, chain: str = "") -> Iterator[tuple[tuple[str, str], list[Telling]]]:
    wanted = set(land.candidates)
    for (segment, unit), own in sorted(land.cells.items()):
        if unit in wanted and (not chain or land.chain_of.get(segment) == chain):
            yield (segment, unit), own


def _trial(
    test: str, whole: Landscape, left: Landscape, segment: str, unit: str, rng: random.Random
) -> list[Trial]:
    """The one trial of a hidden pair; none where no wrong answer is possible."""
    right = whole.places_of[segment]
    found = [c for c in candidates(left, segment) if c.unit == unit or c.unit not in right]
    if len(found) < 2:
        return []
    drawn = {c.unit: rng.random() for c in sorted(found, key=lambda c: c.unit)}
    measured = {}
    for name, key in {**METHODS, RANDOM: lambda c: drawn[c.unit]}.items():
        values = {c.unit: round(key(c), 9) for c in found}
        measured[name] = measures(values.pop(unit), list(values.values()))
    measured[EXPECTED] = expected_at_random(len(found))
    return [Trial(test, segment, unit, not left.places_of.get(segment), measured)]


def report(trials: Iterable[Trial], draws: int = DRAWS, seed: int = SEED) -> Table:
    """Mean AUC, hits@3 and MRR of every method in every test, with 95% intervals, and who beats whom.

    Pairs of one segment are not independent, so whole segments are drawn again (``draws`` times, fixed seed).
    Each test also stands for the pairs that leave the segment known nowhere (*as a gap*), which is what the
    command is asked about. A method beats another where the interval of the mean difference on the same pairs
    lies above 0. Of fewer than :data:`FEWEST` segments there is neither an interval nor a verdict.
    """
    table = Table(
        ("test", "method", "pairs", *(f"{m}{end}" for m in MEASURES for end in ("", " low", " high"))), []
    )
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(trial.test, []).append(trial)
    groups = {
        name: chosen
        for test, own in groups.items()
        for name, chosen in ((test, own), (f"{test}, as a gap", [t for t in own if t.as_gap]))
    }
    for test, own in groups.items():
        if not own:
            table.notes.append(f"{test}: no pair to test")
            continue
        resampled = _Resampled(own, draws, seed)
        for name in (*METHODS, RANDOM, EXPECTED):
            found = [resampled.interval(name, m) for m in range(len(MEASURES))]
            cells = [
                None if resampled.too_few and i else round(x, 3)
                for triple in found
                for i, x in enumerate(triple)
            ]
            table.rows.append((test, name, len(own), *cells))
        table.notes += [f"{test}: {words}" for words in _verdicts(resampled)]
    if not groups:
        table.notes.append("nothing to test: no segment is known in any unit")
    table.notes.append(
        "95% intervals by bootstrap over segments; "
        "a place where no source names the segment counts as wrong, though it may be right"
    )
    return table


class _Resampled:
    """Means of the measures over trials, and over draws of their segments."""

    def __init__(self, trials: Sequence[Trial], draws: int, seed: int) -> None:
        import numpy as np

        self.names = [*METHODS, RANDOM, EXPECTED]
        segments = sorted({t.segment for t in trials})
        place = {name: i for i, name in enumerate(segments)}
        sums, sizes = np.zeros((len(segments), len(self.names), len(MEASURES))), np.zeros(len(segments))
        for trial in trials:
            sums[place[trial.segment]] += [trial.measured[name] for name in self.names]
            sizes[place[trial.segment]] += 1
        self.too_few = len(segments) < FEWEST
        rng = random.Random(seed)
        times = np.zeros((draws, len(segments)))
        for row in times:
            for drawn in rng.choices(range(len(segments)), k=len(segments)):
                row[drawn] += 1
        self.mean = sums.sum(axis=0) / sizes.sum()
        self.drawn = np.tensordot(times, sums, axes=1) / (times @ sizes)[:, None, None]

    def interval(self, name: str, measure: int, less: str = "") -> tuple[float, float, float]:
        """Mean of a measure, and its 2.5th and 97.5th percentile; less that of another method where named."""
        import numpy as np

        i, j = self.names.index(name), self.names.index(less) if less else None
        mean = self.mean[i, measure] - (self.mean[j, measure] if j is not None else 0.0)
        drawn = self.drawn[:, i, measure] - (self.drawn[:, j, measure] if j is not None else 0.0)
        low, high = np.percentile(drawn, (2.5, 97.5))
        return float(mean), float(low), float(high)


def _verdicts(resampled: _Resampled) -> list[str]:
    """Against the best baseline, and against the best single part, in plain words."""
    if resampled.too_few:
        return [f"fewer than {FEWEST} segments: too few to say whether the score beats anything"]
    said = []
    for what, rivals in (
        ("baseline", (*BASELINES, EXPECTED)),
        ("single part", [n for n in METHODS if n.startswith("only ")]),
    ):
        by_verb: dict[str, list[str]] = {}
        for m, measure in enumerate(MEASURES):
            rival = max(rivals, key=lambda name: (resampled.interval(name, m)[0], name))
            mean, low, high = resampled.interval(SCORE, m, rival)
            verb = "BEATS" if low > 0 else "IS BEATEN BY" if high < 0 else "DOES NOT BEAT"
            by_verb.setdefault(verb, []).append(f"{measure} ({rival}: {mean:+.3f} [{low:+.3f}, {high:+.3f}])")
        said.append(
            "; ".join(
                f"the score {verb} the best {what} in {', '.join(found)}" for verb, found in by_verb.items()
            )
        )
    return said
