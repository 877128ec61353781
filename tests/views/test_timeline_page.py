"""The timeline: what is data is tested as data, what is drawn in a real browser, offline."""

import struct
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jjj_graph.views.page import Words
from jjj_graph.views.timeline import Item, Step, opening, state_of, timeline_model, timeline_page
from jjj_graph.views.witnesses import Shelf, Source, Told

READY = "document.getElementById('picture').dataset.ready === 'yes'"
SHOWN = "Number(document.getElementById('picture').dataset.items)"
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'
SOURCES = {
    "s1": Source("s1", "六链进展", "新华网", "2024-04-30", "press", "https://example.org/six?a=1&b=2"),
    "s2": Source("s2", "通知", "北京市", "", "official", "javascript:window.hit=1"),
}
NAMES = {
    "hydrogen": Words("氢能", "hydrogen"),
    "nev": Words("新能源汽车", "new-energy vehicles"),
    "beijing": Words("北京", "Beijing"),
    "cangzhou": Words("沧州", "Cangzhou"),
}

OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"
UNNAMED = """[...document.querySelectorAll('button, select, input, summary, [role=application]')].filter(
  (n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length)
).map((n) => n.outerHTML)"""
CHINESE_IN = """[...document.querySelectorAll('SELECTOR')].map((n) => n.textContent)
  .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""


def told(number: int, source: str = "s1", **more) -> Told:
    said = {
        "fields": (("主体", "who", "朗依制药", "Langyi"),),
        "characters": (f"原文{number}",),
        "period": "2015",
        "note": "",
    }
    return Told(f"{number:016x}", source, **(said | more))


def items() -> list[Item]:
    return [
        Item(
            "policy:plan",
            "policy",
            Words("实施方案", "Plan"),
            [
                Step("issued", "2023-05", date(2023, 5, 1), date(2023, 5, 31), (told(1, "s2"),)),
                Step("span", "2023/2025", date(2023, 1, 1), date(2025, 12, 31), (told(1, "s2"),), years=True),
            ],
            chains=("hydrogen", "nev"),
        ),
        Item(
            "relocation:langyi",
            "relocation",
            Words("朗依制药", "Langyi Pharma"),
            [
                Step("announced", "2015-01", date(2015, 1, 1), date(2015, 1, 31), (told(2),)),
                Step("completed", "../2017-06", None, date(2017, 6, 30), (told(3, "s2"),)),
            ],
            Words("北京 → 沧州", "Beijing → Cangzhou"),
            places=("beijing", "cangzhou"),
        ),
        Item(
            "closure:kiln",
            "closure",
            Words("砖窑", "Kiln"),
            [Step("planned", "2016/..", date(2016, 1, 1), None, (told(4),))],
            places=("beijing",),
        ),
        Item(
            "expansion:maybe",
            "expansion",
            Words("传言", "Rumour"),
            [
                Step(
                    "completed",
                    "2018",
                    date(2018, 1, 1),
                    date(2018, 12, 31),
                    (told(5, denied=True),),
                    denied=True,
                )
            ],
            chains=("nev",),
        ),
        Item(
            "project:park",
            "project",
            Words("产业园", "Park"),
            [Step("under-way", "", None, None, (told(6),))],
            chains=("hydrogen",),
        ),
        Item(
            "project:stopped",
            "project",
            Words("停建项目", "Halted"),
            [Step("suspended", "2019-03-05", date(2019, 3, 5), date(2019, 3, 5), (told(7),))],
        ),
    ]


def small_model(**more) -> dict:
    return timeline_model(items(), SOURCES, NAMES, snapshot="abcd", notes=[], **more)


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


# --- without a browser ---------------------------------------------------------------------------


def test_the_model_keeps_every_claim_once_and_counts_what_has_no_date():
    model = small_model()
    assert [item["id"] for item in model["items"]] == [
        "policy:plan",
        "relocation:langyi",
        "expansion:maybe",
        "closure:kiln",
        "project:stopped",
        "project:park",
    ]
    assert len(model["claims"]) == 7 and len(model["sources"]) == 2 and model["undated"] == 1
    assert {item["id"]: item["state"] for item in model["items"]} == {
        "policy:plan": "done",
        "relocation:langyi": "done",
        "expansion:maybe": "denied",
        "closure:kiln": "planned",
        "project:stopped": "stopped",
        "project:park": "going",
    }
    assert [chain["id"] for chain in model["chains"]] == ["hydrogen", "nev"] and model["chains"][0]["words"][
        "en"
    ] == "hydrogen"


def test_open_ends_stay_open():
    steps = {step["status"]: step for item in small_model()["items"] for step in item["steps"]}
    assert steps["planned"]["b"] is None and steps["planned"]["a"] is not None
    langyi = next(item for item in small_model()["items"] if item["id"] == "relocation:langyi")
    assert [(step["status"], step["a"] is None, step["state"]) for step in langyi["steps"]] == [
        ("announced", False, "planned"),
        ("completed", True, "done"),
    ]


def test_announced_is_not_done_and_denied_is_not_asserted():
    assert state_of([Step("announced"), Step("signed")]) == "planned"
    assert state_of([Step("completed", denied=True), Step("planned")]) == "planned"
    assert state_of([Step("completed", denied=True)]) == "denied"
    assert state_of([Step("reported")]) == "said" and state_of([]) == "said"


def test_the_opening_window_holds_nearly_all_and_an_empty_timeline_opens_too():
    many = [
        Item(
            f"project:{n}",
            "project",
            Words("x"),
            [Step("completed", "2020", date(2020, 1, 1), date(2020, 12, 31))],
        )
        for n in range(60)
    ]
    old = Item(
        "project:old",
        "project",
        Words("x"),
        [Step("completed", "1956", date(1956, 1, 1), date(1956, 12, 31))],
    )
    assert opening([old, *many]) == [2020, 2020] and opening([]) == [2014, 2026]
    assert timeline_page(timeline_model([], {}, snapshot="", notes=[]))
    with pytest.raises(ValueError, match="kind of an item"):
        timeline_model([Item("x", "rumour", Words("x"))], {})


def test_the_order_of_items_changes_no_byte():
    again = timeline_model(items()[::-1], SOURCES, NAMES, snapshot="abcd", notes=[])
    assert timeline_page(again) == timeline_page(small_model())


def test_a_claim_told_twice_stands_once():
    shelf = Shelf({})
    assert [shelf.number(told(1)), shelf.number(told(2)), shelf.number(told(1))] == [0, 1, 0]
    assert shelf.to_json()["sources"] == [
        {"id": "s1", "title": "", "publisher": "", "published": "", "grade": "", "url": ""}
    ]


def test_the_graph_of_the_small_data_makes_a_timeline(small_store):
    from jjj_graph.pages.timeline import timeline
    from jjj_graph.store.embedded import GraphStore

    model = timeline(GraphStore(small_store))
    assert {item["kind"] for item in model["items"]} == {
        "policy",
        "relocation",
        "expansion",
        "closure",
        "project",
    }
    shown = {claim for item in model["items"] for step in item["steps"] for claim in step["claims"]}
    assert shown == set(range(len(model["claims"])))
    assert all(claim["fields"] for claim in model["claims"])


def test_the_command_writes_the_same_bytes_twice_and_refuses_another_suffix(jjj, small_store, tmp_path):
    for name in ("a.html", "b.html"):
        assert jjj("export", "timeline", "--store", str(small_store), "-o", str(tmp_path / name)) == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert jjj("export", "timeline", "--store", str(small_store), "-o", str(tmp_path / "a.svg")) == 2


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def small_open(open_page):
    return lambda hash="", **context: open_page(timeline_page(small_model()), hash, READY, **context)


@pytest.mark.browser
def test_it_draws_what_has_a_date_and_lists_what_has_none(small_open):
    opened = small_open()
    assert opened.page.evaluate(SHOWN) == 5
    assert opened.page.evaluate("document.querySelectorAll('h1').length") == 1
    opened.page.locator("#undated summary").click()
    assert "产业园" in text(opened, "#undated") and "1" in text(opened, "#undated-title")
    opened.page.locator("#undated .go").click()
    assert text(opened, "#panel h2") == "产业园" and "无日期" in text(opened, "#panel")
    opened.quiet()


@pytest.mark.browser
def test_a_bar_leads_to_characters_and_sources(small_open):
    opened = small_open()
    opened.page.locator("#picture [data-id='relocation:langyi']").click()
    panel = text(opened, "#panel")
    for said in ("朗依制药", "北京 → 沧州", "宣布", "不晚于2017-06", "原文2", "六链进展", "新华网", "通知"):
        assert said in panel, said
    assert opened.page.locator("#panel a").evaluate_all("nodes => nodes.map((n) => n.href)") == [
        "https://example.org/six?a=1&b=2"
    ]
    assert "item=relocation" in opened.page.url
    opened.quiet()


@pytest.mark.browser
def test_filters_rows_and_words(small_open):
    opened = small_open()
    page = opened.page
    page.locator("#kinds [data-key=policy]").uncheck()
    assert page.evaluate(SHOWN) == 4 and page.evaluate("document.activeElement.dataset.key") == "policy"
    page.locator("#kinds [data-quick=all]").click()
    page.locator("#states [data-key=denied]").uncheck()
    assert page.evaluate(SHOWN) == 4
    page.locator("#states [data-quick=all]").click()
    page.locator("#chain").select_option("nev")
    assert page.evaluate(SHOWN) == 2
    page.locator("#chain").select_option("")
    page.locator("#place").select_option("cangzhou")
    assert page.evaluate(SHOWN) == 1 and "place=cangzhou" in page.url
    page.locator("#place").select_option("")
    page.locator("#by").select_option("chain")
    assert page.evaluate(SHOWN) == 5 and "氢能" in page.evaluate(
        "document.querySelector('#picture').textContent"
    )
    page.keyboard.press("/")
    page.keyboard.type("langyi")
    opened.until(f"{SHOWN} === 1")
    page.locator("#search").fill("no such thing")
    opened.until(f"{SHOWN} === 0")
    opened.quiet()


@pytest.mark.browser
def test_zoom_years_and_deep_links(small_open):
    opened = small_open("#item=closure:kiln&from=2014-01-01&to=2017-12-31&lang=en&theme=dark")
    page = opened.page
    assert text(opened, "#panel h2") == "Kiln" and "since 2016" in text(opened, "#panel")
    assert page.evaluate(SHOWN) == 2 and "lie outside these years" in text(opened, "#shown")
    page.locator("#all").click()
    assert page.evaluate(SHOWN) == 5
    page.locator("#from").select_option("2022")
    assert page.evaluate(SHOWN) == 1
    for _ in range(4):
        page.locator("#zoom-out").click()
    opened.until(f"{SHOWN} > 1")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("location.hash = '#item=no-such&from=x&to=%zz&by=zzz&lang=zh'")
    opened.until("!document.querySelector('#panel .card')")
    opened.quiet()


@pytest.mark.browser
def test_everything_works_from_the_keyboard(small_open):
    opened = small_open()
    page = opened.page
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    seen = {page.url}
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
        seen.add(page.url)
    assert len(seen) >= 3
    assert page.locator("#live").inner_text().startswith("已选中")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "picture" and "item=" not in page.url
    before = page.url
    for key in ("+", "Shift+ArrowRight"):
        page.keyboard.press(key)
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert page.url != before
        before = page.url
    page.keyboard.press("0")
    assert "from=" not in page.url
    unnamed = page.evaluate(UNNAMED)
    assert unnamed == []
    opened.quiet()


@pytest.mark.browser
def test_the_table_says_the_same_and_no_chinese_is_left_in_english(small_open):
    opened = small_open()
    page = opened.page
    page.locator("[data-lang=en]").click()
    page.locator("#table > summary").click()
    opened.until("document.querySelectorAll('#table tbody tr').length === 6")
    assert "Langyi Pharma" in text(opened, "#table") and "announced 2015-01; completed by 2017-06" in text(
        opened, "#table"
    )
    left = page.evaluate(CHINESE_IN.replace("SELECTOR", "[data-t], legend, th, option, #shown, .row > span"))
    assert left == []
    with page.expect_download() as waiting:
        page.locator("#table .csv").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8-sig").count("\n") == 7
    opened.quiet()


@pytest.mark.browser
def test_svg_and_png_hold_what_is_seen(small_open, tmp_path):
    opened = small_open()
    for kind in ("svg", "png"):
        with opened.page.expect_download() as waiting:
            opened.page.locator(f"#{kind}").click()
        waiting.value.save_as(tmp_path / f"p.{kind}")
    root = ElementTree.parse(tmp_path / "p.svg").getroot()
    words = "".join(root.itertext())
    assert "朗依制药" in words and "快照 abcd" in words and "时间线" in words
    assert not [node for node in root.iter() if node.tag.endswith(("script", "foreignObject", "image"))]
    data = (tmp_path / "p.png").read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    assert data[:4] == b"\x89PNG" and width == 2 * int(root.get("width")) and height > 600
    opened.quiet()


@pytest.mark.browser
def test_a_picture_that_is_very_tall_keeps_the_width_of_the_page(small_open, tmp_path):
    opened = small_open()
    tall = "<svg xmlns='http://www.w3.org/2000/svg' width='900' height='18000'/>"
    with opened.page.expect_download() as waiting:
        opened.page.evaluate("text => paper.savePng('tall', { text, width: 900, height: 18000 })", tall)
    waiting.value.save_as(tmp_path / "tall.png")
    width, height = struct.unpack(">II", (tmp_path / "tall.png").read_bytes()[16:24])
    assert 900 <= width <= 1800 and abs(height - 20 * width) <= 20
    opened.quiet()


@pytest.mark.browser
def test_hostile_words_stay_text(open_page):
    bad = Told(
        HOSTILE, HOSTILE, ((HOSTILE,) * 4,), (HOSTILE,), HOSTILE, Words(HOSTILE, HOSTILE), HOSTILE, HOSTILE
    )
    sources = {
        HOSTILE: Source(
            HOSTILE, HOSTILE, HOSTILE, HOSTILE, "__proto__", "javascript:window.hit=1//" + HOSTILE
        )
    }
    made = [
        Item(
            f"{HOSTILE}{n}",
            kind,
            Words(HOSTILE, HOSTILE),
            [Step(status, HOSTILE, date(2020, 1, 1), None, (bad,))],
            Words(HOSTILE, HOSTILE),
            (HOSTILE, "__proto__"),
            ("constructor",),
        )
        for n, (kind, status) in enumerate(
            [("policy", "constructor"), ("project", HOSTILE), ("closure", "__proto__")]
        )
    ]
    opened = open_page(
        timeline_page(
            timeline_model(made, sources, {HOSTILE: Words(HOSTILE)}, snapshot=HOSTILE, notes=[HOSTILE]),
            "zh",
            Words(HOSTILE, HOSTILE),
        ),
        "",
        READY,
    )
    page = opened.page
    page.locator("#picture [data-id]").first.click()
    page.locator("#table > summary").click()
    page.locator("#chain").select_option(index=1)
    page.locator("#by").select_option("chain")
    page.locator("[data-lang=en]").click()
    assert page.evaluate("window.hit") is None and page.evaluate("document.images.length") == 0
    assert page.evaluate("document.querySelectorAll('a').length") == 0
    opened.quiet()


@pytest.mark.browser
def test_a_phone_and_a_printer_get_all_of_it(open_page):
    opened = open_page(timeline_page(small_model()), "", READY)
    page = opened.page
    page.set_viewport_size({"width": 390, "height": 844})
    opened.until("document.querySelector('#picture svg').clientWidth < 390")
    page.locator("#picture [data-id='closure:kiln']").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#panel").bounding_box()["y"] > 844 / 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#table tbody tr").count() == 6 and not page.locator("#png").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    opened.quiet()
