"""What the page knows, as one JSON text: typed columns to filter by, texts in blocks to open late.

Positions, times and categories lie in one compressed buffer of little-endian columns, so that a
browser can filter a million events in a frame. Texts are compressed in blocks of 256 events and
opened when a card is. `geomap/web/src/decode.js` is the other end, `decode.py` the one in Python.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
import pandas as pd

import geomap
from geomap.border import Border
from geomap.columns import DISPLAY_TOLERANCE_M, columns
from geomap.dataset import Dataset
from geomap.packing import packed_json, safe_in_html, stepped
from geomap.places.gazetteer import CREDIT
from geomap.problems import Problem, count
from geomap.records import (
    DATE_PRECISIONS,
    EVENT_TYPES,
    EVENTS,
    LOCATION_PRECISIONS,
    OUTCOMES,
    REPORTS,
    STANCES,
    STATUSES,
    Value,
)

FORMAT = "geomap/1"
BLOCK = 256
PROBLEMS_SHOWN = 500
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
    "distance_km": "distance_km",
    "status_rule": "status_rule",
    "status_reason": "status_reason",
    "status_override": "status_override",
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


def payload_text(dataset: Dataset) -> str:
    """The page's data block for a located and related data set, safe inside a script element."""
    events = _in_time_order(dataset.events)
    reports = _in_claim_order(dataset.reports)
    document = {
        "format": FORMAT,
        "head": _head(dataset),
        "events": columns(events, reports, dataset.places),
        "texts": _texts(events, reports, dataset.problems),
        "layers": _layers(dataset.border),
    }
    return safe_in_html(json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def read_payload(text: str) -> dict[str, Any]:
    """Decode a data block: `head`, and `records` (text records in page order)."""
    document = json.loads(text)
    blocks = document["texts"]["blocks"]
    records = [record for block in blocks for record in json.loads(gzip.decompress(base64.b64decode(block)))]
    return {"head": document["head"], "records": records}


def content_hash(dataset: Dataset) -> str:
    """A fingerprint of the records as written: no order of rows, no file name, line or answer in it."""
    digest = hashlib.sha256()
    for table, frame in ((EVENTS, dataset.events), (REPORTS, dataset.reports)):
        cells = (frame[name].astype("str").fillna("").to_numpy(dtype=object) for name in table.names)
        for line in sorted(map("\x1f".join, zip(*cells, strict=True))):
            digest.update(line.encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:16]


def _in_time_order(events: pd.DataFrame) -> pd.DataFrame:
    order = events.sort_values(["date_start", "date_end", "event_id"], na_position="last", kind="stable")
    return order.reset_index(drop=True)


def _in_claim_order(reports: pd.DataFrame) -> pd.DataFrame:
    when = reports["claimed_on"].mask(reports["claimed_on"] == "", reports["published_on"])
    return reports.assign(_when=when).sort_values(["_when", "report_id", "claim"], kind="stable").drop(columns="_when")


def _head(dataset: Dataset) -> dict[str, Any]:
    settings, events = dataset.settings, dataset.events
    pinned = events["area"].eq("") & events.geometry.notna()
    areas = events["area"].ne("")
    return {
        "title": settings.title,
        "subtitle": settings.subtitle,
        "url": settings.url,
        "version": geomap.__version__,
        "as_of": settings.as_of or _latest_publication(dataset.reports),
        "hash": content_hash(dataset),
        "languages": list(settings.languages),
        "border": _border_head(dataset),
        "tiles": msgspec.to_builtins(settings.tiles),
        "credits": [*settings.credits, *_gazetteer_credit(events)],
        "gaps": list(settings.gaps),
        "sides": msgspec.to_builtins(settings.sides),
        "camps": msgspec.to_builtins(settings.camps),
        "vocab": {name: _vocab(values) for name, values in _VOCABULARIES.items()},
        "counts": {
            "events": len(events),
            "placed": int((pinned | areas).sum()),
            "areas": int(areas.sum()),
            "listed": int((~pinned & ~areas).sum()),
            "reports": len(dataset.reports),
        },
        "problems": {
            "errors": count(dataset.problems, "error"),
            "warnings": count(dataset.problems, "warning"),
            "rows": sorted((_problem(p) | {"event_id": p.event_id} for p in dataset.problems), key=str)[
                :PROBLEMS_SHOWN
            ],
        },
    }


def _gazetteer_credit(events: pd.DataFrame) -> list[str]:
    return [CREDIT] if events["location_source"].str.startswith("geonames:").any() else []


_VOCABULARIES: dict[str, Sequence[Value]] = {
    "event_type": EVENT_TYPES,
    "status": STATUSES,
    "stance": STANCES,
    "location_precision": LOCATION_PRECISIONS,
    "date_precision": DATE_PRECISIONS,
    "outcome_claimed": OUTCOMES,
}


def _vocab(values: Sequence[Value]) -> list[dict[str, str]]:
    return [{"name": value.name, "meaning": value.meaning} for value in values]


def _latest_publication(reports: pd.DataFrame) -> str:
    days = reports.loc[reports["published_on"].str.fullmatch(r"\d{4}(-\d{2}){0,2}"), "published_on"]
    return str(days.max()) if len(days) else ""


def _border_head(dataset: Dataset) -> dict[str, Any] | None:
    if dataset.border is None:
        return None
    provenance = dataset.border.provenance
    return {
        "codes": list(dataset.border.codes),
        "zone_km": provenance.get("zone_km", dataset.settings.zone_km),
        "viewpoint": provenance.get("viewpoint", ""),
        "sources": provenance.get("sources", []),
    }


def _problem(problem: Problem) -> dict[str, str]:
    """A problem as the page tells it: no file or line, which change while the records do not."""
    return {
        "severity": problem.severity,
        "column": problem.column,
        "value": _cut(problem.value),
        "message": problem.message,
        "fix": problem.fix,
    }


def _texts(events: pd.DataFrame, reports: pd.DataFrame, problems: Iterable[Problem]) -> dict[str, Any]:
    records = _records(events, EVENT_TEXTS)
    claims = _by_event(reports["event_id"], _report_records(reports))
    faults = _by_event([p.event_id for p in problems], [_problem(p) for p in problems])
    for record in records:
        if found := faults.get(record.get("id", "")):
            record["problems"] = sorted(found, key=str)
        if told := claims.get(record.get("id", "")):
            record["reports"] = told
    blocks = [packed_json(records[at : at + BLOCK]) for at in range(0, len(records), BLOCK)]
    return {"size": BLOCK, "blocks": blocks}


def _report_records(reports: pd.DataFrame) -> list[dict[str, Any]]:
    records = _records(reports, REPORT_TEXTS)
    for noun in ("killed", "injured"):
        bounds = reports[[f"{noun}_low", f"{noun}_best", f"{noun}_high"]].astype("Float64")
        for at in np.flatnonzero(bounds.notna().any(axis=1)):
            records[at][noun] = [None if pd.isna(n) else int(n) for n in bounds.iloc[at]]
    return records


def _records(frame: pd.DataFrame, keys: dict[str, str]) -> list[dict[str, Any]]:
    """Rows as mappings without what is empty, texts cut to what a page can show."""
    columns = [_shown_values(frame[column]) for column in keys.values()]
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value not in ("", None)}
        for row in zip(*columns, strict=True)
    ]


def _shown_values(column: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_numeric_dtype(column):
        return [None if pd.isna(number) else round(float(number), 3) for number in column]
    return [_cut(text) for text in column.to_numpy(dtype=object)]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} […] ({len(text):,} characters)"


def _by_event(ids: Iterable[str], items: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for event_id, item in zip(ids, items, strict=True):
        found.setdefault(event_id, []).append(item)
    return found


@lru_cache(maxsize=1)
def _layers(border: Border | None) -> str:
    """The border's layers as packed GeoJSON, but for the coordinates of lines and rings, which go in steps.

    Kept, since `geomap watch` draws one border again and again.
    """
    layers = border.for_display(DISPLAY_TOLERANCE_M) if border else {}
    for layer in layers.values():
        for shape in (feature["geometry"] for feature in layer["features"]):
            if shape and shape["type"] != "Point":
                shape["coordinates"] = stepped(shape["coordinates"])
    return packed_json(layers)
