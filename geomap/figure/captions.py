"""The list under the map: what each number or letter stands for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geomap.export.entries import Entry
from geomap.figure.marks import SINGLY, Events, Mark, rows_shown, shares
from geomap.figure.sheet import INK, QUIET, Sheet, width_of, wrapped

SIZE, LEADING = 5.8, 2.55  # points, millimetres
COLUMN, GUTTER = 85.0, 5.0
PLACES = 3
"""So many places of a pile are named."""


@dataclass(frozen=True, slots=True)
class Caption:
    tag: str
    lines: tuple[str, ...]
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions in columns; `height` in millimetres."""

    columns: tuple[tuple[Caption, ...], ...]
    width: float
    indent: float

    @property
    def height(self) -> float:
        return max((sum(map(_height, column)) for column in self.columns), default=0.0)

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        for number, column in enumerate(self.columns):
            x, y = left + number * (self.width + GUTTER), top + 2
            for caption in column:
                colour = QUIET if caption.is_quiet else INK
                sheet.text(x + self.indent - 1, y, caption.tag, SIZE, bold=True, align="right", colour=colour)
                for line in caption.lines:
                    sheet.text(x + self.indent, y, line, SIZE, italic=caption.is_quiet, colour=colour)
                    y += LEADING
                y += _height(caption) - LEADING * len(caption.lines)


def captions(
    found: Sequence[Mark], events: Events, entries: Sequence[Entry], said: Mapping[str, str], width: float
) -> Captions:
    """A caption for each event, or for each pile where there are more than 60 events."""
    columns = max(1, round((width + GUTTER) / (COLUMN + GUTTER)))
    wide = (width - (columns - 1) * GUTTER) / columns
    single = len(entries) <= SINGLY
    told = list(_events(found, events, entries, said) if single else _piles(found, events, entries, said))
    indent = max((width_of(tag, SIZE, bold=True) for tag, _, _ in told), default=0.0) + 1.2
    made = [Caption(tag, tuple(wrapped(text, SIZE, wide - indent)), quiet) for tag, text, quiet in told]
    return Captions(tuple(_columns(made, columns)), wide, indent)


def _events(
    found: Sequence[Mark], events: Events, entries: Sequence[Entry], said: Mapping[str, str]
) -> Iterable[tuple[str, str, bool]]:
    shown = rows_shown(found)
    for row, entry in enumerate(entries):
        where = "" if row in shown else f" ({said['off' if events.shapes[row] is None else 'beyond']})"
        yield str(entry.number), _told(entry) + where, row not in shown


def _piles(
    found: Sequence[Mark], events: Events, entries: Sequence[Entry], said: Mapping[str, str]
) -> Iterable[tuple[str, str, bool]]:
    for mark in found:
        if mark.is_pile:
            places = _places([entries[row].place for row in mark.rows], said)
            types = ", ".join(
                f"{said[f'event_type.{kind}']}\u00a0{number}" for kind, number in shares(mark, events).items()
            )
            yield mark.tag, ". ".join(filter(None, (places, span(events, mark.rows), types))) + ".", False
        else:
            yield mark.tag, _told(entries[mark.rows[0]]), False
    missing = sorted({*range(len(entries))} - rows_shown(found))
    beyond = [row for row in missing if events.shapes[row] is not None]
    for key, rows in (("beyond", beyond), ("off", [row for row in missing if events.shapes[row] is None])):
        if rows:
            yield str(len(rows)), f"{said[key]}: {_places([entries[row].place for row in rows], said)}.", True


def _told(entry: Entry) -> str:
    place = entry.place if entry.place.casefold() not in entry.title.casefold() else ""
    return ". ".join(part.rstrip(".") for part in (entry.date, entry.title, place) if part) + "."


def span(events: Events, rows: Iterable[int]) -> str:
    """From the first day to the last that the events' dates may mean."""
    rows = [row for row in rows if events.starts[row]]
    first, last = (
        min((events.starts[row] for row in rows), default=""),
        max((events.ends[row] for row in rows), default=""),
    )
    return first if first == last else f"{first} – {last}"


def _places(places: Iterable[str], said: Mapping[str, str]) -> str:
    """The most frequent places and how many others there are."""
    names = [name for name, _ in Counter(filter(None, places)).most_common()]
    more = [said["more"].format(n=len(names) - PLACES)] if len(names) > PLACES else []
    return ", ".join([*names[:PLACES], *more]) or said["whole_area"]


def _height(caption: Caption) -> float:
    return LEADING * len(caption.lines) + 0.5


def _columns(made: Sequence[Caption], columns: int) -> Iterable[tuple[Caption, ...]]:
    """The captions one after another in columns of about one height."""
    left, number = sum(map(_height, made)), 0
    for remaining in range(columns, 0, -1):
        column: list[Caption] = []
        while number < len(made) and (
            remaining == 1 or sum(map(_height, column)) + _height(made[number]) / 2 <= left / remaining
        ):
            column.append(made[number])
            number += 1
        left -= sum(map(_height, column))
        yield tuple(column)
