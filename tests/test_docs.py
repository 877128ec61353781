"""What is written about the program is true: generated pages are fresh, commands have examples, links
lead somewhere."""

import ast
import csv
import math
import re
import shlex
from collections import Counter
from pathlib import Path

import click
import pytest
import yaml

from jjj_graph.cli.reference import commands, pages
from jjj_graph.facts.entities import Entity, Indicator, Registry, Segment, Unit
from jjj_graph.facts.located import read_yaml_text
from jjj_graph.facts.raw import EXCLUSION_COLUMNS
from jjj_graph.facts.records import ENTITY_FIELDS, GROUP_FIELDS, RECORDS, SOURCE_FIELDS
from jjj_graph.facts.registry import INDICATOR_COLUMNS, MERGE_COLUMNS, TABLES, UNIT_COLUMNS, read_registry
from jjj_graph.facts.schema import EXAMPLES, json_schema, reference_page
from jjj_graph.facts.sources import read_source, read_tree, source_files
from jjj_graph.paths import DATA, PACKAGE
from jjj_graph.questions import read_questions

CHECKOUT = Path(__file__).resolve().parent.parent
REFERENCE = CHECKOUT / "docs" / "reference"
PAGES = sorted(
    path
    for glob in ("*.md", "data/*.md", "docs/**/*.md", "benchmarks/*.md", "ontology/**/*.md", "notebooks/*.md")
    for path in CHECKOUT.glob(glob)
)
#: Pages for users: every `jjj …` and `make …` in them must be a command that there is.
TOLD = [CHECKOUT / name for name in ("README.md", "data/README.md", "docs/README.md", "benchmarks/README.md")]
QUESTIONS = read_questions()
CARD = "source: {id: a, title: t, publisher: p, language: en}\n"


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


# ---------------------------------------------------------------- what is generated


@pytest.mark.parametrize("page", sorted(pages()))
def test_reference_is_fresh(page):
    path = REFERENCE / page
    assert path.is_file(), f"{name(path)} is missing: run `make docs`"
    assert path.read_text(encoding="utf-8") == pages()[page], f"{name(path)} is stale: run `make docs`"


def test_reference_tells_of_every_field_and_word():
    page = reference_page()
    for record in RECORDS.values():
        section = page.partition(f"\n### {record.kind}\n")[2].partition("\n##")[0]
        assert record.doc in section
        assert [f.key for f in record.own_fields if f"| `{f.key}` |" not in section] == []
        assert [rule.term for rule in record.shortcuts if f"jjj:{rule.term}" not in section] == []
        words = {word for field in record.fields.values() for word in field.choices}
        assert [word for word in sorted(words) if f"`{word}`" not in page] == []
    cards = [*SOURCE_FIELDS, *ENTITY_FIELDS, *GROUP_FIELDS]
    assert [field.key for field in cards if field.doc not in page] == []


def test_links_inside_the_reference_lead_to_headings():
    for path in (REFERENCE / "facts.md", REFERENCE / "cli.md"):
        text = path.read_text(encoding="utf-8")
        anchors = {slug(match[1]) for match in re.finditer(r"^#+ (.+)$", text, re.MULTILINE)}
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) - anchors == set()


def slug(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def made_up_registry() -> Registry:
    """What the examples of the page name."""
    registry = Registry()
    kinds = {"here": "municipality", "there": "county", "country": "country", "a-maker": "enterprise",
             "a-chain": "chain", "an-office": "government-agency", "a-cluster": "cluster",
             "a-park": "project", "a-plan": "policy"}  # fmt: skip
    for identifier, kind in kinds.items():
        registry.add(Entity(identifier, kind))
    registry.segments["a-chain", "a-part"] = Segment("a-chain", "a-part", "", "")
    registry.indicators |= {key: Indicator(key, "", "") for key in ("output-value", "contract-value")}
    registry.units |= {key: Unit(key, "", "", key, key, 1) for key in ("CNY", "percent")}
    return registry


@pytest.mark.parametrize("kind", RECORDS)
def test_example_reads_without_a_finding(kind):
    text = f"{CARD}facts:\n- {kind}: {EXAMPLES[kind]}\n  at: x"
    source, findings = read_tree(read_yaml_text(text), "a.yaml", made_up_registry())
    assert (len(source.facts), findings) == (1, [])


# ---------------------------------------------------------------- the schema for editors


class EditorLoader(yaml.SafeLoader):
    """YAML as editors read it (the core schema of YAML 1.2): 2024 is a number, 2024-04 and no are text."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
EditorLoader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))


@pytest.fixture(scope="module")
def validator():
    jsonschema = pytest.importorskip(
        "jsonschema", reason="jsonschema comes with nbformat: pip install 'jjj_graph[test]'"
    )
    jsonschema.Draft202012Validator.check_schema(json_schema())
    return jsonschema.Draft202012Validator(json_schema())


def faults(validator, text: str) -> list[str]:
    return [
        f"{list(e.absolute_path)}: {e.message[:200]}"
        for e in validator.iter_errors(yaml.load(text, EditorLoader))
    ]


def test_shipped_sources_fit_the_schema(validator):
    """One source in eight, the same ones every time."""
    files = source_files(DATA / "sources")[::8]
    assert len(files) > 50
    assert {
        name(path): found for path in files if (found := faults(validator, path.read_text(encoding="utf-8")))
    } == {}


@pytest.mark.parametrize("kind", RECORDS)
def test_examples_fit_the_schema(validator, kind):
    assert faults(validator, f"{CARD}facts: [{{{kind}: {EXAMPLES[kind]}, at: x}}]") == []


@pytest.mark.parametrize(
    "fact",
    [
        "{level: {indicator: x, of: y, value: [1, null], unit: CNY, period: ../2015-07}, at: 2014}",
        "{level: {indicator: x, of: {group: {what: firms, count: '1.5e3'}}, size_class: 千亿级}, "
        "at: {size_class: [千亿, 级]}}",
        "{supply: {supplier: a+b, customer: c, product: 5G}, at: [x, 3], nth: 2}",
    ],
)  # fmt: skip
def test_what_a_source_may_say_fits_the_schema(validator, fact):
    assert faults(validator, f"{CARD}facts: [{fact}]") == []


@pytest.mark.parametrize(
    "fact",
    [
        "{supply: {supplier: a, customer: b}}",  # no evidence
        "{supply: {supplier: a, customer: b}, at: ' '}",
        "{supply: {supplier: a}, at: x}",
        "{supply: {supplier: a, customer: b, sort: c}, at: x}",
        "{supply: {supplier: a, customer: b, note: }, at: x}",
        "{supply: {supplier: a, customer: b, segment: s}, at: x}",  # a segment of which chain?
        "{supply: {supplier: A, customer: b}, at: x}",
        "{supply: {supplier: {group: {count: 3}}, customer: b}, at: x}",
        "{supply: {supplier: a, customer: b}, at: {whole: x}}",  # a supply has no such field
        "{supply: {supplier: a, customer: b}, role: {role: lead}, at: x}",
        "{level: {indicator: x, of: y, value: 3}, at: x}",
        "{level: {indicator: x, of: y, value: '1,000', unit: count}, at: x}",
        "{level: {indicator: x, of: y, value: 1, unit: count, period: 24-3}, at: x}",
        "{level: {indicator: x, of: y, value: [null, null], unit: count}, at: x}",
        "{change: {indicator: x, of: y, growth: 3, ratio: 2, unit: percent}, at: x}",
        "{relocation: {who: a, status: done}, at: x}",
        "{gossip: {who: a}, at: x}",
    ],
)  # fmt: skip
def test_what_a_source_may_not_say_fails_the_schema(validator, fact):
    assert faults(validator, f"{CARD}facts: [{fact}]") != []


# ---------------------------------------------------------------- the program's own words


def test_every_command_has_help_with_an_example():
    bare = [
        words
        for words, command in commands()
        if not re.search(rf"Examples?:\n(?: +.*\n)* +{words}\b", command.help or "")
    ]
    assert bare == [], "add an example to the docstring, after a line with \\b"


def test_every_option_has_help():
    bare = [f"{words} {option.opts[0]}" for words, command in commands() for option in command.params
            if isinstance(option, click.Option) and not option.help]  # fmt: skip
    assert bare == []


def test_examples_in_help_are_commands():
    wrong = []
    for words, command in commands():
        for line in re.findall(r"^ +(jjj .+)$", command.help or "", re.MULTILINE):
            wrong += [f"{words}: {line}: {fault}" for fault in command_faults(line.partition("   ")[0])]
    assert wrong == []


def test_everything_public_says_what_it_is():
    bare = [
        f"{path.relative_to(CHECKOUT)}:{line} {thing}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, thing in undocumented(path)
    ]
    assert bare == []


def undocumented(path: Path):
    """What is public and has no docstring; an overridden method says it where it began."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if tree.body and ast.get_docstring(tree) is None:
        yield 1, "the module"
    below = [(node, "", False) for node in tree.body]
    while below:
        node, owner, inherits = below.pop()
        if not isinstance(
            node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ) or node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None and not inherits:
            yield node.lineno, owner + node.name
        if isinstance(node, ast.ClassDef):
            below += [(child, f"{node.name}.", bool(node.bases)) for child in node.body]


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_resolve(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r"(?:src|href)=\"([^\"]+)\"", text)
    files = {t.partition("#")[0] for t in targets if not re.match(r"[a-z]+:|#", t)}
    assert sorted(t for t in files if not (page.parent / t).exists()) == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_pages_name_no_place_of_one_machine(page):
    found = re.findall(
        r"(?<![\w.~])/(?:home|root|work|tmp|Users)/\S*|file://\S+", page.read_text(encoding="utf-8")
    )
    assert found == []


@pytest.mark.parametrize("page", TOLD, ids=name)
def test_commands_that_pages_name_exist(page):
    text = page.read_text(encoding="utf-8")
    targets = set(
        re.findall(r"^([a-z]+):", (CHECKOUT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE)) - targets == set()
    lines = re.findall(r"^(?:\$ )?(jjj .+)$", text, re.MULTILINE) + re.findall(r"`(jjj [^`\n]+)`", text)
    assert [fault for line in lines for fault in command_faults(line)] == []


def command_faults(line: str) -> list[str]:
    """What is wrong with a line that names a command: a command, question or option that there is not."""
    words = shlex.split(re.sub(r"\s[#…].*$|\s\|.*$|[….]+$", "", line))
    known = dict(commands())
    full = next((" ".join(words[:n]) for n in (3, 2) if " ".join(words[:n]) in known), None)
    if full is None:
        groups = {words.split()[1] for words in known}
        is_front = len(words) == 1 or words[1].startswith("-") or words[1].isupper()
        return [] if is_front or len(words) == 2 and words[1] in groups else [f"'{line}': no such command"]
    options = {name for p in known[full].params for name in (*p.opts, *p.secondary_opts)} | {"--help", "-h"}
    if full == "jjj query" and len(words) > 2 and re.fullmatch(r"[a-z][a-z0-9-]+", words[2]) and QUESTIONS:
        if words[2] not in QUESTIONS:
            return [f"'{line}': there is no question '{words[2]}'"]
        options |= {f"--{parameter.name}" for parameter in QUESTIONS[words[2]].parameters}
    elif full == "jjj query" and not QUESTIONS:
        return []
    given = [word.partition("=")[0] for word in words if re.match(r"--?[a-zA-Z]", word)]
    return [f"'{line}': {full} has no {option}" for option in given if option not in options]


def test_the_example_of_the_readme_is_read_without_a_finding():
    """What the pages show as a source file is one."""
    registry, _ = read_registry(DATA)
    for page in (CHECKOUT / "README.md", CHECKOUT / "data" / "README.md"):
        fences = re.findall(
            r"^( *)```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        )
        blocks = [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in fences]
        sources = [
            text for text in blocks if re.search(r"^source:", text, re.MULTILINE) and "# raw" not in text
        ]
        assert sources, f"{name(page)} shows no source file"
        for text in sources:
            _, findings = read_tree(read_yaml_text(text), name(page), registry)
            assert findings == []


def test_claims_that_pages_show_are_claims():
    """The ids of claims in the examples are those of shipped facts."""
    shown = {
        found
        for page in TOLD
        for found in re.findall(r"(?<![\w-])[0-9a-f]{16}(?![\w-])", page.read_text(encoding="utf-8"))
    }
    registry, _ = read_registry(DATA)
    known = set()
    for path in source_files(DATA / "sources"):
        if not shown - known:
            break
        source, _ = read_source(path, registry)
        known |= {fact.claim_id for fact in source.facts} if source else set()
    assert shown
    assert shown - known == set(), "these claims are gone: take other ones from `jjj figures` for the page"


def test_data_page_tells_every_column():
    page = (CHECKOUT / "data" / "README.md").read_text(encoding="utf-8")
    tables = {f"{name}.csv": columns for name, (_, columns) in TABLES.items()}
    tables |= {"indicators.csv": INDICATOR_COLUMNS, "units.csv": UNIT_COLUMNS}
    tables |= {"merges.csv": MERGE_COLUMNS, "exclusions.csv": EXCLUSION_COLUMNS}
    missing = []
    for table, columns in tables.items():
        told = " ".join(line for line in re.split(r"\n(?=\|)|(?<=\.) |\n\n", page) if f"`{table}`" in line)
        missing += [f"{table}: {column}" for column in columns if f"`{column}`" not in told]
    assert missing == []


def wilson(found: int, seen: int) -> str:
    """A share with its Wilson interval of 95 %, in percent, as decision 12 prints it."""
    z, p = 1.959964, found / seen
    middle, half = p + z * z / (2 * seen), z * math.sqrt(p * (1 - p) / seen + z * z / (4 * seen * seen))
    low, high = ((middle + side * half) / (1 + z * z / seen) * 100 for side in (-1, 1))
    if not found:
        return f"0 [0, {high:.1f}]"
    return f"{p * 100:.1f} % [{low:.1f}, {high:.1f}]"


def test_the_rates_of_decision_12_are_those_of_its_verdicts():
    decisions = DATA.parent / "docs" / "decisions"
    text = (decisions / "0012-the-data-checked.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("| ")] + text.split("\n\n")
    verdicts: dict[tuple[str, str], Counter[str]] = {}
    with open(decisions / "0012-verdicts.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            verdicts.setdefault((row["seed"], row["of"]), Counter())[row["verdict"]] += 1
    assert len(verdicts) == 7
    for (seed, _), counted in verdicts.items():
        seen = counted.total() - counted["not found"]
        line = next(line for line in lines if seed in line)
        for verdict in ("wrong", "imprecise"):
            assert wilson(counted[verdict], seen) in line, (seed, verdict, counted)
