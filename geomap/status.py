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

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap.codes import Rows, ascending, coded, combined, first_seen, or_else, rows_of, spelt
from geomap.dataset import Dataset
from geomap.settings import Settings

_NAMES = ("speaker", "publisher", "source_name", "source_url")

Flags = NDArray[np.bool_]

NO_OUTCOME = ("", "attempted")
"""Claims that say nothing of how it ended, and so contradict no other."""


def with_status(dataset: Dataset) -> Dataset:
    """Add status, status_computed, status_rule, camps_for, camps_against and figures_differ to events.

    `status_rule` is the clause that decided: no_report, only_denials, asserted_and_denied,
    outcomes_differ, two_camps, one_camp, or override where a curator decided.
    """
    events, reports = dataset.events.copy(deep=False), dataset.reports
    rows = rows_of(reports["event_id"], events["event_id"])
    claims = _latest(_claims(reports, rows, dataset.settings))
    denied = (claims["stance"] == "denies").to_numpy()
    asserts, denies = _chosen(claims, ~denied), _chosen(claims, denied)
    camps_for, camps_against = (_camps(claims, len(events)) for claims in (asserts, denies))
    rule = _rule(
        asserted=_among(len(events), asserts["event"]),
        denied=_among(len(events), denies["event"]),
        apart=_among(len(events), _outcomes_differ(asserts)),
        several=camps_for.str.contains("; ", regex=False).to_numpy(),
    )
    events["status_rule"] = spelt(rule, [*_STATUS_OF_RULE])
    events["status_computed"] = spelt(rule, [*_STATUS_OF_RULE.values()])
    events["camps_for"], events["camps_against"] = camps_for, camps_against
    overridden = events["status_override"] != ""
    events["status"] = events["status_computed"].mask(overridden, events["status_override"])
    events["status_rule"] = events["status_rule"].mask(overridden, "override")
    events["figures_differ"] = _among(len(events), _figures_differ(reports, rows))
    return replace(dataset, events=events)


_STATUS_OF_RULE = {
    "no_report": "unsourced",
    "only_denials": "denied",
    "asserted_and_denied": "disputed",
    "outcomes_differ": "disputed",
    "two_camps": "corroborated",
    "one_camp": "one_side",
}
"""The clauses in the order in which they are tried."""


def _claims(reports: pd.DataFrame, rows: Rows, settings: Settings) -> pd.DataFrame:
    """Claims with a stance: event (its row), who (the speaker's code), camp, stance, outcome, when (sorts as text)."""
    camp_of = {name: side.camp for name, side in settings.sides.items()}
    who = or_else(reports["speaker"], reports["report_id"])
    side, sides = first_seen(reports["speaker_side"])
    claims = pd.DataFrame(
        {
            "event": rows,
            "who": first_seen(who).codes,
            "camp": spelt(side, [camp_of.get(name, name) for name in sides]),
            "stance": reports["stance"],
            "outcome": reports["outcome_claimed"],
            # ISO dates sort as text, a partial one before its days and an unknown one first
            "when": or_else(reports["claimed_on"], reports["published_on"]).str[:10],
        },
        copy=False,
    )
    named = np.any([reports[name] != "" for name in _NAMES], axis=0)
    return _chosen(claims, named & (claims["stance"] != "").to_numpy() & (rows >= 0))


def _chosen(claims: pd.DataFrame, which: Flags) -> pd.DataFrame:
    """Some of the claims; no copy where it is all of them, as in a flat table."""
    return claims if which.all() else claims[which]


def _latest(claims: pd.DataFrame) -> pd.DataFrame:
    """What each speaker said last of each event; on one day a revision outranks the rest."""
    if (np.diff(claims["event"]) > 0).all():
        return claims  # one of each event
    key = pd.Series(combined(claims["event"], claims["who"]), index=claims.index)
    several = key.duplicated(keep=False)
    rest = claims[several]
    rank = rest["when"].str.pad(10, side="right") + (rest["stance"] == "revises").map({True: "1", False: "0"})
    newest = rank.groupby(key[several]).transform("max")
    return pd.concat([claims[~several], rest[rank == newest]]).sort_index() if len(rest) else claims


def _camps(claims: pd.DataFrame, events: int) -> pd.Series[str]:
    """Camps behind the claims of each event, sorted and joined; an unnamed side is "unknown"."""
    codes, camps = coded(claims["camp"])
    names = [camp or "unknown" for camp in camps]
    pairs = ascending(combined(claims["event"], codes))
    owner, code = np.divmod(pairs, int(codes.max(initial=0)) + 1)
    texts = dict.fromkeys(("", *names))
    place = {text: at for at, text in enumerate(texts)}
    found = np.zeros(events, dtype=np.int64)
    found[owner] = np.array([place[name] for name in names], dtype=np.int64)[code]
    for event in np.unique(owner[1:][np.diff(owner) == 0]).tolist():
        several = "; ".join(names[at] for at in code[slice(*np.searchsorted(owner, [event, event + 1]))])
        found[event] = place.setdefault(several, len(place))
    return spelt(found, [*place])


def _rule(*, asserted: Flags, denied: Flags, apart: Flags, several: Flags) -> Rows:
    """The clause that decides, by its place in `_STATUS_OF_RULE`."""
    clauses = [~asserted & ~denied, ~asserted, denied, apart, several]
    return np.select(clauses, range(len(clauses)), len(clauses))


def _among(events: int, rows: Iterable[int]) -> Flags:
    """Which events are among these rows."""
    flags = np.zeros(events, dtype=bool)
    flags[np.asarray(rows, dtype=np.int64)] = True
    return flags


def _outcomes_differ(asserts: pd.DataFrame) -> list[int]:
    """Events of which two camps claim outcomes that have nothing in common."""
    told = asserts[~asserts["outcome"].isin(NO_OUTCOME)]
    told = told[told.groupby("event")["camp"].transform("nunique") > 1]
    sets = told.groupby(["event", "camp"])["outcome"].agg(frozenset)
    return [event for event, camps in sets.groupby(level=0) if _some_apart(list(camps))]  # type: ignore[misc]


def _some_apart(sets: list[frozenset[str]]) -> bool:
    return any(not a & b for i, a in enumerate(sets) for b in sets[i + 1 :])


def _figures_differ(reports: pd.DataFrame, rows: Rows) -> Rows:
    """Events for which two reports give numbers of the same people that exclude each other."""
    differ = []
    for noun in ("killed", "injured"):
        bounds = reports[[f"{noun}_{bound}" for bound in ("low", "best", "high")]]
        told = np.any([bounds[name].notna() for name in bounds], axis=0) & (rows >= 0)
        of = [rows[told], reports["casualties_of"][told]]
        low, best, high = (bounds[name][told].astype("Float64") for name in bounds)
        most, least = low.fillna(best).groupby(of).max(), high.fillna(best).groupby(of).min()
        differ.append(most.index[(most > least).fillna(value=False)].get_level_values(0).to_numpy(dtype=np.int64))
    return np.concatenate(differ)
