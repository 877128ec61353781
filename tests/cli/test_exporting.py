"""``jjj export``: options that would have no effect are refused, whatever the view."""

import pytest


@pytest.mark.parametrize(
    ("words", "message", "remedy"),
    [
        (
            ("explorer", "--question", "suppliers-of", "--param", "customer=a", "--param", "customer=b"),
            "the parameter 'customer' is given twice",
            "give it once",
        ),
        (("moves", "--credit", "OpenStreetMap"), "--credit names whose boundaries", "--boundaries FILE"),
    ],
)
def test_what_would_have_no_effect_is_refused(small, tmp_path, words, message, remedy):
    done = small("export", *words, "-o", tmp_path / "x.html")
    assert done.code == 2 and message in done.err and remedy in done.err
    assert not (tmp_path / "x.html").exists()
