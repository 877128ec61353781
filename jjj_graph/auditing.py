"""The door of the audit: numbers out of the graph, conflicts in every form people want them in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from jjj_graph.analysis.audit import Audit, Conflict, Standing, audit, standing
from jjj_graph.analysis.constraints import factors, span_years
from jjj_graph.analysis.statements import TIMELESS, Statement
from jjj_graph.errors import UnknownNameError
from jjj_graph.numbers import read_geography, read_numbers
from jjj_graph.scope import ALL, Scope
from jjj_graph.store.embedded import GraphStore
from jjj_graph.tables import Table


@dataclass
class Report:
    """Conflicts as plain records (the JSON of ``jjj audit``), and what took part."""

    conflicts: list[dict]
    statements: int
    left_out: dict[str, int] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)
    standing: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def as_json(self) -> str:
        """``{"conflicts": […], "statements": …, "left_out": …, "cut": …}``."""
        return (
            json.dumps(
                {
                    "conflicts": self.conflicts,
                    "statements": self.statements,
                    "left_out": self.left_out,
                    "cut": self.cut,
                },
                ensure_ascii=False,
                indent=1,
            )
            + "\n"
        )

    def table(self) -> Table:
        """One row a conflict."""
        table = Table(
            ("id", "indicator", "of", "period", "claims", "sources", "mending", "explanation"),
            [],
            list(self.notes),
        )
        for c in self.conflicts:
            first, mending = c["claims"][0], c["relaxation"]
            reason = next((e for e in c["explanations"] if e["consistent"]), None)
            table.rows.append((c["id"], first["indicator"], " ".join(sorted({x["of"] for x in c["claims"]})), first["period"],
                               " | ".join(f"{x['printed']}{_measure(x)}" for x in c["claims"]), len({x["source"] for x in c["claims"]}),
                               f"{mending['amount']:+.4g} {mending['unit']}" if mending else "", f"{reason['rule']}: {reason['text']}" if reason else "none found"))  # fmt: skip
        left = ", ".join(f"{n} {why}" for why, n in self.left_out.items())
        table.notes.append(f"{self.statements} numbers took part; left out: {left or 'none'}")
        return Table(table.columns, table.rows, table.notes + [f"cut short: {text}" for text in self.cut])

    def find(self, identifier: str) -> dict:
        """The conflict of that id, or of its first digits. Raises :class:`UnknownNameError`."""
        found = [c for c in self.conflicts if c["id"].startswith(identifier.lower())]
        if len(found) != 1:
            raise UnknownNameError(
                f"{len(found) or 'no'} conflicts have the id '{identifier}'", remedy="jjj audit lists the ids"
            )
        return found[0]


def _measure(claim: Mapping) -> str:
    unit = {"percent": "%", "count": "", "CNY": ""}.get(claim["unit"], f" {claim['unit']}")
    printed = unit.strip() and unit.strip() in claim["printed"]
    kind = {"annual_growth": " a year", "growth": " growth", "ratio": "", "difference": " difference"}.get(
        claim["measure"], ""
    )
    return f"{'' if printed else unit}{kind}"


def audit_graph(store: GraphStore, scope: Scope = ALL) -> Report:
    """The audit of a graph; ``scope`` restricts which claims take part, before anything is solved."""
    numbers = read_numbers(store, scope)
    result = audit(numbers.statements, read_geography(store))
    return report(result, numbers.left_out, standing(numbers.statements, result.conflicts), numbers.notes)


def report(result: Audit, left_out: Mapping[str, int], standings: list[Standing], notes: list[str]) -> Report:
    """The records of an audit."""
    both = dict(left_out)
    for reason, number in result.left_out.items():
        both[reason] = both.get(reason, 0) + number
    return Report(
        [record(c) for c in result.conflicts],
        result.statements,
        dict(sorted(both.items())),
        result.cut,
        [vars(s) for s in standings],
        list(notes),
    )


def stored_report(store: GraphStore) -> Report | None:
    """The audit that was made when the graph was built; ``None`` for a graph built without one."""
    path = store.folder / "audit.json"
    if not path.is_file():
        return None
    return Report(**json.loads(path.read_text(encoding="utf-8")))


def record(conflict: Conflict) -> dict:
    """A conflict as plain data."""
    return {
        "id": conflict.id,
        "claims": [_claim_record(s, conflict.implied[s.claim]) for s in conflict.claims],
        "relaxation": None
        if conflict.relaxation is None
        else vars(conflict.relaxation)
        | {"amount": _round(conflict.relaxation.amount), "relative": _round(conflict.relaxation.relative)},
        "explanations": [
            {"rule": e.rule, "consistent": e.consistent, "text": e.text, "claim": e.claim}
            for e in conflict.explanations
        ],
    }


def _claim_record(s: Statement, implied: tuple[float | None, float | None]) -> dict:
    return {
        "claim": s.claim, "source": s.source, "published": s.published, "characters": list(s.characters), "printed": s.printed, "kind": s.kind,
        "measure": s.measure, "indicator": s.indicator, "of": s.place, "period": _span(s.period), "base": _span(s.base), "population": s.population,
        "basis": s.basis, "low": s.low, "high": s.high, "unit": s.unit, "hedge": s.hedge, "implied_low": _round(implied[0]), "implied_high": _round(implied[1]),
        "factor_low": _round(factors(s)[0]) if s.kind == "change" and s.measure != "difference" else None,
        "factor_high": _round(factors(s)[1]) if s.kind == "change" and s.measure != "difference" else None,
        "years": span_years(s) if s.base and s.period else None, "copies": list(s.copies),
    }  # fmt: skip


def _round(value: float | None) -> float | None:
    """Ten significant digits: what the solver's last bits say means nothing."""
    return None if value is None else float(f"{value:.10g}")


def _span(span: tuple[int, int] | None) -> str:
    """A span of days as people write it."""
    if span is None or span == TIMELESS:
        return ""
    from datetime import date

    first, last = (date.fromordinal(day) for day in span)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}/{last.year}"
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def explain_text(conflict: Mapping) -> str:
    """One conflict with its arithmetic, as a person would do it on paper."""
    lines = [f"Conflict {conflict['id']}: {len(conflict['claims'])} claims that cannot all be true", ""]
    for number, claim in enumerate(conflict["claims"], 1):
        lines += _paper(number, claim)
    lines.append("")
    for number, claim in enumerate(conflict["claims"], 1):
        lines.append(
            f"({number}) says {_interval(claim['low'], claim['high'])} {claim['unit']}; the others together allow {_interval(claim['implied_low'], claim['implied_high'])} {claim['unit']}"
        )
    if mending := conflict["relaxation"]:
        number = 1 + [c["claim"] for c in conflict["claims"]].index(mending["claim"])
        lines.append(
            f"Smallest mending: ({number}) changes by {mending['amount']:+.4g} {mending['unit']} ({mending['relative']:.2%} of its size)"
        )
    lines.append("")
    if not conflict["explanations"]:
        lines.append("No explanation found.")
    for e in conflict["explanations"]:
        lines.append(
            f"{'possible  ' if e['consistent'] else 'does not help'}  {e['rule']}: {e['text'].removeprefix('not by this: ')}"
        )
    return "\n".join(lines) + "\n"


def _paper(number: int, claim: Mapping) -> list[str]:
    """A claim with its characters, its interval, and the factor it means."""
    where = f"{claim['indicator']} of {claim['of']}, {claim['period']}" + (
        f" against {claim['base']}" if claim["base"] else ""
    )
    scope = "".join(f", {claim[key]}" for key in ("population", "basis") if claim[key])
    lines = [
        f"({number}) {where}{scope}",
        f"    {' … '.join(claim['characters'])}   [{claim['source']}{', ' + claim['published'] if claim['published'] else ''}]",
    ]
    if claim["copies"]:
        lines.append(f"    {len(claim['copies'])} more claims say the same")
    meaning = f"    {claim['printed']}{' (' + claim['hedge'] + ')' if claim['hedge'] != 'exact' else ''} is {_interval(claim['low'], claim['high'])} {claim['unit']}"
    if claim["measure"] == "annual_growth":
        meaning += f"; over {claim['years']:g} years that is (1 + g)^{claim['years']:g} = {_interval(claim['factor_low'], claim['factor_high'])} times the base"
    elif claim["measure"] == "growth":
        meaning += f"; that is {_interval(claim['factor_low'], claim['factor_high'])} times the base"
    return [*lines, meaning]


def _interval(low: float | None, high: float | None) -> str:
    if low is None and high is None:
        return "anything"
    if low is None:
        return f"at most {high:,.6g}"
    if high is None:
        return f"at least {low:,.6g}"
    return f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"
