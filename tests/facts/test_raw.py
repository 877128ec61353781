"""The raw collecting shape: every rule by example, and a folder never seen before on its way into the graph."""

import json
from pathlib import Path

import pytest

from jjj_graph.checking import check, is_raw
from jjj_graph.facts.accounting import account
from jjj_graph.facts.entities import Registry
from jjj_graph.facts.raw import import_facts
from jjj_graph.facts.raw_rules import convert
from jjj_graph.facts.sources import read_source

RAW = Path(__file__).parent / "raw"

EXAMPLES = {
    # name: kind, raw fields, what they become
    "a level": ("observation", {"indicator": "gdp", "of": "jjj", "period": "2023", "value": "5", "unit": "CNY"},
                [("level", {"indicator": "gdp", "of": "jjj", "period": "2023", "value": "5", "unit": "CNY"})]),
    "of several places together": ("observation", {"indicator": "gdp", "of": ["beijing", "tianjin"], "value": "5", "unit": "CNY"},
                                   [("level", {"indicator": "gdp", "of": "beijing+tianjin", "value": "5", "unit": "CNY"})]),
    "a range": ("observation", {"indicator": "gdp", "of": "jjj", "value_min": "1", "value_max": "2", "unit": "CNY"},
                [("level", {"indicator": "gdp", "of": "jjj", "value": ["1", "2"], "unit": "CNY"})]),
    "noise of binary fractions": ("observation", {"indicator": "gdp", "of": "jjj", "value": "832620000000.0001", "unit": "CNY"},
                                  [("level", {"indicator": "gdp", "of": "jjj", "value": "832620000000", "unit": "CNY"})]),
    "a unit in words": ("observation", {"indicator": "price", "of": "jjj", "value": "5", "unit": "CNY per m2"},
                        [("level", {"indicator": "price", "of": "jjj", "value": "5", "unit": "CNY-per-m2"})]),
    "growth": ("observation", {"indicator": "gdp-growth", "of": "jjj", "period": "2023", "value": "5.2", "unit": "percent", "qualifier": "exact"},
               [("change", {"indicator": "gdp", "of": "jjj", "period": "2023", "growth": "5.2", "unit": "percent"})]),
    "annual growth over a span": ("observation", {"indicator": "gdp-average-annual-growth", "of": "jjj", "period": "2013/2023", "compared_to": "2013", "value": "6", "unit": "percent"},
                                  [("change", {"indicator": "gdp", "of": "jjj", "base": "2013", "period": "2023", "annual_growth": "6", "unit": "percent"})]),
    "growth in percentage points": ("observation", {"indicator": "gdp-growth", "of": "jjj", "value": "0.3", "unit": "percentage-point"},
                                    [("change", {"indicator": "gdp", "of": "jjj", "difference": "0.3", "unit": "percentage-point"})]),
    "a multiple": ("observation", {"indicator": "gdp-multiple", "of": "jjj", "value": "1.9", "unit": "times", "compared_to": "2013", "period": "2023"},
                   [("change", {"indicator": "gdp", "of": "jjj", "base": "2013", "period": "2023", "ratio": "1.9", "unit": "times"})]),
    "times without a word": ("observation", {"indicator": "gdp", "of": "jjj", "value": "1.9", "unit": "times"},
                             [("change", {"indicator": "gdp", "of": "jjj", "ratio": "1.9", "unit": "times"})]),
    "a change in a unit": ("observation", {"indicator": "gdp-change", "of": "jjj", "value": "100", "unit": "CNY"},
                           [("change", {"indicator": "gdp", "of": "jjj", "difference": "100", "unit": "CNY"})]),
    "a share": ("observation", {"indicator": "nev-share-of-output", "of": "jjj", "value": "30", "unit": "percent"},
                [("share", {"indicator": "nev-share-of-output", "of": "jjj", "value": "30", "unit": "percent"})]),
    "a share of the country": ("observation", {"indicator": "gdp-national-share", "of": "jjj", "value": "8.3", "unit": "percent"},
                               [("share", {"indicator": "gdp-national-share", "of": "jjj", "whole": "china", "value": "8.3", "unit": "percent"})]),
    "a plan": ("observation", {"indicator": "planned-gdp", "of": "jjj", "period": "2030", "value": "5", "unit": "CNY"},
               [("level", {"indicator": "gdp", "of": "jjj", "period": "2030", "value": "5", "unit": "CNY", "status": "planned"})]),
    "a class word": ("observation", {"indicator": "scale", "of": "jjj", "class": "千亿级", "cumulative": "false"},
                     [("level", {"indicator": "scale", "of": "jjj", "size_class": "千亿级"})]),
    "a period in words": ("observation", {"indicator": "gdp", "of": "jjj", "period": "around 2025", "value": "5", "unit": "CNY", "note": "n"},
                          [("level", {"indicator": "gdp", "of": "jjj", "value": "5", "unit": "CNY", "note": "n; time in the collector's words: around 2025"})]),
    "a move with figures": ("relocation", {"who": "dye", "from": "beijing", "to": "cangzhou", "period": "2015", "scope": "production", "status": "under-way", "sector": "chemicals",
                                           "investment_cny": "6100000000", "staff": "300"},
                            [("relocation", {"move": "dye-cangzhou", "who": "dye", "from": "beijing", "to": "cangzhou", "scope": "production", "status": "under-way", "period": "2015",
                                             "sector": "chemicals"}),
                             ("level", {"indicator": "investment", "of": "dye-cangzhou", "period": "2015", "value": "6100000000", "unit": "CNY"}),
                             ("level", {"indicator": "staff-count", "of": "dye-cangzhou", "period": "2015", "value": "300", "unit": "person"})]),
    "a planned opening": ("relocation", {"who": "dye", "to": "xiongan", "scope": "campus", "status": "under-way", "period": "2025", "opening": "2027-09"},
                          [("relocation", {"move": "dye-xiongan-campus", "who": "dye", "to": "xiongan", "scope": "campus", "status": "under-way", "period": "2025"}),
                           ("relocation", {"move": "dye-xiongan-campus", "who": "dye", "to": "xiongan", "scope": "campus", "status": "planned", "period": "2027-09"})]),
    "a closure": ("relocation", {"who": "dye", "from": "beijing", "scope": "closure", "sector": "fine chemistry"},
                  [("closure", {"move": "dye-from-beijing-closure", "who": "dye", "from": "beijing", "line": "fine chemistry"})]),
    "a closure that starts elsewhere": ("relocation", {"who": "dye", "from": "beijing", "to": "cangzhou", "scope": "closure"},
                                        [("relocation", {"move": "dye-cangzhou-closure", "who": "dye", "from": "beijing", "to": "cangzhou"})]),
    "a branch is an expansion": ("relocation", {"who": "dye", "from": "beijing", "to": ["tianjin", "hebei"], "scope": "branch"},
                                 [("expansion", {"move": "dye-tianjin-hebei-branch", "who": "dye", "from": "beijing", "to": "tianjin+hebei", "scope": "branch"})]),
    "a group moves": ("relocation", {"group": {"count": "22", "what": "makers", "qualifier": "over"}, "from": "beijing", "to": "cangzhou", "parents": ["dye"]},
                      [("relocation", {"who": {"group": {"what": "makers", "count": "22", "parents": ["dye"]}}, "from": "beijing", "to": "cangzhou", "qualifier": "over"})]),
    "a project with figures": ("project", {"id": "base", "zh": "基地", "places": ["cangzhou"], "period": "2024", "status": "signed; production planned 2026", "investment_cny": "5", "capacity": "250",
                                           "capacity_unit": "vehicle", "kind": "plant"},
                               [("project", {"project": "base", "places": ["cangzhou"], "kind": "plant", "status": "signed", "period": "2024",
                                             "note": "status in the collector's words: signed; production planned 2026"}),
                                ("level", {"indicator": "investment", "of": "base", "period": "2024", "value": "5", "unit": "CNY"}),
                                ("level", {"indicator": "capacity", "of": "base", "period": "2024", "value": "250", "unit": "vehicle"})]),
    "a status that no word fits": ("project", {"id": "base", "status": "as they say"}, [("project", {"project": "base", "note": "status in the collector's words: as they say"})]),
    "a link": ("link", {"chain": "nev", "link": "cell", "who": "dye", "place": "cangzhou", "activity": "rd", "stage": "midstream"},
               [("activity", {"who": "dye", "place": "cangzhou", "chain": "nev", "segment": "cell", "activity": "rd", "stage": "midstream"})]),
    "a link outside the chains": ("link", {"link": "part", "who": "dye"}, [("activity", {"who": "dye", "note": "segment in the collector's words: part"})]),
    "a supply with a share": ("supply", {"supplier": "dye", "customer": "maker", "share_percent": "30", "share_percent_max": "40", "period": "2024"},
                              [("supply", {"supplier": "dye", "customer": "maker", "period": "2024"}),
                               ("share", {"indicator": "supply-share", "of": "dye", "whole": "maker", "value": ["30", "40"], "unit": "percent", "period": "2024"})]),
    "a supplying group": ("supply", {"supplier": {"group": {"count": "170", "what": "firms", "qualifier": "over"}}, "customer": "maker"},
                          [("supply", {"supplier": {"group": {"what": "firms", "count": "170"}}, "customer": "maker", "qualifier": "over"})]),
    "a bottleneck": ("bottleneck", {"chain": "nev", "link": "cell", "kind": "choke-point", "by": "dye", "topic": "t"},
                     [("bottleneck", {"bottleneck": "nev-cell", "chain": "nev", "segment": "cell", "kind": "choke-point", "by": ["dye"], "topic": "t"})]),
    "a bottleneck outside the chains": ("bottleneck", {"link": "part", "kind": "blockage"}, [("bottleneck", {"bottleneck": "part", "kind": "blockage"})]),
    "a policy with goals": ("policy", {"id": "plan", "title_zh": "规划", "issuers": ["gov"], "date": "2023-05-04", "span": "2023-2027", "targets": ["cangzhou"],
                                       "goals": [{"indicator": "nev-share-of-output", "period": "2025", "value": "30", "unit": "percent"}, {"indicator": "gdp-growth", "value": "6", "unit": "percent"}]},
                            [("policy", {"policy": "plan", "issuers": ["gov"], "targets": ["cangzhou"], "period": "2023-05-04", "span": "2023/2027"}),
                             ("level", {"indicator": "nev-share-of-output", "of": "cangzhou", "period": "2025", "value": "30", "unit": "percent", "status": "target"}),
                             ("level", {"indicator": "gdp-growth", "of": "cangzhou", "value": "6", "unit": "percent", "status": "target"})]),
    "a policy of years in words": ("policy", {"id": "plan", "span": "until done"}, [("policy", {"policy": "plan", "note": "span in the collector's words: until done"})]),
    "a role": ("role", {"place": "beijing", "role": "rd", "chain": "nev", "note": "n"}, [("role", {"place": "beijing", "role": "rd", "chain": "nev", "note": "n"})]),
    "a flow": ("flow", {"measure": "investment", "from": "beijing", "to": ["tianjin", "hebei"], "value": "5", "unit": "CNY", "cumulative": "true", "qualifier": "over"},
               [("flow", {"indicator": "investment", "from": "beijing", "to": "tianjin+hebei", "value": "5", "unit": "CNY", "qualifier": "over", "cumulative": "true"})]),
    "a planned flow": ("flow", {"measure": "planned-investment", "to": "hebei", "value": "5", "unit": "CNY"},
                       [("flow", {"indicator": "investment", "to": "hebei", "value": "5", "unit": "CNY", "status": "planned"})]),
    "a cluster": ("cluster", {"id": "c", "zh": "集群", "sectors": ["nev"], "places": ["jjj"], "level": "national"}, [("cluster", {"cluster": "c", "places": ["jjj"], "sectors": ["nev"], "rank": "national"})]),
    "a split": ("benefit_sharing", {"places": ["beijing", "hebei"], "what": "tax", "split": {"place-of-origin": "50", "place-of-destination": "50"}, "project": "enterprises ordered to move"},
                [("benefit-sharing", {"places": ["beijing", "hebei"], "what": "tax", "project_words": "enterprises ordered to move", "receiver": who, "value": "50", "unit": "percent"})
                 for who in ("place-of-origin", "place-of-destination")]),
    "what no rule foresees stays": ("role", {"place": "beijing", "role": "rd", "colour": "red"}, [("role", {"place": "beijing", "role": "rd", "colour": "red"})]),
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_rule_by_example(name):
    kind, raw, expected = EXAMPLES[name]
    before = json.dumps(raw)
    assert convert(kind, raw, "a-source") == expected
    assert json.dumps(raw) == before, "the raw fact was changed"


@pytest.fixture(scope="module")
def imported(registry):
    return import_facts(RAW, registry)


def test_every_raw_fact_has_an_outcome(imported):
    sources, findings = imported
    outcomes = {s.id: [(o.raw_fact, o.kind, o.outcome) for o in s.outcomes] for s in sources}
    assert {name: len(rows) for name, rows in outcomes.items()} == {
        "2015-one-mover": 10, "undated-observations": 13, "2024-links": 10, "2023-plans": 4, "2022-cannot-all-be-read": 13}  # fmt: skip
    assert [o[2] for o in outcomes["2015-one-mover"]] == [*["converted"] * 4, "twice", *["converted"] * 4, "twice"]
    for name in ("undated-observations", "2024-links", "2023-plans"):
        assert {o[2] for o in outcomes[name]} == {"converted"}, [o for s in sources if s.id == name for o in s.outcomes if o.outcome != "converted"]
    assert [o[2] for o in outcomes["2022-cannot-all-be-read"]] == ["converted", *["left out"] * 12]


def test_what_cannot_be_converted_is_named_with_line_and_reason(imported):
    sources, findings = imported
    left_out = [o for s in sources for o in s.outcomes if o.outcome == "left out"]
    text = (RAW / "chains" / "2022-cannot-all-be-read.yaml").read_text(encoding="utf-8").splitlines()
    for outcome in left_out:
        assert outcome.reason and text[outcome.line - 1].startswith("  - ")
        assert any((f.file, f.line, f.severity) == (outcome.file, outcome.line, "error") and f.message in outcome.reason for f in findings)
    assert [(f.file.rpartition("/")[2], f.code) for f in findings if f.code in ("unreadable", "raw-card")] == [
        ("2021-not-yaml.yaml", "unreadable"), ("2022-cannot-all-be-read.yaml", "raw-card"), ("2022-cannot-all-be-read.yaml", "raw-card")]  # fmt: skip


def test_two_files_of_one_source_become_one(imported):
    source = next(s for s in imported[0] if s.id == "2015-one-mover")
    assert source.year == "2015" and source.card["note"] == "seen twice" and source.card["title"] == "京企外迁, a mover and its figures"
    assert len({o.file for o in source.outcomes}) == 2
    assert [o.raw_fact for o in source.outcomes] == list(range(1, 11))


def test_the_card_is_cleaned(imported):
    cards = {s.id: s.card for s in imported[0]}
    assert cards["2024-links"]["grade"] == "mirror" and cards["2015-one-mover"]["grade"] == "repost" and cards["undated-observations"]["grade"] == "official"
    assert cards["2023-plans"]["title"] == "Plans, and what became of them"
    assert "published" not in cards["2022-cannot-all-be-read"] and "grade" not in cards["2022-cannot-all-be-read"]
    assert {s.id: s.year for s in imported[0]}["2022-cannot-all-be-read"] == "undated"


def test_each_source_lists_what_it_uses_and_the_registry_lacks(imported):
    entities = {s.id: {e["id"]: e for e in s.entities} for s in imported[0]}
    assert {"dye-works", "dye-park", "dye-town"} <= entities["2015-one-mover"].keys()
    assert "never-used" not in entities["2015-one-mover"] and "beijing" not in entities["2015-one-mover"]
    assert entities["2015-one-mover"]["dye-park"] == {"id": "dye-park", "type": "park", "zh": "染料园", "in": "dye-town"}
    assert entities["2024-links"]["sodium-battery"]["type"] == "segment" and entities["2024-links"]["sodium-battery"]["in"] == "nev"


def test_what_is_written_reads_without_an_error(imported, registry, tmp_path):
    for source in imported[0]:
        path = tmp_path / f"{source.id}.yaml"
        path.write_text(source.text, encoding="utf-8")
        read, findings = read_source(path, registry)
        assert [str(f) for f in findings if f.severity == "error"] == []
        assert len(read.facts) == len(source.facts) == sum(o.facts for o in source.outcomes)


@pytest.mark.parametrize("published", ["../../../etc", "../2015", "unknown", "2015/..", "20150119", "[2015]"])
def test_no_date_leads_out_of_the_folder(tmp_path, published):
    (tmp_path / "a.yaml").write_text(f"source: {{id: a, title: t, publisher: p, published: {published}, language: zh}}\nfacts: []\n", encoding="utf-8")
    sources, _ = import_facts(tmp_path, Registry())
    assert sources[0].year in ("2015", "undated")


@pytest.mark.parametrize(
    "text",
    ["", "source: x", "source: {id: A B}", "source: {id: a}\nfacts: word", "source: {id: a}\nfacts: {a: b}", "source: {id: a}\nentities: [word]", "source: {id: [a]}", "[]"],
)
def test_a_raw_file_of_another_shape_is_a_finding(tmp_path, text):
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    sources, findings = import_facts(tmp_path, Registry())
    assert sources == [] and [f.code for f in findings] == ["unreadable"] and findings[0].file == str(tmp_path / "a.yaml")


@pytest.mark.parametrize(
    "fact",
    ["{}", "{observation: }", "{observation: [a]}", "{observation: {}}", "{relocation: {}}", "{project: {}}", "{policy: {id: a, goals: [b]}}", "{policy: {id: a, goals: b}}", "{supply: {}}",
     "{flow: {}}", "{flow: {measure: [a]}}", "{cluster: {}}", "{benefit_sharing: {split: {a: b}}}", "{observation: {indicator: [a], of: {b: c}}}", "{bottleneck: {by: {a: b}}}",
     "{relocation: {who: {a: b}, from: [c, {d: e}], planned_move: [f]}}", "{link: {chain: [a], link: {b: c}}}", "{role: {place: [a]}, at: {b: {c: d}}}",
     "{policy: {id: a, goals: [{indicator: x-growth, unit: percent}]}}", "{observation: {indicator: x, of: y, value: " + "9" * 5000 + ".5, unit: CNY}}"],
)  # fmt: skip
def test_a_raw_fact_of_any_shape_is_converted_or_named(tmp_path, fact, registry):
    (tmp_path / "a.yaml").write_text(f"source: {{id: a, title: t, publisher: p, language: zh}}\nfacts:\n  - {fact}\n", encoding="utf-8")
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
    assert "5 sources, 50 raw facts" in summary.message and "finds 2 told twice and leaves 12 out" in summary.message
    assert any(f.code == "unreadable" and f.file.endswith("2021-not-yaml.yaml") for f in findings)


def test_accounting_finds_every_raw_fact_again(imported, tmp_path):
    data = tmp_path / "data"
    (data / "sources").mkdir(parents=True)
    rows = account(RAW, data)
    assert len(rows) == 50 and {r.outcome for r in rows} == {"lost", "twice"}
    for source in imported[0]:
        (data / "sources" / f"{source.id}.yaml").write_text(source.text, encoding="utf-8")
    (data / "exclusions.csv").write_text("source,raw_fact,kind,at,reason\n" + "".join(f"2022-cannot-all-be-read,{n},,,odd\n" for n in range(2, 14)), encoding="utf-8")
    import shutil

    shutil.copytree(Path(__file__).parents[1] / "build" / "small" / "entities", data / "entities")
    shutil.copy(Path(__file__).parents[1] / "build" / "small" / "merges.csv", data / "merges.csv")
    counts = {name: sum(r.outcome == name for r in account(RAW, data)) for name in ("in the data", "twice", "excluded", "lost")}
    assert counts == {"in the data": 36, "twice": 2, "excluded": 12, "lost": 0}
