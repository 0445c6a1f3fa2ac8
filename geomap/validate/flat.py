"""The flat form: one row is one event with one report."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geomap import records
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
    source = _first_filled(frame, "source_name", "publisher")
    made = {
        "claim": _filled(frame["claim"], frame["title"]),
        "speaker": _filled(frame["speaker"], source),
        "stance": _filled(frame["stance"], constant("asserts", rows)),
    }
    reports = frame[[*SHARED, *OF_REPORT]].assign(**made, recorded_on=frame["recorded_on"], note=constant("", rows))
    return frame.drop(columns=list(OF_REPORT)), reports[[*records.REPORTS.names, "source_file", "source_line"]]


def _first_filled(frame: pd.DataFrame, *names: str) -> pd.Series[str]:
    result = frame[names[0]]
    for name in names[1:]:
        result = _filled(result, frame[name])
    return result


def _filled(texts: pd.Series[str], others: pd.Series[str]) -> pd.Series[str]:
    """The texts, with the others where they are empty."""
    empty = np.asarray(texts == "")
    if not empty.any():
        return texts
    return others if empty.all() else texts.mask(empty, others)
