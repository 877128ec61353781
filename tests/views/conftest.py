"""A page, opened from a file in a browser without a network, with a record of all it tried."""

import importlib.util
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jjj_graph.views.page import write


@dataclass
class Opened:
    """A page in the browser and what it did: requests, complaints on the console, dialogs."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def until(self, expression: str, seconds: float = 8.0):
        """Evaluate until it is true. (wait_for_function needs eval in the page, which the policy forbids.)"""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.page.evaluate(expression)
            if value:
                return value
            time.sleep(0.03)
        pytest.fail(f"never true within {seconds} s: {expression}")

    def quiet(self) -> None:
        """Nothing was asked of anybody, nothing complained, nothing popped up."""
        assert (self.requests, self.complaints, self.dialogs) == ([], [], [])


@pytest.fixture
def jjj():
    """A function that runs a command in this process and returns its exit code."""
    from jjj_graph.cli import main

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        return ended.value.code or 0

    return run


@pytest.fixture(scope="session")
def axe():
    """A function that says what axe finds serious on a page that was opened with ``bypass_csp=True``."""
    found = importlib.util.find_spec("axe_playwright_python")  # of this package only the script is used
    if found is None:
        pytest.skip("axe is not installed: pip install 'jjj_graph[test]'")
    script = Path(found.origin).parent / "axe.min.js"

    def serious(opened: Opened) -> list[tuple[str, str]]:
        if not opened.page.evaluate("Boolean(window.axe)"):
            opened.page.add_script_tag(path=str(script))
        found = opened.page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        return [
            (one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]

    return serious


def _others(url: str, page_itself: Path, requests: list[str]) -> None:
    # blob: is what the page itself holds (its worker)
    if url.partition("#")[0] != page_itself.as_uri() and not url.startswith("blob:"):
        requests.append(url)


@pytest.fixture
def open_page(browser, tmp_path):
    """A function that writes a page to a file and opens it, offline."""
    contexts = []

    def opened(html: str, hash: str = "", ready: str = "true", **context: Any) -> Opened:
        file = tmp_path / "page.html"
        write(file, html)
        made = browser.new_context(offline=True, viewport={"width": 1280, "height": 800}, **context)
        contexts.append(made)
        one = Opened(made.new_page())
        one.page.on("request", lambda request: _others(request.url, file, one.requests))
        one.page.on("console", lambda message: one.complaints.append(message.text))
        one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
        one.page.on("dialog", lambda dialog: (one.dialogs.append(dialog.message), dialog.dismiss()))
        one.page.goto(file.as_uri() + hash)
        one.until(ready)
        return one

    yield opened
    for made in contexts:
        made.close()
