"""The words of a figure, in the languages that the page speaks; those that the page has too are the same there."""

from __future__ import annotations

from collections.abc import Mapping

from geomap.export.words import LANGUAGES
from geomap.export.words import words as table_words


def words(language: str) -> Mapping[str, str]:
    """Words by key, such as "legend.type" or "event_type.shelling", and those of tables for reports."""
    place = LANGUAGES.index(language)
    return {**table_words(language), **{key: texts[place] for key, texts in _WORDS.items()}}


_WORDS = {
    "event_type.incursion": ("Incursion", "Вторгнення", "Вторжение"),
    "event_type.ground_clash": ("Ground clash", "Бій", "Бой"),
    "event_type.capture": ("Capture", "Захоплення", "Захват"),
    "event_type.shelling": ("Shelling", "Обстріл", "Обстрел"),
    "event_type.air_strike": ("Air or drone strike", "Удар з повітря або дроном", "Удар с воздуха или дроном"),
    "event_type.losses": ("Losses", "Втрати", "Потери"),
    "event_type.civil_measure": ("Civil measure", "Захід для цивільних", "Мера для гражданских"),
    "event_type.statement": ("Statement", "Заява", "Заявление"),
    "event_type.other": ("Other", "Інше", "Другое"),
    "legend.type": ("Colour and sign: type", "Колір і знак: вид події", "Цвет и знак: вид события"),
    "legend.status": ("Outline: status", "Контур: статус", "Контур: статус"),
    "legend.precision": ("Shape: precision of the place", "Форма: точність місця", "Форма: точность места"),
    "legend.area": ("Region as a whole", "Область загалом", "Область в целом"),
    "legend.disc": ("District, outline not available", "Район, межі недоступні", "Район, границы недоступны"),
    "legend.segment": ("Along the border", "Уздовж кордону", "Вдоль границы"),
    "legend.pin": ("At a settlement or spot", "У населеному пункті чи точці", "В населённом пункте или точке"),
    "legend.ring": ("Near a settlement", "Поблизу населеного пункту", "Вблизи населённого пункта"),
    "legend.border": ("Border", "Кордон", "Граница"),
    "legend.zone": ("Zone of {km} km on each side", "Смуга {km} км з кожного боку", "Полоса {km} км с каждой стороны"),
    "legend.disputed": ("Disputed territory", "Спірна територія", "Спорная территория"),
    "legend.pile": ("Several events and their types", "Кілька подій та їхні види", "Несколько событий и их виды"),
    "legend.area_pile": ("Events of a whole area", "Події цілої місцевості", "События целой местности"),
    "reported.note": (
        "Everything on this map is what someone reported. Nothing here was verified on the spot.",
        "Усе на цій карті хтось повідомив. На місці нічого не перевіряли.",
        "Всё на этой карте кто-то сообщил. На месте ничего не проверяли.",
    ),
    "counts": (
        "Events: {events}; reports: {reports}",
        "Подій: {events}; повідомлень: {reports}",
        "Событий: {events}; сообщений: {reports}",
    ),
    "dated": ("dated {span}", "дати: {span}", "даты: {span}"),
    "off": ("not on the map", "не на карті", "не на карте"),
    "beyond": ("outside this section of the map", "поза цією ділянкою карти", "вне этого участка карты"),
    "more": ("and {n} more", "і ще {n}", "и ещё {n}"),
    "whole_area": ("whole area", "уся місцевість", "вся местность"),
    "sources": ("Base map: {sources}.", "Основа карти: {sources}.", "Основа карты: {sources}."),
    "scale": ("{km} km at {latitude}", "{km} км на {latitude}", "{km} км на {latitude}"),
    "north": ("N", "Пн", "С"),
    "south_of": ("S", "пд. ш.", "ю. ш."),
    "north_of": ("N", "пн. ш.", "с. ш."),
    "east_of": ("E", "сх. д.", "в. д."),
    "west_of": ("W", "зх. д.", "з. д."),
}
