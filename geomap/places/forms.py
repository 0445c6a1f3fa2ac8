"""Other forms that a name may have in a gazetteer: nominatives of running text, other spelling systems, sister endings.

All of them are proposals only: what no gazetteer knows is dropped. The rules are those of the languages, none is for
a single name. Endings serve better than a dictionary of words here, since village names stand in none.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator

from geomap.places.names import fold, join_keys, sound_keys

MOST = 200
"""So many proposals at most for a name of several words."""

# Case endings of Russian and Ukrainian place names, and the nominative endings that they may stand for.
_NOUNS = """
е: - а о ь я й ы и|і: - а ь я о и й|ї: я й|и: а ь я - ы|ы: а -|у: а - о е|ю: я ь е є й|а: - о е|я: ь е є й|ой: а
ою: а|ей: я а и|ею: я а
ом: - о е|ем: ь е о - й|єм: й|ям: и я|ами: ы и а|ах: ы и а|ям: и я|ями: и я|ях: и я|ам: ы и а
ові: ів ове ово|ова: ів ове ово|ову: ів|овом: ів ове|овим: ів|єві: їв|єва: їв|євом: їв|єву: їв|еві: їв ів
ева: їв ів|еву: ів
ці: ка ець к|зі: га г|сі: ха х|ця: ець|це: ец|ца: ец|цу: ец|цем: ец ець|ку: ок|ке: ок|ка: ок|ку: ок|поля: піль поль
полі: піль|полем: піль поль|полю: піль|ів: и і|їв: ї|ов: ы и|ев: и ы|ок: ки|ек: ки
"""
_ADJECTIVES = """
ого: ое ой ый ий е|его: ее ий е|ому: ое ый ий е о|ом: ое ый ий|ем: ее ий|им: ий е ое|ім: ий е є|ым: ый ое
ої: а|ій: а я ій
ью: ь|ой: ая|ою: ая а|ую: ая|ых: ые ы|их: ие і и|ими: ие і и|ыми: ые|ей: яя|ову: ова|овій: ова|іх: і
"""


def _table(*texts: str) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for rule in "|".join(text.strip().replace("\n", "|") for text in texts).split("|"):
        ending, _, nominatives = rule.partition(":")
        table[ending] = (*table.get(ending, ()), *("" if form == "-" else form for form in nominatives.split()))
    return table


_ENDINGS = _table(_NOUNS, _ADJECTIVES)
_OBLIQUE = re.compile(
    r"(ого|ому|ої|ому|ую|ім|[квнлр]ом|ою|[внл]ці|ском|ськом|ську|скому|ах|ях|ами|ові|єві|еві|городе|граде|инске|овске|ськ[іу])$"
)
_CYRILLIC = re.compile("[а-яёіїєґ]+")


def nominatives(name: str) -> Iterator[str]:
    """What a Cyrillic name in some case may be called by itself: "Белгороде" -> "белгород", "белгорода", ..."""
    words = re.split(r"[\s-]+", unicodedata.normalize("NFC", name).casefold().strip(" -"))
    if not all(_CYRILLIC.search(word) for word in words):
        return
    choices = [list(dict.fromkeys([*_word(word), word])) for word in words]
    own = tuple(words)
    for form in itertools.islice(itertools.product(*choices), MOST):
        if form != own:
            yield " ".join(form)


def is_oblique(name: str) -> bool:
    """True for endings that hardly any name has by itself, so that it must stand in running text."""
    return any(_OBLIQUE.search(word) for word in name.casefold().split())


def _word(word: str) -> Iterator[str]:
    for length in (4, 3, 2, 1):
        if len(word) - length >= 2:
            yield from (word[:-length] + form for form in _ENDINGS.get(word[-length:], ()))
    if word[-1:] not in "аеиоуыэюяіїєьй":
        yield word + "и"  # "біля Сум", "возле Черкасс"
        return
    yield word


# How other languages write the sounds of Russian and Ukrainian in Latin; each row is one habit.
_HABITS = (
    (("ch", "kh"),),  # German, Polish, Dutch, Czech
    (("ch", "kh"), (r"(?<=[aeiouy])s(?=[aeiouy])|^s(?=[aeiou])|\bs(?=[aeiou])", "z")),  # German
    ((r"(?<=[aeiouy])s(?=[aeiouy])|\bs(?=[aeiou])", "z"),),
    (("ch", "kh"), (r"(?<![cs])z", "ts")),
    ((r"(?<![cst])z", "ts"),),  # German
    ((r"(?<![cst])z", "ts"), (r"(?<=[aeiouy])s(?=[aeiouy])|\bs(?=[aeiou])", "z")),
    ((r"(?<=[aeiouy])ss(?=[aeiouy])", "s"),),
    ((r"(?<!t)sch(?!tsch)", "zh"),),
    (("dsch", "j"), (r"(?<![st])ch", "kh")),  # German from Turkic and Arabic
    (("ch", "sh"), ("j", "zh"), ("ts?ch", "ch")),  # French
    (("ch", "sh"),),
    (("gu(?=[ei])", "g"), ("qu(?=[ei])", "k"), ("dj", "j")),
    (("oe", "u"), ("tsj", "ch"), ("sj", "sh"), ("ch", "kh"), ("zj", "zh")),  # Dutch
    ((r"(?<!k)sz", "S"), (r"zs", "Z"), (r"cs", "Q"), ("s", "sh"), ("S", "s"), ("Z", "zh"), ("Q", "ch")),  # Hungarian
    (("j", "kh"),),  # Spanish
    (("h", "kh"),),  # ISO 9, Croatian
    (("rz", "r"), ("w", "v"), ("ch", "kh")),  # Polish
    (("x", "kh"),),
    (("x", "sh"),),  # Portuguese
    (("x", "ks"),),
    (("c(?![hz])", "k"),),
    (("q", "g"),),
    (("q", "gh"),),
    (("c", "j"),),  # Turkic
    (("j", "zh"),),
    (("dzh", "j"),),
    (("aa", "a"), ("ee", "i"), ("oo", "u")),  # English from Arabic
    (("o", "u"), ("e", "i")),
)
_READINGS = tuple(tuple((re.compile(pattern), sound) for pattern, sound in habit) for habit in _HABITS)
_COMPOSED = str.maketrans(
    {"â": "ya", "û": "yu", "ŝ": "shch", "ż": "zh", "ź": "z", "ć": "c", "ń": "n", "ö": "yo", "ü": "yu"}
)


def readings(name: str) -> Iterator[str]:
    """A Latin name as writers of other languages meant it: "Losowaja" -> "lozovaya", "Charkiw" -> "kharkiw"."""
    composed = unicodedata.normalize("NFC", name).lower().translate(_COMPOSED)
    forms = dict.fromkeys(fold(form) for form in (composed, name))
    own, *_ = reversed(forms)
    if not own.isascii():
        return
    for form in forms:
        if form != own:
            yield form
        for habit in _READINGS:
            changed = form
            for pattern, sound in habit:
                changed = pattern.sub(sound, changed)
            if changed != form:
                yield changed


# Endings, as they sound, that Russian and Ukrainian names of one place differ in. Both directions are tried.
_SISTERS = (
    *(("ovka", "ivka"), ("evka", "ivka"), ("ov", "iv"), ("ev", "iv"), ("ovo", "ove"), ("evo", "eve"), ("ino", "ine")),
    *(("skoe", "ske"), ("skaia", "ska"), ("oe", "e"), ("aia", "a"), ("ie", "i"), ("hord", "horod"), ("ova", "ovaia")),
    *(("pol", "pil"), ("ovSQina", "iuSQina"), ("iki", "iki"), ("Cii", "Ci"), ("ka", "ki")),
    *(("li", "le"), ("ni", "ne"), ("vi", "ve"), ("ti", "te")),  # Малі, Малые
    *(("lia", "la"), ("nia", "na"), ("tia", "ta")),
)


# Beginnings of words, as they sound, that are another word in Ukrainian than in Russian: first names, colours and the
# like that places are called after, and roots whose vowel differs.
_ROOTS = (
    *(("mikol", "nikol"), ("oleksand", "aleksand"), ("oleksi", "alekse"), ("olen", "elen"), ("andri", "andre")),
    *(("serhi", "serhe"), ("matvi", "matve"), ("timofi", "timofe"), ("kostiantin", "konstantin"), ("han", "an")),
    *(("katerin", "ekaterin"), ("pilip", "filip"), ("hnat", "ihnat"), ("xvedor", "fedor")),
    *(("Qervon", "krasn"), ("bil", "bel"), ("Qorn", "Qern"), ("Zovt", "Zelt")),
    *(("velik", "bolS"), ("seredn", "sredn"), ("horiSn", "verxn"), ("dovh", "dolh")),
    *(("tovst", "tolst"), ("vovQ", "volQ"), ("rih", "roh"), ("dvir", "dvor")),
    *(("perS", "perv"), ("druh", "vtor"), ("orix", "orex"), ("lis", "les"), ("riQ", "reQ")),
    *(("ril", "rel"), ("xlib", "xleb")),
    *(("kamian", "kamen"), ("kamin", "kamen"), ("pisk", "pesk"), ("pisQ", "pesQ"), ("snih", "sneh"), ("sin", "sen")),
    *(("kin", "kon"), ("bir", "bor"), ("brid", "brod"), ("mist", "most"), ("sil", "sel")),
    *(("peremoh", "pobed"), ("Zovtn", "oktiabr"), ("perSotravn", "pervomai"), ("radiansk", "sovetsk")),
)


def sisters(name: str) -> Iterator[str]:
    """Sound keys of the name with the endings and the roots of the sister language in one or all of its words."""
    words = [sound_keys(word)[0] for word in fold(name).split()]
    choices = [[word, *_sister_words(word)] for word in words]
    own = tuple(words)
    yield from (join_keys(form) for form in itertools.islice(itertools.product(*choices), MOST) if form != own)


def _sister_words(word: str) -> Iterator[str]:
    for root in dict.fromkeys((word, *_sister_roots(word))):
        if root != word:
            yield root
        for one, other in _SISTERS:
            for ending, instead in ((one, other), (other, one)):
                if root.endswith(ending) and len(root) > len(ending) + 1:
                    yield root[: len(root) - len(ending)] + instead


def _sister_roots(word: str) -> Iterator[str]:
    for one, other in _ROOTS:
        for root, instead in ((one, other), (other, one)):
            if word.startswith(root) and len(word) > len(root):
                yield instead + word[len(root) :]


def mended(name: str) -> Iterator[str]:
    """The name without one of its letters, or with two neighbours exchanged: what the eye corrects in "Halcyh"."""
    folded = fold(name)
    for at in range(1, len(folded)):
        yield folded[:at] + folded[at + 1 :]
        if at + 1 < len(folded) and folded[at] != folded[at + 1]:
            yield folded[:at] + folded[at + 1] + folded[at] + folded[at + 2 :]


def keys_of(names: Iterable[str]) -> tuple[str, ...]:
    """The sound keys of several names, each once."""
    return tuple(dict.fromkeys(key for name in names for key in sound_keys(name) if key))
