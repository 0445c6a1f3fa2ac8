"""100,000 events in one flat table: load, validate and relate against pandas and geopandas alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geomap
from geomap.border import read_border
from geomap.records import EVENT_TYPES
from tests.benchmarks.first_map import DATA
from tests.benchmarks.timing import in_turn

EVENTS = 100_000


def figures() -> Iterator[tuple[str, float, float, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        table = synthetic(Path(folder), EVENTS)
        regions = gpd.read_file(DATA / "border" / "regions.geojson")

        def bare() -> None:
            rows = pd.read_csv(table)
            points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["lon"], rows["lat"]), crs=4326)
            gpd.sjoin(points, regions, how="left")

        def ours() -> None:
            dataset = geomap.relate(geomap.locate(geomap.load(table)))
            if len(dataset.events) != EVENTS or dataset.events["distance_km"].isna().any():
                raise RuntimeError("an event was lost or not related")

        baseline, seconds = in_turn(bare, ours, rounds=5)
    detail = f"{seconds:.2f} s against {baseline:.2f} s for read_csv + points_from_xy + one sjoin"
    yield "100,000 events: load, validate, locate, relate", seconds / baseline, 6, "x", detail


def synthetic(folder: Path, events: int) -> Path:
    """A flat CSV of random events inside the regions of data/border, with that border beside it."""
    (folder / "border").symlink_to(DATA / "border")
    (folder / "map.toml").write_text('border = ["RU", "UA"]\n', encoding="utf-8")
    random = np.random.default_rng(20240312)
    lon, lat = _inside(events, random)
    days = pd.date_range("2024-01-01", "2024-12-31").strftime("%Y-%m-%d").to_numpy()
    number = pd.Series(range(events)).astype("str")
    frame = pd.DataFrame(
        {
            "date": random.choice(days, events),
            "place": "Village " + pd.Series(random.integers(0, 5000, events)).astype("str"),
            "title": "Reported event " + number,
            "event_type": random.choice([value.name for value in EVENT_TYPES], events),
            "actors": random.choice(["Unit A; Unit B", "Unit C"], events),
            "location_precision": "settlement",
            "lat": lat.round(5),
            "lon": lon.round(5),
            "source_name": "Newspaper " + pd.Series(random.integers(0, 50, events)).astype("str"),
            "source_url": "https://news.example.org/" + number,
        }
    )
    path = folder / "flat.csv"
    frame.to_csv(path, index=False)
    return path


def _inside(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates of random points inside the border's regions."""
    regions = read_border(DATA / "border").regions
    area = shapely.union_all(regions.geometry[regions["role"] == "border"].to_numpy())
    shapely.prepare(area)
    west, south, east, north = area.bounds
    lon, lat = random.uniform(west, east, 4 * count), random.uniform(south, north, 4 * count)
    inside = shapely.contains_xy(area, lon, lat)
    return lon[inside][:count], lat[inside][:count]
