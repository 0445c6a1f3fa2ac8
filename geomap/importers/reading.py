"""Open the file of an importer: its columns and then row after row, so that its length costs no memory."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TextIO

from geomap.errors import LoadError
from geomap.importers.model import Row, Source
from geomap.problems import Problem, show
from geomap.tables.header import checked_header
from geomap.tables.model import Fault, Flaw, Limits, RawTable, refused
from geomap.tables.source import checked_path, read_bytes, refuse_disguise
from geomap.tables.text import decode, encoding_mark
from geomap.tables.workbook import read_sheets

LONGEST_CELL = 16_000_000
"""Characters of one cell: more than any text has, less than a quote that is never closed swallows."""

_HEAD = 4096
_MARKED = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
_SPELT = {"\\t": "\t", "tab": "\t"}


@contextmanager
def opened(path: Path, *, encoding: str = "", delimiter: str = "", sheet: str = "") -> Iterator[Source]:
    """The table at `path`: CSV or TSV as a stream, XLSX, JSON or KML. Raises LoadError if it is no such table."""
    from geomap.importers.documents import read_json
    from geomap.importers.placemarks import read_kml

    checked_path(path)
    suffix = path.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        refuse_disguise(_head(path), path)
        with _text(path, encoding) as text, _long_cells(), _told(path, encoding):
            yield _delimited(text, path.name, _mark(path, delimiter))
        return
    readers: dict[str, Callable[[Path], Source]] = {
        ".kml": read_kml,
        ".kmz": read_kml,
        ".zip": read_kml,
        ".json": read_json,
        ".xlsx": lambda path: _workbook(path, sheet),
    }
    if suffix not in readers:
        message = f"ends in {show(suffix)}, which no importer reads."
        raise refused(path.name, message, f"Use one of .csv, .tsv, {', '.join(readers)}.", "file.format")
    yield readers[suffix](path)


def from_table(table: RawTable) -> Source:
    """A table that is in memory already; cells that its reader could not take are told first."""
    columns = [table.cells[name].tolist() for name in table.names]
    rows = (Row(int(line), cells) for line, *cells in zip(table.lines, *columns, strict=True))
    faults = (_problem(table, fault) for fault in table.faults)
    return Source(table.file, table.header, table.names, rows, (*table.problems, *faults))


def _problem(table: RawTable, fault: Fault) -> Problem:
    flaw, line = fault.flaw, int(table.lines[fault.row])
    return Problem(table.file, line, fault.column, fault.value, flaw.message, flaw.fix, flaw.rule, flaw.severity)


def _delimited(text: TextIO, file: str, mark: str) -> Source:
    rows = _rows(text, file, mark)
    line, cells = next(((line, cells) for line, cells in rows if any(map(str.strip, cells))), (0, []))
    if not cells:
        raise refused(file, "is empty: it has no header.", "Give the file as it was exported.", "file.empty")
    if len(cells) == 1:
        fix = "Give --delimiter ';' or --delimiter tab, as the file has it."
        raise refused(file, "has a header of one cell.", fix, "file.delimiter", line=line, value=cells[0])
    names = checked_header(cells, file, line, Limits())
    following = next(rows, None)
    if following is not None and _is_hxl(following[1]):
        note = Problem(
            file,
            following[0],
            "",
            following[1][0],
            "the row under the header holds HXL tags, no record; it is left out.",
            "Nothing.",
            "import.hxl",
            "warning",
        )
        return Source(file, line, tuple(names), _records(rows, names, mark), (note,))
    rest = rows if following is None else chain((following,), rows)
    return Source(file, line, tuple(names), _records(rest, names, mark))


def _records(rows: Iterator[tuple[int, list[str]]], names: Sequence[str], mark: str) -> Iterator[Row]:
    width = len(names)
    for line, cells in rows:
        if len(cells) == width:
            yield Row(line, cells)
        elif any(map(str.strip, cells)):
            message = f"the row has {len(cells)} cells where the header has {width}; none of them is used."
            fix = f"Write {width} cells, with quotes around a text that holds {show(mark)}."
            yield Row(line, [""] * width, Flaw(message, fix, "row.cells"), mark.join(cells))


def _is_hxl(cells: Sequence[str]) -> bool:
    """Whether the row holds tags of the Humanitarian Exchange Language, such as "#date +start"."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(cell[0] == "#" and cell[1:2].isalpha() for cell in filled)


def _rows(text: TextIO, file: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it starts on."""
    reader = csv.reader(text, delimiter=mark, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"has a quote that does not end its cell ({error}); it is in the row that starts here."
        fix = 'Close the quote, and double the quotes inside a quoted text ("").'
        raise refused(file, message, fix, "file.quote", line=start) from error


def _text(path: Path, encoding: str) -> TextIO:
    if encoding:
        decode(b"", path.name, encoding)  # refuses what is no codec
        name = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
    else:
        name = _MARKED.get(encoding_mark(_head(path)) or "utf-8", "utf-32")
    try:
        return path.open(encoding=name, newline="")
    except LookupError as error:  # a codec, but of no text
        message, fix = f"cannot be read: {show(encoding)} is no text encoding.", "Did you mean --encoding cp1252?"
        raise refused(path.name, message, fix, "file.encoding") from error


@contextmanager
def _told(path: Path, encoding: str) -> Iterator[None]:
    """Say on which line the bytes are that cannot be read."""
    try:
        yield
    except UnicodeError as error:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                _check_line(line, path.name, encoding, number)
        message, fix = "cannot be read in its encoding.", "Give --encoding, such as cp1252."
        raise refused(path.name, message, fix, "file.encoding") from error


def _check_line(line: bytes, file: str, encoding: str, number: int) -> None:
    try:
        decode(line, file, encoding or None)
    except LoadError as error:
        problems = [replace(problem, line=number) for problem in error.problems]
        raise LoadError("\n".join(map(str, problems)), problems=problems) from error


@contextmanager
def _long_cells() -> Iterator[None]:
    """Raise the csv module's limit, which holds for the whole process, for a while."""
    former = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(former)


def _mark(path: Path, given: str) -> str:
    mark = _SPELT.get(given.lower(), given) or ("\t" if path.suffix.lower() == ".tsv" else ",")
    if len(mark) != 1 or mark in '"\r\n':
        fix = "Give one character, such as --delimiter ';' or --delimiter tab."
        raise refused(path.name, f"cannot be read: {show(given)} is no delimiter.", fix, "file.delimiter")
    return mark


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        message = f"cannot be read: {error.strerror}."
        raise refused(path.name, message, "Free the file or its folder.", "file.read") from error


def _workbook(path: Path, sheet: str) -> Source:
    limits = Limits()
    return from_table(read_sheets(read_bytes(path, limits), path.name, limits, sheet=sheet or None).events)
