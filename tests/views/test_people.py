"""Every view of the shipped data for everybody: what axe finds, one heading, a phone's width, every control by keyboard."""

from functools import cache

import pytest

from jjj_graph import notebook
from jjj_graph.sessions import Session
from jjj_graph.store.embedded import GraphStore

pytestmark = pytest.mark.browser

DRAWN = "document.getElementById('picture')?.dataset.ready === 'yes'"
READY = "document.body.dataset.ready === 'yes'"
#: Each view: its page, what is chosen where it opens, and when it is ready.
VIEWS = {
    "network": (lambda graph: notebook.network("xiaomi-auto", graph=graph), "n=xiaomi-auto", DRAWN),
    "chain": (lambda graph: notebook.chain("hydrogen", graph=graph), "s=fuel-cell-stack", DRAWN),
    "moves": (lambda graph: notebook.moves(graph=graph), "u=beijing", DRAWN),
    "timeline": (lambda graph: notebook.timeline(place="cangzhou", graph=graph), "item=relocation:langyi-cangzhou", DRAWN),
    "indicators": (lambda graph: notebook.indicators("gdp", graph=graph), "of=hebei", DRAWN),
    "audit": (lambda graph: notebook.audit(graph=graph), "", READY),
    "explorer": (
        lambda graph: notebook.explorer(graph=graph),
        "q=who-moved-to&v=map&e=https://w3id.org/jjj-graph/id/beijing",
        f"{READY} && document.body.dataset.answered === 'yes' && document.getElementById('panel').dataset.shown",
    ),
}  # fmt: skip
#: What people operate; of a group of which one takes the focus for all (radios, tabs) that one.
CONTROLS = """[...document.querySelectorAll('button, select, input, textarea, summary, a[href], [tabindex="0"]')]
  .filter((node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true })
    && !(node.type === 'radio' && !node.checked))"""


@pytest.fixture(scope="module")
def page_of(shipped_store):
    graph = Session(GraphStore(shipped_store))
    return cache(lambda view: VIEWS[view][0](graph).html)


@pytest.fixture
def opened(open_page, page_of):
    def opened(view: str, **context):
        lang, theme = context.pop("lang", "en"), context.pop("theme", "light")
        _, chosen, ready = VIEWS[view]
        hash = "&".join(filter(None, (f"#lang={lang}&theme={theme}", chosen)))
        return open_page(page_of(view), hash, ready, **context)

    return opened


@pytest.mark.parametrize(("lang", "theme", "width"), [("zh", "light", 1440), ("zh", "dark", 390), ("en", "dark", 1440), ("en", "light", 390)])  # fmt: skip
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_serious(opened, axe, view, lang, theme, width):
    one = opened(view, lang=lang, theme=theme, bypass_csp=True)
    one.page.set_viewport_size({"width": width, "height": 900})
    one.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    one.page.wait_for_timeout(300)
    assert axe(one) == []
    assert one.page.evaluate("document.querySelectorAll('h1').length") == 1
    assert one.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("tab", ["table", "chart", "network"])
def test_axe_finds_nothing_serious_in_the_other_pictures_of_the_explorer(opened, axe, tab):
    one = opened("explorer", theme="dark", bypass_csp=True)
    one.page.evaluate("document.getElementById('sparql').open = true")
    one.page.evaluate("location.hash = '#q=gdp-by-place&lang=en&theme=dark'")
    one.until("document.getElementById('question-name').textContent === 'gdp-by-place'")
    one.page.click(f"#tab-{tab}")
    one.until(
        f"document.body.dataset.view === '{tab}' && document.getElementById('view-{tab}').childElementCount"
    )
    assert axe(one) == []


@pytest.mark.parametrize("view", [view for view in VIEWS if view != "network"])
def test_tab_comes_to_every_control_and_out_again(opened, view):
    one = opened(view)
    page = one.page
    page.evaluate(f"window.left = new Set({CONTROLS}); left.size")
    assert page.evaluate("left.size") > 10
    page.evaluate("document.addEventListener('focusin', ({ target }) => left.delete(target))")
    for _ in range(page.evaluate("left.size") + 10):
        page.keyboard.press("Tab")
        if not page.evaluate("left.size"):
            break
    missed = page.evaluate(
        "[...left].filter((node) => node.isConnected).map((node) => node.outerHTML.slice(0, 120))"
    )
    assert missed == []
    unnamed = page.evaluate(
        f"{CONTROLS}.filter((node) => !(node.textContent.trim() || node.getAttribute('aria-label') || node.labels?.length)).map((node) => node.outerHTML)"
    )
    assert unnamed == []
    one.quiet()
