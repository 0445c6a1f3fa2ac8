"""A real HTTP server on loopback that misbehaves as told, and a clock that nobody waits for."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from geomap.places.online.asking import Clock
from geomap.places.online.geocoder import OnlineGeocoder
from geomap.settings import Online, Service

USER_AGENT = "border-map-tests/1.0 (tests@geomap.invalid)"
VILLAGE = {
    "place_id": 17,
    "osm_type": "node",
    "osm_id": 42,
    "lat": "50.4613900",
    "lon": "35.6025000",
    "name": "Zzyzxovka",
    "addresstype": "village",
    "display_name": "Zzyzxovka, Grayvoronsky District, Belgorod Oblast, Russia",
    "address": {"country": "Russia", "country_code": "ru"},
    "importance": 0.1,
}
"""As Nominatim describes a village."""


def village(**changes: Any) -> dict[str, Any]:
    """VILLAGE with other values; None takes a key away."""
    return {key: value for key, value in {**VILLAGE, **changes}.items() if value is not None}


@dataclass
class Reply:
    """What the server sends. drip: seconds between single bytes. cut: so many bytes fewer than announced."""

    body: object = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    cut: int = 0

    @property
    def data(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else json.dumps(self.body).encode()


@dataclass
class Server:
    """One service. The last of `replies` is given again and again. asked: paths with query; agents: who asked."""

    replies: list[Reply]
    port: int = 0
    scheme: str = "http"
    asked: list[str] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def service(self, name: str = "nominatim", **more: Any) -> Service:
        return Service(name=name, domain=f"127.0.0.1:{self.port}", scheme=self.scheme, **more)  # type: ignore[arg-type]


@contextmanager
def serving(*replies: Reply, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server on a free port of loopback; with `tls` it speaks HTTPS."""
    state = Server(list(replies) or [Reply([VILLAGE])])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            state.asked.append(self.path)
            state.agents.append(self.headers["User-Agent"])
            _send(self, state.next_reply(), state.ended)

        def log_message(self, *_: object) -> None:
            pass

    with _Listener(("127.0.0.1", 0), Handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        state.port, state.scheme = server.server_address[1], "https" if tls else "http"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield state
        state.ended.set()
        server.shutdown()
        thread.join()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        TCPServer.server_bind(self)  # HTTPServer would look up a name for 127.0.0.1

    def handle_error(self, *_: object) -> None:
        """A client that hung up is what these tests are about."""


def _send(handler: BaseHTTPRequestHandler, reply: Reply, ended: threading.Event) -> None:
    data = reply.data
    headers = {"Content-Type": "application/json", "Content-Length": str(len(data)), **reply.headers}
    lines = [f"HTTP/1.0 {reply.status} Reply", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    everything = "\r\n".join(lines).encode() + data[: len(data) - reply.cut]
    if not reply.drip:
        handler.wfile.write(everything)
        return
    for byte in everything:
        if ended.wait(reply.drip):
            return
        handler.wfile.write(bytes([byte]))


class FakeClock:
    """Time passes only when somebody sleeps. slept: each sleep in seconds."""

    def __init__(self, now: float = 1_700_000_000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.now += seconds


def geocoder(
    folder: Path,
    *services: Service,
    clock: FakeClock | None = None,
    ssl_context: ssl.SSLContext | None = None,
    environment: dict[str, str] | None = None,
    **online: Any,
) -> OnlineGeocoder:
    """A geocoder with its kept answers in `folder`."""
    settings = Online(**{"user_agent": USER_AGENT, "services": services, "deadline_s": 10.0, **online})
    return OnlineGeocoder(
        settings,
        folder=folder,
        clock=(clock or FakeClock()).clock,
        ssl_context=ssl_context,
        environment=environment or {},
    )


def wait_until(condition: Any, seconds: float = 10.0) -> bool:
    """True as soon as the condition holds, which another process brings about."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        threading.Event().wait(0.01)
    return bool(condition())
