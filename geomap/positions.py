"""Where the pins are, read from a million shapes once for all that draw them."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

Positions = NDArray[np.float64]
"""A row of longitudes and one of latitudes in degrees; NaN where an event is no pin."""


def positions(events: GeoDataFrame) -> Positions:
    """The positions of located events."""
    shapes = events["geometry"].to_numpy()
    pins = np.flatnonzero((events["drawn_as"] == "").to_numpy() & ~shapely.is_missing(shapes))
    found = np.full((2, len(events)), np.nan)
    found[:, pins] = shapely.get_coordinates(shapes[pins]).T
    return found


def extent(events: GeoDataFrame, at: Positions) -> NDArray[Any]:
    """West, south, east, north of what is drawn of the events, pins and areas; NaN where nothing is."""
    shapes = events["geometry"].to_numpy()[(events["drawn_as"] != "").to_numpy()]
    areas = shapely.bounds(shapes).reshape(-1, 4)
    lows, highs = ([at, areas.T[:2]], [at, areas.T[2:]])
    low = np.fmin.reduce(np.hstack(lows), axis=1, initial=np.nan)
    high = np.fmax.reduce(np.hstack(highs), axis=1, initial=np.nan)
    return np.concatenate([low, high])
