"""The analyses: all of them on the shipped graph, then some on a generated table, then networks by both backends.

The generated table holds enterprises that do segments in places, and moves between them.

python benchmarks/analyses.py [--enterprises 1000000] [--edges 5000000] [--segments 2000]
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Iterator

from measuring import CHECKOUT

from jjj_graph.analyses import CHAIN_TABLES, MOVE_TABLES
from jjj_graph.analysis import networks
from jjj_graph.analysis.chains import Area, coverage
from jjj_graph.analysis.events import events
from jjj_graph.analysis.moves import Units, od_table
from jjj_graph.analysis.weak_points import concentrations, production_of
from jjj_graph.facts.records import RECORDS
from jjj_graph.sessions import session

PARTS = ("beijing", "tianjin", "hebei")
ACTIVITIES = ("rd", "manufacture", "test", "application")


def segments(number: int) -> list[dict]:
    """Segments of one chain; the last twentieth are end products."""
    return [
        {
            "chain": "c",
            "id": f"c/s{i}",
            "zh": f"环节{i}",
            "en": f"s{i}",
            "stage": "midstream",
            "end_product": i >= number * 19 // 20,
        }
        for i in range(number)
    ]


def inputs(number: int, rng: random.Random) -> list[dict]:
    """Three inputs a segment from earlier ones, a third of them in a group of substitutes."""
    return [{"chain": "c", "supplier": f"c/s{rng.randrange(i)}", "customer": f"c/s{i}", "group": "g" if k == 2 else "", "essential": True, "reason": ""}
            for i in range(1, number) for k in range(3)]  # fmt: skip


def activities(enterprises: int, edges: int, number: int, rng: random.Random) -> Iterator[dict]:
    """Who does which segment where; strings are shared, as they are in rows read from a store."""
    names = [f"c/s{i}" for i in range(number)]
    for i in range(edges):
        yield {"claim": f"{i:x}", "source": "s", "who": f"e{rng.randrange(enterprises)}", "segment": names[rng.randrange(number)], "place": PARTS[rng.randrange(3)],
               "activity": ACTIVITIES[rng.randrange(4)], "first": None, "last": None}  # fmt: skip


SIX = ("hydrogen", "nev", "biomedicine", "cybersecurity-iiot", "machine-tools", "robots")


def shipped() -> None:
    """Every table of chain (six chains), moves and place, and a scenario with a shock, in this one process."""
    graph, whole = session(), time.process_time()
    steps = {
        "rows fetched": lambda: [graph.rows().facts(kind) for kind in RECORDS],
        "chain, six chains": lambda: [graph.chain(name, table) for name in SIX for table in CHAIN_TABLES],
        "moves": lambda: [graph.moves(table) for table in MOVE_TABLES],
        "place, one segment": lambda: graph.place("hydrogen/proton-exchange-membrane"),
        "place, back-test": lambda: graph.place(table="back-test"),
        "place, specialisation": lambda: graph.place(table="specialisation"),
        "whatif with a shock": lambda: graph.whatif(
            CHECKOUT / "docs/scenarios/example.yaml", shocked=["fcts"]
        ),
    }
    for name, step in steps.items():
        start = time.process_time()
        step()
        timed(name, start)
    timed("all (goal: 5 s)", whole)


def networks_of(nodes: int, edges: int, rng: random.Random) -> None:
    """The same questions to a random network by both backends, and how many times faster igraph is."""
    ties = [(f"n{rng.randrange(nodes)}", f"n{rng.randrange(nodes)}") for _ in range(edges)]
    few = [(f"n{rng.randrange(2000)}", f"n{rng.randrange(2000)}") for _ in range(6000)]
    questions = {
        "loops": lambda backend: networks.loops(ties, backend),
        "pieces": lambda backend: networks.pieces(ties, backend),
        "reach": lambda backend: networks.reach(ties, ties[0][0], backend),
        "betweenness (2,000 nodes)": lambda backend: networks.betweenness(few, backend),
    }
    for name, ask in questions.items():
        spent = []
        for backend in networks.BACKENDS:
            start = time.process_time()
            ask(backend)
            spent.append(time.process_time() - start)
        print(
            f"{name:<28} networkx {spent[0]:.2f}, igraph {spent[1]:.2f} CPU s: {spent[0] / spent[1]:.1f} times"
        )


def timed(name: str, start: float) -> None:
    """Say how long a part took and how much memory has been used at most."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<28} {time.process_time() - start:7.1f} CPU s   peak {peak:,.0f} MB", flush=True)


def main() -> None:
    """Run coverage, concentration, criticality (order 1) and origin-destination tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--enterprises", type=int, default=1_000_000)
    options.add_argument("--edges", type=int, default=5_000_000)
    options.add_argument("--segments", type=int, default=2_000)
    chosen = options.parse_args()
    rng = random.Random(1)
    shipped()
    networks_of(100_000, 500_000, rng)
    area, table = Area(PARTS, {part: part for part in PARTS}), segments(chosen.segments)
    start = time.process_time()
    print(
        f"coverage has {len(coverage(table, activities(chosen.enterprises, chosen.edges, chosen.segments, rng), [], area)):,} rows"
    )
    timed("coverage", start)
    start = time.process_time()
    concentrations(activities(chosen.enterprises, chosen.edges, chosen.segments, rng), area)
    timed("concentration", start)
    start = time.process_time()
    production_of(table, inputs(chosen.segments, rng)).criticality()
    timed("criticality, order 1", start)
    start = time.process_time()
    rows = ({"claim": f"{i:x}", "source": "s", "kind": "relocation", "move": f"m{i}", "who": f"e{i}", "from": "beijing", "to": PARTS[rng.randrange(3)], "status": "completed"}
            for i in range(chosen.enterprises // 5))  # fmt: skip
    od_table(events(rows), Units({}))
    timed("origin-destination", start)


if __name__ == "__main__":
    main()
