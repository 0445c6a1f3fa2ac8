"""Regions cut along a border: Natural Earth's units made to fit OpenStreetMap's line.

All outlines are laid over each other on one grid and the plane is cut into faces. A face goes to
the unit it lies in, if OpenStreetMap has both in the same country; else it is a gap between the
two sources and goes to the unit of its country that it touches most, unless it is too broad for a
gap and a third state's: there the sources differ on more than a line and it stays with its unit.
So regions tile the land without gap or overlap, and their edges along the border are the line
itself, vertex by vertex.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geomap.atlas.osm import Pair
from geomap.shapes import Shapes, shapes_of

Rows = NDArray[np.intp]

LINE_DEGREES = (
    3e-4  # thinning; the RU-UA line then strays 3 m on average, 10 m at most in 95 of 100 vertices, 40 m at worst
)
OUTER_DEGREES = 1e-3  # other borders of the two countries are background: 100 m will do
GRID_DEGREES = 1e-5  # 1 m
GAP_DEGREES = 0.15  # 10 to 16 km; the sources' lines run up to 6 km apart where they mean the same
TOUCHING_DEGREES = 1e-6
ELSEWHERE, IN_A, IN_B, UNSETTLED = range(4)


@dataclass(frozen=True, eq=False)
class Cut:
    """regions: `units` cut along the line, with `owner` (ELSEWHERE, IN_A, IN_B, UNSETTLED). line: land border."""

    regions: GeoDataFrame
    line: shapely.Geometry
    unsettled_line: shapely.Geometry


def cut_along_border(pair: Pair, units: GeoDataFrame, native: Rows) -> Cut:
    """Fit `units` (WGS 84, not overlapping) to the two countries within the pair's window.

    native: whose each unit is by its own source (IN_A, IN_B or ELSEWHERE). OpenStreetMap decides
    between the two countries and unsettled land, for units with half of their area in the window.
    """
    countries = _thinned(np.array([pair.a, pair.b, pair.unsettled], dtype=object))
    shapes = shapely.intersection(shapes_of(units), pair.window)
    outlines = [*shapely.boundary(countries), *shapely.boundary(shapes), pair.window.exterior]
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all(outlines, grid_size=GRID_DEGREES)))
    )
    spots = shapely.point_on_surface(faces)
    owner = _first_holder(spots, countries) + 1
    unit = _first_holder(spots, shapes)
    land = np.flatnonzero(unit >= 0)
    faces, owner, unit = faces[land], owner[land], unit[land]
    inside = shapely.area(shapes) > 0.5 * shapely.area(shapes_of(units))
    unit_owner = np.where(
        inside & (native != ELSEWHERE), _main_owner(unit, owner, shapely.area(faces), len(units)), native
    )
    unit = _with_gaps_given(faces, owner, unit, unit_owner)
    kept = np.unique(unit[unit >= 0])
    regions = units.iloc[kept].assign(owner=unit_owner[kept])
    regions = regions.set_geometry([shapely.coverage_union_all(faces[unit == row]) for row in kept]).reset_index(
        drop=True
    )
    return Cut(regions, *_lines(regions))


def _thinned(countries: Shapes) -> Shapes:
    """The countries with their common line thinned a little and their other outlines more."""
    fine = shapely.coverage_simplify(countries, LINE_DEGREES)
    outlines = shapely.boundary(fine)
    lines = shapely.get_parts(shapely.line_merge(shapely.union_all(outlines)))
    inner = shapely.union_all(shapely.intersection(outlines, np.roll(outlines, 1)))
    coarse = np.where(
        shapely.length(shapely.intersection(lines, inner)) > 0, lines, shapely.simplify(lines, OUTER_DEGREES)
    )
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(coarse))))
    holder = _first_holder(shapely.point_on_surface(faces), fine)
    return np.array([shapely.union_all(faces[holder == number]) for number in range(len(countries))], dtype=object)


def _first_holder(spots: Shapes, holders: Shapes) -> Rows:
    """Number of the holder that each spot lies in, -1 for none."""
    found = np.full(len(spots), -1)
    rows, numbers = shapely.STRtree(spots).query(holders, "contains")
    found[numbers] = rows
    return found


def _main_owner(unit: Rows, owner: Rows, area: NDArray[np.float64], count: int) -> Rows:
    """Of each unit, the owner of most of its area."""
    shares = np.zeros((count, 4))
    np.add.at(shares, (unit, owner), area)
    return np.asarray(shares.argmax(axis=1))


def _with_gaps_given(faces: Shapes, owner: Rows, unit: Rows, unit_owner: Rows) -> Rows:
    """Units of the faces, where those in a unit of another country go to one of their own."""
    given = unit.copy()
    abroad = (owner == ELSEWHERE) | (unit_owner[unit] == ELSEWHERE)
    broad = ~shapely.is_empty(shapely.buffer(faces, -GAP_DEGREES / 2))
    stray = np.flatnonzero((unit_owner[unit] != owner) & ~(abroad & broad))
    for country in np.unique(owner[stray]):
        own = np.flatnonzero((owner == country) & (unit_owner[unit] == country))
        gaps = stray[owner[stray] == country]
        given[gaps] = unit[own[_most_touched(faces[gaps], faces[own])]] if len(own) else -1
    return given


def _most_touched(gaps: Shapes, faces: Shapes) -> Rows:
    """For each gap the face with the longest common edge, else the nearest one."""
    tree = shapely.STRtree(faces)
    best = tree.nearest(gaps)
    rows, near = tree.query(gaps, "dwithin", distance=TOUCHING_DEGREES)
    edge = shapely.length(shapely.intersection(shapely.boundary(gaps[rows]), shapely.boundary(faces[near])))
    longest = (
        pd.DataFrame({"gap": rows, "face": near, "edge": edge})
        .sort_values(["gap", "edge", "face"])
        .groupby("gap")
        .last()
    )
    best[longest.index] = longest["face"]
    return np.asarray(best)


def _lines(regions: GeoDataFrame) -> tuple[shapely.Geometry, shapely.Geometry]:
    """The edges between both countries, and between them and what is unsettled."""
    outline = [_outline(regions, owner) for owner in (IN_A, IN_B, UNSETTLED)]
    edges = shapely.intersection([outline[0], *outline[:2]], [outline[1], *[outline[2]] * 2])
    agreed, *unsettled = [
        shapely.union_all([part for part in shapely.get_parts(edge) if shapely.length(part)]) for edge in edges
    ]
    return shapely.line_merge(agreed), shapely.line_merge(shapely.union_all(unsettled))


def _outline(regions: GeoDataFrame, owner: int) -> shapely.Geometry:
    return shapely.boundary(shapely.coverage_union_all(shapes_of(regions)[(regions["owner"] == owner).to_numpy()]))
