"""SVG, PDF and PNG: the figure that geomap.figure draws with matplotlib, which the extra `report` brings."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from geomap.border import Border
from geomap.errors import OutputError, RefusedError
from geomap.export.content import Content
from geomap.export.entries import Listing

if TYPE_CHECKING:
    from geomap.figure import Made

FIGURES = (".svg", ".pdf", ".png")

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a figure is to be drawn. size: breadth and height in millimetres, no height: as needed."""

    form: str
    size: tuple[float, float | None]
    dpi: int
    bbox: Bounds | None  # west, south, east, north that it shows at least

    @classmethod
    def of(cls, target: Path, *, size: str = "", dpi: int | None = None, bbox: Bounds | None = None) -> Self | None:
        """The drawing that the file's ending asks for, None for another format.

        Raises RefusedError for a size that cannot be, OutputError where matplotlib is not installed.
        """
        if target.suffix.lower() not in FIGURES:
            if size or dpi is not None:
                raise RefusedError(
                    f"{target.name}: --size and --dpi are for {', '.join(FIGURES)}. Fix: leave them out."
                )
            return None
        figure = _figure(target.name)
        measured = figure.parse_size(size)
        return cls(
            target.suffix.lower()[1:], measured, figure.check_dpi(figure.DPI if dpi is None else dpi, measured), bbox
        )

    def drawn(self, content: Content, listing: Listing, border: Border | None) -> Made:
        compose = _figure("figure").compose
        made: Made = compose(content, listing, border, form=self.form, size=self.size, dpi=self.dpi, bbox=self.bbox)
        return made


def _figure(name: str) -> Any:
    try:
        return import_module("geomap.figure")
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "matplotlib":
            raise
        message = f"{name}: matplotlib is not installed. Fix: pip install 'geomap[report]', or export .html or .md."
        raise OutputError(message) from error
