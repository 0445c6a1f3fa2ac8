"""Identifiers: unique, never empty, made from the content of a row where none is given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geomap.codes import arrow
from geomap.tables import Fault, Flaw, RawTable
from geomap.tables.model import frame_of
from geomap.threads import side_by_side

_GIVE = "Give each row its own identifier, or take one of the rows out."


Other = Callable[[int, int], Flaw]
"""What is wrong with a row that has the identifier of another, and other content."""


def unique_ids(
    ids: pd.Series[str], raw: RawTable, shared: NDArray[np.bool_] | None = None, other: Other | None = None
) -> tuple[pd.Series[str], list[Fault]]:
    """Return the identifiers with made ones where they are empty or stood before, and the faults.

    Of rows that share one the first keeps it. The same content is listed once more (a fault of
    the later row); other content is a fault of both. shared: rows that share one rightly.
    """
    given = ids != ""
    later = ids.duplicated() if given.any() else ~given
    faults = repeated(ids, raw, shared, other) if (given & later).any() else []
    missing = np.flatnonzero(~given | (later if shared is None else later & ~shared))
    if not len(missing):
        return ids, faults
    made, repeats = content_ids(_with_broken(raw).iloc[missing])
    told = {fault.row for fault in (*faults, *raw.faults)}
    again = [_again(raw, int(missing[row]), int(missing[first])) for row, first in repeats]
    return _filled(ids, missing, made), faults + [fault for fault in again if fault.row not in told]


def repeated(
    ids: pd.Series[str], raw: RawTable, shared: NDArray[np.bool_] | None = None, other: Other | None = None
) -> list[Fault]:
    """The faults of rows whose identifier stands in another row too, and not rightly so."""
    if not ((ids != "") & ids.duplicated()).any():
        return []
    rows = np.flatnonzero((ids != "") & ids.duplicated(keep=False))
    tell = other or (lambda _, first: _other(raw, first))
    faults: dict[int, Fault] = {}
    firsts: dict[str, int] = {}
    contents: dict[tuple[str, tuple[str, ...]], int] = {}
    for row in map(int, rows):
        text = str(ids.iat[row])
        first, same = firsts.setdefault(text, row), contents.setdefault((text, _content(raw, row)), row)
        if row == first or (shared is not None and shared[row]):
            continue
        if row != same:
            faults[row] = Fault(row, str(ids.name), text, _same(raw, same))
        else:
            faults[row] = Fault(row, str(ids.name), text, tell(row, first))
            faults.setdefault(first, Fault(first, str(ids.name), text, tell(first, row)))
    return list(faults.values())


def content_ids(cells: pd.DataFrame) -> tuple[pa.LargeStringArray, list[tuple[int, int]]]:
    """Identifiers made of 12 hex digits of the SHA-256 of each row's filled cells and their names.

    The order of columns and empty columns make no difference. Also returns (row, first row) where
    the content of a row stood before; such a row is told apart by how often it did.
    """
    parts = (cells.iloc[at : at + _AT_ONCE] for at in range(0, len(cells), _AT_ONCE))
    # Arrow puts one part together while another is hashed, which is Python's own work
    digests = np.concatenate([_digests([]), *side_by_side(lambda part: _digests(_contents(part)), parts)])
    numbers = pd.Series(digests)
    alike = np.flatnonzero(numbers.duplicated(keep=False))
    seen: Counter[int] = Counter()
    first: dict[int, int] = {}
    repeats: list[tuple[int, int]] = []
    for row, content in zip(alike.tolist(), _contents(cells.iloc[alike]), strict=True):
        number = int(numbers[row])
        seen[number] += 1
        if seen[number] > 1:
            repeats.append((row, first[number]))
            digests[row] = _digests([content + b"\x1e%d" % seen[number]])[0]
        first.setdefault(number, row)
    return _hexadecimal(digests), repeats


_AT_ONCE = 1 << 16
"""Rows whose contents are held as text at a time."""


def _digests(contents: Iterable[bytes]) -> NDArray[np.uint64]:
    """The first 6 bytes of the SHA-256 of each, as one number."""
    found = np.frombuffer(b"".join([sha256(content).digest() for content in contents]), dtype=">u8")
    return found[::4].astype(np.uint64) >> np.uint64(16)


def _hexadecimal(numbers: NDArray[np.uint64]) -> pa.LargeStringArray:
    """ "e-" and the 12 digits of each number, put together as Arrow keeps texts: all in a row, and where each ends."""
    digits = numbers.astype(">u8").tobytes().hex().encode()
    texts = np.empty((len(numbers), 14), dtype=np.uint8)
    texts[:, :2], texts[:, 2:] = np.frombuffer(b"e-", np.uint8), np.frombuffer(digits, np.uint8).reshape(-1, 16)[:, 4:]
    ends = np.arange(0, texts.size + 1, 14, dtype=np.int64)
    return pa.LargeStringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(texts))


def _contents(cells: pd.DataFrame) -> Sequence[bytes]:
    """Name and text of the filled cells of each row, in the order of the names."""
    between, nothing = _large("\x1f"), pa.scalar(None, pa.large_string())
    parts: list[object] = [_large("")]  # Arrow loses a row all of whose parts are skipped
    for name in sorted(map(str, cells.columns)):
        column = pa.array(cells[name].array)
        empty = pc.equal(column, "")
        if pc.any(empty).as_py():
            parts.append(pc.if_else(empty, nothing, pc.binary_join_element_wise(_large(name), column, between)))
        else:
            parts += [_large(name), column]
    joined = pc.binary_join_element_wise(*parts, between, null_handling="skip")
    return pc.cast(joined, pa.large_binary()).to_pylist()  # type: ignore[no-any-return]


def _filled(ids: pd.Series[str], rows: NDArray[np.intp], made: pa.LargeStringArray) -> pd.Series[str]:
    missing = np.zeros(len(ids), dtype=bool)
    missing[rows] = True
    filled = made if missing.all() else pc.replace_with_mask(arrow(ids), missing, made)
    return frame_of({"": filled})[""]


def _with_broken(raw: RawTable) -> pd.DataFrame:
    """The cells, and what stood in those that the reader had to blank."""
    if not raw.faults:
        return raw.cells
    lost = [""] * len(raw)
    for fault in raw.faults:
        lost[fault.row] += fault.value + "\x1f"
    return raw.cells.assign(**frame_of({"\x1f": lost}))


def _large(text: str) -> pa.Scalar:
    return pa.scalar(text, pa.large_string())


def _content(raw: RawTable, row: int) -> tuple[str, ...]:
    return tuple(raw.cells.iloc[row])


def _same(raw: RawTable, first: int) -> Flaw:
    return Flaw(f"the row repeats line {raw.lines[first]}; only the first is drawn.", _GIVE, "id.repeated")


def _other(raw: RawTable, other: int) -> Flaw:
    return Flaw(f"line {raw.lines[other]} has the same identifier with other content.", _GIVE, "id.twice")


def _again(raw: RawTable, row: int, first: int) -> Fault:
    flaw = Flaw(f"the row repeats line {raw.lines[first]}; only the first is drawn.", "Take it out.", "id.repeated")
    return Fault(row, "", "", flaw)
