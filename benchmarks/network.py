"""A network of 20,000 nodes: layout, export, page until ready and a frame while it is moved, beside vis-network.

Layout and export are CPU seconds of Python; exports of half and twice the size show whether they are linear. The
same network is opened in turn as our canvas and as vis-network (forced by ``engine``), in Chromium without a GPU:
CPU seconds of its renderer until ready, then frames while the whole network is moved. The page opens gathered by
place (as readers get it); for the frames both show every entity and its lines. Goals: layout 3 s, ready 1.5 s,
a frame 0.4 times that of vis-network.

    python benchmarks/network.py [ROUNDS] [NODES]
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

from explorer import FLAGS, cpu, renderers, until
from measuring import machine, median, table
from playwright.sync_api import Page, sync_playwright

from jjj_graph.views.cards import ClaimCard
from jjj_graph.views.layout import layout
from jjj_graph.views.network import Edge, Node, Words, network_page, to_networkx

FRAMES = 40
#: Everything shown: single entities, none left out, hubs with their lines.
ALL = "#by=none&top=all&unfold={hubs}"
MOVE = """async (frames) => {
  const picture = network.picture();
  const { x, y, scale } = picture.view();
  const start = performance.now();
  for (let i = 1; i <= frames; i += 1) {
    picture.drag({ x: x + (Math.sin(i / 5) * 60) / scale, y: y + (Math.cos(i / 5) * 40) / scale });
    await new Promise(requestAnimationFrame);
  }
  return (performance.now() - start) / frames;
}"""


def made_up(count: int) -> tuple[list[Node], list[Edge]]:
    """Firms, segments and places with some five relations each, hubs among them; every relation has a claim."""
    chance = random.Random(5)
    families = ["place"] * 2 + ["segment"] * 2 + ["organisation"] * 16
    nodes = [
        Node(f"n{i}", "thing", families[i % 20], f"京津冀产业实体{i}号", f"Entity {i}") for i in range(count)
    ]
    edges = [
        Edge(f"n{i}", f"n{int(i * chance.random() ** 2)}", f"t{k}", f"关系{k}", f"relation {k}", [claim(i, k)])
        for i in range(1, count)
        for k in range(chance.choice([2, 3]))
    ]
    return nodes, edges


def claim(one: int, two: int) -> ClaimCard:
    return ClaimCard(
        f"{one:012x}{two:04x}",
        Words(f"陈述 {one}", f"Claim {one}"),
        (f"{one}家",),
        f"来源 {one % 900}",
        "新华网",
        "2024-04-30",
        f"https://example.org/{one % 900}",
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    nodes, edges = made_up(count)
    graph = to_networkx(nodes, edges)
    placed = median([spent(layout, graph) for _ in range(3)])
    sizes = (count // 2, count, count * 2)
    exports = [spent(network_page, *made_up(size), "Network", "en") for size in sizes]
    with tempfile.TemporaryDirectory() as folder:
        files = {engine: Path(folder) / f"{engine}.html" for engine in ("canvas", "pyvis")}
        for engine, file in files.items():
            html = network_page(nodes, edges, "Network", "en", engine=engine)
            file.write_text(html, encoding="utf-8", newline="\n")
        runs = [{engine: opened(file) for engine, file in files.items()} for _ in range(rounds)]
        size = files["canvas"].stat().st_size / 1e6

    def middle(engine: str, what: str) -> float:
        return median([run[engine][what] for run in runs])

    rows = [
        ("layout, CPU s", f"{placed:.2f}", "", "3"),
        ("page until ready, renderer CPU s", f"{middle('canvas', 'cpu'):.2f}", f"{middle('pyvis', 'cpu'):.2f}", "1.5"),
        ("frame while moved, ms", f"{middle('canvas', 'frame'):.0f}", f"{middle('pyvis', 'frame'):.0f}", ""),
        ("**times vis-network**", f"**{median([r['canvas']['frame'] / r['pyvis']['frame'] for r in runs]):.2f}**", "", "0.4"),
        ("renderer CPU ms a frame", f"{middle('canvas', 'frame_cpu'):.0f}", f"{middle('pyvis', 'frame_cpu'):.0f}", ""),
        ("**times vis-network**", f"**{median([r['canvas']['frame_cpu'] / r['pyvis']['frame_cpu'] for r in runs]):.2f}**", "", "0.4"),
    ]  # fmt: skip
    print(f"Medians of {rounds} runs, {count:,} nodes, {len(edges):,} relations, page {size:.1f} MB; {machine()}\n")
    print(table(("", "canvas", "vis-network", "goal"), rows))
    grown = ", ".join(f"{size:,} nodes {seconds:.1f} s" for size, seconds in zip(sizes, exports, strict=True))
    print(f"\nExport of a page, CPU s: {grown} ({exports[1] / exports[0]:.2f} and {exports[2] / exports[1]:.2f} "
          "times for twice the size)")  # fmt: skip


def spent(work: object, *given: object) -> float:
    """CPU seconds that a call takes."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def opened(file: Path) -> dict[str, float]:
    """Open a page in a browser of its own; CPU seconds until ready, then the time of a frame and its CPU time."""
    found = os.environ.get("JJJ_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        before = renderers()
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
        page.goto(file.as_uri(), timeout=120_000)
        until(page, "document.getElementById('picture')?.dataset.ready === 'yes'")
        mine = max(renderers() - before, key=cpu)
        result = {"cpu": cpu(mine)}
        show_all(page)
        start = cpu(mine)
        result["frame"] = page.evaluate(MOVE, FRAMES)
        result["frame_cpu"] = (cpu(mine) - start) / FRAMES * 1000
        browser.close()
        return result


def show_all(page: Page) -> None:
    """Every entity and every line, the whole in the frame."""
    page.evaluate(f"location.hash = {ALL!r}.replace('{{hubs}}', graph.hubs.map((node) => node.id).join(','))")
    until(page, "document.getElementById('picture').dataset.edges === String(graph.edges.size)")
    time.sleep(1)


if __name__ == "__main__":
    main()
