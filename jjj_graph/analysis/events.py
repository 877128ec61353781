"""Events: one for each move, whoever tells it, with its history of statuses.

A move told by four pages is one event; an announced one is not a completed one; a group of 2,800 firms is never added
to named ones; closures and expansions are kinds of their own. Denied claims take no part.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

Row = Mapping[str, object]

KINDS = ("relocation", "expansion", "closure")
#: How far a move has got, from least to most; the last two end it.
PROGRESS = (
    "target",
    "planned",
    "forecast",
    "announced",
    "signed",
    "approved",
    "started",
    "under-way",
    "completed",
    "operating",
)
DONE = ("completed", "operating")
STOPPED = ("suspended", "cancelled")


@dataclass
class Event:
    """One move, whoever tells it."""

    move: str
    kind: str
    who: str = ""
    origin: str = ""
    target: str = ""
    scope: str = ""
    sector: str = ""
    member_of: str = ""
    words: str = ""
    #: how far it had got where a number of movers is told, and that number
    counted: tuple[int, float] = (-2, 0.0)
    #: status → (first day, last day) of it, the earliest told
    history: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)
    sources: set[str] = field(default_factory=set)

    @property
    def count(self) -> float | None:
        """The number of movers told of the furthest status; ``None`` where no source counts."""
        return self.counted[1] if self.counted[0] > -2 else None

    @property
    def is_group(self) -> bool:
        """Whether it tells of a number of movers without naming them."""
        return self.who.startswith("group:") or self.count is not None

    @property
    def status(self) -> str:
        """The furthest it is known to have got; a stop counts unless it is dated before something that was done."""
        done = next((word for word in reversed(PROGRESS) if word in self.history), "")
        stopped = next((word for word in STOPPED if word in self.history), "")
        if (
            done in DONE
            and stopped
            and (self.history[stopped][1] or date.max) < (self.history[done][1] or date.max)
        ):
            return done
        return stopped or done

    @property
    def is_done(self) -> bool:
        """Whether a source says that it happened."""
        return self.status in DONE

    @property
    def year(self) -> int | None:
        """Year of the furthest status, where its period lies within one year."""
        first, last = self.history.get(self.status, (None, None))
        return first.year if first and last and first.year == last.year else None


#: A group without an id of its own (its id is made from the claim), or nobody.
_UNNAMED = re.compile(r"(?:group:[0-9a-f]{16})?")


def events(rows: Iterable[Row], kinds: Mapping[str, str] | None = None) -> list[Event]:
    """One event a move, from relocation, expansion and closure claims in any order.

    ``kinds`` gives the kind of moves that the registry has; of others it is the one that most claims tell.

    Claims with one move id are one event. A group without an id is one event for each set of words, number, origin and
    destination, so that a reprint adds nothing.

    >>> told = dict(kind="relocation", move="langyi-cangzhou", who="langyi", to="cangzhou", source="s")
    >>> found = events([told | {"claim": "1", "status": "announced"}, told | {"claim": "2", "status": "completed"}])
    >>> len(found), found[0].status, found[0].claims
    (1, 'completed', ['1', '2'])
    """
    found: dict[tuple, Event] = {}
    told: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for row in sorted(rows, key=lambda r: str(r["claim"])):
        if row.get("stance") == "denied":
            continue
        who = str(row.get("who") or "")
        if row.get("move") and not str(row["move"]).startswith("told-"):
            key: tuple = (row["move"],)
        elif _UNNAMED.fullmatch(who):
            key = (
                row["kind"],
                str(row.get("who_words", "")).casefold(),
                row.get("value"),
                row.get("from"),
                row.get("to"),
            )
        else:
            key = (row["kind"], who, row.get("from"), row.get("to"), row.get("scope"))
        event = found.setdefault(key, Event(str(row.get("move") or f"told-{row['claim']}"), str(row["kind"])))
        _tell(event, row, told[event.move])
    # several places told: the one most claims tell, so that the order of claims does not matter
    for event in found.values():
        for name, counted in told[event.move].items():
            setattr(event, name, min(counted, key=lambda value: (-counted[value], value)))
        event.kind = (kinds or {}).get(event.move, event.kind)
    return sorted(found.values(), key=lambda e: (e.kind, e.who, e.move))


_TOLD = {
    "kind": "kind",
    "who": "who",
    "origin": "from",
    "target": "to",
    "scope": "scope",
    "sector": "sector",
    "member_of": "member_of",
    "words": "who_words",
}


def _tell(event: Event, row: Row, told: dict[str, Counter[str]]) -> None:
    for name, key in _TOLD.items():
        if row.get(key):
            told[name][str(row[key])] += 1
    status = str(row.get("status") or "")
    value = row.get("value") or row.get("low")
    if value is not None:
        # what is told of the furthest status counts; of several numbers the largest, whatever the order of claims
        how_far = PROGRESS.index(status) if status in PROGRESS else -1
        event.counted = max(event.counted, (how_far, float(value)))  # type: ignore[arg-type]
    first, last = row.get("first"), row.get("last")
    if status:
        held = event.history.get(status)
        if held is None or (last or date.max) < (held[1] or date.max):  # type: ignore[operator]
            event.history[status] = (first, last)  # type: ignore[assignment]
    event.claims.append(str(row["claim"]))
    event.sources.add(str(row["source"]))
