"""A place for every node of a picture, computed once, here, and not by a simulation in the browser.

>>> import networkx as nx
>>> sorted(layout(nx.path_graph(["a", "b"])))
['a', 'b']
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jjj_graph.errors import JJJError

if TYPE_CHECKING:
    import networkx as nx

Positions = dict[Any, tuple[float, float]]

SPACING = 92.0
WIDER_THAN_HIGH = 1.45  # labels are wide: neighbours in a row need more room than neighbours in a column
PAGE_SHAPE = 1.2  # width to height of the whole
_SEED = 20140226
_ONE_SIDE = ((1, -1), (1, 0), (1, 1), (0, 1))  # of a cell's neighbours: each pair is met once


def layout(graph: nx.Graph) -> Positions:
    """A place for every node: the same graph gets the same picture, whatever the order of its nodes.

    Each connected part is laid out by itself (igraph where it is installed, else networkx), pulled apart
    until labels have room, and the parts are set in rows, the largest first. The two engines draw different
    pictures of one graph; each of them draws the same one every time.

    >>> import networkx as nx
    >>> layout(nx.path_graph(["a", "b"])) == layout(nx.path_graph(["b", "a"]))
    True
    """
    names = sorted(graph.nodes, key=str)
    neighbours: dict[Any, set[Any]] = {name: set() for name in names}
    for source, target in graph.edges():
        if source != target:
            neighbours[source].add(target)
            neighbours[target].add(source)
    parts = [_part_layout(part, neighbours) for part in _parts(names, neighbours)]
    return _in_rows(parts)


def _parts(names: Sequence[Any], neighbours: Mapping[Any, set[Any]]) -> list[list[Any]]:
    """Connected parts, the largest first; each in the order of its names."""
    seen: set[Any] = set()
    parts = []
    for name in names:
        if name in seen:
            continue
        part, queue = {name}, [name]
        while queue:
            new = neighbours[queue.pop()] - part
            part |= new
            queue.extend(new)
        seen |= part
        parts.append(sorted(part, key=str))
    return sorted(parts, key=lambda part: (-len(part), str(part[0])))


def _part_layout(part: Sequence[Any], neighbours: Mapping[Any, set[Any]]) -> Positions:
    if len(part) == 1:
        return {part[0]: (0.0, 0.0)}
    number = {name: index for index, name in enumerate(part)}
    links = [
        (number[a], number[b]) for a in part for b in sorted(neighbours[a], key=str) if number[a] < number[b]
    ]
    # A hub pulls weakly: else the nodes of two hubs end in one clump.
    weights = [1 / math.sqrt(max(len(neighbours[part[a]]), len(neighbours[part[b]]))) for a, b in links]
    points = _scaled(_forces(len(part), links, weights))
    # A large part is seen from afar: there, names find room as one comes closer.
    points = _pulled_apart(points, rounds=80 if len(part) <= 600 else 12 if len(part) <= 5000 else 3)
    return {name: point for name, point in zip(part, points, strict=True)}


def _forces(count: int, links: list[tuple[int, int]], weights: list[float]) -> list[tuple[float, float]]:
    """Fruchterman-Reingold from a fixed start: by igraph where it is installed (some fifty times faster)."""
    start = [
        (math.sqrt(index) * math.cos(index * 2.399963), math.sqrt(index) * math.sin(index * 2.399963))
        for index in range(count)
    ]
    try:
        import igraph
    except ImportError:
        return _forces_by_networkx(count, links, weights, start)
    igraph.set_random_number_generator(random.Random(_SEED))
    try:
        drawn = igraph.Graph(n=count, edges=links).layout_fruchterman_reingold(
            weights=weights, seed=start, niter=_rounds(count), grid=count > 1000
        )
    finally:
        igraph.set_random_number_generator(random)
    return [(x, y) for x, y in drawn.coords]


def _rounds(count: int) -> int:
    """The larger the fewer: of a large network one sees where things are, not how they lie beside each other."""
    return 600 if count <= 5000 else max(50, min(150, 3_000_000 // count))


def _forces_by_networkx(
    count: int, links: list[tuple[int, int]], weights: list[float], start: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in zip(links, weights, strict=True))
    try:
        found = nx.spring_layout(graph, pos=dict(enumerate(start)), seed=_SEED, iterations=120, scale=None)
    except ImportError as error:
        raise JJJError(
            f"no engine to lay out {count} nodes: {error}", remedy="pip install igraph (or numpy and scipy)"
        ) from error
    return [(float(found[index][0]), float(found[index][1])) for index in range(count)]


def _scaled(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The long side across, and as large as that many labels need."""
    count = len(points)
    middle = [sum(axis) / count for axis in zip(*points, strict=True)]
    points = [(x - middle[0], y - middle[1]) for x, y in points]
    xx, yy = sum(x * x for x, _ in points), sum(y * y for _, y in points)
    turn = -0.5 * math.atan2(2 * sum(x * y for x, y in points), xx - yy)
    cos, sin = math.cos(turn), math.sin(turn)
    xs, ys = [x * cos - y * sin for x, y in points], [x * sin + y * cos for x, y in points]
    height = SPACING * math.sqrt(count) * 0.9
    if count >= 8:
        return list(zip(_evened(xs, height * PAGE_SHAPE), _evened(ys, height), strict=True))
    size = 0.62 * SPACING * math.sqrt(count) / (math.sqrt((xx + yy) / count) or 1.0)
    return [(x * size, y * size) for x, y in zip(xs, ys, strict=True)]


def _evened(values: list[float], length: float) -> list[float]:
    """Half the place a force gave, half an even spread: forces crowd the middle and throw strays far out."""
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    order = sorted(range(len(values)), key=lambda index: (values[index], index))
    rank = {index: place / (len(values) - 1) for place, index in enumerate(order)}
    return [
        length * (0.5 * (value - low) / spread + 0.5 * rank[index] - 0.5)
        for index, value in enumerate(values)
    ]


def _pulled_apart(points: list[tuple[float, float]], rounds: int) -> list[tuple[float, float]]:
    """Push pairs apart that stand closer than a label needs; a grid finds them."""
    at = [[x / WIDER_THAN_HIGH, y] for x, y in points]
    room = SPACING * 0.72
    for _ in range(rounds):
        cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for index, (x, y) in enumerate(at):
            cells[math.floor(x / room), math.floor(y / room)].append(index)
        moved = False
        for (column, row), here in cells.items():
            near = [i for dx, dy in _ONE_SIDE for i in cells.get((column + dx, row + dy), ())]
            for place, index in enumerate(here):
                for other in (*here[place + 1 :], *near):
                    moved |= _push(at[index], at[other], room, index)
        if not moved:
            break
    return [(x * WIDER_THAN_HIGH, y) for x, y in at]


def _push(one: list[float], two: list[float], room: float, turn: int) -> bool:
    dx, dy = two[0] - one[0], two[1] - one[1]
    if abs(dx) >= room or abs(dy) >= room:
        return False
    distance = math.hypot(dx, dy)
    if distance >= room * 0.999:
        return False
    if distance < 1e-6:  # the same place: part them in some direction, the same one every time
        dx, dy, distance = math.cos(turn), math.sin(turn), 1.0
        shift = room / 2
    else:
        shift = (room - distance) / 2
    one[0] -= dx / distance * shift
    one[1] -= dy / distance * shift
    two[0] += dx / distance * shift
    two[1] += dy / distance * shift
    return True


def _in_rows(parts: list[Positions]) -> Positions:
    """The parts beside and below each other like words on a page, as wide as the largest or a fair page."""
    gap = SPACING * 1.1
    boxes = []
    for part in parts:
        xs, ys = [x for x, _ in part.values()], [y for _, y in part.values()]
        boxes.append((min(xs), min(ys), max(xs) - min(xs) + gap * WIDER_THAN_HIGH, max(ys) - min(ys) + gap))
    area = sum(width * height for _, _, width, height in boxes)
    page_width = max([math.sqrt(area * PAGE_SHAPE), *(width for _, _, width, _ in boxes)], default=0.0)
    places: Positions = {}
    x = y = row_height = 0.0
    for part, (left, top, width, height) in zip(parts, boxes, strict=True):
        if x and x + width > page_width:
            x, y, row_height = 0.0, y + row_height, 0.0
        places |= {name: (round(px - left + x), round(py - top + y)) for name, (px, py) in part.items()}
        x, row_height = x + width, max(row_height, height)
    return places
