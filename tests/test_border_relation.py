"""Side, region and distance of events: true, complete, and never doubled or lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.border import Border, read_border
from geomap.nearest import GEOD, Floats, distances_m
from geomap.shapes import agreed_line, border_stretch, geodesic_disc, region_geometry
from tests.borders import LINE, border_folder, feature, line, related, small_border
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def first() -> Border:
    return read_border(ROOT / "data" / "border")


def brute_force_m(lonlat: Floats, way: shapely.Geometry) -> Floats:
    """Geod's distance to every corner of the densified line, then to 100 points of each edge that may be nearest."""
    parts = shapely.get_parts(shapely.segmentize(way, 0.002))
    corners, owner = shapely.get_coordinates(parts, return_index=True)
    joined = owner[1:] == owner[:-1]
    starts, steps = corners[:-1][joined], np.diff(corners, axis=0)[joined]
    reference = np.empty(len(lonlat))
    for row, point in enumerate(lonlat):
        edge = np.flatnonzero((away := geod_m(point, starts)) <= away.min() + 300)  # no edge is longer than 223 m
        samples = starts[edge, None] + np.linspace(0, 1, 100)[:, None] * steps[edge, None]
        reference[row] = geod_m(point, samples.reshape(-1, 2)).min()
    return reference


def geod_m(point: Floats, others: Floats) -> Floats:
    return np.asarray(GEOD.inv(*np.broadcast_to(point, others.shape).T, *others.T)[2])


@pytest.mark.parametrize(
    ("box", "count"),
    [
        pytest.param((31, 46.5, 41, 53), 700, id="near"),
        pytest.param((20, 40, 52, 60), 300, id="up-to-1000-km"),
        pytest.param((-30, 5, 110, 80), 100, id="up-to-6000-km"),
    ],
)
def test_distance_is_within_a_thousandth_of_brute_force(
    first: Border, box: tuple[float, float, float, float], count: int
) -> None:
    """D15"""
    random = np.random.default_rng(2024)
    lonlat = np.column_stack([random.uniform(box[0], box[2], count), random.uniform(box[1], box[3], count)])
    way = agreed_line(first)
    found, reference = distances_m(lonlat, way), brute_force_m(lonlat, way)
    assert (np.abs(found - reference) <= 0.001 * reference + 1.0).all()


def test_distance_is_true_to_a_metre_beside_the_line(first: Border) -> None:
    random = np.random.default_rng(7)
    way = agreed_line(first)
    on_line = shapely.get_coordinates(shapely.line_interpolate_point(way, random.uniform(0, shapely.length(way), 300)))
    lonlat = on_line + random.uniform(-0.03, 0.03, (300, 2))
    assert np.abs(distances_m(lonlat, way) - brute_force_m(lonlat, way)).max() < 1.0


def test_a_long_straight_edge_is_followed_along_its_parallel() -> None:
    """A GeoJSON edge is straight in degrees: this one bends 5 km away from the geodesic."""
    edge = shapely.LineString([[-123, 49], [-95, 49]])
    assert distances_m(np.array([[-109.0, 49.0]]), edge)[0] < 0.01
    north = GEOD.inv(-109, 49, -109, 49.5)[2]
    assert distances_m(np.array([[-109.0, 49.5]]), edge)[0] == pytest.approx(north, abs=1)


def test_no_line_gives_no_distance() -> None:
    assert np.isnan(distances_m(np.array([[30.0, 50.0]]), shapely.LineString())).all()
    assert distances_m(np.empty((0, 2)), shapely.LineString(LINE)).shape == (0,)


def test_side_region_and_kilometres_of_known_places(first: Border) -> None:
    """Places and distances as in shared/geodata.md; D15: kilometres, never degrees."""
    places = {
        "Kozinka": (35.6026, 50.4613, "RU", "RU-BEL", 1.8),
        "Tyotkino": (34.29382, 51.28128, "RU", "RU-KRS", 2.7),
        "Novaya Tavolzhanka": (36.8298, 50.35123, "RU", "RU-BEL", 3.1),
        "Popivka": (35.4514, 50.4999, "UA", "UA-59", 0.8),
        "Belgorod": (36.6, 50.6, "RU", "RU-BEL", 32.2),
    }
    events = related([shapely.Point(place[:2]) for place in places.values()], first, admin2=["d"] * len(places))
    assert events["border_side"].tolist() == [place[2] for place in places.values()]
    assert events["region_id"].tolist() == [place[3] for place in places.values()]
    assert events["distance_km"].tolist() == pytest.approx([place[4] for place in places.values()], abs=0.1)
    assert events["in_zone"].tolist() == [True, True, True, True, False]
    assert events["district"].tolist() == ["d"] * len(places)


def test_a_point_on_the_line_is_one_row_of_both_sides(tmp_path: Path) -> None:
    """D10"""
    points = [shapely.Point(xy) for xy in (*LINE, (30.5, 50.1), (31, 50.2), (31.25, 50.15))]
    events = related(points, small_border(tmp_path))
    assert len(events) == len(points)
    assert set(events["border_side"]) == {"RU; UA"}
    assert set(events["region_id"]) == {"RU-N; UA-S"}
    assert set(events["distance_km"]) == {0.0}
    assert events["in_zone"].all()


def test_every_vertex_of_the_first_border_is_on_both_sides(first: Border) -> None:
    """D10"""
    xy = shapely.get_coordinates(agreed_line(first))
    middles = (xy[1:] + xy[:-1]) / 2
    events = related([*shapely.points(xy), *shapely.points(middles)], first)
    assert set(events["border_side"]) == {"RU; UA"}
    assert (events["distance_km"] == 0).all()
    assert events["region_id"].str.contains("RU-").all() and events["region_id"].str.contains("UA-").all()


@settings(max_examples=60)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.builds(shapely.Point, st.floats(-180, 180), st.floats(-90, 90)),
            st.builds(shapely.Point, st.floats(29, 33), st.floats(47, 53)),
            st.floats(0, 1).map(lambda part: shapely.LineString(LINE).interpolate(part, normalized=True)),
        ),
        max_size=12,
    )
)
def test_rows_keep_their_number_and_order_whatever_the_points(
    tmp_path_factory: pytest.TempPathFactory, points: list[shapely.Point | None]
) -> None:
    border = small_border(tmp_path_factory.mktemp("any"))
    events = related(points, border)
    assert events["event_id"].tolist() == [f"e{i}" for i in range(len(points))]
    for point, (_, event) in zip(points, events.iterrows(), strict=True):
        alone = related([point], border).iloc[0]
        assert event["border_side"] == alone["border_side"]
        assert event["region_id"] == alone["region_id"]
        assert event["distance_km"] == pytest.approx(alone["distance_km"], rel=1e-3, abs=1e-3, nan_ok=True)
        assert np.isnan(event["distance_km"]) == (point is None)
        if point is not None and shapely.distance(point, shapely.LineString(LINE)) < 1e-9:
            assert event["border_side"] == "RU; UA"


def test_without_a_border_or_a_place_all_is_unknown(tmp_path: Path) -> None:
    point = shapely.Point(31, 51)
    for events in (related([point], None, country=["RU"]), related([None], small_border(tmp_path), country=["RU"])):
        row = events.iloc[0]
        assert (row["border_side"], row["region"], row["region_id"]) == ("", "", "")
        assert np.isnan(row["distance_km"]) and not row["in_zone"]


def test_far_from_all_regions_the_curated_country_is_the_side_if_it_is_one_of_the_two(tmp_path: Path) -> None:
    far = [shapely.Point(40, 55)] * 3
    events = related(far, small_border(tmp_path), country=["RU", "DE", ""])
    assert events["border_side"].tolist() == ["RU", "", ""]
    assert events["region_id"].tolist() == ["", "", ""]


def test_a_harbour_just_off_a_coarse_coast_belongs_to_the_region_beside_it(tmp_path: Path) -> None:
    events = related([shapely.Point(29.95, 51), shapely.Point(29.9, 51)], small_border(tmp_path))
    assert events["region_id"].tolist() == ["RU-N", ""]  # 3.5 and 7 km off


def test_areas_have_their_regions_and_the_distance_of_their_nearest_part(first: Border) -> None:
    region = region_geometry(first, ["RU-BEL"])
    two = region_geometry(first, ["RU-BEL", "RU-KRS"])
    inland = region_geometry(first, ["RU-ORL"])
    district = geodesic_disc(50.6, 36.6, 10)
    stretch = border_stretch(first, ["RU-BEL"])
    events = related([region, two, inland, district, stretch, region], first)
    regions = ["RU-BEL", "RU-BEL; RU-KRS", "RU-ORL", "RU-BEL", "RU-BEL; UA-63", "RU-BEL"]  # most of it runs along both
    assert events["region_id"].tolist() == regions
    assert events["border_side"].tolist() == ["RU", "RU", "RU", "RU", "RU; UA", "RU"]
    kilometres = events["distance_km"].tolist()
    assert [kilometres[i] for i in (0, 1, 4, 5)] == [0, 0, 0, 0]
    assert kilometres[3] == pytest.approx(32.2 - 10, abs=0.3)
    assert inland is not None
    corners = distances_m(shapely.get_coordinates(inland), agreed_line(first))
    assert kilometres[2] == pytest.approx(corners.min() / 1000, rel=1e-3)
    assert events["in_zone"].tolist() == [True, True, False, True, True, True]


def test_a_folder_without_a_zone_goes_by_distance_and_without_agreed_line_knows_none(tmp_path: Path) -> None:
    folder = border_folder(tmp_path)
    (folder / "zone.geojson").unlink()
    points = [shapely.Point(30.2, 50.2), shapely.Point(30.2, 50.5)]
    assert related(points, read_border(folder))["in_zone"].tolist() == [True, False]
    disputed = small_border(tmp_path / "other", {"line": [line(disputed=True)]})
    assert related(points, disputed)["distance_km"].isna().all()


def test_a_zone_made_with_other_kilometres_than_map_toml_says_is_told(tmp_path: Path) -> None:
    from geomap.dataset import Dataset
    from geomap.relation import relate
    from geomap.settings import Settings

    events = related([shapely.Point(31, 51)], None)[["event_id", "country", "admin2", "geometry"]]
    border = small_border(tmp_path)
    for kilometres, told in ((25.0, 0), (20.0, 1)):
        dataset = Dataset(Settings(zone_km=kilometres), events, events, events, events, border=border)
        problems = relate(dataset).problems
        assert [problem.rule for problem in problems] == ["border.zone"] * told
    assert "25 km, map.toml says 20" in problems[0].message


def test_overlapping_regions_are_all_named(tmp_path: Path) -> None:
    square = [[[30, 51], [32, 51], [32, 52], [30, 52], [30, 51]]]
    regions = [feature("Polygon", square, id=name, country="RU", name=name) for name in ("RU-A", "RU-B")]
    events = related([shapely.Point(31, 51.5)], small_border(tmp_path, {"regions": regions}))
    assert events[["border_side", "region_id"]].iloc[0].tolist() == ["RU", "RU-A; RU-B"]
