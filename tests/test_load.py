"""Reading: every format gives the same text, with the line each row starts on."""

from __future__ import annotations

import csv
import io
import json
import os
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap.errors import LoadError, SettingsError
from geomap.problems import neutral_cell
from geomap.tables import Limits, RawTable, read
from geomap.tables.delimited import _plain_columns, read_delimited
from geomap.tables.document import read_document
from geomap.tables.text import decode
from tests.fault_cases import GOOD, HEADER, OTHER, document, flat, full, workbook

NAMES = HEADER.split(",")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
RECORDS = [dict(zip(NAMES, row.split(","), strict=True)) for row in (GOOD, OTHER)]


def table(path: Path, data: bytes, **options: str) -> RawTable:
    path.write_bytes(data)
    return read(path, **options).events


def csv_of(rows: list[list[str]], **options: Any) -> bytes:
    out = io.StringIO()
    csv.writer(out, **({"lineterminator": "\n"} | options)).writerows(rows)
    return out.getvalue().encode()


def read_rows(data: bytes) -> list[list[str]]:
    return read_delimited(data, "t.csv", Limits()).cells.to_numpy().tolist()


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx", ".json", ".geojson", ".parquet"])
def test_every_format_gives_the_same_text(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"flat{suffix}"
    frame = pd.DataFrame(RECORDS)
    points = gpd.GeoDataFrame(
        frame.drop(columns=["lat", "lon"]), geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326
    )
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".geojson":
        points.to_file(path)
    else:
        rows = [NAMES, *(list(record.values()) for record in RECORDS)]
        path.write_bytes(
            {
                ".csv": csv_of(rows),
                ".tsv": csv_of(rows, delimiter="\t"),
                ".xlsx": workbook(*rows),
                ".json": document(*RECORDS),
            }[suffix]
        )
    assert read(path).events.cells[NAMES].to_dict("records") == RECORDS


def test_lines_are_those_on_which_rows_start_in_the_file(tmp_path: Path) -> None:
    rows = b'date,place,title\n\n2024,A,"one\ntwo\r\nthree"\r\n\n2024,B,x\n'
    assert table(tmp_path / "t.csv", rows).lines.tolist() == [3, 7]


def test_lines_of_a_plain_file_are_counted_too(tmp_path: Path) -> None:
    assert table(tmp_path / "t.csv", flat(GOOD, OTHER)["flat.csv"]).lines.tolist() == [2, 3]


def test_lines_of_json_are_those_of_the_records(tmp_path: Path) -> None:
    assert table(tmp_path / "t.json", document(*RECORDS)).lines.tolist() == [2, 10]


def test_rows_of_a_sheet_keep_their_numbers_past_empty_ones(tmp_path: Path) -> None:
    data = workbook(NAMES, GOOD.split(","), [None], OTHER.split(","))
    assert table(tmp_path / "t.xlsx", data).lines.tolist() == [2, 4]


def test_words_for_absence_stay_text(tmp_path: Path) -> None:
    cells = table(tmp_path / "t.csv", b"date,place,title\nNA,null,nan\n").cells
    assert cells.iloc[0].tolist() == ["NA", "null", "nan"]


def test_cells_that_geomap_neutralised_are_restored(tmp_path: Path) -> None:
    wild = ["=1+1", "@x", "\tx", "-x", "'=x", "-49.5", "'quoted"]
    data = csv_of([["date", "place", "title"], *(["2024", neutral_cell(text), "t"] for text in wild)])
    assert table(tmp_path / "t.csv", data).cells["place"].tolist() == wild


def test_numbers_in_a_workbook_read_as_they_are_shown(tmp_path: Path) -> None:
    data = workbook(["date", "place", "title", "lat"], ["2024", 12, True, 49.5], ["2024", 12.0, "x", -0.25])
    cells = table(tmp_path / "t.xlsx", data).cells
    assert cells["place"].tolist() == ["12", "12"]
    assert cells["lat"].tolist() == ["49.5", "-0.25"]
    assert cells["title"].tolist() == ["true", "x"]


def test_numbers_in_json_keep_their_digits(tmp_path: Path) -> None:
    data = b'[{"date": 2024, "place": "A", "title": null, "lat": 50.10, "actors": ["x", "y"], "seen": true}]'
    assert table(tmp_path / "t.json", data).cells.iloc[0].tolist() == ["2024", "A", "", "50.10", "x; y", "true"]


def test_an_object_in_a_cell_is_a_fault_of_that_cell(tmp_path: Path) -> None:
    raw = table(tmp_path / "t.json", document({**RECORDS[0], "title": {"en": "x"}}, RECORDS[1]))
    assert [(fault.row, fault.column, fault.value) for fault in raw.faults] == [(0, "title", '{"en": "x"}')]


def test_a_geometry_that_is_no_point_is_a_fault(tmp_path: Path) -> None:
    shapes = [shapely.Point(36, 50), shapely.LineString([(36, 50), (37, 51)]), None]
    frame = gpd.GeoDataFrame({"date": "2024", "place": list("ABC"), "title": "t"}, geometry=shapes, crs=4326)
    for suffix, write in ((".geojson", frame.to_file), (".parquet", frame.to_parquet)):
        path = tmp_path / f"t{suffix}"
        write(path)
        raw = read(path).events
        assert raw.cells["lat"].tolist() == ["50.0" if suffix == ".geojson" else "50", "", ""]
        assert [(fault.row, fault.flaw.rule) for fault in raw.faults] == [(1, "geometry.kind")]


@pytest.mark.parametrize("suffix", [".geojson", ".parquet"])
def test_points_in_metres_are_refused(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"t{suffix}"
    frame = gpd.GeoDataFrame({"date": ["2024"]}, geometry=[shapely.Point(36, 50)], crs=4326).to_crs(3857)
    if suffix == ".parquet":
        frame.to_parquet(path)
    else:
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
        path.write_text(json.dumps({"type": "FeatureCollection", "crs": crs, "features": []}))
    with pytest.raises(LoadError, match="WGS 84"):
        read(path)


def test_parquet_types_read_as_a_curator_would_write_them(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-03-05", None]),
            "place": pd.Categorical(["A", "B"]),
            "title": ["x", None],
            "killed_best": [3.0, None],
            "actors": [["p", "q"], []],
        }
    ).to_parquet(path)
    assert read(path).events.cells.to_numpy().tolist() == [["2024-03-05", "A", "x", "3", "p; q"], ["", "B", "", "", ""]]


def test_a_parquet_column_without_text_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"date": ["2024"], "place": ["A"], "title": [{"en": "x"}]}).to_parquet(path)
    with pytest.raises(LoadError, match="column 'title': the column has the type struct"):
        read(path)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("t.parquet", b"PAR1 and rubbish", "cannot be read as Parquet"),
        ("t.xlsx", b"PK\x03\x04 xl/workbook and rubbish", "cannot be read as a workbook"),
        ("t.xlsx", b"date,place", "is named .xlsx, but is text"),
        ("t.xlsx", b"", "cannot be read as a workbook"),
        ("t.xlsx", workbook(), "has no header"),
        ("t.json", b"", "is empty"),
        ("t.json", b"[" * 100_000, "nested too deeply"),
        ("t.json", b'{"date": 1}', "not a GeoJSON FeatureCollection"),
        ("t.json", b'[{"a": 1},]', "a comma after the last item"),
        ("t.json", b'[{"a": 1} {', "a comma or ']' should stand here"),
        ("t.json", b'[{"a": 1}] x', "goes on after its end"),
        ("t.json", b"[1]", "a record should be an object"),
        ("t.json", b'"x"', "a list of records or a FeatureCollection should start here"),
        ("t.json", b'{"type": "FeatureCollection", "features": [], "type": 1}', "stands twice"),
        ("t.json", b'{"type" "x"}', "a colon should stand here"),
        ("t.json", b"{1: 2}", "a name in double quotes should stand here"),
        ("t.json", b'[{"a": {"b": [{"c": 1}, {"c": 1, "c": 2}]}}]', "column 34: the key 'c' stands twice"),
        ("t.json", b'[{"a": [1, Infinity]}]', "column 12: NaN and Infinity"),
        ("t.csv", b'[{"a": 1}]', "is named .csv, but is JSON"),
        ("t.csv", b"%PDF-1.4", "is PDF"),
        ("t.csv", b'<?xml version="1.0"?><x/>', "is XML"),
        ("t.csv", b"d\0a\0t\0e\0", "looks like UTF-16 without a byte order mark"),
        ("t.doc", b"date", "ends in '.doc'"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(name: str, data: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError) as refusal:
        table(tmp_path / name, data)
    assert reason in str(refusal.value)
    assert str(refusal.value).startswith(name)


def test_an_empty_json_list_is_a_table_without_rows(tmp_path: Path) -> None:
    assert len(table(tmp_path / "t.json", b"[]")) == 0


def test_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    assert len(table(tmp_path / "t.csv", b"date,place,title\r2024,A,x\r2024,B,y\r")) == 2


@pytest.mark.parametrize("option", [{"delimiter": "tab"}, {"delimiter": "\\t"}])
def test_a_tab_can_be_spelt(option: dict[str, str], tmp_path: Path) -> None:
    assert len(table(tmp_path / "t.csv", b"date\tplace\ttitle\n2024\tA\tx\n", **option)) == 1


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ({"delimiter": ";;"}, "';;' is no delimiter"),
        ({"encoding": "cp125"}, "Did you mean --encoding cp1251?|Did you mean --encoding cp1250?"),
        ({"encoding": "ascii"}, "t.csv:2: is not ascii: byte 23 of the file"),
        ({"border": "RU"}, "'RU' is not two country codes"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(option: dict[str, str], reason: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=reason):
        table(tmp_path / "t.csv", "date,place,title\n2024,Ж,x\n".encode(), **option)


def test_an_encoding_that_the_file_does_not_need_is_noted() -> None:
    _, notes = decode("Тёткино".encode(), "t.csv", "cp1251")
    assert [note.message for note in notes] == ["is valid UTF-8, but was read as cp1251 as asked."]


def test_sizes_are_limited_before_anything_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(workbook(NAMES, GOOD.split(",")))
    pd.DataFrame(RECORDS).to_parquet(tmp_path / "t.parquet")
    for name in ("t.xlsx", "t.parquet"):
        with pytest.raises(LoadError, match=r"Limits\.unpacked_bytes"):
            read(tmp_path / name, limits=Limits(unpacked_bytes=10))
    (tmp_path / "t.csv").write_bytes(csv_of([["date", "place", "title"], ["2024", "x" * 200_000, 'a "quote"']]))
    assert len(read(tmp_path / "t.csv").events.cells["place"].iloc[0]) == 200_000
    assert csv.field_size_limit() == 131_072
    with pytest.raises(LoadError, match="has 3 columns; geomap reads at most 2"):
        read(tmp_path / "t.csv", limits=Limits(columns=2))


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    with pytest.raises(LoadError, match="not a regular file"):
        read(tmp_path / "t.csv")


def test_an_error_of_the_system_is_told_as_it_says_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"date,place,title\n")
    refuse = PermissionError(13, "Permission denied")
    monkeypatch.setattr(Path, "read_bytes", lambda self: (_ for _ in ()).throw(refuse))
    with pytest.raises(LoadError, match=r"t\.csv: cannot be read: Permission denied") as refusal:
        read(path)
    assert refusal.value.__cause__ is refuse


def test_a_folder_gives_all_its_tables_and_settings(tmp_path: Path) -> None:
    files = full("e1,2024,A,B,1,2") | {
        "places.csv": b"place,kind\nB,settlement\n",
        "resolved.csv": b"place,status\nB,found\n",
        "map.toml": b'title = "T"\nborder = ["AM", "AZ"]\n',
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    raw = read(tmp_path)
    assert not raw.flat
    assert [table.file for table in raw.tables] == ["events.csv", "reports.csv", "places.csv", "resolved.csv"]
    assert (raw.settings.title, raw.settings.border, raw.folder) == ("T", ("AM", "AZ"), tmp_path)
    assert read(tmp_path, border="ru-ua").settings.border == ("RU", "UA")


def test_a_table_in_two_formats_is_refused(tmp_path: Path) -> None:
    for name in ("events.csv", "events.json"):
        (tmp_path / name).write_bytes(b"[]")
    with pytest.raises(LoadError, match=r"events\.csv and events\.json: which one counts"):
        read(tmp_path)


def test_a_folder_without_reports_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_bytes(full()["events.csv"])
    assert [note.rule for note in read(tmp_path).notes] == ["file.no_reports"]


def test_a_wrong_map_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_bytes(b"titel = 1\n")
    (tmp_path / "events.csv").write_bytes(full()["events.csv"])
    with pytest.raises(SettingsError, match="titel"):
        read(tmp_path)


def test_the_flat_form_takes_the_lock_and_settings_beside_it(tmp_path: Path) -> None:
    (tmp_path / "resolved.csv").write_bytes(b"place,status\nB,found\n")
    (tmp_path / "map.toml").write_bytes(b'title = "T"\n')
    (tmp_path / "t.csv").write_bytes(flat(GOOD)["flat.csv"])
    raw = read(tmp_path / "t.csv")
    assert raw.flat
    assert raw.lock is not None
    assert raw.settings.title == "T"


@pytest.mark.parametrize(
    "text",
    ['a,b\nx "y" z,1\n', 'a,b\n"x",5"\n', 'a,b\n"x ""y"" z",1\n', "a,b\nx\n", "a,b\n\nx,1\n", "a,b\r\nx,1\ry,2\r\n"],
)
def test_what_looks_odd_is_left_to_the_careful_reader(text: str) -> None:
    expected = list(csv.reader(io.StringIO(text, newline="")))[1:]
    rows = [row for row in expected if row]
    careful = _plain_columns(text.encode(), 1, ["a", "b"], ",")
    if careful is not None:
        assert [list(row) for row in zip(*(column.to_pylist() for column in careful.values()), strict=True)] == rows


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_any_text_comes_back_from_csv_as_it_was_written(rows: list[list[str]], end: str) -> None:
    cells = [["a", "b", "c"], *([neutral_cell(text) for text in row] for row in rows)]
    data = csv_of(cells, lineterminator=end, quoting=csv.QUOTE_ALL)  # Python 3.11 leaves a bare CR unquoted
    assert read_rows(data) == rows


@given(st.text(st.sampled_from(',"\n\r a'), max_size=40))
@settings(max_examples=300)
def test_both_csv_readers_agree_whatever_the_quotes(text: str) -> None:
    fast = _plain_columns(f"a,b\n{text}".encode(), 1, ["a", "b"], ",")
    if fast is not None:
        expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert [list(row) for row in zip(*(column.to_pylist() for column in fast.values()), strict=True)] == expected


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.text(max_size=20)), min_size=1, max_size=4))
def test_any_text_comes_back_from_json_or_is_a_fault(records: list[dict[str, str]]) -> None:
    raw = read_document(json.dumps([{"id": "x", **record} for record in records]).encode(), "t.json", Limits())
    faults = {(fault.row, fault.column) for fault in raw.faults}
    assert len(raw) == len(records)
    for row, record in enumerate(records):
        for name, text in record.items():
            if (row, name) not in faults:
                assert raw.cells[name].iloc[row] == text


@given(st.binary(max_size=60))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    for reader in (read_delimited, read_document):
        try:
            raw = reader(data, "t", Limits())
        except LoadError as error:
            assert error.problems
        else:
            assert len(raw.lines) == len(raw)


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20), min_size=1, max_size=5))
@settings(max_examples=20)
def test_any_text_comes_back_from_a_workbook(texts: list[str]) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row, text in enumerate(["title", *texts], 1):
        cell = book.active.cell(row, 2, neutral_cell(text))
        cell.data_type = "s"
        book.active.cell(row, 1, "date" if row == 1 else "2024")
        book.active.cell(row, 3, "place" if row == 1 else "P")
    out = io.BytesIO()
    book.save(out)
    from geomap.tables.workbook import read_workbook

    assert read_workbook(out.getvalue(), "t.xlsx", Limits()).cells["title"].tolist() == texts
