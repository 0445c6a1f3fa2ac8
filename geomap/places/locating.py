"""The step that puts events on the map: each distinct place is resolved once, then joined to its events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geomap.codes import combined, filled, first_rows, first_seen, spelt
from geomap.dataset import Dataset
from geomap.nearest import distances_m
from geomap.places.added import AddedGazetteers
from geomap.places.answers import Answer, Candidate, Toponym
from geomap.places.areas import find_area
from geomap.places.beside import Beside
from geomap.places.curated import Curated
from geomap.places.gazetteer import Gazetteer
from geomap.places.index import Place
from geomap.places.lock import Lock
from geomap.places.phrases import read
from geomap.places.refusals import NO_GAZETTEER, OFFLINE, Fault, absent, ambiguous, without_place
from geomap.places.regions import Regions
from geomap.places.resolve import LONGEST_PHRASE, Resolver
from geomap.problems import Problem, show
from geomap.records import PINNED
from geomap.shapes import GEOD, Shapes, points_at
from geomap.threads import helpers

if TYPE_CHECKING:
    from geomap.places.online.geocoder import OnlineGeocoder

FAR_KM = 30.0
"""Coordinates this far from the named place are doubtful: even a large city is less than that across."""

SHOW_BAR_FROM = 5_000
"""So many distinct places take about a second."""

KEY = ["place", "country", "admin1", "admin2", "location_precision"]
POSITIONS = NONE, GIVEN, BAD = "none", "given", "bad"

BAD_COORDINATES = "The coordinates in the record are wrong; a looked-up position does not replace them."
HOW_TO_ADD_DISTRICT = "Add a row of kind 'district' with seat, radius_km and source to places.csv."

Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class Location:
    """What all events of one distinct place share."""

    geometry: shapely.Geometry | None = None
    precision: str = "unknown"
    method: str = "none"
    source: str = ""
    score: float = float("nan")
    name: str = ""
    reason: str = ""
    area: str = ""
    place_key: int = -1
    fault: Fault | None = None
    known: tuple[tuple[float, float], ...] = ()  # what the name may stand for, where coordinates were given


def locate(dataset: Dataset, *, online: bool | OnlineGeocoder = False) -> Dataset:
    """Give every event a shape and say how it was found, or a reason why it has none.

    Needs the columns of `geomap.load`; adds geometry (WGS 84), location_method, location_source, location_score,
    location_name, location_reason, area and place_key, fills location_precision and brings the lock up to date. A name
    that is ambiguous or not found is an error on its row, with the candidates. With `online` the services of map.toml
    are asked for names that nothing else knows; without, their answers in the lock count. Raises GazetteerError, and
    SettingsError where map.toml does not allow to ask.
    """
    events, positions = dataset.events, _positions(dataset.events)
    is_given = positions == POSITIONS.index(GIVEN)
    first, numbers = _alike(events, positions)
    lock = Lock(dataset.lock)
    with (
        helpers() as threads,
        Gazetteer() as gazetteer,
        closing(AddedGazetteers()) as added,
        _opened(online, dataset) as services,
    ):
        points = threads.submit(points_at, events[["lon", "lat"]].to_numpy()[is_given])
        locator = _Locator(dataset, gazetteer, added, lock, services)
        distinct = _with_bar(_places(events, positions, first), len(first))
        locations = [locator.locate(*place) for place in distinct]
        notices = (*gazetteer.notices, *added.notices, *(services.notices if services else ()))
    located = _joined(events, is_given, points.result(), locations, numbers)
    problems = [*notices, *_faults(located, locations, numbers), *_far(located, locations, numbers), *lock.changes()]
    return replace(dataset.with_events(located, problems), lock=lock.frame())


class _Locator:
    """Locates one distinct place at a time; answers by name are remembered in the lock."""

    def __init__(
        self,
        dataset: Dataset,
        gazetteer: Gazetteer,
        added: AddedGazetteers,
        lock: Lock,
        online: OnlineGeocoder | None,
    ) -> None:
        self._online = online
        self._answers: dict[tuple[Toponym, Resolver], Answer] = {}
        self._border = dataset.border
        self._regions = Regions(dataset.border)
        self._curated = Curated(dataset.places, self._regions)
        self._lock = lock
        self._beside = Beside(dataset)
        countries = dataset.settings.border
        resolver = partial(
            Resolver,
            gazetteer,
            self._curated,
            self._regions,
            added=[added],
            reviewed=lock.reviewed,
            countries=countries,
            border_km=self._border_km if dataset.border is not None else None,
            zone_km=dataset.settings.zone_km,
        )
        self._resolver = resolver()
        self._checker = resolver(with_slips=False)  # a name that is only similar is no ground to doubt coordinates

    def locate(self, place: str, country: str, admin1: str, admin2: str, precision: str, position: str) -> Location:
        toponym = Toponym(place, country, admin1, admin2)
        coarse = self._coarse_precision(toponym, precision)
        if coarse:
            return self._area(toponym, coarse)
        if position == BAD:
            return Location(precision=precision or "unknown", reason=BAD_COORDINATES)
        if position == GIVEN:
            return _given(toponym, self._resolve(toponym, self._checker), precision)
        answer = offline = self._resolve(toponym, self._resolver)
        if answer.status == "listed":
            precision = precision or answer.precision or "unknown"
            return Location(precision=precision, name=answer.name, reason=answer.reason, place_key=answer.place_row)
        if toponym.place and (answer.status == "not_found" or (answer.status == "ambiguous" and answer.reason)):
            answer = self._beyond(toponym, answer)
        if answer.status in ("not_found", "pending") and not self._resolver.gazetteer.is_available:
            fault = without_place(answer, NO_GAZETTEER)
            return Location(precision=precision or "unknown", reason=NO_GAZETTEER, fault=fault)
        if answer.status == "ambiguous" and not answer.reason:
            answer = self._nearest_first(answer)
        self._lock.record(toponym.key, answer)
        if answer.precision and answer.precision not in PINNED:  # a reviewer found the middle of a region, say
            named = replace(toponym, admin1=answer.source) if answer.method == "region" else toponym
            return self._area(named, answer.precision, _seat(answer))
        if answer.status == "found":
            return _pinned(answer, precision)
        return _refused(toponym, answer, offline, precision)

    def _resolve(self, toponym: Toponym, resolver: Resolver) -> Answer:
        """The resolver's answer, asked for once: one place has rows of several precisions."""
        asked = toponym, resolver
        if asked not in self._answers:
            answer = resolver.resolve(toponym)
            if answer.status == "ambiguous" and len(answer.candidates) > 1 and (near := self._near(toponym)):
                answer = resolver.resolve(toponym, near=near)
            self._answers[asked] = answer
        return self._answers[asked]

    def _near(self, toponym: Toponym) -> list[tuple[float, float]]:
        """Where the other places lie that the same events are reported from, as far as their names leave no doubt."""
        answers = map(self._resolver.resolve, self._beside.others(toponym))
        sure = (answer for answer in answers if answer.status == "found" and answer.precision in PINNED)
        return [(answer.lat, answer.lon) for answer in sure]

    def _nearest_first(self, answer: Answer) -> Answer:
        """A map of a border is about what lies near to it, and only the first candidates are told."""
        if self._border is None:
            return answer
        away = zip(self._border_km(answer.candidates), answer.candidates, strict=True)
        return replace(answer, candidates=tuple(place for _, place in sorted(away, key=lambda pair: pair[0])))

    def _border_km(self, places: Sequence[Place | Candidate]) -> list[float]:
        line = shapely.union_all(self._border.line.geometry.to_numpy()) if self._border else shapely.LineString()
        lonlat = np.array([(place.lon, place.lat) for place in places])
        return [float(metres) / 1000 for metres in distances_m(lonlat, line)]

    def _beyond(self, toponym: Toponym, offline: Answer) -> Answer:
        """What online services say, now or, where they cannot be asked, in an earlier run.

        Of namesakes none is asked for, since a service knows no more of the record; but where only something like the
        name is known (`offline` is ambiguous with a reason), a service may know the very name.
        """
        answer = self._online.answer(toponym, self._regions) if self._online else OFFLINE
        if answer.status == "pending":
            answer = self._lock.online.get(toponym.key, answer)
        if offline.status == "ambiguous" and answer.status != "found":
            return offline
        return answer if answer.candidates else replace(answer, candidates=offline.candidates)

    def _coarse_precision(self, toponym: Toponym, precision: str) -> str:
        """The precision of an event that is no pin: as the record says, or as places.csv or the region's name does."""
        if precision and precision not in PINNED:
            return precision
        rows = self._curated.find(toponym)
        kinds = {row.kind for row in rows}
        if len(kinds) == 1 and not kinds & (PINNED | {"unknown"}):
            return kinds.pop()
        is_region = not rows and not precision and self._regions.is_named_in_full(toponym.place, toponym.country)
        return "region" if is_region else ""

    def _area(self, toponym: Toponym, precision: str, seat: str = "") -> Location:
        area = find_area(toponym, precision, self._curated, self._regions, self._border)
        fault = None
        if area.is_missing:
            message = f"no seat and radius are known for this district in {toponym.where}.{seat}"
            fault = ("place.district", message, HOW_TO_ADD_DISTRICT)
        return Location(
            geometry=area.geometry,
            precision=precision,
            method=area.method,
            source=area.source,
            name=area.name,
            reason=area.reason,
            area=area.area,
            place_key=area.place_row,
            fault=fault,
        )


def _given(toponym: Toponym, answer: Answer, precision: str) -> Location:
    known: tuple[tuple[float, float], ...] = ((answer.lat, answer.lon),) if answer.status == "found" else ()
    if answer.status == "ambiguous":
        known = tuple((place.lat, place.lon) for place in answer.candidates)
    told = answer.precision if answer.method == "places" else ""
    is_near = len(toponym.place) <= LONGEST_PHRASE and read(toponym.place).relation
    precision = precision or told or ("near_settlement" if is_near else "settlement")
    return Location(precision=precision, method="given", name=answer.name, place_key=answer.place_row, known=known)


def _seat(answer: Answer) -> str:
    """What a district seems to be called after, for the curator who adds it to places.csv."""
    named = answer.precision == "district" and answer.name
    return f" Its seat may be {answer.name} ({answer.lat:.4f}, {answer.lon:.4f}; {answer.source})." if named else ""


def _pinned(answer: Answer, precision: str) -> Location:
    """A pin as exact as the answer is: a town's position does not become an exact spot."""
    exact = "settlement" if precision == "point" and answer.precision != "point" else precision
    return Location(
        geometry=shapely.Point(answer.lon, answer.lat),
        precision=exact or answer.precision or "settlement",
        method=answer.method,
        source=answer.source,
        score=answer.score,
        name=answer.name,
        place_key=answer.place_row,
    )


def _refused(toponym: Toponym, answer: Answer, offline: Answer, precision: str) -> Location:
    is_absent = answer.status in ("not_found", "pending")
    reason, fault = absent(toponym, answer, offline) if is_absent else ambiguous(toponym, answer)
    return Location(precision=precision or "unknown", reason=reason, fault=fault)


@contextmanager
def _opened(online: bool | OnlineGeocoder, dataset: Dataset) -> Iterator[OnlineGeocoder | None]:
    """The services to ask, closed afterwards if they were opened here."""
    if online is not True:
        yield online or None
        return
    from geomap.places.online.geocoder import OnlineGeocoder

    with closing(OnlineGeocoder(dataset.settings.online)) as services:
        yield services


def _positions(events: GeoDataFrame) -> Numbers:
    """For each event which of POSITIONS it has: the curator gave no coordinates, good or bad ones."""
    given = (events["lat"].notna() & events["lon"].notna()).to_numpy()
    return np.where(events["coordinates_bad"], POSITIONS.index(BAD), np.where(given, POSITIONS.index(GIVEN), 0))


def _alike(events: GeoDataFrame, positions: Numbers) -> tuple[Numbers, Numbers]:
    """The first event of each distinct place, and for each event the number of its place."""
    numbers = pd.factorize(positions)[0]
    for name in (name for name in KEY if filled(events[name])):
        numbers = pd.factorize(combined(numbers, first_seen(events[name]).codes))[0]
    return first_rows(numbers), numbers


def _places(events: GeoDataFrame, positions: Numbers, rows: Numbers) -> Iterator[tuple[str, ...]]:
    for texts, position in zip(events[KEY].take(rows).itertuples(index=False, name=None), positions[rows], strict=True):
        yield (*texts, POSITIONS[position])


def _joined(
    events: GeoDataFrame, given: NDArray[np.bool_], points: Shapes, locations: list[Location], numbers: Numbers
) -> GeoDataFrame:
    """The events with their locations; `points` are of those with coordinates of their own (`given`)."""
    shapes = np.empty(len(locations), dtype=object)
    shapes[:] = [location.geometry for location in locations]
    geometry = shapes[numbers]
    is_given = given & np.array([location.method == "given" for location in locations], dtype=bool)[numbers]
    geometry[is_given] = points[is_given[given]]
    texts = {
        "location_precision": "precision",
        "location_method": "method",
        "location_source": "source",
        "location_name": "name",
        "location_reason": "reason",
        "drawn_as": "area",
    }
    columns: dict[str, Any] = {
        column: spelt(numbers, [getattr(location, field) for location in locations]) for column, field in texts.items()
    }
    columns["location_source"] = events["coordinate_source_url"].where(is_given, columns["location_source"])
    columns["location_score"] = np.array([location.score for location in locations], dtype=float)[numbers]
    columns["place_key"] = np.array([location.place_key for location in locations], dtype=np.int64)[numbers]
    columns["flagged"] = events["flagged"].to_numpy() | _is_faulty(locations)[numbers]
    frame = pd.DataFrame(events.drop(columns="geometry", errors="ignore")).assign(**columns)
    return GeoDataFrame(frame, geometry=geometry, crs="EPSG:4326", copy=False)


def _is_faulty(locations: list[Location]) -> NDArray[np.bool_]:
    return np.array([location.fault is not None for location in locations], dtype=bool)


def _faults(events: GeoDataFrame, locations: list[Location], numbers: Numbers) -> Iterator[Problem]:
    """One error for each event whose name is ambiguous or not found."""
    faulty = np.flatnonzero(_is_faulty(locations)[numbers])
    for number, where in zip(numbers[faulty], _cells(events, faulty, "place"), strict=True):
        fault = locations[number].fault
        if fault:
            yield _problem(where, "place", fault)


def _far(events: GeoDataFrame, locations: list[Location], numbers: Numbers) -> Iterator[Problem]:
    """One warning for each event whose given coordinates are far from every place that its name may stand for."""
    counts = np.array([len(location.known) for location in locations], dtype=np.int64)
    places = np.array([place for location in locations for place in location.known], dtype=float).reshape(-1, 2)
    each = counts[numbers]
    rows = np.repeat(np.arange(len(numbers)), each)
    place = np.arange(len(rows)) + np.repeat((np.cumsum(counts) - counts)[numbers] - (np.cumsum(each) - each), each)
    lat, lon = (events[name].to_numpy()[rows] for name in ("lat", "lon"))
    km = np.asarray(GEOD.inv(lon, lat, places[place, 1], places[place, 0])[2]) / 1000
    nearest = np.lexsort((km, rows))[np.cumsum(each[each > 0]) - each[each > 0]]
    far = nearest[km[nearest] > FAR_KM]
    fix = "Check the coordinates and the place; they are drawn as given."
    for where, distance, at in zip(_cells(events, rows[far], "lat", "lon"), km[far], places[place[far]], strict=True):
        name = _named(locations[numbers[where.row]])
        message = f"the coordinates lie {distance:.0f} km from {name} ({at[0]:.5f}, {at[1]:.5f})."
        yield replace(_problem(where, "lat", ("place.far", message, fix)), severity="warning")


def _named(location: Location) -> str:
    count = len(location.known)
    return show(location.name) if count == 1 else f"the nearest of {count} places of this name"


class _Cell(NamedTuple):
    """Where a problem lies: the row of the frame, the file and line it came from, and the text that stood there."""

    row: int
    file: str
    line: int
    event_id: str
    value: str


def _cells(events: GeoDataFrame, rows: Numbers, *columns: str) -> Iterator[_Cell]:
    chosen = events[["source_file", "source_line", "event_id", *columns]].take(rows)
    for row, (file, line, event_id, *values) in zip(rows, chosen.itertuples(index=False, name=None), strict=True):
        yield _Cell(int(row), file, int(line), event_id, ", ".join(map(str, values)))


def _problem(cell: _Cell, column: str, fault: Fault) -> Problem:
    rule, message, fix = fault
    return Problem(cell.file, cell.line, column, cell.value, message, fix, rule, event_id=cell.event_id)


def _with_bar(rows: Iterator[tuple[str, ...]], total: int) -> Iterator[tuple[str, ...]]:
    if total < SHOW_BAR_FROM:
        yield from rows
        return
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(rows, "Looking up places", total, console=console, transient=True, disable=not console.is_terminal)
