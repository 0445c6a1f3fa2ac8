"""What is asked of the resolver, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geomap.problems import ascii_controls

Status = Literal["found", "ambiguous", "not_found", "pending", "listed"]
Method = Literal["reviewed", "places", "gazetteer", "region", "online", "none"]

SHOWN_CANDIDATES = 6
SHOWN_NAME = 60


@dataclass(frozen=True, slots=True)
class Toponym:
    """A place name as a record has it, with what the record says of where it lies."""

    place: str
    country: str = ""
    admin1: str = ""
    admin2: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What resolved.csv knows it by."""
        return (self.place, self.country, self.admin1)

    @property
    def where(self) -> str:
        """ "Kursk Oblast, RU", or "the world"."""
        return ", ".join(part for part in (self.admin1, self.country) if part) or "the world"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that the name may stand for. `ref` names it in the gazetteer, or its line in places.csv.

    `score` (0 to 1) is how well name and context speak for it, beside the score of the answer where one was found;
    NaN where it was not weighed. `reason` says how it came up.
    """

    name: str
    country: str
    region: str
    lat: float
    lon: float
    ref: str
    population: int = 0
    score: float = float("nan")
    reason: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.region, self.country) if part)
        name = ascii_controls(self.name)[:SHOWN_NAME]
        return f"{name} ({where}{where and '; '}{self.lat:.4f}, {self.lon:.4f}; {self.ref})"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a toponym.

    found: `lat`, `lon` (degrees), `name`, `source` and `precision` say what it is. ambiguous, not_found: `candidates`
    hold what it could be, or namesakes elsewhere. pending: nothing offline knows it and no online service could say.
    listed: a curator says that it has no position. `reason` says how it was decided, or why not.
    `score` (0 to 1) is how well name and context fit. `place_row` is the row in places.csv, or -1.
    """

    status: Status
    method: Method = "none"
    name: str = ""
    lat: float = float("nan")
    lon: float = float("nan")
    precision: str = ""
    score: float = float("nan")
    source: str = ""
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()
    place_row: int = -1


def reason_of(answer: Answer) -> str:
    """Why the answer is what it is, also where the resolver has no more to say than that."""
    count = len(answer.candidates)
    if answer.reason or answer.status not in ("ambiguous", "not_found"):
        return answer.reason
    if answer.status == "ambiguous":
        return f"{count} places have this name"
    return "places of this name lie elsewhere" if count else "no gazetteer knows the name"


def told(candidates: tuple[Candidate, ...]) -> str:
    """The first candidates in one line, and how many more there are."""
    shown = "; ".join(map(str, candidates[:SHOWN_CANDIDATES]))
    more = len(candidates) - SHOWN_CANDIDATES
    return f"{shown}; {more} more" if more > 0 else shown
