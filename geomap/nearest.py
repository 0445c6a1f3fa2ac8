"""Geodesic distance from many points to a line, fast and within 0.1 % of the true one.

Method. The line is cut into pieces of at most 2 km (a straight GeoJSON edge is straight in
degrees, no geodesic). Points are gathered in cells of 3 degrees. In each cell the pieces are laid
out in the azimuthal equidistant projection around the cell's middle (Snyder 1987, p. 191; here
from Earth-centred coordinates on the WGS 84 ellipsoid). A point r from the middle then sees the
distance to any place wrong by a part of r²/6 at most (r in Earth radii: under 2e-4), however far
that place is, so the nearest piece found there is nearest or as good as. Its foot goes back to
degrees, and pyproj's Geod (Karney 2013) measures the distance to it. Points over 1,500 km away
are measured to the nearest of samples at most 1 km apart along the line.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from geomap.threads import side_by_side

Floats = NDArray[np.float64]

GEOD = pyproj.Geod(ellps="WGS84")
CELL_DEGREES = 3.0
PIECE_DEGREES = 0.018  # 2 km of latitude
SAMPLE_M = 1_000.0
FAR_M = 1_500_000.0
AT_ONCE = 10_000  # points that one thread looks up in a row
BLOCK = 4_000_000  # pairs of point and sample compared at once: 32 MB


def distances_m(lonlat: Floats, line: shapely.Geometry) -> Floats:
    """Metres from each point to the line; shapes (n, 2) -> (n,), in WGS 84. NaN for an empty line."""
    if shapely.is_empty(line) or not len(lonlat):
        return np.full(len(lonlat), np.nan)
    feet = nearest_points(lonlat, line)
    return np.asarray(GEOD.inv(lonlat[:, 0], lonlat[:, 1], feet[:, 0], feet[:, 1])[2])


def nearest_points(lonlat: Floats, line: shapely.Geometry) -> Floats:
    """The point of the line nearest to each point; shapes (n, 2) -> (n, 2), degrees."""
    starts, ends = _pieces(line)
    corners = np.stack([_geocentric(starts), _geocentric(ends)])
    feet = np.empty_like(lonlat)
    far = []
    for rows in _cells(lonlat):
        points = _geocentric(lonlat[rows])
        middle = _geocentric(np.array([(lonlat[rows].min(axis=0) + lonlat[rows].max(axis=0)) / 2]))[0]
        radius = _lengths(points - middle).max()
        away = _lengths(corners[0] - middle)
        if away.min() - radius > FAR_M:
            far.append(rows)
            continue
        close = np.flatnonzero(away <= away.min() + 2.2 * radius + 5_000)
        plane = _Plane(lonlat[rows], middle)
        piece, part = _nearest_piece(plane(points), plane(corners[0, close]), plane(corners[1, close]))
        chosen = close[piece]
        feet[rows] = starts[chosen] + part[:, None] * (ends[chosen] - starts[chosen])
    if far:
        rows = np.concatenate(far)
        feet[rows] = _nearest_sample(lonlat[rows], starts)
    return feet


def _pieces(line: shapely.Geometry) -> tuple[Floats, Floats]:
    """Start and end of every piece of the line, shapes (n, 2)."""
    parts = shapely.get_parts(shapely.segmentize(line, PIECE_DEGREES))
    lonlat, owner = shapely.get_coordinates(parts, return_index=True)
    joined = owner[1:] == owner[:-1]
    return lonlat[:-1][joined], lonlat[1:][joined]


def _cells(lonlat: Floats) -> Iterator[NDArray[np.intp]]:
    """Row numbers of the points, cell by cell."""
    columns, lines = np.floor(lonlat / CELL_DEGREES).astype(int).T
    names = columns * 1_000 + lines
    order = np.argsort(names, kind="stable")
    yield from np.split(order, np.flatnonzero(np.diff(names[order])) + 1)


def _geocentric(lonlat: Floats) -> Floats:
    """Earth-centred x, y, z in metres on the ellipsoid, shape (n, 3)."""
    lon, lat = np.radians(lonlat.T)
    normal = GEOD.a / np.sqrt(1 - GEOD.es * np.sin(lat) ** 2)
    flat = normal * np.cos(lat)
    return np.column_stack([flat * np.cos(lon), flat * np.sin(lon), normal * (1 - GEOD.es) * np.sin(lat)])


class _Plane:
    """Azimuthal equidistant coordinates in metres around a middle on the ellipsoid."""

    def __init__(self, lonlat: Floats, middle: Floats) -> None:
        lon, lat = np.radians((lonlat.min(axis=0) + lonlat.max(axis=0)) / 2)
        self.middle = middle
        self.axes = np.array(
            [
                [-np.sin(lon), np.cos(lon), 0],
                [-np.sin(lat) * np.cos(lon), -np.sin(lat) * np.sin(lon), np.cos(lat)],
            ]
        )
        self.diameter = 2 * float(np.linalg.norm(middle))

    def __call__(self, points: Floats) -> Floats:
        rays = points - self.middle
        chords = _lengths(rays)
        arcs = self.diameter * np.arcsin(np.minimum(chords / self.diameter, 1))
        flat: Floats = rays @ self.axes.T
        spans = _lengths(flat)
        return np.asarray(flat * np.divide(arcs, spans, out=np.ones_like(spans), where=spans > 0)[:, None])


def _nearest_piece(points: Floats, starts: Floats, ends: Floats) -> tuple[NDArray[np.intp], Floats]:
    """For each point the number of its nearest piece, and how far along it (0 to 1) the foot is."""
    pieces = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=1)))
    tree = shapely.STRtree(pieces, node_capacity=4)  # finds twice as fast as with 10
    parts = np.array_split(points, -(-len(points) // AT_ONCE))
    chosen = np.concatenate(side_by_side(lambda part: tree.nearest(np.asarray(shapely.points(part))), parts))
    along = ends[chosen] - starts[chosen]
    lengths = (along**2).sum(axis=1)
    part = np.divide(
        ((points - starts[chosen]) * along).sum(axis=1), lengths, out=np.zeros_like(lengths), where=lengths > 0
    )
    return chosen, np.clip(part, 0, 1)


def _nearest_sample(lonlat: Floats, starts: Floats) -> Floats:
    points, corners = _geocentric(lonlat), _geocentric(starts)
    steps = np.concatenate([[0], np.cumsum(_lengths(np.diff(corners, axis=0)))])
    keep = np.unique(np.floor(steps / SAMPLE_M), return_index=True)[1]
    samples = corners[keep]
    squares = (samples**2).sum(axis=1)
    size = max(1, BLOCK // len(keep))
    blocks = (points[at : at + size] for at in range(0, len(points), size))
    nearest = np.concatenate([(squares - 2 * block @ samples.T).argmin(axis=1) for block in blocks])
    return np.asarray(starts[keep][nearest])


def _lengths(vectors: Floats) -> Floats:
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", vectors, vectors)))
