"""Every error raised on purpose: what was found, where, and what to do.

>>> print(JJJError("no such place: 'beijin'", remedy="did you mean beijing?"))
no such place: 'beijin'
  -> did you mean beijing?
"""

from __future__ import annotations

from pathlib import Path


class JJJError(Exception):
    """What was asked cannot be done. The command line prints it and exits with 2."""

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        file: str | Path | None = None,
        line: int | None = None,
        column: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(message)
        self.message, self.file, self.line, self.column, self.remedy = message, file, line, column, remedy

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        text = f"{place}: {self.message}" if place else self.message
        return f"{text}\n  -> {self.remedy}" if self.remedy else text


class InputError(JJJError):
    """A file that was handed in cannot be read as what it should be."""


class UnknownNameError(JJJError):
    """A name that the graph, the questions or the commands do not have."""


class StoreError(JJJError):
    """The graph on disk cannot be made, opened or replaced."""


class QueryError(JJJError):
    """A SPARQL query that cannot be run."""
