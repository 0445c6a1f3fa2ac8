"""places.csv: the curator's own gazetteer, asked before any other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.places.answers import Answer, Candidate, Toponym
from geomap.places.names import fold, sound_keys
from geomap.places.regions import Regions

if TYPE_CHECKING:
    import pandas as pd

SPOTS = frozenset({"point", "settlement"})
NO_COORDINATES = "No coordinates are known for this place."


@dataclass(frozen=True, slots=True)
class Row:
    """One row of places.csv; `number` is its position, counted from 0."""

    number: int
    place: str
    kind: str
    country: str
    admin1: str
    admin2: str
    lat: float
    lon: float
    radius_km: float
    source: str
    note: str
    names: tuple[str, ...]

    @property
    def has_position(self) -> bool:
        return math.isfinite(self.lat) and math.isfinite(self.lon)


class Curated:
    """The places of a data set by name: as written, else folded, else by sound."""

    def __init__(self, places: pd.DataFrame, regions: Regions) -> None:
        self._regions = regions
        self.rows = tuple(_rows(places))
        self._written = _by(self.rows, lambda name: (name,))
        self._folded = _by(self.rows, lambda name: (fold(name),))
        self._heard = _by(self.rows, sound_keys)

    def find(self, toponym: Toponym, kinds: Iterable[str] = ()) -> list[Row]:
        """The rows that fit name, country and region best; those of `kinds` only, if any is named."""
        name = toponym.place
        wanted = frozenset(kinds)
        for table, keys in ((self._written, (name,)), (self._folded, (fold(name),)), (self._heard, sound_keys(name))):
            numbers = sorted({number for key in keys if key for number in table.get(key, ())})
            rows = [row for row in map(self.rows.__getitem__, numbers) if self._fits(row, toponym, wanted)]
            if rows:
                return self._in_district(rows, toponym)
        return []

    def answer(self, toponym: Toponym) -> Answer | None:
        """The curator's answer for a spot; None if places.csv does not know the name."""
        rows = self.find(toponym, SPOTS) or self.find(toponym)
        if not rows:
            return None
        if len(rows) > 1:
            return Answer("ambiguous", candidates=tuple(map(_candidate, rows)))
        (row,) = rows
        if row.kind not in SPOTS or not row.has_position:
            return Answer(
                "listed", precision=row.kind, name=row.place, reason=row.note or NO_COORDINATES, place_row=row.number
            )
        is_named = fold(toponym.place) in map(fold, row.names)
        return Answer(
            "found",
            "places",
            row.place,
            row.lat,
            row.lon,
            row.kind,
            1.0 if is_named else 0.9,
            row.source,
            place_row=row.number,
        )

    def _fits(self, row: Row, toponym: Toponym, kinds: frozenset[str]) -> bool:
        if kinds and row.kind not in kinds:
            return False
        if row.country and toponym.country and row.country != toponym.country:
            return False
        return self._regions.overlap(row.admin1, toponym.admin1, toponym.country or row.country)

    @staticmethod
    def _in_district(rows: list[Row], toponym: Toponym) -> list[Row]:
        same = [row for row in rows if fold(row.admin2) == fold(toponym.admin2)]
        return same if toponym.admin2 and same else rows


def _rows(places: pd.DataFrame) -> Iterator[Row]:
    for number, cells in enumerate(places.to_dict("records")):
        text = {str(column): value for column, value in cells.items() if isinstance(value, str)}
        place, other = text.get("place", ""), text.get("other_names", "")
        translated = (value for column, value in text.items() if column.startswith("name_"))
        names = dict.fromkeys([place, *translated, *map(str.strip, other.split(";"))])
        yield Row(
            number=number,
            place=place,
            kind=text.get("kind", ""),
            country=text.get("country", ""),
            admin1=text.get("admin1", ""),
            admin2=text.get("admin2", ""),
            lat=float(cells.get("lat", math.nan)),
            lon=float(cells.get("lon", math.nan)),
            radius_km=float(cells.get("radius_km", math.nan)),
            source=text.get("coordinate_source_url", ""),
            note=text.get("note") or text.get("coordinate_note", ""),
            names=tuple(name for name in names if name),
        )


def _by(rows: Iterable[Row], keys_of: Callable[[str], tuple[str, ...]]) -> dict[str, list[int]]:
    table: dict[str, list[int]] = {}
    for row in rows:
        for key in {key for name in row.names for key in keys_of(name) if key}:
            table.setdefault(key, []).append(row.number)
    return table


def _candidate(row: Row) -> Candidate:
    return Candidate(row.place, row.country, row.admin1, row.lat, row.lon, f"places.csv row {row.number + 1}")
