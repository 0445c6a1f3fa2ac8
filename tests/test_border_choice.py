"""Where a map's border comes from: the folder beside the records, open data, or nowhere, said plainly."""

from __future__ import annotations

from pathlib import Path

import pytest

import geomap
from geomap.errors import BorderError
from tests.pages import flat_table

ROW = {"place": "Sudzha", "country": "RU", "lat": "51.19", "lon": "35.27"}


def test_a_table_without_a_border_is_mapped_with_a_notice(tmp_path: Path) -> None:
    result = geomap.build(flat_table(tmp_path / "flat.csv", ROW), tmp_path / "map.html")
    assert result.dataset.border is None
    assert "border.none" in {problem.rule for problem in result.problems}
    assert result.exit_code == 0


def test_a_border_named_on_the_command_line_is_made_from_open_data_once(tmp_path: Path, cache: Path) -> None:
    table = flat_table(tmp_path / "flat.csv", ROW)
    (event,) = geomap.build(table, tmp_path / "map.html", border="RU-UA").dataset.events.to_dict("records")
    assert (event["border_side"], event["in_zone"]) == ("RU", True)
    assert 5 < event["distance_km"] < 15
    (made,) = (cache / "borders").glob("RU-UA-25km")
    before = {path: path.stat().st_mtime_ns for path in made.iterdir()}
    geomap.build(table, tmp_path / "map.html", border="RU-UA")
    assert {path: path.stat().st_mtime_ns for path in made.iterdir()} == before


def test_d2_coordinates_the_wrong_way_round_are_told_by_the_border_named_on_the_command_line(tmp_path: Path) -> None:
    table = flat_table(tmp_path / "flat.csv", ROW, {**ROW, "lat": ROW["lon"], "lon": ROW["lat"]})
    result = geomap.build(table, tmp_path / "map.html", border="RU-UA")
    assert [(problem.line, problem.value) for problem in result.problems if problem.rule == "degrees.swapped"] == [
        (3, "35.27, 51.19")
    ]
    assert result.placed == 1


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"country": "UA"}, "flat.csv:2, column 'country', value 'UA': the position lies in RU, 9 km from the border"),
        ({"country": "RU"}, ""),
        ({"country": ""}, ""),
        ({"country": "UA", "lat": "51.10", "lon": "35.19"}, ""),  # so near to the line that sources may differ
        ({"country": "RU", "lat": "45.2", "lon": "34.1"}, ""),  # in a region that is disputed
    ],
)
def test_a_position_on_the_other_side_than_the_country_of_the_record_is_a_warning(
    cells: dict[str, str], told: str, tmp_path: Path
) -> None:
    folder = Path(__file__).parent.parent / "data" / "border"
    (tmp_path / "border").symlink_to(folder)
    (tmp_path / "map.toml").write_text('border = ["RU", "UA"]\n', encoding="utf-8")
    dataset = geomap.build(
        flat_table(tmp_path / "flat.csv", {**ROW, "place": "A hill", **cells}), tmp_path / "m.html"
    ).dataset
    assert dataset.events["border_side"].iat[0] == ("" if cells.get("lat") == "45.2" else "RU")
    found = [str(problem) for problem in dataset.problems if problem.rule == "place.other_side"]
    assert [text[: len(told)] for text in found] == ([told] if told else [])


def test_two_countries_without_a_common_border_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BorderError, match="share no border"):
        geomap.build(flat_table(tmp_path / "flat.csv", ROW), tmp_path / "map.html", border="RU-PT")
