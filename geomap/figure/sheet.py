"""A sheet of paper measured in millimetres from its upper left, drawn by matplotlib without its global state."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import LoadFlags
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Affine2D

MM_PER_INCH, MM_PER_POINT = 25.4, 25.4 / 72
FONT = "DejaVu Sans"  # comes with matplotlib, has Latin, Cyrillic, Greek, Armenian and Georgian letters
INK, QUIET, PAPER, RULE = "#1d2126", "#565d66", "#ffffff", "#8b8f96"

_SETTINGS: Any = {
    "font.family": FONT,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "geomap",  # else its identifiers are random
    "pdf.fonttype": 42,
    "path.simplify": False,
    "text.hinting": "none",  # else text is broader at some resolutions than it was measured
}
_BREAKING = re.compile(r"[^\S\u00a0]+")
_OUTLINE, _DECIMALS = re.compile(rb' d="[^"]*"'), re.compile(rb"(\.\d\d)\d+")
_STANDING_IN = b"'DejaVu Sans', Verdana, sans-serif"  # Verdana has the same widths

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres."""


class Sheet:
    """Later marks lie upon earlier ones. Widths of lines and sizes of letters are in points."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.texts: set[str] = set()
        self._figure = Figure(facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._marks = 0
        self._window: PathPatch | None = None

    @contextmanager
    def within(self, box: Box) -> Iterator[None]:
        """Paths that are drawn meanwhile end at the edge of the box."""
        self._window = PathPatch(_rectangle(box), transform=self._axes.transData)
        yield
        self._window = None

    def path(
        self,
        path: Path,
        *,
        at: tuple[float, float] = (0, 0),
        scale: float = 1,
        fill: str = "none",
        stroke: str = "none",
        width: float = 0,
        opacity: float = 1,
        dash: tuple[float, ...] = (),
        cap: Any = "round",
    ) -> None:
        """A path, whose coordinates are times `scale` from `at`."""
        if not np.size(path.vertices):
            return
        moved = path.transformed(Affine2D().scale(scale).translate(*at))
        line: Any = (0, dash) if dash else "solid"
        style: dict[str, Any] = {"capstyle": cap, "joinstyle": "round", "linestyle": line, "alpha": opacity}
        patch = PathPatch(moved, facecolor=fill, edgecolor=stroke, linewidth=width, zorder=self._next(), **style)
        self._axes.add_artist(patch)
        if self._window:
            patch.set_clip_path(self._window)

    def box(self, box: Box, **style: Any) -> None:
        self.path(_rectangle(box), **style)

    def dot(self, x: float, y: float, radius: float, **style: Any) -> None:
        self.path(Path.unit_circle(), at=(x, y), scale=radius, **style)

    def line(self, *points: tuple[float, float], **style: Any) -> None:
        self.path(Path(np.array(points)), **style)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        colour: str = INK,
        align: Any = "left",
        halo: bool = False,
        turned: float = 0,
    ) -> None:
        """One line of text, letter for letter, its baseline at `y`."""
        self.texts.add(text)
        mark = self._axes.text(
            x,
            y,
            text,
            fontsize=size,
            fontweight="bold" if bold else "normal",
            fontstyle="italic" if italic else "normal",
            color=colour,
            ha=align,
            va="baseline",
            rotation=turned,
            zorder=self._next(),
            parse_math=False,
        )
        if halo:
            mark.set_path_effects([withStroke(linewidth=1.6, foreground=PAPER)])

    def saved(self, form: str, height: float, *, dpi: int, title: str) -> bytes:
        """The sheet, cut at `height`, as "svg", "png" or "pdf"; without clock or chance."""
        self._figure.set_size_inches(self.width / MM_PER_INCH, height / MM_PER_INCH)
        self._axes.set_xlim(0, self.width)
        self._axes.set_ylim(height, 0)
        out = io.BytesIO()
        self._figure.savefig(out, format=form, dpi=dpi, metadata=_metadata(form, title))
        return _lean(out.getvalue()) if form == "svg" else out.getvalue()

    def _next(self) -> int:
        self._marks += 1
        return self._marks


@contextmanager
def own_settings() -> Iterator[None]:
    """Matplotlib as it comes, whatever the user's own settings are, but for what a figure needs."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")  # told by `unknown_letters`
        mpl.rcdefaults()
        mpl.rcParams.update(_SETTINGS)
        yield


def path_of(shapes: Iterable[shapely.Geometry]) -> Path:
    """The lines and rings of shapes as one path."""
    parts = [_part(line) for line in _lines(shapes)]
    return Path.make_compound_path(*parts) if parts else Path(np.empty((0, 2)))


def _rectangle(box: Box) -> Path:
    left, top, right, bottom = box
    return Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True)


def _part(line: shapely.Geometry) -> Path:
    return Path(shapely.get_coordinates(line), closed=bool(shapely.is_closed(line)))


def _lines(shapes: Iterable[shapely.Geometry]) -> Iterator[shapely.Geometry]:
    for part in shapely.get_parts(np.array(list(shapes), dtype=object)):
        if shapely.is_empty(part):
            continue
        if shapely.get_dimensions(part) == 2:
            yield from shapely.get_rings(part)
        elif shapely.get_dimensions(part) == 1:
            yield from shapely.get_parts(part)


@lru_cache(maxsize=20_000)
def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Breadth of a line of text in millimetres: its letters side by side, so never less than it is drawn with."""
    return sum(_advance(letter, bold) for letter in text) * size * MM_PER_POINT


def wrapped(text: str, size: float, width: float) -> list[str]:
    """The text in lines no broader than `width` millimetres; a word that is broader is broken."""
    lines = [""]
    for word in _BREAKING.split(text.strip()):
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size) <= width:
            lines[-1] = longer
            continue
        *whole, rest = _broken(word, size, width)
        lines += [*whole, rest]
    return [line for line in lines if line]


def unknown_letters(texts: Iterable[str]) -> list[str]:
    """The letters that the figure's font has no shape for."""
    known = get_font(findfont(FontProperties(family=FONT))).get_charmap()
    return sorted({letter for text in texts for letter in text if ord(letter) not in known and not letter.isspace()})


@lru_cache(maxsize=4096)
def _advance(letter: str, bold: bool) -> float:
    """Breadth of a letter as a part of the font's size. Asking for whole lines takes a hundred times as long."""
    font = get_font(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    glyph = font.load_glyph(font.get_char_index(ord(letter)), flags=LoadFlags.NO_HINTING)
    return float(glyph.linearHoriAdvance) / 65536 / 100


def _lean(svg: bytes) -> bytes:
    """The SVG with hundredths of a point, a third of its size, and with a font to stand in."""
    short = _OUTLINE.sub(lambda found: _DECIMALS.sub(rb"\1", found[0]), svg)
    return short.replace(b"'DejaVu Sans'", _STANDING_IN)


def _broken(word: str, size: float, width: float) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width_of(parts[-1] + letter, size) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def _metadata(form: str, title: str) -> dict[str, Any]:
    if form == "png":
        return {"Title": title, "Software": None}
    if form == "pdf":
        return {"Title": title, "Creator": "geomap", "CreationDate": None}
    return {"Title": title, "Creator": "geomap", "Date": None}
