"""Checks that look at more than one cell: required cells, links between tables, dates against the data set's."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from geomap.settings import Settings
from geomap.tables import Fault, Flaw, RawTable
from geomap.tables.header import nearest
from geomap.validate.dates import Span, parse_date
from geomap.validate.frames import cell

SOURCE = ("source_name", "publisher", "source_url")
"""Columns of a report of which one names its source."""

_SUGGEST_UP_TO = 200
"""Distinct wrong identifiers for which the nearest known one is looked up."""


def empty_cells(frame: pd.DataFrame, raw: RawTable, required: Sequence[str], faults: Iterable[Fault]) -> list[Fault]:
    """Required cells with nothing in them; not those whose content was refused already."""
    told = {(fault.row, fault.column) for fault in faults} | {(fault.row, "") for fault in faults if not fault.column}
    found = []
    for name in required:
        rows = np.flatnonzero(_empty(frame, name)).tolist()
        untold = [row for row in rows if (row, name) not in told and (row, "") not in told]
        if name == "speaker":
            untold, silent = _without_source(frame, untold)
            found += [_silent(silent)] if silent else []
        found += [Fault(row, name, _text(raw, row, name), _EMPTY.get(name, _FILL)) for row in untold]
    return found


def _without_source(frame: pd.DataFrame, rows: Sequence[int]) -> tuple[list[int], list[int]]:
    """Claims without speaker: those that name no source either, and those whose source does not say who speaks."""
    named = np.logical_or.reduce([np.asarray(frame[name] != "") for name in SOURCE])
    return [row for row in rows if not named[row]], [row for row in rows if named[row]]


def _silent(rows: Sequence[int]) -> Fault:
    """Told once: of imported records it may be true of all."""
    message = f"no speaker is named in {len(rows):,} claims, of which this is the first; each counts as an unknown one."
    return Fault(
        rows[0], "speaker", "", Flaw(message, "Name who says it where it is known.", "speaker.unknown", "warning")
    )


def _empty(frame: pd.DataFrame, name: str) -> pd.Series[bool]:
    empty: pd.Series[bool] = frame[name] == ""
    return empty & (frame["date_precision"] != "unknown") if name == "date" else empty


_FILL = Flaw("the cell is empty, but must be filled.", "Fill it.", "cell.empty")
_EMPTY = {
    "date": Flaw(
        "the date is empty.", "Write the date, or 'unknown' into date_precision if no source gives one.", "cell.empty"
    )
}


def _text(raw: RawTable, row: int, name: str) -> str:
    return str(raw.cells[name].iat[row]) if name in raw.names else ""


def unknown_events(reports: pd.DataFrame, ids: Collection[str]) -> list[Fault]:
    """Reports about an event that is not there. They stay in the frame all the same."""
    named = reports["event_id"]
    lost = np.flatnonzero((named != "") & ~named.isin(list(ids)))
    known = sorted(ids)
    guesses = {text: nearest(text, known) for text in named.iloc[lost].unique()[:_SUGGEST_UP_TO]}
    return [Fault(int(row), "event_id", cell(named, row), _no_event(guesses.get(cell(named, row), ""))) for row in lost]


def _no_event(guess: str) -> Flaw:
    fix = f"Did you mean {guess!r}?" if guess else "Add the event, or mend the identifier."
    return Flaw("no event has this identifier.", fix, "report.no_event")


def unknown_sides(reports: pd.DataFrame, settings: Settings) -> list[Fault]:
    """Sides of speakers that map.toml does not declare, if it declares any."""
    sides, declared = reports["speaker_side"], list(settings.sides)
    if not declared:
        return []
    rows = np.flatnonzero((sides != "") & ~sides.isin(declared))
    return [Fault(int(row), "speaker_side", cell(sides, row), _no_side(cell(sides, row), declared)) for row in rows]


def _no_side(text: str, declared: Sequence[str]) -> Flaw:
    guess = nearest(text, declared)
    fix = f"Did you mean {guess!r}? " if guess else ""
    return Flaw("map.toml declares no such side.", f"{fix}Declared: {', '.join(declared)}.", "side.unknown")


def unnamed_sources(reports: pd.DataFrame) -> list[Fault]:
    """Reports of which neither article nor publisher nor address is given: a warning."""
    missing = np.logical_and.reduce([np.asarray(reports[name] == "") for name in SOURCE])
    return [Fault(int(row), "source_url", "", NO_SOURCE) for row in np.flatnonzero(missing)]


NO_SOURCE = Flaw(
    "no source is named.", "Give source_name, publisher or source_url.", "source.missing", severity="warning"
)


def crossed_figures(reports: pd.DataFrame) -> list[Fault]:
    """Casualties whose lowest, stated and highest numbers are not in that order: a warning each."""
    return [fault for noun in ("killed", "injured") for fault in _crossed(reports, noun)]


def _crossed(reports: pd.DataFrame, noun: str) -> Iterator[Fault]:
    low, best, high = names = tuple(f"{noun}_{bound}" for bound in _BOUNDS)
    figures = {name: reports[name] for name in names if reports[name].notna().any()}
    for lesser, greater in ((low, best), (best, high), (low, high)):
        if lesser not in figures or greater not in figures:
            continue
        above = (figures[lesser] > figures[greater]).fillna(value=False).to_numpy(dtype=bool)
        if (lesser, greater) == (low, high) and best in figures:
            above &= figures[best].isna().to_numpy()  # else told beside the number between them
        for row in np.flatnonzero(above).tolist():
            yield Fault(row, lesser, str(figures[lesser].iat[row]), _not_in_order(lesser, greater, figures, row))


_BOUNDS = {"low": "lowest", "best": "stated", "high": "highest"}


def _not_in_order(lesser: str, greater: str, figures: Mapping[str, pd.Series[int]], row: int) -> Flaw:
    first, second = (_BOUNDS[name.rpartition("_")[2]] for name in (lesser, greater))
    message = f"the {first} number is above the {second} one, {figures[greater].iat[row]} in {greater!r}."
    return Flaw(message, "Exchange them, or mend the wrong one.", "count.order", "warning")


def unexplained_overrides(events: pd.DataFrame) -> list[Fault]:
    """Statuses set by a curator without a reason."""
    rows = np.flatnonzero((events["status_override"] != "") & (events["status_reason"] == ""))
    flaw = Flaw("the status is set by hand without a reason.", "Say why in status_reason.", "status.reason")
    return [Fault(int(row), "status_override", cell(events["status_override"], row), flaw) for row in rows]


def odd_dates(events: pd.DataFrame, reports: pd.DataFrame, settings: Settings) -> list[Fault]:
    """Events after the state of the data set, or before it begins: a warning each.

    The state is `as_of` of map.toml, or else the latest day on which a report was published.
    """
    last, first = _end(settings.as_of) or _latest(reports["published_on"]), _start(settings.since)
    found = []
    if last is not None:
        late = np.flatnonzero(events["date_start"] > pd.Timestamp(last))
        flaw = Flaw(
            f"the date lies after {last}, the state of the data set.", "Check the year.", "date.late", "warning"
        )
        found += [Fault(int(row), "date", cell(events["date"], row), flaw) for row in late]
    if first is not None:
        early = np.flatnonzero(events["date_end"] < pd.Timestamp(first))
        flaw = Flaw(
            f"the date lies before {first}, where the data set begins.", "Check the year.", "date.early", "warning"
        )
        found += [Fault(int(row), "date", cell(events["date"], row), flaw) for row in early]
    return found


def _latest(dates: pd.Series[str]) -> date | None:
    return max(filter(None, map(_end, dates.unique())), default=None)


def _end(text: str) -> date | None:
    span = parse_date(text)
    return span.end if isinstance(span, Span) else None


def _start(text: str) -> date | None:
    span = parse_date(text)
    return span.start if isinstance(span, Span) else None
