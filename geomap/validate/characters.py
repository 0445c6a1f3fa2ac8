"""Characters that no cell may hold, and cells that only look filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geomap.tables import Fault, Flaw

BLANKS = " \t\r\n\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\u00ad\u180e\ufeff"

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANK = re.compile(f"[{BLANKS}]*")
_ODD_ASCII = bytes(code for code in (*range(32), 127) if code not in b"\t\n\r")
_ODD = (
    r"[\x{80}-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{2069}\x{feff}\x{fffe}\x{ffff}]"
)


def check_characters(texts: pd.Series[str]) -> tuple[list[Fault], list[int]]:
    """Faults of a column's characters, and the rows whose cell holds nothing one could see."""
    column, name = pa.array(texts.array), str(texts.name)
    rows = set(_rows(pc.equal(pc.utf8_trim_whitespace(column), "")))
    rows -= set(_rows(pc.equal(column, "")))
    if _has_odd(column):
        rows |= set(_rows(pc.match_substring_regex(column, r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|" + _ODD)))
    cells = [(row, str(texts.iat[row])) for row in sorted(rows)]
    faults = [Fault(row, name, text, flaw) for row, text in cells for flaw in _flaws(text)]
    return faults, [row for row, text in cells if _BLANK.fullmatch(text)]


def _rows(mask: pa.ChunkedArray | pa.Array) -> Iterator[int]:
    return iter(pc.indices_nonzero(mask).to_pylist())


def _has_odd(column: pa.ChunkedArray | pa.Array) -> bool:
    """Whether any cell may hold an odd character; looks at the bytes of all cells at once."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    for chunk in chunks:
        data = chunk.buffers()[2] or b""
        codes = np.frombuffer(data, np.uint8)
        if codes.min(initial=32) >= 32 and codes.max(initial=32) < 127:
            continue  # told without a copy
        text = bytes(data)
        if not text.isascii() or len(text.translate(None, _ODD_ASCII)) != len(text):
            return True
    return False


def _flaws(text: str) -> Iterator[Flaw]:
    control, bidi = _CONTROL.search(text), _BIDI.search(text)
    if control:
        message = f"it holds the control character {_code(control[0])} at position {control.start() + 1}."
        yield Flaw(message, "Take it out.", "text.control")
    if bidi:
        message = f"it holds {_code(bidi[0])}, which turns the direction of text, at position {bidi.start() + 1}."
        yield Flaw(message, "Take it out unless the text needs it.", "text.bidi", "warning")


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"
