"""The services of map.toml for one run: who is asked, what is remembered, and why a name stays pending."""

from __future__ import annotations

import json
import os
import sqlite3
import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import QueryError, ServiceError, SettingsError
from geomap.places.answers import Answer, Toponym
from geomap.places.gazetteer import cache_folder
from geomap.places.online.asked import read_asked
from geomap.places.online.asking import Clock, Manners
from geomap.places.online.choose import choose
from geomap.places.online.credit import attribution
from geomap.places.online.store import Store
from geomap.places.regions import Regions
from geomap.problems import Problem, ascii_controls, show
from geomap.settings import Online, Service
from geomap.validate.words import countries

if TYPE_CHECKING:
    from geomap.places.online.providers import Provider

SAMPLES = ("my-application", "my_app", "my_user_agent", "specify_your_app_name_here", "geopy", "python-", "mozilla/")
SYSTEM_CLOCK = Clock(time.time, time.sleep)
DAY_S = 86_400.0

Places = list[dict[str, Any]]


class OnlineGeocoder:
    """Asks the services of `online` in turn. Made at once, it has asked nobody yet.

    Raises SettingsError where map.toml does not allow to ask: no User-Agent, an unknown service, a key that is not in
    the environment, no attribution. `notices` are warnings about the package and the kept answers.
    """

    def __init__(
        self,
        online: Online,
        *,
        folder: Path | None = None,
        clock: Clock = SYSTEM_CLOCK,
        ssl_context: ssl.SSLContext | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.notices: list[Problem] = []
        self.closed = ""
        self._online = online
        self._clock = clock
        self._store = Store(cache_folder() if folder is None else folder)
        user_agent = _user_agent(online, environment)
        self._services = self._opened(user_agent, ssl_context, environment)
        self._failed: dict[tuple[str, str], ServiceError] = {}

    def answer(self, toponym: Toponym, regions: Regions) -> Answer:
        """What the first service says that knows the place.

        pending, with the reason: no service could say. not_found, with a reason: a service refused the question,
        or none knows the name.
        """
        failures: list[ServiceError] = []
        others: list[Answer] = []
        asked = read_asked(toponym)
        for service in self._services:
            try:
                answer = choose(service.name, asked.toponym, self._places(service, asked.toponym), regions)
            except ServiceError as error:
                failures.append(error)
                continue
            if answer.status != "not_found":
                return asked.answered(answer)
            others.append(answer)
        candidates = tuple(place for answer in others for place in answer.candidates)
        told = [self.closed] if self.closed else [str(error) for error in failures]
        if not told:
            names = " and ".join(service.name for service in self._services)
            return Answer("not_found", reason=f"{names} found none either", candidates=candidates)
        is_refused = bool(failures) and all(isinstance(error, QueryError) for error in failures)
        return Answer("not_found" if is_refused else "pending", reason="; ".join(told), candidates=candidates)

    def close(self) -> None:
        """Close the file of kept answers."""
        self._store.close()

    def _places(self, service: _Asked, toponym: Toponym) -> Places:
        """The service's places for the name: kept ones, else asked for and kept. Raises ServiceError."""
        question = _question(toponym)
        key = (service.key, question)
        try:
            kept = self._store.get(*key)
            if kept and (kept[0] or self._clock.now() - kept[1] < self._online.again_after_days * DAY_S):
                return kept[0]
            self._raise_if_hopeless(service, key)
            found = service.manners.ask(lambda: _asked(service.provider, question))
            self._store.put(*key, found, self._clock.now())
        except ServiceError as error:
            self._failed[key] = error
            raise
        except (sqlite3.Error, OSError) as error:
            self._close_with(error)
            raise ServiceError(self.closed) from error
        return found

    def _raise_if_hopeless(self, service: _Asked, key: tuple[str, str]) -> None:
        if key in self._failed:
            raise self._failed[key]
        if self.closed or service.manners.stopped:
            raise ServiceError(self.closed or service.manners.stopped)

    def _opened(
        self, user_agent: str, ssl_context: ssl.SSLContext | None, environment: Mapping[str, str]
    ) -> list[_Asked]:
        """The services, or none, with a notice, where the package or the file of kept answers cannot be used."""
        for service in self._online.services:
            if not attribution(service):
                message = f"map.toml, [[online.services]] {service.name!r}: has no attribution."
                raise SettingsError(f'{message} Fix: Write attribution = "...", as the service asks for it.')
        try:
            from geomap.places.online.providers import Provider
        except ModuleNotFoundError as error:
            self.closed = f"the package {str(error.name).partition('.')[0]} is not installed"
            self._note(
                "online.package", f"{self.closed}, so no online service is asked.", "pip install 'geomap[online]'"
            )
            return []
        made = [
            (
                service,
                Provider(
                    service, self._online, user_agent=user_agent, ssl_context=ssl_context, environment=environment
                ),
            )
            for service in self._online.services
        ]
        try:
            self._store.open()
        except (sqlite3.Error, OSError) as error:
            self._close_with(error)
        self.notices.extend(self._store.notices)
        return [_Asked(service, provider, self._manners(service)) for service, provider in made]

    def _manners(self, service: Service) -> Manners:
        return Manners(
            _key(service),
            self._store,
            self._clock,
            pause_s=service.pause_s,
            retries=self._online.retries,
            failures=self._online.failures,
        )

    def _close_with(self, error: Exception) -> None:
        """Without its file geomap could not keep answers nor the pace that the services ask for."""
        if not self.closed:
            self.closed = f"the file of kept answers cannot be used ({ascii_controls(str(error))})"
            fix = "Free or unlock the cache folder, or set GEOMAP_CACHE to another."
            self._note("online.cache", f"{self.closed}, so no online service is asked.", fix)

    def _note(self, rule: str, message: str, fix: str) -> None:
        self.notices.append(Problem("map.toml", None, "online", "", message, fix, rule, "warning"))


class _Asked:
    """A service, what talks to it, and how often that may."""

    def __init__(self, service: Service, provider: Provider, manners: Manners) -> None:
        self.name = service.name.lower()
        self.key = _key(service)
        self.provider = provider
        self.manners = manners


def _key(service: Service) -> str:
    return f"{service.name.lower()}@{service.domain}" if service.domain else service.name.lower()


def _question(toponym: Toponym) -> str:
    """What is asked, as the key of its answer. A list of regions is left out: no service reads one."""
    region = "" if ";" in toponym.admin1 else toponym.admin1
    return json.dumps([toponym.place, region, toponym.country], ensure_ascii=False)


def _asked(provider: Provider, question: str) -> Places:
    place, region, country = json.loads(question)
    return provider.ask(place, region=region, country=country, country_name=countries().get(country, ""))


def _user_agent(online: Online, environment: Mapping[str, str]) -> str:
    """Who asks. Raises SettingsError where that is missing or copied from an example."""
    text = (online.user_agent or environment.get("GEOMAP_USER_AGENT", "")).strip()
    fix = 'Fix: Write user_agent = "name-of-your-map/1.0 (you@your.address)" under [online] in map.toml.'
    if not text:
        raise SettingsError(f"map.toml, [online]: has no user_agent, and services must know who asks. {fix}")
    if not (text.isascii() and text.isprintable()):
        raise SettingsError(f"map.toml, [online]: user_agent {show(text)} is not plain ASCII. {fix}")
    if text.lower().startswith(SAMPLES) or "example." in text.lower() or "your.address" in text.lower():
        raise SettingsError(f"map.toml, [online]: user_agent {show(text)} is an example's, not yours. {fix}")
    return text
