"""``jjj query``, ``list``, ``show``, ``figures``, ``sources``, ``why``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import (
    claim_filters,
    emit,
    emit_text,
    language_option,
    make_scope,
    open_graph,
    output_options,
    scope_options,
    store_option,
)
from jjj_graph.errors import JJJError
from jjj_graph.tables import Table


@click.command("query", context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.argument("name", required=False)
@click.option("-e", "sparql", metavar="SPARQL", help="Run this query.")
@click.option("--list", "list_all", is_flag=True, help="List the named questions with their parameters.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Give up after that many seconds.",
)
@scope_options
@store_option
@output_options
@click.pass_context
def query_command(
    ctx: click.Context,
    name: str | None,
    sparql: str | None,
    list_all: bool,
    timeout: float | None,
    form: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """Ask a named question, a file FILE.rq, or any SPARQL with -e.

    Parameters of a named question are given as --name value; names and ids both work.

    \b
    Examples:
      jjj query --list
      jjj query suppliers-of --customer 小米汽车
      jjj query -e 'SELECT ?l { ent:nev rdfs:label ?l }' --format json
    """
    store = options.pop("store")
    if name is not None and name.startswith("--"):  # a parameter before -e is no name of a question
        ctx.args.insert(0, name)
        name = None
    if list_all:
        return _list_questions(form, output)
    if (name is None) == (sparql is None):
        raise JJJError(
            "say what to ask: a question's name, FILE.rq, or -e SPARQL",
            remedy="jjj query --list shows the questions",
        )
    graph = open_graph(store)
    parameters = _parameters(ctx.args)
    scope = make_scope(options, graph)
    if sparql is None and name is not None and not name.endswith(".rq"):
        answer: Table | str = graph.ask(name, scope, timeout, **parameters)
    elif parameters:
        raise JJJError(
            f"only a named question has parameters (--{next(iter(parameters))})",
            remedy="put values into the query itself",
        )
    else:
        answer = graph.query(sparql if sparql is not None else _file(Path(str(name))), scope, timeout)
    if isinstance(answer, Table):
        return emit(answer, form, output)
    if form is not None or output is not None and output.suffix != ".ttl":
        raise JJJError(
            "the answer is a graph, not a table: it is written in Turtle",
            remedy="leave out --format, or write -o FILE.ttl",
        )
    return emit_text(answer, output)


def _file(path: Path) -> str:
    from jjj_graph.facts.located import read_text

    return read_text(path)


def _parameters(words: list[str]) -> dict[str, str]:
    """``--name value`` and ``--name=value`` pairs."""
    found: dict[str, str] = {}
    rest = list(words)
    while rest:
        word = rest.pop(0)
        name, equals, value = word.removeprefix("--").partition("=")
        if not word.startswith("--") or not name:
            raise JJJError(f"'{word}' is no parameter", remedy="write --name value")
        if not equals and not rest:
            raise JJJError(f"the parameter '{word}' has no value", remedy="write --name value")
        key = name.replace("-", "_")
        if key in found:
            raise JJJError(f"the parameter '{name}' is given twice", remedy="give it once")
        found[key] = value if equals else rest.pop(0)
    return found


def _list_questions(form: str | None, output: Path | None) -> None:
    from jjj_graph.questions import read_questions

    questions = read_questions().values()
    if form == "json" or output is not None and output.suffix == ".json":
        rows = [{"name": q.name, "question": q.question, "zh": q.zh, "missing": q.missing, "may_be_empty": q.may_be_empty,
                 "parameters": [{"name": p.name, "kind": p.kind, "default": p.default} for p in q.parameters]} for q in questions]  # fmt: skip
        return emit_text(json.dumps({"questions": rows}, ensure_ascii=False, indent=1) + "\n", output)
    table = Table(("name", "question", "parameters", "missing"), [])
    for question in questions:
        words = " ".join(f"--{p.name} {p.default}" for p in question.parameters)
        table.rows.append((question.name, question.question, words, question.missing))
    return emit(table, form, output)


@click.command("list")
@click.argument("kind", metavar="KIND")
@scope_options
@store_option
@output_options
def list_command(
    kind: str, store: Path | None, form: str | None, output: Path | None, **options: Any
) -> None:
    """List everything of a KIND: chains, segments, indicators, places, organisations, enterprises, sites, sectors, clusters,
    products, policies, projects, moves, bottlenecks, persons, groups, units, periods, sources.

    \b
    Example:
      jjj list places --format csv
    """
    graph = open_graph(store)
    emit(graph.list(kind, make_scope(options, graph)), form, output)


@click.command("show")
@click.argument("name")
@claim_filters
@scope_options
@language_option
@store_option
@output_options
def show_command(
    name: str, store: Path | None, form: str | None, output: Path | None, lang: str, **options: Any
) -> None:
    """The card of a thing by id, Chinese or English NAME, or alias: names, roles, moves, figures, each with its source.

    \b
    Examples:
      jjj show 小米汽车
      jjj show "Xiaomi Auto" --known-by 2024-06 --format json
    """
    graph = open_graph(store)
    card = graph.show(name, make_scope(options, graph), lang)
    if form == "json" or output is not None and output.suffix == ".json":
        about = {
            "id": card.id,
            "iri": card.iri,
            "types": card.types,
            "zh": card.zh,
            "en": card.en,
            "aliases": card.aliases,
            "details": card.details,
        }
        return emit_text(
            json.dumps(
                about | {"claims": json.loads(card.claims.to_json())["rows"]}, ensure_ascii=False, indent=1
            )
            + "\n",
            output,
        )
    return emit(card.claims, form, output, card.head())


@click.command("figures")
@click.argument("indicator_name", metavar="INDICATOR")
@click.argument("place_name", metavar="[PLACE]", required=False)
@scope_options
@claim_filters
@language_option
@store_option
@output_options
def figures_command(
    indicator_name: str,
    place_name: str | None,
    store: Path | None,
    form: str | None,
    output: Path | None,
    lang: str,
    **options: Any,
) -> None:
    """The series of an INDICATOR, of all places or of one, with every witness.

    A star marks the default value of a place and period: not denied and no goal, best grade (official, press, repost,
    mirror), then latest publication.

    \b
    Example:
      jjj figures gdp 京津冀
    """
    graph = open_graph(store)
    place = options.pop("place", None)
    emit(graph.figures(indicator_name, place_name or place, make_scope(options, graph), lang), form, output)


@click.command("sources")
@scope_options
@store_option
@output_options
def sources_command(store: Path | None, form: str | None, output: Path | None, **options: Any) -> None:
    """All sources: publisher, date, grade, how many claims and numbers, how many of these are quoted, reprints.

    \b
    Example:
      jjj sources --known-by 2020 -o sources.csv
    """
    graph = open_graph(store)
    emit(graph.sources(make_scope(options, graph)), form, output)


@click.command("why")
@click.argument("claim")
@scope_options
@language_option
@store_option
@output_options
def why_command(
    claim: str, store: Path | None, form: str | None, output: Path | None, lang: str, **options: Any
) -> None:
    """From a CLAIM (its id, or the first digits) to the characters that state it, its page, and its other witnesses.

    \b
    Example:
      jjj figures gdp 京津冀      (the last column holds the ids of claims)
      jjj why 0123456789abcdef
    """
    graph = open_graph(store)
    walk = graph.why(claim, make_scope(options, graph), lang)
    if form == "json" or output is not None and output.suffix == ".json":
        claim_ = walk.claim
        about = {"claim": claim_.id, "kind": claim_.kind, "text": walk.text, "characters": claim_.evidence, "printed": claim_.printed,
                 "quoted": claim_.quoted, "low": str(claim_.low or ""), "high": str(claim_.high or ""), "unit": claim_.unit,
                 "source": {"id": claim_.source, **walk.card}, "conflicts": walk.conflicts}  # fmt: skip
        return emit_text(
            json.dumps(
                about | {"witnesses": json.loads(walk.witnesses.to_json())["rows"]},
                ensure_ascii=False,
                indent=1,
            )
            + "\n",
            output,
        )
    return emit(walk.witnesses, form, output, walk.head())
