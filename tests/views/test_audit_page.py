"""The contradictions as a page: records, Chinese words, intervals, deep links."""

import ast
import itertools
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jjj_graph.analysis import explanations
from jjj_graph.views.contradictions import audit_model, audit_page, chinese, conflicts_model
from jjj_graph.views.page import Words
from jjj_graph.views.witnesses import Shelf, Source, Told

READY = "document.body.dataset.ready === 'yes'"
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'
SOURCES = {
    "a": Source("a", "统计公报", "北京市统计局", "2024-03-01", "official", "https://example.org/a"),
    "b": Source("b", "Ten years", "Xinhua", "2024-02-25", "press", "javascript:window.hit=1"),
}
NAMES = {
    "indicator:gdp": Words("地区生产总值", "GDP"),
    "indicator:contracts": Words("技术合同成交额", "technology contracts"),
    "thing:jjj": Words("京津冀", "the region"),
    "thing:beijing": Words("北京", "Beijing"),
    "thing:hebei": Words("河北", "Hebei"),
    "thing:tianjin": Words("天津", "Tianjin"),
    "unit:CNY": Words("元", "yuan"),
    "unit:percent": Words("百分比", "percent"),
}

OPEN_ALL = "for (const one of document.querySelectorAll('details')) one.open = true"
UNNAMED = """[...document.querySelectorAll('button, select, input, summary, [role=application]')].filter(
  (n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length)
).map((n) => n.outerHTML)"""
CHINESE_IN = """[...document.querySelectorAll('SELECTOR')].map((n) => n.textContent)
  .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""


def claim(number: int, **more) -> dict:
    said = {
        "claim": f"{number:016x}",
        "source": "a",
        "published": "2024",
        "characters": [f"原文{number}"],
        "printed": "68",
        "kind": "change",
        "measure": "growth",
        "indicator": "gdp",
        "of": "jjj",
        "period": "2023",
        "base": "2013",
        "population": "",
        "basis": "",
        "low": 67.5,
        "high": 68.5,
        "unit": "percent",
        "hedge": "exact",
        "implied_low": 74.9,
        "implied_high": 76.6,
        "factor_low": 1.675,
        "factor_high": 1.685,
        "years": 10,
        "copies": [],
    }
    return said | more


def records() -> list[dict]:
    growth = {
        "id": "435f347b",
        "claims": [
            claim(1),
            claim(
                2,
                source="b",
                measure="annual_growth",
                printed="5.8",
                low=5.75,
                high=5.85,
                implied_low=5.29,
                implied_high=5.36,
                factor_low=1.749,
                factor_high=1.7657,
                copies=[f"{9:016x}"],
            ),
        ],
        "relaxation": {"claim": f"{2:016x}", "amount": -0.39, "unit": "percent", "relative": 0.038},
        "explanations": [
            {
                "rule": "price-basis",
                "consistent": False,
                "text": "not by this: '5.8' may be growth in constant prices"
                " (prices would change by -0.5% to -0.4% a year)",
                "claim": f"{2:016x}",
            },
            {
                "rule": "period-count",
                "consistent": True,
                "text": "'5.8' a year may be taken over 9 years instead of 10",
                "claim": f"{2:016x}",
            },
        ],
    }
    flow = {
        "indicator": "contracts",
        "of": "beijing>hebei+tianjin",
        "period": "2024",
        "base": "",
        "kind": "flow",
        "measure": "",
        "unit": "CNY",
        "factor_low": None,
        "factor_high": None,
        "years": None,
    }
    slip = {
        "id": "bf043611",
        "claims": [
            claim(
                3,
                **flow,
                printed="843.7亿",
                low=8.4365e10,
                high=8.4375e10,
                implied_low=8.3465e10,
                implied_high=8.3475e10,
            ),
            claim(
                4,
                **flow,
                source="b",
                printed="834.7亿",
                low=8.3465e10,
                high=8.3475e10,
                implied_low=8.4365e10,
                implied_high=8.4375e10,
            ),
        ],
        "relaxation": {"claim": f"{3:016x}", "amount": -8.9e8, "unit": "CNY", "relative": 0.0105},
        "explanations": [],
    }
    share = {
        "kind": "level",
        "measure": "",
        "base": "",
        "factor_low": None,
        "factor_high": None,
        "years": None,
    }
    three = {
        "id": "00aa11bb",
        "relaxation": None,
        "explanations": [],
        "claims": [
            claim(5, **share, unit="percent", low=4.2, high=None, implied_low=None, implied_high=3.9),
            claim(
                6,
                **share,
                unit="percent",
                low=None,
                high=4.0,
                implied_low=4.5,
                implied_high=None,
                hedge="up-to",
            ),
            claim(7),
        ],
    }
    return [growth, three, slip]


def small_model(**more) -> dict:
    shelf = Shelf(SOURCES)
    told = {
        f"{n:016x}": Told(
            f"{n:016x}",
            "a" if n in (1, 3) else "b",
            (("所述指标", "measures", "地区生产总值", "GDP"),),
            (f"原文{n}",),
            "2023",
            Words(f"数{n}", f"number {n}"),
        )
        for n in (1, 2, 3, 4, 9)
    }
    conflicts = conflicts_model(records(), told, shelf, NAMES, lambda record: f"paper {record['id']}")
    standing = [
        {"source": "a", "claims": 5, "in_conflicts": 2, "confirmed": 1},
        {"source": "quiet", "claims": 3, "in_conflicts": 0, "confirmed": 0},
    ]
    return audit_model(
        conflicts,
        shelf,
        statements=1649,
        left_out={"unquoted": 185, "something new": 2},
        cut=["gdp: 40 conflicts found, there may be more"],
        standing=standing,
        snapshot="abcd",
        notes=[],
        **more,
    )


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


# --- without a browser ---------------------------------------------------------------------------


def test_the_smallest_and_widest_contradictions_come_first_and_claims_stand_once():
    model = small_model()
    assert [(one["id"], len(one["claims"])) for one in model["conflicts"]] == [
        ("435f347b", 2),
        ("bf043611", 2),
        ("00aa11bb", 3),
    ]
    assert len({c["id"] for c in model["claims"]}) == len(model["claims"]) == 8
    assert (
        model["conflicts"][0]["claims"][1]["copies"] == [2]
        and model["conflicts"][0]["claims"][1]["copyCount"] == 1
    )
    assert model["names"]["thing:beijing"]["zh"] == "北京" and model["names"]["unit:CNY"]["en"] == "yuan"
    assert [row["claims"] for row in model["standing"]] == [
        5
    ]  # only sources that stand in conflicts or are confirmed


def sentences() -> list[str]:
    """Every sentence that the rules can say, with made-up numbers in it."""
    found = []
    for node in ast.walk(ast.parse(Path(explanations.__file__).read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr) and any(
            isinstance(part, ast.Constant) and (" may " in part.value or " equals " in part.value)
            for part in node.values
        ):
            choices = []
            for part in node.values:
                if isinstance(part, ast.Constant):
                    choices.append([part.value])
                elif isinstance(part.value, ast.IfExp):
                    choices.append(
                        [
                            branch.value
                            for branch in (part.value.body, part.value.orelse)
                            if isinstance(branch, ast.Constant)
                        ]
                        or ["", " (prices would change by +1.2% to +2.4% a year)"]
                    )
                else:
                    choices.append(["7"])
            found += ["".join(words) for words in itertools.product(*choices)]
    return found


def test_every_sentence_of_the_rules_has_chinese():
    said = sentences()
    assert len(said) >= 15
    for sentence in said:
        for words in (sentence, f"not by this: {sentence}"):
            made = chinese(words)
            assert made.startswith(("“", "年均")) and " may " not in made, sentence
    assert chinese("a new rule says this") == "a new rule says this"


def test_explanations_name_sources_and_things_by_their_names(shipped_store):
    from jjj_graph.auditing import audit_graph
    from jjj_graph.pages.audit import audit
    from jjj_graph.pages.reading import read_sources
    from jjj_graph.store.embedded import GraphStore

    store = GraphStore(shipped_store)
    model = audit(store, audit_graph(store))
    told = [e["words"] for c in model["conflicts"] for e in c["explanations"] if e["rule"] == "scope"]
    assert told and not any(
        name in said for name in read_sources(store) for words in told for said in words.values()
    )
    assert any("河北" in words["zh"] and "Hebei" in words["en"] for words in told)


def test_a_graph_without_contradictions_makes_a_page():
    shelf = Shelf({})
    model = audit_model(
        conflicts_model([], {}, shelf, {}),
        shelf,
        statements=0,
        left_out={},
        cut=[],
        standing=[],
        snapshot="",
        notes=[],
    )
    assert "<h1" in audit_page(model)


def test_the_command_writes_a_page_beside_its_other_forms(jjj, small_store, tmp_path):
    out = tmp_path / "audit.html"
    code = jjj("audit", "--store", str(small_store), "-o", str(out))
    assert code in (0, 1) and b"connect-src" in out.read_bytes()
    first = out.read_bytes()
    jjj("audit", "--store", str(small_store), "-o", str(out))
    assert out.read_bytes() == first


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def small_open(open_page):
    return lambda hash="", **context: open_page(audit_page(small_model()), hash, READY, **context)


@pytest.mark.browser
def test_a_link_leads_to_one_contradiction_with_its_arithmetic(small_open):
    opened = small_open("#c=435f347b&lang=en")
    page = opened.page
    detail = text(opened, "#detail")
    for said in (
        "GDP · the region · 2013–2023",
        "68% (growth)",
        "means 5.75% to 5.85%",
        "compounded over 10 years, 1.749 to 1.7657× the base",
        "The others together allow only 74.9% to 76.6%",
        "lower (2) by 0.39%",
        "one period more or less",
        "'5.8' a year may be taken over 9 years instead of 10",
        "✗ does not help",
        "原文1",
        "统计公报",
        "北京市统计局",
        "1 more claims say the same",
    ):
        assert said in detail, said
    bars = page.evaluate("document.querySelector('.bars svg').textContent")
    assert "says 67.5% to 68.5%" in bars and "others allow 74.9% to 76.6%" in bars
    assert "paper 435f347b" in page.evaluate("document.querySelector('pre').textContent")
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    page.evaluate("location.hash = '#c=bf04'")  # the first digits are enough
    opened.until("document.querySelector('#detail').dataset.conflict === 'bf043611'")
    page.evaluate("location.hash = '#c=nope&rule=constructor&size=toString'")
    opened.until("document.querySelector('#detail').dataset.conflict === '435f347b'")
    opened.quiet()


@pytest.mark.browser
def test_open_sides_and_absent_reasons_are_said(small_open):
    opened = small_open("#c=00aa11bb&lang=zh")
    detail = text(opened, "#detail")
    for said in ("至少 4.2%", "至多 3.9%", "试过的解释都不适用", "没有只改一条就能调和的修补", "（至多）"):
        assert said in detail, said
    opened.quiet()


@pytest.mark.browser
def test_filters_and_the_keyboard(small_open):
    opened = small_open("#lang=en")
    page = opened.page
    assert page.locator("#found button").count() == 3 and "3" in text(opened, "#strip")
    page.locator("#indicator").select_option("contracts")
    assert page.locator("#found button").count() == 1 and "indicator=contracts" in page.url
    page.locator("#indicator").select_option("")
    page.locator("#place").select_option("tianjin")
    assert page.locator("#found button").count() == 1
    page.locator("#place").select_option("")
    page.locator("#rule").select_option("none")
    assert page.locator("#found button").count() == 2
    page.locator("#rule").select_option("")
    page.locator("#size").select_option("3")
    assert page.locator("#found button").count() == 1
    page.locator("#size").select_option("")
    page.locator("#search").fill("843.7")
    assert page.locator("#found button").count() == 1
    page.locator("#search").fill("")
    page.locator("#found button").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "detail" and "c=bf043611" in page.url
    page.locator("#after").focus()
    page.keyboard.press("Enter")
    assert "c=00aa11bb" in page.url and page.locator("#after").is_disabled()
    unnamed = page.evaluate(UNNAMED)
    assert unnamed == []
    opened.quiet()


@pytest.mark.browser
def test_tables_say_the_same_in_both_languages(small_open):
    opened = small_open("#lang=en")
    page = opened.page
    page.evaluate(OPEN_ALL)
    opened.until(
        "document.querySelectorAll('#table tbody tr').length === 7"
        " && document.querySelectorAll('#left-out tbody tr').length === 2"
    )
    assert (
        "83.465 bn to 83.475 bn yuan" in text(opened, "#table")
        and "its own characters are not in the quotation" in text(opened, "#left-out")
        and "something new" in text(opened, "#left-out")
    )
    assert "the search stopped after 40 contradictions" in text(opened, "footer")
    left = page.evaluate(
        CHINESE_IN.replace("SELECTOR", "[data-t], th, option, caption, #strip, #shown, #which")
    )
    assert left == []
    page.locator("[data-lang=zh]").click()
    assert "834.65亿 至 834.75亿元" in text(opened, "#table")
    opened.quiet()


@pytest.mark.browser
def test_svg_and_png_hold_the_intervals_with_their_sources(small_open, tmp_path):
    opened = small_open("#c=bf043611")
    for kind in ("svg", "png"):
        with opened.page.expect_download() as waiting:
            opened.page.locator(f"#{kind}").click()
        waiting.value.save_as(tmp_path / f"p.{kind}")
    root = ElementTree.parse(tmp_path / "p.svg").getroot()
    words = "".join(root.itertext())
    assert "技术合同成交额" in words and "北京市统计局" in words and "原文3" in words and "快照 abcd" in words
    width, _ = struct.unpack(">II", (tmp_path / "p.png").read_bytes()[16:24])
    assert width == 2 * int(root.get("width"))
    opened.quiet()


@pytest.mark.browser
def test_hostile_words_stay_text(open_page):
    shelf = Shelf(
        {HOSTILE: Source(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "toString", "javascript:window.hit=1")}
    )
    bad = claim(
        1,
        claim=HOSTILE,
        source=HOSTILE,
        characters=[HOSTILE],
        printed=HOSTILE,
        indicator=HOSTILE,
        of="__proto__>constructor",
        period=HOSTILE,
        base=HOSTILE,
        unit="toString",
        hedge="constructor",
        measure="valueOf",
        population=HOSTILE,
    )
    record = {
        "id": HOSTILE,
        "claims": [bad, claim(2, source=HOSTILE)],
        "relaxation": {"claim": HOSTILE, "amount": 1, "unit": "constructor", "relative": 0.1},
        "explanations": [{"rule": "constructor", "consistent": True, "text": HOSTILE, "claim": "x"}],
    }
    model = audit_model(
        conflicts_model([record], {}, shelf, {}, lambda _: HOSTILE),
        shelf,
        statements=1,
        left_out={"__proto__": 1, HOSTILE: 2},
        cut=[HOSTILE],
        standing=[],
        snapshot=HOSTILE,
        notes=[HOSTILE],
    )
    opened = open_page(audit_page(model, "zh", Words(HOSTILE)), "", READY)
    page = opened.page
    page.evaluate(OPEN_ALL)
    page.locator("[data-lang=en]").click()
    page.locator("#found button").click()
    assert (
        page.evaluate("window.hit") is None
        and page.evaluate("document.images.length + document.querySelectorAll('a').length") == 0
    )
    opened.quiet()
