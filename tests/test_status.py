"""The status rule, clause by clause, and figures that exclude each other."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from geomap.dataset import Dataset
from geomap.records import REPORTS, Column
from geomap.settings import Camp, Settings, Side
from geomap.status import with_status

SETTINGS = Settings(
    camps={"russia": Camp("Russia"), "kyiv": Camp("Ukraine and volunteers"), "witness": Camp("Witnesses")},
    sides={
        "russia": Side("Russia", "russia"),
        "ukraine": Side("Ukraine", "kyiv"),
        "volunteers": Side("Volunteers", "kyiv"),
        "independent": Side("Independent", "witness"),
    },
)


def computed(*claims: dict[str, object], override: str = "") -> pd.Series:
    """The event's row after the rule saw these claims."""
    rows = [{"event_id": "e", "report_id": f"r{i}", "stance": "asserts", **claim} for i, claim in enumerate(claims)]
    reports = pd.DataFrame({column.name: cells(column, rows) for column in REPORTS.columns})
    events = gpd.GeoDataFrame({"event_id": ["e"], "status_override": [override]}, geometry=[None], crs=4326)
    frame = pd.DataFrame()
    return with_status(Dataset(SETTINGS, events, reports, frame, frame)).events.iloc[0]


def cells(column: Column, rows: list[dict[str, object]]) -> pd.Series:
    if column.kind == "count":
        return pd.Series([row.get(column.name) for row in rows], dtype="Int64")
    return pd.Series([row.get(column.name, "") for row in rows], dtype="str")


def claim(speaker: str, side: str, **more: object) -> dict[str, object]:
    return {"speaker": speaker, "speaker_side": side, **more}


MINISTRY = claim("Ministry", "russia")
LEGION = claim("Legion", "volunteers")
KYIV = claim("Intelligence", "ukraine")
RESIDENTS = claim("Residents", "independent")
DENIAL = claim("Governor", "russia", stance="denies")


@pytest.mark.parametrize(
    ("claims", "status", "rule"),
    [
        ([], "unsourced", "no_report"),
        ([DENIAL], "denied", "only_denials"),
        ([LEGION, DENIAL], "disputed", "asserted_and_denied"),
        ([LEGION], "one_side", "one_camp"),
        ([LEGION, KYIV], "one_side", "one_camp"),
        ([LEGION, RESIDENTS], "corroborated", "two_camps"),
        ([LEGION, MINISTRY], "corroborated", "two_camps"),
        (
            [{**LEGION, "outcome_claimed": "captured"}, {**MINISTRY, "outcome_claimed": "repelled"}],
            "disputed",
            "outcomes_differ",
        ),
        (
            [{**LEGION, "outcome_claimed": "captured"}, {**KYIV, "outcome_claimed": "entered"}],
            "one_side",
            "one_camp",
        ),
        (
            [{**LEGION, "outcome_claimed": "attempted"}, {**MINISTRY, "outcome_claimed": "repelled"}],
            "corroborated",
            "two_camps",
        ),
        (
            [
                {**LEGION, "outcome_claimed": "captured"},
                {**LEGION, "outcome_claimed": "fighting"},
                {**MINISTRY, "outcome_claimed": "fighting"},
            ],
            "corroborated",
            "two_camps",
        ),
    ],
)
def test_the_first_clause_that_fits_decides(claims: list[dict[str, object]], status: str, rule: str) -> None:
    row = computed(*claims)
    assert (row["status"], row["status_rule"]) == (status, rule)


def test_a_later_claim_of_the_same_speaker_replaces_an_earlier_one() -> None:
    earlier = {**DENIAL, "published_on": "2024-03-12"}
    later = {**DENIAL, "stance": "asserts", "published_on": "2024-03-13"}
    assert computed(earlier, later)["status"] == "one_side"
    assert computed(later, earlier)["status"] == "one_side"


def test_the_day_of_the_statement_outranks_the_day_of_publication() -> None:
    said_first = {**DENIAL, "claimed_on": "2024-03-11", "published_on": "2024-03-20"}
    said_later = {**DENIAL, "stance": "asserts", "claimed_on": "2024-03-13", "published_on": "2024-03-13"}
    assert computed(said_first, said_later)["status"] == "one_side"


def test_a_revision_replaces_what_was_said_on_the_same_day() -> None:
    held = {**LEGION, "outcome_claimed": "captured", "published_on": "2024-03-12"}
    contested = {**LEGION, "outcome_claimed": "fighting", "published_on": "2024-03-12", "stance": "revises"}
    other = {**MINISTRY, "outcome_claimed": "fighting"}
    assert computed(held, other)["status"] == "disputed"
    assert computed(contested, held, other)["status"] == "corroborated"


def test_outlets_never_count() -> None:
    assert computed({**LEGION, "publisher": "A"}, {**LEGION, "publisher": "B"})["status"] == "one_side"


def test_a_claim_that_names_nobody_leaves_the_event_unsourced() -> None:
    assert computed(claim("", ""))["status"] == "unsourced"
    assert computed(claim("", "", source_name="Paper"))["status"] == "one_side"


def test_a_curator_may_override_and_the_computed_status_is_kept() -> None:
    row = computed(LEGION, override="corroborated")
    assert (row["status"], row["status_computed"], row["status_rule"]) == ("corroborated", "one_side", "override")


def test_camps_are_named_on_both_sides_of_a_dispute() -> None:
    row = computed(LEGION, RESIDENTS, DENIAL)
    assert (row["camps_for"], row["camps_against"]) == ("kyiv; witness", "russia")


@pytest.mark.parametrize(
    ("first", "second", "differ"),
    [
        ({"killed_best": 60}, {"killed_best": 234}, True),
        ({"killed_low": 550}, {"killed_best": 1500}, False),
        ({"killed_high": 60}, {"killed_best": 234}, True),
        ({"injured_best": 12}, {"injured_best": 22}, True),
        ({"killed_best": 2}, {"killed_best": 2}, False),
        ({"killed_best": 2, "casualties_of": "civilians"}, {"killed_best": 9, "casualties_of": "attackers"}, False),
    ],
)
def test_figures_differ_only_where_they_exclude_each_other(
    first: dict[str, object], second: dict[str, object], differ: bool
) -> None:
    assert computed({**MINISTRY, **first}, {**KYIV, **second})["figures_differ"] == differ
