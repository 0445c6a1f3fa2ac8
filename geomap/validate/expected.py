"""Where the coordinates of a data set are expected to lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from geomap.tables import RawData
from geomap.validate.coordinates import Extent


def expected_extent(raw: RawData) -> Extent | None:
    """`extent` of map.toml, else the bounds of the border regions, else None.

    A border file that cannot be read is the border step's to tell; here it only means None.
    """
    return raw.settings.extent or _bounds(raw.folder / "border" / "regions.geojson")


def _bounds(path: Path) -> Extent | None:
    try:
        west, south, east, north = shapely.bounds(shapely.from_geojson(path.read_bytes())).tolist()
    except (OSError, shapely.errors.ShapelyError):
        return None
    return (west, south, east, north) if np.isfinite((west, south, east, north)).all() else None
