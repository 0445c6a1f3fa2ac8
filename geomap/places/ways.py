"""The ways to read a phrase: which of its parts is the name, and which say where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geomap.places.answers import Toponym
from geomap.places.choose import Position
from geomap.places.phrases import Phrase, is_spot, kindless, read, splits, spots
from geomap.places.regions import Regions
from geomap.places.units import World


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of where a place lies. `regions` None: not said, or not known."""

    country: str = ""
    regions: tuple[str, ...] | None = None
    said_region: bool = False
    near: tuple[Position, ...] = ()
    seat: Position | None = None
    """Of the district that it is said to lie in."""


class Ways:
    """Reads phrases with the regions of a border, if there is one, and those of the world."""

    def __init__(self, regions: Regions, world: World) -> None:
        self._regions = regions
        self._world = world

    def of(
        self, phrase: Phrase, toponym: Toponym, country: str, near: tuple[Position, ...]
    ) -> Iterator[tuple[Phrase, Context]]:
        """The ways to read a phrase, likeliest first: as it stands, by other names, beside a region's, as a spot."""
        parts = self._in_order([phrase.name, *phrase.context], country)
        if phrase.called_after and phrase.context:
            whole = [phrase.others[-1], *phrase.context]
            ordered = self._in_order(whole, country)
            if ordered != whole:
                phrase, parts = replace(phrase, called_after="", others=()), ordered
        yield self._context(phrase, parts, toponym, country, near)
        for other in phrase.others:
            if not self._world.country(other) and not self._ids(other, country):
                yield self._context(read(other), [other], toponym, country, near)
        for name, said in splits(parts[0]):
            if region := self._region_or_country(said, country):
                yield self._context(phrase, [name, region, *parts[1:]], toponym, country, near)
        yield from (self._context(spot, said, toponym, country, near) for spot, said in self._spots(phrase, parts))

    def _region_or_country(self, said: str, country: str) -> str:
        """What a part of a name says of where it lies, without words as in "northeastern Ukraine"; "" for no region."""
        readings = (said, kindless(Phrase(said)).name)
        known = (text for text in readings if self._world.country(text) or self._world.ids_by_name(text, country))
        return next(known, "")

    @staticmethod
    def _spots(phrase: Phrase, parts: list[str]) -> Iterator[tuple[Phrase, list[str]]]:
        """The place that a spot is in: told by its name, or standing after it ("Central Street, Kozinka")."""
        near = replace(phrase, relation="near", called_after="")
        whole = phrase.others[-1] if phrase.others else parts[0]
        if len(parts) > 1 and is_spot(whole):
            yield near, parts[1:]
        yield from ((near, [name, *parts[1:]]) for name in spots(whole))

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
        own = self._ids(toponym.admin1, country) or self._first(toponym.admin1.split(","), country)
        if country and toponym.admin1 and not own:
            country, own = self._world.abroad(toponym.admin1, country)
        hinted = self._first(said, country)
        name = replace(phrase, name=parts[0], context=tuple(parts[1:]))
        return name, Context(country, own or hinted, bool(toponym.admin1 or said), near)

    def _first(self, parts: Iterable[str], country: str) -> tuple[str, ...] | None:
        """The first of the parts that names regions, as in "Kursk Oblast, Glushkovsky district"."""
        return next((ids for part in parts if (ids := self._ids(part, country) or self._by_city(part, country))), None)

    def _ids(self, admin1: str, country: str) -> tuple[str, ...] | None:
        return self._regions.ids(admin1, country) or self._world.ids(admin1, country)

    def _by_city(self, name: str, country: str) -> tuple[str, ...] | None:
        """Without a country, a region of this name where only one in the world has it."""
        return None if country else self._world.ids_by_name(name)
