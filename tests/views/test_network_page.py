"""The network view: files for other tools, positions, and the page in a real browser, offline."""

import csv
import io
import itertools
import random
import struct
import sys
from xml.etree import ElementTree

import networkx as nx
import pytest

from jjj_graph.views import layout as layout_module
from jjj_graph.views import network
from jjj_graph.views.network import ClaimCard, Edge, Fact, Node, Words, layout, network_page, to_networkx

READY = "document.getElementById('picture').dataset.ready === 'yes'"
SHOWN = "Number(document.getElementById('picture').dataset.nodes)"
DRAWN = "Number(document.getElementById('picture').dataset.edges)"
# in every one: markup, quotes, an attempt to run, a mark that turns the direction
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'


def card(number: int = 1, **more) -> ClaimCard:
    said = {
        "claim": f"https://w3id.org/jjj-graph/claim/{number:016x}",
        "text": Words("45 家供应商供货", "45 suppliers deliver"),
        "characters": ("45家",),
        "source_title": "六链进展",
        "publisher": "新华网",
        "published": "2024-04-30",
        "url": "https://example.org/six-chains?a=1&b=2",
    }
    return ClaimCard(**(said | more))


def small() -> tuple[list[Node], list[Edge]]:
    nodes = [
        Node(
            "xiaomi-auto",
            "enterprise",
            "organisation",
            "小米汽车",
            "Xiaomi Auto",
            [Fact("投产", "Opened", "2024-03", [card(7)])],
            ["小米汽车科技"],
            Words("企业", "Enterprise"),
        ),
        Node("foton", "enterprise", "organisation", "福田汽车", "Foton Motor"),
        Node("beijing", "municipality", "place", "北京", "Beijing"),
        Node("beijing+tianjin", "aggregate", "place", "北京和天津", "Beijing and Tianjin"),
        Node("nev", "chain", "chain", "新能源汽车", "New-energy vehicles"),
        Node("alone", "thing", "no-such-family", "孤点", ""),
    ]
    edges = [
        Edge(
            "foton",
            "xiaomi-auto",
            "supplies",
            "供货给",
            "supplies",
            [card(1), card(2, url="javascript:window.hit=1")],
        ),
        Edge("foton", "xiaomi-auto", "moves-to", "迁往", "moves to", [card(3)], "not-yet"),
        Edge("xiaomi-auto", "beijing", "in", "位于", "located in"),
        Edge("foton", "beijing", "in", "位于", "located in"),
        Edge("xiaomi-auto", "nev", "in-chain", "属于", "part of", [card(4, characters=())]),
        Edge("beijing", "beijing+tianjin", "in", "位于", "located in", state="denied"),
    ]
    return nodes, edges


def small_page(**more) -> str:
    nodes, edges = small()
    return network_page(
        nodes,
        edges,
        Words("关系网络", "Network"),
        **({"snapshot": "sha256:abcd", "of_nodes": 1371, "of_edges": 5820} | more),
    )


def many(count: int) -> tuple[list[Node], list[Edge]]:
    chance = random.Random(5)
    nodes = [
        Node(f"n{i}", "enterprise", "place" if i % 7 == 0 else "organisation", f"企业{i}号", f"Firm {i}")
        for i in range(count)
    ]
    edges = [
        Edge(f"n{i}", f"n{int(i * chance.random() ** 2)}", "supplies", "供货给", "supplies", [card(i)])
        for i in range(1, count)
    ]
    return nodes, edges


# --- without a browser ---------------------------------------------------------------------------


def test_the_page_is_the_same_whatever_the_order_and_names_no_server():
    nodes, edges = small()
    html = small_page()
    assert html == network_page(
        nodes[::-1],
        edges[::-1],
        Words("关系网络", "Network"),
        snapshot="sha256:abcd",
        of_nodes=1371,
        of_edges=5820,
    )
    assert "cdn." not in html and "unpkg" not in html


def test_pyvis_holds_the_picture():
    from pyvis.network import Network

    nodes, edges = small()
    drawn = network.picture(nodes, edges, "试")
    assert isinstance(drawn, Network)
    assert (drawn.num_nodes(), drawn.num_edges()) == (6, 6)
    assert drawn.get_node("foton")["shape"] == "square"
    assert [edge["arrows"] for edge in drawn.edges] == ["to"] * 6
    assert drawn.options.physics.enabled is False
    drawn.add_node("late", label="后来")  # as with any pyvis network
    drawn.add_edge("late", "foton")
    assert "后来" in drawn.generate_html()


def test_what_cannot_be_drawn_is_an_error():
    node = Node("a", "t", "place")
    for nodes, edges, said in [
        ([node, node], [], "two nodes have the id 'a'"),
        ([node], [Edge("a", "b", "in")], "'b'"),
        ([node], [Edge("a", "a", "in", state="maybe")], "state of an edge"),
    ]:
        with pytest.raises(ValueError, match=said):
            network_page(nodes, edges, "试")
    assert network_page([], [], "空")


def test_parallel_edges_bow_apart():
    nodes, edges = small()
    bends = [
        edge["bend"] for edge in network.picture(nodes, edges, "试").edges if edge["to"] == "xiaomi-auto"
    ]
    assert len(set(bends)) == 2


@pytest.mark.parametrize("engine", ["igraph", "networkx"])
def test_layout_is_fixed_leaves_room_and_forgets_nobody(engine, monkeypatch):
    if engine == "igraph":
        pytest.importorskip("igraph")
    else:
        pytest.importorskip("numpy")
        monkeypatch.setitem(sys.modules, "igraph", None)
    graph = nx.barabasi_albert_graph(60, 2, seed=1)
    graph.add_nodes_from(["x", "y"])
    graph.add_edge("p", "q")
    other_order = nx.Graph()
    other_order.add_nodes_from(reversed(list(graph)))
    other_order.add_edges_from((b, a) for a, b in reversed(list(graph.edges)))
    state = random.getstate()
    places = layout(graph)
    assert random.getstate() == state
    assert places == layout(other_order) and set(places) == set(graph)
    apart = min(
        abs(ax - bx) / 1.45 + abs(ay - by)
        for (ax, ay), (bx, by) in itertools.combinations(places.values(), 2)
    )
    assert apart > layout_module.SPACING * 0.5
    assert layout(nx.Graph()) == {}


def hostile_graph() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    graph.add_node("b\x00", zh=HOSTILE, n=1.5, tags=["x", "y"], nothing=None)
    graph.add_node("b\x01", zh="=1+1", flag=True)
    graph.add_edge("b\x01", "b\x00", key="supplies", zh="\ud800\uffff&<>]]>")
    graph.add_edge("b\x01", "b\x00", key="owns", zh="甲", growth=-3.5)
    return graph


def test_graphml_and_gexf_hold_what_xml_can_hold_and_nothing_runs():
    graph = hostile_graph()
    for write, read in [
        (network.to_graphml, nx.parse_graphml),
        (network.to_gexf, lambda text: nx.read_gexf(io.BytesIO(text.encode()))),
    ]:
        text = write(graph)
        assert text == write(graph)
        ElementTree.fromstring(text.encode())
        back = read(text)
        assert set(back) == {"b\ufffd", "b\ufffd (2)"} and back.number_of_edges() == 2
        assert back.nodes["b\ufffd"]["zh"] == HOSTILE and back.nodes["b\ufffd"]["tags"] == "x; y"
        assert {data["zh"] for *_, data in back.edges(data=True)} == {"\ufffd\ufffd&<>]]>", "甲"}
        assert "lastmodified" not in text
    ids = [
        edge.get("id")
        for edge in ElementTree.fromstring(network.to_graphml(graph)).iter()
        if edge.tag.endswith("edge")
    ]
    assert len(ids) == len(set(ids))


def test_files_do_not_depend_on_the_order_of_the_graph():
    nodes, edges = small()
    one, two = to_networkx(nodes, edges), to_networkx(nodes[::-1], edges[::-1])
    for write in (
        network.to_graphml,
        network.to_gexf,
        network.to_csv,
        lambda graph: network.to_csv(graph, "nodes"),
    ):
        assert write(one) == write(two)
    assert "45家" in network.to_csv(one)


def test_csv_cells_are_no_formulas_and_numbers_stay_numbers():
    graph = nx.MultiDiGraph()
    values = ["=1+1", "+cmd", "-2+3", "@x", "\t=1", "\r=1", "-3.5", "+1e5", "-", "a=b", 'say "x", y', -0.5]
    for number, value in enumerate(values):
        graph.add_edge("a", "b", key=f"k{number:02}", value=value)
    rows = list(csv.DictReader(io.StringIO(network.to_csv(graph), newline="")))
    assert [row["value"] for row in rows] == [
        "'=1+1", "'+cmd", "'-2+3", "'@x", "'\t=1", "'\r=1", "-3.5", "+1e5", "'-", "a=b", 'say "x", y', "-0.5",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="edges or nodes"):
        network.to_csv(graph, "rows")


def test_parallel_relations_keep_their_claims():
    nodes, edges = small()
    graph = to_networkx(nodes, [*edges, edges[0]])
    assert graph.number_of_edges("foton", "xiaomi-auto") == 3
    assert set(graph["foton"]["xiaomi-auto"]) == {"supplies", "supplies#2", "moves-to"}


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def small_open(open_page):
    return lambda hash="", **more: open_page(small_page(), hash, READY, **more)


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


@pytest.mark.browser
def test_the_page_opens_alone_and_says_what_it_shows(small_open):
    opened = small_open()
    assert opened.page.evaluate("document.querySelectorAll('h1').length") == 1
    assert opened.page.evaluate("document.documentElement.lang") == "zh-CN"
    assert opened.page.evaluate(SHOWN) == 6 and opened.page.evaluate(DRAWN) == 6
    note = text(opened, "#source-note")
    assert "1,371" in note and "sha256:abcd" in note and "引用" in note
    opened.quiet()


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
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


@pytest.mark.browser
def test_a_deep_link_opens_an_entity_whose_id_has_a_plus(small_open):
    opened = small_open("#n=beijing+tianjin&lang=en&theme=dark&only=1")
    assert text(opened, "#panel h2") == "Beijing and Tianjin"
    assert opened.page.evaluate(SHOWN) == 2
    assert opened.page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    opened.page.evaluate("location.hash = '#n=nev&lang=zh'")
    opened.until("document.querySelector('#panel h2')?.textContent === '新能源汽车'")
    opened.page.evaluate("location.hash = '#n=no-such-thing&lang=xx&theme=%zz'")
    opened.until("!document.querySelector('#panel h2')")
    opened.quiet()


@pytest.mark.browser
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


@pytest.mark.browser
def test_a_click_in_the_picture_chooses_a_node_and_on_the_paper_lets_it_go(small_open):
    opened = small_open()
    page = opened.page
    green = (0x00, 0x9E, 0x73)  # the colour of chains in families.json
    page.mouse.click(*page.evaluate(FIND_COLOUR, green))
    opened.until("document.querySelector('#panel h2')?.textContent === '新能源汽车'")
    page.locator("#only").click()
    assert page.evaluate(SHOWN) == 2 and "only=1" in page.url
    box = page.locator("#picture").bounding_box()
    page.mouse.click(box["x"] + 8, box["y"] + box["height"] - 8)
    opened.until("!document.querySelector('#panel h2')")
    assert page.evaluate(SHOWN) == 6
    opened.quiet()


@pytest.mark.browser
def test_hostile_names_titles_ids_and_addresses_stay_text(open_page):
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
    html = network_page(nodes, edges, Words(HOSTILE, HOSTILE), snapshot=HOSTILE, about=HOSTILE, cite=HOSTILE)
    opened = open_page(html, "", READY)
    page = opened.page
    bare = open_page("<!doctype html><title>x</title>")
    names = "Object.getOwnPropertyNames(window)"
    assert set(page.evaluate(names)) - set(bare.page.evaluate(names)) <= {"vis", "__core-js_shared__"}
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
    assert page.evaluate("document.querySelectorAll('script').length") == 6
    addresses = page.evaluate("[...document.querySelectorAll('a')].map((a) => a.protocol)")
    assert set(addresses) <= {"http:", "https:"}
    opened.quiet()


@pytest.mark.browser
def test_a_large_network_opens_with_a_readable_part_and_hides_nothing_in_silence(open_page):
    nodes, edges = many(700)
    opened = open_page(network_page(nodes, edges, "大图"), "", READY)
    page = opened.page
    assert page.evaluate(SHOWN) == 300
    assert "400 个实体因" in text(opened, "#shown") and "699" in text(opened, "#shown")
    page.locator("#search").fill("n699")
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == 301 and text(opened, "#panel h2") == "企业699号"
    page.locator("#top").select_option("all")
    assert page.evaluate(SHOWN) == 700 and page.evaluate(DRAWN) == 699
    page.locator("#table summary").click()
    opened.until("document.querySelectorAll('#table tbody tr').length === 500")
    page.locator("#table button").click()
    assert page.locator("#table tbody tr").count() == 699
    opened.quiet()


@pytest.mark.browser
def test_png_holds_the_picture_and_its_captions(small_open, tmp_path):
    opened = small_open()
    with opened.page.expect_download() as waiting:
        opened.page.locator("#png").click()
    waiting.value.save_as(tmp_path / "p.png")
    data = (tmp_path / "p.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", data[16:24])
    box = opened.page.locator("#picture").bounding_box()
    assert width == round(box["width"]) and height > box["height"] + 60
    opened.quiet()


@pytest.mark.browser
def test_a_phone_and_a_printer_get_all_of_it(open_page):
    opened = open_page(small_page(), "", READY)
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


@pytest.mark.browser
def test_the_theme_follows_the_system_until_told_otherwise(small_open):
    opened = small_open(color_scheme="dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = opened.page.evaluate(background)
    opened.page.locator("#theme").select_option("light")
    assert opened.page.evaluate(background) != dark and "theme=light" in opened.page.url
    opened.quiet()
