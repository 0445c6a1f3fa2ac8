"""First-level regions (admin1) by any usual spelling, and the region that a point lies in.

All that is known comes from the border's regions: their ISO 3166-2 ids, their names in several
languages and their outlines; or, without outlines, from the names of the world's regions that ship with
geomap. "Belgorod", "Belgorod region", "Белгородская обл.", "в Белгородской области", "Belgrod Oblast" and
"RU-BEL" are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Self

from geomap.places.forms import readings
from geomap.places.names import fold, sound_keys

if TYPE_CHECKING:
    import shapely

    from geomap.border import Border

EDGE_KM = 5.0
"""Region outlines are this much off in places, so a town this near to a region may belong to it."""
KM_PER_DEGREE = 111.2

# Words that say what kind of region it is, as the folded names of regions carry them.
_KINDS = """
oblast oblasts region regions province governorate krai kray territory republic prefecture county district state obl
raion rayon rajon viloyat oblys marz rayonu rejon mkhare muhafazah vilayet gebiet voivodeship obwod the of
department departamento departement provincia estado regione wilaya
область области областью областю областей областеи обл край края крае краем краи республика республики
республике республіка республіки республіці провинция губерния район раион района раионе раону р н
в у на з из із до від от с
"""
GENERIC = frozenset(_KINDS.split())

_DISTRICT = "district county raion rayon rajon район раион района раионе раону р н"
DISTRICT = frozenset(_DISTRICT.split())
_BELOW = "RU UA BY KZ KG TJ UZ TM GE AM MD LB SY IQ IR JO YE AF PK IN TR EG PL DE"
DISTRICTS_BELOW = frozenset(_BELOW.split())
"""Countries, by ISO 3166-1, whose districts are parts of the regions."""

# Adjectives and Ukrainian names in -shchyna as they sound, in any case: belhorodskoi, doneCka, sumSQini.
_ENDING = re.compile(r"(?:[sC]k(?:aia|oia|oiu|oii|oi|oho|omu|om|ii|im|ui?|ei|iu|a|i|e|o|)|S?Qin(?:a|i|u|oiu|oi|e))$")
_VOWELS = re.compile(r"[aeiou]+$")

LONG, VERY_LONG = 5, 9
"""Names of regions of so many sounds may have one slip, or two."""


class Regions:
    """The regions of a border; without a border none is known."""

    def __init__(self, border: Border | None) -> None:
        self._rows: list[tuple[str, str, tuple[str, ...]]] = []
        self._outlines: dict[str, shapely.Geometry] = {}
        if border is not None:
            self._read(border)

    @classmethod
    def named(cls, rows: Iterable[tuple[str, str, tuple[str, ...]]]) -> Self:
        """Regions by name only: rows of id, country and names."""
        regions = cls(None)
        regions._rows = list(rows)
        return regions

    def _read(self, border: Border) -> None:
        frame = border.regions
        columns = [column for column in frame.columns if column == "name" or column.startswith("name_")]
        for row in frame[["id", "country", *columns]].itertuples(index=False, name=None):
            names = tuple(name for name in row[2:] if isinstance(name, str) and name)
            self._rows.append((row[0], row[1], names))
        self._outlines = dict(zip(frame["id"], frame.geometry, strict=True))

    def ids(self, admin1: str, country: str = "") -> tuple[str, ...] | None:
        """The ids of a list of regions parted by ";", in its order; None where one of them is not known.

        A name that fits several regions, where no `country` decides, is not known either.
        """
        parts = [part for part in map(str.strip, admin1.split(";")) if part]
        found = [self._id(part, country) for part in parts]
        return tuple(dict.fromkeys(found)) if found and all(found) else None

    def all_of(self, name: str, country: str = "") -> tuple[str, ...]:
        """Every region of this name: a city and the region around it may share one."""
        for table in (self._exact, self._stems):
            for key in _forms(name, stems=table is self._stems):
                fits = dict.fromkeys(region for region, of in table.get(key, ()) if not country or of == country)
                if fits:
                    return tuple(fits)
        return ()

    def is_named_in_full(self, name: str, country: str = "") -> bool:
        """True for "Belgorod Oblast", which is a region, and False for "Belgorod", which may be a town."""
        kinds = GENERIC.intersection(fold(name).split())
        ids = self.ids(name, country) if kinds else None
        return ids is not None and not (kinds <= DISTRICT and ids[0].partition("-")[0] in DISTRICTS_BELOW)

    @staticmethod
    def says_kind(name: str) -> bool:
        """True where one of the words is "Oblast", "область" or the like, and another one is not."""
        words = fold(name).split()
        kinds = [word for word in words if len(word) > 2 and word in GENERIC]
        return bool(kinds) and len(kinds) < len(words)

    @property
    def has_outlines(self) -> bool:
        return bool(self._outlines)

    def has_outline(self, region_id: str) -> bool:
        return region_id in self._outlines

    def overlap(self, admin1: str, other: str, country: str = "") -> bool:
        """True unless both lists name regions and have none in common. Regions not known are compared by name."""
        if not admin1.strip() or not other.strip():
            return True
        ids, others = (self.ids(text, country) for text in (admin1, other))
        if ids is not None and others is not None:
            return not set(ids).isdisjoint(others)
        return not _stems(admin1).isdisjoint(_stems(other))

    def name(self, region_id: str) -> str:
        """The first name of a region; the id itself where it has none."""
        return next((names[0] for key, _, names in self._rows if key == region_id and names), region_id)

    def at(self, lat: float, lon: float) -> str:
        """The id of the region that the point lies in, "" outside all of them."""
        import shapely

        hits = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return list(self._outlines)[min(hits)] if len(hits) else ""

    def is_near(self, lat: float, lon: float, ids: Iterable[str]) -> bool:
        """True where the point lies in one of these regions, or nearer than 5 km to it."""
        import shapely

        reach = EDGE_KM / KM_PER_DEGREE
        return any(shapely.dwithin(self._outlines[key], shapely.Point(lon, lat), reach) for key in ids)

    def _id(self, name: str, country: str) -> str:
        """Exact spellings first, then names without "oblast" and the like, then names with a slip."""
        fits = self.all_of(name, country) or self._as_others_write(name, country)
        if fits:
            return fits[0] if len(fits) == 1 else ""
        return self._nearly(name, country)

    def _as_others_write(self, name: str, country: str) -> tuple[str, ...]:
        """The regions of the country whose name other languages write so: "Zaporijjia", "Charkiw"."""
        forms = readings(name) if country else ()
        return tuple(dict.fromkeys(region for form in forms for region in self.all_of(form, country)))

    def _nearly(self, name: str, country: str) -> str:
        """The one region of the country whose name is a slip away; only where the country is known."""
        if not country:
            return ""
        from rapidfuzz.distance import OSA

        for key in _forms(name, stems=True):
            slips = (len(key) >= LONG) + (len(key) >= VERY_LONG)
            near: dict[str, int] = {}
            for other, regions in self._stems.items() if slips else ():
                distance = OSA.distance(key, other, score_cutoff=slips)
                for region, of in regions if distance <= slips else ():
                    if of == country:
                        near[region] = min(distance, near.get(region, distance))
            best = [region for region, distance in near.items() if distance == min(near.values())]
            if len(best) == 1:
                return best[0]
        return ""

    @cached_property
    def _exact(self) -> dict[str, list[tuple[str, str]]]:
        return self._table(stems=False)

    @cached_property
    def _stems(self) -> dict[str, list[tuple[str, str]]]:
        return self._table(stems=True)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        import shapely

        return shapely.STRtree(list(self._outlines.values()))

    def _table(self, *, stems: bool) -> dict[str, list[tuple[str, str]]]:
        table: dict[str, list[tuple[str, str]]] = {}
        for region, country, names in self._rows:
            for key in {key for name in (region, *names) for key in _forms(name, stems=stems)}:
                table.setdefault(key, []).append((region, country))
        return table


def _forms(name: str, *, stems: bool) -> Iterator[str]:
    """Keys to compare region names by: the folded name, or how its telling words sound."""
    folded = fold(name)
    if not stems:
        yield folded
        return
    telling = " ".join(word for word in folded.split() if word not in GENERIC)
    keys = [key for key in sound_keys(telling) if key]
    yield from dict.fromkeys([*keys, *(_stem(key) for key in keys)])


def _stem(key: str) -> str:
    """The sound of a region's name without the endings of adjectives and cases, marked so that "Kur" is not Kursk."""
    stem = _ENDING.sub("", key) or key
    bare = _VOWELS.sub("", stem) or stem
    return key if bare == key and not _ENDING.search(key) else bare + "-"


def _stems(admin1: str) -> set[str]:
    return {key for part in admin1.split(";") for key in _forms(part, stems=True)}
