"""From degrees to millimetres: Mercator as in the page, so that shapes are alike and north is up everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.figure.sheet import Box
from geomap.shapes import GEOD, Shapes

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees; east may be over 180."""

Points = NDArray[np.float64]

FARTHEST_NORTH = 89.95
FINEST_MM = 0.07  # what is smaller cannot be printed


class View:
    """The part of the world that a frame on the sheet shows: `bounds` and what fits beside them."""

    def __init__(self, bounds: Bounds, frame: Box) -> None:
        self.frame = frame
        left, top, right, bottom = frame
        (west, south), (east, north) = _mercator(np.array([bounds[:2], bounds[2:]]).clip(-720, 720))
        self._scale = min((right - left) / (east - west), (bottom - top) / (north - south))
        self._middle = np.array([(west + east) / 2, (south + north) / 2])
        self._centre = np.array([(left + right) / 2, (top + bottom) / 2])
        corners = self._degrees(np.array([[left, bottom], [right, top]]))
        self.box: Bounds = (*corners[0].tolist(), *corners[1].tolist())
        self._turns = [turn for turn in (-360, 0, 360) if turn - 180 < self.box[2] and turn + 180 > self.box[0]]

    def points(self, lonlat: Points) -> Points:
        """Millimetres on the sheet, shape (n, 2); a point over the antimeridian comes on the near side."""
        turned = np.array(lonlat, dtype=float)
        turned[:, 0] -= 360 * np.round((turned[:, 0] - np.degrees(self._middle[0])) / 360)
        return self._millimetres(turned)

    def shapes(self, shapes: Any) -> Shapes:
        """What of the shapes lies in the frame, in millimetres; parts that do not are empty."""
        found = np.asarray(shapes, dtype=object)
        cut = [shapely.clip_by_rect(_turned(found, turn), *self.box) for turn in self._turns]
        drawn = shapely.transform(np.concatenate(cut), self._millimetres)
        return np.asarray(shapely.simplify(drawn[~shapely.is_empty(drawn)], FINEST_MM))

    def inside(self, points: Points) -> NDArray[np.bool_]:
        left, top, right, bottom = self.frame
        x, y = points.T
        return np.asarray((left <= x) & (x <= right) & (top <= y) & (y <= bottom))

    def scale_bar(self, longest: float) -> tuple[int, float, float]:
        """A round number of kilometres, its length in mm (at most `longest`), the latitude where it holds."""
        south, north = self.box[1], self.box[3]
        latitude, lon = (south + north) / 2, float(np.degrees(self._middle[0]))
        east_lon, _, _ = GEOD.fwd(lon, latitude, 90, 1000)
        (x1, _), (x2, _) = self._millimetres(np.array([[lon, latitude], [_after(lon, east_lon), latitude]]))
        mm_per_km = float(x2 - x1)
        steps = [step * 10**power for power in range(5) for step in (1, 2, 5)]
        kilometres = max((step for step in steps if step * mm_per_km <= longest), default=1)
        return kilometres, kilometres * mm_per_km, latitude

    def _millimetres(self, lonlat: Points) -> Points:
        return np.asarray((_mercator(lonlat) - self._middle) * [self._scale, -self._scale] + self._centre)

    def _degrees(self, points: Points) -> Points:
        x, y = ((points - self._centre) * [1, -1] / self._scale + self._middle).T
        return np.asarray(np.degrees(np.column_stack([x, np.arcsin(np.tanh(y))])))


def bounds_of(lonlat: Points, margin: float) -> Bounds:
    """The box of points, `margin` of its size broader on each side; the shorter way round the globe."""
    x, y = lonlat.T
    turned = np.where(x < 0, x + 360, x)
    x = turned if np.ptp(turned) < np.ptp(x) else x
    across = max(float(np.ptp(x)), 0.25) * margin + 0.02
    y = y.clip(-89.9, 89.9)
    up = max(float(np.ptp(y)), 0.15) * margin + 0.02
    return float(x.min()) - across, float(y.min()) - up, float(x.max()) + across, float(y.max()) + up


def _mercator(lonlat: Points) -> Points:
    lon, lat = np.radians(np.asarray(lonlat, dtype=float).T)
    limit = np.radians(FARTHEST_NORTH)
    return np.column_stack([lon, np.arctanh(np.sin(lat.clip(-limit, limit)))])


def _turned(shapes: Shapes, turn: int) -> Shapes:
    return np.asarray(shapely.transform(shapes, lambda xy: xy + np.array([turn, 0]))) if turn else shapes


def _after(lon: float, other: float) -> float:
    return other if other > lon else other + 360
