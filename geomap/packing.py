"""Pack data into text that an HTML file can carry, the same bytes each time."""

from __future__ import annotations

import base64
import gzip
import json


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
