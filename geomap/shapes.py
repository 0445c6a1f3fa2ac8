"""Areas that stand for an event which has no exact spot: regions, stretches of the border, discs.

region_geometry(border, ["RU-BEL", "Kursk"])  -> MultiPolygon, or None if a name is unknown
border_stretch(border, ["RU-BEL"])            -> MultiLineString, empty away from the border
geodesic_disc(50.48, 35.67, 25)               -> Polygon of 64 points
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from geomap.codes import Rows, first_rows

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomap.border import Border

Shapes = NDArray[np.object_]

GEOD = pyproj.Geod(ellps="WGS84")
ALONG_DEGREES = 0.0005  # a region whose edge is within some 50 m follows the line
DISC_POINTS = 64


def region_geometry(border: Border, names_or_ids: Iterable[str]) -> shapely.MultiPolygon | None:
    """The regions as one shape in WGS 84, found by id, name or name in any language (case ignored).

    None where one of them is not in the border folder: half an area would mislead.
    """
    found = [region_row(border, name) for name in names_or_ids]
    rows = [row for row in found if row is not None]
    if not rows or len(rows) < len(found):
        return None
    shape = shapely.union_all(shapes_of(border.regions)[rows])
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if isinstance(part, shapely.Polygon)])


def region_row(border: Border, name_or_id: str) -> int | None:
    """Position of the region in `border.regions`; None if unknown or if the name fits several."""
    wanted = name_or_id.strip().casefold()
    columns = [column for column in map(str, border.regions) if column == "id" or column.startswith("name")]
    fits = np.zeros(len(border.regions), dtype=bool)
    for column in columns:
        fits |= (border.regions[column].fillna("").str.casefold() == wanted).to_numpy()
    return int(fits.argmax()) if wanted and fits.sum() == 1 else None


def border_stretch(border: Border, region_ids: Iterable[str]) -> shapely.MultiLineString:
    """The undisputed border line along these regions (of either country), in WGS 84.

    Empty where they do not lie on it.
    """
    chosen = shapes_of(border.regions)[border.regions["id"].isin(set(region_ids)).to_numpy()]
    along = shapely.intersection(agreed_line(border), shapely.buffer(chosen, ALONG_DEGREES))
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(along)))
    return shapely.MultiLineString([part for part in lines if isinstance(part, shapely.LineString)])


def agreed_line(border: Border) -> shapely.Geometry:
    """The whole border line but for what is disputed, WGS 84."""
    return shapely.union_all(shapes_of(border.line)[~border.line["disputed"].to_numpy(dtype=bool)])


def geodesic_disc(lat: float, lon: float, radius_km: float) -> shapely.Polygon | shapely.MultiPolygon:
    """A circle of `radius_km` on the WGS 84 ellipsoid around a point, as a polygon of 64 points; cut at 180 degrees."""
    bearings = np.linspace(0, 360, DISC_POINTS, endpoint=False)
    full = np.full(DISC_POINTS, 1.0)
    lons, lats, _ = GEOD.fwd(full * lon, full * lat, bearings, full * radius_km * 1000)
    unwrapped = lon + (lons - lon + 180) % 360 - 180
    disc = shapely.Polygon(np.column_stack([unwrapped, lats]))
    if abs(unwrapped).max() <= 180:
        return disc
    turned = shapely.transform(disc, lambda xy: xy - np.copysign(360, lon) * np.array([1, 0]))
    parts = shapely.clip_by_rect([disc, turned], -180, -90, 180, 90)
    return shapely.MultiPolygon([part for part in shapely.get_parts(parts) if isinstance(part, shapely.Polygon)])


def spots(lonlat: NDArray[np.float64]) -> tuple[Rows, Rows]:
    """The first row of each distinct position, and for each row which of them it is.

    Many events share a town's coordinates; shapes are made and measured once for all of them.
    """
    pairs = np.ascontiguousarray(lonlat, dtype=np.float64).view(np.complex128).ravel()  # both told apart at once
    which = pd.factorize(pairs)[0]
    return first_rows(which), which


def points_at(lonlat: NDArray[np.float64]) -> Shapes:
    """A point for each position, one and the same for those that are alike."""
    first, which = spots(lonlat)
    return np.asarray(shapely.points(lonlat[first]), dtype=object)[which]


def shapes_of(frame: GeoDataFrame) -> Shapes:
    """The frame's geometry as an array of shapes."""
    return np.asarray(frame.geometry, dtype=object)
