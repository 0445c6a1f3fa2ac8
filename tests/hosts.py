"""Host pages around a map, served on loopback as a site would, with or without a strict policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page

FILLER = "<p style='height:60vh'>Above the map.</p>"
STRICT = "default-src 'none'; frame-src 'self'"


class _Handler(SimpleHTTPRequestHandler):
    policy = ""

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":  # which every browser asks for
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def end_headers(self) -> None:
        if self.policy and self.path.startswith("/host"):
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *words: Any) -> None:
        pass


@contextmanager
def served(folder: Path, policy: str = "") -> Iterator[str]:
    """The folder on loopback; pages whose names start with "host" come with the policy."""
    handler = type("Handler", (_Handler,), {"policy": policy})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Hosted:
    """A host page in the browser with the map's frame scrolled into view."""

    page: Page
    frame: Frame
    errors: list[str] = field(default_factory=list)


@contextmanager
def hosted(browser: Browser, folder: Path, snippet: str, *, policy: str = "", **options: Any) -> Iterator[Hosted]:
    """A host page with the snippet between two stretches of text."""
    text = f"<!doctype html><html lang=en><meta charset=utf-8><title>Host</title><body>{FILLER}{snippet}{FILLER * 3}"
    (folder / "host.html").write_text(text, encoding="utf-8")
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    with served(folder, policy) as address:
        page.goto(f"{address}host.html")
        page.locator("iframe").scroll_into_view_if_needed()
        handle = page.locator("iframe").element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        yield Hosted(page, frame, errors)
        context.close()
