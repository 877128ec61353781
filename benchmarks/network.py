"""A network of 20,000 nodes: layout, export, page until ready and a frame while it is moved, beside vis-network.

Layout and export are CPU seconds of Python; exports of half and twice the size show whether they are linear. The
page is opened in turn with a bare page that holds nothing but vis-network and the same nodes and lines at the same
places, in Chromium without a GPU: CPU seconds of the renderer until ready (ours opens gathered by place, as readers
get it), then frames while the picture is moved, once as zooming draws it and once with every entity and every line
asked for. Goals: layout 3 s, ready 1.5 s, a frame 0.4 times that of vis-network.

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
from playwright.sync_api import sync_playwright

from jjj_graph.views.cards import ClaimCard
from jjj_graph.views.layout import layout
from jjj_graph.views.network import Edge, Node, Words, network_page, to_networkx
from jjj_graph.views.network_model import Drawn, drawn
from jjj_graph.views.page import asset, embed_json

FRAMES = 40
#: Single entities as zooming draws them; then everything, hubs with their lines.
STATES = {"zoomed": "by=none", "whole": "by=none&top=all&unfold={hubs}"}
MOVE = """async ([frames, bare]) => {
  const picture = bare ? null : network.picture();
  const { x, y } = bare ? net.getViewPosition() : picture.view();
  const scale = bare ? net.getScale() : picture.view().scale;
  const start = performance.now();
  for (let i = 1; i <= frames; i += 1) {
    const to = { x: x + (Math.sin(i / 5) * 60) / scale, y: y + (Math.cos(i / 5) * 40) / scale };
    if (bare) net.moveTo({ position: to, animation: false }); else picture.drag(to);
    await new Promise(requestAnimationFrame);
  }
  return (performance.now() - start) / frames;
}"""
BARE = """const { nodes, edges } = JSON.parse(document.getElementById("data").textContent);
const net = new vis.Network(document.getElementById("picture"), { nodes, edges }, {
  physics: false, layout: { improvedLayout: false }, edges: { smooth: false }, nodes: { font: { size: 0 } },
});
net.fit({ animation: false });
net.once("afterDrawing", () => { document.getElementById("picture").dataset.ready = "yes"; });"""


def made_up(count: int) -> tuple[list[Node], list[Edge]]:
    """Firms, segments and places with some five relations each, hubs among them; every relation has a claim."""
    chance = random.Random(5)
    families = ["place"] * 2 + ["segment"] * 2 + ["organisation"] * 16
    nodes = [
        Node(f"n{i}", "thing", families[i % 20], f"京津冀产业实体{i}号", f"Entity {i}") for i in range(count)
    ]
    edges = [
        Edge(
            f"n{i}", f"n{int(i * chance.random() ** 2)}", f"t{k}", f"关系{k}", f"relation {k}", [claim(i, k)]
        )
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
        ours, bare = Path(folder) / "ours.html", Path(folder) / "bare.html"
        ours.write_text(network_page(nodes, edges, "Network", "en"), encoding="utf-8", newline="\n")
        bare.write_text(bare_page(drawn(nodes, edges)), encoding="utf-8", newline="\n")
        runs = [(opened(ours, STATES), opened(bare, {"whole": ""})) for _ in range(rounds)]
        size = ours.stat().st_size / 1e6
    rows = [
        ("layout, CPU s", f"{placed:.2f}", "", "", "3"),
        ("page until ready, renderer CPU s", *sides(runs, "cpu", "cpu", 2), "1.5 s"),
        ("frame while moved, ms", *sides(runs, "zoomed", "whole"), "0.4 times"),
        ("the same, renderer CPU ms", *sides(runs, "zoomed cpu", "whole cpu"), ""),
        ("frame with everything drawn, ms", *sides(runs, "whole", "whole"), "0.4 times"),
        ("the same, renderer CPU ms", *sides(runs, "whole cpu", "whole cpu"), ""),
    ]
    print(
        f"Medians of {rounds} runs, {count:,} nodes, {len(edges):,} relations, page {size:.1f} MB; {machine()}\n"
    )
    print(table(("", "ours", "bare vis-network", "times", "goal"), rows))
    grown = ", ".join(f"{size:,} nodes {seconds:.1f} s" for size, seconds in zip(sizes, exports, strict=True))
    print(f"\nExport of a page, CPU s: {grown} ({exports[1] / exports[0]:.2f} and {exports[2] / exports[1]:.2f} "
          "times for twice the size)")  # fmt: skip


def sides(runs: list, mine: str, theirs: str, digits: int = 0) -> tuple[str, str, str]:
    """Medians of both sides, and of what they are to each other in each run."""
    ours, bare = [run[0][mine] for run in runs], [run[1][theirs] for run in runs]
    times = median([one / other for one, other in zip(ours, bare, strict=True)])
    return f"{median(ours):.{digits}f}", f"{median(bare):.{digits}f}", f"{times:.2f}"


def bare_page(found: Drawn) -> str:
    """A page that holds nothing but vis-network, and the same marks and lines."""
    kept = ("id", "x", "y", "shape", "size", "color")
    data = {
        "nodes": [{key: row[key] for key in kept if key in row} for row in found.nodes],
        "edges": [{"from": line["from"], "to": line["to"], "arrows": "to"} for line in found.edges],
    }
    return (
        "<!doctype html><meta charset=utf-8><title>bare</title><style>body { margin: 0 } #picture { width: 804px; height: 752px }</style>"
        f'<div id="picture"></div><script type="application/json" id="data">{embed_json(data)}</script>'
        f"<script>{asset('vis-network.min.js')}</script><script>{BARE}</script>"
    )


def spent(work: object, *given: object) -> float:
    """CPU seconds that a call takes."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def opened(file: Path, states: dict[str, str]) -> dict[str, float]:
    """Open a page in a browser of its own; CPU seconds until ready, then the time of a frame in some states."""
    found = os.environ.get("JJJ_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        before = renderers()
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        page = browser.new_context(offline=True, viewport={"width": 1440, "height": 900}).new_page()
        page.goto(file.as_uri(), timeout=120_000)
        until(page, "document.getElementById('picture')?.dataset.ready === 'yes'")
        mine = max(renderers() - before, key=cpu)
        result = {"cpu": cpu(mine)}
        for state, hash in states.items():
            if hash:
                page.evaluate(
                    f"location.hash = {hash!r}.replace('{{hubs}}', graph.hubs.map((node) => node.id).join(','))"
                )
                until(page, "document.getElementById('picture').dataset.groups === '0'")
            time.sleep(1)
            start = cpu(mine)
            result[state] = page.evaluate(MOVE, [FRAMES, not hash])
            result[f"{state} cpu"] = (cpu(mine) - start) / FRAMES * 1000
        browser.close()
        return result


if __name__ == "__main__":
    main()
