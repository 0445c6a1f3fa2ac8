"""Put finished files where they belong: whole or not at all, the old one intact until then."""

from __future__ import annotations

import contextlib
import glob
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from geomap.errors import OutputError

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be removed and so needs no lock
    fcntl = None  # type: ignore[assignment]

RETRIES = 5
RETRY_SECONDS = 0.2


def check_output(target: Path, *, inputs: Iterable[Path] = ()) -> None:
    """Raise OutputError now if `target` cannot be written later; make its folder if it is missing."""
    if target.is_dir():
        raise OutputError(f"{target}: is a folder. Fix: name a file, as in {target / 'map.html'}.")
    if target.is_symlink():
        raise OutputError(f"{target}: is a link to {target.resolve()}. Fix: give that path itself, or remove the link.")
    if any(_is_same(target, path) for path in inputs):
        raise OutputError(f"{target}: is one of the record files. Fix: choose another output.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(target)
        handle, name = _temporary(target)
        os.close(handle)
        Path(name).unlink()
    except OSError as error:
        raise _refused(target, error) from error
    if target.exists() and not os.access(target, os.W_OK):
        raise OutputError(f"{target}: is read-only. Fix: chmod u+w {target}")


def write_text(target: Path, text: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Write `text` as UTF-8 to `target` in one step, as `write_bytes` does."""
    write_bytes(target, text.encode("utf-8"), sleep=sleep)


def write_bytes(target: Path, data: bytes, *, sleep: Callable[[float], None] = time.sleep) -> None:
    """Write `data` to `target` in one step.

    A reader sees the old file or the new one, never a part; a crash or a full disk leaves the old
    one. Raises OutputError; if only the last step fails (the old file is open in another program
    on Windows), the message names the finished temporary file.
    """
    _remove_stale(target)
    try:
        handle, name = _temporary(target)
    except OSError as error:
        raise _refused(target, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            temporary.chmod(_mode(target))
            if os.name == "posix":  # still locked, so that no other build takes it for a leftover
                _replace(temporary, target, sleep)
        if os.name != "posix":
            _replace(temporary, target, sleep)
    except OutputError:
        raise
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise _refused(target, error) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _is_same(one: Path, other: Path) -> bool:
    """Whether both names are of one file: also by a link, or in another case where the disk ignores case."""
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def _replace(temporary: Path, target: Path, sleep: Callable[[float], None]) -> None:
    for attempt in range(RETRIES):
        try:
            os.replace(temporary, target)  # noqa: PTH105 -- the documented atomic call
        except PermissionError as error:
            if attempt == RETRIES - 1:
                message = f"{target}: is in use by another program ({error.strerror}). "
                raise OutputError(message + f"Fix: close it, then rename {temporary}, which is complete.") from error
            sleep(RETRY_SECONDS)
        else:
            return


def _temporary(target: Path) -> tuple[int, str]:
    """A new locked file beside `target`. Tried again where another build's clean-up got it first."""
    while True:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
        with contextlib.suppress(BlockingIOError):
            lock(handle)
            if Path(name).exists():
                return handle, name
        os.close(handle)


def _mode(target: Path) -> int:
    """The old file's mode, else what the user's mask gives: mkstemp alone would hide it from others."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove_stale(target: Path) -> None:
    """Remove what a killed build left behind, but not what another build is writing now."""
    for leftover in leftovers(target):
        with contextlib.suppress(OSError), leftover.open("rb") as file:
            lock(file.fileno())
            leftover.unlink()


def leftovers(target: Path) -> Iterator[Path]:
    """Temporary files and folders of `target`, of this process or another one, running or killed."""
    return target.parent.glob(f".{glob.escape(target.name)}.*.tmp")


def lock(descriptor: int) -> None:
    """Take the file for this process; raises BlockingIOError where another holds it."""
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _refused(target: Path, error: OSError) -> OutputError:
    reason = error.strerror or str(error)
    return OutputError(f"{target}: cannot be written: {reason}. Fix: free space or choose another --output.")
