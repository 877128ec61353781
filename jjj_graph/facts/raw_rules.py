"""Rules that turn a fact of the raw collecting shape into facts of the contract's shape.

The raw shape keeps levels, changes and shares under ``observation``, activities under ``link``, and puts
several numbers on one relocation or project. The rules read the kind from the unit and the indicator's
name; what a name does not tell is left unsaid rather than guessed.

>>> convert("observation", {"indicator": "gdp-growth", "of": "tianjin", "period": "2024", "value": "5.1", "unit": "percent"}, "x")
[('change', {'indicator': 'gdp', 'of': 'tianjin', 'period': '2024', 'growth': '5.1', 'unit': 'percent'})]
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

Converted = list[tuple[str, dict[str, object]]]
Raw = dict[str, object]

_NOT_YET = {"planned": "planned", "forecast": "forecast", "expected": "planned", "target": "target"}
#: Endings of an indicator's name that say what is compared: (ending, field of a change).
_CHANGES = (
    ("-average-annual-growth", "annual_growth"), ("-growth-two-year-average", "annual_growth"), ("-growth-average", "annual_growth"),
    ("-cagr", "annual_growth"), ("-annual-growth", "annual_growth"), ("-cumulative-growth", "growth"), ("-growth-cumulative", "growth"),
    ("-growth", "growth"), ("-multiple", "ratio"),
)  # fmt: skip
_PERIOD = re.compile(r"[0-9QH./-]+")
_YEARS = re.compile(r"(\d{4})/(\d{4})")
_PERSONS = {"students": "student-count", "staff": "staff-count", "traders": "trader-count", "staff-moved": "moved-staff-count",
            "population-reduced": "population-reduction"}  # fmt: skip
_UNIT_ENDINGS = {"cny": "CNY", "usd": "USD", "jpy": "JPY", "m2": "m2", "mu": "mu", "km": "km", "mw": "MW", "t": "tonne", "percent": "percent",
                 "vehicles": "vehicle", "sets": "set", "pieces": "piece", "bottles": "bottle"}  # fmt: skip
_PROJECT_STATUS = (
    ("under construction", "under-way"), ("under-way", "under-way"), ("construction started", "started"), ("construction launched", "started"),
    ("started", "started"), ("launched", "started"), ("in production", "operating"), ("operating", "operating"), ("in operation", "operating"),
    ("in use", "operating"), ("opened", "operating"), ("online", "operating"), ("whole line opened", "operating"), ("completed", "completed"),
    ("phase 1 completed", "completed"), ("established", "completed"), ("set up", "completed"), ("registered", "completed"), ("in place", "completed"),
    ("announced", "announced"), ("planned", "planned"), ("completion planned", "planned"), ("approved", "approved"), ("passed review", "approved"),
    ("selected", "approved"), ("signed", "signed"), ("agreement signed", "signed"), ("contract signed", "signed"), ("framework signed", "signed"),
    ("settled", "signed"),
)  # fmt: skip


def convert(kind: str, raw: Raw, source: str, ordinal: int = 1) -> Converted:
    """Facts of the contract's shape for one raw fact. Raises ``KeyError`` for a kind that has no rule.

    ``source`` and ``ordinal`` name things that the raw fact leaves without an id.
    """
    rule, raw = _RULES[kind], dict(raw)
    if isinstance(words := raw.get("period"), str) and not _PERIOD.fullmatch(words):
        raw.pop("period")
        _remark(raw, f"time in the collector's words: {words}")
    return rule(raw, f"{source}-{ordinal}")


def _observation(raw: Raw, _: str) -> Converted:
    name, unit = _unplanned(raw), _unit(raw)
    value = _value(raw)
    fields: Raw = {"indicator": name, "of": _place(raw.pop("of"))}
    field_name = _change_field(name, unit)
    if field_name:
        fields["indicator"] = _stem(name)
        return [("change", _finish(fields | _span(raw, field_name) | {field_name: value, "unit": unit}, raw))]
    if unit == "percent" and ("share" in name.split("-") or "-rate" in name):
        if name.startswith("national-share") or name.endswith("-national-share"):
            fields["whole"] = "china"
        return [("share", _finish(fields | _take(raw, "period") | {"value": value, "unit": unit}, raw))]
    if value is None:
        return [("level", _finish(fields | _take(raw, "period") | {"size_class": raw.pop("class", "")}, raw))]
    base = raw.pop("compared_to", None)
    if base is not None:
        _remark(raw, f"compared to {base}")
    return [("level", _finish(fields | _take(raw, "period") | {"value": value, "unit": unit}, raw))]


def _change_field(name: str, unit: str) -> str | None:
    for ending, field_name in _CHANGES:
        if name.endswith(ending) and unit in ("percent", "times", "percentage-point"):
            return "difference" if unit == "percentage-point" else field_name
    if "-relative-to-" in name:
        return "ratio"
    if name.endswith("-change"):
        return "growth" if unit == "percent" else "difference"
    return "ratio" if unit == "times" else None


def _stem(name: str) -> str:
    for ending, _ in (*_CHANGES, ("-change", "")):
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name.partition("-relative-to-")[0]


def _span(raw: Raw, field_name: str) -> Raw:
    """Base and period of a change: a span of years is base year and last year."""
    base, period = raw.pop("compared_to", None), raw.pop("period", None)
    if (
        raw.get("indicator") is None
        and base is None
        and isinstance(period, str)
        and (years := _YEARS.fullmatch(period))
    ):
        base, period = years.groups()
    elif (
        isinstance(base, str)
        and isinstance(period, str)
        and (years := _YEARS.fullmatch(period))
        and years[1] == base
    ):
        period = years[2]
    raw.pop("cumulative", None)  # a change over a span says so by its base
    return {key: value for key, value in (("base", base), ("period", period)) if value is not None}


def _relocation(raw: Raw, made: str) -> Converted:
    scope = raw.pop("scope", None)
    kind = {"closure": "closure", "branch": "expansion", "expansion": "expansion"}.get(
        str(scope), "relocation"
    )
    fields: Raw = {}
    who = raw.pop("who", None)
    group = raw.pop("group", None)
    if isinstance(group, dict):
        who = {"group": _group(group, raw)}
    elif parents := raw.pop("parents", None):
        _remark(raw, f"parents: {parents}")
    source, target = raw.pop("from", None), raw.pop("to", None)
    if kind == "closure" and target is not None:
        kind = "relocation"  # something starts elsewhere, so it is no closure
    extras = _extras(
        raw, {"period", "status", "sector", "note", "qualifier", "opening", "planned_move", "chain"}
    )
    later = [raw.pop(key) for key in ("opening", "planned_move") if key in raw]
    fields["move"] = move_id(who, _place(source), _place(target), str(scope)) or made
    if not isinstance(who, str) and not extras and not later:
        del fields["move"]  # a group told of once needs no name
    fields |= {
        key: _place(value)
        for key, value in (("who", who), ("from", source), ("to", target))
        if value is not None
    }
    if scope not in (None, "closure", "expansion"):
        fields["scope"] = scope
    fields |= _take(raw, "status", "period") | _sector(raw) | _take(raw, "chain")
    facts = [(kind, _finish(dict(fields), raw))]
    for when in later:
        planned = {key: value for key, value in fields.items() if key != "period"} | {
            "status": "planned",
            "period": when,
        }
        facts.append((kind, planned))
    return facts + [
        ("level", level) for level in _levels(extras, fields.get("move", who), fields.get("period"))
    ]


def _project(raw: Raw, _: str) -> Converted:
    identifier = str(raw.pop("id"))
    for name in ("zh", "en"):
        raw.pop(name, None)  # names stand among the source's entities
    tier, capacity, capacity_unit = (
        raw.pop("tier", None),
        raw.pop("capacity", None),
        raw.pop("capacity_unit", None),
    )
    extras = _extras(raw, {"who", "places", "chain", "period", "status", "kind", "note", "qualifier"})
    if capacity is not None:
        extras["capacity"] = (str(capacity), str(capacity_unit or "count"), None)
    fields: Raw = {"project": identifier} | _take(raw, "who", "places", "chain", "kind")
    words = str(raw.pop("status", "") or "")
    if words:
        status = project_status(words)
        fields |= {"status": status} if status else {}
        if words not in ("announced", "under-way", "completed", "operating", status):
            _remark(raw, f"status in the collector's words: {words}")
    fields |= _take(raw, "period") | ({"tier": tier} if tier else {})
    return [
        ("project", _finish(fields, raw)),
        *(("level", level) for level in _levels(extras, identifier, fields.get("period"))),
    ]


def project_status(words: str) -> str | None:
    """The status word for the free words of a project; its first phrase decides.

    >>> project_status("signed; production planned 2020"), project_status("phase 2 under construction")
    ('signed', 'under-way')
    """
    phrase = words.partition(";")[0].strip()
    for start, status in sorted(_PROJECT_STATUS, key=lambda pair: -len(pair[0])):
        if phrase.startswith(start) or phrase.endswith(start):
            return status
    return None


def _link(raw: Raw, _: str) -> Converted:
    segment = raw.pop("link", None)
    if segment and "chain" not in raw:
        _remark(raw, f"segment in the collector's words: {segment}")
        segment = None
    fields = (
        _take(raw, "who") | _places(raw) | _take(raw, "chain") | ({"segment": segment} if segment else {})
    )
    return [("activity", _finish(fields | _take(raw, "activity", "stage", "product", "period"), raw))]


def _supply(raw: Raw, _: str) -> Converted:
    group = raw.pop("group", None)
    supplier, customer = raw.pop("supplier", None), raw.pop("customer", None)
    if group is not None and supplier is None:
        supplier = {"group": group}
    ends = {
        key: _party(value, raw)
        for key, value in (("supplier", supplier), ("customer", customer))
        if value is not None
    }
    low, high = raw.pop("share_percent", None), raw.pop("share_percent_max", None)
    shares: Converted = []
    if low is not None and isinstance(customer, str):
        share: Raw = {
            "indicator": "supply-share",
            "of": ends.get("supplier"),
            "whole": customer,
            "value": [low, high] if high else low,
            "unit": "percent",
        }
        shares = [
            (
                "share",
                {
                    **{k: v for k, v in share.items() if v is not None},
                    **{k: raw[k] for k in ("period",) if k in raw},
                },
            )
        ]
    return [("supply", _finish(ends | _take(raw, "product", "chain", "period"), raw)), *shares]


def _bottleneck(raw: Raw, _: str) -> Converted:
    segment = raw.pop("link", None)
    fields: Raw = _take(raw, "chain")
    if segment and "chain" in fields:
        fields = {"bottleneck": f"{fields['chain']}-{segment}"} | fields | {"segment": segment}
    elif segment:  # outside any chain the name is only words
        fields = {"bottleneck": segment}
    by = raw.pop("by", None)
    fields |= _take(raw, "kind", "status") | ({"by": by if isinstance(by, list) else [by]} if by else {})
    return [("bottleneck", _finish(fields | _take(raw, "topic", "period", "count"), raw))]


def _policy(raw: Raw, made: str) -> Converted:
    identifier = str(raw.pop("id"))
    goals = raw.pop("goals", None) or []
    for name in ("title_zh", "title_en"):
        raw.pop(name, None)
    fields: Raw = {"policy": identifier} | _take(raw, "issuers", "targets")
    if date := raw.pop("date", None):
        fields |= {"period": date}
    span = str(raw.pop("span", "") or "")
    if years := re.fullmatch(r"(\d{4})[-/](\d{4})", span):
        fields["span"] = f"{years[1]}/{years[2]}"
    elif re.fullmatch(r"\d{4}", span):
        fields["span"] = span
    elif span:
        _remark(raw, f"span in the collector's words: {span}")
    targets = fields.get("targets")
    of = targets[0] if isinstance(targets, list) and len(targets) == 1 else identifier
    levels = [("level", _goal(dict(goal), of)) for goal in goals]
    return [("policy", _finish(fields, raw)), *levels]


def _goal(goal: Raw, of: object) -> Raw:
    kind, fields = _observation(goal | {"of": of}, "")[0]
    if kind != "level":  # a goal for growth or a share stays a level of what is named, with status target
        value = next(
            (
                fields.pop(key)
                for key in ("growth", "annual_growth", "ratio", "difference", "value")
                if key in fields
            ),
            None,
        )
        fields = (
            {"indicator": goal["indicator"], "of": of}
            | {k: v for k, v in fields.items() if k in ("period", "qualifier")}
            | {"value": value, "unit": goal["unit"]}
        )
    return fields | {"status": "target"}


def _role(raw: Raw, _: str) -> Converted:
    return [("role", _finish(_take(raw, "who") | _places(raw) | _take(raw, "role", "chain", "period"), raw))]


def _flow(raw: Raw, _: str) -> Converted:
    name = str(raw.pop("measure"))
    status = {}
    if name.startswith("planned-"):
        name, status = name.removeprefix("planned-"), {"status": "planned"}
    ends = {key: _place(raw.pop(key)) for key in ("from", "to") if key in raw}
    unit = _unit(raw)
    return [
        (
            "flow",
            _finish(
                {"indicator": name}
                | ends
                | _take(raw, "period")
                | {"value": _value(raw), "unit": unit}
                | status,
                raw,
            ),
        )
    ]


def _cluster(raw: Raw, _: str) -> Converted:
    fields: Raw = {"cluster": raw.pop("id")} | _take(raw, "places", "sectors")
    for name in ("zh", "en"):
        raw.pop(name, None)
    if rank := raw.pop("level", None):
        fields["rank"] = rank
    return [("cluster", _finish(fields, raw))]


def _benefit_sharing(raw: Raw, _: str) -> Converted:
    split = raw.pop("split", None)
    fields: Raw = _take(raw, "places", "what")
    project = raw.pop("project", None)
    if project:
        fields["project" if re.fullmatch(r"[a-z0-9-]+", str(project)) else "project_words"] = project
    base = _finish(fields | _take(raw, "period"), raw)
    if not isinstance(split, dict):
        return [("benefit-sharing", base)]
    return [
        ("benefit-sharing", base | {"receiver": who, "value": part, "unit": "percent"})
        for who, part in split.items()
    ]


_RULES: dict[str, Callable[[Raw, str], Converted]] = {
    "observation": _observation, "relocation": _relocation, "project": _project, "link": _link, "supply": _supply, "bottleneck": _bottleneck,
    "policy": _policy, "role": _role, "flow": _flow, "cluster": _cluster, "benefit_sharing": _benefit_sharing,
}  # fmt: skip


def move_id(who: object, source: object, target: object, scope: str) -> str | None:
    """The id of a move: who, and where to (else from where). ``None`` for a group.

    A seat, research centre, campus or market is told apart from production, for one firm can move each.

    >>> move_id("langyi", "beijing", "cangzhou", "production"), move_id("langyi", "beijing", None, "headquarters")
    ('langyi-cangzhou', 'langyi-from-beijing-headquarters')
    """
    if not isinstance(who, str):
        return None
    where = (
        f"{who}-{target}"
        if isinstance(target, str)
        else f"{who}-from-{source}"
        if isinstance(source, str)
        else f"{who}-move"
    )
    ending = (
        f"-{scope}"
        if scope in ("headquarters", "rd-centre", "campus", "market", "branch", "expansion", "closure")
        else ""
    )
    return where.replace("+", "-") + ending


def _group(group: Raw, raw: Raw) -> Raw:
    qualifier = group.get("qualifier")
    if qualifier and "qualifier" not in raw:
        raw["qualifier"] = qualifier
    found = {key: group[key] for key in ("id", "what", "count", "in", "part_of") if key in group}
    if parents := raw.pop("parents", None) or group.get("parents"):
        found["parents"] = parents
    return found


def _party(value: object, raw: Raw) -> object:
    if isinstance(value, dict):
        return {"group": _group(dict(value.get("group", value)), raw)}
    return _place(value)


def _place(value: object) -> object:
    """A list of places is one aggregate place."""
    return "+".join(map(str, value)) if isinstance(value, list) else value


def _places(raw: Raw) -> Raw:
    return {key: _place(value) for key, value in _take(raw, "place").items()}


def _sector(raw: Raw) -> Raw:
    sector = raw.pop("sector", None)
    if sector is None:
        return {}
    return {"sector": sector} if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(sector)) else {"line": sector}


def _unplanned(raw: Raw) -> str:
    """The indicator's name without planned- or forecast-, which become a status."""
    name = str(raw.pop("indicator"))
    word, dash, rest = name.partition("-")
    if dash and word in _NOT_YET:
        raw["status"] = _NOT_YET[word]
        return rest
    return name


def _unit(raw: Raw) -> str:
    return str(raw.pop("unit", "") or "").replace(" per ", "-per-").replace("/", "-per-").replace(" ", "-")


def _value(raw: Raw) -> object:
    value, low, high = raw.pop("value", None), raw.pop("value_min", None), raw.pop("value_max", None)
    if low is not None or high is not None:
        return [low if low is not None else value, high if high is not None else value]
    return _without_noise(value)


def _without_noise(value: object) -> object:
    """A number without the noise of binary fractions: 832620000000.0001 was computed from 8326.2."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d+", value) and len(value) > 14:
        rounded = f"{float(value):.12g}"
        return rounded if "e" not in rounded else format(Decimal(rounded), "f")
    return value


def _extras(raw: Raw, keep: set[str]) -> dict[str, tuple[str, str, str | None]]:
    """Numbers that stand on a relocation or project: indicator → (value, unit, status). Others stay in ``raw``."""
    found = {}
    for key in [
        key
        for key in raw
        if key not in keep and isinstance(raw[key], str) and re.fullmatch(r"[\d.,-]+", str(raw[key]))
    ]:
        words = key.split("_")
        status = "planned" if words[0] in ("planned", "initial") else None
        unit = _UNIT_ENDINGS.get(words[-1])
        stem = "-".join(w for w in (words[:-1] if unit else words) if w != "planned")
        name = _PERSONS.get(stem) or {"area": "floor-area", "": key}.get(
            stem, stem if unit else f"{stem.removesuffix('s')}-count"
        )
        found[name] = (str(raw.pop(key)), unit or ("person" if stem in _PERSONS else "count"), status)
    return found


def _levels(extras: dict[str, tuple[str, str, str | None]], of: object, period: object) -> list[Raw]:
    levels = []
    for name, (value, unit, status) in extras.items():
        ends = value.split("-")
        level: Raw = {"indicator": name, "of": of} | ({"period": period} if period else {})
        levels.append(
            level
            | {"value": ends if len(ends) == 2 else value, "unit": unit}
            | ({"status": status} if status else {})
        )
    return levels


def _take(raw: Raw, *keys: str) -> Raw:
    return {key: raw.pop(key) for key in keys if raw.get(key) not in (None, "", [])}


def _remark(raw: Raw, words: str) -> None:
    raw["note"] = f"{raw['note']}; {words}" if raw.get("note") else words


def _finish(fields: Raw, raw: Raw) -> Raw:
    """The fields with what is left of the raw fact: hedge, total, status, note, and anything unforeseen as it stands."""
    qualifier = raw.pop("qualifier", None)
    cumulative = raw.pop("cumulative", None)
    tail: Raw = {"qualifier": qualifier} if qualifier and qualifier != "exact" else {}
    if cumulative == "true":
        tail["cumulative"] = "true"
    tail |= _take(raw, "status", "stance", "said_by")
    note = raw.pop("note", None)
    rest = {key: value for key, value in raw.items() if value is not None}
    return (
        {key: value for key, value in fields.items() if value is not None}
        | tail
        | rest
        | ({"note": note} if note else {})
    )
