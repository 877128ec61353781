"""The built scripts that the package ships are what their sources give, and say what they hold.

Building anew needs Node, npm and the network (some ten seconds); without them the comparison is skipped, and says so. With
JJJ_REBUILD=1 it is an error that it cannot be made.
"""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
FRONTEND = CHECKOUT / "frontend"
ASSETS = CHECKOUT / "jjj_graph/views/assets"
BUILT = ("explorer.js", "explorer-worker.js", "oxigraph.wasm.gz")


def without(reason: str) -> None:
    """Say loudly that the shipped bundles were not compared."""
    if os.environ.get("JJJ_REBUILD"):
        pytest.fail(reason)
    pytest.skip(f"THE SHIPPED BUNDLES WERE NOT REBUILT: {reason}")


def test_the_lock_names_versions_and_hashes_but_no_registry():
    package = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    assert "resolved" not in json.dumps(lock)
    wanted = package["dependencies"] | package["devDependencies"]
    for name, version in wanted.items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version, "exact versions only"
    assert all(entry.get("integrity") for name, entry in lock["packages"].items() if name)


def test_the_manifest_says_what_the_built_files_hold():
    manifest = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    for file in BUILT:
        assert hashlib.sha256((ASSETS / file).read_bytes()).hexdigest() == manifest[file]["sha256"]
        for held in manifest[file]["holds"]:
            name, version = held.rsplit(" ", 1)
            assert lock["packages"][f"node_modules/{name}"]["version"] == version
            assert name in manifest[file]["name"]
        assert manifest[file]["licence_files"]
    wasm = gzip.decompress((ASSETS / "oxigraph.wasm.gz").read_bytes())
    assert (
        wasm[:4] == b"\0asm"
        and hashlib.sha256(wasm).hexdigest() == manifest["oxigraph.wasm.gz"]["unpacked_sha256"]
    )


def test_the_sources_give_the_shipped_bundles(tmp_path):
    if not os.environ.get("JJJ_REBUILD") and not (FRONTEND / "node_modules").is_dir():
        without("there is no frontend/node_modules (npm ci), and JJJ_REBUILD is not set")
    if not shutil.which("node") or not shutil.which("npm"):
        without("there is no node or npm")
    copy = tmp_path / "frontend"
    shutil.copytree(FRONTEND, copy, ignore=shutil.ignore_patterns("node_modules"))
    # what is installed already is taken from npm's own cache
    installed = subprocess.run(
        ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund"],
        cwd=copy,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    if installed.returncode:
        without(f"npm ci failed: {installed.stderr[-300:]}")
    subprocess.run(["node", "build.mjs", str(tmp_path / "out")], cwd=copy, check=True, timeout=60)
    for file in BUILT:
        built, shipped = ((folder / file).read_bytes() for folder in (tmp_path / "out", ASSETS))
        if file.endswith(".gz"):  # Node's gzip may change from version to version; what is in it may not
            built, shipped = gzip.decompress(built), gzip.decompress(shipped)
        assert built == shipped, f"{file}: npm ci && npm run build in frontend/, then commit"
    for file in (tmp_path / "out/LICENSES").iterdir():
        assert file.read_bytes() == (ASSETS / "LICENSES" / file.name).read_bytes(), file.name
