"""Border layers: what is read, what is mended, what is refused, and what the page gets of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from geomap.border import read_border
from geomap.errors import BorderError
from geomap.nearest import GEOD, distances_m
from geomap.shapes import border_stretch, geodesic_disc, region_geometry
from tests.borders import LINE, NORTH, border_folder, feature, line, north, related, small_border, south, write_layer
from tests.conftest import ROOT

BOWTIE = [[[30, 50], [32, 52], [32, 50], [30, 52], [30, 50]]]
OPEN = [[[30, 50], [32, 50], [32, 52], [30, 52]]]
METRES = [[[3_300_000, 6_400_000], [3_400_000, 6_400_000], [3_400_000, 6_600_000], [3_300_000, 6_400_000]]]
NULL = {"type": "Feature", "properties": {"id": "RU-X", "country": "RU"}, "geometry": None}


def test_a_folder_is_read_with_its_codes_layers_and_names(tmp_path: Path) -> None:
    border = small_border(tmp_path)
    assert border.codes == ("RU", "UA")
    assert border.regions["id"].tolist() == ["RU-N", "UA-S"]
    assert border.regions["name_uk"].tolist() == ["Північ", ""]
    assert border.regions["role"].tolist() == ["border", "border"]
    assert border.rivers.empty and border.towns.empty
    assert border.provenance == {"zone_km": 25}
    assert border.problems == ()


@pytest.mark.parametrize(
    ("layer", "features", "told"),
    [
        pytest.param("regions", [], "border/regions.geojson: holds no feature.", id="D12-empty"),
        pytest.param("regions", [north(), NULL], "feature 2: has no geometry.", id="D12-null"),
        pytest.param("regions", [feature("Polygon", [])], "feature 1: has no geometry.", id="D12-no-coordinates"),
        pytest.param(
            "regions",
            [north(), feature("Polygon", OPEN, id="RU-X", country="RU")],
            "feature 2: a ring is not closed: it starts at [30, 50] and ends at [30, 52].",
            id="D12-unclosed",
        ),
        pytest.param("regions", [line()], "feature 1: is a LineString; a polygon is needed here.", id="D12-lines-only"),
        pytest.param("line", [north()], "feature 1: is a Polygon; a line is needed here.", id="D12-polygon-as-line"),
        pytest.param(
            "regions", [feature("Polygon", [[[30, 50], [31]]])], "feature 1: its coordinates are not pairs", id="ragged"
        ),
        pytest.param("regions", [feature("Polygon", [[30, 50]])], "feature 1: its coordinates", id="too-flat"),
        pytest.param(
            "line", [line([[30, 50], [float("nan"), 51]])], "feature 1: needs 2 points or more, all finite", id="nan"
        ),
        pytest.param("line", [line([[30, 50]])], "feature 1: needs 2 points or more", id="one-point"),
        pytest.param(
            "regions",
            [feature("Polygon", METRES, id="X", country="RU")],
            "feature 1: (3.4e+06, 6.6e+06) is no longitude and latitude; it looks like metres",
            id="D13-metres",
        ),
        pytest.param(
            "regions",
            [feature("Polygon", [[[30, 50], [31, 51], [32, 52], [30, 50]]], id="X", country="RU")],
            "feature 1: encloses nothing",
            id="D11-nothing-left",
        ),
        pytest.param("regions", [north(country="")], "feature 1: a region needs the properties country", id="no-side"),
        pytest.param("line", [line(a="")], "must name one pair of countries, found: none.", id="no-codes"),
        pytest.param("line", [line(), line(b="BY")], "found: RU-BY; RU-UA.", id="two-pairs"),
    ],
)
def test_a_layer_that_cannot_be_used_is_refused_with_its_feature(
    tmp_path: Path, layer: str, features: list[Any], told: str
) -> None:
    folder = border_folder(tmp_path, {layer: features})
    with pytest.raises(BorderError) as refused:
        read_border(folder)
    assert told in str(refused.value)
    assert f"border/{layer}.geojson" in str(refused.value)
    assert " Fix: " in str(refused.value)
    assert all(problem.severity == "error" for problem in refused.value.problems)


def test_all_faulty_features_are_told_at_once(tmp_path: Path) -> None:
    folder = border_folder(tmp_path, {"regions": [NULL, north(), line()]})
    with pytest.raises(BorderError, match=r"feature 1: .*\(1 more\)") as refused:
        read_border(folder)
    assert [problem.message[:9] for problem in refused.value.problems] == ["feature 1", "feature 3"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param(b'{"type": "FeatureCollection", "features": [', "is not JSON: .* in line 1", id="cut-short"),
        pytest.param(b"[]", "is not a GeoJSON FeatureCollection", id="no-collection"),
        pytest.param(b'{"type": "\xff"}', r"is not UTF-8 \(byte 10\)", id="not-utf8"),
        pytest.param(None, "line.geojson: is missing in", id="missing"),
    ],
)
def test_a_file_that_is_no_layer_is_refused(tmp_path: Path, text: bytes | None, told: str) -> None:
    path = border_folder(tmp_path) / "line.geojson"
    path.unlink() if text is None else path.write_bytes(text)
    with pytest.raises(BorderError, match=told):
        read_border(path.parent)


@pytest.mark.parametrize("text", ["{", "[1]"])
def test_provenance_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    folder = border_folder(tmp_path)
    (folder / "provenance.json").write_text(text, encoding="utf-8")
    with pytest.raises(BorderError, match=r"provenance\.json"):
        read_border(folder)


def test_missing_provenance_is_a_warning(tmp_path: Path) -> None:
    folder = border_folder(tmp_path)
    (folder / "provenance.json").unlink()
    (problem,) = read_border(folder).problems
    assert (problem.rule, problem.severity) == ("border.provenance", "warning")


def test_a_polygon_crossing_itself_is_repaired_with_a_notice(tmp_path: Path) -> None:
    """D11"""
    border = small_border(tmp_path, {"regions": [feature("Polygon", BOWTIE, id="RU-N", country="RU"), south()]})
    (problem,) = border.problems
    assert (problem.severity, problem.rule) == ("warning", "border.valid")
    assert problem.message.startswith("feature 1: crosses itself (Self-intersection")
    assert border.regions.geometry.is_valid.all()
    assert border.regions.geometry.iloc[0].area == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("crs", "coordinates"),
    [
        pytest.param("urn:ogc:def:crs:EPSG::3857", METRES, id="D13-web-mercator"),
        pytest.param("EPSG:32636", [[[5e5, 5.6e6], [6e5, 5.6e6], [6e5, 5.7e6], [5e5, 5.6e6]]], id="D13-utm"),
    ],
)
def test_another_crs_is_reprojected_with_a_notice(tmp_path: Path, crs: str, coordinates: Any) -> None:
    regions = {"regions": [feature("Polygon", coordinates, id="RU-N", country="RU")]}
    folder = border_folder(tmp_path, regions, crs={"type": "name", "properties": {"name": crs}})
    border = read_border(folder)
    assert [problem.rule for problem in border.problems] == ["border.crs"]
    assert crs in border.problems[0].message
    west, south_end, east, north_end = border.regions.total_bounds
    assert 25 < west < east < 40 and 45 < south_end < north_end < 55


def test_wgs84_by_name_needs_no_notice_and_an_unknown_crs_is_refused(tmp_path: Path) -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert read_border(border_folder(tmp_path, {"regions": [north(), south()]}, crs=named)).problems == ()
    unknown = {"type": "name", "properties": {"name": "EPSG:999999"}}
    with pytest.raises(BorderError, match="its CRS 'EPSG:999999' is not known"):
        read_border(border_folder(tmp_path, {"regions": [north()]}, crs=unknown))


@pytest.mark.parametrize(
    "ring",
    [
        pytest.param([[178, 60], [-178, 60], [-178, 66], [178, 66], [178, 60]], id="D14-jump"),
        pytest.param([[178, 60], [182, 60], [182, 66], [178, 66], [178, 60]], id="D14-past-180"),
        pytest.param([[-182, 60], [-178, 60], [-178, 66], [-182, 66], [-182, 60]], id="D14-past-minus-180"),
    ],
)
def test_a_region_over_the_antimeridian_is_cut_there_and_holds_points_on_both_sides(
    tmp_path: Path, ring: list[list[float]]
) -> None:
    regions = [feature("Polygon", [ring], id="RU-CHU", country="RU"), south(country="UA")]
    border = small_border(tmp_path, {"regions": regions, "line": [line([[177, 60], [177, 66]])], "zone": [south()]})
    assert [problem.rule for problem in border.problems] == ["border.antimeridian"]
    points = [shapely.Point(lon, 63) for lon in (179.9, -179.9, 180, -180, 177.5, -177.5)]
    events = related(points, border)
    assert events["region_id"].tolist() == ["RU-CHU"] * 4 + ["", ""]
    assert events["distance_km"][1] - events["distance_km"][0] == pytest.approx(10.1, abs=0.2)


def test_a_hole_over_the_antimeridian_stays_a_hole(tmp_path: Path) -> None:
    shell = [[178, 60], [-178, 60], [-178, 66], [178, 66], [178, 60]]
    hole = [[-179, 62], [-178.5, 62], [-178.5, 64], [-179, 64], [-179, 62]]
    regions = [feature("Polygon", [shell, hole], id="RU-CHU", country="RU")]
    border = small_border(tmp_path, {"regions": regions})
    assert border.regions.geometry.iloc[0].area == pytest.approx(24 - 1)


def test_a_ring_around_a_pole_is_refused(tmp_path: Path) -> None:
    ring = [[0, 80], [120, 80], [-120, 80], [0, 80]]
    with pytest.raises(BorderError, match="runs around a pole"):
        small_border(tmp_path, {"regions": [feature("Polygon", [ring], id="X", country="RU")]})


def test_two_million_vertices_are_thinned_for_the_page_only(tmp_path: Path) -> None:
    """H6"""
    angles = np.linspace(0, 2 * np.pi, 2_000_001)[:-1]
    ring = np.column_stack([31 + np.cos(angles), 51 + np.sin(angles)]).round(9)
    big = feature("Polygon", [[*ring.tolist(), ring[0].tolist()]], id="RU-N", country="RU")
    border = small_border(tmp_path, {"regions": [big, south()]})
    assert [problem.rule for problem in border.problems] == ["border.size"]
    assert "has 2,000,007 vertices, over 500,000" in border.problems[0].message
    assert shapely.get_num_coordinates(border.regions.geometry.iloc[0]) == 2_000_001
    shown = border.for_display()["regions"]["features"][0]["geometry"]["coordinates"][0]
    assert 20 < len(shown) < 2_000
    inside, outside = shapely.Point(31 - 1e-9, 51), shapely.Point(31 + 1.0000001, 52.9)
    assert related([inside, outside], border)["region_id"].tolist() == ["RU-N", ""]


def test_the_page_gets_plain_geojson_with_four_decimals(tmp_path: Path) -> None:
    towns = [feature("Point", [30.123456, 50.98766], name="Town", population=1000)]
    shown = small_border(tmp_path, {"towns": towns}).for_display()
    assert list(shown) == ["line", "zone", "regions", "rivers", "towns"]
    assert json.loads(json.dumps(shown)) == shown
    assert shown["towns"]["features"][0]["geometry"] == {"type": "Point", "coordinates": [30.1235, 50.9877]}
    assert shown["regions"]["features"][0]["properties"]["name_ru"] == "Север"


def test_a_regions_name_stands_well_inside_of_it() -> None:
    for region in read_border(ROOT / "data" / "border").for_display()["regions"]["features"]:
        shape = shapely.from_geojson(json.dumps(region["geometry"]))
        spot = shapely.Point(region["properties"]["spot"])
        assert shape.contains(spot)
        reach = shapely.maximum_inscribed_circle(shape).length
        assert shape.boundary.distance(spot) > 0.5 * reach


def test_layers_that_do_not_meet_keep_their_own_line(tmp_path: Path) -> None:
    apart = feature("Polygon", [[[30, 49], [32, 49], [32, 48], [30, 48], [30, 49]]], id="UA-S", country="UA")
    shown = small_border(tmp_path, {"regions": [north(), apart]}).for_display()
    assert shown["line"]["features"][0]["geometry"]["coordinates"] == LINE


def test_thinned_neighbours_share_their_edges_and_the_line_runs_along_them() -> None:
    border = read_border(ROOT / "data" / "border")
    shown = border.for_display()
    shapes = [shapely.from_geojson(json.dumps(each["geometry"])) for each in shown["regions"]["features"]]
    overlaps = shapely.area(shapely.intersection(shapes[0], shapes[1:]))
    assert (overlaps < 1e-6).all()
    sides = {
        code: shapely.union_all(
            [
                shape
                for shape, each in zip(shapes, shown["regions"]["features"], strict=True)
                if each["properties"]["country"] == code
            ]
        )
        for code in border.codes
    }
    (agreed,) = [each for each in shown["line"]["features"] if not each["properties"]["disputed"]]
    drawn = shapely.from_geojson(json.dumps(agreed["geometry"]))
    whole = border.line.geometry[~border.line["disputed"]].iloc[0]
    assert distances_m(shapely.get_coordinates(whole), drawn).max() < 300
    for side in sides.values():
        assert shapely.length(shapely.intersection(drawn, shapely.buffer(side.boundary, 1e-6))) > 0.99 * drawn.length


def test_the_first_map_has_small_layers_and_six_border_regions() -> None:
    border = read_border(ROOT / "data" / "border")
    six = border.regions[border.regions["role"] == "border"]
    assert six["id"].tolist() == ["RU-BEL", "RU-BRY", "RU-KRS", "UA-59", "UA-63", "UA-74"]
    text = json.dumps(border.for_display(), ensure_ascii=False, separators=(",", ":"))
    assert len(gzip.compress(text.encode())) < 150_000
    assert border.problems == ()


def test_crimea_and_sevastopol_are_disputed_and_of_neither_side() -> None:
    border = read_border(ROOT / "data" / "border")
    disputed = border.regions[border.regions["disputed"]]
    assert dict(zip(disputed["id"], disputed["country"], strict=True)) == {"UA-40": "", "UA-43": ""}
    assert "Crimea" in border.provenance["viewpoint"] and "Sevastopol" in border.provenance["viewpoint"]
    events = related([shapely.Point(34.1, 45.0), shapely.Point(33.55, 44.6)], border, country=["UA", "RU"])
    assert events["border_side"].tolist() == ["", ""]
    assert events["region_id"].tolist() == ["UA-43", "UA-40"]


def test_regions_are_found_by_id_or_by_a_name_in_any_language(tmp_path: Path) -> None:
    border = small_border(tmp_path)
    for name in ("RU-N", "north", "Север", "північ"):
        assert region_geometry(border, [name]) == shapely.MultiPolygon([shapely.Polygon(NORTH[0])])
    both = region_geometry(border, ["RU-N", "South"])
    assert both is not None and both.area == pytest.approx(8)
    assert region_geometry(border, ["RU-N", "Atlantis"]) is None
    assert region_geometry(border, []) is None


def test_a_stretch_of_border_follows_its_regions_and_is_empty_elsewhere() -> None:
    border = read_border(ROOT / "data" / "border")
    whole = border.line.geometry[~border.line["disputed"]].union_all()
    belgorod, kharkiv = border_stretch(border, ["RU-BEL"]), border_stretch(border, ["UA-63"])
    assert 0.1 * whole.length < belgorod.length < 0.4 * whole.length
    assert shapely.length(shapely.intersection(belgorod, kharkiv)) > 0.5 * kharkiv.length
    assert shapely.length(shapely.difference(belgorod, shapely.buffer(whole, 1e-7))) == pytest.approx(0, abs=1e-9)
    assert border_stretch(border, ["UA-30"]).is_empty


@pytest.mark.parametrize(("lat", "lon", "km"), [(50.5, 35.7, 25), (-70, 179, 100), (0, 0, 1)])
def test_a_disc_has_its_radius_in_every_direction(lat: float, lon: float, km: float) -> None:
    lons, lats = shapely.get_coordinates(geodesic_disc(lat, lon, km)).T
    rim = abs(lons) < 180  # not where it is cut
    full = np.full(rim.sum(), 1.0)
    assert len({*zip(lons[rim], lats[rim], strict=True)}) == 64
    metres = GEOD.inv(full * lon, full * lat, lons[rim], lats[rim])[2]
    assert metres == pytest.approx(full * km * 1000, rel=1e-9)


def test_a_layer_may_have_several_parts_and_heights(tmp_path: Path) -> None:
    parts = feature("MultiPolygon", [[[[*xy, 120.0] for xy in NORTH[0]]]], id="RU-N", country="RU")
    lines = feature("MultiLineString", [LINE[:2], LINE[1:]], a="RU", b="UA")
    border = small_border(tmp_path, {"regions": [parts, south()], "line": [lines]})
    assert border.regions.geometry.iloc[0].area == pytest.approx(4 - 0.2)
    assert shapely.equals(border.line.geometry.iloc[0], shapely.LineString(LINE))


def test_a_river_file_may_be_empty_of_names_but_not_of_features(tmp_path: Path) -> None:
    folder = border_folder(tmp_path, {"rivers": [feature("LineString", LINE)]})
    assert read_border(folder).rivers["name"].tolist() == [""]
    write_layer(folder / "rivers.geojson", [])
    with pytest.raises(BorderError, match="holds no feature"):
        read_border(folder)
