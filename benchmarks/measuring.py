"""What the benchmarks share: a program run in a process of its own, with its wall time, CPU time and
peak memory."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Run:
    """One run of a program. ``cpu`` counts all its threads; ``said`` is the JSON it printed, if any."""

    wall: float
    cpu: float
    peak_mb: float
    said: dict


def run(*command: str | Path, env: dict[str, str] | None = None, quiet: bool = False) -> Run:
    """Run a program from the checkout; stops where it fails. ``quiet``: what it says on stderr is dropped."""
    words = [str(word) for word in command]
    # Compiled modules are kept, as they are for anybody who uses the program.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | (
        env or {}
    )
    stderr = subprocess.DEVNULL if quiet else None
    before = time.perf_counter()
    process = subprocess.Popen(words, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, stderr=stderr)
    with process.stdout as out:  # type: ignore[union-attr]
        said = out.read().decode("utf-8")
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - before
    if status:
        sys.exit(f"failed with {os.waitstatus_to_exitcode(status)}: {' '.join(words)}")
    peak = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return Run(wall, used.ru_utime + used.ru_stime, peak, json.loads(said) if said.startswith("{") else {})


def median(values: list[float]) -> float:
    """The median, which one slow run does not move."""
    return statistics.median(values)


def machine() -> str:
    """The machine in a few plain words: what a reader needs to compare."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{system}, {cores} cores, {memory:.0f} GB, Python {platform.python_version()}"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, ("---",) * len(head), *rows])
