"""One GeoJSON layer of a border folder: read, checked feature by feature, brought to WGS 84."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geomap.errors import BorderError
from geomap.problems import Problem, show

Kind = Literal["line", "polygon", "point"]
Shape = shapely.Geometry

MANY_VERTICES = 500_000  # reading and thinning more takes seconds
KINDS: dict[Kind, tuple[str, ...]] = {
    "line": ("LineString", "MultiLineString"),
    "polygon": ("Polygon", "MultiPolygon"),
    "point": ("Point",),
}
WGS84_NAMES = re.compile(r"(OGC:1\.3:CRS84|CRS84|EPSG:+4326)$", re.IGNORECASE)


class FaultError(Exception):
    """What is wrong with one feature (counted from 1; 0 for the whole file). Never leaves `border` and `layers`:

    it becomes a BorderError or, where the fault could be mended, a warning.
    """

    def __init__(self, rule: str, message: str, fix: str, feature: int = 0) -> None:
        super().__init__(message)
        self.rule, self.message, self.fix, self.feature = rule, message, fix, feature

    def problem(self, path: Path, severity: Literal["error", "warning"] = "error") -> Problem:
        where = f"feature {self.feature}: " if self.feature else ""
        return Problem(
            f"{path.parent.name}/{path.name}", None, "", "", where + self.message, self.fix, self.rule, severity
        )

    def warning(self, path: Path) -> Problem:
        return self.problem(path, "warning")

    def error(self, path: Path) -> BorderError:
        return refused([self.problem(path)])


def refused(problems: list[Problem]) -> BorderError:
    """One error that tells the first problem and carries them all."""
    more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
    return BorderError(f"{problems[0]}{more}", problems=problems)


def read_layer(path: Path, kind: Kind, problems: list[Problem], *, optional: bool = False) -> GeoDataFrame:
    """Read a GeoJSON file whose shapes must be of `kind`; repairs are added to `problems`.

    An optional layer that is not there gives an empty frame. Raises BorderError with every faulty
    feature of the file in its `problems`.
    """
    if optional and not path.is_file():
        return GeoDataFrame({"geometry": []}, crs="EPSG:4326")
    try:
        document = _document(path)
        to_wgs84 = _transformer(document)
        features = _features(document)
    except FaultError as fault:
        raise fault.error(path) from fault
    notices: list[FaultError] = []
    faults: list[FaultError] = []
    shapes: list[Shape] = []
    for number, feature in enumerate(features, 1):
        try:
            shape = _shape(feature, kind, to_wgs84)
            shapes.append(_mended(_cut_at_antimeridian(shape, notices, number), notices, number))
        except FaultError as fault:
            fault.feature = number
            faults.append(fault)
    if faults:
        raise refused([fault.problem(path) for fault in faults])
    if to_wgs84:
        notices.append(
            FaultError(
                "border.crs",
                f"is in {_crs_name(document)}; reprojected to WGS 84.",
                "Save it in WGS 84 to make this go.",
            )
        )
    notices += _size(shapes)
    problems += [notice.warning(path) for notice in notices]
    return GeoDataFrame([feature.get("properties") or {} for feature in features], geometry=shapes, crs="EPSG:4326")


def _document(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise FaultError(
            "border.missing", f"is missing in {path.parent}.", "Make the folder with 'geomap init', or name no border."
        ) from error
    except OSError as error:
        raise FaultError("border.missing", f"cannot be read: {error.strerror}.", "Make it readable.") from error
    except UnicodeDecodeError as error:
        raise FaultError("border.json", f"is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error
    except json.JSONDecodeError as error:
        raise FaultError(
            "border.json",
            f"is not JSON: {error.msg} in line {error.lineno}, column {error.colno}.",
            "Mend it or save it again.",
        ) from error
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise FaultError("border.json", "is not a GeoJSON FeatureCollection.", "Save the layer as GeoJSON.")
    return document


def _features(document: dict[str, Any]) -> list[dict[str, Any]]:
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise FaultError("border.empty", "holds no feature.", "Save the layer again, or make it with 'geomap init'.")
    return [feature if isinstance(feature, dict) else {} for feature in features]


def _crs_name(document: dict[str, Any]) -> str:
    crs = document.get("crs")
    name = crs.get("properties", {}).get("name", "") if isinstance(crs, dict) else ""
    return str(name)


def _transformer(document: dict[str, Any]) -> pyproj.Transformer | None:
    name = _crs_name(document)
    if not name or WGS84_NAMES.search(name):
        return None
    try:
        return pyproj.Transformer.from_crs(name, "EPSG:4326", always_xy=True)
    except pyproj.exceptions.CRSError as error:
        raise FaultError(
            "border.crs", f"its CRS {show(name)} is not known.", "Save the layer in WGS 84 (EPSG:4326)."
        ) from error


def _shape(feature: dict[str, Any], kind: Kind, to_wgs84: pyproj.Transformer | None) -> Shape:
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or not geometry.get("coordinates"):
        raise FaultError("border.null", "has no geometry.", "Draw it or take the feature out.")
    if geometry.get("type") not in KINDS[kind]:
        raise FaultError(
            "border.kind", f"is a {geometry.get('type')}; a {kind} is needed here.", f"Save {kind}s in this layer."
        )
    build = _BUILDERS[geometry["type"]]
    return build(geometry["coordinates"], to_wgs84)


def _positions(values: Any, to_wgs84: pyproj.Transformer | None, least: int) -> NDArray[np.float64]:
    """Longitudes and latitudes, shape (n, 2), n >= `least`."""
    try:
        xy = np.asarray(values, dtype=float)[:, :2]
    except (ValueError, TypeError, IndexError) as error:
        raise FaultError(
            "border.coordinates", "its coordinates are not pairs of numbers.", "Save the layer again."
        ) from error
    if xy.shape[1] != 2 or len(xy) < least or not np.isfinite(xy).all():
        raise FaultError("border.coordinates", f"needs {least} points or more, all finite numbers.", "Draw it again.")
    if to_wgs84:
        xy = np.column_stack(to_wgs84.transform(xy[:, 0], xy[:, 1]))
    if not np.isfinite(xy).all() or np.abs(xy[:, 0]).max() > 360 or np.abs(xy[:, 1]).max() > 90:
        worst = xy[np.abs(xy).sum(axis=1).argmax()]
        raise FaultError(
            "border.crs",
            f"({worst[0]:g}, {worst[1]:g}) is no longitude and latitude; it looks like metres, and no CRS is named.",
            "Save the layer in WGS 84 (EPSG:4326).",
        )
    return xy


def _line(values: Any, to_wgs84: pyproj.Transformer | None) -> shapely.LineString:
    return shapely.LineString(_unwrapped(_positions(values, to_wgs84, 2)))


def _ring(values: Any, to_wgs84: pyproj.Transformer | None) -> shapely.LinearRing:
    xy = _positions(values, to_wgs84, 4)
    if values[0][:2] != values[-1][:2]:
        raise FaultError(
            "border.ring",
            f"a ring is not closed: it starts at {values[0]} and ends at {values[-1]}.",
            "Repeat the first point at the end.",
        )
    return shapely.LinearRing(_unwrapped(xy))


def _polygon(values: Any, to_wgs84: pyproj.Transformer | None) -> shapely.Polygon:
    shell, *holes = [_ring(ring, to_wgs84) for ring in _list(values)]
    return shapely.Polygon(shell, [_beside(shell, hole) for hole in holes])


def _list(values: Any) -> list[Any]:
    if not isinstance(values, list) or not all(isinstance(part, list) and part for part in values):
        raise FaultError("border.coordinates", "its coordinates are not lists of points.", "Save the layer again.")
    return values


_BUILDERS: dict[str, Callable[[Any, pyproj.Transformer | None], Shape]] = {
    "Point": lambda values, crs: shapely.Point(_positions([values], crs, 1)[0]),
    "LineString": _line,
    "MultiLineString": lambda values, crs: shapely.MultiLineString([_line(part, crs) for part in _list(values)]),
    "Polygon": _polygon,
    "MultiPolygon": lambda values, crs: shapely.MultiPolygon([_polygon(part, crs) for part in _list(values)]),
}


def _unwrapped(xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Longitudes without jumps: an edge over 180 degrees long is one over the antimeridian."""
    steps = np.diff(xy[:, 0])
    if not (np.abs(steps) > 180).any():
        return xy
    turns = np.concatenate([[0], np.cumsum(np.where(steps > 180, -360, np.where(steps < -180, 360, 0)))])
    if turns[-1] != 0 and (xy[0] == xy[-1]).all():
        raise FaultError("border.pole", "runs around a pole.", "Cut it at the antimeridian.")
    return np.column_stack([xy[:, 0] + turns, xy[:, 1]])


def _beside(shell: shapely.LinearRing, hole: shapely.LinearRing) -> shapely.LinearRing:
    """The hole in the same turn of the globe as its shell."""
    west, _, east, _ = shell.bounds
    middle = (hole.bounds[0] + hole.bounds[2]) / 2
    turn = 360 if middle < west else -360 if middle > east else 0
    return shapely.transform(hole, lambda xy: np.add(xy, (turn, 0))) if turn else hole


def _cut_at_antimeridian(shape: Shape, notices: list[FaultError], number: int) -> Shape:
    west, _, east, _ = shapely.bounds(shape)
    if west >= -180 and east <= 180:
        return shape
    notices.append(
        FaultError(
            "border.antimeridian",
            "crosses the antimeridian; cut there.",
            "Cut it at 180 degrees to make this go.",
            number,
        )
    )
    return shapely.union_all(list(_turns(shape)))


def _turns(shape: Shape) -> Iterator[Shape]:
    """The part in each turn of the globe, moved to between -180 and 180."""
    for turn in (-360, 0, 360):
        part = shapely.intersection(shape, shapely.box(turn - 180, -90, turn + 180, 90))
        if not part.is_empty:
            yield shapely.transform(part, functools.partial(np.add, (-turn, 0)))


def _mended(shape: Shape, notices: list[FaultError], number: int) -> Shape:
    if shapely.is_valid(shape):
        return shape
    reason = shapely.is_valid_reason(shape)
    whole = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    if whole.is_empty:
        raise FaultError("border.valid", f"encloses nothing ({reason}).", "Draw it again.")
    notices.append(
        FaultError(
            "border.valid",
            f"crosses itself ({reason}); repaired.",
            "Look at it on the map; draw it again where it is wrong.",
            number,
        )
    )
    return whole


def _size(shapes: list[Shape]) -> list[FaultError]:
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices <= MANY_VERTICES:
        return []
    message = f"has {vertices:,} vertices, over {MANY_VERTICES:,}: slow. Distances use all, the page a thinned copy."
    return [FaultError("border.size", message, "Thin it to about 10 m.")]
