"""What the gazetteers know under a name: as it is spelt or heard, then in ever freer forms, each worth less.

Freer forms are asked for only while the stricter ones have nothing, so a slip is never assumed in a name that exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from geomap.places import arabic
from geomap.places.forms import is_oblique, keys_of, mended, nominatives, readings, sisters
from geomap.places.index import Place
from geomap.places.names import sound_keys
from geomap.places.phrases import Phrase, is_land, kindless
from geomap.places.seats import seats

How = Literal["name", "case", "ending", "reading", "sister", "slip", "seat"]

SCORES: dict[How, float] = {
    "name": 1.0,
    "case": 0.85,
    "ending": 0.7,
    "reading": 0.75,
    "sister": 0.7,
    "slip": 0.6,
    "seat": 0.8,
}
TOLD: dict[How, str] = {
    "name": "by name",
    "case": "by the name without its case ending",
    "ending": "by the name with another case ending",
    "reading": "by the name as another language writes it",
    "sister": "by the name with the ending of the sister language",
    "slip": "by a name that is one slip away",
    "seat": "by the place that it is called after",
}

SLIP_FROM, SLIP_FROM_IN_REGION = 7, 5
"""Names of fewer sounds have too many neighbours one slip away, in the world and in one region."""
LESS_ALIKE = 0.1
"""A place that is less like the name by more than this than another one is not meant."""
STEADY_END = 2
"""The last sounds tell endings apart, which are no slips."""


_ABBREVIATED = re.compile(r"(?P<start>[^\W\d_]{1,5})\.\s*(?P<end>[^\W\d_]{4,}.*)")


class Source(Protocol):
    """A gazetteer to look names up in."""

    def find_keys(self, keys: Iterable[str]) -> list[Place]: ...

    def near_keys(self, key: str) -> list[str]: ...

    def keys_from(self, beginning: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What one form of the name found by its sound keys; `spelling` is that form where there is only one."""

    how: How
    places: list[Place]
    spelling: str = ""
    keys: frozenset[str] = frozenset()


def look_up(
    phrase: Phrase, sources: Sequence[Source], *, has_region: bool, country: str = "", with_slips: bool = True
) -> Iterator[Found]:
    """What each form finds, strictest first. A form that finds nothing is left out.

    `country` (ISO 3166-1), where it is known, tells which languages the name may be of.
    `has_region`: the region is known, so that a name without a preposition may still be in some case.
    `with_slips`: names one slip away too, which takes longer than all the others.
    """
    plain = kindless(phrase)
    if not any(map(str.isalpha, plain.name)):
        return
    if phrase.called_after:
        yield from _called_after(phrase, plain.name, has_region, sources)
    cases = keys_of(nominatives(plain.name))
    if phrase.is_inflected and cases:  # after a preposition the name may be another one's genitive
        if plain.name != phrase.name:  # what looks like a word for a kind may be part of it: Станица Луганская
            yield from _found("case", keys_of(nominatives(phrase.name)), sources)
        yield from _found("case", (*sound_keys(plain.name), *cases), sources)
    for name in dict.fromkeys((phrase.name, plain.name)):
        yield from _found("name", sound_keys(name), sources, name)
    if not phrase.is_inflected:
        yield from _found("case" if is_oblique(plain.name) or has_region else "ending", cases, sources)
    yield from _found("reading", keys_of(readings(plain.name)), sources)
    yield from _found("reading", _written_out(phrase.name, sources), sources)
    if country in arabic.COUNTRIES:
        yield from _consonants(plain.name, country, has_region, sources)
    yield from _found("sister", tuple(sisters(plain.name)), sources)
    if with_slips:
        shortest = SLIP_FROM_IN_REGION if has_region else SLIP_FROM
        yield from _found("slip", _slips(plain.name, sources, shortest), sources)


def _called_after(phrase: Phrase, name: str, has_region: bool, sources: Sequence[Source]) -> Iterator[Found]:
    """What has the name of the district itself; else the seat that it is called after."""
    whole = phrase.others[-1] if phrase.others else name
    yield from _found("name", sound_keys(whole), sources, whole)
    if is_land(name):
        yield from _found("case", keys_of([name, *nominatives(name)]), sources)
    if places := seats(name, sources, by_region=has_region):
        yield Found("seat", places)


def _found(how: How, keys: Iterable[str], sources: Sequence[Source], spelling: str = "") -> Iterator[Found]:
    wanted = tuple(keys)
    places = [place for source in sources for place in source.find_keys(wanted)] if wanted else []
    if places:
        yield Found(how, places, spelling, frozenset(wanted))


def _written_out(name: str, sources: Sequence[Source]) -> list[str]:
    """Sound keys that an abbreviated name may stand for: "Вел. Писарівка", "Kr. Yaruga"."""
    match = _ABBREVIATED.fullmatch(name)
    if not match:
        return []
    (start, *_), (end, *_) = sound_keys(match["start"]), sound_keys(match["end"])
    known = {key for source in sources for key in source.keys_from(start)}
    return sorted(key for key in known if key.endswith(end) and len(key) > len(start) + len(end))


def _consonants(name: str, country: str, has_region: bool, sources: Sequence[Source]) -> Iterator[Found]:
    """The places of the country with the consonants of an Arabic name that sound most like it."""
    alike: dict[Place, float] = {}
    for reading in arabic.readings(name):
        key = arabic.consonants(reading)
        places = [place for source in sources for place in source.find_keys((key,))] if key else []
        here = ((place, _likeness(place, reading, key)) for place in places if place.country == country)
        alike |= {place: likeness for place, likeness in here if likeness > alike.get(place, 0)}
    is_telling = len(arabic.consonants(name)) > arabic.TELLING
    least = arabic.ALIKE if has_region or is_telling else arabic.VERY_ALIKE
    least = max(least, max(alike.values(), default=0) - LESS_ALIKE)
    if fits := [place for place, likeness in alike.items() if likeness >= least]:
        today = (key for place in fits if arabic.likeness(place.name, name) >= least for key in sound_keys(place.name))
        is_sure = is_telling and max(alike.values()) >= arabic.VERY_ALIKE
        how: How = "name" if is_sure else "reading"
        yield Found(how, fits, name, frozenset(today))


def _likeness(place: Place, name: str, key: str) -> float:
    names = (place.name, *place.names)
    return max((arabic.likeness(name, own) for own in names if arabic.consonants(own) == key), default=0)


def _slips(name: str, sources: Sequence[Source], shortest: int) -> list[str]:
    """Sound keys that one slip of the pen makes of the name: a letter more, less, other, or two exchanged."""
    keys = [key for key in sound_keys(name) if len(key) >= shortest]
    heard = {other for key in keys for source in sources for other in source.near_keys(key)}
    return list(dict.fromkeys([*sorted(heard), *(keys_of(mended(name)) if keys else ())]))
