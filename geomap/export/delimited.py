"""CSV: events, their claims in a file beside them, and the Frictionless data package that describes both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

import geomap
from geomap.export.content import Content, Files, texts_of
from geomap.problems import csv_text
from geomap.records import COMPUTED, EVENTS, REPORTS, Column
from geomap.tables.datapackage import BLOCK, FILE

_TYPES = {"degrees": "number", "number": "number", "count": "integer"}
_LIMITS = {"lat": 90, "lon": 180, "pin_lat": 90, "pin_lon": 180}
_FORMS = {"country": "[A-Z]{2}", "language": "[a-z]{2}"}


def write_csv(content: Content, name: str) -> Files:
    """`NAME.csv`, `NAME-reports.csv` (`reports.csv` beside `events.csv`) and datapackage.json."""
    stem = Path(name).stem
    reports = "reports.csv" if stem == "events" else f"{stem}-reports.csv"
    files = {name: _csv(content.events), reports: _csv(content.reports)}
    package = json.dumps(_package(content, name, reports), ensure_ascii=False, indent=1, allow_nan=False)
    return {**files, FILE: f"{package}\n".encode()}


def _csv(frame: pd.DataFrame) -> bytes:
    return csv_text([list(map(str, frame)), *texts_of(frame)]).encode()


def _package(content: Content, events: str, reports: str) -> dict[str, Any]:
    """The package. Claims about events that are not there stand in the file; then no key can be promised."""
    key = {"fields": "event_id", "reference": {"resource": "events", "fields": "event_id"}}
    keys = {} if len(content.orphans()) else {"foreignKeys": [key]}
    block = {name: value for name, value in content.block().items() if name != "reports"}
    known = (*EVENTS.columns, *COMPUTED)
    return {
        "profile": "tabular-data-package",
        "name": "geomap-export",
        "title": content.settings.title,
        "resources": [
            _resource("events", events, content.events, known, {"primaryKey": "event_id"}),
            _resource("reports", reports, content.reports, REPORTS.columns, keys),
        ],
        "software": f"geomap {geomap.__version__}",
        BLOCK: block,
    }


def _resource(
    name: str, path: str, frame: pd.DataFrame, columns: tuple[Column, ...], keys: dict[str, Any]
) -> dict[str, Any]:
    known = {column.name: column for column in columns}
    fields = [_field(known[column]) if column in known else _further(column) for column in map(str, frame)]
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\n", "doubleQuote": True},
        "schema": {"fields": fields, "missingValues": [""], **keys},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = _TYPES.get(column.kind, "string")
    constraints: dict[str, Any] = {"enum": list(column.allowed)} if column.values else {}
    if column.name in _LIMITS:
        constraints = {"minimum": -_LIMITS[column.name], "maximum": _LIMITS[column.name]}
    elif kind != "string":
        constraints = {"minimum": 0}
    elif column.kind in _FORMS:
        constraints = {"pattern": _FORMS[column.kind]}
    field = {"name": column.name, "type": kind, "description": column.meaning}
    return field | ({"constraints": constraints} if constraints else {})


def _further(name: str) -> dict[str, Any]:
    return {"name": name, "type": "string", "description": "A further column of the records"}
