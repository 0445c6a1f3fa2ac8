"""What the page knows: one JSON text with typed columns to filter by, and texts in blocks to open late.

Positions, times and categories lie in one compressed buffer of little-endian columns, so that a
browser can filter a million events in a frame. Texts are compressed in blocks (texts.py), each of which
has an element of its own and is opened when a card is. `geomap/web/src/decode.js` is the other end,
`decode.py` the one in Python.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pandas as pd

import geomap
from geomap.border import Border
from geomap.codes import Rows, filled, first_seen, hashable, or_else, order_by, rows_of, spelt, taken
from geomap.columns import DISPLAY_TOLERANCE_M, columns
from geomap.dataset import Dataset
from geomap.packing import json_bytes, packed_json, safe_in_html, stepped
from geomap.places.gazetteer import CREDIT
from geomap.places.online.credit import credits_for
from geomap.places.references import page_of
from geomap.positions import Positions
from geomap.problems import count
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
from geomap.settings import Settings
from geomap.texts import text_blocks, told_problem
from geomap.threads import helpers

FORMAT = "geomap/2"
PROBLEMS_SHOWN = 500


class Payload(NamedTuple):
    """All that the page's script reads: JSON safe inside a script element, and the packed texts block by block."""

    data: str
    blocks: list[str]


def page_payload(dataset: Dataset, order: Rows, at: Positions) -> Payload:
    """The page's data for a located and related data set. order: of the events in time. at: their positions."""
    place = np.empty(len(order) + 1, dtype=np.int64)
    place[order], place[-1] = np.arange(len(order)), -1
    owner = place[rows_of(dataset.reports["event_id"], dataset.events["event_id"])]
    under = _under_events(dataset.reports, owner)
    events, reports = taken((dataset.events, order), (dataset.reports, under))
    owner = owner[under]
    with helpers() as threads:
        typed = threads.submit(columns, events, reports, owner, dataset.places, at[:, order])
        fingerprint = threads.submit(content_hash, events, reports)
        layers = threads.submit(_layers, dataset.border)
        texts, blocks = text_blocks(_with_pages(events), reports, owner, dataset.problems)
    document = {
        "format": FORMAT,
        "head": _head(dataset, fingerprint.result()),
        "events": typed.result(),
        "texts": texts,
        "layers": layers.result(),
    }
    return Payload(safe_in_html(json_bytes(document).decode()), blocks)


def _with_pages(events: pd.DataFrame) -> pd.DataFrame:
    """The events, with the web page of a gazetteer's entry where there is one, for the card to link."""
    codes, sources = first_seen(events["location_source"])
    return events.assign(location_source=spelt(codes, list(map(page_of, sources))))


def content_hash(events: pd.DataFrame, reports: pd.DataFrame) -> str:
    """A fingerprint of the records as written, which are in the order of the page: no file name, line or answer."""
    digest = hashlib.sha256()
    for table, frame in ((EVENTS, events), (REPORTS, reports)):
        for name in table.names:
            column = frame[name]
            if pd.api.types.is_numeric_dtype(column):
                digest.update(column.to_numpy(dtype="<f8", na_value=np.nan).tobytes())
            elif filled(column):
                digest.update(name.encode() + b"\x1e")
                for part in hashable(column):
                    digest.update(part)
            digest.update(b"\x1e")
    return digest.hexdigest()[:16]


def _under_events(reports: pd.DataFrame, owner: Rows) -> Rows:
    """The rows of the reports in the order of their events (`owner`), then as a card shows them."""
    order = np.argsort(owner, kind="stable")
    if (np.diff(owner[order]) == 0).any():
        when = or_else(reports["claimed_on"], reports["published_on"])
        order = order_by(pd.Series(owner), when, *(reports[name] for name in ("report_id", "claim", *_OTHERS)))
    return order


_OTHERS = [name for name in REPORTS.names if name not in ("report_id", "claim")]
"""So that no two reports that differ may change places."""


def _head(dataset: Dataset, fingerprint: str) -> dict[str, Any]:
    settings, events = dataset.settings, dataset.events
    pinned = events["drawn_as"].eq("") & events.geometry.notna()
    areas = events["drawn_as"].ne("")
    return {
        "title": settings.title,
        "subtitle": settings.subtitle,
        "url": settings.url,
        "version": geomap.__version__,
        "as_of": settings.as_of or _latest_publication(dataset.reports),
        "hash": fingerprint,
        "languages": list(settings.languages),
        "border": _border_head(dataset),
        "tiles": msgspec.to_builtins(settings.tiles),
        "credits": [*settings.credits, *_gazetteer_credit(events), *_online_credits(events, settings)],
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
            "rows": sorted((told_problem(p) | {"event_id": p.event_id} for p in dataset.problems), key=str)[
                :PROBLEMS_SHOWN
            ],
        },
    }


def _gazetteer_credit(events: pd.DataFrame) -> list[str]:
    return [CREDIT] if events["location_source"].str.startswith("geonames:").any() else []


def _online_credits(events: pd.DataFrame, settings: Settings) -> list[str]:
    return credits_for(first_seen(events["location_source"]).values, settings.online)


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
    days = pd.Series(first_seen(reports["published_on"]).values, dtype="str")
    days = days[days.str.fullmatch(r"\d{4}(-\d{2}){0,2}")]
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
