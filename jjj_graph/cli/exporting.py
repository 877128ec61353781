"""``jjj export``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import (
    claim_filters,
    language_option,
    make_scope,
    open_graph,
    say,
    scope_options,
    store_option,
)
from jjj_graph.errors import JJJError

OUTPUT = click.option("-o", "output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="File to write; its suffix names the format.")


@click.group("export")
def export_command() -> None:
    """Export a view as one file that opens anywhere, offline."""


@export_command.command("network")
@OUTPUT
@click.option("--around", "centres", multiple=True, metavar="NAME", help="Only what is near this thing; may be given several times.")
@click.option("--depth", default=1, show_default=True, type=click.IntRange(1, 6), help="How many steps away from --around.")
@click.option("--relation", "relations", multiple=True, metavar="TERM", help="Only this relation, or all; may be given several times.")
@claim_filters
@scope_options
@language_option
@store_option
def network_command(output: Path, centres: tuple[str, ...], depth: int, relations: tuple[str, ...], store: Path | None, lang: str, **options: Any) -> None:
    """Who moved, who supplies whom, who does what where: a page to search, filter and click through to the sources.

    Suffixes: .html (one self-contained page), .graphml, .gexf, .csv (for other programs).

    \b
    Examples:
      jjj export network -o network.html
      jjj export network --around 小米汽车 --depth 2 -o xiaomi.html --lang zh
    """
    from jjj_graph.views import network as view

    if output.suffix not in (".html", ".graphml", ".gexf", ".csv"):
        raise JJJError(f"'{output.name}' has no suffix that names a format", remedy="use .html, .graphml, .gexf or .csv")
    graph = open_graph(store)
    found = graph.network(centres, depth, relations, make_scope(options, graph))
    for note in found.notes:
        say(f"note: {note}")
    chosen = found.chosen
    if output.suffix == ".html":
        _write(output, found.page(lang))
    else:
        write = {".graphml": view.to_graphml, ".gexf": view.to_gexf, ".csv": view.to_csv}[output.suffix]
        _write(output, write(view.to_networkx(chosen.nodes, chosen.edges)))
    say(f"{len(chosen.nodes)} nodes and {len(chosen.edges)} relations from {chosen.claims} claims")
    click.echo(output)


def _write(output: Path, content: str | bytes) -> None:
    from jjj_graph.facts.writing import write_atomically

    write_atomically(output, content)
