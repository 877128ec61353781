"""Ways between two entities: the page finds what analysis.routes finds, and shows the claims on the way."""

import json
import random

import pytest

from jjj_graph.analysis import routes
from jjj_graph.views.network import Edge, Node, network_page
from tests.views.network_samples import card

READY = "document.getElementById('picture').dataset.ready === 'yes'"
SHOWN = "Number(document.getElementById('picture').dataset.nodes)"

pytestmark = pytest.mark.browser


def text(opened, selector: str) -> str:
    return opened.page.locator(selector).inner_text()


@pytest.mark.parametrize("seed", range(3))
def test_the_page_finds_the_ways_that_the_analysis_finds(open_page, seed):
    chance = random.Random(seed)
    nodes = [Node(f"n{i}", "thing", "organisation", f"甲{i}") for i in range(60)]
    pairs = [(f"n{int(60 * chance.random() ** 2)}", f"n{chance.randrange(60)}") for _ in range(120)]
    states = [chance.choice(["stated", "stated", "not-yet", "denied"]) for _ in pairs]
    edges = [Edge(one, two, "supplies", state=state) for (one, two), state in zip(pairs, states, strict=True)]
    hubs = routes.hubs(pairs) or {"n0", "n1"}
    opened = open_page(network_page(nodes, edges, "路", hubs=hubs), "", READY)
    told = [pair for pair, state in zip(pairs, states, strict=True) if state != "denied"]
    for start, goal in [(f"n{chance.randrange(60)}", f"n{chance.randrange(60)}") for _ in range(60)]:
        for through, avoided in ((True, set()), (False, set(hubs)), (False, {*hubs, "n7"})):
            asked = json.dumps([start, goal]), json.dumps(through), json.dumps(sorted(avoided - set(hubs)))
            found = opened.page.evaluate(
                f"routes.find({asked[0]}, {{ through: {asked[1]}, terms: new Set(), avoided: new Set({asked[2]}) }})"
            )
            expected = routes.routes(told, start, goal, () if through else avoided)
            assert [tuple(way) for way in found["ways"]] == list(expected.ways), (start, goal, through)
            assert found["more"] == expected.more


def chain_network(**more) -> str:
    """a - hub - b, a - x - y - b, c alone; a - b denied."""
    nodes = [Node(name, "thing", "organisation", name.upper()) for name in ("a", "b", "c", "hub", "x", "y")]
    edges = [
        Edge(one, two, "supplies", "供货给", "supplies", [card(i, characters=(f"{one}给{two}",))])
        for i, (one, two) in enumerate([("a", "hub"), ("hub", "b"), ("a", "x"), ("y", "x"), ("y", "b")])
    ]
    edges.append(Edge("a", "b", "supplies", "供货给", "supplies", [card(9)], "denied"))
    return network_page(nodes, edges, "路", "en", hubs=["hub"], **more)


def test_a_way_shows_its_claims_with_characters_and_sources(open_page):
    opened = open_page(chain_network(), "#path=a,b", READY)
    page = opened.page
    assert text(opened, "#path-said") == "Shortest: 3 steps; ways: 1."
    assert page.evaluate(SHOWN) == 4
    assert page.locator("#panel q").all_inner_texts() == ["a给x", "y给x", "y给b"]
    assert page.locator("#panel .card a").count() == 3
    assert "through one of the 1 hubs (HUB, …)" in text(opened, "#panel")
    page.locator("[data-act=path_through]").click()
    assert text(opened, "#path-said") == "Shortest: 2 steps; ways: 1." and "hubs=1" in page.url
    page.locator("#panel summary", has_text="Avoid one").click()
    page.locator("[data-avoid=hub]").click()
    assert page.locator("#panel q").count() == 3 and "avoid=hub" in page.url
    page.reload()
    opened.until(READY)
    assert page.locator("#panel q").count() == 3
    page.locator("#panel summary", has_text="Avoid one").click()
    page.locator("[data-avoid=x]").click()
    assert text(opened, "#path-said") == "There is no path along the relations that are ticked."
    page.locator("[data-act=path_allow]").click()
    assert page.locator("#panel q").count() == 2
    opened.quiet()


def test_two_are_picked_from_card_and_picture_or_search(open_page):
    opened = open_page(chain_network(), "#n=a", READY)
    page = opened.page
    page.locator("[data-act=path_from]").click()
    assert "From A: search" in text(opened, "#picking")
    page.keyboard.press("Escape")
    assert page.locator("#picking").is_hidden()
    page.locator("[data-act=path_from]").click()
    page.keyboard.type("b")
    page.keyboard.press("Enter")
    assert text(opened, "#panel h2") == "A to B" and "path=a,b" in page.url
    page.locator("#panel .go").nth(1).click()  # who is on the way is read without leaving it
    assert text(opened, "#panel h2") == "X" and page.evaluate(SHOWN) == 4
    page.keyboard.press("Escape")
    assert text(opened, "#panel h2") == "A to B"
    page.locator("#panel [data-act=close]").click()
    assert page.evaluate(SHOWN) == 6 and "path" not in page.url
    opened.quiet()


def test_a_page_that_was_exported_for_a_way_opens_with_it(open_page):
    opened = open_page(chain_network(path=("a", "b"), through_hubs=True, avoided=["x"]), "", READY)
    assert text(opened, "#panel h2") == "A to B" and opened.page.evaluate(SHOWN) == 3
    opened.page.locator("#panel [data-act=close]").click()
    assert opened.page.evaluate(SHOWN) == 6
    opened.page.reload()
    opened.until(READY)
    assert opened.page.evaluate(SHOWN) == 6
    opened.quiet()
