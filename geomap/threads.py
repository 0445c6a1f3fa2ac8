"""Work side by side on all cores.

Threads help where Arrow, numpy, shapely, pyproj or libdeflate do the work: these let go of Python's lock, so nothing
is copied from process to process. What comes out is the same with any number of cores.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # where a container has fewer than the machine
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(do: Callable[..., T], *arguments: Iterable[Any]) -> list[T]:
    """What `do` makes of each set of arguments, in their order, as `list(map(do, ...))`. Raises what `do` raises."""
    with helpers() as threads:
        return list(threads.map(do, *arguments))


@contextmanager
def helpers() -> Iterator[ThreadPoolExecutor]:
    """Threads for what can go on meanwhile; the block ends when all of it has ended."""
    with ThreadPoolExecutor(cores()) as threads:
        yield threads
