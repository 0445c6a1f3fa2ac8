"""Add rows to a CSV file as the file writes them itself: its bytes stay, new ones come after them.

Kept are the order of the columns, the delimiter, which columns stand in quotes, the line ends,
whether the last line has one, the encoding and the byte order mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from geomap.problems import neutral_cell
from geomap.tables.text import decode, encoding_mark

SAMPLE = 2_000
"""Rows that are looked at to learn how a file writes its cells."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one file writes its rows. quoted: columns whose cells always stand in quotes, filled and empty."""

    columns: tuple[str, ...]
    delimiter: str
    encoding: str
    line_end: str
    ends_line: bool
    quoted: frozenset[str]
    quoted_empty: frozenset[str]


def style_of(data: bytes, file: str, *, encoding: str = "", delimiter: str = "") -> Style:
    """Learn the style of a CSV file from its bytes. Raises LoadError where they cannot be read."""
    text, _ = decode(data, file, encoding or None)
    mark = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter) or ("\t" if file.lower().endswith(".tsv") else ",")
    rows = list(islice(_rows(text, mark), SAMPLE))
    columns = tuple(_bare(cell).strip() for cell in rows[0]) if rows else ()
    cells = list(zip(*(row for row in rows[1:] if len(row) == len(columns)), strict=True))
    found = re.search(r"\r\n|\n|\r", text)
    return Style(
        columns=columns,
        delimiter=mark,
        encoding=encoding or encoding_mark(data) or "utf-8",
        line_end=found[0] if found else "\n",
        ends_line=text.endswith(("\n", "\r")) or not text,
        quoted=_always_quoted(columns, cells, is_empty=False),
        quoted_empty=_always_quoted(columns, cells, is_empty=True),
    )


def appended(data: bytes, style: Style, rows: Iterable[Mapping[str, str]]) -> bytes:
    """The bytes of the file with the rows after its own. Columns that it does not have are left out."""
    lines = [style.delimiter.join(_cell(row.get(name, ""), name, style) for name in style.columns) for row in rows]
    if not lines:
        return data
    between = "" if style.ends_line else style.line_end
    text = between + style.line_end.join(lines) + (style.line_end if style.ends_line else "")
    return data + text.encode(style.encoding)


def _cell(text: str, column: str, style: Style) -> str:
    text = neutral_cell(text)
    is_quoted = column in (style.quoted if text else style.quoted_empty)
    needs_it = any(mark in text for mark in (style.delimiter, '"', "\r", "\n")) or text != text.strip()
    return '"' + text.replace('"', '""') + '"' if is_quoted or needs_it else text


def _always_quoted(columns: Sequence[str], cells: Sequence[Sequence[str]], *, is_empty: bool) -> frozenset[str]:
    """The columns whose empty, or filled, cells all stand in quotes; one that needs none must be among them."""
    found = set()
    for name, column in zip(columns, cells, strict=False):
        alike = [cell for cell in column if (_bare(cell) == "") == is_empty]
        plain = [cell for cell in alike if not re.search('[,;\t"\r\n]', _bare(cell))]
        if plain and all(cell.startswith('"') for cell in alike):
            found.add(name)
    return frozenset(found)


def _rows(text: str, mark: str) -> Iterable[list[str]]:
    """The rows as lists of cells as they stand, quotes and all; blank lines are left out."""
    cell = re.compile(rf'("(?:[^"]|"")*"|[^{re.escape(mark)}\r\n]*)({re.escape(mark)}|\r\n|\n|\r|\Z)')
    row: list[str] = []
    for found in cell.finditer(text):
        row.append(found[1])
        if found[2] != mark:
            if row != [""]:
                yield row
            row = []
        if found.end() == len(text) and not found[2]:
            return


def _bare(cell: str) -> str:
    return cell[1:-1].replace('""', '"') if cell.startswith('"') and cell.endswith('"') and len(cell) > 1 else cell
