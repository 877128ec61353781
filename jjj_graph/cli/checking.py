"""``jjj check``."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import click

from jjj_graph import paths
from jjj_graph.cli.options import emit, emit_text, output_options, say
from jjj_graph.tables import Table


@click.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Data folder with the registry.  [default: the shipped data]",
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    help="Folder with the texts of sources, to look evidence up in.",
)
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "info"]),
    default="info",
    show_default=True,
    help="Least severity to show.",
)
@click.option(
    "--shapes/--no-shapes",
    default=None,
    help="Also hold the built graph against the SHACL shapes.  [default: for the shipped data, where pyshacl is installed]",
)
@output_options
def check_command(
    folder: Path | None,
    data: Path | None,
    documents: Path | None,
    severity: str,
    shapes: bool | None,
    form: str | None,
    output: Path | None,
) -> None:
    """Check source files: each finding with file, line, what was found and what to type.

    FOLDER holds source files, or files in the raw collecting shape (then it says what an import would do). Without
    FOLDER the shipped data are checked, or those of --data. Exit code 1 where there are errors or warnings.

    \b
    Example:
      jjj check my-sources --documents texts --severity warning
    """
    from jjj_graph.checking import check
    from jjj_graph.facts.findings import in_order

    findings = check(folder, documents, data or paths.DATA)
    if shapes or shapes is None and folder is None and data is None:
        findings = in_order(findings + _shapes(shapes))
    counts = Counter(finding.severity for finding in findings)
    order = ("error", "warning", "info")
    shown = [f for f in findings if order.index(f.severity) <= order.index(severity)]
    if form == "json" or form is None and output is not None and output.suffix == ".json":
        emit_text(
            json.dumps({"findings": [f.as_row() for f in shown]}, ensure_ascii=False, indent=1) + "\n", output
        )
    elif form is None and output is None:
        emit_text("".join(f"{finding}\n" for finding in shown), None)
    else:
        columns = ("severity", "code", "file", "line", "column", "message", "remedy")
        emit(Table(columns, [tuple(f.as_row()[c] for c in columns) for f in shown]), form, output)
    say(", ".join(f"{counts[name]} {name}{'s' if name != 'info' else ''}" for name in order))
    raise SystemExit(1 if counts["error"] or counts["warning"] else 0)


def _shapes(wanted: bool | None) -> list:
    from jjj_graph.shapes import check_shapes

    if wanted is None:
        try:
            import pyshacl  # noqa: F401
        except ImportError:
            say("note: SHACL is left out; pip install 'jjj_graph[shapes]' brings it")
            return []
    return check_shapes()
