"""timemap (Forensic Architecture) and its forks: the JSON of the events endpoint, or the table of datasheet-server.

Accepted are a list of events, or {"events": [...], "sources": {...}}, and CSV with the same columns: id, desc or
description, date, time, location, lat or latitude, long or longitude, category, filters or associations, source or
sources. Dates are MM/DD/YYYY as its documentation has them (--date-order dmy for others) or ISO.

Sources may be texts, identifiers that "sources" resolves, or objects with url or path(s), title or description, author
and date; each becomes a report. Coordinates may be empty: then the event is looked up by its location.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from geomap.importers.convert import host, lat, listed, lon, title, url
from geomap.importers.dates import day
from geomap.importers.model import Cells, Claims, Field, Importer

_PATHS = ("url", "path", "paths")


def _names(*texts: str) -> str:
    """Names out of lists of texts or of {key, value} or {id, title} objects; a plain text is its own name."""
    found = (_name(part) for text in texts for part in _parts(text))
    return listed(*(name.replace(";", ",") for name in found))


def _name(part: object) -> str:
    if isinstance(part, Mapping):
        return str(part.get("value") or part.get("title") or part.get("id") or "")
    return str(part)


def _sources(row: Cells) -> Iterator[Cells]:
    for part in _parts(row.get("sources", "")):
        if not isinstance(part, Mapping):
            yield {**row, "address": url(str(part)), "source_title": "" if url(str(part)) else str(part)}
            continue
        named = {name: str(part.get(name) or "") for name in ("title", "description", "author", "date")}
        told = named["title"] or named["description"] or str(part.get("id") or "")
        address = next((found for name in _PATHS if (found := url(json.dumps(part.get(name) or "")))), "")
        yield {**row, "address": address, "source_title": told, "author": named["author"], "source_date": named["date"]}


def _parts(text: str) -> list[object]:
    """What a cell lists: the parts of a JSON list, or the one text."""
    if text.lstrip().startswith("["):
        try:
            parts = json.loads(text)
        except (ValueError, RecursionError):
            return [text]
        return [part for part in parts if part] if isinstance(parts, list) else [text]
    return [text.strip()] if text.strip() else []


TIMEMAP = Importer(
    name="timemap",
    prefix="timemap",
    needs=("date", "latitude", "longitude"),
    aliases={
        "desc": "description",
        "lat": "latitude",
        "long": "longitude",
        "lon": "longitude",
        "source": "sources",
        "filters": "associations",
    },
    date_order="mdy",
    events=(
        Field("event_id", ("id",)),
        Field("date", ("date",), day, takes_order=True),
        Field("title", ("description", "category"), lambda text, category: title(text) or category.strip()),
        Field("place", ("location",)),
        Field("lat", ("latitude",), lat),
        Field("lon", ("longitude",), lon),
        Field("summary", ("description",)),
        Field("note", ("category", "associations"), _names),
    ),
    claims=(
        Claims(
            (
                Field("claim", ("description",), title),
                Field("source_name", ("source_title",)),
                Field("publisher", ("author", "address"), lambda author, address: author.strip() or host(address)),
                Field("source_url", ("address",)),
                Field("published_on", ("source_date",), day, takes_order=True),
            ),
            _sources,
            dict.fromkeys(("source_title", "author", "address", "source_date"), ("sources",)),
        ),
    ),
    gaps=("timemap does not record who makes a claim or how exact a place is.",),
)
