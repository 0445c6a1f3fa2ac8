"""What is asked of a service: the name without the words around it, and where it should lie."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace

from geomap.places.answers import Answer, Toponym
from geomap.places.phrases import Phrase, kindless, read
from geomap.places.resolve import moved
from geomap.places.units import World


@dataclass(frozen=True, slots=True)
class Asked:
    """The place to ask for, and the phrase that it stood in."""

    toponym: Toponym
    phrase: Phrase

    def answered(self, answer: Answer) -> Answer:
        """The answer for the whole phrase: "5 km north of X" lies there, and near a settlement only."""
        if answer.status != "found" or answer.precision != "settlement" or not self.phrase.relation:
            return answer
        lat, lon = moved((answer.lat, answer.lon), self.phrase.bearing, self.phrase.km)
        return replace(answer, lat=lat, lon=lon, precision="near_settlement")


def read_asked(toponym: Toponym) -> Asked:
    """ "the village of X, Kursk Oblast" of no region -> X in Kursk Oblast. A country is told by its code."""
    world = World()
    phrase = kindless(read(_clean(toponym.place)))
    said = [part for part in phrase.context if not world.country(part)]
    country = world.country(toponym.country) or toponym.country
    country = country or next((code for code in map(world.country, phrase.context) if code), "")
    region = _clean(toponym.admin1) or next(iter(said), "")
    name = phrase.others[-1] if phrase.called_after and phrase.others else phrase.name
    return Asked(replace(toponym, place=name, admin1=region, country=country), phrase)


def _clean(text: str) -> str:
    """In composed letters, without characters that nobody sees, with single spaces."""
    seen = (c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).split())
