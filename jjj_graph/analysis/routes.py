"""What a network says beyond its lines: hubs, where each entity belongs, and the ways between two of them.

Everything works on ids and pairs of ids. The page finds ways by the same rules as :func:`routes`; a test holds
the two together.

>>> ties = [("a", "hub"), ("b", "hub"), ("a", "x"), ("x", "y"), ("y", "b")]
>>> routes(ties, "a", "b").ways
(('a', 'hub', 'b'),)
>>> routes(ties, "a", "b", avoided={"hub"}).ways
(('a', 'x', 'y', 'b'),)
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Tie = tuple[str, str]

#: From this many relations on an entity is a hub: it ties all to all, so its lines say little.
HUB_DEGREE = 24
#: As many ways of the same length are shown.
WAYS = 5


def degrees(ties: Iterable[Tie]) -> Counter[str]:
    """How many relations each entity has; one with itself counts once.

    >>> degrees([("a", "b"), ("a", "b"), ("a", "a")])["a"]
    3
    """
    return Counter(end for tie in ties for end in set(tie))


def hubs(ties: Iterable[Tie]) -> frozenset[str]:
    """Entities with :data:`HUB_DEGREE` relations or more.

    >>> hubs([("centre", str(n)) for n in range(24)])
    frozenset({'centre'})
    """
    return frozenset(end for end, number in degrees(ties).items() if number >= HUB_DEGREE)


def homes(ties: Collection[Tie], seats: Collection[str]) -> dict[str, str]:
    """For each entity the one of ``seats`` where it belongs: the one that most relations tie it to.

    Of several, the one with the fewest relations of its own (a district rather than its city), then the first
    by id. A seat belongs to itself; who is tied to none is left out.

    >>> homes([("firm", "city"), ("firm", "park"), ("other", "city"), ("lone", "firm")], {"city", "park"})
    {'city': 'city', 'firm': 'park', 'other': 'city', 'park': 'park'}
    """
    seats, number = set(seats), degrees(ties)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one, two in ties:
        for who, seat in ((one, two), (two, one)):
            if seat in seats and who not in seats:
                counts[who][seat] += 1
    found = {who: min(own, key=lambda s: (-own[s], number[s], s)) for who, own in counts.items()}
    return dict(sorted((found | {seat: seat for seat in seats}).items()))


@dataclass(frozen=True)
class Routes:
    """The shortest ways between two entities, at most :data:`WAYS`; ``more`` says that there are others as short."""

    ways: tuple[tuple[str, ...], ...]
    more: bool = False

    @property
    def steps(self) -> int:
        """How many relations one must follow."""
        return len(self.ways[0]) - 1 if self.ways else 0


def routes(ties: Collection[Tie], start: str, goal: str, avoided: Collection[str] = ()) -> Routes:
    """The shortest ways from one entity to another, whatever the direction of relations; none: ``ways`` is empty.

    No way leads through one of ``avoided`` (hubs); the two ends may be among them. Ways through entities with few
    relations come first: those tie more closely.
    """
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, two in ties:
        neighbours[one].add(two)
        neighbours[two].add(one)
    left = _steps_left(neighbours, start, goal, avoided)
    number = degrees(ties)

    found: list[tuple[str, ...]] = []
    open_ways: list[tuple[str, ...]] = [(start,)] if start in left and start != goal else []
    while open_ways:
        way = open_ways.pop()
        if way[-1] != goal:
            nearer = [n for n in neighbours[way[-1]] if left.get(n) == left[way[-1]] - 1]
            nearer.sort(key=lambda n: (number[n], n), reverse=True)  # the last one is followed first
            open_ways += [(*way, following) for following in nearer]
        elif len(found) == WAYS:
            return Routes(tuple(found), more=True)
        else:
            found.append(way)
    return Routes(tuple(found))


def _steps_left(
    neighbours: Mapping[str, Collection[str]], start: str, goal: str, avoided: Collection[str]
) -> dict[str, int]:
    """How far each entity is from the goal, as far as one must look to reach the start."""
    avoided = set(avoided) - {start, goal}
    left, queue = {goal: 0}, deque([goal])
    while queue and start not in left:
        here = queue.popleft()
        for near in neighbours.get(here, ()):
            if near not in left and near not in avoided:
                left[near] = left[here] + 1
                queue.append(near)
    return left
