"""The border layers of a map: reading them from border/ and thinning them for the page.

Everything is WGS 84. The side of a point is the country of the region polygon it lies in, so the
regions must be cut along the line; `geomap.atlas` makes a folder where they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geomap.errors import BorderError
from geomap.layers import FaultError, read_layer
from geomap.problems import Problem
from geomap.shapes import Shapes, shapes_of

METRES_PER_DEGREE = 111_320.0
AREA_TO_WIDTH = 2.5  # thinning by area (Visvalingam-Whyatt) this coarse strays as thinning by width (Douglas-Peucker)
SPOT_DEGREES = 0.015  # nearer to the middle than that no name needs to stand
DISPLAY_DECIMALS = 4  # 11 m, half a pixel at zoom 12


@dataclass(frozen=True, eq=False)
class Border:
    """The layers of one border, each a frame in WGS 84 (longitude, latitude).

    line: a, b (country codes), disputed. zone: one row or none. regions: id (ISO 3166-2), country,
    name, name_xx per language, role ("border" or "context"), disputed (then country may be ""), kind
    ("city" or "", where it is told). rivers: name, name_xx. towns: name, name_xx, population.
    provenance: as in provenance.json. problems: what was mended while reading, all warnings.
    """

    codes: tuple[str, str]
    line: GeoDataFrame
    zone: GeoDataFrame
    regions: GeoDataFrame
    rivers: GeoDataFrame
    towns: GeoDataFrame
    provenance: dict[str, Any]
    problems: tuple[Problem, ...] = ()

    def for_display(self, tolerance_m: float = 60.0) -> dict[str, dict[str, Any]]:
        """The layers as GeoJSON dicts for the page, thinned to about `tolerance_m` metres.

        Regions are thinned together (a coverage), so neighbours share their edges still, and the
        line is taken from these edges where it runs along them. Coordinates have 4 decimals. A region's
        `spot` is where its name stands.
        """
        tolerance = tolerance_m / METRES_PER_DEGREE
        regions = _thin_regions(self.regions, tolerance)
        return {
            "line": _geojson(_line_along(self.line, regions, tolerance)),
            "zone": _geojson(self.zone.set_geometry(self.zone.geometry.simplify(4 * tolerance))),
            "regions": _geojson(regions.assign(spot=regions.geometry.map(_spot))),
            "rivers": _geojson(self.rivers.set_geometry(self.rivers.geometry.simplify(2 * tolerance))),
            "towns": _geojson(self.towns),
        }


def read_border(folder: Path) -> Border:
    """Read line.geojson and regions.geojson, and zone, rivers, towns and provenance where they are.

    Raises BorderError, which names the file and the feature, for layers that cannot be used: no
    features, null geometry, unclosed rings, the wrong kind of geometry, metres without a CRS.
    Rings that cross themselves are mended, other CRSs turned into WGS 84 and shapes over the
    antimeridian cut there; each such repair is a warning in `problems`.
    """
    problems: list[Problem] = []
    line = read_layer(folder / "line.geojson", "line", problems)
    regions = read_layer(folder / "regions.geojson", "polygon", problems)
    return Border(
        codes=_codes(line, folder / "line.geojson"),
        line=_with(line, {"a": "", "b": "", "disputed": False}),
        zone=read_layer(folder / "zone.geojson", "polygon", problems, optional=True),
        regions=_named_regions(regions, folder / "regions.geojson"),
        rivers=_with(read_layer(folder / "rivers.geojson", "line", problems, optional=True), {"name": ""}),
        towns=_with(
            read_layer(folder / "towns.geojson", "point", problems, optional=True), {"name": "", "population": 0}
        ),
        provenance=_provenance(folder / "provenance.json", problems),
        problems=tuple(problems),
    )


def _codes(line: GeoDataFrame, path: Path) -> tuple[str, str]:
    pairs = {(a, b) for a, b in zip(line.get("a", ()), line.get("b", ()), strict=True) if a and b}
    if len(pairs) != 1:
        found = "; ".join(sorted("-".join(pair) for pair in pairs)) or "none"
        raise FaultError(
            "border.codes",
            f"the features must name one pair of countries, found: {found}.",
            'Give each feature the properties "a" and "b".',
        ).error(path)
    return pairs.pop()


def _named_regions(regions: GeoDataFrame, path: Path) -> GeoDataFrame:
    regions = _with(regions, {"id": "", "country": "", "name": "", "role": "border", "disputed": False})
    nameless = np.flatnonzero(
        ((regions["country"] == "") & ~regions["disputed"]) | ((regions["id"] == "") & (regions["name"] == ""))
    )
    if len(nameless):
        raise FaultError(
            "border.region", "a region needs the properties country, and id or name.", "Add them.", int(nameless[0]) + 1
        ).error(path)
    regions["id"] = regions["id"].where(regions["id"] != "", regions["name"])
    regions["name"] = regions["name"].where(regions["name"] != "", regions["id"])
    return regions


def _with(frame: GeoDataFrame, defaults: dict[str, Any]) -> GeoDataFrame:
    """The frame with every column of `defaults`; gaps there and in names filled, text as str."""
    names = {column: "" for column in map(str, frame) if column.startswith("name")}
    for name, default in {**names, **defaults}.items():
        values = frame[name] if name in frame else [default] * len(frame)
        frame[name] = [default if value is None or value != value else type(default)(value) for value in values]
    return frame


def _provenance(path: Path, problems: list[Problem]) -> dict[str, Any]:
    if not path.is_file():
        problems.append(
            FaultError(
                "border.provenance",
                "is missing: the map cannot say where its border comes from.",
                "Write it as 'geomap init' does.",
            ).warning(path)
        )
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError) as error:
        raise FaultError("border.json", f"cannot be read: {error}.", "Mend the file.").error(path) from error
    if not isinstance(found, dict):
        raise BorderError(f"{path.name}: must hold one JSON object. Fix: Write it as 'geomap init' does.")
    return found


def _thin_regions(regions: GeoDataFrame, tolerance: float) -> GeoDataFrame:
    shapes = shapely.remove_repeated_points(_rounded(regions))  # a layer of millions is soon thin then
    thin = shapely.coverage_simplify(shapes, AREA_TO_WIDTH * tolerance)
    lost = np.flatnonzero(shapely.is_empty(thin) | ~shapely.is_valid(thin))  # where layers overlap, each for itself
    thin[lost] = shapely.simplify(shapes[lost], tolerance)
    return regions.set_geometry(thin)


def _spot(shape: shapely.Geometry) -> list[float]:
    """Longitude and latitude of the middle of the largest circle that fits into the shape's largest part."""
    parts = shapely.get_parts(shapely.simplify(shape, SPOT_DEGREES))
    if not len(parts):
        return []
    largest = parts[np.argmax(shapely.area(parts))]
    seen = np.array([np.cos(np.radians(largest.centroid.y)), 1])  # longitudes shrink towards the poles
    circle = shapely.maximum_inscribed_circle(shapely.transform(largest, lambda xy: xy * seen), SPOT_DEGREES)
    spot: list[float] = np.round(shapely.get_coordinates(circle)[0] / seen, DISPLAY_DECIMALS).tolist()
    return spot


def _line_along(line: GeoDataFrame, regions: GeoDataFrame, tolerance: float) -> GeoDataFrame:
    """The line as thinned as the regions beside it: one feature, and one for what is disputed."""
    thin = line.set_geometry(line.geometry.simplify(tolerance)).dissolve("disputed").reset_index()
    a, b = (_edges(shapes_of(regions)[(regions["country"] == thin[side][0]).to_numpy()]) for side in ("a", "b"))
    unsettled = _edges(shapes_of(regions)[(regions["disputed"] & (regions["country"] == "")).to_numpy()])
    edges = {False: _common(a, b), True: _common(np.vstack([a, b]), unsettled)}
    shapes = [
        _followed(edges[disputed], shape) for disputed, shape in zip(thin["disputed"], thin.geometry, strict=True)
    ]
    return thin.set_geometry(shapes)[[*line.columns]]


def _edges(shapes: Shapes) -> NDArray[np.float64]:
    """Every edge of the rings as x, y, x, y with its lesser end first; shape (n, 4)."""
    rings = shapely.get_rings(shapely.get_parts(shapes))
    xy, owner = shapely.get_coordinates(rings, return_index=True)
    edges = np.hstack([xy[:-1], xy[1:]])[owner[1:] == owner[:-1]]
    turned = (edges[:, 0] > edges[:, 2]) | ((edges[:, 0] == edges[:, 2]) & (edges[:, 1] > edges[:, 3]))
    return np.asarray(np.where(turned[:, None], edges[:, [2, 3, 0, 1]], edges))


def _common(some: NDArray[np.float64], others: NDArray[np.float64]) -> shapely.Geometry:
    both = pd.DataFrame(some).merge(pd.DataFrame(others)).drop_duplicates().to_numpy()
    return shapely.line_merge(shapely.MultiLineString(list(both.reshape(-1, 2, 2))))


def _followed(edge: shapely.Geometry, line: shapely.Geometry) -> shapely.Geometry:
    """The regions' edge, shorter as thinned more, unless they do not follow the line (layers of others need not)."""
    return edge if 0.8 < shapely.length(edge) / (shapely.length(line) or 1) < 1.25 else line


def _rounded(frame: GeoDataFrame) -> Shapes:
    return np.asarray(shapely.transform(shapes_of(frame), lambda xy: np.round(xy, DISPLAY_DECIMALS)))


def _geojson(frame: GeoDataFrame) -> dict[str, Any]:
    """A FeatureCollection with rounded coordinates; empty shapes are left out."""
    texts = frame.drop(columns=frame.geometry.name).to_dict("records")
    shapes = _rounded(frame)
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": text, "geometry": json.loads(shapely.to_geojson(shape))}
            for text, shape in zip(texts, shapes, strict=True)
            if not shape.is_empty
        ],
    }
