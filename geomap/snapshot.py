"""What a finished page says of its events and reports, as plain texts that two pages can be compared by.

Columns that do not travel in the page (`recorded_on`, and columns that the codebook does not know)
are not in it, and a text is cut where the page cuts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomap.columns import NO_NUMBER
from geomap.decode import Column, block_records, block_rows, columns, page_data, unpacked_json
from geomap.texts import EVENT_TEXTS, REPORT_TEXTS

Record = dict[str, str]

_TYPED = {
    "event_type": "event_type",
    "status": "status",
    "precision": "location_precision",
    "date_precision": "date_precision",
    "border_side": "border_side",
    "region": "region",
}
_FOLLOWS = frozenset({"method", "method_source", "location_name", "score", "status_rule"})
"""Texts that say how something else came about; when that changes they do, and tell nothing new."""

_HASH = re.compile(r'"hash":"([0-9a-f]{16})"')
_EVENT = {key: column for key, column in EVENT_TEXTS.items() if key not in _FOLLOWS}
_FACTS = (*_TYPED, "actor", "lat_e6", "lon_e6", "area")


class Snapshot:
    """Events and reports of one page; a block of texts is unpacked only when one of its events is asked for.

    hash: the fingerprint of the records as written. facts: what the typed columns say of each event.
    `text`, `event` and `reports` raise ValueError where the page is damaged.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        texts, typed = data["texts"], columns(data["events"], only=_FACTS)
        self.hash = str(data["head"]["hash"])
        areas = {id(area): area for area in typed["area"]}  # few, each shared by many events
        told = {key: _area(area) for key, area in areas.items()}
        typed |= {"actor": list(map(tuple, typed["actor"])), "area": [told[id(area)] for area in typed["area"]]}
        self.facts = list(zip(*(_plain(typed[name]) for name in _FACTS), strict=True))
        self._blocks: list[str] = list(texts["blocks"])
        self._size = int(texts["size"])
        self._dicts: dict[str, Any] = unpacked_json(texts["dicts"])
        self._opened: dict[int, list[dict[str, Any]]] = {}
        if len(self._blocks) != -(-len(self.facts) // self._size):
            raise ValueError("blocks are missing")

    def text(self, row: int) -> dict[str, Any]:
        """The text record of one event."""
        number, place = divmod(row, self._size)
        if number not in self._opened:
            self._opened[number] = _opened(self._blocks[number], self._dicts)
        try:
            return self._opened[number][place]
        except LookupError as error:
            raise ValueError("its data are damaged") from error

    def like(self, other: Snapshot) -> set[int]:
        """The rows that are the same in both pages, as far as whole blocks of texts tell."""
        if self._size != other._size or not _agree(self._dicts, other._dicts):
            return set()
        pairs = zip(self._blocks, other._blocks, strict=False)
        blocks = (number for number, (one, another) in enumerate(pairs) if one == another)
        rows = (row for number in blocks for row in range(number * self._size, (number + 1) * self._size))
        last = min(len(self.facts), len(other.facts))
        return {row for row in rows if row < last and self.facts[row] == other.facts[row]}

    def unlike(self, other: Snapshot) -> tuple[list[int], list[int]]:
        """The rows of each page that have no equal in the other; only these need a closer look. Raises ValueError."""
        try:
            return self._unlike(other, self.like(other))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ValueError("its data are damaged") from error

    def _unlike(self, other: Snapshot, same: set[int]) -> tuple[list[int], list[int]]:
        mine, theirs = self._unpacked(same), other._unpacked(same)
        both = (*mine.values(), *theirs.values())
        names = {table: sorted({name for block in both for name in block[table]}) for table in ("events", "reports")}
        waiting = {mark: row for row, mark in self._marks(mine, names) if row not in same}
        come = [row for row, mark in other._marks(theirs, names) if row not in same and waiting.pop(mark, None) is None]
        return sorted(waiting.values()), come

    def _unpacked(self, same: set[int]) -> dict[int, Any]:
        """The blocks that hold other rows than these."""
        others = {row // self._size for row in range(len(self.facts)) if row not in same}
        return {number: unpacked_json(self._blocks[number]) for number in sorted(others)}

    def _marks(self, blocks: dict[int, Any], names: dict[str, list[str]]) -> Iterator[tuple[int, Any]]:
        for number, block in blocks.items():
            for row, said in enumerate(block_rows(block, self._dicts, names), number * self._size):
                yield row, (said, self.facts[row])

    def event(self, row: int) -> Record:
        """One event: the codebook's columns that are known, and what geomap derived.

        That is `status`, `border_side`, `region`, and `position` ("lat, lon" in degrees) or `area`.
        """
        text, facts = self.text(row), dict(zip(_FACTS, self.facts[row], strict=True))
        found = {column: str(text[key]) for key, column in _EVENT.items() if key in text}
        found |= {column: facts[name] for name, column in _TYPED.items() if facts[name]}
        if facts["actor"]:
            found["actors"] = "; ".join(facts["actor"])
        if facts["lat_e6"] != NO_NUMBER:
            found["position"] = f"{facts['lat_e6'] / 1e6:.6f}, {facts['lon_e6'] / 1e6:.6f}"
        if facts["area"]:
            found["area"] = facts["area"]
        return found

    def reports(self, row: int) -> list[Record]:
        """The reports of one event, each with the codebook's columns that are known."""
        text = self.text(row)
        return [_report(str(text["id"]), report) for report in text.get("reports", ())]


def snapshot(html: str) -> Snapshot:
    """The snapshot of a page. Raises ValueError that says why there is none."""
    data = page_data(html)
    try:
        return Snapshot(data)
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
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


def fingerprint(html: str) -> str:
    """The hash that a finished page names, without reading the rest of its data. Raises ValueError."""
    found = _HASH.search(html)  # inside a text of JSON its quotes would stand behind backslashes
    if found is None:
        raise ValueError("it holds no data of geomap")
    return found[1]


def position(record: Record) -> tuple[float, float] | None:
    """Latitude and longitude of a pin in degrees; None where the event is none."""
    lat, _, lon = record.get("position", "").partition(", ")
    return (float(lat), float(lon)) if lon else None


def _agree(one: Any, other: Any) -> bool:
    """Whether a code that both pages have stands for the same text in both: new texts come after the old ones."""
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_agree(one[name], other[name]) for name in one.keys() & other.keys())
    shared = min(len(one), len(other))
    return bool(one[:shared] == other[:shared])


def _opened(block: str, dicts: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        found = block_records(block, dicts)
        if not all("id" in text for text in found):
            raise ValueError("an event has no identifier")
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("its data are damaged") from error
    return found


def _plain(column: Column) -> list[Any]:
    return column if isinstance(column, list) else column.tolist()


def _area(area: dict[str, Any]) -> str:
    if area["kind"] == "regions":
        return "; ".join(area["ids"])
    if area["kind"] == "disc":
        return f"{area['radius_km']:g} km around {area['lat']:.5f}, {area['lon']:.5f}"
    if area["kind"] == "segment":
        return f"stretch of the border, {sum(map(len, area['lines']))} vertices"
    return ""


def _report(event_id: str, report: dict[str, Any]) -> Record:
    found = {"event_id": event_id}
    found |= {column: str(report[key]) for key, column in REPORT_TEXTS.items() if key in report}
    for noun in ("killed", "injured"):
        bounds = zip(("low", "best", "high"), report.get(noun, ()), strict=False)
        found |= {f"{noun}_{bound}": str(number) for bound, number in bounds if number is not None}
    return found
