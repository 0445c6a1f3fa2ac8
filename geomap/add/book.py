"""The data set that a record is added to: its columns and values, its rules, and how it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import numpy as np

from geomap.add.append import Style, appended, style_of
from geomap.add.draft import Draft, DraftFile, Record
from geomap.dataset import Dataset
from geomap.errors import LoadError, RefusedError
from geomap.pipeline import load
from geomap.places import Answer, resolve_name
from geomap.problems import Problem
from geomap.records import EVENTS, REPORTS, Column
from geomap.tables import RawData, RawTable
from geomap.tables.model import Limits, frame_of
from geomap.tables.source import checked_path, events_in, read_bytes, table_in
from geomap.validate import validate
from geomap.validate.coordinates import Extent
from geomap.validate.flat import OF_REPORT
from geomap.write import write_bytes

EVENT_LINE, REPORT_LINE = 1, 1
"""A record that is not in a file yet has no line; its reports are counted from 1."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file that rows are added to, and how it writes them."""

    path: Path
    data: bytes
    style: Style


class Book:
    """The records at `source`, a folder of CSV files or one flat CSV. Raises RefusedError."""

    def __init__(self, source: Path, **options: str) -> None:
        self.source = checked_path(source)
        self._options = options
        self.dataset: Dataset = load(source, **options)
        self.is_flat = not self.source.is_dir()
        self.folder = self.source.parent if self.is_flat else self.source
        self.event_columns = self._columns(self._events().style, EVENTS.columns)
        report_style = self._events().style if self.is_flat else self._reports().style
        wanted = [column for column in REPORTS.columns if not self.is_flat or column.name in OF_REPORT]
        self.report_columns = self._columns(report_style, wanted)

    def values(self, column: str) -> list[str]:
        """The texts that stand in a column already, the most frequent first; parts of lists one by one."""
        frame = self.dataset.reports if column in self.dataset.reports else self.dataset.events
        if column in self.dataset.events and column not in OF_REPORT:
            frame = self.dataset.events
        if column not in frame or frame[column].dtype != "str":
            return []
        texts = frame[column].str.split(";").explode().str.strip() if column in ("actors", "admin1") else frame[column]
        return [str(text) for text in texts[texts != ""].value_counts(sort=True).index]

    def find_place(self, event: Mapping[str, str]) -> Answer:
        """What the place of an event would be resolved to."""
        return resolve_name(
            event.get("place", ""),
            country=event.get("country", ""),
            admin1=event.get("admin1", ""),
            border=self.dataset.border,
            places=self.dataset.places,
        )

    def has_event(self, event_id: str) -> bool:
        return bool((self.dataset.events["event_id"] == event_id).any())

    def new_event_id(self, event: Mapping[str, str], taken: Collection[str] = ()) -> str:
        """Date and first words of the title, told apart by a number where that is taken."""
        words = re.findall(r"\w+", event.get("title", "").lower())[:4]
        name = "-".join([event.get("date", "").split("/")[0], *words]).strip("-")
        names = (name if number == 1 else f"{name}-{number}" for number in count(1))
        return next(one for one in names if one not in taken and not self.has_event(one)) if name else ""

    def new_report_id(self, event_id: str, taken: Collection[str] = ()) -> str:
        """The event's identifier and the first number that is free."""
        known = {*self.dataset.reports["report_id"], *taken}
        return next(name for number in count(1) if (name := f"{event_id}-r{number}") not in known)

    def problems(self, draft: Draft, *, is_new: bool = True) -> list[Problem]:
        """What `geomap check` would say of the record; the reports of an event that is there where not `is_new`."""
        event = draft.event if is_new else self._placeholder(draft.event["event_id"])
        found = [*self._taken(draft, is_new), *self._invalid(event, draft.reports)]
        return [problem for problem in found if is_new or problem.file != EVENTS.name]

    def write(self, drafts: Sequence[Draft]) -> list[Path]:
        """Append the records to the files as they are now, each file in one step; returns those that were written.

        Rows whose identifier stands there already (a kill came between two files) are not written
        again. Raises OutputError, LoadError.
        """
        reports = [report for draft in drafts for report in draft.reports]
        with DraftFile(self.source).alone():
            if self.is_flat:
                rows = [{**report, **draft.event} for draft in drafts for report in draft.reports or [{}]]
                return list(self._append(self._events(), rows))
            events = [draft.event for draft in drafts if not draft.is_of_old_event]
            written = [*self._append(self._events(), events, key="event_id")]
            return [*written, *self._append(self._reports(), reports, key="report_id")]

    def _append(self, target: Target, rows: Sequence[Record], key: str = "") -> Iterator[Path]:
        known = _first_cells(target, key) if key else set()
        new = [row for row in rows if not key or not row.get(key) or row[key] not in known]
        if new:
            write_bytes(target.path, appended(target.data, target.style, new))
            yield target.path

    def _events(self) -> Target:
        return self._target(self.source if self.is_flat else events_in(self.source))

    def _reports(self) -> Target:
        path = table_in(self.folder, "reports")
        if path is not None:
            return self._target(path)
        style = replace(self._events().style, columns=REPORTS.names, encoding="utf-8", ends_line=True)
        header = style.delimiter.join(style.columns) + style.line_end
        return Target(self.folder / REPORTS.name, header.encode(), style)

    def _target(self, path: Path) -> Target:
        if path.suffix.lower() not in (".csv", ".tsv"):
            fix = "Add the row in the program that made the file, or save it as CSV."
            raise _refused(path.name, f"is no CSV, and geomap adds rows to CSV files only. Fix: {fix}")
        data = read_bytes(path, Limits())
        options = {name: self._options.get(name, "") for name in ("encoding", "delimiter")}
        return Target(path, data, style_of(data, path.name, **options))

    @staticmethod
    def _columns(style: Style, known: Iterable[Column]) -> tuple[Column, ...]:
        """The columns of the codebook that the file has, in the file's order."""
        named = {column.name: column for column in known}
        return tuple(named[name] for name in style.columns if name in named)

    def _taken(self, draft: Draft, is_new: bool) -> Iterator[Problem]:
        event_id = draft.event.get("event_id", "")
        if is_new and event_id and self.has_event(event_id):
            yield _problem(EVENTS.name, "event_id", event_id, "another event has this identifier.", "Choose another.")
        if not is_new and not self.has_event(event_id):
            yield _problem(REPORTS.name, "event_id", event_id, "no event has this identifier.", "Add the event.")
        known = set(self.dataset.reports["report_id"]) - {""}
        for report in draft.reports:
            if (report_id := report.get("report_id", "")) in known:
                message = "another report has this identifier."
                yield _problem(REPORTS.name, "report_id", report_id, message, "Choose another.")
            known |= {report_id} - {""}

    def _invalid(self, event: Record, reports: Sequence[Record]) -> list[Problem]:
        events = _table(EVENTS.name, [event])
        if self.is_flat:
            raw = _raw(self, _table(EVENTS.name, [{**report, **event} for report in reports or [{}]]), None)
        else:
            claims = [{**report, "event_id": event.get("event_id", "")} for report in reports]
            raw = _raw(self, events, _table(REPORTS.name, claims) if claims else None)
        try:
            found = validate(raw, extent=self._extent()).problems
        except RefusedError as error:
            found = error.problems
        return [problem for problem in found if problem.line is not None and problem.rule != "header.unknown"]

    def _extent(self) -> Extent | None:
        if self.dataset.settings.extent or self.dataset.border is None:
            return self.dataset.settings.extent
        west, south, east, north = map(float, self.dataset.border.regions.total_bounds)
        return west, south, east, north

    def _placeholder(self, event_id: str) -> Record:
        return {"event_id": event_id, "date": "2024", "title": event_id, "place": event_id}


def _raw(book: Book, events: RawTable, reports: RawTable | None) -> RawData:
    return RawData(book.dataset.settings, book.folder, flat=book.is_flat, events=events, reports=reports)


def _table(file: str, rows: Sequence[Record]) -> RawTable:
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = frame_of({name: [row.get(name, "") for row in rows] for name in names})
    return RawTable(file, cells, np.arange(1, len(rows) + 1, dtype=np.int64))


def _first_cells(target: Target, column: str) -> set[str]:
    from geomap.tables.delimited import read_delimited

    style = target.style
    raw = read_delimited(target.data, target.path.name, Limits(), encoding=style.encoding, delimiter=style.delimiter)
    return set(raw.cells[column]) if column in raw.names else set()


def _problem(file: str, column: str, value: str, message: str, fix: str) -> Problem:
    return Problem(file, None, column, value, message, fix, "id.twice")


def _refused(file: str, message: str) -> LoadError:
    return LoadError(f"{file}: {message}")
