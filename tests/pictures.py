"""Make the README's pictures: `make pictures` builds the map of data/ and photographs it, offline."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import geomap
from tests.browser import find_browser

ROOT = Path(__file__).resolve().parent.parent
SHOTS = {
    "map": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
    "map-dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "map-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "has_touch": True},
}


VIEWS = {"map-dark": "geomap.set({event: '2024-03-12-tyotkino-capture'})"}
"""What a picture shows beside the first view."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    found = find_browser()
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        page_file = geomap.build(ROOT / "data", Path(made) / "map.html").path
        browser = playwright.chromium.launch(
            executable_path=found.path, args=["--no-sandbox"], env={**os.environ, **found.environment}
        )
        for name, options in SHOTS.items():
            page = browser.new_context(offline=True, reduced_motion="reduce", **options).new_page()
            page.goto(page_file.as_uri())
            page.evaluate("geomap.ready")
            page.evaluate(VIEWS.get(name, "geomap.counts()"))
            page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            page.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / ".github")
