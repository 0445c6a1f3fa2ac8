"""Room on the map: what is placed keeps its box, so that nothing is written over anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from geomap.figure.sheet import Box

RINGS, STEP = 24, 2.3  # how far a sign may be moved off its spot, in rings of so many millimetres
DOT, EDGE = 0.5, 0.6  # millimetres about a spot, within a frame

Point = tuple[float, float]


class Room:
    """The free part of a frame."""

    def __init__(self, frame: Box) -> None:
        self._frame = frame
        self._taken = np.empty((0, 4))
        self._spots = np.empty((0, 2))

    def take(self, box: Box) -> None:
        self._taken = np.vstack([self._taken, box])

    def keep(self, spots: Iterable[Point]) -> None:
        """Let nothing but its own sign cover a spot."""
        self._spots = np.array([*self._spots, *spots]).reshape(-1, 2)

    def is_free(self, box: Box, own: Point | None = None) -> bool:
        return self._is_inside(box) and not self._is_taken(box) and not self._is_on_spot(box, own)

    def first_free(self, boxes: Iterable[Box], own: Point | None = None) -> int | None:
        """Which of the boxes is free, the first; it is taken then. own: the spot that it may cover."""
        for number, box in enumerate(boxes):
            if self.is_free(box, own):
                self.take(box)
                return number
        return None

    def _is_inside(self, box: Box) -> bool:
        left, top, right, bottom = box
        first, highest, last, lowest = self._frame
        return first + EDGE <= left and highest + EDGE <= top and right <= last - EDGE and bottom <= lowest - EDGE

    def _is_taken(self, box: Box) -> bool:
        left, top, right, bottom = box
        taken = self._taken
        over = (taken[:, 0] < right) & (taken[:, 2] > left) & (taken[:, 1] < bottom) & (taken[:, 3] > top)
        return bool(over.any())

    def _is_on_spot(self, box: Box, own: Point | None) -> bool:
        left, top, right, bottom = box
        x, y = self._spots.T
        over = (left - DOT < x) & (x < right + DOT) & (top - DOT < y) & (y < bottom + DOT)
        if own is not None:
            over &= np.hypot(x - own[0], y - own[1]) > DOT
        return bool(over.any())


def around() -> Iterator[tuple[float, float]]:
    """Steps off a spot in millimetres, the nearest first."""
    yield 0.0, 0.0
    for ring in range(1, RINGS):
        angles = np.linspace(0, 2 * np.pi, 8 * ring, endpoint=False) - np.pi / 2
        yield from zip((ring * STEP * np.cos(angles)).tolist(), (ring * STEP * np.sin(angles)).tolist(), strict=True)


def moved(box: Box, dx: float, dy: float) -> Box:
    left, top, right, bottom = box
    return left + dx, top + dy, right + dx, bottom + dy
