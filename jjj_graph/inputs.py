"""Files of the user that analyses take beside the graph: proximities of segments, taxes of a mover."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from jjj_graph.analysis.sharing import Taxes
from jjj_graph.errors import InputError
from jjj_graph.facts.located import read_csv


def read_proximities(path: Path, segments: set[str]) -> dict[str, dict[str, float]]:
    """Proximities between segments from a CSV file with the columns ``segment,other,proximity``; symmetric.

    Pairs that name another thing are passed over, for a national matrix has many. Raises :class:`InputError`
    with the line for a file of another shape, a proximity outside 0 to 1, two values for one pair, or no pair
    of known segments at all.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    columns = ("segment", "other", "proximity")
    for line, row in read_csv(path, columns, columns):
        one, other = row.get("segment", ""), row.get("other", "")
        value = _proximity(row.get("proximity", ""), path, line)
        if one in segments and other in segments and one != other:
            if found[one].setdefault(other, value) != value or found[other].setdefault(one, value) != value:
                raise InputError(
                    f"{one} and {other} have two proximities",
                    file=path,
                    line=line,
                    remedy="leave one of them",
                )
    if not found:
        raise InputError(
            "no pair of segments of the graph in this file",
            file=path,
            remedy="name segments as chain/name, such as hydrogen/catalyst",
        )
    return dict(found)


def _proximity(text: str, path: Path, line: int) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError(
            f"'{text}' is no proximity", file=path, line=line, remedy="write a number from 0 to 1"
        )
    return value


#: The columns of a file of taxes that hold amounts.
_TAXES = ("vat", "income", "business")
#: Digits alone, none of them a leading zero: ``20,000,000`` without quotation marks leaves cells such as 000.
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?")


def read_taxes(path: Path) -> list[Taxes]:
    """The three taxes of a mover, local part in yuan, from a CSV file: ``year,vat,income,business``.

    In order of year; an empty cell is nothing paid, ``income`` and ``business`` may be left out. Raises
    :class:`InputError` with the line for a file of another shape, a year told twice, and what is no amount.
    """
    found: dict[int, Taxes] = {}
    for line, row in read_csv(path, ("year", *_TAXES), ("year", "vat")):
        year = row.get("year", "").strip()
        if not (year.isdecimal() and len(year) == 4):
            raise InputError(f"'{year}' is no year", file=path, line=line, remedy="write four digits")
        if int(year) in found:
            raise InputError(
                f"{year} stands here twice", file=path, line=line, remedy="leave one line for each year"
            )
        found[int(year)] = Taxes(int(year), *(_amount(row.get(tax, ""), path, line) for tax in _TAXES))
    return [found[year] for year in sorted(found)]


def _amount(text: str, path: Path, line: int) -> Decimal:
    digits = text.strip() or "0"
    if not _AMOUNT.fullmatch(digits):
        raise InputError(
            f"'{text}' is no amount",
            file=path,
            line=line,
            remedy="write yuan in digits, without thousands separators, not below zero, below 10^15",
        )
    return Decimal(digits)
