"""From claims to the nodes and edges of a network: which two fields of a claim make a relation, and what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from jjj_graph.analysis.routes import Routes, hubs, routes
from jjj_graph.claims import Claim, Claims
from jjj_graph.facts.records import ENTITY_TYPES
from jjj_graph.namespaces import PREFIXES, entity_iri
from jjj_graph.tables import Iri
from jjj_graph.views.cards import NOT_YET, STOPPED, CardMaker
from jjj_graph.views.nodes import Edge, Fact, Node
from jjj_graph.views.page import Words


@dataclass(frozen=True)
class Relation:
    """Two fields of a kind of claim that make an edge, and its name in both languages."""

    kind: str
    subject: str
    object: str
    term: str
    zh: str
    en: str


RELATIONS: tuple[Relation, ...] = (
    Relation("relocation", "who", "to", "movedTo", "迁往", "moves to"),
    Relation("relocation", "who", "from", "movedFrom", "迁出自", "moves from"),
    Relation("expansion", "who", "to", "expandedTo", "扩张至", "expands to"),
    Relation("closure", "who", "from", "closedIn", "关停于", "closes in"),
    Relation("supply", "supplier", "customer", "supplies", "供货给", "supplies"),
    Relation("activity", "who", "segment", "worksOn", "从事环节", "works on"),
    Relation("activity", "who", "place", "activeIn", "所在", "is active in"),
    Relation("project", "project", "places", "projectIn", "项目位于", "project in"),
    Relation("project", "who", "project", "joins", "参与项目", "takes part in"),
    Relation("cluster", "cluster", "places", "clusterIn", "集群位于", "cluster in"),
    Relation("cluster", "cluster", "sectors", "clusterOf", "集群产业", "cluster of"),
    Relation("role", "place", "chain", "playsIn", "承担产业链角色", "plays a part in"),
    Relation("bottleneck", "by", "bottleneck", "tackles", "攻关", "works on the bottleneck"),
    Relation("bottleneck", "bottleneck", "segment", "holdsUp", "卡住环节", "holds up"),
    Relation("policy", "issuers", "policy", "issues", "发布", "issues"),
    Relation("policy", "policy", "targets", "aimsAt", "面向", "is for"),
    Relation("flow", "from", "to", "flowsTo", "流向", "flows to"),
)
#: What the network shows when nobody says otherwise: who moved, who supplies, who does what where.
DEFAULT_TERMS = ("movedTo", "movedFrom", "expandedTo", "closedIn", "supplies", "worksOn", "activeIn")


@dataclass
class Network:
    """Nodes and edges, and how many claims they came from."""

    nodes: list[Node]
    edges: list[Edge]
    claims: int

    @property
    def hubs(self) -> frozenset[str]:
        """Ids of the nodes that tie everything to everything."""
        return hubs(self._ties(self.edges))

    def routes(self, start: str, goal: str, avoided: Iterable[str] = ()) -> Routes:
        """The shortest ways between two nodes; relations that sources deny tie nothing."""
        return routes(self._ties(self._told()), start, goal, set(avoided))

    def along(self, found: Routes) -> Network:
        """The part of the network that ways lead along."""
        steps = {frozenset(step) for way in found.ways for step in zip(way, way[1:], strict=False)}
        edges = [edge for edge in self._told() if frozenset((edge.source, edge.target)) in steps]
        on_way = {end for way in found.ways for end in way}
        return _part([node for node in self.nodes if node.id in on_way], edges)

    def _told(self) -> list[Edge]:
        return [edge for edge in self.edges if edge.state != "denied"]

    @staticmethod
    def _ties(edges: Iterable[Edge]) -> list[tuple[str, str]]:
        return [(edge.source, edge.target) for edge in edges]


def _part(nodes: list[Node], edges: list[Edge]) -> Network:
    return Network(nodes, edges, len({card.claim for edge in edges for card in edge.claims}))


def network_of(
    claims: Claims,
    found: Iterable[Claim],
    cards: dict[str, dict[str, str]],
    terms: Iterable[str] = DEFAULT_TERMS,
) -> Network:
    """The network that claims make: one edge for each relation and state, with all claims that state it."""
    wanted = [relation for relation in RELATIONS if relation.term in set(terms)]
    tied: dict[tuple[str, str, Relation, str], list[Claim]] = defaultdict(list)
    numbers: dict[str, list[Claim]] = defaultdict(list)
    used: set[str] = set()
    for claim in found:
        for value in claim.fields.get("of", ()) if claim.is_number and claim.fields.get("indicator") else ():
            numbers[str(value)].append(claim)
        for relation in wanted:
            if relation.kind == claim.kind:
                for subject in claim.fields.get(relation.subject, ()):
                    for target in claim.fields.get(relation.object, ()):
                        if isinstance(subject, Iri) and isinstance(target, Iri) and subject != target:
                            tied[str(subject), str(target), relation, state(claim)].append(claim)
                            used.add(claim.iri)
    things = sorted({end for key in tied for end in key[:2]})
    claims.labels.load(
        [
            *things,
            *(
                str(v)
                for tellers in [*tied.values(), *numbers.values()]
                for c in tellers
                for vs in c.fields.values()
                for v in vs
                if isinstance(v, Iri)
            ),
        ]
    )
    card_of = CardMaker(claims, cards)
    types = _types(claims, things)
    counted = _counted(claims, tied)
    nodes = [_node(iri, types.get(iri, ""), claims, numbers.get(iri, []), card_of, counted) for iri in things]
    edges = [
        Edge(
            _id(subject),
            _id(target),
            relation.term,
            relation.zh,
            relation.en,
            tuple(card_of(claim) for claim in tellers),
            state_,
        )
        for (subject, target, relation, state_), tellers in tied.items()
    ]
    return Network(nodes, edges, len(used))


def state(claim: Claim) -> str:
    """How an edge is drawn: stated, not-yet, stopped or denied."""
    status = claim.one("status").rpartition("/")[2]
    if claim.one("stance").endswith("/denied"):
        return "denied"
    return "not-yet" if status in NOT_YET else "stopped" if status in STOPPED else "stated"


def _counted(
    claims: Claims, tied: dict[tuple[str, str, Relation, str], list[Claim]]
) -> dict[str, tuple[str, str]]:
    """Names of unnamed groups with their number: "45 designated suppliers"."""
    names = {}
    for (subject, target, _, _), tellers in tied.items():
        for iri in (subject, target):
            if iri.startswith(PREFIXES["grp"]) and tellers[0].is_number:
                zh, en = claims.labels.both(iri)
                names[iri] = (
                    f"{claims.number_text(tellers[0], 'zh')} {zh}",
                    f"{claims.number_text(tellers[0], 'en')} {en}",
                )
    return names


def _types(claims: Claims, things: list[str]) -> dict[str, str]:
    """The entity type of each thing: the registry's where it has one, else the first that a source gives."""
    by_class = {class_: type_ for type_, (class_, _) in ENTITY_TYPES.items()} | {"AggregatePlace": "region"}
    return {iri: by_class[name] for iri, name in claims.classes(things).items() if name in by_class}


def _node(
    iri: str,
    type_: str,
    claims: Claims,
    numbers: list[Claim],
    card_of: CardMaker,
    counted: dict[str, tuple[str, str]],
) -> Node:
    class_, family = ENTITY_TYPES.get(type_, ("", "other"))
    names = counted.get(iri) or claims.labels.both(iri)
    facts = []
    for claim in numbers:
        indicator, status = claim.one("indicator"), claim.one("status")
        facts.append(
            Fact(
                claims.labels.of(indicator, "zh"),
                claims.labels.of(indicator, "en"),
                Words(*(claims.number_text(claim, lang) for lang in ("zh", "en"))),
                (card_of(claim),),
                claim.one("period").removeprefix(PREFIXES["per"]).replace("--", "/"),
                _counts_what(claims, claim),
                state(claim),
                Words(*(claims.labels.of(status, lang) for lang in ("zh", "en"))) if status else "",
            )
        )
    kind = (
        Words(
            claims.labels.of(f"{PREFIXES['jjj']}{class_}", "zh"),
            claims.labels.of(f"{PREFIXES['jjj']}{class_}", "en"),
        )
        if class_
        else Words(type_, type_)
    )
    return Node(_id(iri), type_ or "other", family, names[0], names[1], tuple(facts), (), kind)


def _counts_what(claims: Claims, claim: Claim) -> Words:
    """What of a thing a number counts, in the source's words: its population, without what, the whole."""
    said = []
    for lang, gap in (("zh", "；"), ("en", "; ")):
        parts = [_named(claims, claim, "population", lang)]
        for key in ("excluding", "whole", "scope"):
            if value := _named(claims, claim, key, lang):
                name = claims.labels.of(f"{PREFIXES['jjj']}{key}", lang)
                parts.append(f"{name}：{value}" if lang == "zh" else f"{name}: {value}")
        said.append(gap.join(part for part in parts if part))
    return Words(*said)


def _named(claims: Claims, claim: Claim, key: str, lang: str) -> str:
    values = claim.fields.get(key, ())
    names = (claims.labels.of(str(v), lang) if isinstance(v, Iri) else str(v) for v in values)
    return ("、" if lang == "zh" else ", ").join(names)


def _id(iri: str) -> str:
    for prefix in ("ent", "seg", "grp"):
        if iri.startswith(PREFIXES[prefix]):
            return iri[len(PREFIXES[prefix]) :]
    return iri


def around(network: Network, centres: Iterable[str], depth: int) -> Network:
    """The part of a network within ``depth`` steps of some nodes (by id)."""
    near = set(centres)
    for _ in range(depth):
        near |= {
            end
            for edge in network.edges
            if edge.source in near or edge.target in near
            for end in (edge.source, edge.target)
        }
    edges = [edge for edge in network.edges if edge.source in near and edge.target in near]
    nodes = [node for node in network.nodes if node.id in near]
    return _part(nodes, edges)


__all__ = ["DEFAULT_TERMS", "RELATIONS", "Network", "Relation", "around", "entity_iri", "network_of", "state"]
