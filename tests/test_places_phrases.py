"""What stands around a place name is taken apart, and names in running text meet their gazetteer form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.places.forms import nominatives, readings, sisters
from geomap.places.lookup import look_up
from geomap.places.names import fold, sound_keys
from geomap.places.phrases import kindless, pair, read

PHRASES = {
    "the village of Kozinka": ("Kozinka", ""),
    "с. Рижівка": ("Рижівка", ""),
    "смт Краснопілля": ("Краснопілля", ""),
    "outskirts of Sudzha": ("Sudzha", "near"),
    "near Lozova Rudka": ("Lozova Rudka", "near"),
    "біля Сум": ("Сум", "near"),
    "Grayvoron area": ("Grayvoron", "near"),
    "border area of Kursk Oblast": ("Kursk Oblast", "border"),
    "приграничье Курской области": ("Курской области", "border"),
    "the Kursk border area": ("Kursk", "border"),
    "Rubizhne / Рубіжне": ("Rubizhne", ""),
    "у Ніжині": ("Ніжині", ""),
    "North Ossetia": ("North Ossetia", ""),
    "Nova Kakhovka": ("Nova Kakhovka", ""),
    "on the western outskirts of Vovchansk": ("Vovchansk", "near"),
    "на західній околиці Вовчанська": ("Вовчанська", "near"),
    "in the northern part of Sumy": ("Sumy", "near"),
    "the small border town of Klimovo": ("Klimovo", ""),
    "в районе н.п. Козинка": ("Козинка", "near"),
    "у населённого пункта Нехотеевка": ("Нехотеевка", ""),
    "Lozova Rudka border crossing": ("Lozova Rudka", "near"),
    "city of Belgorod and its surroundings": ("Belgorod", "near"),
    "village d'Arsal": ("Arsal", ""),
    "approaching Belgorod": ("Belgorod", "near"),
    "the centre of Sudzha": ("Sudzha", "near"),
    "on the Vovchansk axis": ("Vovchansk", "near"),
    "Шебекино и окрестности": ("Шебекино", "near"),
    "сл. Белая": ("Белая", ""),
    "Mehtarlam city.": ("Mehtarlam", ""),
    "около Шебекинского района": ("Шебекинского", "near"),
}
BEARINGS = {
    "5 km north of Sudzha": (0, 5),
    "north of Sudzha by 5 km": (0, 5),
    "Sudzha, 5 km to the north": (0, 5),
    "7 км севернее Суджи": (0, 7),
    "за 2,5 км на південний захід від Сум": (225, 2.5),
    "northeast of Kupiansk": (45, None),
}


@pytest.mark.parametrize("text", PHRASES)
def test_words_around_a_name_are_no_part_of_it(text: str) -> None:
    phrase = read(text)
    assert (kindless(phrase).name, phrase.relation) == PHRASES[text]


@pytest.mark.parametrize("text", BEARINGS)
def test_a_bearing_and_a_distance_are_read(text: str) -> None:
    phrase = read(text)
    assert (phrase.bearing, phrase.km, phrase.relation) == (*BEARINGS[text], "near")


@pytest.mark.parametrize("text", ["Lyman, Donetsk", "Lyman (Donetsk)", "Lyman [Donetsk]", "Lyman; Donetsk"])
def test_what_stands_beside_the_name_is_context(text: str) -> None:
    assert (read(text).name, read(text).context) == ("Lyman", ("Donetsk",))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Bakhmut / Artemivsk", "Artemivsk"),
        ("Bakhmut, formerly Artemivsk", "Artemivsk"),
        ("Bakhmut (ранее Артемовск)", "Артемовск"),
        ("Bakhmut (Артемовск)", "Артемовск"),
    ],
)
def test_another_name_of_the_place_is_kept_as_such(text: str, other: str) -> None:
    assert (read(text).name, read(text).others) == ("Bakhmut", (other,))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("м. Вовчанськ Харківської області", ("Харківської області",)),
        ("Липці Харківського району Харківської обл.", ("Харківського району", "Харківської обл")),
        ("Судже Курской области", ("Курской области",)),
        ("приграничье Курской области", ()),
    ],
)
def test_a_unit_in_the_genitive_after_the_name_is_context(text: str, context: tuple[str, ...]) -> None:
    assert read(text).context == context


@pytest.mark.parametrize("text", ["At Turbah", "En Naqoura"])
def test_what_looks_like_a_preposition_may_be_part_of_the_name(text: str) -> None:
    assert text in read(text).others


def test_a_place_in_brackets_is_where_the_name_lies_and_not_its_other_name() -> None:
    assert read("Umlazi (Durban)").others == ()


@pytest.mark.parametrize(
    "text", ["between Sudzha and Gornal", "Sudzha and Gornal", "между Sudzha и Gornal", "Sudzha та Gornal"]
)
def test_two_places_named_together_are_told_apart(text: str) -> None:
    assert pair(text) == ("Sudzha", "Gornal")


@given(st.text(max_size=80))
def test_any_text_is_read_and_a_name_is_never_lost(text: str) -> None:
    phrase = kindless(read(text))
    assert bool(phrase.name) == bool(text.strip(" \t\n")) or not phrase.name.strip()


CASES = {
    "Ніжині": "Ніжин",
    "Белгороде": "Белгород",
    "Великій Писарівці": "Велика Писарівка",
    "Харкові": "Харків",
    "Суджи": "Суджа",
    "Тернополі": "Тернопіль",
    "Рубіжному": "Рубіжне",
    "Новой Таволжанке": "Новая Таволжанка",
    "Сумах": "Суми",
    "Сум": "Суми",
    "Запоріжжям": "Запоріжжя",
    "Часового Яру": "Часовий Яр",
    "Новгороді-Сіверському": "Новгород Сіверський",
    "Каменце-Подольском": "Каменец Подольский",
    "Великому Бурлуці": "Великий Бурлук",
}


@pytest.mark.parametrize("name", CASES)
def test_a_name_in_some_case_may_be_its_nominative(name: str) -> None:
    assert fold(CASES[name]) in map(fold, nominatives(name))


FOREIGN = {"Losowaja": "Lozovaya", "Charków": "Kharkov", "Soezemka": "Suzemka", "Lypzi": "Lyptsi", "Chotin": "Khotin"}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_name_in_another_language_may_mean_the_english_spelling(name: str) -> None:
    assert set(sound_keys(FOREIGN[name])) & {key for form in readings(name) for key in sound_keys(form)}


ROOTS = [("Миколаївка", "Николаевка"), ("Oleksandrivka", "Aleksandrovka"), ("Червона Яруга", "Красная Яруга")]


@pytest.mark.parametrize(
    ("one", "other"), [("Ryzhevka", "Ryzhivka"), ("Рыжевка", "Рижівка"), ("Красное", "Красне"), *ROOTS]
)
def test_sister_endings_meet(one: str, other: str) -> None:
    assert set(sound_keys(other)) & set(sisters(one))


@given(st.text(st.sampled_from("абвгдежзиійклмнопрстуяїєь '-абв"), max_size=60))
def test_proposals_are_few_whatever_the_name(name: str) -> None:
    assert len(list(nominatives(name))) <= 200
    assert len(list(sisters(name))) <= 200


def test_without_a_gazetteer_nothing_is_found() -> None:
    assert list(look_up(read("у Ніжині"), (), has_region=True)) == []
