"""How long the command line takes to answer, as a multiple of ``python -c pass``.

``python -m jjj_graph`` of this Python, in turn with the bare interpreter; medians of 15 runs each. The
graph is built before; the check whether it is stale is part of what is measured. Goals: ``--help`` 12,
``show`` 30.

    python benchmarks/startup.py [RUNS]
"""

from __future__ import annotations

import sys
import tempfile

from measuring import machine, median, run, table

JJJ = ("-m", "jjj_graph")
GOALS = {"jjj --help": 12, "jjj show xiaomi-auto": 30}
COMMANDS = {
    "python -c pass": ("-c", "pass"),
    "jjj --help": (*JJJ, "--help"),
    "jjj show xiaomi-auto": (*JJJ, "show", "xiaomi-auto"),
}


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with tempfile.TemporaryDirectory() as store:
        env = {"JJJ_STORE": f"{store}/graph", "PYTHONPYCACHEPREFIX": f"{store}/compiled"}
        for arguments in COMMANDS.values():  # builds the graph, compiles, warms the disk cache
            run(sys.executable, *arguments, env=env, quiet=True)
        for _ in range(runs):
            for name, arguments in COMMANDS.items():
                times[name].append(run(sys.executable, *arguments, env=env, quiet=True).wall)
    bare = median(times["python -c pass"])
    rows = []
    for name, walls in times.items():
        goal = f"{GOALS[name]}" if name in GOALS else ""
        rows.append((f"`{name}`", f"{1000 * median(walls):.0f}", f"{median(walls) / bare:.1f}", goal))
    print(f"Medians of {runs} runs, `python -m jjj_graph`; {machine()}\n")
    print(table(("", "ms", "times the bare interpreter", "goal"), rows))


if __name__ == "__main__":
    main()
