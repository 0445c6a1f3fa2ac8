"""Which events an export holds: by place, by time, by the value of a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.dataset import Dataset
from geomap.errors import RefusedError
from geomap.export.content import Content, cell, plain
from geomap.problems import show
from geomap.records import COMPUTED, EVENTS, REPORTS
from geomap.tables.header import nearest
from geomap.validate.dates import FORMS, Span, parse_date

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked of an event; every filter that is given must fit."""

    bbox: tuple[float, float, float, float] | None = None  # west, south, east, north; its shape must touch it
    since: str = ""  # its date may be this one or later; any form of date
    until: str = ""  # its date may be this one or earlier
    where: tuple[str, ...] = ()  # COLUMN=VALUE of the event, or of one of its reports

    @property
    def is_empty(self) -> bool:
        return self == Filters()


def parse_bbox(text: str) -> tuple[float, float, float, float]:
    """Read "W,S,E,N" in degrees. West of 170 and east of -170 is a box over the antimeridian."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise RefusedError(f"--bbox {show(text)} is not four numbers. Fix: give W,S,E,N in degrees.") from None
    if not (abs(west) <= 180 and abs(east) <= 180 and -90 <= south < north <= 90 and west != east):
        raise RefusedError(f"--bbox {show(text)} is no box. Fix: give W,S,E,N in degrees, as in 35,50,36,51.5.")
    return west, south, east, north


def select(dataset: Dataset, content: Content, filters: Filters) -> Mask:
    """Which events fit. Raises RefusedError for a filter that cannot be read, or if no event fits."""
    mask = np.ones(len(content.events), dtype=bool)
    if filters.bbox:
        mask &= _in_box(content.shapes, filters.bbox)
    mask &= _in_time(dataset.events, filters.since, filters.until)
    for condition in filters.where:
        mask &= _where(content, condition)
    if not filters.is_empty and not mask.any():
        raise RefusedError("no event fits the filters. Fix: widen --bbox, --from, --to or --where.")
    return mask


def selected(content: Content, mask: Mask) -> Content:
    """The content with these events and their claims only; all curated places stay."""
    events = content.events[mask].reset_index(drop=True)
    told = content.reports["event_id"].isin(events["event_id"])
    reports = content.reports[told].reset_index(drop=True)
    return replace(content, events=events, shapes=content.shapes[mask], reports=reports)


def _in_box(shapes: NDArray[np.object_], bbox: tuple[float, float, float, float]) -> Mask:
    west, south, east, north = bbox
    parts = [(west, east)] if west < east else [(west, 180.0), (-180.0, east)]
    boxes = shapely.union_all([shapely.box(left, south, right, north) for left, right in parts])
    shapely.prepare(boxes)
    return np.asarray(shapely.intersects(boxes, shapes), dtype=bool)


def _in_time(events: pd.DataFrame, since: str, until: str) -> Mask:
    mask = np.ones(len(events), dtype=bool)
    if since:
        mask &= (events["date_end"] >= pd.Timestamp(_span("--from", since).start)).to_numpy()
    if until:
        mask &= (events["date_start"] <= pd.Timestamp(_span("--to", until).end)).to_numpy()
    return mask


def _span(option: str, text: str) -> Span:
    span = parse_date(text)
    if not isinstance(span, Span):
        raise RefusedError(f"{option} {show(text)}: {span.message} Fix: give {FORMS}.")
    return span


def _where(content: Content, condition: str) -> Mask:
    name, equals, value = condition.partition("=")
    name = name.strip()
    if not equals or not name:
        raise RefusedError(f"--where {show(condition)} has no column. Fix: write COLUMN=VALUE, as in status=disputed.")
    if name in content.events:
        return _fits(content.events[name], name, value)
    if name in content.reports:
        told = content.reports.loc[_fits(content.reports[name], name, value), "event_id"]
        return content.events["event_id"].isin(told).to_numpy()
    names = [*map(str, content.events), *map(str, content.reports)]
    guess = nearest(name, names)
    fix = f"Did you mean {show(guess)}?" if guess else f"Columns: {', '.join(dict.fromkeys(names))}."
    raise RefusedError(f"--where {show(condition)}: there is no column {show(name)}. Fix: {fix}")


def _fits(column: pd.Series[Any], name: str, value: str) -> Mask:
    """The cell is the value, or has it among its parts if the column holds lists."""
    texts = ["" if found is None else cell(found) for found in plain(column)]
    _refuse_impossible(name, value)
    is_list = any(known.name == name and known.kind == "list" for known in _COLUMNS)
    return np.array([text == value or (is_list and value in text.split("; ")) for text in texts], dtype=bool)


_COLUMNS = (*EVENTS.columns, *COMPUTED, *REPORTS.columns)


def _refuse_impossible(name: str, value: str) -> None:
    allowed: Sequence[str] = next((known.allowed for known in _COLUMNS if known.name == name), ())
    if allowed and value and value not in allowed:
        guess = nearest(value, allowed)
        fix = f"Did you mean {show(guess)}? " if guess else ""
        raise RefusedError(f"--where {name}: {show(value)} is not allowed. Fix: {fix}Allowed: {', '.join(allowed)}.")
