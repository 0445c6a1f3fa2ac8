"""Names of Arabic origin in Latin or Cyrillic letters: "Khiam", "al-Khiyam", "El Khiyām" and "Эль-Хиям" are one.

English, French and scholarly writers agree neither on vowels nor on the article, which takes the sound of the word
after it. What they agree on are the consonants: `consonants` is what such a name is looked up by, and `likeness`
tells those apart that have them in common.
"""

from __future__ import annotations

import re

from geomap.places.names import fold, romanised

_COUNTRIES = "AE BH DZ EG IL IQ JO KW LB LY MA MR OM PS QA SA SD SY TN YE"
COUNTRIES = frozenset(_COUNTRIES.split())
"""Where names are of Arabic origin, by ISO 3166-1."""

MARK = "~"
"""What keys of consonants begin with, so that they are never taken for sound keys."""
FEWEST = 2
TELLING = 4
ALIKE, VERY_ALIKE = 0.75, 0.85
"""Names with the same consonants are the same name from this likeness on; those of fewer consonants than TELLING, and
without a region, from the second."""

_ARTICLE = "al el il ul l ar er as es ash esh ech ach ad ed adh edh at et ath eth az ez an en aj ej"
_ARTICLES = frozenset(_ARTICLE.split())
_CLUSTERS = (
    *(("dsch", "j"), ("dzh", "j"), ("dj", "j"), ("tsch", "S"), ("tch", "S"), ("sch", "S"), ("sh", "S"), ("ch", "S")),
    *(("kh", "x"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"), ("ou", "u")),
    *(("q", "k"), ("c", "k"), ("nb", "mb")),
)
_X_AS_H = str.maketrans("Хх", "Гг")
_VOWELS = str.maketrans("eyow", "iiuu")
_OTHER = re.compile("[^a-zSx]")
_DIPHTHONG = re.compile("a(?=[iu])")
_FEMININE = re.compile("(?<=.)[aiu]+h?$")
"""The ending that is written a, ah, e, eh, é or i."""
_WEAK = re.compile("[aiu]|(?<=.)h")
"""What writers leave out: all vowels, and an h that is not the first sound (Dhayra, Dahira)."""
_DOUBLED = re.compile(r"(.)\1+")


def readings(name: str) -> tuple[str, ...]:
    """The name, and what it is where х stands for h, and ch for kh as in German and Polish."""
    return tuple(dict.fromkeys((name, name.translate(_X_AS_H), name.replace("Ch", "Kh").replace("ch", "kh"))))


def consonants(name: str) -> str:
    """The key of the name's consonants, "" for a name that has too few of them to be told by."""
    key = _DOUBLED.sub(r"\1", _WEAK.sub("", _sounds(name)))
    return MARK + key if len(key) >= FEWEST else ""


def likeness(name: str, other: str) -> float:
    """How much two names with the same consonants sound alike, from 0 to 1."""
    from rapidfuzz.distance import OSA

    return OSA.normalized_similarity(_sounds(name), _sounds(other))


def _sounds(name: str) -> str:
    """The name without its articles, in the consonants and the three vowels that Arabic writes."""
    words = romanised(fold(name)).split()
    if not all(map(str.isascii, words)):
        return ""
    latin = "".join([word for word in words[:-1] if word not in _ARTICLES] + words[-1:])
    for cluster, sound in _CLUSTERS:
        latin = latin.replace(cluster, sound)
    latin = _DOUBLED.sub(r"\1", _OTHER.sub("", latin.translate(_VOWELS)))
    return _FEMININE.sub("a", _DIPHTHONG.sub("", latin))
