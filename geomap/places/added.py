"""Gazetteers that the user added: one index a source file, in the folder `gazetteers` of the cache.

An index is never changed, only replaced or removed as a whole, so that any number of processes may read meanwhile.
"""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from geomap.errors import GazetteerError
from geomap.places import index
from geomap.places.gazetteer import cache_folder, progress_bar, regions_at, remove_unfinished
from geomap.places.index import Place
from geomap.places.readers import CREDITS, LeftOut, opened
from geomap.problems import Problem, ascii_controls

T = TypeVar("T")
SUFFIX = f".{index.FORMAT}.sqlite"
OTHER = re.compile(r"(\w[\w.-]*)\.\d+\.sqlite")
"""An index of any format, which the name of the gazetteer comes before."""


@dataclass(frozen=True, slots=True)
class Added:
    """An added gazetteer. `kind`: geonames, postal, geojson, csv. `places` counts its rows.

    left_out, replaced: what there is to be told when it has just been added.
    """

    name: str
    path: Path
    kind: str
    places: int
    source: str
    credit: str
    left_out: LeftOut = field(default_factory=LeftOut)
    replaced: Added | None = None


def gazetteers_folder() -> Path:
    """Where indexes of added gazetteers lie."""
    return cache_folder() / "gazetteers"


def added(folder: Path | None = None) -> list[Added]:
    """The added gazetteers by name; files that are no readable index are left out."""
    folder = gazetteers_folder() if folder is None else folder
    return [found for path in sorted(folder.glob(f"*{SUFFIX}")) if (found := _read(path)) is not None]


def index_path(name: str) -> Path:
    """Where the index of a gazetteer of this name belongs. Raises GazetteerError for a name that is no file name."""
    if not re.fullmatch(r"\w[\w.-]{0,60}", name):
        raise GazetteerError(f"{name!r} is no name for a gazetteer. Fix: use letters, digits, '-' and '_'.")
    return gazetteers_folder() / f"{name}{SUFFIX}"


def add(path: Path, *, name: str = "", mapping: Mapping[str, str] | None = None) -> Added:
    """Index a gazetteer file under `name` (the file's own name by default); an index of that name is replaced.

    `mapping`: field of a place -> column, for CSV and GeoJSON. Raises GazetteerError.
    """
    target = index_path(name or re.sub(r"[^\w.-]", "-", path.stem))
    before = _read(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        remove_unfinished(target.parent)
        with opened(path, mapping) as file, progress_bar(f"Indexing {path.name}", file.size) as advance:
            credit = CREDITS.get(file.kind, "")
            about = {"source": path.name, "kind": file.kind, "credit": credit}
            index.build_index(target, _some(file.places(advance), path.name), about, regions_at)
    except (OSError, sqlite3.Error) as error:
        raise GazetteerError(f"{path} could not be added ({ascii_controls(str(error))}).") from error
    made = _read(target)
    if made is None:
        raise GazetteerError(f"{target} cannot be read. Fix: add {path.name} again.")
    return replace(made, left_out=file.left_out, replaced=before)


def remove(name: str) -> Path:
    """Delete the index of an added gazetteer; its source file stays. Raises GazetteerError where there is none."""
    path = index_path(name)
    if not path.is_file():
        known = ", ".join(one.name for one in added()) or "none"
        raise GazetteerError(f"no gazetteer {name!r} was added. Fix: choose one of these: {known}.")
    path.unlink()
    return path


class AddedGazetteers:
    """All added gazetteers as one, opened by the first look-up. Safe to share between threads and across a fork."""

    def __init__(self, folder: Path | None = None) -> None:
        self.notices: list[Problem] = []
        self._folder = gazetteers_folder() if folder is None else folder
        self._paths: list[Path] | None = None
        self._own = threading.local()

    def find_keys(self, keys: Iterable[str]) -> list[Place]:
        """Every place with one of these sound keys, gazetteer by gazetteer."""
        wanted = tuple(key for key in keys if key)
        return self._asked(lambda database: index.find(database, wanted))

    def near_keys(self, key: str) -> list[str]:
        """Sound keys that may be a slip away from this one."""
        return self._asked(lambda database: index.near_keys(database, key))

    def keys_from(self, beginning: str) -> list[str]:
        """Sound keys that begin so."""
        return self._asked(lambda database: index.keys_from(database, beginning))

    def close(self) -> None:
        """Close this thread's connections."""
        if getattr(self._own, "process", None) == os.getpid():
            for connection in self._own.connections.values():
                connection.close()
        self._own.process = None

    def _asked(self, ask: Callable[[sqlite3.Connection], list[T]]) -> list[T]:
        found: list[T] = []
        for path in self._files():
            try:
                found += ask(self._connection(path))
            except sqlite3.Error as error:
                self._leave_out(path, error)
        return found

    def _files(self) -> list[Path]:
        if self._paths is None:
            self._paths = sorted(self._folder.glob(f"*{SUFFIX}"))
            self.notices += map(_other_format, _not_in(self._paths, self._folder.glob("*.sqlite")))
        return list(self._paths)

    def _connection(self, path: Path) -> sqlite3.Connection:
        if getattr(self._own, "process", None) != os.getpid():
            self._own.process, self._own.connections = os.getpid(), {}
        connections: dict[Path, sqlite3.Connection] = self._own.connections
        if path not in connections:
            connections[path] = index.connect(path)
        return connections[path]

    def _leave_out(self, path: Path, error: sqlite3.Error) -> None:
        name = path.name.removesuffix(SUFFIX)
        message = f"the added gazetteer {name!r} cannot be read ({ascii_controls(str(error))}) and is left out."
        fix = "Add its source file again with 'geomap gazetteer add'."
        self._paths = [other for other in self._files() if other != path]
        self.notices.append(Problem(path.name, None, "", "", message, fix, "gazetteer.added", "warning"))


def _not_in(used: Iterable[Path], paths: Iterable[Path]) -> list[Path]:
    """Indexes of other formats, unless the gazetteer was added again since."""
    names = {path.name.removesuffix(SUFFIX) for path in used}
    return [path for path in sorted(paths) if (found := OTHER.fullmatch(path.name)) and found[1] not in names]


def _other_format(path: Path) -> Problem:
    message = (
        f"the added gazetteer {path.name.split('.')[0]!r} was indexed by another version of geomap and is left out."
    )
    fix = "Add its source file again with 'geomap gazetteer add'."
    return Problem(path.name, None, "", "", message, fix, "gazetteer.added", "warning")


def _some(places: Iterable[Place], file: str) -> Iterator[Place]:
    """The places. Raises GazetteerError after the last where there was none, before any index is replaced."""
    is_empty = True
    for place in places:
        is_empty = False
        yield place
    if is_empty:
        fix = "look into its columns: a name, and latitude and longitude in decimal degrees"
        raise GazetteerError(f"{file} holds no place with a name and a position. Fix: {fix}.")


def _read(path: Path) -> Added | None:
    try:
        about = index.read_about(path)
    except (OSError, sqlite3.Error):
        return None
    name = path.name.removesuffix(SUFFIX)
    count = int(about.get("places", "0"))
    return Added(name, path, about.get("kind", ""), count, about.get("source", ""), about.get("credit", ""))
