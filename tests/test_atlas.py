"""Border folders for any land border: complete, true to their sources, and the same each time."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import shapely

from geomap.atlas import make_border, towns
from geomap.atlas.store import pack, unpack
from geomap.atlas.world import world_regions, world_rivers
from geomap.border import Border, read_border
from geomap.errors import AssetError, BorderError
from geomap.nearest import distances_m
from geomap.shapes import agreed_line, shapes_of
from tests.conftest import ROOT

DAY = datetime.date(2026, 11, 22)
FILES = ["LICENSE.md", "line.geojson", "provenance.json", "regions.geojson", "rivers.geojson", "towns.geojson"]
BORDERS = {
    "AM-AZ": (700, 1300, {"AM-SU", "AZ-LAC"}),
    "TH-KH": (600, 1000, {"TH-32", "KH-22"}),
    "KH-LA": (350, 750, {"KH-13", "LA-CH"}),
    "US-MX": (2500, 3700, {"US-TX", "MX-CHH"}),  # ten time zones and more: each country is their union
}


@pytest.fixture(scope="module", params=BORDERS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path, Border]:
    folder = tmp_path_factory.mktemp(request.param) / "border"
    a, b = request.param.split("-")
    make_border((a, b), folder, zone_km=20, made_on=DAY)
    return request.param, folder, read_border(folder)


def test_a_border_between_any_two_neighbours_is_whole(made: tuple[str, Path, Border]) -> None:
    name, folder, border = made
    shortest, longest, regions = BORDERS[name]
    assert "-".join(border.codes) == name
    assert border.problems == ()
    assert shortest < km(border) < longest
    assert regions <= set(border.regions["id"][border.regions["role"] == "border"])
    assert not border.rivers.empty and not border.towns.empty
    assert sorted(path.name for path in folder.iterdir()) == sorted([*FILES, "zone.geojson"])


def test_regions_tile_the_land_and_meet_exactly_on_the_line(made: tuple[str, Path, Border]) -> None:
    border = made[2]
    shapes = shapes_of(border.regions)
    assert shapely.coverage_is_valid(shapes)
    corners = {tuple(xy) for xy in shapely.get_coordinates(agreed_line(border))}
    for code in border.codes:
        own = {tuple(xy) for xy in shapely.get_coordinates(shapes[(border.regions["country"] == code).to_numpy()])}
        assert corners <= own


def test_the_zone_ends_where_it_says(made: tuple[str, Path, Border]) -> None:
    border = made[2]
    edge = shapely.get_coordinates(shapes_of(border.zone))
    metres = distances_m(edge, agreed_line(border))
    assert metres.max() < 20_000 * 1.01
    assert (metres > 19_800).mean() > 0.1
    assert border.provenance["zone_km"] == 20


def test_the_folder_says_where_it_comes_from_and_under_which_licences(made: tuple[str, Path, Border]) -> None:
    _, folder, border = made
    assert {source["licence"][:5] for source in border.provenance["sources"]} == {"ODbL ", "publi", "CC BY"}
    assert all(
        source["attribution"] and source["version"] and source["date"] for source in border.provenance["sources"]
    )
    assert "OpenStreetMap" in border.provenance["viewpoint"]
    licence = (folder / "LICENSE.md").read_text(encoding="utf-8")
    assert "Open Database License" in licence and "© OpenStreetMap contributors" in licence and "GeoNames" in licence


def test_the_same_border_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        make_border(("LB", "IL"), tmp_path / name, made_on=DAY)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_land_of_a_third_state_stays_its_own(tmp_path: Path) -> None:
    """OpenStreetMap's zone of Jerusalem reaches over the West Bank; it is no region of either country."""
    make_border(("LB", "IL"), tmp_path, made_on=DAY)
    border = read_border(tmp_path)
    bank = border.regions[border.regions["id"] == "PS-WBK"].iloc[0]
    assert (bank["country"], bank["role"]) == ("PS", "context")
    assert "Golan" in border.provenance["viewpoint"]


def test_the_committed_border_is_what_the_command_makes(tmp_path: Path) -> None:
    told = json.loads((ROOT / "data" / "border" / "provenance.json").read_text(encoding="utf-8"))
    made_on = datetime.date.fromisoformat(told["made_on"])
    make_border(("RU", "UA"), tmp_path, zone_km=told["zone_km"], regions=told["regions"], made_on=made_on)
    border, committed = read_border(tmp_path), read_border(ROOT / "data" / "border")
    assert border.regions["id"].tolist() == committed.regions["id"].tolist()
    assert km(border) == pytest.approx(km(committed), rel=0.02)  # another version of the sources may be installed


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        pytest.param(("XQ", "UA"), "'XQ' is no ISO 3166-1 country code", id="unknown"),
        pytest.param(("armenia", "AZ"), "Did you mean AM?", id="name-for-code"),
        pytest.param(("PT", "PL"), "PT and PL share no border", id="apart"),
        pytest.param(("UA", "UA"), "UA and UA share no border", id="same"),
        pytest.param(("DK", "SE"), "share no border on land", id="sea"),
    ],
)
def test_a_border_that_is_none_is_refused(tmp_path: Path, codes: tuple[str, str], told: str) -> None:
    with pytest.raises(BorderError, match=told):
        make_border(codes, tmp_path / "border")
    assert not (tmp_path / "border").exists()


def test_an_unknown_region_is_refused_with_those_along_the_line(tmp_path: Path) -> None:
    with pytest.raises(BorderError, match="AM-XX: no such region .* AM-AR, AM-GR"):
        make_border(("AM", "AZ"), tmp_path / "border", regions=["AM-SU", "AM-XX"])


@pytest.mark.parametrize("package", ["timezonefinder", "tzdata"])
def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    from geomap.atlas import osm

    osm._finder.cache_clear()
    osm._polygons.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] == package] + [package]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BorderError, match=rf"package {package}. Fix: pip install 'geomap\[world\]'"):
        make_border(("AM", "AZ"), tmp_path / "border")


def test_the_command_makes_a_folder_and_tells_what_is_wrong(tmp_path: Path) -> None:
    run = [sys.executable, "-m", "geomap.atlas"]
    done = subprocess.run([*run, "LB-IL", str(tmp_path / "b"), "--zone-km", "10"], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert read_border(tmp_path / "b").provenance["zone_km"] == 10
    refused = subprocess.run([*run, "PT-PL", str(tmp_path / "c")], capture_output=True, text=True)
    assert refused.returncode != 0 and "share no border" in refused.stderr
    unread = subprocess.run([*run, "PTPL", str(tmp_path / "c")], capture_output=True, text=True)
    assert unread.returncode == 2 and "is not two codes" in unread.stderr


PLACES_OF_AZERBAIJAN = {"Lachin": shapely.Point(46.3, 39.75), "Lankaran": shapely.Point(48.85, 38.75)}


def test_the_shipped_world_has_all_units_with_names_in_three_languages() -> None:
    world = world_regions()
    assert len(world) == 4596
    belgorod = world[world["id"] == "RU-BEL"].iloc[0]
    names = [belgorod[name] for name in ("name_en", "name_ru", "name_uk")]
    assert names == ["Belgorod", "Белгородская область", "Бєлгородська область"]
    assert belgorod.geometry.contains(shapely.Point(36.6, 50.6))
    assert (world["name_uk"] != "").mean() > 0.99
    assert shapely.coverage_is_valid(shapes_of(world))
    assert "Dnieper" in " ".join(world_rivers()["name"]) or "Dnipro" in " ".join(world_rivers()["name"])


def test_lachin_is_not_called_after_a_region_far_off() -> None:
    world = world_regions()
    over = {name: world[world.contains(point)]["id"].item() for name, point in PLACES_OF_AZERBAIJAN.items()}
    assert over == {"Lachin": "AZ-LAC", "Lankaran": "AZ-LA"}


def test_a_city_and_the_region_around_it_are_told_apart() -> None:
    world = world_regions().set_index("id")
    assert {key: world.loc[key, "kind"] for key in ("UA-30", "UA-32", "RU-MOW", "RU-MOS")} == {
        "UA-30": "city",
        "UA-32": "",
        "RU-MOW": "city",
        "RU-MOS": "",
    }


@pytest.mark.parametrize(
    ("country", "own", "attested", "other"),
    [
        ("UA", "Суми", ["Суми", "Сумы"], "Сумы"),
        ("UA", "Луганськ", ["Луганск", "Луганськ"], "Луганск"),
        ("UA", "Харків", ["Харків", "Харков", "Харьков", "Харкив"], ""),  # і may be many letters
        ("UA", "Київ", ["Киев", "Кыив", "Кыйив"], ""),  # Russian has no ы after к
        ("UA", "Чорноморськ", ["Чорноморск"], ""),  # it writes Черноморск
        ("UA", "Свеса", ["Свэса"], ""),  # Belarusian
        ("RU", "Курск", ["Курськ"], "Курськ"),
        ("RU", "Лабинск", ["Лабінск", "Лабінськ"], "Лабінськ"),  # the first is Belarusian
        ("RU", "Белгород", ["Белгарад", "Белгород", "Бєлгород", "Білгород"], "Бєлгород"),
        ("RU", "Суджа", ["Суджа"], ""),  # nothing tells the language
    ],
)
def test_a_town_has_a_name_in_the_other_language_only_where_its_spelling_is_sure(
    country: str, own: str, attested: list[str], other: str
) -> None:
    language = {"RU": "ru", "UA": "uk"}[country]
    assert towns._across(own, language, [own, *attested]) == other


def test_the_first_map_names_its_large_towns_in_both_languages() -> None:
    found = read_border(ROOT / "data" / "border").towns.set_index("name")
    assert found.loc["Sumy", "name_ru"] == "Сумы"
    assert found.loc["Kursk", "name_uk"] == "Курськ"
    assert found.loc["Belgorod", "name_uk"] == "Бєлгород"


def test_the_shipped_files_stay_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "geomap" / "atlas").glob("*.xz")}
    assert sizes["world_admin1.xz"] < 1_000_000
    assert sizes["world_rivers.xz"] < 300_000


def test_what_is_packed_is_unpacked(tmp_path: Path) -> None:
    lines = np.array([shapely.LineString([[-180, -90], [180, 90], [0.001, 0]]), shapely.LineString([[1, 2], [3, 4]])])
    (tmp_path / "x.xz").write_bytes(pack(lines, {"names": ["é", ""]}, 0.001))
    store = unpack(tmp_path / "x.xz")
    assert store.table == {"names": ["é", ""]}
    assert shapely.equals(store.lines, lines).all()


def test_a_damaged_world_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "world.xz").write_bytes(b"no xz")
    with pytest.raises(AssetError, match=r"world\.xz of the package is missing or damaged"):
        unpack(tmp_path / "world.xz")


def km(border: Border) -> float:
    from geomap.nearest import GEOD

    return float(GEOD.geometry_length(agreed_line(border))) / 1000
