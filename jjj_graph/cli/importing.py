"""``jjj import facts``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from jjj_graph import paths
from jjj_graph.cli.options import emit, say
from jjj_graph.errors import JJJError
from jjj_graph.tables import Table


@click.group("import")
def import_command() -> None:
    """Turn other shapes of data into source files."""


@import_command.command("facts")
@click.argument("raw", type=click.Path(path_type=Path))
@click.option(
    "-o", "output", type=click.Path(path_type=Path, file_okay=False), help="Folder for the source files."
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=None,
    help="Data folder with the registry and exclusions.  [default: the shipped data]",
)
@click.option("--overwrite", is_flag=True, help="Replace source files that are there already.")
@click.option(
    "--account",
    is_flag=True,
    help="Write nothing: count for every raw fact whether the data have it, exclude it or lost it.",
)
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "markdown"]), help="Format of the report."
)
def facts_command(
    raw: Path, output: Path | None, data: Path | None, overwrite: bool, account: bool, form: str | None
) -> None:
    """Files in the raw collecting shape in the folder RAW become source files, by rule, with a report.

    Every raw fact is converted or named in the report; exit code 1 where some are left out. A source file that
    is there already is kept unless --overwrite.

    \b
    Example:
      jjj import facts raw-folder -o my-sources
    """
    folder = data or paths.DATA
    if account:
        table, lost = _account(raw, folder)
        emit(table, form, None)
        raise SystemExit(1 if lost else 0)
    if output is None:
        raise JJJError("say where the source files go", remedy="give -o FOLDER, or --account to only count")
    raise SystemExit(_import(raw, output, folder, overwrite, form))


def _import(raw: Path, output: Path, data: Path, overwrite: bool, form: str | None) -> int:
    from jjj_graph.facts.raw import import_facts, read_exclusions
    from jjj_graph.facts.registry import read_registry
    from jjj_graph.facts.sources import source_files
    from jjj_graph.facts.writing import write_atomically

    registry, _ = read_registry(data)
    sources, findings = import_facts(raw, registry, read_exclusions(data / "exclusions.csv"))
    there = {path.stem: path for path in source_files(output)} if output.is_dir() else {}
    kept = 0
    outcomes = Counter[str]()
    left_out = Table(("file", "line", "kind", "reason"), [])
    for source in sources:
        outcomes.update(outcome.outcome for outcome in source.outcomes)
        left_out.rows += [
            (o.file, o.line, o.kind, o.reason) for o in source.outcomes if o.outcome == "left out"
        ]
        if source.id in there and not overwrite:
            kept += 1
            continue
        write_atomically(there.get(source.id, output / source.year / f"{source.id}.yaml"), source.text)
    left_out.rows += [
        (f.file, f.line or 0, "file", f.message)
        for f in findings
        if f.code in ("unreadable", "not-read", "raw-card")
    ]
    say(f"{len(sources)} sources: {len(sources) - kept} written, {kept} were there already and are kept")
    say("raw facts: " + ", ".join(f"{number} {name}" for name, number in sorted(outcomes.items())))
    if left_out.rows:
        emit(left_out, form, None)
    return 1 if left_out.rows else 0


def _account(raw: Path, data: Path) -> tuple[Table, int]:
    from jjj_graph.facts.accounting import account

    rows = account(raw, data)
    lost = [row for row in rows if row.outcome == "lost"]
    counts = Counter(row.outcome for row in rows)
    table = Table(
        ("outcome", "raw facts", "share"),
        [(name, number, f"{number / len(rows):.2%}") for name, number in sorted(counts.items())],
    )
    table.notes += [f"lost: {row.file}:{row.line} {row.kind} {row.reason}" for row in lost[:50]]
    return table, len(lost)
