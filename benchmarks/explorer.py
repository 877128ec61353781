"""How soon the explorer can be asked: beside a bare page with the same engine and data, and with a million quads.

Renderer CPU seconds until the engine is ready, in Chromium without a GPU, page and bare page in turn; then a
page with a million quads (the shipped graph, its sources copied under other names): loading, questions, and
a query that does not end, stopped. Goals: 6 MB, 3 s, 1.3 times the bare page, first answer in 300 ms.

    python benchmarks/explorer.py [ROUNDS] [QUADS]
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from measuring import machine, median, table
from playwright.sync_api import Page, sync_playwright

from jjj_graph.pages.explorer import Exploration, explore
from jjj_graph.sessions import session

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(STR(?c) < STR(?i)) }"
ASKED = ("suppliers-of", "od-matrix", "same-cell-conflicts")
_BLOB = re.compile(r'<script type="text/plain" id="([^"]+)">(.*?)</script>', re.DOTALL)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    quads = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    whole = explore(session())
    with tempfile.TemporaryDirectory() as folder:
        page, bare, large = (Path(folder) / f"{name}.html" for name in ("page", "bare", "large"))
        page.write_text(whole.page("en"), encoding="utf-8", newline="\n")
        bare.write_text(bare_page(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        runs = [(opened(page), opened(bare)) for _ in range(rounds)]
        start = time.perf_counter()
        large.write_text(
            Exploration(whole.session, grown(whole.lines, quads)).page("en"), encoding="utf-8", newline="\n"
        )
        written = time.perf_counter() - start
        million = opened(large, ask=True)
        sizes = {file: file.stat().st_size / 1e6 for file in (page, large)}
    ours, theirs = (median([run[side]["cpu"] for run in runs]) for side in (0, 1))
    rows = [
        ("file, MB", f"{sizes[page]:.2f}", "6"),
        ("renderer CPU s until ready", f"{ours:.2f}", "3"),
        ("the same of a bare page", f"{theirs:.2f}", ""),
        ("times the bare page", f"{ours / theirs:.2f}", "1.3"),
        ("first answer on the screen, ms", f"{median([run[0]['first'] for run in runs]):.0f}", "300"),
        ("memory of the renderer (PSS), MB", f"{median([run[0]['pss'] for run in runs]):.0f}", ""),
    ]
    print(f"Medians of {rounds} runs, {len(whole.lines):,} quads; {machine()}\n")
    print(table(("", "measured", "goal"), rows))
    print(f"\n{quads:,} quads: file {sizes[large]:.1f} MB, written in {written:.0f} s; ready after {million['wall']:.1f} s ({million['cpu']:.1f} CPU s, "
          f"{million['steps']} steps of progress seen), {million['pss']} MB; {million['answers']}; a query without an end stopped, ready again after {million['again']:.1f} s")  # fmt: skip


def grown(lines: list[str], quads: int) -> list[str]:
    """The graph with copies of its sources, claims and evidence under other names until there are so many quads."""
    mine = [line for line in lines if "/source/" in line.rpartition(" <")[2]]
    made, copy = list(lines), 0
    while len(made) < quads:
        copy += 1
        made += [
            re.sub(r"/(source|claim|evidence)/", rf"/\1/{copy}-", line) for line in mine[: quads - len(made)]
        ]
    return made


def bare_page(html: str) -> str:
    """A page that does nothing but load the same engine and the same data."""
    blobs = dict(_BLOB.findall(html))
    count = sum(name.startswith("blob-piece-") for name in blobs)
    carried = "".join(
        f'<script type="text/plain" id="{name}">{text}</script>' for name, text in blobs.items()
    )
    script = f"""const text = (id) => document.getElementById(id).textContent;
const worker = new Worker(URL.createObjectURL(new Blob([text("blob-worker")])));
worker.onmessage = ({{ data }}) => {{ if (data.ready) document.body.dataset.ready = "yes"; }};
worker.postMessage({{ boot: {{ engine: text("blob-wasm"), pieces: [...Array({count}).keys()].map((n) => text(`blob-piece-${{n}}`)), quads: Array({count}).fill(1) }} }});"""
    return f"<!doctype html><meta charset=utf-8><title>bare</title><body>{carried}<script>{script}</script>"


def opened(file: Path, ask: bool = False) -> dict:
    """Open a page in a browser of its own; CPU seconds of its renderer, memory, and how long answers took."""
    found = os.environ.get("JJJ_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        before = renderers()
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
        start = time.perf_counter()
        page.goto(file.as_uri(), timeout=120_000)
        steps = until(page, "document.body?.dataset.ready === 'yes'")
        wall = time.perf_counter() - start
        mine = renderers() - before
        result = {"wall": wall, "cpu": max(map(cpu, mine)), "steps": len(steps)}
        if file.name != "bare.html":
            until(page, "document.body.dataset.answered === 'yes'")
            result["first"] = float(page.evaluate("document.body.dataset.ms"))
        if ask:
            result |= questioned(page)
        result["pss"] = max(map(pss, mine))
        browser.close()
        return result


def questioned(page: Page) -> dict:
    """Ask some questions, then one that does not end, and stop it."""
    answers = []
    for name in ASKED:
        page.evaluate(
            f"document.body.dataset.answered = 'no'; document.querySelector('[data-question=\"{name}\"]').click()"
        )
        until(page, "document.body.dataset.answered === 'yes'")
        answers.append(f"{name} {page.evaluate('document.body.dataset.ms')} ms")
    page.evaluate(f"location.hash = '#sparql=' + encodeURIComponent({json.dumps(ENDLESS)})")
    until(page, "document.body.dataset.phase === 'running'")
    time.sleep(1)
    start = time.perf_counter()
    page.keyboard.press("Escape")
    until(page, "document.body.dataset.phase === 'ready'")
    return {"answers": ", ".join(answers), "again": time.perf_counter() - start}


def until(page: Page, expression: str, seconds: float = 180) -> set[str]:
    """Wait until an expression is true; what the page said of its state meanwhile."""
    said, end = set(), time.monotonic() + seconds
    while not page.evaluate(expression):
        said.add(page.evaluate("document.getElementById('status')?.textContent ?? ''"))
        if time.monotonic() > end:
            raise TimeoutError(expression)
        time.sleep(0.02)
    return said


def renderers() -> set[int]:
    """Processes that draw pages and descend from this one (Linux)."""
    parents, drawing = {}, set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if b"--type=renderer" in (folder / "cmdline").read_bytes():
                drawing.add(int(folder.name))
        except OSError:
            continue

    def ours(process: int) -> bool:
        while process in parents and process != os.getpid():
            process = parents[process]
        return process == os.getpid()

    return set(filter(ours, drawing))


def cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pss(process: int) -> int:
    return int(re.search(r"Pss:\s+(\d+)", Path(f"/proc/{process}/smaps_rollup").read_text())[1]) // 1024


if __name__ == "__main__":
    main()
