"""Bytes to text, strictly: a file whose encoding is not certain is refused, never guessed."""

from __future__ import annotations

import codecs

from rapidfuzz import process

from geomap.problems import Problem, show
from geomap.tables.model import refused

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CANDIDATES = ("cp1251", "koi8-u", "cp1252")
_COMMON = ("utf-8", "utf-16", "cp1250", "cp1251", "cp1252", "koi8-u", "koi8-r", "cp866", "iso-8859-5")


def decode(data: bytes, file: str, encoding: str | None = None) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of `data` without its byte order marks, and what is to be noted of it.

    Without `encoding` the text must be UTF-8, or start with a byte order mark. Raises LoadError
    that names the line and the byte of what cannot be read.
    """
    if encoding is not None:
        return _as_asked(data, file, encoding)
    name = encoding_mark(data) or "utf-8"
    if name == "utf-8":
        return _utf8(data, file), ()
    text = _strict(data, file, name)
    return text, (_note(file, f"is {name.upper()}, read by its byte order mark.", "Save it as UTF-8.", "file.utf16"),)


def utf8_of(data: bytes, file: str, encoding: str | None = None) -> tuple[bytes, tuple[Problem, ...]]:
    """As `decode`, but the text in UTF-8: of a large file in ASCII, the very bytes without a copy."""
    if encoding is None and data.isascii() and b"\0" not in data[:4]:
        return data, ()
    text, notes = decode(data, file, encoding)
    return text.encode(), notes


def line_of(data: bytes, position: int) -> int:
    """Line, from 1, that a byte lies on."""
    return data.count(b"\n", 0, position) + 1


def _as_asked(data: bytes, file: str, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        best = process.extractOne(encoding.lower(), _COMMON)
        fix = f"Did you mean --encoding {best[0] if best else 'utf-8'}?"
        raise refused(file, f"cannot be read: {show(encoding)} is no known encoding.", fix, "file.encoding") from None
    if name != "utf-8" and not data.isascii() and _is_utf8(data):
        message = f"is valid UTF-8, but was read as {encoding} as asked."
        return _strict(data, file, name), (_note(file, message, "Leave out --encoding.", "file.encoding"),)
    return _strict(data, file, name), ()


def _note(file: str, message: str, fix: str, rule: str) -> Problem:
    return Problem(file, None, "", "", message, fix, rule, "warning")


def encoding_mark(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start names, if there is one."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def _utf8(data: bytes, file: str) -> str:
    if b"\0" in data[:4]:
        fix = "Save it as UTF-8, or give --encoding utf-16-le (or utf-16-be)."
        raise refused(file, "looks like UTF-16 without a byte order mark.", fix, "file.encoding", line=1)
    try:
        return data.decode().lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise _not_utf8(data, file, error.start) from error


def _strict(data: bytes, file: str, name: str) -> str:
    try:
        return data.decode(name).lstrip("\ufeff")
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        message = f"is not {name}: byte {start + 1} of the file cannot be read."
        fix = "Give the encoding that the file was saved with."
        raise refused(file, message, fix, "file.encoding", line=line_of(data, start)) from error


def _not_utf8(data: bytes, file: str, start: int) -> Exception:
    line, byte = line_of(data, start), f"byte 0x{data[start]:02X} at position {start + 1}"
    preview = _preview(data, start)
    if any(not piece.isascii() and _is_utf8(piece) for piece in data.split(b"\n")):
        message = f"mixes encodings: it is UTF-8 elsewhere, but here {byte} is not; it could be {preview}."
        return refused(file, message, "Write that line anew as UTF-8.", "file.mixed_encoding", line=line)
    message = f"is not UTF-8: {byte}; it could be {preview}."
    fix = "Save the file as UTF-8, or name its encoding: --encoding cp1251."
    return refused(file, message, fix, "file.encoding", line=line)


def _preview(data: bytes, start: int) -> str:
    """The words around a byte as each candidate encoding would read them."""
    line_start = data.rfind(b"\n", 0, start) + 1
    piece = data[max(line_start, start - 12) : start + 24].split(b"\n")[0].rstrip(b"\r")
    return ", ".join(f"{name} {show(piece.decode(name, errors='replace'))}" for name in _CANDIDATES)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
