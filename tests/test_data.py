"""The first data set keeps the promises of data/README.md."""

from __future__ import annotations

import csv
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

from geomap.codebook import BEGIN, END, codebook
from geomap.records import EVENTS, PLACES, REPORTS, Column, Table

DATA = Path(__file__).resolve().parent.parent / "data"

OWN_TEXTS = {
    EVENTS: ("title", "summary", "location_note", "status_reason", "note"),
    REPORTS: ("claim", "casualties_as_reported", "note"),
    PLACES: ("coordinate_note", "note"),
}
NAMES = (
    "Freedom of Russia Legion",
    'Freedom of Russia" Legion',
    "Russian Volunteer Corps",
    "Siberian Battalion",
    "Belgorod and Kursk",
    "Kursk and Belgorod",
    "Lozova Rudka",
)
"""Each counts as one word when sentences are compared."""
SHARED_WORDS = 6
UNPLACED_KINDS = ("region", "border_segment", "country", "unknown")
FORMS = {
    "date": r"\d{4}(-\d\d){0,2}|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d",
    "count": r"\d+",
    "number": r"\d+(\.\d+)?",
    "degrees": r"-?\d{1,3}\.\d+",
    "country": r"[A-Z]{2}",
    "language": r"[a-z]{2}",
    "url": r"https?://\S+",
}


class Cell(NamedTuple):
    """One cell, with where it stands; its text is what a failed test shows."""

    where: str
    column: Column
    value: str


def rows(table: Table) -> list[dict[str, str]]:
    with (DATA / table.name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cells(table: Table) -> list[Cell]:
    return [
        Cell(f"{table.name}:{line} {column.name}", column, row[column.name])
        for line, row in enumerate(rows(table), 2)
        for column in table.columns
    ]


def texts(table: Table, row: dict[str, str]) -> list[str]:
    return [row[name] for name in OWN_TEXTS[table]]


def sequences(text: str) -> set[tuple[str, ...]]:
    """Every run of six words; a name that cannot be put otherwise is one word."""
    for name in NAMES:
        text = re.sub(re.escape(name), re.sub(r"\W", "", name), text, flags=re.IGNORECASE)
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[i : i + SHARED_WORDS]) for i in range(len(words) - SHARED_WORDS + 1)}


ALL = pytest.mark.parametrize("table", [EVENTS, REPORTS, PLACES], ids=lambda table: table.name)


def test_there_are_at_least_80_events_and_250_reports() -> None:
    assert len(rows(EVENTS)) >= 80
    assert len(rows(REPORTS)) >= 250


@ALL
def test_a_file_has_the_columns_of_the_codebook_and_unix_line_ends(table: Table) -> None:
    raw = (DATA / table.name).read_bytes()
    assert raw.decode("utf-8").splitlines()[0].split(",") == list(table.names)
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


@ALL
def test_every_value_has_the_form_that_the_codebook_gives_it(table: Table) -> None:
    filled = [cell for cell in cells(table) if cell.value]
    odd = [
        cell
        for cell in filled
        if cell.value != cell.value.strip() or not re.fullmatch(FORMS.get(cell.column.kind, r"(?s).*"), cell.value)
    ]
    assert filled
    assert odd == []


@ALL
def test_every_category_is_an_allowed_value(table: Table) -> None:
    chosen = [cell for cell in cells(table) if cell.column.values and cell.value]
    assert chosen
    assert [cell for cell in chosen if cell.value not in cell.column.allowed] == []


@ALL
def test_no_required_value_is_missing_but_an_unknown_date(table: Table) -> None:
    empty = [cell for cell in cells(table) if cell.column.required and not cell.value]
    assert [cell for cell in empty if cell.column.name != "date"] == []
    assert all(row["date_precision"] == "unknown" for row in rows(EVENTS) if not row["date"])


@pytest.mark.parametrize(("table", "key"), [(EVENTS, "event_id"), (REPORTS, "report_id")], ids=["events", "reports"])
def test_every_row_has_a_name_of_its_own(table: Table, key: str) -> None:
    names = [row[key] for row in rows(table)]
    assert all(names)
    assert len(set(names)) == len(names)


def test_every_report_is_about_an_event_and_every_event_has_a_report() -> None:
    assert {row["event_id"] for row in rows(REPORTS)} == {row["event_id"] for row in rows(EVENTS)}


def test_every_report_names_its_source() -> None:
    for row in rows(REPORTS):
        assert (row["source_url"] and row["publisher"]) or row["source_name"], row["report_id"]


def test_the_claims_of_both_seed_articles_are_in() -> None:
    of_seeds = [row for row in rows(REPORTS) if row["report_id"].startswith(("R001-", "R002-"))]
    assert sum(row["report_id"].startswith("R001-") for row in of_seeds) >= 10
    assert sum(row["report_id"].startswith("R002-") for row in of_seeds) >= 12
    assert {row["source_url"] for row in of_seeds} == {""}


def test_nothing_is_copied_from_the_seed_articles(shared: Path) -> None:
    seeds = [path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    assert len(seeds) == 2
    theirs = set().union(*map(sequences, seeds))
    ours = {
        found: row
        for table in OWN_TEXTS
        for row in rows(table)
        for text in texts(table, row)
        for found in sequences(text)
    }
    assert {" ".join(found): ours[found] for found in ours.keys() & theirs} == {}


def test_every_coordinate_has_a_source() -> None:
    placed = [row for table in (EVENTS, PLACES) for row in rows(table) if row["lat"] or row["lon"]]
    assert len(placed) > 60
    assert [row for row in placed if not (row["lat"] and row["lon"] and row["coordinate_source_url"])] == []


def test_a_place_without_coordinates_says_why() -> None:
    spots = [row for row in rows(PLACES) if row["kind"] in ("point", "settlement")]
    assert [row["place"] for row in spots if not row["lat"] and not row["note"]] == []


def test_regions_stretches_and_countries_have_no_coordinates() -> None:
    wide = [row for row in rows(PLACES) if row["kind"] in UNPLACED_KINDS]
    wide += [row for row in rows(EVENTS) if row["location_precision"] in UNPLACED_KINDS]
    assert {row.get("kind") for row in wide} >= {"region", "border_segment"}
    assert [row for row in wide if row["lat"] or row["lon"]] == []


def test_a_district_is_a_disc_around_a_sourced_seat() -> None:
    districts = [row for row in rows(PLACES) if row["kind"] == "district"]
    assert districts
    for row in districts:
        assert float(row["radius_km"]) >= 10
        assert "outline not available" in row["coordinate_note"]
    used = {row["place"] for row in rows(EVENTS) if row["location_precision"] == "district"}
    assert used <= {row["place"] for row in districts}


def test_every_place_of_an_event_is_curated_but_kyiv() -> None:
    curated = {row["place"] for row in rows(PLACES)}
    assert {row["place"] for row in rows(EVENTS)} - curated <= {"Kyiv"}


def test_every_speaker_side_is_declared() -> None:
    declared = tomllib.loads((DATA / "map.toml").read_text(encoding="utf-8"))["sides"]
    assert {row["speaker_side"] for row in rows(REPORTS)} - {""} <= set(declared)


def test_a_speaker_speaks_for_one_side() -> None:
    sides: dict[str, set[str]] = {}
    for row in rows(REPORTS):
        sides.setdefault(row["speaker"], set()).add(row["speaker_side"])
    assert {speaker: found for speaker, found in sides.items() if len(found) > 1} == {}


def test_the_readme_holds_the_codebook_as_the_code_has_it() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert text.split(BEGIN)[1].split(END)[0].strip() == codebook().strip()


def test_the_contradictions_that_the_readme_lists_are_events_of_the_set() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(2024-[0-9a-z-]+)`", text.split("## Main contradictions")[1].split("\n## ")[0]))
    assert len(named) >= 12
    assert named <= {row["event_id"] for row in rows(EVENTS)}
