"""Points of a file that has `lat` and `lon` besides: told, and taken where they were moved in a GIS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.tables.model import Columns, Fault, Flaw, RawTable, frame_of

Point = tuple[str, str]
"""Latitude and longitude in degrees, as text."""

NEAR = 1e-6
"""Degrees, 0.1 m: so far may a point be from its cells when a program has rounded it."""

_COLUMNS = ("lat", "lon", "pin_lat", "pin_lon")
_MOVED = Flaw(
    "the point was moved since the export; its new position counts.",
    "Say in coordinate_source_url where it comes from.",
    "geometry.moved",
    "warning",
)
_DIFFERS = Flaw(
    "the point lies elsewhere than lat and lon, which count.",
    "Write the right position into lat and lon.",
    "geometry.differs",
    "warning",
)


def with_points(table: RawTable, points: Sequence[Point | None]) -> RawTable:
    """The table with what its geometries tell; `points` has one for each row, None where it is no point.

    A point fills `lat` and `lon` where nothing says where the event is. In an export of geomap, a point
    that is no longer where the map had it, `pin_lat` and `pin_lon`, was moved, and counts unless `lat`
    and `lon` were changed too; in any other table `lat` and `lon` count. Both are told.
    """
    if not {"lat", "lon"} <= set(table.names):
        return table
    cells = [table.cells[name].tolist() if name in table.names else [""] * len(table) for name in _COLUMNS]
    faults = list(table.faults)
    found: list[Point] = []
    for row, (lat, lon, *pin) in enumerate(zip(*cells, strict=True)):
        point = points[row]
        place, flaw = _place((lat, lon), (pin[0], pin[1]), point)
        found.append(place)
        if point and flaw:
            faults.append(Fault(row, "geometry", ", ".join(point), flaw))
    columns: Columns = {"lat": [lat for lat, _ in found], "lon": [lon for _, lon in found]}
    return replace(table, cells=table.cells.assign(**frame_of(columns)), faults=tuple(faults))


def _place(given: Point, pin: Point, point: Point | None) -> tuple[Point, Flaw | None]:
    """Where the row is, and what is to be told of it."""
    if point is None or not any(point):
        return given, None
    if not any(pin):
        return (given, None if _are_near(given, point) else _DIFFERS) if any(given) else (point, None)
    if _are_near(pin, point):
        return given, None
    return (point, _MOVED) if not any(given) or _are_near(given, pin) else (given, _DIFFERS)


def _are_near(one: Point, other: Point) -> bool:
    """Whether two positions are one; a text that is no number is told where it is checked."""
    try:
        return all(abs(float(a) - float(b)) <= NEAR for a, b in zip(one, other, strict=True))
    except ValueError:
        return True
