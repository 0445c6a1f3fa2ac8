"""Files that can be added as gazetteers, read piece by piece: GeoNames country and postal files, postal lists, tables.

geonames  19 tab-separated columns, txt or zip: places (class P) and administrative units (class A) are taken
postal    GeoNames postal files (12 columns), or the same as JSON or CSV with headings: only names are sure
geojson   features with points and a name
csv       columns name, lat, lon, or others that a mapping names
"""

from __future__ import annotations

import csv
import io
import math
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from geomap.errors import GazetteerError
from geomap.places.choose import POSTAL
from geomap.places.index import Place, read_objects

Kind = Literal["geonames", "postal", "geojson", "csv"]
GEONAMES_COLUMNS, POSTAL_COLUMNS = 19, 12
TAKEN_CLASSES = frozenset("PA")
LINES_AT_ONCE = 1 << 16
"""Characters, roughly: the progress bar need not move with each line."""
CREDITS: dict[Kind, str] = {"geonames": "GeoNames, CC BY 4.0", "postal": "GeoNames postal codes, CC BY 4.0"}

FIELDS: dict[str, tuple[str, ...]] = {
    "id": ("id", "geonameid", "ref", "wof_id"),
    "name": ("name", "place", "asciiname", "name_en"),
    "names": ("names", "alternatenames", "other_names", "other_spellings", "alt_names"),
    "country": ("country", "country_code", "countrycode", "iso2"),
    "admin1": ("admin1", "admin1code", "admin1_code", "region", "state", "adm1"),
    "lat": ("lat", "latitude", "y"),
    "lon": ("lon", "lng", "long", "longitude", "x"),
    "population": ("population", "pop"),
}
"""Fields of a place, and the headings under which they are looked for where no mapping says otherwise."""

UNREADABLE = (
    UnicodeDecodeError,
    csv.Error,
    RecursionError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
)
"""What a file that is damaged, or not what its name says, ends in."""

LARGEST_COUNT = 10**11
"""More inhabitants are a mistake."""

Advance = Callable[[int], object]


@dataclass(slots=True)
class LeftOut:
    """Rows of a table and objects without a name or a position: how many, and which was the first, from 1."""

    rows: int = 0
    first: int = 0

    def add(self, row: int) -> None:
        self.first = self.first or row
        self.rows += 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A gazetteer file: its kind, and its places, to be read once. `size` in bytes is what `advance` adds up to.

    left_out: filled while the places are read.
    """

    kind: Kind
    size: int
    places: Callable[[Advance], Iterator[Place]]
    left_out: LeftOut


@contextmanager
def opened(path: Path, mapping: Mapping[str, str] | None = None) -> Iterator[Opened]:
    """Open a file and find out what it is. `mapping`: field -> column or property. Raises GazetteerError, OSError."""
    try:
        with _content(path) as (name, raw, size):
            text = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
            left_out = LeftOut()
            kind, read = _recognised(name, text, dict(mapping or {}), path.stem, left_out)
            yield Opened(kind, size, read, left_out)
    except UNREADABLE as error:
        raise GazetteerError(
            f"{path.name} cannot be read ({error}). Fix: add a UTF-8 file as it was published."
        ) from error


@contextmanager
def _content(path: Path) -> Iterator[tuple[str, IO[bytes], int]]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield path.name, file, path.stat().st_size
        return
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, path)
        with archive.open(member) as file:
            yield member.filename, file, member.file_size


def _member(archive: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    """The one file of an archive that holds the places: of several forms the first of txt, csv, json, geojson."""
    files = [info for info in archive.infolist() if "readme" not in info.filename.lower() and not info.is_dir()]
    for ending in (".txt", ".csv", ".json", ".geojson"):
        of_form = [info for info in files if info.filename.lower().endswith(ending)]
        if of_form:
            chosen = max(of_form, key=lambda info: info.file_size)
            if chosen.flag_bits & 1:
                raise GazetteerError(f"{path.name} is encrypted. Fix: unpack it, and add what is in it.")
            return chosen
    raise GazetteerError(f"{path.name} holds no .txt, .csv, .json or .geojson file.")


def _recognised(
    name: str, text: io.TextIOWrapper, mapping: dict[str, str], stem: str, left_out: LeftOut
) -> tuple[Kind, Callable[[Advance], Iterator[Place]]]:
    first = text.readline(1 << 16)
    if name.lower().endswith((".json", ".geojson")):
        head = first + text.read(4096)
        is_postal = '"zipcode"' in head or '"postal_code"' in head
        kind: Kind = "postal" if is_postal else "geojson"
        return kind, lambda advance: _from_objects(_Rest(head, text, advance), kind, mapping, stem, left_out)
    columns = first.rstrip("\r\n").split("\t")
    if len(columns) == GEONAMES_COLUMNS:
        return "geonames", lambda advance: _geonames(_lines(first, text, advance))
    if len(columns) == POSTAL_COLUMNS:
        return "postal", lambda advance: _postal(_lines(first, text, advance))
    header = next(csv.reader([first]), [])
    kind = "postal" if {"zipcode", "postal_code"} & set(header) else "csv"
    _fields(header, mapping, name)
    return kind, lambda advance: _from_table(header, _lines("", text, advance), kind, mapping, stem, left_out)


def _lines(first: str, text: IO[str], advance: Advance) -> Iterator[str]:
    if first:
        yield first
    while lines := text.readlines(LINES_AT_ONCE):
        advance(sum(len(line.encode()) for line in lines))
        yield from lines


class _Rest:
    """A text of which the beginning has been read already."""

    def __init__(self, head: str, text: IO[str], advance: Advance) -> None:
        self._head, self._text, self._advance = head, text, advance

    def read(self, size: int) -> str:
        head, self._head = self._head, ""
        piece = head or self._text.read(size)
        self._advance(len(piece.encode()))
        return piece


def _geonames(lines: Iterator[str]) -> Iterator[Place]:
    for number, line in enumerate(lines, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != GEONAMES_COLUMNS:
            raise GazetteerError(f"line {number} has {len(cells)} columns, and a GeoNames country file has 19.")
        position = _position(cells[4], cells[5])
        if position is None or cells[6] not in TAKEN_CLASSES:
            continue
        names = dict.fromkeys([cells[2], *cells[3].split(",")])
        others = tuple(name for name in names if name and name != cells[1])
        count = _count(cells[14])
        yield Place(f"geonames:{cells[0]}", cells[1], others, cells[8], cells[10], *position, count, cells[7])


def _postal(lines: Iterator[str]) -> Iterator[Place]:
    for line in lines:
        cells = line.rstrip("\r\n").split("\t")
        position = _position(cells[9], cells[10]) if len(cells) == POSTAL_COLUMNS else None
        if position:
            yield _postal_place(cells[0], cells[1], cells[2], cells[3], position)


def _postal_place(country: str, code: str, name: str, admin1: str, position: tuple[float, float]) -> Place:
    return Place(f"postal:{country}-{code}", name, (), country, admin1, *position, 0, POSTAL)


def _from_objects(text: _Rest, kind: Kind, mapping: dict[str, str], stem: str, left_out: LeftOut) -> Iterator[Place]:
    """The places among the objects; others are left out, unless there are no places at all."""
    fault, has_place = None, False
    try:
        for number, record in enumerate(read_objects(text, key="properties" if kind == "geojson" else ""), 1):
            row = _cells(record, kind)
            try:
                fields = _fields(list(row), mapping, "the file")
            except GazetteerError as error:
                fault = fault or error
                left_out.add(number)
                continue
            place = _place(row, kind, fields, f"{stem}:{number}")
            if place is None:
                left_out.add(number)
            else:
                has_place = True
                yield place
    except ValueError as error:
        raise GazetteerError(f"the file is not the JSON that it should be: {error}.") from error
    if fault and not has_place:
        raise fault


def _cells(record: Mapping[str, object], kind: Kind) -> dict[str, object]:
    """The properties of a feature with its position, or the members of another object."""
    if kind != "geojson":
        return {str(key): value for key, value in record.items()}
    properties = record.get("properties")
    lon, lat = _point(record)
    position: dict[str, object] = {"latitude": lat, "longitude": lon} if lat else {}
    return position | ({str(key): value for key, value in properties.items()} if isinstance(properties, dict) else {})


def _point(feature: Mapping[str, object]) -> tuple[str, str]:
    geometry = feature.get("geometry")
    shape = geometry if isinstance(geometry, dict) and geometry.get("type") == "Point" else {}
    coordinates = shape.get("coordinates")
    if isinstance(coordinates, list) and len(coordinates) > 1:
        return str(coordinates[0]), str(coordinates[1])
    return "", ""


def _from_table(
    header: list[str], lines: Iterator[str], kind: Kind, mapping: dict[str, str], stem: str, left_out: LeftOut
) -> Iterator[Place]:
    fields = _fields(header, mapping, "the file")
    for number, cells in enumerate(csv.reader(lines), 2):
        place = _place(dict(zip(header, cells, strict=False)), kind, fields, f"{stem}:{number}")
        if place is not None:
            yield place
        elif any(cells):
            left_out.add(number)


def _fields(columns: list[str], mapping: Mapping[str, str], file: str) -> dict[str, str]:
    """Field -> column. Raises GazetteerError where name or position are nowhere."""
    lower = {column.strip().lower(): column for column in columns}
    fields = {field: next((lower[one] for one in known if one in lower), "") for field, known in FIELDS.items()}
    fields.update(mapping)
    missing = [field for field in ("name", "lat", "lon") if fields[field] not in columns]
    if missing:
        told = ", ".join(missing)
        raise GazetteerError(
            f"{file} has no column for {told}; it has {', '.join(columns)[:300]}. "
            f"Fix: name it with --map {missing[0]}=COLUMN."
        )
    return fields


def _place(row: Mapping[str, object], kind: Kind, fields: Mapping[str, str], ref: str) -> Place | None:
    """The place of a row; None without a name or a position.

    `ref` names it where it has no identifier: namesakes must not be taken for one place.
    """
    cells = {field: str(value) for field, column in fields.items() if (value := row.get(column)) not in (None, "")}
    position = _position(cells.get("lat", ""), cells.get("lon", ""))
    name = cells.get("name", "")
    if position is None or not name:
        return None
    country = cells.get("country", "").upper()
    if kind == "postal":
        code = str(row.get("zipcode") or row.get("postal_code") or "")
        return _postal_place(country, code, name, cells.get("admin1", ""), position)
    names = tuple(part.strip() for part in cells.get("names", "").replace("|", ";").split(";") if part.strip())
    count = _count(cells.get("population", ""))
    ref = f"{ref.rpartition(':')[0]}:{cells['id']}" if "id" in cells else ref
    return Place(ref, name, names, country, cells.get("admin1", ""), *position, count)


def _count(text: str) -> int:
    return min(int(text[:20]), LARGEST_COUNT) if text.isascii() and text.isdigit() else 0


def _position(lat: str, lon: str) -> tuple[float, float] | None:
    """Latitude and longitude; None where they are missing or none."""
    try:
        position = float(lat), float(lon)
    except ValueError:
        return None
    is_real = math.isfinite(position[0]) and abs(position[0]) <= 90 and abs(position[1]) <= 180 and position != (0, 0)
    return position if is_real else None
