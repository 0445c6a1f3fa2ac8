"""Which sign stands where: up to 60 events have one each, with a number; more are gathered in piles with letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geomap.figure.room import Room, around, moved
from geomap.figure.sheet import MM_PER_POINT, PAPER, Box, Sheet, width_of
from geomap.figure.sheet import QUIET as LEADER
from geomap.figure.signs import RIM, SHAPES, UNIT, draw_pile, draw_sign, shape_of
from geomap.figure.view import View
from geomap.symbology import EVENT_TYPE_COLOURS

SINGLY = 60
TAG, TAG_GAP = 6.2, 0.5  # points, millimetres between a sign and its tag
CELL = 9.0  # millimetres of the grid that events are gathered in before piles are
HEAD = 11 * UNIT

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """What of the events decides their signs; arrays of one length, in the order of the captions."""

    numbers: list[int]
    shapes: np.ndarray[Any, Any]
    areas: list[str]
    types: list[str]
    statuses: list[str]
    precisions: list[str]
    starts: list[str]  # first and last day, ISO; "" = not known
    ends: list[str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign for the events in `rows`. Its middle is `at`, what it stands for `spot`, both in millimetres."""

    rows: tuple[int, ...]
    spot: Point
    at: Point
    tag: str
    radius: float  # of a pile; 0 for the sign of one event
    is_area: bool
    leader: bool

    @property
    def is_pile(self) -> bool:
        return self.radius > 0


def marks(view: View, events: Events, room: Room) -> list[Mark]:
    """The signs of all events that the view shows, in the order of their tags; their room is taken."""
    pins, areas = _spots(view, events)
    if len(events.numbers) <= SINGLY:
        room.keep(pins.values())
        groups = [(row,) for row in sorted({*pins, *(row for rows, _, _ in areas.values() for row in rows)})]
        spots = pins | {row: spot for rows, spot, _ in areas.values() for row in rows}
        shapes = {row: shape for rows, _, shape in areas.values() for row in rows}
        numbers = events.numbers
        return [_placed(room, str(numbers[row]), (row,), spots[row], events, shapes.get(row)) for (row,) in groups]
    piles = [(rows, spot, None) for rows, spot in gathered(pins)]
    badges = [(tuple(rows), spot, shape) for rows, spot, shape in areas.values()]
    return [
        _placed(room, letters(at), rows, spot, events, shape)
        for at, (rows, spot, shape) in enumerate((*piles, *badges))
    ]


def draw_marks(sheet: Sheet, found: Sequence[Mark], events: Events) -> None:
    for mark in found:
        if mark.leader:
            foot = (mark.at[0], mark.at[1] + (0 if mark.is_pile else SHAPES[_shape(mark, events)].foot * UNIT))
            sheet.line(mark.spot, foot, stroke=LEADER, width=0.6)
            sheet.dot(*mark.spot, 0.4, fill=LEADER, stroke=PAPER, width=0.6)
    for mark in sorted(found, key=lambda mark: mark.at[1]):
        row = mark.rows[0]
        if mark.is_pile:
            disputed = is_disputed(mark, events)
            draw_pile(sheet, mark.at, mark.radius, shares(mark, events), square=mark.is_area, disputed=disputed)
        else:
            draw_sign(sheet, mark.at, _shape(mark, events), events.types[row], events.statuses[row])
    for mark in found:
        reach = mark.radius + RIM * is_disputed(mark, events) if mark.is_pile else 14 * UNIT
        x = mark.at[0] + reach + TAG_GAP
        sheet.text(x, mark.at[1] + TAG * MM_PER_POINT * 0.36, mark.tag, TAG, bold=True, halo=True)


def shares(mark: Mark, events: Events) -> dict[str, int]:
    """How many events of each type, in the order of the legend."""
    return in_order(Counter(events.types[row] for row in mark.rows))


def is_disputed(mark: Mark, events: Events) -> bool:
    """Whether any event of it is."""
    return any(events.statuses[row] == "disputed" for row in mark.rows)


def in_order(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts by known type in the order of the legend; unknown types are others."""
    found = {kind: counts.get(kind, 0) for kind in EVENT_TYPE_COLOURS}
    found["other"] += sum(number for kind, number in counts.items() if kind not in found)
    return {kind: number for kind, number in found.items() if number}


def letters(number: int) -> str:
    """A, B, … Z, AA, AB, …"""
    return (letters(number // 26 - 1) if number >= 26 else "") + chr(ord("A") + number % 26)


def gathered(pins: Mapping[int, Point]) -> list[tuple[tuple[int, ...], Point]]:
    """Groups of rows that lie near each other, and their middles; from the north down, so far apart that none touch."""
    if not pins:
        return []
    rows = np.array(list(pins))
    spots = np.array(list(pins.values()))
    _, cells = np.unique(np.floor(spots / CELL), axis=0, return_inverse=True)
    order = np.argsort(cells.ravel(), kind="stable")
    groups = [list(part) for part in np.split(order, np.flatnonzero(np.diff(cells.ravel()[order])) + 1)]
    while (pair := _touching([spots[group].mean(axis=0) for group in groups], list(map(len, groups)))) is not None:
        kept, gone = pair
        groups[kept] += groups.pop(gone)
    found = [(tuple(sorted(rows[group].tolist())), tuple(spots[group].mean(axis=0).tolist())) for group in groups]
    return sorted(found, key=lambda group: (round(group[1][1] / 12), group[1][0]))


def _touching(middles: Sequence[Any], sizes: Sequence[int]) -> tuple[int, int] | None:
    """The two groups, the nearest first, whose signs would lie on each other."""
    x, y = np.array(middles).T
    reach = np.array([_radius(size) or HEAD * 1.5 for size in sizes])
    across, down = abs(x[:, None] - x), abs(y[:, None] - y)
    near = (across < reach[:, None] + reach + 2 * RIM + 3.4) & (down < reach[:, None] + reach + 2 * RIM)
    near &= np.triu(np.ones_like(near), 1)
    if not near.any():
        return None
    first, second = np.unravel_index(np.argmin(np.where(near, np.hypot(across, down), np.inf)), near.shape)
    return int(first), int(second)


def _radius(events: int) -> float:
    """Millimetres of a pile for so many; one event has a sign of its own."""
    return min(2.3 + 0.75 * float(np.log10(events)), 4.6) if events > 1 else 0.0


def _spots(view: View, events: Events) -> tuple[dict[int, Point], dict[str, tuple[list[int], Point, Any]]]:
    """Spot of each pin, and of each area the rows, a spot inside, the shape; all that the frame shows."""
    pins = {row: shape for row, shape in enumerate(events.shapes) if shape is not None and not events.areas[row]}
    lonlat = shapely.get_coordinates(np.array(list(pins.values()), dtype=object))
    points = view.points(lonlat) if pins else np.empty((0, 2))
    inside = {row: (x, y) for row, (x, y), ok in zip(pins, points.tolist(), view.inside(points), strict=True) if ok}
    areas: dict[str, tuple[list[int], Point, Any]] = {}
    for row, area in enumerate(events.areas):
        if area in areas:
            areas[area][0].append(row)
        elif area and events.shapes[row] is not None:
            shape = shapely.union_all(view.shapes([events.shapes[row]]))
            if not shape.is_empty:
                areas[area] = ([row], _middle(shape), shape)
    return inside, areas


def _middle(shape: shapely.Geometry) -> Point:
    """The spot farthest from the edge of an area, the middle of a line."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: (part.area, part.length))
    if shapely.get_dimensions(parts[-1]) == 2:
        x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(parts[-1], tolerance=0.3))[0].tolist()
    else:
        x, y = shapely.get_coordinates(shapely.line_interpolate_point(parts[-1], 0.5, normalized=True))[0].tolist()
    return x, y


def _placed(room: Room, tag: str, rows: tuple[int, ...], spot: Point, events: Events, area: Any) -> Mark:
    """The mark at its spot or as near as there is room; over others only where there is none at all."""
    radius = _radius(len(rows))
    foot = 0.0 if radius else SHAPES[shape_of(events.precisions[rows[0]])].foot * UNIT
    box = _box(spot, radius, foot, width_of(tag, TAG, bold=True))
    steps = list(around())
    free = room.first_free((moved(box, dx, dy) for dx, dy in steps), spot)
    dx, dy = steps[free or 0]
    at = (spot[0] + dx, spot[1] - foot + dy)
    astray = np.hypot(dx, dy) > 0.5 and not (area is not None and shapely.dwithin(area, shapely.Point(at), 0.5))
    return Mark(rows, spot, at, tag, radius, area is not None, bool(astray))


def _box(spot: Point, radius: float, foot: float, tag: float) -> Box:
    reach = radius + RIM if radius else 14 * UNIT
    below = 0.4 if foot else reach
    return spot[0] - reach - 0.2, spot[1] - foot - reach, spot[0] + reach + TAG_GAP + tag + 0.4, spot[1] + below


def _shape(mark: Mark, events: Events) -> str:
    return shape_of(events.precisions[mark.rows[0]])


def drawn_areas(events: Events) -> Iterator[tuple[str, shapely.Geometry]]:
    """Each area once."""
    seen: set[str] = set()
    for area, shape in zip(events.areas, events.shapes, strict=True):
        if area and shape is not None and area not in seen:
            seen.add(area)
            yield area, shape


def rows_shown(found: Iterable[Mark]) -> set[int]:
    return {row for mark in found for row in mark.rows}
