"""``jjj build``."""

from __future__ import annotations

from pathlib import Path

import click

from jjj_graph import paths
from jjj_graph.cli.options import Meter, say, store_option

_SHOWN = ("Source", "Place", "Organisation", "Site", "IndustrialChain", "ChainSegment", "Indicator")


@click.command("build")
@click.option(
    "--data", type=click.Path(path_type=Path), default=None, help="Data folder.  [default: the shipped data]"
)
@click.option(
    "--add",
    "added",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A further folder of source files; may be given several times.",
)
@click.option(
    "--documents",
    type=click.Path(path_type=Path),
    help="Folder with the texts of sources: evidence found there gets its place.",
)
@store_option
@click.option(
    "-o",
    "output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the whole graph: .nq .trig .ttl .jsonld",
)
def build_command(
    data: Path | None,
    added: tuple[Path, ...],
    documents: Path | None,
    store: Path | None,
    output: Path | None,
) -> None:
    """Build the graph: all of the data folder and each added folder into a store.

    The graph is made beside the old one and swapped in when it is whole. The same input gives the same bytes.

    \b
    Example:
      jjj build --add my-sources --store my-graph -o my-graph.nq
    """
    from jjj_graph.building import build_graph, refuse_suffix, write_graph
    from jjj_graph.store.embedded import current_graph

    if output is not None:
        refuse_suffix(output)
    folder = store or paths.default_store()
    snapshot, findings = build_graph(folder, data or paths.DATA, added, documents, Meter())
    if output is not None:
        write_graph(current_graph(folder), output)
    warnings = sum(finding.severity == "warning" for finding in findings)
    if warnings:
        say(f"{warnings} warnings (jjj check lists them)")
    click.echo(f"graph      {snapshot.hash[:16]}")
    click.echo(f"store      {folder}")
    click.echo(f"quads      {snapshot.quads:,}")
    click.echo(f"sources    {snapshot.sources:,}")
    click.echo(f"claims     {snapshot.claims:,}")
    for name, count in sorted(snapshot.classes.items(), key=lambda item: -item[1]):
        if name.endswith("Claim"):
            click.echo(f"  {name.removesuffix('Claim'):<16} {count:>6,}")
