"""Read a page's data block again: the other end of payload.py and columns.py, as decode.js is in the browser.

data = page_data(html)                      # of a finished page
columns(data["events"])["status"]           # one text an event, in the order of the page
records(data["texts"])                      # the text records
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import accumulate, islice, pairwise, repeat
from typing import Any

import deflate
import msgspec
import numpy as np
from numpy.typing import NDArray

FORMAT = "geomap/2"
_BLOCK = re.compile(r'<script type="application/json" id="geomap-data">(.*?)</script>', re.DOTALL)
_TEXTS = re.compile(r'<template id="geomap-texts-\d+">([^<]*)</template>')

Column = NDArray[Any] | list[Any]

_BOUNDS = {noun: [f"{noun}_{bound}" for bound in ("low", "best", "high")] for noun in ("killed", "injured")}
_FIGURES = frozenset(name for names in _BOUNDS.values() for name in names)


def page_data(html: str) -> dict[str, Any]:
    """The data block of a finished page, with the `blocks` of its texts. Raises ValueError that says what is wrong."""
    found = _BLOCK.search(html)
    if found is None:
        raise ValueError("it holds no data of geomap")
    try:
        data = json.loads(found[1])
    except (ValueError, RecursionError) as error:
        raise ValueError("its data are damaged") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ValueError("its data have another format")
    if not isinstance(data.get("texts"), dict):
        raise ValueError("its data are damaged")
    data["texts"]["blocks"] = [block for block in _TEXTS.findall(html, found.end()) if block]
    return data


def records(texts: dict[str, Any]) -> list[dict[str, Any]]:
    """The text records in the order of the page. Raises ValueError where they are damaged."""
    dicts = unpacked_json(texts["dicts"])
    return [record for block in texts["blocks"] for record in block_records(block, dicts)]


def block_records(block: str, dicts: dict[str, Any]) -> list[dict[str, Any]]:
    """The text records of one block; `dicts` is what `texts` names so, unpacked. Raises ValueError."""
    return list(_records(unpacked_json(block), dicts))


def block_rows(block: Any, dicts: dict[str, Any], names: Mapping[str, Sequence[str]]) -> Iterator[tuple[Any, ...]]:
    """Each event of an unpacked block as plain values: its columns of these names, its reports', its problems.

    Several times as fast as `block_records`, and enough to tell whether two pages say the same.
    """
    of = block["of"]
    events, reports = (
        list(zip(*(_column(block[table], name, dicts[table], count) for name in names[table]), strict=True))
        for table, count in (("events", len(of)), ("reports", sum(of)))
    )
    for row, (event, end) in enumerate(zip(events, accumulate(of), strict=True)):
        yield event, tuple(reports[end - of[row] : end]), str(block["problems"].get(str(row), ""))


def columns(events: dict[str, Any], *, only: Collection[str] = ()) -> dict[str, Column]:
    """The typed columns by name. What points into a dictionary is followed; a list column gives lists.

    only: the names of those that are wanted, if not all. Raises ValueError where the columns are
    damaged or do not fit each other.
    """
    dicts = unpacked_json(events["dicts"])
    plain = _arrays(events["columns"], unpacked(events["data"]))
    found: dict[str, Column] = {}
    for name, codes in plain.items():
        if name.endswith("_of") or (only and name not in only):
            continue
        values = [dicts[name][code] for code in codes.tolist()] if name in dicts else codes
        found[name] = _lists(values, np.cumsum(plain[f"{name}_of"])) if f"{name}_of" in plain else values
    if any(len(column) != events["count"] for column in found.values()):
        raise ValueError("a column is shorter than the others")
    return found


def unpacked(text: str) -> bytes:
    """Undo `geomap.packing.packed`. Raises ValueError."""
    try:
        return bytes(deflate.gzip_decompress(base64.b64decode(text, validate=True)))
    except (ValueError, MemoryError, deflate.DeflateError) as error:
        raise ValueError(f"packed data are damaged: {error}") from error


def unpacked_json(text: str) -> Any:
    """Undo `geomap.packing.packed_json`. Raises ValueError."""
    data = unpacked(text)
    try:
        return msgspec.json.decode(data)  # more than twice as fast as json, but refuses a lone surrogate
    except msgspec.DecodeError:
        return json.loads(data)


def _records(block: dict[str, Any], dicts: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The events of one block, each with its reports and problems (see texts.py)."""
    of = block["of"]
    reports = _rows(block["reports"], dicts["reports"], sum(of))
    if not _FIGURES.isdisjoint(block["reports"]):
        reports = map(_with_figures, reports)
    for row, event in enumerate(_rows(block["events"], dicts["events"], len(of))):
        if faults := block["problems"].get(str(row)):
            event["problems"] = faults
        if of[row]:
            event["reports"] = [_with_claim(report, event) for report in islice(reports, of[row])]
        yield event


def _rows(columns: dict[str, Any], dicts: dict[str, list[str]], count: int) -> Iterator[dict[str, Any]]:
    """Rows without what is empty. One value may stand for a whole column; codes are followed."""
    lists = [column if isinstance(column, list) else [column] * count for column in columns.values()]
    for number, name in enumerate(columns):
        if name in dicts:
            lists[number] = [dicts[name][code] for code in lists[number]]
    for values in zip(*lists, strict=True) if lists else repeat((), count):
        yield {name: value for name, value in zip(columns, values, strict=True) if value not in ("", None)}


def _column(columns: dict[str, Any], name: str, dicts: dict[str, list[str]], count: int) -> Sequence[Any]:
    """One value a row, "" for what is not known."""
    column = columns.get(name, "")
    values = column if isinstance(column, list) else [column] * count
    if name in dicts and name in columns:
        return [dicts[name][code] for code in values]
    return ["" if value is None else value for value in values] if None in values else values


def _with_claim(report: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    return report | {"claim": event["title"]} if report.get("claim") == 0 else report


def _with_figures(report: dict[str, Any]) -> dict[str, Any]:
    """killed_low, killed_best and killed_high as one list, as in the page's own records."""
    for noun, names in _BOUNDS.items():
        bounds = [report.pop(name, None) for name in names]
        if any(bound is not None for bound in bounds):
            report[noun] = bounds
    return report


def _arrays(layout: list[dict[str, Any]], data: bytes) -> dict[str, NDArray[Any]]:
    """The columns, each of which starts at a multiple of 8 bytes."""
    arrays, at = {}, 0
    for column in layout:
        kind = np.dtype(f"<{column['type'][0]}{int(column['type'][1:]) // 8}")
        arrays[column["name"]] = np.frombuffer(data, kind, column["length"], at)
        at += -(-column["length"] * kind.itemsize // 8) * 8
    return arrays


def _lists(values: Any, starts: NDArray[Any]) -> list[list[Any]]:
    parts = values if isinstance(values, list) else values.tolist()
    return [parts[start:end] for start, end in pairwise(starts.tolist())]
