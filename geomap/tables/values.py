"""Cells of typed formats as the text that a curator would have written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time

import shapely
from shapely.geometry.base import BaseGeometry


def cell_text(value: object) -> str | None:
    """The text of a value; "" for nothing, None if it has no text form (an object, say)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return _list(value) if isinstance(value, (list, tuple)) else None


def number_text(value: float) -> str:
    """The shortest text of a number; whole ones without a point, a missing one as ""."""
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
    return repr(value)


def point_texts(geometry: BaseGeometry | None) -> tuple[str, str] | None:
    """Latitude and longitude of a point, two "" for no geometry, None for any other geometry."""
    if geometry is None or geometry.is_empty:
        return "", ""
    if not isinstance(geometry, shapely.Point):
        return None
    return number_text(geometry.y), number_text(geometry.x)


def _moment(value: datetime) -> str:
    """A date cell holds a day unless it also holds a time."""
    if value.time() == time(0) and value.tzinfo is None:
        return value.date().isoformat()
    return value.isoformat(timespec="seconds" if value.microsecond == 0 else "microseconds")


def _list(values: Sequence[object]) -> str | None:
    texts = [cell_text(value) for value in values]
    return None if None in texts else "; ".join(filter(None, texts))
