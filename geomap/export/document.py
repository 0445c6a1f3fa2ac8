"""JSON and GeoJSON (RFC 7946), one event a line, its claims within it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from geomap.export.content import Content, Files, Row, filled_cells, rows_of
from geomap.records import EVENTS
from geomap.tables.book import NESTED

DIGITS = 7
"""Decimals of a degree in areas: a centimetre. Pins keep all digits that the records have."""

_ALWAYS = {"event_id": "", **dict.fromkeys(EVENTS.required, "")}
"""Cells that stand in every event, so that a reader finds the columns it must have."""


def write_json(content: Content, name: str) -> Files:
    """An object with `events`, a list of records that hold their claims as `reports`."""
    return {name: _lines('{"geomap":', content, ',"events":[', _events(content), "]}")}


def write_geojson(content: Content, name: str) -> Files:
    """A FeatureCollection; an event without a place has no geometry."""
    head = '{"type":"FeatureCollection","geomap":'
    return {name: _lines(head, content, ',"features":[', _features(content), "]}")}


def _lines(head: str, content: Content, start: str, rows: Iterator[Row], end: str) -> bytes:
    lines = ",\n".join(map(_json, rows))
    return f"{head}{_json(content.block())}{start}\n{lines}\n{end}\n".encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _events(content: Content) -> Iterator[Row]:
    for event, claims in zip(rows_of(content.events), content.nested(), strict=True):
        yield _ALWAYS | filled_cells(event) | {NESTED: list(map(filled_cells, claims))}


def _features(content: Content) -> Iterator[Row]:
    """`lat` and `lon` stand in every feature: where they are null, the geometry was looked up, not recorded."""
    for event, shape in zip(_events(content), content.shapes, strict=True):
        properties = {**event, "lat": event.get("lat"), "lon": event.get("lon")}
        feature = {"type": "Feature", "id": event["event_id"], "geometry": geometry(shape), "properties": properties}
        yield feature


def geometry(shape: BaseGeometry | None) -> dict[str, Any] | None:
    """A shape as GeoJSON, outer rings counterclockwise."""
    if shape is None or shape.is_empty:
        return None
    if not isinstance(shape, shapely.Point):
        shape = shapely.transform(shapely.orient_polygons(shape), lambda lonlat: np.round(lonlat, DIGITS))
    return dict(mapping(shape))
