"""The charts of indicators: every source's number as an interval, slopes, defaults, contradictions."""

import struct
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jjj_graph.views.contradictions import conflicts_model
from jjj_graph.views.indicators import Figure, best_witnessed, indicators_model, indicators_page
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Shelf, Source, Told

READY = "document.getElementById('picture').dataset.ready === 'yes'"
SHOWN = "Number(document.getElementById('picture').dataset.marks)"
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'
SOURCES = {
    "a": Source("a", "统计公报", "北京市统计局", "2024-03-01", "official", "https://example.org/a"),
    "b": Source("b", "Ten years", "Xinhua", "2024-02-25", "press", "https://example.org/b"),
    "c": Source("c", "转载", "", "", "mirror", "javascript:window.hit=1"),
}

OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"
UNNAMED = """[...document.querySelectorAll('button, select, input, summary, [role=application]')].filter(
  (n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length)
).map((n) => n.outerHTML)"""
CHINESE_IN = """[...document.querySelectorAll('SELECTOR')].map((n) => n.textContent)
  .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""


def told(number: int, source: str, words: str = "10万亿元", en: str = "10 trillion yuan", **more) -> Told:
    return Told(
        f"{number:016x}",
        source,
        (("所述指标", "measures", "地区生产总值", "GDP"),),
        (f"原文{number}",),
        number=Words(words, en),
        **more,
    )


def year(name: int, kind: str = "") -> dict:
    return {
        f"{kind}{'_' if kind else ''}first": date(name, 1, 1),
        f"{kind}{'_' if kind else ''}last": date(name, 12, 31),
        (kind or "period"): str(name),
    }


def figures() -> list[Figure]:
    level = {"indicator": "gdp", "thing": "jjj", "kind": "level", "unit": "CNY"}
    growth = {"indicator": "gdp", "thing": "jjj", "kind": "change", "unit": "percent"}
    return [
        Figure(told(1, "a"), **level, **year(2013), low=6.2e12, high=6.3e12, value=6.25e12, default=True),
        Figure(
            told(2, "a", "10.4万亿元", "10.4 trillion yuan"),
            **level,
            **year(2023),
            low=1.035e13,
            high=1.045e13,
            value=1.04e13,
            default=True,
            conflicts=("c0ffee11",),
        ),
        Figure(
            told(3, "b", "超10万亿元", "over 10 trillion yuan"),
            **level,
            **year(2023),
            low=1e13,
            high=None,
            value=1e13,
        ),
        Figure(told(4, "b"), **level, **year(2030), low=1.8e13, high=1.8e13, value=1.8e13, status="target"),
        Figure(
            told(5, "c", denied=True), **level, **year(2022), low=9e12, high=9e12, value=9e12, denied=True
        ),
        Figure(
            told(6, "c"),
            **level,
            period="2024-Q1",
            first=date(2024, 1, 1),
            last=date(2024, 3, 31),
            low=2.5e12,
            high=2.6e12,
            value=2.55e12,
        ),
        Figure(
            told(7, "b", "68% 增长率", "68% growth"),
            **growth,
            **year(2023),
            **year(2013, "base"),
            measure="growth",
            low=67.5,
            high=68.5,
            value=68,
            conflicts=("c0ffee11",),
        ),
        Figure(
            told(8, "a", "5.8% 年均增长率", "5.8% a year"),
            **growth,
            **year(2023),
            **year(2013, "base"),
            measure="annual-growth",
            low=5.75,
            high=5.85,
            value=5.8,
            constant_prices=True,
        ),
        Figure(
            told(9, "c", "7%", "7%"), **growth, **year(2023), measure="growth", low=6.5, high=7.5, value=7
        ),
        Figure(
            told(10, "c"), "gdp", "jjj", "level", "USD", **year(2023), low=1.4e12, high=1.5e12, value=1.45e12
        ),
        Figure(
            told(11, "a"),
            **level,
            period="2014/2023",
            first=date(2014, 1, 1),
            last=date(2023, 12, 31),
            low=8e13,
            high=8e13,
            value=8e13,
        ),
        Figure(
            told(12, "a"),
            "pm25",
            "beijing",
            "level",
            "microgram-per-m3",
            **year(2023),
            low=31.95,
            high=32.05,
            value=32,
            default=True,
        ),
    ]


def conflict(identifier: str = "c0ffee11") -> dict:
    claim = {
        "published": "",
        "population": "",
        "basis": "",
        "hedge": "exact",
        "copies": [],
        "indicator": "gdp",
        "of": "jjj",
    }
    return {
        "id": identifier,
        "claims": [
            claim
            | {
                "claim": f"{2:016x}",
                "source": "a",
                "characters": ["10.4万亿元"],
                "printed": "10.4万亿",
                "kind": "level",
                "measure": "",
                "period": "2023",
                "base": "",
                "low": 1.035e13,
                "high": 1.045e13,
                "unit": "CNY",
                "implied_low": 1.0468e13,
                "implied_high": 1.0616e13,
                "factor_low": None,
                "factor_high": None,
                "years": None,
            },
            claim
            | {
                "claim": f"{7:016x}",
                "source": "b",
                "characters": ["68 percent"],
                "printed": "68",
                "kind": "change",
                "measure": "growth",
                "period": "2023",
                "base": "2013",
                "low": 67.5,
                "high": 68.5,
                "unit": "percent",
                "implied_low": None,
                "implied_high": 67.3,
                "factor_low": 1.675,
                "factor_high": 1.685,
                "years": 10,
            },
        ],
        "relaxation": {"claim": f"{2:016x}", "amount": 1.8e10, "unit": "CNY", "relative": 0.0017},
        "explanations": [
            {
                "rule": "price-basis",
                "consistent": True,
                "text": "'68' may be growth in constant prices",
                "claim": f"{7:016x}",
            },
            {
                "rule": "typing-slip",
                "consistent": False,
                "text": "not by this: '68' may be a slip for 86",
                "claim": f"{7:016x}",
            },
        ],
    }


NAMES = {
    "indicator:gdp": Words("地区生产总值", "GDP"),
    "thing:jjj": Words("京津冀", "Beijing-Tianjin-Hebei"),
    "unit:CNY": Words("元", "yuan"),
    "unit:percent": Words("百分比", "percent"),
}


def small_model() -> dict:
    shelf = Shelf(SOURCES)
    audit = conflicts_model(
        [conflict()],
        {f.told.claim: f.told for f in figures()},
        shelf,
        NAMES,
        lambda record: f"paper of {record['id']}",
    )
    return indicators_model(
        figures(),
        SOURCES,
        {"gdp": Words("地区生产总值", "GDP"), "pm25": Words("细颗粒物", "PM2.5")},
        {"jjj": Words("京津冀", "Beijing-Tianjin-Hebei"), "beijing": Words("北京", "Beijing")},
        {"CNY": Words("元", "yuan"), "USD": Words("美元", "US dollar")},
        audit | {"shelf": shelf.to_json()},
        snapshot="abcd",
        notes=[],
    )


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


# --- without a browser ---------------------------------------------------------------------------


def test_a_panel_for_each_sort_of_number_and_the_rest_apart():
    thing = small_model()["indicators"][0]["things"][0]
    assert [(panel["kind"], panel["unit"], len(panel["marks"])) for panel in thing["panels"]] == [
        ("level", "CNY", 6),
        ("growth", "times", 2),
        ("total", "CNY", 1),
        ("level", "USD", 1),
    ]
    assert [mark["measure"] for mark in thing["apart"]] == ["growth"]  # no base
    assert (thing["witnesses"], thing["n"], thing["conflicts"]) == (3, 11, 1)


def test_marks_keep_open_sides_goals_and_denials():
    marks = {
        (mark["period"], mark["shape"]): mark
        for mark in small_model()["indicators"][0]["things"][0]["panels"][0]["marks"]
    }
    assert set(shape for _, shape in marks) == {"level", "goal", "denied"}
    assert marks["2030", "goal"]["status"] == "target" and marks["2024-Q1", "level"]["span"] == "part"
    opened = next(
        mark
        for mark in small_model()["indicators"][0]["things"][0]["panels"][0]["marks"]
        if mark["high"] is None
    )
    assert opened["low"] == 1e13 and not opened["default"]


def test_growth_is_a_factor_with_its_interval_and_a_slope_from_the_default_value():
    panels = small_model()["indicators"][0]["things"][0]["panels"]
    by_claim = {mark["claim"]: (mark["low"], mark["high"]) for mark in panels[1]["marks"]}
    assert (1.675, 1.685) in by_claim.values() and (1.7490562, 1.7656663) in by_claim.values()
    (slope,) = panels[0]["slopes"]  # the one in constant prices has no place among levels
    assert (
        slope["low"] == pytest.approx(6.2e12 * 1.675)
        and slope["high"] == pytest.approx(6.3e12 * 1.685)
        and not slope["back"]
    )
    assert panels[3]["slopes"] == []


def test_a_slope_is_drawn_back_where_only_the_period_has_a_value():
    without = [figure for figure in figures() if figure.period != "2013"]
    model = indicators_model(without, SOURCES, {}, {}, {})
    (slope,) = model["indicators"][0]["things"][0]["panels"][0]["slopes"]
    assert (
        slope["back"]
        and slope["low"] == pytest.approx(1.035e13 / 1.685)
        and slope["high"] == pytest.approx(1.045e13 / 1.675)
    )


def test_growth_told_backwards_stands_apart():
    figure = Figure(
        told(1, "a"),
        "gdp",
        "jjj",
        "change",
        "percent",
        **year(2013),
        **year(2023, "base"),
        measure="growth",
        low=1,
        high=2,
        value=1.5,
    )
    thing = indicators_model([figure], SOURCES, {}, {}, {})["indicators"][0]["things"][0]
    assert thing["panels"] == [] and len(thing["apart"]) == 1


def test_the_best_witnessed_are_those_with_most_sources_of_one_thing():
    many = [("invest", f"plant{n}", f"s{n}") for n in range(50)] + [("gdp", "jjj", f"s{n}") for n in range(5)]
    assert best_witnessed(many) == ["gdp", "invest"] and best_witnessed([]) == []


def test_the_order_of_figures_changes_no_byte():
    shuffled = indicators_model(figures()[::-1], SOURCES, {}, {}, {})
    assert indicators_page(shuffled) == indicators_page(indicators_model(figures(), SOURCES, {}, {}, {}))


def test_the_command_takes_indicators_and_places_and_refuses_unknown_ones(jjj, small_store, tmp_path):
    out = tmp_path / "i.html"
    assert jjj("export", "indicators", "--store", str(small_store), "-o", str(out)) == 0
    first = out.read_bytes()
    assert jjj("export", "indicators", "--store", str(small_store), "-o", str(out)) == 0
    assert out.read_bytes() == first
    assert (
        jjj(
            "export",
            "indicators",
            "--store",
            str(small_store),
            "--indicator",
            "no-such-thing",
            "-o",
            str(out),
        )
        == 2
    )
    assert jjj("export", "indicators", "--store", str(small_store), "-o", str(tmp_path / "i.png")) == 2


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def small_open(open_page):
    return lambda hash="", **context: open_page(indicators_page(small_model()), hash, READY, **context)


@pytest.mark.browser
def test_every_number_is_drawn_and_the_rest_is_told(small_open):
    opened = small_open()
    assert opened.page.evaluate(SHOWN) == 10
    assert "1 个没有时期或基期" in text(opened, "#shown") and "不在图上的数（1）" in text(opened, "#panel")
    assert opened.page.evaluate("document.querySelectorAll('h1').length") == 1
    words = opened.page.evaluate("document.querySelector('#picture').textContent")
    assert "数值（元）" in words and "数值（美元）" in words and "万亿" in words and "68% 增长率" in words
    opened.page.locator("[data-lang=en]").click()
    words = opened.page.evaluate("document.querySelector('#picture').textContent")
    assert "Value (yuan)" in words and " tn" in words and "万亿" not in words
    opened.quiet()


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_a_default_of_a_part_of_a_year_says_which_and_words_stand_by_their_own_number(open_page, width):
    level = {"indicator": "gdp", "thing": "jjj", "kind": "level", "unit": "CNY"}
    many = [
        Figure(
            told(20 + n, "a"),
            **level,
            **year(2019 + n // 2),
            low=8e12 + n * 2e11,
            high=8e12 + n * 2e11,
            value=8e12 + n * 2e11,
            default=n % 2 == 0,
        )
        for n in range(12)
    ]
    part = Figure(
        told(40, "a"),
        **level,
        period="2024-H1",
        first=date(2024, 1, 1),
        last=date(2024, 6, 30),
        low=5e12,
        high=5e12,
        value=5e12,
        default=True,
    )
    opened = open_page(
        indicators_page(indicators_model([*many, part], SOURCES, {}, {}, {})), "#lang=en", READY
    )
    opened.page.set_viewport_size({"width": width, "height": 800})
    opened.until(f"document.querySelector('#picture svg').clientWidth <= {width}")
    words = opened.page.evaluate(
        "[...document.querySelectorAll('#picture text')].map((node) => node.textContent)"
    )
    assert "5 tn H1" in words
    assert opened.page.locator("#picture circle[stroke-dasharray]").count() == 1
    wrong = opened.page.evaluate(
        """() => {
          const middle = (node) => { const box = node.getBoundingClientRect(); return [(box.left + box.right) / 2, (box.top + box.bottom) / 2]; };
          const marks = [...document.querySelectorAll('#picture g[data-id]')].map((group) => [group.querySelector('title').textContent, ...middle(group.querySelector('path[transform]'))]);
          return [...document.querySelectorAll('#picture text[font-weight="600"]')].map((node) => {
            const [x, y] = middle(node);
            const near = marks.sort((a, b) => Math.hypot(a[1] - x, a[2] - y) - Math.hypot(b[1] - x, b[2] - y))[0];
            return [node.textContent, near[0], near[2]];
          });
        }"""
    )
    assert len(wrong) >= 3
    heights = sorted(((float(text.split()[0]), y) for text, _, y in wrong), reverse=True)
    assert [y for _, y in heights] == sorted(
        y for _, y in heights
    )  # the larger the number, the higher its mark
    opened.quiet()


@pytest.mark.browser
def test_a_contradicted_number_leads_to_the_explanation_of_the_audit(small_open):
    opened = small_open("#lang=en")
    page = opened.page
    claim = next(
        mark["claim"]
        for mark in small_model()["indicators"][0]["things"][0]["panels"][0]["marks"]
        if mark["conflicts"]
    )
    page.locator(f"#picture g[data-id='{claim}']").first.click()
    panel = text(opened, "#panel")
    for said in (
        "10.4 trillion yuan",
        "default",
        "10.35 tn to 10.45 tn yuan",
        "原文2",
        "统计公报",
        "Contradictions it stands in (1)",
    ):
        assert said in panel, said
    page.locator("#panel [data-conflict-go]").click()
    panel = text(opened, "#panel")
    for said in (
        "cannot all be true",
        "current or constant prices",
        "✓ possible",
        "'68' may be growth in constant prices",
        "✗ does not help",
        "raise (1) by 18 bn yuan",
        "1.675 to 1.685×",
        "at most 67.3%",
    ):
        assert said in panel, said
    assert "c=c0ffee11" in page.url and "paper of c0ffee11" in page.evaluate(
        "document.querySelector('#panel pre').textContent"
    )
    opened.quiet()


@pytest.mark.browser
def test_filters_choices_and_deep_links(small_open):
    opened = small_open(f"#claim={7:016x}&lang=en&theme=dark")
    page = opened.page
    assert "68% growth" in text(opened, "#panel h2")
    page.locator("#shapes [data-key=goal]").uncheck()
    assert page.evaluate(SHOWN) == 9 and "1 hidden" in text(opened, "#shown") and "hide=goal" in page.url
    page.locator("#spans [data-key=part]").uncheck()
    page.locator("#grades [data-key=mirror]").uncheck()
    assert page.evaluate(SHOWN) == 6
    page.locator("#contested").check()
    assert page.evaluate(SHOWN) == 2
    page.locator("#indicator").select_option("pm25")
    assert "PM2.5 · Beijing" in text(opened, "#heading") and page.evaluate(SHOWN) == 0
    page.locator("#contested").uncheck()
    assert page.evaluate(SHOWN) == 1
    page.evaluate("location.hash = '#i=no&of=no&claim=no&c=constructor&hide=__proto__'")
    opened.until("document.querySelector('#indicator').value === 'gdp'")
    opened.quiet()


@pytest.mark.browser
def test_everything_works_from_the_keyboard(small_open):
    opened = small_open()
    page = opened.page
    page.locator("#picture").focus()
    seen = set()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
        seen.add(page.url)
    assert len(seen) >= 3 and page.locator("#live").inner_text().startswith("已选")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "picture" and "claim=" not in page.url
    unnamed = page.evaluate(UNNAMED)
    assert unnamed == []
    opened.quiet()


@pytest.mark.browser
def test_the_table_has_every_witness(small_open):
    opened = small_open("#lang=en")
    page = opened.page
    page.locator("#table > summary").click()
    opened.until("document.querySelectorAll('#table tbody tr').length === 11")
    table = text(opened, "#table")
    for said in (
        "over 10 trillion yuan",
        "at least 10 tn yuan",
        "goal, plan or forecast",
        "denied",
        "1.675 to 1.685×",
        "c0ffee11",
        "原文9",
    ):
        assert said in table, said
    left = page.evaluate(
        CHINESE_IN.replace("SELECTOR", "[data-t], legend, th, #indicator option, #shown, .row > span")
    )
    assert left == []
    with page.expect_download() as waiting:
        page.locator("#table .csv").click()
    assert Path(waiting.value.path()).read_text(encoding="utf-8-sig").count("\n") == 12
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
    assert "地区生产总值 · 京津冀" in words and "快照 abcd" in words and "默认采用的数" in words
    width, _ = struct.unpack(">II", (tmp_path / "p.png").read_bytes()[16:24])
    assert width == 2 * int(root.get("width"))
    opened.quiet()


@pytest.mark.browser
def test_hostile_words_stay_text(open_page):
    bad = Told(
        HOSTILE, HOSTILE, ((HOSTILE,) * 4,), (HOSTILE,), HOSTILE, Words(HOSTILE, HOSTILE), HOSTILE, HOSTILE
    )
    sources = {HOSTILE: Source(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "constructor", "javascript:window.hit=1")}
    made = [
        Figure(
            bad,
            HOSTILE,
            "__proto__",
            "level",
            unit,
            **year(2023),
            low=1,
            high=2,
            value=1.5,
            status="constructor",
            conflicts=("__proto__",),
            scope=Words(HOSTILE),
        )
        for unit in ("constructor", "__proto__", HOSTILE)
    ]
    model = indicators_model(
        made,
        sources,
        {HOSTILE: Words(HOSTILE)},
        {"__proto__": Words(HOSTILE)},
        {HOSTILE: Words(HOSTILE)},
        snapshot=HOSTILE,
        notes=[HOSTILE],
    )
    opened = open_page(indicators_page(model, "zh", Words(HOSTILE)), "", READY)
    page = opened.page
    page.locator("#picture g[data-id]").first.click()
    page.locator("#table > summary").click()
    page.locator("[data-lang=en]").click()
    assert (
        page.evaluate("window.hit") is None
        and page.evaluate("document.images.length + document.querySelectorAll('a').length") == 0
    )
    opened.quiet()
