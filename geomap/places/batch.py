"""Many names at once: a CSV of names in, a CSV of answers out."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geomap.errors import LoadError, OutputError
from geomap.places.added import AddedGazetteers
from geomap.places.answers import Answer, Toponym, reason_of, told
from geomap.places.gazetteer import Gazetteer
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver
from geomap.problems import Problem, csv_text, original_cell, show
from geomap.write import check_output, write_text

ASKED = ("query", "country", "admin1")
ANSWERED = ("status", "lat", "lon", "name", "gazetteer_id", "precision", "method", "score", "candidates")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many names had which status, and what is to be said of the gazetteers."""

    by_status: dict[str, int]
    notices: tuple[Problem, ...]


def resolve_file(source: Path, target: Path) -> Counts:
    """Resolve each row of `source` (columns query, country, admin1; others are left out) and write `target` whole.

    Raises LoadError for a file without the column "query", GazetteerError, OutputError.
    """
    if target.exists() and target.samefile(source):
        raise OutputError(f"{target}: is the file of names itself. Fix: choose another --output.")
    check_output(target)
    with Gazetteer() as gazetteer, closing(AddedGazetteers()) as added:
        resolver = Resolver(gazetteer, None, Regions(None), added=[added])
        rows = [(asked, resolver.resolve(Toponym(*asked))) for asked in _rows(source)]
        notices = (*gazetteer.notices, *added.notices)
    write_text(target, csv_text([(*ASKED, *ANSWERED), *((*asked, *_cells(answer)) for asked, answer in rows)]))
    return Counts(dict(Counter(answer.status for _, answer in rows)), notices)


def as_record(answer: Answer) -> dict[str, Any]:
    """An answer for JSON: numbers that are not known are None."""
    candidates = [_known(asdict(candidate)) for candidate in answer.candidates]
    cells: dict[str, Any] = {
        "status": answer.status,
        "lat": answer.lat,
        "lon": answer.lon,
        "name": answer.name,
        "gazetteer_id": answer.source,
        "precision": answer.precision,
        "method": answer.method,
        "score": answer.score,
        "reason": reason_of(answer),
    }
    return {**_known(cells), "candidates": candidates}


def _known(cells: dict[str, Any]) -> dict[str, Any]:
    return {key: None if isinstance(cell, float) and math.isnan(cell) else cell for key, cell in cells.items()}


def _rows(source: Path) -> Iterator[tuple[str, str, str]]:
    reader = csv.DictReader(io.StringIO(_text(source), newline=""), strict=True)
    try:
        if "query" not in (reader.fieldnames or ()):
            raise LoadError(_no_query(source, reader.fieldnames or ()))
        for row in reader:
            query, country, admin1 = (original_cell(row.get(column) or "").strip() for column in ASKED)
            yield query, country, admin1
    except csv.Error as error:
        fix = "write one name a row, and close every quote"
        raise LoadError(f"{source}, line {reader.line_num + 1}: {error}. Fix: {fix}.") from error


def _text(source: Path) -> str:
    try:
        data = source.read_bytes()
        if data.startswith(b"PK"):
            raise LoadError(f"{source}: is a workbook or an archive, not CSV. Fix: save the sheet as CSV in UTF-8.")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise LoadError(f"{source}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        what = f"byte 0x{error.object[error.start]:02x} is no UTF-8"
        raise LoadError(f"{source}, line {line}: {what}. Fix: save the file as UTF-8.") from error


def _no_query(source: Path, names: Sequence[str]) -> str:
    there = ", ".join(map(show, names)) or "nothing in it"
    return f"{source}: has no column 'query'; there is {there}. Fix: name the columns {', '.join(ASKED)}, with commas."


def _cells(answer: Answer) -> list[str]:
    known = as_record(answer)
    return [*(_cell(known[column]) for column in ANSWERED[:-1]), told(answer.candidates)]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
