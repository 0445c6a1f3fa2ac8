"""JSON of timemap: a list of events, or an object that holds one beside its sources."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from geomap.importers.model import Row, Source
from geomap.tables.model import Limits, refused
from geomap.tables.source import read_bytes
from geomap.tables.text import decode
from geomap.tables.values import cell_text


def read_json(path: Path) -> Source:
    """The events of a JSON file; a "line" is an event's number. Lists and objects in a cell stay JSON.

    Sources that an event names by identifier are put in their place if the file has them.
    """
    limits = Limits()
    text, notes = decode(read_bytes(path, limits), path.name)
    try:
        content = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise refused(path.name, f"is no JSON: {error}.", "Export it anew.", "file.json") from error
    known = content.get("sources") if isinstance(content, Mapping) else None
    found = content.get("events") if isinstance(content, Mapping) else content
    if not isinstance(found, list) or not all(isinstance(event, Mapping) for event in found):
        message, fix = "holds no list of events.", 'Give a list of objects, or {"events": [...]}.'
        raise refused(path.name, message, fix, "file.json")
    events = [_resolved(event, known if isinstance(known, Mapping) else {}) for event in found]
    names = tuple(dict.fromkeys(str(name) for event in events for name in event))
    rows = (Row(number, [_cell(event.get(name)) for name in names]) for number, event in enumerate(events, 1))
    return Source(path.name, None, names, rows, notes)


def _resolved(event: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    sources = event.get("sources")
    if not known or not isinstance(sources, list):
        return event
    told = [known.get(source, source) if isinstance(source, str) else source for source in sources]
    return {**event, "sources": told}


def _cell(value: object) -> str:
    text = cell_text(value) if not isinstance(value, list) else None
    return json.dumps(value, ensure_ascii=False) if text is None else text
