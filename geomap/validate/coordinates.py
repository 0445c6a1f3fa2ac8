"""Pairs of latitude and longitude: whole, plausible, and not the wrong way round."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap.tables import Fault, Flaw, RawTable

Extent = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_NULL = Flaw(
    'it is 0, 0 ("null island"), where lost coordinates end up.',
    "Leave both empty, or give coordinate_source_url if the place is there.",
    "degrees.null_island",
)
_SWAPPED = Flaw(
    "it lies outside the expected region, and inside it the other way round: swapped?",
    "Put the latitude into 'lat' and the longitude into 'lon'.",
    "degrees.swapped",
)


def checked_pairs(
    frame: pd.DataFrame, raw: RawTable, faults: Iterable[Fault], extent: Extent | None
) -> tuple[pd.DataFrame, NDArray[np.bool_], list[Fault]]:
    """Return the frame with wrong pairs taken out, which rows had one, and the further faults.

    0, 0 is taken to be a mistake unless `coordinate_source_url` backs it. `extent` is where the
    places of the data set are expected; without it swapped pairs cannot be told.
    """
    lat, lon = frame["lat"].to_numpy(), frame["lon"].to_numpy()
    null = (lat == 0) & (lon == 0) & np.asarray(frame["coordinate_source_url"] == "")
    swapped = _swapped(lat, lon, extent)
    found = [_pair(raw, int(row), _NULL) for row in np.flatnonzero(null)]
    found += [_pair(raw, int(row), _SWAPPED) for row in np.flatnonzero(swapped)]
    wrong = [fault.row for fault in faults if fault.column in ("lat", "lon")]
    found += [fault for fault in _halves(raw) if fault.row not in set(wrong)]
    bad = null | swapped
    bad[wrong + [fault.row for fault in found]] = True
    if not bad.any():
        return frame, bad, found
    unknown = {"lat": np.where(bad, np.nan, lat), "lon": np.where(bad, np.nan, lon)}
    return frame.assign(**unknown), bad, found


def _swapped(lat: NDArray[np.float64], lon: NDArray[np.float64], extent: Extent | None) -> NDArray[np.bool_]:
    if extent is None:
        return np.zeros(len(lat), dtype=bool)
    return ~_within(lat, lon, extent) & _within(lon, lat, extent)


def _within(lat: NDArray[np.float64], lon: NDArray[np.float64], extent: Extent) -> NDArray[np.bool_]:
    west, south, east, north = extent
    across = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return across & (lat >= south) & (lat <= north)


def _halves(raw: RawTable) -> list[Fault]:
    """Rows with only one of the two."""
    return [*_without(raw, "lat", "lon", "longitude"), *_without(raw, "lon", "lat", "latitude")]


def _without(raw: RawTable, name: str, other: str, word: str) -> list[Fault]:
    if other not in raw.names:
        return []
    alone = np.asarray(raw.cells[other].str.strip() != "")
    if name in raw.names:
        alone = alone & np.asarray(raw.cells[name].str.strip() == "")
    flaw = Flaw(f"only the {word} is given.", "Give both or neither.", "degrees.half")
    return [Fault(int(row), name, "", flaw) for row in np.flatnonzero(alone)]


def _pair(raw: RawTable, row: int, flaw: Flaw) -> Fault:
    return Fault(row, "lat", f"{raw.cells['lat'].iat[row]}, {raw.cells['lon'].iat[row]}", flaw)
