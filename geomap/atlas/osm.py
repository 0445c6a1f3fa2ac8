"""Countries as OpenStreetMap draws them, through the time zones of `timezonefinder` (ODbL).

A time zone never lies in two countries, so a country is the union of the zones that tzdata's
zone.tab gives to it. Neighbouring zones share every vertex of their common edge.
"""

from __future__ import annotations

import difflib
import functools
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.errors import BorderError

if TYPE_CHECKING:
    from timezonefinder import TimezoneFinder

UNSETTLED_ZONES = {"Europe/Simferopol": ("UA", "RU")}
"""Zones that zone.tab lists under one country while another claims or holds the land: neither side's."""

MICRODEGREES = 1e6


@dataclass(frozen=True, eq=False)
class Pair:
    """Two neighbours. a, b: their land with territorial waters, cut to `window`. unsettled: zones of neither."""

    a: shapely.Geometry
    b: shapely.Geometry
    unsettled: shapely.Geometry
    window: shapely.Polygon


def zones_by_country() -> dict[str, list[str]]:
    """ISO 3166-1 code -> names of its time zones, unsettled ones left out."""
    found: dict[str, list[str]] = {}
    for row in _table("zone.tab"):
        if row[2] not in UNSETTLED_ZONES:
            found.setdefault(row[0], []).append(row[2])
    return found


def shared_vertices(codes: tuple[str, str]) -> NDArray[np.float64]:
    """Vertices that the outlines of both countries have, shape (n, 2), degrees.

    Raises BorderError for codes that are no country, equal, or of countries that do not touch.
    """
    zones = zones_by_country()
    for code in codes:
        if code not in zones:
            raise _unknown(code, zones)
    a, b = (np.unique(np.concatenate([_keys(name) for name in zones[code]])) for code in codes)
    common = np.intersect1d(a, b)
    if codes[0] == codes[1] or not len(common):
        raise BorderError(
            f"{codes[0]} and {codes[1]} share no border. Fix: Name two neighbouring countries, as in AM-AZ."
        )
    return np.column_stack([common.real, common.imag]) / MICRODEGREES


def pair(codes: tuple[str, str], window: shapely.Polygon) -> Pair:
    """Both countries within the window, and the unsettled zones there."""
    zones = zones_by_country()
    a, b = (_land(zones[code], window) for code in codes)
    return Pair(a, b, _land(_unsettled(codes), window), window)


def unsettled_bounds(codes: tuple[str, str]) -> list[tuple[float, float, float, float]]:
    """West, south, east and north end of each zone that both countries claim."""
    return [shapely.union_all(_shapes(name)).bounds for name in _unsettled(codes)]


def osm_version() -> str:
    return version("timezonefinder-data")


def _unsettled(codes: tuple[str, str]) -> list[str]:
    return [name for name, claims in UNSETTLED_ZONES.items() if set(codes) <= set(claims)]


def _land(names: list[str], window: shapely.Polygon) -> shapely.Geometry:
    near = [part for name in names for part in _shapes(name) if part.intersects(window)]
    land = shapely.intersection(shapely.union_all(shapely.make_valid(np.array(near, dtype=object))), window)
    return shapely.MultiPolygon([part for part in shapely.get_parts(land) if isinstance(part, shapely.Polygon)])


def _shapes(name: str) -> list[shapely.Polygon]:
    return [shapely.Polygon(rings[0], rings[1:]) for rings in _polygons(name)]


def _keys(name: str) -> NDArray[np.complex128]:
    """Every vertex as one number that compares exactly."""
    xy = np.concatenate([ring for rings in _polygons(name) for ring in rings])
    whole = np.round(xy * MICRODEGREES)
    return np.asarray(whole[:, 0] + 1j * whole[:, 1])


@functools.cache
def _polygons(name: str) -> list[list[NDArray[np.float64]]]:
    """The zone's polygons, each a list of rings; kept, since decoding takes the longest."""
    return [
        [np.asarray(ring) for ring in rings] for rings in _finder().get_geometry(tz_name=name, coords_as_pairs=True)
    ]


@functools.cache
def _finder() -> TimezoneFinder:
    try:
        from timezonefinder import TimezoneFinder
    except ImportError as error:
        raise BorderError("border lines need the package timezonefinder. Fix: pip install 'geomap[world]'") from error
    return TimezoneFinder()


def _table(name: str) -> list[list[str]]:
    try:
        text = resources.files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8")
    except ImportError as error:
        raise BorderError("border lines need the package tzdata. Fix: pip install 'geomap[world]'") from error
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _unknown(code: str, zones: dict[str, list[str]]) -> BorderError:
    names = {row[1].casefold(): row[0] for row in _table("iso3166.tab") if row[0] in zones}
    near = [
        names[name] for name in difflib.get_close_matches(code.casefold(), names, n=3)
    ] or difflib.get_close_matches(code.upper(), zones, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}?" if near else "Use codes as in AM-AZ."
    return BorderError(f"{code!r} is no ISO 3166-1 country code with land of its own. Fix: {hint}")
