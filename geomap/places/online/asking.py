"""Asking one service as its owner would wish: in turn, again only where that may help, not at all once it says no."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from geomap.errors import DeniedError, QueryError, RateLimitedError, ServiceError
from geomap.places.online.store import Store

LONGEST_WAIT_S = 600.0
"""A service that asks for a longer pause is left alone for this run."""

LIMITS_TAKEN = 2
"""So many answers "too many requests" end the batch."""

Ask = Callable[[], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Clock:
    """now: seconds since 1970, shared by all processes. sleep: waits for so many seconds."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


class Manners:
    """How often one service may be asked. `stopped` says why it is left alone for the rest of the run, "" if not."""

    def __init__(self, name: str, store: Store, clock: Clock, *, pause_s: float, retries: int, failures: int) -> None:
        self.stopped = ""
        self._name = name
        self._store = store
        self._clock = clock
        self._pause_s = pause_s
        self._retries = retries
        self._failures = failures
        self._in_a_row = 0
        self._limits = 0
        self._counting = threading.Lock()

    def ask(self, ask: Ask) -> list[dict[str, Any]]:
        """What the service answers. Raises the ServiceError that is left when nothing more can be done."""
        attempt = 0
        while True:
            self._wait_for_turn()
            try:
                found = ask()
            except ServiceError as error:
                wait = self._wait_after(error, attempt)
                if wait is None and self.stopped:
                    raise type(error)(self.stopped) from error
                if wait is None:
                    raise
                now = self._clock.now()
                self._store.put_off(self._name, now + wait, now)
                attempt += 1
            else:
                with self._counting:
                    self._in_a_row = 0
                return found

    def _wait_for_turn(self) -> None:
        now = self._clock.now()
        at = self._store.take_turn(self._name, self._pause_s, now)
        if at > now:
            self._clock.sleep(at - now)
        if self.stopped:  # by another thread in the meantime
            raise ServiceError(self.stopped)

    def _wait_after(self, error: ServiceError, attempt: int) -> float | None:
        """Seconds until the same question may be asked again; None if it may not."""
        with self._counting:
            if isinstance(error, DeniedError):
                self.stopped = f"{error}. Mend its `secrets` or the `user_agent` in map.toml"
            elif isinstance(error, RateLimitedError):
                return self._after_limit(error)
            elif error.is_server_fault and attempt < self._retries:
                return max(self._pause_s * 2.0 ** (attempt + 1), min(self._asked_for(error), LONGEST_WAIT_S))
            elif not isinstance(error, QueryError):
                self._count_failure(error)
        return None

    def _after_limit(self, error: ServiceError) -> float | None:
        self._limits += 1
        wait = max(self._pause_s, self._asked_for(error))
        if self._limits >= LIMITS_TAKEN or wait > LONGEST_WAIT_S:
            now = self._clock.now()
            self._store.put_off(self._name, now + wait, now)  # for other builds on this machine, and the next run
            self.stopped = f"{error}. It asks for fewer requests"
            return None
        return wait

    def _count_failure(self, error: ServiceError) -> None:
        self._in_a_row += 1
        if self._in_a_row >= self._failures:
            self.stopped = f"{error}. It failed {self._in_a_row} times in a row"

    def _asked_for(self, error: ServiceError) -> float:
        """Seconds that `Retry-After` asks for, given in seconds or as a date; 0 where it says nothing of use."""
        text = error.retry_after.strip()
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - self._clock.now())
        except (ValueError, OverflowError):
            return 0.0
