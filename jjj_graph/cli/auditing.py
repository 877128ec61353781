"""``jjj audit``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from jjj_graph.cli.options import claim_filters, emit, emit_text, make_scope, open_graph, output_options, scope_options, store_option
from jjj_graph.tables import Table, of_dicts


@click.command("audit")
@click.option("--explain", "identifier", metavar="ID", help="One conflict with its arithmetic, as on paper.")
@click.option("--standing", "by_source", is_flag=True, help="For each source: numbers audited, in conflicts, confirmed by another text.")
@scope_options
@claim_filters
@store_option
@output_options
def audit_command(identifier: str | None, by_source: bool, store: Path | None, form: str | None, output: Path | None, **options: Any) -> None:
    """Which claims cannot all be true: every minimal set, the smallest mending, and reasons that were tested.

    Filters restrict which claims take part before anything is solved. Exit code 1 where there are conflicts.

    \b
    Examples:
      jjj audit --indicator gdp
      jjj audit --explain 435f347b
    """
    from jjj_graph.auditing import audit_graph, explain_text, stored_report
    from jjj_graph.scope import ALL

    graph = open_graph(store)
    scope = make_scope(options, graph)
    report = (stored_report(graph.store) if scope == ALL else None) or audit_graph(graph.store, scope)
    if identifier is not None:
        conflict = report.find(identifier)
        if form == "json":
            import json

            return emit_text(json.dumps(conflict, ensure_ascii=False, indent=1) + "\n", output)
        return emit_text(explain_text(conflict), output)
    if by_source:
        return emit(of_dicts(report.standing, ("source", "claims", "in_conflicts", "confirmed")), form, output)
    if form == "json" or form is None and output is not None and output.suffix == ".json":
        emit_text(report.as_json(), output)
    else:
        emit(_short(report.table()) if form in (None, "table") and output is None else report.table(), form, output)
    raise SystemExit(1 if report.conflicts else 0)


def _short(table: Table) -> Table:
    """Long cells cut for the terminal, marked so; every other format has them whole."""
    cut = [tuple(f"{value[:77]}…" if isinstance(value, str) and len(value) > 78 else value for value in row) for row in table.rows]
    return Table(table.columns, cut, table.notes)
