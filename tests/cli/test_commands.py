"""The commands one by one: cards, series, the walk to the characters, build, check, import, diff."""

import json
import shutil
from pathlib import Path

import pytest

from jjj_graph.store.embedded import current_graph

RAW = Path(__file__).parents[1] / "facts" / "raw"


def test_show_prints_a_card_with_sources(small):
    shown = small("show", "小米汽车").out
    assert shown.startswith("小米汽车  Xiaomi Auto  (xiaomi-auto, Enterprise)")
    assert "also: " in shown and "xiaomi-ev" in shown and "小米汽车科技有限公司" in shown
    assert "2024-05-one-of-each" in shown and "为小米汽车供应电池" in shown
    chinese = small("show", "xiaomi-auto", "--lang", "zh").out
    assert "某电池厂" in chinese


def test_every_name_leads_to_the_card(small):
    cards = {
        small("show", name, "--format", "json").out
        for name in (
            "小米汽车",
            "xiaomi-auto",
            "Xiaomi Auto",
            "xiaomi  AUTO",
            "xiaomi-ev",
            "小米汽车科技有限公司",
            "ent:xiaomi-auto",
        )
    }
    assert len(cards) == 1
    card = json.loads(cards.pop())
    assert card["id"] == "xiaomi-auto" and card["zh"] == "小米汽车" and card["types"] == ["Enterprise"]
    assert {"kind", "characters", "source", "claim"} <= card["claims"][0].keys()


def test_segments_indicators_and_chains_have_cards_too(small):
    for name, kind in (
        ("nev/traction-battery", "ChainSegment"),
        ("动力电池", "ChainSegment"),
        ("gdp", "Indicator"),
        ("NEV chain", "IndustrialChain"),
        ("大规划", "Policy"),
    ):
        assert kind in small("show", name).out.splitlines()[0], name


def test_a_card_of_hostile_text_steers_nothing(small):
    shown = small("show", "hostile-maker").out
    assert all(c.isprintable() or c == "\n" for c in shown)


def test_list_counts_claims(small):
    rows = json.loads(small("list", "enterprises", "--format", "json").out)["rows"]
    assert {row["id"]: row["claims"] for row in rows}["battery-maker"] >= 4
    assert all(set(row) == {"id", "zh", "en", "type", "claims"} for row in rows)


def test_figures_show_every_witness_and_mark_the_default(small):
    rows = json.loads(small("figures", "gdp", "--format", "json").out)["rows"]
    assert {"small-table", "2024-05-one-of-each", "undated-minimal"} <= {row["source"] for row in rows}
    assert all(row["claim"] and row["source"] for row in rows)
    by_place = {
        (row["of"], row["period"], row["status"] if "status" in row else ""): row
        for row in rows
        if row["kind"] == "level"
    }
    assert by_place["Beijing", "2023", ""]["default"] == "*"
    assert by_place["Beijing-Tianjin-Hebei", "2030", "target"]["default"] == ""
    assert json.loads(small("figures", "地区生产总值", "北京", "--format", "json").out)["rows"]


def test_why_walks_from_a_value_to_the_characters(small):
    claim = next(
        row["claim"]
        for row in json.loads(small("figures", "gdp", "beijing", "--format", "json").out)["rows"]
        if row["source"] == "small-table"
    )
    walk = json.loads(small("why", claim, "--format", "json").out)
    assert (
        walk["claim"] == claim
        and walk["kind"] == "level"
        and walk["characters"] == ["43760.7亿元"]
        and walk["quoted"] is True
    )
    assert (
        float(walk["low"]) < 4376070000000 < float(walk["high"])
        and walk["unit"] == "CNY"
        and walk["source"]["id"] == "small-table"
    )
    for start in (
        claim,
        claim[:8],
        f"claim:{claim}",
        claim.upper(),
        f"https://w3id.org/jjj-graph/claim/{claim}",
    ):
        shown = small("why", start)
        assert shown.code == 0 and "43760.7亿元" in shown.out and "small-table: A small table" in shown.out


# --- build, diff ----------------------------------------------------------------------------------


def test_build_says_what_it_holds_and_writes_the_graph(jjj, small_data, small_store, tmp_path):
    done = jjj("build", "--data", small_data, "--store", tmp_path / "store", "-o", tmp_path / "graph.nq")
    assert done.code == 0
    assert (
        "sources    4" in done.out and f"store      {tmp_path / 'store'}" in done.out and "Level" in done.out
    )
    assert "Traceback" not in done.err
    assert (tmp_path / "graph.nq").read_bytes().startswith(b"<http")
    assert jjj("diff", small_store, tmp_path / "graph.nq").code == 0


def test_build_with_an_error_exits_with_2_and_names_the_place(jjj, small_data, tmp_path):
    (tmp_path / "bad.yaml").write_text(
        "source: {id: bad, title: A, publisher: P, language: zh}\nfacts:\n  - levl: {}\n    at: x\n",
        encoding="utf-8",
    )
    done = jjj("build", "--data", small_data, "--add", tmp_path, "--store", tmp_path / "store")
    assert (
        done.code == 2
        and done.out == ""
        and f"{tmp_path / 'bad.yaml'}:3:5: 'levl' is not a kind of fact\n  -> did you mean level?" in done.err
    )


def test_build_refuses_a_suffix_that_names_no_format(jjj, small_data, tmp_path):
    done = jjj("build", "--data", small_data, "--store", tmp_path / "store", "-o", tmp_path / "graph.xml")
    assert done.code == 2 and ".trig" in done.err and not (tmp_path / "graph.xml").exists()


def test_diff_says_what_was_added_removed_and_changed(jjj, small_data, small_store, tmp_path):
    shutil.copytree(small_data, tmp_path / "data")
    page = tmp_path / "data" / "sources" / "2024" / "2024-05-one-of-each.yaml"
    page.write_text(
        page.read_text(encoding="utf-8")
        .replace("value: 8.3", "value: 8.4")
        .replace("zh: 某电池厂", "zh: 另一家电池厂"),
        encoding="utf-8",
    )
    shutil.rmtree(tmp_path / "data" / "sources" / "2023")
    jjj("build", "--data", tmp_path / "data", "--store", tmp_path / "store")
    done = jjj("diff", small_store, tmp_path / "store", "--format", "json")
    assert done.code == 1
    found = {(row["change"], row["what"]) for row in json.loads(done.out)["rows"]}
    assert {
        ("added", "claim"),
        ("removed", "claim"),
        ("removed", "source"),
        ("changed", "entity"),
        ("removed", "entity"),
    } <= found
    assert jjj("diff", small_store, small_store).code == 0
    assert jjj("diff", small_store, current_graph(small_store) / "graph.nq").code == 0
    assert jjj("diff", small_store, tmp_path / "none").code == 2
    assert jjj("diff", small_store, page).code == 2


# --- check ----------------------------------------------------------------------------------------


def test_check_exits_with_1_for_findings_and_0_without(jjj, tmp_path):
    path = tmp_path / "one.yaml"
    text = (
        "source: {id: one, title: A, publisher: P, language: zh}\nfacts:\n  - level: "
        "{indicator: gdp, of: beijing, period: 2023, value: 5, unit: CNY}\n    at: 5元\n"
    )
    path.write_text(text, encoding="utf-8")
    done = jjj("check", tmp_path)
    assert (done.code, done.out) == (0, "") and "0 errors, 0 warnings, 0 info" in done.err
    path.write_text(text.replace("value: 5", "value: 7"), encoding="utf-8")
    done = jjj("check", tmp_path)
    assert done.code == 0 and "info unquoted" in done.out  # a remark is no finding to fail for
    path.write_text(text.replace("beijing", "beijin"), encoding="utf-8")
    done = jjj("check", tmp_path, "--severity", "error")
    assert (
        done.code == 1
        and done.out.startswith(f"{path}:3:33: error unknown-entity: 'beijin' is neither")
        and "did you mean beijing" in done.out
    )
    assert "1 errors" in done.err


def test_findings_as_json_have_the_keys_of_the_contract(jjj, tmp_path):
    (tmp_path / "one.yaml").write_text("source: {id: one\n", encoding="utf-8")
    read = json.loads(jjj("check", tmp_path, "--format", "json").out)
    assert list(read) == ["findings"]
    assert list(read["findings"][0]) == ["severity", "code", "file", "line", "column", "message", "remedy"]
    done = jjj("check", tmp_path, "-o", tmp_path / "f.json")
    assert done.code == 1 and json.loads((tmp_path / "f.json").read_text()) == read
    assert jjj("check", tmp_path, "--format", "csv").out.startswith(
        "severity,code,file,line,column,message,remedy\n"
    )


def test_check_holds_evidence_against_documents(jjj, tmp_path):
    (tmp_path / "one.yaml").write_text(
        (
            "source: "
            "{id: one, title: A, publisher: P, language: zh, file: one.txt}\nfacts:\n  - "
            "level: {indicator: gdp, of: beijing, period: 2023, value: 5, unit: CNY}\n    "
            "at: 5元\n"
        ),
        encoding="utf-8",
    )
    (tmp_path / "one.txt").write_text("北京6元", encoding="utf-8")
    done = jjj("check", tmp_path, "--documents", tmp_path)
    assert done.code == 1 and "evidence-not-found" in done.out
    assert jjj("check", tmp_path, "--documents", tmp_path / "none").code == 2


def test_check_of_no_folder_exits_with_2(jjj, tmp_path):
    done = jjj("check", tmp_path / "none")
    assert done.code == 2 and "no such folder" in done.err


def test_check_of_a_raw_folder_says_what_an_import_would_do(jjj):
    done = jjj("check", RAW)
    assert (
        done.code == 1 and "a raw folder: 5 sources, 50 raw facts" in done.out and "Traceback" not in done.err
    )


# --- import ---------------------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_never_seen_goes_through_import_check_and_build(jjj, small_data, tmp_path):
    made, store = tmp_path / "made", tmp_path / "store"
    done = jjj("import", "facts", RAW, "-o", made, "--data", small_data, "--format", "json")
    assert done.code == 1  # some are left out
    left_out = json.loads(done.out)["rows"]
    assert (
        "5 sources: 5 written, 0 were there already" in done.err
        and "36 converted, 12 left out, 2 twice" in done.err
    )
    assert all(row["file"] and row["reason"] for row in left_out)
    assert sum(row["kind"] != "file" for row in left_out) == 12
    assert sorted(files(made)) == [
        "2015/2015-one-mover.yaml",
        "2023/2023-plans.yaml",
        "2024/2024-links.yaml",
        "undated/2022-cannot-all-be-read.yaml",
        "undated/undated-observations.yaml",
    ]

    checked = json.loads(jjj("check", made, "--data", small_data, "--format", "json").out)["findings"]
    assert [f for f in checked if f["severity"] == "error"] == []

    done = jjj("build", "--data", small_data, "--add", made, "--store", store)
    assert done.code == 0, done.err
    counted = json.loads(
        jjj(
            "query",
            "-e",
            "SELECT ?s (COUNT(DISTINCT ?c) AS ?n) { ?c jjj:statedIn ?s } GROUP BY ?s",
            "--store",
            store,
            "--format",
            "json",
        ).out
    )["rows"]
    counts = {row["s"].rpartition("/")[2]: row["n"] for row in counted}
    assert {
        name: counts[name]
        for name in (
            "2015-one-mover",
            "undated-observations",
            "2024-links",
            "2023-plans",
            "2022-cannot-all-be-read",
        )
    } == {
        "2015-one-mover": 13,
        "undated-observations": 13,
        "2024-links": 11,
        "2023-plans": 10,
        "2022-cannot-all-be-read": 2,
    }


def test_importing_twice_gives_the_same_files_and_keeps_what_is_there(jjj, small_data, tmp_path):
    for name in ("one", "two"):
        jjj("import", "facts", RAW, "-o", tmp_path / name, "--data", small_data)
    assert files(tmp_path / "one") == files(tmp_path / "two")
    curated = tmp_path / "one" / "2023" / "2023-plans.yaml"
    curated.write_text("curated by hand", encoding="utf-8")
    curated.rename(tmp_path / "one" / "2023-plans.yaml")
    done = jjj("import", "facts", RAW, "-o", tmp_path / "one", "--data", small_data)
    assert "0 written, 5 were there already and are kept" in done.err
    assert (tmp_path / "one" / "2023-plans.yaml").read_text() == "curated by hand" and not curated.exists()
    jjj("import", "facts", RAW, "-o", tmp_path / "one", "--data", small_data, "--overwrite")
    assert (tmp_path / "one" / "2023-plans.yaml").read_bytes() == (
        tmp_path / "two" / "2023" / "2023-plans.yaml"
    ).read_bytes()


def test_import_with_exclusions_and_accounting(jjj, small_data, tmp_path):
    shutil.copytree(small_data, tmp_path / "data")
    (tmp_path / "data" / "exclusions.csv").write_text(
        "source,raw_fact,kind,at,reason\n"
        + "".join(f"2022-cannot-all-be-read,{n},,,odd\n" for n in range(2, 14)),
        encoding="utf-8",
    )
    folder = tmp_path / "raw"
    shutil.copytree(RAW, folder)
    (folder / "chains" / "2021-not-yaml.yaml").unlink()
    odd = folder / "chains" / "2022-cannot-all-be-read.yaml"
    odd.write_text(
        odd.read_text(encoding="utf-8")
        .replace("published: early 2022", "published: 2022")
        .replace("grade: X", "grade: B"),
        encoding="utf-8",
    )
    done = jjj("import", "facts", folder, "-o", tmp_path / "data" / "sources", "--data", tmp_path / "data")
    assert (done.code, done.out) == (0, "") and "12 excluded" in done.err
    done = jjj("import", "facts", folder, "--account", "--data", tmp_path / "data")
    assert done.code == 0 and "excluded" in done.out and "lost" not in done.out
    (tmp_path / "data" / "sources" / "2023" / "2023-plans.yaml").unlink()
    done = jjj("import", "facts", folder, "--account", "--data", tmp_path / "data")
    assert done.code == 1 and "lost" in done.out and "2023-plans.yaml" in done.err


@pytest.mark.parametrize("words", [(), ("-o", "x", "--data", "none"), ("--account", "--data", "none")])
def test_import_says_what_it_needs(jjj, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert jjj("import", "facts", RAW, *words).code == 2
    assert jjj("import", "facts", tmp_path / "none", "-o", tmp_path / "x").code == 2
    assert jjj("import", "fact").code == 2
    assert list(tmp_path.iterdir()) == []
