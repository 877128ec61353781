"""Running the command line, in this process or in one of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from jjj_graph import paths
from jjj_graph.cli import main


@dataclass
class Done:
    """How a command ended: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


@pytest.fixture
def jjj(capsys):
    """Return a function that runs a command in this process."""

    def run(*words: object) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        caught = capsys.readouterr()
        return Done(ended.value.code or 0, caught.out, caught.err)

    return run


@pytest.fixture
def small(jjj, small_store):
    """Return a function that asks the small graph."""
    return lambda *words: jjj(*words, "--store", small_store)


@pytest.fixture
def process():
    """Return a function that runs a command in a process of its own."""

    def run(*words: object, **options: object) -> subprocess.CompletedProcess:
        environment = (
            os.environ | {"PYTHONPATH": str(paths.CHECKOUT), "PYTHONIOENCODING": ""} | options.pop("env", {})
        )
        command = [sys.executable, "-m", "jjj_graph", *map(str, words)]
        return subprocess.run(
            command, capture_output=True, timeout=60, check=False, env=environment, **options
        )

    return run
