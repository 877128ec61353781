"""``jjj place``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import emit, make_scope, open_graph, output_options, scope_options, store_option


@click.command("place")
@click.argument("segment", required=False)
@click.option(
    "--back-test", is_flag=True, help="How good the ranking is: hide what is known, and look for it."
)
@click.option(
    "--specialisation",
    is_flag=True,
    help="Location quotient and Hachman index of every place, on named organisations.",
)
@click.option("--chain", metavar="NAME", help="Back-test or show only this chain.")
@click.option(
    "--after",
    type=click.IntRange(1900, 2100),
    metavar="YEAR",
    help="Back-test by time: predict what was told after this year.  [default: the middle one]",
)
@click.option(
    "--proximity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="CSV with segment,other,proximity from outside, instead of co-location here.",
)
@scope_options
@store_option
@output_options
def place_command(
    segment: str | None,
    back_test: bool,
    specialisation: bool,
    chain: str | None,
    after: int | None,
    proximity: Path | None,
    store: Path | None,
    form: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """Where a SEGMENT could be filled: places in order, each with its reasons in words and the claims behind
    them.

    The score is the mean of what is known of: related segments there (by co-location), other segments of the
    chain, inputs and outputs there, distance to them, policies, roles, projects and clusters for it, and past
    moves. What cannot be said is empty. --back-test says how good that is against simple rules, and says
    plainly where it is no better.

    \b
    Examples:
      jjj place hydrogen/proton-exchange-membrane
      jjj place 质子交换膜 --known-by 2021
      jjj place --back-test --chain robots
    """
    if (segment is not None) + back_test + specialisation != 1:
        raise click.UsageError("give a SEGMENT, or --back-test, or --specialisation")
    if after and not back_test:
        raise click.UsageError("--after goes with --back-test")
    if chain and segment is not None:
        raise click.UsageError("--chain goes with --back-test or --specialisation")
    if proximity and specialisation:
        raise click.UsageError("--proximity goes with a SEGMENT or --back-test")
    graph = open_graph(store)
    name = "back-test" if back_test else "specialisation" if specialisation else "candidates"
    emit(graph.place(segment, name, chain, proximity, after, make_scope(options, graph)), form, output)
