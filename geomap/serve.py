"""Serve one page to browsers on this machine, and tell them when there is a new one.

The served copy has a script that waits for news, and a policy that allows it; the file has neither.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from html import escape, unescape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from markupsafe import Markup

from geomap.errors import OutputError
from geomap.markup import element, raw_text

LOOPBACK = "127.0.0.1"
PING_S = 15.0
"""So often an idle connection is written to, which shows whether the browser is still there."""

_POLICY = re.compile(r'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)"')


class LiveServer:
    """The page in `file` at `url`, for browsers on this machine only. Use it with `with`.

    `show` takes the file as it is now; until then the page before is served. port: 0 for any that
    is free. Raises OutputError where the port cannot be had.
    """

    def __init__(self, file: Path, *, port: int = 0) -> None:
        self._file = file
        self._script = files("geomap").joinpath("live.js").read_text(encoding="utf-8")
        self._news = threading.Condition()
        self._page, self._problem, self._is_open = _read(file), "", True
        try:
            self._server = _Server((LOOPBACK, port), _Handler)
        except (OSError, OverflowError) as error:
            message = f"port {port} cannot be used: {error}. Fix: choose another --port, or leave it out."
            raise OutputError(message) from error
        self._server.live = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://{self.host}/"

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._news:
            self._is_open = False
            self._news.notify_all()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def show(self, *, problem: str = "") -> None:
        """Tell every open page: the file as it is now, or the last good one and what went wrong."""
        with self._news:
            if not problem:
                self._page = _read(self._file)
            self._problem = problem
            self._news.notify_all()

    def page(self) -> str:
        """The copy to serve; while there is no map, a page that says why."""
        with self._news:
            page, problem = self._page, self._problem
        return _with_script(page or _waiting(problem), self._script, _version(page))

    def state(self) -> str:
        """What an open page must know, as JSON: the version of the map, and what is wrong."""
        return json.dumps({"version": _version(self._page), "problem": self._problem})

    def news(self, known: str) -> str | None:
        """The state as soon as it is not `known`, or as it is after 15 s; None once the server closes."""
        with self._news:
            self._news.wait_for(lambda: not self._is_open or self.state() != known, PING_S)
            return self.state() if self._is_open else None


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    live: LiveServer


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        live = self.server.live
        if self.headers.get("Host") not in (live.host, live.host.replace(LOOPBACK, "localhost")):
            self.send_error(HTTPStatus.FORBIDDEN)  # another site whose name was pointed at this machine
        elif self.path == "/":
            self._answer("text/html; charset=utf-8", live.page().encode("utf-8", "backslashreplace"))
        elif self.path == "/live":
            self._tell_news()
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Requests are no news for a curator."""

    def _answer(self, kind: str, content: bytes | None) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if content is not None:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if content is not None:
            self.wfile.write(content)

    def _tell_news(self) -> None:
        """Server-sent events until one side leaves."""
        self._answer("text/event-stream", None)
        state: str | None = self.server.live.state()
        try:
            while state is not None:
                self.wfile.write(f"data: {state}\n\n".encode())
                state = self.server.live.news(state)
        except OSError:
            return  # the page was closed


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _version(page: str) -> str:
    return hashlib.sha256(page.encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _with_script(page: str, script: str, version: str) -> str:
    """The page with one more script, and a policy that allows it and its one connection."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()

    def loosened(found: re.Match[str]) -> str:
        policy = unescape(found[2]).replace("script-src", f"script-src 'sha256-{digest}'", 1)
        policy = policy.replace("connect-src 'none'", "connect-src 'self'", 1)
        return f'{found[1]}{escape(policy)}"'

    before, end, after = _POLICY.sub(loosened, page, count=1).rpartition("</body>")
    return f"{before}{raw_text('script', script, data_version=version)}\n{end}{after}"


def _waiting(problem: str) -> str:
    """A page for as long as there is no map."""
    policy = "default-src 'none'; script-src; connect-src 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("title", "No map yet"),
    )
    body = element("body", element("h1", "No map yet"), element("pre", problem or "The first one is being built."))
    return str(Markup("<!DOCTYPE html>\n") + element("html", head, body, lang="en"))
