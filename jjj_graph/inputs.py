"""Files of the user that analyses take beside the graph: proximities of segments, taxes of a mover."""

from __future__ import annotations

import csv
from collections import defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path

from jjj_graph.analysis.sharing import Taxes
from jjj_graph.errors import InputError


def read_proximities(path: Path, segments: set[str]) -> dict[str, dict[str, float]]:
    """Proximities between segments from a CSV file with the columns ``segment,other,proximity``; symmetric.

    Pairs that name another thing are passed over, for a national matrix has many. Raises :class:`InputError`
    for a file of another shape, a proximity outside 0 to 1, two values for one pair, or no pair of known
    segments at all.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"segment", "other", "proximity"} <= set(reader.fieldnames or ()):
            raise InputError(
                "no proximities in this file",
                file=path,
                line=1,
                remedy="the first line must name the columns segment,other,proximity",
            )
        for row in reader:
            one, other = row["segment"], row["other"]
            try:
                value = float(row["proximity"])
            except (TypeError, ValueError):
                value = -1.0
            if not 0 <= value <= 1:
                raise InputError(
                    f"'{row['proximity']}' is no proximity",
                    file=path,
                    line=reader.line_num,
                    remedy="write a number from 0 to 1",
                )
            if one in segments and other in segments and one != other:
                if (
                    found[one].setdefault(other, value) != value
                    or found[other].setdefault(one, value) != value
                ):
                    raise InputError(
                        f"{one} and {other} have two proximities",
                        file=path,
                        line=reader.line_num,
                        remedy="leave one of them",
                    )
    if not found:
        raise InputError(
            "no pair of segments of the graph in this file",
            file=path,
            remedy="name segments as chain/name, such as hydrogen/catalyst",
        )
    return dict(found)


#: The columns of a file of taxes that hold amounts.
_TAXES = ("vat", "income", "business")


def read_taxes(path: Path) -> list[Taxes]:
    """The three taxes of a mover, local part, from a CSV file with the columns ``year,vat,income,business`` in yuan.

    In order of year; an empty cell is nothing paid, ``income`` and ``business`` may be left out. Raises
    :class:`InputError` with the line for a file of another shape, a year told twice, and what is no amount.
    """
    found: dict[int, Taxes] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        heads = reader.fieldnames or []
        if not {"year", "vat"} <= set(heads) or set(heads) - {"year", *_TAXES}:
            raise InputError(
                f"the columns are {', '.join(heads) or 'none'}",
                file=path,
                line=1,
                remedy="the first line must name year,vat,income,business (the last two where they are paid)",
            )
        for row in reader:
            place = {"file": path, "line": reader.line_num}
            year = str(row["year"]).strip()
            if not (year.isdecimal() and len(year) == 4):
                raise InputError(f"'{year}' is no year", **place, remedy="write four digits")
            if int(year) in found:
                raise InputError(f"{year} stands here twice", **place, remedy="leave one line for each year")
            found[int(year)] = Taxes(int(year), *(_amount(row.get(tax) or "", place) for tax in _TAXES))
    return [found[year] for year in sorted(found)]


def _amount(text: str, place: dict[str, object]) -> Decimal:
    try:
        amount = Decimal(text.strip() or 0)
        if not amount.is_finite() or amount < 0:
            raise InvalidOperation
    except InvalidOperation:
        raise InputError(
            f"'{text}' is no amount",
            **place,  # type: ignore[arg-type]
            remedy="write yuan in digits, without commas, not below zero",
        ) from None
    return amount
