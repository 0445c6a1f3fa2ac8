"""Arabic names meet in any Latin or Cyrillic spelling, whatever its vowels and its article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.places.answers import Toponym
from geomap.places.arabic import ALIKE, consonants, likeness
from geomap.places.gazetteer import Gazetteer
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver

SPELLINGS = (
    "El Khiyam|Khiam|al-Khiam|Al Khiyām|Эль-Хиям|Хиам",
    "Aita ech Chaab|Aita al-Shaab|Ayta ash-Shab|‘Aytā ash Sha‘b|Айта-эш-Шааб",
    "En Nâqoûra|Naqoura|an-Naqura|al-Naqoura|Накура",
    "Ed Dhaira|Dhayra|Дайра",
    "Marjayoun|Merdschayun|Marj‘uyūn|Marjeyoun",
    "As-Suwayda|Sweida|Es Souweida|Suwayda",
    "Manbij|Mambij|Menbij",
)
SYRIA = {
    "al-Sfeira": "As Safīrah",
    "Bokamal": "Ālbū Kamāl",
    "Эль-Камышлы": "Al Qāmishlī",
    "Tell Abiad": "Tall Abyaḑ",
    "Khan Sheikhun": "Khān Shaykhūn",
}


@pytest.mark.parametrize("names", SPELLINGS)
def test_spellings_of_one_name_have_the_same_consonants_and_are_alike(names: str) -> None:
    first, *others = names.split("|")
    assert {consonants(name) for name in others} == {consonants(first)}
    assert all(likeness(first, name) >= ALIKE for name in others)


@pytest.mark.parametrize(("one", "other"), [("Khiam", "Houmine"), ("Naqoura", "Aaqoura"), ("Homs", "Hama")])
def test_names_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert consonants(one) != consonants(other) or likeness(one, other) < ALIKE


@given(st.text(max_size=40))
def test_any_text_has_a_key_or_none(name: str) -> None:
    assert consonants(name) == consonants(name.upper()) or not name.isascii()
    assert not consonants(name) or likeness(name, name) == 1


@pytest.fixture(scope="module")
def resolver(cache: Path) -> Iterator[Resolver]:
    with Gazetteer(cache) as towns:
        yield Resolver(towns, None, Regions(None))


@pytest.mark.parametrize("name", SYRIA)
def test_a_town_is_found_by_its_consonants(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(Toponym(name, "SY")).name == SYRIA[name]


@pytest.mark.parametrize("name", ["Khan al-Zaytuna", "Tal Ahmarin", "Kfar Zanoun"])
def test_a_made_up_name_is_refused(resolver: Resolver, name: str) -> None:
    assert resolver.resolve(Toponym(name, "SY")).status == "not_found"
