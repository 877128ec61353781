"""Waiting for the engine: what comes back, what is raised, and that one can stop."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from jjj_graph import paths
from jjj_graph.cli import main
from jjj_graph.errors import QueryError
from jjj_graph.store.waiting import in_time, is_still_working

#: Three patterns that share nothing: every claim with every claim with every claim.
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_what_the_work_raises_is_raised_where_one_waits():
    with pytest.raises(ZeroDivisionError):
        in_time(lambda: 1 / 0)


def test_who_waits_too_long_is_told_so():
    never = threading.Event()
    with pytest.raises(QueryError, match="no answer within 0.05 s"):
        in_time(lambda: never.wait(60), seconds=0.05)
    assert is_still_working()
    never.set()
    for _ in range(100):
        if not is_still_working():
            break
        threading.Event().wait(0.05)
    assert not is_still_working()


def test_the_command_line_ends_as_ever_beside_threads_of_others():
    """It runs inside other programs too (notebooks, tests): their threads are no reason to end the process at once."""
    others, end = [], threading.Event()
    others.append(threading.Thread(target=end.wait, args=(60,), daemon=True))
    others[0].start()
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    end.set()
    assert ended.value.code == 0


def jjj(store, *rest):
    return [sys.executable, "-m", "jjj_graph", "query", "--store", str(store), *rest]


def test_a_query_without_end_is_given_up_after_its_time(shipped_store):
    done = subprocess.run(
        jjj(shipped_store, "-e", RUNAWAY, "--timeout", "0.5"),
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(paths.CHECKOUT)},
    )
    assert done.returncode == 2 and done.stdout == ""
    assert "no answer within 0.5 s" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_ctrl_c_ends_a_query_without_end(shipped_store):
    running = subprocess.Popen(
        jjj(shipped_store, "-e", RUNAWAY),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(paths.CHECKOUT)},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert "snapshot" in running.stderr.readline()  # the graph is open; the query begins
    threading.Event().wait(1)
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == 130
    assert "stopped" in running.stderr.read()
