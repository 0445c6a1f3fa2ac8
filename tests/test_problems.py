"""Messages a curator can act on, and cells that no spreadsheet runs."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from geomap.problems import Problem, neutral_cell, original_cell, show, to_csv


def problem(value: str = "2024-02-30") -> Problem:
    return Problem("events.csv", 7, "date", value, "day 30 does not exist.", "write a real day.", "date.day")


def test_a_problem_names_file_line_column_value_and_remedy() -> None:
    expected = "events.csv:7, column 'date', value '2024-02-30': day 30 does not exist. Fix: write a real day."
    assert str(problem()) == expected


def test_a_problem_of_no_file_begins_with_what_is_wrong() -> None:
    assert str(Problem("", None, "", "", "no border is named.", "Name one.", "border.none")).startswith("no border is")


def test_terminal_codes_and_direction_marks_are_shown_as_code_points() -> None:
    assert show("\x1b[31mred\u202etxt") == r"'\x1b[31mred\u202etxt'"


def test_long_values_are_cut_to_80_characters() -> None:
    assert len(show("x" * 500)) == 80


@given(st.text())
def test_a_neutral_cell_is_restored_to_what_it_was(text: str) -> None:
    assert original_cell(neutral_cell(text)) == text


@given(st.text(min_size=1))
def test_no_cell_starts_like_a_formula(text: str) -> None:
    cell = neutral_cell(text)
    assert cell[0] not in "=@\t\r" and (cell[0] not in "+-" or float(cell) is not None)


def test_numbers_stay_numbers() -> None:
    assert [neutral_cell(text) for text in ("-49.5", "+3", "=1+1", "-a", "'=x")] == [
        "-49.5",
        "+3",
        "'=1+1",
        "'-a",
        "''=x",
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != "\0")))
def test_problems_csv_carries_every_value_in_full(value: str) -> None:
    (row,) = csv.DictReader(io.StringIO(to_csv([problem(value)]), newline=""))
    assert original_cell(row["value"]) == value
