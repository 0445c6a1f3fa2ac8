"""Which of several places of one name is meant, decided by context and openly; without a lead, none."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from geomap.places.index import Place
from geomap.places.names import sound_keys

SAME_PLACE_KM, SAME_TOWN_KM, TOWN = 3.0, 8.0, 10_000
"""Two rows of a gazetteer with one name this near to each other are one place entered twice; towns spread farther."""

CITIES = ((20_000, 50), (5_000, 12))
"""A town of the first size is meant if it is so many times larger than every namesake: anywhere, or in one region."""
VILLAGE = 400
"""Inhabitants of a place of which no number is known."""

ALIKE = 0.6
"""A name today's name of a place may be written as: Kiev for Kyiv, not Artemivsk for Bakhmut."""

BESIDE_KM = 40.0
AWAY_TIMES = 3.0
"""A namesake this near to the event's other places is meant, if every other is so many times as far."""

POSTAL = "POSTAL"
"""The feature of a place of a postal list: the name is there, but the position may be 100 km off."""

EARTH_KM = 6371.0088
Position = tuple[float, float]
Distances = Callable[[Sequence[Place]], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that was chosen, what the choice is worth (0 to 1) and why."""

    place: Place
    worth: float = 1.0
    reason: str = ""


def choose(
    fits: Sequence[Place],
    *,
    name: str = "",
    near: Sequence[Position] = (),
    in_region: bool = False,
    border_km: Distances | None = None,
    zone_km: float = 0.0,
) -> Choice | None:
    """The one place that is meant, or None where the lead is thin. `fits` are told apart, largest first.

    name: as it was asked for. near: positions (latitude, longitude) that it should be near to.
    border_km: distances to the map's border, whose zone is `zone_km` broad on each side.
    """
    if len(fits) == 1:
        return Choice(fits[0])
    if near and (choice := _by_distance(fits, near)):
        return choice
    if _is_the_city(fits, in_region) and _goes_by(fits, name):
        return Choice(fits[0], 0.8, "much larger than every namesake")
    if border_km is not None and zone_km > 0:
        return _by_border(fits, border_km, zone_km)
    return None


def apart(places: Sequence[Place]) -> list[Place]:
    """The places, largest first, without those that stand close to a larger one or have its identifier."""
    kept: list[Place] = []
    refs: set[str] = set()
    for place in sorted(places, key=lambda place: (-place.population, place.ref)):
        if place.ref not in refs and all(rough_km(place, one) > _reach(one) for one in kept):
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


def _is_the_city(fits: Sequence[Place], in_region: bool) -> bool:
    """True where the first of several namesakes, largest first, leaves the others far behind."""
    size, times = CITIES[in_region]
    return fits[0].population >= max(size, times * max(fits[1].population, VILLAGE))


def _goes_by(fits: Sequence[Place], name: str) -> bool:
    """Whether the largest goes by this name today, or no namesake does: a village bears what a city once bore."""
    first, *others = (_alike(place.name, name) for place in fits)
    return first >= ALIKE or max(others) < ALIKE


def _alike(one: str, other: str) -> float:
    from rapidfuzz.distance import OSA

    return max((OSA.normalized_similarity(a, b) for a in sound_keys(one) for b in sound_keys(other)), default=0.0)
