"""XLSX: a sheet for each table. Text is written as text, whatever a spreadsheet would make of it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from geomap.errors import OutputError
from geomap.export.archive import packed_anew
from geomap.export.content import Content, Files, plain, settings_values
from geomap.problems import neutral_cell
from geomap.tables.workbook import escaped

MOST_CHARACTERS = 32_767
MOST_ROWS = 1_048_576


def write_xlsx(content: Content, name: str) -> Files:
    """One workbook with the sheets events, reports, places, resolved and map.

    Raises OutputError where a sheet or a cell cannot hold what it should.
    """
    tables = tables_of(content)
    for title, frame in tables.items():
        _refuse_too_large(name, title, frame)
    book = Workbook(write_only=True)
    for title, frame in tables.items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append([_cell(sheet, column, bold=True) for column in map(str, frame)])
        for row in _rows(frame):
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return {name: packed_anew(out.getvalue())}


def tables_of(content: Content) -> dict[str, pd.DataFrame]:
    """The tables of a file that can hold several; `map` is the settings, each value as JSON."""
    values = {key: json.dumps(value, ensure_ascii=False) for key, value in settings_values(content.settings).items()}
    settings = pd.DataFrame({"key": list(values), "value": list(values.values())}, dtype="str")
    tables = {"events": content.events, "reports": content.reports, "places": content.places, "resolved": content.lock}
    return {**tables, "map": settings}


def _rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    return zip(*(plain(frame[name]) for name in frame), strict=True)


def _refuse_too_large(file: str, title: str, frame: pd.DataFrame) -> None:
    """Before the first row is written: openpyxl leaves the file of an unfinished sheet behind."""
    if len(frame) >= MOST_ROWS:
        message = f"{file}: a sheet holds {MOST_ROWS:,} rows, {title} has {len(frame):,} and a header."
        raise OutputError(f"{message} Fix: export .csv or .parquet.")
    longest = max((len(_text(value)) for row in _rows(frame) for value in row if isinstance(value, str)), default=0)
    if longest > MOST_CHARACTERS:
        message = f"{file}: a cell holds {MOST_CHARACTERS:,} characters, but one of {title} has {longest:,}."
        raise OutputError(f"{message} Fix: export another format, such as .json or .csv.")


def _text(value: str) -> str:
    return escaped(neutral_cell(value))


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell whose text goes into the file as it is, past openpyxl's guesses and its 16 digits of a number."""
    if value is None or isinstance(value, int):
        return value
    cell: Any = WriteOnlyCell(sheet)
    is_text = isinstance(value, str)
    cell.value = "'" if is_text else 0.0  # sets the type; "#N/A" would become an error, "=1" a formula
    cell._value = _text(value) if is_text else repr(value)
    if bold:
        cell.font = Font(bold=True)
    return cell
