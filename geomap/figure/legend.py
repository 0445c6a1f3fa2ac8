"""The key beside the map: only what the map shows. Then north and the scale."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely
from matplotlib.path import Path

from geomap.border import Border
from geomap.figure.base import LAND_DISPUTED, ZONE, ZONE_OPACITY, hatching
from geomap.figure.marks import Events, Mark, in_order, is_disputed, rows_shown, shares
from geomap.figure.sheet import INK, PAPER, QUIET, RULE, Sheet, path_of, wrapped
from geomap.figure.signs import draw_pile, draw_sign, shape_of, type_key
from geomap.figure.view import View
from geomap.records import STATUSES
from geomap.symbology import BORDER, HATCH, LAND_NEAR

SIZE, LEADING, ROW, HEADING = 6.0, 2.5, 4.0, 4.6
KEY = 7.5  # millimetres that the signs take
BOLD = 1.16  # times as broad as other text

Draw = Callable[[Sheet, tuple[float, float]], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, or a sign with what it means."""

    lines: tuple[str, ...]
    sign: Draw | None = None

    @property
    def height(self) -> float:
        if self.sign is None:
            return HEADING + LEADING * (len(self.lines) - 1)
        return max(ROW, LEADING * len(self.lines) + 1.2)


def legend(
    found: Sequence[Mark], events: Events, border: Border | None, view: View, said: Mapping[str, str], width: float
) -> list[Line]:
    """The lines of the key for what is drawn, wrapped to `width` millimetres."""
    rows = sorted(rows_shown(found))
    types = in_order(dict.fromkeys((events.types[row] for row in rows), 1))
    single = [mark.rows[0] for mark in found if not mark.is_pile]
    statuses = [status.name for status in STATUSES if status.name in {events.statuses[row] for row in single}]
    parts: tuple[tuple[str, Iterable[tuple[str, Draw]]], ...] = (
        ("legend.type", [(said[f"event_type.{kind}"], partial(_type, kind)) for kind in types]),
        ("legend.outline", [(said[f"status.{name}"], partial(_status, name)) for name in statuses]),
        ("legend.precision", [*_shapes(found, events, said), *_areas(rows, events, said)]),
        ("", _ground(border, view, said)),
    )
    lines: list[Line] = []
    for title, keys in parts:
        keys = list(keys)
        if keys and title:
            lines.append(Line(tuple(wrapped(said[title], BOLD * SIZE, width))))
        lines += [Line(tuple(wrapped(text, SIZE, width - KEY)), sign) for text, sign in keys]
    return lines


def in_two(lines: Sequence[Line], first: float) -> tuple[list[Line], list[Line]]:
    """The lines in two columns of about one height, the first of which holds something `first` high already."""

    def height(cut: int) -> float:
        torn = 0 if lines[cut].sign is None else 2 * ROW  # better a little higher than a part without its heading
        return max(first + height_of(lines[:cut]), height_of(lines[cut:])) + torn

    cuts = [at for at in range(1, len(lines)) if lines[at - 1].sign is not None]
    cut = min(cuts, key=height, default=len(lines))
    return list(lines[:cut]), list(lines[cut:])


def height_of(lines: Iterable[Line]) -> float:
    return sum(line.height for line in lines)


def draw_legend(sheet: Sheet, lines: Iterable[Line], left: float, top: float) -> None:
    for line in lines:
        if line.sign is None:
            for number, text in enumerate(line.lines):
                sheet.text(left, top + 3.2 + number * LEADING, text, SIZE, bold=True)
        else:
            middle = top + line.height / 2
            line.sign(sheet, (left + 2.8, middle))
            first = middle + 0.75 - (len(line.lines) - 1) * LEADING / 2
            for number, text in enumerate(line.lines):
                sheet.text(left + KEY, first + number * LEADING, text, SIZE)
        top += line.height


def draw_scale(sheet: Sheet, view: View, said: Mapping[str, str], left: float, bottom: float, width: float) -> None:
    """A bar of two halves with its length, which holds at the middle of the map; an arrow to the north beside it."""
    kilometres, length, latitude = view.scale_bar(width - 12)
    middle = left + length / 2
    sheet.box((left, bottom - 1.2, middle, bottom), fill=INK, stroke=INK, width=0.5)
    sheet.box((middle, bottom - 1.2, left + length, bottom), fill=PAPER, stroke=INK, width=0.5)
    at = f"{abs(latitude):.0f}° {said['north_of' if latitude >= 0 else 'south_of']}"
    sheet.text(left, bottom - 2.2, said["scale"].format(km=f"{kilometres:,}".replace(",", " "), latitude=at), SIZE)
    x = left + width - 4
    sheet.path(Path([(-1.6, 3.4), (0, -2.6), (1.6, 3.4), (0, 2.1), (-1.6, 3.4)]), at=(x, bottom - 3.6), fill=INK)
    sheet.text(x, bottom - 7, said["north"], 6.6, bold=True, align="center")


def _shapes(found: Sequence[Mark], events: Events, said: Mapping[str, str]) -> Iterable[tuple[str, Draw]]:
    shapes = {shape_of(events.precisions[mark.rows[0]]) for mark in found if not mark.is_pile}
    for shape in ("pin", "ring"):
        if shape in shapes:
            yield said[f"legend.{shape}"], partial(_shape, shape)
    for is_area, key in ((False, "legend.pile"), (True, "legend.area_pile")):
        piles = [mark for mark in found if mark.is_pile and mark.is_area is is_area]
        if piles:
            yield said[key], partial(_pile, dict(list(shares(piles[0], events).items())[:3]), square=is_area)
    if any(mark.is_pile and is_disputed(mark, events) for mark in found):
        yield said["legend.cluster_disputed"], partial(_pile, {"air_strike": 3, "shelling": 2}, disputed=True)


def _areas(rows: Iterable[int], events: Events, said: Mapping[str, str]) -> Iterable[tuple[str, Draw]]:
    kinds = {events.areas[row].partition(":")[0] for row in rows}
    if "regions" in kinds:
        yield said["legend.area"], partial(_area, dashed=False)
    if "disc" in kinds:
        yield said["legend.disc"], partial(_area, dashed=True)
    if "segment" in kinds:
        yield said["legend.segment"], _segment


def _ground(border: Border | None, view: View, said: Mapping[str, str]) -> Iterable[tuple[str, Draw]]:
    if border is None:
        return
    if len(view.shapes(border.line.geometry)):
        yield said["legend.border"], _border
    if len(view.shapes(border.zone.geometry)):
        kilometres = f"{border.provenance.get('zone_km', 25):g}"
        yield said["legend.zone"].format(km=kilometres), _zone
    if len(view.shapes(border.regions.geometry[border.regions["disputed"].to_numpy(dtype=bool)])):
        yield said["legend.disputed"], _disputed


def _type(kind: str, sheet: Sheet, at: tuple[float, float]) -> None:
    type_key(sheet, at, kind)


def _status(status: str, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_sign(sheet, (at[0], at[1] - 0.55), "pin", "air_strike", status, 0.11)


def _shape(shape: str, sheet: Sheet, at: tuple[float, float]) -> None:
    draw_sign(sheet, (at[0], at[1] - (0.55 if shape == "pin" else 0)), shape, "air_strike", "one_side", 0.11)


def _pile(
    counts: Mapping[str, int],
    sheet: Sheet,
    at: tuple[float, float],
    *,
    square: bool = False,
    disputed: bool = False,
) -> None:
    draw_pile(sheet, at, 1.35 if disputed else 1.8, counts, square=square, disputed=disputed)


def _area(sheet: Sheet, at: tuple[float, float], *, dashed: bool) -> None:
    box = shapely.box(at[0] - 2.6, at[1] - 1.6, at[0] + 2.6, at[1] + 1.6)
    if dashed:
        box = shapely.transform(shapely.Point(0, 0).buffer(1), lambda xy: xy * [2.6, 1.6] + at)
    sheet.path(path_of([box]), fill=LAND_NEAR)
    sheet.path(hatching([box]), stroke=HATCH, width=0.3, opacity=0.5)
    sheet.path(path_of([box]), stroke=HATCH, width=0.6, dash=(4, 2.5) if dashed else ())


def _segment(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.path(_wave(at), stroke=HATCH, width=6, opacity=0.28)


def _border(sheet: Sheet, at: tuple[float, float]) -> None:
    sheet.path(_wave(at), stroke=BORDER, width=1.5)


def _zone(sheet: Sheet, at: tuple[float, float]) -> None:
    box = (at[0] - 2.6, at[1] - 1.6, at[0] + 2.6, at[1] + 1.6)
    sheet.box(box, fill=LAND_NEAR)
    sheet.box(box, fill=ZONE, opacity=2 * ZONE_OPACITY)
    sheet.box(box, stroke=RULE, width=0.3)


def _disputed(sheet: Sheet, at: tuple[float, float]) -> None:
    box = (at[0] - 2.6, at[1] - 1.6, at[0] + 2.6, at[1] + 1.6)
    sheet.box(box, fill=LAND_DISPUTED, stroke=QUIET, width=0.5, dash=(3, 2))


def _wave(at: tuple[float, float]) -> Path:
    x = np.linspace(-2.6, 2.6, 24)
    return Path(np.column_stack([at[0] + x, at[1] - np.sin(x * 1.4) * 0.8]))
