"""resolved.csv, the lock: what each looked-up name was resolved to, kept from build to build.

One row for each (place, country, admin1) that was not answered by the curator's coordinates or by places.csv (which
is a record of its own). Rows signed in `reviewed_by` are answers, and are written back cell by cell as they were read.
The others are a memory only: names are resolved anew, and what came out differently is reported. Rows whose name no
event uses any more stay. Nothing is written here: the build writes `lock_text` once the map is there.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geomap.dataset import Dataset
from geomap.places.answers import Answer, told
from geomap.problems import Problem, ascii_controls, csv_text, original_cell, show
from geomap.records import LOCK
from geomap.shapes import GEOD

Key = tuple[str, str, str]
KEY = ("place", "country", "admin1")

MOVED_KM = 0.1
"""A shift below this is a rounding or a correction that no map shows."""

REVIEWED_AWAY = "A reviewer found no place that this name surely stands for."
FILE = "resolved.csv"


class Lock:
    """The rows of resolved.csv, and the answers of this run. Of two signed rows for one name the first counts."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._columns = list(dict.fromkeys([*LOCK.names, *frame.columns]))
        rows = _records(frame)
        self._signed = [row for row in rows if row["reviewed_by"]]
        self._earlier = {_key(row): row for row in rows if not row["reviewed_by"]}
        self._fresh: dict[Key, dict[str, Any]] = {}
        self.reviewed = {_key(row): _answer(row) for row in reversed(self._signed)}
        self.online = {key: _online_answer(row) for key, row in self._earlier.items() if row["method"] == "online"}

    def record(self, key: Key, answer: Answer) -> None:
        """Remember what a name was resolved to, unless a reviewer or places.csv has the say."""
        if key not in self.reviewed and (answer.method != "places" or key in self._earlier):
            self._fresh[key] = {**self._earlier.get(key, {}), **_row(key, answer)}

    def sign(self, key: Key, answer: Answer, *, by: str, on: str, note: str = "") -> None:
        """Make a reviewer's answer the one that counts from now on; not_found: there is no such place to be had."""
        earlier = self._earlier.pop(key, {}) | self._fresh.pop(key, {})
        row = {**earlier, **_row(key, answer), "reviewed_by": by, "reviewed_on": on, "note": note}
        self._signed.append(row)
        self.reviewed[key] = _answer(row)

    def frame(self) -> pd.DataFrame:
        """Earlier and new rows, sorted by place, country and region."""
        unsigned = {key: row for key, row in {**self._earlier, **self._fresh}.items() if key not in self.reviewed}
        rows = sorted([*self._signed, *unsigned.values()], key=_key)
        return pd.DataFrame({column: _column(rows, column) for column in self._columns})

    def changes(self) -> Iterator[Problem]:
        """A warning for each name that came out differently than the last time."""
        for key, row in sorted(self._fresh.items()):
            old = self._earlier.get(key)
            change = _change(old, row) if old else ""
            if old and change:
                line = int(old.get("source_line") or 0) or None
                fix = "Look at the new answer; sign a row with reviewed_by to keep it."
                yield Problem(
                    FILE, int(line) if line else None, "place", key[0], change, fix, "lock.changed", "warning"
                )


def lock_text(dataset: Dataset) -> str:
    """The new content of resolved.csv: same input, same bytes. `dataset` has gone through `locate`.

    Signed rows are copied from the file that `dataset` was read from. Only a header where there is nothing to remember.
    """
    columns = [column for column in dataset.lock.columns if column not in ("source_file", "source_line")]
    signed = _signed_cells(dataset.source)
    rows: list[list[str]] = [columns]
    for row in _records(dataset.lock):
        written = signed[_key(row)].pop(0) if row["reviewed_by"] and signed.get(_key(row)) else {}
        rows.append([written.get(column) or _cell(column, row[column]) for column in columns])
    return csv_text(rows)


def _signed_cells(source: Path | None) -> dict[Key, list[dict[str, str]]]:
    """The signed rows of resolved.csv as text, so that even a cell that could not be read is kept."""
    path = (source if source and source.is_dir() else (source or Path()).parent) / FILE
    if source is None or not path.is_file():
        return {}
    found: dict[Key, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            cells = {str(column).strip(): original_cell(cell) for column, cell in row.items() if isinstance(cell, str)}
            if cells.get("reviewed_by", "").strip():
                found.setdefault(_key({column: cells.get(column, "").strip() for column in KEY}), []).append(cells)
    return found


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(column): value for column, value in row.items()} for row in frame.to_dict("records")]


def _key(row: dict[str, Any]) -> Key:
    return (row["place"], row["country"], row["admin1"])


def _answer(row: dict[str, Any]) -> Answer:
    """A signed row as an answer; one without a position says that there is none to be had."""
    if row["status"] != "found" or not _has_position(row):
        return Answer("listed", reason=row["note"] or REVIEWED_AWAY)
    return Answer(
        "found",
        "reviewed",
        row["name"] or row["place"],
        row["lat"],
        row["lon"],
        row["location_precision"],
        row["score"],
        row["gazetteer_id"] or f"reviewed by {row['reviewed_by']}",
    )


def _online_answer(row: dict[str, Any]) -> Answer:
    """What a service said in an earlier run: an answer still where nobody is asked anew."""
    return replace(_answer(row), method="online", source=row["gazetteer_id"])


def _row(key: Key, answer: Answer) -> dict[str, Any]:
    place, country, admin1 = key
    return {
        "place": place,
        "country": country,
        "admin1": admin1,
        "status": "not_found" if answer.status == "pending" else answer.status,
        "name": answer.name,
        "lat": answer.lat,
        "lon": answer.lon,
        "location_precision": answer.precision,
        "method": answer.method,
        "score": answer.score,
        "gazetteer_id": answer.source,
        "candidates": told(answer.candidates),
    }


def _column(rows: list[dict[str, Any]], column: str) -> pd.Series:
    kinds = {"lat": math.nan, "lon": math.nan, "score": math.nan, "source_line": 0}
    default = kinds.get(column, "")
    return pd.Series([row.get(column, default) for row in rows], dtype="str" if default == "" else None)


def _change(old: dict[str, Any], new: dict[str, Any]) -> str:
    """What became of the answer; "" if nothing, or if the earlier one could not be read, which is told by itself."""
    if not old["status"]:
        return ""
    if old["status"] != new["status"]:
        return f"was {old['status']}, is now {new['status']}: {_told(old)} -> {_told(new)}."
    if new["status"] != "found":
        return ""
    if not (_has_position(old) and _has_position(new)):  # a country, say
        is_same = old["gazetteer_id"] == new["gazetteer_id"]
        return "" if is_same else f"is something else now: {_told(old)} -> {_told(new)}."
    km = GEOD.inv(old["lon"], old["lat"], new["lon"], new["lat"])[2] / 1000
    return "" if km <= MOVED_KM else f"moved {km:.1f} km: {_told(old)} -> {_told(new)}."


def _has_position(row: dict[str, Any]) -> bool:
    return not (math.isnan(row["lat"]) or math.isnan(row["lon"]))


def _told(row: dict[str, Any]) -> str:
    if row["status"] != "found":
        return str(row["status"])
    source = ascii_controls(row["gazetteer_id"] or row["method"] or "no source")
    position = f"{row['lat']:.5f}, {row['lon']:.5f}; " if _has_position(row) else ""
    return f"{show(row['name'])} ({position}{source})"


def _cell(column: str, value: object) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.5f}" if column in ("lat", "lon") else f"{value:g}"
    return str(value)
