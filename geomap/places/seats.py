"""Towns that districts are called after: Shebekino of "Shebekinsky district", Sudzha of "Суджанщина".

An adjective says what its noun begins with, and hardly ever how it ends, so nouns with the same beginning are held
against it: their consonants must be the same, but for what is left out or exchanged before -ский and -ський.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from geomap.places.choose import POSTAL
from geomap.places.index import Place
from geomap.places.names import sound_keys

BEGINNING = 3
"""So many sounds an adjective and its noun have in common."""
SHORTEST = 3
LESS_ALIKE = 0.15
"""A noun that is less like the adjective by more than this than another one is not meant."""

_ADJECTIVE = re.compile(
    r"(?:(?P<soft>[Czh])|s)k(?:aia|oe|oia|oiu|oii|oi|oho|omu|om|ii|im|ui?|ei|eho|emu|em|iu|a|i|e|o|ie|ix|imi)$"
)
_LAND = re.compile(r"(?:SQin|SCin|Sin|Qin)(?:a|i|u|oiu|oi|e)$")
_NOUN_END = re.compile("(?:[Cs]?k)?[aeio]*$")
_VOWELS = re.compile("[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")
_EXCHANGED = str.maketrans("ZzCQx", "hhkkh")
"""Ruh in ruZski, k in Cki, h in zki."""


class Keys(Protocol):
    """A gazetteer that tells its sound keys and the places that have them."""

    def keys_from(self, beginning: str) -> list[str]: ...

    def find_keys(self, keys: Iterable[str]) -> list[Place]: ...


def seats(name: str, sources: Sequence[Keys], *, by_region: bool) -> list[Place]:
    """The places that an adjective, or a name in -щина, is made of: in each country the likeliest, or `by_region`.

    None for names that are neither.
    """
    stems = [stem for key in sound_keys(name) if len(stem := _stem(key)) >= SHORTEST]
    alike: dict[Place, float] = {}
    for stem in stems:
        for place, likeness in _nouns(stem, sources):
            alike[place] = max(likeness, alike.get(place, 0))
    areas: dict[str, list[Place]] = {}
    for place in alike:
        areas.setdefault(place.region if by_region else place.country, []).append(place)
    return [_seat(places, alike) for places in areas.values()]


def _seat(places: Sequence[Place], alike: Mapping[Place, float]) -> Place:
    least = max(alike[place] for place in places) - LESS_ALIKE
    return max((place for place in places if alike[place] >= least), key=lambda place: place.population)


def _stem(key: str) -> str:
    """What is left of an adjective without its ending, "" for other names."""
    if match := _ADJECTIVE.search(key):
        return key[: match.start()] + (match["soft"] or "")
    match = _LAND.search(key)
    return key[: match.start()] if match else ""


def _nouns(stem: str, sources: Sequence[Keys]) -> Iterator[tuple[Place, float]]:
    """The places that the adjective may be made of, and how much their names are like its stem, from 0 to 1."""
    wanted = set(_of_adjective(stem))
    keys = {key for source in sources for key in source.keys_from(stem[:BEGINNING])}
    fits = [key for key in keys if not wanted.isdisjoint(_of_noun(key))]
    for key in sorted(fits):
        likeness = _likeness(stem, key)
        yield from ((place, likeness) for source in sources for place in source.find_keys((key,)) if _is_seat(place))


def _likeness(stem: str, key: str) -> float:
    from rapidfuzz.distance import OSA

    return max(OSA.normalized_similarity(stem, one) for one in (key, _NOUN_END.sub("", key)))


def _is_seat(place: Place) -> bool:
    return place.feature != POSTAL


def _of_adjective(stem: str) -> Iterator[str]:
    """The consonants of a stem, with and without what is put in (Суджа-н-) and what -ск- swallows (Одес-)."""
    bare = _consonants(stem)
    yield from (bare, bare.removesuffix("n"), bare.removesuffix("v"), bare.removesuffix("vn"), bare + "s")


def _of_noun(key: str) -> Iterator[str]:
    """The consonants of a noun, with and without what is left out before -ск-: Хомутов-ка, Рыль-ск, Волнова-ха."""
    bare = _consonants(key)
    yield from (bare, bare.removesuffix("k"), bare.removesuffix("sk"), bare.removesuffix("h"))


def _consonants(key: str) -> str:
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", key.translate(_EXCHANGED)))
