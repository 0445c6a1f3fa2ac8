"""Tables out of mappings, as JSON and its kin have them: each value as the text a curator would write."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import numpy as np

from geomap.tables.header import checked_header
from geomap.tables.model import Fault, Flaw, Limits, RawTable, frame_of
from geomap.tables.values import cell_text

_NO_TEXT = Flaw("the value is an object, not text.", "Write text, a number or a list.", "cell.type")
_SURROGATE = Flaw("it holds half of a surrogate pair, which is no character.", "Write the character.", "text.control")
_GEOMETRY = Flaw("the geometry is no point.", "Give a point, or none and the name of the place.", "geometry.kind")


def table_of(
    rows: Sequence[Mapping[str, object]], file: str, limits: Limits, *, lines: Sequence[int] | None = None
) -> RawTable:
    """The rows as a table, with every name that any of them has. A "line" is a row's number unless given."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    checked_header(names, file, None, limits)
    faults: list[Fault] = []
    texts = [[_text(number, name, row.get(name), faults) for name in names] for number, row in enumerate(rows)]
    columns = {name: [row[place] for row in texts] for place, name in enumerate(names)}
    numbers = np.arange(1, len(rows) + 1) if lines is None else np.array(lines)
    return RawTable(file, frame_of(columns), numbers.astype(np.int64), None, tuple(faults))


def _text(row: int, name: str, value: object, faults: list[Fault]) -> str:
    """The text of one cell; a fault is put to the others, and the cell is then empty."""
    text = cell_text(value)
    if text is None:
        faults.append(Fault(row, name, json.dumps(value), _GEOMETRY if name == "geometry" else _NO_TEXT))
        return ""
    if not text.isascii() and re.search("[\ud800-\udfff]", text):
        faults.append(Fault(row, name, text.encode("utf-8", "backslashreplace").decode(), _SURROGATE))
        return ""
    return text
