"""Rebuild the map whenever its records are saved."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Union

from watchfiles import watch as changes_in

from geomap.errors import GeomapError, LoadError
from geomap.records import LOCK
from geomap.tables.delimited import read_delimited
from geomap.tables.model import Limits, refused
from geomap.tables.source import SUFFIXES

if TYPE_CHECKING:
    from geomap.pipeline import BuildResult

QUIET_MS = 50
"""An editor writes a file in several steps; so long must nothing happen before the records are read."""
LONGEST_MS = 1_000
LOOK_MS = 1_000
"""So often the files are looked at even where the system reports nothing, as on some network drives."""

STEMS = ("events", "reports", "places", "resolved")

Stamps = Mapping[Path, tuple[int, int, int]]
Digests = Mapping[Path, bytes]
Outcome = Union["BuildResult", GeomapError]


def watch(
    source: Path,
    build: Callable[[], BuildResult],
    *,
    encoding: str = "",
    delimiter: str = "",
    stop: threading.Event | None = None,
) -> Iterator[Outcome]:
    """Call `build` at once and after each change of the records in `source`; yields what became of it.

    A build that fails yields its error, and so does a CSV file that ends in the middle of a row. Files
    that are not records (an editor's own, the map, resolved.csv as a build writes it) start no build.
    Ends when `stop` is set.
    """
    records = Records(source)
    for _ in _ticks(source, stop):
        if records.have_changed():
            yield _outcome(lambda: records.refuse_half_saved(encoding, delimiter), build)
            records.forgive_lock()


class Records:
    """Which files the map of `source` is made from, and whether their content has changed."""

    def __init__(self, source: Path) -> None:
        self._source = source
        self._stamps: Stamps = {}
        self._digests: Digests | None = None

    def have_changed(self) -> bool:
        """Whether any content is not as it was at the last call; true at the first."""
        stamps = dict(self._stamped())
        if self._digests is not None and stamps == self._stamps:
            return False
        former, self._stamps, self._digests = self._digests, stamps, _digests(stamps)
        return self._digests != former

    def forgive_lock(self) -> None:
        """Take resolved.csv as it is now for known: the build has just written it."""
        lock = _folder(self._source) / LOCK.name
        self._digests = {**(self._digests or {}), **_digests([lock])}

    def refuse_half_saved(self, encoding: str, delimiter: str) -> None:
        """Raise LoadError for a table whose last line has no end and too few cells: its rows are not gone."""
        for path in self._stamps:
            if path.suffix in (".csv", ".tsv"):
                _refuse_half_saved(path, encoding, delimiter)

    def _stamped(self) -> Iterator[tuple[Path, tuple[int, int, int]]]:
        for path in _record_files(self._source):
            try:
                state = path.stat()
            except OSError:
                continue  # it is being replaced; its name comes up again
            yield path, (state.st_mtime_ns, state.st_size, state.st_ino)


def _ticks(source: Path, stop: threading.Event | None) -> Iterator[None]:
    """Once at the start, then when something happened near the records, and every second."""
    yield None
    folder = _folder(source)
    paths = [path for path in (folder, folder / "border") if path.is_dir()]
    for _ in changes_in(
        *paths,
        watch_filter=None,
        debounce=LONGEST_MS,
        step=QUIET_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        recursive=False,
        stop_event=stop,
    ):
        yield None


def _outcome(check: Callable[[], None], build: Callable[[], BuildResult]) -> Outcome:
    try:
        check()
        return build()
    except GeomapError as error:
        return error
    except OSError as error:  # a file went away between two looks at it
        return LoadError(f"{error}. Fix: save it once more.")


def _refuse_half_saved(path: Path, encoding: str, delimiter: str) -> None:
    try:
        data = path.read_bytes()
        if data.rstrip(b"\0").endswith((b"\n", b"\r")):  # in UTF-16 a zero may come after
            return
        table = read_delimited(data, path.name, Limits(), encoding=encoding or None, delimiter=delimiter or None)
    except (OSError, LoadError):
        return  # the build says what it is
    last = len(table) - 1
    if any(fault.row == last and fault.flaw.rule == "row.cells" for fault in table.faults):
        message, line = "ends in the middle of a row, as a file does that is still being saved.", int(table.lines[last])
        raise refused(path.name, message, "Save it once more, or end the row.", "file.half", line=line)


def _record_files(source: Path) -> Iterator[Path]:
    folder = _folder(source)
    if source != folder:
        yield source
    stems = STEMS if source == folder else ("resolved",)
    yield from (folder / (stem + suffix) for stem in stems for suffix in SUFFIXES)
    yield folder / "map.toml"
    if (folder / "border").is_dir():
        yield from sorted((folder / "border").iterdir())


def _folder(source: Path) -> Path:
    return source if source.is_dir() else source.parent


def _digests(paths: Iterable[Path]) -> dict[Path, bytes]:
    found = {}
    for path in paths:
        try:
            found[path] = hashlib.sha256(path.read_bytes()).digest()
        except OSError:
            found[path] = b""
    return found
