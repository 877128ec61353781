"""Where the ontology, the data and the user's graph lie.

``ontology/`` and ``data/`` stand at the top of a checkout, and inside the package in a wheel. The
package is looked at first, so that an installed jjj_graph never reads a checkout it happens to run in.

>>> sorted(folder.name for folder in (ONTOLOGY, DATA))
['data', 'ontology']
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from zlib import crc32

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def _folder(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else CHECKOUT / name


#: What may be said: Turtle, shapes, questions, checks.
ONTOLOGY = _folder("ontology")

#: What the sources say: entities, sources, judgements.
DATA = _folder("data")


def user_cache() -> Path:
    """Return the folder in which this system keeps what programs can make again.

    :raises RuntimeError: if the user has no home folder and no cache folder is named
    """
    named = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(named):  # the specification says to ignore a relative one
        return Path(named)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return Path(local) if local else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path.home() / ".cache"


def default_store() -> Path:
    """Return the folder of the graph that is asked when no ``--store`` is named. It may not exist yet.

    ``JJJ_STORE`` names it outright. Otherwise it lies in the user's cache, under a name made of the
    version and of where this jjj_graph is installed: two checkouts never take turns in one graph.

    >>> os.environ.get("JJJ_STORE") is not None or "jjj_graph" in default_store().parts
    True
    """
    named = os.environ.get("JJJ_STORE")
    if named:
        return Path(named).expanduser().absolute()
    from jjj_graph import __version__  # here: the package may still be loading when this module is read

    place = crc32(os.fsencode(PACKAGE))
    return user_cache() / "jjj_graph" / f"{__version__}-{place:08x}"
