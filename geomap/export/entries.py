"""Events as a reader of a report is told them: numbered in time order, each with its claims and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geomap.export.cite import Source, dataset_source, text
from geomap.export.content import Content, Row, rows_of
from geomap.words import words

Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. `saying` is speaker, side and stance; `results` the outcome and figures claimed."""

    saying: str
    claim: str
    results: str
    source: str  # article, publisher and date
    url: str
    archive_url: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; its texts are those of the records, as they are written."""

    number: int
    date: str
    title: str
    summary: str
    place: str
    precision: str
    status: str
    note: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a table for a report says, as plain text for a writer to escape."""

    title: str
    subtitle: str
    language: str
    words: Words
    as_of: str
    citation: str
    entries: tuple[Entry, ...]

    @property
    def heading(self) -> tuple[str, ...]:
        return tuple(self.words[key] for key in ("number", "date", "event", "place", "status", "claims"))

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences under the table."""
        as_of = self.words["as_of"].format(date=self.as_of) + "." if self.as_of else ""
        return tuple(filter(None, (self.words["table.reported"], as_of, self.citation)))


def listing(content: Content, language: str, *, claims: bool = True) -> Listing:
    """The events in time order, undated ones last; without their claims if they are not asked for.

    `language` is of the words around the records.
    """
    settings, said = content.settings, words(language)
    told = content.nested() if claims else [[]] * len(content.events)
    names = _names(content.places, language)
    rows = list(rows_of(content.events))
    order = enumerate(time_order(content), 1)
    entries = tuple(_entry(number, rows[at], told[at], content, said, names) for number, at in order)
    source: Source = dataset_source(settings)
    return Listing(settings.title, settings.subtitle, language, said, settings.as_of, text(source).strip(), entries)


def time_order(content: Content) -> NDArray[np.int64]:
    """Positions of the events from the first to the last; undated ones come last."""
    events = content.events.reset_index(drop=True).assign(_undated=content.events["date_start"].eq("").to_numpy())
    by = ["_undated", "date_start", "date_end", "event_id"]
    return np.asarray(events.sort_values(by, kind="stable").index, dtype=np.int64)


def _entry(
    number: int, event: Row, claims: list[Row], content: Content, said: Words, names: Mapping[str, str]
) -> Entry:
    week = event.get("date_precision") == "week"
    date = event["date"].replace("/", " – ") if event["date"] else said["no_date"]
    return Entry(
        number=number,
        date=f"{date} ({said['date_precision.week']})" if week else date,
        title=event["title"] or "",
        summary=event["summary"] or "",
        place=_place(event["place"] or "", names),
        precision=said.get(f"precision.{event['location_precision']}", ""),
        status=said.get(f"status.{event['status']}", ""),
        note=event["note"] or "",
        claims=tuple(_claim(claim, content, said) for claim in claims),
    )


def _claim(claim: Row, content: Content, said: Words) -> Claim:
    side = content.settings.sides.get(claim["speaker_side"] or "")
    label = side.label if side else claim["speaker_side"] or ""
    speaker = f"{claim['speaker'] or ''} ({label})" if label else claim["speaker"] or ""
    of = f" ({claim['casualties_of']})" if claim["casualties_of"] else ""
    outcome = said.get(f"outcome.{claim['outcome_claimed']}", "")
    figures = [_figure(claim, noun, said) for noun in ("killed", "injured")]
    results = "; ".join(filter(None, (outcome, *(figure + of for figure in figures if figure))))
    source = (claim["source_name"], claim["publisher"], claim["published_on"] or claim["claimed_on"])
    return Claim(
        saying=" ".join(filter(None, (speaker, said.get(f"stance.{claim['stance']}", "")))),
        claim=claim["claim"] or "",
        results=results,
        source=", ".join(filter(None, source)),
        url=claim["source_url"] or "",
        archive_url=claim["archive_url"] or "",
    )


def _figure(claim: Row, noun: str, said: Words) -> str:
    """ "3–5 killed" from the lowest, stated and highest number."""
    low, best, high = (claim[f"{noun}_{bound}"] for bound in ("low", "best", "high"))
    if low is None and high is None:
        return "" if best is None else said[noun].format(figure=best)
    bounds = f"{'?' if low is None else low}–{'?' if high is None else high}"
    return said[noun].format(figure=bounds if best is None else f"{best} ({bounds})")


def _names(places: pd.DataFrame, language: str) -> Mapping[str, str]:
    """Names of curated places in the language; of a name that several have, none."""
    column = f"name_{language}"
    if column not in places:
        return {}
    single = places[~places["place"].duplicated(keep=False) & (places[column] != "")]
    return dict(zip(single["place"], single[column], strict=True))


def _place(place: str, names: Mapping[str, str]) -> str:
    """The place in the reader's language, with the record's own name beside it where they differ."""
    name = names.get(place, "")
    return f"{name} ({place})" if name and name.casefold() not in place.casefold() else place
