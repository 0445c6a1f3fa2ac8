"""Districts lead to the town that they are called after, and say where a name lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from geomap.places.answers import Answer, Toponym
from geomap.places.gazetteer import Gazetteer
from geomap.places.locating import locate
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver
from tests.places import box_border, dataset

SEATS = {
    "Shebekinsky district": "Shebekino",
    "Шебекинский район": "Shebekino",
    "в Шебекинском районе": "Shebekino",
    "Шебекінський р-н": "Shebekino",
    "Шебекинский городской округ": "Shebekino",
    "Shebekino district": "Shebekino",
    "Краснояружский район": "Krasnaya Yaruga",
    "Starooskolsky district": "Staryy Oskol",
    "Грайворонщина": "Grayvoron",
}
DIRECTIONS = ["на Шебекинском направлении", "Шебекинское направление", "Шебекінський напрямок"]
SPOTS = [
    "Republican Street, Shebekino",
    "Central district of Shebekino",
    "Shebekino children's hospital",
    "КПП Шебекино",
    "checkpoint near Shebekino",
    "Shebekino’s old quarter",
]


@pytest.fixture(scope="module")
def resolver(cache: Path) -> Iterator[Resolver]:
    with Gazetteer(cache) as towns:
        yield Resolver(towns, None, Regions(None))


def resolved(resolver: Resolver, place: str, country: str = "RU", admin1: str = "", admin2: str = "") -> Answer:
    return resolver.resolve(Toponym(place, country, admin1, admin2))


@pytest.mark.parametrize("name", SEATS)
def test_a_district_is_an_area_around_the_town_that_it_is_called_after(resolver: Resolver, name: str) -> None:
    answer = resolved(resolver, name, admin1="Belgorod Oblast")
    assert (answer.status, answer.precision, answer.name) == ("found", "district", SEATS[name])


def test_a_district_is_no_region_of_a_similar_name(resolver: Resolver) -> None:
    answer = resolved(resolver, "Krasnoyaruzhsky district")
    assert (answer.precision, answer.name) != ("region", "Krasnoyarsk")


@pytest.mark.parametrize("name", ["Tovuz district", "Tovuz rayonu"])
def test_a_district_of_the_first_level_is_a_region(resolver: Resolver, name: str) -> None:
    answer = resolved(resolver, name, "AZ")
    assert (answer.precision, answer.source) == ("region", "AZ-TOV")


@pytest.mark.parametrize("name", ["Сумщина", "на Сумщині"])
def test_a_land_is_its_region(resolver: Resolver, name: str) -> None:
    assert (resolved(resolver, name, "UA").precision, resolved(resolver, name, "UA").source) == ("region", "UA-59")


def test_a_made_up_district_is_not_found(resolver: Resolver) -> None:
    assert resolved(resolver, "Zhmurkovsky district", admin1="Belgorod Oblast").status == "not_found"


@pytest.mark.parametrize("name", DIRECTIONS)
def test_a_direction_is_near_the_town_that_it_is_called_after(resolver: Resolver, name: str) -> None:
    answer = resolved(resolver, name, admin1="Belgorod Oblast")
    assert (answer.precision, answer.name) == ("near_settlement", "Shebekino")


@pytest.mark.parametrize("name", SPOTS)
def test_a_spot_lies_near_its_town(resolver: Resolver, name: str) -> None:
    answer = resolved(resolver, name, admin1="Belgorod Oblast")
    assert (answer.precision, answer.name) == ("near_settlement", "Shebekino")


@pytest.mark.parametrize(
    ("name", "admin2"),
    [
        ("Борисовка, Волоконовский район", ""),
        ("Борисовка Волоконовского района", ""),
        ("Борисовка", "Волоконовский район"),
        ("Borisovka", "Volokonovka"),
    ],
)
def test_a_town_far_from_the_district_is_another_one(resolver: Resolver, name: str, admin2: str) -> None:
    answer = resolved(resolver, name, admin1="Belgorod Oblast", admin2=admin2)
    assert (answer.status, [one.name for one in answer.candidates][:1]) == ("not_found", ["Borisovka"])


@pytest.mark.parametrize("name", ["Борисовка, Борисовский район", "Борисовка"])
def test_a_town_in_its_district_is_found(resolver: Resolver, name: str) -> None:
    assert resolved(resolver, name, admin1="Belgorod Oblast").name == "Borisovka"


def test_a_district_without_a_radius_is_listed_with_its_seat(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEOMAP_CACHE", str(cache))
    located = locate(dataset([{"place": "Shebekinsky district", "country": "RU"}], border=box_border()))
    (event,) = located.events.to_dict("records")
    assert (event["location_precision"], event["geometry"]) == ("district", None)
    (problem,) = located.problems
    assert problem.rule == "place.district"
    assert "Its seat may be Shebekino (50." in problem.message
