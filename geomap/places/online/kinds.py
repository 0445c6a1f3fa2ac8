"""What kind of place an answer is, and which country and names it has, in the words of the services that say so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_WORDS = {
    "country": ("country", "countryregion", "pcli", "nation"),
    "region": (
        *("state", "region", "province", "adm1", "admindivision1", "administrative_area_level_1", "adminarea3"),
        *("macroregion", "oblast", "republic"),
    ),
    "district": (
        *("county", "district", "state_district", "municipality", "adm2", "adm3", "admindivision2", "localadmin"),
        *("administrative_area_level_2", "adminarea4", "borough"),
    ),
    "settlement": (
        *(
            "city",
            "town",
            "village",
            "hamlet",
            "settlement",
            "isolated_dwelling",
            "locality",
            "suburb",
            "neighbourhood",
        ),
        *("populatedplace", "adminarea5", "ppl", "ppla", "ppla2", "ppla3", "ppla4", "pplc", "place", "quarter"),
        *("city_block", "allotments", "postaltown"),
    ),
}
PRECISIONS = {word: precision for precision, words in _WORDS.items() for word in words}

SAYING_KIND = (
    *(
        "addresstype",
        "osm_value",
        "fcode",
        "_type",
        "entitytype",
        "layer",
        "placetype",
        "localitytype",
        "geocodequality",
    ),
    *("types", "type", "kind", "resulttype", "entity_type", "addr_type"),
)
"""Keys that name the kind of a place, the most telling ones first (addresstype tells a district from a region)."""

SAYING_COUNTRY = ("country_code", "countrycode", "countryregioniso2", "country_a", "country")
DEPTH = 4
LONGEST_NAME, LONGEST_REFERENCE = 200, 80


def precision_of(raw: Mapping[str, Any]) -> str:
    """ "country", "region", "district" or "settlement"; "" where the answer is none of these or does not say."""
    said = _by_key(raw)
    for key in SAYING_KIND:
        for value in said.get(key, ()):
            words = value if isinstance(value, list) else [value]
            known = [PRECISIONS[word.lower()] for word in words if isinstance(word, str) and word.lower() in PRECISIONS]
            if known:
                return known[0]
    return ""


def country_of(raw: Mapping[str, Any]) -> str:
    """ISO 3166-1 alpha-2, or "" where the answer does not say."""
    said = _by_key(raw)
    codes = (value for key in SAYING_COUNTRY for value in said.get(key, ()) if isinstance(value, str))
    return next((code.upper() for code in codes if len(code) == 2 and code.isalpha() and code.isascii()), "")


def names_of(address: str, raw: Mapping[str, Any]) -> list[str]:
    """The place's own names, that which the service shows first."""
    said = _by_key(raw)
    names = [address.partition(",")[0], *said.get("name", ())]
    for table in said.get("namedetails", ()):
        if isinstance(table, Mapping):
            names += [value for key, value in table.items() if str(key).partition(":")[0] in _NAME_KEYS]
    texts = (name.strip()[:LONGEST_NAME] for name in names if isinstance(name, str))
    return list(dict.fromkeys(filter(None, texts)))


_NAME_KEYS = frozenset({"name", "alt_name", "old_name", "official_name", "short_name", "loc_name", "int_name"})


def reference_of(raw: Mapping[str, Any]) -> str:
    """What names the place in its service: "node/123" of OpenStreetMap, else its identifier there."""
    said = _by_key(raw)
    kinds, numbers = said.get("osm_type", ()), said.get("osm_id", ())
    if kinds and numbers:
        kind = {"N": "node", "W": "way", "R": "relation"}.get(str(kinds[0]), str(kinds[0]))
        return _plain(f"{kind}/{numbers[0]}")
    keys = ("place_id", "geonameid", "gid", "id")
    return next((_plain(str(said[key][0])) for key in keys if said.get(key)), "")


def _plain(text: str) -> str:
    """An identifier goes to terminals and tables, so nothing but plain characters is left of it."""
    return re.sub(r"[^A-Za-z0-9_./:-]", "", text)[:LONGEST_REFERENCE]


def _by_key(raw: Mapping[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for key, value in _walk(raw, DEPTH):
        found.setdefault(key, []).append(value)
    return found


def _walk(value: Mapping[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    """Every key, lower case, with its value; outer ones first."""
    for key, part in value.items():
        if part not in (None, ""):
            yield str(key).lower(), part
    for key, part in value.items():
        if depth and isinstance(part, Mapping) and key != "namedetails":
            yield from _walk(part, depth - 1)
