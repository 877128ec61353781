"""Drawings as plain data: a tree of SVG elements that a page builds with its own script, and a file as text.

An element is ``{"tag": …, "at": {attribute: value}, "in": [children]}``; a child that is a string is text.
The attribute ``lang`` marks what is for one language only. Nothing in a drawing is markup: no label can
become any.

>>> tree = node("g", {"class": "a"}, text("甲", 1, 2, lang="zh"), text("A<", 1, 2, lang="en"))
>>> tree["in"][0]["at"]["x"]
1
>>> file = to_svg({"width": 9, "height": 9, "tree": tree}, "T", [], "en")
>>> "A&lt;" in file, "甲" in file
(True, False)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree

from jjj_graph.views.page import HERE, LANGUAGES, clean_text

Tree = dict[str, Any]
_FILE_RULES = (
    ".paper { fill: var(--card); }",
    ".d-title { font-size: 20px; font-weight: 650; }",
    ".d-note { font-size: 12px; fill: var(--soft); }",
)
FONT = (
    '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", '
    "system-ui, sans-serif"
)


def node(tag: str, at: dict[str, Any] | None = None, *children: Tree | str) -> Tree:
    """An element. Numbers are rounded to a tenth, so that equal drawings are equal bytes everywhere."""
    rounded = {
        name: round(value, 1) if isinstance(value, float) else value for name, value in (at or {}).items()
    }
    return {"tag": tag, "at": rounded, "in": list(children)}


def text(words: str, x: float, y: float, **at: Any) -> Tree:
    """A line of text; ``class_`` and ``text_anchor`` stand for ``class`` and ``text-anchor``."""
    return node(
        "text",
        {"x": x, "y": y, **{name.rstrip("_").replace("_", "-"): value for name, value in at.items()}},
        words,
    )


def width_of(words: str) -> float:
    """About how wide text is, in parts of the font size.

    >>> width_of("工a")
    1.55
    """
    return round(sum(1 if unicodedata.east_asian_width(c) in "WF" else 0.55 for c in words), 2)


def lines(words: str, room: float, most: int = 2) -> list[str]:
    """Text in at most ``most`` lines of that width, cut between words, with … where more is left.

    >>> lines("high-end welding power source", 9), lines("生物制药用高端磁珠与层析介质填料", 6)
    (['high-end welding', 'power source'], ['生物制药用高', '端磁珠与层…'])
    """
    made = [""]
    for piece in _pieces(words):
        if made[-1] and width_of((made[-1] + piece).rstrip()) > room:
            made.append("")
        made[-1] += piece
    kept = [line.strip() for line in made[:most]]
    if len(made) > most:
        last = kept[-1]
        while last and width_of(last + "…") > room:
            last = last[:-1]
        kept[-1] = last.rstrip() + "…"
    return kept


def _pieces(words: str) -> list[str]:
    found: list[str] = []
    for char in words:
        wide = unicodedata.east_asian_width(char) in "WF"
        if (
            found
            and not wide
            and not found[-1].endswith((" ", "/"))
            and unicodedata.east_asian_width(found[-1][-1]) not in "WF"
        ):
            found[-1] += char
        else:
            found.append(char)
    return found


# --- a file ------------------------------------------------------------------------------------------


def to_svg(drawing: dict[str, Any], title: str, notes: Sequence[str], lang: str) -> str:
    """A drawing as an SVG file of its own: a title above, notes below."""
    wide = max(drawing["width"], 640)
    below = [line for note in notes for line in lines(note, wide / 12 - 3, 6)]
    head, foot = 48, 16 + 18 * len(below)
    high = drawing["height"] + head + foot
    root = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": _number(wide),
            "height": _number(high),
            "viewBox": f"0 0 {_number(wide)} {_number(high)}",
            "font-family": FONT,
            "role": "img",
            "lang": LANGUAGES[lang],
        },
    )
    ElementTree.SubElement(root, "title").text = clean_text(title)
    ElementTree.SubElement(root, "style").text = _style()
    ElementTree.SubElement(root, "rect", {"class": "paper", "width": "100%", "height": "100%"})
    ElementTree.SubElement(root, "text", {"class": "d-title", "x": "20", "y": "32"}).text = clean_text(title)
    inner = ElementTree.SubElement(
        root, "g", {"transform": f"translate({_number((wide - drawing['width']) / 2)} {head})"}
    )
    _build(inner, drawing["tree"], lang)
    for number, line in enumerate(below):
        at = {"class": "d-note", "x": "20", "y": _number(head + drawing["height"] + 16 + 18 * number)}
        ElementTree.SubElement(root, "text", at).text = clean_text(line)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def _style() -> str:
    """The style of drawings with the light colours written out: not every program knows variables."""
    sheets = [
        (HERE / "assets" / name).read_text(encoding="utf-8").replace("\r\n", "\n")
        for name in ("page.css", "drawing.css")
    ]
    colours = dict(
        pair for sheet in sheets for pair in re.findall(r"(--[\w-]+):\s*([^;]+);", sheet[: sheet.index("}")])
    )
    rules = [line for line in sheets[1].splitlines() if re.match(r"[.t][\w.-]", line)] + list(_FILE_RULES)
    return re.sub(r"var\((--[\w-]+)\)", lambda found: colours[found[1]], "\n".join(["", *rules, ""]))


def _build(parent: ElementTree.Element, tree: Tree, lang: str) -> None:
    if tree["at"].get("lang", lang) != lang:
        return
    at = {
        name: _number(value) if isinstance(value, int | float) else clean_text(str(value))
        for name, value in tree["at"].items()
        if name != "lang"
    }
    made = ElementTree.SubElement(parent, tree["tag"], at)
    for child in tree["in"]:
        if isinstance(child, str):
            made.text = clean_text(child)
        else:
            _build(made, child, lang)


def _number(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 100000 else str(round(value))
