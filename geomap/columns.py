"""What the page filters by, as typed columns: a browser reads a million events in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geomap.packing import packed, packed_json

NO_NUMBER = -(2**31)
FLAG_ERROR, FLAG_IN_ZONE, FLAG_FIGURES = 1, 2, 4
DISPLAY_TOLERANCE_M = 60.0


def columns(events: pd.DataFrame, reports: pd.DataFrame, places: pd.DataFrame) -> dict[str, Any]:
    """Positions, times and codes of the events, and the dictionaries that the codes point into."""
    columns: dict[str, np.ndarray[Any, Any]] = {}
    dicts: dict[str, list[Any]] = {}
    columns["lon_e6"], columns["lat_e6"] = _micro_degrees(events)
    columns["start"], columns["end"] = _days(events["date_start"]), _days(events["date_end"])
    for name, source, dtype in _CATEGORIES:
        columns[name], dicts[name] = _coded(events[source], dtype)
    columns["place"], dicts["place"] = _place_column(events, reports, places)
    columns["area"], dicts["area"] = _area_column(events)
    columns["flags"] = _flags(events)
    columns["distance_m"] = (events["distance_km"] * 1000).round().fillna(-1).to_numpy().astype("<i4")
    for name, owner, values in _many_valued(events, reports):
        columns[f"{name}_at"], columns[name], dicts[name] = _rows_of_lists(owner, values, len(events))
    layout = [{"name": name, "type": _type_name(column), "length": len(column)} for name, column in columns.items()]
    return {"count": len(events), "dicts": packed_json(dicts), "columns": layout, "data": packed(_padded(columns.values()))}


_CATEGORIES = (
    ("event_type", "event_type", "u1"),
    ("status", "status", "u1"),
    ("precision", "location_precision", "u1"),
    ("date_precision", "date_precision", "u1"),
    ("border_side", "border_side", "u1"),
    ("region", "region", "<u2"),
)


def _micro_degrees(events: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    points = np.where(events["area"].eq(""), events["geometry"].to_numpy(), None)
    xy = shapely.get_coordinates(shapely.point_on_surface(points))
    lon = np.full(len(events), NO_NUMBER, dtype="<i4")
    lat = lon.copy()
    drawn = ~shapely.is_missing(points)
    lon[drawn], lat[drawn] = np.round(xy[:, 0] * 1e6), np.round(xy[:, 1] * 1e6)
    return lon, lat


def _days(times: pd.Series[Any]) -> np.ndarray[Any, Any]:
    days = times.to_numpy().astype("datetime64[D]").astype("int64")
    return np.where(times.isna(), NO_NUMBER, days).astype("<i4")


def _coded(values: pd.Series[Any], dtype: str) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Codes into the sorted distinct values; a numeric type too small for them is widened."""
    codes, uniques = pd.factorize(values, sort=True)
    wide = np.dtype(dtype) if len(uniques) <= np.iinfo(np.dtype(dtype)).max else np.dtype("<u4")
    return codes.astype(wide), [str(value) for value in uniques]


def _flags(events: pd.DataFrame) -> np.ndarray[Any, Any]:
    flags = events["flagged"] * FLAG_ERROR + events["in_zone"] * FLAG_IN_ZONE + events["figures_differ"] * FLAG_FIGURES
    return np.asarray(flags.astype("u1"))


def _place_column(
    events: pd.DataFrame, reports: pd.DataFrame, places: pd.DataFrame
) -> tuple[np.ndarray[Any, Any], list[dict[str, Any]]]:
    """One entry for each place as the events name it, with its names and the spellings of reports."""
    keys = ["place", "country", "admin1", "admin2"]
    codes = events.groupby(keys, sort=True).ngroup().to_numpy().astype("<u4")
    first = events.assign(_code=codes).drop_duplicates("_code").sort_values("_code")
    spellings = _spellings(events["event_id"], codes, reports)
    entries = [
        _place_entry(place, places.iloc[int(key)] if int(key) >= 0 else None, spellings.get(code, []))
        for place, key, code in zip(first["place"], first["place_key"], first["_code"], strict=True)
    ]
    return codes, entries


def _spellings(ids: pd.Series[Any], codes: np.ndarray[Any, Any], reports: pd.DataFrame) -> dict[int, list[str]]:
    told = reports.loc[reports["place_as_reported"] != "", ["event_id", "place_as_reported"]].drop_duplicates()
    code_of = pd.Series(codes, index=ids)
    told = told.assign(code=told["event_id"].map(code_of[~code_of.index.duplicated()])).dropna(subset=["code"])
    return {int(code): sorted(set(names)) for code, names in told.groupby("code")["place_as_reported"]}


def _place_entry(place: str, row: pd.Series[Any] | None, spellings: list[str]) -> dict[str, Any]:
    if row is None:
        return {"name": place, "names": {}, "alt": spellings}
    names = {c.removeprefix("name_"): row[c] for c in row.index if re.fullmatch("name_[a-z]{2}", c) and row[c]}
    alt = sorted({*split_list(row["other_names"]), *spellings} - {place, *names.values()})
    return {"name": place, "names": names, "alt": alt}


def _area_column(events: pd.DataFrame) -> tuple[np.ndarray[Any, Any], list[dict[str, Any]]]:
    codes, uniques = _coded(events["area"], "<u2")
    shapes = events.drop_duplicates("area").set_index("area")["geometry"]
    return codes, [_area(text, shapes[text]) for text in uniques]


def _area(text: str, shape: Any) -> dict[str, Any]:
    kind, _, rest = text.partition(":")
    if kind == "regions":
        return {"kind": kind, "ids": rest.split(";")}
    if kind == "disc":
        lat, lon, radius = map(float, rest.split(","))
        return {"kind": kind, "lat": lat, "lon": lon, "radius_km": radius}
    if kind == "segment":
        return {"kind": kind, "lines": _lines(shape)}
    return {"kind": ""}


def _lines(shape: Any) -> list[list[list[float]]]:
    simple = shapely.simplify(shape, DISPLAY_TOLERANCE_M / 111_320)
    return [np.round(shapely.get_coordinates(line), 4).tolist() for line in shapely.get_parts(simple)]


def _many_valued(
    events: pd.DataFrame, reports: pd.DataFrame
) -> Iterable[tuple[str, np.ndarray[Any, Any], pd.Series[str]]]:
    """(name, row of the event, value) for what an event may have several of."""
    actors = events["actors"].str.split(";").explode().str.strip()
    yield "actor", actors.index.to_numpy(), actors
    row_of = pd.Series(events.index, index=events["event_id"])
    rows = reports["event_id"].map(row_of[~row_of.index.duplicated()])
    known = rows.notna()
    owner = rows[known].to_numpy().astype("int64")
    source = reports["publisher"].mask(reports["publisher"] == "", reports["source_name"])
    yield "source", owner, source[known]
    yield "side", owner, reports.loc[known, "speaker_side"]


def _rows_of_lists(
    owner: np.ndarray[Any, Any], values: pd.Series[str], rows: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[str]]:
    """Compressed rows: values of event i stand from at[i] to at[i + 1]."""
    pairs = pd.DataFrame({"owner": owner, "value": values.to_numpy()})
    pairs = pairs[pairs["value"] != ""].drop_duplicates().sort_values(["owner", "value"])
    codes, uniques = _coded(pairs["value"], "<u2")
    at = np.searchsorted(pairs["owner"].to_numpy(), np.arange(rows + 1)).astype("<u4")
    return at, codes, uniques


def split_list(text: str) -> list[str]:
    """The parts of a list cell."""
    return [part for part in (piece.strip() for piece in text.split(";")) if part]


def _type_name(column: np.ndarray[Any, Any]) -> str:
    return f"{column.dtype.kind}{column.dtype.itemsize * 8}"


def _padded(columns: Iterable[np.ndarray[Any, Any]]) -> bytes:
    """The columns one after another, each starting at a multiple of 8 bytes."""
    return b"".join(data + bytes(-len(data) % 8) for data in (column.tobytes() for column in columns))
