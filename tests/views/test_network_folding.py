"""Never a knot: hubs folded, neighbours only, groups by place and segment, marks that appear as one zooms in."""

import pytest

from jjj_graph.analysis.routes import HUB_DEGREE
from jjj_graph.views.network import Edge, Node, network_page
from tests.views.network_samples import card, many, small_page

READY = "document.getElementById('picture').dataset.ready === 'yes'"
SHOWN = "Number(document.getElementById('picture').dataset.nodes)"
DRAWN = "Number(document.getElementById('picture').dataset.edges)"
GROUPS = "Number(document.getElementById('picture').dataset.groups)"
SEEN = "Number(document.getElementById('picture').dataset.seen)"

pytestmark = pytest.mark.browser


@pytest.fixture(params=["pyvis", "canvas"])
def engine(request) -> str:
    return request.param


def hub_network() -> tuple[list[Node], list[Edge]]:
    """A city that is a hub, a town, firms in both, a segment; firm 0 supplies firm 1, which supplies firm 2."""
    count = HUB_DEGREE
    nodes = [Node("city", "city", "place", "城", "City"), Node("town", "town", "place", "镇", "Town")]
    nodes += [
        Node("cells", "segment", "segment", "电芯", "Cells"),
        Node("idea", "policy", "policy", "策", "Idea"),
    ]
    nodes += [
        Node(f"firm-{i}", "enterprise", "organisation", f"企业{i}", f"Firm {i}") for i in range(count + 2)
    ]
    edges = [Edge(f"firm-{i}", "city", "in", "位于", "in", [card(i)]) for i in range(count)]
    edges += [Edge(f"firm-{count + i}", "town", "in", "位于", "in", [card(99 + i)]) for i in range(2)]
    edges += [Edge(f"firm-{i}", f"firm-{i + 1}", "supplies", "供货给", "supplies") for i in range(2)]
    edges += [Edge("firm-2", f"firm-{count}", "supplies", "供货给", "supplies", [card(200)])]
    edges += [
        Edge("firm-0", "cells", "works-on", "从事", "works on"),
        Edge("idea", "cells", "for", "面向", "for"),
    ]
    return nodes, edges


@pytest.fixture
def opened(open_page, engine):
    nodes, edges = hub_network()
    html = network_page(nodes, edges, "枢纽", "en", engine=engine)
    return lambda hash="", **more: open_page(html, hash, READY, **more)


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


def choose(opened, name: str) -> None:
    opened.page.locator("#search").fill(name)
    opened.page.keyboard.press("Enter")


ALL, OF_HUB = len(hub_network()[1]), HUB_DEGREE


def test_a_hub_shows_how_many_it_ties_and_its_lines_when_asked(opened):
    one = opened()
    page = one.page
    assert page.evaluate(DRAWN) == ALL - OF_HUB
    assert "1 hubs" in text(one, "#shown") and str(OF_HUB) in text(one, "#hubs")
    choose(one, "City")
    assert page.evaluate(DRAWN) == ALL - OF_HUB  # chosen, its neighbours stand out, its lines do not come
    page.locator("[data-act=unfold]").click()
    assert page.evaluate(DRAWN) == ALL and "unfold=city" in page.url
    page.reload()
    one.until(f"{READY} && {DRAWN} === {ALL}")
    page.locator("#hubs input[data-key=city]").uncheck()
    assert page.evaluate(DRAWN) == ALL - OF_HUB
    choose(one, "Firm 0")
    assert page.evaluate(DRAWN) == ALL - OF_HUB + 1  # whoever is chosen shows its own line to a hub
    one.quiet()


def test_neighbours_only_goes_as_deep_as_asked_and_never_through_a_hub(opened):
    one = opened("#n=firm-0")
    page = one.page
    page.locator("[data-act=ego]").click()
    assert page.evaluate(SHOWN) == 4  # itself, the city, firm 1, the segment
    page.locator("#depth").select_option("2")
    assert page.evaluate(SHOWN) == 6  # and firm 2 and the policy, but not all that the city ties
    page.locator("#depth").select_option("1")
    choose(one, "City")
    page.locator("[data-act=expand]").click()
    assert page.evaluate(SHOWN) == OF_HUB + 2 and "expand=city" in page.url
    page.reload()
    one.until(f"{READY} && {SHOWN} === {OF_HUB + 2}")
    page.locator("[data-act=collapse]").click()
    assert page.evaluate(SHOWN) == 4
    page.locator("#only").click()
    assert page.evaluate(SHOWN) == len(hub_network()[0]) and "ego" not in page.url
    one.quiet()


def test_gathered_by_place_a_mark_tells_how_many_and_opens(opened):
    one = opened("#by=place")
    page = one.page
    assert page.evaluate(GROUPS) == 3 and page.evaluate(SHOWN) == len(hub_network()[0])
    assert "Gathered by place: 3 groups" in text(one, "#shown")
    page.locator("#table summary").click()
    tables = page.locator("#table table")
    assert tables.nth(0).inner_text().split("\n")[2:] == [
        f"City\t{OF_HUB + 1}",
        "Town\t3",
        "no place told\t2",
    ]
    assert "City\tTown\t1" in tables.nth(1).inner_text()
    page.locator("[data-group=town]").click()
    assert "Members (3)" in text(one, "#panel") and "fewest relations of its own" in text(one, "#panel")
    page.locator("[data-act=open_group]").click()
    assert page.evaluate(GROUPS) == 2 and "open=town" in page.url
    choose(one, "Firm 3")  # who is inside a group is shown inside it
    assert page.evaluate(GROUPS) == 1 and "city" in page.url.partition("open=")[2]
    page.locator("[data-act=close_group]").click()
    assert page.evaluate(GROUPS) == 2
    page.locator("#by").select_option("segment")
    assert page.evaluate(GROUPS) == 2 and "by=segment" in page.url
    page.locator("#by").select_option("")
    assert page.evaluate(GROUPS) == 0 and page.evaluate(DRAWN) == ALL - OF_HUB
    one.quiet()


def test_a_bundle_leads_to_its_relations_and_their_characters(opened):
    one = opened("#by=place&g=town")
    page = one.page
    ends = """(() => { const [line] = network.made().ties.get(scene.GROUP_ID + 'town'), p = network.picture(),
      [a, b] = [line.from, line.to].map((id) => p.screen(p.at(network.made().marks.get(id)))),
      box = p.canvas.getBoundingClientRect();
      return [box.x + (a.x + b.x) / 2, box.y + (a.y + b.y) / 2]; })()"""
    page.keyboard.press("Escape")
    page.mouse.click(*page.evaluate(ends))
    one.until("document.querySelector('#panel h2')?.textContent === 'City — Town'")
    assert "Relations (1)" in text(one, "#panel") and "45家" in text(one, "#panel")
    one.quiet()


def test_marks_appear_as_one_zooms_in(open_page, engine):
    nodes, edges = many(900)
    one = open_page(network_page(nodes, edges, "大图", "en", engine=engine), "#top=zoom", READY)
    page = one.page
    one.until(f"{SEEN} === 300")
    assert text(one, "#zoomed") == "300 of 900 drawn in full: zoom in for more"
    assert page.evaluate(SHOWN) == 900  # all are in the picture: the others as dots, or nearer
    for _ in range(8):
        page.locator("#zoom-in").click()
    one.until("document.getElementById('zoomed').hidden")
    page.locator("#fit").click()
    one.until(f"{SEEN} === 300")
    one.quiet()


def test_a_network_for_the_canvas_opens_gathered_and_says_what_draws_it(open_page):
    nodes, edges = many(2001)
    html = network_page(nodes, edges, "大图", "en")
    assert "vis.Network" not in html
    one = open_page(html, "", READY)
    assert one.page.evaluate(GROUPS) > 100 and "Gathered by place" in text(one, "#shown")
    choose(one, "Firm 1999")
    assert text(one, "#panel h2") == "Firm 1999" and "open=" in one.page.url
    one.quiet()


def test_small_networks_are_drawn_by_pyvis_unless_told():
    assert "vis.Network" in small_page() and "vis.Network" not in small_page(engine="canvas")
    with pytest.raises(ValueError, match="engine must be one of"):
        small_page(engine="webgl")


def test_every_function_is_reached_from_the_keyboard(opened):
    one = opened()
    page = one.page
    focus = "document.activeElement.id || document.activeElement.dataset.act"

    def tab_to(name: str) -> None:
        for _ in range(80):
            if page.evaluate(focus) == name:
                return
            page.keyboard.press("Tab")
        pytest.fail(f"{name} is not reached by Tab")

    tab_to("by")  # gather by place
    page.keyboard.press("ArrowDown")
    one.until(f"{GROUPS} === 3")
    tab_to("picture")
    page.keyboard.press("ArrowRight")
    assert "g=city" in page.url
    page.keyboard.press("e")  # opens the group
    one.until(f"{GROUPS} === 2")
    page.keyboard.press("/")
    page.keyboard.type("Firm 1")
    page.keyboard.press("Enter")
    assert text(one, "#panel h2") == "Firm 1"
    tab_to("ego")
    page.keyboard.press("Enter")
    assert page.evaluate(SHOWN) == 4
    page.locator("#skip").focus()
    tab_to("depth")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(SHOWN) == 6
    tab_to("picture")
    page.keyboard.press("n")
    page.keyboard.press("p")  # a path: the other end from the search
    assert page.evaluate(focus) == "search" and page.locator("#picking").is_visible()
    page.keyboard.type("Idea")
    page.keyboard.press("Enter")
    one.until("document.querySelector('#panel h2')?.textContent === 'Firm 1 to Idea'")
    tab_to("path_through")
    page.keyboard.press("Enter")
    assert "hubs=1" in page.url
    tab_to("path_turn")
    page.keyboard.press("Enter")
    assert text(one, "#panel h2") == "Idea to Firm 1"
    page.keyboard.press("Escape")
    assert "path=" not in page.url
    page.keyboard.press("/")
    page.keyboard.type("Firm 1")
    page.keyboard.press("Enter")
    for name in ("lonely", "only", "zoom-in", "zoom-out", "fit", "png", "svg"):
        page.locator("#skip").focus()  # the first of the page
        tab_to(name)
    one.quiet()


@pytest.mark.parametrize(
    "hash", ["", "#by=place&g=city", "#ego=firm-0", "#path=firm-0,idea", "#n=city&theme=dark"]
)
def test_axe_finds_nothing_serious(open_page, axe, engine, hash):
    nodes, edges = hub_network()
    one = open_page(network_page(nodes, edges, "枢纽", engine=engine), hash, READY, bypass_csp=True)
    assert axe(one) == []
