"""The other places of the same events: what tells a name from its namesakes when the record gives no region."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from geomap.places.answers import Toponym
from geomap.places.names import fold

if TYPE_CHECKING:
    from geomap.dataset import Dataset


class Beside:
    """Names that the reports of an event use, by the place of the event. Read when first asked for."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset

    def others(self, toponym: Toponym) -> list[Toponym]:
        """The other places that reports of the events at `toponym` name, each once, in the order of the reports.

        Without a country, since they may lie across the border.
        """
        own = fold(toponym.place)
        names = self._reported.get(toponym.key, {})
        return [Toponym(name) for name in names if fold(name) != own]

    @cached_property
    def _reported(self) -> dict[tuple[str, str, str], dict[str, None]]:
        events, reports = self._dataset.events, self._dataset.reports
        columns = events[["event_id", "place", "country", "admin1"]].itertuples(index=False, name=None)
        places = {event_id: key for event_id, *key in columns}
        named: dict[tuple[str, str, str], dict[str, None]] = {}
        rows = reports[["event_id", "place_as_reported"]].itertuples(index=False, name=None)
        for event_id, name in rows:
            if name and event_id in places:
                place, country, admin1 = places[event_id]
                named.setdefault((place, country, admin1), {})[name] = None
        return named
