"""Coordinates, counts and other numbers: plain decimals only, each refusal shows the form asked for."""

from __future__ import annotations

import math
import re

from geomap.problems import show
from geomap.tables import Flaw

DECIMAL = r"[-+]?[0-9]+(\.[0-9]+)?"
COUNT = r"[0-9]{1,12}"

_PLAIN = re.compile(DECIMAL + r"([eE][-+]?[0-9]+)?")
_FORM = "Write decimal degrees such as 49.5 or -0.25."
_LIMITS = {"lat": ("latitude", 90), "lon": ("longitude", 180)}


def parse_degrees(text: str, name: str) -> float | Flaw:
    """Read a latitude or longitude (`name` is "lat" or "lon") in decimal degrees."""
    word = text.strip()
    if not _PLAIN.fullmatch(word):
        return _not_degrees(word)
    value = float(word)
    if not math.isfinite(value):
        return Flaw("the number is not finite.", _FORM, "degrees.finite")
    return out_of_range(value, name) or value


def out_of_range(value: float, name: str) -> Flaw | None:
    """What is wrong with the size of a coordinate, if anything."""
    word, limit = _LIMITS[name]
    if abs(value) <= limit:
        return None
    if abs(value) >= 1000:
        message = f"it looks projected (metres); a {word} lies between -{limit} and {limit} degrees."
        return Flaw(message, "Convert it to WGS 84 decimal degrees.", "degrees.projected")
    message = f"a {word} lies between -{limit} and {limit} degrees."
    return Flaw(message, "Look it up again; it is not wrapped into the range.", "degrees.range")


def parse_count(text: str) -> int | Flaw:
    """Read a whole number, zero or more."""
    word = text.strip()
    if re.fullmatch(COUNT, word):
        return int(word)
    fix = (
        "Write digits only, such as 1200; put a range into the low and high columns, words into casualties_as_reported."
    )
    return Flaw("it is not a whole number of zero or more.", fix, "count.form")


def parse_number(text: str) -> float | Flaw:
    """Read a decimal number, zero or more."""
    word = text.strip()
    value = float(word) if _PLAIN.fullmatch(word) else math.nan
    if math.isfinite(value) and value >= 0:
        return value
    return Flaw("it is not a decimal number of zero or more.", "Write it as 12 or 12.5.", "number.form")


def _not_degrees(word: str) -> Flaw:
    if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", word):
        guess = word.replace(",", ".")
        return Flaw("it has a decimal comma.", f"Write {show(guess)}.", "degrees.comma")
    if word.lower().strip("+-") in ("nan", "inf", "infinity"):
        return Flaw("the number is not finite.", _FORM, "degrees.finite")
    return Flaw("it is not a number of decimal degrees.", _FORM, "degrees.form")
