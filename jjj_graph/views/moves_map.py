"""Where the units of a map of moves stand, and what lies under them.

Places inside the region stand by their coordinates (equirectangular, true to scale at the region's middle),
places beyond it at the rim in their direction, and what has no place in columns at the sides. Under them lie
soft shapes that are no boundaries, or the polygons of a file that the user brings.

>>> near = [Unit("a", Words("甲"), "p", 39.0, 116.0), Unit("b", Words("乙"), "p", 38.0, 117.0)]
>>> made = base_map([*near, Unit("far", Words("远"), "", 31.2, 121.5)])
>>> here = {unit["id"]: unit for unit in made["units"]}
>>> here["a"]["y"] < here["b"]["y"], here["far"]["where"], here["far"]["y"] > 600
(True, 'outside', True)
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jjj_graph.errors import InputError
from jjj_graph.views.page import Words

WIDTH, HEIGHT = 940, 700
#: The part of the picture for places inside the region, and the rim for those beyond.
FIELD = (215, 70, 725, 590)
RIM = (150, 24, 790, 650)
SIDES = (70, 866)
#: Degrees around the units within which a polygon is taken to be of the region, and decides the scale.
NEAR = 2.6
MOST_POINTS = 40000

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Unit:
    """Where moves begin or end. ``part`` is the part of the region it lies in, empty for what lies beyond.

    Without coordinates it stands at a side: ``side`` says left (only an origin) or right.
    """

    id: str
    words: Words
    part: str = ""
    lat: float | None = None
    lon: float | None = None
    side: str = "right"


@dataclass(frozen=True, slots=True)
class Base:
    """Polygons to draw under the units: rings of (longitude, latitude), and where they come from."""

    rings: Sequence[Sequence[Point]]
    file: str = ""
    credit: str = ""


def read_boundaries(path: Path, credit: str = "") -> Base:
    """Polygons of a GeoJSON file in longitudes and latitudes. Raises :class:`InputError` for another file."""
    remedy = "give a GeoJSON file with polygons in degrees (EPSG:4326)"
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", file=path, remedy=remedy) from None
    except (ValueError, RecursionError):
        raise InputError("is no JSON", file=path, remedy=remedy) from None
    rings: list[list[Point]] = []
    for ring in _rings(data):
        try:
            points = [(float(point[0]), float(point[1])) for point in ring]
        except (TypeError, ValueError, IndexError, KeyError):
            raise InputError(
                "has a polygon whose points are no pairs of numbers", file=path, remedy=remedy
            ) from None
        if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
            raise InputError("has points that are no longitudes and latitudes", file=path, remedy=remedy)
        if len(points) > 3:
            rings.append(points)
    if not rings:
        raise InputError("has no polygon", file=path, remedy=remedy)
    return Base(rings, path.name, credit or _credit(data))


def _credit(data: Any) -> str:
    """What the file itself says of its origin."""
    keys = ("attribution", "licence", "license", "source", "copyright")
    return (
        "; ".join(str(data[key]) for key in keys if isinstance(data.get(key), str))
        if isinstance(data, dict)
        else ""
    )


def _rings(data: Any) -> Iterator[Any]:
    """Every ring of every polygon, however deep features and collections are nested."""
    waiting = [data]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, dict):
            continue
        inner = one.get("coordinates")
        if one.get("type") == "Polygon" and isinstance(inner, list):
            yield from inner
        elif one.get("type") == "MultiPolygon" and isinstance(inner, list):
            yield from (ring for polygon in inner if isinstance(polygon, list) for ring in polygon)
        for key in ("geometry", "geometries", "features"):
            below = one.get(key)
            waiting += reversed(below) if isinstance(below, list) else [below]


# --- the map ---------------------------------------------------------------------------------------


def base_map(units: Sequence[Unit], base: Base | None = None) -> dict[str, Any]:
    """Units with their positions, and the shapes under them."""
    inside = [u for u in units if u.part and u.lat is not None and u.lon is not None]
    rings = _near(base.rings, inside) if base else []
    project, scale = _projection(
        [(u.lon, u.lat) for u in inside]
        + [point for ring in rings if _belongs(ring, inside) for point in ring]
    )  # type: ignore[misc]
    at: dict[str, tuple[float, float, str]] = {u.id: (*project((u.lon, u.lat)), "inside") for u in inside}  # type: ignore[arg-type]
    beyond = [u for u in units if not u.part and u.lat is not None and u.lon is not None]
    at |= _on_rim([(u.id, project((u.lon, u.lat))) for u in beyond])  # type: ignore[arg-type]
    at |= _at_sides([u for u in units if u.id not in at])
    made = {
        "width": WIDTH,
        "height": HEIGHT,
        "kilometre": round(scale / 111.2, 4),
        "units": [
            {
                "id": u.id,
                "words": u.words.to_json(),
                "part": u.part,
                "x": round(at[u.id][0], 1),
                "y": round(at[u.id][1], 1),
                "where": at[u.id][2],
            }
            for u in units
        ],
        "lands": _lands(inside, at) if not base else [],
        "rings": _paths([ring for ring in rings if _belongs(ring, inside)], project),
        "around": _paths([ring for ring in rings if not _belongs(ring, inside)], project),
        "boundaries": {"file": base.file, "credit": base.credit} if base else None,
    }
    return made


def ground(units: Sequence[Unit]) -> dict[str, Any]:
    """A map on which others draw: the shapes, the units for orientation, and how degrees become places on it.

    ``x = x[0] + x[1] * longitude``, ``y`` likewise with the latitude.

    >>> made = ground([Unit("a", Words("甲"), "p", 39.0, 116.0), Unit("b", Words("乙"), "p", 38.0, 117.0)])
    >>> round(made["y"][0] + made["y"][1] * 39.0)  # the northernmost place, at the top of the field
    70
    """
    made = base_map(units)
    project, _ = _projection([(u.lon, u.lat) for u in units])  # type: ignore[misc]
    (x0, y0), (x1, y1) = project((0.0, 0.0)), project((1.0, 1.0))
    kept = {key: made[key] for key in ("width", "height", "kilometre", "units", "lands", "rings", "around")}
    return kept | {
        "x": [round(x0, 4), round(x1 - x0, 4)],
        "y": [round(y0, 4), round(y1 - y0, 4)],
        "rim": list(RIM),
    }


def _projection(points: Sequence[Point]) -> tuple[Callable[[Point], Point], float]:
    """From longitude and latitude to the picture, and how long a degree of latitude is there."""
    if not points:
        points = [(116.0, 39.0), (117.0, 40.0)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    middle = ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2)
    squeeze = math.cos(math.radians(middle[1]))
    left, top, right, low = FIELD
    scale = min(
        (right - left) / max(0.5, (max(xs) - min(xs)) * squeeze), (low - top) / max(0.5, max(ys) - min(ys))
    )

    def project(point: Point) -> Point:
        return (left + right) / 2 + (point[0] - middle[0]) * squeeze * scale, (top + low) / 2 - (
            point[1] - middle[1]
        ) * scale

    return project, scale


def _on_rim(points: Sequence[tuple[str, Point]]) -> dict[str, tuple[float, float, str]]:
    """Places beyond the region: where the line from its middle meets the rim, moved apart along the edge."""
    left, top, right, low = RIM
    cx, cy = (left + right) / 2, (top + low) / 2
    edges: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for name, (x, y) in points:
        dx, dy = x - cx, y - cy
        stretch = min((right - left) / 2 / max(abs(dx), 1e-9), (low - top) / 2 / max(abs(dy), 1e-9))
        px, py = cx + dx * stretch, cy + dy * stretch
        across = abs(dy) * (right - left) > abs(dx) * (low - top)
        edges["low" if across and dy > 0 else "top" if across else "right" if dx > 0 else "left"].append(
            (px if across else py, name)
        )
    found = {}
    for edge, members in edges.items():
        across = edge in ("low", "top")
        room, first, last = (88, left + 30, right - 30) if across else (34, top + 30, low - 30)
        for along, (_, name) in zip(
            _spread([m[0] for m in sorted(members)], room, first, last), sorted(members), strict=True
        ):
            other = {"low": low, "top": top, "left": left, "right": right}[edge]
            found[name] = (along, other, "outside") if across else (other, along, "outside")
    return found


def _spread(wanted: Sequence[float], room: float, first: float, last: float) -> list[float]:
    """Numbers in order at least ``room`` apart (less where they do not fit), near where they want to be."""
    room = min(room, (last - first) / max(1, len(wanted) - 1))
    made: list[float] = []
    for want in wanted:
        made.append(max(want, made[-1] + room if made else first))
    for i in range(len(made) - 1, -1, -1):
        made[i] = min(made[i], last - room * (len(made) - 1 - i))
    return made


def _at_sides(units: Sequence[Unit]) -> dict[str, tuple[float, float, str]]:
    found = {}
    for side, x in zip(("left", "right"), SIDES, strict=True):
        own = [u for u in units if u.side == side]
        room = min(56.0, (HEIGHT - 110) / max(1, len(own) - 1))
        top = HEIGHT / 2 - 12 - room * (len(own) - 1) / 2
        found |= {u.id: (x, top + i * room, side) for i, u in enumerate(own)}
    return found


def _lands(inside: Sequence[Unit], at: dict[str, tuple[float, float, str]]) -> list[dict[str, Any]]:
    """Soft shapes for the parts of the region, no boundaries: wide triangles between near units."""
    parts: dict[str, list[Unit]] = defaultdict(list)
    for unit in inside:
        parts[unit.part].append(unit)
    made = []
    for part, own in sorted(parts.items(), key=lambda item: (-len(item[1]), item[0])):
        shapes = set()
        for unit in own:
            others = sorted((math.dist(at[unit.id][:2], at[o.id][:2]), o.id) for o in own if o is not unit)
            near = [name for _, name in others[:3]]
            shapes |= {tuple(sorted((unit.id, *pair))) for pair in (near[:2], near[1:]) if pair}
        paths = [
            "M" + "L".join(f"{_n(at[name][0])} {_n(at[name][1])}" for name in shape) + "Z"
            for shape in sorted(shapes)
        ]
        dots = [f"M{_n(at[u.id][0])} {_n(at[u.id][1])}h0" for u in own]
        made.append({"part": part, "path": "".join([*paths, *dots]), "wide": len(own) > 1})
    return made


# --- polygons --------------------------------------------------------------------------------------


def _extent(points: Iterable[Point]) -> tuple[float, float, float, float]:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _size(points: Sequence[Point]) -> float:
    left, low, right, top = _extent(points)
    return (right - left) * (top - low)


def _near(rings: Sequence[Sequence[Point]], inside: Sequence[Unit]) -> list[Sequence[Point]]:
    """Rings that reach into the surroundings of the units."""
    if not inside:
        return list(rings)
    left, low, right, top = _extent((u.lon, u.lat) for u in inside)  # type: ignore[misc]

    def meets(ring: Sequence[Point]) -> bool:
        a, b, c, d = _extent(ring)
        return a < right + NEAR and c > left - NEAR and b < top + NEAR and d > low - NEAR

    return [ring for ring in rings if meets(ring)]


def _belongs(ring: Sequence[Point], inside: Sequence[Unit]) -> bool:
    """Whether a ring lies within the surroundings of the units: the outline of a country does not."""
    if not inside:
        return True
    left, low, right, top = _extent((u.lon, u.lat) for u in inside)  # type: ignore[misc]
    a, b, c, d = _extent(ring)
    return a > left - NEAR and c < right + NEAR and b > low - NEAR and d < top + NEAR


def _paths(rings: Sequence[Sequence[Point]], project: Any) -> list[str]:
    """Rings as SVG paths, large ones first, simplified until they are few enough for a page."""
    drawn = [[project(point) for point in ring] for ring in sorted(rings, key=_size, reverse=True)]
    tolerance = 0.35
    thin = [_simplified(ring, tolerance) for ring in drawn]
    while sum(map(len, thin)) > MOST_POINTS:
        tolerance *= 2
        thin = [_simplified(ring, tolerance) for ring in thin]
    return ["M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in ring) + "Z" for ring in thin if len(ring) > 3]


def _simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker, without recursion: points nearer than ``tolerance`` to what stays are left out."""
    if len(points) < 5:
        return list(points)
    half = max(range(len(points)), key=lambda i: math.dist(points[0], points[i]))
    keep = {0, half, len(points) - 1}
    waiting = [(0, half), (half, len(points) - 1)]
    while waiting:
        a, b = waiting.pop()
        (ax, ay), (bx, by) = points[a], points[b]
        length = math.hypot(bx - ax, by - ay) or 1e-9
        far, where = 0.0, 0
        for i in range(a + 1, b):
            away = abs((bx - ax) * (points[i][1] - ay) - (by - ay) * (points[i][0] - ax)) / length
            if away > far:
                far, where = away, i
        if far > tolerance:
            keep.add(where)
            waiting += [(a, where), (where, b)]
    return [points[i] for i in sorted(keep)]


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
