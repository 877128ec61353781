"""A large table-like source: how fast rows become quads, in how much memory, and what share the store's
loader takes.

Made-up sources of up to 100,000 rows, half of them levels, half relocations, as CSV. Two processes: one
streams facts to lines and throws them away; one does what a build does (sorted lines on disk, then the
bulk load).

    python benchmarks/scale.py [ROWS]          default: 200000
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from pathlib import Path

from measuring import machine, run, table

ROWS_A_SOURCE = 100_000
PLACES, MAKERS = 300, 5_000


def write_data(folder: Path, rows: int) -> None:
    """A data folder of that many rows: a registry of places and makers, then the sources."""
    entities = folder / "entities"
    entities.mkdir(parents=True)
    _csv(entities / "places.csv", ("id", "type", "zh", "en"),
         ((f"place-{n}", "county", f"第{n}县", f"County {n}") for n in range(PLACES)))  # fmt: skip
    _csv(entities / "organisations.csv", ("id", "type", "zh", "en"),
         ((f"maker-{n}", "enterprise", f"第{n}厂", f"Maker {n}") for n in range(MAKERS)))  # fmt: skip
    _csv(entities / "indicators.csv", ("id", "zh", "en"), [("output-value", "产值", "output value")])
    _csv(entities / "units.csv", ("id", "dimension"), [("CNY", "money")])
    for number, start in enumerate(range(0, rows, ROWS_A_SOURCE)):
        _write_source(folder / "sources" / "2024" / f"made-{number}", start, min(ROWS_A_SOURCE, rows - start))


def _write_source(folder: Path, start: int, rows: int) -> None:
    folder.mkdir(parents=True)
    card = f"id: {folder.name}, title: Made up, publisher: nobody, published: 2024-05, language: zh"
    (folder / "source.yaml").write_text(f"source: {{{card}}}\n", encoding="utf-8")
    half = rows // 2
    levels = (
        (
            f"maker-{n % MAKERS}",
            "output-value",
            str(1990 + n // MAKERS % 35),
            f"{n}.5e4",
            "CNY",
            "over",
            f"产值超过{n}.5万元",
        )
        for n in range(start, start + half)
    )
    _csv(folder / "level.csv", ("of", "indicator", "period", "value", "unit", "qualifier", "at"), levels)
    moves = (
        (f"maker-{n % MAKERS}", f"place-{n % PLACES}", f"place-{(n * 7 + 1) % PLACES}", "production",
         "completed",
         f"{2014 + n // MAKERS % 10}-{n % 12 + 1:02}", f"第{n}项：生产环节外迁")
        for n in range(start + half, start + rows)
    )  # fmt: skip
    _csv(folder / "relocation.csv", ("who", "from", "to", "scope", "status", "period", "at"), moves)


def _csv(path: Path, head: tuple[str, ...], rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)  # type: ignore[arg-type]


def stream(data: Path) -> dict[str, float]:
    """Facts to lines, nothing kept."""
    from jjj_graph.building import graph_lines
    from jjj_graph.facts.collection import collect

    started = time.perf_counter()
    lines = size = 0
    for text in graph_lines(collect(data), findings := []):
        lines += 1
        size += len(text)
    assert not findings, findings[0]
    return {"lines": lines, "megabytes": size / 1e6, "seconds": time.perf_counter() - started}


def build(data: Path, folder: Path) -> dict[str, float]:
    """What a build does: sorted lines on disk with their hash, then the bulk load."""
    from jjj_graph.build.snapshot import write_graph_file
    from jjj_graph.building import graph_lines
    from jjj_graph.facts.collection import collect
    from jjj_graph.store.embedded import load

    started = time.perf_counter()
    snapshot = write_graph_file(graph_lines(collect(data), []), folder / "graph.nq")
    written = time.perf_counter()
    load(folder, "graph.nq")
    return {"quads": snapshot.quads, "writing": written - started, "loading": time.perf_counter() - written}


def compare(rows: int) -> None:
    """Make the data, measure both, print the table."""
    me = Path(__file__).resolve()
    with tempfile.TemporaryDirectory() as place:
        data, graph = Path(place) / "data", Path(place) / "graph"
        write_data(data, rows)
        graph.mkdir()
        streamed = run(sys.executable, me, "--part", "stream", data)
        built = run(sys.executable, me, "--part", "build", data, graph)
    flow, whole = streamed.said, built.said
    total = whole["writing"] + whole["loading"]
    print(f"{rows:,} rows; {machine()}\n")
    print(table(("", ""), [
        ("quads", f"{whole['quads']:,}"),
        ("facts to lines", f"{flow['seconds']:.1f} s, {flow['lines'] / flow['seconds']:,.0f} lines a second, "
                           f"{rows / flow['seconds']:,.0f} rows a second"),
        ("peak memory of that", f"{streamed.peak_mb:.0f} MB"),
        ("sorted, hashed and on disk", f"{whole['writing']:.1f} s"),
        ("bulk load", f"{whole['loading']:.1f} s, {whole['quads'] / whole['loading']:,.0f} quads a second"),
        ("share of the bulk load", f"{whole['loading'] / total:.0%}"),
        ("peak memory of the build", f"{built.peak_mb:.0f} MB"),
    ]))  # fmt: skip


def main() -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    match sys.argv[1:]:
        case ["--part", "stream", data]:
            print(json.dumps(stream(Path(data))))
        case ["--part", "build", data, folder]:
            print(json.dumps(build(Path(data), Path(folder))))
        case words:
            compare(int(words[0]) if words else 200_000)


if __name__ == "__main__":
    main()
