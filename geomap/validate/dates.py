"""Dates as curators write them: partial dates stay partial, ranges stay ranges, no day is guessed."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from geomap.problems import show
from geomap.tables import Flaw

FORMS = "YYYY-MM-DD, YYYY-MM, YYYY or START/END"

_TIME = re.compile(r"[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]+)?)? ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?")
_PART = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LOCAL = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's calendar, so that its serial numbers come out right from 1 March 1900 on."""


class Span(NamedTuple):
    """First and last day that a date may mean, and how exact it is (a `date_precision`)."""

    start: date
    end: date
    precision: str


def parse_date(text: str) -> Span | Flaw:
    """Read a date of the codebook. A time is allowed and changes nothing: the local day counts."""
    first, _, last = text.strip().partition("/")
    if text.count("/") != 1:
        return _one(text.strip())
    start, end = _one(first.strip()), _one(last.strip())
    if isinstance(start, Flaw):
        return start
    if isinstance(end, Flaw):
        return _short_end(first.strip(), last.strip()) or end
    if end.end < start.start:
        return Flaw("the range ends before it starts.", f"Write {last.strip()}/{first.strip()}.", "date.range")
    return Span(start.start, end.end, "range")


def _short_end(first: str, last: str) -> Flaw | None:
    """2022-09-13/14: an end that leaves out what it has in common with the start."""
    is_short = len(first) == len("2022-09-13") and re.fullmatch(r"(?:[0-9]{2}-)?[0-9]{2}", last)
    whole = f"{first[: -len(last)]}{last}"
    if not is_short or whole < first or isinstance(_one(whole), Flaw):
        return None
    return Flaw(f"{show(last)} is no date by itself.", f"Write {first}/{whole}.", "date.form")


def with_precision(span: Span, given: str) -> Span | Flaw:
    """The span under the precision that the curator gives, or what speaks against it.

    A day may stand for the week that it starts; a coarser precision widens the span to the month
    or year; a finer one than the date's own form is a contradiction.
    """
    if given in ("", span.precision):
        return span
    if span.precision == "day" and given == "week":
        return Span(span.start, span.start + timedelta(days=6), "week")
    if span.precision == "range" and given == "week" and (span.end - span.start).days == 6:
        return Span(span.start, span.end, "week")
    if given in _COARSER.get(span.precision, ()):
        whole = _month(span.start) if given == "month" else _year(span.start.year)
        if whole.end >= span.end:
            return whole
    message = f"the date is exact to the {span.precision}, not {given!r}."
    return Flaw(message, f"Leave date_precision empty or write {span.precision!r}.", "date.precision")


_COARSER = {"day": ("month", "year"), "range": ("month", "year"), "month": ("year",)}


def _one(text: str) -> Span | Flaw:
    found = _PART.match(text)
    rest = text[found.end() :] if found else text
    if found is None or (rest and (found[3] is None or not _TIME.fullmatch(rest))):
        return _unread(text)
    try:
        return _span(found[1], found[2], found[3])
    except ValueError:
        return _impossible(found)


def _span(year: str, month: str | None, day: str | None) -> Span:
    if month is None:
        return _year(int(year))
    if day is None:
        return _month(date(int(year), int(month), 1))
    start = date(int(year), int(month), int(day))
    return Span(start, start, "day")


def _year(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), "year")


def _month(day: date) -> Span:
    last = calendar.monthrange(day.year, day.month)[1]
    return Span(day.replace(day=1), day.replace(day=last), "month")


def _impossible(found: re.Match[str]) -> Flaw:
    year, month, day = (int(part) if part else 1 for part in found.groups())
    if not year:
        message = "there is no year 0."
    elif not 1 <= month <= 12:
        message = f"there is no month {month}."
    else:
        message = f"day {day} does not exist in {calendar.month_name[month]} {year}."
    return Flaw(message, "Write a real day as YYYY-MM-DD.", "date.impossible")


def _unread(text: str) -> Flaw:
    for explain in (_local, _serial, _compact, _worded):
        flaw = explain(text)
        if flaw:
            return flaw
    return Flaw(f"{show(text)} is not a date.", f"Write {FORMS}.", "date.form")


def _local(text: str) -> Flaw | None:
    """03/04/2024: day first or month first?"""
    found = _LOCAL.fullmatch(text)
    if not found:
        return None
    first, second, year = (int(part) for part in found.groups())
    readings = dict.fromkeys(filter(None, (_iso(year, second, first), _iso(year, first, second))))
    message = f"it can be read as {' or as '.join(readings)}." if readings else "it is no date in any order."
    return Flaw(message, "Write it as YYYY-MM-DD.", "date.ambiguous")


def _serial(text: str) -> Flaw | None:
    """45356: the number under which Excel keeps a day."""
    if not re.fullmatch(r"[2-7][0-9]{4}(\.[0-9]+)?", text):
        return None
    day = _EPOCH + timedelta(days=int(float(text)))
    return Flaw(f"it looks like an Excel serial, did you mean {day}?", f"Write {day} if so.", "date.serial")


def _compact(text: str) -> Flaw | None:
    """20240305, 2024/03/05 or 24-03-05: the parts are there, but not as they are asked for."""
    found = re.fullmatch(r"([0-9]{4})[./]?([0-9]{2})[./]?([0-9]{2})", text)
    day = found and _iso(*(int(part) for part in found.groups()))
    if not day:
        return None
    return Flaw(f"{show(text)} is not written as a date here.", f"Write {day}; accepted are {FORMS}.", "date.form")


def _worded(text: str) -> Flaw | None:
    """12 March 2024 or March 12, 2024: one date, but not as it is asked for."""
    for pattern, (year, month, day) in ((_DAY_FIRST, (3, 2, 1)), (_MONTH_FIRST, (3, 1, 2))):
        found = pattern.fullmatch(text)
        number = _MONTHS.get(found[month][:3].lower()) if found else None
        written = found and number and _iso(int(found[year]), number, int(found[day]))
        if written:
            return Flaw(f"{show(text)} is not written as a date here.", f"Write {written}.", "date.form")
    return None


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
