"""The texts of events and reports in compressed blocks, which a browser opens when a card is.

A block holds its events column by column, which packs better and faster than one object an event:

    {"events": {"id": ["e1", "e2"], "place": [0, 1], "method": "given"},
     "of": [1, 2], "reports": {"claim": ["…", "…", "…"], …}, "problems": {"1": [{…}]}}

A column that is empty throughout is left out, one value stands for a column that holds nothing else,
and `dicts` names the texts of columns that hold codes. `of` says how many reports each event has. A
claim of 0 is the event's title: so it is throughout in a flat table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geomap.codes import Rows, arrow, equal, filled, first_seen, longest, repeats, rows_of
from geomap.packing import json_bytes, level_for, packed, packed_json
from geomap.problems import Problem
from geomap.threads import side_by_side

BLOCK = 512
LONGEST_TEXT = 20_000
"""Characters of one cell that travel in the page; the rest stays in the file, and the cut is marked."""

EVENT_TEXTS = {
    "id": "event_id",
    "title": "title",
    "summary": "summary",
    "place": "place",
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "date": "date",
    "note": "note",
    "location_note": "location_note",
    "location_reason": "location_reason",
    "method": "location_method",
    "method_source": "location_source",
    "location_name": "location_name",
    "score": "location_score",
    "status_rule": "status_rule",
    "status_reason": "status_reason",
    "status_override": "status_override",
    "camps_for": "camps_for",
    "camps_against": "camps_against",
    "coordinate_source_url": "coordinate_source_url",
}

REPORT_TEXTS = {
    "id": "report_id",
    "claim": "claim",
    "speaker": "speaker",
    "side": "speaker_side",
    "stance": "stance",
    "outcome": "outcome_claimed",
    "casualties_of": "casualties_of",
    "casualties_text": "casualties_as_reported",
    "place": "place_as_reported",
    "claimed_on": "claimed_on",
    "source": "source_name",
    "publisher": "publisher",
    "url": "source_url",
    "archive_url": "archive_url",
    "published_on": "published_on",
    "retrieved_on": "retrieved_on",
    "language": "language",
    "note": "note",
}

_FIGURES = {f"{noun}_{bound}": f"{noun}_{bound}" for noun in ("killed", "injured") for bound in ("low", "best", "high")}


def text_blocks(
    events: pd.DataFrame, reports: pd.DataFrame, owner: Rows, problems: Sequence[Problem]
) -> tuple[dict[str, Any], list[str]]:
    """The dictionaries of the columns and how many events a block has, and the blocks.

    reports: in the order of their events. owner: for each the row of its event, -1 for none.
    """
    starts = np.searchsorted(owner, np.arange(len(events) + 1))
    of = np.diff(starts)
    told, claimed = _Columns(events, EVENT_TEXTS), _Columns(reports, REPORT_TEXTS | _FIGURES)
    same = equal(reports["claim"], events["title"], np.maximum(owner, 0))
    claimed.repeat("claim", same & (owner >= 0) & (reports["claim"] != "").to_numpy())
    faults = _by_event(problems, events["event_id"]) if problems else {}
    faulty = sorted(faults)
    level = level_for(told.size + claimed.size)

    def block(first: int, last: int) -> str:
        wrong = faulty[slice(*np.searchsorted(faulty, [first, last]))]
        part = {
            "events": told.between(first, last),
            "of": of[first:last].tolist(),
            "reports": claimed.between(starts[first], starts[last]),
            "problems": {str(row - first): faults[row] for row in wrong},
        }
        return packed(json_bytes(part), level=level)

    edges = [*range(0, len(events), BLOCK), len(events)]
    blocks = side_by_side(block, edges[:-1], edges[1:])
    return {"size": BLOCK, "dicts": packed_json({"events": told.dicts, "reports": claimed.dicts})}, blocks


def told_problem(problem: Problem) -> dict[str, str]:
    """A problem as the page tells it: no file or line, which change while the records do not."""
    return {
        "severity": problem.severity,
        "column": problem.column,
        "value": _cut(problem.value),
        "message": problem.message,
        "fix": problem.fix,
    }


class _Columns:
    """The columns of a frame that hold something; `dicts` has the texts of those that hold codes."""

    def __init__(self, frame: pd.DataFrame, keys: Mapping[str, str]) -> None:
        self.dicts: dict[str, list[str]] = {}
        self.size = 0
        self._columns: dict[str, NDArray[Any] | pa.Array | int] = {}
        self._same: dict[str, NDArray[np.bool_]] = {}
        for key, name in keys.items():
            column = frame[name]
            if pd.api.types.is_numeric_dtype(column):
                self._add_numbers(key, column)
            elif filled(column):
                self._add_texts(key, column)

    def repeat(self, key: str, same: NDArray[np.bool_]) -> None:
        """Put 0 where a text is one that the reader has already."""
        if key in self._columns and key not in self.dicts and same.any():
            self._same[key] = same

    def between(self, first: int, last: int) -> dict[str, Any]:
        """Each column's values in the rows from `first` until `last`, unless they are empty."""
        parts = ((key, self._part(key, first, last)) for key in self._columns if first < last)
        return {key: part for key, part in parts if part not in ("", None)}

    def _part(self, key: str, first: int, last: int) -> Any:
        column, same = self._columns[key], self._same[key][first:last] if key in self._same else None
        if isinstance(column, int):
            return column
        if same is not None and same.all():
            return 0
        part: list[Any] = column[first:last].tolist()
        return _plain(part if same is None else [0 if told else text for told, text in zip(same, part, strict=True)])

    def _add_numbers(self, key: str, column: pd.Series[Any]) -> None:
        if column.notna().any():
            self._columns[key] = np.array([None if pd.isna(n) else round(n, 3) for n in column.tolist()], dtype=object)

    def _add_texts(self, key: str, column: pd.Series[str]) -> None:
        texts = arrow(column)
        self.size += texts.nbytes
        if repeats(column):
            codes, values = first_seen(column)
            self._columns[key] = codes if len(values) > 1 else 0
            self.dicts[key] = [_cut(value) for value in values]
        elif longest(column) > LONGEST_TEXT:
            self._columns[key] = pa.array(map(_cut, texts.tolist()), texts.type)
        else:
            self._columns[key] = texts


def _plain(found: list[Any]) -> Any:
    """The list, or the one value that all are."""
    return found[0] if found[0] == found[-1] and found.count(found[0]) == len(found) else found


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} […] ({len(text):,} characters)"


def _by_event(problems: Sequence[Problem], ids: pd.Series[str]) -> dict[int, list[dict[str, str]]]:
    """The problems of each event by its row, in an order of their own."""
    found: dict[int, list[dict[str, str]]] = {}
    rows = rows_of(pd.Series([problem.event_id for problem in problems], dtype="str"), ids)
    for row, problem in zip(rows, problems, strict=True):
        if row >= 0:
            found.setdefault(int(row), []).append(told_problem(problem))
    return {row: sorted(told, key=str) for row, told in found.items()}
