"""The ontology is sound, it matches the declaration of facts, and its shapes and checks can fail."""

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib import OWL, RDF, RDFS, SKOS, Namespace
from rdflib.collection import Collection

from jjj_graph.facts.records import ENTITY_FIELDS, ENTITY_TYPES, GROUP_FIELDS, RECORDS, SOURCE_FIELDS, Kind
from jjj_graph.paths import ONTOLOGY, PACKAGE

JJJ = Namespace("https://w3id.org/jjj-graph/ontology#")
CODE = "https://w3id.org/jjj-graph/code/"
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SH = Namespace("http://www.w3.org/ns/shacl#")
QB = Namespace("http://purl.org/linked-data/cube#")

HEADER = ONTOLOGY / "jjj.ttl"
MODULES = sorted((ONTOLOGY / "modules").glob("*.ttl"))
SHAPES = sorted((ONTOLOGY / "shapes").glob("*.ttl"))
CHECKS = sorted((ONTOLOGY / "checks").glob("*.rq"))
TURTLE = [HEADER, *MODULES, *SHAPES]

#: A word of these fields means something only in its kind, and so the list is named after both.
OWN_LISTS = {
    ("bottleneck", "kind"), ("bottleneck", "status"), ("project", "kind"), ("policy", "act"),
    ("cluster", "rank"), ("source", "kind"), ("source", "grade"),
}  # fmt: skip
#: How the cards of sources, entities and groups are written; ``None``: the IRI, or the type.
SOURCE_TERMS = {
    "id": "dcterms:identifier", "title": "dcterms:title", "publisher": "jjj:publisher",
    "published": "jjj:published", "url": "jjj:url", "language": "dcterms:language", "file": "jjj:fileName",
    "grade": "jjj:grade", "reprint_of": "jjj:reprintOf", "kind": "jjj:sourceKind",
    "licence": "jjj:licenceStatement", "note": "jjj:note",
}  # fmt: skip
ENTITY_TERMS = {
    "id": "dcterms:identifier", "type": None, "zh": "rdfs:label", "en": "rdfs:label", "in": "jjj:seat",
    "parents": "jjj:parent", "note": "jjj:note",
}  # fmt: skip
GROUP_TERMS = {
    "id": None, "what": "jjj:what", "count": "jjj:value", "in": "jjj:locatedIn", "parents": "jjj:parent",
    "part_of": "jjj:partOf",
}  # fmt: skip
#: Properties of claims that no field names: the builder writes them.
BUILT = {
    "mentions", "statedIn", "evidence", "numberEvidence", "value", "low", "high", "printed", "quoted",
    "measure", "indicator", "unit",
}  # fmt: skip
#: Properties of any item that only the registry, the builder and the audit write.
OF_ITEMS = {"claimCount", "dimension", "rule"}


def read(paths):
    graph = rdflib.Graph()
    for path in paths:
        graph.parse(path)
    return graph


@cache
def ontology():
    return read([HEADER, *MODULES])


@cache
def shapes():
    return read(SHAPES)


def name(path: Path) -> str:
    return path.relative_to(ONTOLOGY).as_posix()


def local(iri) -> str:
    return str(iri).removeprefix(str(JJJ))


def above(cls, link=RDFS.subClassOf):
    """The class and all that stand above it."""
    return set(ontology().transitive_objects(cls, link))


def expand(prefixed):
    return ontology().namespace_manager.expand_curie(prefixed)


# ---------------------------------------------------------------- the files


@pytest.mark.parametrize("path", TURTLE, ids=name)
def test_turtle_file_is_tidy(path):
    text = path.read_bytes().decode("utf-8")
    lines = text.split("\n")
    assert len(read([path])) > 0
    assert text.startswith("# "), "the first line says in a comment what the file holds"
    assert len(lines) < 400, "split the file: one file a topic"
    assert text.endswith("\n") and not text.endswith("\n\n") and "\r" not in text and "\t" not in text
    blanks = [number for number, line in enumerate(lines, 1) if line != line.rstrip()]
    assert not blanks, "blanks at the end of these lines"
    declared = re.findall(r"^@prefix ([\w-]+): <[^>]+> \.$", text, re.M)
    assert declared == sorted(set(declared)), "prefixes are sorted and stand once"
    body = re.sub(r"^@prefix.*$", "", text, flags=re.M)
    unused = [prefix for prefix in declared if not re.search(rf"(?<![\w-]){prefix}:\w", body)]
    assert not unused, "prefixes that nothing uses"


def test_no_term_is_defined_in_two_files():
    homes = {}
    for path in MODULES:
        for term in set(read([path]).subjects(SKOS.definition)):
            homes.setdefault(term, []).append(path.name)
    assert not {term: files for term, files in homes.items() if len(files) > 1}


def test_only_the_axioms_have_blank_nodes():
    """So every other module can be loaded into the graph, which has none."""
    for path in [HEADER, *MODULES]:
        blank = any(isinstance(node, rdflib.BNode) for triple in read([path]) for node in triple)
        assert blank == (path.name == "axioms.ttl"), path.name


def test_header_is_of_this_ontology_and_imports_nothing():
    [iri] = ontology().subjects(RDF.type, OWL.Ontology)
    assert str(iri) + "#" == str(JJJ)
    assert re.fullmatch(r"\d+\.\d+\.\d+", str(ontology().value(iri, OWL.versionInfo)))
    assert not list(ontology().objects(iri, OWL.imports))


# ---------------------------------------------------------------- the checks

#: A small ontology in which nothing is wrong, and for each check what makes it fail.
SMALL = """
@prefix jjj: <https://w3id.org/jjj-graph/ontology#> . @prefix code: <https://w3id.org/jjj-graph/code/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
"""
BROKEN = {
    "missing-label": 'jjj:A a owl:Class ; rdfs:label "甲"@zh .',
    "missing-definition": 'code:status a skos:ConceptScheme ; skos:definition "A list of words."@en .',
    "thin-definition": 'jjj:stage rdfs:label "stage of it"@en ; skos:definition "stage of it"@en .',
    "missing-domain": "jjj:p a owl:ObjectProperty ; rdfs:range jjj:A .",
    "missing-range": "jjj:p a owl:DatatypeProperty ; rdfs:domain jjj:A .",
    "several-domains": "jjj:p rdfs:domain jjj:A, jjj:B .",
    "unconnected-term": "jjj:A a owl:Class .",
    "naming": "jjj:bad_name a owl:ObjectProperty .",
    "incomplete-header": '<https://w3id.org/jjj-graph/ontology> a owl:Ontology ; dcterms:title "en"@en .',
    "not-defined-by": "jjj:A a owl:Class .",
    "duplicate-label": """
        jjj:A rdfs:label "same"@en ; rdfs:isDefinedBy <https://w3id.org/jjj-graph/ontology> .
        jjj:b rdfs:label "same"@en ; rdfs:isDefinedBy <https://w3id.org/jjj-graph/ontology> .""",
    "deprecated-in-use": "jjj:A owl:deprecated true ; dcterms:isReplacedBy jjj:B . jjj:p rdfs:domain jjj:A .",
    "concept-without-scheme": 'jjj:done a skos:Concept ; skos:notation "done" .',
    "unused-code-list": "code:status a skos:ConceptScheme .",
    "undefined-term": "jjj:A a owl:Class ; rdfs:subClassOf jjj:Mispselt .",
    "two-kinds": "jjj:p a owl:ObjectProperty, owl:DatatypeProperty .",
    "undeclared-borrowed-term": "jjj:A rdfs:subClassOf prov:Entity .",
    "circular-hierarchy": "jjj:A rdfs:subClassOf jjj:B . jjj:B rdfs:subClassOf jjj:A .",
}


def rows(check, store):
    query = check.read_text("utf-8")
    assert re.match(r"# [^\n]+\.\n", query), "the first line is the rule in plain words"
    return [[str(value) for value in row] for row in store.query(query)]


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_check_finds_nothing(check):
    store = ox.Store()
    for path in [HEADER, *MODULES]:
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    assert rows(check, store) == []


@pytest.mark.parametrize("check", CHECKS, ids=name)
def test_check_can_fail(check):
    store = ox.Store()
    store.load(SMALL + BROKEN[check.stem], format=ox.RdfFormat.TURTLE)
    assert rows(check, store), f"{check.name} finds nothing in: {BROKEN[check.stem]}"


def test_every_check_has_a_broken_graph():
    assert {check.stem for check in CHECKS} == set(BROKEN)


# ---------------------------------------------------------------- against the declaration of facts


def family_class(family):
    return JJJ[ENTITY_TYPES[family][0] if family in ENTITY_TYPES else family.title()]


def test_entity_types_are_classes_of_their_family():
    for cls, family in ENTITY_TYPES.values():
        assert (JJJ[cls], RDF.type, OWL.Class) in ontology(), cls
        assert {family_class(family), JJJ.Entity} <= above(JJJ[cls]), f"{cls} does not stand below its family"


def test_no_entity_class_that_no_type_names():
    known = {term for cls, family in ENTITY_TYPES.values() for term in (JJJ[cls], family_class(family))}
    classes = set(ontology().transitive_subjects(RDFS.subClassOf, JJJ.Entity))
    assert classes - known == {JJJ.Entity, JJJ.AdministrativeDivision, JJJ.AggregatePlace}


def test_claim_classes_are_those_of_the_records():
    declared = {JJJ[record.cls] for record in RECORDS.values()}
    classes = set(ontology().transitive_subjects(RDFS.subClassOf, JJJ.Claim))
    assert classes - declared == {JJJ.Claim, JJJ.NumberClaim, JJJ.MoveClaim}
    assert declared <= classes


def fields():
    return [pytest.param(r, f, id=f"{r.kind}.{f.key}") for r in RECORDS.values() for f in r.fields.values()]


RANGE = {
    Kind.TEXT: (OWL.DatatypeProperty, XSD.string),
    Kind.FLAG: (OWL.DatatypeProperty, XSD.boolean),
    Kind.CHOICE: (OWL.ObjectProperty, SKOS.Concept),
    Kind.PERIOD: (OWL.ObjectProperty, JJJ.Period),
    Kind.UNIT: (OWL.ObjectProperty, JJJ.Unit),
    Kind.INDICATOR: (OWL.ObjectProperty, JJJ.Indicator),
    Kind.SEGMENT: (OWL.ObjectProperty, JJJ.ChainSegment),
}


@pytest.mark.parametrize("record, field", fields())
def test_field_is_a_property_of_the_right_kind(record, field):
    if field.kind is Kind.NUMBER:  # every number is written as value, low and high
        assert field.term == "value" or (JJJ[field.term], None, None) not in ontology()
        assert JJJ.NumberClaim in above(ontology().value(JJJ.value, RDFS.domain))
        return
    term = JJJ[field.term]
    domain, reach = ontology().value(term, RDFS.domain), ontology().value(term, RDFS.range)
    assert domain in above(JJJ[record.cls]) | above(JJJ.NumberClaim), f"domain {domain}"
    if field.kind in RANGE:
        kind, wanted = RANGE[field.kind]
        assert reach == wanted
    else:
        kind = OWL.ObjectProperty
        for family in (*field.types, *(["group"] if field.kind is Kind.GROUP else [])):
            assert reach in above(family_class(family)), f"{family} is outside the range {reach}"
    assert (term, RDF.type, kind) in ontology()


@pytest.mark.parametrize("record, field", fields())
def test_field_naming_an_entity_is_a_way_to_mention_it(record, field):
    names_entity = field.kind in (Kind.ENTITY, Kind.GROUP, Kind.SEGMENT) and field.key != "said_by"
    mentions = JJJ.mentions in above(JJJ[field.term], RDFS.subPropertyOf)
    assert mentions == names_entity


def test_no_property_of_claims_that_no_field_names():
    declared = {field.term for record in RECORDS.values() for field in record.fields.values()}
    claims = set(ontology().transitive_subjects(RDFS.subClassOf, JJJ.Claim))
    found = {local(p) for p, c in ontology().subject_objects(RDFS.domain) if c in claims or c == JJJ.Item}
    assert found - declared - BUILT - OF_ITEMS == set()
    assert BUILT | OF_ITEMS <= found


@pytest.mark.parametrize(
    "card, terms",
    [(SOURCE_FIELDS, SOURCE_TERMS), (ENTITY_FIELDS, ENTITY_TERMS), (GROUP_FIELDS, GROUP_TERMS)],
    ids=["source", "entity", "group"],
)
def test_card_fields_have_terms(card, terms):
    assert {field.key for field in card} == set(terms)
    kinds = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
    for term in set(terms.values()) - {None, "rdfs:label"}:  # rdfs:label is built into OWL
        assert kinds & set(ontology().objects(expand(term), RDF.type)), term


def list_name(kind, key):
    return f"{kind}-{key}" if (kind, key) in OWN_LISTS else key


def code_lists():
    """Every list of words of the declaration: its name, and its words for each property that uses it."""
    lists = {}
    for record in RECORDS.values():
        for field in record.fields.values():
            if field.kind is Kind.CHOICE:
                code_list = list_name(record.kind, field.key)
                lists.setdefault(code_list, set()).add((field.term, field.choices))
    for field in SOURCE_FIELDS:
        if field.choices:
            code_list = list_name("source", field.key)
            lists.setdefault(code_list, set()).add((local(expand(SOURCE_TERMS[field.key])), field.choices))
    lists["measure"] = {("measure", tuple(key.replace("_", "-") for key in RECORDS["change"].numbers))}
    return lists


@pytest.mark.parametrize("code_list", code_lists())
def test_code_list_has_the_words_of_the_declaration(code_list):
    scheme = rdflib.URIRef(CODE + code_list)
    concepts = set(ontology().subjects(SKOS.inScheme, scheme))
    for term, words in code_lists()[code_list]:
        assert concepts == {rdflib.URIRef(f"{scheme}/{word}") for word in words}
        assert (JJJ[term], JJJ.codeList, scheme) in ontology(), f"jjj:{term} does not name the list"


def test_no_code_list_that_nothing_declares():
    schemes = {str(s).removeprefix(CODE) for s in ontology().subjects(RDF.type, SKOS.ConceptScheme)}
    assert schemes - set(code_lists()) == {"verdict"}  # a word of the audit, not of facts


def test_shortcuts_say_what_they_come_from_and_leave_out():
    for record in RECORDS.values():
        for shortcut in record.shortcuts:
            term = JJJ[shortcut.term]
            assert (term, JJJ.derivedFrom, JJJ[record.cls]) in ontology()
            left_out = {f"{CODE}status/{word}" for word in shortcut.not_when} | {f"{CODE}stance/denied"}
            assert {str(code) for code in ontology().objects(term, JJJ.leavesOut)} == left_out
    declared = {JJJ[s.term] for record in RECORDS.values() for s in record.shortcuts}
    assert set(ontology().subjects(JJJ.leavesOut)) == declared


def test_cube_has_the_source_and_all_that_narrows_a_number_as_dimensions():
    components = set(ontology().objects(JJJ["number-structure"], QB.component))
    dimensions = {p for c in components for p in ontology().objects(c, QB.dimension)}
    assert components == set(ontology().subjects(RDF.type, QB.ComponentSpecification))
    assert dimensions == set(ontology().subjects(RDF.type, QB.DimensionProperty))
    not_what_it_is_about = {"value", "unit", "qualifier", "stance", "saidBy", "note", "sizeClass", "chain"}
    statistical = ("level", "change", "share", "flow")
    declared = [field for kind in statistical for field in RECORDS[kind].fields.values()]
    wanted = {field.term for field in declared if field.kind is not Kind.NUMBER}
    assert {local(p) for p in dimensions} == (wanted - not_what_it_is_about) | {"statedIn", "measure"}


def test_every_term_that_code_and_questions_name_exists():
    code = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py")]
    asked = [path.read_text("utf-8") for path in ONTOLOGY.rglob("*.rq")]
    named = {term for text in code for term in re.findall(r'\bJJJ \+ "(\w+)"', text)}
    named |= {term for text in asked for term in re.findall(r"\bjjj:([A-Za-z]\w*)", text)}
    assert named, "nothing is read"
    assert not sorted(term for term in named if (JJJ[term], RDF.type, None) not in ontology())


# ---------------------------------------------------------------- the reasoner


@pytest.fixture(scope="module")
def java(owl_api_jars):
    jpype = pytest.importorskip("jpype", reason="jpype1, the bridge to Java, is not installed")
    if not jpype.isJVMStarted():
        jpype.startJVM("-Xmx512m", "-Xrs", classpath=owl_api_jars)
    return jpype.JClass


def load(java, graph, tmp_path):
    path = tmp_path / "merged.ttl"
    graph.serialize(path, format="turtle")
    manager = java("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(java("java.io.File")(str(path)))


def unsatisfiable(java, ontology_object):
    reasoner = java("org.semanticweb.HermiT.ReasonerFactory")().createReasoner(ontology_object)
    assert reasoner.isConsistent()
    return sorted(str(cls) for cls in reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom())


@pytest.mark.reasoner
def test_ontology_is_owl2_dl_and_every_class_can_have_members(java, tmp_path):
    loaded = load(java, ontology(), tmp_path)
    report = java("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(loaded)
    assert [str(violation) for violation in report.getViolations()] == []
    assert unsatisfiable(java, loaded) == []


@pytest.mark.reasoner
def test_reasoner_sees_a_contradiction_and_a_profile_violation(java, tmp_path):
    broken = read([HEADER, *MODULES])
    broken.add((JJJ.MovedAndClosed, RDF.type, OWL.Class))
    broken.add((JJJ.MovedAndClosed, RDFS.subClassOf, JJJ.Relocation))
    broken.add((JJJ.MovedAndClosed, RDFS.subClassOf, JJJ.Closure))
    loaded = load(java, broken, tmp_path)
    assert unsatisfiable(java, loaded) == [f"<{JJJ.MovedAndClosed}>"]
    broken.add((JJJ.locatedIn, RDF.type, OWL.AsymmetricProperty))  # it is transitive, so not simple
    loaded = load(java, broken, tmp_path)
    report = java("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(loaded)
    assert report.getViolations()


# ---------------------------------------------------------------- the shapes

GOOD = """
@prefix jjj: <https://w3id.org/jjj-graph/ontology#> . @prefix ent: <https://w3id.org/jjj-graph/id/> .
@prefix nev: <https://w3id.org/jjj-graph/segment/nev/> .
@prefix ind: <https://w3id.org/jjj-graph/indicator/> .
@prefix unit: <https://w3id.org/jjj-graph/unit/> . @prefix per: <https://w3id.org/jjj-graph/period/> .
@prefix src: <https://w3id.org/jjj-graph/source/> . @prefix claim: <https://w3id.org/jjj-graph/claim/> .
@prefix ev: <https://w3id.org/jjj-graph/evidence/> . @prefix grp: <https://w3id.org/jjj-graph/group/> .
@prefix ev1: <https://w3id.org/jjj-graph/evidence/0000000000000001/> .
@prefix status: <https://w3id.org/jjj-graph/code/status/> .
@prefix scope: <https://w3id.org/jjj-graph/code/scope/> .
@prefix grade: <https://w3id.org/jjj-graph/code/source-grade/> .
@prefix measure: <https://w3id.org/jjj-graph/code/measure/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix oa: <http://www.w3.org/ns/oa#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix wgs84: <http://www.w3.org/2003/01/geo/wgs84_pos#> .

ent:beijing a jjj:Municipality ; rdfs:label "北京"@zh, "Beijing"@en ; jjj:gb2260 "110000" ;
    wgs84:lat 39.9 ; wgs84:long 116.4 .
ent:cangzhou a jjj:PrefectureCity ; rdfs:label "沧州"@zh ; jjj:locatedIn ent:hebei .
ent:hebei a jjj:Province ; rdfs:label "河北"@zh .
<https://w3id.org/jjj-graph/id/beijing+hebei> a jjj:AggregatePlace ; jjj:hasPart ent:beijing, ent:hebei .
ent:langyi a jjj:Enterprise ; rdfs:label "朗依制药"@zh ; jjj:uscc "91110000600037341L" ;
    jjj:seat ent:beijing .
ent:xiaomi-auto a jjj:Enterprise ; rdfs:label "小米汽车"@zh .
ent:langyi-cangzhou a jjj:Relocation .
ent:nev a jjj:IndustrialChain ; rdfs:label "新能源汽车"@zh .
nev:battery a jjj:ChainSegment ; rdfs:label "电池"@zh ; jjj:segmentOf ent:nev .
nev:vehicle a jjj:ChainSegment ; rdfs:label "整车"@zh ; jjj:segmentOf ent:nev ; jjj:hasInput nev:battery .
ent:input-1 a jjj:InputLink ; jjj:inputSegment nev:battery ; jjj:outputSegment nev:vehicle ;
    jjj:isEssential true .
ind:output a jjj:Indicator ; rdfs:label "产值"@zh .
ind:member-count a jjj:Indicator ; rdfs:label "成员数"@zh .
unit:CNY a jjj:Unit ; rdfs:label "元"@zh ; jjj:factor 1.0 ; jjj:baseUnit unit:CNY .
unit:percent a jjj:Unit ; rdfs:label "百分比"@zh .
unit:count a jjj:Unit ; rdfs:label "个"@zh .
per:2024 a jjj:Period ; jjj:firstDay "2024-01-01"^^xsd:date ; jjj:lastDay "2024-12-31"^^xsd:date .
per:2014--2023 a jjj:Period ; jjj:firstDay "2014-01-01"^^xsd:date ; jjj:lastDay "2023-12-31"^^xsd:date .
<https://w3id.org/jjj-graph/period/..--2015-07> a jjj:Period ; jjj:lastDay "2015-07-31"^^xsd:date .

src:2024-04-30-xinhua a jjj:Source ; dcterms:title "六链" ; jjj:publisher "新华网" ; dcterms:language "zh" ;
    jjj:published per:2024 ; jjj:grade grade:press .
ev:0000000000000001 a jjj:Evidence ; oa:hasSource src:2024-04-30-xinhua ;
    oa:hasSelector ev1:quote, ev1:position .
ev1:quote a oa:TextQuoteSelector ; oa:exact "45家" .
ev1:position a oa:TextPositionSelector ; oa:start 10 ; oa:end 13 .

claim:000000000000000a a jjj:RelocationClaim ; jjj:statedIn src:2024-04-30-xinhua ;
    jjj:evidence ev:0000000000000001 ; jjj:move ent:langyi-cangzhou ; jjj:who ent:langyi ;
    jjj:from ent:beijing ; jjj:to ent:cangzhou ; jjj:scope scope:production ;
    jjj:status status:announced ; jjj:period per:2024 .
claim:000000000000000b a jjj:SupplyClaim ; jjj:statedIn src:2024-04-30-xinhua ;
    jjj:supplier grp:000000000000000f ; jjj:customer ent:xiaomi-auto ; jjj:chain ent:nev ;
    jjj:segment nev:battery ; jjj:indicator ind:member-count ; jjj:unit unit:count ; jjj:printed "45" ;
    jjj:value 45.0 ; jjj:low 45.0 ; jjj:high 45.0 ; jjj:quoted true ;
    jjj:evidence ev:0000000000000001 ; jjj:numberEvidence ev:0000000000000001 .
grp:000000000000000f a jjj:Group ; jjj:what "designated suppliers" .
claim:000000000000000c a jjj:ChangeClaim ; jjj:statedIn src:2024-04-30-xinhua ;
    jjj:evidence ev:0000000000000001 ; jjj:indicator ind:output ; jjj:of ent:beijing ;
    jjj:base per:2014--2023 ; jjj:period per:2024 ; jjj:unit unit:percent ; jjj:measure measure:growth ;
    jjj:value 3.8 ; jjj:low 3.75 ; jjj:high 3.85 ; jjj:quoted false .
claim:000000000000000d a jjj:LevelClaim ; jjj:statedIn src:2024-04-30-xinhua ;
    jjj:evidence ev:0000000000000001 ; jjj:indicator ind:output ; jjj:of ent:beijing ;
    jjj:period per:2024 ; jjj:sizeClass "千亿级" .
"""
#: What to replace in the good graph, by what, and what the message must then tell the editor.
BAD = {
    "no source": ("RelocationClaim ; jjj:statedIn src:2024-04-30-xinhua", "RelocationClaim", "source card"),
    "no evidence": ("jjj:evidence ev:0000000000000001 ; jjj:move", "jjj:move", "add at:"),
    "no quote": ('oa:exact "45家"', 'rdfs:comment "45家"', "characters as they stand on the page"),
    "empty quote": ('oa:exact "45家"', 'oa:exact ""', "characters as they stand on the page"),
    "position backwards": ("oa:end 13", "oa:end 9", "runs backwards"),
    "two kinds": ("a jjj:SupplyClaim", "a jjj:SupplyClaim, jjj:PolicyClaim", "exactly one kind"),
    "no kind": ("a jjj:RelocationClaim ;", "a jjj:MoveClaim ;", "exactly one kind"),
    "wrong claim IRI": ("claim:000000000000000a", "claim:first", "16 hexadecimal digits"),
    "no customer": ("jjj:customer ent:xiaomi-auto ; ", "", "customer: xiaomi-auto"),
    "unknown thing": ("jjj:customer ent:xiaomi-auto", "jjj:customer ent:nobody", "customer: type the id"),
    "two of one field": ("jjj:from ent:beijing", "jjj:supplier ent:langyi, ent:beijing", "supplier: type"),
    "text with a language": ('"千亿级"', '"千亿级"@zh', "size_class: type plain text"),
    "no ends": ("jjj:from ent:beijing ; jjj:to ent:cangzhou ;", "", "from: beijing"),
    "no status": ("jjj:status status:announced ;", "", "Announced is not done"),
    "nobody moves": ("jjj:move ent:langyi-cangzhou ; jjj:who ent:langyi ;", "", "type who:"),
    "foreign status": ("status:announced", "status:done", "type one of: target, planned"),
    "foreign scope": ("scope:production", "scope:everything", "type one of: headquarters"),
    "no unit": ("jjj:unit unit:count ; ", "", "unit: CNY"),
    "unknown unit": ("jjj:unit unit:count", "jjj:unit unit:dozen", "data/entities/units.csv"),
    "bounds reversed": ("jjj:low 3.75 ; jjj:high 3.85", "jjj:low 3.85 ; jjj:high 3.75", "wrong way round"),
    "value above high": ("jjj:high 45.0", "jjj:high 44.0", "upper bound"),
    "value below low": ("jjj:low 45.0", "jjj:low 46.0", "above the value"),
    "two numbers": ("jjj:value 45.0", "jjj:value 45.0, 44.5", "several facts"),
    "change without number": ("jjj:value 3.8 ; jjj:low 3.75 ; jjj:high 3.85 ;", "", "needs a number"),
    "level without number": (' ; jjj:sizeClass "千亿级"', "", "size_class:"),
    "no measure": ("jjj:measure measure:growth ;", "", "annual_growth:"),
    "wrong measure": ("measure:growth", "measure:share", "growth, annual_growth, ratio or difference"),
    "quoted by nothing": ("jjj:quoted false", "jjj:quoted true", "no characters hold it"),
    "number without period": ("jjj:period per:2024 ; jjj:sizeClass", "jjj:sizeClass", "has no period"),
    "period reversed": ('"2014-01-01"', '"2024-01-01"', "earlier end first"),
    "period not written so": ("per:2014--2023", "per:2014-bis-2023", "not a period"),
    "period without days": (' ; jjj:lastDay "2015-07-31"^^xsd:date', "", "not a period"),
    "no such day": ('jjj:lastDay "2015-07-31"^^xsd:date', 'jjj:lastDay "July"', "calendar date"),
    "no title": ('dcterms:title "六链" ; ', "", "title:"),
    "no name": ('rdfs:label "朗依制药"@zh ; ', "", "type zh: and/or en:"),
    "name in no language": ('"小米汽车"@zh', '"小米汽车"', "(zh:) or English (en:)"),
    "group of what": ('jjj:what "designated suppliers"', 'jjj:note "45"', "needs what"),
    "aggregate of one": ("jjj:hasPart ent:beijing, ent:hebei", "jjj:hasPart ent:beijing", "joined by +"),
    "division code": ('"110000"', '"11"', "six digits"),
    "credit code": ('"91110000600037341L"', '"911100006000373411O"', "18 characters"),
    "half a position": ("wgs84:lat 39.9 ; ", "", "degrees north"),
    "located in a firm": ("jjj:locatedIn ent:hebei", "jjj:locatedIn ent:langyi", "id of a place"),
    "segment of nothing": ("jjj:segmentOf ent:nev .", 'jjj:note "loose" .', "segments:"),
    "segment feeds itself": ("outputSegment nev:vehicle", "outputSegment nev:battery", "cannot feed itself"),
    "reprint of the unknown": ("jjj:published per:2024", "jjj:reprintOf src:gone", "id of a source"),
    "not a grade": ("grade:press", "grade:A", "official, press, repost, mirror"),
    "conflict of one": (
        "ent:hebei a jjj:Province",
        "ent:conflict a jjj:Conflict ; jjj:involves claim:000000000000000a . ent:hebei a jjj:Province",
        "at least two claims",
    ),
}  # fmt: skip


def findings(text):
    """Messages of the shapes for a graph of claims beside the ontology."""
    pyshacl = pytest.importorskip("pyshacl", reason="pyshacl is missing: pip install 'jjj-graph[shapes]'")
    graph = read([HEADER, *(path for path in MODULES if path.name != "axioms.ttl")])
    graph.parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", inplace=True)
    return [str(message) for message in report.objects(None, SH.resultMessage)]


def test_a_good_graph_conforms():
    assert findings(GOOD) == []


@pytest.mark.parametrize("case", BAD)
def test_a_bad_graph_gives_a_message_that_says_what_to_type(case):
    old, new, told = BAD[case]
    assert old in GOOD
    assert [message for message in findings(GOOD.replace(old, new)) if told in message]


def test_every_constraint_has_a_message_in_both_languages():
    shaped = set(shapes().objects(None, SH.property))
    constraints = {SH["in"], SH["or"], SH.xone, SH.pattern, SH.nodeKind, SH["class"]}
    nodes = set(shapes().subjects(RDF.type, SH.NodeShape))
    shaped |= {shape for shape in nodes if constraints & set(shapes().predicates(shape))}
    for shape in shaped:
        languages = sorted(message.language for message in shapes().objects(shape, SH.message))
        assert languages == ["en", "zh"], shapes().value(shape, SH.path) or shape


def test_shapes_use_core_constraints_and_terms_that_exist():
    assert not list(shapes().subject_objects(SH.sparql))
    ours = {n for triple in shapes() for n in triple if str(n).startswith((str(JJJ), CODE))}
    assert not [node for node in ours if (node, None, None) not in ontology()]


def test_shapes_hold_the_words_and_the_required_fields_of_the_declaration():
    graph = shapes()
    lists = {frozenset(map(str, Collection(graph, head))) for head in graph.objects(None, SH["in"])}
    for code_list, uses in code_lists().items():
        for _, words in uses:
            assert frozenset(f"{CODE}{code_list}/{word}" for word in words) in lists, code_list
    shaped = set(graph.objects(None, SH.path))
    for record in RECORDS.values():
        needed = {
            graph.value(prop, SH.path)
            for shape in graph.subjects(SH.targetClass, JJJ[record.cls])
            for prop in graph.objects(shape, SH.property)
            if graph.value(prop, SH.minCount)
        }
        for field in record.fields.values():
            if field.kind is not Kind.NUMBER:
                assert JJJ[field.term] in shaped, f"no shape says what {field.key} may hold"
                assert not field.required or JJJ[field.term] in needed, f"{record.kind} needs {field.key}"
