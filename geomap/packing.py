"""Pack data into text that an HTML file can carry, the same bytes each time."""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

DEGREE_PARTS = 10_000
"""Coordinates travel as whole ten-thousandths of a degree, about 11 m."""


def packed_json(value: object) -> str:
    """JSON, gzip, base64. A lone surrogate becomes its escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return packed(text.encode("utf-8", "backslashreplace"))


def packed(data: bytes) -> str:
    """gzip without a clock or a system's mark in its header, then base64."""
    packed = bytearray(gzip.compress(data, 9, mtime=0))
    packed[9] = 255
    return base64.b64encode(packed).decode("ascii")


def safe_in_html(text: str) -> str:
    """JSON that no HTML parser can mistake for markup and no script reader for a line end."""
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text.encode("utf-8", "backslashreplace").decode()


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
