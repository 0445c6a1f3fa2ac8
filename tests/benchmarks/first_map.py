"""The first data set: size of its page, time of a build and of --help against bare imports."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.timing import command, in_turn

DATA = Path(__file__).resolve().parents[2] / "data"


def figures() -> Iterator[tuple[str, float, float, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "map.html"
        imports = command(sys.executable, "-c", "import geopandas, folium")
        build = command(sys.executable, "-m", "geomap", "build", str(DATA), "-o", str(page), allowed=(0, 1))
        usage = command(sys.executable, "-m", "geomap", "--help")
        bare, whole, short = in_turn(imports, build, usage)
        yield "page of the first map", page.stat().st_size / 1000, 700, "kB", ""
    detail = f"{{:.2f}} s against {bare:.2f} s for import geopandas, folium"
    yield "geomap build data/, warm cache", whole / bare, 3, "x", detail.format(whole)
    yield "geomap --help", short / bare, 0.5, "x", detail.format(short)
