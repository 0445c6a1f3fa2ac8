"""A still picture of the map, as SVG inside the page, for readers whose browser runs no script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from markupsafe import Markup

from geomap.border import Border
from geomap.codes import Coded, Rows, ascending, coded, combined, distinct
from geomap.dataset import Dataset
from geomap.markup import element, joined
from geomap.positions import Positions, extent
from geomap.symbology import BORDER, EVENT_TYPE_COLOURS, HATCH, LABEL, LAND_FAR, LAND_NEAR, REGION_LINE, SEA, WATER
from geomap.words import words

WIDTH = 960
TALLEST = 960
MARGIN_DEGREES = 0.4
PINS = 2_000
DENSE_CELL = 8
"""Where there are more pins than that, those within 8 pixels share a dot, so that the page stays small."""
LABELS = 24
LABEL_SPACE = 70  # pixels that a name keeps free around it, across; a fifth of it down


def picture(dataset: Dataset, at: Positions) -> Markup:
    """Base map and every drawn event as one SVG element; nothing where there is nothing to draw."""
    events, box = dataset.events, extent(dataset.events, at)
    if np.isnan(box).any():
        return Markup()
    view = _View(box)
    areas = events[["drawn_as", "geometry"]][(events["drawn_as"] != "").to_numpy()]
    pins = np.flatnonzero(~np.isnan(at[0]))
    types = coded(events["event_type"])
    return element(
        "svg",
        element("rect", width="100%", height="100%", fill=SEA),
        *(_base(dataset.border, view) if dataset.border else ()),
        *_areas(areas, view),
        *_pins(events, pins, view.pixels(at[:, pins].T), types),
        *(_labels(dataset.border.towns, view) if dataset.border else ()),
        *_legend([types.values[code] for code in ascending(types.codes[pins])]),
        viewBox=f"0 0 {WIDTH} {view.height}",
        role="img",
        aria_label=f"Map of {len(pins) + len(areas)} events. The table below lists all of them.",
    )


class _View:
    """Web Mercator, scaled so that the bounds fill the picture."""

    def __init__(self, bounds: np.ndarray[Any, Any]) -> None:
        west, south, east, north = bounds + np.array([-1, -1, 1, 1]) * MARGIN_DEGREES
        self.box = west, south, east, north
        (left, top), (right, bottom) = _mercator(np.array([[west, north], [east, south]]))
        self._origin = np.array([left, top])
        self._scale = min(WIDTH / (right - left), TALLEST / (top - bottom))
        self._pixel_degrees = np.degrees(1 / self._scale)
        self.height = round((top - bottom) * self._scale)

    def pixels(self, lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        scaled = (_mercator(lonlat) - self._origin) * np.array([self._scale, -self._scale])
        return np.asarray(np.round(scaled).astype("int64"))

    def path(self, shapes: Iterable[shapely.Geometry]) -> str:
        """The outlines of shapes as the data of one SVG path."""
        thin = shapely.simplify(np.array(list(shapes), dtype=object), self._pixel_degrees)
        return "".join(self._line(part) for part in _lines(shapely.clip_by_rect(thin, *self.box)))

    def _line(self, line: shapely.Geometry) -> str:
        points = self.pixels(shapely.get_coordinates(line))
        steps = np.diff(points, axis=0)
        steps = steps[steps.any(axis=1)]  # what is smaller than a pixel does not show
        return f"M{points[0][0]} {points[0][1]}l" + " ".join(map(str, steps.ravel())) if len(steps) else ""


def _mercator(lonlat: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    lon, lat = np.radians(lonlat).T
    return np.column_stack([lon, np.arctanh(np.sin(lat))])


def _lines(shapes: np.ndarray[Any, Any]) -> Iterable[shapely.Geometry]:
    for part in shapely.get_parts(shapes):
        if shapely.get_dimensions(part) == 2:
            yield from shapely.get_rings(part)
        elif shapely.get_dimensions(part) == 1 and not shapely.is_empty(part):
            yield part


def _base(border: Border, view: _View) -> Iterable[Markup]:
    near = border.regions["role"] == "border"
    for regions, fill in ((border.regions[~near], LAND_FAR), (border.regions[near], LAND_NEAR)):
        yield _path(view.path(regions.geometry), fill=fill, stroke=REGION_LINE)
    yield _path(view.path(border.rivers.geometry), stroke=WATER)
    yield _path(view.path(border.line.geometry), stroke=BORDER, stroke_width="2")


def _areas(events: GeoDataFrame, view: _View) -> Iterable[Markup]:
    """Each area once, however many events it stands for: stretches as broad bands, others as dashed outlines."""
    once = events.drop_duplicates("drawn_as").sort_values("drawn_as")
    for area, shape in zip(once["drawn_as"], once.geometry, strict=True):
        if str(area).startswith("segment"):
            yield _path(view.path([shape]), stroke=HATCH, stroke_width="7", stroke_opacity="0.35")
        else:
            yield _path(view.path([shape]), stroke=HATCH, stroke_dasharray="5 4")


def _pins(events: GeoDataFrame, pins: Rows, xy: np.ndarray[Any, Any], types: Coded) -> Iterable[Markup]:
    """A dot for each place and type; a ring for what is only near the place. xy: the pixels of the pins."""
    cell = 1 if len(pins) <= PINS else DENSE_CELL
    x, y = (xy // cell * cell).T
    around = (events["location_precision"] == "near_settlement").to_numpy()[pins]
    codes = types.codes[pins]
    _, rows, _ = distinct(combined(codes, around, y, x))
    kinds = [types.values[code] for code in codes[rows]]
    once = pd.DataFrame({"x": x[rows], "y": y[rows], "type": kinds, "near": around[rows]})
    for (kind, near), alike in once.groupby(["type", "near"]):
        dots = "".join(f"M{x} {y}h0" for x, y in zip(alike["x"], alike["y"], strict=True))
        colour = EVENT_TYPE_COLOURS.get(str(kind), EVENT_TYPE_COLOURS["other"])
        yield _dots(dots, colour="white", width=14)
        yield _dots(dots, colour=colour, width=10)
        if near:
            yield _dots(dots, colour="white", width=5)


def _dots(data: str, *, colour: str, width: int) -> Markup:
    return _path(data, stroke=colour, stroke_width=str(width), stroke_linecap="round")


def _labels(towns: GeoDataFrame, view: _View) -> Iterable[Markup]:
    """Names of the largest towns that leave each other room."""
    inside = towns[shapely.within(towns.geometry.to_numpy(), shapely.box(*view.box))]
    largest = inside.sort_values(["population", "name"], ascending=[False, True], kind="stable")
    placed: list[tuple[int, int]] = []
    texts = []
    for name, (x, y) in zip(largest["name"], view.pixels(shapely.get_coordinates(largest.geometry)), strict=True):
        if len(placed) < LABELS and all(abs(x - a) > LABEL_SPACE or abs(y - b) > LABEL_SPACE / 5 for a, b in placed):
            placed.append((x, y))
            texts.append(element("text", name, x=str(x), y=str(y)))
    yield element("g", *texts, fill=LABEL, font_size="12", text_anchor="middle")


def _legend(types: list[str]) -> Iterable[Markup]:
    """What the colours of the dots stand for, at the upper left."""
    names = [kind for kind in EVENT_TYPE_COLOURS if kind in types]
    yield element("rect", x="8", y="8", width="156", height=str(20 * len(names) + 8), fill="white", fill_opacity="0.85")
    for row, kind in enumerate(names):
        y = 22 + 20 * row
        yield _dots(f"M20 {y}h0", colour=EVENT_TYPE_COLOURS[kind], width=10)
        name = words("en").get(f"event_type.{kind}", kind)
        yield element("text", name, x="32", y=str(y + 4), fill=LABEL, font_size="12")


def _path(data: str, **attributes: str) -> Markup:
    return element("path", **({"d": data, "fill": "none"} | attributes)) if data else joined(())
