"""The questions of `geomap add`, one field after another, and what is made of the answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from geomap.add.book import Book
from geomap.add.draft import Draft, DraftFile, Record
from geomap.places import Answer, Candidate
from geomap.places.resolve import SAME_PLACE_KM, distance_km
from geomap.problems import Problem, ascii_controls
from geomap.records import EVENTS, REPORTS, Column
from geomap.validate.words import LANGUAGES, countries

BACK = "<"
"""The answer that goes back one question."""

PROSE = frozenset({"event_id", "report_id", "title", "summary", "claim", "note", "location_note", "status_reason"})
"""Columns in which no two records should say the same."""

WHERE = ("place", "country", "admin1")
MADE_LAST = ("event_id",)


class RestIsEmptyError(Exception):
    """The curator left the remaining fields empty (Ctrl-D)."""


@dataclass(frozen=True, slots=True)
class Question:
    """One field. check: what is wrong with an answer, "" if nothing. choices: text -> its meaning."""

    name: str
    meaning: str
    default: str = ""
    choices: dict[str, str] = field(default_factory=dict)
    is_list: bool = False
    check: Callable[[str], str] = lambda _: ""
    typed: Callable[[str], None] = lambda _: None


Ask = Callable[[Question], str]
"""Asks until the answer passes its check. Raises RestIsEmptyError, KeyboardInterrupt."""


class Dialogue:
    """Asks for one event and its reports, or for reports of an event that is there (`event_id`)."""

    def __init__(
        self, book: Book, drafts: DraftFile, *, ask: Ask, say: Callable[[str], None], today: date, event_id: str = ""
    ) -> None:
        self._book = book
        self._drafts = drafts
        self._ask = ask
        self._say = say
        self._today = today
        self._old_event = event_id
        self._draft = Draft()

    def run(self) -> list[Path]:
        """Ask, show the record and write it; returns the files written, none if the curator said no."""
        self._draft = self._resumed()
        if self._old_event:
            self._draft.event = {"event_id": self._old_event}
        else:
            self._fill(self._draft.event, _in_asking_order(self._book.event_columns), self._event_faults)
        for report in self._draft.reports:
            self._fill_report(report)
        while self._wants_report():
            self._draft.reports.append({})
            self._fill_report(self._draft.reports[-1])
        return self._written()

    def _resumed(self) -> Draft:
        draft = self._drafts.load()
        if not draft:
            return Draft()
        name = draft.event.get("title") or draft.event.get("event_id") or draft.pending or "without a title"
        is_alike = draft.event.get("event_id", "") == self._old_event or not self._old_event
        if is_alike and self._yes(f"Go on with the record that was interrupted ({ascii_controls(name)})?"):
            self._old_event = draft.event["event_id"] if draft.is_of_old_event else ""
            self._list(draft)
            return draft
        self._say(f"set aside as {self._drafts.set_aside()}")
        return Draft()

    def _fill_report(self, report: Record) -> None:
        columns = [column for column in self._book.report_columns if column.name != "event_id"]
        self._fill(report, columns, self._report_faults)

    def _fill(self, record: Record, columns: Sequence[Column], faults: Faults, *, again: bool = False) -> None:
        """Ask for the columns that have no answer yet; for every one if `again`."""
        at, is_short = 0, False
        while at < len(columns):
            column = columns[at]
            if not again and column.name in record:
                at += 1
                continue
            if is_short and not self._is_needed(column, record):
                answer = self._default(column, record)
            else:
                try:
                    answer = self._answer(column, record, faults)
                except RestIsEmptyError:
                    is_short = True
                    continue
            if answer == BACK:
                at = max(0, at - 1)
                self._keep(record.pop(columns[at].name, ""))
                continue
            record[column.name] = answer
            self._keep()
            if column.name in WHERE and answer:
                self._resolve(record)
            at += 1

    def _answer(self, column: Column, record: Record, faults: Faults) -> str:
        question = Question(
            column.name,
            column.meaning + (" (required)" if column.required else ""),
            default=self._draft.pending or self._default(column, record),
            choices=self._choices(column),
            is_list=column.kind == "list",
            check=lambda text: "" if text == BACK else faults(record, column, text),
            typed=self._keep,
        )
        return self._ask(question).strip()

    def _keep(self, pending: str = "") -> None:
        self._draft.pending = pending
        self._drafts.save(self._draft)

    def _is_needed(self, column: Column, record: Record) -> bool:
        return column.required and not self._default(column, record)

    def _default(self, column: Column, record: Record) -> str:
        return record.get(column.name) or self._draft.hints.get(column.name) or self._made(column.name, record)

    def _made(self, name: str, record: Record) -> str:
        if name == "recorded_on":
            return self._today.isoformat()
        if name == "date_precision":
            return "" if record.get("date", "x") else "unknown"
        if name == "report_id":
            taken = [one.get("report_id", "") for one in self._draft.reports]
            return self._book.new_report_id(self._draft.event.get("event_id", ""), taken)
        return self._book.new_event_id(record) if name == "event_id" else ""

    def _choices(self, column: Column) -> dict[str, str]:
        known = dict.fromkeys(() if column.name in PROSE else self._book.values(column.name), "")
        if column.values:
            return {value.name: value.meaning for value in column.values}
        if column.name == "speaker_side":
            return {name: side.label for name, side in self._book.dataset.settings.sides.items()} or known
        if column.kind == "country":
            names = countries()
            return {code: names.get(code, "") for code in (*known, *sorted(names))}
        if column.kind == "language":
            return {**known, **dict.fromkeys(sorted(LANGUAGES), "")}
        if column.name == "place":
            return {**known, **dict.fromkeys(map(str, self._book.dataset.places["place"]), "")}
        return known

    def _event_faults(self, event: Record, column: Column, text: str) -> str:
        draft = Draft({**event, column.name: text})
        return self._told(column, [one for one in self._book.problems(draft) if one.file == EVENTS.name], event)

    def _report_faults(self, report: Record, column: Column, text: str) -> str:
        draft = Draft(self._draft.event, [{**report, column.name: text}])
        found = self._book.problems(draft, is_new=not self._old_event)
        file = EVENTS.name if self._book.is_flat else REPORTS.name
        return self._told(column, [one for one in found if one.file == file], report)

    @staticmethod
    def _told(column: Column, problems: Sequence[Problem], record: Record) -> str:
        """The first error that this answer brings up: in its own column, or in one that was right before."""
        if column.name == "date" and not record.get("date") and any(p.rule == "cell.empty" for p in problems):
            problems = [one for one in problems if one.column != "date" or one.rule != "cell.empty"]
        for one in problems:
            is_own = one.column == column.name
            if one.severity == "error" and (is_own or (one.column in record and one.rule != "cell.empty")):
                return f"{one.message} {one.fix}"
        return ""

    def _resolve(self, event: Record) -> None:
        """Say what the place is resolved to; of several, let the curator choose one."""
        if not event.get("place"):
            return
        if self._draft.hints.get("place") != event["place"]:
            self._draft.hints = {}  # they were of another place
        answer = self._book.find_place(event)
        if answer.status == "ambiguous" and self._is_chosen(event):
            return
        for line in _found(answer):
            self._say(f"  {line}")
        if answer.status == "ambiguous":
            numbers = {str(number): str(place) for number, place in enumerate(answer.candidates, 1)}
            question = Question("which one", "its number, or nothing", choices=numbers, check=_among(numbers))
            try:
                chosen = self._ask(question).strip()
            except RestIsEmptyError:
                return
            if chosen:
                self._choose(event, answer.candidates[int(chosen) - 1])
                self._keep()

    def _is_chosen(self, event: Record) -> bool:
        """Whether one of the namesakes was chosen already, and no answer since then speaks against it."""
        hints = self._draft.hints
        return bool(hints) and all(not event.get(name) or event[name] == hints.get(name) for name in WHERE)

    def _choose(self, event: Record, place: Candidate) -> None:
        """Offer what tells this place from its namesakes, and its coordinates if names alone cannot."""
        self._draft.hints = {"place": event["place"], "country": place.country, "admin1": place.region}
        named = self._book.find_place({**self._draft.hints, **{name: text for name, text in event.items() if text}})
        if named.status != "found" or distance_km(named.lat, named.lon, place.lat, place.lon) > SAME_PLACE_KM:
            self._draft.hints |= {"lat": f"{place.lat:.5f}", "lon": f"{place.lon:.5f}"}
            if place.ref.startswith("geonames:"):
                self._draft.hints["coordinate_source_url"] = f"https://www.geonames.org/{place.ref.partition(':')[2]}"

    def _wants_report(self) -> bool:
        if self._book.is_flat and self._draft.reports:
            return False
        return self._yes("Add a report?" if not self._draft.reports else "Add another report?", not self._draft.reports)

    def _written(self) -> list[Path]:
        is_new = not self._old_event
        while True:
            self._show(is_new)
            answer = self._ask(
                Question(
                    "Write it? [y/e/n]", "y writes the record, e edits it, n keeps it as a draft", check=_among("yen")
                )
            ).strip()
            if answer == "y":
                paths = self._book.write([self._draft])
                self._drafts.clear()
                return paths
            if answer == "n":
                self._say(f"not written; the draft is kept in {self._drafts.path}")
                return []
            if answer == "e":
                self._edit(is_new)

    def _edit(self, is_new: bool) -> None:
        if is_new:
            columns = _in_asking_order(self._book.event_columns)
            self._fill(self._draft.event, columns, self._event_faults, again=True)
        for report in self._draft.reports:
            columns = [column for column in self._book.report_columns if column.name != "event_id"]
            self._fill(report, columns, self._report_faults, again=True)

    def _show(self, is_new: bool) -> None:
        """The record as it will be written, and what `geomap check` will say of it."""
        self._list(self._draft)
        event_id = self._draft.event.get("event_id", "")
        if not self._book.is_flat:
            for report in self._draft.reports:
                report["event_id"] = event_id
        for problem in self._book.problems(self._draft, is_new=is_new):
            self._say(f"{problem.severity}: {problem}")

    def _list(self, draft: Draft) -> None:
        """What was answered, but not what was left empty."""
        for title, record in (("event", draft.event), *(("report", one) for one in draft.reports)):
            if any(record.values()):
                self._say(f"{title}:")
            for name, text in record.items():
                if text:
                    self._say(f"  {name:<24} {ascii_controls(text)}")

    def _yes(self, question: str, default: bool = True) -> bool:
        name = f"{question} [{'Y/n' if default else 'y/N'}]"
        try:
            answer = self._ask(Question(name, "y or n", check=_among({"y": "", "n": ""}))).strip()
        except RestIsEmptyError:
            return False
        return answer == "y" or (default and not answer)


Faults = Callable[[Record, Column, str], str]


def _in_asking_order(columns: Sequence[Column]) -> list[Column]:
    """The file's order, but an identifier that is made from other answers comes after them."""
    return sorted(columns, key=lambda column: column.name in MADE_LAST)


def _among(texts: Sequence[str] | dict[str, str]) -> Callable[[str], str]:
    allowed = list(texts)

    def check(text: str) -> str:
        is_open = isinstance(texts, dict) and not text.strip()
        return "" if is_open or text.strip() in allowed else f"Write one of {', '.join(allowed)}."

    return check


def _found(answer: Answer) -> list[str]:
    if answer.status == "found":
        where = f"{answer.lat:.5f}, {answer.lon:.5f}"
        return [f"found: {ascii_controls(answer.name)} ({where}; {answer.source or answer.method})"]
    if answer.status == "listed":
        return [f"listed, not drawn: {ascii_controls(answer.reason)}"]
    if answer.status == "ambiguous":
        heading = f"{len(answer.candidates)} places have this name:"
        return [heading, *(f"  {number}  {place}" for number, place in enumerate(answer.candidates, 1))]
    return ["not found; namesakes elsewhere:" if answer.candidates else "not found", *map(str, answer.candidates)]
