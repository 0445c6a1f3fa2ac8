"""The regions and countries of the world by name, without outlines: quick to read, so one name is soon answered.

Regions come from the world file of geomap.atlas (Natural Earth), countries from countries.json (Unicode CLDR).
"""

from __future__ import annotations

import json
import lzma
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from geomap.errors import AssetError
from geomap.places.forms import nominatives
from geomap.places.names import fold
from geomap.places.regions import GENERIC, Regions

WORLD_FILE = Path(__file__).parent.parent / "atlas" / "world_admin1.xz"
COUNTRIES_FILE = Path(__file__).parent / "countries.json"
LABEL_STEP = 1e-5

_STATE_WORDS = """
the of republic islamic arab federal federation state states kingdom people s soviet union socialist
республика республики республике республіка республіки республіці федерация федерации федерація федерації
в на из з у
"""
STATE_WORDS = frozenset(_STATE_WORDS.split())
"""Words of full names of states, beside the name that tells them."""

HELD_OR_CLAIMED = {"IL": ("PS-GZZ", "PS-WBK"), "RU": ("UA-09", "UA-14", "UA-23", "UA-65")}
"""Regions that another state holds or claims: records name either state for them."""

OTHER_NAMES = {
    "UA-09": ("ЛНР", "LNR", "LPR", "Луганская Народная Республика", "Luhansk People's Republic"),
    "UA-14": ("ДНР", "DNR", "DPR", "Донецкая Народная Республика", "Donetsk People's Republic"),
}
"""Names that records use for regions, whoever gave them, and the world file leaves out."""

SHORTEST_IN_CASE = 4
_BRACKETS = re.compile(r"\(.*?\)")


@dataclass(frozen=True, slots=True)
class Unit:
    """A region: ISO 3166-2 id, the country as Natural Earth has it, its names, a point inside (degrees)."""

    id: str
    country: str
    names: tuple[str, ...]
    lat: float
    lon: float

    @property
    def countries(self) -> frozenset[str]:
        """A disputed region counts to both: by its id and by who holds it."""
        return frozenset({self.country, self.id.partition("-")[0]})


class World:
    """Regions by country, read when first asked for."""

    def ids(self, admin1: str, country: str = "") -> tuple[str, ...] | None:
        """The ids of the regions that `admin1` names, as `Regions.ids`; without a country only names in full count."""
        if not admin1.strip():
            return None
        if not country and GENERIC.isdisjoint(fold(admin1).split()):
            return None
        return _regions(country).ids(admin1, country) or _regions(country).all_of(admin1, country) or None

    def ids_by_name(self, name: str, country: str = "") -> tuple[str, ...]:
        """The regions called so, without a slip; without a country only where all of one name lie in one country."""
        ids = _regions(country).all_of(name, country)
        return ids if len({key.partition("-")[0] for key in ids}) == 1 else ()

    def abroad(self, admin1: str, country: str) -> tuple[str, tuple[str, ...] | None]:
        """Country and regions (None: all) for an `admin1` that is a state itself, or a region held or claimed by
        `country`: XK for Kosovo of Serbia, PS-GZZ for Gaza Strip of Israel. `country` and None for all else."""
        telling = " ".join(word for word in fold(admin1).split() if word not in GENERIC)
        state = self.country(telling) if len(telling) >= SHORTEST_IN_CASE else ""
        claimed = HELD_OR_CLAIMED.get(country, ())
        return state or country, next(((id_,) for id_ in claimed if self.ids(admin1, id_[:2]) == (id_,)), None)

    def unit(self, region_id: str) -> Unit | None:
        return _units().get(region_id)

    def name(self, region_id: str) -> str:
        unit = self.unit(region_id)
        return unit.names[0] if unit else region_id

    def country(self, text: str) -> str:
        """ISO 3166-1 alpha-2 of a country by code or by name in the usual languages, "" where it is not known.

        "Ukraine", "Україна", "в Украине", "Russian Federation" and "Russia (Soviet Union)" are all known.
        """
        return _country(text)


@lru_cache(maxsize=10_000)
def _country(text: str) -> str:
    codes, folded = _countries(), fold(text)
    if not folded or folded in codes:
        return codes.get(folded, "")
    outside = fold(_BRACKETS.sub(" ", text))
    bare = {codes.get(form, "") for form in (outside, _bare(folded), _bare(outside))} - {""}
    if not bare and len(folded) > SHORTEST_IN_CASE:
        bare = {codes.get(form, "") for form in nominatives(_bare(folded))} - {""}
    return bare.pop() if len(bare) == 1 else ""


@cache
def _units() -> dict[str, Unit]:
    """Only the head of the file is unpacked: the outlines follow it."""
    reader, text = lzma.LZMADecompressor(), b""
    try:
        with WORLD_FILE.open("rb") as file:
            while b"\n" not in text:
                text += reader.decompress(file.read(1 << 16))
        table = json.loads(text.partition(b"\n")[0])["table"]
    except (OSError, EOFError, lzma.LZMAError, ValueError) as error:
        raise AssetError(f"{WORLD_FILE.name} of the package is missing or damaged ({error}).") from error
    points = {number: (lat, lon) for lon, lat, number in table["labels"]}
    units = {}
    for number, (key, country, *names) in enumerate(table["units"]):
        lat, lon = points.get(number, (0, 0))
        named = tuple(dict.fromkeys(name for name in (*names, *OTHER_NAMES.get(key, ())) if name))
        units[key] = Unit(key, country, named or (key,), lat * LABEL_STEP, lon * LABEL_STEP)
    return units


@cache
def _regions(country: str) -> Regions:
    units = _units().values()
    rows = [(unit.id, of, unit.names) for unit in units for of in unit.countries if not country or of == country]
    return Regions.named(rows)


@cache
def _countries() -> dict[str, str]:
    """Code by folded name, in the languages of the file; a name that two countries share is left to none."""
    try:
        table: dict[str, list[str]] = json.loads(COUNTRIES_FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AssetError(f"{COUNTRIES_FILE.name} of the package is missing or damaged ({error}).") from error
    codes: dict[str, str] = {}
    for code, names in table.items():
        for name in names:
            codes[name] = "" if codes.get(name, code) != code else code
    return {**codes, **{fold(code): code for code in table}}


def _bare(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in STATE_WORDS)
