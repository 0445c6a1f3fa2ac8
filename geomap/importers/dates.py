"""Dates of other people's tables as dates of the codebook; what can be read in two ways is never guessed."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta

from geomap.importers.model import Noted, Result
from geomap.tables.model import Flaw
from geomap.validate.dates import Span, parse_date

AMBIGUOUS = "date.order"
"""Rule of the flaw that stops an import: the answer is one for the whole file."""

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_LOCAL = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})(?:[T ].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})([./]?)([0-9]{2})\2([0-9]{2})")
_NAMED = re.compile(r"([0-9]{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -]([0-9]{4})\b.*", re.DOTALL)
_NAMED_FIRST = re.compile(r"([A-Za-z]{3,9})\.? ([0-9]{1,2}), ?([0-9]{4})")
_NUMBER = re.compile(r"[0-9]{8,11}(\.0+)?")
_DAY_SECONDS = 86_400


def day(text: str, *, order: str = "") -> str | Flaw:
    """One date: ISO (a time is left out), 20240312, 2024/03/12, 12 March 2024, 12-Mar-2024, March 12, 2024;
    and 12.03.2024 or 03/12/2024 where `order` is given or only one order makes a date."""
    word = text.strip()
    if not word:
        return ""
    span = parse_date(word)
    if isinstance(span, Span) and "/" not in word:
        return word[:10]
    for pattern, order_of in ((_YEAR_FIRST, (1, 3, 4)), (_NAMED, (3, 2, 1)), (_NAMED_FIRST, (3, 1, 2))):
        found = pattern.fullmatch(word)
        made = found and _made(*(found[place] for place in order_of))
        if made:
            return made
    found = _LOCAL.fullmatch(word)
    if found:
        return _local(found, order)
    return span if isinstance(span, Flaw) else Flaw("it is not one date.", "Write it as YYYY-MM-DD.", "date.form")


def epoch_day(text: str) -> str | Flaw:
    """A date as `day` has it, or seconds since 1970 that fall on a midnight (UTC)."""
    if not _NUMBER.fullmatch(text.strip()) or float(text) % _DAY_SECONDS:
        return day(text)
    return _utc(float(text))


def moment_day(text: str) -> str | Flaw:
    """A date as `day` has it, or any seconds since 1970; the day is the one in UTC."""
    found = day(text)
    return _utc(float(text)) if isinstance(found, Flaw) and _NUMBER.fullmatch(text.strip()) else found


def week(text: str) -> str | Flaw:
    """The Monday of the week that a day lies in."""
    found = day(text)
    if isinstance(found, Flaw) or len(found) < 10:
        return found
    read = date.fromisoformat(found)
    return (read - timedelta(days=read.weekday())).isoformat()


def range_of(start: str, end: str) -> Result:
    """Two days as a day, a whole month or year if they span just that, or START/END."""
    if not end or start == end or not start:
        return start or end
    if end < start:
        flaw = Flaw("the date ends before it starts.", "Mend the date in the source.", "date.range")
        return Noted(f"{start}/{end}", flaw)
    if len(start) < 10 or len(end) < 10:
        return f"{start}/{end}"
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first.day == 1 and (last + timedelta(days=1)).day == 1:
        if (first.year, first.month) == (last.year, last.month):
            return start[:7]
        if (first.month, last.month, first.year) == (1, 12, last.year):
            return start[:4]
    return f"{start}/{end}"


def precision_of(text: str) -> str:
    """The date precision that the form of a date tells, "" for what is no date."""
    span = parse_date(text) if text else None
    return span.precision if isinstance(span, Span) else ""


def _made(year: str, month: str, day_of_month: str) -> str:
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    if not month.isdigit() and not calendar.month_name[number].lower().startswith(month.lower()):
        return ""
    try:
        return date(int(year), number, int(day_of_month)).isoformat()
    except ValueError:
        return ""


def _local(found: re.Match[str], order: str) -> str | Flaw:
    first, second, year = found.groups()
    read = {"dmy": _made(year, second, first), "mdy": _made(year, first, second)}
    if order:
        flaw = Flaw(f"it is no date in the order {order}.", "Mend it, or give the other --date-order.", "date.form")
        return read[order] or flaw
    readings = sorted(set(filter(None, read.values())))
    if len(readings) == 1:
        return readings[0]
    if not readings:
        return Flaw("it is no date in any order.", "Write it as YYYY-MM-DD.", "date.form")
    return Flaw(
        f"it can be read as {read['dmy']} or as {read['mdy']}.",
        "Give --date-order dmy if the day comes first, --date-order mdy if the month does.",
        AMBIGUOUS,
    )


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
