"""XLSX: the named sheet, dates by the type of the cell, formulas and error cells refused."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geomap.problems import show
from geomap.tables.book import sheets_book
from geomap.tables.delimited import restored
from geomap.tables.header import checked_header, nearest
from geomap.tables.model import Fault, Flaw, Limits, RawBook, RawTable, frame_of, refused
from geomap.tables.values import cell_text

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

Row = tuple[int, Sequence[Any]]
"""Number of a row in its sheet, and its cells."""

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}[_\r])")
_BOOK = ("events", "reports", "places", "resolved", "map")

_FORMULA = Flaw("the cell holds a formula; its result is not used.", "Put the value in its place.", "cell.formula")
_ERROR = Flaw("the cell holds an error of the spreadsheet.", "Put the value in its place.", "cell.error")
_NO_TEXT = Flaw("the cell holds no text, number or date.", "Put the value in its place.", "cell.type")


def read_workbook(data: bytes, file: str, limits: Limits, *, sheet: str | None = None) -> RawTable:
    """Read one sheet of a workbook: the one asked for, or the one that can only be meant."""
    _refuse_bomb(data, file, limits)
    return _table(_chosen(_sheet_tables(data, file, sheet), file, sheet), file, limits)


def read_sheets(data: bytes, file: str, limits: Limits, *, sheet: str | None = None) -> RawBook:
    """Read a workbook with sheets named `events` and `reports`, and maybe `places` and `resolved`.

    Any other, or one of which a sheet is asked for, is read as `read_workbook` does. In messages
    the name of the sheet stands behind that of the file, but for events.
    """
    _refuse_bomb(data, file, limits)
    sheets = _sheet_tables(data, file, sheet)
    if sheet is not None or not {"events", "reports"} <= sheets.keys():
        return RawBook(_table(_chosen(sheets, file, sheet), file, limits))
    names = [name for name in _BOOK if name in sheets]
    return sheets_book(
        {name: _table(sheets[name], file if name == "events" else f"{file}[{name}]", limits) for name in names}
    )


def _table(found: list[Row], file: str, limits: Limits) -> RawTable:
    rows = iter(found)
    line, names = _header(rows, file, limits)
    lines: list[int] = []
    texts: list[list[str]] = []
    faults: list[Fault] = []
    for number, cells in rows:
        if all(cell.value is None for cell in cells):
            continue
        read, more = _texts(cells, names, len(lines))
        lines.append(number)
        texts.append(read)
        faults += more
    columns = {name: [row[place] for row in texts] for place, name in enumerate(names)}
    return RawTable(file, restored(frame_of(columns)), np.array(lines, dtype=np.int64), line, tuple(faults))


def _refuse_bomb(data: bytes, file: str, limits: Limits) -> None:
    """A workbook is a zip of XML; look at what it unpacks to before any of it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size = sum(part.file_size for part in parts)
            if size > limits.unpacked_bytes:
                message = f"unpacks to {size:,} bytes; geomap reads at most {limits.unpacked_bytes:,}"
                raise refused(file, f"{message} (Limits.unpacked_bytes).", "Split the file.", "file.size")
            bad = next((part.filename for part in parts if _declares_entities(archive, part)), None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise _broken(file, error) from error
    if bad is not None:
        message = f"declares XML entities in {show(bad)}, as no spreadsheet program does."
        raise refused(file, message, "Save it anew from a spreadsheet program.", "file.xml_bomb")


def _declares_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    if not part.filename.endswith((".xml", ".rels")):
        return False
    with archive.open(part) as stream:
        head = stream.read(65536)
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _sheet_tables(data: bytes, file: str, sheet: str | None) -> dict[str, list[Row]]:
    """The rows of all sheets that have any, or of the one asked for.

    What openpyxl raises on a damaged workbook is not documented.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that openpyxl leaves out
            book = load_workbook(io.BytesIO(data), read_only=True)
            names = {name: list(_sheet_rows(book, name)) for name in _sheets(book, sheet)}
    except Exception as error:
        raise _broken(file, error) from error
    if sheet is not None and sheet not in book.sheetnames:
        guess = nearest(sheet, book.sheetnames)
        message = f"has no sheet {show(sheet)}; there are {', '.join(map(show, book.sheetnames))}."
        raise refused(file, message, f"Name one: --sheet {show(guess or book.sheetnames[0])}.", "file.sheet")
    return {name: rows for name, rows in names.items() if rows}


def _chosen(filled: dict[str, list[Row]], file: str, sheet: str | None) -> list[Row]:
    if sheet is None and len(filled) > 1 and "events" not in filled:
        message = f"has {len(filled)} sheets with rows: {', '.join(map(show, filled))}."
        raise refused(file, message, f"Name one: --sheet {show(next(iter(filled)))}.", "file.sheet")
    return filled.get("events") or next(iter(filled.values()), [])


def _sheets(book: Workbook, sheet: str | None) -> list[str]:
    names = [worksheet.title for worksheet in book.worksheets]
    return names if sheet is None else [name for name in names if name == sheet]


def _sheet_rows(book: Workbook, name: str) -> Iterator[Row]:
    worksheet: Any = book[name]
    worksheet.reset_dimensions()  # some programs write wrong ones, and rows would be lost
    for number, cells in enumerate(worksheet.iter_rows(), 1):
        if any(cell.value is not None for cell in cells):
            yield number, cells


def _header(rows: Iterator[Row], file: str, limits: Limits) -> tuple[int, list[str]]:
    for line, cells in rows:
        texts = [cell_text(cell.value) or "" for cell in cells]
        while texts and not texts[-1].strip():
            texts.pop()
        return line, checked_header(texts, file, line, limits)
    fix = "Write the names of the columns into the first row."
    raise refused(file, "is empty: it has no header.", fix, "file.empty")


def _texts(cells: Sequence[Any], names: Sequence[str], row: int) -> tuple[list[str], list[Fault]]:
    """The texts of a row as wide as the header, and what is wrong with it."""
    extra = [cell for cell in cells[len(names) :] if cell.value is not None]
    if extra:
        message = (
            f"the row has {len(names) + len(extra)} cells where the header has {len(names)}; none of them is used."
        )
        wide = Flaw(message, "Name the further column, or take the cells out.", "row.cells")
        text = "; ".join(cell_text(cell.value) or "" for cell in cells)
        first = (cell_text(cells[0].value) or "") if names[0].endswith("_id") else ""
        return [first, *[""] * (len(names) - 1)], [Fault(row, "", text, wide)]
    texts, faults = [""] * len(names), []
    for place, cell in enumerate(cells[: len(names)]):
        flaw, text = _read(cell)
        if flaw is None:
            texts[place] = text
        else:
            faults.append(Fault(row, names[place], text, flaw))
    return texts, faults


def _read(cell: Any) -> tuple[Flaw | None, str]:
    value = cell.value
    text = unescaped(value) if isinstance(value, str) else cell_text(value)
    if cell.data_type == "f":
        return _FORMULA, text if text is not None else str(getattr(cell.value, "text", ""))
    if cell.data_type == "e":
        return _ERROR, text or ""
    return (None, text) if text is not None else (_NO_TEXT, str(cell.value))


def unescaped(text: str) -> str:
    """The text with `_x000D_` and the like as the characters that they stand for (ECMA-376, ST_Xstring)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def escaped(text: str) -> str:
    """The text as a workbook must hold it: `unescaped` and every parser give it back."""
    return _LOOKS_ESCAPED.sub("_x005F_", text).replace("\r", "_x000D_")


def _broken(file: str, error: Exception) -> Exception:
    message = f"cannot be read as a workbook: {error or type(error).__name__}."
    return refused(file, message, "Save it anew as .xlsx, or as CSV in UTF-8.", "file.workbook")
