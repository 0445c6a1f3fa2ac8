"""Files as other projects export them, made here, and what an import made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

import geomap
from geomap.dataset import Dataset
from geomap.importers import Imported, import_table
from geomap.problems import original_cell

ACLED_COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)
"""The documented columns of ACLED; the rows are made up, for its own may not be passed on."""

ACLED_ROW = {
    "event_id_cnty": "RUS1",
    "event_date": "12 March 2024",
    "year": "2024",
    "time_precision": "1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Military Forces of Exampleland",
    "actor2": "Volunteers of Samplia",
    "iso": "643",
    "country": "Russia",
    "admin1": "Belgorod",
    "location": "Kozinka",
    "latitude": "50.2700",
    "longitude": "35.5300",
    "geo_precision": "1",
    "source": "Example Daily; Sample Telegraph",
    "source_scale": "National",
    "notes": "Made-up note: the two clashed near the village.",
    "fatalities": "3",
    "timestamp": "1710802800",
}


def acled(path: Path, *rows: Mapping[str, str], **options: str) -> Path:
    return table(path, ACLED_COLUMNS, [{**ACLED_ROW, **row} for row in rows], **options)


def table(
    path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8", mark: str = ","
) -> Path:
    """A CSV file; a column that a row does not name is empty."""
    columns, text = list(columns), io.StringIO()
    writer = csv.writer(text, delimiter=mark, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def made(file: Path, form: str, folder: Path, **options: str) -> tuple[Imported, Dataset]:
    """The import of a file, and the data set that geomap loads from it."""
    result = import_table(file, folder, form=form, **options)
    return result, geomap.load(folder)


def cells(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file that geomap wrote, as they were before they were made safe."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: original_cell(text) for name, text in row.items()} for row in csv.DictReader(file)]


def errors(dataset: Dataset) -> list[str]:
    return [str(problem) for problem in dataset.problems if problem.severity == "error"]
