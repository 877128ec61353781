"""``jjj export network``: what is drawn, by what, and the ways between two things."""

import csv
import io

import pytest

from jjj_graph.analysis import routes


@pytest.fixture
def export(small, tmp_path):
    """Return a function that exports the network of the small graph; what it said, and the file."""

    def run(*words: str, name: str = "network.csv"):
        file = tmp_path / name
        done = small("export", "network", *words, "-o", file)
        return done, file.read_text(encoding="utf-8") if file.is_file() else ""

    return run


def ties(text: str) -> set[tuple[str, str]]:
    return {(row["source"], row["target"]) for row in csv.DictReader(io.StringIO(text))}


def test_a_path_holds_the_shortest_ways_and_their_claims(export):
    done, text = export("--path", "battery-maker", "beijing")
    assert done.code == 0
    assert ties(text) == {
        ("battery-maker", "cangzhou"),
        ("battery-maker", "xiaomi-auto"),
        ("langyi", "cangzhou"),
        ("langyi", "xiaomi-auto"),
        ("langyi", "beijing"),
    }
    assert "3 steps" in done.err and done.err.count(" — ") == 6
    assert all(row["claims"] for row in csv.DictReader(io.StringIO(text)))


def test_what_a_source_denies_ties_nothing(export):
    _, text = export("--path", "xiaomi-auto", "beijing")
    assert ties(text) == {("langyi", "xiaomi-auto"), ("langyi", "beijing")}


def test_a_path_avoids_what_it_is_told_to(export):
    _, text = export("--path", "battery-maker", "beijing", "--avoid", "xiaomi-auto")
    assert ties(text) == {("battery-maker", "cangzhou"), ("langyi", "cangzhou"), ("langyi", "beijing")}


def test_a_path_leads_through_hubs_only_when_asked(export, monkeypatch):
    monkeypatch.setattr(routes, "HUB_DEGREE", 7)  # xiaomi-auto
    done, text = export("--path", "battery-maker", "beijing")
    assert ("langyi", "xiaomi-auto") not in ties(text) and "none through one of 1 hubs" in done.err
    done, text = export("--path", "battery-maker", "beijing", "--through-hubs")
    assert ("langyi", "xiaomi-auto") in ties(text) and "hubs" not in done.err
    done, _ = export("--path", "hostile-maker", "beijing", name="none.csv")
    assert done.code == 2 and "that avoids the 1 hubs" in done.err and "--through-hubs" in done.err


def test_no_path_is_an_error_that_says_what_to_do(export):
    for words, said in [
        (("--path", "battery-maker", "battery-maker"), "are the same thing"),
        (("--path", "battery-maker", "beijing", "--avoid", "langyi"), "there is no path between"),
        (("--path", "battery-maker", "no-such-thing"), "no-such-thing"),
        (("--path", "battery-maker", "beijing", "--around", "langyi"), "choose one of them"),
        (("--path", "battery-maker", "beijing", "--avoid", "北京"), "'北京' is one of the two ends"),
        (("--path", "battery-maker", "beijing", "--depth", "2"), "--depth"),
        (("--depth", "2"), "give --around NAME too"),
        (("--engine", "canvas"), "--engine draws a page"),
        (("--through-hubs",), "give --path FROM TO too"),
    ]:
        done, text = export(*words)
        assert (done.code, text) == (2, "") and said in done.err and "->" in done.err, words


def test_what_the_filters_leave_out_is_no_matter_of_relations(export):
    for words in (("--around", "langyi"), ("--path", "langyi", "beijing")):
        for name, value in (("--known-by", "1990"), ("--source", "undated-minimal")):
            done, text = export(*words, name, value)
            assert (done.code, text) == (2, "") and name in done.err
            assert "the filters leave none of the relations of 'langyi'" in done.err
            assert "--relation" not in done.err
    done, _ = export("--around", "langyi", "--relation", "clusterIn")
    assert "has none of these relations" in done.err and "--relation all" in done.err


def test_the_page_is_the_same_twice_and_drawn_by_whom_one_says(export):
    for engine in ("pyvis", "canvas"):
        _, one = export("--engine", engine, name="one.html")
        _, two = export("--engine", engine, name="two.html")
        assert one == two and ("vis.Network" in one) == (engine == "pyvis")
    _, page = export("--path", "battery-maker", "beijing", "--avoid", "langyi", name="none.html")
    assert page == ""
    _, page = export("--path", "battery-maker", "beijing", name="path.html")
    assert '"path":["battery-maker","beijing"]' in page and "hostile-maker" in page  # the rest is there too
