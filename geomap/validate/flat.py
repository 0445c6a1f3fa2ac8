"""The flat form: one row is one event with one report, or a further report of an event above it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap import records
from geomap.codes import or_else
from geomap.records import Column
from geomap.tables import RawTable
from geomap.tables.model import frame_of
from geomap.validate.frames import constant

SHARED = ("event_id", "source_file", "source_line")
_EVENT_NAMES = frozenset(records.EVENTS.names)

COLUMNS: tuple[Column, ...] = (
    *records.EVENTS.columns,
    *(column for column in records.REPORTS.columns if column.name not in _EVENT_NAMES),
)
"""Every column of a flat table; a name that both tables have is the event's."""

_OF_BOTH = frozenset({"note", "recorded_on"})
"""In the row of an event they are the event's, in that of a further claim they are the report's."""

OF_REPORT = tuple(column.name for column in COLUMNS if column.name not in _EVENT_NAMES)


def further_claims(ids: pd.Series[str], raw: RawTable) -> NDArray[np.bool_]:
    """Which rows are one more claim about the event of a row above.

    They have its identifier, say nothing else of the event (an empty cell says nothing), and are no repetition.
    """
    further = np.zeros(len(ids), dtype=bool)
    if not (ids.duplicated() & (ids != "")).any():
        return further
    again = np.flatnonzero((ids != "") & ids.duplicated(keep=False))
    of_event = _of_event(raw)
    of_report = [name for name in raw.names if name in OF_REPORT]
    events: dict[str, tuple[str, ...]] = {}
    told = {(text, ("",) * len(of_report)) for text in ids.iloc[again]}  # no claim at all
    broken = {fault.row for fault in raw.faults if not fault.column}
    rows = zip(again.tolist(), _tuples(raw, of_event, again), _tuples(raw, of_report, again), strict=True)
    for row, event, report in rows:
        text = str(ids.iat[row])
        first = events.setdefault(text, event)
        is_new = event is not first and row not in broken and (text, report) not in told
        further[row] = is_new and _agree(event, first)
        told.add((text, report))
    return further


def other_column(raw: RawTable, row: int, first: int) -> str:
    """The column of the event in which a row says something else than the first one with its identifier."""
    names = _of_event(raw)
    (event,), (other,) = (list(_tuples(raw, names, np.array([at]))) for at in (row, first))
    return next((name for name, own, said in zip(names, event, other, strict=True) if own not in ("", said)), "")


def _of_event(raw: RawTable) -> list[str]:
    return [name for name in raw.names if name not in OF_REPORT and name not in _OF_BOTH]


def _tuples(raw: RawTable, names: list[str], rows: NDArray[np.intp]) -> Iterator[tuple[str, ...]]:
    return raw.cells[names].take(rows).itertuples(index=False, name=None)


def _agree(event: tuple[str, ...], first: tuple[str, ...]) -> bool:
    return all(own in ("", said) for own, said in zip(event, first, strict=True))


def titles(frame: pd.DataFrame, ids: pd.Series[str], further: NDArray[np.bool_]) -> pd.Series[str]:
    """The titles; a further claim without one has its event's."""
    if not further.any():
        return frame["title"]
    known = dict(zip(ids[~further], frame["title"][~further], strict=True))
    return or_else(frame["title"], frame_of({"": [known.get(text, "") for text in ids]})[""])


def split(frame: pd.DataFrame, further: NDArray[np.bool_]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part a flat frame into events and reports, a row of each from every row.

    A report that does not say otherwise asserts the event's title; its speaker is the source.
    further: which rows are claims about an event above; what stands in `note` is the report's there.
    """
    rows = len(frame)
    note = frame["note"].where(further, "") if further.any() else constant("", rows)
    source = _firstor_else(frame, "source_name", "publisher")
    made = {
        "claim": or_else(frame["claim"], frame["title"]),
        "speaker": or_else(frame["speaker"], source),
        "stance": or_else(frame["stance"], constant("asserts", rows)),
    }
    reports = frame[[*SHARED, *OF_REPORT]].assign(**made, recorded_on=frame["recorded_on"], note=note)
    return frame.drop(columns=list(OF_REPORT)), reports[[*records.REPORTS.names, "source_file", "source_line"]]


def _firstor_else(frame: pd.DataFrame, *names: str) -> pd.Series[str]:
    result = frame[names[0]]
    for name in names[1:]:
        result = or_else(result, frame[name])
    return result
