"""Files that hold more than events: claims nested in their events, and what an export carries along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from geomap import records
from geomap.problems import show
from geomap.settings import carried_settings
from geomap.tables.model import Fault, Flaw, Limits, RawBook, RawTable, frame_of, refused
from geomap.tables.rows import table_of

FORMAT = "geomap-export/1"
NESTED = "reports"
"""Key of the claims inside an event, and of the block's claims that belong to no event."""

_BAD = Flaw("the coordinates were wrong in the records.", "Write right ones into lat and lon.", "degrees.exported")
_COMPUTED = frozenset(column.name for column in records.COMPUTED)

Row = Mapping[str, object]
Claims = Sequence[Sequence[Row] | None]
"""For each event its claims, None where the cell is no list of claims."""


def nested_book(events: RawTable, claims: Claims | None, block: object, limits: Limits) -> RawBook:
    """The book of a file whose events hold their claims, with the block that an export carries, if any.

    A "line" of a claim is its event's. Raises LoadError, or SettingsError for the block's settings.
    """
    carried = _block(block, events.file)
    reports = _reports(events, claims, carried.get(NESTED) or (), limits) if claims or carried else None
    if not carried:
        return RawBook(events, reports)
    tables = {name: _carried(carried, name, events.file, limits) for name in ("places", "lock")}
    return export_book(events, reports, tables["places"], tables["lock"], carried.get("map"))


def export_book(
    events: RawTable, reports: RawTable | None, places: RawTable | None, lock: RawTable | None, settings: object
) -> RawBook:
    """The book of an export: columns that a build computes are left out, for it makes them anew."""
    return RawBook(
        _recorded(events), reports, places, lock, carried_settings(settings or {}, events.file), is_export=True
    )


def sheets_book(tables: Mapping[str, RawTable]) -> RawBook:
    """The book of a file with a table for each kind of record, and with `map` if geomap wrote it."""
    tables = {"lock": tables["resolved"], **tables} if "resolved" in tables else dict(tables)
    events, reports, places, lock = (tables.get(name) for name in ("events", "reports", "places", "lock"))
    first = events if events is not None else next(iter(tables.values()))
    if "map" not in tables:
        return RawBook(first, reports, places, lock)
    cells = tables["map"].cells
    if not {"key", "value"} <= set(map(str, cells)):
        message = "has a table 'map' without the columns 'key' and 'value'."
        raise refused(first.file, message, "Export the file anew.", "file.export")
    values = {str(key): parsed(str(text), first.file) for key, text in zip(cells["key"], cells["value"], strict=True)}
    return export_book(first, reports, places, lock, values)


def claims_in(value: object) -> list[Row] | None:
    """The value as a list of claims; None if it is something else, which then is an ordinary cell."""
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        return value
    return None


def parsed(text: str | bytes, file: str) -> Any:
    """JSON that geomap wrote into a cell or a file's metadata."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"holds damaged JSON: {error}."
        raise refused(file, message, "Export the file anew.", "file.json") from error


def _block(block: object, file: str) -> Mapping[str, Any]:
    if block is None:
        return {}
    if not isinstance(block, Mapping) or block.get("format") != FORMAT:
        found = block.get("format") if isinstance(block, Mapping) else block
        message = f"was exported in the form {show(str(found))}; this geomap reads {show(FORMAT)}."
        raise refused(file, message, "Export it anew, or build it with a newer geomap.", "file.export")
    return block


def _reports(events: RawTable, claims: Claims | None, lost: object, limits: Limits) -> RawTable:
    ids = events.cells["event_id"].tolist() if "event_id" in events.names else [""] * len(events)
    rows: list[Row] = []
    lines: list[int] = []
    for event_id, line, told in zip(ids, events.lines.tolist(), claims or [None] * len(events), strict=True):
        rows += [{"event_id": event_id, **claim} for claim in told or ()]
        lines += [line] * len(told or ())
    for claim in claims_in(lost) or ():
        rows.append(claim)
        lines.append(1)
    return _complete(table_of(rows, events.file, limits, lines=lines), records.REPORTS)


def _carried(block: Mapping[str, Any], name: str, file: str, limits: Limits) -> RawTable | None:
    rows = claims_in(block.get(name))
    table = records.PLACES if name == "places" else records.LOCK
    return _complete(table_of(rows, file, limits), table) if rows else None


def _complete(raw: RawTable, table: records.Table) -> RawTable:
    """With all columns that the table must have: JSON leaves out what is empty everywhere."""
    missing = {name: [""] * len(raw) for name in table.required if name not in raw.names}
    return replace(raw, cells=raw.cells.assign(**frame_of(missing))) if missing and len(raw) else raw


def _recorded(events: RawTable) -> RawTable:
    """The events without computed columns. Coordinates that were wrong stay so until they are mended."""
    faults = list(events.faults)
    if {"coordinates_bad", "lat", "lon"} <= set(events.names):
        cells = events.cells
        bad = (cells["coordinates_bad"] == "yes") & (cells["lat"] == "") & (cells["lon"] == "")
        faults += [Fault(int(row), "lat", "", _BAD) for row in np.flatnonzero(bad)]
    kept = [fault for fault in faults if fault.column not in _COMPUTED]
    names = [name for name in events.names if name not in _COMPUTED]
    return replace(events, cells=events.cells[names], faults=tuple(kept))
