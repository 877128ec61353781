"""``jjj diff``."""

from __future__ import annotations

from pathlib import Path

import click

from jjj_graph.cli.options import emit, output_options


@click.command("diff")
@click.argument("a", type=click.Path(path_type=Path, exists=True))
@click.argument("b", type=click.Path(path_type=Path, exists=True))
@output_options
def diff_command(a: Path, b: Path, form: str | None, output: Path | None) -> None:
    """What changed between two graphs A and B: store folders, or files of N-Quads (jjj build -o).

    Exit code 1 where they differ.

    \b
    Example:
      jjj diff last-year.nq my-graph
    """
    from jjj_graph.differences import diff

    table = diff(a, b)
    emit(table, form, output)
    raise SystemExit(1 if table.rows else 0)
