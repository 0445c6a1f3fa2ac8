"""What the gazetteers know under a name: as it is spelt or heard, then in ever freer forms, each worth less.

Freer forms are asked for only while the stricter ones have nothing, so a slip is never assumed in a name that exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from geomap.places.forms import is_oblique, keys_of, mended, nominatives, readings, sisters
from geomap.places.index import Place
from geomap.places.names import sound_keys
from geomap.places.phrases import Phrase, kindless

How = Literal["name", "case", "ending", "reading", "sister", "slip"]

SCORES: dict[How, float] = {"name": 1.0, "case": 0.85, "ending": 0.7, "reading": 0.75, "sister": 0.7, "slip": 0.6}
TOLD: dict[How, str] = {
    "name": "by name",
    "case": "by the name without its case ending",
    "ending": "by the name with another case ending",
    "reading": "by the name as another language writes it",
    "sister": "by the name with the ending of the sister language",
    "slip": "by a name that is one slip away",
}

SLIP_FROM, SLIP_FROM_IN_REGION = 7, 5
"""Names of fewer sounds have too many neighbours one slip away, in the world and in one region."""
STEADY_END = 2
"""The last sounds tell endings apart, which are no slips."""


class Source(Protocol):
    """A gazetteer to look names up in."""

    def find_keys(self, keys: Iterable[str]) -> list[Place]: ...

    def near_keys(self, key: str) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """What one form of the name found by its sound keys; `spelling` is that form where there is only one."""

    how: How
    places: list[Place]
    spelling: str = ""
    keys: frozenset[str] = frozenset()


def look_up(phrase: Phrase, sources: Sequence[Source], *, has_region: bool, with_slips: bool = True) -> Iterator[Found]:
    """What each form finds, strictest first. A form that finds nothing is left out.

    `has_region`: the region is known, so that a name without a preposition may still be in some case.
    `with_slips`: names one slip away too, which takes longer than all the others.
    """
    plain = kindless(phrase)
    if not any(map(str.isalpha, plain.name)):
        return
    cases = keys_of(nominatives(plain.name))
    if phrase.is_inflected and cases:  # after a preposition the name may be another one's genitive
        yield from _found("case", (*sound_keys(plain.name), *cases), sources)
    for name in dict.fromkeys((phrase.name, plain.name)):
        yield from _found("name", sound_keys(name), sources, name)
    if not phrase.is_inflected:
        yield from _found("case" if is_oblique(plain.name) or has_region else "ending", cases, sources)
    yield from _found("reading", keys_of(readings(plain.name)), sources)
    yield from _found("sister", tuple(sisters(plain.name)), sources)
    if with_slips:
        shortest = SLIP_FROM_IN_REGION if has_region else SLIP_FROM
        yield from _found("slip", _slips(plain.name, sources, shortest), sources)


def _found(how: How, keys: Iterable[str], sources: Sequence[Source], spelling: str = "") -> Iterator[Found]:
    wanted = tuple(keys)
    places = [place for source in sources for place in source.find_keys(wanted)] if wanted else []
    if places:
        yield Found(how, places, spelling, frozenset(wanted))


def _slips(name: str, sources: Sequence[Source], shortest: int) -> list[str]:
    """Sound keys that one slip of the pen makes of the name: a letter more, less, other, or two exchanged."""
    from rapidfuzz.distance import OSA

    keys = [key for key in sound_keys(name) if len(key) >= shortest]
    near = {(key, other) for key in keys for source in sources for other in source.near_keys(key)}
    heard = [
        other
        for key, other in sorted(near)
        if key[0] == other[0]
        and key[-STEADY_END:] == other[-STEADY_END:]
        and OSA.distance(key, other, score_cutoff=1) <= 1
    ]
    return list(dict.fromkeys([*heard, *(keys_of(mended(name)) if keys else ())]))
