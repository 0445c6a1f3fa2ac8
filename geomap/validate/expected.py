"""Where the coordinates of a data set are expected to lie."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import numpy as np
import shapely

from geomap.errors import BorderError
from geomap.tables import RawData, RawTable
from geomap.validate.coordinates import Extent


def expected_extent(raw: RawData) -> Extent | None:
    """`extent` of map.toml, else the bounds of the border regions, else None.

    A border that cannot be read or made is the border step's to tell; here it only means None.
    """
    return raw.settings.extent or _bounds(_border(raw) / "regions.geojson")


def _border(raw: RawData) -> Path:
    """The folder that the border step will take, made now if records bring none."""
    beside = raw.folder / "border"
    if beside.is_dir() or not raw.settings.border or not _has_positions(raw.events):
        return beside
    from geomap.atlas.cached import cached_border

    with suppress(BorderError):
        return cached_border((raw.settings.border[0], raw.settings.border[1]), zone_km=raw.settings.zone_km)
    return beside


def _has_positions(events: RawTable) -> bool:
    return {"lat", "lon"} <= set(events.names)


def _bounds(path: Path) -> Extent | None:
    try:
        west, south, east, north = shapely.bounds(shapely.from_geojson(path.read_bytes())).tolist()
    except (OSError, shapely.errors.ShapelyError):
        return None
    return (west, south, east, north) if np.isfinite((west, south, east, north)).all() else None
