"""What our own renderer does besides drawing what vis-network draws: sharp, quick while it moves, under mouse and wheel."""

import pytest

from jjj_graph.views.network import network_page
from tests.views.network_samples import many, small_page

READY = "document.getElementById('picture').dataset.ready === 'yes'"
PICTURE = "network.picture()"
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

pytestmark = pytest.mark.browser


@pytest.fixture
def opened(open_page):
    return lambda hash="", **more: open_page(small_page(engine="canvas"), hash, READY, **more)


def on_screen(opened, node: str) -> list[float]:
    """Where a node is, in pixels of the window."""
    return opened.page.evaluate(
        f"""(() => {{ const p = {PICTURE}, at = p.screen(p.at(network.made().marks.get({node!r}))),
        box = p.canvas.getBoundingClientRect(); return [box.x + at.x, box.y + at.y]; }})()"""
    )


def test_it_is_sharp_on_a_screen_of_many_pixels(opened):
    one = opened(device_scale_factor=2)
    assert one.page.evaluate(f"{PICTURE}.canvas.width === 2 * {PICTURE}.canvas.clientWidth")
    one.page.set_viewport_size({"width": 1000, "height": 700})
    one.until(f"{PICTURE}.canvas.width === 2 * {PICTURE}.canvas.clientWidth")


def test_every_entity_and_line_is_found_where_it_is_drawn(opened):
    one = opened()
    page = one.page
    for node, name in {
        "foton": "福田汽车",
        "xiaomi-auto": "小米汽车",
        "alone": "孤点",
        "nev": "新能源汽车",
    }.items():
        page.mouse.click(*on_screen(one, node))
        assert page.locator("#panel h2").inner_text() == name
    page.keyboard.press("Escape")
    (ax, ay), (bx, by) = on_screen(one, "xiaomi-auto"), on_screen(one, "nev")
    page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    assert page.locator("#panel h2").inner_text() == "属于"
    one.quiet()


def test_the_mouse_moves_it_and_the_wheel_keeps_the_point_under_it(opened):
    one = opened()
    page = one.page
    before = on_screen(one, "foton")
    box = page.locator("#picture").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + box["height"] - 70, steps=5)
    page.mouse.up()
    after = on_screen(one, "foton")
    assert after == pytest.approx([before[0] + 100, before[1] - 50], abs=1)
    assert page.locator("#panel h2").count() == 0  # to move is not to choose
    page.mouse.move(*after)
    page.mouse.wheel(0, -400)
    page.evaluate(TWO_FRAMES)
    assert on_screen(one, "foton") == pytest.approx(after, abs=1)
    assert page.evaluate(f"{PICTURE}.view().scale") > 1
    one.quiet()


def test_twice_on_an_entity_shows_its_neighbours_only(opened):
    one = opened()
    one.page.mouse.dblclick(*on_screen(one, "nev"))
    one.until("document.getElementById('picture').dataset.nodes === '2'")
    assert "ego=nev" in one.page.url


def test_fewer_lines_while_it_moves_and_all_when_it_rests(open_page):
    nodes, edges = many(6000)
    html = network_page(nodes, edges, "大图", engine="canvas", hubs=[])
    one = open_page(html, "#by=none&top=all", READY)
    lines = f"{PICTURE}.lines().length"
    one.until(f"{lines} === {len(edges)}")
    one.page.evaluate(f"{PICTURE}.drag({{ x: {PICTURE}.view().x + 1 }})")
    one.page.evaluate(TWO_FRAMES)
    moving = one.page.evaluate(lines)
    assert 1000 < moving <= 3000
    one.until(f"{lines} === {len(edges)}")
    one.quiet()


def test_a_picture_of_very_many_is_saved_too(open_page, tmp_path):
    nodes, edges = many(6000)
    html = network_page(nodes, edges * 25, "大图", engine="canvas", hubs=[])
    one = open_page(html, "#by=none&top=all", READY)
    with one.page.expect_download() as waiting:
        one.page.locator("#svg").click()
    waiting.value.save_as(tmp_path / "p.svg")
    text = (tmp_path / "p.svg").read_text(encoding="utf-8")
    assert text.count("M") >= len(edges) * 25 and text.count("<polygon") > 3000
    one.quiet()
