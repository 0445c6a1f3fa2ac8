"""timemap of Forensic Architecture and its forks, in the documented forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geomap.errors import LoadError
from geomap.importers import import_table
from tests.importing import errors, made, table

DOCUMENTED = {
    "desc": "SOME DESCRIPTION TEXT",
    "date": "8/23/2011",
    "time": "18:30",
    "location": "LOCATION_NAME",
    "lat": "17.810358",
    "long": "-18.2251664",
    "source": "",
    "filters": "",
    "category": "Category 00",
}
FORK = {
    "id": "CIV0001",
    "date": "2022-02-24",
    "latitude": "50.0",
    "longitude": "36.2",
    "location": "Kharkiv",
    "description": "A residential building is damaged.",
    "sources": [
        {"id": "A", "path": "https://example.org/a", "description": "Video"},
        {"id": "B", "paths": ["https://t.me/example/3"], "title": "Post", "author": "Someone", "date": "2022-02-25"},
    ],
    "filters": [{"key": "Type of area affected", "value": "Residential"}],
}


def put(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_the_documented_event_is_read_with_the_month_first(tmp_path: Path) -> None:
    result, dataset = made(put(tmp_path / "events.json", [DOCUMENTED]), "timemap", tmp_path / "out")
    assert (result.errors, errors(dataset)) == (0, [])
    event = dataset.events.iloc[0]
    assert list(event[["date", "place", "title", "note", "timemap_time"]]) == [
        *("2011-08-23", "LOCATION_NAME", "SOME DESCRIPTION TEXT", "Category 00", "18:30"),
    ]
    assert (event["lat"], event["lon"], len(dataset.reports)) == (17.810358, -18.2251664, 0)


def test_the_order_of_dates_can_be_given(tmp_path: Path) -> None:
    file = put(tmp_path / "events.json", [DOCUMENTED | {"date": "3/4/2011"}])
    assert made(file, "timemap", tmp_path / "a")[1].events["date"].item() == "2011-03-04"
    assert made(file, "timemap", tmp_path / "b", date_order="dmy")[1].events["date"].item() == "2011-04-03"


@pytest.mark.parametrize("wrapped", [False, True])
def test_each_source_is_a_report(wrapped: bool, tmp_path: Path) -> None:
    content: Any = [FORK]
    if wrapped:  # as datasheet-server has it: sources by identifier
        known = {str(source["id"]): source for source in FORK["sources"]}  # type: ignore[index]
        content = {"events": [FORK | {"sources": list(known)}], "sources": known}
    _, dataset = made(put(tmp_path / "events.json", content), "timemap", tmp_path / "out")
    assert dataset.reports[["source_url", "source_name", "publisher", "published_on"]].values.tolist() == [
        ["https://example.org/a", "Video", "example.org", ""],
        ["https://t.me/example/3", "Post", "Someone", "2022-02-25"],
    ]
    event = dataset.events.iloc[0]
    assert (event["event_id"], event["date"], event["note"]) == ("CIV0001", "2022-02-24", "Residential")
    assert json.loads(event["timemap_filters"]) == FORK["filters"]


def test_the_table_of_datasheet_server_is_read_too(tmp_path: Path) -> None:
    file = table(tmp_path / "events.csv", DOCUMENTED, [DOCUMENTED | {"source": "Local paper"}])
    _, dataset = made(file, "timemap", tmp_path / "out")
    assert dataset.events["date"].item() == "2011-08-23"
    assert dataset.reports["source_name"].tolist() == ["Local paper"]


def test_events_without_an_identifier_get_one_from_their_content(tmp_path: Path) -> None:
    file = put(tmp_path / "events.json", [DOCUMENTED, DOCUMENTED | {"time": "19:00"}])
    first, second = (made(file, "timemap", tmp_path / name)[1].events["event_id"].tolist() for name in "ab")
    assert first == second
    assert len(set(first)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [("[{]", "is no JSON"), ('{"a": 1}', "holds no list of events"), ("[1]", "holds no list of events")],
)
def test_what_is_no_list_of_events_is_refused(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "events.json").write_text(text, encoding="utf-8")
    with pytest.raises(LoadError, match=message):
        import_table(tmp_path / "events.json", tmp_path / "out", form="timemap")
