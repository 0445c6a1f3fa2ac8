"""One GET request that ends in time, whatever the server does.

urllib's timeout counts anew with each read, so a server that drips a byte a second never runs into it. Here the
request runs in a thread of its own; when its time is up the socket is shut, and the caller goes on at once.
Redirects are not followed: they would carry the key in the address to another host.
"""

from __future__ import annotations

import http.client
import queue
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
    getproxies,
)

from geomap.errors import BadAnswerError, UnreachableError

LARGEST_ANSWER = 4_000_000
"""Bytes. Ten places take some 20 kB."""

REACHED = (HTTPError, URLError, OSError, http.client.HTTPException, ValueError)
"""What urllib raises; ValueError for an address that it cannot read."""


@dataclass(frozen=True, slots=True)
class Reply:
    """Whatever the server said, be it an error. header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str = ""


@dataclass(slots=True)
class _Call:
    """What the waiting caller and the thread of one request share."""

    done: queue.SimpleQueue[Reply | Exception] = field(default_factory=queue.SimpleQueue)
    sockets: list[socket.socket] = field(default_factory=list)

    def shut(self) -> None:
        for one in self.sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


class Transport:
    """Fetches text over HTTP. proxies: "environment", "none" or host:port. ssl_context: the system's if None."""

    def __init__(self, *, proxies: str = "environment", ssl_context: ssl.SSLContext | None = None) -> None:
        self._proxies = _proxies(proxies)
        self._ssl_context = ssl_context or ssl.create_default_context()

    def get(self, url: str, headers: Mapping[str, str], *, deadline_s: float) -> Reply:
        """The server's reply. Raises UnreachableError where none came in `deadline_s`, BadAnswerError for too much."""
        call = _Call()
        request = Request(url, headers=dict(headers))  # noqa: S310 -- geopy makes http and https addresses only
        threading.Thread(target=self._run, args=(call, request, deadline_s), daemon=True).start()
        try:
            found = call.done.get(timeout=deadline_s)
        except queue.Empty:
            raise UnreachableError(f"no answer within {deadline_s:g} s") from None
        finally:
            call.shut()
        if isinstance(found, Exception):
            raise found
        return found

    def _run(self, call: _Call, request: Request, deadline_s: float) -> None:
        try:
            call.done.put(_fetch(self._opener(call), request, deadline_s))
        except BadAnswerError as error:
            call.done.put(error)
        except REACHED as error:
            told = UnreachableError(_reason(error))
            told.__cause__ = error
            call.done.put(told)

    def _opener(self, call: _Call) -> OpenerDirector:
        handlers = (_Http(call), _Https(call, self._ssl_context), ProxyHandler(self._proxies), _NoRedirect())
        return build_opener(*handlers)


def _fetch(opener: OpenerDirector, request: Request, deadline_s: float) -> Reply:
    try:
        response = opener.open(request, timeout=deadline_s)
    except HTTPError as error:
        response = error
    with closing(response):
        headers = {name.lower(): value for name, value in response.headers.items()}
        data = response.read(LARGEST_ANSWER + 1)
    if len(data) > LARGEST_ANSWER:
        raise BadAnswerError(f"the answer is larger than {LARGEST_ANSWER:,} bytes")
    charset = response.headers.get_content_charset() or "utf-8"
    try:
        return Reply(response.status, headers, data.decode(charset))
    except (LookupError, UnicodeDecodeError) as error:
        raise BadAnswerError(f"the answer is no {charset} text") from error


def _reason(error: BaseException) -> str:
    """One plain line: what the system or the TLS library says."""
    if isinstance(error, URLError) and isinstance(error.reason, BaseException):
        error = error.reason
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted: {error.verify_message}"
    if isinstance(error, ssl.SSLError):
        return f"TLS failed: {error.reason or error}"
    if isinstance(error, socket.gaierror):
        return f"its host name was not found ({error.strerror})"
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    if isinstance(error, http.client.IncompleteRead):
        return "the answer broke off"
    return (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__


def _proxies(proxies: str) -> dict[str, str]:
    if proxies == "environment":
        return getproxies()
    if proxies == "none":
        return {}
    return dict.fromkeys(("http", "https"), proxies if "://" in proxies else f"http://{proxies}")


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class _Http(HTTPHandler):
    def __init__(self, call: _Call) -> None:
        super().__init__()
        self._call = call

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_watched(http.client.HTTPConnection, self._call), req)


class _Https(HTTPSHandler):
    def __init__(self, call: _Call, context: ssl.SSLContext) -> None:
        super().__init__()
        self._call = call
        self._tls = context

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_watched(http.client.HTTPSConnection, self._call), req, context=self._tls)


def _watched(kind: type[http.client.HTTPConnection], call: _Call) -> Any:
    """A connection of this kind that makes its socket known, so that it can be shut from outside."""

    class Watched(kind):  # type: ignore[misc, valid-type]
        def connect(self) -> None:
            super().connect()
            call.sockets.append(cast(socket.socket, self.sock))

    return Watched
