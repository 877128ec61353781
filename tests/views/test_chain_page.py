"""The chain map: the layout, the view model, the static picture, and the page in a real browser, offline."""

import json
import random
import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.errors import UnknownNameError
from jjj_graph.views.cards import ClaimCard
from jjj_graph.views.chain import (
    ChainMap,
    Cover,
    Input,
    Problem,
    Segment,
    Weight,
    chain_model,
    chain_page,
    chain_svg,
)
from jjj_graph.views.chain_layout import BOX_HEIGHT, BOX_WIDTH, place
from jjj_graph.views.page import Words

READY = "document.getElementById('picture').dataset.ready === 'yes'"
ON = "Number(document.getElementById('picture').dataset.on)"
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'


def card(number: int = 1, **more) -> ClaimCard:
    said = {
        "claim": f"{number:016x}",
        "text": Words("宁河的工厂制造催化剂", "a plant in Ninghe makes catalysts"),
        "characters": ("催化剂量产",),
        "source_title": "氢能进展",
        "publisher": "新华网",
        "published": "2024-04-30",
        "url": "https://example.org/h2?a=1&b=2",
    }
    return ClaimCard(**(said | more))


def small(**more) -> ChainMap:
    cover = [
        Cover("tianjin", "manufacture", "2023-05-01", ("catalyst-maker",), [card(1)]),
        Cover("beijing", "rd", "", (), [card(2)]),
    ]
    problems = [
        Problem("choke-point", "open", Words("催化剂"), [card(3)]),
        Problem("blockage", "resolved", Words(), []),
    ]
    segments = (
        Segment(
            "h2/catalyst",
            Words("催化剂", "catalyst"),
            "upstream",
            False,
            "present",
            cover,
            problems,
            Weight(0.5, 0.1, 1, 0.25, 1, 1, 3),
        ),
        Segment("h2/membrane", Words("膜", "membrane"), "upstream", weight=Weight(0.5, 0, 0, 0.5, 2, 1, 5)),
        Segment("h2/gas", Words("气体", "gas"), "upstream", False, "stated missing", missing=[card(4)]),
        Segment("h2/stack", Words("电堆", "stack"), "midstream", weight=Weight(0, 0, 0, 0, 4, 4, 6)),
        Segment("h2/vehicle", Words("氢燃料汽车", "hydrogen vehicle"), "downstream", True),
        Segment("h2/testing", Words("检测", "testing"), "service"),
        Segment("h2/unclear", Words("未指明环节", "not stated"), ""),
    )
    inputs = (
        Input("h2/catalyst", "h2/stack", "core", True, False, "named", "氢能进展", "https://example.org/h2"),
        Input("h2/membrane", "h2/stack", "core", True, True, "a stack has one"),
        Input("h2/gas", "h2/vehicle", "", True, True, "burns it"),
        Input("h2/stack", "h2/vehicle", "", True, True, "drives it"),
        Input("h2/testing", "h2/vehicle", "", False, True, "tested"),
        Input("h2/stack", "h2/testing", "", False, True, "tested"),
    )
    fields = {
        "places": {"beijing": Words("北京", "Beijing"), "tianjin": Words("天津", "Tianjin")},
        "activities": {"rd": Words("研发", "R&D"), "manufacture": Words("制造", "manufacture")},
        "names": {"catalyst-maker": Words("催化剂厂", "Catalyst maker")},
        "notes": (Words("备注", "a remark"),),
        "snapshot": "abcd",
    }
    return ChainMap("h2", Words("氢能", "hydrogen"), segments, inputs, **(fields | more))


# --- without a browser ---------------------------------------------------------------------------


def overlaps(boxes) -> list:
    return [
        (a, b)
        for (a, one), (b, two) in combinations(boxes.items(), 2)
        if abs(one.x - two.x) < BOX_WIDTH and abs(one.y - two.y) < BOX_HEIGHT
    ]


@given(
    st.integers(0, 30).flatmap(
        lambda n: st.tuples(
            st.lists(st.integers(0, 4), min_size=n, max_size=n),
            st.lists(
                st.tuples(st.integers(0, max(0, n - 1)), st.integers(0, max(0, n - 1))),
                max_size=50 if n else 0,
            ),
        )
    )
)
def test_whatever_the_chain_boxes_lie_apart_inside_the_map_and_every_input_arrives(made):
    stages, pairs = made
    names = [f"s{i}" for i in range(len(stages))]
    inputs = [(names[a], names[b]) for a, b in pairs]
    plan = place(names, dict(zip(names, stages, strict=True)), inputs, 3)
    assert set(plan.boxes) == set(names) and overlaps(plan.boxes) == []
    for box in plan.boxes.values():
        assert 0 <= box.x <= plan.width - BOX_WIDTH and 0 <= box.y <= plan.height - BOX_HEIGHT + 0.5
    assert set(plan.ways) == {pair for pair in inputs if pair[0] != pair[1]}
    for (supplier, customer), way in plan.ways.items():
        ends = [(plan.boxes[name], point) for name, point in ((supplier, way[0]), (customer, way[-1]))]
        assert all(
            box.x <= x <= box.x + BOX_WIDTH and box.y <= y <= box.y + BOX_HEIGHT for box, (x, y) in ends
        )


def test_stages_go_from_left_to_right_and_what_feeds_a_segment_of_its_stage_stands_before_it():
    plan = place(
        ["a", "b", "c", "d", "s"],
        {"a": 0, "b": 0, "c": 1, "d": 2, "s": 3},
        [("a", "b"), ("b", "c"), ("c", "d"), ("s", "d")],
        3,
    )
    xs = [plan.boxes[name].x for name in "acd"]
    assert xs == sorted(xs) and len(set(xs)) == 3
    assert plan.boxes["s"].y > max(plan.boxes[name].y for name in "abcd") + BOX_HEIGHT


def test_sweeps_untie_what_can_be_untied_and_long_ways_keep_off_the_boxes():
    chance = random.Random(3)
    names = [f"{stage}{i}" for stage in "umd" for i in range(6)]
    stage = {name: "umd".index(name[0]) for name in names}
    straight = [(f"{a}{i}", f"{b}{i}") for a, b in ("um", "md") for i in range(6)]
    shuffled = names[:]
    chance.shuffle(shuffled)
    assert place(shuffled, stage, straight, 3).crossings == 0
    far = [(f"u{i}", f"d{chance.randrange(6)}") for i in range(6)]
    plan = place(names, stage, straight + far, 3)
    for pair in far:
        for x, y in plan.ways[pair][1:-1]:
            assert not any(
                box.x < x < box.x + BOX_WIDTH and box.y < y < box.y + BOX_HEIGHT
                for box in plan.boxes.values()
            )


def test_the_layout_is_the_same_again():
    names = [f"n{i}" for i in range(30)]
    chance = random.Random(1)
    stage = {name: chance.randrange(4) for name in names}
    inputs = [(chance.choice(names), chance.choice(names)) for _ in range(60)]
    one, two = (place(names, stage, order, 3) for order in (inputs, inputs[::-1]))
    assert one == two


def test_the_model_tells_everything_and_keeps_each_claim_once():
    model = chain_model(small())
    json.dumps(model, allow_nan=False)
    by_id = {one["id"]: one for one in model["segments"]}
    states = {name: one["state"] for name, one in by_id.items()}
    assert states["h2/gas"] == "stated missing" and states["h2/membrane"] == "not known"
    assert by_id["h2/catalyst"]["weight"] == {
        "criticality": 0.5,
        "in_pairs": 0.1,
        "makers": 1,
        "score": 0.25,
        "rank": 1,
        "low": 1,
        "high": 3,
    }
    assert len(model["claims"]) == 4 and len(model["sources"]) == 1
    assert model["stages"] == ["upstream", "midstream", "downstream", "service", ""]
    assert {tuple(sorted(one)) for one in model["inputs"]} == {
        ("editorial", "essential", "from", "group", "reason", "source", "to", "url")
    }


def elements(tree, class_):
    found = [tree] if class_ in str(tree["at"].get("class", "")).split() else []
    return found + [one for child in tree["in"] if isinstance(child, dict) for one in elements(child, class_)]


def test_the_drawing_tells_missing_from_unknown_or_from_and_and_stated_from_editorial():
    tree = chain_model(small())["drawing"]["tree"]
    boxes = {one["at"]["data-id"]: one for one in elements(tree, "d-box")}
    assert len(boxes) == 7
    assert elements(boxes["h2/gas"], "d-lack") and not elements(boxes["h2/gas"], "d-dots")
    assert elements(boxes["h2/membrane"], "d-dots") and not elements(boxes["h2/membrane"], "d-lack")
    assert len(elements(boxes["h2/catalyst"], "d-part")) == 2
    assert {one["at"]["class"] for one in elements(boxes["h2/catalyst"], "d-mark")} == {
        "d-mark open",
        "d-mark resolved",
    }
    assert elements(boxes["h2/vehicle"], "d-end") and not elements(boxes["h2/stack"], "d-end")
    (joint,) = elements(tree, "d-or")
    assert joint["at"]["data-from"] == "h2/catalyst h2/membrane"
    assert (
        len(elements(tree, "optional")) == 4 and len(elements(tree, "editorial")) == 10
    )  # a line and a head each


def test_the_static_picture_is_whole_in_its_language_and_the_same_again():
    text = chain_svg(small(), "zh")
    assert text == chain_svg(small(), "zh")
    root = ElementTree.fromstring(text)
    words = "".join(root.itertext())
    assert all(
        said in words for said in ("氢能产业链图谱", "催化剂", "来源称缺失", "未见记载", "备注", "abcd")
    )
    assert (
        "catalyst" not in words
        and "var(" not in text
        and "http" not in text.replace("http://www.w3.org/2000/svg", "")
    )
    assert "not known" in "".join(ElementTree.fromstring(chain_svg(small(), "en")).itertext())


def hostile() -> ChainMap:
    bad = card(
        1,
        text=HOSTILE,
        characters=(HOSTILE, "\x00\ud800"),
        source_title=HOSTILE,
        url="javascript:window.hit=1",
        note=HOSTILE,
    )
    segments = (
        Segment(
            HOSTILE,
            Words(HOSTILE, HOSTILE),
            "upstream",
            True,
            "present",
            [Cover(HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), [bad])],
            [Problem(HOSTILE, HOSTILE, Words(HOSTILE, HOSTILE), [bad])],
            Weight(1, 1, 1, 1, 1, 1, 1),
        ),
        Segment("__proto__", Words("甲"), "midstream"),
    )
    named = {HOSTILE: Words(HOSTILE, HOSTILE)}
    inputs = (Input(HOSTILE, "__proto__", HOSTILE, True, False, HOSTILE, HOSTILE, "javascript:window.hit=1"),)
    return ChainMap(
        HOSTILE,
        Words(HOSTILE, HOSTILE),
        segments,
        inputs,
        named,
        named,
        named,
        (Words(HOSTILE, HOSTILE),),
        HOSTILE,
    )


def test_hostile_names_stay_text_in_the_static_picture():
    root = ElementTree.fromstring(chain_svg(hostile(), "zh").encode())
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        "svg",
        "title",
        "style",
        "rect",
        "text",
        "g",
        "defs",
        "pattern",
        "line",
        "path",
        "polygon",
        "circle",
    }


def test_the_page_of_a_chain_without_inputs_or_segments_opens():
    assert chain_page(ChainMap("e", Words("空"), ())).count("<h1") == 1


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def opened(open_page):
    return lambda hash="", view=None, **more: open_page(chain_page(view or small()), hash, READY, **more)


def text(one, selector: str) -> str:
    return one.page.locator(selector).inner_text()


@pytest.mark.browser
def test_a_click_shows_enterprises_characters_sources_and_links(opened):
    one = opened()
    assert one.page.evaluate("document.querySelectorAll('h1').length") == 1 and one.page.evaluate(ON) == 7
    one.page.locator(".d-box[data-id='h2/catalyst']").click()
    for summary in one.page.locator("#panel summary").all():
        summary.click()
    panel = text(one, "#panel")
    for said in (
        "催化剂",
        "catalyst",
        "上游",
        "卡点",
        "未解决",
        "天津",
        "制造",
        "2023年5月1日",
        "催化剂厂",
        "催化剂量产",
        "氢能进展",
        "新华网",
        "中位 1，范围 1–3",
        "50%",
        "电堆",
        "来源所述",
    ):
        assert said in panel, said
    links = one.page.locator("#panel a")
    assert {links.nth(i).get_attribute("href") for i in range(links.count())} == {
        "https://example.org/h2?a=1&b=2",
        "https://example.org/h2",
    }
    assert "s=catalyst" in one.page.url
    assert one.page.locator(".d-way.on").count() == 2  # its line, and the joint that it shares
    one.quiet()


@pytest.mark.browser
def test_filters_fade_and_are_remembered(opened):
    one = opened()
    one.page.locator("#activities input[data-key=manufacture]").uncheck()
    assert one.page.evaluate(ON) == 7
    one.page.locator("#places input[data-key=beijing]").uncheck()
    assert one.page.evaluate(ON) == 6 and one.page.locator(".d-box.off").count() == 1
    one.page.locator("#states input[data-key='not known']").uncheck()
    assert one.page.evaluate(ON) == 1
    assert "noplace=beijing" in one.page.url
    one.page.reload()
    one.until(READY)
    assert one.page.evaluate(ON) == 1
    one.page.evaluate("location.hash = '#held=1'")
    one.until(f"{ON} === 1")
    assert one.page.locator(".d-box:not(.off)").get_attribute("data-id") == "h2/catalyst"
    one.quiet()


@pytest.mark.browser
def test_everything_works_from_the_keyboard(opened):
    one = opened("#lang=en")
    page = one.page
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    seen = set()
    for key in (
        "ArrowRight",
        "ArrowRight",
        "ArrowDown",
        "ArrowUp",
        "ArrowLeft",
        "+",
        "-",
        "0",
        "Shift+ArrowRight",
    ):
        page.keyboard.press(key)
        seen.add(page.url)
    assert len(seen) > 2
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.locator("#panel .go").first.press("Enter")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "picture" and "s=" not in page.url.partition("#")[2]
    unnamed = page.evaluate(
        """[...document.querySelectorAll('button, select, input, summary, [role=application], [role=img]')]
        .filter((n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length))
        .map((n) => n.outerHTML)"""
    )
    assert unnamed == []
    one.quiet()


@pytest.mark.browser
def test_the_language_switch_changes_labels_and_the_table_has_everything(opened):
    one = opened("#s=catalyst")
    page = one.page
    page.locator("[data-lang=en]").click()
    assert page.title() == text(one, "h1") == "Chain map: hydrogen"
    assert text(one, "#panel h2") == "catalyst"
    page.locator("#table summary").first.click()
    one.until("document.querySelector('#table tbody tr')")
    table = text(one, "#table")
    for said in (
        "hydrogen vehicle",
        "stated missing",
        "not known",
        "Tianjin",
        "1 May 2023",
        "Catalyst maker",
        "50%",
        "no. 1 (1–3)",
        "氢能进展",
        "editorial: burns it",
    ):
        assert said in table, said
    assert page.locator("#table tbody").first.locator("tr").count() == 8  # one segment is covered twice
    shown = page.evaluate(
        """[...document.querySelectorAll('[data-t], #map text')].map((n) => n.textContent)
        .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""
    )
    assert shown == []
    one.quiet()


@pytest.mark.browser
def test_what_is_seen_is_saved_as_svg_and_png(opened, tmp_path):
    one = opened("#noplace=beijing")
    saved = {}
    for kind in ("svg", "png", "csv"):
        if kind == "csv":
            one.page.locator("#table summary").first.click()
            one.until("document.getElementById('csv')")
        with one.page.expect_download() as waiting:
            one.page.locator(f"#{kind}").click()
        saved[kind] = Path(waiting.value.path()).read_bytes()
    root = ElementTree.fromstring(saved["svg"])
    words = "".join(root.itertext())
    assert "氢能产业链图谱" in words and "催化剂" in words and "必需投入" in words and "引用" in words
    assert b"class=" not in saved["svg"] and b"var(" not in saved["svg"]
    assert saved["png"][:8] == b"\x89PNG\r\n\x1a\n" and len(saved["png"]) > 20_000
    assert (
        saved["csv"]
        .decode("utf-8-sig")
        .splitlines()[1]
        .startswith("上游,催化剂,天津,制造,有记载,2023年5月1日,催化剂厂")
    )
    one.quiet()


@pytest.mark.browser
def test_on_a_phone_nothing_hangs_out_and_boxes_stay_readable(opened):
    one = opened("#theme=dark")
    one.page.set_viewport_size({"width": 390, "height": 844})
    one.page.reload()
    one.until(READY)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert one.page.locator(".d-box .d-frame").first.bounding_box()["width"] > 140
    assert one.page.locator(".scroll-hint").is_visible()
    one.page.locator(".d-box[data-id='h2/catalyst']").click()
    assert one.page.locator("#panel").is_visible()
    one.quiet()


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_signs_and_words_of_a_box_lie_apart(opened, lang):
    one = opened(f"#lang={lang}")
    assert not one.page.locator(".scroll-hint").is_visible()
    covered = one.page.evaluate(
        """() => [...document.querySelectorAll('.d-box')].flatMap((box) => {
          const of = (look) => [...box.querySelectorAll(look)].map((node) => node.getBoundingClientRect());
          const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
          const pairs = [['.d-rank', '.d-rank-word'], ['.d-track', '.d-rank-word']];
          return pairs.filter(([a, b]) => of(a).some((one) => of(b).some((other) => meet(one, other))));
        })"""
    )
    assert covered == []
    boxes = one.page.evaluate(
        "[...document.querySelectorAll('.d-box .d-mark')].map((mark) => { const own = mark.getBBox(), up = mark.closest('.d-box').querySelector('.d-name').getBBox(); return [own.y + own.height, up.y + 3]; })"
    )
    assert boxes and all(
        low <= name for low, name in boxes
    )  # 3: what a line of text leaves free above its letters
    one.quiet()


@pytest.mark.browser
def test_hostile_names_and_addresses_stay_text(opened):
    one = opened("#s=%00&noplace=%3Cscript%3E", hostile())
    page = one.page
    page.locator(".d-box").first.click()
    for summary in page.locator("#panel summary").all():
        summary.click()
    page.locator("#table summary").first.click()
    page.locator("[data-lang=en]").click()
    assert page.evaluate("window.hit") is None and page.evaluate("document.images.length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") == 6
    assert (
        page.evaluate("[...document.querySelectorAll('a')].filter((a) => !/^https?:/.test(a.href)).length")
        == 0
    )
    assert "{{7*7}}" in text(one, "#panel")
    one.quiet()


# --- from the graph ------------------------------------------------------------------------------


def test_the_figures_of_the_map_are_those_of_the_analyses(small_store):
    from jjj_graph.analyses import chain_table
    from jjj_graph.pages.chain import chain_map
    from jjj_graph.rows import Rows
    from jjj_graph.store.embedded import GraphStore

    store = GraphStore(small_store)
    rows = Rows(store)
    view = chain_map(store, "nev")
    told = {
        (one.id, cover.place, cover.activity, " ".join(cover.who))
        for one in view.segments
        for cover in one.covers
    }
    table = chain_table(rows, "nev")
    assert told == {(r["segment"], r["place"], r["activity"], r["who"]) for r in table if r["place"]}
    assert {(one.id, one.state) for one in view.segments} == {(r["segment"], r["state"]) for r in table}
    ranks = {
        (r["segment"], r["rank"], r["rank low"], r["rank high"])
        for r in chain_table(rows, "nev", "weak-points")
    }
    assert {(one.id, one.weight.rank, one.weight.low, one.weight.high) for one in view.segments} == ranks
    assert all(cover.cards for one in view.segments for cover in one.covers)
    assert any(one.problems for one in view.segments) and any(one.covers for one in view.segments)
    assert len(view.inputs) == sum(row["chain"] == "nev" for row in rows.inputs)
    model = json.dumps(chain_model(view), separators=(",", ":"))
    assert model == json.dumps(chain_model(chain_map(store, "nev")), separators=(",", ":"))
    assert not re.search(r'"(zh|en)":"(rd|choke-point|group:)', model)
    with pytest.raises(UnknownNameError, match="no chain"):
        chain_map(store, "beijing")


def test_a_stage_that_there_is_not_is_an_error():
    with pytest.raises(ValueError, match="stage"):
        chain_model(ChainMap("e", Words("空"), (Segment("e/a", Words("甲"), "sidestream"),)))
