"""Toponyms made comparable: `fold` for spelling habits, `sound_keys` for scripts and transliterations.

`fold` makes equal what differs only in writing: composed or decomposed form, accents, case, ё and е,
apostrophes, hyphens, kinds of space, and letters of the other script that look the same.

`sound_keys` go further: a name in Cyrillic and its usual Latin forms (BGN/PCGN, ISO 9, KMU 2010,
scholarly, press) meet in one key, so Tyotkino, Tetkino, Тёткино and Тьоткіно are one. They are coarse
by design: a key that fits is a candidate, and the resolver prefers one whose folded name fits too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Letters that look the same in print. Pairs hold in the case given only: В looks like B, but в not like b.
_CYRILLIC_LOOK = "АВЕІЈКМНОРСТУХЅаеіјорсухѕһ"
_LATIN_LOOK = "ABEIJKMHOPCTYXSaeijopcyxsh"
_TO_LATIN = str.maketrans(_CYRILLIC_LOOK, _LATIN_LOOK)
_TO_CYRILLIC = str.maketrans(_LATIN_LOOK, _CYRILLIC_LOOK)

_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛“”„″′\"«»׳״՚"))
_SPACING_ACCENT = re.compile(" (?=[\u0300-\u036f])")  # what ´ decomposes to, and writers put for an apostrophe
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_]+")
_CYRILLIC_LETTER = re.compile("[Ѐ-ԯ]")
_LATIN_LETTER = re.compile("[A-Za-zª-ɏ]")


@lru_cache(maxsize=100_000)
def fold(name: str) -> str:
    """The name without what spelling habits change. "" where nothing is left to look up.

    >>> fold("ТЁТКИНО"), fold("Novhorod–Sivers’kyi"), fold("Kурсk")
    ('теткино', 'novhorod siverskyi', 'kypck')
    """
    if name.isascii() and name.isalpha():
        return name.lower()
    name = name.translate(_APOSTROPHES)
    if not name.isascii():
        name = _without_marks(_one_script(_without_marks(name)).casefold()).translate(_APOSTROPHES)
    return _BETWEEN_WORDS.sub(" ", name.lower()).strip()


@lru_cache(maxsize=100_000)
def sound_keys(name: str) -> tuple[str, ...]:
    """One to three coarse keys of how the name sounds; names whose keys meet may be the same name.

    Lower-case letters stand for themselves, capitals for sounds that Latin writes with several letters;
    spaces, apostrophes, soft signs and doubled letters are gone. A name with š, ž or č has two keys,
    since writers drop such marks (Zupanja) or spell them out (Zhupanja), and one in Azerbaijani has that of
    the English press (Ağcakənd, Aghjakand). Equal folds share a key.
    """
    return tuple(dict.fromkeys(_sound_key(form) for form in dict.fromkeys((fold(name), *_spelt_out(name)))))


def romanised(folded: str) -> str:
    """A folded name with its Cyrillic letters in Latin ones, as the English press writes them."""
    return folded.replace("ьо", "ио").translate(_ROMAN)


def join_keys(keys: Iterable[str]) -> str:
    """The sound key of a name of several words, from the keys of its words."""
    return _DOUBLED.sub("", "".join(keys))


def _spelt_out(name: str) -> Iterator[str]:
    """The fold of a name with š as sh, ž as zh and č as ch, and of one with ə or ı as English has Azerbaijani."""
    if name.isascii():
        return
    composed = unicodedata.normalize("NFC", name).lower()
    for letters, spelt in ((_SIBILANT, _SPELT_OUT), (_AZERBAIJANI, _IN_ENGLISH)):
        if letters.search(composed):
            yield fold(composed.translate(spelt))


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    if decomposed.isascii():
        return decomposed
    decomposed = _SPACING_ACCENT.sub("", decomposed)
    return decomposed.translate(_UNMARKED)


class _Unmarked(dict[int, int | None]):
    """For `str.translate`: nothing for marks and for what only formats; each character is looked up once."""

    def __missing__(self, code: int) -> int | None:
        is_mark = unicodedata.combining(chr(code)) or unicodedata.category(chr(code)) == "Cf"
        self[code] = None if is_mark else code
        return self[code]


_UNMARKED = _Unmarked()


def _one_script(text: str) -> str:
    """Words that mix Cyrillic and Latin, written in the one script that their telling letters show."""
    if not (_CYRILLIC_LETTER.search(text) and _LATIN_LETTER.search(text)):
        return text
    return _WORD.sub(lambda word: _unmixed(word[0]), text)


def _unmixed(word: str) -> str:
    if not {"cyrillic", "latin"} <= {_script(c) for c in word}:
        return word
    telling = {_script(c) for c in word if c not in _CYRILLIC_LOOK and c not in _LATIN_LOOK} - {""}
    if telling == {"cyrillic"}:
        return word.translate(_TO_CYRILLIC)
    return word if "cyrillic" in telling else word.translate(_TO_LATIN)


def _script(character: str) -> str:
    if "Ѐ" <= character <= "ԯ":
        return "cyrillic"
    return "latin" if character < "ɐ" and character.isalpha() else ""


_SPELT_OUT = str.maketrans(
    dict.fromkeys("šśşșŝ", "sh") | dict.fromkeys("žżźẑ", "zh") | dict.fromkeys("čćçĉ", "ch") | {"ğ": "gh"}
)
_SIBILANT = re.compile(f"[{''.join(map(chr, _SPELT_OUT))}]")
_AZERBAIJANI = re.compile("[əı]")
_IN_ENGLISH = str.maketrans({"ə": "a", "c": "j", "q": "g", "x": "kh", "ğ": "gh", "ç": "ch", "ş": "sh", "ı": "i"})

# Cyrillic letters after folding (й, ї and ё have lost their marks) in plain English press spelling.
_ROMAN = str.maketrans(
    dict(zip("абвгґдезиіклмнопрстуфыэєјәөүұқғңһѕ", "abvhhdeziiklmnoprstufieeiaouuknhhz", strict=False))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | {"љ": "l", "њ": "n", "ђ": "d", "ћ": "ch", "џ": "dzh"}
)

# What Latin spellings write with several letters, longest first, so that none is taken for a part of another.
_CLUSTERS = (
    *(("schtsch", "SQ"), ("shch", "SQ"), ("szcz", "SQ"), ("tsch", "Q"), ("tch", "Q"), ("sch", "S"), ("ch", "Q")),
    *(("cz", "Q"), ("sh", "S"), ("sz", "S"), ("zh", "Z"), ("kh", "x"), ("gh", "h"), ("ph", "f")),
    *(("ts", "C"), ("tz", "C"), ("ck", "k"), ("ou", "u")),
)
_LETTERS = str.maketrans("gwyjqc", "hviikC")
_GLIDE = re.compile("i+[eo]")  # ye, ie, je, yo, io, jo: all of them stand for е, є or ё
_DOUBLED = re.compile(r"(.)(?=\1)")


def _sound_key(folded: str) -> str:
    latin = romanised(folded).replace(" ", "")
    if not latin.isascii():
        latin = fold(_ascii(latin)).replace(" ", "")
    for cluster, sound in _CLUSTERS:
        latin = latin.replace(cluster, sound)
    return _DOUBLED.sub("", _GLIDE.sub("e", latin.translate(_LETTERS)))


def _ascii(text: str) -> str:
    from anyascii import anyascii  # its tables are read only for scripts that need them

    return anyascii(text)
