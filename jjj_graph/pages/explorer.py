"""The door of the explorer: a graph, or a part of it, with questions and terms, as the page wants them.

A part is made of claims: those of a chain, about a place and what lies in it, or behind the answer to a
question. With them come their evidence, their sources, everything they name, the ontology, the snapshot, and every
contradiction that one of them takes part in, with its other claims. All segments of a chain and all places in
a place are there, also those that no claim names: that nobody is known to do a segment is an answer too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import pyoxigraph as ox

from jjj_graph import namespaces as ns
from jjj_graph import questions
from jjj_graph.browse import identifier
from jjj_graph.claims import to_python
from jjj_graph.errors import JJJError
from jjj_graph.facts.records import ENTITY_TYPES
from jjj_graph.pages.moves import ground_of
from jjj_graph.questions import Question
from jjj_graph.scope import Scope, inside
from jjj_graph.sessions import Session
from jjj_graph.store.pieces import trig_pieces
from jjj_graph.tables import Iri, Table
from jjj_graph.views.explorer import Explorer, NamedQuestion, Parameter, Term, Words, explorer_page

#: The question that the page opens with where none is asked for, if it is there.
START = "gdp-by-place"
_CLAIM, _CONFLICT = f"<{ns.PREFIXES['claim']}", f"<{ns.BASE}conflict/"
_GAP, _MISSING = f"<{ns.BASE}gap/", f" <{ns.JJJ}missingSegment> "
_ALWAYS = tuple(f" <{graph}> ." for graph in (ns.ONTOLOGY, ns.SNAPSHOT_GRAPH))
_IRI = re.compile(r"<[^<>\"{}|^`\\\s]*>")


#: Words of other vocabularies that the graph uses and the ontology does not name.
_BORROWED = {
    "dcterms:identifier": Words("编号", "id"),
    "dcterms:language": Words("语言", "language"),
    "dcterms:title": Words("标题", "title"),
    "rdfs:label": Words("名称", "name"),
    "skos:altLabel": Words("别名", "other name"),
    "skos:broader": Words("上位", "broader"),
    "skos:closeMatch": Words("大致相当于", "close match"),
    "skos:definition": Words("定义", "definition"),
    "wgs84:lat": Words("纬度（度）", "latitude (degrees)"),
    "wgs84:long": Words("经度（度）", "longitude (degrees)"),
}

#: The whole graph: no part of it is named.
_WHOLE = Words()


class Exploration:
    """A graph, or a part of it, ready to be put into a page. ``notes`` say what was chosen and what that means."""

    def __init__(
        self,
        session: Session,
        lines: list[str],
        part: Words = _WHOLE,
        start: str = "",
        given: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.session, self.lines, self.part, self.start, self.given = session, lines, part, start, dict(given)
        self.notes: list[str] = []

    def page(self, lang: str = "en") -> str:
        """The page that opens anywhere and answers offline."""
        return explorer_page(self.view(), lang)

    def view(self) -> Explorer:
        """The view model of the page."""
        snapshot = self.session.store.snapshot
        asked = self.session.questions
        return Explorer(
            title=Words(
                "京津冀产业知识图谱 · 探索器", "Explorer: the industry of Beijing, Tianjin and Hebei"
            ),
            snapshot=snapshot["hash"],
            version=snapshot["version"],
            counts=self._counts(),
            prefixes=ns.PREFIXES,
            questions=[_named(question) for question in asked.values()],
            terms=list(_terms(self.session)),
            pieces=[(piece.quads, piece.packed) for piece in trig_pieces(self.lines)],
            part=self.part,
            start=self.start or (START if START in asked else next(iter(asked), "")),
            given=self.given,
            type_families={class_: family for class_, family in ENTITY_TYPES.values()}
            | {"AggregatePlace": "place"},
            ground=ground_of(self.session.store),
        )

    def _counts(self) -> dict[str, int]:
        counts = {"quads": len(self.lines), "sources": 0, "claims": 0, "conflicts": 0}
        mark = f" <{ns.RDF_TYPE}> <{ns.JJJ}"
        for line in self.lines:
            start = line.index(" ")
            if line.startswith(mark, start):
                name = line[start + len(mark) :].partition(">")[0]
                counts["claims"] += name.endswith("Claim") and line.startswith(_CLAIM)
                counts["sources"] += name == "Source"
                counts["conflicts"] += name == "Conflict"
        return counts


def explore(session: Session, *, chain: str | None = None, place: str | None = None, question: str | None = None,
            parameters: Mapping[str, str] | None = None) -> Exploration:  # fmt: skip
    """The whole graph, or the part about a chain, about a place and what lies in it, or behind a question.

    Raises :class:`UnknownNameError` for a name that the graph has not.
    """
    if sum(map(bool, (chain, place, question))) > 1:
        raise JJJError(
            "only one of chain, place and question can choose the part", remedy="leave the others out"
        )
    if parameters and not question:
        raise JJJError("parameters belong to a question, and none is named", remedy="name it with --question")
    lines = list(session.store.dump())
    if question:
        return _behind_answer(session, lines, question, dict(parameters or {}))
    if not (name := chain or place):
        return Exploration(session, lines)
    iri = session.names.find(name)
    scope = Scope(chain=identifier(iri)) if chain else Scope(place=identifier(iri))
    claims = {claim.iri for claim in session.claims(scope).matching("?claim jjj:statedIn ?any .")}
    zh, en = session.claims().labels.both(iri)
    words = Words(f"只含：{zh or en}", f"Only: {en or zh}")
    if place:
        words = Words(f"只含：{zh or en}及其范围内", f"Only: {en or zh} and what lies in it")
    made = Exploration(session, part_of(lines, claims, _things_in(session, iri, bool(chain))), words)
    made.notes.append(f"a part: {made._counts()['claims']} claims, {len(made.lines)} of {len(lines)} quads")
    return made


def _things_in(session: Session, iri: str, is_chain: bool) -> set[str]:
    """A chain with its segments and the inputs between them, or a place with what lies in it."""
    if not is_chain:
        return inside(session.store, iri)
    rows = session.store.query(
        f"SELECT DISTINCT ?x {{ ?x jjj:segmentOf|jjj:outputSegment/jjj:segmentOf {ox.NamedNode(iri)} }}"
    )
    return {iri, *(row[0].value for row in rows)}


def _behind_answer(session: Session, lines: list[str], name: str, parameters: dict[str, str]) -> Exploration:
    """The part that gives the same answer to a question as the whole; the whole where no smaller part does."""
    question = questions.find_question(name, session.questions)
    sparql = question.bind(parameters, lambda kind, text: session.names.find(text, kind))
    answer = questions.run(session.store, sparql)
    assert isinstance(answer, Table), f"{name} is no SELECT"
    given = {p.name: term for p in question.parameters if (term := _block(sparql, p.name)) != p.default}
    words = Words(
        f"只含问题所需：{question.zh or question.question}",
        f"Only what this question needs: {question.question}",
    )
    named = {str(value) for row in answer.rows for value in row if isinstance(value, Iri)}
    claims = {iri for iri in named if iri.startswith(ns.PREFIXES["claim"])}
    for chosen in (claims, claims | _of_classes(session, sparql)):
        part = part_of(lines, chosen, named)
        if chosen and sorted(_answer_of(part, sparql)) == sorted(map(_as_text, answer.rows)):
            made = Exploration(session, part, words, name, given)
            made.notes.append(
                f"a part that answers '{name}' as the whole does: {len(part)} of {len(lines)} quads"
            )
            return made
    made = Exploration(session, lines, Words(), name, given)
    made.notes.append(f"no smaller part answers '{name}' as the whole graph does: all of it is kept")
    return made


def _block(sparql: str, name: str) -> str:
    found = re.search(rf"VALUES\s+\?{re.escape(name)}\s*\{{(.*?)\}}", sparql)
    return found[1].strip() if found else ""


def _of_classes(session: Session, sparql: str) -> set[str]:
    """Every claim of the classes that a query names; of every class where it names none."""
    classes = sorted(set(re.findall(r"\bjjj:(\w+Claim)\b", sparql)))
    pattern = (
        f"VALUES ?class {{ {' '.join(f'jjj:{name}' for name in classes)} }} ?claim a ?class"
        if classes
        else "?claim jjj:statedIn ?source"
    )
    return {row[0].value for row in session.store.query(f"SELECT DISTINCT ?claim {{ {pattern} }}")}


def _answer_of(part: Iterable[str], sparql: str) -> list[str]:
    store = ox.Store()
    store.bulk_load(input="".join(part).encode(), format=ox.RdfFormat.N_QUADS)
    rows = store.query(sparql, prefixes=ns.PREFIXES, use_default_graph_as_union=True)
    return [_as_text([to_python(term) for term in row]) for row in rows]


def _as_text(row: Iterable[object]) -> str:
    return repr(tuple(map(str, row)))


def part_of(lines: Iterable[str], claims: Iterable[str], things: Iterable[str] = ()) -> list[str]:
    """The lines that some claims and things need: themselves, all that they name and so on, and their contradictions.

    What is named is followed until nothing new is found, but not through claims: a claim comes in only because it
    was chosen, or because it contradicts a chosen one.
    """
    about: dict[str, list[str]] = defaultdict(list)
    involved: dict[str, set[str]] = defaultdict(set)
    kept: list[str] = []
    for line in lines:
        subject = line.partition(" ")[0]
        if line.endswith(_ALWAYS, 0, -1):
            kept.append(line)
            continue
        about[subject].append(line)
        if subject.startswith(_CONFLICT):
            conflict = "/".join(subject.strip("<>").split("/")[: ns.BASE.count("/") + 2])
            involved[f"<{conflict}>"] |= {iri for iri in _IRI.findall(line) if iri.startswith(_CLAIM)}
    chosen = {f"<{iri}>" for iri in claims}
    conflicts = {conflict for conflict, parties in involved.items() if parties & chosen}
    chosen |= {iri for conflict in conflicts for iri in involved[conflict]}
    waiting = [*chosen, *(f"<{iri}>" for iri in things)]
    # a gap is about its segment: a part that has the one has the other
    missing = (
        line
        for subject, told in about.items()
        if subject.startswith(_GAP)
        for line in told
        if _MISSING in line
    )
    gap_of = {segment: gap for gap, _, segment, *_ in (line.split(" ") for line in missing)}
    waiting += [
        subject
        for subject in about
        if subject.startswith(_CONFLICT) and any(subject[:-1].startswith(c[:-1]) for c in conflicts)
    ]
    seen = set(waiting)
    while waiting:
        thing = waiting.pop()
        if (gap := gap_of.get(thing)) and gap not in seen:
            seen.add(gap)
            waiting.append(gap)
        found = about.get(thing, ())
        kept += found
        for iri in {iri for line in found for iri in _IRI.findall(line)} - seen:
            if not iri.startswith((_CLAIM, _CONFLICT)):
                seen.add(iri)
                waiting.append(iri)
    return sorted(kept)


def _named(question: Question) -> NamedQuestion:
    parameters = [Parameter(p.name, p.kind, p.default) for p in question.parameters]
    return NamedQuestion(
        question.name,
        Words(question.zh, question.question),
        parameters,
        question.sparql,
        question.missing,
        question.may_be_empty,
    )


def _terms(session: Session) -> Iterable[Term]:
    """Classes, properties and code words of the ontology, then what it borrows, with their names in both languages."""
    rows = session.store.query(
        f"SELECT ?x ?class ?label {{ GRAPH <{ns.ONTOLOGY}> {{ ?x a ?class . OPTIONAL {{ ?x rdfs:label|skos:prefLabel ?label }} }} }}"
    )
    sorts = {
        "Class": "class",
        "ObjectProperty": "property",
        "DatatypeProperty": "property",
        "Concept": "code",
    }
    found: dict[str, tuple[str, dict[str, str]]] = {}
    for thing, class_, label in rows:
        sort = sorts.get(class_.value.rpartition("#")[2].rpartition("/")[2])
        if sort and thing.value.startswith(ns.BASE):
            words = found.setdefault(ns.shorten(thing.value), (sort, {}))[1]
            if label is not None:
                words[label.language or "en"] = min(
                    label.value, words.get(label.language or "en", label.value)
                )
    for name, (sort, words) in sorted(found.items()):
        yield Term(name, sort, Words(words.get("zh", ""), words.get("en", "")))
    for name, said in _BORROWED.items():
        yield Term(name, "property", said)
