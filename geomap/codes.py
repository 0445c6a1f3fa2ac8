"""Whole columns of text at once, as Arrow holds them: codes, joins and orders of a million rows in a blink."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geomap.threads import side_by_side

Rows = NDArray[np.int64]

_SAMPLE = 2_000


class Coded(NamedTuple):
    """One code a row into the distinct values."""

    codes: NDArray[np.int32]
    values: list[str]


def coded(texts: pd.Series[str]) -> Coded:
    """Codes into the distinct texts, which are sorted by code points."""
    codes, values = first_seen(texts)
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return Coded(rank[codes], [values[at] for at in order])


def first_seen(texts: pd.Series[str]) -> Coded:
    """Codes into the distinct texts, in the order in which they first stand."""
    found = pc.dictionary_encode(arrow(texts))
    return Coded(found.indices.to_numpy(), found.dictionary.to_pylist())


def spelt(codes: NDArray[Any], values: Sequence[str]) -> pd.Series[str]:
    """The text of each code."""
    texts = pa.array(values, pa.large_string()).take(pa.array(codes))
    return pa.table([texts], [""]).to_pandas()[""]  # type: ignore[no-any-return]


def equal(texts: pd.Series[str], others: pd.Series[str], rows: Rows) -> NDArray[np.bool_]:
    """Whether each text is the one that stands in a row of another column."""
    is_same = len(rows) == len(others) and np.array_equal(rows, np.arange(len(rows)))
    wanted = arrow(others) if is_same else arrow(others).take(pa.array(rows))
    return np.asarray(pc.equal(arrow(texts), wanted))


def repeats(texts: pd.Series[str]) -> bool:
    """Whether few texts make up the column, going by a sample of it."""
    step = max(1, len(texts) // _SAMPLE)
    sample = arrow(texts.iloc[::step])
    return 2 * len(pc.unique(sample)) <= len(sample)


def combined(*columns: Any) -> NDArray[np.int64]:
    """One number for each row, the same for rows that agree in all columns of codes, ordered as they are."""
    numbers = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes = np.asarray(column, dtype=np.int64)
        numbers = numbers * (int(codes.max(initial=0)) + 1) + codes
    return numbers


def distinct(numbers: NDArray[Any]) -> tuple[NDArray[Any], Rows, Rows]:
    """The distinct numbers in order, the first row of each, and for each row which of them it has.

    np.unique sorts or hashes with much more care, and takes five times as long.
    """
    codes, values = pd.factorize(numbers)
    order = np.argsort(values)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    ranks = rank[codes]
    first = np.empty(len(order), dtype=np.int64)
    first[ranks[::-1]] = np.arange(len(ranks))[::-1]
    return np.asarray(values)[order], first, ranks


def first_rows(codes: NDArray[Any]) -> Rows:
    """The row in which each code first stands. Codes count up from 0 in the order in which they first stand."""
    return np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))


def ascending(numbers: NDArray[Any]) -> NDArray[Any]:
    """The distinct numbers in order."""
    ordered = np.sort(numbers, kind="stable")  # which is soon done where most are in order already
    return ordered[np.concatenate([[True], np.diff(ordered) != 0])] if len(ordered) else ordered


def rows_of(ids: pd.Series[str], among: pd.Series[str]) -> Rows:
    """For each id the row in which it stands among others that differ, -1 where it does not."""
    wanted, given = arrow(ids), arrow(among)
    if wanted.equals(given):
        return np.arange(len(given))  # a flat table: one report an event
    if len(wanted) < len(given):  # a table of the few is sooner made
        rows = np.flatnonzero(pc.is_in(given, value_set=wanted))
        given = given.take(pa.array(rows))
    else:
        rows = np.arange(len(given))
    places = np.asarray(pc.fill_null(pc.index_in(wanted, value_set=given), len(rows)), dtype=np.int64)
    return np.append(rows, -1)[places]


def or_else(texts: pd.Series[str], others: pd.Series[str]) -> pd.Series[str]:
    """The texts, with the others where they are empty."""
    empty = pc.equal(arrow(texts), "")
    if not pc.any(empty).as_py():
        return texts
    return others if pc.all(empty).as_py() else _like(texts, pc.if_else(empty, arrow(others), arrow(texts)))


def time_order(events: pd.DataFrame) -> Rows:
    """The rows by first and last day, then by id; undated ones come last."""
    return order_by(events["date_start"], events["date_end"], events["event_id"])


def order_by(*columns: pd.Series[Any]) -> Rows:
    """The rows in ascending order of the columns, the first weighs most; nothing (NaT) comes last."""
    names = [str(number) for number in range(len(columns))]
    table = pa.table([arrow(column) for column in columns], names)
    return np.asarray(pc.sort_indices(table, [(name, "ascending") for name in names]), dtype=np.int64)


def filled(texts: pd.Series[str]) -> bool:
    """Whether anything stands in the column; no text is looked at."""
    array = pa.array(texts.array)
    return any(_bytes(chunk)[1] > _bytes(chunk)[0] for chunk in getattr(array, "chunks", [array]))


def longest(texts: pd.Series[str]) -> int:
    """Bytes of the longest text, 0 if all are empty."""
    return int(pc.max(pc.binary_length(arrow(texts))).as_py() or 0)


def hashable(texts: pd.Series[str]) -> tuple[memoryview, memoryview]:
    """The lengths of the texts and the texts themselves: bytes that no other column of texts has."""
    array = arrow(texts)
    start, end = _bytes(array)
    return np.asarray(pc.binary_length(array)).data, memoryview(array.buffers()[2])[start:end]


def taken(*frames: tuple[pd.DataFrame, Rows]) -> list[pd.DataFrame]:
    """Each frame with its rows in another order, under new numbers.

    Columns that hold one text throughout are not copied, and one that stands in several places in one order only once.
    """
    orders: list[Rows] = []
    wanted: dict[Hashable, tuple[pd.Series[Any], Rows]] = {}
    keys: list[dict[str, Hashable]] = []
    for frame, rows in frames:
        number = next((at for at, order in enumerate(orders) if np.array_equal(order, rows)), len(orders))
        orders += [rows] if number == len(orders) else []
        columns = {str(name): column for name, column in frame.items()}
        keys.append({name: (number, _where(column) or (len(keys), name)) for name, column in columns.items()})
        wanted |= {key: (columns[name], rows) for name, key in keys[-1].items()}
    done = dict(zip(wanted, side_by_side(_in_order, *zip(*wanted.values(), strict=True)), strict=True))
    return [pd.DataFrame({name: done[key] for name, key in names.items()}, copy=False) for names in keys]


def _where(column: pd.Series[Any]) -> tuple[tuple[int, ...], ...]:
    """Where in memory the texts of a column are kept; nothing for numbers, of which no two columns share any."""
    texts = pa.array(column.array) if isinstance(column.dtype, pd.StringDtype) else None
    if not isinstance(texts, pa.ChunkedArray):
        return ()
    buffers = ((chunk, filter(None, chunk.buffers()[1:])) for chunk in texts.chunks)
    return tuple((chunk.offset, len(chunk), *(buffer.address for buffer in kept)) for chunk, kept in buffers)


def _in_order(column: pd.Series[Any], rows: Rows) -> Any:
    if not isinstance(column.dtype, pd.StringDtype):
        return column.array.take(rows)
    texts = arrow(column)
    if len(rows) == len(column) and _is_constant(texts):
        return column.array
    return _held(column, texts.take(pa.array(rows)))


def _is_constant(texts: pa.Array) -> bool:
    return not len(texts) or (texts[0] == texts[-1] and bool(pc.all(pc.equal(texts, texts[0])).as_py()))


def arrow(column: pd.Series[Any]) -> pa.Array:
    """The column as one Arrow array."""
    array = pa.array(column.array, from_pandas=True)
    if not isinstance(array, pa.ChunkedArray):
        return array
    return array.chunk(0) if array.num_chunks == 1 else array.combine_chunks()  # which copies even a single one


def _like(column: pd.Series[str], texts: pa.Array) -> pd.Series[str]:
    return pd.Series(_held(column, texts), index=column.index, name=column.name, copy=False)


def _held(column: pd.Series[str], texts: pa.Array) -> Any:
    """The texts in an array of pandas like the column's."""
    return type(column.array)(pa.chunked_array([texts]), dtype=column.dtype)  # type: ignore[call-arg]


def _bytes(array: pa.Array) -> tuple[int, int]:
    """Where the text of an array begins and ends in its buffer."""
    if not len(array):
        return 0, 0
    start, end = np.frombuffer(array.buffers()[1], np.int64)[[array.offset, array.offset + len(array)]]
    return int(start), int(end)
