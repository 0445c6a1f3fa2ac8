"""What a notebook and a Quarto document show of a map: the page in a frame, a still figure where none can be."""

from __future__ import annotations

import base64
from collections.abc import Callable

from markupsafe import Markup

from geomap.dataset import Dataset
from geomap.embed import frame
from geomap.markup import element, raw_text
from geomap.words import first_language

DPI = 150
PRINTED = (
    ".geomap-still{display:none!important}"  # Jupyter's own style makes every picture a block
    "@media print{.geomap-live{display:none}.geomap-still{display:block!important;max-width:100%}}"
)


def bundle(page: str, dataset: Dataset) -> dict[str, str]:
    """The page by media type: HTML, and a PNG where matplotlib is installed, which LaTeX and Word take.

    Where no script runs the frame shows the page's own still picture and table. On paper, where a frame
    is a window on a part of the map, the figure stands in its place.
    """
    live = frame(dataset.settings.title, srcdoc=page)
    plain = f"{dataset.settings.title}: {len(dataset.events)} events"
    figure = _figure(dataset)
    if figure is None:
        return {"text/html": str(live), "text/plain": plain}
    html = raw_text("style", PRINTED) + element("div", live, class_="geomap-live") + _still(figure("svg"), plain)
    return {"text/html": str(html), "text/plain": plain, "image/png": base64.b64encode(figure("png")).decode()}


def _still(svg: bytes, told: str) -> Markup:
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    return element("img", src=source, alt=told, class_="geomap-still")


def _figure(dataset: Dataset) -> Callable[[str], bytes] | None:
    """Makes the figure for print in a form; None where matplotlib is missing."""
    from geomap.export.content import content_of
    from geomap.export.entries import listing

    try:
        from geomap.figure import compose
    except ModuleNotFoundError:
        return None
    content = content_of(dataset, dataset.events["location_precision"])
    listed = listing(content, first_language(dataset.settings), claims=False)
    return lambda form: compose(content, listed, dataset.border, form=form, dpi=DPI).data
