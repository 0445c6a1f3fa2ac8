"""`geomap.locate` for whoever has no data folder: any frame with a column of place names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame

from geomap.dataset import Dataset
from geomap.errors import LoadError
from geomap.places import locating
from geomap.records import LOCK, PLACES, REPORTS
from geomap.settings import Settings

if TYPE_CHECKING:
    from geomap.places.online.geocoder import OnlineGeocoder

READ = ("place", "country", "admin1", "admin2", "location_precision", "coordinate_source_url")
"""Columns of a frame that say where an event lies, beside lat and lon."""
ADDED = ("precision", "method", "source", "score", "name", "reason")


@overload
def locate(records: Dataset, *, online: bool | OnlineGeocoder = False) -> Dataset: ...


@overload
def locate(records: pd.DataFrame, *, online: bool | OnlineGeocoder = False) -> GeoDataFrame: ...


def locate(records: Dataset | pd.DataFrame, *, online: bool | OnlineGeocoder = False) -> Dataset | GeoDataFrame:
    """Give every event a shape and say how it was found, or a reason why it has none.

    Of a data set (`geomap.load`) a data set comes back. Of a frame with the column `place`, and country, admin1,
    admin2, lat, lon and location_precision where it has them, a GeoDataFrame with the same rows and index, and the
    columns geometry (WGS 84, empty where nothing is sure), location_precision, location_method, location_source,
    location_score (0 to 1), location_name, location_reason and location_candidates. Towns are looked up in the
    gazetteers, offline unless `online`. Raises LoadError for a frame without `place`, GazetteerError, SettingsError.
    """
    if isinstance(records, Dataset):
        return locating.locate(records, online=online)
    located = locating.locate(_dataset(records), online=online)
    found = located.events
    columns: dict[str, Any] = {f"location_{name}": found[f"location_{name}"].to_numpy() for name in ADDED}
    columns["location_candidates"] = _candidates(located)
    frame = pd.DataFrame(records.drop(columns="geometry", errors="ignore")).assign(**columns)
    return GeoDataFrame(frame, geometry=found.geometry.to_numpy(), crs=found.crs)


def _dataset(records: pd.DataFrame) -> Dataset:
    """The frame as a data set without border, curated places and earlier answers."""
    if "place" not in records:
        raise LoadError(f"the frame has no column 'place'; it has {', '.join(map(str, records.columns))[:300]}.")
    texts = {name: _texts(records, name) for name in READ}
    lat, lon = (_numbers(records, name) for name in ("lat", "lon"))
    numbers = np.arange(len(records))
    is_bad = ~(np.isnan(lat) & np.isnan(lon)) & ~((np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    events = pd.DataFrame({**texts, "lat": lat, "lon": lon, "coordinates_bad": is_bad, "flagged": is_bad})
    events = events.assign(event_id=numbers.astype(str), source_file="frame", source_line=numbers)
    reports, places, lock = (pd.DataFrame({name: [] for name in table.names}) for table in (REPORTS, PLACES, LOCK))
    shapes = np.full(len(events), None, dtype=object)
    return Dataset(Settings(), GeoDataFrame(events, geometry=shapes, crs="EPSG:4326"), reports, places, lock)


def _texts(records: pd.DataFrame, name: str) -> pd.Series[str]:
    if name not in records:
        return pd.Series([""] * len(records), dtype="str")
    column = records[name].reset_index(drop=True)
    return column.astype("str").where(column.notna(), "").str.strip()


def _numbers(records: pd.DataFrame, name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Numbers; what is none counts as a wrong coordinate, which an infinite one is too."""
    if name not in records:
        return np.full(len(records), np.nan)
    column = records[name]
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    is_empty = column.isna().to_numpy() | column.astype("str").str.strip().eq("").to_numpy()
    return np.where(np.isnan(numbers) & ~is_empty, np.inf, numbers)


def _candidates(located: Dataset) -> list[str]:
    """What else each name could stand for."""
    lock = located.lock
    keys = (lock[name] for name in ("place", "country", "admin1"))
    told = dict(zip(zip(*keys, strict=True), lock["candidates"], strict=True))
    events = located.events[["place", "country", "admin1"]].itertuples(index=False, name=None)
    return [told.get(key, "") for key in events]
