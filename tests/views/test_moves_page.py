"""The view of moves: positions, boundaries, the view model, and the page in a real browser, offline."""

import json
import math
from collections import Counter
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from jjj_graph.errors import InputError
from jjj_graph.views.cards import ClaimCard
from jjj_graph.views.moves import Happening, MovesView, Total, Unit, moves_model, moves_page
from jjj_graph.views.moves_map import MOST_POINTS, Base, base_map, read_boundaries
from jjj_graph.views.page import Words

READY = "document.getElementById('picture').dataset.ready === 'yes'"
EVENTS = "Number(document.getElementById('picture').dataset.events)"
FLOWS = "Number(document.getElementById('picture').dataset.flows)"
HOSTILE = '"\'><script>window.hit=1;alert(1)</script></script><img src=x onerror="window.hit=1">\u202e{{7*7}}'

UNITS = (
    Unit("beijing", Words("北京", "Beijing"), "beijing", 39.9, 116.4),
    Unit("tianjin", Words("天津", "Tianjin"), "tianjin", 39.1, 117.2),
    Unit("cangzhou", Words("沧州", "Cangzhou"), "hebei", 38.3, 116.8),
    Unit("xiongan", Words("雄安新区", "Xiongan"), "hebei", 39.0, 116.0),
    Unit("shanghai", Words("上海", "Shanghai"), "", 31.2, 121.5),
    Unit("?from", Words("迁出地未说明", "origin not stated"), side="left"),
    Unit("?to", Words("去向未说明", "destination not stated")),
)


def card(number: int, **more) -> ClaimCard:
    said = {
        "claim": f"{number:016x}",
        "text": Words("迁往沧州", "moves to Cangzhou"),
        "characters": ("整体搬迁至沧州",),
        "source_title": "转移进展",
        "publisher": "新华网",
        "published": "2016-05",
        "url": "https://example.org/moves",
    }
    return ClaimCard(**(said | more))


def move(number: int, origin="beijing", target="cangzhou", **more) -> Happening:
    said = {
        "kind": "relocation",
        "who": Words(f"企业{number}", f"Firm {number}"),
        "state": "done",
        "status": "completed",
        "year": 2016,
        "scope": "production",
        "sector": "biomedicine",
        "places": (Words("北京", "Beijing"), Words("沧州渤海新区", "Bohai")),
        "history": (("announced", "2015-01"), ("completed", "2016-05")),
        "cards": [card(number)],
    }
    return Happening(f"m{number}", origin=origin, target=target, **(said | more))


def small(**more) -> MovesView:
    events = (
        move(1),
        move(2, year=2019),
        move(3, state="not-yet", status="announced", year=None),
        move(4, state="stopped", status="suspended", year=2017),
        move(5, target="xiongan", scope="headquarters", sector=""),
        move(6, target="shanghai"),
        move(7, origin="?from", target="tianjin"),
        move(8, target="beijing"),
        move(9, kind="expansion", target="tianjin"),
        move(10, kind="closure", target="?to", scope="market"),
        move(11, group=True, stated=Words("1,000 家", "1,000"), who=Words("制造企业", "makers")),
    )
    fields = {
        "sectors": {"biomedicine": Words("生物医药", "biomedicine")},
        "scopes": {
            "production": Words("生产", "production"),
            "headquarters": Words("总部", "headquarters"),
            "market": Words("市场", "market"),
        },
        "statuses": {
            "announced": Words("宣布", "announced"),
            "completed": Words("完成", "completed"),
            "suspended": Words("暂停", "suspended"),
        },
        "totals": (
            Total(
                "m11",
                Words("疏解企业", "firms"),
                Words("北京 → 河北", "Beijing → Hebei"),
                Words("4.3万", "43,000"),
                2023,
                "completed",
                5,
                1,
                [card(99)],
            ),
        ),
        "snapshot": "abcd",
    }
    fields |= more
    return MovesView(fields.pop("events", events), UNITS, **fields)


# --- without a browser ---------------------------------------------------------------------------


def test_places_stand_by_their_coordinates_and_to_scale():
    made = base_map(UNITS)
    at = {unit["id"]: (unit["x"], unit["y"]) for unit in made["units"]}
    where = {unit["id"]: unit["where"] for unit in made["units"]}
    assert at["cangzhou"][1] > at["tianjin"][1] > at["beijing"][1] and at["tianjin"][0] > at["beijing"][0]
    assert where == {
        "beijing": "inside",
        "tianjin": "inside",
        "cangzhou": "inside",
        "xiongan": "inside",
        "shanghai": "outside",
        "?from": "left",
        "?to": "right",
    }
    kilometres = math.dist(at["beijing"], at["tianjin"]) / made["kilometre"]
    assert 105 < kilometres < 118  # great circle: 112
    assert at["shanghai"][0] > at["beijing"][0] and at["shanghai"][1] > at["cangzhou"][1]
    assert min(math.dist(a, b) for a, b in combinations(at.values(), 2)) > 15
    assert made["rings"] == [] and {land["part"] for land in made["lands"]} == {"beijing", "tianjin", "hebei"}


def test_many_far_places_do_not_lie_on_each_other():
    far = [Unit(f"f{i}", Words(str(i)), "", 20 + i * 0.1, 110 + i * 0.2) for i in range(6)]
    sides = [Unit(f"s{i}", Words(str(i))) for i in range(14)]
    at = [(unit["x"], unit["y"]) for unit in base_map([*UNITS, *far, *sides])["units"]]
    assert min(math.dist(a, b) for a, b in combinations(at, 2)) > 15


def square(left, low, right, top, steps=1) -> list:
    edge = [i / steps for i in range(steps)]
    return [
        *([left + (right - left) * t, low] for t in edge),
        *([right, low + (top - low) * t] for t in edge),
        *([right - (right - left) * t, top] for t in edge),
        *([left, top - (top - low) * t] for t in edge),
        [left, low],
    ]


def test_boundaries_are_read_projected_and_simplified(tmp_path):
    file = tmp_path / "b.geojson"
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [square(115.5, 38, 117.5, 40.5, 3000)]},
        },
        {
            "type": "Feature",
            "geometry": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "MultiPolygon", "coordinates": [[square(114.5, 37.5, 115.5, 38.5, 30)]]},
                    {"type": "Point", "coordinates": [1, 2]},
                ],
            },
        },
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [square(73, 18, 135, 53)]}},
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [square(-10, 36, 3, 43)]}},
        {"type": "Feature", "geometry": None},
    ]
    file.write_text(
        json.dumps({"type": "FeatureCollection", "license": "ODbL 1.0", "features": features}), "utf-8"
    )
    base = read_boundaries(file)
    assert len(base.rings) == 4 and (base.file, base.credit) == ("b.geojson", "ODbL 1.0")
    assert read_boundaries(file, "me").credit == "me"
    made = base_map(UNITS, base)
    assert (
        len(made["rings"]) == 2 and len(made["around"]) == 1
    )  # the country around; what is far away is left out
    assert made["lands"] == [] and len(json.dumps(made["rings"])) < 500
    at = {unit["id"]: (unit["x"], unit["y"]) for unit in made["units"]}
    xs, ys = zip(*(map(float, pair.split()) for pair in made["rings"][0].strip("MZ").split("L")), strict=True)
    assert min(xs) < at["beijing"][0] < max(xs) and min(ys) < at["beijing"][1] < max(ys)
    assert MOST_POINTS >= 10_000


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nothing", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('{"type": "FeatureCollection", "features": []}', "has no polygon"),
        (
            '{"type": "Polygon", "coordinates": [[[500000, 4400000], [500001, 4400000], [500001, 4400001]]]}',
            "no longitudes",
        ),
        ('{"type": "Polygon", "coordinates": [["a", "b", "c", "d"]]}', "no pairs of numbers"),
        ('{"type": "Polygon", "coordinates": [5]}', "no pairs of numbers"),
    ],
)
def test_a_file_that_holds_no_boundaries_is_an_error(tmp_path, content, said):
    file = tmp_path / "b.json"
    file.write_text(content)
    with pytest.raises(InputError, match=said):
        read_boundaries(file)


def test_the_model_is_plain_and_says_what_is_wrong():
    model = moves_model(small())
    json.dumps(model, allow_nan=False)
    assert Counter((event["kind"], event["group"]) for event in model["events"]) == {
        ("relocation", False): 8,
        ("expansion", False): 1,
        ("closure", False): 1,
        ("relocation", True): 1,
    }
    assert model["events"][2]["year"] is None and len(model["sources"]) == 1
    assert moves_page(small()) == moves_page(small())
    with pytest.raises(ValueError, match="'nowhere'"):
        moves_model(MovesView((move(1, target="nowhere"),), UNITS))
    with pytest.raises(ValueError, match="'maybe'"):
        moves_model(MovesView((move(1, state="maybe"),), UNITS))
    assert moves_page(MovesView((), ())).count("<h1") == 1


# --- in a browser --------------------------------------------------------------------------------


@pytest.fixture
def opened(open_page):
    return lambda hash="", view=None: open_page(moves_page(view or small()), hash, READY)


def text(one, selector: str) -> str:
    return one.page.locator(selector).inner_text()


@pytest.mark.browser
def test_each_filter_counts_and_named_movers_are_never_added_to_groups(opened):
    one = opened()
    page = one.page
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    assert (page.evaluate(EVENTS), page.evaluate(FLOWS)) == (8, 5)
    assert "已完成 6，尚未完成 1，暂停或取消 1" in text(one, "#panel")
    page.locator("#states input[data-key=done]").uncheck()
    assert page.evaluate(EVENTS) == 2
    page.locator("#states input[data-key=done]").check()
    page.locator("#sector").select_option("-")
    assert page.evaluate(EVENTS) == 1 and "sector=-" in page.url
    page.locator("#sector").select_option("")
    page.locator("#scopes input[data-key=headquarters]").uncheck()
    assert page.evaluate(EVENTS) == 7
    page.locator("#find").fill("firm 6")
    assert page.evaluate(EVENTS) == 1
    page.locator("#find").fill("")
    page.locator("#tellings input[value=groups]").check()
    assert page.evaluate(EVENTS) == 1 and "1 条说法" in text(one, "#panel")
    page.locator("#tellings input[value=named]").check()
    page.locator("#kinds input[value=closure]").check()
    assert page.evaluate(EVENTS) == 1 and page.locator("#drawn .m-badge-word").text_content() == "✕ ●1"
    page.reload()
    one.until(READY)
    assert page.evaluate(EVENTS) == 1
    one.quiet()


@pytest.mark.browser
def test_a_place_is_found_by_all_it_lies_in_and_totals_follow_the_filter(opened):
    far = (
        move(1, places=(Words("北京", "Beijing"), Words("黄骅市", "Huanghua")), around=("cangzhou", "hebei")),
        move(2, target="xiongan", places=(Words("北京", "Beijing"), Words("某园", "A park"))),
        move(3, target="?to", group=True, who=Words("firms that leave", "firms that leave"), year=2018),
    )
    names = {"cangzhou": Words("沧州", "Cangzhou"), "hebei": Words("河北", "Hebei")}
    total = Total(
        "m3", far[2].who, Words("北京 → ?", "Beijing → ?"), Words("40", "40"), 2018, "completed", 1, 0
    )
    one = opened(view=small(events=far, around=names, totals=(total,)))
    page = one.page
    assert page.locator("#panel .total").count() == 1
    assert page.locator("#panel .total [lang=en]").inner_text() == "firms that leave"
    for asked, found in (("hebei", 1), ("沧州", 1), ("xiongan", 1), ("beijing", 2), ("石家庄", 0)):
        page.locator("#find").fill(asked)
        assert page.evaluate(EVENTS) == found
    assert page.locator("#panel .total").count() == 0
    page.locator("#find").fill("that leave")
    assert page.evaluate(EVENTS) == 0 and page.locator("#panel .total").count() == 1
    page.locator("#find").fill("")
    page.locator("#last").evaluate("box => { box.value = 2016; box.dispatchEvent(new Event('input')); }")
    assert page.locator("#panel .total").count() == 0
    one.quiet()


@pytest.mark.browser
def test_the_slider_keeps_years_and_tells_unknown_ones_apart(opened):
    one = opened()
    page = one.page
    assert "2016–2019 年：7 个事件" in text(one, ".span") and "年份不明 1 个" in text(one, ".span")
    page.locator("#first").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(EVENTS) == 3 and "y=2017-2019" in page.url
    page.locator("#undated").uncheck()
    assert page.evaluate(EVENTS) == 2 and "undated=0" in page.url
    page.locator("#last").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert "y=2016-2016" in page.url  # the other end goes along
    one.quiet()


@pytest.mark.browser
def test_behind_an_arc_or_band_stand_its_events_with_characters(opened):
    one = opened()
    for view in ("map", "sankey"):
        one.page.locator(f"[data-view={view}]").click()
        see_events(one)
    one.quiet()


def see_events(one) -> None:
    page = one.page
    page.locator("#drawn [data-flow='beijing~cangzhou'] path").first.dispatch_event("click")
    assert text(one, "#panel h2") == "北京 → 沧州" and page.locator("#panel .links > li").count() == 4
    for summary in page.locator("#panel summary").all():
        summary.click()
    panel = text(one, "#panel")
    for said in (
        "企业1",
        "沧州渤海新区",
        "宣布 2015年1月",
        "完成 2016年5月",
        "整体搬迁至沧州",
        "转移进展",
        "生产",
        "生物医药",
        "暂停或取消",
    ):
        assert said in panel, said
    assert page.locator("#panel a").first.get_attribute("href") == "https://example.org/moves"
    states = page.locator("#drawn [data-flow='beijing~cangzhou']").evaluate_all(
        """(all) => all.flatMap((g) => [...g.querySelectorAll('.m-arc, .m-band')])
        .map((n) => n.getAttribute('class').split(' ').at(-1))"""
    )
    assert set(states) == {"done", "not-yet", "stopped"}
    page.locator("#drawn [data-unit=beijing]").first.dispatch_event("click")
    assert text(one, "#panel h2") == "北京" and "迁出 (7)" in text(one, "#panel") and "u=beijing" in page.url


@pytest.mark.browser
def test_map_sankey_matrix_and_table_tell_the_same(opened):
    one = opened("#lang=en")
    page = one.page
    arcs = page.locator("#drawn [data-flow]").evaluate_all(
        "(all) => [...new Set(all.map((g) => g.dataset.flow))]"
    )
    page.locator("[data-view=sankey]").click()
    bands = page.locator("#drawn [data-flow]").evaluate_all(
        "(all) => [...new Set(all.map((g) => g.dataset.flow))]"
    )
    page.locator("[data-view=matrix]").click()
    cells = page.locator("#matrix [data-flow]").evaluate_all("(all) => all.map((g) => g.dataset.flow)")
    assert sorted(arcs) == sorted(bands) == sorted(cells) and len(cells) == 5
    assert text(one, "#matrix tfoot tr td:last-child") == "8"
    page.locator("#matrix [data-flow='beijing~cangzhou']").press("Enter")
    assert (
        page.evaluate("document.activeElement.id") == "panel"
        and text(one, "#panel h2") == "Beijing → Cangzhou"
    )
    page.locator("#table summary").first.click()
    one.until("document.querySelectorAll('#table tbody tr').length === 8")
    assert "completed May 2016" in text(one, "#table")
    shown = page.evaluate(
        """[...document.querySelectorAll('[data-t], #matrix *')].map((n) => n.textContent)
        .filter((text) => /[\\u4e00-\\u9fff]/.test(text))"""
    )
    assert shown == []
    one.quiet()


@pytest.mark.browser
def test_everything_works_from_the_keyboard(opened):
    one = opened()
    page = one.page
    page.locator("#picture").focus()
    seen = set()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "+", "-", "0", "Shift+ArrowDown"):
        page.keyboard.press(key)
        seen.add(page.url)
    assert len(seen) > 1
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "picture" and "f=" not in page.url
    page.locator("#kinds input").first.focus()
    page.keyboard.press("ArrowDown")
    assert "kind=expansion" in page.url and page.evaluate("document.activeElement.value") == "expansion"
    unnamed = page.evaluate(
        """[...document.querySelectorAll('button, select, input, summary, [role=application], [role=img]')]
        .filter((n) => !(n.textContent.trim() || n.getAttribute('aria-label') || n.labels?.length))
        .map((n) => n.outerHTML)"""
    )
    assert unnamed == []
    one.quiet()


@pytest.mark.browser
def test_what_is_seen_is_saved(opened):
    one = opened("#view=sankey&theme=dark")
    saved = {}
    one.page.locator("#table summary").first.click()
    one.until("document.getElementById('csv')")
    for kind in ("svg", "png", "csv"):
        with one.page.expect_download() as waiting:
            one.page.locator(f"#{kind}").click()
        saved[kind] = Path(waiting.value.path()).read_bytes()
    words = "".join(ElementTree.fromstring(saved["svg"]).itertext())
    assert "产业疏解与转移图：疏解转移" in words and "上海" in words and "引用" in words
    assert b"class=" not in saved["svg"] and b'fill="url(#soon)"' in saved["svg"]
    assert saved["png"][:8] == b"\x89PNG\r\n\x1a\n" and len(saved["png"]) > 20_000
    assert len(saved["csv"].decode("utf-8-sig").splitlines()) == 9
    one.quiet()


@pytest.mark.browser
def test_on_a_phone_nothing_hangs_out(opened):
    one = opened("#theme=dark")
    one.page.set_viewport_size({"width": 390, "height": 844})
    for view in ("map", "sankey", "matrix"):
        one.page.locator(f"[data-view={view}]").click()
        assert one.page.evaluate("document.documentElement.scrollWidth") <= 390, view
    one.quiet()


@pytest.mark.browser
def test_on_a_phone_the_whole_map_is_seen_with_names_that_can_be_read(opened):
    one = opened()
    page = one.page
    tall = "Math.min(...[...document.querySelectorAll('#drawn .m-name')].map(n => n.getBoundingClientRect().height))"
    wide = page.evaluate("document.querySelectorAll('#drawn .m-name').length")
    page.set_viewport_size({"width": 390, "height": 800})
    one.until("document.getElementById('drawn').getBoundingClientRect().width < 390")
    assert page.evaluate(
        "document.getElementById('picture').scrollWidth <= document.getElementById('picture').clientWidth"
    )
    one.until(f"{tall} >= 11")
    assert 2 <= page.evaluate("document.querySelectorAll('#drawn .m-name').length") <= wide
    for _ in range(4):
        page.locator("#zoom-in").click()
    assert 11 <= page.evaluate(tall) < 25  # letters do not grow with what they name
    one.quiet()


@pytest.mark.browser
def test_hostile_names_files_and_addresses_stay_text(opened):
    bad = card(
        1,
        text=HOSTILE,
        characters=(HOSTILE, "\x00\ud800"),
        source_title=HOSTILE,
        url="javascript:window.hit=1",
        note=HOSTILE,
    )
    words = Words(HOSTILE, HOSTILE)
    units = (
        Unit(HOSTILE, words, HOSTILE, 39.0, 116.0),
        Unit("__proto__", words, "", 30, 120),
        Unit("b", words),
    )
    events = tuple(
        move(
            n,
            HOSTILE,
            target,
            who=words,
            scope=HOSTILE,
            sector=HOSTILE,
            status=HOSTILE,
            places=(words, words),
            stated=words,
            history=((HOSTILE, HOSTILE),),
            cards=[bad],
        )
        for n, target in enumerate(("__proto__", "b", HOSTILE))
    )
    named = {HOSTILE: words}
    total = Total("m1", words, words, words, None, HOSTILE, 0, 0, [bad])
    base = Base([square(115, 38, 117, 40)], HOSTILE, HOSTILE)
    one = opened(
        "#f=%3Cscript%3E&y=x-y&view=zzz",
        MovesView(events, units, named, named, named, (total,), (words,), base, HOSTILE, words),
    )
    page = one.page
    page.locator("#drawn [data-flow]").first.dispatch_event("click")
    for summary in page.locator("#panel summary").all():
        summary.click()
    for view in ("sankey", "matrix"):
        page.locator(f"[data-view={view}]").click()
    page.locator("#table summary").first.click()
    page.locator("[data-lang=en]").click()
    assert page.evaluate("window.hit") is None and page.evaluate("document.images.length") == 0
    assert page.evaluate("document.querySelectorAll('script').length") == 8
    assert (
        page.evaluate("[...document.querySelectorAll('a')].filter((a) => !/^https?:/.test(a.href)).length")
        == 0
    )
    assert "{{7*7}}" in text(one, "#panel")
    one.quiet()


# --- from the graph ------------------------------------------------------------------------------


def test_the_events_of_the_map_are_those_of_the_analysis(small_store):
    from jjj_graph.analyses import move_table
    from jjj_graph.pages.moves import moves_view
    from jjj_graph.rows import Rows
    from jjj_graph.store.embedded import GraphStore

    store = GraphStore(small_store)
    view = moves_view(store)
    rows = Rows(store)
    cells = move_table(rows, "od", ("kind", "done"))
    told = Counter()
    for cell in cells:
        told[cell["kind"], cell["done"], cell["told as"]] += cell["events"]
    assert told == Counter((e.kind, e.state == "done", "group" if e.group else "named") for e in view.events)
    assert [e.move for e in view.events] == [row["move"] for row in move_table(rows, "events")]
    assert all(e.cards for e in view.events)
    by_move = {e.move: e for e in view.events}
    assert (by_move["langyi-cangzhou"].origin, by_move["langyi-cangzhou"].target) == ("beijing", "cangzhou")
    (closed,) = [e for e in view.events if e.kind == "closure"]
    assert closed.group and "45" in closed.stated.en and closed.target == "?to"
    assert not any("denied" in str(e) for e in view.events)
    named = {one.id: one.words for one in view.units} | view.around
    assert all(name in named for e in view.events for name in e.around)
    assert "hebei" in by_move["langyi-cangzhou"].around
    assert {one.move for one in view.totals} <= {e.move for e in view.events if e.group}
    assert not any(e.who.zh.startswith("group:") for e in view.events)
    assert moves_page(view) == moves_page(moves_view(store))
