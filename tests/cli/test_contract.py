"""What holds of every command: exit codes, streams, formats, help, names that are not there."""

import csv
import io
import json
import os
import subprocess
import sys

import click
import pytest

from jjj_graph import __version__, paths
from jjj_graph.cli import COMMANDS
from jjj_graph.cli import jjj as group


def commands(command=group, words=()):
    """Every command with the words that call it, groups too."""
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        yield (*words, name), found
        if isinstance(found, click.Group):
            yield from commands(found, (*words, name))


ALL = list(commands())
ASKING = [
    ("list", "places"),
    ("show", "xiaomi-auto"),
    ("figures", "gdp"),
    ("sources",),
    ("query", "-e", "SELECT ?s { ?s a jjj:Source }"),
]


def test_alone_it_says_what_one_can_do_next(jjj):
    done = jjj()
    assert done.code == 0 and done.err == ""
    assert "jjj show" in done.out and "jjj --help" in done.out


def test_version_and_help_list_every_command(jjj):
    assert jjj("--version").out == f"jjj, version {__version__}\n"
    shown = jjj("--help").out
    assert all(name in shown for name in COMMANDS)
    assert jjj("-h").out == shown


@pytest.mark.parametrize(
    ("words", "command"),
    [pair for pair in ALL if not isinstance(pair[1], click.Group)],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_help_of_every_command_has_an_example(jjj, words, command):
    done = jjj(*words, "--help")
    assert done.code == 0 and done.err == ""
    assert "Example" in done.out and f"jjj {words[0]}" in done.out.partition("Example")[2]
    assert all(parameter.help for parameter in command.params if isinstance(parameter, click.Option))


@pytest.mark.parametrize(
    ("words", "suggestion"),
    [
        (("shwo", "x"), "show"),
        (("figure", "gdp"), "figures"),
        (("xyzzy",), "jjj --help"),
        (("exports",), "export"),
    ],
)
def test_an_unknown_command_is_told_what_was_meant(jjj, words, suggestion):
    done = jjj(*words)
    assert done.code == 2 and done.out == "" and "no command" in done.err and suggestion in done.err


@pytest.mark.parametrize(
    ("words", "message", "suggestion"),
    [
        (("show", "xiaomi-aut"), "no entity 'xiaomi-aut'", "did you mean xiaomi-auto"),
        (("show", "小米汽"), "no entity", "xiaomi-auto"),
        (("show", "nothing-like-it"), "no entity", "jjj list"),
        (("list", "plces"), "no list of 'plces'", "places"),
        (("list", "xyzzy"), "no list", "one of: chains"),
        (("figures", "gpd-of-all"), "no indicator", ""),
        (("figures", "gdp", "beijin"), "no entity 'beijin'", "did you mean beijing"),
        (("why", "0000000000000000"), "no claim", "jjj show"),
        (("why", "not a claim"), "no claim", "jjj show"),
        (("why", ""), "no claim", "jjj show"),
        (("sources", "--source", "nothing"), "no source 'nothing'", "jjj sources"),
        (("show", "xiaomi-auto", "--chain", "robotz"), "no entity 'robotz'", ""),
        (("query", "suppliers"), "no question 'suppliers'", ""),
        (("query",), "say what to ask", "--list"),
        (("query", "a", "-e", "ASK {}"), "say what to ask", "--list"),
        (("query", "nowhere.rq"), "not a file", ""),
        (("query", "-e", "SELEC"), "not SPARQL", "jjj query --list"),
        (("query", "-e", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), "another server", ""),
        (("query", "-e", "ASK {}", "--customer=x"), "only a named question has parameters", ""),
        (("query", "suppliers-of", "--custmer", "x"), "no parameter 'custmer'", "customer"),
        (("query", "suppliers-of", "--customer"), "parameter '--customer' has no value", "--name value"),
        (("query", "suppliers-of", "battery-maker"), "'battery-maker' is no parameter", "--name value"),
        (("figures", "gdp", "--period", "last year"), "'last year' is not a period", "2024-Q1"),
        (("query", "suppliers-of", "--customer", "a", "--customer", "b"), "given twice", ""),
        (("query", "suppliers-of", "--customer", "xiaomi-aut"), "'xiaomi-aut'", "xiaomi-auto"),
        (("query", "-e", "CONSTRUCT WHERE { ?s ?p ?o }", "--format", "csv"), "a graph, not a table", ".ttl"),
        (("list", "places", "--format", "parquet"), "not printed", "-o"),
        (("list", "places", "-o", "x.xls"), "no suffix", ".csv"),
        (("list", "places", "--format", "xml"), "xml", ""),
        (("list", "places", "--as-of", "2023-02-30"), "is not a date", "2024-06"),
        (("list", "places", "--known-by", "2014/2023"), "is not a date", ""),
        (("list",), "Missing argument", ""),
        (("list", "places", "--colour"), "No such option", ""),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_says_why_on_stderr(small, words, message, suggestion):
    done = small(*words)
    assert done.code == 2 and done.out == ""
    assert message in done.err and suggestion in done.err


@pytest.mark.parametrize("words", ASKING, ids=lambda words: words[0])
def test_results_go_to_stdout_and_everything_else_to_stderr(small, words):
    done = small(*words)
    assert done.code == 0 and done.out and "snapshot" not in done.out
    assert "snapshot" in done.err and "(4 sources" in done.err


@pytest.mark.parametrize("words", ASKING, ids=lambda words: words[0])
def test_every_format(small, words, tmp_path):
    read = json.loads(small(*words, "--format", "json").out)
    assert isinstance(read, dict) and (read.get("rows") or read.get("claims"))
    cells = list(csv.reader(io.StringIO(small(*words, "--format", "csv").out)))
    assert len(cells) > 1 and len({len(row) for row in cells}) == 1
    assert small(*words, "--format", "markdown").out.count("| --- |") >= 1
    for suffix, start in (
        (".csv", b"\xef\xbb\xbf"),
        (".json", b"{"),
        (".md", b""),
        (".txt", b""),
        (".parquet", b"PAR1"),
    ):
        if suffix == ".parquet":
            pytest.importorskip("pyarrow")
        done = small(*words, "-o", tmp_path / "新 folder" / f"out{suffix}")
        assert done.code == 0 and done.out == ""
        assert (tmp_path / "新 folder" / f"out{suffix}").read_bytes().startswith(start)
    assert small(*words, "--format", "csv", "-o", tmp_path / "no-suffix").code == 0


def test_csv_on_stdout_and_in_a_file_run_nothing(small):
    shown = small("query", "-e", "SELECT ?l { ent:hostile-maker rdfs:label ?l }", "--format", "csv").out
    assert "'={cmd|' /C calc'!A0}" in shown


def test_an_empty_result_exits_with_0(small):
    done = small("query", "-e", "SELECT ?s { ?s a jjj:NothingOfTheKind }")
    assert done.code == 0 and "no rows" in done.err
    assert (
        json.loads(small("query", "-e", "SELECT ?s { ?s a jjj:NothingOfTheKind }", "--format", "json").out)[
            "rows"
        ]
        == []
    )


def test_graphs_and_booleans(small, tmp_path):
    turtle = small(
        "query", "-e", "CONSTRUCT { ?s rdfs:label ?l } { VALUES ?s { ent:beijing } ?s rdfs:label ?l }"
    ).out
    assert 'ent:beijing rdfs:label "Beijing"@en' in turtle
    assert "true" in small("query", "-e", "ASK { ?s a jjj:Source }").out
    (tmp_path / "q.rq").write_text("# all sources\nSELECT ?s { ?s a jjj:Source }", encoding="utf-8")
    assert "small-table" in small("query", tmp_path / "q.rq").out


def test_the_questions_are_listed(jjj):
    read = json.loads(jjj("query", "--list", "--format", "json").out)["questions"]
    assert {"name", "question", "parameters", "missing", "may_be_empty"} <= set(read[0])
    assert all(parameter["default"] for question in read for parameter in question["parameters"])
    assert "suppliers-of" in jjj("query", "--list").out


def test_a_named_question_binds_names_as_terms(small):
    for name in ("xiaomi-auto", "小米汽车", "Xiaomi Auto", "xiaomi-ev", "ent:xiaomi-auto"):
        assert "battery-maker" in small("query", "suppliers-of", "--customer", name).out
    assert small("query", "suppliers-of", "--customer=小米汽车").code == 0
    hostile = small("query", "suppliers-of", "--customer", "x> } DROP ALL #")
    assert hostile.code == 2 and hostile.out == ""


# --- filters --------------------------------------------------------------------------------------


def column(done, name: str, key: str = "rows") -> list:
    return [row[name] for row in json.loads(done.out)[key]]


def test_source_restricts_who_may_speak(small):
    assert set(column(small("figures", "gdp", "--source", "small-table", "--format", "json"), "source")) == {
        "small-table"
    }
    both = small(
        "figures", "gdp", "--source", "small-table", "--source", "undated-minimal", "--format", "json"
    )
    assert set(column(both, "source")) == {"small-table", "undated-minimal"}
    assert column(small("sources", "--source", "small-table", "--format", "json"), "id") == ["small-table"]
    assert column(
        small(
            "query",
            "-e",
            "SELECT DISTINCT ?s { ?c jjj:statedIn ?s }",
            "--source",
            "small-table",
            "--format",
            "json",
        ),
        "s",
    ) == ["https://w3id.org/jjj-graph/source/small-table"]


def test_known_by_leaves_out_what_was_published_later_and_counts_what_has_no_date(small):
    done = small("sources", "--known-by", "2024-05", "--format", "json")
    assert column(done, "id") == ["2024-05-one-of-each"] and "2 sources without a date" in done.err
    assert column(small("sources", "--known-by", "2024", "--format", "json"), "id") == [
        "2024-05-one-of-each",
        "small-table",
    ]
    assert column(small("sources", "--known-by", "2024-05-05", "--format", "json"), "id") == []


def test_as_of_a_state_holds_on_and_a_number_only_in_its_period(small):
    held = small("show", "langyi", "--as-of", "2024", "--format", "json")
    assert "relocation" in column(held, "kind", "claims")
    assert "relocation" not in column(
        small("show", "langyi", "--as-of", "2017", "--format", "json"), "kind", "claims"
    )
    assert column(small("figures", "gdp", "jjj", "--as-of", "2024", "--format", "json"), "period") == []
    assert set(column(small("figures", "gdp", "jjj", "--as-of", "2023", "--format", "json"), "period")) == {
        "2023"
    }
    assert "without a period are left out" in small("show", "xiaomi-auto", "--as-of", "2024").err


def test_filters_on_what_claims_name(small):
    assert set(
        column(small("show", "xiaomi-auto", "--chain", "nev", "--format", "json"), "kind", "claims")
    ) == {"supply", "bottleneck", "project"}
    for place in ("沧州", "河北"):  # a place, and what lies in it
        assert column(small("show", "langyi", "--place", place, "--format", "json"), "kind", "claims") == [
            "relocation"
        ]
    assert column(
        small("show", "beijing", "--indicator", "iva", "--period", "2023", "--format", "json"),
        "kind",
        "claims",
    ) == ["change"]


# --- streams and signals --------------------------------------------------------------------------


def test_in_a_process_of_its_own_exit_code_and_streams_are_the_same(process, small_store):
    done = process("show", "小米汽车", "--store", small_store)
    assert done.returncode == 0 and "小米汽车" in done.stdout.decode() and b"snapshot" in done.stderr
    done = process("show", "nobody", "--store", small_store)
    assert done.returncode == 2 and done.stdout == b"" and b"Traceback" not in done.stderr
    done = process("list", "places", "--store", small_store, env={"LC_ALL": "C", "LANG": "C"})
    assert done.returncode == 0 and "北京".encode() in done.stdout


@pytest.mark.parametrize(
    "words",
    [("list", "periods"), ("query", "-e", "SELECT * { ?s ?p ?o }"), ("--help",), ("query", "--list")],
    ids=lambda words: words[0],
)
def test_a_reader_that_goes_away_is_no_error(words, small_store):
    store = [] if words[-1] in ("--help", "--list") else ["--store", small_store]
    environment = os.environ | {"PYTHONPATH": str(paths.CHECKOUT)}
    with subprocess.Popen(
        [sys.executable, "-m", "jjj_graph", *words, *store],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as running:
        running.stdout.close()
        error = running.stderr.read().decode()
        code = running.wait(30)
    assert code == 0, error
    assert "BrokenPipe" not in error and "Traceback" not in error


def test_no_colour_and_no_progress_where_nobody_looks(process, small_store, tmp_path, small_data):
    for done in (
        process("list", "places", "--store", small_store),
        process("build", "--data", small_data, "--store", tmp_path / "s"),
    ):
        assert b"\x1b" not in done.stdout + done.stderr and b"\r" not in done.stdout + done.stderr


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals on this system")
@pytest.mark.parametrize(("setting", "coloured"), [({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_no_color_is_respected_on_a_terminal(small_store, setting, coloured):
    ours, theirs = os.openpty()
    environment = os.environ | {"PYTHONPATH": str(paths.CHECKOUT), "TERM": "xterm"} | setting
    subprocess.run(
        [sys.executable, "-m", "jjj_graph", "list", "places", "--store", small_store],
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=environment,
        timeout=60,
        check=True,
    )
    os.close(theirs)
    assert (b"\x1b[2m" in os.read(ours, 10_000)) is coloured


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals on this system")
def test_a_table_fits_a_terminal_and_is_whole_in_a_pipe(small_store):
    command = [sys.executable, "-m", "jjj_graph", "list", "sources", "--store", small_store]
    environment = os.environ | {"PYTHONPATH": str(paths.CHECKOUT), "COLUMNS": "110"}
    whole = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=True).stdout
    ours, theirs = os.openpty()
    subprocess.run(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment, timeout=60, check=True)
    os.close(theirs)
    seen = os.read(ours, 100_000).decode()
    assert "…" in seen and max(map(len, seen.splitlines())) <= 110
    assert max(map(len, whole.decode().splitlines())) > 110


def test_a_store_that_is_none_says_how_to_build_one(jjj, tmp_path):
    done = jjj("list", "places", "--store", tmp_path / "none")
    assert done.code == 2 and "there is no graph here" in done.err and "jjj build --store" in done.err
