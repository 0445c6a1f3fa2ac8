"""Many names at once: a CSV of names in, a CSV of answers out."""

from __future__ import annotations

import csv
import io
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from geomap.errors import LoadError, OutputError
from geomap.places.added import AddedGazetteers
from geomap.places.answers import Answer, Toponym, told
from geomap.places.gazetteer import Gazetteer
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver
from geomap.problems import Problem, csv_text, original_cell
from geomap.write import write_text

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
    with Gazetteer() as gazetteer, closing(AddedGazetteers()) as added:
        resolver = Resolver(gazetteer, None, Regions(None), added=[added])
        rows = [(asked, resolver.resolve(Toponym(*asked))) for asked in _rows(source)]
        notices = (*gazetteer.notices, *added.notices)
    write_text(target, csv_text([(*ASKED, *ANSWERED), *((*asked, *_cells(answer)) for asked, answer in rows)]))
    return Counts(dict(Counter(answer.status for _, answer in rows)), notices)


def as_record(answer: Answer) -> dict[str, Any]:
    """An answer for JSON: numbers that are not known are None."""
    candidates = [asdict(candidate) for candidate in answer.candidates]
    cells: dict[str, Any] = {
        "status": answer.status,
        "lat": answer.lat,
        "lon": answer.lon,
        "name": answer.name,
        "gazetteer_id": answer.source,
        "precision": answer.precision,
        "method": answer.method,
        "score": answer.score,
        "reason": answer.reason,
    }
    known = {key: None if isinstance(cell, float) and math.isnan(cell) else cell for key, cell in cells.items()}
    return {**known, "candidates": candidates}


def _rows(source: Path) -> Iterator[tuple[str, str, str]]:
    try:
        text = source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LoadError(f"{source} cannot be read ({error}). Fix: save it as UTF-8.") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "query" not in (reader.fieldnames or ()):
        raise LoadError(f"{source} has no column 'query'. Fix: give it the columns query, country, admin1.")
    try:
        for row in reader:
            query, country, admin1 = (original_cell(row.get(column) or "").strip() for column in ASKED)
            yield query, country, admin1
    except csv.Error as error:
        raise LoadError(f"{source}, line {reader.line_num + 1}: {error}. Fix: write one name a row.") from error


def _cells(answer: Answer) -> list[str]:
    known = as_record(answer)
    return [*(_cell(known[column]) for column in ANSWERED[:-1]), told(answer.candidates)]


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)
