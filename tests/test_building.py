"""The door of building: the same input gives the same bytes, and what is wrong replaces nothing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from jjj_graph import paths
from jjj_graph.building import build_graph, fingerprint, graph_lines, inputs_of, write_graph
from jjj_graph.errors import InputError, JJJError
from jjj_graph.facts.collection import collect
from jjj_graph.store.embedded import GraphStore, current_graph

SMALL = paths.CHECKOUT / "tests" / "build" / "small"


def graph_of(store: Path) -> dict[str, bytes]:
    return {
        name: (current_graph(store) / name).read_bytes()
        for name in ("graph.nq", "derived.nq", "snapshot.nq", "snapshot.json")
    }


def copy_of(data: Path, folder: Path, reverse: bool = False) -> Path:
    """A copy of a data folder with its files made in another order, and its sources under other names."""
    made = folder / "京津冀 data"
    for number, path in enumerate(sorted((p for p in data.rglob("*") if p.is_file()), reverse=reverse)):
        target = made / path.relative_to(data)
        if (
            target.suffix == ".yaml"
            and target.name != "source.yaml"
            and "sources" in target.parts
            and reverse
        ):
            target = made / "sources" / f"{99 - number}" / target.name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return made


def test_files_in_any_order_and_place_give_the_same_bytes(small_data, small_store, tmp_path, monkeypatch):
    other = copy_of(small_data, tmp_path, reverse=True)
    real = os.scandir
    monkeypatch.setattr(os, "scandir", lambda *a: real(*a))
    build_graph(tmp_path / "store", other)
    assert graph_of(tmp_path / "store") == graph_of(small_store)


def test_facts_in_any_order_give_the_same_lines(small_data):
    collection = collect(small_data)
    one = set(graph_lines(collection, []))
    collection.sources = dict(reversed(collection.sources.items()))
    for source in collection.sources.values():
        source.facts.reverse()
        source.entities = dict(reversed(source.entities.items()))
    registry = collection.registry
    registry.entities = dict(reversed(registry.entities.items()))
    assert set(graph_lines(collection, [])) == one


def test_two_processes_with_other_hash_seeds_give_the_same_bytes(small_data, small_store, tmp_path):
    program = (
        "import sys; from pathlib import Path; from jjj_graph.building import "
        "build_graph; build_graph(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / seed), str(small_data)],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(paths.CHECKOUT)},
        )
        for seed in ("1", "4242")
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    assert graph_of(tmp_path / "1") == graph_of(tmp_path / "4242") == graph_of(small_store)


def test_building_again_changes_nothing_but_the_folder(small_data, tmp_path):
    first, _ = build_graph(tmp_path / "store", small_data)
    bytes_before = graph_of(tmp_path / "store")
    second, _ = build_graph(tmp_path / "store", small_data)
    assert first == second and graph_of(tmp_path / "store") == bytes_before
    assert len(list((tmp_path / "store").glob("graph-*"))) == 1


def test_a_table_gives_the_same_claims_as_the_same_facts_in_yaml(small_data, tmp_path):
    head = "source: {id: same, title: A, publisher: P, published: 2024, language: zh}\n"
    (tmp_path / "yaml").mkdir()
    (tmp_path / "yaml" / "same.yaml").write_text(
        head
        + (
            "facts:\n  - level: "
            "{indicator: gdp, of: beijing, period: 2023, value: 5e12, unit: CNY, qualifier: about}\n"
            "    at: 约5万亿元\n"
        ),
        encoding="utf-8",
    )
    (tmp_path / "csv" / "same").mkdir(parents=True)
    (tmp_path / "csv" / "same" / "source.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "csv" / "same" / "level.csv").write_text(
        "at,unit,value,period,of,indicator,qualifier\n约5万亿元,CNY,5e12,2023,beijing,gdp,about\n",
        encoding="utf-8",
    )
    lines = [set(graph_lines(collect(small_data, [tmp_path / form]), [])) for form in ("yaml", "csv")]
    assert lines[0] == lines[1]


def test_an_added_folder_appears_without_a_change_of_code(small_data, tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "new-page.yaml").write_text(
        "source: {id: new-page, title: A, publisher: P, published: 2024, language: zh}\n"
        "entities: [{id: new-firm, type: enterprise, zh: 新厂}]\n"
        "facts:\n  - supply: {supplier: new-firm, customer: xiaomi-auto}\n    at: 供货\n",
        encoding="utf-8",
    )
    snapshot, _ = build_graph(tmp_path / "store", small_data, [tmp_path / "more"])
    store = GraphStore(tmp_path / "store")
    assert snapshot.sources == 5 and bool(store.query("ASK { ent:new-firm jjj:supplies ent:xiaomi-auto }"))


BROKEN = {
    "a fact": (
        "sources/new.yaml",
        (
            "source: {id: new, title: A, publisher: P, language: zh}\nfacts:\n  - supply: "
            "{supplier: nobody, customer: xiaomi-auto}\n    at: x\n"
        ),
        3,
    ),
    "a file": ("sources/new.yaml", "source: {id: new\n", 2),
    "a table": (
        "sources/2024/small-table/share.csv",
        "indicator,of,value,unit,at\ngdp,beijing,nan,percent,x\n",
        2,
    ),
    "the registry": ("entities/sites.csv", "id,type,zh,en,aliases,owner,note\nBad Id,plant,,,,,\n", 2),
    "a chain": ("entities/chains/new.yaml", "chain: {id: new}\nsegments: [a]\n", 2),
    "a reprint of nothing": (
        "sources/new.yaml",
        "source: {id: new, title: A, publisher: P, language: zh, reprint_of: nothing}\n",
        1,
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_an_error_anywhere_refuses_the_build_and_the_old_graph_answers(name, small_data, tmp_path):
    data, store = copy_of(small_data, tmp_path), tmp_path / "store"
    build_graph(store, data)
    before = graph_of(store)
    file, text, line = BROKEN[name]
    (data / file).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        build_graph(store, data)
    assert str(caught.value.file) == str(data / file) and caught.value.line == line and caught.value.remedy
    assert graph_of(store) == before and bool(GraphStore(store).query("ASK { ?c jjj:statedIn ?s }"))
    assert sorted(p.name for p in store.iterdir() if not p.name.startswith((".", "CURRENT"))) == [
        current_graph(store).name
    ]


def test_the_first_error_is_told_and_how_many_more(small_data, tmp_path):
    (tmp_path / "new.yaml").write_text(
        (
            "source: {id: new, title: A, publisher: P, language: zh}\nfacts: "
            "[{level: {}, at: x}, {level: {}, at: x}]\n"
        ),
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="and 5 more: jjj check lists them"):
        build_graph(tmp_path / "store", small_data, [tmp_path])


@pytest.mark.parametrize("missing", ["data", "added", "sources"])
def test_a_folder_that_is_not_there(small_data, tmp_path, missing):
    (tmp_path / "empty").mkdir()
    data = {"data": tmp_path / "none", "sources": tmp_path / "empty"}.get(missing, small_data)
    with pytest.raises(InputError, match="no such folder"):
        build_graph(tmp_path / "store", data, [tmp_path / "none"] if missing == "added" else [])
    assert not (tmp_path / "store").exists()


def test_the_fingerprint_changes_with_any_input_and_survives_loops(small_data, tmp_path):
    data = copy_of(small_data, tmp_path)
    before = fingerprint((data,))
    assert fingerprint((data,)) == before
    (data / "loop").symlink_to(data)
    (data / "other loop").symlink_to(data)
    (data / "broken").symlink_to(data / "nothing")
    assert fingerprint((data,)) == before
    (data / "merges.csv").touch()
    os.utime(data / "merges.csv", ns=(1, 1))
    assert fingerprint((data,)) != before


def test_a_graph_is_stale_when_one_of_its_folders_changed(tmp_path):
    more = tmp_path / "more"
    more.mkdir()
    store = tmp_path / "store"
    build_graph(store, SMALL, [more])
    inputs = inputs_of(current_graph(store))
    assert (inputs.data, inputs.added, inputs.are_stale) == (SMALL, (more,), False)
    (more / "new.yaml").write_text("", encoding="utf-8")
    assert inputs.are_stale
    assert inputs_of(tmp_path).are_stale, "a folder that says nothing of itself"


def test_the_default_graph_keeps_the_folders_that_were_added(tmp_path, monkeypatch):
    """What `jjj build --add` took stays in the default graph, also when a file of it changes."""
    from jjj_graph.sessions import ensure_default

    monkeypatch.setenv("JJJ_STORE", str(tmp_path / "store"))
    more, said = tmp_path / "more", []
    more.mkdir()
    card = "source: {id: mine, title: T, publisher: P, language: zh}\nfacts: []\n"
    (more / "mine.yaml").write_text(card, encoding="utf-8")
    build_graph(tmp_path / "store", SMALL, [more])
    ensure_default(said.append)
    assert said == []
    (more / "mine.yaml").write_text(card.replace("title: T", "title: Another"), encoding="utf-8")
    rebuilt = GraphStore(ensure_default(said.append))
    assert said and "more" in said[0]
    assert rebuilt.query("ASK { ?x a jjj:Source ; dcterms:title ?t FILTER(STR(?t) = 'Another') }")
    (more / "mine.yaml").unlink()
    more.rmdir()
    monkeypatch.setattr(paths, "DATA", SMALL)
    rebuilt = GraphStore(ensure_default(said.append))
    assert "is gone" in said[1] and "the shipped data" in said[2]
    assert not rebuilt.query("ASK { ?x dcterms:title 'Another' }")


@pytest.mark.parametrize("suffix", [".nq", ".trig", ".ttl", ".jsonld"])
def test_a_graph_is_written_in_each_format(small_store, tmp_path, suffix):
    target = tmp_path / f"京津冀 graph{suffix}"
    write_graph(current_graph(small_store), target)
    form = {
        ".nq": ox.RdfFormat.N_QUADS,
        ".trig": ox.RdfFormat.TRIG,
        ".ttl": ox.RdfFormat.TURTLE,
        ".jsonld": ox.RdfFormat.JSON_LD,
    }[suffix]
    read = list(ox.parse(path=str(target), format=form))
    quads = GraphStore(small_store).engine
    assert {q.triple for q in read} == {q.triple for q in quads}
    assert suffix == ".ttl" or set(read) == set(quads)
    first = target.read_bytes()
    write_graph(current_graph(small_store), target)
    assert target.read_bytes() == first and [p.name for p in tmp_path.iterdir()] == [target.name]


def test_a_graph_is_not_written_where_it_cannot_be(small_store, tmp_path):
    with pytest.raises(JJJError, match="no suffix") as caught:
        write_graph(current_graph(small_store), tmp_path / "graph.xml")
    assert ".trig" in caught.value.remedy
    with pytest.raises(JJJError, match="cannot be written"):
        write_graph(current_graph(small_store), tmp_path / "none" / "graph.nq")
