"""What is handed out holds everything: archives are built from a clean copy, and the wheel is really used."""

import configparser
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
NOT_OURS = shutil.ignore_patterns(
    ".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "*.egg-info", "*.pyc", "jjj-network.html"
)


def run(*command, **more) -> str:
    """Run a program and return what it printed; what it complained of is shown if it fails."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, encoding="utf-8", errors="replace", **more
    )
    said = f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    assert done.returncode == 0, f"{command}\nexit {done.returncode}\n{said}"
    return done.stdout


def files_under(folder: Path) -> set[str]:
    """Return the files of a folder, as a wheel names them; hidden and compiled ones are not handed out."""
    names = (PurePosixPath(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return {
        str(name)
        for name in names
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
    }


def setup_cfg() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read(CHECKOUT / "setup.cfg", encoding="utf-8")
    return parser


@pytest.fixture(scope="module")
def clean_copy(tmp_path_factory) -> Path:
    """The project as git would hand it out, with what is not committed yet, in a folder with a hard name."""
    copy = tmp_path_factory.mktemp("copy") / "京津冀 graph"
    git = ["git", "-C", str(CHECKOUT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, capture_output=True) if shutil.which("git") else None
    if listed is None or listed.returncode:  # an unpacked source archive, or a folder that git does not trust
        shutil.copytree(CHECKOUT, copy, ignore=NOT_OURS)
        shutil.rmtree(copy / "build", ignore_errors=True)
        shutil.rmtree(copy / "dist", ignore_errors=True)
        return copy
    for name in filter(None, listed.stdout.split(b"\0")):
        source = CHECKOUT / os.fsdecode(name)
        if source.is_file():  # not what git knows and somebody has just removed
            target = copy / os.fsdecode(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    return copy


@pytest.fixture(scope="module")
def archives(clean_copy, tmp_path_factory) -> tuple[Path, Path]:
    """Build the source archive, and the wheel from it."""
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, clean_copy)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    return sdist, wheel


def test_packages_are_listed():
    package = CHECKOUT / "jjj_graph"
    folders = {path.parent for path in package.rglob("*.py")}
    there = {".".join(folder.relative_to(CHECKOUT).parts) for folder in folders}
    listed = set(setup_cfg()["options"]["packages"].split())
    assert listed == there | {"jjj_graph.ontology", "jjj_graph.data"}, "setup.cfg, [options] packages"


def test_wheel_holds_package_ontology_and_data(clean_copy, archives):
    with zipfile.ZipFile(archives[1]) as wheel:
        inside = {name for name in wheel.namelist() if not name.endswith("/")}
    inside = {name for name in inside if ".dist-info/" not in name}
    wanted = {f"jjj_graph/{name}" for name in files_under(clean_copy / "jjj_graph")}
    for folder in ("ontology", "data"):
        names = files_under(clean_copy / folder)
        assert names, f"{folder}/ is empty"
        wanted |= {f"jjj_graph/{folder}/{name}" for name in names}
    assert sorted(wanted - inside) == [], "setup.cfg, [options.package_data], lacks a pattern"
    assert sorted(inside - wanted) == []


def test_sdist_holds_all_that_git_holds(clean_copy, archives):
    with tarfile.open(archives[0]) as sdist:
        inside = {name.partition("/")[2] for name in sdist.getnames()}
    assert sorted(files_under(clean_copy) - inside) == [], "MANIFEST.in lacks a line"
    assert ".ci/run" in inside


def test_no_tool_passes_over_our_folders():
    """A pattern like `build/`, usual in such lists, would hide jjj_graph/build from git, pytest or ruff."""
    python = {path for top in ("jjj_graph", "tests") for path in (CHECKOUT / top).rglob("*.py")}
    folders = {part for path in python for part in path.relative_to(CHECKOUT).parts[:-1]}
    patterns = setup_cfg()["tool:pytest"]["norecursedirs"].split()
    assert [(name, glob) for name in folders for glob in patterns if fnmatch.fnmatch(name, glob)] == []
    seen = run(sys.executable, "-m", "ruff", "check", "--show-files", ".", cwd=CHECKOUT).splitlines()
    assert sorted(map(str, python - {Path(line) for line in seen})) == []
    if shutil.which("git") and (CHECKOUT / ".git").exists():
        names = "\0".join(map(str, python))
        ignored = subprocess.run(
            ["git", "-C", str(CHECKOUT), "check-ignore", "--stdin", "-z"],
            input=names,
            capture_output=True,
            encoding="utf-8",
        )
        assert ignored.stdout == ""


def test_lock_and_requirements_agree():
    """Every requirement of setup.cfg is pinned, exactly once, without an address to load it from."""
    lines = (CHECKOUT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.!+]+(; [\w.]+ == \"\w+\")?", line)] == []
    names = [_normal(line.partition("==")[0]) for line in pins]
    assert sorted(set(names)) == sorted(names)
    settings = setup_cfg()
    required = [settings["options"]["install_requires"], *settings["options.extras_require"].values()]
    lines = "\n".join(required).split("\n")
    wanted = {_normal(re.split(r"[><=\[ ]", line)[0]) for line in lines if line}
    assert sorted(wanted - {"jjj-graph", *names}) == [], "run: make lock"


def test_citation_names_this_version(archives):
    version = archives[1].name.split("-")[1]
    assert f"\nversion: {version}\n" in (CHECKOUT / "CITATION.cff").read_text(encoding="utf-8")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


# --- the wheel, used by somebody else -----------------------------------------------------------


@pytest.fixture(scope="module")
def installed(archives, tmp_path_factory) -> dict:
    """Install the wheel into an empty environment; return how to run a program in it, from another folder.

    What the wheel requires is borrowed from the environment of the tests, by a path file, so that nothing is
    loaded from the network. It comes after the new environment's own packages, and an editable install of the
    checkout is not borrowed with it: path files count only in an environment's own folder.
    """
    home = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv")
    python = home / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    pip = [sys.executable, "-m", "pip", "--python", python]
    run(*pip, "install", "--no-deps", "--no-index", "-q", archives[1])
    borrowed = sorted({sysconfig.get_path(kind) for kind in ("purelib", "platlib")})
    # ASCII only: in which encoding a path file is read differs between versions of Python
    (own / "borrowed.pth").write_text(f"import sys; sys.path.extend({ascii(borrowed)})\n", encoding="ascii")
    work = home / "work"
    work.mkdir()
    env = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "JJJ_"))}
    return {"python": python, "work": work, "env": {**env, "XDG_CACHE_HOME": str(home / "cache")}}


def test_installed_wheel_reads_its_own_files(installed):
    program = "import jjj_graph.paths as p; print(p.PACKAGE, p.ONTOLOGY, p.DATA, sep='\\n')"
    lines = run(installed["python"], "-c", program, cwd=installed["work"], env=installed["env"]).splitlines()
    package, ontology, data = map(Path, lines)
    assert CHECKOUT not in package.parents
    assert (ontology, data) == (package / "ontology", package / "data")


def test_installed_wheel_builds_asks_and_draws(installed):
    jjj = installed["python"].with_name("jjj.exe" if os.name == "nt" else "jjj")

    def here(*command: str) -> str:
        return run(jjj, *command, cwd=installed["work"], env=installed["env"])

    here("build")
    answer = here("query", "-e", "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }", "--format", "csv")
    assert int(answer.split()[-1]) > 1000
    here("export", "network", "-o", "x.html")
    page = (installed["work"] / "x.html").read_text(encoding="utf-8")
    assert "</html>" in page and len(page) > 10_000
