"""geopy's geocoders: the only module that imports geopy.

geopy makes the address of a request and reads the answer; geomap fetches it (transport.py), so that one deadline, one
proxy rule and one User-Agent hold for every service. What geopy makes of a faulty answer is not believed: it turns
missing coordinates into 0, 0, wraps longitudes and takes `null` for "not found".
"""

from __future__ import annotations

import inspect
import json
import logging
import os
import re
import ssl
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import quote, quote_plus

from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderNotFound,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderTimedOut,
    GeocoderUnavailable,
    GeopyError,
)
from geopy.geocoders import get_geocoder_for_service
from geopy.location import Location
from geopy.util import logger as geopy_logger

from geomap.errors import (
    BadAnswerError,
    DeniedError,
    QueryError,
    RateLimitedError,
    ServiceError,
    SettingsError,
    UnreachableError,
)
from geomap.places.online.transport import Transport
from geomap.problems import ascii_controls
from geomap.settings import Online, Service

MOST_PLACES = 10
SHOWN_ANSWER = 200
LONGEST_SECRET_LEFT = 3
"""Shorter secrets are none, and masking them would blot out half of every message."""

ERRORS: dict[int, type[ServiceError]] = {
    400: QueryError,
    401: DeniedError,
    402: DeniedError,
    403: DeniedError,
    404: QueryError,
    407: DeniedError,
    412: QueryError,
    413: QueryError,
    414: QueryError,
    429: RateLimitedError,
}
"""What a status means for the batch; others are failures of the service."""

TRANSLATED: dict[type[GeopyError], type[ServiceError]] = {
    GeocoderAuthenticationFailure: DeniedError,
    GeocoderInsufficientPrivileges: DeniedError,
    GeocoderQuotaExceeded: RateLimitedError,
    GeocoderQueryError: QueryError,
    GeocoderTimedOut: UnreachableError,
    GeocoderUnavailable: UnreachableError,
    GeopyError: BadAnswerError,
}
"""Where geopy found the error in an answer of status 200, as some services send it; the first that fits counts."""

SERVER_FAULTS = frozenset({500, 502, 503, 504})


class Provider:
    """One service, ready to be asked. Raises SettingsError where map.toml does not fit geopy's class."""

    def __init__(
        self,
        service: Service,
        online: Online,
        *,
        user_agent: str,
        ssl_context: ssl.SSLContext | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.name = service.name.lower()
        self._secrets = _secrets(service, environment)
        transport = Transport(proxies=online.proxies, ssl_context=ssl_context)
        kind = _geocoder_class(self.name)
        given: dict[str, Any] = {**service.options, **self._secrets, "user_agent": user_agent}
        given |= {"timeout": online.deadline_s, "adapter_factory": lambda **_: _Adapter(transport, self.masked)}
        try:
            self._geocoder = kind(**given, **_address(service, kind))
        except (ConfigurationError, TypeError, ValueError) as error:
            raise _refused(self.name, f"geopy's class refuses its settings: {self.masked(str(error))}.") from None
        self._takes = inspect.signature(kind.geocode).parameters

    def ask(self, place: str, *, region: str = "", country: str = "", country_name: str = "") -> list[dict[str, Any]]:
        """The places of this name as {lat, lon, address, raw}; one request. country: ISO 3166-1 alpha-2.

        Raises ServiceError: of the kind that tells what to do about it, with secrets masked.
        """
        parts = [place, region, "" if "country_codes" in self._takes else country_name]
        wishes: dict[str, Any] = {
            "exactly_one": False,
            "limit": MOST_PLACES,
            "addressdetails": True,
            "namedetails": True,
        }
        wishes |= {"country_codes": country.lower()} if country else {}
        given = {name: value for name, value in wishes.items() if name in self._takes}
        with _masked_log(self.masked), warnings.catch_warnings(action="ignore"):
            try:
                found = self._geocoder.geocode(", ".join(filter(None, parts)), **given)
            except (GeopyError, ServiceError) as error:
                self._translate(error)
            except (LookupError, TypeError, ValueError, AttributeError) as error:  # geopy met an unexpected form
                raise BadAnswerError(f"{self.name}: its answer has an unexpected form ({self._told(error)})") from None
        return [_place(self.name, one) for one in _listed(found)]

    def masked(self, text: str) -> str:
        """`text` without secrets, in any form that an address may hold them in."""
        for secret in sorted(self._secrets.values(), key=len, reverse=True):
            if len(secret) > LONGEST_SECRET_LEFT:
                for form in (secret, quote(secret), quote(secret, safe=""), quote_plus(secret)):
                    text = text.replace(form, "***")
        return _KEY_IN_ADDRESS.sub(r"\1***", text)

    def _translate(self, error: Exception) -> NoReturn:
        """Raise the error of geomap that `error` of geopy stands for; the cause is kept, secrets masked."""
        cause = error.__cause__ or error.__context__
        if isinstance(error, ServiceError):
            raise type(error)(f"{self.name}: {self._told(error)}") from error.__cause__
        if isinstance(cause, AdapterHTTPError):
            status = int(cause.status_code)
            kind = ERRORS.get(status, UnreachableError)
            told = f"{self.name}: HTTP {status}{self._said(str(cause.text or ''))}"
            retry_after = str(cause.headers.get("retry-after", ""))
            raise kind(told, retry_after=retry_after, is_server_fault=status in SERVER_FAULTS) from error
        kind = next(kind for theirs, kind in TRANSLATED.items() if isinstance(error, theirs))
        raise kind(f"{self.name}: {self._told(error)}") from error

    def _said(self, text: str) -> str:
        return f", {_short(self.masked(text))}" if text.strip() else ""

    def _told(self, error: Exception) -> str:
        return ascii_controls(self.masked(str(error) or type(error).__name__))[: SHOWN_ANSWER * 2]


_KEY_IN_ADDRESS = re.compile(
    r"(?i)((?:[?&](?:[a-z_-]*key|token|access_token|username|app_code|auth-token))=)[^&\s\"']+"
)


class _Adapter(BaseSyncAdapter):  # type: ignore[misc]
    """Lets geopy fetch through geomap's transport, and hands it nothing that is no answer."""

    def __init__(self, transport: Transport, mask: Any) -> None:
        super().__init__(proxies=None, ssl_context=None)
        self._transport = transport
        self._mask = mask

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        reply = self._transport.get(url, headers, deadline_s=timeout)
        if not 200 <= reply.status < 300:
            text = self._mask(reply.text)
            message = f"HTTP {reply.status}"
            raise AdapterHTTPError(message, status_code=reply.status, headers=reply.headers, text=text)
        return reply.text

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            answer = json.loads(text)
        except (ValueError, RecursionError):
            answer = None
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(answer, dict | list) or answer == {} or error:
            raise BadAnswerError(f"its answer is no list of places: {_short(self._mask(text))}")
        return answer


def _place(service: str, found: Location) -> dict[str, Any]:
    """One place, if its coordinates stand in the answer itself: geopy invents 0 and wraps what is too large."""
    lat, lon = float(found.latitude), float(found.longitude)
    numbers = set(_numbers(found.raw))
    if not (lat and lon and {round(lat, 9), round(lon, 9)} <= numbers):
        raise BadAnswerError(f"{service}: an answer has no coordinates on this earth: {_short(str(found.raw))}")
    return {"lat": lat, "lon": lon, "address": str(found.address or ""), "raw": found.raw}


def _numbers(value: object) -> Iterator[float]:
    """Every number in an answer, in text or not."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for part in value:
            yield from _numbers(part)
    elif isinstance(value, str):
        yield from (round(float(found), 9) for found in re.findall(r"-?\d+(?:\.\d+)?", value[:1000]))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield round(float(value), 9)


def _listed(found: object) -> list[Location]:
    return found if isinstance(found, list) else [found] if isinstance(found, Location) else []


def _short(text: str) -> str:
    """What a server said, as one printable line of at most 200 characters."""
    line = ascii_controls(" ".join(text.split())) or "nothing"
    return line if len(line) <= SHOWN_ANSWER else line[: SHOWN_ANSWER - 1] + "…"


def _geocoder_class(name: str) -> Any:
    try:
        return get_geocoder_for_service(name)
    except GeocoderNotFound:
        raise _refused(name, "geopy knows no geocoder of this name.") from None


def _address(service: Service, kind: Any) -> dict[str, str]:
    """What geopy's class is told of the server; not every class takes it."""
    takes = inspect.signature(kind).parameters
    wishes = {"scheme": service.scheme} if "scheme" in takes else {}
    return wishes | ({"domain": service.domain} if service.domain else {})


def _secrets(service: Service, environment: Mapping[str, str]) -> dict[str, str]:
    missing = [variable for variable in service.secrets.values() if not environment.get(variable)]
    if missing:
        raise _refused(service.name, f"the environment has no {missing[0]}, which `secrets` names.")
    return {argument: environment[variable] for argument, variable in service.secrets.items()}


def _refused(name: str, message: str) -> SettingsError:
    return SettingsError(f"map.toml, [[online.services]] {name!r}: {message} Fix: See geopy's documentation of it.")


@contextmanager
def _masked_log(mask: Any) -> Iterator[None]:
    """geopy logs whole addresses, and those hold keys."""

    def masked(record: logging.LogRecord) -> bool:
        record.msg, record.args = mask(record.getMessage()), ()
        return True

    geopy_logger.addFilter(masked)
    try:
        yield
    finally:
        geopy_logger.removeFilter(masked)
