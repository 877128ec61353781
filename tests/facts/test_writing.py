"""What we write reads back as what it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.facts.located import read_yaml_text
from jjj_graph.facts.sources import read_source, read_tree
from jjj_graph.facts.writing import flow, scalar, source_text, write_atomically

#: Everything that a file in UTF-8 can hold.
characters = st.text(st.characters(exclude_categories=("Cs",)))
tricky = st.text("aB1 .:-#,[]{}&*!|>'\"%@`~?\\\n\r\t\0\x85\u2028\ufeff=中\U0001f697")
words = st.sampled_from(
    [
        "no",
        "NULL",
        "~",
        "12:30",
        "1e3",
        "-",
        "- a",
        "a: b",
        "a #b",
        " a",
        "a ",
        "",
        ".",
        "..",
        "=",
        "<<",
        "!x",
        "&a",
        "*a",
        "?",
        "|",
        ">",
        "%",
        "@",
        "`",
        "---",
        "...",
        "'",
        '"',
    ]
)


@given(characters | tricky | words)
def test_any_text_stays_that_text(text):
    assert read_yaml_text(f"a: {scalar(text)}\n")["a"] == text
    assert read_yaml_text(f"a: {flow({'b': [text, {'c': text}]})}\n")["a"]["b"] == [text, {"c": text}]


@given(characters | tricky)
def test_any_evidence_stays_to_the_character(text):
    for at, back in ((text, text), ([text, "b"], [text, "b"]), ({"value": text}, {"value": text})):
        tree = read_yaml_text(source_text({"id": "a", "title": text}, [], [("level", {"of": text}, at)]))
        assert (
            tree["facts"][0]["at"] == back
            and tree["source"]["title"] == text
            and tree["facts"][0]["level"]["of"] == text
        )


def test_plain_words_stay_plain_and_none_is_null():
    assert (
        flow({"zh": "小米汽车", "n": 5, "x": None, "t": ("a", "b c")})
        == "{zh: 小米汽车, n: 5, x: null, t: [a, b c]}"
    )


@pytest.mark.parametrize(
    "name", ["2024/2024-05-one-of-each.yaml", "2023/2023-hostile.yaml", "undated/undated-minimal.yaml"]
)
def test_a_source_written_again_has_the_same_claims(name, small_data, registry):
    path = small_data / "sources" / name
    source, _ = read_source(path, registry)
    tree = read_yaml_text(path.read_text(encoding="utf-8"))
    facts = [
        (next(key for key in fact if key not in ("at", "nth")), fact)
        for fact in tree["facts"]
        if "nth" not in fact
    ]
    text = source_text(
        dict(tree["source"]),
        [dict(e) for e in tree.get("entities") or ()],
        [(kind, fact[kind], fact["at"]) for kind, fact in facts],
    )
    again, findings = read_tree(read_yaml_text(text), "again.yaml", registry)
    assert findings == []
    assert again.card == source.card
    assert [fact.claim_id for fact in again.facts] == [
        fact.claim_id for fact in source.facts if all(e.nth == 1 for e in fact.at)
    ]


def test_a_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    target = tmp_path / "new folder" / "a.yaml"
    write_atomically(target, "old")
    with monkeypatch.context() as patch:
        patch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space"):
            write_atomically(target, "new")
    assert target.read_text() == "old" and [p.name for p in target.parent.iterdir()] == ["a.yaml"]
    write_atomically(target, b"\xff")
    assert target.read_bytes() == b"\xff"
