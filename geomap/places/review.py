"""The review of place names: what is ambiguous or not found, one name after another, signed by a curator.

Each answer is written to resolved.csv at once, whole or not at all, so the review may be stopped after any of them and
goes on where it ended: names that were signed are not asked again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geomap.dataset import Dataset
from geomap.errors import OutputError
from geomap.nearest import distances_m
from geomap.places.answers import Answer, Candidate, Method, Toponym
from geomap.places.gazetteer import Gazetteer
from geomap.places.lock import FILE, Lock, lock_text
from geomap.places.regions import Regions
from geomap.places.resolve import distance_km, resolve_name
from geomap.problems import ascii_controls, show
from geomap.records import PINNED
from geomap.shapes import agreed_line
from geomap.write import write_text

if TYPE_CHECKING:
    from geomap.places.online.geocoder import OnlineGeocoder

SHOWN_EVENTS, SHOWN_OTHERS = 3, 3
SHOWN_CANDIDATES = 20
"""Of more namesakes only the nearest fit a screen; `a` shows the others."""
CHOICES = "number: pick, LAT, LON: type coordinates, n: no such place, s: skip, q: stop"
COORDINATES = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*")

Position = tuple[float, float]
Ask = Callable[[str, Callable[[str], str]], str]
"""Asks until the check says "" of the answer. Raises EOFError where the curator wants to stop."""


@dataclass(frozen=True, slots=True)
class Case:
    """One name to decide. events: told in a line each. others: named positions of the same events and days."""

    toponym: Toponym
    answer: Answer
    events: tuple[str, ...]
    others: dict[str, Position] = field(default_factory=dict)


class Review:
    """Asks for each open name of a located data set and signs the answers in the name of `by`."""

    def __init__(
        self,
        dataset: Dataset,
        *,
        by: str,
        on: str,
        ask: Ask,
        say: Callable[[str], None],
        online: OnlineGeocoder | None = None,
    ) -> None:
        self._dataset = dataset
        self._online = online
        self._services = {service.name.lower() for service in dataset.settings.online.services}
        self._by, self._on = by, on
        self._ask, self._say = ask, say
        self._lock = Lock(dataset.lock)
        self._regions = Regions(dataset.border)
        self._path = _lock_path(dataset)
        self._written = _content(self._path)

    def run(self, *, everything: bool = False) -> tuple[int, int]:
        """How many names were signed, and how many are left. everything: also names that were found."""
        open_cases = list(cases(self._dataset, everything=everything))
        signed = 0
        for number, case in enumerate(open_cases, 1):
            self._say(f"\n{number} of {len(open_cases)}: {show(case.toponym.place)} in {case.toponym.where}")
            case = self._nearest_first(self._with_services(case))
            self._show(case)
            try:
                signed += self._decided(case)
            except EOFError:
                break
        return signed, len(open_cases) - signed

    def _with_services(self, case: Case) -> Case:
        """The case with what online services offer among its candidates, if they may be asked."""
        if self._online is None:
            return case
        offered = _open(self._online.answer(case.toponym, self._regions))
        if not offered.candidates:
            self._say(f"  {offered.reason}")
        known = {place.ref for place in case.answer.candidates}
        fresh = tuple(place for place in offered.candidates if place.ref not in known)
        return replace(case, answer=replace(case.answer, candidates=(*case.answer.candidates, *fresh)))

    def _nearest_first(self, case: Case) -> Case:
        """A map of a border is about what lies near to it; what was found stays the first choice."""
        border = self._dataset.border
        places = case.answer.candidates
        if border is None or case.answer.status == "found" or not places:
            return case
        away = distances_m(np.array([(place.lon, place.lat) for place in places]), agreed_line(border))
        ordered = tuple(places[at] for at in np.argsort(away, kind="stable"))
        return replace(case, answer=replace(case.answer, candidates=ordered))

    def _show(self, case: Case) -> None:
        for line in case.events[:SHOWN_EVENTS]:
            self._say(f"  {line}")
        if len(case.events) > SHOWN_EVENTS:
            self._say(f"  and {len(case.events) - SHOWN_EVENTS} more events")
        status, reason = case.answer.status.replace("_", " "), ascii_controls(case.answer.reason)
        self._say(f"  {status}{reason and f'; {reason}'}")
        self._show_candidates(case, 0, SHOWN_CANDIDATES)
        more = len(case.answer.candidates) - SHOWN_CANDIDATES
        if more > 0:
            self._say(f"  and {more} more; a: show them")

    def _show_candidates(self, case: Case, start: int, stop: int | None) -> None:
        for number, place in enumerate(case.answer.candidates[start:stop], start + 1):
            away = self._told((place.lat, place.lon), case)
            self._say(f"  {number:>2}  {place}" + (f"\n      {away}" if away else ""))

    def _told(self, position: Position, case: Case) -> str:
        """How far a position is from the border and from the other places of the case's events."""
        parts = []
        border_km = self._border_km(position)
        if border_km is not None:
            parts.append(f"{_rounded(border_km)} km from the border")
        away = sorted((distance_km(*position, *other), name) for name, other in case.others.items())
        parts += [f"{_rounded(km)} km from {ascii_controls(name)}" for km, name in away[:SHOWN_OTHERS]]
        return ", ".join(parts)

    def _border_km(self, position: Position) -> float | None:
        border = self._dataset.border
        if border is None:
            return None
        lat, lon = position
        return float(distances_m(np.array([[lon, lat]]), agreed_line(border))[0]) / 1000

    def _decided(self, case: Case) -> bool:
        """Ask until the name is signed (True) or skipped. Raises EOFError to stop."""
        while True:
            text = self._ask(f"{CHOICES}: ", lambda text: _fault(text, case)).strip()
            if text == "q":
                raise EOFError
            if text == "s":
                return False
            if text == "a":
                self._show_candidates(case, SHOWN_CANDIDATES, None)
                continue
            if text == "n":
                note = self._ask("why (shown on the map, may be empty): ", lambda _: "").strip()
                self._sign(case, Answer("not_found"), note)
                return True
            if text.isdigit():
                self._sign(case, _picked(case.answer.candidates[int(text) - 1], self._services))
                return True
            position = _position(text)
            if position and self._typed(position, case):
                return True

    def _typed(self, position: Position, case: Case) -> bool:
        """Sign coordinates that the curator typed, if their place on the map looks right."""
        lat, lon = position
        region = self._regions.at(lat, lon)
        where = self._regions.name(region) if region else "outside the map's regions"
        self._say(f"  {lat:.5f}, {lon:.5f}: {'; '.join(filter(None, (where, self._told(position, case))))}")
        source = self._ask("source of these coordinates (nothing: type them again): ", lambda _: "").strip()
        if source:
            name = case.toponym.place
            self._sign(case, Answer("found", "reviewed", name, lat, lon, "settlement", source=source))
        return bool(source)

    def _sign(self, case: Case, answer: Answer, note: str = "") -> None:
        """Write resolved.csv with this answer in it. Raises OutputError if somebody else has changed the file."""
        if _content(self._path) != self._written:
            raise OutputError(f"{self._path}: was changed meanwhile. Fix: run geomap review again; nothing was lost.")
        told = replace(answer, candidates=case.answer.candidates)
        self._lock.sign(case.toponym.key, told, by=self._by, on=self._on, note=note)
        text = lock_text(replace(self._dataset, lock=self._lock.frame()))
        write_text(self._path, text)
        self._written = text.encode()


def cases(dataset: Dataset, *, everything: bool = False) -> Iterator[Case]:
    """The names of a located data set that nobody has signed, in the order of the lock.

    Only those that some event without coordinates of its own uses. everything: also those that were found.
    """
    wanted = {"ambiguous", "not_found"} | ({"found"} if everything else set())
    rows = dataset.lock[dataset.lock["status"].isin(wanted) & dataset.lock["reviewed_by"].eq("")]
    with Gazetteer() as gazetteer:
        for row in rows.itertuples(index=False):
            toponym = Toponym(str(row.place), str(row.country), str(row.admin1))
            used = _users(dataset, toponym)
            if not used.any():
                continue
            answer = resolve_name(
                toponym.place,
                country=toponym.country,
                admin1=toponym.admin1,
                border=dataset.border,
                places=dataset.places,
                gazetteer=gazetteer,
            )
            yield Case(toponym, _open(answer), tuple(_told_events(dataset, used)), _others(dataset, used))


def _rounded(km: float) -> str:
    return f"{km:.1f}" if km < 10 else f"{km:.0f}"


def _open(answer: Answer) -> Answer:
    """An answer as a choice: what was found comes first among the candidates."""
    if answer.status != "found":
        return answer
    first = Candidate(answer.name, "", "", answer.lat, answer.lon, answer.source)
    return replace(answer, candidates=(first, *answer.candidates))


def _users(dataset: Dataset, toponym: Toponym) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """The events that this name has to place: pins without coordinates of their own."""
    events = dataset.events
    same = events["place"].eq(toponym.place) & events["country"].eq(toponym.country)
    same &= events["admin1"].eq(toponym.admin1) & events["location_method"].ne("given")
    is_pin = events["location_precision"].isin([*PINNED, "unknown", ""])
    return np.asarray(same & is_pin & ~events["coordinates_bad"], dtype=bool)


def _told_events(dataset: Dataset, used: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[str]:
    for event_id, date, title in dataset.events.loc[used, ["event_id", "date", "title"]].itertuples(index=False):
        yield f"{ascii_controls(str(date))}  {show(str(title))}  ({ascii_controls(str(event_id))})"


def _others(dataset: Dataset, used: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> dict[str, Position]:
    """Pins of the other events on the same days, by name."""
    events = dataset.events
    days = set(events.loc[used, "date"]) - {""}
    pins = events[~used & events["date"].isin(days) & events.geometry.geom_type.eq("Point")]
    shapes = shapely.get_coordinates(pins.geometry.to_numpy())
    return {str(place): (float(lat), float(lon)) for place, (lon, lat) in zip(pins["place"], shapes, strict=True)}


def _picked(place: Candidate, services: Collection[str]) -> Answer:
    is_curated = place.ref.startswith("places.csv")
    is_online = place.ref.partition(":")[0] in services
    method: Method = "places" if is_curated else "online" if is_online else "gazetteer"
    return Answer("found", method, place.name, place.lat, place.lon, "settlement", source=place.ref)


def _fault(text: str, case: Case) -> str:
    """What is wrong with a choice, "" if nothing."""
    text, count = text.strip(), len(case.answer.candidates)
    letters = ("s", "n", "q", "a") if count > SHOWN_CANDIDATES else ("s", "n", "q")
    if text in letters or (text.isdigit() and 1 <= int(text) <= count):
        return ""
    if text.isdigit() or not COORDINATES.fullmatch(text):
        numbers = f"a number from 1 to {count}, " if count else ""
        return f"Write {numbers}coordinates as 50.4614, 35.6025, or one of {', '.join(letters)}."
    return "" if _position(text) else "Latitude lies within 90 degrees, longitude within 180, and 0, 0 is no place."


def _position(text: str) -> Position | None:
    found = COORDINATES.fullmatch(text)
    lat, lon = (float(found[1]), float(found[2])) if found else (91.0, 181.0)
    return (lat, lon) if abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0.0, 0.0) else None


def _lock_path(dataset: Dataset) -> Path:
    source = dataset.source or Path()
    return (source if source.is_dir() else source.parent) / FILE


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""
