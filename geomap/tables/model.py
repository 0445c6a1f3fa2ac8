"""What the readers hand on: tables of text in which every cell still knows its file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from geomap.errors import LoadError
from geomap.problems import Problem, Severity
from geomap.settings import Settings

Columns = Mapping[str, Sequence[str] | pa.Array | pa.ChunkedArray]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much geomap is willing to read; a file over a limit is refused before it is opened."""

    file_bytes: int = 1_000_000_000  # of one file on disk; a build takes six times as much memory
    unpacked_bytes: int = 1_000_000_000  # of a workbook or Parquet file once it is unpacked
    columns: int = 1_000  # of one table


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a text, whichever cell it stands in."""

    message: str
    fix: str
    rule: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Fault:
    """A flaw in one cell, or in a whole row where `column` is empty. `row` counts from 0."""

    row: int
    column: str
    value: str
    flaw: Flaw


@dataclass(frozen=True, slots=True, eq=False)
class RawTable:
    """One table as text.

    cells: `str` columns, "" where nothing stands, index 0..n-1. lines: for each row the line of the
    file on which it starts (row of the sheet in a workbook, number of the record in Parquet).
    header: line of the names.
    faults: what the reader found wrong with rows; their cells are "" already. problems: what it
    noted about the file as a whole.
    """

    file: str
    cells: pd.DataFrame
    lines: NDArray[np.int64]
    header: int | None = None
    faults: tuple[Fault, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(map(str, self.cells.columns))


@dataclass(frozen=True, slots=True, eq=False)
class RawBook:
    """What one file holds: events, and what travels with them where it holds more than one table.

    is_export: geomap wrote it, so its settings stand in for a map.toml and what a reader of the
    records was told already (an empty cell of a claim, say) is not told again.
    """

    events: RawTable
    reports: RawTable | None = None
    places: RawTable | None = None
    lock: RawTable | None = None
    settings: Settings | None = None
    is_export: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class RawData:
    """All tables of a data set as text. In the flat form `reports` and `places` are None."""

    settings: Settings
    folder: Path
    flat: bool
    events: RawTable
    reports: RawTable | None = None
    places: RawTable | None = None
    lock: RawTable | None = None
    notes: tuple[Problem, ...] = field(default=())
    is_export: bool = False

    @property
    def tables(self) -> tuple[RawTable, ...]:
        return tuple(table for table in (self.events, self.reports, self.places, self.lock) if table is not None)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with the files as a whole; faults of rows are told by `validate`."""
        return self.notes + tuple(problem for table in self.tables for problem in table.problems)


def frame_of(columns: Columns) -> pd.DataFrame:
    """A frame of `str` columns from texts, without a copy of what Arrow holds already."""
    arrays = [_arrow(texts) for texts in columns.values()]
    frame: pd.DataFrame = pa.table(arrays, names=list(columns)).to_pandas()
    return frame


def refused(
    file: str, message: str, fix: str, rule: str, *, line: int | None = None, column: str = "", value: str = ""
) -> LoadError:
    """The error that stops the load because of one fault in a file."""
    problem = Problem(file, line, column, value, message, fix, rule)
    return LoadError(str(problem), problems=[problem])


def _arrow(texts: Sequence[str] | pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    if isinstance(texts, (pa.Array, pa.ChunkedArray)):
        return texts
    return pa.array(texts, pa.large_string())
