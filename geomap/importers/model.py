"""What an importer is: a table that says which column comes from which, read by one engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from geomap.problems import Problem
from geomap.tables.model import Flaw

Cells = Mapping[str, str]
"""One row of the source: the text of each column, "" where nothing stands or the file lacks the column."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that says less, or something else, than the source did; `flaw` tells what."""

    text: str
    flaw: Flaw


Result = str | Flaw | Noted
"""What a converter makes of texts: a value; a flaw where there is none; a value and a flaw."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of geomap: the source's columns that it is made of, and how.

    `convert` gets the text of each of them in order; without it the text is taken as it stands.
    takes_order: `convert` reads dates and so gets `order` too, "dmy", "mdy" or "" where not given.
    """

    to: str
    of: tuple[str, ...]
    convert: Callable[..., Result] | None = None
    takes_order: bool = False


@dataclass(frozen=True, slots=True)
class Claims:
    """The reports of one row: `split` makes of a row the cells of each report, `fields` its columns.

    `split` may add names of its own to the cells, which the fields then read; `parts` tells which
    columns of the source each of them is cut out of.
    """

    fields: tuple[Field, ...]
    split: Callable[[Cells], Iterable[Cells]] = lambda row: (row,)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """How the files of one source become records."""

    name: str  # of the source, as in the map's title
    prefix: str  # original columns are kept as <prefix>_<name>
    needs: tuple[str, ...]  # columns without which the file is something else
    events: tuple[Field, ...]
    claims: tuple[Claims, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)  # other name of a column -> the name used here
    date_order: str = ""  # of dates such as 03/04/2024, where the format fixes it
    credits: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One record of the source. `flaw`: what is wrong with it as a whole; `raw` is what stood there where
    its cells cannot be told apart and so are empty."""

    line: int
    cells: Sequence[str]
    flaw: Flaw | None = None
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file: its columns, then its rows one after the other, and what was noted of it as a whole."""

    file: str
    header: int | None
    names: tuple[str, ...]
    rows: Iterator[Row]
    notes: tuple[Problem, ...] = ()
