"""geomap: curated records of reported border clashes in, one standalone offline map out.

events = geomap.load("data/")
events = geomap.relate(geomap.locate(events))
geomap.draw(events)                              # a folium.Map, shows itself in a notebook
geomap.build("data/", "output/map.html")         # all of it, and the file
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from geomap.dataset import Dataset
    from geomap.errors import GeomapError, RefusedError
    from geomap.page import draw
    from geomap.pipeline import BuildResult, build, load
    from geomap.places import locate
    from geomap.problems import Problem
    from geomap.relation import relate

# A name is imported when it is first used, so that `geomap --help` need not wait for pandas.
_HOME = {
    "BuildResult": "geomap.pipeline",
    "Dataset": "geomap.dataset",
    "GeomapError": "geomap.errors",
    "Problem": "geomap.problems",
    "RefusedError": "geomap.errors",
    "build": "geomap.pipeline",
    "draw": "geomap.page",
    "load": "geomap.pipeline",
    "locate": "geomap.places",
    "relate": "geomap.relation",
}

__all__ = [
    "BuildResult",
    "Dataset",
    "GeomapError",
    "Problem",
    "RefusedError",
    "build",
    "draw",
    "load",
    "locate",
    "relate",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'geomap' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
