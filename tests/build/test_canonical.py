"""Canonical order, in memory and by runs on disk."""

from hypothesis import given
from hypothesis import strategies as st

from jjj_graph.build.canonical import sorted_unique

lines = st.lists(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\n")).map(lambda text: text + "\n"),
    max_size=30,
)


@given(lines, st.integers(1, 8))
def test_runs_of_any_size_give_the_same_order(given_lines, run):
    assert list(sorted_unique(iter(given_lines), run)) == sorted(set(given_lines))


def test_other_line_ends_inside_a_line_do_not_cut_it():
    held = ["a\r\n", "a\x85b\n", "a\u2028b\n", "\U0001f697\n", "a\rb\n"]
    assert list(sorted_unique(held, 1)) == sorted(held)


def test_runs_on_disk_are_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    result = sorted_unique((f"{number}\n" for number in range(10, 30)), 3)
    assert next(result) == "10\n" and list(tmp_path.iterdir())
    assert len(list(result)) == 19
    assert list(tmp_path.iterdir()) == []
    list(sorted_unique((f"{number}\n" for number in range(10)), 100))
    assert list(tmp_path.iterdir()) == []
