"""The embedded store: Oxigraph on disk, built beside the old graph and swapped in with one rename.

A store folder holds ``CURRENT`` (the name of the graph that answers) and one folder a graph, with the
engine's files, ``graph.nq`` in canonical order and ``snapshot.json``. A build that dies leaves ``CURRENT``
as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from jjj_graph import namespaces as ns
from jjj_graph.errors import JJJError, QueryError, StoreError
from jjj_graph.store.guard import names_graphs, refuse_harmful

CURRENT = "CURRENT"
#: What we call graphs and those being made. Nothing else in a store folder is ever deleted.
_OURS = re.compile(r"graph-[0-9a-f]{16}-[a-z0-9_]{8}|building-[a-z0-9_]{8}")


class GraphStore:
    """One graph, open for reading.

    Queries see the union of all graphs as the default graph, or of the ``graphs`` that are named.
    """

    def __init__(self, folder: Path, *, graph: Path | None = None) -> None:
        """Open the graph that is current in a store folder (or one ``graph`` of it). Raises :class:`StoreError` where there is none."""
        self.folder = graph or current_graph(folder)
        try:
            self.engine = ox.Store.read_only(str(self.folder / "engine"))
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(
                f"the graph cannot be opened: {error}", file=folder, remedy="build it anew: jjj build"
            ) from None

    @cached_property
    def snapshot(self) -> dict:
        """What the graph holds: hash, counts, version."""
        try:
            return json.loads((self.folder / "snapshot.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(
                f"the graph is not whole: {error}", file=self.folder, remedy="build it anew: jjj build"
            ) from None

    def query(
        self, sparql: str, graphs: list[str] | None = None
    ) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run a query with our prefixes known. Raises :class:`QueryError` with the engine's words.

        ``graphs`` restricts what is seen to these graphs; else the query's own FROM does.
        """
        refuse_harmful(sparql)
        seen = None if graphs is None else [ox.NamedNode(graph) for graph in graphs]
        try:
            return self.engine.query(sparql, prefixes=ns.PREFIXES, use_default_graph_as_union=seen is None and not names_graphs(sparql),
                                     default_graph=seen, named_graphs=seen)  # fmt: skip
        except SyntaxError as error:
            raise QueryError(
                f"this is not SPARQL: {error}", remedy="see jjj query --list for queries that work"
            ) from None
        except (OSError, ValueError, RuntimeError) as error:
            raise QueryError(f"the query cannot be run: {error}") from None

    def dump(self) -> Iterator[str]:
        """The lines of the whole graph in canonical order."""
        from jjj_graph.build.snapshot import whole_graph

        return whole_graph(self.folder)


def current_graph(folder: Path) -> Path:
    """The folder of the graph that answers. Raises :class:`StoreError` where the store holds none."""
    try:
        graph = folder / (folder / CURRENT).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise StoreError(
            "there is no graph here", file=folder, remedy=f"build one: jjj build --store {folder}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"the store cannot be read: {error}", file=folder) from None
    if graph.parent != folder or not (graph / "snapshot.json").is_file():
        raise StoreError(
            "the graph is not whole", file=folder, remedy=f"build it anew: jjj build --store {folder}"
        )
    return graph


def replace_graph(folder: Path, write: Callable[[Path], None], derive: Callable[[Path], None]) -> Path:
    """Make a graph beside the current one and swap it in; the folder of the new graph.

    ``write`` puts ``graph.nq`` into the folder it is given; when that is loaded, ``derive`` may ask it and adds
    ``derived.nq``, ``snapshot.nq`` and ``snapshot.json``. When either raises, or the process dies, the old graph goes
    on answering. Two builds at once take turns.
    """
    _refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with _lock(folder):
        _sweep(folder)
        beside = Path(tempfile.mkdtemp(prefix="building-", dir=folder))
        try:
            write(beside)
            load(beside, "graph.nq")
            derive(beside)
            load(beside, "derived.nq", "snapshot.nq")
            name = (
                "graph-"
                + json.loads((beside / "snapshot.json").read_text(encoding="utf-8"))["hash"][:16]
                + beside.name[8:]
            )
            os.rename(beside, folder / name)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _point_to(folder, name)
        _sweep(folder)
        return folder / name


def load(folder: Path, *names: str) -> None:
    """Load files of N-Quads of a folder into the engine in ``engine/``."""
    engine = ox.Store(str(folder / "engine"))
    for name in names:
        engine.bulk_load(path=str(folder / name), format=ox.RdfFormat.N_QUADS)
    engine.optimize()
    engine.flush()
    del engine


def _point_to(folder: Path, name: str) -> None:
    beside = folder / f".{CURRENT}.part"
    with beside.open("w", encoding="utf-8") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, folder / CURRENT)


def _refuse_foreign(folder: Path) -> None:
    """A folder that holds something else is not taken for a store."""
    if folder.exists() and not folder.is_dir():
        raise StoreError("this is not a folder", file=folder, remedy="give a folder for the graph")
    known = (CURRENT, ".lock", f".{CURRENT}.part")
    if folder.is_dir() and (
        strange := sorted(
            p.name for p in folder.iterdir() if p.name not in known and not _OURS.fullmatch(p.name)
        )
    ):
        raise StoreError(
            f"the folder holds other things ({strange[0]})", file=folder, remedy="give a new or empty folder"
        )


def _sweep(folder: Path) -> None:
    """Delete graphs that are no longer current and what dead builds left."""
    with contextlib.suppress(JJJError):
        keep = current_graph(folder).name
        for path in folder.iterdir():
            if _OURS.fullmatch(path.name) and path.name != keep:
                shutil.rmtree(path, ignore_errors=True)


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One build at a time; the lock goes with the process."""
    with (folder / ".lock").open("w") as file:
        try:
            import fcntl
        except ImportError:  # Windows: the rename is still atomic, only two builds at once are not held apart
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
