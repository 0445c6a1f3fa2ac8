"""The other places of the same events: what tells a name from its namesakes when the record gives no region."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from geomap.codes import rows_of
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
        named: dict[tuple[str, str, str], dict[str, None]] = {}
        told = reports.iloc[np.flatnonzero(reports["place_as_reported"] != "")]
        if len(told):
            at = rows_of(told["event_id"], events["event_id"])
            places = events[["place", "country", "admin1"]].take(at[at >= 0]).itertuples(index=False, name=None)
            for key, name in zip(places, told["place_as_reported"][at >= 0], strict=True):
                named.setdefault(key, {})[name] = None
        return named
