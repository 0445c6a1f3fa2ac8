"""What the page filters by, as typed columns: a browser reads a million events in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.codes import Coded, Rows, ascending, coded, combined, distinct, or_else
from geomap.packing import SOME, packed, packed_json
from geomap.positions import Positions

NO_NUMBER = -(2**31)
FLAG_ERROR, FLAG_IN_ZONE, FLAG_FIGURES = 1, 2, 4
DISPLAY_TOLERANCE_M = 60.0


def columns(
    events: pd.DataFrame, reports: pd.DataFrame, owner: Rows, places: pd.DataFrame, at: Positions
) -> dict[str, Any]:
    """Positions, times and codes of the events, and the dictionaries that the codes point into.

    owner: for each report the row of its event, -1 for none.
    """
    columns: dict[str, np.ndarray[Any, Any]] = {}
    dicts: dict[str, list[Any]] = {}
    columns["lon_e6"], columns["lat_e6"] = micro_degrees(at)
    columns["start"], columns["end"] = _days(events["date_start"]), _days(events["date_end"])
    for name, source in _CATEGORIES:
        columns[name], dicts[name] = _coded(events[source])
    columns["recorded"], dicts["recorded"] = _recorded(events["recorded_on"], reports["recorded_on"], owner)
    columns["place"], dicts["place"] = _place_column(events, reports, owner, places)
    columns["area"], dicts["area"] = _area_column(events)
    columns["flags"] = _flags(events)
    columns["distance_m"] = (events["distance_km"] * 1000).round().fillna(-1).to_numpy().astype("<i4")
    for name, rows, values in _many_valued(events, reports, owner):
        columns[f"{name}_of"], columns[name], dicts[name] = _rows_of_lists(rows, values, len(events))
    layout, data = _laid_out(columns)
    level = 1 if len(data) > SOME else None  # 6 leaves 2 % less of many numbers, and takes three times as long
    return {"count": len(events), "dicts": packed_json(dicts), "columns": layout, "data": packed(data, level=level)}


def micro_degrees(at: Positions) -> NDArray[Any]:
    """The positions in millionths of a degree; NO_NUMBER where an event is no pin."""
    return np.where(np.isnan(at), NO_NUMBER, np.round(at * 1e6)).astype("<i4")


_CATEGORIES = (
    ("event_type", "event_type"),
    ("status", "status"),
    ("precision", "location_precision"),
    ("date_precision", "date_precision"),
    ("border_side", "border_side"),
    ("region", "region"),
)


def _days(times: pd.Series[Any]) -> np.ndarray[Any, Any]:
    days = times.to_numpy().astype("datetime64[D]").astype("int64")
    return np.where(times.isna(), NO_NUMBER, days).astype("<i4")


def _coded(values: pd.Series[str]) -> tuple[np.ndarray[Any, Any], list[str]]:
    codes, uniques = coded(values)
    return _narrow(codes, len(uniques)), uniques


def _recorded(written: pd.Series[str], told: pd.Series[str], owner: Rows) -> tuple[np.ndarray[Any, Any], list[str]]:
    """The last day on which a row of the event or of its reports was written; ISO days sort as text."""
    own, theirs = coded(written), coded(told)
    days = sorted({*own.values, *theirs.values})
    newest, others = (np.searchsorted(days, cells.values)[cells.codes] for cells in (own, theirs))
    known = owner >= 0
    np.maximum.at(newest, owner[known], others[known])
    return _narrow(newest, len(days)), days


def _narrow(codes: np.ndarray[Any, Any], values: int) -> np.ndarray[Any, Any]:
    """Codes below `values` in the smallest type that holds them."""
    return codes.astype(np.min_scalar_type(max(0, values - 1)).newbyteorder("<"))


def _flags(events: pd.DataFrame) -> np.ndarray[Any, Any]:
    named = (("flagged", FLAG_ERROR), ("in_zone", FLAG_IN_ZONE), ("figures_differ", FLAG_FIGURES))
    return np.asarray(sum(events[name].to_numpy().astype("u1") * np.uint8(flag) for name, flag in named))


def _place_column(
    events: pd.DataFrame, reports: pd.DataFrame, owner: Rows, places: pd.DataFrame
) -> tuple[np.ndarray[Any, Any], list[dict[str, Any]]]:
    """One entry for each place as the events name it, with its names and the spellings of reports."""
    keys = combined(*(coded(events[name]).codes for name in ("place", "country", "admin1", "admin2")))
    _, first, codes = distinct(keys)
    spellings = _spellings(reports["place_as_reported"], owner, codes)
    entries = [
        _place_entry(place, places.iloc[int(key)] if int(key) >= 0 else None, spellings.get(code, []))
        for code, (place, key) in enumerate(
            zip(events["place"].iloc[first], events["place_key"].iloc[first], strict=True)
        )
    ]
    return _narrow(codes, len(entries)), entries


def _spellings(told: pd.Series[str], owner: Rows, codes: Rows) -> dict[int, list[str]]:
    """The spellings of each place in reports, sorted."""
    rows = np.flatnonzero((told != "").to_numpy() & (owner >= 0))
    found: dict[int, set[str]] = {}
    for code, name in zip(codes[owner[rows]].tolist(), told.iloc[rows], strict=True):
        found.setdefault(code, set()).add(name)
    return {code: sorted(names) for code, names in found.items()}


def _place_entry(place: str, row: pd.Series[Any] | None, spellings: list[str]) -> dict[str, Any]:
    if row is None:
        return {"name": place, "names": {}, "alt": spellings}
    names = {c.removeprefix("name_"): row[c] for c in row.index if re.fullmatch("name_[a-z]{2}", c) and row[c]}
    alt = sorted({*split_list(row["other_names"]), *spellings} - {place, *names.values()})
    return {"name": place, "names": names, "alt": alt}


def _area_column(events: pd.DataFrame) -> tuple[np.ndarray[Any, Any], list[dict[str, Any]]]:
    codes, uniques = _coded(events["drawn_as"])
    _, first, _ = distinct(codes)
    shapes = events["geometry"].to_numpy()[first]
    return codes, [_area(text, shape) for text, shape in zip(uniques, shapes, strict=True)]


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


def _many_valued(events: pd.DataFrame, reports: pd.DataFrame, owner: Rows) -> Iterator[tuple[str, Rows, Coded]]:
    """(name, row of the event, value) for what an event may have several of; "" is none."""
    yield "actor", *_split(coded(events["actors"]))
    source = or_else(reports["publisher"], reports["source_name"])
    known = owner >= 0
    for name, column in (("source", source), ("side", reports["speaker_side"])):
        codes, values = coded(column[known])
        yield name, owner[known], Coded(codes, values)


def _split(cells: Coded) -> tuple[Rows, Coded]:
    """The parts of list cells: the row of each, and its text."""
    parts = [split_list(cell) for cell in cells.values]
    values = sorted({part for cell in parts for part in cell})
    code_of = {value: code for code, value in enumerate(values)}
    flat = np.array([code_of[part] for cell in parts for part in cell], dtype=np.int32)
    lengths = np.array([len(cell) for cell in parts], dtype=np.int64)
    counts = lengths[cells.codes]
    rows = np.repeat(np.arange(len(counts)), counts)
    within = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    return rows, Coded(flat[(np.cumsum(lengths) - lengths)[cells.codes[rows]] + within], values)


def _rows_of_lists(
    owner: Rows, cells: Coded, rows: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[str]]:
    """Compressed rows: the distinct values of event i stand from at[i] to at[i + 1], in order.

    The first column holds the steps from at[i - 1] to at[i], which press to almost nothing.
    """
    width = len(cells.values)
    pairs = ascending(owner * width + cells.codes) if width else np.array([], dtype=np.int64)
    owners, codes = np.divmod(pairs, max(1, width))
    if cells.values[:1] == [""]:  # sorted, so nothing else can be in its place
        named = codes > 0
        owners, codes, width = owners[named], codes[named] - 1, width - 1
    of = np.bincount(owners + 1, minlength=rows + 1)
    return _narrow(of, int(of.max()) + 1), _narrow(codes, width), cells.values[-width:] if width else []


def split_list(text: str) -> list[str]:
    """The parts of a list cell."""
    return [part for part in (piece.strip() for piece in text.split(";")) if part]


def _laid_out(columns: dict[str, np.ndarray[Any, Any]]) -> tuple[list[dict[str, Any]], bytes]:
    """Names and types of the columns, and the columns one after another, each at a multiple of 8 bytes."""
    layout, parts = [], []
    for name, column in columns.items():
        layout.append({"name": name, "type": f"{column.dtype.kind}{column.dtype.itemsize * 8}", "length": len(column)})
        data = column.tobytes()
        parts += [data, bytes(-len(data) % 8)]
    return layout, b"".join(parts)
