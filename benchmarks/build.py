"""How much longer a full build takes than the least that any build must do.

The least: parse every YAML file with libyaml, and bulk load the same quads into the same store. Both run in
processes of their own, in turn; medians of the rounds. Goal: at most 3 times.

    python benchmarks/build.py [ROUNDS]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from measuring import machine, median, run, table

GOAL = 3.0


def full(folder: Path) -> None:
    """``jjj build`` of the shipped data into a folder."""
    from jjj_graph.building import build_graph

    build_graph(folder)


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
    for name in ("graph.nq", "snapshot.nq"):
        store.bulk_load(path=str(graph / name), format=ox.RdfFormat.N_QUADS)
    store.flush()


def compare(rounds: int) -> float:
    """Measure, print the table, and return the ratio."""
    from jjj_graph.store.embedded import current_graph

    me = Path(__file__).resolve()
    walls: dict[str, list[float]] = {}
    cpus: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        env = {"PYTHONPYCACHEPREFIX": f"{place}/compiled"}
        run(sys.executable, me, "--part", "full", work / "warm", env=env)
        for number in range(rounds):
            built = work / f"built-{number}"
            for part, arguments in (("full", [built]), ("parsing", []), ("loading", [built, work / f"bare-{number}"])):
                if part == "loading":
                    arguments[0] = current_graph(built)
                done = run(sys.executable, me, "--part", part, *map(str, arguments), env=env)
                walls.setdefault(part, []).append(done.wall)
                cpus.setdefault(part, []).append(done.cpu)
    wall = {part: median(times) for part, times in walls.items()}
    cpu = {part: median(times) for part, times in cpus.items()}
    ratio = wall["full"] / (wall["parsing"] + wall["loading"])
    cpu_ratio = cpu["full"] / (cpu["parsing"] + cpu["loading"])
    print(f"Medians of {rounds} rounds; {machine()}\n")
    print(table(("", "wall s", "CPU s"), [
        ("full build", f"{wall['full']:.2f}", f"{cpu['full']:.2f}"),
        ("libyaml alone", f"{wall['parsing']:.2f}", f"{cpu['parsing']:.2f}"),
        ("bulk load alone", f"{wall['loading']:.2f}", f"{cpu['loading']:.2f}"),
        (f"**ratio** (goal: {GOAL:g})", f"**{ratio:.2f}**", f"**{cpu_ratio:.2f}**"),
    ]))  # fmt: skip
    return ratio


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    match sys.argv[1:]:
        case ["--part", "full", folder]:
            full(Path(folder))
        case ["--part", "parsing"]:
            bare_parsing()
        case ["--part", "loading", graph, folder]:
            bare_loading(Path(graph), Path(folder))
        case words:
            compare(int(words[0]) if words else 5)


if __name__ == "__main__":
    main()
