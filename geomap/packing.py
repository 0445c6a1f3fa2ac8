"""Pack data into text that an HTML file can carry, the same bytes each time."""

from __future__ import annotations

import base64
import json
from typing import Any

import deflate
import msgspec

LITTLE, SOME, MUCH = 2_000_000, 20_000_000, 100_000_000
"""Bytes up to which every percent counts, up to which most do, and from which on time counts for more."""

DEGREE_PARTS = 10_000
"""Coordinates travel as whole ten-thousandths of a degree, about 11 m."""


def packed_json(value: object) -> str:
    """JSON, gzip, base64."""
    return packed(json_bytes(value))


def json_bytes(value: object) -> bytes:
    """JSON in UTF-8. A lone surrogate becomes its escape."""
    try:
        return msgspec.json.encode(value)  # several times as fast as json
    except UnicodeEncodeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def packed(data: bytes, *, level: int | None = None) -> str:
    """gzip, whose header from libdeflate holds no clock and no system's mark, then base64."""
    pressed = deflate.gzip_compress(data, level_for(len(data)) if level is None else level)
    return base64.b64encode(pressed).decode("ascii")


def level_for(size: int) -> int:
    """How hard to press so many bytes: 12 leaves 18 % less of texts than 1 and takes thirty times as long."""
    return 12 if size <= LITTLE else 9 if size <= SOME else 6 if size <= MUCH else 1


def safe_in_html(text: str) -> str:
    """JSON that no HTML parser can mistake for markup and no script reader for a line end."""
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def stepped(coordinates: Any) -> Any:
    """GeoJSON coordinates with each line or ring as [x, y, dx, dy, …] in ten-thousandths of a degree.

    Small steps compress to almost half of what the degrees do; `layers.js` takes them apart again.
    """
    if not isinstance(coordinates[0][0], (int, float)):
        return [stepped(part) for part in coordinates]
    steps: list[int] = []
    x = y = 0
    for lon, lat in coordinates:
        here = round(lon * DEGREE_PARTS), round(lat * DEGREE_PARTS)
        steps += here[0] - x, here[1] - y
        x, y = here
    return steps
