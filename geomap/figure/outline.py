"""The outlines of SVG, as far as the page's signs use them, as paths of matplotlib."""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
from matplotlib.path import Path

_TOKEN = re.compile(r"([MmLlHhVvCcAaZz])|(-?(?:\d+\.?\d*|\.\d+))")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "A": 7, "Z": 0}
ARC_DEGREES = 6

Vertices = list[tuple[tuple[float, float], np.uint8]]


@lru_cache(maxsize=256)
def outline(data: str) -> Path:
    """The `d` of an SVG path: M, L, H, V, C, Z and circular A, absolute or relative."""
    vertices: Vertices = []
    here = start = (0.0, 0.0)
    for command, numbers in _commands(data):
        end = _end(command, numbers, here)
        if command in "Mm":
            start = end
            vertices.append((end, Path.MOVETO))
        elif command in "Zz":
            end = start
            vertices.append((start, Path.CLOSEPOLY))
        else:
            vertices += _segment(command, numbers, here, end)
        here = end
    return Path(np.array([xy for xy, _ in vertices]), [code for _, code in vertices])


def _commands(data: str) -> list[tuple[str, list[float]]]:
    found: list[tuple[str, list[float]]] = []
    command, numbers = "", list[float]()
    for letter, number in _TOKEN.findall(data):
        if letter:
            command, numbers = letter, []
        else:
            numbers.append(float(number))
        if command and len(numbers) == _TAKES[command.upper()]:
            found.append((command, numbers))
            command, numbers = {"M": "L", "m": "l"}.get(command, command), []
            command = "" if command in "Zz" else command
    return found


def _end(command: str, numbers: list[float], here: tuple[float, float]) -> tuple[float, float]:
    x, y = here if command.islower() else (0.0, 0.0)
    if command in "Hh":
        return x + numbers[0], here[1]
    if command in "Vv":
        return here[0], y + numbers[0]
    return (x + numbers[-2], y + numbers[-1]) if numbers else here


def _segment(command: str, numbers: list[float], here: tuple[float, float], end: tuple[float, float]) -> Vertices:
    if command in "Cc":
        base = np.array(here if command == "c" else (0.0, 0.0))
        bends = (np.array(numbers).reshape(3, 2) + base).tolist()
        return [((x, y), Path.CURVE4) for x, y in bends]
    if command in "Aa":
        return [(xy, Path.LINETO) for xy in _arc(numbers, here, end)]
    return [(end, Path.LINETO)]


def _arc(numbers: list[float], here: tuple[float, float], end: tuple[float, float]) -> list[tuple[float, float]]:
    """Points along a circular arc; flags as in SVG."""
    radius, large, sweep = numbers[0], numbers[3] > 0, numbers[4] > 0
    a, b = complex(*here), complex(*end)
    chord = abs(b - a)
    rise = np.sqrt(max(radius**2 - chord**2 / 4, 0)) * (1 if large == sweep else -1)
    centre = (a + b) / 2 + 1j * (b - a) / chord * -rise
    first, turn = np.angle(a - centre), np.angle((b - centre) / (a - centre))
    if (turn < 0) if sweep else (turn > 0):
        turn += 2 * np.pi if sweep else -2 * np.pi
    angles = first + np.linspace(0, turn, max(2, round(abs(np.degrees(turn)) / ARC_DEGREES)))[1:]
    points = centre + abs(a - centre) * np.exp(1j * angles)
    return [(float(point.real), float(point.imag)) for point in points]
