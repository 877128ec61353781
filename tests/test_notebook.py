"""Views inline in a notebook: which pages there are, that they reach nothing, and that filters mean what they do elsewhere."""

import pytest

from jjj_graph import notebook
from jjj_graph.errors import JJJError, UnknownNameError
from jjj_graph.sessions import Session
from jjj_graph.store.embedded import GraphStore

VIEWS = {
    "network": notebook.network,
    "chain": lambda **more: notebook.chain("nev", **more),
    "moves": notebook.moves,
    "timeline": notebook.timeline,
    "indicators": notebook.indicators,
    "audit": notebook.audit,
    "explorer": notebook.explorer,
}


@pytest.fixture(scope="module")
def small(small_store) -> Session:
    return Session(GraphStore(small_store))


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_a_page_in_a_frame_that_reaches_nothing(small, view, tmp_path):
    page = VIEWS[view](graph=small, lang="zh", height=432)
    html = page._repr_html_()
    assert html.startswith("<iframe sandbox=") and 'height="432"' in html and "allow-same-origin" not in html
    assert (
        html.count("<iframe") == 1 and "<script" not in html
    )  # the page is an attribute, not part of the notebook
    assert "connect-src &#39;none&#39;" in page.html and '<html lang="zh-CN"' in page.html
    assert page.save(tmp_path / "view.html").read_text(encoding="utf-8") == page.html
    assert VIEWS[view](graph=small, lang="zh").html == page.html


def test_a_path_is_the_page_of_the_command_and_none_is_an_error(small):
    page = notebook.path("langyi", "沧州", graph=small, lang="zh")
    assert "langyi — 沧州" in page.html and page._repr_html_().count("<iframe") == 1
    with pytest.raises(JJJError):
        notebook.path("langyi", "沧州", relations=["supplies"], graph=small)


def test_the_engine_of_a_network_is_the_one_that_is_named(small):
    drawn = {engine: notebook.network(graph=small, engine=engine).html for engine in ("pyvis", "canvas")}
    assert "vis-network" in drawn["pyvis"] and len(drawn["canvas"]) < len(drawn["pyvis"]) / 2


def test_filters_are_those_of_the_commands(small):
    wide, narrow = (notebook.timeline(graph=small, place=place).html for place in ("河北", "沧州"))
    assert len(wide) >= len(narrow) and "langyi" in narrow and "langyi" in wide
    early = notebook.moves(graph=small, known_by="2010")
    assert len(early.html) < len(notebook.moves(graph=small).html)
    with pytest.raises(UnknownNameError):
        notebook.timeline(graph=small, place="no such place")
    with pytest.raises(UnknownNameError):
        notebook.chain("no such chain", graph=small)


def test_a_filter_that_a_view_has_not_is_no_filter_in_silence(small):
    with pytest.raises(TypeError, match="'places'"):
        notebook.network(graph=small, places="beijing")
    with pytest.raises(TypeError, match="'place'"):
        notebook.moves(graph=small, place="beijing")
