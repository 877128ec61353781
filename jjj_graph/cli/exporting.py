"""``jjj export``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jjj_graph.cli.options import claim_filters, language_option, make_scope, open_graph, say, scope_options, store_option
from jjj_graph.errors import JJJError

if TYPE_CHECKING:
    from jjj_graph.session import Session
    from jjj_graph.views.relations import Network

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
    whole = _network(graph, relations, options)
    chosen = _near(graph, whole, centres, depth)
    if output.suffix != ".html":
        write = {".graphml": view.to_graphml, ".gexf": view.to_gexf, ".csv": view.to_csv}[output.suffix]
        _write(output, write(view.to_networkx(chosen.nodes, chosen.edges)))
    else:
        from jjj_graph.views.page import Words

        names = ", ".join(centres)
        title = Words("京津冀产业关系网络" + (f"：{names}" if names else ""), "Network of the Beijing-Tianjin-Hebei industry" + (f": {names}" if names else ""))
        html = view.network_page(chosen.nodes, chosen.edges, title, lang, snapshot=graph.store.snapshot["hash"][:16],
                                 of_nodes=len(whole.nodes), of_edges=len(whole.edges))  # fmt: skip
        _write(output, html)
    say(f"{len(chosen.nodes)} nodes and {len(chosen.edges)} relations from {chosen.claims} claims")
    click.echo(output)


def _network(graph: Session, relations: tuple[str, ...], options: dict[str, Any]) -> Network:
    from jjj_graph.browse import source_cards
    from jjj_graph.views.relations import DEFAULT_TERMS, RELATIONS, network_of

    known = [relation.term for relation in RELATIONS]
    unknown = [term for term in relations if term not in (*known, "all")]
    if unknown:
        raise JJJError(f"there is no relation '{unknown[0]}'", remedy=f"one of: all, {', '.join(known)}")
    claims = graph.claims(make_scope(options, graph))
    found = claims.matching("?claim jjj:statedIn ?any .")
    for note in dict.fromkeys(claims.sight.notes):
        say(f"note: {note}")
    return network_of(claims, found, source_cards(graph.store), known if "all" in relations else relations or DEFAULT_TERMS)


def _near(graph: Session, whole: Network, centres: tuple[str, ...], depth: int) -> Network:
    from jjj_graph.browse import identifier
    from jjj_graph.views.relations import around

    if not centres:
        return whole
    ids = [identifier(graph.names.find(name)) for name in centres]
    known = {node.id for node in whole.nodes}
    if missing := [name for name, id_ in zip(centres, ids, strict=True) if id_ not in known]:
        raise JJJError(f"'{missing[0]}' has none of these relations", remedy="try --relation all")
    return around(whole, ids, depth)


def _write(output: Path, content: str | bytes) -> None:
    from jjj_graph.facts.writing import write_atomically

    write_atomically(output, content)
