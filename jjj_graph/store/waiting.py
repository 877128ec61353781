"""Waiting for the engine in such a way that one can stop waiting.

While the engine works, the interpreter hears nothing: neither Ctrl-C nor a clock. So it works in a thread of its own.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic
from typing import TypeVar

from jjj_graph.errors import QueryError

Answer = TypeVar("Answer")
#: Seconds between two looks at the clock; some systems deliver Ctrl-C only then.
_LOOK = 0.5
_given_up: list[threading.Thread] = []


def in_time(work: Callable[[], Answer], seconds: float | None = None) -> Answer:
    """What ``work`` returns or raises. Raises :class:`QueryError` where it takes longer than that many seconds.

    The engine cannot be stopped: work that was given up goes on in the background until it ends or the process does.

    >>> in_time(lambda: 6 * 7, seconds=5)
    42
    """
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # raised anew where the answer is waited for
            errors.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    end = None if seconds is None else monotonic() + seconds
    try:
        while worker.is_alive():
            left = _LOOK if end is None else end - monotonic()
            if left <= 0:
                raise QueryError(
                    f"no answer within {seconds:g} s",
                    remedy="ask for less (fewer patterns, a LIMIT, patterns that share a variable), or give it longer",
                )
            worker.join(min(left, _LOOK))
    finally:
        if worker.is_alive():
            _given_up.append(worker)
    if errors:
        raise errors[0]
    return answers[0]


def is_still_working() -> bool:
    """Whether work that was given up goes on in the background."""
    _given_up[:] = [worker for worker in _given_up if worker.is_alive()]
    return bool(_given_up)
