"""What a finished page says of its events and reports, as plain texts that two pages can be compared by.

Columns that do not travel in the page (`recorded_on`, and columns that the codebook does not know)
are not in it, and a text is cut where the page cuts it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.columns import NO_NUMBER
from geomap.decode import columns, page_data, records
from geomap.payload import EVENT_TEXTS, REPORT_TEXTS

Record = dict[str, str]

_TYPED = {
    "event_type": "event_type",
    "status": "status",
    "precision": "location_precision",
    "date_precision": "date_precision",
    "border_side": "border_side",
    "region": "region",
}
_FOLLOWS = frozenset({"method", "method_source", "location_name", "score", "distance_km", "status_rule"})
"""Texts that say how something else came about; when that changes they do, and tell nothing new."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Events and reports of one page. Each record has the codebook's columns; what is unknown is not there.

    Events also have what geomap derived: `status`, `border_side`, `region`, `position` ("lat, lon"
    in degrees) or `area`. hash: the fingerprint of the records as written.
    """

    hash: str
    as_of: str
    events: tuple[Record, ...]
    reports: tuple[Record, ...]


def snapshot(html: str) -> Snapshot:
    """The snapshot of a page. Raises ValueError that says why there is none."""
    data = page_data(html)
    try:
        texts = records(data["texts"])
        typed = columns(data["events"])
        head = data["head"]
        events = tuple(_event(text, typed, row) for row, text in enumerate(texts))
        return Snapshot(str(head["hash"]), str(head["as_of"]), events, tuple(_reports(texts)))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("its data are damaged") from error


def read_snapshot(page: Path) -> Snapshot | str:
    """The snapshot of the page in a file, or in a few words why there is none to compare with."""
    try:
        return snapshot(page.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "there was no map before"
    except OSError as error:
        return f"the map before cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        return "the map before cannot be read: it is not UTF-8"
    except ValueError as error:
        return f"the map before cannot be read: {error}"


def position(record: Record) -> tuple[float, float] | None:
    """Latitude and longitude of a pin in degrees; None where the event is none."""
    lat, _, lon = record.get("position", "").partition(", ")
    return (float(lat), float(lon)) if lon else None


def _event(text: dict[str, Any], typed: dict[str, Any], row: int) -> Record:
    found = {column: str(text[key]) for key, column in EVENT_TEXTS.items() if key in text and key not in _FOLLOWS}
    found |= {column: value for name, column in _TYPED.items() if (value := typed[name][row])}
    if actors := "; ".join(typed["actor"][row]):
        found["actors"] = actors
    if typed["lat_e6"][row] != NO_NUMBER:
        found["position"] = f"{typed['lat_e6'][row] / 1e6:.6f}, {typed['lon_e6'][row] / 1e6:.6f}"
    if area := _area(typed["area"][row]):
        found["area"] = area
    return found


def _area(area: dict[str, Any]) -> str:
    if area["kind"] == "regions":
        return "; ".join(area["ids"])
    if area["kind"] == "disc":
        return f"{area['radius_km']:g} km around {area['lat']:.5f}, {area['lon']:.5f}"
    if area["kind"] == "segment":
        return f"stretch of the border, {sum(map(len, area['lines']))} vertices"
    return ""


def _reports(texts: list[dict[str, Any]]) -> Iterator[Record]:
    for text in texts:
        for report in text.get("reports", ()):
            found = {"event_id": str(text["id"])}
            found |= {column: str(report[key]) for key, column in REPORT_TEXTS.items() if key in report}
            for noun in ("killed", "injured"):
                bounds = zip(("low", "best", "high"), report.get(noun, ()), strict=False)
                found |= {f"{noun}_{bound}": str(number) for bound, number in bounds if number is not None}
            yield found
