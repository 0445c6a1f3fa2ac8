"""The words of tables for reports, in the languages that the page speaks. Records are never translated."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "uk", "ru")


def words(language: str) -> Mapping[str, str]:
    """Words by key, such as "date", "status.disputed" or "stance.denies"."""
    place = LANGUAGES.index(language)
    return {key: texts[place] for key, texts in _WORDS.items()}


_WORDS = {
    "number": ("No.", "№", "№"),
    "date": ("Date", "Дата", "Дата"),
    "event": ("Event", "Подія", "Событие"),
    "place": ("Place", "Місце", "Место"),
    "status": ("Status", "Статус", "Статус"),
    "claims": ("Who says what", "Хто що каже", "Кто что говорит"),
    "as_of": ("Data as of {date}", "Дані станом на {date}", "Данные на {date}"),
    "reported": (
        "Everything here is what someone reported. Nothing was verified on the spot.",
        "Усе тут хтось повідомив. На місці нічого не перевіряли.",
        "Всё здесь кто-то сообщил. На месте ничего не проверяли.",
    ),
    "no_date": ("date not known", "дата невідома", "дата неизвестна"),
    "no_claims": ("no report", "немає повідомлень", "нет сообщений"),
    "archived": ("archived copy", "архівна копія", "архивная копия"),
    "killed": ("{figure} killed", "{figure} загиблих", "{figure} погибших"),
    "injured": ("{figure} injured", "{figure} поранених", "{figure} раненых"),
    "status.corroborated": ("Corroborated", "Підтверджено кількома", "Подтверждено несколькими"),
    "status.one_side": ("One side only", "Лише одна сторона", "Только одна сторона"),
    "status.disputed": ("Disputed", "Суперечливо", "Спорно"),
    "status.denied": ("Denied", "Заперечено", "Отрицается"),
    "status.unsourced": ("Unsourced", "Без джерела", "Без источника"),
    "precision.point": ("Exact spot", "Точне місце", "Точное место"),
    "precision.settlement": ("Settlement", "Населений пункт", "Населённый пункт"),
    "precision.near_settlement": (
        "Near a settlement",
        "Поблизу населеного пункту",
        "Вблизи населённого пункта",
    ),
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
}
