"""``jjj audit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jjj_graph.cli.options import (
    claim_filters,
    emit,
    emit_text,
    language_option,
    make_scope,
    open_graph,
    output_options,
    say,
    scope_options,
    store_option,
)
from jjj_graph.tables import of_dicts

if TYPE_CHECKING:
    from jjj_graph.auditing import Report
    from jjj_graph.sessions import Session


@click.command("audit")
@click.option("--explain", "identifier", metavar="ID", help="One conflict with its arithmetic, as on paper.")
@click.option(
    "--standing",
    "by_source",
    is_flag=True,
    help="For each source: numbers audited, in conflicts, confirmed by another text.",
)
@scope_options
@claim_filters
@language_option
@store_option
@output_options
def audit_command(
    identifier: str | None,
    by_source: bool,
    lang: str,
    store: Path | None,
    form: str | None,
    output: Path | None,
    **options: Any,
) -> None:
    """Which claims cannot all be true: every minimal set, the smallest mending, and reasons that were tested.

    Filters restrict which claims take part before anything is solved. Exit code 1 where there are conflicts.
    A file ending in .html is a page with every conflict drawn, which opens in the language of --lang; #c=ID leads to one.

    \b
    Examples:
      jjj audit --indicator gdp
      jjj audit --explain 435f347b
      jjj audit -o audit.html
    """
    from jjj_graph.auditing import audit_graph, explain_text, stored_report
    from jjj_graph.scope import ALL

    graph = open_graph(store)
    scope = make_scope(options, graph)
    report = (stored_report(graph.store) if scope == ALL else None) or audit_graph(graph.store, scope)
    if form is None and output is not None and output.suffix == ".html":
        _write_page(graph, report, output, lang)
        raise SystemExit(1 if report.conflicts else 0)
    if identifier is not None:
        conflict = report.find(identifier)
        if form == "json":
            import json

            return emit_text(json.dumps(conflict, ensure_ascii=False, indent=1) + "\n", output)
        return emit_text(explain_text(conflict), output)
    if by_source:
        return emit(
            of_dicts(report.standing, ("source", "claims", "in_conflicts", "confirmed")), form, output
        )
    if form == "json" or form is None and output is not None and output.suffix == ".json":
        emit_text(report.as_json(), output)
    else:
        emit(report.table(), form, output)
    raise SystemExit(1 if report.conflicts else 0)


def _write_page(graph: Session, report: Report, output: Path, lang: str) -> None:
    from jjj_graph.facts.writing import write_atomically
    from jjj_graph.pages.audit import audit
    from jjj_graph.views.contradictions import audit_page

    write_atomically(output, audit_page(audit(graph.store, report), lang))
    say(f"{len(report.conflicts)} contradictions among {report.statements} numbers")
    click.echo(output)
