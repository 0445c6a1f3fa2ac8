"""What a notebook and a Quarto document show of a map: the page in a frame, a still figure where none can be."""

from __future__ import annotations

import base64

from geomap.dataset import Dataset
from geomap.embed import frame
from geomap.words import first_language

DPI = 130


def bundle(page: str, dataset: Dataset) -> dict[str, str]:
    """The page by media type: HTML, and a PNG where matplotlib is installed, which PDF and Word take.

    Where no script runs the frame shows the page's own still picture and table.
    """
    shown = {
        "text/html": str(frame(dataset.settings.title, srcdoc=page)),
        "text/plain": f"{dataset.settings.title}: {len(dataset.events)} events",
    }
    still = _still(dataset)
    return shown | {"image/png": base64.b64encode(still).decode()} if still else shown


def _still(dataset: Dataset) -> bytes | None:
    from geomap.export.content import content_of
    from geomap.export.entries import listing

    try:
        from geomap.figure import compose
    except ModuleNotFoundError:
        return None
    content = content_of(dataset, dataset.events["location_precision"])
    listed = listing(content, first_language(dataset.settings), claims=False)
    return compose(content, listed, dataset.border, form="png", dpi=DPI).data
