"""Which of several places of one name is meant, decided by context and openly; without a lead, none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from geomap.places.index import Place
from geomap.places.names import fold, sound_keys

SAME_PLACE_KM, SAME_TOWN_KM, TOWN = 3.0, 8.0, 10_000
"""Two rows of a gazetteer with one name this near to each other are one place entered twice; towns spread farther."""
BAND = 0.1
"""Degrees of latitude, more than a town's reach."""

NEIGHBOUR_KM = 8.0
"""Namesakes this near to each other are parts of one place, or one entered twice: either of them tells where it is."""

ODDS_ON, ODDS_ON_BY_OTHER_NAME = 0.7, 0.8
"""The chance from which on a place is the answer; below, the name is ambiguous. In trials 0.6 gave 1.5 % more right
answers, and twice as many wrong ones. More is asked of a place that bore the name once, if another bears it today."""
AKIN = 0.6
"""Names of one place in sister languages sound so much alike: Zaporozhye, Zaporizhzhia."""

# What speaks for a place, as log odds. A conditional logit fitted to 5,300 decisions on trial spellings of places in
# 60 countries, among them those of UCDP's events, with and without country files; rounded to what is sure.
# SIZE lies between two facts: of all places of their regions, news names those of ten times the inhabitants 5 times as
# often (380 places of UCDP, VIINA and reports; log odds 1.65), but places at a border whatever their size (0.3).
SIZE = 1.3  # for each power of ten of the inhabitants above VILLAGE
SPELT = 0.9  # the gazetteer has the very spelling
OF_TODAY = 0.9  # and it is the place's name of today
NO_NUMBER = -0.9  # a list of villages has no number of inhabitants; lists of towns lack it for seats of districts
VILLAGE = 500

# What speaks for a place that no gazetteer has.
UNLISTED = -0.8
REGION_KNOWN, VILLAGES_LISTED = -1.6, -2.0
COMMON = 1.0  # times the log of how many places in the world have the name
FORMS = {"case": -1.1, "sister": 1.7}
SLIP_ANYWHERE, SLIP_IN_SHORT, SHORT = 1.4, 0.4, 9  # no region is given; for each sound that a name has fewer than SHORT

BESIDE_KM = 40.0
AWAY_TIMES = 3.0
"""A namesake this near to the event's other places is meant, if every other is so many times as far."""

MUCH_LARGER = 5
"""So many times the inhabitants of every namesake are reason enough."""

CITY = 50_000
"""A city is known far from the border too."""

POSTAL = "POSTAL"
"""The feature of a place of a postal list: the name is there, but the position may be 100 km off."""

EARTH_KM = 6371.0088
Position = tuple[float, float]
Distances = Callable[[Sequence[Place]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that was chosen, the chance that it is meant (0 to 1) and why.

    has_neighbours: it may be this place or a namesake within `NEIGHBOUR_KM` of it.
    """

    place: Place
    worth: float = 1.0
    reason: str = ""
    has_neighbours: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known when a place is chosen.

    name, form, keys, sounds: how it was asked for, which form of it was found, by which sound keys, and how long the
    name is by sound. has_region: the region is known and the places lie in it. lists_villages: a gazetteer knows more
    than towns here. namesakes: how many places have the name at all.
    near: positions (latitude, longitude) that it should be near to.
    border_km: distances to the map's border, whose zone is `zone_km` broad on each side.
    """

    name: str = ""
    form: str = "name"
    keys: frozenset[str] = frozenset()
    sounds: int = SHORT
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
    choice = _likeliest(fits, asked)
    if choice and _lies_well(choice.place, fits, asked):
        return choice
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
    """The places, largest first, without those that stand close to a larger one or have its identifier.

    What was entered twice keeps the names of both; a suburb gives its town none.
    """
    kept: list[Place] = []
    bands: dict[int, list[int]] = {}  # by latitude, or hundreds of namesakes would all be measured against all
    refs: dict[str, int] = {}
    for place in sorted(places, key=lambda place: (-place.population, bool(place.feature), place.ref)):
        band = math.floor(place.lat / BAND)
        beside = (one for near in (band - 1, band, band + 1) for one in bands.get(near, ()))
        same = refs.get(place.ref)
        if same is None:
            same = next((one for one in beside if rough_km(place, kept[one]) <= _reach(kept[one])), None)
        if same is None:
            same = len(kept)
            kept.append(place)
            bands.setdefault(band, []).append(same)
        elif place.ref == kept[same].ref or rough_km(place, kept[same]) <= SAME_PLACE_KM:
            kept[same] = _one(kept[same], place)
        refs[place.ref] = same
    return _without_copies(kept)


def _one(place: Place, again: Place) -> Place:
    """A place that was entered twice: lists of towns have the newer names, country files some larger numbers."""
    if again.ref == place.ref and place.feature and not again.feature:
        place, again = replace(again, population=place.population), place
    return replace(place, names=(*place.names, again.name, *again.names))


def _without_copies(places: list[Place]) -> list[Place]:
    """No inhabitants for what has the very number of a namesake that is in a list of towns, and is in none itself:
    a country file may give those of a city to a village of its name."""
    listed = {place.population for place in places if not place.feature} - {0}
    if not any(place.feature and place.population in listed for place in places):
        return places
    right = [replace(p, population=0) if p.feature and p.population in listed else p for p in places]
    return sorted(right, key=lambda place: -place.population)


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


def _likeliest(fits: Sequence[Place], asked: Asked) -> Choice | None:
    chances = chances_of(fits, asked)
    place = max(fits, key=lambda place: chances[place])
    around = [one for one in fits if one is place or rough_km(one, place) <= NEIGHBOUR_KM]
    chance = sum(chances[one] for one in around)
    if chance < (ODDS_ON_BY_OTHER_NAME if _is_of_others(place, fits, asked) else ODDS_ON):
        return None
    if len(fits) == 1:
        return Choice(place)
    if chances[place] < ODDS_ON:
        reason = f"{len(around)} places of this name lie within {NEIGHBOUR_KM:g} km"
        return Choice(place, round(chance, 2), reason, has_neighbours=True)
    return Choice(place, round(chance, 2), _lead(place, fits, asked))


def _lead(place: Place, fits: Sequence[Place], asked: Asked) -> str:
    others = [one for one in fits if one is not place]
    if place.population > MUCH_LARGER * max(one.population for one in others):
        return "much larger than every namesake"
    if _of_name(place, asked) > max(_of_name(one, asked) for one in others):
        return "the best fit by name"
    return f"by size and name the likeliest of {len(fits)}"


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
    odds = SIZE * math.log10((place.population + VILLAGE) / VILLAGE) + _of_name(place, asked)
    return odds + NO_NUMBER * (not place.population and bool(place.feature))


def _of_name(place: Place, asked: Asked) -> float:
    is_spelt = asked.form == "name" and is_called(place, asked.name)
    return SPELT * is_spelt + OF_TODAY * _is_of_today(place, asked)


def _is_of_today(place: Place, asked: Asked) -> bool:
    return not asked.keys.isdisjoint(sound_keys(place.name))


def _is_of_others(place: Place, fits: Sequence[Place], asked: Asked) -> bool:
    """True where others are called so today, and the place has quite another name."""
    if _is_of_today(place, asked) or not any(_is_of_today(one, asked) for one in fits):
        return False
    from rapidfuzz.distance import OSA

    own = sound_keys(place.name)
    return all(OSA.normalized_similarity(key, one) < AKIN for key in asked.keys for one in own)


def _log_odds_of_unlisted(asked: Asked) -> float:
    odds = UNLISTED + COMMON * math.log(max(asked.namesakes, 1)) + FORMS.get(asked.form, 0.0)
    if asked.form == "slip":
        odds += SLIP_ANYWHERE * (not asked.has_region) + SLIP_IN_SHORT * max(SHORT - asked.sounds, 0)
    return odds + REGION_KNOWN * asked.has_region + VILLAGES_LISTED * asked.lists_villages
