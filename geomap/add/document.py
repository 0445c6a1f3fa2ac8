"""Records as JSON, for scripts: an object an event, its reports in a list under "reports".

    {"date": "2024-03-12", "title": "Shelling reported", "place": "Sudzha", "country": "RU",
     "reports": [{"claim": "...", "speaker": "...", "stance": "asserts", "publisher": "..."}]}

An object with nothing but `event_id` and `reports` adds the reports to an event that is there.
Identifiers that are left out are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from geomap.add.book import Book
from geomap.add.draft import Draft, Record
from geomap.errors import RefusedError
from geomap.problems import Problem, show
from geomap.records import Column
from geomap.tables.header import nearest

NAME = "<json>"


def add_document(book: Book, text: str, *, today: str) -> list[Path]:
    """Append every record of a JSON text, or none. Raises RefusedError with all problems."""
    drafts = [(number, *_draft(book, entry, today)) for number, entry in enumerate(_entries(text), 1)]
    _name(book, [draft for _, draft, _ in drafts])
    problems = [problem for number, draft, faults in drafts for problem in (*faults, *_problems(book, number, draft))]
    problems += _repeated(drafts)
    if any(problem.severity == "error" for problem in problems):
        raise RefusedError("\n".join(map(str, problems)), problems=problems)
    return book.write([draft for _, draft, _ in drafts])


def _entries(text: str) -> list[object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(f"is no JSON: {error}.", "Write an object, or a list of objects.") from error
    return found if isinstance(found, list) else [found]


def _draft(book: Book, entry: object, today: str) -> tuple[Draft, list[Problem]]:
    if not isinstance(entry, dict) or not isinstance(entry.get("reports", []), list):
        raise _refused("holds something else than events with a list of reports.", "See geomap add --help.")
    faults: list[Problem] = []
    cells = {name: value for name, value in entry.items() if name != "reports"}
    event = _record(cells, book.event_columns, faults)
    reports = [_record(report, book.report_columns, faults) for report in entry.get("reports", [])]
    draft = Draft(event, reports)
    for record, columns in ((event, book.event_columns), *((report, book.report_columns) for report in reports)):
        if "recorded_on" in {column.name for column in columns} and not (record is event and draft.is_of_old_event):
            record.setdefault("recorded_on", today)
    return draft, faults


def _name(book: Book, drafts: list[Draft]) -> None:
    """Give events and reports without an identifier the one that `geomap add` would offer for them."""
    has_id = {column.name for column in (*book.event_columns, *book.report_columns)}
    events = {draft.event.get("event_id", "") for draft in drafts}
    reports = {report.get("report_id", "") for draft in drafts for report in draft.reports}
    for draft in drafts:
        if "event_id" in has_id and not draft.event.get("event_id"):
            draft.event["event_id"] = book.new_event_id(draft.event, events)
            events.add(draft.event["event_id"])
        for report in draft.reports if not book.is_flat else ():
            report["event_id"] = draft.event.get("event_id", "")
            if "report_id" in has_id and not report.get("report_id"):
                report["report_id"] = book.new_report_id(report["event_id"], reports)
                reports.add(report["report_id"])


def _record(cells: object, columns: Iterable[Column], faults: list[Problem]) -> Record:
    if not isinstance(cells, Mapping):
        raise _refused("holds something else than an object as a report.", "See geomap add --help.")
    known = {column.name: column for column in columns}
    found: Record = {}
    for name, value in cells.items():
        if name not in known:
            guess = nearest(name, list(known))
            fix = f"Did you mean {show(guess)}?" if guess else f"There are {', '.join(known)}."
            faults.append(Problem(NAME, None, name, "", "the file has no such column.", fix, "header.unknown"))
        else:
            found[name] = _text(value)
    return found


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _problems(book: Book, number: int, draft: Draft) -> Iterator[Problem]:
    """What is wrong with one entry; `line` is its number."""
    for one in book.problems(draft, is_new=not draft.is_of_old_event):
        yield Problem(NAME, number, one.column, one.value, one.message, one.fix, one.rule, one.severity)


def _repeated(drafts: list[tuple[int, Draft, list[Problem]]]) -> Iterator[Problem]:
    """Identifiers that two entries share."""
    seen: set[tuple[str, str]] = set()
    for number, draft, _ in drafts:
        ids = [] if draft.is_of_old_event else [("event_id", draft.event.get("event_id", ""))]
        for column, text in [*ids, *(("report_id", report.get("report_id", "")) for report in draft.reports)]:
            if text and (column, text) in seen:
                message = "another entry has this identifier."
                yield Problem(NAME, number, column, text, message, "Choose another.", "id.twice")
            seen.add((column, text))


def _refused(message: str, fix: str) -> RefusedError:
    problem = Problem(NAME, None, "", "", message, fix, "file.json")
    return RefusedError(str(problem), problems=[problem])
