"""Where the records are: which files a path stands for, and their bytes."""

from __future__ import annotations

import re
from pathlib import Path

from rapidfuzz import fuzz, process

from geomap.errors import LoadError
from geomap.problems import show
from geomap.tables.model import Limits, refused

SUFFIXES = (".csv", ".tsv", ".xlsx", ".json", ".geojson", ".parquet", ".gpkg", ".kml")

_KINDS = {
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
    ".xlsx": "an Excel workbook",
    ".parquet": "Parquet",
    ".gpkg": "a GeoPackage",
    ".kml": "XML",
}
_MAGIC = (
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "a GeoPackage"),
    (b"version https://git-lfs", "a Git LFS pointer, not the file itself"),
)
_BINARY = ("an Excel workbook", "Parquet", "a GeoPackage")
_BLANKS = b" \t\r\n\xef\xbb\xbf"


def checked_path(path: str | Path) -> Path:
    """Return `path` if something is there. An address is refused: geomap never fetches records."""
    text = str(path)
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", text):
        raise refused(text, "is an address; geomap fetches nothing.", "Save the file and give its path.", "file.url")
    path = Path(path)
    if not path.exists():
        raise _absent(path)
    return path


def table_in(folder: Path, stem: str) -> Path | None:
    """The file in `folder` that holds the table `stem`, in whatever format; None if there is none."""
    found = [folder / (stem + suffix) for suffix in SUFFIXES if (folder / (stem + suffix)).is_file()]
    if len(found) > 1:
        names = " and ".join(path.name for path in found)
        raise refused(str(folder), f"holds {names}: which one counts?", "Keep one of them.", "file.twice")
    return found[0] if found else None


def events_in(folder: Path) -> Path:
    """The file of the events in a folder. Raises LoadError if there is none."""
    path = table_in(folder, "events")
    if path is None:
        message = f"is a folder without events.csv; it is {folder.resolve()}."
        raise refused(str(folder), message, f"Add events.csv{_close('events.csv', folder)}.", "file.no_events")
    return path


def read_bytes(path: Path, limits: Limits) -> bytes:
    """Read a file at one go, so that a later change of it cannot tear the records apart."""
    if not path.is_file():
        raise refused(str(path), "is not a regular file.", "Give the path of a file or a folder.", "file.kind")
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            message = f"has {size:,} bytes; geomap reads at most {limits.file_bytes:,} (Limits.file_bytes)."
            fix = "Split the file, or leave out columns that the map does not show."
            raise refused(path.name, message, fix, "file.size")
        data = path.read_bytes()
    except OSError as error:
        raise refused(
            path.name, f"cannot be read: {error.strerror}.", "Free the file or its folder.", "file.read"
        ) from error
    refuse_disguise(data, path)
    return data


def refuse_disguise(data: bytes, path: Path) -> None:
    """Stop where the content is not what the name says."""
    suffix = path.suffix.lower()
    if suffix not in (*SUFFIXES, ".txt"):
        message = f"ends in {show(suffix)}, which geomap cannot read."
        raise refused(path.name, message, f"Use one of {', '.join(SUFFIXES)}.", "file.format")
    said, found = _KINDS.get(suffix, "JSON"), _kind(data)
    if found not in (said, "text") or (found == "text" and said in _BINARY and data.strip()):
        message = f"is named {suffix}, but is {found}."
        raise refused(path.name, message, "Save or name the file as what it is.", "file.disguise")


def _kind(data: bytes) -> str:
    if data.startswith(b"PK"):
        return "an Excel workbook" if b"xl/workbook" in data or b"[Content_Types]" in data else "a zip archive"
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return name
    head = data[:4096].lstrip(_BLANKS).lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "an HTML page"
    if head.startswith(b"<?xml"):
        return "XML"
    return "JSON" if head.startswith((b"{", b"[{", b"[\n", b"[\r\n", b"[]")) else "text"


def _absent(path: Path) -> LoadError:
    near = _close(path.name, path.parent)
    fix = f"Check the path{near}." if near else "Check the path."
    return refused(str(path), f"does not exist; looked at {path.absolute()}.", fix, "file.missing")


def _close(name: str, folder: Path) -> str:
    """Names in the folder that are alike, as the end of a sentence."""
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return ""
    found = process.extract(name, names, scorer=fuzz.WRatio, limit=3, score_cutoff=60)
    return "; close to it: " + ", ".join(show(other) for other, _, _ in found) if found else ""
