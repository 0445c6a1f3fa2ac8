"""What is wrong with a record, told so that its curator can mend it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]

SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in one place of the input.

    `line` counts from 1 and is None where a file has no lines (a folder, a workbook's name).
    `column` is the header's name, empty where the whole row or file is meant. `value` is the text
    as it stood in the file, in full; it is only cut when shown. `rule` names the check in short,
    stable words ("date.format"), so that tools can tell faults apart. `event_id` names the event
    that the fault flags, if it flags one.
    """

    file: str
    line: int | None
    column: str
    value: str
    message: str
    fix: str
    rule: str
    severity: Severity = "error"
    event_id: str = ""

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        if self.column:
            where += f", column {show(self.column)}"
        if self.value:
            where += f", value {show(self.value)}"
        return f"{where}{where and ': '}{self.message} Fix: {self.fix}"


def show(value: str) -> str:
    """Return `value` as printable text of at most 80 characters: quoted, control codes escaped."""
    text = ascii_controls(repr(value))
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def ascii_controls(text: str) -> str:
    """Escape what `repr` lets through but a terminal may obey or a reader may misread."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def count(problems: Iterable[Problem], severity: Severity) -> int:
    return sum(problem.severity == severity for problem in problems)


def to_csv(problems: Iterable[Problem]) -> str:
    """The problems as CSV text, one row each, cells safe to open in a spreadsheet."""
    rows = ([_text(value) for value in asdict(problem).values()] for problem in problems)
    return csv_text([tuple(Problem.__dataclass_fields__), *rows])


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV with "\\n" at the end of each, every cell made safe by `neutral_cell`.

    Each row is written with the line end of RFC 4180 first: Python 3.11 leaves a bare "\\r" without
    quotes unless it is part of the line end.
    """
    out, text = io.StringIO(), []
    for row in rows:
        csv.writer(out).writerow(map(neutral_cell, row))
        text.append(out.getvalue()[:-2] + "\n")
        out.seek(0)
        out.truncate()
    return "".join(text)


def neutral_cell(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Reversible: `original_cell` takes exactly that apostrophe off again. Numbers stay numbers.
    """
    return "'" + text if _runs(text) or (text[:1] == "'" and _runs(text.lstrip("'"))) else text


def original_cell(text: str) -> str:
    """Undo `neutral_cell`."""
    return text[1:] if text[:1] == "'" and _runs(text.lstrip("'")) else text


def _runs(text: str) -> bool:
    return text[:1] in ("=", "@", "\t", "\r", "+", "-") and not _is_number(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.strip() == text and "_" not in text


def _text(value: object) -> str:
    return "" if value is None else str(value)
