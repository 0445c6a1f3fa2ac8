"""ACLED, on made-up rows in its documented format."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from geomap.errors import LoadError
from geomap.importers import import_table
from tests.importing import ACLED_COLUMNS, ACLED_ROW, acled, cells, errors, made, table


def test_a_row_becomes_an_event_with_its_classes_and_original_columns(tmp_path: Path) -> None:
    result, dataset = made(acled(tmp_path / "acled.csv", {}), "acled", tmp_path / "out")
    assert (result.errors, result.warnings, errors(dataset)) == (0, 0, [])
    event = dataset.events.iloc[0]
    told = ["event_id", "date", "date_precision", "title", "event_type", "place", "country", "location_precision"]
    assert list(event[told]) == [
        *("RUS1", "2024-03-12", "day"),
        "Armed clash: Military Forces of Exampleland – Volunteers of Samplia",
        *("ground_clash", "Kozinka", "RU", "settlement"),
    ]
    assert (event["lat"], event["lon"], event["recorded_on"]) == (50.27, 35.53, "2024-03-18")
    assert {name: event[f"acled_{name}"] for name in ACLED_COLUMNS} == {n: ACLED_ROW.get(n, "") for n in ACLED_COLUMNS}


def test_each_source_is_a_report_and_the_fatalities_are_acled_s(tmp_path: Path) -> None:
    _, dataset = made(acled(tmp_path / "acled.csv", {}), "acled", tmp_path / "out")
    reports = dataset.reports
    assert list(reports["publisher"]) == ["ACLED", "Example Daily", "Sample Telegraph"]
    assert list(reports["speaker"]) == ["ACLED", "", ""]
    assert reports["killed_best"].astype("Float64").fillna(-1).tolist() == [3, -1, -1]
    assert set(reports["stance"]) == {"asserts"}


@pytest.mark.parametrize(
    ("code", "date", "precision", "start", "end"),
    [
        ("1", "2024-03-13", "day", "2024-03-13", "2024-03-13"),
        ("2", "2024-03-11", "week", "2024-03-11", "2024-03-17"),
        ("3", "2024-03", "month", "2024-03-01", "2024-03-31"),
    ],
)
def test_the_time_precision_widens_the_date(
    code: str, date: str, precision: str, start: str, end: str, tmp_path: Path
) -> None:
    file = acled(tmp_path / "acled.csv", {"event_date": "13 March 2024", "time_precision": code})
    event = made(file, "acled", tmp_path / "out")[1].events.iloc[0]
    assert (event["date"], event["date_precision"]) == (date, precision)
    assert (event["date_start"], event["date_end"]) == (pd.Timestamp(start), pd.Timestamp(end))


@pytest.mark.parametrize(("code", "precision"), [("1", "settlement"), ("2", "near_settlement"), ("3", "region")])
def test_the_geo_precision_becomes_geomap_s(code: str, precision: str, tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {"geo_precision": code})
    assert made(file, "acled", tmp_path / "out")[1].events["location_precision"].item() == precision


@pytest.mark.parametrize("text", ["12 March 2024", "2024-03-12", "12-Mar-2024", "12/03/2024 ", "2024-03-12T00:00:00"])
def test_dates_in_the_documented_forms_are_read(text: str, tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {"event_date": text})
    result, dataset = made(file, "acled", tmp_path / "out", date_order="dmy")
    assert (result.errors, dataset.events["date"].item()) == (0, "2024-03-12")


def test_a_date_that_reads_in_two_ways_stops_with_both_and_the_option(tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {"event_date": "13/03/2024"}, {"event_date": "03/04/2024"})
    with pytest.raises(LoadError) as refusal:
        import_table(file, tmp_path / "out", form="acled")
    assert str(refusal.value) == (
        "acled.csv:3, column 'event_date', value '03/04/2024, 1': it can be read as 2024-04-03 or as 2024-03-04. "
        "Fix: Give --date-order dmy if the day comes first, --date-order mdy if the month does."
    )
    assert sorted(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("order", "date"), [("dmy", "2024-04-03"), ("mdy", "2024-03-04")])
def test_the_option_decides(order: str, date: str, tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {"event_date": "03/04/2024"})
    assert made(file, "acled", tmp_path / "out", date_order=order)[1].events["date"].item() == date


def test_a_date_against_the_order_is_an_error_of_its_row(tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {}, {"event_id_cnty": "RUS2", "event_date": "13/03/2024"})
    result, dataset = made(file, "acled", tmp_path / "out", date_order="mdy")
    assert [(p.line, p.column, p.rule) for p in result.problems] == [(3, "event_date", "date.form")]
    assert list(dataset.events["flagged"]) == [False, True]


def test_a_row_of_hxl_tags_is_no_event(tmp_path: Path) -> None:
    tags = {"event_id_cnty": "#event+id", "event_date": "#date+occurred", "latitude": "#geo+lat"}
    rows = [dict.fromkeys(ACLED_COLUMNS, "") | tags, ACLED_ROW]
    file = table(tmp_path / "hdx.csv", ACLED_COLUMNS, rows)
    result, dataset = made(file, "acled", tmp_path / "out")
    assert (len(dataset.events), result.errors) == (1, 0)
    assert [(p.line, p.rule, p.severity) for p in result.problems] == [(2, "import.hxl", "warning")]


def test_codes_that_are_none_are_listed_and_the_row_stays(tmp_path: Path) -> None:
    wrong = {"geo_precision": "9", "sub_event_type": "Duel", "iso": "999", "latitude": "91", "fatalities": "5-7"}
    result, dataset = made(
        acled(tmp_path / "acled.csv", {}, {**wrong, "event_id_cnty": "RUS2"}), "acled", tmp_path / "o"
    )
    told = {p.column: p.value for p in result.problems}
    assert (
        told.items() >= {"geo_precision": "9", "sub_event_type": "Duel", "latitude": "91", "fatalities": "5-7"}.items()
    )
    assert told["iso"] == "999, Russia"
    assert all(p.line == 3 and p.file == "acled.csv" and p.message and p.fix for p in result.problems)
    assert len(dataset.events) == 2
    assert cells(tmp_path / "o" / "problems.csv")[0]["event_id"] == "RUS2"
    assert {p.column for p in dataset.problems if p.severity == "error"} == {"lat", "killed_best"}


def test_cp1252_is_refused_with_its_line_and_read_when_named(tmp_path: Path) -> None:
    rows = ({}, {"event_id_cnty": "RUS2", "location": "Café Zürich"})
    file = acled(tmp_path / "acled.csv", *rows, encoding="cp1252")
    with pytest.raises(LoadError, match=r"acled.csv:3: is not UTF-8: byte 0xE9 .* Fix: .*--encoding"):
        import_table(file, tmp_path / "out", form="acled")
    assert not (tmp_path / "out").exists()
    dataset = made(file, "acled", tmp_path / "out", encoding="cp1252")[1]
    assert dataset.events["place"].iloc[1] == "Café Zürich"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str, tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {"location": "Козинка"}, encoding=encoding)
    assert made(file, "acled", tmp_path / "out")[1].events["place"].item() == "Козинка"


def test_another_table_is_refused_by_its_columns(tmp_path: Path) -> None:
    file = table(tmp_path / "other.csv", ["id", "when"], [{"id": "1"}])
    with pytest.raises(LoadError, match="column 'event_date': the column is missing; there are 'id', 'when'"):
        import_table(file, tmp_path / "out", form="acled")


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    pd.DataFrame([ACLED_ROW], columns=list(ACLED_COLUMNS)).to_excel(tmp_path / "acled.xlsx", index=False)
    result, dataset = made(tmp_path / "acled.xlsx", "acled", tmp_path / "out")
    assert (result.errors, dataset.events["date"].item(), len(dataset.reports)) == (0, "2024-03-12", 3)


def test_what_a_workbook_s_cells_cannot_tell_is_listed(tmp_path: Path) -> None:
    frame = pd.DataFrame([ACLED_ROW | {"location": "=1+1"}], columns=list(ACLED_COLUMNS))
    frame.to_excel(tmp_path / "acled.xlsx", index=False)
    result, dataset = made(tmp_path / "acled.xlsx", "acled", tmp_path / "out")
    assert [(p.line, p.column, p.value) for p in result.problems][:1] == [(2, "location", "=1+1")]
    assert len(dataset.events) == 1


@pytest.mark.parametrize(("text", "recorded"), [("1710802800", "2024-03-18"), ("20240312", "2024-03-12"), ("", "")])
def test_the_timestamp_is_seconds_or_a_date(text: str, recorded: str, tmp_path: Path) -> None:
    dataset = made(acled(tmp_path / "acled.csv", {"timestamp": text}), "acled", tmp_path / "out")[1]
    assert dataset.events["recorded_on"].item() == recorded


@pytest.mark.parametrize("encoding", ["base64", "klingon"])
def test_what_is_no_text_encoding_is_refused(encoding: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match="Did you mean --encoding"):
        import_table(acled(tmp_path / "acled.csv", {}), tmp_path / "out", form="acled", encoding=encoding)
