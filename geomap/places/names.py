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

# Letters that look the same in print. Pairs hold in the case given only: В looks like B, but в not like b.
_CYRILLIC_LOOK = "АВЕІЈКМНОРСТУХЅаеіјорсухѕһ"
_LATIN_LOOK = "ABEIJKMHOPCTYXSaeijopcyxsh"
_TO_LATIN = str.maketrans(_CYRILLIC_LOOK, _LATIN_LOOK)
_TO_CYRILLIC = str.maketrans(_LATIN_LOOK, _CYRILLIC_LOOK)

_APOSTROPHES = dict.fromkeys(map(ord, "'`´ʹʺʻʼʽʾʿˈˊˋ‘’‚‛“”„″′\"«»׳״՚"))
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+")


def fold(name: str) -> str:
    """The name without what spelling habits change. "" where nothing is left to look up.

    >>> fold("ТЁТКИНО"), fold("Novhorod–Sivers’kyi"), fold("Kурсk")
    ('теткино', 'novhorod siverskyi', 'kypck')
    """
    name = name.translate(_APOSTROPHES)
    if not name.isascii():
        name = _without_marks(_one_script(_without_marks(name)).casefold()).translate(_APOSTROPHES)
    return _BETWEEN_WORDS.sub(" ", name.lower()).strip()


def sound_keys(name: str) -> tuple[str, ...]:
    """One or two coarse keys of how the name sounds; names whose keys meet may be the same name.

    Lower-case letters stand for themselves, capitals for sounds that Latin writes with several letters;
    spaces, apostrophes, soft signs and doubled letters are gone. A name with š, ž or č has two keys,
    since writers drop such marks (Zupanja) or spell them out (Zhupanja). Equal folds share a key.
    """
    folded = fold(name)
    return tuple(dict.fromkeys(_sound_key(form) for form in {folded: 0, _spelt_out(name) or folded: 0}))


def _spelt_out(name: str) -> str:
    """The fold of a name with š as sh, ž as zh and č as ch; "" where it has none of them."""
    if name.isascii() or not _SIBILANT.search(composed := unicodedata.normalize("NFC", name).lower()):
        return ""
    return fold(composed.translate(_SPELT_OUT))


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    if decomposed.isascii():
        return decomposed
    return "".join(c for c in decomposed if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")


def _one_script(text: str) -> str:
    """Words that mix Cyrillic and Latin, written in the one script that their telling letters show."""
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

# Cyrillic letters after folding (й, ї and ё have lost their marks) in plain English press spelling.
_ROMAN = str.maketrans(
    dict(zip("абвгґдезиіклмнопрстуфыэєјәөүұқғңһѕ", "abvhhdeziiklmnoprstufieeiaouuknhhz", strict=False))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
    | {"љ": "l", "њ": "n", "ђ": "d", "ћ": "ch", "џ": "dzh"}
)

_SOUNDS = {
    **{"shch": "SQ", "schtsch": "SQ", "szcz": "SQ", "sch": "S", "sh": "S", "sz": "S", "zh": "Z"},
    **{"tsch": "Q", "tch": "Q", "ch": "Q", "cz": "Q", "ts": "C", "tz": "C", "ck": "k", "c": "C", "q": "k"},
    **{"kh": "x", "gh": "h", "g": "h", "w": "v", "ou": "u", "ph": "f", "y": "i", "j": "i"},
}
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_GLIDE = re.compile("i+[eo]")  # ye, ie, je, yo, io, jo: all of them stand for е, є or ё
_DOUBLED = re.compile(r"(.)\1+")


def _sound_key(folded: str) -> str:
    latin = folded.replace("ьо", "ио").translate(_ROMAN).replace(" ", "")
    if not latin.isascii():
        latin = fold(_ascii(latin)).replace(" ", "")
    sounds = _SOUND.sub(lambda found: _SOUNDS[found[0]], latin)
    return _DOUBLED.sub(r"\1", _GLIDE.sub("e", sounds))


def _ascii(text: str) -> str:
    from anyascii import anyascii  # its tables are read only for scripts that need them

    return anyascii(text)
