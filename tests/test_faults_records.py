"""Every fault of files, records, coordinates and dates: what is said, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.dataset import Dataset
from geomap.errors import RefusedError
from geomap.problems import count
from geomap.tables import read
from geomap.validate import load_dataset, validate
from tests.fault_cases import CASES, GOOD, OTHER, Case, flat

MADE = [case for case in CASES if case.exit != 2]
REFUSED = [case for case in CASES if case.exit == 2]


def put(case: Case, folder: Path) -> str:
    """Write the files of a case; return the path of what it builds."""
    for name, data in case.files.items():
        (folder / name).write_bytes(data)
    if "://" in case.source:
        return case.source
    if case.grown:
        with (folder / case.source).open("ab") as file:
            file.truncate(case.grown)
    return str(folder / case.source)


def load(case: Case, folder: Path) -> Dataset:
    return load_dataset(put(case, folder), **case.options)


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.id)
def test_a_fault_is_told_and_no_row_is_lost(case: Case, tmp_path: Path) -> None:
    dataset = load(case, tmp_path)

    told = "\n".join(map(str, dataset.problems))
    assert [message for message in case.messages if message not in told] == [], told
    assert (1 if count(dataset.problems, "error") else 0) == case.exit, told
    assert len(dataset.events) == case.rows
    assert dataset.events["event_id"].is_unique
    assert (dataset.events["event_id"] != "").all()
    named = {problem.event_id for problem in dataset.problems if problem.severity == "error"} - {""}
    assert set(dataset.events.loc[dataset.events["flagged"], "event_id"]) == named & set(dataset.events["event_id"])


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.id)
def test_a_bad_coordinate_never_leaves_a_usable_pair(case: Case, tmp_path: Path) -> None:
    events = load(case, tmp_path).events
    bad = events.loc[events["coordinates_bad"], ["lat", "lon"]]
    assert bad.isna().all(axis=None)
    assert events.loc[~events["coordinates_bad"], "lat"].notna().all()


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.id)
def test_what_cannot_be_a_map_is_refused_with_its_reason(case: Case, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        load(case, tmp_path)

    told = "\n".join([str(refusal.value), *map(str, refusal.value.problems)])
    assert [message for message in case.messages if message not in told] == [], told
    assert any(problem.severity == "error" for problem in refusal.value.problems)


@pytest.mark.parametrize("case", [pytest.param(None, id="A20")])
def test_a_file_that_changes_after_it_was_read_changes_nothing(case: None, tmp_path: Path) -> None:
    path = tmp_path / "flat.csv"
    path.write_bytes(flat(GOOD)["flat.csv"])
    raw = read(path)
    path.write_bytes(flat(OTHER, OTHER)["flat.csv"])
    assert validate(raw).events["place"].tolist() == ["Tetkino"]


def test_every_line_of_the_list_has_a_case() -> None:
    lines = {case.id.split("-")[0] for case in CASES} | {"A20"}
    wanted = {f"A{n}" for n in range(1, 21)} | {f"B{n}" for n in range(1, 11)} | {"C8", "C9", "C11", "C13"}
    wanted |= {f"D{n}" for n in range(1, 9)} | {f"E{n}" for n in range(1, 10)}
    assert wanted <= lines


def test_no_two_cases_have_the_same_id() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
