"""datapackage.json: which CSV file beside an exported one holds its claims, and what else it carries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from geomap.tables.book import nested_book, parsed
from geomap.tables.model import Limits, RawBook, RawTable, refused
from geomap.tables.source import read_bytes

FILE = "datapackage.json"
BLOCK = "geomap"
"""The property of the package, beside those of the standard, that makes it geomap's."""


def in_package(
    book: RawBook, path: Path, read: Callable[[Path], RawTable], limits: Limits, *, is_alone: bool
) -> RawBook:
    """The book of a CSV file with what the package beside it adds, if geomap wrote one for this file.

    is_alone: the file was named, not its folder, so its claims must be found through the package.
    """
    package = own_package(path.with_name(FILE), path.name, limits)
    if package is None:
        return book
    found = nested_book(book.events, None, package[BLOCK], limits)
    return replace(found, reports=_reports(package, path, read) if is_alone else None)


def own_package(path: Path, events: str, limits: Limits) -> Mapping[str, Any] | None:
    """The package at `path` if geomap wrote it for the file `events`."""
    if not path.is_file():
        return None
    package = parsed(read_bytes(path, limits), path.name)
    if not isinstance(package, Mapping) or BLOCK not in package:
        return None
    return package if _resource(package, "events") == events else None


def _reports(package: Mapping[str, Any], path: Path, read: Callable[[Path], RawTable]) -> RawTable:
    name = _resource(package, "reports")
    beside = path.with_name(name or "reports.csv")
    if not name or beside.parent != path.parent or not beside.is_file():
        message = f"names {name or 'no file'} for the claims of {path.name}, which is not beside it."
        raise refused(FILE, message, "Put the file there, or export both anew.", "file.package")
    return read(beside)


def _resource(package: Mapping[str, Any], name: str) -> str:
    """The file of a resource, only ever a plain name."""
    resources = package.get("resources")
    found = [r for r in resources if isinstance(r, Mapping)] if isinstance(resources, list) else []
    paths = [r.get("path") for r in found if r.get("name") == name]
    return paths[0] if len(paths) == 1 and isinstance(paths[0], str) and Path(paths[0]).name == paths[0] else ""
