"""Why a name has no place on the map, told so that its curator can mend it."""

from __future__ import annotations

from geomap.places.answers import Answer, Toponym, told

NO_GAZETTEER = "No gazetteer could be opened."
OFFLINE = Answer("pending", reason="offline")

CHOOSE = "choose with geomap review"
HOW_TO_NAME = f"Name the region in admin1, add the place to places.csv, or {CHOOSE}."
HOW_TO_TELL_APART = f"Add the place to places.csv, or {CHOOSE}."
HOW_TO_NAME_ONE = f"Name one place with its region in admin1, add it to places.csv, or {CHOOSE}."
HOW_TO_RETRY = "Build again with --online later, or add it to places.csv."
HOW_TO_ADD = "Correct the name, or add it to places.csv: with sourced coordinates, or with a note why there are none."

Fault = tuple[str, str, str]
"""The rule that was broken, what is wrong, and how to mend it."""


def ambiguous(toponym: Toponym, answer: Answer) -> tuple[str, Fault]:
    """The reason for the card, and the fault with what the name could be."""
    if answer.reason:
        what, fix = _sentence(answer.reason), HOW_TO_NAME_ONE
    else:
        what = f"{len(answer.candidates)} places in {toponym.where} have this name"
        fix = HOW_TO_TELL_APART if toponym.admin1 else HOW_TO_NAME
    return f"{what}.", ("place.ambiguous", f"{_clause(what)}: {told(answer.candidates)}.", fix)


def absent(toponym: Toponym, answer: Answer, offline: Answer) -> tuple[str, Fault]:
    """The same for a name that nothing knows. `offline`: what was answered before services were thought of."""
    pending = f"not geocoded ({answer.reason})" if answer.status == "pending" else answer.reason
    parts = ("No place of this name was found in " + toponym.where, _clause(offline.reason), pending)
    reason = "; ".join(dict.fromkeys(filter(None, parts))) + "."
    heading = "It has" if offline.reason and answer.candidates == offline.candidates else "Namesakes elsewhere"
    return reason, without_place(answer, reason, heading)


def without_place(answer: Answer, reason: str, heading: str = "Namesakes elsewhere") -> Fault:
    """The fault of a name for which nothing was found; services that failed may be asked again."""
    candidates = f" {heading}: {told(answer.candidates)}." if answer.candidates else ""
    is_failure = answer.status == "pending" and answer.reason != OFFLINE.reason
    rule, fix = ("place.pending", HOW_TO_RETRY) if is_failure else ("place.not_found", HOW_TO_ADD)
    return rule, _clause(reason, end=".") + candidates, fix


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")


def _clause(text: str, *, end: str = "") -> str:
    return text[:1].lower() + text[1:].rstrip(".") + end if text else ""
