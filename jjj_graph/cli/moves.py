"""``jjj moves``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import emit, make_scope, open_graph, output_options, scope_options, store_option

TABLES = ("od", "events", "totals", "times", "journeys", "receivers", "gravity")
BY = ("year", "sector", "scope", "status", "kind", "done", "mover")


@click.command("moves")
@click.option(
    "--table", "name", type=click.Choice(TABLES), default="od", show_default=True, help="What to compute."
)
@click.option(
    "--by",
    multiple=True,
    type=click.Choice(BY),
    help="Split the origin-destination table; may be given several times.  [default: done]",
)
@scope_options
@store_option
@output_options
def moves_command(
    name: str, by: tuple[str, ...], store: Path | None, form: str | None, output: Path | None, **options: Any
) -> None:
    """Who moved where: one event a move, whoever tells it; announced is not done; groups are never added to named movers.

    od: origins and destinations, each cell with its moves and claims. events: every move. totals: stated numbers of
    movers beside the named ones. times: from announcement to completion. journeys: movers that moved on. receivers: what
    each receiving place took, beside what is claimed for it. gravity: a gravity model by Poisson maximum likelihood.

    \b
    Examples:
      jjj moves --by year --by done
      jjj moves --table receivers --known-by 2019
    """
    if by and name != "od":
        raise click.UsageError("--by goes with --table od")
    graph = open_graph(store)
    emit(graph.moves(name, tuple(dict.fromkeys(by)) or ("done",), make_scope(options, graph)), form, output)
