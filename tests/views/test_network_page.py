"""The network page in a real browser, offline, drawn by either renderer."""

import struct
from xml.etree import ElementTree

import pytest

from jjj_graph.views.network import Edge, Fact, Node, Words, network_page
from tests.views.network_samples import HOSTILE, card, many, small_page

READY = "document.getElementById('picture').dataset.ready === 'yes'"
SHOWN = "Number(document.getElementById('picture').dataset.nodes)"
DRAWN = "Number(document.getElementById('picture').dataset.edges)"

pytestmark = pytest.mark.browser


@pytest.fixture(params=["pyvis", "canvas"])
def engine(request) -> str:
    return request.param


@pytest.fixture
def small_open(open_page, engine):
    return lambda hash="", **more: open_page(small_page(engine=engine), hash, READY, **more)


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


def test_the_page_opens_alone_and_says_what_it_shows(small_open):
    opened = small_open()
    assert opened.page.evaluate("document.querySelectorAll('h1').length") == 1
    assert opened.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert opened.page.evaluate(SHOWN) == 6 and opened.page.evaluate(DRAWN) == 6
    note = text(opened, "#source-note")
    assert "1,371" in note and "sha256:abcd" in note and "引用" in note
    opened.quiet()


def test_the_legend_filters(small_open):
    opened = small_open()
    opened.page.locator("#families input[data-key=organisation]").uncheck()
    assert opened.page.evaluate(SHOWN) == 4 and opened.page.evaluate(DRAWN) == 1
    assert "2 个因实体筛选未显示" in text(opened, "#shown")
    assert "hide=organisation" in opened.page.url
    opened.page.locator("#families input[data-key=organisation]").check()
    opened.page.locator("#relations input[data-key=in]").uncheck()
    assert opened.page.evaluate(DRAWN) == 3
    opened.page.locator("#lonely").check()
    assert opened.page.evaluate(SHOWN) == 3
    opened.page.locator("#families [data-quick=none]").click()
    assert opened.page.evaluate(SHOWN) == 0 and opened.page.locator("#nothing").is_visible()
    opened.quiet()


def test_search_finds_by_every_name_and_the_panel_shows_the_evidence(small_open):
    opened = small_open()
    page = opened.page
    for asked in ("小米汽车科", "XIAOMI", "xiaomi-a", "小米"):
        page.keyboard.press("/")
        page.keyboard.insert_text(asked)
        assert page.locator("#hits [role=option]").first.get_attribute("data-id") == "xiaomi-auto", asked
        page.keyboard.press("Escape")
        page.locator("#picture").focus()
    page.locator("#search").fill("汽车")
    assert page.locator("#hits [role=option]").count() == 3
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#hits [aria-selected=true]").get_attribute("data-id")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    assert f"n={chosen}" in page.url
    page.locator("#search").fill("xiaomi-auto")
    page.keyboard.press("Enter")
    panel = text(opened, "#panel")
    for said in (
        "小米汽车",
        "Xiaomi Auto",
        "xiaomi-auto",
        "企业",
        "小米汽车科技",
        "45家",
        "六链进展",
        "新华网",
        "2024年4月30日",
        "尚未实现",
        "未摘录原文",
    ):
        assert said in panel, said
    links = page.locator("#panel .ties a")
    assert {links.nth(i).get_attribute("href") for i in range(links.count())} == {
        "https://example.org/six-chains?a=1&b=2"
    }
    assert {links.nth(i).get_attribute("rel") for i in range(links.count())} == {"noopener noreferrer"}
    assert "javascript:window.hit=1" in panel  # to be read, not to be followed
    opened.quiet()


def test_a_target_is_not_told_as_a_fact(open_page, engine):
    counted = Fact("产量", "Output", "300", [card(8)], "2024", Words("新车", "new cars"))
    wanted = Fact(
        "产量", "Output", "900", [card(9)], "../2030", state="not-yet", status=Words("目标", "target")
    )
    nodes = [Node("foton", "enterprise", "organisation", "福田", "Foton", [counted, wanted])]
    opened = open_page(network_page(nodes, [], "t", "en", engine=engine), "#n=foton", READY)
    facts = opened.page.locator("#panel dd.fact")
    assert facts.count() == 2
    assert "300, 2024 new cars" in facts.nth(0).inner_text() and facts.nth(0).locator(".tag").count() == 0
    assert "900, by 2030 target" in facts.nth(1).inner_text()
    assert facts.nth(1).locator(".tag").get_attribute("data-state") == "not-yet"
    assert facts.nth(1).locator("summary").text_content() == "Evidence (1): Output 900, by 2030"
    opened.page.locator("[data-lang=zh]").click()
    assert "不晚于2030年" in facts.nth(1).inner_text() and "目标" in facts.nth(1).inner_text()
    opened.quiet()


def test_the_number_of_what_more_is_found_stays_in_sight(open_page, engine):
    nodes, edges = many(60)
    opened = open_page(network_page(nodes, edges, "t", "en", engine=engine), "#lang=en", READY)
    opened.page.set_viewport_size({"width": 390, "height": 500})
    opened.page.fill("#search", "firm")
    more = opened.page.locator("#hits .more")
    assert more.inner_text() == "48 more: type further"
    end = opened.page.evaluate("document.querySelector('#hits').getBoundingClientRect().bottom")
    assert more.evaluate("node => node.getBoundingClientRect().top") < end


def test_the_language_switch_changes_every_label_and_is_remembered(small_open):
    opened = small_open("#n=foton")
    page = opened.page
    picture = "document.querySelector('#picture canvas').toDataURL()"
    before = page.evaluate(picture)
    page.locator("[data-lang=en]").click()
    opened.until("document.documentElement.lang === 'en'")
    page.evaluate("new Promise(requestAnimationFrame)")
    assert page.evaluate(picture) != before
    assert page.title() == text(opened, "h1") == "Network"
    assert text(opened, "#panel h2") == "Foton Motor" and "Organisations" in text(opened, "#families")
    page.locator("#table summary").click()
    opened.until("document.querySelectorAll('#table tbody tr').length === 6")
    assert "Xiaomi Auto" in text(opened, "#table") and "小米汽车" not in text(opened, "#table")
    visible = page.evaluate(
        """[...document.querySelectorAll('[data-t]')].map((n) => n.textContent)
        .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""
    )
    assert visible == []
    page.reload()
    opened.until(READY)
    assert text(opened, "#panel h2") == "Foton Motor"
    assert "lang=en" in page.url


def test_a_deep_link_opens_an_entity_whose_id_has_a_plus(small_open):
    opened = small_open("#n=beijing+tianjin&lang=en&theme=dark&ego=beijing%2Btianjin")
    assert text(opened, "#panel h2") == "Beijing and Tianjin"
    assert opened.page.evaluate(SHOWN) == 2
    assert opened.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    opened.page.evaluate("location.hash = '#n=nev&lang=zh'")
    opened.until("document.querySelector('#panel h2')?.textContent === '新能源汽车'")
    assert "不在本页中" not in text(opened, "#shown")
    opened.page.evaluate("location.hash = '#n=no-such-thing&lang=xx&theme=%zz&path=nev,nor-this'")
    opened.until("!document.querySelector('#panel h2')")
    assert "no-such-thing、nor-this 不在本页中" in text(opened, "#shown")
    opened.quiet()


def test_everything_works_from_the_keyboard(small_open):
    opened = small_open()
    page = opened.page
    page.locator("#picture").focus()
    page.keyboard.press("ArrowRight")
    first = page.url
    assert "#n=" in first
    moved = set()
    for key in ("ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "+", "-", "0", "Shift+ArrowLeft"):
        page.keyboard.press(key)
        moved.add(page.url)
    assert len(moved) > 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "picture" and "n=" not in page.url.partition("#")[2]
    unnamed = page.evaluate(
        """[...document.querySelectorAll('button, select, input, summary, [role=application]')].filter(
        (n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length)
        ).map((n) => n.outerHTML)"""
    )
    assert unnamed == []
    opened.quiet()


FIND_COLOUR = """([r, g, b]) => {
  const canvas = document.querySelector('#picture canvas'), box = canvas.getBoundingClientRect();
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const found = [];
  for (let i = 0; i < data.length; i += 4)
    if (data[i] === r && data[i + 1] === g && data[i + 2] === b && data[i + 3] === 255) found.push(i / 4);
  const at = found[Math.floor(found.length / 2)];
  const ratio = box.width / canvas.width;
  const [column, row] = [at % canvas.width, Math.floor(at / canvas.width)];
  return found.length > 20 && [box.x + column * ratio, box.y + row * ratio];
}"""


def test_a_click_in_the_picture_chooses_a_node_and_on_the_paper_lets_it_go(small_open):
    opened = small_open()
    page = opened.page
    green = (0x00, 0x9E, 0x73)  # the colour of chains in families.json
    page.mouse.click(*page.evaluate(FIND_COLOUR, green))
    opened.until("document.querySelector('#panel h2')?.textContent === '新能源汽车'")
    page.locator("#only").click()
    assert page.evaluate(SHOWN) == 2 and "ego=nev" in page.url
    box = page.locator("#picture").bounding_box()
    page.mouse.click(box["x"] + 8, box["y"] + box["height"] - 8)
    opened.until("!document.querySelector('#panel h2')")
    page.locator("#only").click()
    assert page.evaluate(SHOWN) == 6 and "ego" not in page.url
    opened.quiet()


def test_hostile_names_titles_ids_and_addresses_stay_text(open_page, engine):
    bad = card(
        1,
        claim=HOSTILE,
        text=HOSTILE,
        characters=(HOSTILE,),
        source_title=HOSTILE,
        publisher=HOSTILE,
        published=HOSTILE,
        url="javascript:window.hit=1//" + HOSTILE,
        note=HOSTILE,
    )
    nodes = [
        Node(
            f"{HOSTILE}{n}",
            HOSTILE,
            family,
            HOSTILE,
            HOSTILE,
            [Fact(HOSTILE, HOSTILE, HOSTILE, [bad])],
            [HOSTILE],
            Words(HOSTILE, HOSTILE),
        )
        for n, family in enumerate(["place", "__proto__", "constructor"])
    ] + [Node("__proto__", "t", "place", "\u202eabc", "x")]
    urls = [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example/x",
        "file:///etc/passwd",
        "vbscript:x",
        "",
        "http://[",
        'https://ok.example/"><script>',
    ]
    edges = [
        Edge(
            f"{HOSTILE}0",
            f"{HOSTILE}1",
            HOSTILE,
            HOSTILE,
            HOSTILE,
            [bad, *(card(9 + n, url=url) for n, url in enumerate(urls))],
            "denied",
        ),
        Edge("__proto__", f"{HOSTILE}0", "__proto__", "", "", [bad]),
    ]
    html = network_page(
        nodes,
        edges,
        Words(HOSTILE, HOSTILE),
        snapshot=HOSTILE,
        about=HOSTILE,
        cite=HOSTILE,
        engine=engine,
        hubs=[f"{HOSTILE}2"],
        path=("__proto__", f"{HOSTILE}0"),
    )
    opened = open_page(html, "", READY)
    page = opened.page
    bare = open_page("<!doctype html><title>x</title>")
    names = "Object.getOwnPropertyNames(window)"
    assert set(page.evaluate(names)) - set(bare.page.evaluate(names)) <= {"vis", "__core-js_shared__"}
    scripts = page.evaluate("document.querySelectorAll('script').length")
    page.locator("[data-act=path_through]").click()
    page.locator("[data-act=path_turn]").click()
    page.keyboard.press("Escape")
    for by in ("place", ""):
        page.locator("#by").select_option(by)
    page.locator("#search").fill("script")
    page.keyboard.press("Enter")
    page.locator("#table summary").click()
    page.locator("#relations input").first.uncheck()
    page.locator("#relations input").first.check()
    page.locator("[data-lang=en]").click()
    for summary in page.locator("#panel summary").all():
        summary.click()
    page.mouse.move(640, 400)
    page.keyboard.press("Escape")
    assert page.evaluate("window.hit") is None and page.evaluate("document.images.length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") == scripts == html.count("<script")
    addresses = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.protocol)")
    assert set(addresses) <= {"http:", "https:"}
    opened.quiet()


def test_a_large_network_opens_with_a_readable_part_and_hides_nothing_in_silence(open_page, engine):
    nodes, edges = many(700)
    opened = open_page(network_page(nodes, edges, "大图", engine=engine), "#top=300", READY)
    page = opened.page
    assert page.evaluate(SHOWN) == 300
    assert "400 个实体因" in text(opened, "#shown") and "699" in text(opened, "#shown")
    page.locator("#search").fill("n699")
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == 301 and text(opened, "#panel h2") == "企业699号"
    page.locator("#top").select_option("all")
    page.locator("#hubs [data-quick=all]").click()
    assert page.evaluate(SHOWN) == 700 and page.evaluate(DRAWN) == 699
    page.locator("#table summary").click()
    opened.until("document.querySelectorAll('#all-relations tbody tr').length === 500")
    page.locator("#table button").click()
    assert page.locator("#all-relations tbody tr").count() == 699
    opened.quiet()


def test_png_holds_the_picture_and_its_captions(small_open, tmp_path):
    opened = small_open()
    with opened.page.expect_download() as waiting:
        opened.page.locator("#png").click()
    waiting.value.save_as(tmp_path / "p.png")
    data = (tmp_path / "p.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    box = opened.page.locator("#picture").bounding_box()
    assert width == 2 * round(box["width"]) and height > 2 * (box["height"] + 60)
    opened.quiet()


def test_svg_holds_marks_lines_names_and_captions_and_needs_nothing(small_open, tmp_path):
    opened = small_open("#n=foton")
    with opened.page.expect_download() as waiting:
        opened.page.locator("#svg").click()
    waiting.value.save_as(tmp_path / "p.svg")
    drawn = ElementTree.parse(tmp_path / "p.svg").getroot()
    tags = [node.tag.rpartition("}")[2] for node in drawn.iter()]
    said = " ".join("".join(node.itertext()) for node in drawn.iter() if node.tag.endswith("text"))
    for words in ("关系网络", "福田汽车", "小米汽车", "供货给", "尚未实现", "sha256:abcd"):
        assert words in said, words
    assert tags.count("polygon") >= 4 and tags.count("path") >= 4
    assert not {"script", "image", "style", "foreignObject", "a"} & set(tags)
    dashes = {node.get("stroke-dasharray") for node in drawn.iter() if node.tag.endswith("path")}
    assert len(dashes) >= 3  # stated, not yet, denied
    opened.quiet()


def test_a_phone_and_a_printer_get_all_of_it(open_page, engine):
    opened = open_page(small_page(engine=engine), "", READY)
    page = opened.page
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("[data-go=nev]").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator("#panel").bounding_box()["y"] > 844 / 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#table tbody tr").count() == 6
    assert page.evaluate("document.querySelectorAll('details:not([open])').length") == 0
    assert not page.locator("#png").is_visible()
    assert page.locator("#panel .go").first.is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    opened.quiet()


def test_the_theme_follows_the_system_until_told_otherwise(small_open):
    opened = small_open(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = opened.page.evaluate(background)
    opened.page.locator("#theme").select_option("light")
    assert opened.page.evaluate(background) != dark and "theme=light" in opened.page.url
    opened.quiet()
