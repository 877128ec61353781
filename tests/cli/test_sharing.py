"""``jjj sharing``: a case by hand from a file, other parameters, and what is wrong with a file."""

import json
from dataclasses import fields

import pytest

from jjj_graph.analysis.sharing import Rule
from jjj_graph.cli.sharing import sharing_command

TAXES = """year,vat,income,business
2012,10000000,5000000,5000000
2013,15000000,10000000,
2014,10000000,5000000,
2017,40000000,,
2018,50000000,,
2019,60000000,,
"""
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


@pytest.mark.parametrize(
    ("option", "origin"),
    [
        (("--threshold", "20000000.01"), []),
        (("--years-before", "2"), [20_000_000, 20_000_000, 0]),  # up to 25 + 15 million
        (("--origin-share", "25"), [10_000_000, 12_500_000, 15_000_000]),
        (("--years", "1", "--more-years", "1"), [20_000_000, 25_000_000, 0]),
        (("--years", "2", "--more-years", "0"), [20_000_000, 25_000_000, 0]),
        (("--more-years", "0", "--years", "1"), [20_000_000, 0, 0]),
    ],
)
def test_every_number_of_the_rule_can_be_changed(shared, option, origin):
    assert [row["origin"] for row in json.loads(shared(TAXES, *option).out)["rows"]] == origin


def test_the_numbers_of_the_rule_are_its_options():
    """The last year of business tax is no number of this rule: another one ended that tax."""
    options = {option.name for option in sharing_command.params}
    assert {one.name for one in fields(Rule)} - options == {"last_business_tax"}


@pytest.mark.parametrize("option", ["--threshold", "--origin-share"])
@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "-1"])
def test_what_is_no_number_cannot_be_one_of_the_rule(shared, option, value):
    done = shared(TAXES, option, value)
    assert done.code == 2 and done.out == "" and option in done.err


def test_a_year_that_takes_no_part_is_told(shared):
    done = shared(TAXES.replace("2017,", "2010,9,,\n2015,1,,\n2016,1,,\n2017,"))
    assert json.loads(done.out)["rows"] == json.loads(shared(TAXES).out)["rows"]
    assert "2010, 2015, 2016 take no part" in done.err and "2012 to 2014" in done.err
    assert "take no part" not in shared(TAXES).err


def test_no_year_of_production_is_told(shared):
    done = shared(TAXES.partition("2017")[0])
    assert done.code == 0 and json.loads(done.out)["rows"] == []
    assert "no year from 2017 on" in done.err


def test_a_file_in_another_encoding_is_told(jjj, tmp_path):
    path = tmp_path / "taxes.csv"
    path.write_bytes("year,vat\n2012,1\n2013,二千万\n".encode("gbk"))
    done = jjj("sharing", path, *WHEN)
    assert done.code == 2 and ":3: a byte is not UTF-8" in done.err and "GBK" in done.err


@pytest.mark.parametrize("condition", ["--free-market", "--unfit"])
def test_who_is_left_out_is_told(shared, condition):
    done = shared(TAXES, condition)
    assert done.code == 0 and json.loads(done.out)["rows"] == [] and "the rule leaves it out" in done.err


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("year,vat,customs\n", ":1: the column 'customs' is not a column"),
        ("year,income\n", ":1: the column 'vat' is missing"),
        ("year,vat\n2012,1\n12,1\n", ":3: '12' is no year"),
        ("year,vat\n2012,1\n,1\n", ":3: '' is no year"),
        ("year,vat\n2012,1\n2013,20,000,000\n", ":3: 4 cells under a header of 2"),
        ("year,vat,income,business\n2013,20,000,000\n", ":2: '000' is no amount"),
        ("year,vat,income\n2012,1,1\n2013,1\n", ":3: 2 cells under a header of 3"),
        ("year,vat\n2012,1e999999999\n", ":2: '1e999999999' is no amount"),
        ("year,vat\n2012,1_000\n", ":2: '1_000' is no amount"),
        (f"year,vat\n2012,{'9' * 40}\n", "is no amount"),
        ("year,vat\n2012,1\n2012,2\n", ":3: 2012 stands here twice"),
        ('year,vat\n2012,"1,000"\n', ":2: '1,000' is no amount"),
        ("year,vat\n2012,-1\n", ":2: '-1' is no amount"),
        ("year,vat\n2012,inf\n", ":2: 'inf' is no amount"),
        ("year,vat\n2013,1\n2014,1\n", "the 3 years before the move, not of 2"),
        (
            TAXES.replace("2017,40000000,,\n", ""),
            "the taxes of 2017, the first year of production, are missing",
        ),
        (TAXES.replace("2018,50000000,,\n", ""), "the years do not follow each other: 2018 is missing"),
        ("year,vat,business\n2012,1,0\n2013,1,0\n2014,30000000000,0\n2017,1,5\n", "no business tax in 2017"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(shared, text, message):
    done = shared(text)
    assert done.code == 2 and done.out == "" and message in done.err and "->" in done.err
