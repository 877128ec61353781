"""The raw collecting shape: every rule by example, and what becomes of each raw fact of a folder."""

import json
from pathlib import Path

import pytest

from jjj_graph.checking import check, is_raw
from jjj_graph.facts.accounting import account
from jjj_graph.facts.entities import Registry
from jjj_graph.facts.located import read_yaml
from jjj_graph.facts.raw import import_facts
from jjj_graph.facts.raw_rules import convert
from jjj_graph.facts.sources import read_source

RAW = Path(__file__).parent / "raw"

EXAMPLES = read_yaml(Path(__file__).parent / "raw_rules.yaml")


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_rule_by_example(name):
    (kind, raw), (_, expected) = EXAMPLES[name].items()
    before = json.dumps(raw)
    assert convert(kind, raw, "a-source") == [pair for fact in expected for pair in fact.items()]
    assert json.dumps(raw) == before, "the raw fact was changed"


@pytest.fixture(scope="module")
def imported(registry):
    return import_facts(RAW, registry)


def test_every_raw_fact_has_an_outcome(imported):
    sources, findings = imported
    outcomes = {s.id: [(o.raw_fact, o.kind, o.outcome) for o in s.outcomes] for s in sources}
    assert {name: len(rows) for name, rows in outcomes.items()} == {
        "2015-one-mover": 10,
        "undated-observations": 13,
        "2024-links": 10,
        "2023-plans": 4,
        "2022-cannot-all-be-read": 13,
    }
    assert [o[2] for o in outcomes["2015-one-mover"]] == [
        *["converted"] * 4,
        "twice",
        *["converted"] * 4,
        "twice",
    ]
    for name in ("undated-observations", "2024-links", "2023-plans"):
        assert {o[2] for o in outcomes[name]} == {"converted"}, [
            o for s in sources if s.id == name for o in s.outcomes if o.outcome != "converted"
        ]
    assert [o[2] for o in outcomes["2022-cannot-all-be-read"]] == ["converted", *["left out"] * 12]


def test_what_cannot_be_converted_is_named_with_line_and_reason(imported):
    sources, findings = imported
    left_out = [o for s in sources for o in s.outcomes if o.outcome == "left out"]
    text = (RAW / "chains" / "2022-cannot-all-be-read.yaml").read_text(encoding="utf-8").splitlines()
    for outcome in left_out:
        assert outcome.reason and text[outcome.line - 1].startswith("  - ")
        assert any(
            (f.file, f.line, f.severity) == (outcome.file, outcome.line, "error")
            and f.message in outcome.reason
            for f in findings
        )
    assert [
        (f.file.rpartition("/")[2], f.code) for f in findings if f.code in ("unreadable", "raw-card")
    ] == [
        ("2021-not-yaml.yaml", "unreadable"),
        ("2022-cannot-all-be-read.yaml", "raw-card"),
        ("2022-cannot-all-be-read.yaml", "raw-card"),
    ]


def test_two_files_of_one_source_become_one(imported):
    source = next(s for s in imported[0] if s.id == "2015-one-mover")
    assert (
        source.year == "2015"
        and source.card["note"] == "seen twice"
        and source.card["title"] == "京企外迁, a mover and its figures"
    )
    assert len({o.file for o in source.outcomes}) == 2
    assert [o.raw_fact for o in source.outcomes] == list(range(1, 11))


def test_the_card_is_cleaned(imported):
    cards = {s.id: s.card for s in imported[0]}
    assert (
        cards["2024-links"]["grade"] == "mirror"
        and cards["2015-one-mover"]["grade"] == "repost"
        and cards["undated-observations"]["grade"] == "official"
    )
    assert cards["2023-plans"]["title"] == "Plans, and what became of them"
    assert (
        "published" not in cards["2022-cannot-all-be-read"]
        and "grade" not in cards["2022-cannot-all-be-read"]
    )
    assert {s.id: s.year for s in imported[0]}["2022-cannot-all-be-read"] == "undated"


def test_each_source_lists_what_it_uses_and_the_registry_lacks(imported):
    entities = {s.id: {e["id"]: e for e in s.entities} for s in imported[0]}
    assert {"dye-works", "dye-park", "dye-town"} <= entities["2015-one-mover"].keys()
    assert "never-used" not in entities["2015-one-mover"] and "beijing" not in entities["2015-one-mover"]
    assert entities["2015-one-mover"]["dye-park"] == {
        "id": "dye-park",
        "type": "park",
        "zh": "染料园",
        "in": "dye-town",
    }
    assert (
        entities["2024-links"]["sodium-battery"]["type"] == "segment"
        and entities["2024-links"]["sodium-battery"]["in"] == "nev"
    )


def test_what_is_written_reads_without_an_error(imported, registry, tmp_path):
    for source in imported[0]:
        path = tmp_path / f"{source.id}.yaml"
        path.write_text(source.text, encoding="utf-8")
        read, findings = read_source(path, registry)
        assert [str(f) for f in findings if f.severity == "error"] == []
        assert len(read.facts) == len(source.facts) == sum(o.facts for o in source.outcomes)


@pytest.mark.parametrize("published", ["../../../etc", "../2015", "unknown", "2015/..", "20150119", "[2015]"])
def test_no_date_leads_out_of_the_folder(tmp_path, published):
    (tmp_path / "a.yaml").write_text(
        f"source: {{id: a, title: t, publisher: p, published: {published}, language: zh}}\nfacts: []\n",
        encoding="utf-8",
    )
    sources, _ = import_facts(tmp_path, Registry())
    assert sources[0].year in ("2015", "undated")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "source: x",
        "source: {id: A B}",
        "source: {id: a}\nfacts: word",
        "source: {id: a}\nfacts: {a: b}",
        "source: {id: a}\nentities: [word]",
        "source: {id: [a]}",
        "[]",
    ],
)
def test_a_raw_file_of_another_shape_is_a_finding(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    sources, findings = import_facts(tmp_path, Registry())
    assert (
        sources == []
        and [f.code for f in findings] == ["unreadable"]
        and findings[0].file == str(tmp_path / "a.yaml")
    )


@pytest.mark.parametrize(
    "fact",
    [
        "{}",
        "{observation: }",
        "{observation: [a]}",
        "{observation: {}}",
        "{relocation: {}}",
        "{project: {}}",
        "{policy: {id: a, goals: [b]}}",
        "{policy: {id: a, goals: b}}",
        "{supply: {}}",
        "{flow: {}}",
        "{flow: {measure: [a]}}",
        "{cluster: {}}",
        "{benefit_sharing: {split: {a: b}}}",
        "{observation: {indicator: [a], of: {b: c}}}",
        "{bottleneck: {by: {a: b}}}",
        "{relocation: {who: {a: b}, from: [c, {d: e}], planned_move: [f]}}",
        "{link: {chain: [a], link: {b: c}}}",
        "{role: {place: [a]}, at: {b: {c: d}}}",
        "{policy: {id: a, goals: [{indicator: x-growth, unit: percent}]}}",
        "{observation: {indicator: x, of: y, value: " + "9" * 5000 + ".5, unit: CNY}}",
    ],
)
def test_a_raw_fact_of_any_shape_is_converted_or_named(tmp_path, fact, registry):
    (tmp_path / "a.yaml").write_text(
        f"source: {{id: a, title: t, publisher: p, language: zh}}\nfacts:\n  - {fact}\n", encoding="utf-8"
    )
    sources, findings = import_facts(tmp_path, registry)
    assert [o.outcome for o in sources[0].outcomes] == ["left out"] and sources[0].outcomes[0].reason
    assert account(tmp_path, tmp_path_with_sources(tmp_path))[0].outcome == "lost"


def tmp_path_with_sources(folder: Path) -> Path:
    data = folder / "data"
    (data / "sources").mkdir(parents=True)
    return data


def test_check_tells_what_an_import_would_do(small_data):
    assert is_raw(RAW) and not is_raw(small_data / "sources")
    findings = check(RAW, data=small_data)
    summary = next(f for f in findings if f.code == "raw")
    assert (
        "5 sources, 50 raw facts" in summary.message
        and "finds 2 told twice and leaves 12 out" in summary.message
    )
    assert any(f.code == "unreadable" and f.file.endswith("2021-not-yaml.yaml") for f in findings)


def test_accounting_finds_every_raw_fact_again(imported, tmp_path):
    data = tmp_path / "data"
    (data / "sources").mkdir(parents=True)
    rows = account(RAW, data)
    assert len(rows) == 50 and {r.outcome for r in rows} == {"lost", "twice"}
    for source in imported[0]:
        (data / "sources" / f"{source.id}.yaml").write_text(source.text, encoding="utf-8")
    (data / "exclusions.csv").write_text(
        "source,raw_fact,kind,at,reason\n"
        + "".join(f"2022-cannot-all-be-read,{n},,,odd\n" for n in range(2, 14)),
        encoding="utf-8",
    )
    import shutil

    shutil.copytree(Path(__file__).parents[1] / "build" / "small" / "entities", data / "entities")
    shutil.copy(Path(__file__).parents[1] / "build" / "small" / "merges.csv", data / "merges.csv")
    counts = {
        name: sum(r.outcome == name for r in account(RAW, data))
        for name in ("in the data", "twice", "excluded", "lost")
    }
    assert counts == {"in the data": 36, "twice": 2, "excluded": 12, "lost": 0}
