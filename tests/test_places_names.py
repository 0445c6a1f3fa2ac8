"""Names that are the same to a reader are the same to the resolver."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.places.names import fold, sound_keys

NAMES = st.text(st.characters(codec="utf-8"), max_size=40)
SLAVIC = st.text("абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГДЕЁ'’- abcdefghijklmnopqrstuvwxyzŠšŽžČč", max_size=30)
CYRILLIC = st.text("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ", min_size=1, max_size=20)
LATIN = st.text("abcdefghijklmnopqrstuvwxyz'- šžčéü", max_size=20)

SAME = {
    "Tyotkino": "Tetkino Tëtkino Тёткино Теткино Тьоткіно Tjotkino Tiotkino ТЁТКИНО",
    "Grayvoron": "Graivoron Grajvoron Grajworon Грайворон",
    "Gorkovsky": "Gorkovskii Gorkowskyj Gorkovskiy Горьковский Горьковський Gor'kovskiy",
    "Maysky": "Maisky Майский Майський Majskij Mayskiy",
    "Shebekino": "Шебекино Šebekino Schebekino",
    "Zhuravlyovka": "Zhuravlevka Журавлёвка Žuravlëvka",
    "Bilopillia": "Bilopillya Bilopillja Білопілля",
    "Vovchansk": "Вовчанськ Wowtschansk Vovčansk",
    "Gora–Podol": "Gora-Podol Гора-Подол Gora\N{NO-BREAK SPACE}Podol ГОРА‐ПОДОЛ",
    "Khankendi": "Xankəndi Ханкенди Խանքենդի",
    "Aghdam": "Ağdam Агдам Agdam",
    "Jabrayil": "Cəbrayıl",
    "Khojaly": "Xocalı",
    "Gubadli": "Qubadlı",
    "Aghjabadi": "Ağcabədi",
    "Kəlbəcər": "Kalbajar",
}
PAIRS = [(one, other) for one, others in SAME.items() for other in others.split(" ")]
DIFFERENT = [
    ("Popovka", "Popivka"),
    ("Zolochiv", "Solochiv"),
    ("Khotin", "Kotin"),
    ("Lyman", "Lymanske"),
    ("Rivne", "Rivna"),
]


@given(NAMES | SLAVIC)
def test_folding_a_folded_name_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@given(NAMES | SLAVIC, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_a_name_folds_alike_in_every_unicode_form(name: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, name)) == fold(name)


@given(CYRILLIC | LATIN)
def test_case_does_not_matter(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower())


@given(SLAVIC, st.sampled_from(["-", "–", " ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "  ", "_", " - "]))
def test_hyphens_and_spaces_of_any_kind_are_one(name: str, space: str) -> None:
    assert fold(name.replace(" ", space)) == fold(name)


@given(SLAVIC, st.sampled_from("'’ʼ‘`´ʹ"))
def test_apostrophes_do_not_matter(name: str, mark: str) -> None:
    assert fold(name.replace("'", mark)) == fold(name)


@given(NAMES | SLAVIC)
def test_names_with_equal_folds_share_a_sound_key(name: str) -> None:
    assert set(sound_keys(name)) & set(sound_keys(fold(name)))


@given(CYRILLIC)
def test_every_cyrillic_name_sounds_like_its_own_latin_spelling(name: str) -> None:
    from geomap.places.names import _ROMAN

    latin = fold(name).replace("ьо", "ио").translate(_ROMAN)
    assert set(sound_keys(latin)) == set(sound_keys(name))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert set(sound_keys(one)) & set(sound_keys(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_sound_different_stay_apart(one: str, other: str) -> None:
    assert not set(sound_keys(one)) & set(sound_keys(other))


@pytest.mark.parametrize(
    ("mixed", "plain"),
    [
        ("Kурсk", "Kypck"),
        ("Суджa", "Суджа"),
        ("Bіlopillia", "Bilopillia"),
        ("Тёткинo", "Тёткино"),
        ("Маyский", "Маyский"),
    ],
    ids=lambda name: f"F18-{name}",
)
def test_letters_of_the_other_script_that_look_the_same_are_read_as_meant(mixed: str, plain: str) -> None:
    assert fold(mixed) == fold(plain)


@pytest.mark.parametrize("nothing", ["", "  ", "\N{ZERO WIDTH SPACE}", "—", "'’", "\N{SOFT HYPHEN}"])
def test_a_name_of_nothing_but_marks_folds_to_nothing(nothing: str) -> None:
    assert fold(nothing) == ""
    assert "".join(sound_keys(nothing)) == ""
