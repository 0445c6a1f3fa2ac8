"""Which of the places that a service named is meant: the only one that fits, or none."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geomap.places.answers import Answer, Candidate, Toponym
from geomap.places.names import fold, sound_keys
from geomap.places.online.kinds import country_of, names_of, precision_of, reference_of
from geomap.places.regions import Regions
from geomap.shapes import GEOD

SAME_PLACE_KM = 3.0
"""A village and the bounds of its commune are two answers for one place."""

SPELT, HEARD = 1.0, 0.8
NO_COUNTRY, NO_REGION = 0.8, 0.95
FINEST_FIRST = ("settlement", "district", "region", "country")


@dataclass(frozen=True, slots=True)
class _Place:
    """One place that a service named; precision "" where the service does not say what it is."""

    name: str
    names: tuple[str, ...]
    country: str
    lat: float
    lon: float
    precision: str
    ref: str


def choose(service: str, toponym: Toponym, found: Iterable[dict[str, Any]], regions: Regions) -> Answer:
    """The one answer that has this name, lies where the record says, and says what kind of place it is.

    Several are ambiguous; what does not fit is listed as a candidate and never chosen.
    """
    places = [_read(service, one) for one in found]
    ids = regions.ids(toponym.admin1, toponym.country)
    fits = [place for place in places if place.precision and _is_called(place, toponym.place)]
    fits = [place for place in fits if not toponym.country or place.country == toponym.country]
    if ids is not None:
        fits = [place for place in fits if _is_within(place, ids, regions)]
    fits = _apart(sorted(fits, key=lambda place: FINEST_FIRST.index(place.precision)))
    if len(fits) == 1:
        return _found(fits[0], toponym, is_region_checked=ids is not None)
    candidates = tuple(_candidate(place, regions) for place in fits or _apart(places))
    return Answer("ambiguous" if fits else "not_found", candidates=candidates)


def _read(service: str, one: dict[str, Any]) -> _Place:
    raw = one["raw"] if isinstance(one["raw"], dict) else {}
    names = tuple(names_of(one["address"], raw))
    ref = f"{service}:{reference_of(raw)}"
    return _Place(
        names[0] if names else "", names, country_of(raw), one["lat"], one["lon"], precision_of(raw), ref.rstrip(":")
    )


def _is_called(place: _Place, name: str) -> bool:
    heard = {key for key in sound_keys(name) if key}
    return any(heard & set(sound_keys(own)) for own in place.names)


def _is_within(place: _Place, ids: Iterable[str], regions: Regions) -> bool:
    if place.precision in ("region", "country"):  # its middle may lie anywhere; the name was checked
        return True
    wanted = frozenset(ids)
    return regions.at(place.lat, place.lon) in wanted or regions.is_near(place.lat, place.lon, wanted)


def _apart(places: list[_Place]) -> list[_Place]:
    kept: list[_Place] = []
    for place in places:
        if all(GEOD.inv(place.lon, place.lat, one.lon, one.lat)[2] > SAME_PLACE_KM * 1000 for one in kept):
            kept.append(place)
    return kept


def _found(place: _Place, toponym: Toponym, *, is_region_checked: bool) -> Answer:
    spelt = any(fold(own) == fold(toponym.place) for own in place.names)
    parts = (SPELT if spelt else HEARD, 1 if toponym.country else NO_COUNTRY, 1 if is_region_checked else NO_REGION)
    score = round(math.prod(parts), 2)
    return Answer("found", "online", place.name, place.lat, place.lon, place.precision, score, place.ref)


def _candidate(place: _Place, regions: Regions) -> Candidate:
    region = regions.at(place.lat, place.lon)
    return Candidate(
        place.name, place.country, regions.name(region) if region else "", place.lat, place.lon, place.ref or "?"
    )
