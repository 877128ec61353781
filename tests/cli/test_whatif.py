"""``jjj whatif`` on the small graph: side by side, nothing, shocks, the graph for citation, what is wrong."""

import json
from textwrap import dedent

import pyoxigraph as ox
import pytest

from jjj_graph.errors import UnknownNameError
from jjj_graph.sessions import session

MOVE = "  - move: {who: battery-maker, to: xiongan}\n"
NEW = "entities: [{id: new-maker, zh: 新厂, en: New maker}]\n"
ADD = "  - add-activity: {who: new-maker, place: tianjin, segment: nev/fuel-cell, activity: manufacture}\n"


@pytest.fixture
def file(tmp_path):
    """Return a function that writes a scenario of some changes."""

    def write(*changes, head=""):
        path = tmp_path / "scenario.yaml"
        path.write_text(
            f"scenario: {{id: test-case, en: A test}}\n{head}changes:\n{''.join(changes)}", encoding="utf-8"
        )
        return path

    return write


def rows(done):
    assert done.code == 0, done.err
    return {(row["what"], row["measure"]): row for row in json.loads(done.out)["rows"]}


def test_a_move_shows_in_coverage_and_flows_and_the_rest_is_counted(small, file):
    done = small("whatif", file(MOVE), "--format", "json")
    assert json.loads(done.out)["columns"] == ["what", "measure", "before", "after", "change", "claims"]
    found = rows(done)
    # Cangzhou and Xiongan both lie in Hebei: coverage by part of the region does not change
    assert not any(measure.startswith("coverage") for what, measure in found if what != "unchanged")
    # the move that was announced is the one that happens: one cell loses it, the other gains it
    assert [
        found[f"{origin} -> xiongan, {state}, named", "flow: events"]["change"]
        for origin, state in (("?", "not yet"), ("cangzhou", "done"))
    ] == [-1, 1]
    assert "scenario:2" in found["cangzhou -> xiongan, done, named", "flow: events"]["claims"]
    unchanged = {measure: row for (what, measure), row in found.items() if what == "unchanged"}
    assert set(unchanged) == {"coverage", "gaps", "weak points", "single makers", "concentration", "flows"}
    assert all(row["before"] == row["after"] > 0 for measure, row in unchanged.items() if measure != "flows")
    assert "2 rows added, 1 taken away" in done.err


def test_a_new_maker_fills_a_gap(small, file):
    found = rows(small("whatif", file(ADD, head=NEW), "--format", "json"))
    assert found["nev/fuel-cell in tianjin, manufacture", "coverage: who"]["after"] == "new-maker"
    assert found["nev/fuel-cell", "gap: state"]["change"] == "gone"
    assert (found["nev", "segments not known"]["change"], found["nev", "segments present"]["change"]) == (
        -1,
        1,
    )
    assert found["nev/fuel-cell", "weak point: known makers"]["change"] == 1
    assert found["nev/fuel-cell", "concentration: HHI by firm"]["after"] == 1.0
    assert found["firm new-maker", "alone: makes"]["claims"] == "scenario:1"


def test_a_shock_is_followed_before_and_after(small, file):
    found = rows(
        small(
            "whatif",
            file("  - close: {who: battery-maker}\n"),
            "--shock",
            "某电池厂",
            "--chain",
            "nev",
            "--format",
            "json",
        )
    )
    title = "shock at battery-maker"
    loss = found["nev/traction-battery", f"{title}: loss, DebtRank"]
    assert (loss["before"], loss["after"]) == (0.5, 0), (
        "the only known maker, beside one that no source names; it is gone after"
    )
    assert loss["claims"]
    # the battery can be replaced by fuel cells, so the vehicle loses nothing where capacity rules
    assert ("nev/vehicle-assembly", f"{title}: rank of loss (5-95 %)") in found
    assert found["nev/vehicle-assembly", f"{title}: loss, capacity"]["before"] == 0.5, (
        "fuel cells are not essential in the small chain: no substitute"
    )
    assert found["xiaomi-auto", f"{title}: loss, DebtRank"]["before"] > 0


def test_what_changes_nothing_says_so(small, file):
    done = small(
        "whatif", file("  - stop-supply: {supplier: langyi, customer: battery-maker}\n"), "--format", "json"
    )
    assert (
        "the scenario changes nothing" in done.err and "line 3" in done.err and "no such supply" in done.err
    )
    assert all(what == "unchanged" and row["before"] == row["after"] for (what, _), row in rows(done).items())


def test_the_store_is_not_touched(small, small_store, file):
    before = session(small_store).store.snapshot["hash"], len(list(session(small_store).store.dump()))
    small("whatif", file(MOVE, "  - close: {who: xiaomi-auto}\n"))
    assert (
        session(small_store).store.snapshot["hash"],
        len(list(session(small_store).store.dump())),
    ) == before


def test_the_scenario_as_a_graph_names_its_base_and_both_sides(small, small_store, file, tmp_path):
    path = tmp_path / "x.nq"
    done = small("whatif", file(MOVE, ADD, head=NEW), "-o", path)
    assert done.code == 0 and str(path) in done.out
    lines = path.read_text("utf-8").splitlines()
    assert lines == sorted(set(lines))
    store = ox.Store()
    store.load(path=str(path), format=ox.RdfFormat.N_QUADS)
    base = "https://w3id.org/jjj-graph/"
    assert {str(quad.graph_name) for quad in store} == {f"<{base}scenario/test-case>"}

    def values(term):
        return {
            str(quad.object)
            for quad in store.quads_for_pattern(None, ox.NamedNode(f"{base}ontology#{term}"), None)
        }

    graph = session(small_store)
    assert values("baseSnapshot") == {f"<{base}snapshot/{graph.store.snapshot['hash'][:16]}>"}
    assert graph.store.query(f"ASK {{ <{base}snapshot/{graph.store.snapshot['hash'][:16]}> a jjj:Snapshot }}")
    (withdrawn,) = values("withdraws")
    assert graph.store.query(f"ASK {{ {withdrawn} a jjj:ActivityClaim }}")
    assert len(values("adds")) == 3 and values("wouldBe") == {'"activity"', '"relocation"'}
    assert f"<{base}segment/nev/fuel-cell>" in values("segment") and f"<{base}code/scope/whole>" in values(
        "scope"
    )
    small("whatif", file(MOVE, ADD, head=NEW), "-o", tmp_path / "again.nq")
    assert (tmp_path / "again.nq").read_bytes() == path.read_bytes()


def test_the_scope_limits_the_base(small, file):
    done = small("whatif", file(MOVE), "--source", "small-table", "--format", "json")
    assert ("? -> xiongan, not yet, named", "flow: events") not in rows(done)
    assert "only the move itself is added" in done.err
    early = small("whatif", file(MOVE), "--known-by", "2023", "--format", "json")
    assert early.code == 0 and "without a date" in early.err


def test_outside_the_region_is_told(small, file):
    assert (
        "china lies in no part of the region"
        in small("whatif", file("  - move: {who: battery-maker, to: china}\n")).err
    )


def test_a_table_with_a_head(small, file):
    done = small("whatif", file(MOVE))
    assert done.out.startswith("A test (scenario test-case on snapshot ")


@pytest.mark.parametrize(
    ("change", "message", "suggestion"),
    [
        ("  - close: {who: xiaomi-aut}\n", ":3: the graph has no entity 'xiaomi-aut'", "xiaomi-auto"),
        ("  - move: {who: langyi, to: xiaomi-auto}\n", ":3: 'xiaomi-auto' is no place", "jjj list places"),
        (
            "  - resolve: {bottleneck: membranes}\n",
            ":3: no claim tells of a bottleneck",
            "jjj list bottlenecks",
        ),
        ("  - remove-claim: ffffffffffffffff\n", ":3: the graph has no claim 'ffffffffffffffff'", "jjj show"),
        ("  - remove-claim: 'not>a<claim'\n", ":3: the graph has no claim", "16 digits"),
        ("  - clsoe: {who: langyi}\n", ":3:12: the list of changes has no 'clsoe'", "did you mean close?"),
    ],
)
def test_what_is_wrong_is_told_and_ends_with_2(small, file, change, message, suggestion):
    done = small("whatif", file(change))
    assert done.code == 2 and done.out == ""
    assert message in done.err and suggestion in done.err


def test_an_id_cannot_add_lines_of_its_own_to_the_graph(small, file, tmp_path):
    evil = "x> <http://p> <http://o> <http://g> .\\n<https://w3id.org/jjj-graph/id/x"
    head = f'entities: [{{id: "{evil}", en: New maker}}]\n'
    done = small("whatif", file(MOVE, head=head), "-o", tmp_path / "x.nq")
    assert done.code == 2 and ":2:17:" in done.err and "is no id" in done.err
    assert not (tmp_path / "x.nq").exists()


def test_a_graph_for_citation_has_one_format(small, file, tmp_path):
    done = small("whatif", file(MOVE), "-o", tmp_path / "x.nq", "--format", "csv")
    assert done.code == 2 and "leave out --format" in done.err and not (tmp_path / "x.nq").exists()


def test_unknown_words_beside_the_file(small, file, tmp_path):
    assert "nev/traction-battery" in small("whatif", file(MOVE), "--shock", "traction-batery").err
    assert small("whatif", file(MOVE), "--chain", "robotz").code == 2
    assert small("whatif", tmp_path / "none.yaml").code == 2


def test_the_scenario_in_the_help_runs_on_the_shipped_graph(jjj, shipped_store, tmp_path):
    lines = jjj("whatif", "--help").out.split("A scenario:\n")[1].split("Examples:")[0]
    path = tmp_path / "reducers.yaml"
    path.write_text(dedent(lines).strip() + "\n", encoding="utf-8")
    done = jjj("whatif", path, "--store", shipped_store, "--format", "json")
    assert done.code == 0, done.err
    assert any(row["what"] != "unchanged" for row in json.loads(done.out)["rows"])


def test_a_bottleneck_is_found_by_its_name_and_by_a_merged_id():
    from jjj_graph import namespaces as ns
    from jjj_graph.names import Names, normalised
    from jjj_graph.whatif import _finder

    iri = ns.entity_iri("precision-reducer")
    names = {normalised(name): [iri] for name in ("precision-reducer", "reducer", "精密减速器")}
    find = _finder(Names(names, {iri: ["精密减速器"]}), [{"bottleneck": "precision-reducer"}])
    assert {find(text, "bottleneck") for text in ("precision-reducer", "reducer", "精密减速器")} == {
        "precision-reducer"
    }
    with pytest.raises(UnknownNameError, match="no claim tells of a bottleneck 'valve'"):
        find("valve", "bottleneck")
