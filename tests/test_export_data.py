"""Data exports: each opens in its own program, says the same, and a build reads it back without loss."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import geomap
from geomap.errors import OutputError, RefusedError
from geomap.export import Filters, export
from geomap.export.filters import parse_bbox
from geomap.problems import neutral_cell, original_cell
from geomap.tables.workbook import escaped, unescaped
from tests.exports import DATA, FORMATS, differences, folder_of, processed

KML = "{http://www.opengis.net/kml/2.2}"
TOML = """
title = "A <b>map</b>"
[camps.east]
label = "East"
[camps.west]
label = "West"
[sides.first]
label = "First"
camp = "east"
[sides.ally]
label = "Ally"
camp = "east"
[sides.second]
label = "Second"
camp = "west"
"""
HOSTILE = (
    "=1+1",
    "@SUM(A1)",
    "\tcmd",
    "+1+1",
    "'=1",
    "-49.5",
    "#N/A",
    "_x000D_",
    "_x0041_x0042_",
    "a\rb\r\nc\nd",
    "<script>alert(1)</script>",
    "]]>&amp;<!--",
    "$[name] ${x} {{7*7}}",
    " padded ",
    "NA",
    "00123",
    '"quoted", and; parted',
)


@pytest.fixture(scope="session")
def original() -> geomap.Dataset:
    return processed(DATA)


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The first map's records in every format, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("exports")
    return {form: export(folder / form / f"events.{form}", DATA).paths[0] for form in FORMATS}


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    events = [{"event_id": f"e{n}", "title": text, "note": text, "extra": text} for n, text in enumerate(HOSTILE)]
    reports = [
        {"event_id": f"e{n}", "claim": text, "speaker": text, "source_url": f"https://example.org/?a={n}&b=<"}
        for n, text in enumerate(HOSTILE)
    ]
    return folder_of(folder / "data", events, reports, TOML)


@pytest.mark.parametrize("form", FORMATS)
def test_the_first_map_s_records_come_back_without_loss(
    form: str, exports: dict[str, Path], original: geomap.Dataset
) -> None:
    back = processed(exports[form])
    assert differences(original, back) == []
    assert [str(problem) for problem in back.problems] == []
    assert len(back.places) == len(original.places)


@pytest.mark.parametrize("form", FORMATS)
def test_a_map_is_built_of_an_export_as_of_the_records(form: str, exports: dict[str, Path], tmp_path: Path) -> None:
    one = geomap.build(DATA, tmp_path / "one.html")
    other = geomap.build(exports[form], tmp_path / "other.html")
    assert (other.placed, other.areas, other.listed, other.exit_code) == (one.placed, one.areas, one.listed, 0)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_records_give_the_same_bytes_at_another_time_and_place(
    form: str, exports: dict[str, Path], tmp_path: Path
) -> None:
    target = tmp_path / f"events.{form}"
    code = "import sys; from geomap.export import export; export(sys.argv[1], sys.argv[2])"
    environment = {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    words = [sys.executable, "-c", code, str(target), str(DATA)]
    subprocess.run(words, check=True, env={**os.environ, **environment}, capture_output=True)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (exports[form].parent / path.name).read_bytes(), path.name


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_text_comes_back_letter_for_letter(form: str, hostile: Path, tmp_path: Path) -> None:
    path = export(tmp_path / f"events.{form}", hostile).paths[0]
    assert differences(processed(hostile), processed(path)) == []


@pytest.mark.parametrize("form", FORMATS)
def test_camps_travel_so_that_statuses_stay(form: str, tmp_path: Path) -> None:
    told = [("a", "first"), ("a", "ally"), ("b", "first"), ("b", "second")]
    reports = [{"event_id": event, "speaker": side, "speaker_side": side} for event, side in told]
    folder = folder_of(tmp_path / "data", [{"event_id": "a"}, {"event_id": "b"}, {"event_id": "c"}], reports, TOML)
    path = export(tmp_path / "out" / f"all.{form}", folder).paths[0]
    assert processed(path).events["status"].tolist() == ["one_side", "corroborated", "unsourced"]


@pytest.mark.parametrize("form", FORMATS)
def test_wrong_coordinates_stay_unplaced_and_lost_claims_stay_listed(form: str, tmp_path: Path) -> None:
    events = [{"event_id": "a", "lat": "95", "place": "Kursk", "country": "RU"}, {"event_id": "b"}]
    folder = folder_of(tmp_path / "data", events, [{"event_id": "b"}, {"event_id": "gone", "claim": "lost"}])
    path = export(tmp_path / "out" / f"all.{form}", folder).paths[0]
    back = processed(path)
    assert back.events["coordinates_bad"].tolist() == [True, False]
    assert back.events.geometry.isna().tolist() == [True, False]
    assert sorted(back.reports["claim"]) == ["It happened", "lost"]
    assert any("no event has this identifier" in problem.message for problem in back.problems)


@pytest.mark.parametrize("form", FORMATS)
def test_a_flat_table_comes_back_with_the_claims_that_were_made_of_it(form: str, tmp_path: Path) -> None:
    flat = tmp_path / "flat.csv"
    flat.write_text("date,place,title,lat,lon\n2024-03,Sudzha,Shelling,51.19,35.27\n", encoding="utf-8")
    back = processed(export(tmp_path / "out" / f"all.{form}", flat).paths[0])
    assert differences(processed(flat), back) == []
    assert [problem for problem in back.problems if problem.severity == "error"] == []


TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(HOSTILE)
DATES = st.sampled_from(["2024", "2024-03", "2024-03-05", "2024-03-05/2024-03-07", "2024-03-05T12:30Z", "0999-01-01"])
COUNTS = st.integers(0, 10**6).map(str) | st.just("")
EVENT = st.fixed_dictionaries(
    {
        "date": DATES,
        "title": TEXTS.map("Shelling {}".format),
        "note": TEXTS,
        "actors": TEXTS,
        "extra": TEXTS,
        "lat": st.floats(-90, 90).map(repr),
        "lon": st.floats(-180, 180).map(repr),
        "event_type": st.sampled_from(["", "shelling", "capture"]),
        "location_precision": st.sampled_from(["", "point", "settlement", "country", "unknown"]),
    }
)
REPORT = st.fixed_dictionaries(
    {
        "event_id": st.sampled_from(["e0", "e1", "e2"]),
        "claim": TEXTS,
        "speaker": TEXTS,
        "stance": st.sampled_from(["asserts", "denies", "revises"]),
        "killed_best": COUNTS,
        "injured_low": COUNTS,
        "claimed_on": DATES,
        "note": TEXTS,
    }
)


@given(events=st.lists(EVENT, min_size=1, max_size=3), reports=st.lists(REPORT, max_size=4))
@settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_any_records_come_back_from_any_format(
    events: list[dict[str, str]], reports: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    named = [{"event_id": "sound"}, *({**event, "event_id": f"e{n}"} for n, event in enumerate(events))]
    source = folder_of(folder / "data", named, reports)
    before = processed(source)
    for form in FORMATS:
        path = export(folder / form / f"all.{form}", source).paths[0]
        assert differences(before, processed(path)) == [], form


@given(st.text(st.sampled_from("_x00F5dD\rab") | st.characters(exclude_categories=["Cs"]), max_size=30))
def test_the_escapes_of_a_workbook_are_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


def test_no_cell_of_csv_or_xlsx_runs_as_a_formula(hostile: Path, tmp_path: Path) -> None:
    paths = [*export(tmp_path / "events.csv", hostile).paths[:2], export(tmp_path / "events.xlsx", hostile).paths[0]]
    texts = []
    for path in paths[:2]:
        with path.open(encoding="utf-8", newline="") as file:
            texts += [cell for row in csv.reader(file) for cell in row]
    book = openpyxl.load_workbook(paths[2])
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    texts += [cell.value for cell in cells if cell.data_type == "s"]
    assert [text for text in texts if neutral_cell(original_cell(text)) != text] == []
    assert [text for text in texts if text[:1] in tuple("=@\t\r")] == []
    assert "-49.5" in texts and "'=1+1" in texts


def test_the_data_package_describes_the_csv_files_as_they_are(exports: dict[str, Path]) -> None:
    code = """
import json, sys, frictionless
report = frictionless.Package(sys.argv[1]).validate()
print(json.dumps([report.valid, report.to_summary(), [[task.place, task.stats["rows"]] for task in report.tasks]]))
"""  # in a process of its own: frictionless raises the csv module's limit for all
    words = [sys.executable, "-c", code, str(exports["csv"].with_name("datapackage.json"))]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    valid, summary, rows = json.loads(done.stdout)
    assert valid, summary
    assert rows == [["events.csv", 178], ["reports.csv", 328]]


def test_a_folder_that_csv_was_exported_to_is_a_data_set(exports: dict[str, Path], original: geomap.Dataset) -> None:
    assert differences(original, processed(exports["csv"].parent)) == []


def test_geojson_is_rfc_7946(exports: dict[str, Path], original: geomap.Dataset) -> None:
    found = json.loads(exports["geojson"].read_text(encoding="utf-8"))
    assert "crs" not in found and found["type"] == "FeatureCollection"
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in found["features"] if feature["geometry"]]
    assert len(shapes) == original.events.geometry.notna().sum()
    rings = [
        polygon.exterior for shape in shapes for polygon in shapely.get_parts(shape) if polygon.geom_type == "Polygon"
    ]
    assert rings and all(ring.is_ccw for ring in rings)
    west, south, east, north = shapely.total_bounds(shapes)
    assert 20 < west < east < 60 and 40 < south < north < 60
    feature = found["features"][0]
    assert feature["properties"]["reports"][0]["claim"] and feature["properties"]["status"]


def test_parquet_opens_as_geoparquet_with_nested_claims(exports: dict[str, Path], original: geomap.Dataset) -> None:
    frame = geopandas.read_parquet(exports["parquet"])
    assert frame.crs == "OGC:CRS84"
    assert frame.geometry.geom_equals(original.events.geometry.set_crs("OGC:CRS84", allow_override=True)).sum() == (
        original.events.geometry.notna().sum()
    )
    claims = pq.read_table(exports["parquet"]).column("reports").to_pylist()
    assert sum(map(len, claims)) == len(original.reports)


def test_a_geopackage_has_a_layer_and_tables(exports: dict[str, Path], original: geomap.Dataset) -> None:
    layers = [name for name, _ in pyogrio.list_layers(exports["gpkg"])]
    assert layers == ["events", "reports", "places", "resolved", "map"]
    frame = geopandas.read_file(exports["gpkg"], layer="events")
    assert frame.crs == "EPSG:4326" and frame.geometry.notna().sum() == original.events.geometry.notna().sum()
    assert len(pyogrio.read_dataframe(exports["gpkg"], layer="reports")) == len(original.reports)


def test_a_workbook_has_no_clock_in_it(exports: dict[str, Path]) -> None:
    with zipfile.ZipFile(exports["xlsx"]) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    book = openpyxl.load_workbook(exports["xlsx"], read_only=True)
    assert book.sheetnames == ["events", "reports", "places", "resolved", "map"]
    assert str(book.properties.modified) == str(book.properties.created) == "2000-01-01 00:00:00"


def test_kml_holds_text_as_text_and_its_elements_in_order(hostile: Path, tmp_path: Path) -> None:
    path = export(tmp_path / "events.kml", hostile).paths[0]
    root = ET.parse(path).getroot()
    order = ["name", "Snippet", "description", "TimeSpan", "styleUrl", "ExtendedData", "Point"]
    for placemark in root.iter(f"{KML}Placemark"):
        assert [child.tag.removeprefix(KML) for child in placemark] == order
    assert {child.tag for child in root.iter()} <= {KML + name for name in KML_NAMES}
    balloons = [found.text or "" for found in root.iter(f"{KML}description")]
    assert not [text for text in balloons if "<script" in text or "$[" in text or "javascript:" in text]
    assert any("&lt;script&gt;" in text for text in balloons)
    assert [found.text for found in root.iter(f"{KML}name")][1:] == list(HOSTILE)


KML_NAMES = (
    *("kml", "Document", "name", "Style", "LineStyle", "PolyStyle", "color", "width", "ExtendedData", "Data", "value"),
    *("Placemark", "Snippet", "description", "TimeSpan", "begin", "end", "styleUrl", "Point", "coordinates"),
)


def test_filters_reduce_the_events_and_keep_all_claims_of_those_left(tmp_path: Path, original: geomap.Dataset) -> None:
    filters = Filters(since="2024-03-12", until="2024-03-14", where=("status=disputed",), bbox=(30, 49, 40, 53))
    path = export(tmp_path / "some.json", DATA, filters=filters).paths[0]
    back = processed(path).events
    wanted = original.events.set_index("event_id")
    assert 0 < len(back) < 178
    assert set(back["status"]) == {"disputed"}
    assert (back["date_start"] <= "2024-03-14").all() and (back["date_end"] >= "2024-03-12").all()
    assert back["status_rule"].tolist() == wanted.loc[back["event_id"], "status_rule"].tolist()


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        (Filters(), 4),
        (Filters(since="2024-03-06"), 2),
        (Filters(until="2024-03"), 3),
        (Filters(where=("actors=B",)), 1),
        (Filters(where=("speaker=Governor",)), 1),
        (Filters(where=("lat=51.5",)), 1),
        (Filters(where=("note=",)), 4),
        (Filters(bbox=(179, 0, -179, 52)), 1),
        (Filters(where=("title=Shelling", "place=Sudzha"), bbox=(35, 51, 36, 52)), 2),
    ],
)
def test_each_filter_finds_what_it_says(filters: Filters, count: int, tmp_path: Path) -> None:
    events = [
        {"event_id": "a", "date": "2024-03-05", "actors": "A; B", "lat": "51.5"},
        {"event_id": "b", "date": "2024-03", "location_precision": "country"},
        {"event_id": "c", "date": "", "date_precision": "unknown"},
        {"event_id": "d", "date": "2023", "lon": "179.5", "place": "Sea"},
    ]
    if count == 2 and filters.since:
        events[0]["date"] = "2024-03-06/2024-03-09"
    folder = folder_of(tmp_path / "data", events, [{"event_id": "d", "speaker": "Governor"}])
    assert export(tmp_path / "out.json", folder, filters=filters).events == count


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(where=("statos=denied",)), "there is no column 'statos'. Fix: Did you mean 'status'?"),
        (Filters(where=("status=disputd",)), "'disputd' is not allowed. Fix: Did you mean 'disputed'?"),
        (Filters(where=("status",)), "has no column. Fix: write COLUMN=VALUE"),
        (Filters(since="12.03.2024"), "--from '12.03.2024'"),
        (Filters(where=("title=nothing like it",)), "no event fits the filters"),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused(filters: Filters, message: str, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        export(tmp_path / "out.json", folder_of(tmp_path / "data", [{"event_id": "a"}]), filters=filters)
    assert message in str(refusal.value)
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("text", ["1,2,3", "a,b,c,d", "0,10,5,5", "-190,0,5,5", "nan,0,5,5"])
def test_a_box_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match=r"--bbox .*Fix: give W,S,E,N"):
        parse_bbox(text)


def test_what_cannot_be_written_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "data", [{"event_id": "a", "note": "x" * 40_000, "Title": "twice"}])
    for name, message in {
        "all.xlsx": "a cell holds 32,767 characters, but one of events has 40,000. Fix: export another",
        "all.gpkg": "cannot tell the columns 'title' and 'Title' of events apart. Fix: rename one",
        "all.shp": "geomap writes no '.shp'. Fix: ",
    }.items():
        (tmp_path / name).write_text("old", encoding="utf-8")
        with pytest.raises(OutputError) as refusal:
            export(tmp_path / name, folder)
        assert message in str(refusal.value)
        assert (tmp_path / name).read_text(encoding="utf-8") == "old"
    with pytest.raises(OutputError, match="is one of the record files"):
        export(folder / "events.csv", folder)


def test_csv_never_falls_on_claims_that_are_not_its_own(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "data", [{"event_id": "a"}])
    (tmp_path / "reports.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(
        OutputError, match=r"would replace reports\.csv beside it.*Fix: export into a folder of its own"
    ):
        export(tmp_path / "events.csv", folder)
    assert (tmp_path / "reports.csv").read_text(encoding="utf-8") == "mine"
    export(tmp_path / "own" / "events.csv", folder)
    export(tmp_path / "own" / "events.csv", folder)


def test_an_export_that_was_damaged_or_is_of_another_time_is_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "data", [{"event_id": "a"}], [{"event_id": "a"}])
    path = export(tmp_path / "all.json", folder).paths[0]
    path.write_text(path.read_text(encoding="utf-8").replace("geomap-export/1", "geomap-export/9"), encoding="utf-8")
    with pytest.raises(RefusedError, match=r"was exported in the form 'geomap-export/9'.*Fix: Export it anew"):
        geomap.load(path)
    table = export(tmp_path / "csv" / "all.csv", folder).paths[0]
    table.with_name("all-reports.csv").unlink()
    with pytest.raises(RefusedError, match=r"names all-reports.csv for the claims of all.csv"):
        geomap.load(table)
    table.with_name("datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(RefusedError, match=r"datapackage.json: holds damaged JSON"):
        geomap.load(table)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a18_a_document_type_is_refused_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.kml"
    bomb.write_text('<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>', encoding=encoding)
    with pytest.raises(RefusedError, match=r"bomb\.kml: declares a document type"):
        geomap.load(bomb)


def moved(path: Path, lon: float, lat: float, to: tuple[float, float]) -> None:
    """Drag the pin at (lon, lat) elsewhere, as a GIS or an editor of KML does: its cells stay as they are."""
    if path.suffix == ".gpkg":
        layer = geopandas.read_file(path, layer="events")
        is_there = shapely.distance(layer.geometry.to_numpy(), shapely.Point(lon, lat)) < 1e-9
        layer.loc[is_there, "geometry"] = shapely.Point(*to)
        layer.to_file(path, layer="events", driver="GPKG", engine="pyogrio")
        return
    text = path.read_text(encoding="utf-8")
    written = {".kml": "{},{}</coordinates>", ".geojson": "[{}, {}]"}[path.suffix]
    if path.suffix == ".geojson":
        text = json.dumps(json.loads(text), ensure_ascii=False)
    assert written.format(lon, lat) in text
    path.write_text(text.replace(written.format(lon, lat), written.format(*to)), encoding="utf-8")


@pytest.mark.parametrize("form", ["gpkg", "geojson", "kml"])
def test_a_pin_that_was_moved_in_a_gis_is_taken_and_told(form: str, tmp_path: Path) -> None:
    given = {"event_id": "given", "lat": "51.19", "lon": "35.27"}
    named = {"event_id": "named", "place": "Rylsk", "country": "RU", "lat": "", "lon": ""}
    path = export(tmp_path / f"all.{form}", folder_of(tmp_path / "data", [given, named], [])).paths[0]
    assert not [found for found in geomap.load(path).problems if found.rule.startswith("geometry")]
    pin = geomap.locate(geomap.load(path)).events.geometry.iloc[1]
    moved(path, 35.27, 51.19, (35.3, 51.2))
    moved(path, pin.x, pin.y, (34.7, 51.6))
    found = geomap.load(path)
    events = found.events.set_index("event_id")
    assert events.loc[["given", "named"], ["lon", "lat"]].values.tolist() == [[35.3, 51.2], [34.7, 51.6]]
    told = [problem for problem in found.problems if problem.rule == "geometry.moved"]
    assert {problem.event_id for problem in told} == {"given", "named"}
    assert all(problem.severity == "warning" for problem in told)
    assert f"all.{form}:1, column 'geometry', value '51.2, 35.3': the point was moved" in str(told[0])


def test_cells_count_where_nothing_tells_which_of_two_positions_is_newer(tmp_path: Path) -> None:
    cells = {"date": ["2024-03-12"] * 3, "place": ["Sudzha"] * 3, "title": ["One", "Two", "Three"]}
    frame = geopandas.GeoDataFrame(
        cells | {"lat": ["51.19", "51.19", ""], "lon": ["35.27", "35.27", ""]},
        geometry=[shapely.Point(35.27, 51.19), shapely.Point(35.3, 51.2), shapely.Point(35.4, 51.3)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "qgis.gpkg", driver="GPKG", engine="pyogrio")
    found = geomap.load(tmp_path / "qgis.gpkg")
    assert found.events["lat"].tolist() == [51.19, 51.19, 51.3]  # the third was drawn, its cells left empty
    (told,) = [problem for problem in found.problems if problem.rule.startswith("geometry")]
    assert (told.line, told.rule) == (2, "geometry.differs")
    assert "value '51.2, 35.3': the point lies elsewhere than lat and lon, which count" in str(told)


def test_tables_of_other_programs_are_read_too(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"date": ["2024-03-12"], "place": ["Sudzha"], "title": ["Shelling"], "source_name": ["Paper"]},
        geometry=[shapely.Point(35.27, 51.19)],
        crs="EPSG:4326",
    )
    frame.to_file(tmp_path / "qgis.gpkg", driver="GPKG", engine="pyogrio")
    kml = """<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Shelling</name><ExtendedData>
    <SchemaData><SimpleData name="date">2024-03-12</SimpleData><SimpleData name="place">Sudzha</SimpleData></SchemaData>
    <Data name="source_name"><value>Paper</value></Data></ExtendedData>
    <Point><coordinates>35.27,51.19,0</coordinates></Point></Placemark></kml>"""
    (tmp_path / "earth.kml").write_text(kml, encoding="utf-8")
    nested = [
        {"event_id": "a", "date": "2024-03-12", "place": "Sudzha", "title": "Shelling", "lat": 51.19, "lon": 35.27}
    ]
    claims = [{"claim": "It happened", "speaker": "Paper", "stance": "asserts", "source_name": "Paper"}]
    (tmp_path / "hand.json").write_text(json.dumps([{**nested[0], "reports": claims}]), encoding="utf-8")
    for name in ("qgis.gpkg", "earth.kml", "hand.json"):
        found = geomap.load(tmp_path / name)
        assert (found.events["lat"].tolist(), found.events["lon"].tolist()) == ([51.19], [35.27]), name
        assert found.reports["speaker"].tolist() == ["Paper"]
