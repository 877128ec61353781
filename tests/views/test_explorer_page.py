"""The explorer: what is put into it, and the page in a real browser, offline, by keyboard alone, with hostile text."""

import csv
import gzip
import hashlib
import io
import json
import re
from html import escape
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from jjj_graph import namespaces as ns
from jjj_graph.cli import main
from jjj_graph.errors import JJJError, UnknownNameError
from jjj_graph.pages.explorer import explore
from jjj_graph.questions import read_questions
from jjj_graph.sessions import Session
from jjj_graph.store.embedded import GraphStore
from jjj_graph.store.pieces import trig_pieces
from jjj_graph.views.cards import NOT_YET
from jjj_graph.views.page import content_policy, render

QUESTIONS = sorted(read_questions())
ANSWERED = "document.body.dataset.answered === 'yes'"
READY = "document.body.dataset.ready === 'yes' && " + ANSWERED
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?c) < STR(?i)) }"


@pytest.fixture(scope="module")
def shipped(shipped_store) -> Session:
    return Session(GraphStore(shipped_store))


@pytest.fixture(scope="module")
def small(small_store) -> Session:
    return Session(GraphStore(small_store))


@pytest.fixture(scope="module")
def whole_page(shipped) -> str:
    return explore(shipped).page("zh")


@pytest.fixture(scope="module")
def small_page(small) -> str:
    return explore(small).page("zh")


def quads(pieces) -> set:
    return {
        quad
        for piece in pieces
        for quad in ox.parse(input=gzip.decompress(piece.packed), format=ox.RdfFormat.TRIG)
    }


# What goes into the page


def test_the_pieces_hold_the_graph_and_are_the_same_in_any_order(small):
    lines = list(small.store.dump())
    pieces = list(trig_pieces(lines, size=500))
    assert len(pieces) > 1 and sum(piece.quads for piece in pieces) == len(lines)
    assert quads(pieces) == set(ox.parse(input="".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    assert list(trig_pieces(reversed(lines), size=500)) == pieces


def test_the_same_command_gives_the_same_bytes(small_store, tmp_path, capsys):
    for name in ("one.html", "two.html"):
        with pytest.raises(SystemExit) as done:
            main(
                [
                    "export",
                    "explorer",
                    "-o",
                    str(tmp_path / name),
                    "--store",
                    str(small_store),
                    "--lang",
                    "zh",
                ]
            )
        assert not done.value.code, capsys.readouterr()
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


def test_a_worker_is_allowed_by_name_only_where_there_is_one():
    assert "wasm" not in content_policy(["1"], []) and "worker" not in content_policy(["1"], [])
    policy = content_policy(["1"], [], worker=True)
    assert "worker-src blob:" in policy and "connect-src 'none'" in policy and "unsafe-inline" not in policy
    with pytest.raises(ValueError, match="end its element"):
        render("page.html", "试", {}, embedded={"a": "x</Script>"})


def test_a_part_holds_its_claims_whole(small, shipped):
    whole = set(shipped.store.dump())
    for options in ({"chain": "hydrogen"}, {"place": "caofeidian"}):
        part = explore(shipped, **options)
        lines = set(part.lines)
        assert lines < whole and len(lines) < 0.7 * len(whole)
        store = ox.Store()
        store.bulk_load(input="".join(part.lines).encode(), format=ox.RdfFormat.N_QUADS)
        union = {"prefixes": ns.PREFIXES, "use_default_graph_as_union": True}
        bare = "SELECT ?claim { ?claim jjj:statedIn ?source ; jjj:evidence ?evidence MINUS { ?evidence oa:hasSelector/oa:exact ?words . ?source jjj:publisher ?who } }"
        assert not list(store.query(bare, **union))
        alone = "SELECT ?conflict { ?conflict a jjj:Conflict ; jjj:involves ?claim MINUS { ?claim jjj:statedIn ?source } }"
        assert not list(store.query(alone, **union))
        assert part.view().part.en.startswith("Only: ") and "a part" in part.notes[0]


def loaded(part) -> ox.Store:
    store = ox.Store()
    store.bulk_load(input="".join(part.lines).encode(), format=ox.RdfFormat.N_QUADS)
    return store


def answer(shipped, store: ox.Store, name: str, **parameters: str) -> list[tuple]:
    sparql = shipped.questions[name].bind(parameters, lambda kind, text: shipped.names.find(text, kind))
    rows = store.query(sparql, prefixes=ns.PREFIXES, use_default_graph_as_union=True)
    return sorted(tuple(str(term) for term in row) for row in rows)


def test_the_part_of_a_place_answers_for_what_lies_in_it(shipped):
    """A province holds its cities and districts, as the named questions and the other filters have it."""
    store, whole = loaded(explore(shipped, place="河北")), loaded(explore(shipped))
    for name, place in (
        ("who-moved-to", "caofeidian"),
        ("movers-from", "hebei"),
        ("what-is-planned", "caofeidian"),
    ):
        found = answer(shipped, store, name, place=place)
        assert found and found == answer(shipped, whole, name, place=place), name


def test_the_part_of_a_chain_has_the_segments_that_nobody_is_known_to_do(shipped):
    store, whole = loaded(explore(shipped, chain="hydrogen")), loaded(explore(shipped))
    for name, more in (("segments-without-maker", {"chain": "hydrogen"}), ("upstream-of", {})):
        found = answer(shipped, store, name, **more)
        assert found and found == answer(shipped, whole, name, **more), name


@pytest.mark.parametrize(
    "name", ["suppliers-of", "gdp-by-place", "od-matrix", "upstream-of", "same-cell-conflicts"]
)
def test_the_part_of_a_question_answers_it_as_the_whole_does(shipped, name):
    part = explore(shipped, question=name)
    store = ox.Store()
    store.bulk_load(input="".join(part.lines).encode(), format=ox.RdfFormat.N_QUADS)
    rows = list(
        store.query(shipped.questions[name].sparql, prefixes=ns.PREFIXES, use_default_graph_as_union=True)
    )
    assert len(rows) == len(shipped.ask(name).rows) > 0
    assert part.start == name and part.notes
    assert len(part.lines) < len(list(shipped.store.dump())) or "all of it" in part.notes[0]


def test_what_is_wrong_is_said(small):
    with pytest.raises(JJJError, match="only one of"):
        explore(small, chain="nev", place="beijing")
    with pytest.raises(JJJError, match="belong to a question"):
        explore(small, parameters={"customer": "xiaomi-auto"})
    with pytest.raises(UnknownNameError):
        explore(small, question="suppliers-of", parameters={"no-such-parameter": "x"})
    with pytest.raises(UnknownNameError):
        explore(small, question="no-such-question")
    with pytest.raises(UnknownNameError):
        explore(small, chain="no-such-chain")


def test_a_parameter_without_a_value_is_refused(jjj, small_store, tmp_path, capsys):
    words = ["export", "explorer", "-o", str(tmp_path / "x.html"), "--store", str(small_store)]
    assert jjj(*words, "--question", "suppliers-of", "--param", "customer") == 2
    assert "NAME=VALUE" in capsys.readouterr().err
    assert jjj(*words, "--param", "customer=小米汽车") == 2
    assert "--question" in capsys.readouterr().err


# The page in a browser


def show(opened, name: str) -> None:
    opened.page.evaluate("document.body.dataset.answered = 'no'")
    opened.page.click(f'[data-question="{name}"]')
    opened.until(ANSWERED, 30)


def saved(opened) -> bytes:
    with opened.page.expect_download() as download:
        opened.page.click("#csv")
    return Path(download.value.path()).read_bytes()


def in_order(text: bytes) -> list[list[str]]:
    header, *rows = csv.reader(io.StringIO(text.decode("utf-8-sig")))
    return [header, *sorted(rows)]


@pytest.mark.browser
def test_every_named_question_has_the_answer_of_the_command_line(open_page, shipped, whole_page):
    """The page's engine is 0.5.11 of npm, ours the Python package: what they print must not differ."""
    assert len(whole_page.encode()) <= 6_000_000
    opened = open_page(whole_page, ready=READY)
    opened.page.evaluate(
        "() => { window.files = []; const make = URL.createObjectURL.bind(URL); URL.createObjectURL = (file) => { files.push(file); return make(file); }; }"
    )
    different = []
    for name in QUESTIONS:
        opened.page.evaluate(
            f"document.body.dataset.answered = 'no'; document.querySelector('[data-question=\"{name}\"]').click()"
        )
        ours = ("\ufeff" + shipped.ask(name).to_csv()).encode()
        opened.until(ANSWERED, 30)
        opened.page.evaluate("document.getElementById('csv').click()")
        theirs = ("\ufeff" + opened.page.evaluate("files.at(-1).text()")).encode()
        assert in_order(theirs) == in_order(ours), name
        if theirs != ours:
            different.append(name)
        assert (
            int(opened.page.evaluate("document.querySelector('#view-table').dataset.rows ?? 0"))
            == len(in_order(ours)) - 1
            or len(in_order(ours)) == 1
        )
    assert different == [], "rows come in another order"
    opened.quiet()


@pytest.mark.browser
def test_a_parameter_given_by_its_name_asks_what_the_command_line_asks(open_page, shipped, whole_page):
    opened = open_page(whole_page, "#q=suppliers-of", ready=READY)
    page = opened.page
    opened.until("document.getElementById('p-customer')")
    page.fill("#p-customer", "")
    page.type("#p-customer", "宁德时代")
    opened.until("document.querySelectorAll('#p-customer-list [role=option]').length")
    page.keyboard.press("Enter")
    page.evaluate("document.body.dataset.answered = 'no'")
    page.click("#run")
    opened.until(ANSWERED)
    chosen = page.evaluate("document.getElementById('p-customer').dataset.iri")
    assert in_order(saved(opened)) == in_order(shipped.ask("suppliers-of", customer=chosen).to_csv().encode())
    page.click("#cite-open")
    cited = page.input_value("#cite-text")
    assert shipped.store.snapshot["hash"] in cited and "suppliers-of" in cited
    page.click("#cite-close")
    assert hashlib.sha256(saved(opened)).hexdigest() in cited
    # the text of a parameter stays text
    opened = open_page(whole_page, "#q=said-by-date", ready=READY)
    name = "day"
    opened.until(f"document.getElementById('p-{name}')")
    for text in ('x" } DROP ALL #', "2015-01-01", "\\", "{?x}"):
        opened.page.evaluate("document.body.dataset.answered = 'no'")
        opened.page.fill(f"#p-{name}", text)
        opened.page.click("#run")
        opened.until(ANSWERED)
        assert opened.page.evaluate("document.getElementById('problem').hidden"), text
        assert in_order(saved(opened)) == in_order(shipped.ask("said-by-date", day=text).to_csv().encode()), (
            text
        )
    opened.quiet()


@pytest.mark.browser
def test_a_query_that_does_not_end_can_be_stopped(open_page, whole_page):
    opened = open_page(whole_page, "#lang=en", ready=READY)
    page = opened.page
    page.evaluate(f"location.hash = '#lang=en&sparql=' + encodeURIComponent({json.dumps(ENDLESS)})")
    opened.until("document.body.dataset.phase === 'running'")
    page.wait_for_timeout(400)
    page.keyboard.press("Escape")
    said = opened.until("document.getElementById('problem').textContent")
    assert re.search(r"Stopped after \d+\.\d s.*read anew", said)
    opened.until("document.body.dataset.phase === 'ready'", 20)
    assert "quads read anew" in page.evaluate("document.getElementById('live').textContent")
    show(opened, "suppliers-of")
    assert page.evaluate("document.querySelectorAll('#view-table tbody tr').length") > 5
    opened.quiet()


@pytest.mark.browser
def test_a_query_that_breaks_the_engine_is_told_and_the_engine_comes_back(open_page, small_page):
    names = "abcdefgh"
    doubled = (
        f"BIND(CONCAT({','.join([f'?{x}'] * 16)}) AS ?{y})" for x, y in zip(names, names[1:], strict=False)
    )
    query = f"SELECT ?n {{ BIND('aaaaaaaa' AS ?a) {' '.join(doubled)} BIND(STRLEN(?h) AS ?n) }}"
    opened = open_page(small_page, "#lang=en", ready=READY)
    opened.until(ANSWERED, 30)
    opened.page.evaluate(f"location.hash = '#lang=en&sparql=' + encodeURIComponent({json.dumps(query)})")
    said = opened.until(
        "document.getElementById('problem').hidden ? '' : document.getElementById('problem').textContent", 30
    )
    assert "engine broke down" in said and "capacity overflow" in said
    opened.until("document.body.dataset.phase === 'ready'", 20)
    show(opened, "suppliers-of")
    assert opened.page.evaluate("document.getElementById('problem').hidden")
    opened.quiet()


@pytest.mark.browser
def test_rows_of_the_query_before_are_not_given_away_as_the_answer(open_page, small_page):
    opened = open_page(small_page, "#q=suppliers-of&lang=en", ready=READY)
    page = opened.page
    opened.until(ANSWERED, 30)
    taken = ["copy", "csv", "link", "cite-open"]
    assert not page.is_visible("#previous") and all(page.is_enabled(f"#{name}") for name in taken)
    page.evaluate("location.hash = '#lang=en&sparql=SELECT'")
    opened.until("!document.getElementById('problem').hidden")
    assert page.is_visible("#previous") and page.locator("#view-table tbody tr").count() > 0
    assert not any(page.is_enabled(f"#{name}") for name in taken)
    show(opened, "suppliers-of")
    assert not page.is_visible("#previous") and all(page.is_enabled(f"#{name}") for name in taken)
    opened.quiet()


@pytest.mark.browser
def test_a_place_that_is_not_known_is_told_and_the_default_does_not_answer(open_page, shipped, whole_page):
    for given in ("Nowhere", "ent:nowhere"):
        opened = open_page(whole_page, f"#q=who-moved-to&lang=en&p.place={given}", ready=READY)
        opened.until(ANSWERED, 30)
        assert not opened.page.is_visible("#result") and not opened.page.is_enabled("#run")
        assert f"“{given}” stands for nothing" in opened.page.inner_text("#run-why")
        assert opened.page.input_value("#p-place") == given and f"p.place={given}" in opened.page.url.replace(
            "%3A", ":"
        )
        opened.quiet()
    opened = open_page(whole_page, "#q=who-moved-to&lang=en&p.place=沧州", ready=READY)
    opened.until(ANSWERED, 30)
    page = opened.page
    assert in_order(saved(opened)) == in_order(
        shipped.ask("who-moved-to", place="cangzhou").to_csv().encode()
    )
    assert page.inner_text(".field label") == "place"  # not "place (place)"
    page.fill("#p-place", "Nowhere")
    page.keyboard.press("Enter")
    assert not page.is_enabled("#run") and "Nowhere" in page.inner_text("#run-why")
    page.fill("#p-place", "Baoding")
    page.keyboard.press("Tab")  # a whole name needs no choice
    opened.until("!document.getElementById('run').disabled")
    page.evaluate("document.body.dataset.answered = 'no'")
    page.click("#run")
    opened.until(ANSWERED)
    assert in_order(saved(opened)) == in_order(shipped.ask("who-moved-to", place="baoding").to_csv().encode())
    page.type("#search", "foton")
    page.keyboard.press("Enter")  # before the list is there
    opened.until("document.getElementById('panel').dataset.shown")
    assert page.inner_text("#panel-title") == "Foton Motor"
    opened.quiet()


@pytest.mark.browser
def test_the_map_says_that_it_counts_rows_and_dashes_what_is_not_done(open_page, whole_page):
    opened = open_page(whole_page, "#q=who-moved-to&lang=en&v=map", ready=READY)
    opened.until("document.querySelector('#view-map figure svg')", 30)
    page = opened.page
    assert "rows of the answer, not events" in page.locator("#view-map figure svg").text_content()
    told = page.locator("#view-map figcaption").inner_text()
    assert "not events" in told and "dashed" in told
    assert page.locator("#view-map .m-arc.not-yet").count() > 0
    page.click("#tab-chart")
    opened.until("document.querySelector('#view-chart figcaption')")
    assert "not an event" in page.inner_text("#view-chart figcaption")
    opened.quiet()


@pytest.mark.browser
def test_a_question_chosen_far_down_brings_its_form_into_sight(open_page, small_page):
    opened = open_page(small_page, "#lang=en", ready=READY)
    page = opened.page
    page.set_viewport_size({"width": 1100, "height": 420})
    page.locator("[data-question]").last.scroll_into_view_if_needed()
    page.locator("[data-question]").last.click()
    opened.until(
        "(({top, bottom}) => top >= 0 && bottom <= innerHeight)(document.getElementById('run').getBoundingClientRect())"
    )
    opened.quiet()


@pytest.mark.browser
def test_the_panel_shows_words_sources_witnesses_and_contradictions(open_page, shipped, whole_page):
    conflict, claim = next(
        iter(
            shipped.store.query("SELECT ?c ?x { ?c a jjj:Conflict ; jjj:involves ?x } ORDER BY ?c ?x LIMIT 1")
        )
    )
    opened = open_page(whole_page, f"#q=suppliers-of&lang=en&e={claim.value}", ready=READY)
    page = opened.page
    opened.until("document.getElementById('panel').dataset.shown")
    walk = shipped.why(claim.value.rpartition("/")[2])
    text = page.inner_text("#panel")
    assert all(words in text for words in walk.claim.evidence) and walk.card["publisher"] in text
    assert f"Other witnesses to the same ({len(walk.witnesses.rows)})" in text
    assert page.locator("#panel a[href^=http]").first.get_attribute("rel") == "noopener noreferrer"
    page.evaluate(f"location.hash = '#q=suppliers-of&lang=en&e={conflict.value}'")
    opened.until(f"document.getElementById('panel').dataset.shown === '{conflict.value}'")
    assert "The others together allow" in page.inner_text("#panel")
    # a thing: its contradictions by what they are about, and no word of a foreign vocabulary
    beijing = ns.entity_iri("beijing")
    page.evaluate(f"location.hash = '#q=suppliers-of&lang=en&e={beijing}'")
    opened.until(f"document.getElementById('panel').dataset.shown === '{beijing}'")
    said = page.inner_text("#panel")
    assert "latitude (degrees)" in said and not re.search(r"\b(wgs84|skos|dcterms|rdfs):", said)
    listed = page.locator("#panel .conflicts .go")
    assert listed.count() > 3 and any(
        "product" in text and "Beijing" in text for text in listed.all_inner_texts()
    )
    listed.first.click()
    opened.until("document.getElementById('panel').dataset.shown.includes('/conflict/')")
    opened.quiet()


@pytest.mark.browser
def test_every_state_has_an_address_and_back_goes_back(open_page, whole_page):
    opened = open_page(
        whole_page, "#q=suppliers-of&v=network&e=https://w3id.org/jjj-graph/id/xiaomi-auto", ready=READY
    )
    page = opened.page
    opened.until(
        "document.getElementById('panel').dataset.shown && document.querySelectorAll('.node').length"
    )
    show(opened, "gdp-by-place")
    page.click("#tab-chart")
    opened.until("document.querySelectorAll('#view-chart .bar').length")
    page.go_back()
    page.go_back()
    opened.until(
        "document.getElementById('question-name').textContent === 'suppliers-of' && document.body.dataset.view === 'network'"
    )
    page.go_forward()
    opened.until("document.getElementById('question-name').textContent === 'gdp-by-place'")
    page.click("[data-lang=en]")
    opened.until("document.getElementById('question-title').textContent.startsWith('What')")
    page.click("#tab-table")
    only = page.inner_text("#view-table tbody tr:last-child td:last-child")
    page.fill("#filter", only)
    opened.until("document.getElementById('view-table').dataset.rows === '1'")
    page.click("[data-sort=value]")
    page.click("#view-table .quiet")
    opened.until("document.querySelector('#view-table .quiet[aria-pressed=true]')")
    address = page.evaluate("location.hash")
    assert {"q=gdp-by-place", f"f={only.replace(' ', '%20')}", "sort=value", "cols=all", "lang=en"} <= set(
        address[1:].split("&")
    )
    again = open_page(whole_page, address, ready=READY)
    assert again.page.inner_text("#view-table tbody") == page.inner_text("#view-table tbody")
    opened.quiet()
    again.quiet()


@pytest.mark.browser
def test_the_map_counts_the_rows_of_each_place_and_what_goes_where(open_page, shipped, whole_page):
    opened = open_page(whole_page, "#q=who-moved-to&lang=en&v=map", ready=READY)
    page = opened.page
    rows = list(shipped.ask("who-moved-to"))
    pairs = {
        (str(row["from"]), str(row["to"]), row["status"] in NOT_YET)
        for row in rows
        if row["from"] and row["from"] != row["to"]
    }
    page.click("#map-twin summary")
    told = [
        (cells[0], cells[1], int(cells[2]))
        for cells in page.evaluate(
            "[...document.querySelectorAll('#map-twin tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
        )
    ]
    assert len(told) == len(pairs) and sum(n for *_, n in told) == sum(bool(row["from"]) for row in rows)
    for soon, name in ((False, "Caofeidian"), (True, "Caofeidian (not yet done)")):
        own = sum(
            row["from"] == ns.entity_iri("beijing") and (row["status"] in NOT_YET) == soon for row in rows
        )
        assert ("Beijing", name, own) in told
    # Caofeidian has no coordinates: it is drawn where it lies, and the mark says so
    assert page.locator(f".m-unit.near[data-place='{ns.entity_iri('tangshan')}']").count() == 1
    x, y = page.evaluate(
        f"(() => {{ const box = document.querySelector('[data-place=\"{ns.entity_iri('beijing')}\"] circle'); return [box.cx.baseVal.value, box.cy.baseVal.value]; }})()"
    )
    base = json.loads(re.search(r'id="view-model">(.*?)</script>', whole_page, re.DOTALL)[1])["model"][
        "ground"
    ]
    lat, lon = (
        float(term.value)
        for term in next(
            iter(shipped.store.query("SELECT ?a ?b { ent:beijing wgs84:lat ?a ; wgs84:long ?b } LIMIT 1"))
        )
    )
    assert (
        abs(x - base["x"][0] - base["x"][1] * lon) < 0.1 and abs(y - base["y"][0] - base["y"][1] * lat) < 0.1
    )
    page.focus(".m-flow")
    page.keyboard.press("Enter")
    opened.until("document.activeElement.closest('#map-twin tr.on')")
    page.focus(f".m-unit[data-place='{ns.entity_iri('beijing')}']")
    page.keyboard.press("Enter")
    opened.until(
        "document.activeElement.id === 'panel-title' && document.activeElement.textContent === 'Beijing'"
    )
    page.select_option("#view-map [data-pick=to]", "")
    opened.until("document.querySelectorAll('.m-flow').length === 0")
    assert "mto=-" in page.evaluate("location.hash")
    page.evaluate("location.hash = '#q=od-matrix&lang=en&v=map&mby=begun'")
    opened.until("document.querySelector('#view-map figcaption')?.textContent.includes('sums of “begun')")
    begun = sum(row["begun"] or 0 for row in shipped.ask("od-matrix") if row["origin"] and row["destination"])
    page.evaluate("document.getElementById('map-twin').open = true")
    assert (
        sum(
            page.evaluate(
                "[...document.querySelectorAll('#map-twin tbody td:last-child')].map((cell) => Number(cell.textContent))"
            )
        )
        <= begun
    )
    opened.quiet()


@pytest.mark.browser
def test_a_map_without_places_says_so(open_page, whole_page):
    chains = "SELECT ?chain { ?chain a jjj:IndustrialChain }"
    opened = open_page(whole_page, f"#lang=en&v=map&sparql={quote(chains)}", ready=READY)
    assert opened.page.inner_text("#view-map").startswith("No place in this answer can be drawn")
    assert opened.page.evaluate("document.getElementById('problem').hidden")
    opened.quiet()


@pytest.mark.browser
@pytest.mark.parametrize("view", ["chart", "network", "map"])
def test_what_is_seen_is_saved_as_svg_and_png(open_page, whole_page, view):
    opened = open_page(whole_page, f"#q=who-moved-to&lang=en&theme=dark&v={view}", ready=READY)
    if view == "chart":
        show(opened, "gdp-by-place")
    opened.until(f"document.querySelector('#view-{view} figure svg')")
    files = {}
    for kind in ("svg", "png"):
        with opened.page.expect_download() as download:
            opened.page.click(f"#{kind}")
        assert download.value.suggested_filename.endswith(f".{kind}")
        files[kind] = Path(download.value.path()).read_bytes()
    drawing = ElementTree.fromstring(files["svg"])
    words = " ".join(drawing.itertext())
    seen = opened.page.evaluate(
        f"[...document.querySelectorAll('#view-{view} figure svg text')].map((node) => node.textContent)"
    )
    assert seen and all(" ".join(text.split()) in " ".join(words.split()) for text in seen)
    assert opened.page.inner_text("#question-title") in words and "Snapshot" in words or "snapshot" in words
    assert b"class=" not in files["svg"] and b"var(" not in files["svg"] and b"tabindex" not in files["svg"]
    wide, high = (int(float(drawing.get(name))) for name in ("width", "height"))
    assert files["png"][:8] == b"\x89PNG\r\n\x1a\n"
    across, down = (int.from_bytes(files["png"][at : at + 4], "big") for at in (16, 20))
    assert abs(across / down - wide / high) < 0.02 and across >= wide
    opened.quiet()


@pytest.mark.browser
def test_a_table_is_sorted_and_copied_as_it_is_seen(open_page, shipped, whole_page):
    opened = open_page(whole_page, "#q=gdp-by-place&lang=en", ready=READY)
    page = opened.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.click("[data-sort=value]")
    page.click("[data-sort=value]")
    opened.until("document.querySelector('[aria-sort=descending]')")
    numbers = page.evaluate(
        "[...document.querySelectorAll('#view-table td.number[title]')].map((cell) => cell)"
    )
    assert numbers
    page.click("#copy")
    opened.until("document.getElementById('flash').textContent")
    copied = page.evaluate("navigator.clipboard.readText()").split("\n")
    shown = page.evaluate(
        "[...document.querySelectorAll('#view-table tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )
    assert len(copied) == len(shipped.ask("gdp-by-place").rows) + 1 and len(copied) == len(shown) + 1
    assert [line.split("\t")[0] for line in copied[1:]] == [row[0] for row in shown]
    largest = max(row["value"] for row in shipped.ask("gdp-by-place") if row["value"] is not None)
    assert float(page.get_attribute("#view-table tbody tr td.number[title]", "title")) == largest
    opened.quiet()


@pytest.mark.browser
def test_the_editor_offers_prefixes_terms_things_and_questions(open_page, whole_page):
    opened = open_page(whole_page, "#lang=en&sparql=", ready="document.body.dataset.ready === 'yes'")
    page = opened.page
    page.evaluate("document.getElementById('sparql').open = true")
    opened.until("document.getElementById('editor').shadowRoot?.querySelector('.cm-content')")
    offered = "[...document.getElementById('editor').shadowRoot.querySelectorAll('.cm-tooltip-autocomplete li')].map((one) => one.textContent)"
    for typed, wanted in (
        ("jj", "jjj:"),
        ("jjj:Reloc", "jjj:RelocationClaim"),
        ("小米汽", "ent:xiaomi-auto"),
        ("suppliers-", "suppliers-of"),
    ):
        page.evaluate("document.getElementById('editor').shadowRoot.querySelector('.cm-content').focus()")
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.type(typed)
        opened.until(f"{offered}.some((text) => text.startsWith({json.dumps(wanted)}))")
    page.wait_for_timeout(150)
    page.evaluate("document.body.dataset.answered = 'no'")
    page.keyboard.press("Enter")
    opened.until(ANSWERED)
    assert page.inner_text("#question-name") == "suppliers-of" and "q=suppliers-of" in page.evaluate(
        "location.hash"
    )
    opened.quiet()


@pytest.mark.browser
def test_nothing_needs_a_mouse(open_page, whole_page):
    opened = open_page(whole_page, "#lang=en", ready=READY)
    page, press = opened.page, opened.page.keyboard.press
    focus = "document.activeElement.id"

    def tab_to(condition: str, most: int = 90) -> None:
        for _ in range(most):
            press("Tab")
            if page.evaluate(condition):
                return
        pytest.fail(f"Tab never came to {condition}")

    press("/")
    page.keyboard.type("xiaomi auto")
    opened.until("document.querySelectorAll('#hits [role=option]').length")
    press("Enter")
    opened.until("document.activeElement.id === 'panel-title'")
    tab_to("document.activeElement.matches('#panel .card .go')")
    press("Escape")
    opened.until("document.getElementById('panel').hidden")
    page.focus("#question-filter")
    page.keyboard.type("supplies a customer")
    press("Enter")
    page.evaluate("document.body.dataset.answered = 'no'")
    press("Enter")
    opened.until(ANSWERED)
    assert page.inner_text("#question-name") == "suppliers-of"
    tab_to(focus + " === 'p-customer'")
    page.keyboard.type("catl")
    opened.until("!document.getElementById('p-customer-list').hidden")
    press("ArrowDown")
    press("ArrowUp")
    press("Enter")
    press("Control+Enter")
    tab_to(focus + " === 'run'")
    tab_to("document.activeElement.matches('#sparql summary')")
    press("Enter")
    tab_to("document.getElementById('editor').shadowRoot?.activeElement")
    press("Control+a")
    page.keyboard.type("SELECT ?x { ?x a jjj:Con")
    opened.until(
        "document.getElementById('editor').shadowRoot.querySelectorAll('.cm-tooltip-autocomplete li').length"
    )
    page.wait_for_timeout(150)
    press("Enter")
    page.keyboard.type(" } LIMIT 5")
    page.evaluate("document.body.dataset.answered = 'no'")
    press("Control+Enter")
    opened.until(ANSWERED)
    assert page.evaluate("document.getElementById('problem').hidden"), page.inner_text("#problem")
    assert "sparql=" in page.evaluate("location.hash")
    for _ in range(2):  # the first may only close the list of words
        if page.evaluate(focus) != "run":
            press("Escape")
    assert page.evaluate(focus) == "run"
    tab_to("document.activeElement.getAttribute('role') === 'tab'")
    tab_to(focus + " === 'filter'")
    tab_to(focus + " === 'cite-open'")
    press("Enter")
    opened.until("document.getElementById('cite').open")
    press("Escape")
    opened.until("!document.getElementById('cite').open")
    page.evaluate("location.hash = '#lang=en&q=suppliers-of&v=network'")
    opened.until("document.body.dataset.view === 'network' && document.querySelectorAll('.node').length")
    page.focus("#tab-network")
    press("ArrowLeft")
    opened.until("document.body.dataset.view !== 'network'")
    press("ArrowRight")
    opened.until("document.body.dataset.view === 'network'")
    tab_to("document.activeElement.matches('.node')")
    press("Enter")
    opened.until("document.activeElement.id === 'panel-title'")
    opened.quiet()


@pytest.mark.browser
def test_hostile_text_is_text(open_page, small, small_page):
    opened = open_page(small_page, "#lang=en", ready=READY)
    page = opened.page
    everything = "SELECT DISTINCT ?x ?name ?more { ?x rdfs:label|dcterms:title|jjj:what|jjj:note ?name OPTIONAL { ?y ?p ?x BIND(STR(?name) AS ?more) } } LIMIT 400"
    page.evaluate(
        f"location.hash = '#lang=en&v=network&sparql=' + encodeURIComponent({json.dumps(everything)})"
    )
    opened.until("document.querySelectorAll('#view-table tbody tr, .node').length")
    hostile = [
        row[0]
        for row in small.query(
            "SELECT DISTINCT ?x { ?x ?p ?o FILTER(isLiteral(?o) && REGEX(STR(?o), '<|javascript|\\\\{\\\\{')) }"
        ).rows
    ]
    assert hostile, "the small data hold no hostile text"
    page.click("#tab-map")
    opened.until("document.getElementById('view-map').childElementCount")
    for iri in hostile[:8]:
        page.evaluate(f"location.hash = '#lang=en&e=' + encodeURIComponent({json.dumps(str(iri))})")
        opened.until(f"document.getElementById('panel').dataset.shown === {json.dumps(str(iri))}")
    for hash in (
        "q=<img src=x onerror=alert(1)>",
        "e=javascript:alert(1)",
        'e="><script>alert(1)</script>',
        "v=constructor",
        "q=suppliers-of&p.customer=ent:a } } DROP ALL #",
        "sparql=<script>alert(1)</script>",
        "sort=__proto__&f=<b>",
    ):
        page.evaluate(f"location.hash = '#lang=en&' + {json.dumps(hash)}")
        page.wait_for_timeout(60)
    assert page.evaluate(
        "window.hit === undefined && !document.querySelector('main img, main iframe, main script')"
    )
    assert page.evaluate("document.querySelectorAll('h1').length") == 1
    opened.quiet()


@pytest.mark.browser
def test_it_works_inside_a_frame_without_an_address(browser, small_page):
    page = browser.new_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.set_content(
        f'<iframe id="f" sandbox="allow-scripts" width="900" height="700" srcdoc="{escape(small_page)}"></iframe>'
    )
    frame = page.frame_locator("#f")
    frame.locator("body[data-answered=yes]").wait_for(timeout=15000)
    frame.locator("[data-question=suppliers-of]").click()
    frame.locator("#cite-open").click()
    assert "jjj_graph" in frame.locator("#cite-text").input_value()
    assert complaints == []
    page.close()


@pytest.mark.browser
def test_a_phone_shows_it_without_scrolling_sideways(open_page, small_page):
    opened = open_page(small_page, ready=READY)
    opened.page.set_viewport_size({"width": 390, "height": 844})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_formulas_are_taken_out_of_csv(open_page, small_page):
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("=cmd|1" -5) ("+1" 2.50) ("a,\\"b\\"" 1e3) } }'
    opened = open_page(small_page, ready=READY)
    opened.page.evaluate(
        f"document.body.dataset.answered = 'no'; location.hash = '#sparql=' + encodeURIComponent({json.dumps(query)})"
    )
    opened.until(ANSWERED)
    assert saved(opened).decode("utf-8-sig") == 'a,b\n\'=cmd|1,-5\n+1,2.5\n"a,""b""",1000.0\n'


def test_a_part_has_the_gaps_of_the_segments_that_it_has(shipped):
    whole = loaded(explore(shipped))
    for chain in ("hydrogen", "robots"):
        part = loaded(explore(shipped, chain=chain))
        asked = shipped.questions["gaps"].bind(
            {"chain": chain}, lambda kind, text: shipped.names.find(text, kind)
        )
        rows = [
            [str(row[0]) for row in store.query(asked, use_default_graph_as_union=True)]
            for store in (whole, part)
        ]
        assert rows[0] == rows[1] != []
