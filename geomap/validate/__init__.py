"""The validate step: text to typed frames. Collects every problem, stops at none, drops no row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap import records
from geomap.dataset import Dataset
from geomap.errors import RefusedError
from geomap.problems import Problem, show
from geomap.records import Table
from geomap.tables import Fault, Flaw, RawData, RawTable, read
from geomap.tables.header import nearest
from geomap.tables.model import Limits, frame_of
from geomap.validate import flat, rules
from geomap.validate.coordinates import Extent, checked_pairs
from geomap.validate.expected import expected_extent
from geomap.validate.frames import add_spans, blanked, typed
from geomap.validate.identity import repeated, unique_ids

__all__ = ["load_dataset", "validate"]

DERIVED = frozenset(
    {
        *("geometry", "date_start", "date_end", "flagged", "coordinates_bad", "source_file", "source_line"),
        *("status", "status_rule", "camps_for", "camps_against"),
        *("location_method", "location_source", "location_score", "location_name", "location_reason"),
        *("drawn_as", "place_key", "border_side", "region", "region_id", "district", "distance_km", "in_zone"),
        *("status_computed", "figures_differ", "reports"),
        *(column.name for column in records.COMPUTED),
    }
)
"""Columns that geomap computes; one of that name in a file is carried through as `<name>_given`."""


def load_dataset(
    path: str | Path,
    *,
    border: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> Dataset:
    """Read and validate the records at `path`: a folder, or one flat table.

    Faults of records are in `Dataset.problems`. Raises RefusedError (LoadError, SettingsError)
    where no honest map can come of it; its `problems` say what to mend.
    """
    raw = read(path, border=border, encoding=encoding, delimiter=delimiter, sheet=sheet, limits=limits)
    return validate(raw, extent=expected_extent(raw))


def validate(raw: RawData, *, extent: Extent | None = None) -> Dataset:
    """Type and check the tables. `extent` is where coordinates are expected, to find swapped pairs.

    Raises RefusedError if every row of the events has an error.
    """
    events, reports, event_faults, report_faults = _flat(raw, extent) if raw.flat else _full(raw, extent)
    places, place_faults = _places(raw, extent)
    lock, lock_faults = _lock(raw)
    problems = [
        *raw.problems,
        *_strangers(raw),
        *_problems(raw.events, event_faults, (reports if raw.flat else events)["event_id"]),
        *_problems(raw.reports, report_faults, reports["event_id"]),
        *_problems(raw.places, place_faults),
        *_problems(raw.lock, lock_faults),
    ]
    _refuse_if_all_bad(raw.events, event_faults, problems, events["source_line"])
    return Dataset(
        settings=raw.settings,
        events=_located(_flagged(events, problems)),
        reports=reports,
        places=places,
        lock=lock,
        problems=tuple(problems),
        source=raw.folder,
    )


Frames = tuple[pd.DataFrame, pd.DataFrame, list[Fault], list[Fault]]


def _full(raw: RawData, extent: Extent | None) -> Frames:
    events, faults = typed(_renamed(raw.events), records.EVENTS.columns)
    events, faults = _checked_events(events, raw.events, faults, ("event_id", *records.EVENTS.required), extent)
    table = raw.reports or _nothing("reports.csv")
    reports, found = typed(_renamed(table), records.REPORTS.columns)
    reports, found = _checked_reports(reports, raw, found)
    if not raw.is_export:  # where the records are kept, their curator was told already
        found += rules.empty_cells(reports, table, records.REPORTS.required, found)
    found += repeated(reports["report_id"], table)
    found += rules.unknown_events(reports, set(events["event_id"]))
    return events, reports, faults + rules.odd_dates(events, reports, raw.settings), found


def _flat(raw: RawData, extent: Extent | None) -> Frames:
    """Events and reports of a flat table. Reports have its rows; further claims about an event are no events."""
    frame, faults = typed(_renamed(raw.events), flat.COLUMNS)
    further = flat.further_claims(frame["event_id"], raw.events)
    frame = frame.assign(title=flat.titles(frame, frame["event_id"], further))
    frame, faults = _checked_events(frame, raw.events, faults, records.FLAT_REQUIRED, extent, further)
    events, reports = flat.split(frame, further)
    reports, faults = _checked_reports(reports, raw, faults)
    faults += rules.odd_dates(events, reports, raw.settings)
    if further.any():
        events = events[~further].reset_index(drop=True)
        faults = [fault for fault in faults if not (further[fault.row] and fault.flaw.rule in _OF_EVENT)]
    return events, reports, faults, []


_OF_EVENT = frozenset({"cell.empty", "date.late", "date.early"})
"""Rules that a further claim about an event need not heed, or that its first row has been told of."""


def _checked_events(
    events: pd.DataFrame,
    raw: RawTable,
    faults: list[Fault],
    required: Sequence[str],
    extent: Extent | None,
    further: NDArray[np.bool_] | None = None,
) -> tuple[pd.DataFrame, list[Fault]]:
    empty = rules.empty_cells(events, raw, required, faults)
    events, spans = add_spans(events)
    ids, repeats = unique_ids(events["event_id"], raw, further, None if further is None else partial(_said_other, raw))
    events, bad, pairs = checked_pairs(events, raw, faults, extent)
    overrides = rules.unexplained_overrides(events)
    bad |= _rows(len(events), (fault for fault in (*raw.faults, *repeats) if _is_of_row(fault)))
    events = events.assign(
        event_id=ids,
        lat=events["lat"].mask(bad),
        lon=events["lon"].mask(bad),
        status_override=blanked(events["status_override"], (fault.row for fault in overrides)),
        coordinates_bad=bad,
    )
    return events, faults + empty + spans + repeats + pairs + overrides


def _said_other(raw: RawTable, row: int, first: int) -> Flaw:
    """Two rows of a flat table that have one identifier and do not tell of one event."""
    name = flat.other_column(raw, row, first) or flat.other_column(raw, first, row)
    what = f"and another {show(name)}" if name else "with other content"
    message = f"line {raw.lines[first]} has the same identifier {what}."
    fix = "Write the event alike in both rows if they are claims about it, or give each its own identifier."
    return Flaw(message, fix, "id.twice")


def _is_of_row(fault: Fault) -> bool:
    """Whether nothing of the row may be drawn: its cells may have shifted, or it repeats another."""
    return not fault.column or fault.flaw.rule == "id.repeated"


def _checked_reports(reports: pd.DataFrame, raw: RawData, faults: list[Fault]) -> tuple[pd.DataFrame, list[Fault]]:
    sides = rules.unknown_sides(reports, raw.settings)
    reports = reports.assign(speaker_side=blanked(reports["speaker_side"], (fault.row for fault in sides)))
    faults = faults + sides + rules.crossed_figures(reports)
    if _without_sources(raw):
        return reports, faults
    broken = {fault.row for fault in faults if not fault.column}
    unnamed = [fault for fault in rules.unnamed_sources(reports) if fault.row not in broken]
    return reports, faults + unnamed


def _without_sources(raw: RawData) -> bool:
    """Whether a flat table has no column for a source at all; that is told once, not for each row."""
    return raw.flat and not {"source_name", "publisher", "source_url"} & set(raw.events.names)


def _places(raw: RawData, extent: Extent | None) -> tuple[pd.DataFrame, list[Fault]]:
    table = raw.places or _nothing("places.csv")
    places, faults = typed(table, records.PLACES.columns)
    faults += rules.empty_cells(places, table, records.PLACES.required, faults)
    places, _, pairs = checked_pairs(places, table, faults, extent)
    return places, faults + pairs


def _lock(raw: RawData) -> tuple[pd.DataFrame, list[Fault]]:
    table = raw.lock or _nothing("resolved.csv")
    lock, faults = typed(table, records.LOCK.columns)
    return lock, faults + rules.empty_cells(lock, table, records.LOCK.required, faults)


def _nothing(file: str) -> RawTable:
    return RawTable(file, frame_of({}), np.array([], dtype=np.int64))


def _renamed(raw: RawTable) -> RawTable:
    """The table with columns out of the way that geomap computes itself."""
    clash = {name: f"{name}_given" for name in raw.names if name in DERIVED}
    return RawTable(raw.file, raw.cells.rename(columns=clash), raw.lines, raw.header, raw.faults) if clash else raw


def _rows(count: int, faults: Iterable[Fault]) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    mask[[fault.row for fault in faults]] = True
    return mask


_MEANT = "Nothing, if it is meant."
_OF_CLAIMS = frozenset(flat.OF_REPORT)


def _single_table(table: RawTable, names: Sequence[str]) -> Problem:
    """Someone put one table, of events with their claims, where the events of a folder belong."""
    message = (
        "these columns belong to reports.csv; here they are carried through as text, and no claim is read from them."
    )
    fix = f"Give each claim a row of reports.csv, or name {table.file} otherwise and build that single table."
    return Problem(table.file, table.header, "", ", ".join(names), message, fix, "header.unknown", "warning")


def _strangers(raw: RawData) -> Iterator[Problem]:
    """A warning for each column that looks misspelt, and one for all others that the codebook does not know."""
    for table, known in _known(raw):
        absent = [name for name in known if name not in table.names]
        names = [n for n in table.names if n not in known and not (table is raw.places and n.startswith("name_"))]
        if table is raw.events and (misplaced := [name for name in names if name in _OF_CLAIMS]):
            yield _single_table(table, misplaced)
            names = [name for name in names if name not in misplaced]
        guesses = {name: guess for name in names if (guess := nearest(name, absent))}
        others = [name for name in names if name not in guesses]
        if len(others) > 1:
            message = f"the codebook has none of these {len(others)} columns; they are carried through as text."
            yield Problem(table.file, table.header, "", ", ".join(others), message, _MEANT, "header.unknown", "warning")
        message = "the codebook has no such column; it is carried through as text."
        for name in [*guesses, *(others if len(others) == 1 else ())]:
            fix = f"Did you mean {show(guesses[name])}?" if name in guesses else _MEANT
            yield Problem(table.file, table.header, name, "", message, fix, "header.unknown", "warning")
    if _without_sources(raw):
        flaw = rules.NO_SOURCE
        message = "no column names a source."
        yield Problem(raw.events.file, raw.events.header, "", "", message, flaw.fix, flaw.rule, flaw.severity)


def _known(raw: RawData) -> Iterator[tuple[RawTable, tuple[str, ...]]]:
    events = tuple(column.name for column in flat.COLUMNS) if raw.flat else records.EVENTS.names
    yield raw.events, events
    others: tuple[tuple[RawTable | None, Table], ...] = (
        (raw.reports, records.REPORTS),
        (raw.places, records.PLACES),
        (raw.lock, records.LOCK),
    )
    yield from ((table, known.names) for table, known in others if table is not None)


def _problems(raw: RawTable | None, faults: Iterable[Fault], ids: pd.Series[str] | None = None) -> Iterator[Problem]:
    """The faults with file, line and event, in the order of the rows."""
    if raw is None:
        return
    for fault in sorted(faults, key=lambda fault: fault.row):
        flaw, event = fault.flaw, "" if ids is None else str(ids.iat[fault.row])
        line = int(raw.lines[fault.row])
        yield Problem(
            raw.file, line, fault.column, fault.value, flaw.message, flaw.fix, flaw.rule, flaw.severity, event
        )


def _refuse_if_all_bad(
    raw: RawTable, faults: Iterable[Fault], problems: Sequence[Problem], lines: pd.Series[int]
) -> None:
    """lines: where the events begin."""
    bad = {int(raw.lines[fault.row]) for fault in faults if fault.flaw.severity == "error"}
    if len(lines) and len(bad) >= len(lines) and bad.issuperset(lines):
        message = f"{raw.file}: all {len(lines)} rows have an error, so there is no map. Fix: mend the rows listed."
        raise RefusedError(message, problems=problems)


def _flagged(events: pd.DataFrame, problems: Iterable[Problem]) -> pd.DataFrame:
    wrong = {problem.event_id for problem in problems if problem.severity == "error" and problem.event_id}
    flags = events["event_id"].isin(list(wrong)) if wrong else np.zeros(len(events), dtype=bool)
    return events.assign(flagged=flags)


def _located(events: pd.DataFrame) -> gpd.GeoDataFrame:
    """The events as a GeoDataFrame in WGS 84, no geometry known yet."""
    nowhere = gpd.GeoSeries(np.full(len(events), None), index=events.index, crs="EPSG:4326")
    return gpd.GeoDataFrame(events, geometry=nowhere, copy=False)
