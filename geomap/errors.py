"""Every exception geomap raises on purpose.

    GeomapError
    ├── RefusedError            the input cannot be built at all: no map is written (exit code 2)
    │   ├── LoadError           a file is missing, unreadable or not what its name says (ValueError)
    │   ├── SettingsError       map.toml is missing a value or holds a wrong one (ValueError)
    │   ├── BorderError         a border layer cannot be used (ValueError)
    │   ├── GazetteerError      the gazetteer index cannot be made or read (RuntimeError)
    │   └── OutputError         the map cannot be written where it was asked for (OSError)
    ├── ServiceError            an online service gave no usable answer (RuntimeError)
    │   ├── UnreachableError    it could not be reached, was too slow, or failed by itself (OSError)
    │   ├── RateLimitedError    it asks for fewer requests
    │   ├── DeniedError         it refuses this key or this user (PermissionError)
    │   ├── QueryError          it refuses this question (ValueError)
    │   └── BadAnswerError      it answered something that is no list of places (ValueError)
    └── AssetError              a file that geomap ships is missing or damaged (RuntimeError)

A fault in a record is no exception: it is a `geomap.Problem`, kept beside the row it concerns.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.problems import Problem


class GeomapError(Exception):
    """Base of all. Catch it to catch every fault that geomap knows of."""


class RefusedError(GeomapError):
    """The input cannot become an honest map. Nothing is written; `problems` says what to mend."""

    def __init__(self, message: str, *, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class LoadError(RefusedError, ValueError):
    """A record file is missing or is not a table geomap can read. Mend the file that is named."""


class SettingsError(RefusedError, ValueError):
    """map.toml is wrong. Mend the line that is named."""


class BorderError(RefusedError, ValueError):
    """A file in border/ is wrong. Mend the feature that is named, or make the folder anew."""


class GazetteerError(RefusedError, RuntimeError):
    """The gazetteer index cannot be made or read. The message names the file to set aside."""


class OutputError(RefusedError, OSError):
    """The map cannot be written there. The old map is as it was; choose or free another path."""


class ServiceError(GeomapError, RuntimeError):
    """An online service gave no usable answer; the name it was asked for stays pending.

    `retry_after`: its header of that name, as it was sent. `is_server_fault`: it may do better at once.
    """

    def __init__(self, message: str, *, retry_after: str = "", is_server_fault: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.is_server_fault = is_server_fault


class UnreachableError(ServiceError, OSError):
    """The service could not be reached, was too slow, or failed by itself. Build again later."""


class RateLimitedError(ServiceError):
    """The service asks for fewer requests. Build again later; what it answered so far is kept."""


class DeniedError(ServiceError, PermissionError):
    """The service refuses this key or this user. Mend the setting that is named."""


class QueryError(ServiceError, ValueError):
    """The service refuses this question. Correct the name, or add it to places.csv."""


class BadAnswerError(ServiceError, ValueError):
    """The service answered something that is no list of places on this earth."""


class AssetError(GeomapError, RuntimeError):
    """A file of the package is missing or changed. Install geomap again."""
