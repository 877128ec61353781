"""jjj chain, moves and place: on a graph small enough to know the answer, and on the shipped one."""

import json
import time

import pytest

from jjj_graph import analyses
from jjj_graph.analysis.moves import BY
from jjj_graph.cli import chains, moves
from jjj_graph.sessions import session

CHAINS = ("hydrogen", "nev", "biomedicine", "cybersecurity-iiot", "machine-tools", "robots")


def test_the_words_of_the_options_are_those_of_the_analyses():
    """The command line repeats them, so that its help imports no analysis."""
    assert chains.TABLES == tuple(analyses.CHAIN_TABLES)
    assert moves.TABLES == tuple(analyses.MOVE_TABLES) and moves.BY == BY


@pytest.fixture
def shipped(jjj, shipped_store):
    """Return a function that asks the shipped graph, and gives its rows."""

    def ask(*words):
        done = jjj(*words, "--store", shipped_store, "--format", "json")
        assert done.code == 0, done.err
        return json.loads(done.out)["rows"]

    return ask


def rows(done):
    assert done.code == 0, done.err
    return json.loads(done.out)["rows"]


# --- the small graph ------------------------------------------------------------------------------


def test_coverage_of_the_small_chain(small):
    """battery-maker makes batteries in Cangzhou. The bottleneck on fuel cells is a choke point."""
    found = {r["segment"]: r for r in rows(small("chain", "nev", "--format", "json"))}
    battery = found["nev/traction-battery"]
    assert (battery["place"], battery["activity"], battery["state"]) == ("hebei", "manufacture", "present")
    assert battery["who"] == "battery-maker" and battery["sources"] == "2024-05-one-of-each"
    assert found["nev/fuel-cell"]["state"] == found["nev/chassis"]["state"] == "not known"


def test_a_chain_is_found_by_any_of_its_names(small):
    assert (
        small("chain", "NEV chain").out
        == small("chain", "nev").out
        == small("chain", "新能源和智能网联汽车").out
    )


def test_a_chain_that_is_none_is_told(small):
    done = small("chain", "beijing")
    assert done.code == 2 and "no chain with segments" in done.err and "nev" in done.err


def test_moves_of_the_small_graph(small):
    """A done relocation, an announced one, a denied one that takes no part, an expansion, a closure of 45."""
    found = rows(small("moves", "--table", "events", "--format", "json"))
    done = {(r["kind"], r["who"]): r for r in found}
    assert ("relocation", "xiaomi-auto") not in done, "denied"
    assert done["relocation", "langyi"]["status"] == "completed"
    assert done["relocation", "battery-maker"]["status"] == "announced"
    assert done["expansion", "xiaomi-auto"]["to"] == "tianjin"
    cells = rows(small("moves", "--format", "json"))
    assert {(r["to"], r["done"], r["events"]) for r in cells if r["told as"] == "named"} == {
        ("cangzhou", True, 1),
        ("xiongan", False, 1),
        ("tianjin", True, 1),
    }
    group = next(r for r in cells if r["told as"] == "group")
    assert (group["from"], group["to"], group["movers"]) == ("cangzhou", "?", 45)


def test_places_can_be_told_by_prefecture(small):
    by = {
        name: rows(small("chain", "nev", "--by", name, "--format", "json"))
        for name in ("province", "prefecture")
    }
    places = {name: {r["place"] for r in found if r["place"]} for name, found in by.items()}
    assert places == {"province": {"hebei"}, "prefecture": {"cangzhou"}}
    claims = {name: {r["claims"] for r in found} for name, found in by.items()}
    assert claims["province"] == claims["prefecture"]


def test_the_same_split_twice_is_one_split(small):
    assert small("moves", "--by", "done", "--by", "year", "--by", "done").out == (
        small("moves", "--by", "done", "--by", "year").out
    )


def test_a_gravity_model_of_three_places_is_refused(small):
    done = small("moves", "--table", "gravity", "--format", "json")
    assert rows(done) == [] and "too few cells" in done.err


def test_candidates_in_the_small_graph(small):
    """The customer of fuel cells is nowhere; the battery of the same chain is in Cangzhou."""
    done = small("place", "燃料电池", "--format", "json")
    first = rows(done)[0]
    assert first["place"] == "cangzhou" and first["chain"] == 1.0
    assert first["relatedness"] is None and first["nearness"] is None
    assert len(first["claims"].split()) == 1
    assert "nobody in the region is known to do it" in done.err


def test_the_back_test_of_one_activity_says_that_it_says_nothing(small):
    done = small("place", "--back-test", "--format", "json")
    assert done.code == 0 and "too few" in done.err
    assert all(r["AUC low"] is None for r in rows(done))


def test_what_sources_said_until_a_day(small):
    """The page is of May 2024: before, nothing was known of anybody."""
    assert {r["state"] for r in rows(small("chain", "nev", "--known-by", "2023", "--format", "json"))} == {
        "not known"
    }
    assert rows(small("moves", "--known-by", "2023", "--format", "json")) == []
    assert rows(small("place", "--back-test", "--known-by", "2023", "--format", "json")) == []
    none = rows(small("place", "燃料电池", "--source", "undated-minimal", "--format", "json"))
    assert none and {r["score"] for r in none} == {0}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("place",), "give a SEGMENT"),
        (("place", "底盘", "--back-test"), "give a SEGMENT"),
        (("place", "--specialisation", "--after", "2020"), "--after goes with"),
        (("place", "底板"), "no segment '底板'"),
        (("place", "--back-test", "--chain", "beijing"), "no chain with segments"),
        (("place", "底盘", "--proximity", "nowhere.csv"), "nowhere.csv"),
        (("place", "底盘", "--after", "2020"), "--after goes with --back-test"),
        (("place", "底盘", "--chain", "nev"), "--chain goes with --back-test or --specialisation"),
        (("place", "--specialisation", "--proximity", __file__), "--proximity goes with"),
        (("moves", "--table", "od", "--by", "colour"), "colour"),
        (("moves", "--table", "events", "--by", "year"), "--by goes with --table od"),
        (("moves", "--table", "receivers", "--by", "done"), "--by goes with --table od"),
        (("chain", "nev", "--table", "suppliers", "--by", "prefecture"), "--by goes with --table coverage"),
        (("chain", "nev", "--table", "gaps", "--by", "province"), "--by goes with --table coverage"),
        (("chain",), "CHAIN"),
    ],
)
def test_what_cannot_be_done_is_told(small, words, message):
    done = small(*words)
    assert done.code == 2 and done.out == "" and message in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,c\n", ":1: the column 'a' is not a column of this table"),
        ("segment,other\n", ":1: the column 'proximity' is missing"),
        ("segment,other,proximity\nnev/chassis,nev/fuel-cell,2\n", ":2: '2' is no proximity"),
        ("segment,other,proximity\nnev/chassis,nev/fuel-cell,near\n", ":2: 'near' is no proximity"),
        ("segment,other,proximity\nnev/chassis,nev/fuel-cell,nan\n", ":2: 'nan' is no proximity"),
        ("segment,other,proximity\nnev/chassis,nev/fuel-cell,\n", ":2: '' is no proximity"),
        ("segment,other,proximity\n,nev/fuel-cell,.5\n", "no pair of segments"),
        ("segment,other,proximity\nnev/chassis,nev/fuel-cell\n", ":2: 2 cells under a header of 3"),
        ("segment,other,proximity\nnev/chassis,nev/fuel-cell,0,5\n", ":2: 4 cells under a header of 3"),
        ("segment,other,proximity\nx,y,0.5\n", "no pair of segments"),
        (
            "segment,other,proximity\nnev/chassis,nev/fuel-cell,.2\nnev/fuel-cell,nev/chassis,.3\n",
            ":3: nev/fuel-cell and nev/chassis have two proximities",
        ),
    ],
)
def test_a_file_of_proximities_that_is_none(small, tmp_path, text, message):
    path = tmp_path / "near.csv"
    path.write_text(text, encoding="utf-8")
    done = small("place", "底盘", "--proximity", path)
    assert done.code == 2 and message in done.err


def test_a_file_of_proximities_in_another_encoding(small, tmp_path):
    path = tmp_path / "near.csv"
    path.write_bytes("segment,other,proximity\n底盘,燃料电池,0.5\n".encode("gbk"))
    done = small("place", "底盘", "--proximity", path)
    assert done.code == 2 and ":2: a byte is not UTF-8" in done.err and "GBK" in done.err


def test_proximities_from_outside(small, tmp_path):
    path = tmp_path / "near.csv"
    lines = [
        "segment,other,proximity",
        "nev/traction-battery,nev/fuel-cell,0.6",
        "hs/870810,nev/fuel-cell,0.9",
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    found = {r["place"]: r for r in rows(small("place", "燃料电池", "--proximity", path, "--format", "json"))}
    assert found["cangzhou"]["relatedness"] == 1.0 and found["xiongan"]["relatedness"] == 0.0


# --- the shipped graph ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", chains.TABLES)
def test_by_is_taken_where_it_changes_something(shipped_store, name):
    graph = session(shipped_store)
    by = [[graph.chain(chain, name, by).rows for chain in CHAINS] for by in ("province", "prefecture")]
    assert (by[0] != by[1]) == (name in chains.BY_PLACE)


@pytest.mark.parametrize("chain", CHAINS)
def test_every_shipped_chain_has_every_table(shipped, chain):
    tables = {name: shipped("chain", chain, "--table", name) for name in chains.TABLES}
    covered = tables["coverage"]
    assert {r["state"] for r in covered} <= {"present", "stated missing", "not known"}
    assert all(r["sources"] and r["claims"] for r in covered if r["state"] == "present")
    present = {r["segment"] for r in covered if r["state"] == "present"}
    assert not present & {r["segment"] for r in tables["gaps"]}
    assert present | {r["segment"] for r in tables["gaps"]} == {r["segment"] for r in tables["weak-points"]}
    for r in tables["weak-points"]:
        assert 0 <= r["criticality"] <= 1 and 1 <= r["rank low"] <= r["rank"] <= r["rank high"]
    for r in tables["bottlenecks"]:
        assert r["claims"] and (r["rank"] is None or 1 <= r["rank low"] <= r["rank"] <= r["rank high"])
    for r in tables["concentration"]:
        assert 0 < r["HHI by firm"] <= 1
        assert r["HHI by place"] is None or 1 / 3 - 1e-4 <= r["HHI by place"] <= 1  # None: nobody says where


def test_research_at_home_that_is_told_of_another_sector_is_told_in_a_remark(jjj, shipped_store):
    """BAIC makes new-energy vehicles in Hebei; its research in Beijing is told of cars in general."""
    done = jjj("chain", "nev", "--table", "division-of-labour", "--store", shipped_store)
    told = next(
        line for line in done.err.splitlines() if "do research in beijing" in line and "another one" in line
    )
    assert "baic" in told.rpartition(": ")[2].split(", ")


def test_every_cell_of_the_shipped_od_table_lists_its_events(shipped):
    cells = shipped("moves", "--by", "kind", "--by", "done")
    assert cells and all(len(r["moves"].split()) == r["events"] and r["claims"] for r in cells)
    assert sum(r["events"] for r in cells) == len(shipped("moves", "--table", "events"))
    assert {r["told as"] for r in cells} == {"named", "group"}


@pytest.mark.parametrize("name", moves.TABLES)
def test_every_shipped_table_of_moves(shipped, name):
    assert shipped("moves", "--table", name)


def test_the_shipped_gravity_model_says_what_it_cannot(jjj, shipped_store):
    done = jjj("moves", "--table", "gravity", "--store", shipped_store)
    assert "organisations that activity claims place in the unit" in done.err
    assert "cannot tell the pull of a place" in done.err


def test_candidates_for_a_shipped_gap_have_reasons_and_claims_that_lead_to_sources(
    jjj, shipped, shipped_store
):
    gap = shipped("chain", "hydrogen", "--table", "gaps")[0]["segment"]
    found = shipped("place", gap)
    scores = [r["score"] for r in found]
    assert scores == sorted(scores, reverse=True) and found[0]["rank"] == 1
    best = found[0]
    assert best["reasons"] and best["理由"] and best["claims"]
    assert jjj("why", best["claims"].split()[0], "--store", shipped_store).code == 0
    assert not {r["place"] for r in found} & {"beijing", "tianjin", "hebei", "jjj"}


def test_the_shipped_back_test(jjj, shipped_store):
    start = time.perf_counter()
    done = jjj("place", "--back-test", "--store", shipped_store, "--format", "json")
    took = time.perf_counter() - start
    table = rows(done)
    tests = {r["test"] for r in table}
    assert {"one activity", "its sources"} < tests and any(t.startswith("after ") for t in tests)
    by = {(r["test"], r["method"]): r for r in table}
    assert by["one activity", "random place, expected"]["AUC"] == 0.5
    assert abs(by["one activity", "random place"]["AUC"] - 0.5) < 0.1
    assert by["one activity", "score"]["AUC low"] > 0.5, "better than nothing at all"
    assert done.err.count("best baseline") >= 3, "it says of every test who beats whom"
    assert took < 20, "a second or two on an idle machine"


def test_commands_repeat(jjj, shipped_store):
    words = ("place", "--back-test", "--chain", "robots", "--store", shipped_store, "--format", "csv")
    assert jjj(*words).out == jjj(*words).out


def test_the_shipped_specialisation_is_of_named_organisations(jjj, shipped_store):
    done = jjj("place", "--specialisation", "--chain", "robots", "--store", shipped_store, "--format", "json")
    found = rows(done)
    assert found and {r["activity"] for r in found} == {"robots"}
    assert all(r["LQ"] > 0 and 0 < r["Hachman"] <= 1 for r in found)
    assert "industrial gradient coefficient cannot be computed" in done.err
