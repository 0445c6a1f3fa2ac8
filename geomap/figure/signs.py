"""The signs of events, as the page has them: colour and glyph tell the type, the outline the status, the shape how
exact the place is. No sign is told from another by its colour alone. `geomap/web/src/symbols.js` has the same outlines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from matplotlib.path import Path

from geomap.figure.outline import outline
from geomap.figure.sheet import INK, PAPER, Sheet
from geomap.symbology import DISPUTED, EVENT_TYPE_COLOURS

UNIT = 0.148  # millimetres for a pixel of the page's signs
RIM = 0.9  # millimetres about a pile, where dashes tell of disputed events in it

GLYPHS = {
    "incursion": "M1 6h6.5M5 3.2 7.8 6 5 8.8M10.6 1.6v8.8",
    "ground_clash": "M2.6 2.6l6.8 6.8M9.4 2.6l-6.8 6.8",
    "capture": "M3.2 10.8V1.6h6.2L7.8 4.1l1.6 2.5H3.2",
    "shelling": (
        "M6 1.2v2.6M6 8.2v2.6M1.2 6h2.6M8.2 6h2.6M2.6 2.6l1.6 1.6M7.8 7.8l1.6 1.6M9.4 2.6 7.8 4.2M4.2 7.8 2.6 9.4"
    ),
    "air_strike": "M6 1.2v8.6M2.6 6.4 6 9.9l3.4-3.5M3.4 1.2h5.2",
    "losses": "M2.2 6h7.6",
    "civil_measure": "M1.6 6 6 2l4.4 4M3.1 5.2v5h5.8v-5",
    "statement": "M1.6 2.2h8.8v5.6H6.4l-2.6 2.4V7.8H1.6z",
    "other": "M5.2 6a.8.8 0 1 0 1.6 0a.8.8 0 1 0-1.6 0",
}
"""In a box of 12 by 12."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Outline, its left half, the hatching of the right half, a second outline; the place is at 0, foot."""

    whole: str
    half: str
    hatch: str
    outer: str
    foot: float


SHAPES = {
    "pin": Shape(
        "M0 21C-2 15-11 9-11 0A11 11 0 1 1 11 0C11 9 2 15 0 21Z",
        "M0 21C-2 15-11 9-11 0A11 11 0 0 1 0-11Z",
        "M0-6 4.6-10.6M0 0 9-9M0 6 11-5M0 12 10.6 1.4M0 18 8 10",
        "M0 24.4C-3.6 17.4-14 10.6-14 0A14 14 0 1 1 14 0C14 10.6 3.6 17.4 0 24.4Z",
        21,
    ),
    "ring": Shape(
        "M-11 0A11 11 0 1 1 11 0A11 11 0 1 1-11 0Z",
        "M0 11A11 11 0 0 1 0-11Z",
        "M0-6 4.6-10.6M0 0 9-9M0 6 11-5M2 10 10.4 1.6",
        "M-14 0A14 14 0 1 1 14 0A14 14 0 1 1-14 0Z",
        0,
    ),
    "square": Shape(
        "M-10-10H10V10H-10Z",
        "M-10-10H0V10H-10Z",
        "M0-6 4-10M0 0 10-10M0 6 10-4M2 10 10 2",
        "M-13.4-13.4H13.4V13.4H-13.4Z",
        0,
    ),
}
_DARK_GLYPH = frozenset({"shelling", "statement"})  # whose colours are too light for a white one


def shape_of(precision: str) -> str:
    """Name of the shape for a precision that is drawn."""
    if precision in ("point", "settlement"):
        return "pin"
    return "ring" if precision == "near_settlement" else "square"


def draw_sign(sheet: Sheet, at: tuple[float, float], shape: str, kind: str, status: str, unit: float = UNIT) -> None:
    """The sign of one event of a type and status, its middle at `at`, a pin's head there."""
    known, colour = SHAPES[shape], EVENT_TYPE_COLOURS.get(kind, EVENT_TYPE_COLOURS["other"])
    pen = _Pen(sheet, at, unit)
    pen.draw(known.whole, stroke=PAPER, width=9 if status == "corroborated" or shape == "ring" else 5)
    if status == "corroborated":
        pen.draw(known.outer, stroke=colour, width=1.8)
    glyph = _body(pen, known, colour, status, kind, is_ring=shape == "ring")
    glyph_pen = _Pen(sheet, (at[0] - 6 * unit, at[1] - 6 * unit), unit)
    glyph_pen.draw(GLYPHS.get(kind, GLYPHS["other"]), stroke=glyph, width=1.7)
    if status == "denied":
        pen.draw("M-9 9 9-9", stroke=INK, width=2)


def draw_pile(
    sheet: Sheet,
    at: tuple[float, float],
    radius: float,
    shares: Mapping[str, int],
    *,
    square: bool = False,
    disputed: bool = False,
) -> None:
    """A sign for several events: the types' shares as a ring about their number, or as a frame for an area."""
    if disputed:
        _rim(sheet, at, radius, square=square)
    ring = Path.unit_rectangle() if square else Path.unit_circle()
    left_top, side = ((at[0] - radius, at[1] - radius), 2 * radius) if square else (at, radius)
    sheet.path(ring, at=left_top, scale=side, fill=PAPER, stroke=PAPER, width=2.2)
    _shares(sheet, at, radius, shares, square=square)
    sheet.path(ring, at=left_top, scale=side, stroke=INK, width=0.4)
    inner = 0.64
    inside = (at[0] - radius * inner, at[1] - radius * inner) if square else at
    sheet.path(ring, at=inside, scale=side * inner, fill=PAPER, stroke=INK, width=0.3)
    total = str(sum(shares.values()))
    size = min(6.6, 5.2 * radius / (1.05 * max(len(total), 1.6)))
    sheet.text(at[0], at[1] + size * 0.129, total, size, bold=True, align="center")


def type_key(sheet: Sheet, at: tuple[float, float], kind: str) -> None:
    """The glyph of a type on a disc of its colour."""
    sheet.path(Path.unit_circle(), at=at, scale=1.5, fill=EVENT_TYPE_COLOURS.get(kind, EVENT_TYPE_COLOURS["other"]))
    pen = _Pen(sheet, (at[0] - 6 * UNIT, at[1] - 6 * UNIT), UNIT)
    pen.draw(GLYPHS.get(kind, GLYPHS["other"]), stroke=_on(kind), width=1.7)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws outlines in pixels of the page's signs; widths of lines are in these, too."""

    sheet: Sheet
    at: tuple[float, float]
    unit: float

    def draw(
        self, data: str, *, fill: str = "none", stroke: str = "none", width: float = 0, dash: tuple[float, ...] = ()
    ) -> None:
        points = width * self.unit / 25.4 * 72
        self.sheet.path(outline(data), at=self.at, scale=self.unit, fill=fill, stroke=stroke, width=points, dash=dash)


def _body(pen: _Pen, shape: Shape, colour: str, status: str, kind: str, *, is_ring: bool) -> str:
    """Draws what lies under the glyph; answers the colour that the glyph is to have."""
    if status == "disputed":
        pen.draw(shape.whole, fill=PAPER)
        pen.draw(shape.half, fill=colour)
        pen.draw(shape.hatch, stroke=colour, width=1.5)
        pen.draw(shape.whole, stroke=colour, width=1.8, dash=(2.2, 1.1))
        pen.sheet.path(Path.unit_circle(), at=pen.at, scale=7.6 * pen.unit, fill=PAPER)
        return INK
    if status in ("denied", "unsourced"):
        dash = (0.9, 1.8) if status == "unsourced" else ()
        pen.draw(shape.whole, fill=PAPER, stroke=colour, width=2, dash=dash)
        return colour
    if is_ring:
        pen.draw(shape.whole, fill=PAPER, stroke=colour, width=4.5)
        return colour
    pen.draw(shape.whole, fill=colour)
    return _on(kind)


def _rim(sheet: Sheet, at: tuple[float, float], radius: float, *, square: bool) -> None:
    """The dashes about a pile that holds disputed events."""
    for breadth, colour, dash in ((2.2, PAPER, ()), (0.8, DISPUTED, (2.2, 1.1))):
        reach = radius + RIM / 2
        ring, scale = (Path.unit_rectangle(), 2 * reach) if square else (Path.unit_circle(), reach)
        corner = (at[0] - reach, at[1] - reach) if square else at
        sheet.path(ring, at=corner, scale=scale, stroke=colour, width=breadth, dash=dash, cap="butt")


def _on(kind: str) -> str:
    return INK if kind in _DARK_GLYPH else PAPER


def _shares(sheet: Sheet, at: tuple[float, float], radius: float, shares: Mapping[str, int], *, square: bool) -> None:
    total, since = sum(shares.values()), 0
    for kind, number in shares.items():
        first, last = (2 * np.pi * part / total - np.pi / 2 for part in (since, since + number))
        angles = np.linspace(first, last, max(2, round(np.degrees(last - first) / 3)))
        reach = 1 / np.maximum(abs(np.cos(angles)), abs(np.sin(angles))) if square else np.ones_like(angles)
        rim = np.column_stack([np.cos(angles) * reach, np.sin(angles) * reach])
        wedge = Path(np.vstack([[(0, 0)], rim, [(0, 0)]]), closed=True)
        sheet.path(wedge, at=at, scale=radius, fill=EVENT_TYPE_COLOURS[kind], stroke=PAPER, width=0.3)
        since += number
