"""A map for another border: init makes the folder, build builds it, events find their side."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import geomap
from geomap.errors import BorderError, OutputError, SettingsError
from geomap.init import init
from geomap.records import EVENTS, PLACES, REPORTS
from geomap.settings import read_settings
from tests.pages import opened

BORDERS = {
    "AM-AZ": [("AM", 39.69, 45.47), ("AZ", 39.76, 46.75)],  # Vayk; Shusha
    "IL-LB": [("IL", 33.21, 35.57), ("LB", 33.36, 35.59)],  # Qiryat Shemona; Hasbaya
    "SD-SS": [("SD", 11.46, 29.70), ("SS", 9.53, 31.66)],  # near Muglad; Malakal
}


@pytest.mark.parametrize("border", BORDERS)
def test_a_new_border_is_ready_to_build_and_relates_its_events(tmp_path: Path, browser: Browser, border: str) -> None:
    folder = tmp_path / "map"
    made = {path.relative_to(folder).as_posix() for path in init(folder, border=border, zone_km=30)}
    assert {"map.toml", "events.csv", "reports.csv", "places.csv", "border/line.geojson"} <= made
    settings = read_settings(folder / "map.toml")
    assert (set(settings.border), settings.zone_km) == (set(border.split("-")), 30)
    for table in (EVENTS, REPORTS, PLACES):
        assert (folder / table.name).read_text(encoding="utf-8").strip() == ",".join(table.names)

    assert geomap.build(folder, tmp_path / "empty.html").exit_code == 1
    with (folder / "events.csv").open("a", encoding="utf-8", newline="") as file:
        for number, (country, lat, lon) in enumerate(BORDERS[border]):
            row = dict.fromkeys(EVENTS.names, "") | {"event_id": f"e{number}", "date": "2024-01-01", "title": "A"}
            csv.DictWriter(file, EVENTS.names).writerow(row | {"place": country, "lat": lat, "lon": lon})
    result = geomap.build(folder, tmp_path / "map.html")
    events = result.dataset.events
    assert events["border_side"].tolist() == [country for country, _, _ in BORDERS[border]]
    assert (events["region"] != "").all()
    assert (events["distance_km"] > 0).all()
    with opened(browser, result.path) as found:
        assert found.counts["placed"] == 2


def test_the_countries_are_named_in_title_and_labels(tmp_path: Path) -> None:
    init(tmp_path / "map", border="SD-SS")
    settings = read_settings(tmp_path / "map" / "map.toml")
    assert settings.title == "Reported events on the Sudan–South Sudan border"
    assert [settings.sides[name].label for name in ("sd", "ss")] == ["Sudan", "South Sudan"]
    assert settings.camps["ss"].label == "South Sudan"


@pytest.mark.parametrize("zone_km", [0, -5, 501, float("nan")])
def test_a_zone_without_breadth_is_refused_before_anything_is_made(tmp_path: Path, zone_km: float) -> None:
    with pytest.raises(SettingsError, match=r"Fix: give 0 < km <= 500"):
        init(tmp_path / "map", border="AM-AZ", zone_km=zone_km)
    assert not (tmp_path / "map").exists()


def test_a_single_table_in_the_folder_is_built_with_its_border_and_settings(tmp_path: Path) -> None:
    init(tmp_path / "map", border="SD-SS", title="A title")
    table = tmp_path / "map" / "incidents.csv"
    table.write_text(
        "date,place,title,lat,lon,source_name\n2024-01-01,Malakal,Raid,9.53,31.66,Daily\n", encoding="utf-8"
    )
    dataset = geomap.build(table, tmp_path / "map.html").dataset
    assert (dataset.settings.title, dataset.events["border_side"].iat[0]) == ("A title", "SS")


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(OutputError, match=r"not empty\. Fix: name a new folder"):
        init(tmp_path, border="AM-AZ")


@pytest.mark.parametrize("border", ["AM", "Armenia-Azerbaijan", "AM-AZ-GE", "A1-B2"])
def test_what_is_not_two_country_codes_is_refused(tmp_path: Path, border: str) -> None:
    with pytest.raises(SettingsError, match="Fix: write it as AM-AZ"):
        init(tmp_path / "map", border=border)


def test_countries_without_a_common_border_leave_no_folder_of_records(tmp_path: Path) -> None:
    with pytest.raises(BorderError):
        init(tmp_path / "map", border="AM-PT")
    assert not (tmp_path / "map" / "map.toml").exists()
