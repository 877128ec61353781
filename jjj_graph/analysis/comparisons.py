"""Comparisons: two tables of one analysis side by side, what differs told and what does not counted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from jjj_graph.tables import Table

COLUMNS = ("what", "measure", "before", "after", "change", "claims")


@dataclass(frozen=True)
class Comparison:
    """How two tables of the same analysis are laid side by side.

    ``key``: columns that say what a row is about; ``what`` writes them in words; ``measures``: column →
    measure in words; ``absent``: what a row that is not there counts as.
    """

    name: str
    key: tuple[str, ...]
    what: str
    measures: Mapping[str, str]
    absent: object = None


def side_by_side(
    how: Comparison,
    before: Table,
    after: Table,
    causes: Callable[[Mapping[str, object]], Iterable[str]] = lambda row: (),
) -> tuple[list[tuple[object, ...]], int, int]:
    """The rows (:data:`COLUMNS`) of what differs between two tables; how many measures stayed the same, and
    how many there are.

    The claims of a row are those that only one of the two tables rests on, and ``causes(row)``.

    >>> how = Comparison("HHI", ("segment",), "{segment}", {"firm": "HHI by firm"})
    >>> before = Table(("segment", "firm"), [("a", 1.0), ("b", 0.5)])
    >>> side_by_side(how, before, Table(before.columns, [("a", 0.5), ("b", 0.5)]))
    ([('a', 'HHI by firm', 1.0, 0.5, -0.5, '')], 1, 2)
    """
    old, new = ({tuple(row[k] for k in how.key): row for row in table} for table in (before, after))
    rows, same = [], 0
    for key in sorted(old.keys() | new.keys(), key=lambda k: tuple(str(part) for part in k)):
        was, now = old.get(key, {}), new.get(key, {})
        for column, measure in how.measures.items():
            left, right = was.get(column, how.absent), now.get(column, how.absent)
            if left == right:
                same += 1
                continue
            told = set(str(was.get("claims", "")).split()) ^ set(str(now.get("claims", "")).split())
            claims = " ".join(sorted(told | set(causes(now or was))))
            rows.append(
                (how.what.format(**(now or was)), measure, left, right, difference(left, right), claims)
            )
    return rows, same, same + len(rows)


#: A rank as it is told: with its 5th and 95th percentile.
_RANK = re.compile(r"(\d+) \(\d+-\d+\)")


def difference(before: object, after: object) -> object:
    """The change from one value to another: a number for numbers and for ranks told with their spread, else
    ``new``, ``gone``, or the words that came and went.

    >>> difference(1, 3), difference(None, 0.5), difference("a b", "b c"), difference("7 (5-9)", "1 (1-9)")
    (2, 'new', '+c -a', -6)
    """
    ranks = [_RANK.fullmatch(str(value)) for value in (before, after)]
    if all(ranks):
        before, after = (int(rank[1]) for rank in ranks)  # type: ignore[index]
    if isinstance(before, (int, float)) and isinstance(after, (int, float)):
        return round(after - before, 6)
    if before in (None, "") or after in (None, ""):
        return "new" if before in (None, "") else "gone"
    was, now = Counter(str(before).split()), Counter(str(after).split())
    return " ".join([f"+{word}" for word in sorted(now - was)] + [f"-{word}" for word in sorted(was - now)])
