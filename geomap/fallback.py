"""The events as plain HTML, for readers whose browser runs no script or whose host forbids it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from geomap.dataset import Dataset
from geomap.markup import element, joined, link
from geomap.records import LOCATION_PRECISIONS, STATUSES

MOST = 500
LONGEST_TEXT = 2_000

_MEANINGS = {value.name: value.meaning for value in (*STATUSES, *LOCATION_PRECISIONS)}


def fallback(dataset: Dataset) -> Markup:
    """Heading, note and table of up to 500 events in time order, each with its claims and sources."""
    settings = dataset.settings
    events = dataset.events.sort_values(["date_start", "date_end", "event_id"], na_position="last", kind="stable")
    told = {str(key): rows for key, rows in dataset.reports.groupby("event_id", sort=False)}
    rows = (_row(event, told.get(event["event_id"])) for event in events.head(MOST).to_dict("records"))
    return element(
        "main",
        element("h1", settings.title),
        element("p", settings.subtitle) if settings.subtitle else Markup(),
        element("p", _note(len(events))),
        element("table", _header(), element("tbody", *rows)),
        id="geomap-fallback",
    )


def _note(total: int) -> str:
    shown = f"All {total} events" if total <= MOST else f"The first {MOST} of {total} events"
    return f"{shown}, as reported. The map itself needs JavaScript, which does not run here."


def _header() -> Markup:
    names = ("Date", "Event", "Place", "Status", "Who says what")
    return element("thead", element("tr", *(element("th", name, scope="col") for name in names)))


def _row(event: dict[str, Any], reports: pd.DataFrame | None) -> Markup:
    claims = () if reports is None else (_claim(report) for report in reports.to_dict("records"))
    return element(
        "tr",
        element("td", event["date"] or "not known"),
        element("td", _cut(event["title"])),
        element("td", ", ".join(filter(None, (_cut(event["place"]), _MEANINGS.get(event["location_precision"], ""))))),
        element("td", f"{event['status'].replace('_', ' ')}: {_MEANINGS.get(event['status'], '')}"),
        element("td", element("ul", *claims)),
    )


def _claim(report: dict[str, Any]) -> Markup:
    source = ", ".join(filter(None, (report["publisher"] or report["source_name"], report["published_on"])))
    cited = (Markup(" ("), link(report["source_url"], _cut(source)), Markup(")")) if source else ()
    return element("li", joined((f"{_cut(report['speaker'])} {report['stance']}: {_cut(report['claim'])}", *cited)))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + " […]"
