"""The one thing that travels through the pipeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

    from geomap.border import Border
    from geomap.problems import Problem
    from geomap.settings import Settings


@dataclass(frozen=True, eq=False)
class Dataset:
    """Events, their reports and what is wrong with them. Every step returns a new one.

    events: one row an event, index 0..n-1 in the order of the file, `geometry` in WGS 84 and
    empty while a place is unknown. reports: one row a claim, joined by `event_id`. places and
    lock: the curated places and earlier answers. Text columns hold "" for unknown, numbers NaN.
    No step drops or reorders a row.
    """

    settings: Settings
    events: GeoDataFrame
    reports: pd.DataFrame
    places: pd.DataFrame
    lock: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    source: Path | None = None
    border: Border | None = None

    def with_events(self, events: GeoDataFrame, problems: Iterable[Problem] = ()) -> Self:
        """The same data set with other columns on its events, and further problems."""
        if len(events) != len(self.events):
            raise AssertionError(f"a step changed {len(self.events)} events into {len(events)}")
        return replace(self, events=events, problems=(*self.problems, *problems))
