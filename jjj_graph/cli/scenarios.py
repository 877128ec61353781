"""``jjj whatif``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import (
    emit,
    emit_text,
    make_scope,
    open_graph,
    output_options,
    say,
    scope_options,
    store_option,
)
from jjj_graph.errors import JJJError


@click.command("whatif")
@click.argument("file", metavar="SCENARIO.yaml", type=click.Path(path_type=Path))
@click.option(
    "--shock",
    "shocked",
    multiple=True,
    metavar="SEGMENT_OR_FIRM",
    help="Follow a total loss there, before and after; may be given several times: all at once.",
)
@click.option("--chain", metavar="NAME", help="Only this chain; flows are compared all the same.")
@scope_options
@store_option
@output_options
def whatif_command(
    file: Path,
    shocked: tuple[str, ...],
    chain: str | None,
    store: Path | None,
    form: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """What if: the changes of SCENARIO.yaml, side by side with what is.

    Compared are coverage, gaps, weak points, single makers, concentration and flows; rows 'unchanged' count
    what stays. The data are never touched. -o FILE.nq writes the scenario as a graph for citation, which
    names the snapshot it rests on.

    \b
    A scenario:
      scenario: {id: reducers, en: A maker of reducers comes to Tianjin}
      entities:
        - {id: new-maker, en: A reducer maker}
      changes:
        - add-activity: {who: new-maker, place: tianjin, segment: robots/reducer, activity: manufacture}
        - move: {who: langyi, to: cangzhou, scope: production}
        - close: {who: fcts, at: beijing}
        - resolve: {bottleneck: robots-precision-reducer}
        - stop-supply: {supplier: fcts, customer: foton}
        - remove-claim: 7069ac306465577b

    \b
    Examples:
      jjj whatif reducers.yaml
      jjj whatif reducers.yaml --shock fcts --chain hydrogen --format csv
      jjj whatif reducers.yaml -o reducers.nq
    """
    as_graph = output is not None and output.suffix == ".nq"
    if as_graph and form is not None:
        raise JJJError("the scenario as a graph is written in N-Quads", remedy="leave out --format")
    graph = open_graph(store)
    found = graph.whatif(file, make_scope(options, graph), chain, shocked)
    title = found.scenario.en or found.scenario.zh or found.scenario.id
    if as_graph:
        for note in dict.fromkeys(found.table.notes):
            say(f"note: {note}")
        emit_text(found.graph(), output)
        click.echo(output)
        return
    emit(
        found.table, form, output, f"{title} (scenario {found.scenario.id} on snapshot {found.snapshot[:16]})"
    )
