"""How much longer a full build takes than the least that any build must do.

The least: parse every YAML file with libyaml, and bulk load the same quads into the same store. Both run
in processes of their own, in turn; medians of the rounds. The audit, which runs inside a build, is told
apart. Goal: at most 3 times, without the audit.

    python benchmarks/build.py [ROUNDS]
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

from measuring import machine, median, run, table

GOAL = 3.0


def full(folder: Path) -> dict[str, float]:
    """``jjj build`` of the shipped data into a folder; the time that the audit took of it."""
    from jjj_graph import building

    audit, spent = building.audit_graph, {}

    def timed(*arguments: object) -> object:
        wall, cpu = time.perf_counter(), time.process_time()
        report = audit(*arguments)
        spent.update(wall=time.perf_counter() - wall, cpu=time.process_time() - cpu)
        return report

    building.audit_graph = timed
    building.build_graph(folder)
    return spent


def bare_parsing() -> None:
    """Every YAML file of the data, parsed by libyaml into strings, and no more."""
    import yaml

    from jjj_graph.paths import DATA

    for path in DATA.rglob("*.yaml"):
        with path.open("rb") as file:
            yaml.load(file, yaml.CBaseLoader)


def bare_loading(graph: Path, folder: Path) -> None:
    """The quads of a graph that is built, loaded as the engine loads them."""
    import pyoxigraph as ox

    store = ox.Store(str(folder))
    for path in sorted(graph.glob("*.nq")):
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    store.flush()


def compare(rounds: int) -> None:
    """Measure and print the table."""
    from jjj_graph.store.embedded import current_graph

    me = Path(__file__).resolve()
    times: dict[str, list[tuple[float, float]]] = {"full": [], "audit": [], "parsing": [], "loading": []}
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        env = {"PYTHONPYCACHEPREFIX": f"{place}/compiled"}
        run(sys.executable, me, "--part", "full", work / "warm", env=env)
        for number in range(rounds):
            built = work / f"built-{number}"
            done = run(sys.executable, me, "--part", "full", built, env=env)
            audit = done.said["wall"], done.said["cpu"]
            times["audit"].append(audit)
            times["full"].append((done.wall - audit[0], done.cpu - audit[1]))
            for part, arguments in (
                ("parsing", ()),
                ("loading", (current_graph(built), work / f"bare-{number}")),
            ):
                done = run(sys.executable, me, "--part", part, *arguments, env=env)
                times[part].append((done.wall, done.cpu))
    middle = {
        part: [median(list(kind)) for kind in zip(*taken, strict=True)] for part, taken in times.items()
    }
    least = [sum(pair) for pair in zip(middle["parsing"], middle["loading"], strict=True)]
    ratio = [f"**{whole / bare:.2f}**" for whole, bare in zip(middle["full"], least, strict=True)]
    names = {"full": "full build", "parsing": "libyaml alone", "loading": "bulk load alone"}
    rows = [(text, *(f"{value:.2f}" for value in middle[part])) for part, text in names.items()]
    print(f"Medians of {rounds} rounds; {machine()}\n")
    print(table(("", "wall s", "CPU s"), [
        *rows, (f"**ratio** (goal: {GOAL:g})", *ratio),
        ("the audit, not counted above", *(f"{value:.2f}" for value in middle["audit"])),
    ]))  # fmt: skip


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    match sys.argv[1:]:
        case ["--part", "full", folder]:
            print(json.dumps(full(Path(folder))))
        case ["--part", "parsing"]:
            bare_parsing()
        case ["--part", "loading", graph, folder]:
            bare_loading(Path(graph), Path(folder))
        case words:
            compare(int(words[0]) if words else 5)


if __name__ == "__main__":
    main()
