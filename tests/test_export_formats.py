"""Data exports against the rules of their formats: KML's schema, RFC 7946, GeoParquet."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from fastkml.validator import validate

from geomap.export import export
from tests.exports import DATA, folder_of

CURATED = """place,kind,country,lat,lon,radius_km,coordinate_source_url
Far District,district,RU,65.0,179.9,30,https://example.org/p
"""


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district that lies on both sides of the antimeridian, and a pin beyond it."""
    folder = tmp_path_factory.mktemp("far")
    district = {"event_id": "a", "place": "Far District", "country": "RU", "lat": "", "lon": ""}
    folder_of(folder, [district, {"event_id": "b", "lat": "65", "lon": "-179.9"}])
    (folder / "places.csv").write_text(CURATED, encoding="utf-8")
    return folder


def test_kml_keeps_to_the_schema_of_its_standard(far: Path, tmp_path: Path) -> None:
    for source in (DATA, far):
        assert validate(file_to_validate=export(tmp_path / "events.kml", source).paths[0])
    damaged = (tmp_path / "events.kml").read_text("utf-8").replace("<styleUrl>#event</styleUrl>", "", 1)
    (tmp_path / "damaged.kml").write_text(damaged.replace("<name>", "<styleUrl>#event</styleUrl><name>", 1), "utf-8")
    with pytest.raises(AssertionError, match="element is not expected"):
        validate(file_to_validate=tmp_path / "damaged.kml")


def test_kml_opens_with_the_library_of_its_makers_where_gdal_has_it(tmp_path: Path) -> None:
    path = export(tmp_path / "events.kml", DATA).paths[0]
    found = pyogrio.read_info(path)
    assert found["driver"] in ("LIBKML", "KML")
    assert found["features"] == 178


def test_what_crosses_the_antimeridian_is_cut_there(far: Path, tmp_path: Path) -> None:
    features = json.loads(export(tmp_path / "far.geojson", far).paths[0].read_text("utf-8"))["features"]
    district, pin = (shapely.geometry.shape(feature["geometry"]) for feature in features)
    assert pin.equals(shapely.Point(-179.9, 65))
    sides = sorted(part.bounds for part in shapely.get_parts(district))
    assert [(west, east) for west, _, east, _ in sides] == [
        (-180, pytest.approx(-179.46, abs=0.01)),
        (pytest.approx(179.26, abs=0.01), 180),
    ]


@pytest.mark.parametrize("source", ["data", "far"])
def test_rings_of_geojson_follow_the_right_hand_rule(source: str, far: Path, tmp_path: Path) -> None:
    text = export(tmp_path / "events.geojson", DATA if source == "data" else far).paths[0].read_text("utf-8")
    found = json.loads(text)
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in found["features"] if feature["geometry"]]
    polygons = [part for shape in shapes for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]
    assert polygons and all(polygon.exterior.is_ccw for polygon in polygons)
    assert not any(hole.is_ccw for polygon in polygons for hole in polygon.interiors)
    lonlat = shapely.get_coordinates(shapes)
    assert (abs(lonlat) <= (180, 90)).all()


def test_parquet_says_of_its_geometry_what_geoparquet_asks_for(tmp_path: Path) -> None:
    path = export(tmp_path / "events.parquet", DATA).paths[0]
    found = json.loads(pq.read_schema(path).metadata[b"geo"])
    assert (found["version"], found["primary_column"]) == ("1.1.0", "geometry")
    column = found["columns"]["geometry"]
    assert column["encoding"] == "WKB"
    assert column.get("crs") is None or column["crs"]["id"] == {"authority": "OGC", "code": "CRS84"}
    shapes = shapely.from_wkb(pq.read_table(path).column("geometry").to_pylist())
    assert set(column["geometry_types"]) == {shape.geom_type for shape in shapes if shape is not None}
    assert column["bbox"] == pytest.approx(shapely.total_bounds(shapes).tolist())
