"""Toponyms that name no spot: a region, a country, or the border area of a region."""

from __future__ import annotations

import math

from geomap.places.answers import Answer, Toponym
from geomap.places.phrases import Phrase, is_land
from geomap.places.regions import DISTRICTS_BELOW, Regions
from geomap.places.units import World

LONGEST_CODE = 3


def area_named(phrase: Phrase, toponym: Toponym, country: str, regions: Regions, world: World) -> Answer | None:
    """The answer for a region, a country, or the border area of a region; None for other names."""
    if any(not world.country(part) for part in phrase.context):
        return None
    is_code = len(phrase.name) <= LONGEST_CODE or phrase.called_after
    code = "" if is_code else world.country(phrase.name)
    if code and country in ("", code) and not phrase.context and phrase.relation != "border":
        return Answer("found", "region", phrase.name, precision="country", source=code, score=1.0)
    ids = _region(phrase, country, regions, world)
    if not ids and phrase.relation == "border":
        ids = world.ids(phrase.name, country) or world.ids(toponym.admin1, country)
        ids = ids or world.ids_by_name(phrase.name, country)
    if not ids:
        return None
    unit = world.unit(ids[0])
    precision = "border_segment" if phrase.relation == "border" else "region"
    lat, lon = (unit.lat, unit.lon) if unit else (math.nan, math.nan)
    names = "; ".join(map(world.name, ids))
    return Answer("found", "region", names, lat, lon, precision, 1.0, ";".join(ids), reason="a region")


def _region(phrase: Phrase, country: str, regions: Regions, world: World) -> tuple[str, ...] | None:
    name = phrase.name
    if phrase.called_after:
        return _land(phrase, country, world)
    if regions.is_named_in_full(name, country):
        return regions.ids(name, country)
    return world.ids(name, country) if Regions.says_kind(name) else None


def _land(phrase: Phrase, country: str, world: World) -> tuple[str, ...] | None:
    """The region that a name in -щина means, and a district where districts are the first level; without a slip."""
    is_first = country and country not in DISTRICTS_BELOW and phrase.called_after == "district"
    return (world.ids_by_name(phrase.name, country) or None) if is_first or is_land(phrase.name) else None
