"""The one engine behind all importers: rows of a source in, records of geomap out, one row at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path

import numpy as np

from geomap.importers.dates import AMBIGUOUS, precision_of
from geomap.importers.model import Cells, Claims, Field, Importer, Noted, Result, Row, Source
from geomap.importers.output import Tables, Write, new_folder, problem_cells, written
from geomap.problems import Problem
from geomap.records import EVENTS, REPORTS, Table
from geomap.tables.header import check_names
from geomap.tables.model import Flaw, RawTable, frame_of, refused

_EVENT_NAMES, _REPORT_NAMES = EVENTS.names, REPORTS.names

KEPT_PROBLEMS = 1_000
"""Problems kept in memory; all are in problems.csv of the new folder."""

_SHOWN_AS_WRITTEN = frozenset({"date", "degrees", "count", "number"})
"""Kinds of which a bad cell keeps its text, so that a build lists it on its row again."""

_MEMORY = 10_000
"""Distinct cells whose value is remembered, for each column."""

_NO_DATE = Flaw("no date is given.", "Nothing, if the source has none; the event is listed as undated.", "import.date")
_NO_PLACE = Flaw(
    "no place is named; {} stands for it.", "Name the place in the new events.csv.", "import.place", "warning"
)
_NOWHERE = Flaw("no place is named.", "Name the place in the new events.csv.", "import.place")


@dataclass(slots=True)
class Imported:
    """What an import made: `events` is the number of the source's records, none of which is left out.

    problems: the first KEPT_PROBLEMS of errors + warnings.
    """

    folder: Path
    events: int = 0
    reports: int = 0
    errors: int = 0
    warnings: int = 0
    problems: list[Problem] = field(default_factory=list)
    paths: tuple[Path, ...] = ()

    @property
    def exit_code(self) -> int:
        return 1 if self.errors else 0


def convert(importer: Importer, source: Source, target: Path, *, date_order: str = "") -> Imported:
    """Write the records of `source` to the new folder `target`.

    Raises LoadError where the file is not what the importer reads or a date can be read in two ways,
    OutputError where the folder cannot be made; nothing is left behind then.
    """
    with new_folder(target) as tables:
        return _Conversion(importer, source, target, tables, date_order or importer.date_order).run()


class _Conversion:
    def __init__(self, importer: Importer, source: Source, target: Path, tables: Tables, order: str) -> None:
        self._importer, self._source = importer, source
        self._names = _known_names(importer, source)
        self._result = Imported(target)
        given = dict(zip(self._names, source.names, strict=True))
        self._events = [_Maker(item, EVENTS, given, order) for item in importer.events]
        self._claims = [
            (claims, [_Maker(item, REPORTS, _shown(claims, given), order) for item in claims.fields])
            for claims in importer.claims
        ]
        extra = [f"{importer.prefix}_{name}" for name in source.names]
        self._write_event = tables.table(EVENTS.name, [*_EVENT_NAMES, *extra])
        self._write_report = tables.table(REPORTS.name, _REPORT_NAMES)
        self._write_problem: Write = tables.table("problems.csv", list(Problem.__dataclass_fields__))
        tables.text("map.toml", _map_toml(importer))

    def run(self) -> Imported:
        for note in self._source.notes:
            self._list(note)
        for row in self._source.rows:
            self._event(row)
        result = self._result
        result.paths = written(result.folder, (EVENTS.name, REPORTS.name, "map.toml", "problems.csv"))
        return result

    def _event(self, row: Row) -> None:
        cells = dict(zip(self._names, row.cells, strict=True))
        flaws = [("", row.raw, row.flaw)] if row.flaw else []
        event, found = _made(self._events, cells)
        event["event_id"] = event.get("event_id") or _content_id(row)
        flaws += found
        if not (row.flaw and row.flaw.rule == "row.cells"):
            flaws += _filled(event)
        for column, value, flaw in flaws:
            self._fault(row.line, column, value, flaw, event["event_id"])
        self._write_event([*(event.get(name, "") for name in _EVENT_NAMES), *row.cells])
        self._result.events += 1
        number = 0
        for claims, makers in self._claims:
            for report in claims.split(cells):
                number += 1
                self._report(event, number, makers, report, row)

    def _report(self, event: Mapping[str, str], number: int, makers: Sequence[_Maker], cells: Cells, row: Row) -> None:
        report, flaws = _made(makers, cells)
        report = {"stance": "asserts", "claim": event.get("title", ""), **{k: v for k, v in report.items() if v}}
        report |= {"report_id": f"{event['event_id']}-{number}", "event_id": event["event_id"]}
        for column, value, flaw in flaws:
            self._fault(row.line, column, value, flaw, event["event_id"])
        self._write_report([report.get(name, "") for name in _REPORT_NAMES])
        self._result.reports += 1

    def _fault(self, line: int, column: str, value: str, flaw: Flaw, event_id: str) -> None:
        file = self._source.file
        if flaw.rule == AMBIGUOUS:
            raise refused(file, flaw.message, flaw.fix, flaw.rule, line=line, column=column, value=value)
        self._list(Problem(file, line, column, value, flaw.message, flaw.fix, flaw.rule, flaw.severity, event_id))

    def _list(self, problem: Problem) -> None:
        result = self._result
        if problem.severity == "error":
            result.errors += 1
        else:
            result.warnings += 1
        if len(result.problems) < KEPT_PROBLEMS:
            result.problems.append(problem)
        self._write_problem(problem_cells(problem))


class _Maker:
    """Makes one column; what distinct cells became is remembered."""

    def __init__(self, item: Field, table: Table, given: Mapping[str, str], order: str) -> None:
        self.to, self._of = item.to, item.of
        self._shown = next((given[name] for name in item.of if name in given), "")
        self._keeps_text = table[item.to].kind in _SHOWN_AS_WRITTEN
        converter = partial(item.convert, order=order) if item.convert and item.takes_order else item.convert
        self._convert: Callable[..., Result] | None = converter and lru_cache(_MEMORY)(converter)

    def __call__(self, cells: Cells) -> tuple[str, tuple[str, str, Flaw] | None]:
        """The value, and where it does not fit the column, the text and the flaw."""
        texts = [cells.get(name, "") for name in self._of]
        if self._convert is None:
            return texts[0].strip(), None
        result = self._convert(*texts)
        if isinstance(result, str):
            return result, None
        value = ", ".join(filter(None, texts))
        if isinstance(result, Noted):
            return result.text, (self._shown, value, result.flaw)
        return value if self._keeps_text else "", (self._shown, value, result)


def _shown(claims: Claims, given: Mapping[str, str]) -> dict[str, str]:
    """The source's name for each column, and for what a split cuts out of one."""
    parts = {name: given[of[0]] for name, of in claims.parts.items() if of[0] in given}
    return {**given, **parts}


Found = list[tuple[str, str, Flaw]]


def _made(makers: Sequence[_Maker], cells: Cells) -> tuple[dict[str, str], Found]:
    values, flaws = {}, []
    for make in makers:
        value, flaw = make(cells)
        values[make.to] = value
        if flaw:
            flaws.append(flaw)
    return values, flaws


def _filled(event: dict[str, str]) -> Found:
    """Fill what every event must have, and say what the source did not have."""
    flaws: Found = []
    if not event.get("date"):
        event["date_precision"] = "unknown"
        flaws.append(("date", "", _NO_DATE))
    elif not event.get("date_precision"):
        event["date_precision"] = precision_of(event["date"])
    if not event.get("place"):
        position = f"{event.get('lat')}, {event.get('lon')}" if event.get("lat") and event.get("lon") else ""
        event["place"] = position or event.get("admin2") or event.get("admin1") or ""
        flaw = Flaw(_NO_PLACE.message.format(event["place"]), _NO_PLACE.fix, _NO_PLACE.rule, _NO_PLACE.severity)
        flaws.append(("place", "", flaw if event["place"] else _NOWHERE))
    if not event.get("title"):
        event["title"] = f"Reported event, {event['place']}"
        fix = "Write the claimed act into the new events.csv."
        flaws.append(("title", "", Flaw("nothing says what happened.", fix, "import.title", "warning")))
    return flaws


def _known_names(importer: Importer, source: Source) -> list[str]:
    """The source's columns under the names that the importer uses. Raises LoadError if one is missing."""
    given = set(source.names)
    alias = {other: name for other, name in importer.aliases.items() if other in given and name not in given}
    names: list[str] = []
    for name in source.names:
        known = alias.get(name, name)
        names.append(name if known in names else known)
    empty = frame_of({name: [] for name in names})
    if names:
        check_names(
            RawTable(source.file, empty, np.array([], dtype=np.int64), source.header), importer.needs, importer.needs
        )
    return names


def _content_id(row: Row) -> str:
    return "e-" + sha256("\x1f".join([*row.cells, row.raw]).encode("utf-8", "replace")).hexdigest()[:12]


def _map_toml(importer: Importer) -> str:
    lines = [f"title = {_quoted(f'Imported from {importer.name}')}"]
    lines.append('# border = ["RU", "UA"]  # the border that events are related to')
    for name, texts in (("credits", importer.credits), ("gaps", importer.gaps)):
        if texts:
            lines += ["", f"{name} = [", *(f"    {_quoted(text)}," for text in texts), "]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML quotes alike
