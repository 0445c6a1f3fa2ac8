"""10,000 events to a PNG, against a bare geopandas plot of the same layers, each in a process of its own."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.synthetic import write_table
from tests.benchmarks.timing import command, in_turn

EVENTS, CHARACTERS, DPI = 10_000, 200, 200

BARE = """
import sys
from pathlib import Path
import geopandas, matplotlib, pandas
matplotlib.use("agg")
from matplotlib import pyplot
folder, target, dpi = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
events = pandas.read_csv(folder / "flat.csv")
points = geopandas.GeoDataFrame(events, geometry=geopandas.points_from_xy(events.lon, events.lat), crs=4326)
_, axes = pyplot.subplots(figsize=(7.1, 8.5))
for name in ("regions", "zone", "rivers", "line", "towns"):
    geopandas.read_file(folder / "border" / f"{name}.geojson").plot(ax=axes)
points.plot(ax=axes, column="event_type", legend=True)
pyplot.savefig(target, dpi=dpi)
"""


def figures() -> Iterator[tuple[str, float, float, str, str]]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = write_table(folder, EVENTS, CHARACTERS)
        target = folder / "out" / "map.png"
        target.parent.mkdir()
        dpi = str(DPI)
        words = (sys.executable, "-m", "geomap", "export", str(target), str(table), "--dpi", dpi)
        plot = (sys.executable, "-c", BARE, str(folder), str(folder / "out" / "bare.png"), dpi)
        bare, whole = in_turn(command(*plot), command(*words, allowed=(0, 1)), rounds=5)
    detail = f"{whole:.2f} s against {bare:.2f} s for geopandas"
    yield f"geomap export of {EVENTS:,} events to PNG", whole / bare, 3, "x", detail
