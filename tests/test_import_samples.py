"""Real files made by others: a sample of UCDP GED and a table derived from VIINA."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

import geomap
from geomap.dataset import Dataset
from geomap.importers import Imported
from tests.importing import cells, errors, made

FILES = {"ucdp": "ucdp-ged-sample.csv", "viina": "viina-2024.csv"}

Made = tuple[Imported, Dataset, list[dict[str, str]]]


@pytest.fixture(scope="module")
def samples(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    found = {}
    for form, name in FILES.items():
        file = shared / "samples" / "events" / name
        with file.open(encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        found[form] = (*made(file, form, tmp_path_factory.mktemp("imported") / form), rows)
    return found


@pytest.mark.parametrize("form", FILES)
def test_every_row_becomes_an_event_with_its_original_columns(form: str, samples: dict[str, Made]) -> None:
    result, dataset, rows = samples[form]
    assert result.events == len(dataset.events) == len(rows)
    events = cells(result.folder / "events.csv")
    for event, row in zip(events, rows, strict=True):
        assert {name: event[f"{form}_{name}"] for name in row} == row


@pytest.mark.parametrize("form", FILES)
def test_loading_it_finds_no_error(form: str, samples: dict[str, Made]) -> None:
    result, dataset, _ = samples[form]
    assert (result.errors, errors(dataset)) == (0, [])


@pytest.mark.parametrize("form", FILES)
def test_a_build_draws_it(form: str, samples: dict[str, Made], tmp_path: Path) -> None:
    result, dataset, _ = samples[form]
    built = geomap.build(result.folder, tmp_path / "map.html")
    pins = dataset.events["location_precision"].isin(["settlement", "near_settlement", "point", ""])
    assert built.placed - built.areas == pins.sum()
    assert {problem.rule for problem in built.problems if problem.severity == "error"} <= {"place.district"}


def test_ucdp_s_classes_of_precision_become_geomap_s(samples: dict[str, Made]) -> None:
    _, dataset, rows = samples["ucdp"]
    pairs = Counter(zip((row["where_prec"] for row in rows), dataset.events["location_precision"], strict=True))
    assert {pair for pair in pairs if pair[0] != "5.0"} == {
        ("1.0", "settlement"),
        ("2.0", "near_settlement"),
        ("3.0", "district"),
        ("4.0", "region"),
        ("6.0", "country"),
        ("7.0", "unknown"),
    }
    broad = [(row["adm_1"] != "", found) for row, found in zip(rows, dataset.events["location_precision"], strict=True)]
    fives = {pair for pair, row in zip(broad, rows, strict=True) if row["where_prec"] == "5.0"}
    assert fives == {(True, "region"), (False, "country")}


def test_ucdp_s_seconds_become_days_weeks_months_and_ranges(samples: dict[str, Made]) -> None:
    _, dataset, rows = samples["ucdp"]
    pairs = set(zip((row["date_prec"] for row in rows), dataset.events["date_precision"], strict=True))
    assert pairs >= {("1.0", "day"), ("2.0", "range"), ("3.0", "week"), ("4.0", "month"), ("5.0", "range")}
    assert {pair for pair in pairs if pair[0] in ("1.0", "3.0")} == {("1.0", "day"), ("3.0", "week")}
    starts = [int(day.timestamp()) for day in dataset.events["date_start"].dt.tz_localize("UTC")]
    assert starts == [int(float(row["date_start"])) for row in rows]


def test_ucdp_s_estimates_are_ucdp_s_own_claim(samples: dict[str, Made]) -> None:
    _, dataset, rows = samples["ucdp"]
    reports = dataset.reports[dataset.reports["killed_best"].notna()]
    assert set(reports["speaker"]) == {"Uppsala Conflict Data Program"}
    told = reports[["killed_low", "killed_best", "killed_high"]].astype(float).values.tolist()
    assert told == [[float(row[name]) for name in ("low", "best", "high")] for row in rows]


def test_each_article_of_ucdp_is_a_report_of_its_own(samples: dict[str, Made]) -> None:
    _, dataset, rows = samples["ucdp"]
    articles = dataset.reports[dataset.reports["publisher"] != "UCDP GED"]
    counted = articles.groupby("event_id").size()
    stated = {str(int(float(row["id"]))): float(row["number_of_sources"]) for row in rows}
    assert {name: int(count) for name, count in stated.items() if count > 0 and counted[name] != count} == {}
    one = articles[articles["event_id"] == "300380"]
    assert one[["publisher", "published_on", "source_name", "speaker"]].values.tolist() == [
        ["Support Kurds in Syria", "2013-01-03", "Thursday 3 January 2013", ""],
        ["VDC", "2013-01-03", "Abdul Satar Mustafa Hankosh", ""],
    ]


def test_a_semicolon_in_a_headline_does_not_part_an_article(samples: dict[str, Made]) -> None:
    _, dataset, _ = samples["ucdp"]
    headline = "Syrian troops besiege rebellious suburb; dozens reported killed"
    found = dataset.reports[dataset.reports["source_name"] == headline]
    assert found[["publisher", "published_on"]].values.tolist() == [["Associated Press Newswires", "2012-06-29"]]


def test_the_speaker_is_ucdp_s_original_source_where_one_article_tells(samples: dict[str, Made]) -> None:
    _, dataset, rows = samples["ucdp"]
    articles = dataset.reports[dataset.reports["publisher"] != "UCDP GED"].set_index("event_id")
    single = [row for row in rows if row["number_of_sources"] == "1.0"]
    assert len(single) > 400
    for row in single:
        assert articles.loc[str(int(float(row["id"]))), "speaker"] == row["source_original"].strip()


def test_countries_of_states_that_broke_up_stay_unknown_and_are_listed(samples: dict[str, Made]) -> None:
    result, dataset, rows = samples["ucdp"]
    unknown = [row["country"] for row, code in zip(rows, dataset.events["country"], strict=True) if not code]
    assert unknown == ["Serbia (Yugoslavia)"] * 7
    assert [p.column for p in result.problems if p.rule == "import.country"] == ["country_id"] * 7


def test_viina_s_addresses_are_reports_with_their_outlets(samples: dict[str, Made]) -> None:
    _, dataset, rows = samples["viina"]
    assert len(dataset.reports) == sum(row["source_urls"].count("|") + 1 for row in rows)
    assert list(dataset.reports["source_url"]) == [url for row in rows for url in row["source_urls"].split("|")]
    two = dataset.reports[dataset.reports["source_url"].str.startswith("https://interfax.com.ua/news/general/966600")]
    assert list(two["publisher"]) == ["interfaxua"]


def test_viina_s_days_and_names_are_kept_and_missing_names_are_listed(samples: dict[str, Made]) -> None:
    result, dataset, rows = samples["viina"]
    assert [day.replace("-", "") for day in dataset.events["date"]] == [row["date"] for row in rows]
    nameless = [number for number, row in enumerate(rows, 2) if not row["asciiname"]]
    assert [(p.column, p.severity) for p in result.problems] == [("place", "warning")] * len(nameless)
    assert dataset.events.loc[dataset.events["viina_asciiname"] == "", "place"].iloc[0] == "45.026654, 35.383911"
