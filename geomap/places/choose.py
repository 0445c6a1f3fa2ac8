"""Which of several places of one name is meant, decided by context and openly; without a lead, none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geomap.places.index import Place

SAME_PLACE_KM = 3.0
"""Two rows of a gazetteer with one name this near to each other are one place entered twice."""

CITY_POPULATION = 100_000
CITY_TIMES = 50
"""A city of this size, this many times larger than every namesake, is meant where the record names no region."""

BESIDE_KM = 40.0
AWAY_TIMES = 3.0
"""A namesake this near to the event's other places is meant, if every other is so many times as far."""

POSTAL = "POSTAL"
"""The feature of a place of a postal list: the name is there, but the position may be 100 km off."""

EARTH_KM = 6371.0088
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that was chosen, what the choice is worth (0 to 1) and why."""

    place: Place
    worth: float = 1.0
    reason: str = ""


def choose(
    fits: Sequence[Place],
    *,
    near: Sequence[Position] = (),
    border_km: Callable[[Place], float] | None = None,
    zone_km: float = 0.0,
) -> Choice | None:
    """The one place that is meant, or None where the lead is thin. `fits` are told apart, largest first."""
    if len(fits) == 1:
        return Choice(fits[0])
    if near and (choice := _by_distance(fits, near)):
        return choice
    if _is_the_city(fits):
        return Choice(fits[0], 0.8, "much larger than every namesake")
    if border_km is not None and zone_km > 0:
        return _by_border(fits, border_km, zone_km)
    return None


def apart(places: Sequence[Place]) -> list[Place]:
    """The places, largest first, without those that stand within 3 km of a larger one or have its identifier."""
    kept: list[Place] = []
    refs: set[str] = set()
    for place in sorted(places, key=lambda place: (-place.population, place.ref)):
        if place.ref not in refs and all(rough_km(place, one) > SAME_PLACE_KM for one in kept):
            kept.append(place)
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


def _by_distance(fits: Sequence[Place], near: Sequence[Position]) -> Choice | None:
    far = {place: min(sphere_km((place.lat, place.lon), one) for one in near) for place in fits}
    first, second, *_ = sorted(fits, key=lambda place: (far[place], place.ref))
    if far[first] <= BESIDE_KM and far[second] >= AWAY_TIMES * max(far[first], SAME_PLACE_KM):
        return Choice(
            first, 0.85, f"{far[first]:.0f} km from where it should be near, the next namesake {far[second]:.0f} km"
        )
    return None


def _by_border(fits: Sequence[Place], border_km: Callable[[Place], float], zone_km: float) -> Choice | None:
    far = {place: border_km(place) for place in fits}
    first, second, *_ = sorted(fits, key=lambda place: (far[place], place.ref))
    if far[first] <= zone_km and far[second] >= AWAY_TIMES * zone_km:
        return Choice(first, 0.75, f"{far[first]:.0f} km from the border, the next namesake {far[second]:.0f} km")
    return None


def _is_the_city(fits: Sequence[Place]) -> bool:
    """True where the first of several namesakes, largest first, leaves the others far behind."""
    return fits[0].population >= max(CITY_POPULATION, CITY_TIMES * fits[1].population)
