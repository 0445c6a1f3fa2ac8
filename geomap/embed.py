"""A finished map inside another page: the snippet to paste, and what a strict host must allow.

print(snippet(read_page(Path("output/map.html")), src="map.html", state={"event": "2024-03-12-belgorod-attempts"}))
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from markupsafe import Markup

from geomap.decode import page_data, records
from geomap.errors import LoadError, RefusedError
from geomap.markup import element, raw_text
from geomap.packing import safe_in_html
from geomap.problems import show
from geomap.tables.header import nearest

SANDBOX = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
"""No allow-same-origin: the map can reach nothing of its host, and needs nothing of it."""
STYLE = "border:0;width:100%;height:auto;aspect-ratio:4/3;min-height:min(34rem,90vh);max-height:90vh"
HEIGHT = "640"  # where the host's policy forbids the style
_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(">)')

State = Mapping[str, Any]
"""What the frame opens with: {"event": id} or {"view": {"lat", "lon", "zoom"}}, both or none."""


@dataclass(frozen=True, slots=True)
class Embeddable:
    """A finished page and what its data block says."""

    html: str
    data: dict[str, Any]

    @property
    def title(self) -> str:
        return str(self.data["head"]["title"])

    @property
    def url(self) -> str:
        """Where map.toml says that the page is published."""
        return str(self.data["head"]["url"])


def read_page(path: Path) -> Embeddable:
    """Read a page that `geomap build` wrote. Raises LoadError for any other file."""
    try:
        html = path.read_text(encoding="utf-8")
        return Embeddable(html, page_data(html))
    except OSError as error:
        raise LoadError(f"{path}: {error.strerror}. Fix: build it first, or name the map.") from error
    except ValueError as error:
        raise LoadError(f"{path}: is no map of geomap, {error}. Fix: name a file that geomap build wrote.") from error


def known_event(page: Embeddable, event: str) -> str:
    """The id, if the page has such an event. Raises RefusedError, which names a similar one."""
    ids = [str(text.get("id", "")) for text in records(page.data["texts"])]
    if event in ids:
        return event
    guess = nearest(event, ids)
    raise RefusedError(
        f"--event {show(event)} is not in the map. Fix: "
        + (f"Did you mean {guess}?" if guess else "give an event_id of its records.")
    )


def parse_view(text: str) -> dict[str, float]:
    """Read "LAT,LON,ZOOM", as in the address of a page. Raises RefusedError."""
    try:
        lat, lon, zoom = (float(part) for part in text.split(","))
    except ValueError:
        raise RefusedError(f"--view {show(text)} is not three numbers. Fix: give LAT,LON,ZOOM.") from None
    if not (abs(lat) <= 90 and abs(lon) <= 180 and 0 <= zoom <= 24):
        raise RefusedError(f"--view {show(text)} is nowhere. Fix: give LAT,LON,ZOOM, as in 50.6,36.6,9.")
    return {"lat": lat, "lon": lon, "zoom": zoom}


def frame(title: str, **attributes: str) -> Markup:
    """A sandboxed iframe of the breadth of its column; `attributes` say what is in it."""
    return element(
        "iframe",
        **attributes,
        title=title,
        sandbox=SANDBOX,
        referrerpolicy="no-referrer",
        width="100%",
        height=HEIGHT,
        style=STYLE,
    )


def snippet(page: Embeddable, *, src: str, state: State | None = None) -> Markup:
    """An iframe that loads the page from `src` when the reader comes near it."""
    hashed = f"{src.partition('#')[0]}#{_fragment(state)}" if state else src
    return frame(page.title, src=hashed, loading="lazy")


def srcdoc_snippet(page: Embeddable, *, state: State | None = None) -> Markup:
    """An iframe that carries the whole page; it inherits the host's policy."""
    return frame(page.title, srcdoc=opened_at(page.html, state), loading="lazy")


def opened_at(html: str, state: State | None) -> str:
    """The page with one more script, that sets the state, and its hash in the page's policy."""
    if not state:
        return html
    call = f"geomap.set({safe_in_html(json.dumps(state, ensure_ascii=False, sort_keys=True))});"
    allowed = _POLICY.sub(lambda found: f"{found[1]}{_with_script(found[2], call)}{found[3]}", html, count=1)
    before, ending, after = allowed.rpartition("</body>")
    return f"{before}{raw_text('script', call)}\n{ending}{after}"


def needed_policy(html: str) -> str:
    """The directives that a host with a strict policy needs for the page in srcdoc to run."""
    found = _POLICY.search(html)
    directives = [part.strip() for part in unescape(found[2]).split(";")] if found else []
    return ";\n".join(part for part in directives if part.startswith(("script-src", "style-src", "img-src")))


def _fragment(state: State) -> str:
    view = state.get("view")
    spot = {"view": ",".join(f"{view[name]:.10g}" for name in ("lat", "lon", "zoom"))} if view else {}
    return urlencode(
        {**{key: value for key, value in state.items() if key != "view"}, **spot}, quote_via=quote, safe=","
    )


def _with_script(policy: str, script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = unescape(policy).split("; ")
    added = (f"{part} 'sha256-{digest}'" if part.startswith("script-src ") else part for part in parts)
    return escape("; ".join(added)).replace("&#x27;", "&#39;")
