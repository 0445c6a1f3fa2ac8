"""Make a border folder: line, zone, regions, rivers, towns, their provenance and licence."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame

from geomap.atlas.faces import ELSEWHERE, IN_A, IN_B, Cut, cut_along_border
from geomap.atlas.notice import licence_text, provenance
from geomap.atlas.osm import pair, shared_vertices, unsettled_bounds
from geomap.atlas.towns import towns_of
from geomap.atlas.world import world_regions, world_rivers
from geomap.atlas.zone import zone_around
from geomap.errors import BorderError
from geomap.shapes import shapes_of

LEAST_EDGE_DEGREES = 0.005  # a unit that touches the line for less than 500 m is no border region
DISPUTED = frozenset({"IN-JK", "IN-LA", "PK-GB", "PK-JK"})  # both sources agree on who holds these, the states do not
MARGIN_KM = 60.0  # around the line and the border regions
FARTHEST_DEGREES = 4.0  # border regions can be as long as Siberia: the window ends here
REGION_DEGREES = 0.1  # the two sources' lines run up to 6 km apart
WORLD = (-180, -90, 180, 90)
DECIMALS = 5


def make_border(
    codes: tuple[str, str],
    folder: Path,
    *,
    zone_km: float = 25.0,
    regions: Collection[str] = (),
    made_on: datetime.date | None = None,
) -> None:
    """Write the border between two countries (ISO 3166-1 alpha-2) into `folder`.

    zone_km: breadth of the zone on each side. regions: ISO 3166-2 codes of the border regions;
    those along the line if empty. made_on: day written into provenance.json, today if None; all
    other bytes depend on the other arguments and the installed packages alone. Raises BorderError
    for unknown codes, countries without a common land border, or when `geomap[world]` is missing.
    """
    codes = (codes[0].upper(), codes[1].upper())
    vertices = shared_vertices(codes)
    units = world_regions()
    native = np.select([units["country"] == codes[0], units["country"] == codes[1]], [IN_A, IN_B], default=ELSEWHERE)
    cut = cut_along_border(pair(codes, _window(vertices, units, codes, regions)), units, native)
    if shapely.is_empty(cut.line):
        raise BorderError(
            f"{codes[0]} and {codes[1]} share no border on land. Fix: Name two countries that do, as in AM-AZ."
        )
    named = _named(cut, codes, regions)
    zone = zone_around(
        cut.line,
        zone_km,
        shapely.union_all(shapes_of(named)[cut.regions["owner"].isin([IN_A, IN_B]).to_numpy()]),
    )
    window = shapely.box(*named.total_bounds)
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "line.geojson", _line(cut, codes))
    _write(folder / "zone.geojson", GeoDataFrame({"zone_km": [zone_km]}, geometry=[zone]))
    _write(folder / "regions.geojson", named)
    _write(folder / "rivers.geojson", _rivers(named))
    _write(folder / "towns.geojson", towns_of(window, zone))
    told = provenance(codes, named, zone_km, made_on or datetime.datetime.now(datetime.UTC).date())
    (folder / "provenance.json").write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (folder / "LICENSE.md").write_text(licence_text(told), encoding="utf-8")


def _window(vertices: Any, units: GeoDataFrame, codes: tuple[str, str], chosen: Collection[str]) -> shapely.Polygon:
    """A rectangle of whole tenths of degrees around the line, the border regions and what is unsettled."""
    own = shapes_of(units)[(units["id"].isin(chosen) if chosen else units["country"].isin(codes)).to_numpy()]
    along = own[shapely.dwithin(own, shapely.multipoints(vertices), REGION_DEGREES)]
    line = np.concatenate([vertices.min(axis=0), vertices.max(axis=0)])
    low, high = _extent([line, *shapely.bounds(along)])
    low, high = np.maximum(low, line[:2] - FARTHEST_DEGREES), np.minimum(high, line[2:] + FARTHEST_DEGREES)
    low, high = _extent([[*low, *high], *unsettled_bounds(codes)])
    up = MARGIN_KM / 111.3
    margin = np.array([up / np.cos(np.radians(min(max(abs(low[1]), abs(high[1])), 80))), up])
    west, south = np.maximum(np.floor((low - margin) * 10) / 10, WORLD[:2])
    east, north = np.minimum(np.ceil((high + margin) * 10) / 10, WORLD[2:])
    return shapely.box(float(west), float(south), float(east), float(north))


def _extent(bounds: list[Any]) -> tuple[Any, Any]:
    west_south_east_north = np.array(bounds)
    return west_south_east_north[:, :2].min(axis=0), west_south_east_north[:, 2:].max(axis=0)


def _named(cut: Cut, codes: tuple[str, str], chosen: Collection[str]) -> GeoDataFrame:
    """The regions with country by OpenStreetMap, role and disputed; ids made unique."""
    found, owner = cut.regions, cut.regions["owner"].to_numpy()
    ours = np.isin(owner, [IN_A, IN_B])
    by_line = np.select([owner == IN_A, owner == IN_B], codes, default="")
    claimed = found["country"].isin(codes).to_numpy()
    unlike = (claimed | ours) & (by_line != found["country"])
    country = np.where(unlike | ours, by_line, np.where(owner == ELSEWHERE, found["country"], ""))
    along = shapely.length(shapely.intersection(shapely.boundary(shapes_of(found)), cut.line)) > LEAST_EDGE_DEGREES
    border = ours & (found["id"].isin(chosen).to_numpy() if chosen else along)
    if missing := sorted(set(chosen) - set(found["id"][border])):
        known = ", ".join(sorted(found["id"][ours & along]))
        raise BorderError(
            f"{', '.join(missing)}: no such region of the two countries. Fix: Along the line lie {known}."
        )
    repeat = found.groupby("id").cumcount()
    found = found.assign(
        id=np.where(repeat > 0, found["id"] + "~" + (repeat + 1).astype(str), found["id"]),
        country=country,
        role=np.where(border, "border", "context"),
        disputed=unlike | found["id"].isin(DISPUTED).to_numpy(),
    )
    return found[["id", "country", "name", "name_en", "name_ru", "name_uk", "kind", "role", "disputed", "geometry"]]


def _line(cut: Cut, codes: tuple[str, str]) -> GeoDataFrame:
    shapes = [shape for shape in (cut.line, cut.unsettled_line) if not shapely.is_empty(shape)]
    return GeoDataFrame({"a": codes[0], "b": codes[1], "disputed": [False, True][: len(shapes)]}, geometry=shapes)


def _rivers(regions: GeoDataFrame) -> GeoDataFrame:
    """Rivers on the land of the map, all stretches of a name as one."""
    rivers = world_rivers()
    shapes = shapely.intersection(shapes_of(rivers), shapely.union_all(shapes_of(regions)))
    names = rivers["name"].to_numpy()
    there = [name for name in dict.fromkeys(names) if not shapely.is_empty(shapes[names == name]).all()]
    merged = [shapely.line_merge(shapely.union_all(shapes[names == name])) for name in there]
    return GeoDataFrame({"name": there}, geometry=merged)


def _write(path: Path, frame: GeoDataFrame) -> None:
    """GeoJSON with one feature a line, so that a change shows as that line."""
    shapes = shapely.transform(shapely.normalize(shapes_of(frame)), lambda xy: np.round(xy, DECIMALS))
    texts = frame.drop(columns=frame.geometry.name).to_dict("records")
    lines = [
        json.dumps(
            {"type": "Feature", "properties": text, "geometry": json.loads(shapely.to_geojson(shape))},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for text, shape in sorted(zip(texts, shapes, strict=True), key=lambda pair: json.dumps(pair[0], default=str))
    ]
    path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")
