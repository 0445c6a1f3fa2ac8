"""JSON and GeoJSON: records with the line that each starts on, and faults with line and column."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from geomap.errors import LoadError
from geomap.problems import show
from geomap.tables.book import NESTED, claims_in, nested_book
from geomap.tables.model import Limits, RawBook, RawTable, refused
from geomap.tables.points import Point, with_points
from geomap.tables.rows import table_of
from geomap.tables.text import decode

_POINT = "geometry as a point"
"""Key under which a feature's point waits beside its own `lat` and `lon`."""

_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")


class _FaultAtError(Exception):
    """A fault at one character of the text."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place, self.message = place, message


def read_document(data: bytes, file: str, limits: Limits, *, encoding: str | None = None) -> RawTable:
    """The events of `read_events`, without what is nested in them."""
    return read_events(data, file, limits, encoding=encoding).events


def read_events(data: bytes, file: str, limits: Limits, *, encoding: str | None = None) -> RawBook:
    """Read a JSON array of objects, an object that holds it as "events", or a GeoJSON FeatureCollection.

    Numbers keep the digits that they are written with. A list of objects under "reports" is an
    event's claims. Raises LoadError for what is no JSON, for a key that stands twice in one object,
    and for NaN and Infinity.
    """
    text, notes = decode(data, file, encoding)
    try:
        found, block = _records(text, file)
    except _FaultAtError as fault:
        raise _refused_at(text, file, fault.place, fault.message) from fault
    except RecursionError as error:
        raise refused(file, "is nested too deeply.", "Write a list of plain records.", "file.json") from error
    points = [_point_of(record) for _, record in found]
    claims = [claims_in(record.get(NESTED)) for _, record in found]
    rows = [_without_claims(record, told) for (_, record), told in zip(found, claims, strict=True)]
    events = with_points(table_of(rows, file, limits, lines=_lines(text, [place for place, _ in found])), points)
    has_claims = any(told is not None for told in claims)
    return nested_book(replace(events, problems=notes), claims if has_claims else None, block, limits)


def _point_of(record: dict[str, object]) -> Point | None:
    point = record.pop(_POINT, None)
    return point if isinstance(point, tuple) else None


def _without_claims(record: dict[str, object], claims: object) -> dict[str, object]:
    return record if claims is None else {name: value for name, value in record.items() if name != NESTED}


Record = tuple[int, dict[str, object]]
"""Where a record starts in the text, and what is in it."""


def _records(text: str, file: str) -> tuple[list[Record], object]:
    """The records, and the block that an export carries."""
    start = _skip(text, 0)
    if start == len(text):
        raise refused(file, "is empty.", "Write a list of records: [{...}, ...].", "file.empty")
    block: object = None
    if text[start] == "[":
        records, end = _items(text, start)
    elif text[start] == "{":
        records, block, end = _members(text, start, file)
    else:
        raise _FaultAtError(start, "a list of records or a FeatureCollection should start here")
    if _skip(text, end) != len(text):
        raise _FaultAtError(_skip(text, end), "the text goes on after its end")
    return records, block


def _items(text: str, start: int) -> tuple[list[Record], int]:
    """The objects of the array that starts at `start`, and where it ends."""
    records: list[Record] = []
    place = _skip(text, start + 1)
    while not text.startswith("]", place):
        value, end = _value(text, place)
        if not isinstance(value, dict):
            raise _FaultAtError(place, "a record should be an object")
        records.append((place, value))
        place = _after_comma(text, end, "]")
    return records, place + 1


def _members(text: str, start: int, file: str) -> tuple[list[Record], object, int]:
    """The events of an object or the features of a FeatureCollection, the export's block, and where it ends."""
    rest: dict[str, object] = {}
    lists: dict[str, list[Record]] = {}
    place = _skip(text, start + 1)
    while not text.startswith("}", place):
        key, value = _key(text, place)
        if key in rest or key in lists:
            raise _FaultAtError(place, _TWICE.format(show(key)))
        if key in ("features", "events") and text.startswith("[", value):
            lists[key], end = _items(text, value)
        else:
            rest[key], end = _value(text, value)
        place = _after_comma(text, end, "}")
    block = rest.get("geomap")
    if rest.get("type") == "FeatureCollection" and "features" in lists:
        _refuse_other_crs(rest.get("crs"), file)
        return [(at, _of_feature(feature)) for at, feature in lists["features"]], block, place + 1
    if "events" in lists:
        return lists["events"], block, place + 1
    message = "is an object, but not a GeoJSON FeatureCollection."
    raise refused(file, message, "Write a list of records, or a FeatureCollection.", "file.json")


def _of_feature(feature: dict[str, object]) -> dict[str, object]:
    properties, geometry = feature.get("properties"), feature.get("geometry")
    record: dict[str, object] = dict(properties) if isinstance(properties, dict) else {}
    if geometry is None:
        return record
    has_cells = bool({"lat", "lon"} & record.keys())
    point = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if isinstance(point, list) and len(point) >= 2:
        return record | ({_POINT: (str(point[1]), str(point[0]))} if has_cells else {"lat": point[1], "lon": point[0]})
    return record if has_cells else record | {"geometry": geometry}


def _refuse_other_crs(crs: object, file: str) -> None:
    if crs is not None and not json.dumps(crs).rstrip('"}').endswith(_WGS84):
        message = f"gives coordinates in {show(json.dumps(crs))}, not in WGS 84."
        raise refused(file, message, "Save it in WGS 84 (EPSG:4326).", "file.crs")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _UnfitError
    return found


def _no_constant(name: str) -> object:
    raise _UnfitError(name)


class _UnfitError(Exception):
    """JSON as Python takes it, but not as RFC 8259 does; where, is for `_step` to find."""


_TWICE = "the key {} stands twice in one object"
_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_float=str, parse_int=str, parse_constant=_no_constant)
_SPACE = re.compile(r"[ \t\r\n]*")


def _value(text: str, place: int) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError as error:
        raise _FaultAtError(error.pos, error.msg.removesuffix(" starting at").lower()) from error
    except _UnfitError:
        _step(text, place)
        raise


def _step(text: str, place: int) -> int:
    """Step over one value; raise where a key stands twice or a number is none. Return its end."""
    if text.startswith(("NaN", "Infinity", "-Infinity"), place):
        raise _FaultAtError(place, "NaN and Infinity are no JSON")
    if text[place] not in "{[":
        return _DECODER.raw_decode(text, place)[1]
    close, seen = "}" if text[place] == "{" else "]", set()
    place = _skip(text, place + 1)
    while not text.startswith(close, place):
        value = place
        if close == "}":
            key, value = _key(text, place)
            if key in seen:
                raise _FaultAtError(place, _TWICE.format(show(key)))
            seen.add(key)
        place = _after_comma(text, _step(text, value), close)
    return place + 1


def _key(text: str, place: int) -> tuple[str, int]:
    """The key at `place`, and where its value starts."""
    if not text.startswith('"', place):
        raise _FaultAtError(place, "a name in double quotes should stand here")
    key, end = _value(text, place)
    end = _skip(text, end)
    if not text.startswith(":", end):
        raise _FaultAtError(end, "a colon should stand here")
    return str(key), _skip(text, end + 1)


def _after_comma(text: str, place: int, close: str) -> int:
    """Where the next item starts, or the closing bracket stands."""
    place = _skip(text, place)
    if text.startswith(close, place):
        return place
    if not text.startswith(",", place):
        raise _FaultAtError(
            place, f"a comma or {close!r} should stand here" if place < len(text) else "the text ends too early"
        )
    following = _skip(text, place + 1)
    if text.startswith(close, following):
        raise _FaultAtError(place, "there is a comma after the last item")
    return following


def _skip(text: str, place: int) -> int:
    return _SPACE.match(text, place).end()  # type: ignore[union-attr] # it matches the empty text too


def _lines(text: str, places: list[int]) -> list[int]:
    """The line of each place, in one pass."""
    lines, line, last = [], 1, 0
    for place in places:
        line += text.count("\n", last, place)
        lines.append(line)
        last = place
    return lines


def _refused_at(text: str, file: str, place: int, message: str) -> LoadError:
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    fix = "Mend the file, or export it anew."
    return refused(file, f"is broken at line {line}, column {column}: {message}.", fix, "file.json", line=line)
