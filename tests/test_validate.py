"""Validating: what the typed frames hold, and that nothing of a record is lost on the way."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geomap import records
from geomap.dataset import Dataset
from geomap.errors import RefusedError
from geomap.problems import neutral_cell
from geomap.schema import check_dataset
from geomap.settings import Settings
from geomap.status import with_status
from geomap.tables import Flaw, Limits, RawData
from geomap.tables.delimited import read_delimited
from geomap.tables.model import frame_of
from geomap.validate import load_dataset, validate
from geomap.validate.dates import Span, parse_date, with_precision
from tests.fault_cases import EVENT, EVENT_2, GOOD, HEADER, OTHER, REPORT, REPORTS_HEADER, flat, full, lines, with_cell

BAD = "2024-03-14,Bezymeno,A title,91,35.7,Example Daily"


def load(files: dict[str, bytes], folder: Path, source: str = "flat.csv") -> Dataset:
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return load_dataset(folder / source)


def rules(dataset: Dataset) -> list[str]:
    return [problem.rule for problem in dataset.problems]


def test_the_full_form_has_every_column_of_the_codebook(tmp_path: Path) -> None:
    dataset = load(full(EVENT, EVENT_2), tmp_path, ".")
    added = ["source_file", "source_line", "date_start", "date_end", "coordinates_bad", "flagged", "geometry"]
    assert list(dataset.events) == [*records.EVENTS.names, *added]
    assert list(dataset.reports) == [*records.REPORTS.names, "source_file", "source_line"]
    assert list(dataset.places) == [*records.PLACES.names, "source_file", "source_line"]
    assert list(dataset.lock) == [*records.LOCK.names, "source_file", "source_line"]
    assert dataset.events.crs == "EPSG:4326"
    assert dataset.problems == ()
    assert dataset.source == tmp_path
    check_dataset(dataset)


def test_the_first_map_keeps_the_contract_and_has_no_error() -> None:
    dataset = load_dataset(Path(__file__).parent.parent / "data")
    check_dataset(dataset)
    assert [str(problem) for problem in dataset.problems if problem.severity == "error"] == []


def test_unknown_values_are_empty_text_or_missing_numbers(tmp_path: Path) -> None:
    dataset = load(full(EVENT), tmp_path, ".")
    event, report = dataset.events.iloc[0], dataset.reports.iloc[0]
    assert event[["summary", "country", "event_type", "status_override"]].tolist() == [""] * 4
    assert report["killed_best"] is pd.NA
    assert report["language"] == ""


def test_a_flat_row_is_one_event_and_one_report_that_asserts_it(tmp_path: Path) -> None:
    dataset = load(flat(GOOD, OTHER), tmp_path)
    event, report = dataset.events.iloc[0], dataset.reports.iloc[0]
    assert (event["lat"], event["lon"], event["source_line"]) == (51.276, 34.282, 2)
    names = ["claim", "speaker", "speaker_side", "stance", "source_name", "source_line"]
    assert report[names].tolist() == ["Gunfire at Tetkino", "Example Daily", "", "asserts", "Example Daily", 2]
    assert report["event_id"] == event["event_id"]
    check_dataset(dataset)


def test_columns_of_a_report_in_a_flat_table_go_to_the_report(tmp_path: Path) -> None:
    header = HEADER + ",stance,speaker,claim,killed_best,publisher"
    dataset = load(flat(GOOD + ",denies,A governor,Nothing happened,3,Agency", header=header), tmp_path)
    report = dataset.reports.iloc[0]
    assert report[["stance", "speaker", "claim", "publisher"]].tolist() == [
        "denies",
        "A governor",
        "Nothing happened",
        "Agency",
    ]
    assert report["killed_best"] == 3
    assert "speaker" not in dataset.events


def test_a_publisher_speaks_where_no_source_is_named(tmp_path: Path) -> None:
    header = HEADER.replace("source_name", "publisher")
    assert load(flat(GOOD, header=header), tmp_path).reports["speaker"].tolist() == ["Example Daily"]


def test_an_identifier_is_made_of_the_content_of_a_row_alone(tmp_path: Path) -> None:
    first = load(flat(GOOD, OTHER), tmp_path).events["event_id"].tolist()
    moved = load(flat(OTHER, GOOD), tmp_path).events["event_id"].tolist()
    names = HEADER.split(",")
    turned = [dict(zip(names, row.split(","), strict=True)) for row in (GOOD, OTHER)]
    wider = pd.DataFrame(turned)[[*names[::-1]]].assign(summary="", note=["", "new"])
    wider.to_csv(tmp_path / "wide.csv", index=False)
    other = load_dataset(tmp_path / "wide.csv").events["event_id"].tolist()
    assert first == moved[::-1]
    assert first[0] == other[0]
    assert first[1] != other[1]
    assert all(len(text) == 14 and text.startswith("e-") for text in first)


def test_rows_that_repeat_keep_apart_and_only_the_first_can_be_drawn(tmp_path: Path) -> None:
    events = load(flat(GOOD, GOOD, OTHER), tmp_path).events
    assert events["event_id"].is_unique
    assert events["coordinates_bad"].tolist() == [False, True, False]
    assert events["flagged"].tolist() == [False, True, False]


CLAIMS = "event_id,date,place,title,lat,speaker,stance,source_url,note"


def test_rows_of_a_flat_table_with_one_identifier_are_claims_about_one_event(tmp_path: Path) -> None:
    rows = (
        "e1,2024-03-12,Kozinka,Shelling,,Ministry,asserts,https://a.example/1,the event's",
        "e2,2024-03-13,Sudzha,Raid,,Ministry,,https://a.example/2,",
        "e1,2024-03-12,Kozinka,Shelling,,Governor,denies,https://a.example/3,the claim's",
        "e1,,,,,Resident,asserts,https://a.example/4,",
    )
    dataset = load(flat(*rows, header=CLAIMS), tmp_path)
    assert dataset.problems == ()
    assert dataset.events[["event_id", "title", "source_line", "note"]].to_numpy().tolist() == [
        ["e1", "Shelling", 2, "the event's"],
        ["e2", "Raid", 3, ""],
    ]
    assert dataset.reports[["event_id", "speaker", "stance", "claim", "source_line", "note"]].to_numpy().tolist() == [
        ["e1", "Ministry", "asserts", "Shelling", 2, ""],
        ["e2", "Ministry", "asserts", "Raid", 3, ""],
        ["e1", "Governor", "denies", "Shelling", 4, "the claim's"],
        ["e1", "Resident", "asserts", "Shelling", 5, ""],
    ]
    assert with_status(dataset).events["status"].tolist() == ["disputed", "one_side"]
    check_dataset(dataset)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("e1,2024-03-12,Kozynka,Shelling,,Governor,denies,https://a.example/3,", "identifier and another 'place'."),
        ("e1,2024-03-12,Kozinka,Shelling,50.1,Governor,denies,https://a.example/3,", "identifier and another 'lat'."),
        ("e1,2024-03-12,Kozinka,Shelling,,,,,", "line 2 has the same identifier with other content."),
        ("e1,2024-03-12,Kozinka,Shelling,,Ministry,asserts,https://a.example/1,", "repeats line 2; only the first"),
    ],
)
def test_a_row_that_says_something_else_of_an_event_or_nothing_new_is_no_claim(
    row: str, message: str, tmp_path: Path
) -> None:
    first = "e1,2024-03-12,Kozinka,Shelling,,Ministry,asserts,https://a.example/1,"
    dataset = load(
        flat(first, row, "e2,2024-03-13,Sudzha,Raid,,Ministry,,https://a.example/2,", header=CLAIMS), tmp_path
    )
    assert len(dataset.events) == 3
    assert any(message in str(problem) for problem in dataset.problems)
    assert not any("stance" in problem.column for problem in dataset.problems)


def test_faults_of_a_further_claim_are_told_at_its_own_line_and_flag_the_event(tmp_path: Path) -> None:
    rows = (
        "e1,2024-03-12,Kozinka,Shelling,,Ministry,asserts,https://a.example/1,",
        "e1,,,,,Governor,deny,https://a.example/3,",
        "e2,2024-03-13,Sudzha,Raid,,Ministry,,https://a.example/2,",
    )
    dataset = load(flat(*rows, header=CLAIMS), tmp_path)
    (problem,) = dataset.problems
    assert (problem.line, problem.column, problem.event_id) == (3, "stance", "e1")
    assert dataset.events["flagged"].tolist() == [True, False]


def test_a_report_finds_the_first_of_two_events_with_its_identifier(tmp_path: Path) -> None:
    dataset = load(full(EVENT, EVENT.replace("Gunfire", "Battle"), EVENT_2), tmp_path, ".")
    assert dataset.events["event_id"].iloc[0] == "e1"
    assert dataset.events["flagged"].tolist() == [True, True, False]


def test_a_row_whose_cells_may_have_shifted_keeps_only_its_identifier(tmp_path: Path) -> None:
    dataset = load(full(EVENT, EVENT_2.replace("Kozinka,", "Kozinka, Belgorod,")), tmp_path, ".")
    event = dataset.events.iloc[1]
    assert event[["event_id", "title", "place", "date"]].tolist() == ["e2", "", "", ""]
    assert event["coordinates_bad"]
    assert [problem.value for problem in dataset.problems] == [EVENT_2.replace("Kozinka,", "Kozinka, Belgorod,")]


def test_one_bad_cell_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    event = load(with_cell("date", "yesterday"), tmp_path).events.iloc[1]
    assert (event["date"], event["date_precision"], event["place"], event["lat"]) == ("", "unknown", "Kozinka", 50.4)
    assert pd.isna(event["date_start"])
    assert event["flagged"]
    assert not event["coordinates_bad"]


def test_a_problem_names_its_event_and_keeps_the_raw_text(tmp_path: Path) -> None:
    dataset = load(flat(GOOD, BAD), tmp_path)
    (problem,) = dataset.problems
    assert problem.event_id == dataset.events["event_id"].iloc[1]
    assert (problem.file, problem.line, problem.column, problem.value) == ("flat.csv", 3, "lat", "91")
    assert str(problem).startswith(
        "flat.csv:3, column 'lat', value '91': a latitude lies between -90 and 90 degrees. Fix:"
    )


def test_a_fault_of_a_report_flags_its_event(tmp_path: Path) -> None:
    dataset = load(full(EVENT, EVENT_2, reports=[REPORT.replace("asserts", "says")]), tmp_path, ".")
    assert dataset.events["flagged"].tolist() == [True, False]
    assert dataset.reports["stance"].tolist() == [""]


def test_a_report_about_no_event_stays(tmp_path: Path) -> None:
    dataset = load(full(EVENT, reports=[REPORT, REPORT.replace("r1,e1", "r2,e7")]), tmp_path, ".")
    assert dataset.reports["event_id"].tolist() == ["e1", "e7"]
    assert rules(dataset) == ["report.no_event"]


def test_all_problems_are_told_at_once_in_the_order_of_the_rows(tmp_path: Path) -> None:
    rows = (GOOD, BAD.replace("2024-03-14", "2024-02-30"), BAD.replace("A title", " "))
    dataset = load(flat(*rows), tmp_path)
    assert [(problem.line, problem.column) for problem in dataset.problems] == [
        (3, "date"),
        (3, "lat"),
        (4, "lat"),
        (4, "title"),
    ]


def test_the_refusal_of_a_file_of_bad_rows_carries_every_problem(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="all 2 rows have an error") as refusal:
        load(flat(BAD, BAD.replace("91", "92")), tmp_path)
    assert [problem.line for problem in refusal.value.problems] == [2, 3]


def test_a_flat_table_without_sources_is_told_once(tmp_path: Path) -> None:
    header = "date,place,title,lat,lon"
    dataset = load(flat("2024,A,x,1,2", "2024,B,y,1,2", header=header), tmp_path)
    assert [str(problem) for problem in dataset.problems] == [
        "flat.csv:1: no column names a source. Fix: Give source_name, publisher or source_url."
    ]


def test_columns_the_codebook_does_not_know_are_carried_through(tmp_path: Path) -> None:
    dataset = load(flat(GOOD + ",fog,x", header=HEADER + ",weather,status"), tmp_path)
    assert dataset.events["weather"].tolist() == ["fog"]
    assert dataset.events["status_given"].tolist() == ["x"]
    assert "status" not in dataset.events
    assert rules(dataset) == ["header.unknown", "header.unknown"]


def test_many_unknown_columns_are_told_in_one_warning_and_a_slip_in_one_of_its_own(tmp_path: Path) -> None:
    dataset = load(flat(GOOD + ",1,2,3", header=HEADER + ",ucdp_id,ucdp_year,sumary"), tmp_path)
    together, slip = (problem for problem in dataset.problems if problem.rule == "header.unknown")
    assert "value 'ucdp_id, ucdp_year': the codebook has none of these 2 columns" in str(together)
    assert (slip.column, slip.fix) == ("sumary", "Did you mean 'summary'?")
    assert dataset.events["ucdp_year"].tolist() == ["2"]


def test_columns_of_claims_among_the_events_of_a_folder_are_said_to_belong_elsewhere(tmp_path: Path) -> None:
    files = full(EVENT)
    head, *rest = files["events.csv"].decode().splitlines()
    files["events.csv"] = "\n".join(
        [f"{head},speaker,source_url,weather", *(f"{row},x,y,fog" for row in rest)]
    ).encode()
    (claims, weather) = (problem for problem in load(files, tmp_path, ".").problems if problem.rule == "header.unknown")
    assert str(claims).startswith("events.csv:1, value 'speaker, source_url': these columns belong to reports.csv")
    assert "name events.csv otherwise and build that single table" in claims.fix
    assert weather.column == "weather"


def test_names_of_places_in_any_language_are_known_columns(tmp_path: Path) -> None:
    files = full(EVENT) | {"places.csv": b"place,kind,name_de,lat,lon\nB,settlement,Bb,1,2\nC,planet,,91,\n"}
    dataset = load(files, tmp_path, ".")
    assert dataset.places["name_de"].tolist() == ["Bb", ""]
    assert [(problem.file, problem.line, problem.rule) for problem in dataset.problems] == [
        ("places.csv", 3, "category.unknown"),
        ("places.csv", 3, "degrees.range"),
    ]
    assert dataset.events["flagged"].tolist() == [False]


def test_swapped_places_are_found_by_the_bounds_of_the_border_regions(tmp_path: Path) -> None:
    ring = [[30, 44], [42, 44], [42, 54], [30, 54], [30, 44]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    regions = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    files = full(EVENT, EVENT_2.replace("50.4,35.7", "35.7,50.4")) | {"border/regions.geojson": regions}
    assert rules(load(files, tmp_path, ".")) == ["degrees.swapped"]
    assert rules(load({"border/regions.geojson": b"{}"}, tmp_path, ".")) == []


def test_a_region_over_the_antimeridian_is_no_swap() -> None:
    cells = frame_of({"date": ["2024"], "place": ["A"], "title": ["x"], "lat": ["65"], "lon": ["-179.9"]})
    raw = _raw(cells)
    assert [p.rule for p in validate(raw, extent=(170, 50, -170, 75)).problems] == ["source.missing"]


def _raw(cells: pd.DataFrame) -> RawData:
    data = cells.to_csv(index=False).encode()
    return RawData(Settings(), Path(), flat=True, events=read_delimited(data, "t.csv", Limits()))


def test_a_status_set_by_hand_needs_a_reason(tmp_path: Path) -> None:
    header = EVENTS = "event_id,date,title,place,lat,lon,status_override,status_reason"
    dataset = load(full(EVENT + ",denied,", EVENT_2 + ",denied,No such place", header=header), tmp_path, ".")
    assert header == EVENTS
    assert rules(dataset) == ["status.reason"]
    assert dataset.events["status_override"].tolist() == ["", "denied"]


def test_a_source_that_is_named_needs_no_address(tmp_path: Path) -> None:
    assert load(full(EVENT), tmp_path, ".").problems == ()


def test_an_address_that_is_no_link_stays_as_text(tmp_path: Path) -> None:
    for text in ("javascript:alert(1)", " https://example.org/", "https://exa mple.org", "http://[", "https://"):
        dataset = load(with_cell("source_url", text), tmp_path)
        assert dataset.reports["source_url"].iloc[1] == text
        assert rules(dataset) == ["url.form"]
    assert load(with_cell("source_url", "https://example.org/ж?q=1#x"), tmp_path).problems == ()


def test_bidi_controls_are_told_and_kept(tmp_path: Path) -> None:
    events = load(with_cell("title", "a\u202eb"), tmp_path).events
    assert events["title"].iloc[1] == "a\u202eb"
    assert not events["flagged"].any()


def test_texts_in_lists_are_tidied(tmp_path: Path) -> None:
    assert load(with_cell("actors", " A ;B;; C"), tmp_path).events["actors"].iloc[1] == "A; B; C"


def test_blanks_around_a_value_do_no_harm(tmp_path: Path) -> None:
    header = HEADER + ",event_type,country,killed_best"
    dataset = load(flat(GOOD.replace("2024-03-12", " 2024-03-12 ") + ", shelling,RU , 3 ", header=header), tmp_path)
    assert dataset.problems == ()
    assert dataset.events[["event_type", "country"]].iloc[0].tolist() == ["shelling", "RU"]
    assert dataset.reports["killed_best"].iloc[0] == 3


@pytest.mark.parametrize(
    ("text", "start", "end", "precision"),
    [
        ("2024-03-05", "2024-03-05", "2024-03-05", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023", "2023-01-01", "2023-12-31", "year"),
        ("2024-03-05/2024-03-07", "2024-03-05", "2024-03-07", "range"),
        ("2024-02/2024-03", "2024-02-01", "2024-03-31", "range"),
        ("2024-03-05T23:59+14:00", "2024-03-05", "2024-03-05", "day"),
        ("2024-03-05 00:01:02.5Z", "2024-03-05", "2024-03-05", "day"),
        ("2024-03-05T10:00/2024-03-06T09:00", "2024-03-05", "2024-03-06", "range"),
    ],
)
def test_a_date_means_the_days_it_says(text: str, start: str, end: str, precision: str) -> None:
    assert parse_date(text) == Span(date.fromisoformat(start), date.fromisoformat(end), precision)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("0000", "date.impossible"),
        ("2024-00", "date.impossible"),
        ("2024-03-05T25:00", "date.form"),
        ("2024-03T10:00", "date.form"),
        ("2024/03/05", "date.form"),
        ("2024-03-05/", "date.form"),
        ("/2024", "date.form"),
        ("2024-03-05/07", "date.form"),
        ("32/13/2024", "date.ambiguous"),
        ("٢٠٢٤", "date.form"),
        ("5 March 2024", "date.form"),
    ],
)
def test_what_is_no_date_is_told_why(text: str, rule: str) -> None:
    flaw = parse_date(text)
    assert isinstance(flaw, Flaw)
    assert flaw.rule == rule


@pytest.mark.parametrize(
    ("text", "given", "start", "end"),
    [
        ("2024-03-11", "week", "2024-03-11", "2024-03-17"),
        ("2024-03-11/2024-03-17", "week", "2024-03-11", "2024-03-17"),
        ("2024-03-11", "month", "2024-03-01", "2024-03-31"),
        ("2024-03", "year", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_coarser_precision_widens_the_days(text: str, given: str, start: str, end: str) -> None:
    span = parse_date(text)
    assert isinstance(span, Span)
    assert with_precision(span, given) == Span(date.fromisoformat(start), date.fromisoformat(end), given)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("2024-03", "day"),
        ("2024", "month"),
        ("2024-03-11", "unknown"),
        ("2024-03-11", "range"),
        ("2024-03/2024-04", "month"),
    ],
)
def test_a_precision_that_contradicts_the_date_is_a_fault_and_the_date_counts(
    text: str, given: str, tmp_path: Path
) -> None:
    names = HEADER + ",date_precision"
    dataset = load(flat(GOOD.replace("2024-03-12", text) + f",{given}", OTHER + ",", header=names), tmp_path)
    span = parse_date(text)
    assert isinstance(span, Span)
    assert rules(dataset) == ["date.precision"]
    assert dataset.events["date_precision"].tolist() == [span.precision, "day"]
    assert dataset.events["date"].iloc[0] == text
    assert dataset.events["date_start"].iloc[0].date() == span.start


def test_an_unknown_date_is_said_to_be_unknown(tmp_path: Path) -> None:
    names = HEADER + ",date_precision"
    said = load(flat(GOOD.replace("2024-03-12", "") + ",unknown", header=names), tmp_path)
    assert said.problems == ()
    assert said.events["date_precision"].tolist() == ["unknown"]
    unsaid = load(flat(GOOD.replace("2024-03-12", "") + ",", OTHER + ",", header=names), tmp_path)
    assert rules(unsaid) == ["cell.empty"]


def test_dates_of_reports_keep_their_text(tmp_path: Path) -> None:
    header = REPORTS_HEADER + ",published_on,claimed_on"
    files = full(EVENT) | {"reports.csv": lines(header, REPORT + ",2024-03-15T08:00Z,2024-03", REPORT + ",soon,")}
    dataset = load(files, tmp_path, ".")
    assert dataset.reports["published_on"].tolist() == ["2024-03-15T08:00Z", ""]
    assert dataset.reports["claimed_on"].tolist() == ["2024-03", ""]


def test_a_shared_column_of_unknowns_can_be_changed_alone(tmp_path: Path) -> None:
    events = load(flat(GOOD, OTHER), tmp_path).events
    events.loc[0, "summary"] = "changed"
    assert events["note"].tolist() == ["", ""]


CELLS = st.text(st.characters(codec="utf-8"), max_size=25)
CONTROLS = frozenset(map(chr, [*range(9), 11, 12, *range(14, 32), *range(127, 160), 0x2028, 0x2029]))


@given(st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=4))
@settings(max_examples=60)
def test_any_text_in_any_cell_ends_without_a_traceback_and_loses_nothing(rows: list[list[str]]) -> None:
    header = ["event_id", "date", "place", "title", "lat", "killed_best", "source_url", "summary"]
    good = ["good", "2024", "A", "x", "", "", "https://example.org", "y"]
    out = io.StringIO()
    csv.writer(out).writerows([header, good, *([neutral_cell(text) for text in row] for row in rows)])
    raw = RawData(Settings(), Path(), flat=True, events=read_delimited(out.getvalue().encode(), "t.csv", Limits()))
    dataset = validate(raw)

    assert len(dataset.reports) == len(rows) + 1
    assert dataset.events["event_id"].is_unique
    events = dataset.events.set_index("event_id").loc[dataset.reports["event_id"]]  # of each row, itself or one above
    assert (events["source_line"].to_numpy() <= dataset.reports["source_line"]).all()
    told = {(problem.line, problem.column, problem.value) for problem in dataset.problems}
    for row, texts in enumerate(rows, 1):
        line = int(dataset.reports["source_line"].iloc[row])
        for name, text in zip(header, texts, strict=True):
            kept = (dataset.reports if name in dataset.reports else events)[name].iloc[row]
            if name in ("place", "title", "summary", "source_url") and not CONTROLS & set(text) and kept != "":
                assert kept == text or (text == "" and events["source_line"].iloc[row] < line)
            if CONTROLS & set(text):
                assert (line, name, text) in told


@given(st.floats(-90, 90), st.floats(-180, 180))
@settings(max_examples=40)
def test_any_pair_of_degrees_comes_through_unchanged(lat: float, lon: float) -> None:
    frame = (
        validate(
            _raw(frame_of({"date": ["2024"], "place": ["A"], "title": ["x"], "lat": [repr(lat)], "lon": [repr(lon)]}))
        ).events
        if (lat, lon) != (0, 0)
        else None
    )
    if frame is not None:
        assert np.array_equal(frame[["lat", "lon"]].to_numpy(), [[lat, lon]])


@given(st.dates(date(1, 1, 1)), st.dates(date(1, 1, 1)))
def test_any_range_is_read_or_runs_backwards(first: date, last: date) -> None:
    result = parse_date(f"{first}/{last}")
    assert (result == Span(first, last, "range")) == (first <= last)
    assert isinstance(result, Flaw) == (first > last)
