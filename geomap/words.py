"""The words around the records in tables and figures, in the languages that the page speaks.

Records are never translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from geomap.settings import Settings

LANGUAGES = ("en", "uk", "ru")


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Mapping[str, str]:
    """Words by key, such as "date", "status.disputed" or "legend.type"."""
    place = LANGUAGES.index(language)
    return MappingProxyType({key: texts[place] for key, texts in (_PAGE | _OWN).items()})


def first_language(settings: Settings) -> str:
    """The first language of map.toml that there are words in."""
    return next((code for code in settings.languages if code in LANGUAGES), LANGUAGES[0])


_PAGE = {
    "event_type.incursion": ("Incursion", "Вторгнення", "Вторжение"),
    "event_type.ground_clash": ("Ground clash", "Бій", "Бой"),
    "event_type.capture": ("Capture", "Захоплення", "Захват"),
    "event_type.shelling": ("Shelling", "Обстріл", "Обстрел"),
    "event_type.air_strike": ("Air or drone strike", "Удар з повітря або дроном", "Удар с воздуха или дроном"),
    "event_type.losses": ("Losses", "Втрати", "Потери"),
    "event_type.civil_measure": ("Civil measure", "Захід для цивільних", "Мера для гражданских"),
    "event_type.statement": ("Statement", "Заява", "Заявление"),
    "event_type.other": ("Other", "Інше", "Другое"),
    "status.corroborated": ("Corroborated", "Підтверджено кількома", "Подтверждено несколькими"),
    "status.one_side": ("One side only", "Лише одна сторона", "Только одна сторона"),
    "status.disputed": ("Disputed", "Суперечливо", "Спорно"),
    "status.denied": ("Denied", "Заперечено", "Отрицается"),
    "status.unsourced": ("Unsourced", "Без джерела", "Без источника"),
    "precision.point": ("Exact spot", "Точне місце", "Точное место"),
    "precision.settlement": ("Settlement", "Населений пункт", "Населённый пункт"),
    "precision.near_settlement": ("Near a settlement", "Поблизу населеного пункту", "Вблизи населённого пункта"),
    "precision.district": ("District", "Район", "Район"),
    "precision.region": ("Region", "Область", "Область"),
    "precision.border_segment": ("Stretch of the border", "Ділянка кордону", "Участок границы"),
    "precision.country": ("Country only", "Лише країна", "Только страна"),
    "precision.unknown": ("Place not located", "Місце не визначено", "Место не определено"),
    "date_precision.week": ("week", "тиждень", "неделя"),
    "stance.asserts": ("asserts", "стверджує", "утверждает"),
    "stance.denies": ("denies", "заперечує", "отрицает"),
    "stance.revises": ("revises", "уточнює", "уточняет"),
    "outcome.attempted": ("attempted", "спроба", "попытка"),
    "outcome.entered": ("attackers got in", "нападники увійшли", "нападавшие вошли"),
    "outcome.not_entered": ("attackers did not get in", "нападники не увійшли", "нападавшие не вошли"),
    "outcome.fighting": ("fighting goes on", "бої тривають", "бои продолжаются"),
    "outcome.captured": ("attackers hold the place", "місце утримують нападники", "место удерживают нападавшие"),
    "outcome.repelled": ("attack beaten off", "напад відбито", "нападение отбито"),
    "outcome.retaken": (
        "defenders hold the place again",
        "місце знову утримують оборонці",
        "место снова удерживают оборонявшиеся",
    ),
    "outcome.hit": ("target hit", "ціль уражено", "цель поражена"),
    "outcome.intercepted": ("shot down or jammed", "збито або подавлено", "сбито или подавлено"),
    "outcome.carried_out": ("carried out", "здійснено", "осуществлено"),
    "outcome.blocked": ("prevented", "не допущено", "не допущено"),
    "legend.type": ("Colour and sign: kind of event", "Колір і знак: вид події", "Цвет и знак: вид события"),
    "legend.precision": (
        "Shape: how exactly the place is known",
        "Форма: наскільки точно відоме місце",
        "Форма: насколько точно известно место",
    ),
    "legend.area": ("Somewhere in a region", "Десь у межах області", "Где-то в пределах области"),
    "legend.disc": ("Somewhere in a district", "Десь у межах району", "Где-то в пределах района"),
    "legend.segment": ("Somewhere along the border", "Десь уздовж кордону", "Где-то вдоль границы"),
    "legend.area_pile": ("Events of a whole area", "Події цілої місцевості", "События целой местности"),
    "legend.pin": (
        "In a settlement, or at an exact spot",
        "Населений пункт чи точне місце",
        "Населённый пункт или точное место",
    ),
    "legend.ring": ("Near a settlement", "Поблизу населеного пункту", "Вблизи населённого пункта"),
    "legend.border": ("Border", "Кордон", "Граница"),
    "legend.zone": ("Zone of {km} km on each side", "Смуга {km} км з кожного боку", "Полоса {km} км с каждой стороны"),
    "legend.disputed": ("Disputed territory", "Спірна територія", "Спорная территория"),
    "legend.cluster_disputed": ("Some of them disputed", "Серед них є суперечливі", "Среди них есть спорные"),
    "as_of": ("Data as of {date}", "Дані станом на {date}", "Данные на {date}"),
    "reported.note": (
        "Everything on this map is what someone reported. Nothing here was verified on the spot.",
        "Усе на цій карті хтось повідомив. На місці нічого не перевіряли.",
        "Всё на этой карте кто-то сообщил. На месте ничего не проверяли.",
    ),
}
"""As the page says them; a test holds them against its language files."""

_OWN = {
    "number": ("No.", "№", "№"),
    "date": ("Date", "Дата", "Дата"),
    "event": ("Event", "Подія", "Событие"),
    "place": ("Place", "Місце", "Место"),
    "status": ("Status", "Статус", "Статус"),
    "claims": ("Who says what", "Хто що каже", "Кто что говорит"),
    "table.reported": (
        "Everything here is what someone reported. Nothing was verified on the spot.",
        "Усе тут хтось повідомив. На місці нічого не перевіряли.",
        "Всё здесь кто-то сообщил. На месте ничего не проверяли.",
    ),
    "no_date": ("date not known", "дата невідома", "дата неизвестна"),
    "killed": ("{figure} killed", "{figure} загиблих", "{figure} погибших"),
    "injured": ("{figure} injured", "{figure} поранених", "{figure} раненых"),
    "legend.outline": ("Outline: status", "Контур: статус", "Контур: статус"),
    "legend.pile": ("Several events and their types", "Кілька подій та їхні види", "Несколько событий и их виды"),
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
}
