"""What every export carries: the records, what the build found out about them, and the settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from geomap.dataset import Dataset
from geomap.records import COMPUTED, EVENTS, LOCK, PLACES, REPORTS, TABLES, Table
from geomap.settings import Online, Service, Settings
from geomap.tables.book import FORMAT, NESTED
from geomap.tables.values import number_text
from geomap.validate import DERIVED

Files = dict[str, bytes]
"""What an export writes: name and content of each file, the one asked for first."""

Row = dict[str, Any]
"""One record: text, whole numbers, floats; None for what is unknown."""

_CODEBOOK = frozenset(column.name for columns in (COMPUTED, *(table.columns for table in TABLES)) for column in columns)
_PROVENANCE = frozenset({"source_file", "source_line"})


@dataclass(frozen=True, slots=True, eq=False)
class Content:
    """The tables of a data set as they are exported, rows in the order of the records.

    events: the columns of events.csv, the record's further ones, then the computed ones. shapes:
    for each event its geometry in WGS 84 or None. The other tables have their usual columns.
    """

    settings: Settings
    events: pd.DataFrame
    shapes: NDArray[np.object_]
    reports: pd.DataFrame
    places: pd.DataFrame
    lock: pd.DataFrame

    def nested(self) -> list[list[Row]]:
        """For each event its claims, without the identifier of the event."""
        found: dict[str, list[Row]] = {str(event_id): [] for event_id in self.events["event_id"]}
        for claim in rows_of(self.reports):
            if claim["event_id"] in found:
                found[claim["event_id"]].append({name: cell for name, cell in claim.items() if name != "event_id"})
        return list(found.values())

    def orphans(self) -> pd.DataFrame:
        """Claims about events that are not there."""
        return self.reports[~self.reports["event_id"].isin(self.events["event_id"])]

    def block(self) -> Row:
        """What a file of events alone must carry besides, so that a build reads it back without loss."""
        tables = {"places": self.places, "lock": self.lock, NESTED: self.orphans()}
        filled = {name: [filled_cells(row) for row in rows_of(frame)] for name, frame in tables.items() if len(frame)}
        return {"format": FORMAT, "map": settings_values(self.settings), **filled}


def content_of(dataset: Dataset, recorded: pd.Series[str]) -> Content:
    """The content of a data set that has been located and related.

    recorded: `location_precision` as the records have it. It stays empty where it was and nothing
    was found, so that a build of the export looks again and tells the problem again.
    """
    events = dataset.events
    nothing = (events["location_method"] == "none") & (recorded == "")
    precision = events["location_precision"].mask(nothing, "")
    frame = pd.DataFrame(events.drop(columns="geometry")).assign(location_precision=precision)
    frame = frame[[*_recorded(frame, EVENTS)]].join(_computed(dataset))
    shapes = np.asarray(events.geometry, dtype=object)
    tables = zip((dataset.reports, dataset.places, dataset.lock), (REPORTS, PLACES, LOCK), strict=True)
    return Content(dataset.settings, frame, shapes, *(part[_recorded(part, table)] for part, table in tables))


def rows_of(frame: pd.DataFrame) -> Iterator[Row]:
    """The rows as mappings of plain values; None for unknown."""
    columns = [plain(frame[name]) for name in frame]
    names = list(map(str, frame))
    return (dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True))


def texts_of(frame: pd.DataFrame) -> Iterator[list[str]]:
    """The rows as texts; "" for unknown."""
    columns = [["" if value is None else cell(value) for value in plain(frame[name])] for name in frame]
    return (list(row) for row in zip(*columns, strict=True))


def cell(value: str | float) -> str:
    """The text of a plain value."""
    return value if isinstance(value, str) else number_text(value)


def plain(column: pd.Series[Any]) -> list[Any]:
    """Text, int or float for each row; None for unknown."""
    if pd.api.types.is_float_dtype(column):
        return [None if np.isnan(value) else value for value in column.tolist()]
    if pd.api.types.is_integer_dtype(column):
        return [None if pd.isna(value) else int(value) for value in column.tolist()]
    return [value or None for value in column.tolist()]


def filled_cells(row: Mapping[str, Any]) -> Row:
    """The row without what is unknown; columns that only these records have stay, or nobody would know of them."""
    return {name: value for name, value in row.items() if value is not None or name not in _CODEBOOK}


def arrow_of(frame: pd.DataFrame) -> pa.Table:
    """The frame as text, 64-bit integers and floats; null for unknown."""
    return pa.table({str(name): pa.array(plain(frame[name]), arrow_type(frame[name])) for name in frame})


def arrow_type(column: pd.Series[Any]) -> pa.DataType:
    if pd.api.types.is_float_dtype(column):
        return pa.float64()
    return pa.int64() if pd.api.types.is_integer_dtype(column) else pa.string()


def settings_values(settings: Settings) -> Row:
    """The settings that are not what a map without the line gets.

    Of online services only whom the map has to name: who asks them, and with which keys, is the curator's own.
    """
    named = (Service(name=one.name, attribution=one.attribution) for one in settings.online.services if one.attribution)
    usual = msgspec.to_builtins(Settings())
    values: Row = msgspec.to_builtins(
        msgspec.structs.replace(settings, online=Online(services=tuple(named) or Online().services))
    )
    return {name: value for name, value in values.items() if value != usual[name]}


def _recorded(frame: pd.DataFrame, table: Table) -> list[str]:
    """The columns that the records have: those of the codebook, then further ones."""
    hidden = (DERIVED if table is EVENTS else frozenset()) | _PROVENANCE | set(table.names)
    return [*table.names, *(str(name) for name in frame if name not in hidden)]


def _computed(dataset: Dataset) -> pd.DataFrame:
    """The columns of `COMPUTED`."""
    events = dataset.events
    pins = np.array(events.geometry, dtype=object)
    pins[(events["drawn_as"] != "").to_numpy()] = None
    is_pin = shapely.get_type_id(pins) == 0
    lonlat = np.full((len(events), 2), np.nan)
    lonlat[is_pin] = shapely.get_coordinates(pins[is_pin])
    made = {
        "date_start": _day(events["date_start"]),
        "date_end": _day(events["date_end"]),
        "pin_lat": lonlat[:, 1],
        "pin_lon": lonlat[:, 0],
        "coordinates_bad": _yes_no(events["coordinates_bad"]),
        "in_zone": _yes_no(events["in_zone"]),
        "distance_km": events["distance_km"].round(3),
        "location_score": events["location_score"].round(3),
    }
    columns = {c.name: made[c.name] if c.name in made else events[c.name] for c in COMPUTED}
    return pd.DataFrame(columns, index=events.index)


def _day(times: pd.Series[Any]) -> pd.Series[str]:
    days = np.datetime_as_string(times.to_numpy().astype("datetime64[D]"))
    return pd.Series(np.where(times.isna(), "", days), index=times.index, dtype="str")


def _yes_no(flags: pd.Series[Any]) -> pd.Series[str]:
    return flags.map({True: "yes", False: "no"}).astype("str")
