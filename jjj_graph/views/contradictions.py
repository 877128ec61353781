"""The contradictions as a page: each with its arithmetic, what each claim says and what the others allow.

The records are those of ``jjj audit`` (``auditing.Report``); nothing is computed here but Chinese words.

>>> chinese("'8.5' may be growth in constant prices")
'“8.5”可能是按不变价计算的增长'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jjj_graph.views.page import Words, render
from jjj_graph.views.witnesses import Shelf, Source, Told

#: The sentences of ``analysis.explanations`` and their Chinese; a test holds the two against each other.
SENTENCES: tuple[tuple[str, str], ...] = (
    (
        r"'(.+)' may have lost or gained 万 or 亿: (more|less) by 10\^(\d+)",
        "“{1}”可能多写或漏写了“万”“亿”：{2}了 10 的 {3} 次方",
    ),
    (r"'(.+)' percent may mean percentage points", "“{1}”百分比可能指百分点"),
    (r"'(.+)' percentage points may mean percent", "“{1}”个百分点可能指百分比"),
    (
        r"'(.+)' may mean so many times more: a multiple of one more",
        "“{1}”可能指“增加了”这么多倍：倍数应再加一",
    ),
    (r"'(.+)' may count the base itself: a multiple of one less", "“{1}”可能把基数也算在内：倍数应减一"),
    (r"'(.+)' may be what it grew to, not by", "“{1}”可能是“增长到”，而不是“增长了”"),
    (r"'(.+)' may be the growth beyond doubling", "“{1}”可能是翻番之外的增长"),
    (
        r"'(.+)' a year may be taken over (\S+) years instead of (\S+)",
        "年均“{1}”可能按 {2} 年而不是 {3} 年计算",
    ),
    (r"'(.+)' may start from the year after its base", "“{1}”可能从基年的后一年算起"),
    (r"'(.+)' may start from the year before its base", "“{1}”可能从基年的前一年算起"),
    (
        r"'(.+)' may be growth in constant prices \(prices would change by (\S+) to (\S+) a year\)",
        "“{1}”可能是按不变价计算的增长（相当于价格每年变动 {2} 至 {3}）",
    ),
    (r"'(.+)' may be growth in constant prices", "“{1}”可能是按不变价计算的增长"),
    (r"'(.+)' may be a slip for (\S+)", "“{1}”可能是 {2} 的笔误"),
    (
        r"'(.+)' may be a total since a start \(its characters say so\), not the figure of the period alone",
        "“{1}”可能是累计数（原文有此字样），不是当期数",
    ),
    (
        r"'(.+)' may be a total since a start, not the figure of the period alone",
        "“{1}”可能是累计数，不是当期数",
    ),
    (
        r"'(.+)' \((\S+)\) may rest on figures revised since (\S+), by up to (\S+)",
        "“{1}”（{2} 发布）可能依据 {3} 之后修订的数据，修订幅度至多 {4}",
    ),
    (
        r"'(.+)' equals what (.+) gives for (.+): another scope under the same words",
        "“{1}”与来源{2}给{3}的数相同：同样的字眼，另一口径",
    ),
)
_WORDS = {"more": "多", "less": "少"}


def chinese(text: str) -> str:
    """A sentence of an explanation in Chinese; as it is where it has none.

    >>> chinese("not by this: '2.0' may start from the year before its base")
    '“2.0”可能从基年的前一年算起'
    """
    text = text.removeprefix("not by this: ")
    for pattern, words in SENTENCES:
        if found := re.fullmatch(pattern, text):
            return re.sub(r"\{(\d)\}", lambda at: _WORDS.get(found[int(at[1])], found[int(at[1])]), words)
    return text


#: The one sentence that names a source and a thing by their ids.
_SCOPE = re.compile(
    r"'(?P<printed>.+)' equals what (?P<source>\S+) gives for (?P<thing>\S+)(?P<population>.*?): another"
)


def things_in(text: str) -> set[str]:
    """The ids of things that a sentence of an explanation names.

    >>> things_in("'6' equals what a-source gives for jjj built jointly: another scope under the same words")
    {'jjj'}
    """
    found = _SCOPE.search(text)
    return {found["thing"]} if found else set()


def _sentence(text: str, names: Mapping[str, Words], shelf: Shelf) -> Words:
    """A sentence of an explanation in both languages, with names in the place of ids."""

    def named(lang: str) -> str:
        def said(found: re.Match[str]) -> str:
            card, population = shelf.known.get(found["source"]), found["population"].strip()
            title = (card.title if card else "") or found["source"]
            thing = names.get(f"thing:{found['thing']}", Words(found["thing"])).in_language(lang)
            about = f"{thing} ({population})" if population else thing
            return f"'{found['printed']}' equals what “{title}” gives for {about}: another"

        return _SCOPE.sub(said, text.removeprefix("not by this: "))

    return Words(chinese(named("zh")), named("en"))


def conflicts_model(
    records: Iterable[Mapping[str, Any]],
    told: Mapping[str, Told],
    shelf: Shelf,
    names: Mapping[str, Words],
    paper: Callable[[Mapping[str, Any]], str] | None = None,
) -> dict[str, Any]:
    """Conflicts as plain data: the records with the number of each claim on the page.

    ``names`` are names of indicators (``indicator:gdp``), things (``thing:beijing``), units (``unit:CNY``);
    ``paper`` gives the plain text of a conflict, for copying.
    """
    made, used = [], set()
    for record in records:
        claims = []
        for claim in record["claims"]:
            used |= {
                f"indicator:{claim['indicator']}",
                f"unit:{claim['unit']}",
                *(f"thing:{name}" for name in re.split(r"[>+]", claim["of"])),
            }
            own = told.get(claim["claim"]) or Told(
                claim["claim"],
                claim["source"],
                characters=tuple(claim["characters"]),
                period=claim["period"],
                printed=claim["printed"],
            )
            number = shelf.number(own)
            copies = [shelf.number(told[copy]) for copy in claim["copies"] if copy in told]
            claims.append(
                {
                    **{key: claim[key] for key in _KEPT},
                    "id": claim["claim"],
                    "claim": number,
                    "copies": copies,
                    "copyCount": len(claim["copies"]),
                }
            )
        made.append(
            {
                "id": record["id"],
                "claims": claims,
                "mending": _mending(record),
                "explanations": [
                    {
                        "rule": e["rule"],
                        "consistent": e["consistent"],
                        "claim": e["claim"],
                        "words": _sentence(e["text"], names, shelf).to_json(),
                    }
                    for e in record["explanations"]
                ],
                "paper": paper(record) if paper else "",
            }
        )
    made.sort(key=lambda c: (len(c["claims"]), -((c["mending"] or {}).get("relative") or 0.0), c["id"]))
    return {
        "conflicts": made,
        "names": {key: names.get(key, Words(key.partition(":")[2])).to_json() for key in sorted(used)},
    }


_KEPT = (
    "kind",
    "measure",
    "indicator",
    "of",
    "period",
    "base",
    "population",
    "basis",
    "low",
    "high",
    "unit",
    "hedge",
    "printed",
    "implied_low",
    "implied_high",
    "factor_low",
    "factor_high",
    "years",
)


def _mending(record: Mapping[str, Any]) -> dict[str, Any] | None:
    found = record["relaxation"]
    return None if found is None else {key: found[key] for key in ("claim", "amount", "unit", "relative")}


def audit_model(
    conflicts: Mapping[str, Any],
    shelf: Shelf,
    *,
    statements: int,
    left_out: Mapping[str, int],
    cut: Iterable[str],
    standing: Iterable[Mapping[str, Any]],
    **notes: Any,
) -> dict[str, Any]:
    """The page as plain data: conflicts, what took part and what did not, and how every source fares."""
    rows = [
        {**row, "source": shelf.source(row["source"])}
        for row in standing
        if row["in_conflicts"] or row["confirmed"]
    ]
    rows.sort(key=lambda row: (-row["in_conflicts"], -row["confirmed"], row["source"]))
    return {
        **conflicts,
        "statements": statements,
        "leftOut": dict(left_out),
        "cut": list(cut),
        "standing": rows,
        **shelf.to_json(),
        **notes,
    }


def audit_page(model: Mapping[str, Any], lang: str = "zh", title: Words | None = None) -> str:
    """The page of a model of :func:`audit_model`."""
    words = title or Words(
        "哪些说法不能同时为真：来源之间的矛盾", "What cannot all be true: contradictions among the sources"
    )
    return render(
        "audit.html", words, model, ["chart.js", "conflict.js", "audit.js"], ["chart.css"], lang=lang
    )


__all__ = ["SENTENCES", "Source", "audit_model", "audit_page", "chinese", "conflicts_model"]
