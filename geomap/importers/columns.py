"""A mapping of one's own: columns.toml, which says for any table what the importers say for theirs.

name = "Border Watch"                 # title of the map
credits = ["Border Watch, CC BY 4.0"]

[events]
event_id = "Nr"                       # a column of the table
title = ["What", "Where"]             # several, joined by ": "
date = "Day"                          # converted as the column of geomap asks
country = {value = "UA"}              # the same for every row
event_type = {column = "Type", values = {"arty" = "shelling", "raid" = "incursion"}}

[reports]                             # one report a row, or with `split` one for each part
publisher = {column = "Sources", split = ";"}
source_url = {column = "Links", split = ";"}
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec

from geomap.errors import LoadError
from geomap.importers import convert as converters
from geomap.importers.dates import day, range_of
from geomap.importers.model import Cells, Claims, Field, Importer, Result
from geomap.records import EVENTS, REPORTS, Table
from geomap.tables.header import nearest
from geomap.tables.model import Flaw, refused


class Spec(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How one column of geomap is made. A text or a list of texts stands for `columns`."""

    column: str = ""
    columns: tuple[str, ...] = ()
    join: str = ""  # between the texts of several columns
    value: str = ""  # the same for every row, instead of columns
    values: dict[str, str] = {}
    split: str = ""  # of a report: what parts the cell into one report each

    @property
    def of(self) -> tuple[str, ...]:
        return self.columns or ((self.column,) if self.column else ())


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What columns.toml holds."""

    events: dict[str, str | tuple[str, ...] | Spec]
    reports: dict[str, str | tuple[str, ...] | Spec] = {}
    name: str = "a table"
    prefix: str = "given"  # original columns are kept as <prefix>_<name>
    date_order: str = ""
    credits: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def read_columns(path: Path) -> Importer:
    """The importer that columns.toml describes. Raises LoadError that names what is wrong in it."""
    try:
        columns = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), Columns)
    except OSError as error:
        raise _refused(path, f"cannot be read: {error.strerror}.", "Give the path of a columns.toml.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _refused(path, f"is not TOML: {error}.", "Mend that line.") from error
    except msgspec.ValidationError as error:
        raise _refused(path, f"{error}.", "See 'geomap import --help'.") from error
    if columns.date_order not in ("", "dmy", "mdy"):
        raise _refused(path, "date_order is neither dmy nor mdy.", 'Write date_order = "dmy", or leave it out.')
    events = _specs(columns.events, EVENTS, path)
    reports = _specs(columns.reports, REPORTS, path)
    needs = dict.fromkeys(name for spec in (*events.values(), *reports.values()) for name in spec.of)
    return Importer(
        name=columns.name,
        prefix=columns.prefix,
        needs=tuple(needs),
        date_order=columns.date_order,
        events=tuple(_field(name, spec, EVENTS) for name, spec in events.items()),
        claims=(_claims(reports),) if reports else (),
        credits=columns.credits,
        gaps=columns.gaps,
    )


def _specs(given: Mapping[str, str | tuple[str, ...] | Spec], table: Table, path: Path) -> dict[str, Spec]:
    specs = {}
    for name, entry in given.items():
        if name not in table.names:
            guess = nearest(name, table.names)
            fix = f"Did you mean {guess!r}?" if guess else f"See 'geomap codebook' for the columns of {table.name}."
            raise _refused(path, f"{name!r} is no column of {table.name}.", fix)
        spec = entry if isinstance(entry, Spec) else Spec(columns=(entry,) if isinstance(entry, str) else entry)
        if bool(spec.of) == bool(spec.value):
            raise _refused(path, f"{name!r} names no column, or a column and a value.", "Give one of the two.")
        if spec.split and (table is EVENTS or len(spec.of) != 1):
            raise _refused(path, f"{name!r} cannot be split.", "Split single columns of [reports] only.")
        specs[name] = spec
    return specs


def _field(name: str, spec: Spec, table: Table) -> Field:
    if spec.value:
        return Field(name, (), converters.constant(spec.value))
    kind = table[name].kind
    between = spec.join or ("; " if kind == "list" else "/" if kind == "date" else ": ")
    if spec.values:
        return Field(name, spec.of, partial(_valued, between=between, values=spec.values))
    if kind == "date":
        return Field(name, spec.of, _date, takes_order=True)
    return Field(name, spec.of, partial(_typed, between=between, read=_KINDS.get(name) or _KINDS.get(kind)))


def _valued(*texts: str, between: str, values: Mapping[str, str]) -> Result:
    text = between.join(filter(None, map(str.strip, texts)))
    known = values.get(text, values.get("*", ""))
    if text and not known:
        return Flaw(f"columns.toml gives no value for it; it has {', '.join(values)}.", "Add it there.", "import.code")
    return known


def _date(*texts: str, order: str = "") -> Result:
    """One date; or two columns, the start and the end of a range."""
    days = [day(text, order=order) for text in texts]
    flaw = next((found for found in days if isinstance(found, Flaw)), None)
    if flaw:
        return flaw
    return range_of(str(days[0]), str(days[-1]))


def _typed(*texts: str, between: str, read: Callable[[str], Result] | None) -> Result:
    text = between.join(filter(None, map(str.strip, texts)))
    return read(text) if read else text


_KINDS: Mapping[str, Callable[[str], Result]] = {
    "lat": converters.lat,
    "lon": converters.lon,
    "count": converters.count,
    "country": converters.country_name,
    "event_id": converters.number_text,
}
"""Converters by the name or the kind of the column; others are taken as they stand."""


def _claims(specs: Mapping[str, Spec]) -> Claims:
    fields = tuple(_field(name, spec, REPORTS) for name, spec in specs.items())
    return Claims(fields, partial(_parts, marks={spec.of[0]: spec.split for spec in specs.values() if spec.split}))


def _parts(row: Cells, marks: Mapping[str, str]) -> Iterator[Cells]:
    """One row for each part of the split cells; a cell with a single part counts for all."""
    if not marks:
        yield row
        return
    parts = {name: [part.strip() for part in row[name].split(mark)] for name, mark in marks.items()}
    for number in range(max(map(len, parts.values()))):
        told = {
            name: (cells * (number + 1) if len(cells) == 1 else [*cells, *[""] * number])[number]
            for name, cells in parts.items()
        }
        if any(told.values()):
            yield {**row, **told}


def _refused(path: Path, message: str, fix: str) -> LoadError:
    return refused(path.name, message, fix, "import.columns")
