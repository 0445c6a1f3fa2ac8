"""resolved.csv remembers what names were resolved to, and what a reviewer signed stays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from geomap.places import locate, lock_text
from tests.places import box_border, dataset

EVENTS: list[dict[str, object]] = [
    {"place": "Sudzha", "country": "RU", "admin1": "Kursk Oblast"},
    {"place": "Popovka", "country": "UA"},
    {"place": "Nowhere at all"},
    {"place": "Kursk", "country": "RU", "lat": 51.7, "lon": 36.2},
    {"place": "Kozinka", "country": "RU"},
    {"place": "Kursk Oblast", "location_precision": "region"},
]
PLACES: list[dict[str, object]] = [
    {"place": "Kozinka", "kind": "settlement", "country": "RU", "lat": 50.46, "lon": 35.6}
]
SUDZHA = {
    "place": "Sudzha",
    "country": "RU",
    "admin1": "Kursk Oblast",
    "status": "found",
    "name": "Old",
    "lat": 51.1,
    "lon": 35.2,
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def lock_rows(text: str) -> list[dict[str, object]]:
    """The text read back, as `geomap.load` would."""
    numbers = ("lat", "lon", "score")
    return [
        {name: float(cell or "nan") if name in numbers else cell for name, cell in row.items()} for row in rows(text)
    ]


def test_looked_up_names_go_into_the_lock_and_curated_ones_do_not() -> None:
    found = rows(lock_text(locate(dataset(EVENTS, places=PLACES, border=box_border()))))
    assert [(row["place"], row["status"]) for row in found] == [
        ("Nowhere at all", "not_found"),
        ("Popovka", "ambiguous"),
        ("Sudzha", "found"),
    ]
    sudzha = found[-1]
    assert (sudzha["name"], sudzha["lat"], sudzha["lon"]) == ("Sudzha", "51.19100", "35.27100")
    assert (sudzha["method"], sudzha["score"], sudzha["gazetteer_id"]) == ("gazetteer", "1", "geonames:486816")
    assert "geonames:" in found[1]["candidates"]


def test_the_lock_comes_out_of_a_second_run_with_the_same_bytes_whatever_the_order_of_events() -> None:
    first = lock_text(locate(dataset(EVENTS, places=PLACES, border=box_border())))
    again = locate(dataset(EVENTS[::-1], places=PLACES, lock=lock_rows(first), border=box_border()))
    assert lock_text(again) == first
    assert {problem.rule for problem in again.problems} == {"place.ambiguous", "place.not_found"}


def test_an_answer_that_changed_is_reported_and_replaced() -> None:
    after = locate(dataset(EVENTS[:1], lock=[SUDZHA]))
    (problem,) = after.problems
    assert (problem.file, problem.line, problem.severity, problem.rule) == (
        "resolved.csv",
        2,
        "warning",
        "lock.changed",
    )
    assert "moved 11.3 km: 'Old' (51.10000, 35.20000" in problem.message
    assert "-> 'Sudzha' (51.19100, 35.27100; geonames:486816)" in problem.message
    assert rows(lock_text(after))[0]["name"] == "Sudzha"


def test_a_name_that_is_no_longer_found_is_reported() -> None:
    lock = [{**SUDZHA, "place": "Nowhere at all", "country": "", "admin1": ""}]
    after = locate(dataset([EVENTS[2]], lock=lock))
    assert "was found, is now not_found" in next(p.message for p in after.problems if p.rule == "lock.changed")


def test_an_answer_without_a_position_has_not_moved() -> None:
    event: dict[str, object] = {"place": "Ukraine", "country": "UA"}
    first = lock_text(locate(dataset([event])))
    assert [(row["status"], row["gazetteer_id"], row["lat"]) for row in rows(first)] == [("found", "UA", "")]
    assert locate(dataset([event], lock=lock_rows(first))).problems == ()
    (problem,) = locate(dataset([event], lock=[{**lock_rows(first)[0], "gazetteer_id": "X", "name": "X"}])).problems
    assert problem.message == "is something else now: 'X' (X) -> 'Ukraine' (UA)."


def test_a_row_whose_status_could_not_be_read_is_told_once() -> None:
    assert locate(dataset(EVENTS[:1], lock=[{**SUDZHA, "status": ""}])).problems == ()


def test_an_unused_row_stays_and_one_that_moved_to_places_csv_says_so() -> None:
    unused, moved = {**SUDZHA, "place": "Gone"}, {**SUDZHA, "place": "Kozinka", "admin1": ""}
    found = rows(lock_text(locate(dataset(EVENTS[4:5], places=PLACES, lock=[unused, moved]))))
    assert [(row["place"], row["method"]) for row in found] == [("Gone", ""), ("Kozinka", "places")]


@pytest.mark.parametrize("status", ["found", "ambiguous", "not_found"])
def test_a_signed_row_is_an_answer_and_never_changes(tmp_path: Path, status: str) -> None:
    text = (
        "place,country,admin1,status,name,lat,lon,location_precision,reviewed_by,note,colour\n"
        f"Popovka,UA,,{status},Popivka,50.4,035.40,settlement,Ann,'=seen,red\n"
    )
    (tmp_path / "resolved.csv").write_text(text, encoding="utf-8")
    row = {**lock_rows(text.replace("'=", "="))[0]}
    after = locate(dataset([EVENTS[1]], lock=[row], source=tmp_path))
    assert after.problems == ()
    event = after.events.iloc[0]
    assert (event.location_method == "reviewed") == (status == "found") == (event.geometry is not None)
    assert event.location_reason == ("" if status == "found" else "=seen")
    (kept,) = rows(lock_text(after))
    assert {name: kept[name] for name in rows(text)[0]} == rows(text)[0]


def test_a_signed_cell_that_could_not_be_read_is_kept_as_written(tmp_path: Path) -> None:
    text = 'place,country,admin1,status,lat,lon,reviewed_by\nPopovka,UA,,found,"50,4",35.4,Ann\n'
    (tmp_path / "resolved.csv").write_text(text, encoding="utf-8")
    row = {"place": "Popovka", "country": "UA", "status": "found", "lon": 35.4, "reviewed_by": "Ann"}
    after = locate(dataset([EVENTS[1]], lock=[row], source=tmp_path))
    assert after.events.geometry.isna().all()
    assert rows(lock_text(after))[0]["lat"] == "50,4"


def test_two_signed_rows_for_one_name_are_both_kept_and_the_first_counts() -> None:
    signed = [{**SUDZHA, "name": name, "reviewed_by": "Ann"} for name in ("One", "Two")]
    after = locate(dataset(EVENTS[:1], lock=signed))
    assert after.events["location_name"].iat[0] == "One"
    assert [row["name"] for row in rows(lock_text(after))] == ["One", "Two"]


def test_cells_that_a_spreadsheet_would_run_are_neutral() -> None:
    text = lock_text(locate(dataset([{"place": "=1+1"}, {"place": "@x"}])))
    assert [row["place"] for row in rows(text)] == ["'=1+1", "'@x"]


def test_without_names_to_remember_there_is_a_header_only() -> None:
    text = lock_text(locate(dataset([])))
    assert text.startswith("place,country,admin1,status,")
    assert text.count("\n") == 1
