"""The folium map and the page around it. The only module that imports folium.

No text of a record passes through folium or its templates: the events travel as one data block
(payload.py) that the page's own script shows, and as a plain table for readers without script.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import folium
import numpy as np
from branca.element import Element, Figure
from markupsafe import Markup

from geomap.codes import time_order
from geomap.dataset import Dataset
from geomap.errors import AssetError, RefusedError
from geomap.fallback import fallback
from geomap.markup import element, joined, raw_text
from geomap.payload import Payload, page_payload
from geomap.positions import Positions, extent, positions
from geomap.settings import Tiles
from geomap.threads import helpers

FALLBACK_ZOOM = 6


def draw(dataset: Dataset, *, allow_external: bool = False) -> OfflineMap:
    """The map of a located and related data set, as a `folium.Map` that needs no network.

    It shows itself in a notebook, takes further folium layers, and `get_root().render()` gives the
    page. Raises AssetError where the package's script or style is missing or damaged; rendering
    raises RefusedError where a layer was added that loads something from a server, unless
    `allow_external`, or a folium Popup, which needs jQuery.
    """
    return OfflineMap(dataset, allow_external=allow_external)


class OfflineMap(folium.Map):
    """A folium map whose page carries everything it needs."""

    # folium reads these as its lists of files to link; it declares them without ClassVar
    default_js: list[tuple[str, str]] = []  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def __init__(self, dataset: Dataset, *, allow_external: bool = False) -> None:
        at = positions(dataset.events)
        west, south, east, north = _bounds(dataset, at)
        super().__init__(
            location=[(south + north) / 2, (west + east) / 2],
            tiles=None,
            zoom_start=FALLBACK_ZOOM,
            zoom_control=False,
            attribution_control=False,
        )
        self._id = "geomap"  # folium's own is random, and a page must be the same bytes each time
        self._dataset = dataset
        self._page = Page(dataset, at, allow_external=allow_external)
        self._page.add_child(self, name="map")

    def render(self, **kwargs: Any) -> str:
        super().render(**kwargs)  # type: ignore[no-untyped-call]
        # folium's header forbids zooming the text and styles the div; geomap.css does the latter
        self._page.header.add_child(Element(""), name=self.get_name())
        return ""  # like folium's, which puts its parts into the page

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:  # noqa: ARG002
        """What a notebook shows: the page in a frame, and a still figure for what runs no script or prints."""
        from geomap.notebook import bundle

        return bundle(self._page.render(), self._dataset)


class Page(Figure):
    """The whole document: script, style, data and the policy that allows nothing else."""

    def __init__(self, dataset: Dataset, at: Positions, *, allow_external: bool = False) -> None:
        super().__init__(height="640px", title=dataset.settings.title)
        self.header.add_child(Element(""), name="meta_http")
        self._language = dataset.settings.languages[0] if dataset.settings.languages else "en"
        self._tiles = dataset.settings.tiles
        self._allow_external = allow_external
        order = time_order(dataset.events)
        with helpers() as threads:  # while the data are ordered and packed, which is not Python's own work
            table = threads.submit(fallback, dataset, order, at)
            self._payload = page_payload(dataset, order, at)
        self._fallback = table.result()
        self._script, self._style = _asset("geomap.js"), _asset("geomap.css")

    def render(self, **kwargs: Any) -> str:
        for child in self._children.values():
            child.render(**kwargs)
        # what folium made is markup already: its layers', never a record's
        header, body = Markup(self.header.render()), Markup(self.html.render())  # noqa: S704
        start = self.script.render().strip() + "\ngeomap.attach(map_geomap);\n"
        outside = _outside(self, header + body)
        if outside and not self._allow_external:
            raise _needs_network(outside)
        policy = _policy(
            [self._script, start, *_inline(header + body, "script")],
            [self._style, *_inline(header + body, "style")],
            self._tiles,
            outside,
        )
        head = (
            element("meta", charset="utf-8"),
            element("meta", http_equiv="Content-Security-Policy", content=policy),
            element("meta", name="viewport", content="width=device-width, initial-scale=1"),
            element("meta", name="referrer", content="no-referrer"),
            element("meta", name="color-scheme", content="light dark"),
            element("title", self.title or ""),
            raw_text("style", self._style),
            raw_text("script", self._script),
            header,
        )
        empty = raw_text("script", "", type="application/json", id="geomap-data")
        content = (body, self._fallback, empty, raw_text("script", start))
        document = element(
            "html", element("head", *_on_lines(head)), element("body", *_on_lines(content)), lang=self._language
        )
        return _filled(f"<!DOCTYPE html>\n{document}\n", str(empty), self._payload)


def _filled(document: str, empty: str, payload: Payload) -> str:
    """The document with its data, which may be a hundred megabytes.

    The events stand before the script that draws them. So does the first block of texts, which the list
    shows at once; the others come after it, so that the map is there before a browser has read them all.
    """
    if any("<" in text for text in payload):
        raise ValueError("the data must hold no markup")
    before, _, after = document.partition(empty)
    opening, slash, closing = empty.partition("</")
    script, end, rest = after.rpartition("</body>")
    first, *others = (
        f'<template id="geomap-texts-{at}">{block}</template>\n' for at, block in enumerate(payload.blocks or [""])
    )
    return "".join((before, opening, payload.data, slash, closing, "\n", first, script, *others, end, rest))


def _bounds(dataset: Dataset, at: Positions) -> list[float]:
    """West, south, east, north of what is drawn, else of the border, else of the world."""
    boxes = [extent(dataset.events, at), *([dataset.border.line.total_bounds] if dataset.border else [])]
    return next((box.tolist() for box in boxes if not np.isnan(box).any()), [-180.0, -60.0, 180.0, 75.0])


def _asset(name: str) -> str:
    """Text of a file of the bundle, checked against the sum that was noted when it was made."""
    folder = files("geomap.web").joinpath("dist")
    try:
        sums = json.loads(folder.joinpath("manifest.json").read_text(encoding="utf-8"))
        data = folder.joinpath(name).read_bytes()
    except OSError as error:
        raise AssetError(f"{error.filename}: this part of geomap is missing. Fix: install geomap again.") from error
    if hashlib.sha256(data).hexdigest() != sums.get(name):
        raise AssetError(f"{folder.joinpath(name)}: differs from what was installed. Fix: install geomap again.")
    return data.decode("utf-8")


def _policy(
    scripts: Iterable[str], styles: Iterable[str], tiles: Tiles | None, outside: Mapping[str, list[str]]
) -> str:
    """A content security policy that allows these scripts and styles, and no request but for tiles and `outside`."""
    hosts = {name: "".join(f" {_origin(url)}" for url in urls) for name, urls in outside.items()}
    images = f"data: {_origin(tiles.url)}" if tiles else "data:"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hashes(scripts)}{hosts.get('script-src', '')}",
            f"style-src {_hashes(styles)}{hosts.get('style-src', '')}",
            f"img-src {images}{hosts.get('img-src', '')}",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hashes(texts: Iterable[str]) -> str:
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(dict.fromkeys(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests))


def _origin(url: str) -> str:
    """Scheme and host of an address; Leaflet's {s} stands for any subdomain."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"


def _outside(page: Element, markup: str) -> dict[str, list[str]]:
    """Addresses that added layers load something from, by the directive that would allow them.

    Raises RefusedError for a Popup: what shows it is jQuery, which an offline page does not have.
    """
    finder = _Linked()
    finder.feed(markup)
    finder.close()
    for child in _descendants(page):
        if isinstance(child, folium.Popup):
            fix = "Use folium.Tooltip, or a Marker without popup."
            raise RefusedError(f"a folium Popup needs jQuery, which the page does not carry. Fix: {fix}")
        if isinstance(child, folium.TileLayer):
            finder.found.setdefault("img-src", []).append(str(child.tiles))
    return finder.found


def _descendants(element: Element) -> Iterator[Element]:
    for child in element._children.values():
        yield child
        yield from _descendants(child)


def _needs_network(outside: Mapping[str, list[str]]) -> RefusedError:
    first = next(url for urls in outside.values() for url in urls)
    message = f"a layer of the map loads {first}, and the page is to need no network."
    return RefusedError(f"{message} Fix: leave the layer out, or draw(..., allow_external=True).")


class _Linked(HTMLParser):
    """Collects the addresses that a page would load scripts and styles from."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get("src") if tag == "script" else values.get("href") if tag == "link" else ""
        if address:
            self.found.setdefault("script-src" if tag == "script" else "style-src", []).append(address)


def _inline(markup: str, name: str) -> list[str]:
    finder = _RawText(name)
    finder.feed(markup)
    finder.close()
    return finder.found


class _RawText(HTMLParser):
    """Collects the text of each inline `name` element, as a browser will hash it."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=False)
        self._name = name
        self._inside = False
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self._name and not dict(attrs).get("src"):
            self._inside = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != self._name

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.found[-1] += data


def _on_lines(parts: Iterable[Markup]) -> Iterable[Markup]:
    return (Markup("\n") + joined([part]) for part in parts if part.strip())
