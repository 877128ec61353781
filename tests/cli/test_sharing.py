"""``jjj sharing``: a case by hand from a file, other parameters, and what is wrong with a file."""

import json

import pytest

TAXES = "year,vat,income,business\n2012,10000000,5000000,5000000\n2013,15000000,10000000,\n2014,10000000,5000000,\n2017,40000000,,\n2018,50000000,,\n2019,60000000,,\n"
WHEN = ("--moved", "2015", "--producing", "2017")


@pytest.fixture
def shared(jjj, tmp_path):
    """Return a function that runs the command on the text of a file."""

    def run(text, *words):
        path = tmp_path / "taxes.csv"
        path.write_text(text, encoding="utf-8")
        return jjj("sharing", path, *WHEN, "--format", "json", *words)

    return run


def test_a_table_a_year(shared):
    done = shared(TAXES)
    assert done.code == 0 and "shared up to 60,000,000 yuan" in done.err
    assert [(r["year"], r["origin"], r["left"]) for r in json.loads(done.out)["rows"]] == [
        (2017, 20_000_000, 40_000_000),
        (2018, 25_000_000, 15_000_000),
        (2019, 15_000_000, 0),
    ]


def test_every_number_of_the_rule_can_be_changed(shared):
    done = shared(TAXES, "--origin-share", "25", "--years", "1", "--more-years", "1")
    assert [(r["phase"], r["origin"]) for r in json.loads(done.out)["rows"]] == [
        ("shared", 10_000_000),
        ("extended", 12_500_000),
        ("ended", 0),
    ]
    assert "leaves it out" in shared(TAXES, "--threshold", "20000001").err


@pytest.mark.parametrize("condition", ["--free-market", "--unfit"])
def test_who_is_left_out_is_told(shared, condition):
    done = shared(TAXES, condition)
    assert done.code == 0 and json.loads(done.out)["rows"] == [] and "the rule leaves it out" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ":1: the columns are none"),
        ("year,vat,customs\n", ":1: the columns are year, vat, customs"),
        ("year,vat\n2012,1\n12,1\n", ":3: '12' is no year"),
        ("year,vat\n2012,1\n2012,2\n", ":3: 2012 stands here twice"),
        ('year,vat\n2012,"1,000"\n', ":2: '1,000' is no amount"),
        ("year,vat\n2012,-1\n", ":2: '-1' is no amount"),
        ("year,vat\n2012,inf\n", ":2: 'inf' is no amount"),
        ("year,vat\n2013,1\n2014,1\n", "the 3 years before the move, not of 2"),
        ("year,vat,business\n2012,1,0\n2013,1,0\n2014,30000000000,0\n2017,1,5\n", "no business tax in 2017"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(shared, text, message):
    done = shared(text)
    assert done.code == 2 and done.out == "" and message in done.err and "->" in done.err
