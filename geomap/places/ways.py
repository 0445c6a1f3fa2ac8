"""The ways to read a phrase: which of its parts is the name, and which say where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from geomap.places.answers import Toponym
from geomap.places.choose import Position
from geomap.places.phrases import Phrase, read, splits
from geomap.places.regions import Regions
from geomap.places.units import World


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of where a place lies. `regions` None: not said, or not known."""

    country: str = ""
    regions: tuple[str, ...] | None = None
    said_region: bool = False
    near: tuple[Position, ...] = ()


class Ways:
    """Reads phrases with the regions of a border, if there is one, and those of the world."""

    def __init__(self, regions: Regions, world: World) -> None:
        self._regions = regions
        self._world = world

    def of(
        self, phrase: Phrase, toponym: Toponym, country: str, near: tuple[Position, ...]
    ) -> Iterator[tuple[Phrase, Context]]:
        """The ways to read a phrase, likeliest first: as it stands, by its other names, as a name beside a region's."""
        parts = self._in_order([phrase.name, *phrase.context], country)
        yield self._context(phrase, parts, toponym, country, near)
        for other in phrase.others:
            if not self._world.country(other) and not self._ids(other, country):
                yield self._context(read(other), [other], toponym, country, near)
        for name, region in splits(parts[0]):
            if self._world.country(region) or self._world.ids_by_name(region, country):
                yield self._context(phrase, [name, region, *parts[1:]], toponym, country, near)

    def _in_order(self, parts: list[str], country: str) -> list[str]:
        """The name first: "Kursk Oblast, Sudzha" and "Kursk, Sudzha" begin with the region."""
        if len(parts) < 2 or self._world.country(parts[-1]):
            return parts
        first, last = parts[0], parts[-1]
        if Regions.says_kind(first) and not Regions.says_kind(last):
            return parts[::-1]
        is_region_first = self._world.ids_by_name(first, country) and not self._ids(last, country)
        return parts[::-1] if is_region_first and not Regions.says_kind(last) else parts

    def _context(
        self, phrase: Phrase, parts: list[str], toponym: Toponym, country: str, near: tuple[Position, ...]
    ) -> tuple[Phrase, Context]:
        """What the record and the phrase say of where it lies; `parts` begin with the name."""
        said = [part for part in parts[1:] if not self._world.country(part)]
        country = country or next((code for code in map(self._world.country, parts[1:]) if code), "")
        own = self._ids(toponym.admin1, country)
        if country and toponym.admin1 and not own:
            country, own = self._world.abroad(toponym.admin1, country)
        hinted = next((ids for part in said if (ids := self._ids(part, country) or self._by_city(part, country))), None)
        name = replace(phrase, name=parts[0], context=tuple(parts[1:]))
        return name, Context(country, own or hinted, bool(toponym.admin1 or said), near)

    def _ids(self, admin1: str, country: str) -> tuple[str, ...] | None:
        return self._regions.ids(admin1, country) or self._world.ids(admin1, country)

    def _by_city(self, name: str, country: str) -> tuple[str, ...] | None:
        """Without a country, a region of this name where only one in the world has it."""
        return None if country else self._world.ids_by_name(name)
