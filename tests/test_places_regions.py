"""Regions are known by any usual spelling, and only where the spelling names one of them."""

from __future__ import annotations

import pytest

from geomap.places.regions import Regions
from geomap.places.units import World
from tests.places import box_border

BELGOROD = [
    "Belgorod",
    "Belgorod Oblast",
    "Belgorod oblast'",
    "BELGOROD REGION",
    "Belgorod  Region",
    "RU-BEL",
    "ru-bel",
]
BELGOROD += [
    "Белгородская область",
    "Белгородская обл.",
    "Бєлгородська область",
    "Belgorodskaya oblast",
    "the Belgorod region",
]


@pytest.fixture(scope="module")
def regions() -> Regions:
    return Regions(box_border())


@pytest.mark.parametrize("name", BELGOROD)
def test_a_region_is_known_by_any_usual_spelling(regions: Regions, name: str) -> None:
    assert regions.ids(name) == ("RU-BEL",)
    assert regions.ids(name, "RU") == ("RU-BEL",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Zaporijjia", "UA-23"),
        ("Charkiw", "UA-63"),
        ("Soumy", "UA-59"),
        ("ДНР", "UA-14"),
        ("Луганская Народная Республика", "UA-09"),
        ("Luhansk People's Republic", "UA-09"),
    ],
)
def test_regions_are_known_as_other_languages_and_other_sides_write_them(name: str, expected: str) -> None:
    assert World().ids(name, "UA") == (expected,)
    assert World().ids(name, "RU") is None


def test_a_list_of_regions_keeps_its_order_and_counts_each_once(regions: Regions) -> None:
    assert regions.ids("Kursk Oblast; Belgorod;; Курская область") == ("RU-KRS", "RU-BEL")


@pytest.mark.parametrize("name", ["", ";", "Oblast", "Poltava Oblast", "Belgorod; Poltava", "Kur"])
def test_a_list_with_a_region_that_is_not_there_is_not_known(regions: Regions, name: str) -> None:
    assert regions.ids(name) is None


def test_the_country_must_fit(regions: Regions) -> None:
    assert regions.ids("Sumy", "UA") == ("UA-59",)
    assert regions.ids("Sumy", "RU") is None


def test_a_point_lies_in_its_region_or_in_none(regions: Regions) -> None:
    assert regions.at(50.6, 36.6) == "RU-BEL"
    assert regions.at(48.0, 36.6) == ""
    assert regions.name("RU-BEL") == "Belgorod"


def test_a_town_just_outside_a_rough_outline_is_near_its_region(regions: Regions) -> None:
    assert regions.is_near(50.6, 35.53, ["RU-BEL"])
    assert not regions.is_near(50.6, 35.4, ["RU-BEL"])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Belgorod Oblast", "Белгородская область", True),
        ("Belgorod", "Kursk; Belgorod", True),
        ("Belgorod", "Kursk", False),
        ("", "Kursk", True),
        ("Poltava", "Poltava Oblast", True),
        ("Poltava", "Kursk", False),
    ],
)
def test_two_lists_of_regions_overlap_or_not(regions: Regions, one: str, other: str, expected: bool) -> None:
    assert regions.overlap(one, other) is expected
    assert regions.overlap(other, one) is expected


def test_only_a_name_that_says_so_is_a_region(regions: Regions) -> None:
    assert regions.is_named_in_full("Belgorod Oblast")
    assert not regions.is_named_in_full("Belgorod")
    assert not regions.is_named_in_full("Poltava Oblast")


def test_without_a_border_no_region_is_known() -> None:
    assert Regions(None).ids("Belgorod Oblast") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *((text, "UA") for text in ("UA", "ukr", "Ukraine", "Україна", "Украина", "України", "в Украине", "Ucrania")),
        *((text, "RU") for text in ("Russian Federation", "Российская Федерация", "Росія", "Russia (Soviet Union)")),
        *((text, "LB") for text in ("لبنان", "Liban", "Ливан", "לבנון")),
        *((text, "AZ") for text in ("Azərbaycan", "Ադրբեջան", "Republic of Azerbaijan")),
        ("DR Congo (Zaire)", "CD"),
        ("South Sudan", "SS"),
        *((text, "") for text in ("", "Kursk", "Eastern Europe", "the Republic", "—")),
    ],
)
def test_a_country_is_known_in_the_languages_of_the_news(text: str, code: str) -> None:
    assert World().country(text) == code


@pytest.mark.parametrize(
    ("text", "country", "id_"),
    [
        ("Cauca department", "CO", "CO-CAU"),
        ("departamento de Antioquia", "CO", "CO-ANT"),
        ("regione di Belgorod", "RU", "RU-BEL"),
        ("wilaya de Ghardaïa", "DZ", "DZ-47"),
    ],
)
def test_a_region_of_the_world_is_known_with_its_kind(text: str, country: str, id_: str) -> None:
    assert World().ids(text, country) == (id_,)


@pytest.mark.parametrize(
    ("text", "country", "where"),
    [
        ("Gaza Strip", "IL", ("IL", ("PS-GZZ",))),
        ("Херсонская область", "RU", ("RU", ("UA-65",))),
        ("Kosovo province", "RS", ("XK", None)),
        ("Kosovo and Metohija", "RS", ("XK", None)),
        ("Kharkiv Oblast", "RU", ("RU", None)),
        ("Gaza Strip", "EG", ("EG", None)),
    ],
)
def test_a_region_that_another_state_holds_or_claims_is_known_under_either(
    text: str, country: str, where: tuple[str, tuple[str, ...] | None]
) -> None:
    assert World().abroad(text, country) == where
