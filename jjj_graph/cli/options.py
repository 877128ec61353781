"""Options that mean the same in every command, and how results leave."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jjj_graph.errors import JJJError
from jjj_graph.tables import FORMATS, SUFFIXES, Table

if TYPE_CHECKING:
    from jjj_graph.scope import Scope
    from jjj_graph.sessions import Session

Command = Callable[..., Any]


class Day(click.ParamType):
    """A date, or a year or month for its last day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | None:
        """The day of a text such as 2024-06-30, 2024-06 or 2024."""
        if value is None or isinstance(value, date):
            return value
        from jjj_graph.facts.periods import parse_period

        try:
            if "/" in value:
                raise ValueError
            return parse_period(value).last
        except ValueError:
            self.fail(f"'{value}' is not a date; write 2024-06-30, 2024-06 or 2024", param, ctx)


STORE = click.option(
    "--store",
    type=click.Path(path_type=Path),
    help="Folder of the graph to ask. Default: the graph of the shipped data.",
)


def store_option(command: Command) -> Command:
    """``--store``."""
    return STORE(command)


def output_options(command: Command) -> Command:
    """``-o`` and ``--format``."""
    command = click.option(
        "--format", "form", type=click.Choice(FORMATS), help="Format of the result.  [default: table]"
    )(command)
    return click.option(
        "-o",
        "output",
        type=click.Path(path_type=Path, dir_okay=False),
        help="File to write; its suffix names the format.",
    )(command)


def scope_options(command: Command) -> Command:
    """``--source``, ``--known-by``, ``--as-of`` and the filters on claims."""
    options = (
        click.option(
            "--source",
            "sources",
            multiple=True,
            metavar="ID",
            help="Only this source; may be given several times.",
        ),
        click.option("--known-by", type=Day(), help="Only what sources published until then say."),
        click.option("--as-of", type=Day(), help="Only what held in the world on that day."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def claim_filters(command: Command) -> Command:
    """``--chain``, ``--place``, ``--indicator``, ``--period``: only claims that name these."""
    for name, text in (
        ("period", "of this period"),
        ("indicator", "of this indicator"),
        ("place", "that name this place or what lies in it"),
        ("chain", "of this chain"),
    ):
        command = click.option(
            f"--{name}", metavar="NAME" if name != "period" else "PERIOD", help=f"Only claims {text}."
        )(command)
    return command


def language_option(command: Command) -> Command:
    """``--lang``."""
    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of names."
    )(command)


def make_scope(options: dict[str, Any], graph: Session) -> Scope:
    """Take the scope's options out of a command's options; names become ids."""
    from jjj_graph.browse import identifier
    from jjj_graph.scope import Scope

    period, named = options.pop("period", None), {}
    if period is not None:
        _check_period(period)
    for key, kind in (("chain", "entity"), ("place", "entity"), ("indicator", "indicator")):
        text = options.pop(key, None)
        named[key] = identifier(graph.names.find(text, kind)) if text else None
    return Scope(
        tuple(options.pop("sources", ())),
        options.pop("known_by", None),
        options.pop("as_of", None),
        period=period,
        **named,
    )


def _check_period(text: str) -> None:
    """Raises :class:`JJJError` for what is no period: no claim could be of it."""
    from jjj_graph.facts.periods import FORMS, parse_period

    try:
        parse_period(text)
    except ValueError as error:
        raise JJJError(str(error), remedy=f"write {FORMS}") from None


def open_graph(store: Path | None) -> Session:
    """The session of a command, after saying on stderr which snapshot answers."""
    from jjj_graph.sessions import session

    graph = session(store, say=lambda text: click.echo(text, err=True))
    snapshot = graph.store.snapshot
    counts = snapshot["classes"]
    claims = sum(number for name, number in counts.items() if name.endswith("Claim"))
    say(f"snapshot {snapshot['hash'][:16]} ({counts.get('Source', 0)} sources, {claims} claims)")
    return graph


def say(text: str) -> None:
    """A remark on stderr, faint on a terminal that has colours."""
    faint = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    click.echo(click.style(text, dim=True) if faint else text, err=True)


def emit(table: Table, form: str | None, output: Path | None, head: str = "") -> None:
    """Print a table, or write it to a file whose suffix names the format. Remarks go to stderr."""
    for note in dict.fromkeys(table.notes):
        say(f"note: {note}")
    form = form or _format_of(output)
    if form == "parquet":
        if output is None:
            raise JJJError("Parquet is not printed", remedy="give a file: -o result.parquet")
        table.to_parquet(output)
        return
    # a pipe, a file and every other format have all cells whole
    at_screen = form == "table" and output is None and sys.stdout.isatty()
    text = table.to_text(shutil.get_terminal_size().columns) if at_screen else table.render(form)
    if head and form in ("table", "markdown"):
        text = f"{head}\n\n{text}"
    emit_text(text, output, excel=form == "csv")
    if form == "table" and not table.rows and output is None:
        say("no rows")


def emit_text(text: str, output: Path | None, excel: bool = False) -> None:
    """Print text, or write it whole to a file."""
    if output is None:
        click.echo(text, nl=False)
        return
    from jjj_graph.facts.writing import write_atomically

    # Excel takes a CSV file for the system's code page unless it begins with a byte order mark.
    write_atomically(output, ("\ufeff" if excel else "") + text)


def _format_of(output: Path | None) -> str:
    if output is None:
        return "table"
    if output.suffix not in SUFFIXES:
        raise JJJError(
            f"'{output.name}' has no suffix that names a format",
            remedy=f"use {', '.join(SUFFIXES)} or --format",
        )
    return SUFFIXES[output.suffix]


class Meter:
    """Progress on stderr, only on a terminal."""

    def __init__(self) -> None:
        self.shown = sys.stderr.isatty()

    def __call__(self, what: str, done: int, total: int) -> None:
        """Say how far it has got."""
        if self.shown and (done % 20 == 0 or done == total):
            click.echo(f"\r{what} {done}/{total}", nl=done == total, err=True)
