"""The store: swapped in whole, whatever dies when; read only; the union of all graphs."""

import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from jjj_graph import namespaces as ns
from jjj_graph import paths
from jjj_graph.building import build_graph
from jjj_graph.errors import QueryError, StoreError
from jjj_graph.store.embedded import CURRENT, GraphStore, current_graph

COUNT = "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?c jjj:statedIn ?s }"


def claims(store: Path | GraphStore) -> int:
    opened = store if isinstance(store, GraphStore) else GraphStore(store)
    return int(next(iter(opened.query(COUNT)))["n"].value)


@pytest.fixture
def store(small_store, tmp_path) -> Path:
    """A copy of the small store, to be broken."""
    shutil.copytree(small_store, tmp_path / "store")
    return tmp_path / "store"


@pytest.fixture(scope="module")
def more(tmp_path_factory) -> Path:
    """A folder with one source more."""
    folder = tmp_path_factory.mktemp("more")
    (folder / "more.yaml").write_text(
        (
            "source: {id: more, title: A, publisher: P, language: zh}\nfacts:\n  - supply: "
            "{supplier: langyi, customer: xiaomi-auto}\n    at: 供货\n"
        ),
        encoding="utf-8",
    )
    return folder


# --- asking ---------------------------------------------------------------------------------------


def test_the_default_graph_is_the_union_and_a_triple_may_stand_in_several(small_store):
    opened = GraphStore(small_store)
    quads = list(opened.engine)
    union = opened.query("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }")
    assert int(next(iter(union))["n"].value) == len({quad.triple for quad in quads})
    graphs = opened.query("SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    assert int(next(iter(graphs))["n"].value) == len({quad.graph_name for quad in quads})


def test_graphs_that_are_named_are_all_that_is_seen(small_store):
    opened = GraphStore(small_store)
    seen = [ns.source_iri("small-table")]
    assert int(next(iter(opened.query(COUNT, seen)))["n"].value) == 4
    assert [
        row["g"].value for row in opened.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", seen)
    ] == seen
    assert list(opened.query("SELECT * { ?s ?p ?o }", [])) == []
    assert list(opened.query("SELECT * { ?s ?p ?o }", ["https://nowhere/"])) == []


def test_our_prefixes_are_known_and_a_query_may_have_its_own(small_store):
    opened = GraphStore(small_store)
    assert bool(opened.query("ASK { ent:xiaomi-auto a jjj:Enterprise }"))
    assert bool(opened.query("PREFIX e: <https://w3id.org/jjj-graph/id/> ASK { e:xiaomi-auto ?p ?o }"))


@pytest.mark.parametrize(
    "sparql",
    [
        "",
        "SELEC *",
        "SELECT * {",
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "DROP ALL",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR DEFAULT",
        "SELECT * { nix:x ?p ?o }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
        "\0",
        "SELECT * { <a b> ?p ?o }",
    ],
)
def test_what_is_no_question_is_refused_with_the_engines_words(small_store, sparql):
    opened = GraphStore(small_store)
    before = len(opened.engine)
    with pytest.raises(QueryError, match="not SPARQL") as caught:
        opened.query(sparql)
    assert caught.value.remedy and len(opened.engine) == before


def test_another_server_and_files_are_not_read(small_store, tmp_path):
    opened = GraphStore(small_store)
    with pytest.raises(QueryError, match="another server"):
        opened.query("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }")
    secret = tmp_path / "secret.nt"
    secret.write_text("<http://a> <http://b> <http://c> .\n")
    assert list(opened.query(f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}")) == []


def test_a_query_may_say_itself_of_which_graphs_it_is_asked(small_store):
    opened = GraphStore(small_store)
    asked = opened.query(COUNT.replace("{", "FROM src:small-table {", 1))
    assert int(next(iter(asked))["n"].value) == 4
    named = opened.query("SELECT DISTINCT ?g FROM NAMED src:small-table { GRAPH ?g { ?s ?p ?o } }")
    assert [row["g"].value for row in named] == [ns.source_iri("small-table")]


def test_the_store_is_read_only(small_store):
    opened = GraphStore(small_store)
    quad = ox.Quad(ox.NamedNode("http://a"), ox.NamedNode("http://b"), ox.NamedNode("http://c"))
    for change in (
        lambda: opened.engine.add(quad),
        lambda: opened.engine.update("DROP ALL"),
        lambda: opened.engine.clear(),
    ):
        with pytest.raises((OSError, RuntimeError, ValueError)):
            change()
    assert claims(opened) == claims(small_store)


def test_several_readers_at_once(small_store):
    readers = [GraphStore(small_store) for _ in range(3)]
    assert len({claims(reader) for reader in readers}) == 1


def test_the_dump_is_the_graph_and_the_snapshot_counts_it(small_store):
    opened = GraphStore(small_store)
    lines = list(opened.dump())
    assert lines == sorted(set(lines)) and len(lines) == len(opened.engine)
    counts = opened.snapshot["classes"]
    assert sum(number for name, number in counts.items() if name.endswith("Claim")) == claims(opened)
    described = opened.query(
        "SELECT ?h ?c "
        "{ GRAPH <https://w3id.org/jjj-graph/snapshot> { ?s jjj:canonicalHash ?h ; jjj:claimCount ?c } }"
    )
    assert [(row["h"].value, int(row["c"].value)) for row in described] == [
        (opened.snapshot["hash"], claims(opened))
    ]


# --- swapping -------------------------------------------------------------------------------------


def test_a_reader_goes_on_answering_when_the_graph_is_replaced(store, small_data, more):
    reader = GraphStore(store)
    before = claims(reader)
    build_graph(store, small_data, [more])
    assert claims(reader) == before
    assert claims(store) == before + 1


def test_a_build_that_raises_leaves_no_trace(store, small_data, monkeypatch):
    before, names = claims(store), sorted(os.listdir(store))
    for stage in ("load", "_point_to", "os.rename"):
        with monkeypatch.context() as patch:
            patch.setattr(
                f"jjj_graph.store.embedded.{stage}",
                lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")),
            )
            with pytest.raises(OSError, match="No space"):
                build_graph(store, small_data)
        assert claims(store) == before
        assert stage == "_point_to" or sorted(os.listdir(store)) == sorted({*names, ".lock"})
    build_graph(store, small_data)
    assert len([name for name in os.listdir(store) if name.startswith(("graph-", "building-"))]) == 1


DRIVER = """
import os, signal, sys, time
from pathlib import Path
import jjj_graph.building as building, jjj_graph.auditing
store, data, more = map(Path, sys.argv[1:])
print("ready", flush=True)
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        building.build_graph(store, data, [more])
        os._exit(0)
    time.sleep(float(line))
    os.kill(child, signal.SIGKILL)
    print(os.waitpid(child, 0)[1], flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_build_killed_at_any_moment_leaves_a_graph_that_answers(store, small_data, more):
    before, moments = claims(store), random.Random(20)
    started = time.monotonic()
    build_graph(store, small_data)
    whole = time.monotonic() - started
    environment = os.environ | {"PYTHONPATH": str(paths.CHECKOUT)}
    killed = leftovers = 0
    with subprocess.Popen(
        [sys.executable, "-c", DRIVER, store, small_data, more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as driver:
        assert driver.stdout.readline() == "ready\n"
        for _ in range(20):
            driver.stdin.write(f"{moments.uniform(0.01, whole)}\n")
            driver.stdin.flush()
            killed += int(driver.stdout.readline()) == 9
            leftovers += any(name.startswith("building-") for name in os.listdir(store))
            assert claims(store) in (before, before + 1)
        driver.stdin.close()
        assert driver.wait(20) == 0
    assert killed >= 5 and leftovers >= 1, "too few builds were killed while they ran"
    build_graph(store, small_data)
    assert claims(store) == before
    assert len([name for name in os.listdir(store) if name.startswith(("graph-", "building-"))]) == 1


def test_two_builds_at_once_take_turns(tmp_path, small_data, more):
    store = tmp_path / "store"
    program = (
        "import sys; from pathlib import Path; from jjj_graph.building import "
        "build_graph; build_graph(*map(Path, sys.argv[1:3]), [Path(p) for p in "
        "sys.argv[3:]])"
    )
    environment = os.environ | {"PYTHONPATH": str(paths.CHECKOUT)}
    started = [
        subprocess.Popen([sys.executable, "-c", program, store, small_data, *added], env=environment)
        for added in ([], [more])
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    assert claims(store) > 20
    assert len([name for name in os.listdir(store) if name.startswith(("graph-", "building-"))]) == 1


def test_a_build_waits_for_the_lock(store, small_data):
    with (store / ".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        builder = threading.Thread(target=build_graph, args=(store, small_data))
        builder.start()
        builder.join(0.3)
        assert builder.is_alive() and not list(store.glob("building-*"))
        fcntl.flock(held, fcntl.LOCK_UN)
        builder.join(30)
        assert not builder.is_alive()


# --- folders --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["notes.txt", "graph-papers", "building-plans", "graph-0123456789abcdef", "CURRENT.bak", ".git"]
)
def test_a_folder_that_holds_other_things_is_refused(tmp_path, small_data, name):
    (tmp_path / "mine" / name).mkdir(parents=True)
    with pytest.raises(StoreError, match="holds other things") as caught:
        build_graph(tmp_path / "mine", small_data)
    assert name in str(caught.value) and "new or empty" in caught.value.remedy
    assert os.listdir(tmp_path / "mine") == [name]


def test_a_store_that_is_a_file_is_refused(tmp_path, small_data):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StoreError, match="not a folder"):
        build_graph(tmp_path / "file", small_data)
    with pytest.raises(StoreError, match="no graph here"):
        GraphStore(tmp_path / "file")
    assert (tmp_path / "file").read_text() == "mine"


def damage(store: Path, what: str) -> None:
    graph = current_graph(store)
    if what == "points nowhere":
        (store / CURRENT).write_text("graph-gone\n")
    elif what == "points out":
        (store / CURRENT).write_text("../elsewhere\n")
    elif what == "points to itself":
        (store / CURRENT).write_text("\n")
    elif what == "not text":
        (store / CURRENT).write_bytes(b"\xff\xfe\0")
    elif what == "no engine":
        shutil.rmtree(graph / "engine")
    elif what == "half an engine":
        next((graph / "engine").glob("MANIFEST-*")).write_bytes(b"")
    elif what == "no snapshot":
        (graph / "snapshot.json").unlink()
    elif what == "snapshot cut":
        (graph / "snapshot.json").write_text('{"hash"')
    elif what == "empty folder":
        shutil.rmtree(store)
        store.mkdir()
    else:
        shutil.rmtree(store)


@pytest.mark.parametrize(
    "what",
    [
        "points nowhere",
        "points out",
        "points to itself",
        "not text",
        "no engine",
        "half an engine",
        "no snapshot",
        "snapshot cut",
        "empty folder",
        "no folder",
    ],
)
def test_a_damaged_store_says_so_and_can_be_built_anew(store, small_data, what):
    damage(store, what)
    with pytest.raises(StoreError) as caught:
        assert GraphStore(store).snapshot is None
    assert str(store) in str(caught.value)
    build_graph(store, small_data)
    assert (
        claims(store) > 20
        and json.loads((current_graph(store) / "snapshot.json").read_text())["quads"] > 1000
    )
