"""Where the segments of a chain stand in its map, and which way their inputs run.

Stages are groups of columns from left to right; what serves all stages, or has no stage, stands in a band
below. An input that passes a column gets a way between the boxes there, shared by all inputs of one supplier.
The order within the columns keeps crossings few (barycentres, the best of several sweeps), without any chance.

>>> stage = {"ore": 0, "cell": 1, "car": 2}
>>> plan = place(list(stage), stage, [("ore", "cell"), ("cell", "car"), ("ore", "car")], 3)
>>> [plan.boxes[name].column for name in ("ore", "cell", "car")], plan.crossings
([0, 1, 2], 0)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product

BOX_WIDTH, BOX_HEIGHT = 160, 92
GUTTER, ROW_GAP, WAY = 46, 16, 9
MARGIN, HEAD, BAND_GAP = 14, 46, 24
#: Room for the name of a band, left of its boxes.
BAND_LABEL = 112
#: A map that fills a screen of this shape needs no scrolling.
SCREEN = (1390, 800)
SWEEPS = 24

#: A segment, or ("way", supplier, column) where an input passes a column.
Item = Hashable


@dataclass
class Box:
    """A segment in the map: its column (-1 in a band) and its upper left corner."""

    column: int
    x: float
    y: float


@dataclass
class Plan:
    """Boxes by segment, the way of each input as points, columns of each stage, extent of the map."""

    boxes: dict[str, Box]
    ways: dict[tuple[str, str], list[tuple[float, float]]] = field(default_factory=dict)
    #: stage → left and right edge of its columns
    stages: dict[int, tuple[float, float]] = field(default_factory=dict)
    #: band → upper left and lower right corner
    bands: dict[int, tuple[float, float, float, float]] = field(default_factory=dict)
    width: float = 0
    height: float = 0
    #: lower edge of the columns
    foot: float = 0
    crossings: int = 0


def place(
    segments: Sequence[str], stage: Mapping[str, int], inputs: Iterable[tuple[str, str]], stages: int
) -> Plan:
    """The plan of a chain. ``stage`` is 0 … ``stages`` - 1 for the columns, more for the bands below."""
    inputs = sorted({(s, c) for s, c in inputs if s in stage and c in stage and s != c})
    inside = [name for name in segments if stage[name] < stages]
    column, per_stage = _columns(inside, stage, inputs, stages)
    count = sum(per_stage) or 1
    layers, ties = _layers(inside, column, inputs, count)
    crossings = _order(layers, ties)
    plan = Plan({}, crossings=crossings)
    heights = _heights(layers, ties)
    xs = [MARGIN + i * (BOX_WIDTH + GUTTER) + GUTTER / 2 for i in range(count)]
    for i, layer in enumerate(layers):
        for item in layer:
            if isinstance(item, str):
                plan.boxes[item] = Box(i, xs[i], HEAD + heights[item] - BOX_HEIGHT / 2)
    at = 0
    for number, wide in enumerate(per_stage):
        if wide:
            plan.stages[number] = (xs[at] - GUTTER / 2 + 3, xs[at + wide - 1] + BOX_WIDTH + GUTTER / 2 - 3)
        at += wide
    plan.width = 2 * MARGIN + count * (BOX_WIDTH + GUTTER)
    plan.foot = (
        max(
            [box.y + BOX_HEIGHT for box in plan.boxes.values()]
            + [HEAD + h + WAY for h in heights.values()]
            + [HEAD]
        )
        + 14
    )
    _place_bands(plan, [name for name in segments if stage[name] >= stages], stage, inputs)
    for pair in inputs:
        plan.ways[pair] = _way(plan, pair, {item: HEAD + h for item, h in heights.items()}, xs)
    return plan


# --- which column ----------------------------------------------------------------------------------


def _columns(
    names: Sequence[str], stage: Mapping[str, int], inputs: Sequence[tuple[str, str]], stages: int
) -> tuple[dict[str, int], list[int]]:
    """The column of each segment: as many columns a stage as make the whole fit a screen best."""
    per_stage = [[name for name in names if stage[name] == number] for number in range(stages)]
    choices = [range(1, 5) if members else range(1) for members in per_stage]
    shared = [
        {k: _split(members, inputs, k) for k in choice if k}
        for members, choice in zip(per_stage, choices, strict=True)
    ]

    def cost(wide: tuple[int, ...]) -> tuple[float, int]:
        rows = max(
            (len(part) for cuts, k in zip(shared, wide, strict=True) if k for part in cuts[k]), default=1
        )
        return round(
            max(rows * (BOX_HEIGHT + ROW_GAP) / SCREEN[1], sum(wide) * (BOX_WIDTH + GUTTER) / SCREEN[0]), 6
        ), sum(wide)

    best = min(product(*choices), key=lambda wide: (*cost(wide), wide))
    column, at = {}, 0
    for cuts, k in zip(shared, best, strict=True):
        for part in cuts[k] if k else []:
            column |= dict.fromkeys(part, at)
            at += 1
    return column, list(best)


def _split(members: Sequence[str], inputs: Sequence[tuple[str, str]], k: int) -> list[list[str]]:
    """The members of a stage in ``k`` columns: what feeds others of it stands left of them, the rest fills up."""
    own = set(members)
    inner = [(s, c) for s, c in inputs if s in own and c in own]
    before, after = _longest(members, inner), _longest(members, [(c, s) for s, c in inner])
    parts: list[list[str]] = [[] for _ in range(k)]
    free = []
    for name in members:
        if before[name] + after[name] == 0:
            free.append(name)
        else:
            parts[round(before[name] * (k - 1) / (before[name] + after[name]))].append(name)
    for name in free:
        smallest = min(range(k), key=lambda i: (len(parts[i]), -i))
        parts[smallest].append(name)
    return _filled(parts)


def _filled(parts: list[list[str]]) -> list[list[str]]:
    """No column stays empty while another holds two."""
    while not all(parts) and max(map(len, parts)) > 1:
        full = max(range(len(parts)), key=lambda i: len(parts[i]))
        parts[parts.index([])].append(parts[full].pop())
    return parts


def _longest(names: Sequence[str], arrows: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Length of the longest way to each name; a ring ends after as many steps as there are names."""
    depth = dict.fromkeys(names, 0)
    for _ in names:
        changed = False
        for a, b in arrows:
            if depth[b] < depth[a] + 1 < len(names):
                depth[b], changed = depth[a] + 1, True
        if not changed:
            break
    return depth


# --- in which order --------------------------------------------------------------------------------


def _layers(
    names: Sequence[str], column: Mapping[str, int], inputs: Sequence[tuple[str, str]], count: int
) -> tuple[list[list[Item]], set[tuple[Item, Item]]]:
    """Items of each column, and the ties between neighbouring columns, always from left to right."""
    layers: list[list[Item]] = [[] for _ in range(count)]
    for name in names:
        layers[column[name]].append(name)
    ties: set[tuple[Item, Item]] = set()
    for supplier, customer in inputs:
        if supplier in column and customer in column and column[supplier] != column[customer]:
            steps = _steps(supplier, customer, column)
            for item, at in zip(steps, _between(column[supplier], column[customer]), strict=True):
                if item not in layers[at]:
                    layers[at].append(item)
            ties |= {(a, b) if column[supplier] < column[customer] else (b, a) for a, b in pairwise(steps)}
    return layers, ties


def _between(first: int, last: int) -> range:
    return range(first, last + 1) if first < last else range(first, last - 1, -1)


def _steps(supplier: str, customer: str, column: Mapping[str, int]) -> list[Item]:
    """The supplier, its ways through the columns between, the customer."""
    columns = list(_between(column[supplier], column[customer]))
    return [supplier, *(("way", supplier, at) for at in columns[1:-1]), customer]


def _order(layers: list[list[Item]], ties: set[tuple[Item, Item]]) -> int:
    """Order each layer, in place; the number of crossings that remain."""
    left, right = defaultdict(list), defaultdict(list)
    for a, b in sorted(ties, key=str):
        right[a].append(b)
        left[b].append(a)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, right)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        numbers = range(1, len(layers)) if forwards else range(len(layers) - 2, -1, -1)
        for number in numbers:
            other = {item: at for at, item in enumerate(layers[number - 1 if forwards else number + 1])}
            near = left if forwards else right
            own = {item: at for at, item in enumerate(layers[number])}
            scale = max(1, len(other) - 1) / max(1, len(own) - 1)

            def middle(
                item: Item, other: dict = other, near: Mapping = near, own: dict = own, scale: float = scale
            ) -> float:
                at = [other[n] for n in near[item] if n in other]
                return sum(at) / len(at) if at else own[item] * scale

            layers[number].sort(key=lambda item: (middle(item), own[item]))
        found = _crossings(layers, right)
        if found < fewest:
            best, fewest = [list(layer) for layer in layers], found
    for layer, good in zip(layers, best, strict=True):
        layer[:] = good
    return fewest


def _crossings(layers: Sequence[Sequence[Item]], right: Mapping[Item, Sequence[Item]]) -> int:
    total = 0
    for here, there in pairwise(layers):
        place_of = {item: at for at, item in enumerate(there)}
        seen: list[int] = []
        for item in here:
            ends = sorted(place_of[n] for n in right[item] if n in place_of)
            total += sum(1 for end in ends for before in seen if before > end)
            seen += ends
    return total


# --- how high --------------------------------------------------------------------------------------


def _room(item: Item) -> float:
    return BOX_HEIGHT + ROW_GAP if isinstance(item, str) else WAY


def _heights(layers: Sequence[Sequence[Item]], ties: Iterable[tuple[Item, Item]]) -> dict[Item, float]:
    """The middle of each item: near those it is tied to, no closer to its neighbour than their sizes allow."""
    near: dict[Item, list[Item]] = defaultdict(list)
    for a, b in sorted(ties, key=str):
        near[a].append(b)
        near[b].append(a)
    tall = max((sum(map(_room, layer)) for layer in layers), default=0)
    at: dict[Item, float] = {}
    for layer in layers:
        top = (tall - sum(map(_room, layer))) / 2
        for item in layer:
            at[item] = top + _room(item) / 2
            top += _room(item)
    for sweep in range(12):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = [
                sum(at[n] for n in near[item]) / len(near[item]) if near[item] else at[item] for item in layer
            ]
            for item, y in zip(layer, _apart(wanted, [_room(item) for item in layer], tall), strict=True):
                at[item] = y
    return at


def _apart(wanted: Sequence[float], rooms: Sequence[float], tall: float) -> list[float]:
    """Positions near the wanted ones that keep order and room, from 0 to ``tall`` (pooling neighbours)."""
    offsets, total = [], 0.0
    for room in rooms:
        offsets.append(total + room / 2)
        total += room
    blocks: list[list[float]] = []  # sum, number
    for want, offset in zip(wanted, offsets, strict=True):
        blocks.append([want - offset, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    shifts = [sum_ / number for sum_, number in blocks for _ in range(int(number))]
    return [
        min(max(shift, 0.0), max(0.0, tall - total)) + offset
        for shift, offset in zip(shifts, offsets, strict=True)
    ]


# --- bands and ways --------------------------------------------------------------------------------


def _place_bands(
    plan: Plan, names: Sequence[str], stage: Mapping[str, int], inputs: Sequence[tuple[str, str]]
) -> None:
    """Bands below the columns, one beside the other; boxes in the order of those they are tied to."""
    lanes = sum(
        stage[s] >= min(stage.values(), default=0) and (s in names) != (c in names) for s, c in inputs
    )
    top = plan.foot + (BAND_GAP + 4 * min(lanes, 8) if names else 0)
    x, y = MARGIN + 6.0, top + 14.0

    def middle(name: str) -> float:
        xs = [
            plan.boxes[o].x
            for s, c in inputs
            for o in ((c,) if s == name else (s,) if c == name else ())
            if o in plan.boxes
        ]
        return sum(xs) / len(xs) if xs else plan.width / 2

    for band in sorted({stage[name] for name in names}):
        members = sorted(
            (name for name in names if stage[name] == band), key=lambda name: (middle(name), name)
        )
        fits = max(1, int((plan.width - MARGIN - x - BAND_LABEL) // (BOX_WIDTH + 14)))
        if fits < len(members) and x > MARGIN + 6:
            x, y = MARGIN + 6.0, max(corners[3] for corners in plan.bands.values()) + 26
            fits = max(1, int((plan.width - 2 * MARGIN - BAND_LABEL) // (BOX_WIDTH + 14)))
        left, right, low = x - 6, x, y
        for number, name in enumerate(members):
            row, place_ = divmod(number, fits)
            box = plan.boxes[name] = Box(
                -1, left + BAND_LABEL + place_ * (BOX_WIDTH + 14), y + row * (BOX_HEIGHT + 20)
            )
            right, low = max(right, box.x + BOX_WIDTH), max(low, box.y + BOX_HEIGHT)
        plan.bands[band] = (left, y - 12, right + 10, low + 12)
        x = right + 34
    plan.width = max([plan.width] + [band[2] + MARGIN for band in plan.bands.values()])
    plan.height = max([plan.foot] + [band[3] for band in plan.bands.values()]) + MARGIN


def _way(
    plan: Plan, pair: tuple[str, str], heights: Mapping[Item, float], xs: Sequence[float]
) -> list[tuple[float, float]]:
    """Corners of the way of an input, from the supplier's edge to the customer's."""
    supplier, customer = (plan.boxes[name] for name in pair)
    start, end = supplier.y + BOX_HEIGHT / 2, customer.y + BOX_HEIGHT / 2
    if supplier.column < 0 or customer.column < 0:
        return _way_by_band(plan, supplier, customer, start, end)
    if supplier.column == customer.column:
        return [(supplier.x, start), (supplier.x - 17, (start + end) / 2), (customer.x, end)]
    right = supplier.column < customer.column
    points = [(supplier.x + (BOX_WIDTH if right else 0), start)]
    for at in list(_between(supplier.column, customer.column))[1:-1]:
        y = heights["way", pair[0], at]
        points += [(xs[at], y), (xs[at] + BOX_WIDTH, y)] if right else [(xs[at] + BOX_WIDTH, y), (xs[at], y)]
    return [*points, (customer.x + (0 if right else BOX_WIDTH), end)]


def _way_by_band(
    plan: Plan, supplier: Box, customer: Box, start: float, end: float
) -> list[tuple[float, float]]:
    """Up or down between two columns, and along a lane above the bands."""
    if supplier.column < 0 and customer.column < 0:
        middle = min(supplier.y, customer.y) - 12
        return [
            (supplier.x + BOX_WIDTH * 0.6, supplier.y),
            (supplier.x + BOX_WIDTH * 0.6, middle),
            (customer.x + BOX_WIDTH * 0.4, middle),
            (customer.x + BOX_WIDTH * 0.4, customer.y),
        ]
    low, high = (supplier, customer) if supplier.column < 0 else (customer, supplier)
    lane = plan.foot + 8 + round(low.x) // 12 % 8 * 4
    if supplier.column < 0:
        x, gutter = low.x + BOX_WIDTH * 0.65, high.x - 15 - round(low.x) // 40 % 3 * 3
        return [(x, low.y), (x, lane), (gutter, lane), (gutter, end), (high.x, end)]
    x, gutter = low.x + BOX_WIDTH * 0.35, high.x + BOX_WIDTH + 9 + round(low.x) // 40 % 3 * 3
    return [(high.x + BOX_WIDTH, start), (gutter, start), (gutter, lane), (x, lane), (x, low.y)]
