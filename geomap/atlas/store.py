"""The shipped world files: many lines and a table in one small compressed file.

Layout, inside an xz stream: one line of JSON ({"step": degrees, "lengths": [...], "table": ...}),
then the byte planes of the int32 steps from vertex to vertex, first x, then y.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geomap.errors import AssetError


@dataclass(frozen=True, eq=False)
class Store:
    """Lines in degrees, and what is told about them."""

    lines: NDArray[np.object_]
    table: Any


def pack(lines: NDArray[np.object_], table: Any, step: float) -> bytes:
    """The lines on a grid of `step` degrees, and the table, as the bytes of a world file."""
    xy, owner = shapely.get_coordinates(lines, return_index=True)
    grid = np.round(xy / step).astype(np.int32)
    moves = np.diff(grid, axis=0, prepend=np.zeros((1, 2), np.int32))
    head = {"step": step, "lengths": np.bincount(owner, minlength=len(lines)).tolist(), "table": table}
    planes = np.ascontiguousarray(moves.T.astype("<i4")).view(np.uint8).reshape(2, -1, 4).transpose(0, 2, 1)
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return lzma.compress(text.encode() + b"\n" + planes.tobytes(), preset=9 | lzma.PRESET_EXTREME)


def unpack(path: Path) -> Store:
    """Read a world file. Raises AssetError where it is missing or damaged."""
    try:
        text, _, planes = lzma.decompress(path.read_bytes()).partition(b"\n")
        head = json.loads(text)
        moves = np.frombuffer(planes, np.uint8).reshape(2, 4, -1).transpose(0, 2, 1).copy().view("<i4")[:, :, 0]
    except (OSError, lzma.LZMAError, ValueError) as error:
        raise AssetError(
            f"{path.name} of the package is missing or damaged ({error}). Fix: install geomap again."
        ) from error
    xy = np.round(np.cumsum(moves.T, axis=0) * head["step"], 6)
    owner = np.repeat(np.arange(len(head["lengths"])), head["lengths"])
    return Store(shapely.linestrings(xy, indices=owner), head["table"])
