"""The load step: bytes to tables of text, with file and line kept for every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from geomap import records
from geomap.problems import Problem, show
from geomap.settings import Settings, read_settings
from geomap.tables.delimited import read_delimited
from geomap.tables.document import read_document
from geomap.tables.header import check_names
from geomap.tables.model import Fault, Flaw, Limits, RawData, RawTable, refused
from geomap.tables.source import checked_path, events_in, read_bytes, table_in
from geomap.tables.workbook import read_workbook

__all__ = ["Fault", "Flaw", "Limits", "RawData", "RawTable", "read"]

Options = Mapping[str, str | None]

FLAT_NAMES = tuple(dict.fromkeys((*records.EVENTS.names, *records.REPORTS.names)))
"""Every column that a flat table may have."""


def read(
    path: str | Path,
    *,
    border: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> RawData:
    """Read the records at `path` as text: a folder (events, reports, ...) or one flat table.

    `border` ("RU-UA") goes before what map.toml says. `encoding`, `delimiter` and `sheet` are for
    files that do not tell. Raises LoadError or SettingsError where no table can be had.
    """
    found, limits = checked_path(path), limits or Limits()
    options = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    folder = found if found.is_dir() else found.parent
    settings = _settings(folder, border)
    if found.is_dir():
        return _read_folder(found, settings, options, limits)
    events = _events(found, limits, options)
    check_names(events, FLAT_NAMES, records.FLAT_REQUIRED)
    return RawData(settings, folder, flat=True, events=events, lock=_lock(folder, limits))


def _read_folder(folder: Path, settings: Settings, options: Options, limits: Limits) -> RawData:
    events = _events(events_in(folder), limits, options)
    check_names(events, records.EVENTS.names, ("event_id", *records.EVENTS.required))
    reports = _optional(folder, records.REPORTS, limits, options)
    places = _optional(folder, records.PLACES, limits, options)
    notes = () if reports is not None else (_no_reports(),)
    return RawData(
        settings,
        folder,
        flat=False,
        events=events,
        reports=reports,
        places=places,
        lock=_lock(folder, limits),
        notes=notes,
    )


def _optional(folder: Path, table: records.Table, limits: Limits, options: Options | None = None) -> RawTable | None:
    path = table_in(folder, table.name.removesuffix(".csv"))
    if path is None:
        return None
    raw = _table(path, limits, options or {})
    check_names(raw, table.names, table.required)
    return raw


def _lock(folder: Path, limits: Limits) -> RawTable | None:
    return _optional(folder, records.LOCK, limits)


def _events(path: Path, limits: Limits, options: Options) -> RawTable:
    table = _table(path, limits, options)
    return table if len(table) else replace(table, problems=(*table.problems, _no_rows(table)))


def _table(path: Path, limits: Limits, options: Options) -> RawTable:
    data = read_bytes(path, limits)
    return _READERS[path.suffix.lower()](data, path.name, limits, options)


def _settings(folder: Path, border: str | None) -> Settings:
    path = folder / "map.toml"
    settings = read_settings(path) if path.is_file() else Settings()
    return msgspec.structs.replace(settings, border=_codes(border)) if border else settings


def _codes(border: str) -> tuple[str, ...]:
    codes = tuple(border.strip().upper().split("-"))
    if len(codes) != 2 or not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        message = f"{show(border)} is not two country codes."
        raise refused("--border", message, "Write two ISO 3166-1 codes: --border RU-UA.", "settings.border")
    return codes


def _no_reports() -> Problem:
    message, fix = "is missing: every event is unsourced.", "Add reports.csv with a row for each claim."
    return Problem("reports.csv", None, "", "", message, fix, "file.no_reports", "warning")


def _no_rows(table: RawTable) -> Problem:
    message, fix = "has no rows; the map is empty.", "Add a row for each event."
    return Problem(table.file, table.header, "", "", message, fix, "file.no_rows")


def _csv(data: bytes, file: str, limits: Limits, options: Options) -> RawTable:
    return read_delimited(data, file, limits, encoding=options.get("encoding"), delimiter=options.get("delimiter"))


def _xlsx(data: bytes, file: str, limits: Limits, options: Options) -> RawTable:
    return read_workbook(data, file, limits, sheet=options.get("sheet"))


def _json(data: bytes, file: str, limits: Limits, options: Options) -> RawTable:
    return read_document(data, file, limits, encoding=options.get("encoding"))


def _parquet(data: bytes, file: str, limits: Limits, options: Options) -> RawTable:  # noqa: ARG001
    from geomap.tables.columnar import read_parquet  # 40 ms, which only Parquet should cost

    return read_parquet(data, file, limits)


_READERS = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".geojson": _json,
    ".parquet": _parquet,
}
