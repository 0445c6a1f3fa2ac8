"""One sheet: title, map with overview and key beside it, captions, sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geomap.border import Border
from geomap.errors import OutputError, RefusedError
from geomap.export.content import Content
from geomap.export.entries import Entry, Listing, time_order
from geomap.figure.base import draw_areas, draw_ground, draw_names, draw_overview
from geomap.figure.captions import captions, span
from geomap.figure.legend import Line, draw_legend, draw_scale, height_of, in_two, legend
from geomap.figure.marks import Events, Mark, draw_marks, drawn_areas, marks
from geomap.figure.room import Room
from geomap.figure.sheet import INK, MM_PER_INCH, QUIET, Sheet, own_settings, unknown_letters, wrapped
from geomap.figure.view import Bounds, Points, View, bounds_of
from geomap.problems import Problem, show
from geomap.words import words

WIDTH_MM, NARROWEST, BROADEST = 180.0, 80.0, 1200.0
BESIDE = 110.0  # millimetres from which on the key stands beside the map, not under it
DPI, LEAST_DPI, MOST_PIXELS = 300, 50, 32_000
MARGIN, GAP = 4.0, 4.0
LOWEST_MAP = 40.0
SCALE = 10.0  # millimetres that scale and north take under the map of a narrow sheet
MIDDLE_SHARE = 0.95
"""The map shows the middle of so many events; the overview has the others too."""


@dataclass(frozen=True, slots=True)
class Made:
    """A finished figure and what could not be shown as it should."""

    data: bytes
    problems: tuple[Problem, ...]


def parse_size(text: str) -> tuple[float, float | None]:
    """Read "180" or "180x240": breadth and, if given, height in millimetres. Raises RefusedError."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(?:\s*[x×]\s*(\d+(?:\.\d+)?))?(?:\s*mm)?", text.strip() or f"{WIDTH_MM:g}")
    if not found or not NARROWEST <= float(found[1]) <= BROADEST or float(found[2] or 1) > BROADEST:
        fix = f"Give millimetres, as in 180 or 180x240, from {NARROWEST:g} to {BROADEST:g}."
        raise RefusedError(f"--size {show(text)} is no size for a figure. Fix: {fix}")
    return float(found[1]), float(found[2]) if found[2] else None


def check_dpi(dpi: int, size: tuple[float, float | None]) -> int:
    """Raises RefusedError for a resolution that nothing could be drawn or printed with."""
    most = int(MOST_PIXELS / max(size[0], size[1] or 2 * size[0]) * MM_PER_INCH)
    if not LEAST_DPI <= dpi <= most:
        raise RefusedError(f"--dpi {dpi} does not fit. Fix: give {LEAST_DPI} to {most} dots an inch for this size.")
    return dpi


def compose(
    content: Content,
    listing: Listing,
    border: Border | None,
    *,
    form: str,
    size: tuple[float, float | None] = (WIDTH_MM, None),
    dpi: int = DPI,
    bbox: Bounds | None = None,
) -> Made:
    """The figure of the content as "svg", "pdf" or "png"; numbers are those of the listing.

    size: breadth and height in millimetres; without a height it is as high as it needs to be. bbox:
    west, south, east, north to show at least; where the events are if None. Raises OutputError where
    the size leaves the map too little room.
    """
    with own_settings():
        sheet = Sheet(size[0])
        height = _Composition(sheet, content, listing, border).draw(size[1], bbox)
        data = sheet.saved(form, height, dpi=dpi, title=listing.title)
        return Made(data, tuple(_unknown(sheet, listing.title)))


class _Composition:
    """What the parts of one figure share."""

    def __init__(self, sheet: Sheet, content: Content, listing: Listing, border: Border | None) -> None:
        self.sheet, self.border, self.listing, self.settings = sheet, border, listing, content.settings
        self.entries: Sequence[Entry] = listing.entries
        self.events = _events(content, listing)
        self.reports, self.as_of = len(content.reports), _as_of(content)
        self.said = words(listing.language)
        self.inner = sheet.width - 2 * MARGIN
        self.beside = sheet.width >= BESIDE
        self.side = min(50.0, max(36.0, 0.26 * sheet.width)) if self.beside else (self.inner - GAP) / 2

    def draw(self, height: float | None, bbox: Bounds | None) -> float:
        """Draw everything; answers the height used. The map takes what the texts leave."""
        top = self._heading()
        foot = self._foot()
        section = _unwrapped(bbox or _section(self.events, self.border))
        wide = self.inner - self.side - GAP if self.beside else self.inner
        tall = (0.84 if self.beside else 1.0) * wide
        for last in (False, False, True):  # the texts depend on what the map shows, and its size on them
            view = View(section, (MARGIN, top, MARGIN + wide, top + tall))
            room = Room(view.frame)
            found = marks(view, self.events, room)
            key = legend(found, self.events, self.border, view, self.said, self.side)
            listed = captions(found, self.events, self.entries, self.said, self.inner)
            needed = max(self._overview_height() + height_of(key) + 16, LOWEST_MAP) if self.beside else LOWEST_MAP
            under = 0 if self.beside else self._key_height(key)
            rest = under + listed.height + 6 + len(foot) * 2.5
            fitting = max(tall, needed) if height is None else height - top - rest - MARGIN + 2
            if fitting < needed:
                raise _too_small(top + needed + rest + MARGIN, self.sheet.width)
            if abs(fitting - tall) < 0.1 or last:
                break
            tall = fitting
        self._map(view, room, found)
        self._side(view, key) if self.beside else self._under(view, key)
        listed.draw(self.sheet, MARGIN, top + tall + under + 3)
        end = top + tall + under + 3 + listed.height + 3
        for number, line in enumerate(foot):
            self.sheet.text(MARGIN, end + number * 2.5, line, 5.2, colour=QUIET)
        return height or end + len(foot) * 2.5 + MARGIN - 2

    def _heading(self) -> float:
        """Title and subtitle; answers where the map begins."""
        y = MARGIN + 3.2
        for line in wrapped(self.listing.title, 11, self.inner * 0.9):
            self.sheet.text(MARGIN, y, line, 11, bold=True)
            y += 4.8
        dates = span(self.events, range(len(self.entries)))
        counts = self.said["counts"].format(events=f"{len(self.entries):,}", reports=f"{self.reports:,}")
        dated = self.said["dated"].format(span=dates) if dates else ""
        as_of = self.said["as_of"].format(date=self.as_of) if self.as_of else ""
        facts = ". ".join(filter(None, ("; ".join(filter(None, (counts, dated))), as_of))) + "."
        for line in (*wrapped(self.listing.subtitle, 7, self.inner), *wrapped(facts, 7, self.inner)):
            self.sheet.text(MARGIN, y - 0.6, line, 7, colour=QUIET)
            y += 3.2
        return y - 0.6

    def _map(self, view: View, room: Room, found: Sequence[Mark]) -> None:
        with self.sheet.within(view.frame):
            draw_ground(self.sheet, view, self.border)
            draw_areas(self.sheet, view, drawn_areas(self.events))
        if self.border:
            draw_names(self.sheet, view, self.border, room, self.listing.language)
        draw_marks(self.sheet, found, self.events)
        self.sheet.box(view.frame, stroke=INK, width=0.7)

    def _side(self, view: View, key: Sequence[Line]) -> None:
        left, (_, top, _, bottom) = self.sheet.width - MARGIN - self.side, view.frame
        if self.border:
            frame = (left, top, left + self.side, top + self._overview_height() - 3)
            draw_overview(self.sheet, frame, self.border, view.box, _outside(self.events, view))
        draw_legend(self.sheet, key, left, top + self._overview_height())
        draw_scale(self.sheet, view, self.said, left, bottom - 0.4, self.side)

    def _under(self, view: View, key: Sequence[Line]) -> None:
        """Scale, overview and key of a narrow sheet, in two columns."""
        left, _, _, top = view.frame
        right = left + self.side + GAP
        draw_scale(self.sheet, view, self.said, right, top + SCALE, self.side)
        first, second = in_two(key, self._overview_height() - SCALE)
        if self.border:
            frame = (left, top + 3, left + self.side, top + self._overview_height())
            draw_overview(self.sheet, frame, self.border, view.box, _outside(self.events, view))
        draw_legend(self.sheet, first, left, top + max(self._overview_height(), SCALE) + 1)
        draw_legend(self.sheet, second, right, top + SCALE + 1)

    def _key_height(self, key: Sequence[Line]) -> float:
        first, second = in_two(key, self._overview_height() - SCALE)
        return 2 + max(max(self._overview_height(), SCALE) + height_of(first), SCALE + height_of(second))

    def _overview_height(self) -> float:
        return 0.7 * self.side + 3 if self.border else 0.0

    def _foot(self) -> list[str]:
        texts = [self.said["reported.note"], *_sources(self.border, self.said), *self.settings.credits]
        texts += [self.listing.citation] if self.listing.citation else []
        return [line for text in texts for line in wrapped(text, 5.2, 0.98 * self.inner)]


def _events(content: Content, listing: Listing) -> Events:
    order = time_order(content)
    events = content.events.iloc[order]
    columns = ("drawn_as", "event_type", "status", "location_precision", "date_start", "date_end")
    numbers = [entry.number for entry in listing.entries]
    shapes = np.array([None if shape is None or shape.is_empty else shape for shape in content.shapes[order]] + [None])
    return Events(numbers, shapes[:-1], *(events[name].tolist() for name in columns))


def _as_of(content: Content) -> str:
    """The day that the data are of: as map.toml says, else the last on which a report appeared."""
    days = content.reports["published_on"]
    return content.settings.as_of or max(days[days.str.fullmatch(r"\d{4}-\d\d-\d\d")], default="")


def _section(events: Events, border: Border | None) -> Bounds:
    """Where nearly all pins are; else the areas, else the border, else the world."""
    pins = [shape for shape, area in zip(events.shapes, events.areas, strict=True) if shape is not None and not area]
    if pins:
        lonlat = shapely.get_coordinates(np.array(pins, dtype=object))
        return bounds_of(_nearest(lonlat), 0.13)
    shapes = np.array([shape for _, shape in drawn_areas(events)], dtype=object)
    if not len(shapes) and border:
        shapes = np.asarray(border.line.geometry, dtype=object)
    return bounds_of(shapely.get_coordinates(shapes), 0.06) if len(shapes) else (-179.0, -60.0, 179.0, 78.0)


def _nearest(lonlat: Points) -> Points:
    """The points without the few that lie farthest from the middle; with all of them where they are few."""
    away = lonlat - np.median(lonlat, axis=0)
    away[:, 0] = (away[:, 0] + 180) % 360 - 180
    distance = np.hypot(away[:, 0] * np.cos(np.radians(np.median(lonlat[:, 1]))), away[:, 1])
    usual = max(float(np.quantile(distance, MIDDLE_SHARE)) * 1.5, 0.3)
    return np.asarray(lonlat[distance <= usual])


def _unwrapped(bounds: Bounds) -> Bounds:
    """A box over the antimeridian with its east beyond 180."""
    west, south, east, north = bounds
    return (west, south, east, north) if west < east else (west, south, east + 360, north)


def _outside(events: Events, view: View) -> Points:
    """Pins that the map does not show, in degrees."""
    pins = [shape for shape, area in zip(events.shapes, events.areas, strict=True) if shape is not None and not area]
    lonlat = shapely.get_coordinates(np.array(pins, dtype=object)) if pins else np.empty((0, 2))
    return np.asarray(lonlat[~view.inside(view.points(lonlat))])


def _sources(border: Border | None, said: Mapping[str, str]) -> list[str]:
    if border is None:
        return []
    sources = [source for source in border.provenance.get("sources", []) if source.get("attribution")]
    credited = "; ".join(dict.fromkeys(f"{source['what']}: {source['attribution']}" for source in sources))
    named = [said["sources"].format(sources=credited)] if credited else []
    return [*named, *filter(None, [border.provenance.get("viewpoint", "")])]


def _unknown(sheet: Sheet, title: str) -> list[Problem]:
    letters = unknown_letters(sheet.texts)
    if not letters:
        return []
    few = " ".join(letters[:12])
    message = f"the figure's font has no shape for {len(letters)} of the letters used: {few}"
    fix = "Leave them out, or export .svg, where the reader's own fonts stand in."
    return [Problem("figure", None, "", title, message + ".", fix, "figure.letters", "warning")]


def _too_small(needed: float, width: float) -> OutputError:
    message = f"--size leaves the map too little room: the texts need a height of {needed:.0f} mm."
    return OutputError(f"{message} Fix: give --size {width:g}x{np.ceil(needed):.0f}, or the breadth alone.")
