"""Make small maps and open them as a reader does: from disk, offline, with every complaint noted."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

import geomap


@dataclass
class Opened:
    """A page in the browser, and what must stay empty: requests, console errors, script errors."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.page.evaluate("geomap.counts()"))

    def open_card(self, index: int = 0) -> str:
        """Open the card of the list's row and return its text."""
        self.page.locator(".gm-rows button").nth(index).click()
        self.page.locator(".gm-card-body h2").wait_for()
        return self.page.locator(".gm-card-body").inner_text()


@contextmanager
def opened(browser: Browser, file: Path, *, ready: bool = True, **options: Any) -> Iterator[Opened]:
    """The page of `file`, offline; on leaving, nothing was asked of a network and nothing went wrong."""
    context = browser.new_context(**{"offline": True, "viewport": {"width": 1440, "height": 900}, **options})
    found = Opened(context.new_page())
    found.page.on("request", lambda r: None if r.url.startswith("data:") else found.requests.append(r.url))
    found.page.on("console", lambda m: found.errors.append(m.text) if m.type in ("error", "warning") else None)
    found.page.on("pageerror", lambda error: found.errors.append(str(error)))
    found.page.goto(file.resolve().as_uri())
    if ready:
        found.page.evaluate("geomap.ready")
    yield found
    assert found.requests == [file.resolve().as_uri()]
    assert found.errors == []
    context.close()


def flat_table(path: Path, *rows: dict[str, str]) -> Path:
    """A flat CSV of these rows; date, place and title are filled in where a row lacks them."""
    usual = {"date": "2024-03-12", "place": "Sudzha", "title": "Shelling reported", "lat": "51.19", "lon": "35.27"}
    rows = tuple(usual | row for row in rows)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)
    return path


def built(folder: Path, *rows: dict[str, str], toml: str = "") -> Path:
    """The page built from these rows in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    if toml:
        (folder / "map.toml").write_text(toml, encoding="utf-8")
    return geomap.build(flat_table(folder / "flat.csv", *rows), folder / "out" / "map.html").path
