"""The fifth step: where each event lies towards the border."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geomap.border import Border
from geomap.codes import or_else, spelt
from geomap.dataset import Dataset
from geomap.nearest import GEOD, Floats, distances_m
from geomap.problems import Problem
from geomap.shapes import Shapes, agreed_line, shapes_of, spots

Rows = NDArray[np.intp]

ON_LINE_M = 1.0  # the layers' coordinates are rounded to this
ON_LINE_DEGREES = 2e-5
COAST_KM = 5.0  # regions have coarse coasts: a harbour off them belongs to the region beside it
COAST_DEGREES = 0.2
THIN_DEGREES = 0.005  # half a kilometre: enough to tell which areas mostly cover each other
FAR_M = 2_000.0  # lines of several sources lie up to so far apart
CURATED = ("given", "places", "reviewed")  # methods of positions that a curator answers for
MOSTLY = 0.5  # an area lies in a region that it covers half of, or that holds half of it


def relate(dataset: Dataset) -> Dataset:
    """Add border_side, region, region_id, district, distance_km and in_zone to the events.

    border_side: country of the region that the event lies in; both codes, parted by "; ", within
    1 m of the line and for a stretch of border; the curated country for an event placed away from
    all regions; "" in a disputed region and for what is not placed. region, region_id: its
    regions, parted by "; ". district: admin2 as curated. distance_km: geodesic distance from the
    nearest part of the event to the undisputed line (see `geomap.nearest`), NaN if not placed.
    in_zone: whether it lies in or touches the zone. Without a border all these are unknown. A curator's position on
    the other side than the record's country is a warning.
    """
    events, border = dataset.events.copy(deep=False), dataset.border
    found, at = _related(shapes_of(events), border, dataset.settings.zone_km)
    for name, values in (("border_side", found.side), ("region", found.region), ("region_id", found.region_id)):
        codes, texts = pd.factorize(values)
        events[name] = spelt(codes[at], texts.tolist()).set_axis(events.index)
    if border is not None:
        away = ((found.region_id == "") & (found.side == "") & found.is_placed)[at]
        curated = events["country"].where(away & events["country"].isin(border.codes), "")
        events["border_side"] = or_else(events["border_side"], curated)
    events["district"] = events["admin2"]
    events["distance_km"] = found.distance_m[at] / 1000
    events["in_zone"] = found.in_zone[at]
    return dataset.with_events(events, [*_zone_notice(dataset), *_other_side(events, found, at)])


class _Related(NamedTuple):
    """Columns of the same length, one value a shape."""

    side: Shapes
    region: Shapes
    region_id: Shapes
    distance_m: Floats
    in_zone: NDArray[np.bool_]

    @property
    def is_placed(self) -> NDArray[np.bool_]:
        """All but the first, which stands for what is not."""
        return np.arange(len(self.side)) > 0


def _related(shapes: Shapes, border: Border | None, zone_km: float) -> tuple[_Related, Rows]:
    """What is found for each distinct shape, the first of which is none, and which of them each shape is."""
    at = np.zeros(len(shapes), dtype=np.intp)
    nothing = np.array([""], dtype=object)
    unknown = _Related(nothing, nothing, nothing, np.array([np.nan]), np.array([False]))
    if border is None:
        return unknown, at
    kinds = shapely.get_type_id(shapes)
    points, areas = np.flatnonzero(kinds == 0), np.flatnonzero(kinds > 0)
    first, spot = spots(shapely.get_coordinates(shapes[points]))
    unique, area = _unique(shapes[areas])
    at[points], at[areas] = 1 + spot, 1 + len(first) + area
    parts = unknown, _relate_points(shapes[points[first]], border, zone_km), _relate_areas(unique, border, zone_km)
    return _Related(*(np.concatenate(columns) for columns in zip(*parts, strict=True))), at


def _relate_points(points: Shapes, border: Border, zone_km: float) -> _Related:
    lonlat = shapely.get_coordinates(points)
    distance = distances_m(lonlat, agreed_line(border))
    on_line = distance <= ON_LINE_M
    distance[on_line] = 0.0
    rows, regions = _containing(lonlat, border.regions)
    touching = np.flatnonzero(on_line)
    near = shapely.STRtree(shapes_of(border.regions)).query(points[touching], "dwithin", distance=ON_LINE_DEGREES)
    inside = ~on_line[rows]
    pairs = np.concatenate([rows[inside], touching[near[0]]]), np.concatenate([regions[inside], near[1]])
    side, region, region_id = _texts(pairs, border.regions, len(points))
    side[on_line] = "; ".join(border.codes)
    return _Related(side, region, region_id, distance, _in_zone(points, distance, border, zone_km))


def _containing(lonlat: Floats, regions: GeoDataFrame) -> tuple[Rows, Rows]:
    """Pairs of point and region that holds it, or lies beside it at most 5 km off."""
    rows, owners = [], []
    for position, shape in enumerate(regions.geometry):
        west, south, east, north = shape.bounds
        lon, lat = lonlat[:, 0], lonlat[:, 1]
        boxed = np.flatnonzero((lon >= west) & (lat >= south) & (lon <= east) & (lat <= north))
        shapely.prepare(shape)
        held = boxed[shapely.intersects_xy(shape, lonlat[boxed, 0], lonlat[boxed, 1])]
        rows.append(held)
        owners.append(np.full(len(held), position))
    inside = np.concatenate(rows)
    outside = np.flatnonzero(np.bincount(inside, minlength=len(lonlat)) == 0)
    beside, neighbour = _beside(lonlat[outside], regions)
    return np.concatenate([inside, outside[beside]]), np.concatenate([*owners, neighbour])


def _beside(lonlat: Floats, regions: GeoDataFrame) -> tuple[Rows, Rows]:
    shapes, points = shapes_of(regions), np.asarray(shapely.points(lonlat))
    rows, nearest = shapely.STRtree(shapes).query_nearest(points, max_distance=COAST_DEGREES, all_matches=False)
    ways = shapely.get_coordinates(shapely.shortest_line(points[rows], shapes[nearest])).reshape(-1, 4).T
    close = np.asarray(GEOD.inv(*ways)[2]) <= COAST_KM * 1000
    return rows[close], nearest[close]


def _relate_areas(areas: Shapes, border: Border, zone_km: float) -> _Related:
    line = agreed_line(border)
    distance = np.array([_area_distance_m(area, line) for area in areas], dtype=float)
    side, region, region_id = _texts(_overlapping(areas, border.regions), border.regions, len(areas))
    stretches = shapely.get_dimensions(areas) == 1
    side[stretches] = "; ".join(border.codes)
    return _Related(side, region, region_id, distance, _in_zone(areas, distance, border, zone_km))


def _area_distance_m(area: shapely.Geometry, line: shapely.Geometry) -> float:
    """Two shapes that do not meet are nearest at a corner of one of them."""
    if shapely.intersects(area, line):
        return 0.0
    edge = shapely.boundary(area) if shapely.get_dimensions(area) == 2 else area
    return float(
        min(
            distances_m(shapely.get_coordinates(edge), line).min(),
            distances_m(shapely.get_coordinates(line), edge).min(),
        )
    )


def _overlapping(areas: Shapes, regions: GeoDataFrame) -> tuple[Rows, Rows]:
    """Pairs of area and region that mostly cover each other; a stretch goes with the regions it runs along."""
    shapes = shapes_of(regions)
    rows, owners = shapely.STRtree(shapes).query(areas, "intersects")
    stretch = shapely.get_dimensions(areas[rows]) == 1
    # a stretch lies on the regions' own edges, so it is measured exactly; what two areas share need not be
    common = np.empty(len(rows), dtype=object)
    common[stretch] = shapely.intersection(areas[rows[stretch]], shapes[owners[stretch]])
    thin_areas, thin_shapes = shapely.simplify(areas, THIN_DEGREES), shapely.simplify(shapes, THIN_DEGREES)
    common[~stretch] = shapely.intersection(thin_areas[rows[~stretch]], thin_shapes[owners[~stretch]])
    size = np.where(stretch, shapely.length(common), shapely.area(common))
    whole = np.where(stretch, shapely.length(areas[rows]), shapely.area(areas[rows]))
    mostly = (size >= MOSTLY * whole) | (~stretch & (size >= MOSTLY * shapely.area(shapes[owners])))
    return rows[mostly], owners[mostly]


def _texts(pairs: tuple[Rows, Rows], regions: GeoDataFrame, count: int) -> list[Shapes]:
    """Country, name and id of each shape's regions, parted by "; " where there are several."""
    rows, owners = pairs
    order = np.lexsort((owners, rows))
    rows, owners = rows[order], owners[order]
    columns = [regions[name].to_numpy(dtype=object) for name in ("country", "name", "id")]
    several = np.flatnonzero(np.bincount(rows, minlength=count) > 1)
    texts = []
    for column in columns:
        text = np.full(count, "", dtype=object)
        text[rows] = column[owners]
        for row in several:
            text[row] = "; ".join(dict.fromkeys(filter(None, column[owners[rows == row]])))
        texts.append(text)
    return texts


def _in_zone(shapes: Shapes, distance: Floats, border: Border, zone_km: float) -> NDArray[np.bool_]:
    """By the zone as drawn; by distance where the folder has no zone."""
    if border.zone.empty:
        return distance <= zone_km * 1000
    zone = shapely.union_all(shapes_of(border.zone))
    shapely.prepare(zone)
    return shapely.intersects(zone, shapes)


def _unique(shapes: Shapes) -> tuple[Shapes, Rows]:
    """The distinct shapes and, for each shape, which of them it is: many events share a region."""
    numbers: dict[bytes, int] = {}
    which = [numbers.setdefault(text, len(numbers)) for text in shapely.to_wkb(shapes)]
    return shapely.from_wkb(np.array(list(numbers), dtype=object)), np.array(which, dtype=np.intp)


def _other_side(events: GeoDataFrame, found: _Related, at: Rows) -> Iterator[Problem]:
    """A warning for each event that a curator set on the other side of the border than the record's country."""
    away = (found.distance_m > FAR_M) & (found.side != "")
    rows = np.flatnonzero(away[at] & (events["country"] != "").to_numpy()) if away.any() else at[:0]
    countries, sides = events["country"].take(rows).to_numpy(dtype=object), found.side[at[rows]]
    rows = rows[countries != sides]
    if not len(rows):
        return
    wrong = events[["location_method", "source_file", "source_line", "country", "event_id"]].take(rows)
    for row, (method, file, line, country, event_id) in zip(
        rows, wrong.itertuples(index=False, name=None), strict=True
    ):
        if method not in CURATED:
            continue
        side, km = found.side[at[row]], found.distance_m[at[row]] / 1000
        message = f"the position lies in {side}, {km:.0f} km from the border of this map."
        fix = "Check the country and the position; it is drawn as given."
        rule = "place.other_side"
        yield Problem(file, int(line), "country", country, message, fix, rule, "warning", str(event_id))


def _zone_notice(dataset: Dataset) -> Sequence[Problem]:
    """The zone is drawn as it was made: say so when map.toml asks for another one."""
    made = dataset.border.provenance.get("zone_km") if dataset.border else None
    if not made or made == dataset.settings.zone_km:
        return ()
    message = (
        f"the zone in border/ was made with {made} km, map.toml says {dataset.settings.zone_km:g}; shown is the former."
    )
    return (
        Problem(
            "map.toml",
            None,
            "zone_km",
            "",
            message,
            "Set zone_km to it, or make border/ anew.",
            "border.zone",
            "warning",
        ),
    )
