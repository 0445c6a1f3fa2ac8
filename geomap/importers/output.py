"""The folder that an import makes: there whole at the end, or not at all."""

from __future__ import annotations

import csv
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import astuple
from pathlib import Path
from typing import TextIO

from geomap.errors import OutputError
from geomap.problems import Problem, neutral_cell
from geomap.write import leftovers, lock

_RISKY = frozenset("=@+-'\t\r")
"""First characters of the cells that may have to be made safe for spreadsheets."""

Write = Callable[[Sequence[str]], object]


class Tables:
    """The files of a data set while they are written, row by row."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack

    def table(self, name: str, header: Sequence[str]) -> Write:
        """Begin a CSV file; each call of what is returned writes a row, its cells safe in a spreadsheet."""
        file = self._stack.enter_context((self._folder / name).open("w", encoding="utf-8", newline=""))
        write = csv.writer(_Lines(file)).writerow
        write(header)
        return lambda cells: write([neutral_cell(c) if c[:1] in _RISKY else c for c in cells])

    def text(self, name: str, text: str) -> None:
        (self._folder / name).write_text(text, encoding="utf-8", newline="")


class _Lines:
    """Ends rows with a newline only: asked for it, Python 3.11 would not quote a bare carriage return."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, line: str) -> None:
        self._file.write(line[:-2] + "\n")


def problem_cells(problem: Problem) -> list[str]:
    return ["" if value is None else str(value) for value in astuple(problem)]


@contextmanager
def new_folder(target: Path) -> Iterator[Tables]:
    """Make `target` with the tables that are written meanwhile; leave nothing behind if that fails.

    Raises OutputError if something is there already: records that were curated are never written over.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target}: is there already and not empty. Fix: name a new folder.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(target)
        folder, held = _temporary(target)
    except OSError as error:
        raise _refused(target, error) from error
    try:
        with ExitStack() as stack:
            yield Tables(folder, stack)
        folder.chmod(0o777 & ~_mask())
        if target.exists():
            target.rmdir()
        folder.rename(target)
    except OutputError:
        raise
    except OSError as error:
        raise _refused(target, error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        held.close()


def written(target: Path, names: Iterable[str]) -> tuple[Path, ...]:
    return tuple(target / name for name in names)


def _temporary(target: Path) -> tuple[Path, ExitStack]:
    """A new folder beside `target`, locked for as long as what is returned with it stays open."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
        with ExitStack() as stack:
            if _is_held(folder, stack) and folder.exists():
                return folder, stack.pop_all()


def _is_held(folder: Path, stack: ExitStack) -> bool:
    """Lock the folder; false where another import takes it for a leftover and is removing it."""
    try:
        lock(_opened(folder, stack))
    except (BlockingIOError, FileNotFoundError):
        return False
    except OSError:  # no such locks here; then nobody removes leftovers either
        return True
    return True


def _opened(folder: Path, stack: ExitStack) -> int:
    descriptor = os.open(folder, os.O_RDONLY)
    stack.callback(os.close, descriptor)
    return descriptor


def _remove_stale(target: Path) -> None:
    """Remove what a killed import left behind, but not what another one is writing now."""
    for leftover in leftovers(target):
        with suppress(OSError), ExitStack() as stack:
            lock(_opened(leftover, stack))
            shutil.rmtree(leftover)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _refused(target: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{target}: cannot be written: {reason}. Fix: free space or choose another --output.")
