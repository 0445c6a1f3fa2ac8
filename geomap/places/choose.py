"""Which of several places of one name is meant, decided by context and openly; without a lead, none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geomap.places.index import Place
from geomap.places.names import fold, sound_keys

SAME_PLACE_KM, SAME_TOWN_KM, TOWN = 3.0, 8.0, 10_000
"""Two rows of a gazetteer with one name this near to each other are one place entered twice; towns spread farther."""
BAND = 0.1
"""Degrees of latitude, more than a town's reach."""

ODDS_ON = 0.7
"""The chance from which on a place is the answer; below, the name is ambiguous. In trials 0.6 gave 1.5 % more right
answers, and twice as many wrong ones."""

# What speaks for a place, as log odds. A conditional logit fitted to 5,400 decisions on trial spellings of places in
# 60 countries, among them those of UCDP's events, with and without country files; rounded to what is sure. Size counts
# more than the fit says (0.5 and 0.3): of those places a third were hamlets, and news is of towns more often.
SIZE, SIZE_WITHOUT_REGION = 1.0, 0.5  # for each power of ten of the inhabitants above VILLAGE
SPELT = 0.9  # the gazetteer has the very spelling
OF_TODAY = 0.8  # and it is the place's name of today
NO_NUMBER = -0.9  # no number of inhabitants is known
VILLAGE = 500

# What speaks for a place that no gazetteer has.
UNLISTED = -1.5
REGION_KNOWN, VILLAGES_LISTED, BOTH = -1.5, -1.9, -0.9
COMMON = 1.2  # times the log of how many places in the world have the name
FORMS = {"reading": 0.8, "slip": 0.8, "case": -0.7, "ending": 1.8, "sister": 2.2}

BESIDE_KM = 40.0
AWAY_TIMES = 3.0
"""A namesake this near to the event's other places is meant, if every other is so many times as far."""

CITY = 50_000
"""A city is known far from the border too."""

POSTAL = "POSTAL"
"""The feature of a place of a postal list: the name is there, but the position may be 100 km off."""

EARTH_KM = 6371.0088
Position = tuple[float, float]
Distances = Callable[[Sequence[Place]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that was chosen, the chance that it is meant (0 to 1) and why."""

    place: Place
    worth: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known when a place is chosen.

    name, form, keys: how it was asked for, which form of it was found, by which sound keys. has_region: the region is
    known and the places lie in it. lists_villages: a gazetteer knows more than towns here. namesakes: how many places
    have the name at all.
    near: positions (latitude, longitude) that it should be near to.
    border_km: distances to the map's border, whose zone is `zone_km` broad on each side.
    """

    name: str = ""
    form: str = "name"
    keys: frozenset[str] = frozenset()
    has_region: bool = False
    lists_villages: bool = False
    namesakes: int = 1
    near: Sequence[Position] = ()
    border_km: Distances | None = None
    zone_km: float = 0.0


def choose(fits: Sequence[Place], asked: Asked) -> Choice | None:
    """The one place that is meant, or None where the lead is thin. `fits` are told apart, largest first."""
    if len(fits) > 1 and asked.near and (choice := _by_distance(fits, asked.near)):
        return choice
    chances = chances_of(fits, asked)
    place = max(fits, key=lambda place: chances[place])
    if chances[place] >= ODDS_ON and _lies_well(place, fits, asked):
        if len(fits) == 1:
            return Choice(place)
        reason = "much larger than every namesake" if place is fits[0] else "the only one of this very name"
        return Choice(place, round(chances[place], 2), reason)
    if len(fits) > 1 and asked.border_km is not None and asked.zone_km > 0:
        return _by_border(fits, asked.border_km, asked.zone_km)
    return None


def chances_of(fits: Sequence[Place], asked: Asked) -> dict[Place, float]:
    """The chance of each place to be the one that is meant; what is left is that of a place that is not listed."""
    weights = {place: math.exp(_log_odds(place, asked)) for place in fits}
    total = sum(weights.values()) + math.exp(_log_odds_of_unlisted(asked))
    return {place: weight / total for place, weight in weights.items()}


def is_called(place: Place, name: str) -> bool:
    """True where the name is spelt so in the gazetteer, but for accents, case and apostrophes."""
    folded = fold(name)
    return any(fold(own) == folded for own in (place.name, *place.names))


def apart(places: Sequence[Place]) -> list[Place]:
    """The places, largest first, without those that stand close to a larger one or have its identifier."""
    kept: list[Place] = []
    bands: dict[int, list[Place]] = {}  # by latitude, or hundreds of namesakes would all be measured against all
    refs: set[str] = set()
    for place in sorted(places, key=lambda place: (-place.population, place.ref)):
        band = math.floor(place.lat / BAND)
        beside = (one for near in (band - 1, band, band + 1) for one in bands.get(near, ()))
        if place.ref not in refs and all(rough_km(place, one) > _reach(one) for one in beside):
            kept.append(place)
            bands.setdefault(band, []).append(place)
        refs.add(place.ref)
    return kept


def rough_km(one: Place, other: Place) -> float:
    """Distance on a sphere: to a third of a percent, without waiting for pyproj."""
    return sphere_km((one.lat, one.lon), (other.lat, other.lon))


def sphere_km(one: Position, other: Position) -> float:
    """Great-circle distance of two positions (latitude, longitude)."""
    lat, lon, other_lat, other_lon = map(math.radians, (*one, *other))
    half = (
        math.sin((other_lat - lat) / 2) ** 2
        + math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
    )
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _reach(place: Place) -> float:
    return SAME_TOWN_KM if place.population >= TOWN else SAME_PLACE_KM


def _by_distance(fits: Sequence[Place], near: Sequence[Position]) -> Choice | None:
    far = {place: min(sphere_km((place.lat, place.lon), one) for one in near) for place in fits}
    first, second, *_ = sorted(fits, key=lambda place: (far[place], place.ref))
    if far[first] <= BESIDE_KM and far[second] >= AWAY_TIMES * max(far[first], SAME_PLACE_KM):
        return Choice(
            first, 0.85, f"{far[first]:.0f} km from where it should be near, the next namesake {far[second]:.0f} km"
        )
    return None


def _by_border(fits: Sequence[Place], border_km: Distances, zone_km: float) -> Choice | None:
    far = dict(zip(fits, border_km(fits), strict=True))
    first, second, *_ = sorted(fits, key=lambda place: (far[place], place.ref))
    if far[first] <= zone_km and far[second] >= AWAY_TIMES * zone_km:
        return Choice(first, 0.75, f"{far[first]:.0f} km from the border, the next namesake {far[second]:.0f} km")
    return None


def _lies_well(place: Place, fits: Sequence[Place], asked: Asked) -> bool:
    """False where a namesake lies in the border's zone and this place does not: size alone then decides nothing."""
    if len(fits) == 1 or asked.border_km is None or place.population >= CITY:
        return True
    in_zone = {one: km <= asked.zone_km for one, km in zip(fits, asked.border_km(fits), strict=True)}
    return in_zone[place] or not any(in_zone.values())


def _log_odds(place: Place, asked: Asked) -> float:
    size = math.log10((place.population + VILLAGE) / VILLAGE)
    odds = size * (SIZE if asked.has_region else SIZE + SIZE_WITHOUT_REGION)
    if not place.population:
        odds += NO_NUMBER
    if asked.form == "name":
        odds += SPELT * is_called(place, asked.name)
    return odds + OF_TODAY * (not asked.keys.isdisjoint(sound_keys(place.name)))


def _log_odds_of_unlisted(asked: Asked) -> float:
    odds = UNLISTED + COMMON * math.log(max(asked.namesakes, 1)) + FORMS.get(asked.form, 0.0)
    odds += REGION_KNOWN * asked.has_region + VILLAGES_LISTED * asked.lists_villages
    return odds + BOTH * (asked.has_region and asked.lists_villages)
