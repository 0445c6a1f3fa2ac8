"""The ground under the events: regions, zone, rivers, border, their names, and the overview beside the map."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from geopandas import GeoDataFrame
from matplotlib.path import Path

from geomap.border import Border
from geomap.figure.room import Room
from geomap.figure.sheet import INK, MM_PER_POINT, PAPER, RULE, Box, Sheet, path_of, width_of
from geomap.figure.view import Bounds, Points, View
from geomap.symbology import BORDER, HATCH, LABEL, LAND_FAR, LAND_NEAR, REGION_LINE, SEA, WATER

LAND_DISPUTED, ZONE, ZONE_OPACITY = "#e9e2ea", "#d6a03c", 0.13
LABEL_REGION = "#7d786b"
HATCH_STEP = 1.1  # millimetres between the lines of a hatching
TOWNS = 28
CITY = 100_000  # so many people have a name on the map even where a sign covers the spot
OVERVIEW = 2.6  # times the section, on both axes


def draw_ground(sheet: Sheet, view: View, border: Border | None) -> None:
    """Sea, land, rivers, zone and border within the view's frame."""
    sheet.box(view.frame, fill=SEA)
    if border is None:
        return
    disputed, near = (border.regions["disputed"].to_numpy(dtype=bool), (border.regions["role"] == "border").to_numpy())
    for rows, fill in ((~near & ~disputed, LAND_FAR), (near & ~disputed, LAND_NEAR), (disputed, LAND_DISPUTED)):
        shapes = view.shapes(border.regions.geometry[rows])
        dash = (3, 2) if fill == LAND_DISPUTED else ()
        sheet.path(path_of(shapes), fill=fill, stroke=REGION_LINE, width=0.5, dash=dash)
    sheet.path(path_of(view.shapes(border.zone.geometry)), fill=ZONE, opacity=ZONE_OPACITY)
    sheet.path(path_of(view.shapes(border.rivers.geometry)), stroke=WATER, width=0.7)
    draw_line(sheet, view, border, 1.5)


def draw_line(sheet: Sheet, view: View, border: Border, width: float) -> None:
    disputed = border.line["disputed"].to_numpy(dtype=bool)
    whole = path_of(view.shapes(border.line.geometry))
    sheet.path(whole, stroke=PAPER, width=2.4 * width, opacity=0.85)
    sheet.path(path_of(view.shapes(border.line.geometry[~disputed])), stroke=BORDER, width=width)
    sheet.path(
        path_of(view.shapes(border.line.geometry[disputed])), stroke=BORDER, width=width, dash=(3, 2), cap="butt"
    )


def draw_areas(sheet: Sheet, view: View, areas: Iterable[tuple[str, shapely.Geometry]]) -> None:
    """Regions and districts hatched and outlined, stretches of the border as a broad band."""
    areas = list(areas)
    bands = [shape for area, shape in areas if area.startswith("segment")]
    band = shapely.line_merge(shapely.union_all(bands))  # a union is cut at every point
    sheet.path(path_of(view.shapes([band])), stroke=HATCH, width=6, opacity=0.28)
    grounds = [(area, shape) for area, shape in areas if not area.startswith("segment")]
    sheet.path(hatching(view.shapes([shape for _, shape in grounds])), stroke=HATCH, width=0.3, opacity=0.38)
    for area, shape in grounds:
        dash = (4, 2.5) if area.startswith("disc") else ()
        sheet.path(path_of(view.shapes([shape])), stroke=HATCH, width=0.6, dash=dash, opacity=0.8)


def hatching(shapes: Iterable[shapely.Geometry]) -> Path:
    """Lines from lower left to upper right over shapes in millimetres, the same lines for all shapes of a sheet."""
    whole = shapely.union_all(list(shapes))
    if whole.is_empty:
        return path_of([])
    left, top, right, bottom = whole.bounds
    step = HATCH_STEP * np.sqrt(2)
    sums = np.arange(np.floor((left + top) / step), np.ceil((right + bottom) / step) + 1) * step
    lines = shapely.MultiLineString([[(at - top, top), (at - bottom, bottom)] for at in sums.tolist()])
    return path_of([shapely.intersection(lines, whole)])


def draw_names(sheet: Sheet, view: View, border: Border, room: Room, language: str) -> None:
    """Names of regions and of the largest towns where there is room for them; a town without a name has no dot."""
    towns = _within(border.towns, view).sort_values(["population", "name"], ascending=[False, True], kind="stable")
    names = _names(towns, language)
    spots = view.points(shapely.get_coordinates(towns.geometry))
    cities = (towns["population"] >= CITY).to_numpy()
    order = np.argsort(~cities, kind="stable")
    written = 0
    for number, at in enumerate(order.tolist()):
        if number == int(cities.sum()):
            _region_names(sheet, view, border, room, language)
        if written < TOWNS:
            written += _town(sheet, room, names[at], tuple(spots[at].tolist()), is_city=bool(cities[at]))
    if cities.all():
        _region_names(sheet, view, border, room, language)


def draw_overview(sheet: Sheet, frame: Box, border: Border, section: Bounds, outside: Points) -> None:
    """Where the map lies: the land on both sides, the border, the section shown, the events outside of it."""
    view = _overview(frame, border, section)
    with sheet.within(frame):
        sheet.box(frame, fill=SEA)
        near = (border.regions["role"] == "border").to_numpy()
        for rows, fill in ((~near, LAND_FAR), (near, LAND_NEAR)):
            sheet.path(path_of(view.shapes(border.regions.geometry[rows])), fill=fill, stroke=REGION_LINE, width=0.3)
        draw_line(sheet, view, border, 0.8)
        for country in border.codes:
            _country(sheet, view, border, country)
        (left, bottom), (right, top) = view.points(np.array([section[:2], section[2:]]))
        sheet.box((left, top, right, bottom), stroke=INK, width=0.9)
        spots = view.points(outside)
        for x, y in spots[view.inside(spots)]:
            sheet.dot(x, y, 0.45, fill=INK)
    sheet.box(frame, stroke=RULE, width=0.6)


def _overview(frame: Box, border: Border, section: Bounds) -> View:
    """The section and more than twice as much around it, moved to where there is land to show."""
    west, south, east, north = section
    land = border.regions.total_bounds.tolist()
    across, up = (OVERVIEW - 1) / 2 * (east - west), (OVERVIEW - 1) / 2 * (north - south)
    least = (min(west, max(west - across, land[0])), min(south, max(south - up, land[1])))
    most = (max(east, min(east + across, land[2])), max(north, min(north + up, land[3])))
    view = _on_land(View((*least, *most), frame), section, land)
    dx, dy = (_shift(view.box[at], view.box[at + 2], land[at], land[at + 2]) for at in (0, 1))
    west, south, east, north = view.box
    return View((west + dx, south + dy, east + dx, north + dy), frame)


def _on_land(view: View, section: Bounds, land: Sequence[float]) -> View:
    """The view, or nearer by, so that no ground without data fills its sides; the section stays whole."""
    middle, size = np.reshape(view.box, (2, 2)).mean(axis=0), np.subtract(view.box[2:], view.box[:2])
    ends, shown = np.subtract(land[2:], land[:2]) / size, np.subtract(section[2:], section[:2]) / size
    part = max(min(1.0, *ends.tolist()), 1.3 * float(shown.max()))
    return View((*(middle - part / 2 * size), *(middle + part / 2 * size)), view.frame) if part < 1 else view


def _shift(low: float, high: float, first: float, last: float) -> float:
    """How far to move low..high so that it lies within first..last, if it fits in."""
    return 0.0 if high - low > last - first else max(first - low, 0) - max(high - last, 0)


def _country(sheet: Sheet, view: View, border: Border, country: str) -> None:
    parts = shapely.get_parts(view.shapes(border.regions.geometry[border.regions["country"] == country]))
    if len(parts):
        whole = shapely.union_all(shapely.buffer(parts, 0.05))
        largest = max(shapely.get_parts(whole), key=lambda part: part.area)
        x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest))[0]
        sheet.text(float(x), float(y) + 1, country, 7, bold=True, colour=LABEL_REGION, align="center", halo=True)


def _region_names(sheet: Sheet, view: View, border: Border, room: Room, language: str) -> None:
    for name, shape in zip(_names(border.regions, language), border.regions.geometry, strict=True):
        parts = shapely.get_parts(view.shapes([shape]))
        largest = max((part for part in parts if part.geom_type == "Polygon"), key=lambda part: part.area, default=None)
        if largest is None or largest.area < 60:
            continue
        text = name.upper()
        wide, high = width_of(text, 5.6), 2.0
        x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=0.5))[0].tolist()
        spots = [(x, y + step) for step in (0, -4, 4, -8, 8, -13, 13, -18, 18)]
        spots = [
            (a, b) for a, b in spots if shapely.contains(largest, shapely.box(a - wide / 2, b - high, a + wide / 2, b))
        ]
        boxes = [(a - wide / 2 - 0.5, b - high, a + wide / 2 + 0.5, b + 0.6) for a, b in spots]
        free = room.first_free(boxes)
        if free is not None:
            sheet.text(*spots[free], text, 5.6, colour=LABEL_REGION, align="center", halo=True)


def _town(sheet: Sheet, room: Room, name: str, spot: tuple[float, float], *, is_city: bool) -> bool:
    x, y = spot
    size = 6.8 if is_city else 5.6
    wide, high = width_of(name, size), size * MM_PER_POINT * 0.78
    dot = (x - 0.6, y - 0.6, x + 0.6, y + 0.6)
    is_free = room.is_free(dot)
    if not is_free and not is_city:
        return False
    gaps = (0.9,) if is_free else (0.9, 2.5, 4.0, 5.5, 7.0)
    spots = [place for gap in gaps for place in _beside(x, y, wide, high, gap)]
    free = room.first_free((a - 0.3, b - high - 0.3, a + wide + 0.3, b + 0.6) for a, b in spots)
    if free is None:
        return False
    if is_free:
        room.take(dot)
        sheet.dot(x, y, 0.5, fill=LABEL, stroke=PAPER, width=0.8)
    sheet.text(*spots[free], name, size, colour=LABEL, halo=True)
    return True


def _beside(x: float, y: float, wide: float, high: float, gap: float) -> Iterator[tuple[float, float]]:
    """Where the text may begin: right, left, above, below of the spot, then at its corners."""
    yield x + gap, y + high / 2
    yield x - gap - wide, y + high / 2
    yield x - wide / 2, y - gap
    yield x - wide / 2, y + gap + high
    for dy in (-gap, gap + high * 0.7):
        yield x + gap * 0.7, y + dy
        yield x - gap * 0.7 - wide, y + dy


def _within(towns: GeoDataFrame, view: View) -> GeoDataFrame:
    spots = view.points(shapely.get_coordinates(towns.geometry)) if len(towns) else np.empty((0, 2))
    return towns[view.inside(spots)]


def _names(frame: GeoDataFrame, language: str) -> list[str]:
    """Names in the language, else as they are."""
    column = f"name_{language}"
    found = frame[column].where(frame[column] != "", frame["name"]) if column in frame else frame["name"]
    return [" ".join(str(name).split()) for name in found]
