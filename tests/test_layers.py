"""Imports go one way: a module may use its own layer and the layers above it in this list, and no other.

Every import counts, also one inside a function, behind TYPE_CHECKING, relative, or by
``importlib.import_module("…")`` with a literal name.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "jjj_graph"

#: The order of the house. A new module or subpackage of jjj_graph gets its place here.
LAYERS = [
    ("ground", {"errors", "paths", "namespaces", "tables", "findings"}),
    ("facts", {"facts"}),
    ("build", {"build"}),
    ("store", {"store"}),
    ("questions", {"scope", "claims", "names", "questions", "browse", "fact_tables"}),
    ("analysis", {"analysis"}),
    ("views", {"views"}),
    # "" is jjj_graph/__init__.py: the front door, that offers what all the others hold
    (
        "doors",
        {
            "rows",
            "inputs",
            "analyses",
            "numbers",
            "auditing",
            "building",
            "checking",
            "shapes",
            "differences",
            "whatif",
            "sessions",
            "cli",
            "serve",
            "notebook",
            "widget",
            "pages",
            "__main__",
            "",
        },
    ),
]
RANK = {part: rank for rank, (_, parts) in enumerate(LAYERS) for part in parts}

#: Names of jjj_graph/__init__.py that any layer may use: constants that stand there without an import.
CONSTANTS = {"__version__"}

#: Layers that work on tables and networkx graphs, and what they therefore never see.
WITHOUT_RDF = {"analysis", "views"}
RDF = {"rdflib", "oxrdflib", "pyoxigraph", "pyshacl"}


@dataclass(frozen=True)
class Import:
    """One import statement: who imports what, where, and whether it happens when the module is loaded."""

    module: str  # as `facts.records`; "" is jjj_graph itself
    line: int
    target: str  # as `jjj_graph.store.embedded` or `rdflib.namespace`
    name: str  # `x` of `from target import x`, else ""
    on_load: bool


def modules(package: Path) -> dict[str, Path]:
    """Return every module by its dotted name inside the package."""
    found = {}
    for file in sorted(package.rglob("*.py")):
        parts = file.relative_to(package).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def imports(package: Path) -> Iterator[Import]:
    """Yield every import of every module, with relative ones made absolute."""
    for module, file in modules(package).items():
        inside = ["jjj_graph", *filter(None, module.split("."))]
        if file.name != "__init__.py":
            inside.pop()  # the package that the module lies in
        tree = ast.parse(file.read_text(encoding="utf-8"), str(file))
        late = set(map(id, _not_on_load(tree)))
        for node in ast.walk(tree):
            for target, name in _targets(node, inside):
                yield Import(module, node.lineno, target, name, id(node) not in late)


def _targets(node: ast.AST, inside: list[str]) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Import(names=names):
            yield from ((alias.name, "") for alias in names)
        case ast.ImportFrom(module=base, names=names, level=level):
            start = inside[: len(inside) - level + 1] if level else []
            target = ".".join([*start, *filter(None, [base])])
            yield from ((target, alias.name) for alias in names)
        case ast.Call(func=function, args=[ast.Constant(value=str(name)), *rest]):
            called = getattr(function, "attr", getattr(function, "id", ""))
            if called in ("import_module", "__import__"):
                anchor = ".".join(inside) if rest and name.startswith(".") else ""
                yield anchor + name, ""


def _not_on_load(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what runs later or never: bodies of functions, and of ``if TYPE_CHECKING``."""
    for node in ast.walk(tree):
        typing_only = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        if typing_only or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for child in node.body if isinstance(node.body, list) else [node.body]:
                yield from ast.walk(child)


def resolved(found: Import, known: dict[str, Path]) -> str | None:
    """Return the module of ours that an import reaches; None for other people's and for constants."""
    top, _, target = found.target.partition(".")
    if top != "jjj_graph":
        return None
    below = ".".join(filter(None, [target, found.name]))
    if below in known:  # `from . import records`
        return below
    return None if target == "" and found.name in CONSTANTS else target


def wrong_imports(package: Path) -> list[str]:
    """Return one line for each import that breaks the order of the layers."""
    known, wrong = modules(package), []
    for found in imports(package):
        place = f"{found.module.replace('.', '/') or '__init__'}:{found.line}"
        mine = found.module.split(".")[0]
        if mine in WITHOUT_RDF and found.target.split(".")[0] in RDF:
            wrong.append(f"{place}: {mine} works on tables and graphs, not on {found.target}")
        reached = resolved(found, known)
        if reached is None or mine not in RANK:
            continue
        theirs = reached.split(".")[0]
        if theirs not in RANK:
            wrong.append(f"{place}: jjj_graph.{reached} has no layer: no such module, or LAYERS lacks it")
        elif RANK[theirs] > RANK[mine]:
            layer, other = LAYERS[RANK[mine]][0], LAYERS[RANK[theirs]][0]
            used = f"jjj_graph.{reached}".rstrip(".")
            wrong.append(f"{place}: {layer} uses {used}, of the later layer {other}")
    return wrong


def cycles(package: Path) -> list[list[str]]:
    """Return the groups of modules that need each other while they are being loaded."""
    known = modules(package)
    graph = nx.DiGraph()
    for found in imports(package):
        reached = resolved(found, known)
        if found.on_load and reached is not None and reached != found.module:
            graph.add_edge(found.module or "__init__", reached or "__init__")
    return sorted(sorted(group) for group in nx.strongly_connected_components(graph) if len(group) > 1)


def test_every_module_has_a_layer():
    parts = {name.split(".")[0] for name in modules(PACKAGE)}
    assert parts <= set(RANK), "give these a place in LAYERS (tests/test_layers.py)"


def test_imports_go_one_way():
    assert wrong_imports(PACKAGE) == []


def test_no_cycles():
    assert cycles(PACKAGE) == []


# --- the test can fail --------------------------------------------------------------------------


@pytest.fixture
def small_house(tmp_path):
    """A made-up package with nothing wrong in it; tests add one line."""
    house = tmp_path / "jjj_graph"
    files = {
        "__init__.py": "__version__ = '1'\nfrom .questions import ask\n",
        "errors.py": "",
        "paths.py": "def store():\n    from jjj_graph import __version__\n",
        "facts/__init__.py": "from .records import RECORDS\n",
        "facts/records.py": "import csv\nfrom ..errors import JjjError\nfrom . import periods\n",
        "facts/periods.py": "",
        "store/__init__.py": "",
        "store/embedded.py": "import pyoxigraph\nfrom jjj_graph.facts import records\n",
        "questions.py": "from jjj_graph.store.embedded import open_store\n",
        "analysis/__init__.py": "",
        "views/__init__.py": "",
        "views/page.py": "from . import network\n",
        "views/network.py": "def draw():\n    from . import page\n",
        "cli/__init__.py": "import importlib\nfrom .. import views, __version__\n",
    }
    for name, text in files.items():
        (house / name).parent.mkdir(parents=True, exist_ok=True)
        (house / name).write_text(text)
    return house


def test_a_right_house_passes(small_house):
    assert wrong_imports(small_house) == []
    assert cycles(small_house) == []


@pytest.mark.parametrize(
    ("file", "line", "told"),
    [
        ("facts/periods.py", "def f():\n    from ..store import embedded", "facts uses jjj_graph.store"),
        ("errors.py", "import jjj_graph.cli", "ground uses jjj_graph.cli, of the later layer doors"),
        ("store/embedded.py", "from .. import views", "store uses jjj_graph.views"),
        ("analysis/__init__.py", "from jjj_graph import ask", "analysis uses jjj_graph, of"),
        ("paths.py", "import importlib\nimportlib.import_module('jjj_graph.facts')", "uses jjj_graph.facts"),
        ("views/page.py", "def late():\n    from rdflib import Graph", "not on rdflib"),
        ("views/page.py", "from jjj_graph.utils import x", "jjj_graph.utils has no layer"),
    ],
)
def test_a_wrong_import_is_told(small_house, file, line, told):
    path = small_house / file
    path.write_text(path.read_text() + line + "\n")
    (only,) = wrong_imports(small_house)
    assert told in only


def test_a_cycle_is_told(small_house):
    (small_house / "facts/periods.py").write_text("from .records import RECORDS\n")
    assert cycles(small_house) == [["facts.periods", "facts.records"]]
