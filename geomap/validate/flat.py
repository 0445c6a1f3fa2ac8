"""The flat form: one row is one event with one report."""

from __future__ import annotations

import pandas as pd

from geomap import records
from geomap.codes import or_else
from geomap.records import Column
from geomap.validate.frames import constant

SHARED = ("event_id", "source_file", "source_line")
_EVENT_NAMES = frozenset(records.EVENTS.names)

COLUMNS: tuple[Column, ...] = (
    *records.EVENTS.columns,
    *(column for column in records.REPORTS.columns if column.name not in _EVENT_NAMES),
)
"""Every column of a flat table; a name that both tables have is the event's."""

OF_REPORT = tuple(column.name for column in COLUMNS if column.name not in _EVENT_NAMES)


def split(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part a flat frame into events and reports, a row of each from every row.

    A report that does not say otherwise asserts the event's title; its speaker is the source.
    """
    rows = len(frame)
    source = _firstor_else(frame, "source_name", "publisher")
    made = {
        "claim": or_else(frame["claim"], frame["title"]),
        "speaker": or_else(frame["speaker"], source),
        "stance": or_else(frame["stance"], constant("asserts", rows)),
    }
    reports = frame[[*SHARED, *OF_REPORT]].assign(**made, recorded_on=frame["recorded_on"], note=constant("", rows))
    return frame.drop(columns=list(OF_REPORT)), reports[[*records.REPORTS.names, "source_file", "source_line"]]


def _firstor_else(frame: pd.DataFrame, *names: str) -> pd.Series[str]:
    result = frame[names[0]]
    for name in names[1:]:
        result = or_else(result, frame[name])
    return result
