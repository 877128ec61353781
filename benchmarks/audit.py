"""The audit: planted errors (500 trials), all shipped data, and 100,000 claims in 1,000 components of which 100 conflict.

python benchmarks/audit.py [--trials 500] [--components 1000]
"""

from __future__ import annotations

import argparse
import random
import time

from planted import summary, trials

from jjj_graph.analysis.audit import audit
from jjj_graph.analysis.statements import Statement
from jjj_graph.numbers import read_geography, read_numbers
from jjj_graph.sessions import session


def generated(components: int, claims: int, conflicts: int, seed: int = 1) -> list[Statement]:
    """Components of ``claims`` consistent claims each (levels over years and growth between them); in the first
    ``conflicts`` of them one level contradicts the one other witness of its year, so that there is one minimal set."""
    rng = random.Random(seed)
    found = []
    for number in range(components):
        base = dict(indicator=f"indicator-{number}", of="jjj", dimension="money-cny", unit="CNY")
        years = claims // 2
        value = rng.uniform(1e10, 1e13)
        for year in range(years):
            # wide levels and growth, so that a contradiction of two witnesses is the only one
            found.append(
                Statement(
                    f"{number}-l{year:03}",
                    "level",
                    period=(year, year),
                    low=value * 0.5,
                    high=value * 1.5,
                    value=value,
                    source="a",
                    **base,
                )
            )
            base_change = {**base, "unit": "percent"}
            found.append(
                Statement(
                    f"{number}-g{year:03}",
                    "change",
                    period=(year + 1, year + 1),
                    base=(year, year),
                    measure="growth",
                    low=-60,
                    high=80,
                    value=5,
                    source="a",
                    **base_change,
                )
            )
            value *= rng.uniform(0.99, 1.06)
        if number < conflicts:
            level = next(s for s in reversed(found) if s.kind == "level")
            found[found.index(level)] = Statement(
                level.claim,
                "level",
                period=level.period,
                low=value * 0.99,
                high=value * 1.01,
                value=value,
                source="a",
                **base,
            )
            found.append(
                Statement(
                    f"{number}-x",
                    "level",
                    period=level.period,
                    low=value * 1.05,
                    high=value * 1.08,
                    value=value * 1.06,
                    source="b",
                    **base,
                )
            )
    return found


def main() -> None:
    """Run the three parts and print their figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--trials", type=int, default=500)
    options.add_argument("--components", type=int, default=1000)
    chosen = options.parse_args()
    store = session().store
    numbers, geography = read_numbers(store), read_geography(store)
    start = time.process_time()
    result = audit(numbers.statements, geography)
    print(
        f"shipped data: {result.statements} statements, {len(result.conflicts)} conflicts, {time.process_time() - start:.2f} CPU s"
    )
    start = time.process_time()
    found = list(trials(numbers.statements, chosen.trials))
    print(f"planted errors: {chosen.trials} trials, {time.process_time() - start:.0f} CPU s")
    for kind, figures in summary(found).items():
        print(f"  {kind:<14}", "  ".join(f"{name} {value:.3g}" for name, value in figures.items()))
    statements = generated(chosen.components, 100, chosen.components // 10)
    start = time.process_time()
    result = audit(statements)
    print(f"generated: {len(statements):,} claims in {result.components:,} components, {len(result.conflicts)} conflicts "
          f"(planted {chosen.components // 10}), {time.process_time() - start:.1f} CPU s")  # fmt: skip


if __name__ == "__main__":
    main()
