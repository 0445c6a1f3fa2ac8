"""The load step: bytes to tables of text, with file and line kept for every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from geomap import records
from geomap.problems import Problem, show
from geomap.settings import Settings, read_settings
from geomap.tables.datapackage import in_package
from geomap.tables.delimited import read_delimited
from geomap.tables.document import read_events
from geomap.tables.header import check_names
from geomap.tables.model import Fault, Flaw, Limits, RawBook, RawData, RawTable, refused
from geomap.tables.placemarks import read_placemarks
from geomap.tables.source import checked_path, events_in, read_bytes, table_in
from geomap.tables.workbook import read_sheets

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
    """Read the records at `path` as text: a folder (events, reports, ...), one flat table or an export.

    `border` ("RU-UA") goes before what map.toml says. `encoding`, `delimiter` and `sheet` are for
    files that do not tell. Raises LoadError or SettingsError where no table can be had.
    """
    found, limits = checked_path(path), limits or Limits()
    options = {"encoding": encoding, "delimiter": delimiter, "sheet": sheet}
    folder = found if found.is_dir() else found.parent
    settings = _map_toml(folder)
    file = events_in(found) if found.is_dir() else found
    book = _book(file, limits, options, is_alone=not found.is_dir())
    settings = _with_border(settings or book.settings or Settings(), border)
    if not found.is_dir() and book.reports is None:
        check_names(book.events, FLAT_NAMES, records.FLAT_REQUIRED)
        return RawData(settings, folder, flat=True, events=book.events, lock=_lock(folder, limits))
    check_names(book.events, records.EVENTS.names, ("event_id", *records.EVENTS.required))
    return _full(found, settings, book, options, limits)


def _full(found: Path, settings: Settings, book: RawBook, options: Options, limits: Limits) -> RawData:
    """The data set of a folder, or of one file that holds several tables."""
    folder, is_folder = (found, True) if found.is_dir() else (found.parent, False)
    reports = _optional(folder, records.REPORTS, limits, options) if is_folder else None
    places = _optional(folder, records.PLACES, limits, options) if is_folder else None
    if reports is not None and book.reports is not None and book.reports.file != reports.file:
        message = f"holds {reports.file}, but {book.events.file} has reports too: which count?"
        raise refused(str(folder), message, "Keep one of them.", "file.twice")
    reports = book.reports if reports is None else reports
    for raw, table in ((reports, records.REPORTS), (book.places, records.PLACES), (book.lock, records.LOCK)):
        if raw is not None:
            check_names(raw, table.names, table.required)
    return RawData(
        settings,
        folder,
        flat=False,
        events=book.events,
        reports=reports,
        places=book.places if places is None else places,
        lock=_lock(folder, limits) or book.lock,
        notes=() if reports is not None else (_no_reports(),),
        is_export=book.is_export,
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


def _book(path: Path, limits: Limits, options: Options, *, is_alone: bool) -> RawBook:
    """The tables of a file. A CSV file that a data package describes has its others beside it."""
    book = _file(path, limits, options)
    if path.suffix.lower() == ".csv":
        book = in_package(book, path, lambda other: _table(other, limits, options), limits, is_alone=is_alone)
    table = book.events
    return book if len(table) else replace(book, events=replace(table, problems=(*table.problems, _no_rows(table))))


def _table(path: Path, limits: Limits, options: Options) -> RawTable:
    return _file(path, limits, options).events


def _file(path: Path, limits: Limits, options: Options) -> RawBook:
    data = read_bytes(path, limits)  # first, for it refuses what there is no reader for
    return _READERS[path.suffix.lower()](data, path.name, limits, options)


def _map_toml(folder: Path) -> Settings | None:
    path = folder / "map.toml"
    return read_settings(path) if path.is_file() else None


def _with_border(settings: Settings, border: str | None) -> Settings:
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


def _csv(data: bytes, file: str, limits: Limits, options: Options) -> RawBook:
    encoding, delimiter = options.get("encoding"), options.get("delimiter")
    return RawBook(read_delimited(data, file, limits, encoding=encoding, delimiter=delimiter))


def _xlsx(data: bytes, file: str, limits: Limits, options: Options) -> RawBook:
    return read_sheets(data, file, limits, sheet=options.get("sheet"))


def _json(data: bytes, file: str, limits: Limits, options: Options) -> RawBook:
    return read_events(data, file, limits, encoding=options.get("encoding"))


def _parquet(data: bytes, file: str, limits: Limits, options: Options) -> RawBook:  # noqa: ARG001
    from geomap.tables.columnar import read_parquet  # 40 ms, which only Parquet should cost

    return read_parquet(data, file, limits)


def _gpkg(data: bytes, file: str, limits: Limits, options: Options) -> RawBook:  # noqa: ARG001
    from geomap.tables.geopackage import read_geopackage

    return read_geopackage(data, file, limits)


def _kml(data: bytes, file: str, limits: Limits, options: Options) -> RawBook:  # noqa: ARG001
    return read_placemarks(data, file, limits)


_READERS: dict[str, Callable[[bytes, str, Limits, Options], RawBook]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".txt": _csv,
    ".xlsx": _xlsx,
    ".json": _json,
    ".geojson": _json,
    ".parquet": _parquet,
    ".gpkg": _gpkg,
    ".kml": _kml,
}
