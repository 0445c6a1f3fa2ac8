"""The names of the columns: none blank, none twice, all that are needed."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process, utils

from geomap.errors import LoadError
from geomap.problems import Problem, show
from geomap.tables.model import Limits, RawTable, refused


def checked_header(cells: Sequence[str], file: str, line: int | None, limits: Limits) -> list[str]:
    """Return the names of the columns without blanks around them; raise LoadError if they clash."""
    names = [cell.strip(" \t\r\n\u00a0\u200b\ufeff") for cell in cells]
    if len(names) > limits.columns:
        message = f"has {len(names)} columns; geomap reads at most {limits.columns}."
        raise refused(file, message, "Leave out what is not needed.", "file.size", line=line)
    problems = [*_blank(names, file, line), *_twice(names, file, line)]
    if problems:
        raise LoadError("\n".join(map(str, problems)), problems=problems)
    return names


def check_names(table: RawTable, known: Sequence[str], required: Sequence[str]) -> None:
    """Raise LoadError if a column that is needed is missing; all that are missing are told."""
    if not table.names and not len(table):
        return  # an empty JSON list: there are no rows, so none lacks a column
    missing = [name for name in required if name not in table.names]
    problems = [_missing(name, table, known) for name in missing]
    if problems:
        raise LoadError("\n".join(map(str, problems)), problems=problems)


def nearest(text: str, allowed: Sequence[str]) -> str:
    """The allowed text that `text` was probably meant to be, or ""."""
    found = process.extractOne(text, allowed, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=60)
    return str(found[0]) if found else ""


def _blank(names: Sequence[str], file: str, line: int | None) -> list[Problem]:
    places = [str(place) for place, name in enumerate(names, 1) if not name]
    if not places:
        return []
    message = f"the header is blank at position {', '.join(places)} of {len(names)}."
    return [Problem(file, line, "", "", message, "Name the column, or take it out.", "header.blank")]


def _twice(names: Sequence[str], file: str, line: int | None) -> list[Problem]:
    found = []
    for name in dict.fromkeys(filter(None, names)):
        places = [str(place) for place, other in enumerate(names, 1) if other == name]
        if len(places) > 1:
            message = f"the header names this column {len(places)} times, at positions {' and '.join(places)}."
            found.append(Problem(file, line, name, "", message, "Name each column once.", "header.twice"))
    return found


def _missing(name: str, table: RawTable, known: Sequence[str]) -> Problem:
    strangers = [other for other in table.names if other not in known]
    guess = nearest(name, strangers)
    message = f"the column is missing; there are {', '.join(map(show, table.names))}."
    fix = f"Rename {show(guess)} to {show(name)}." if guess else f"Add a column {show(name)}."
    return Problem(table.file, table.header, name, "", message, fix, "header.missing")
