"""Every notebook runs from its first cell to its last, through a real kernel, and is kept without its
outputs."""

import os
import re
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.notebook

CHECKOUT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((CHECKOUT / "notebooks").glob("*.ipynb"))
#: Seconds for one notebook, its graph built before.
PATIENCE = 40


def name(path: Path) -> str:
    return path.stem


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Path:
    """A graph of the shipped data, so that a notebook does not spend its time on building one."""
    from jjj_graph.building import build_graph

    folder = tmp_path_factory.mktemp("notebooks") / "store"
    build_graph(folder)
    return folder


@pytest.fixture
def kernel(store, tmp_path, monkeypatch):
    """A kernel that is this Python, whatever kernels the machine knows of; returns how to run a notebook."""
    nbclient = pytest.importorskip("nbclient", reason="pip install 'jjj_graph[notebook]'")
    for name in ("ipykernel", "anywidget"):
        pytest.importorskip(name, reason="pip install 'jjj_graph[notebook]'")
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    monkeypatch.setenv("JJJ_STORE", str(store))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join(filter(None, [str(CHECKOUT), os.environ.get("PYTHONPATH")]))
    )

    def run(notebook):
        manager = AsyncKernelManager(kernel_name="python3")
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        manager._kernel_spec = KernelSpec(argv=argv, display_name="this Python", language="python")
        nbclient.NotebookClient(
            notebook, km=manager, timeout=PATIENCE, resources={"metadata": {"path": str(tmp_path)}}
        ).execute()

    return run


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_notebook_runs(path, kernel):
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    started = time.monotonic()
    kernel(notebook)
    assert time.monotonic() - started < PATIENCE
    said = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    complaints = [o.text for o in said if o.output_type == "stream" and o.name == "stderr"]
    assert [text for text in complaints if not text.startswith("building the graph")] == []
    silent = [
        cell.source.splitlines()[-1]
        for cell in notebook.cells
        if cell.cell_type == "code" and not cell.outputs
    ]
    assert silent == [], "these cells show nothing"


def test_first_look_shows_what_it_says(kernel):
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(CHECKOUT / "notebooks" / "01_first_look.ipynb", as_version=4)
    kernel(notebook)
    shown = "\n".join(
        output.get("text", "") + "".join(map(str, output.get("data", {}).values()))
        for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs
    )  # fmt: skip
    for words in (
        "小米汽车",
        "did you mean xiaomi-auto",
        "characters  ",
        "sandbox=",
        "without a date",
        "('xiaomi.html', True)",
    ):
        assert words in shown
    frames = re.findall(r'sandbox="([^"]*)"', shown)
    assert len(frames) == 2 and not any("allow-same-origin" in frame for frame in frames)


def test_the_tour_shows_every_view(kernel):
    """Six pages in frames that reach nothing, and the widget, which a notebook without a browser can only announce."""
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(CHECKOUT / "notebooks" / "02_the_views.ipynb", as_version=4)
    kernel(notebook)
    said = [
        output.get("data", {})
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]
    frames = [data["text/html"] for data in said if "<iframe" in str(data.get("text/html"))]
    titles = [re.search("&lt;title&gt;(.*?)&lt;/title&gt;", frame)[1] for frame in frames]
    assert len(set(titles)) == len(titles) == 6
    assert all(
        "connect-src &amp;#39;none&amp;#39;" in frame and "allow-same-origin" not in frame for frame in frames
    )
    assert sum("application/vnd.jupyter.widget-view+json" in data for data in said) == 1


@pytest.mark.parametrize("path", NOTEBOOKS, ids=name)
def test_notebook_is_kept_without_outputs(path):
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    kept = [
        cell for cell in notebook.cells if cell.cell_type == "code" and (cell.outputs or cell.execution_count)
    ]
    assert kept == [], "clear the outputs before handing in"
    text = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.search("[\u4e00-\u9fff]", text), "markdown in English and Chinese"
