"""Make exports and read them back, as the tests of every format do."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import geomap
from geomap.dataset import Dataset
from geomap.problems import neutral_cell
from geomap.records import EVENTS, REPORTS

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
FORMATS = ("csv", "xlsx", "json", "geojson", "parquet", "gpkg", "kml")
HIDDEN = {"source_file", "source_line", "flagged", "place_key"}
"""What tells of a file or of its problems, not of an event."""

Row = Mapping[str, str]


def processed(source: Path) -> Dataset:
    return geomap.relate(geomap.locate(geomap.load(source)))


def folder_of(folder: Path, events: Iterable[Row], reports: Iterable[Row] = (), toml: str = "") -> Path:
    """A data set of these rows; events get what they must have where they lack it."""
    folder.mkdir(parents=True, exist_ok=True)
    usual = {"date": "2024-03-12", "place": "Sudzha", "title": "Shelling", "lat": "51.19", "lon": "35.27"}
    claim = {"claim": "It happened", "speaker": "Mayor", "stance": "asserts", "publisher": "Paper"}
    _table(folder / "events.csv", EVENTS.names, [usual | dict(row) for row in events])
    _table(folder / "reports.csv", REPORTS.names, [claim | dict(row) for row in reports])
    if toml:
        (folder / "map.toml").write_text(toml, encoding="utf-8")
    return folder


def _table(path: Path, names: Iterable[str], rows: list[dict[str, str]]) -> None:
    columns = list(dict.fromkeys([*names, *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)  # with the line end of RFC 4180, so that a bare carriage return is quoted
        writer.writerow(columns)
        writer.writerows([neutral_cell(row.get(name, "")) for name in columns] for row in rows)


def differences(one: Dataset, other: Dataset) -> list[str]:
    """Names of what is not the same in two data sets; claims may stand in another order."""
    found = [
        name
        for name in map(str, one.events.columns)
        if name not in HIDDEN and not _same(one.events[name], other.events.get(name))
    ]
    if len(one.events) != len(other.events) or set(one.events) != set(other.events):
        found.append(f"events: {len(other.events)}, columns {sorted(set(one.events) ^ set(other.events))}")
    keys = [name for name in map(str, one.reports.columns) if name not in HIDDEN]
    if _claims(one, keys) != _claims(other, keys):
        found.append("reports")
    if one.settings != other.settings:
        found.append("settings")
    return found


def _same(one: object, other: object) -> bool:
    return other is not None and bool(one.reset_index(drop=True).equals(other.reset_index(drop=True)))  # type: ignore[attr-defined]


def _claims(dataset: Dataset, keys: list[str]) -> list[tuple[str, ...]]:
    """The claims sorted by event, each event's in their order."""
    if set(keys) - set(dataset.reports):
        return []
    rows = dataset.reports[keys].astype("str").fillna("").itertuples(index=False, name=None)
    at = keys.index("event_id")
    return sorted(rows, key=lambda row: row[at])
