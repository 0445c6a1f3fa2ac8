"""The border zone: everything within some kilometres of the line, on the land of both countries."""

from __future__ import annotations

import numpy as np
import pyproj
import shapely

PIECE_DEGREES = 1.0
SMOOTH_M = 60.0


def zone_around(line: shapely.Geometry, zone_km: float, land: shapely.Geometry) -> shapely.Geometry:
    """Points of `land` at most `zone_km` from the line (WGS 84).

    The line is taken in pieces of a degree, each buffered in an azimuthal equidistant projection
    around its own middle, where such short distances are true to better than 0.1 %.
    """
    west, south, east, north = shapely.bounds(line)
    cells = [
        shapely.box(x, y, x + PIECE_DEGREES, y + PIECE_DEGREES)
        for x in np.arange(np.floor(west), east, PIECE_DEGREES)
        for y in np.arange(np.floor(south), north, PIECE_DEGREES)
    ]
    pieces = shapely.intersection(line, np.array(cells))
    around = shapely.union_all([_buffered(piece, zone_km) for piece in pieces if shapely.length(piece)])
    return shapely.intersection(around, land, grid_size=1e-5)


def _buffered(piece: shapely.Geometry, zone_km: float) -> shapely.Geometry:
    lon, lat = shapely.get_coordinates(shapely.centroid(piece))[0]
    there = pyproj.Proj(proj="aeqd", lon_0=lon, lat_0=lat, ellps="WGS84")
    flat = shapely.transform(piece, lambda xy: np.column_stack(there(xy[:, 0], xy[:, 1])))
    round_it = shapely.simplify(shapely.buffer(flat, zone_km * 1000, quad_segs=16), SMOOTH_M)
    return shapely.transform(round_it, lambda xy: np.column_stack(there(xy[:, 0], xy[:, 1], inverse=True)))
