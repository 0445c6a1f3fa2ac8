"""Status of an event, computed from its reports by one rule, and whether their figures agree.

Each speaker's latest claim counts; a claim that revises replaces what the same speaker said on the
same day or before. Sides are gathered into the camps of map.toml, so that allies count once; the
outlets that carry a claim never count, since texts are syndicated. A claim that names neither a
speaker nor a source does not count. Then the first that fits:

    unsourced      no claim
    denied         only denials
    disputed       assertions and denials, or camps that claim different outcomes
    corroborated   assertions from two camps or more
    one_side       assertions from one camp
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from geomap.dataset import Dataset
from geomap.settings import Settings

_NAMES = ("speaker", "publisher", "source_name", "source_url")

NO_OUTCOME = ("", "attempted")
"""Claims that say nothing of how it ended, and so contradict no other."""


def with_status(dataset: Dataset) -> Dataset:
    """Add status, status_computed, status_rule, camps_for, camps_against and figures_differ to events.

    `status_rule` is the clause that decided: no_report, only_denials, asserted_and_denied,
    outcomes_differ, two_camps, one_camp, or override where a curator decided.
    """
    claims = _latest(_claims(dataset.reports, dataset.settings))
    events = dataset.events.copy()
    ids = events["event_id"]
    asserts, denies = claims[claims["stance"] != "denies"], claims[claims["stance"] == "denies"]
    camps_for, camps_against = _camps(asserts, ids), _camps(denies, ids)
    events["status_rule"] = _rule(
        asserted=ids.isin(asserts["event_id"]),
        denied=ids.isin(denies["event_id"]),
        apart=ids.isin(_outcomes_differ(asserts)),
        several=camps_for.str.contains("; ", regex=False),
    )
    events["status_computed"] = events["status_rule"].map(_STATUS_OF_RULE)
    events["camps_for"], events["camps_against"] = camps_for, camps_against
    overridden = events["status_override"] != ""
    events["status"] = events["status_computed"].mask(overridden, events["status_override"])
    events["status_rule"] = events["status_rule"].mask(overridden, "override")
    events["figures_differ"] = ids.isin(_figures_differ(dataset.reports))
    return replace(dataset, events=events)


_STATUS_OF_RULE = {
    "no_report": "unsourced",
    "only_denials": "denied",
    "asserted_and_denied": "disputed",
    "outcomes_differ": "disputed",
    "two_camps": "corroborated",
    "one_camp": "one_side",
}


def _claims(reports: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Claims with a stance: event_id, who (the speaker), camp, stance, outcome, when (sortable text)."""
    camp_of = {name: side.camp for name, side in settings.sides.items()}
    claims = pd.DataFrame(
        {
            "event_id": reports["event_id"],
            "who": reports["speaker"].mask(reports["speaker"] == "", reports["report_id"]),
            "camp": reports["speaker_side"].replace(camp_of),
            "stance": reports["stance"],
            "outcome": reports["outcome_claimed"],
            # ISO dates sort as text, a partial one before its days and an unknown one first
            "when": reports["claimed_on"].mask(reports["claimed_on"] == "", reports["published_on"]).str[:10],
        }
    )
    named = reports[list(_NAMES)].ne("").any(axis=1)
    return claims[named & (claims["stance"] != "")]


def _latest(claims: pd.DataFrame) -> pd.DataFrame:
    """What each speaker said last of each event; on one day a revision outranks the rest."""
    several = claims.duplicated(["event_id", "who"], keep=False)
    rest = claims[several]
    rank = rest["when"].str.pad(10, side="right") + (rest["stance"] == "revises").map({True: "1", False: "0"})
    newest = rank.groupby([rest["event_id"], rest["who"]]).transform("max")
    return pd.concat([claims[~several], rest[rank == newest]]).sort_index()


def _camps(claims: pd.DataFrame, ids: pd.Series[str]) -> pd.Series[str]:
    """Camps behind the claims of each event, sorted and joined; an unnamed side is "unknown"."""
    pairs = claims[["event_id", "camp"]].drop_duplicates().sort_values(["event_id", "camp"])
    names = pairs["camp"].mask(pairs["camp"] == "", "unknown")
    first = ~pairs["event_id"].duplicated(keep=False)
    joined = names[~first].groupby(pairs["event_id"][~first]).agg("; ".join)
    single = pd.Series(names[first].to_numpy(), index=pairs["event_id"][first])
    return ids.map(pd.concat([single, joined])).astype("str").fillna("")


def _rule(
    *, asserted: pd.Series[bool], denied: pd.Series[bool], apart: pd.Series[bool], several: pd.Series[bool]
) -> pd.Series[str]:
    rule = pd.Series("one_camp", index=asserted.index, dtype="str")
    rule = rule.mask(several, "two_camps").mask(apart, "outcomes_differ")
    rule = rule.mask(asserted & denied, "asserted_and_denied")
    return rule.mask(~asserted & denied, "only_denials").mask(~asserted & ~denied, "no_report")


def _outcomes_differ(asserts: pd.DataFrame) -> list[str]:
    """Events of which two camps claim outcomes that have nothing in common."""
    told = asserts[~asserts["outcome"].isin(NO_OUTCOME)]
    told = told[told.groupby("event_id")["camp"].transform("nunique") > 1]
    sets = told.groupby(["event_id", "camp"])["outcome"].agg(frozenset)
    return [str(event) for event, camps in sets.groupby(level=0) if _some_apart(list(camps))]


def _some_apart(sets: list[frozenset[str]]) -> bool:
    return any(not a & b for i, a in enumerate(sets) for b in sets[i + 1 :])


def _figures_differ(reports: pd.DataFrame) -> set[str]:
    """Events for which two reports give numbers of the same people that exclude each other."""
    of = [reports["event_id"], reports["casualties_of"]]
    differ: set[str] = set()
    for noun in ("killed", "injured"):
        low, best, high = (reports[f"{noun}_{bound}"].astype("Float64") for bound in ("low", "best", "high"))
        most, least = low.fillna(best).groupby(of).max(), high.fillna(best).groupby(of).min()
        differ.update(most.index[(most > least).fillna(value=False)].get_level_values(0))
    return differ
