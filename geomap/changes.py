"""What changed from one map to the next: the change report of a build.

changes = compare(read_snapshot(old), snapshot(html))
changes.lines()         # for a terminal
changes.to_json()       # changes.json
changes.markdown()      # a changelog
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain

import pyproj

from geomap.problems import SHOWN_CHARACTERS, ascii_controls, show
from geomap.snapshot import Record, Snapshot, position

FORMAT = "geomap-changes/1"
LINES = 20
LONGEST_NAME = 100
CONTEXT = 24
"""Characters that are shown before the place where two long texts part."""

_MADE_ID = re.compile("e-[0-9a-f]{12}")
_MARKUP = re.compile(r"([\\`*_{}\[\]<#!|~&]|^[-+=>])")
_NUMBER = re.compile(r"^(\d+)(?=[.)])")


@dataclass(frozen=True, slots=True)
class Change:
    """A record that is in both maps. columns: column -> (old, new), "" for unknown."""

    record: Record
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Move:
    """A pin that is elsewhere now. Positions are "lat, lon" in degrees, km is geodesic (WGS 84)."""

    record: Record
    km: float
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Kind:
    """What became of the records of one kind, each in the order of the page."""

    added: tuple[Record, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Record, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences of two maps. `reason` says why there was nothing to compare with, else it is "".

    moved: pins of both maps that lie elsewhere. disputed: events that are disputed and were not.
    """

    reason: str = ""
    before: str = ""  # fingerprint of the old records
    after: str = ""
    events: Kind = Kind()
    reports: Kind = Kind()
    moved: tuple[Move, ...] = ()
    disputed: tuple[Record, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.events or self.reports or self.moved or self.disputed)

    def summary(self) -> str:
        """One line: "2 events added, 1 moved; 3 reports added"."""
        if self.reason:
            return f"not compared: {self.reason}"
        further = {"moved": len(self.moved), "newly disputed": len(self.disputed)}
        parts = [_counted("event", self.events, further), _counted("report", self.reports, {})]
        return "; ".join(filter(None, parts)) or "none"

    def lines(self, most: int = LINES) -> list[str]:
        """What changed, one line each, texts made safe for a terminal; at most so many and how many more."""
        found = list(self._lines())
        more = len(found) - most
        return found[:most] + ([f"and {more:,} more"] if more > 0 else [])

    def to_json(self) -> str:
        """The whole report as JSON; the same for the same two maps."""
        document = {
            "format": FORMAT,
            "not_compared": self.reason,
            "before": self.before,
            "after": self.after,
            "events": asdict(self.events)
            | {
                "moved": [asdict(move) for move in self.moved],
                "newly_disputed": [dict(record) for record in self.disputed],
            },
            "reports": asdict(self.reports),
        }
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def markdown(self) -> str:
        """The report as Markdown; text of records stands literally in it."""
        parts = [f"# Changes of the map\n\n{_literal(self.summary())}\n"]
        for title, lines in self._sections(_literal):
            listed = "".join(f"- {line}\n" for line in lines)
            parts += [f"## {title}\n\n{listed}"] if listed else []
        return "\n".join(parts)

    def _lines(self) -> Iterator[str]:
        for title, lines in self._sections(ascii_controls):
            yield from (f"{title[0].lower()}{title[1:]}: {line}" for line in lines)

    def _sections(self, safe: Callable[[str], str]) -> Iterator[tuple[str, Iterable[str]]]:
        """Headings, and a line for each change with its texts made `safe`."""
        for noun, kind in (("Event", self.events), ("Report", self.reports)):
            yield f"{noun} added", (safe(_name(record)) for record in kind.added)
            yield f"{noun} changed", (safe(f"{_name(change.record)}: {_columns(change)}") for change in kind.changed)
            yield f"{noun} removed", (safe(_name(record)) for record in kind.removed)
        moves = ((f"{_name(m.record)}: {m.km:.3g} km, {m.before} -> {m.after}") for m in self.moved)
        yield "Event moved", map(safe, moves)
        yield "Event newly disputed", (safe(_name(record)) for record in self.disputed)


def compare(old: Snapshot | str, new: Snapshot) -> Changes:
    """What is different in `new`; `old` may be the reason why there is nothing to compare with."""
    if isinstance(old, str):
        return Changes(reason=old, after=new.hash)
    try:
        gone, come = old.unlike(new)
    except ValueError as error:  # a block of texts is opened only here
        return Changes(reason=f"the map before cannot be read: {error}", after=new.hash)
    was, now = tuple(map(old.event, gone)), tuple(map(new.event, come))
    renamed = _renamed(was, now)
    pairs, added, removed = _paired(was, now, _key_of_event, renamed)
    moved = tuple(move for one, other in pairs if (move := _move(one, other)))
    elsewhere = {_id(move.record) for move in moved}
    changed = tuple(change for one, other in pairs if (change := _change(one, other, _id(other) in elsewhere)))
    were = {_id(other) for one, other in pairs if one.get("status") == "disputed"}
    disputed = tuple(event for event in now if event.get("status") == "disputed" and _id(event) not in were)
    claimed = tuple(chain.from_iterable(map(old.reports, gone)))
    claims = tuple(chain.from_iterable(map(new.reports, come)))
    told, said, withdrawn = _paired(claimed, claims, _key_of_report, renamed)
    rewritten = tuple(change for one, other in told if (change := _change(one, other)))
    return Changes(
        before=old.hash,
        after=new.hash,
        events=Kind(added, changed, removed),
        reports=Kind(said, rewritten, withdrawn),
        moved=moved,
        disputed=disputed,
    )


Key = tuple[str, ...]
Records = tuple[Record, ...]
Pairs = list[tuple[Record, Record]]


def _id(event: Record) -> str:
    return event.get("event_id", "")


def _key_of_event(event: Record) -> Key:
    return (_id(event),)


def _key_of_report(report: Record) -> Key:
    """A report is known by its own identifier, else only as one of its event's."""
    return (report["report_id"],) if report.get("report_id") else ("", _id(report))


def _paired(
    old: Records, new: Records, key: Callable[[Record], Key], renamed: dict[str, str]
) -> tuple[Pairs, Records, Records]:
    """(old, new) of the records in both, those only in `new`, those only in `old`.

    Records of one key are paired where they are equal, and the others in their order.
    """
    waiting: dict[Key, list[Record]] = {}
    for record in old:
        named = {**record, "event_id": renamed[_id(record)]} if _id(record) in renamed else record
        waiting.setdefault(key(named), []).append(named)
    pairs, left = [], []
    for record in new:
        same = waiting.get(key(record), [])
        if record in same:
            same.remove(record)
            pairs.append((record, record))
        else:
            left.append(record)
    added = []
    for record in left:
        if waiting.get(key(record)):
            pairs.append((waiting[key(record)].pop(0), record))
        else:
            added.append(record)
    return pairs, tuple(added), tuple(record for records in waiting.values() for record in records)


def _renamed(old: Records, new: Records) -> dict[str, str]:
    """Old -> new identifier of events without one of their own, which is made from the row and changes with it.

    They are known again by title, else by date and place, where these are found once on each side.
    """
    known, wanted = set(map(_id, old)), set(map(_id, new))
    gone = [event for event in old if _MADE_ID.fullmatch(_id(event)) and _id(event) not in wanted]
    come = [event for event in new if _MADE_ID.fullmatch(_id(event)) and _id(event) not in known]
    found: dict[str, str] = {}
    for columns in (("title",), ("date", "place")):
        olds, news = (
            _once([e for e in events if _id(e) not in done], columns) for events, done in _left(gone, come, found)
        )
        found |= {olds[key]: news[key] for key in olds.keys() & news.keys()}
    return found


def _left(gone: list[Record], come: list[Record], found: dict[str, str]) -> Iterator[tuple[list[Record], set[str]]]:
    yield gone, set(found)
    yield come, set(found.values())


def _once(events: list[Record], columns: tuple[str, ...]) -> dict[Key, str]:
    """The identifier of each event whose texts in these columns no other one has."""
    keys = [tuple(event.get(column, "") for column in columns) for event in events]
    times = Counter(keys)
    return {key: _id(event) for key, event in zip(keys, events, strict=True) if times[key] == 1}


def _change(old: Record, new: Record, is_moved: bool = False) -> Change | None:
    names = [name for name in dict.fromkeys([*new, *old]) if old.get(name, "") != new.get(name, "")]
    columns = {name: (old.get(name, ""), new.get(name, "")) for name in names if not (is_moved and name == "position")}
    return Change(new, columns) if columns else None


def _move(old: Record, new: Record) -> Move | None:
    before, after = position(old), position(new)
    if before is None or after is None or before == after:
        return None
    metres = pyproj.Geod(ellps="WGS84").inv(before[1], before[0], after[1], after[0])[2]
    return Move(new, round(metres / 1000, 3), old["position"], new["position"])


def _name(record: Record) -> str:
    """How a person knows a record again: its identifier and what it says."""
    text = record.get("title") or record.get("claim", "")
    shown = text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
    return " ".join(filter(None, (record.get("report_id") or _id(record), shown)))


def _columns(change: Change) -> str:
    return ", ".join(f"{name} {' -> '.join(_parting(*values))}" for name, values in change.columns.items())


def _parting(old: str, new: str) -> tuple[str, str]:
    """Both values; of long ones what is around the place where they part, for only so much is shown."""
    unlike = (at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other)
    start = next(unlike, min(len(old), len(new))) - CONTEXT
    if start <= 0 or max(map(len, map(repr, (old, new)))) <= SHOWN_CHARACTERS:
        return show(old), show(new)
    return show("…" + old[start:]), show("…" + new[start:])


def _counted(noun: str, kind: Kind, further: dict[str, int]) -> str:
    counts = {"added": len(kind.added), "changed": len(kind.changed), "removed": len(kind.removed), **further}
    told = [f"{number:,} {word}" for word, number in counts.items() if number]
    if not told:
        return ""
    first, _, rest = ", ".join(told).partition(" ")
    return f"{first} {noun}{'' if first == '1' else 's'} {rest}"


def _literal(text: str) -> str:
    """Text that Markdown shows as it is."""
    escaped = _MARKUP.sub(r"\\\1", ascii_controls(text)).replace("://", ":\\//")
    return _NUMBER.sub(r"\1\\", escaped)
