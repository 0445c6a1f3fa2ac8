"""Any table, by a mapping of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import LoadError
from geomap.importers import import_table
from tests.importing import errors, made, table

MAPPING = """
name = "Border Watch"
credits = ["Border Watch, CC BY 4.0"]
date_order = "dmy"

[events]
event_id = "Nr"
date = ["From", "To"]
title = ["What", "Where"]
place = "Where"
country = {value = "UA"}
event_type = {column = "What", values = {"Beschuss" = "shelling", "*" = "other"}}
lat = "Y"
lon = "X"

[reports]
publisher = {column = "Sources", split = ";"}
source_url = {column = "Links", split = ";"}
killed_best = "Dead"
"""
ROW = {
    **{"Nr": "1.0", "From": "03.04.2024", "To": "05.04.2024", "What": "Beschuss", "Where": "Sumy", "Y": "50.9"},
    **{"X": "34.8", "Sources": "A; B", "Links": "https://a.example/1;https://b.example/2", "Dead": "2", "Rest": "=1+1"},
}


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    path = tmp_path / "columns.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def test_a_table_becomes_records_as_the_mapping_says(columns: Path, tmp_path: Path) -> None:
    file = table(tmp_path / "watch.csv", ROW, [ROW, ROW | {"Nr": "2", "What": "Raid", "To": ""}], mark=";")
    result, dataset = made(file, "", tmp_path / "out", columns=str(columns), delimiter=";")
    assert (result.errors, errors(dataset)) == (0, [])
    told = ["event_id", "date", "title", "country", "event_type", "given_Rest"]
    assert dataset.events[told].values.tolist() == [
        ["1", "2024-04-03/2024-04-05", "Beschuss: Sumy", "UA", "shelling", "=1+1"],
        ["2", "2024-04-03", "Raid: Sumy", "UA", "other", "=1+1"],
    ]
    assert dataset.reports[["event_id", "publisher", "source_url", "killed_best"]].values.tolist()[:2] == [
        ["1", "A", "https://a.example/1", 2],
        ["1", "B", "https://b.example/2", 2],
    ]
    assert (dataset.settings.title, dataset.settings.credits) == (
        "Imported from Border Watch",
        ("Border Watch, CC BY 4.0",),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('place = "Where"', 'plase = "Where"', "'plase' is no column of events.csv. Fix: Did you mean 'place'"),
        ('place = "Where"', "place = {value = ''}", "'place' names no column, or a column and a value"),
        ('place = "Where"', 'place = {column = "Where", split = ";"}', "'place' cannot be split"),
        ('"dmy"', '"ymd"', "date_order is neither dmy nor mdy"),
        ("[events]", "[events", "is not TOML"),
        ("credits", "credit", "unknown field `credit`"),
        ('lat = "Y"', 'lat = "Breite"', "column 'Breite': the column is missing"),
    ],
)
def test_a_wrong_mapping_is_refused_and_says_what_to_mend(
    old: str, new: str, message: str, columns: Path, tmp_path: Path
) -> None:
    columns.write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    file = table(tmp_path / "watch.csv", ROW, [ROW])
    with pytest.raises(LoadError) as refusal:
        import_table(file, tmp_path / "out", columns=columns)
    assert message in str(refusal.value)
    assert "Fix: " in str(refusal.value)


def test_a_value_that_the_mapping_does_not_know_is_listed(columns: Path, tmp_path: Path) -> None:
    columns.write_text(MAPPING.replace(', "*" = "other"', ""), encoding="utf-8")
    file = table(tmp_path / "watch.csv", ROW, [ROW, ROW | {"Nr": "2", "What": "Raid"}])
    result, dataset = made(file, "", tmp_path / "out", columns=str(columns))
    assert [(p.line, p.column, p.value) for p in result.problems] == [(3, "What", "Raid")]
    assert dataset.events["event_type"].tolist() == ["shelling", ""]
