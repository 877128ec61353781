"""``jjj export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from jjj_graph.sessions import NetworkView

OUTPUT = click.option(
    "-o",
    "output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to write; its suffix names the format.",
)


@click.group("export")
def export_command() -> None:
    """Export a view as one file that opens anywhere, offline."""


@export_command.command("network")
@OUTPUT
@click.option(
    "--around",
    "centres",
    multiple=True,
    metavar="NAME",
    help="Only what is near this thing; may be given several times.",
)
@click.option(
    "--depth",
    type=click.IntRange(1, 6),
    help="How many steps away from --around.  [default: 1]",
)
@click.option(
    "--relation",
    "relations",
    multiple=True,
    metavar="TERM",
    help="Only this relation, or all; may be given several times.",
)
@click.option(
    "--path",
    nargs=2,
    metavar="FROM TO",
    help="The shortest ways between two things, not through hubs; names and ids both work.",
)
@click.option("--through-hubs", is_flag=True, help="Let ways of --path lead through hubs too.")
@click.option(
    "--avoid",
    multiple=True,
    metavar="NAME",
    help="No way of --path through this; may be given several times.",
)
@click.option(
    "--engine",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "pyvis", "canvas"]),
    help="What draws the page; auto: pyvis up to 2,000 nodes, above that a canvas of ours.",
)
@claim_filters
@scope_options
@language_option
@store_option
def network_command(
    output: Path,
    centres: tuple[str, ...],
    depth: int | None,
    relations: tuple[str, ...],
    path: tuple[str, str] | None,
    through_hubs: bool,
    avoid: tuple[str, ...],
    engine: str,
    store: Path | None,
    lang: str,
    **options: Any,
) -> None:
    """Who moved, who supplies whom, who does what where: a page to search, filter and click through to the sources.

    Suffixes: .html (one self-contained page), .graphml, .gexf, .csv (for other programs). With --path the page opens
    with the ways and holds the rest too; the other formats hold the ways alone. Entities that are tied to very many are
    hubs: the page tells how many, and draws their lines when one asks.

    \b
    Examples:
      jjj export network -o network.html
      jjj export network --around 小米汽车 --depth 2 -o xiaomi.html --lang zh
      jjj export network --path 小米汽车 福田汽车 -o path.html
    """
    from jjj_graph.views import network as view

    if output.suffix not in (".html", ".graphml", ".gexf", ".csv"):
        raise JJJError(
            f"'{output.name}' has no suffix that names a format", remedy="use .html, .graphml, .gexf or .csv"
        )
    if path and centres:
        raise JJJError("--path and --around are given together", remedy="choose one of them")
    if (through_hubs or avoid) and not path:
        raise JJJError("--through-hubs and --avoid say how a path may lead", remedy="give --path FROM TO too")
    if depth and not centres:
        raise JJJError("--depth says how far to go from --around", remedy="give --around NAME too")
    if engine != "auto" and output.suffix != ".html":
        raise JJJError("--engine draws a page", remedy="leave it out, or give -o FILE.html")
    graph = open_graph(store)
    scope = make_scope(options, graph)
    found = (
        graph.network_between(*path, through_hubs=through_hubs, avoid=avoid, relations=relations, scope=scope)
        if path
        else graph.network(centres, depth or 1, relations, scope)
    )
    for note in found.notes:
        say(f"note: {note}")
    chosen = found.chosen
    if output.suffix == ".html":
        _write(output, found.page(lang, engine))
    else:
        write = {".graphml": view.to_graphml, ".gexf": view.to_gexf, ".csv": view.to_csv}[output.suffix]
        _write(output, write(view.to_networkx(chosen.nodes, chosen.edges)))
    if found.between:
        _say_ways(found, lang)
    say(f"{len(chosen.nodes)} nodes and {len(chosen.edges)} relations from {chosen.claims} claims")
    click.echo(output)


def _say_ways(found: NetworkView, lang: str) -> None:
    """The ways in words, on stderr."""
    ways = found.between.found
    names = {
        node.id: (node.en or node.zh) if lang == "en" else (node.zh or node.en) for node in found.chosen.nodes
    }
    for way in ways.ways:
        say(" — ".join(names[one] or one for one in way))
    hubs = 0 if found.between.through_hubs else len(found.whole.hubs - set(found.between.ends))
    avoids = f", none through one of {hubs} hubs" if hubs else ""
    say(f"{ways.steps} steps{avoids}" + ("; there are more that are as short" if ways.more else ""))


@export_command.command("explorer")
@OUTPUT
@click.option("--chain", metavar="NAME", help="Only the part about this chain, with all its segments.")
@click.option("--place", metavar="NAME", help="Only the part about this place and what lies in it.")
@click.option("--question", metavar="NAME", help="Only what this named question needs for its answer.")
@click.option(
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="A parameter of --question; may be given several times.",
)
@language_option
@store_option
def explorer_command(
    output: Path,
    chain: str | None,
    place: str | None,
    question: str | None,
    parameters: tuple[str, ...],
    lang: str,
    store: Path | None,
) -> None:
    """The graph and an engine in one page: ask it in SPARQL or by named questions, offline, with nothing to install.

    A part holds claims with their evidence and sources, all that they name, and their contradictions; --question
    keeps as little as gives the same answer.

    \b
    Examples:
      jjj export explorer -o explorer.html
      jjj export explorer --place 保定 -o baoding.html
      jjj export explorer --chain hydrogen -o hydrogen.html --lang zh
      jjj export explorer --question suppliers-of --param customer=小米汽车 -o suppliers.html
    """
    from jjj_graph.pages.explorer import explore

    if output.suffix != ".html":
        raise JJJError(
            f"'{output.name}' does not end in .html",
            remedy="the explorer is a page: give it a name ending in .html",
        )
    if wrong := [one for one in parameters if not one.partition("=")[2]]:
        raise JJJError(f"'{wrong[0]}' gives no value", remedy="write --param NAME=VALUE")
    given = dict(one.partition("=")[::2] for one in parameters)
    if len(given) < len(parameters):
        names = [one.partition("=")[0] for one in parameters]
        twice = next(name for name in names if names.count(name) > 1)
        raise JJJError(f"the parameter '{twice}' is given twice", remedy="give it once")
    graph = open_graph(store)
    found = explore(graph, chain=chain, place=place, question=question, parameters=given)
    for note in found.notes:
        say(f"note: {note}")
    html = found.page(lang)
    _write(output, html)
    say(f"{len(found.lines)} quads, {len(html.encode()) / 1e6:.1f} MB")
    click.echo(output)


@export_command.command("timeline")
@OUTPUT
@claim_filters
@scope_options
@language_option
@store_option
def timeline_command(output: Path, store: Path | None, lang: str, **options: Any) -> None:
    """Policies, moves and projects over time: a page with every status, its period, its characters and sources.

    \b
    Examples:
      jjj export timeline -o timeline.html
      jjj export timeline --chain hydrogen -o hydrogen.html --lang zh
    """
    from jjj_graph.pages.timeline import timeline
    from jjj_graph.views.timeline import timeline_page

    _only_html(output)
    graph = open_graph(store)
    model = timeline(graph.store, make_scope(options, graph))
    for note in model["notes"]:
        say(f"note: {note}")
    _write(output, timeline_page(model, lang))
    say(
        f"{len(model['items'])} policies, moves and projects from {len(model['claims'])} claims; {model['undated']} without a date"
    )
    click.echo(output)


@export_command.command("indicators")
@OUTPUT
@click.option(
    "--indicator",
    "indicators",
    multiple=True,
    metavar="NAME",
    help="This indicator; may be given several times.  [default: the dozen with most witnesses]",
)
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="NAME",
    help="Only numbers of this place, or of what else they may be of; may be given several times.",
)
@scope_options
@language_option
@store_option
def indicators_command(
    output: Path,
    indicators: tuple[str, ...],
    places: tuple[str, ...],
    store: Path | None,
    lang: str,
    **options: Any,
) -> None:
    """Every source's number as an interval, growth as slopes, contradictions with their explanation: a page of charts.

    \b
    Examples:
      jjj export indicators -o indicators.html
      jjj export indicators --indicator gdp --place hebei -o gdp.html --lang zh
    """
    from jjj_graph.pages.indicators import indicators as read_indicators
    from jjj_graph.views.indicators import indicators_page

    _only_html(output)
    graph = open_graph(store)
    model = read_indicators(graph.store, graph.names, indicators, places, make_scope(options, graph))
    for note in model["notes"]:
        say(f"note: {note}")
    _write(output, indicators_page(model, lang))
    numbers = sum(thing["n"] for indicator in model["indicators"] for thing in indicator["things"])
    say(
        f"{len(model['indicators'])} indicators, {numbers} numbers, {len(model['audit']['conflicts'])} contradictions"
    )
    click.echo(output)


@export_command.command("chain")
@click.argument("chain")
@OUTPUT
@scope_options
@language_option
@store_option
def chain_command(chain: str, output: Path, store: Path | None, lang: str, **options: Any) -> None:
    """The map of a CHAIN: stages, who covers which segment where, what is missing, bottlenecks, criticality, inputs.

    Suffixes: .html (a page to filter and to click through to the sources), .svg (the picture alone, in one language).

    \b
    Examples:
      jjj export chain hydrogen -o hydrogen.html
      jjj export chain 机器人 -o robots.svg --lang zh
    """
    from jjj_graph.views.chain import chain_page, chain_svg

    if output.suffix not in (".html", ".svg"):
        raise JJJError(f"'{output.name}' has no suffix that names a format", remedy="use .html or .svg")
    graph = open_graph(store)
    view = graph.chain_map(chain, make_scope(options, graph))
    for note in view.notes:
        say(f"note: {note.in_language('en')}")
    _write(output, (chain_page if output.suffix == ".html" else chain_svg)(view, lang))
    known = sum(segment.state == "present" for segment in view.segments)
    say(f"{len(view.segments)} segments, {known} covered in the region, {len(view.inputs)} inputs")
    click.echo(output)


@export_command.command("moves")
@OUTPUT
@click.option(
    "--boundaries",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="GeoJSON file of boundaries (degrees, WGS 84) to draw under the places.",
)
@click.option(
    "--credit", default="", metavar="TEXT", help="Where the boundaries come from; the page says so."
)
@scope_options
@language_option
@store_option
def moves_command(
    output: Path, boundaries: Path | None, credit: str, store: Path | None, lang: str, **options: Any
) -> None:
    """Relocations, expansions and closures: a map with a time slider, a Sankey diagram, a matrix, each event with its sources.

    By default the ground is schematic: places by their coordinates, no boundaries, so that no licence and no map
    review is asked for. --boundaries draws polygons of yours instead. Mind three things before you hand on such a page:
    the licence of the file (many files labelled free hold data of map services that are not; ODbL asks for attribution
    and share-alike: use --credit); map review (maps of China that are published may need an approval number, 审图号); and
    the datum (GCJ-02 or BD-09 lie some hundred metres beside WGS 84). Few files know Xiongan New Area: its point is
    drawn in any case.

    \b
    Examples:
      jjj export moves -o moves.html
      jjj export moves --known-by 2019 -o moves-2019.html --lang zh
      jjj export moves --boundaries prefectures.geojson --credit "OpenStreetMap, ODbL" -o moves.html
    """
    from jjj_graph.views.moves import moves_page
    from jjj_graph.views.moves_map import read_boundaries

    _only_html(output)
    if credit and not boundaries:
        raise JJJError("--credit names whose boundaries are drawn", remedy="give --boundaries FILE too")
    base = read_boundaries(boundaries, credit) if boundaries else None
    graph = open_graph(store)
    view = graph.moves_map(make_scope(options, graph), base)
    for note in view.notes:
        say(f"note: {note.in_language('en')}")
    _write(output, moves_page(view, lang))
    groups = sum(event.group for event in view.events)
    say(f"{len(view.events) - groups} named events, and {groups} statements on unnamed groups")
    click.echo(output)


def _only_html(output: Path) -> None:
    if output.suffix != ".html":
        raise JJJError(
            f"'{output.name}' does not end in .html",
            remedy="this view is a page: give it a name ending in .html",
        )


def _write(output: Path, content: str | bytes) -> None:
    from jjj_graph.facts.writing import write_atomically

    write_atomically(output, content)
