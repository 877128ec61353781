"""``jjj chain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import emit, make_scope, open_graph, output_options, scope_options, store_option

TABLES = (
    "coverage",
    "gaps",
    "weak-points",
    "bottlenecks",
    "single-makers",
    "suppliers",
    "concentration",
    "division-of-labour",
)
#: Those that tell places, so that --by changes them.
BY_PLACE = ("coverage", "single-makers", "concentration")


@click.command("chain")
@click.argument("chain")
@click.option(
    "--table",
    "name",
    type=click.Choice(TABLES),
    default="coverage",
    show_default=True,
    help="What to compute.",
)
@click.option(
    "--by",
    type=click.Choice(("province", "prefecture")),
    help="How fine coverage, single-makers and concentration tell places; prefecture: of Hebei, the "
    "municipalities as they are.  [default: province]",
)
@scope_options
@store_option
@output_options
def chain_command(
    chain: str,
    name: str,
    by: str | None,
    store: Path | None,
    form: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """A CHAIN: who covers which segment where, gaps, weak points with their stability.

    coverage: present, stated missing or not known, with sources. gaps: segments for which no source names a site.
    weak-points: criticality by minimal cut sets, weighed by known makers, with the spread of the rank. bottlenecks:
    each named one with its status, in the order of the weak points. single-makers: firms and places that alone make a
    segment. suppliers: who supplies whom, and who stands between others. concentration: HHI. division-of-labour:
    research in one part, making in another.

    \b
    Examples:
      jjj chain hydrogen
      jjj chain hydrogen --by prefecture
      jjj chain 机器人 --table weak-points --format csv
    """
    if by and name not in BY_PLACE:
        raise click.UsageError(f"--by goes with --table {', '.join(BY_PLACE[:-1])} or {BY_PLACE[-1]}")
    graph = open_graph(store)
    emit(graph.chain(chain, name, by or "province", make_scope(options, graph)), form, output)
