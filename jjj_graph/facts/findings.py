"""One result of a check: where, what was found, what to do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal

from jjj_graph.errors import InputError

Severity = Literal["error", "warning", "info"]
_ORDER = {"error": 0, "warning": 1, "info": 2}


@dataclass(frozen=True)
class Finding:
    """What a check found. ``code`` is stable; ``remedy`` says what to type.

    >>> print(Finding("error", "unknown-key", "a.yaml", 3, 5, "no field 'custmer'", "did you mean customer?"))
    a.yaml:3:5: error unknown-key: no field 'custmer' -> did you mean customer?
    """

    severity: Severity
    code: str
    file: str
    line: int | None
    column: int | None
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        remedy = f" -> {self.remedy}" if self.remedy else ""
        return f"{place}: {self.severity} {self.code}: {self.message}{remedy}"

    def as_row(self) -> dict[str, object]:
        """The finding as the JSON of ``jjj check`` prints it."""
        return asdict(self)


def in_order(findings: list[Finding]) -> list[Finding]:
    """Errors first, then by file, line and code."""
    return sorted(
        findings, key=lambda f: (_ORDER[f.severity], f.file, f.line or 0, f.column or 0, f.code, f.message)
    )


def as_finding(error: InputError, severity: str = "error") -> Finding:
    """An error of reading as a finding of the check."""
    return Finding(
        severity, "unreadable", str(error.file or ""), error.line, error.column, error.message, error.remedy
    )  # type: ignore[arg-type]
