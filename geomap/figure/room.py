"""Room on the map: what is placed keeps its box, so that nothing is written over anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from geomap.figure.sheet import Box

RINGS, STEP = 14, 2.3  # how far a sign may be moved off its spot, in rings of so many millimetres


class Room:
    """The free part of a frame."""

    def __init__(self, frame: Box) -> None:
        self._frame = frame
        self._taken = np.empty((0, 4))

    def take(self, box: Box) -> None:
        self._taken = np.vstack([self._taken, box])

    def is_free(self, box: Box) -> bool:
        left, top, right, bottom = box
        outside = left < self._frame[0] or top < self._frame[1] or right > self._frame[2] or bottom > self._frame[3]
        taken = self._taken
        over = (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
        return not outside and not bool(over.any())

    def first_free(self, boxes: Iterable[Box]) -> int | None:
        """Which of the boxes is free, the first; it is taken then."""
        for number, box in enumerate(boxes):
            if self.is_free(box):
                self.take(box)
                return number
        return None


def around() -> Iterator[tuple[float, float]]:
    """Steps off a spot in millimetres, the nearest first."""
    yield 0.0, 0.0
    for ring in range(1, RINGS):
        angles = np.linspace(0, 2 * np.pi, 8 * ring, endpoint=False) - np.pi / 2
        yield from zip((ring * STEP * np.cos(angles)).tolist(), (ring * STEP * np.sin(angles)).tolist(), strict=True)


def moved(box: Box, dx: float, dy: float) -> Box:
    left, top, right, bottom = box
    return left + dx, top + dy, right + dx, bottom + dy
