"""The drawing of a chain map: boxes with strips and marks, ways of inputs, stages and bands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from jjj_graph.views.chain_layout import BOX_HEIGHT, BOX_WIDTH, Plan, place
from jjj_graph.views.drawing import Tree, lines, node, text
from jjj_graph.views.page import Words

if TYPE_CHECKING:
    from jjj_graph.views.chain import ChainMap, Input, Problem, Segment

Texts = Mapping[str, Mapping[str, str]]
LANGUAGES = ("zh", "en")
COLUMNS = ("upstream", "midstream", "downstream")
#: Letters that stand for what is done somewhere; what is not listed gets its first character.
LETTERS = {
    "rd": ("研", "R"),
    "manufacture": ("制", "M"),
    "supply": ("供", "S"),
    "test": ("测", "T"),
    "application": ("用", "A"),
    "storage-transport": ("储", "L"),
    "service": ("服", "V"),
    "headquarters": ("总", "H"),
    "unstated": ("未", "?"),
}
#: Sign of a bottleneck by its kind.
SIGNS = {"choke-point": ("卡", "C"), "blockage": ("堵", "B")}
MOST_MARKS, MOST_LETTERS = 4, 4
_MARK_UP = -4.5
STRIP = (42, 28)


def drawing(view: ChainMap, words: Texts) -> dict[str, Any]:
    """The tree of the map, its extent, and where each box stands."""
    numbers = {one.id: _stage_number(one.stage) for one in view.segments}
    plan = place(
        [one.id for one in view.segments],
        numbers,
        [(i.supplier, i.customer) for i in view.inputs],
        len(COLUMNS),
    )
    tree = node(
        "g",
        {},
        _patterns(),
        *_grounds(view, plan, words),
        *_ways(view, plan, words),
        *(_box(one, plan, view, words) for one in view.segments),
    )
    boxes = {name: [round(box.x, 1), round(box.y, 1), box.column] for name, box in plan.boxes.items()}
    return {
        "width": round(plan.width, 1),
        "height": round(plan.height, 1),
        "tree": tree,
        "boxes": boxes,
        "box": [BOX_WIDTH, BOX_HEIGHT],
    }


def _stage_number(stage: str) -> int:
    return COLUMNS.index(stage) if stage in COLUMNS else len(COLUMNS) + (stage != "service")


def _both(say: Callable[[str], Tree]) -> list[Tree]:
    """The same element in both languages, each marked."""
    made = []
    for lang in LANGUAGES:
        tree = say(lang)
        tree["at"]["lang"] = lang
        made.append(tree)
    return made


def _patterns() -> Tree:
    return node(
        "defs",
        {},
        node(
            "pattern",
            {
                "id": "hatch",
                "width": 6,
                "height": 6,
                "patternUnits": "userSpaceOnUse",
                "patternTransform": "rotate(45)",
            },
            node("line", {"class": "d-hatch", "x1": 0, "y1": 0, "x2": 0, "y2": 6}),
        ),
    )


# --- stages and bands ------------------------------------------------------------------------------


def _grounds(view: ChainMap, plan: Plan, words: Texts) -> list[Tree]:
    made = []
    for number, (left, right) in plan.stages.items():
        made += _ground(view, COLUMNS[number], (left, 6, right, plan.foot), words)
    for number, corners in plan.bands.items():
        made += _ground(view, "service" if number == len(COLUMNS) else "", corners, words)
    return made


def _ground(
    view: ChainMap, stage: str, corners: tuple[float, float, float, float], words: Texts
) -> list[Tree]:
    left, top, right, low = corners
    own = [one for one in view.segments if one.stage == stage]
    present = sum(one.state == "present" for one in own)
    rect = node(
        "rect", {"class": "d-band", "x": left, "y": top, "width": right - left, "height": low - top, "rx": 10}
    )
    in_columns = stage in COLUMNS

    def head(lang: str) -> Tree:
        count = words["stage_count"][lang].format(n=len(own), present=present)
        name = words[f"stage_{stage or 'none'}"][lang]
        if not in_columns:  # beside the boxes: lines come from above
            names, rows = lines(name, 6.4, 2), lines(count, 7.6, 3)
            return node(
                "g",
                {},
                *(text(row, left + 12, top + 40 + 18 * i, class_="d-stage") for i, row in enumerate(names)),
                *(
                    text(row, left + 12, top + 42 + 18 * len(names) + 16 * i, class_="d-count")
                    for i, row in enumerate(rows)
                ),
            )
        beside = left + 20 + len(name) * (15 if lang == "zh" else 9.6)
        wide = right - left > 320
        return node(
            "g",
            {},
            text(name, left + 12, top + 20, class_="d-stage"),
            text(count, beside if wide else left + 12, top + (20 if wide else 35), class_="d-count"),
        )

    return [rect, *_both(head)]


# --- inputs ----------------------------------------------------------------------------------------


def _ways(view: ChainMap, plan: Plan, words: Texts) -> list[Tree]:
    """Every input as a line that ends in its port; inputs of one substitution group meet in an OR."""
    into: dict[str, list[Input]] = defaultdict(list)
    for one in view.inputs:
        if (one.supplier, one.customer) in plan.ways:
            into[one.customer].append(one)
    made, joints = [], []
    for customer, inputs in into.items():
        ports: dict[tuple[bool, str], list[Input]] = defaultdict(list)
        for one in inputs:
            ports[_enters_left(plan, one), _port(one)].append(one)
        for side in (True, False):
            own = [key for key in ports if key[0] == side]
            own.sort(
                key=lambda key: (
                    sum(plan.ways[i.supplier, customer][-2][1] for i in ports[key]) / len(ports[key]),
                    key[1],
                )
            )
            for number, key in enumerate(own):
                y = plan.boxes[customer].y + BOX_HEIGHT / 2 + (number - (len(own) - 1) / 2) * 14
                drawn, joint = _arrivals(ports[key], plan, y, side, words)
                made += drawn
                joints += joint
    return [*made, *joints]


def _port(one: Input) -> str:
    return f"or {one.group}" if one.group else f"{'needed' if one.essential else 'optional'} {one.editorial}"


def _enters_left(plan: Plan, one: Input) -> bool:
    return plan.ways[one.supplier, one.customer][-1][0] <= plan.boxes[one.customer].x + 1


def _arrivals(
    inputs: Sequence[Input], plan: Plan, y: float, left: bool, words: Texts
) -> tuple[list[Tree], list[Tree]]:
    customer = plan.boxes[inputs[0].customer]
    group = inputs[0].group
    x = customer.x if left else customer.x + BOX_WIDTH
    out = -1 if left else 1
    made, joints = [], []
    at = {"data-to": inputs[0].customer}
    for one in inputs:
        points = list(plan.ways[one.supplier, one.customer])
        from_above = customer.column < 0 and points[-1][1] <= customer.y + 1
        if from_above:
            tip = points[-1]
        else:
            tip = (x + out * (22 if group else 1), y)
            if customer.column >= 0 and plan.boxes[one.supplier].column < 0:
                points[-2] = (points[-2][0], y)
            points[-1] = tip
        look = {**at, "data-from": one.supplier}
        style = f"{'' if one.essential else ' optional'}{' editorial' if one.editorial else ''}"
        made.append(node("path", {"class": f"d-way{style}", "d": _path(points), **look}))
        made.append(
            _arrow(tip, "down" if from_above else "right" if left else "left", f"d-head{style}", look)
        )
    if group and not (customer.column < 0 and len(inputs) == 1):
        middle = x + out * 14
        suppliers = " ".join(one.supplier for one in inputs)
        joints.append(
            node(
                "path",
                {"class": "d-way", "d": f"M{_n(middle)} {_n(y)}H{_n(x)}", "data-from": suppliers, **at},
            )
        )
        joints.append(
            _arrow((x + out, y), "right" if left else "left", "d-head", {"data-from": suppliers, **at})
        )
        diamond = f"M{_n(middle - 11)} {_n(y)}l11 -9l11 9l-11 9Z"
        joints.append(node("path", {"class": "d-or", "d": diamond, "data-from": suppliers, **at}))
        joints += _both(
            lambda lang: text(
                words["or"][lang],
                middle,
                y + 3.2,
                class_="d-or-word",
                data_to=at["data-to"],
                data_from=suppliers,
            )
        )
    return made, joints


def _arrow(tip: tuple[float, float], way: str, look: str, at: Mapping[str, str]) -> Tree:
    x, y = tip
    ends = {
        "right": ((-6.5, -3.8), (-6.5, 3.8)),
        "left": ((6.5, -3.8), (6.5, 3.8)),
        "down": ((-3.8, -6.5), (3.8, -6.5)),
    }[way]
    points = " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in ((0.0, 0.0), *ends))
    return node("polygon", {"class": look, "points": points, **at})


def _path(points: Sequence[tuple[float, float]]) -> str:
    """Straight inside a column, bent between columns; with corners rounded where a way goes by a lane."""
    upright = any(a[0] == b[0] for a, b in pairwise(points))
    if upright:
        return _rounded(points)
    (x, y), *rest = points
    made = f"M{_n(x)} {_n(y)}"
    if len(points) == 3:  # beside the column
        (mx, _), (ex, ey) = rest
        return f"{made}C{_n(mx)} {_n(y)} {_n(mx)} {_n(ey)} {_n(ex)} {_n(ey)}"
    for number, (ex, ey) in enumerate(rest):
        middle = (x + ex) / 2
        made += (
            f"C{_n(middle)} {_n(y)} {_n(middle)} {_n(ey)} {_n(ex)} {_n(ey)}"
            if number % 2 == 0
            else f"L{_n(ex)} {_n(ey)}"
        )
        x, y = ex, ey
    return made


def _rounded(points: Sequence[tuple[float, float]], radius: float = 7) -> str:
    made = f"M{_n(points[0][0])} {_n(points[0][1])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter, leave = _toward(corner, before, radius), _toward(corner, after, radius)
        made += f"L{enter}Q{_n(corner[0])} {_n(corner[1])} {leave}"
    return made + f"L{_n(points[-1][0])} {_n(points[-1][1])}"


def _toward(a: tuple[float, float], b: tuple[float, float], most: float) -> str:
    length = abs(a[0] - b[0]) + abs(a[1] - b[1])
    part = min(most, length / 2) / length if length else 0
    return f"{_n(a[0] + (b[0] - a[0]) * part)} {_n(a[1] + (b[1] - a[1]) * part)}"


def _n(value: float) -> str:
    return f"{round(value, 1):g}"


# --- boxes -----------------------------------------------------------------------------------------


def _box(one: Segment, plan: Plan, view: ChainMap, words: Texts) -> Tree:
    box = plan.boxes[one.id]
    look = {"present": "present", "stated missing": "missing"}.get(one.state, "unknown")
    parts: list[Tree] = []
    if one.end_product:
        parts.append(
            node(
                "rect",
                {
                    "class": "d-end",
                    "x": -4,
                    "y": -4,
                    "width": BOX_WIDTH + 8,
                    "height": BOX_HEIGHT + 8,
                    "rx": 10,
                },
            )
        )
    parts.append(node("rect", {"class": "d-frame", "width": BOX_WIDTH, "height": BOX_HEIGHT, "rx": 7}))
    parts += _both(lambda lang: _name(one.words, lang))
    parts += _strip(one, view) if one.state == "present" else _lack(look, words)
    parts += _rank(one, len(view.segments), words)
    parts += _marks(one.problems)
    return node(
        "g",
        {"class": f"d-box {look}", "transform": f"translate({_n(box.x)} {_n(box.y)})", "data-id": one.id},
        *parts,
    )


def _name(words: Words, lang: str) -> Tree:
    size = 13 if lang == "zh" else 12
    rows = lines(words.in_language(lang), (BOX_WIDTH - 18) / size)
    first = 18 if len(rows) > 1 else 26
    return node(
        "g", {}, *(text(row, 9, first + 16 * i, class_=f"d-name {lang}") for i, row in enumerate(rows))
    )


def _strip(one: Segment, view: ChainMap) -> list[Tree]:
    """A cell for each part of the region: its name, and a letter for each activity there."""
    told: dict[str, list[str]] = defaultdict(list)
    for cover in one.covers:
        if cover.activity not in told[cover.place]:
            told[cover.place].append(cover.activity)
    top, high = STRIP
    wide = (BOX_WIDTH - 16 - 4 * (len(view.places) - 1)) / max(1, len(view.places))
    made = []
    for number, (name, words) in enumerate(view.places.items()):
        x = 8 + number * (wide + 4)
        acts = sorted(told[name], key=list(view.activities).index)
        none = "" if acts else " none"
        cell = node("g", {"class": "d-part", "data-place": name, "data-acts": " ".join(acts)})
        cell["in"].append(
            node("rect", {"class": f"d-cell{none}", "x": x, "y": top, "width": wide, "height": high, "rx": 4})
        )
        for lang in LANGUAGES:
            label = lines(words.in_language(lang), wide / 9.5, 1)[0]
            letters = [letter_of(act, view.activities[act], lang) for act in acts[:MOST_LETTERS]] + (
                ["+"] if len(acts) > MOST_LETTERS else []
            )
            cell["in"].append(text(label, x + wide / 2, top + 11, class_=f"d-where{none}", lang=lang))
            cell["in"].append(
                text(" ".join(letters) or "–", x + wide / 2, top + 24, class_=f"d-what{none}", lang=lang)
            )
        made.append(cell)
    return made


def letter_of(activity: str, words: Words, lang: str) -> str:
    """The letter that stands for an activity."""
    zh, en = LETTERS.get(activity, (words.in_language("zh")[:1], words.in_language("en")[:1].upper()))
    return zh if lang == "zh" else en


def _lack(look: str, words: Texts) -> list[Tree]:
    """No place to show: hatched where a source calls it missing, dotted where no source names anybody."""
    top, high = STRIP
    area = {"x": 8, "y": top, "width": BOX_WIDTH - 16, "height": high, "rx": 4}
    key = "state_missing" if look == "missing" else "state_unknown"
    middle = BOX_WIDTH / 2
    if look == "unknown":
        return [
            node("rect", {"class": "d-dots", **area}),
            *_both(lambda lang: text(words[key][lang], middle, top + 18, class_="d-dots-word")),
        ]
    plate = {"zh": 66, "en": 96}
    return [
        node("rect", {"class": "d-lack", **area}),
        node("rect", {**area, "fill": "url(#hatch)", "fill-opacity": 0.55}),
        *_both(
            lambda lang: node(
                "rect",
                {
                    "class": "d-plate",
                    "x": middle - plate[lang] / 2,
                    "y": top + 5,
                    "width": plate[lang],
                    "height": 18,
                    "rx": 3,
                },
            )
        ),
        *_both(lambda lang: text(words[key][lang], middle, top + 18, class_="d-lack-word")),
    ]


def _rank(one: Segment, count: int, words: Texts) -> list[Tree]:
    """The rank of its criticality among all segments, as a point on its spread."""
    if one.weight is None:
        return []
    weight, y, left, right = one.weight, 80.5, 11, 70  # the words beside it end at the frame
    at = lambda rank: left + (right - left) * (rank - 1) / max(1, count - 1)  # noqa: E731 - one line, used here
    zero = "" if weight.criticality > 0 else " zero"
    return [
        node("line", {"class": "d-track", "x1": left, "x2": right, "y1": y, "y2": y}),
        node("line", {"class": "d-spread", "x1": at(weight.low), "x2": at(weight.high), "y1": y, "y2": y}),
        node("circle", {"class": f"d-rank{zero}", "cx": at(weight.rank), "cy": y, "r": 4.2}),
        *_both(
            lambda lang: text(
                words["rank_short"][lang].format(rank=weight.rank, low=weight.low, high=weight.high),
                BOX_WIDTH - 9,
                y + 3.8,
                class_="d-rank-word",
            )
        ),
    ]


def _marks(problems: Sequence[Problem]) -> list[Tree]:
    """One sign for each kind and status, on the upper right corner, above the name."""
    seen = sorted({(one.kind, one.status) for one in problems}, key=lambda key: (_ORDER.get(key[1], 3), key))
    made = []
    for number, (kind, status) in enumerate(seen[:MOST_MARKS]):
        made += mark(kind, status, BOX_WIDTH - 12 - 21 * number, _MARK_UP)
    return made


#: Corners of the sign of a bottleneck whose kind is not stated.
_DIAMOND = ((0, -11.5), (11.5, 0), (0, 11.5), (-11.5, 0))
_ORDER = {"open": 0, "being-tackled": 1, "resolved": 2}


def mark(kind: str, status: str, x: float, y: float) -> list[Tree]:
    """The sign of a bottleneck: its shape and letter are the kind, its filling the status."""
    look = status or "unstated"
    shape = {
        "choke-point": node("circle", {"class": f"d-mark {look}", "cx": x, "cy": y, "r": 9.5}),
        "blockage": node(
            "rect", {"class": f"d-mark {look}", "x": x - 9, "y": y - 9, "width": 18, "height": 18, "rx": 2}
        ),
    }.get(kind) or node(
        "polygon",
        {
            "class": f"d-mark {look}",
            "points": " ".join(f"{_n(x + dx)},{_n(y + dy)}" for dx, dy in _DIAMOND),
        },
    )
    zh, en = SIGNS.get(kind, ("！", "!"))
    tick = "✓" if status == "resolved" else ""
    return [
        shape,
        *(
            text(tick or letter, x, y + 3.8, class_=f"d-mark-word {look}", lang=lang)
            for lang, letter in (("zh", zh), ("en", en))
        ),
    ]
