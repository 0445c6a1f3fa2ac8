"""The events as plain HTML, for readers whose browser runs no script or whose host forbids it."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
from markupsafe import Markup

from geomap.codes import Rows
from geomap.dataset import Dataset
from geomap.markup import element, joined, link
from geomap.picture import picture
from geomap.positions import Positions
from geomap.records import STATUSES
from geomap.words import words

MOST = 500
LONGEST_TEXT = 2_000

Cells = dict[Hashable, Any]

_MEANINGS = {value.name: value.meaning for value in STATUSES}
_WORDS = words("en")


def fallback(dataset: Dataset, order: Rows, at: Positions) -> Markup:
    """Heading, note, picture of the map, and up to 500 events in time order with their claims and sources."""
    settings = dataset.settings
    shown = dataset.events.take(order[:MOST])
    told = _told(dataset.reports[dataset.reports["event_id"].isin(shown["event_id"])])
    rows = (_row(event, told.get(event["event_id"], [])) for event in shown.to_dict("records"))
    return element(
        "main",
        element("h1", settings.title),
        element("p", settings.subtitle) if settings.subtitle else Markup(),
        element("p", _note(len(dataset.events))),
        picture(dataset, at),
        element("table", _header(), element("tbody", *rows)),
        id="geomap-fallback",
    )


def _note(total: int) -> str:
    shown = f"All {total} events" if total <= MOST else f"The first {MOST} of {total} events"
    return f"{shown}, as reported. The map that can be moved and filtered needs JavaScript, which does not run here."


def _header() -> Markup:
    names = ("Date", "Event", "Place", "Status", "Who says what")
    return element("thead", element("tr", *(element("th", name, scope="col") for name in names)))


def _told(reports: pd.DataFrame) -> dict[str, list[Cells]]:
    """The reports of each event, in the order of the file."""
    found: dict[str, list[Cells]] = {}
    for report in reports.to_dict("records"):
        found.setdefault(report["event_id"], []).append(report)
    return found


def _row(event: Cells, reports: list[Cells]) -> Markup:
    return element(
        "tr",
        element("td", event["date"] or "not known"),
        element("td", _cut(event["title"])),
        element("td", " · ".join(filter(None, (_cut(event["place"]), _precision(event["location_precision"]))))),
        element("td", f"{_status(event['status'])}: {_MEANINGS.get(event['status'], '')}"),
        element("td", element("ul", *map(_claim, reports))),
    )


def _precision(value: str) -> str:
    return _WORDS.get(f"precision.{value}", "")


def _status(value: str) -> str:
    return _WORDS.get(f"status.{value}", value)


def _claim(report: Cells) -> Markup:
    source = ", ".join(filter(None, (report["publisher"] or report["source_name"], report["published_on"])))
    cited = (Markup(" ("), link(report["source_url"], _cut(source)), Markup(")")) if source else ()
    return element("li", joined((f"{_cut(report['speaker'])} {report['stance']}: {_cut(report['claim'])}", *cited)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " […]"
