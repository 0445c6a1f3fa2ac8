"""CSV and TSV: text in cells parted by a delimiter, quoted as RFC 4180 has it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
from numpy.typing import NDArray

from geomap.errors import LoadError
from geomap.problems import original_cell, show
from geomap.tables.header import checked_header
from geomap.tables.model import Columns, Fault, Flaw, Limits, RawTable, frame_of, refused
from geomap.tables.text import line_of, utf8_of
from geomap.threads import side_by_side

_DELIMITERS = {";": "a semicolon", "\t": "a tab", "|": "a bar", ",": "a comma"}
_PIECE = 1 << 20  # bytes that Arrow reads at once: what a core keeps at hand
_SPELT = {"\\t": "\t", "tab": "\t"}


def read_delimited(
    data: bytes, file: str, limits: Limits, *, encoding: str | None = None, delimiter: str | None = None
) -> RawTable:
    """Read a CSV or TSV file. Raises LoadError where its rows cannot be told apart for certain."""
    text, notes = utf8_of(data, file, encoding)
    mark = _delimiter(file, delimiter)
    _refuse_conflict(text, file)
    header, names = _header(text, file, mark, limits)
    columns = _plain_columns(text, header, names, mark)
    if columns is not None:
        cells = restored(frame_of(columns))
        return RawTable(file, cells, np.arange(2, len(cells) + 2, dtype=np.int64), header, (), notes)
    columns, lines, faults = _careful_columns(text, file, header, names, mark, limits)
    return RawTable(file, restored(frame_of(columns)), lines, header, faults, notes)


def restored(cells: pd.DataFrame) -> pd.DataFrame:
    """The cells without the apostrophes that geomap puts before text a spreadsheet would run."""
    marked = [name for name in map(str, cells) if cells[name].str.startswith("'").any()]
    return cells.assign(**frame_of({name: [original_cell(str(text)) for text in cells[name]] for name in marked}))


def _delimiter(file: str, given: str | None) -> str:
    if given is None:
        return "\t" if file.lower().endswith(".tsv") else ","
    mark = _SPELT.get(given.lower(), given)
    if len(mark) != 1 or mark in '"\r\n':
        fix = "Give one character, such as --delimiter ';' or --delimiter tab."
        raise refused(file, f"cannot be read: {show(given)} is no delimiter.", fix, "file.delimiter")
    return mark


def _refuse_conflict(text: bytes, file: str) -> None:
    if any(sign in text and 7 * sign in text for sign in (b"<", b">")):  # one is found ten times as fast as seven
        found = re.search(rb"^(<{7}|>{7}) .*$", text, re.MULTILINE)
        if found:
            value = found[0].decode()
            message = "holds the marks of a merge conflict, so it is not one table."
            line = line_of(text, found.start())
            raise refused(file, message, "Settle the conflict first.", "file.conflict", line=line, value=value)


def _header(text: bytes, file: str, mark: str, limits: Limits) -> tuple[int, list[str]]:
    """Line of the header, and its names."""
    for line, row in _rows(text, file, mark, limits):
        if not _is_blank(row):
            _refuse_other_delimiter(row, file, mark, line)
            return line, checked_header(row, file, line, limits)
    raise refused(
        file, "is empty: it has no header.", "Write the names of the columns on the first line.", "file.empty"
    )


def _refuse_other_delimiter(row: Sequence[str], file: str, mark: str, line: int) -> None:
    if len(row) > 1:
        return
    seen = max(_DELIMITERS.keys() - {mark}, key=row[0].count)
    if seen in row[0]:
        message = f"has a header of one cell: its cells seem to be parted by {_DELIMITERS[seen]}."
        option = "tab" if seen == "\t" else f"'{seen}'"
        raise refused(file, message, f"Give --delimiter {option}.", "file.delimiter", line=line, value=row[0])


def _plain_columns(data: bytes, header: int, names: Sequence[str], mark: str) -> Columns | None:
    """The columns of a file whose rows take one line each, or None if it is not so plain.

    Arrow reads such a file ten times as fast as the csv module, but is lax with misplaced quotes
    and tells no lines; so every file with anything unusual goes to the careful reader.
    """
    rows = data.count(b"\n") + (not data.endswith(b"\n")) - 1
    if header != 1 or rows < 1 or not mark.isascii() or not _is_plain(data, mark.encode()):
        return None
    numbers = [str(number) for number in range(len(names))]
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            read_options=pa.csv.ReadOptions(column_names=numbers, skip_rows=1, block_size=_PIECE),
            parse_options=pa.csv.ParseOptions(delimiter=mark),
            convert_options=pa.csv.ConvertOptions(
                check_utf8=False, column_types=dict.fromkeys(numbers, pa.large_string())
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != rows:
        return None
    whole = side_by_side(pa.ChunkedArray.combine_chunks, table.columns)  # once, not whenever a column is looked at
    return dict(zip(names, whole, strict=True))


def _is_plain(data: bytes, mark: bytes) -> bool:
    """Whether line ends are uniform and quotes only stand around whole cells or are doubled."""
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return False
    if b'"' not in data:
        return True
    code = np.frombuffer(b"\n" + data + b"\n", dtype=np.uint8)
    quotes = np.flatnonzero(code == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    doubled = closing[:-1] + 1 == opening[1:]
    opens_cell = _one_of(mark + b"\n")[code[opening - 1]]
    closes_cell = _one_of(mark + b"\r\n")[code[closing + 1]]
    return bool(
        opens_cell[0] and closes_cell[-1] and np.all(doubled | opens_cell[1:]) and np.all(doubled | closes_cell[:-1])
    )


def _one_of(characters: bytes) -> NDArray[np.bool_]:
    """For each of the 256 bytes, whether it is one of the characters."""
    table = np.zeros(256, dtype=bool)
    table[list(characters)] = True
    return table


def _careful_columns(
    text: bytes, file: str, header: int, names: Sequence[str], mark: str, limits: Limits
) -> tuple[Columns, NDArray[np.int64], tuple[Fault, ...]]:
    width = len(names)
    found = [(line, row) for line, row in _rows(text, file, mark, limits) if line > header and not _is_blank(row)]
    if found and all(len(row) == width + 1 for _, row in found):
        message = f"has a header of {width} cells, but its rows have {width + 1}."
        fix = "Take the delimiter off the end of each row, or name the further column."
        raise refused(file, message, fix, "file.trailing_delimiter", line=header)
    faults = tuple(_ragged(number, row, names, mark) for number, (_, row) in enumerate(found) if len(row) != width)
    cells = list(chain.from_iterable(_fitted(row, names) for _, row in found))
    columns = {name: cells[place::width] for place, name in enumerate(names)}
    return columns, np.array([line for line, _ in found], dtype=np.int64), faults


def _ragged(number: int, row: Sequence[str], names: Sequence[str], mark: str) -> Fault:
    message = f"the row has {len(row)} cells where the header has {len(names)}; none of them is used."
    fix = f"Write {len(names)} cells, and put quotes around a text that holds {_DELIMITERS.get(mark, show(mark))}."
    return Fault(number, "", mark.join(row), Flaw(message, fix, "row.cells"))


def _fitted(row: Sequence[str], names: Sequence[str]) -> Sequence[str]:
    """The row; if its cells may have shifted, only a leading identifier is kept."""
    if len(row) == len(names):
        return row
    return [row[0] if names[0].endswith("_id") else "", *[""] * (len(names) - 1)]


def _is_blank(row: Sequence[str]) -> bool:
    return not row or (len(row) == 1 and not row[0].strip())


def _rows(text: bytes, file: str, mark: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line that it starts on."""
    reader = csv.reader(_lines(text), delimiter=mark, strict=True)
    start = 1
    with _cells_up_to(limits.file_bytes):
        try:
            for row in reader:
                yield start, row
                start = reader.line_num + 1
        except csv.Error as error:
            raise _misquoted(text, file, start, mark) from error


@contextmanager
def _cells_up_to(characters: int) -> Iterator[None]:
    """Raise the csv module's limit, which holds for the whole process, for a while."""
    former = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(former)


def _misquoted(text: bytes, file: str, start: int, mark: str) -> LoadError:
    line, closed = _last_quote(text, start, mark)
    if closed:
        message = "has text after a closing quote, or a quote that was opened here and closed far away."
        fix = 'Double the quotes inside a quoted text ("").'
    else:
        message = "has a quote that is opened here and never closed; it swallows the rows that follow."
        fix = "Close the quote, or double it if it belongs to the text."
    return refused(file, message, fix, "file.quote", line=line)


def _last_quote(data: bytes, start: int, mark: str) -> tuple[int, bool]:
    """Line of the quote that went wrong in the row that starts on line `start`; was it closed?"""
    place, text = sum(map(len, islice(_lines(data), start - 1))), data.decode()
    stops = f"{mark}\r\n"
    cell = re.compile(rf'"[^"]*(?:""[^"]*)*"|[^"{re.escape(stops)}][^{re.escape(stops)}]*|')
    end = place
    while place < len(text):
        end = place + len(cell.match(text, place)[0])  # type: ignore[index] # it matches the empty text too
        if end < len(text) and text[end] not in stops:
            break
        place = end + 1
    return text.count("\n", 0, place) + 1, end > place


def _lines(text: bytes) -> Iterator[str]:
    """The lines with their ends, one after the other; only what ends a line in CSV does so here."""
    return (found[0].decode() for found in re.finditer(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))
