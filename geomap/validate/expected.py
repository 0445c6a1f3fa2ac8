"""Where the coordinates of a data set are expected to lie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from geomap.tables import RawData
from geomap.validate.coordinates import Extent


def expected_extent(raw: RawData) -> Extent | None:
    """`extent` of map.toml, else the bounds of the border regions, else None.

    A border file that cannot be read is the border step's to tell; here it only means None.
    """
    return raw.settings.extent or _bounds(raw.folder / "border" / "regions.geojson")


def _bounds(path: Path) -> Extent | None:
    try:
        features = json.loads(path.read_bytes())["features"]
        points = [point for feature in features for point in _points(feature["geometry"]["coordinates"])]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None
    if not points:
        return None
    lons, lats = zip(*points, strict=True)
    return min(lons), min(lats), max(lons), max(lats)


def _points(coordinates: list[object]) -> Iterator[tuple[float, float]]:
    if coordinates and isinstance(coordinates[0], (int, float)):
        yield float(coordinates[0]), float(coordinates[1])  # type: ignore[arg-type]
        return
    for part in coordinates:
        yield from _points(part)  # type: ignore[arg-type]
