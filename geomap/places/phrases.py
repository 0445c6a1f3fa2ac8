"""What a writer put around a place name: "the village of X", "5 km north of X", "X, Donetsk", "у X", "X (Sumy Oblast)".

`read` takes a phrase apart. It knows words of English, Russian, Ukrainian, German and Polish for kinds of places, for
nearness, for bearings and for borders; what is left is the name, and what stood beside it after a comma is context.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

Relation = Literal["", "near", "border"]

_KINDS = r"""
villages? of|village|villages|towns? of|town|city of|cities of|city|settlements? of|settlement|urban-type settlement
rural settlement|hamlet of|hamlet|the|municipality of|community of|farmstead|khutor|khutir|stanitsa|selo|posyolok
poselok|selyshche|locality of|suburb of
с\.|с|село|села|селе|селі|селом|селу|сіл[аі]|сёла|смт\.?|пгт\.?|м\.|г\.|гор\.|город|города|городе|городом|городу|місто
міста|місті|містом|містечко|містечка|містечку
п\.|пос\.|посёлок|поселок|посёлка|поселка|посёлке|поселке|посёлком|поселком|селище|селища|селищі|селищем|д\.|дер\.
деревня|деревни|деревне|деревней|деревню|х\.|хутор|хутора|хуторе|хуторі|хутором|хутір|рп|р\.\s?п\.
сл\.|слобод[аеуыиі]|слободою|с-ще|аул
ст\.|станица|станицы|станице|станицей|н\.\s?п\.|нп|населённый пункт|населенный пункт|населений пункт
населённого пункта|населенного пункта|населеного пункту|населённом пункте|населенном пункте|населеному пункті
населённым пунктом|населенным пунктом|населеним пунктом|городского типа|міського типу
stadt|dorf|ort|ortschaft|siedlung|das dorf|die stadt|dem dorf|der stadt|wieś|wsi|miasto|miasta|mieście|miejscowość
miejscowości|village de|village d|villages de|ville de|la ville de|le village de|localité de|commune de
ciudad de|pueblo de|aldea de|localidad de|cidade de|aldeia de|vila de|città di|villaggio di
kənd|kəndi|qəsəbəsi|şəhəri|qəsəbə|məntəqəsi
"""
_QUALITIES = r"""
small|little|tiny|large|border|frontline|front-line|nearby|neighbou?ring|strategic|occupied|besieged|contested|liberated
captured|central|downtown|(?:north|south|east|west)ern|(?:north|south)-?(?:east|west)ern|приграничн\w+|прикордонн\w+
(?:северн|южн|восточн|западн|центральн)\w{2,3}|(?:північн|південн|східн|західн|центральн)\w{1,3}
"""
_SIDE = r"(?:the\s+)?(?:(?:(?:north|south|east|west)(?:-?(?:east|west))?(?:ern)?|immediate|far|very)\s+)?"
_AT_SIDE = rf"""
(?:(?:on|in|at|to|from|into)\s+)?{_SIDE}
(?:(?:outskirts|suburbs?|vicinity|parts?|edges?|direction)\s+of|areas?\s+(?:of|around|near)|(?:approach(?:es)?|entrance|roads?)\s+to)
"""
_NEAR = r"""
(?:the )?(?:cent(?:er|re)|heart|middle) of
near the|near to|near|over the|close to the|close to|around|outside of|outside|not far from|next to|adjacent to|over
toward|towards|approaching|in the countryside near
возле|около|близ|вблизи|недалеко от|неподалёку от|неподалеку от|рядом с|под|над|в районе|районе|район|в окрестностях
окрестности|окрестностях|на окраине|окраина|окраине|на (?:\w+ой|\w+ей) окраине|в пригороде|пригород|на подступах к
в направлении|на въезде в|поблизости от|в сторону|у бік|в бік
біля|поблизу|неподалік від|неподалік|недалеко від|поруч з|під|в районі|у районі
районі|на околиці|на околицях|околиці|околиця|околицях|на \w+ій околиці|у передмісті|передмістя|навколо|довкола|поруч із
у напрямку|в напрямку|на підступах до|прилеглі населені пункти біля|in der nähe von|nahe|bei|unweit von|am rande von
koło|pod|w pobliżu|niedaleko|obok|na obrzeżach|près de|aux abords de|aux environs de|cerca de|perto de|vicino a
nei pressi di|en direction de|nad
"""
_NEAR_AFTER = r"""
area|areas|district area|outskirts|suburbs?|vicinity|environs|direction|region area|cent(?:er|re)
(?:city|town|district) cent(?:er|re)
and (?:the |its )?(?:surrounding|nearby|neighbou?ring) (?:\w+)|and (?:its )?surroundings|and environs
border crossing|border checkpoint|crossing|checkpoint|railway station|train station|airport|airfield|air-?base|air base
front|front-?line|axis|sector|neighbou?rhood|old (?:city|town)|corridor
(?:gas (?:metering|measuring) |power |bus )station
(?:и|с) окрестност\w+|(?:та|і|й) околиц\w+|направление|напрямок
"""
_IN = r"in|at|from|into|to|on|through|в|во|у|на|из|с|со|к|до|від|от|з|із|зі|по|через|за|w|we|z|do|aus|nach|à|en|em"
_BORDER = r"""
border area of|border areas of|border region of|border regions of|border zone of|border strip of|border districts of
border territories of|border with|border area in|border areas in|border of|borderland of|borderlands of|frontier of
the border area of|the border areas of|the border region of|the border regions of|the border zone of|the border with
the border of|the borderlands of|the border districts of
приграничье|приграничья|приграничные районы|приграничных районах|приграничном районе|приграничная зона|прикордоння
прикордонні райони|прикордонних районах|прикордонному районі|граница|границе|кордон|кордоні|grenzgebiet
grenzgebiet von
"""
_LOCAL = r"(?:(?:городск|муниципальн|сельск|міськ|сільськ|селищн|територіальн|территориальн|объединенн)\w+\s+){0,2}"
_DISTRICT = rf"""
(?:(?:municipal|urban|city|administrative|rural) )?(?:district|okrug)|raion|rayon|rajon|rayonu|rejon|hromada|community
municipality|{_LOCAL}(?:район|округ|громад|общин)(?:[аеуыиіо]|ом|ою|ой)?|р-н[ауеі]?|отг|тг
"""
_DISTRICT_OF = r"""
(?:district|raion|municipality|community|hromada) of|raion|rayon|rajon|rejon|powiat|gmina|kreis|landkreis|bezirk
"""
_OF_UNIT = r"""
област[іи]|обл\.?|края|краю|республик[иі]|республіки
р-н[ау]|район[ау]|громад[иі]|отг|тг|(?:городского |муниципального )?округа
"""
_SPOT = r"""
street|avenue|lane|square|plant|factory|works|refinery|depot|hospital|clinic|school|university|college|market|mall|park
highway|road|motorway|bridge|dam|reservoir|substation|station|checkpoint|crossing|customs|barracks|base|garrison|prison
stadium|church|monastery|mosque|cemetery|camp|mine|quarry|farm|forest|neighbou?rhood|quarter|microdistrict|suburb
district|port|harbou?r|airport|airfield|air-?base|air base|building|house|council|administration|headquarters
улиц\w+|ул\.|вулиц\w+|вул\.|завод\w*|больниц\w+|лікарн\w+|школ\w+|кпп|мапп|пункт\w* пропуск\w+|гис|тэц|тец|аэс|аес|нпз
склад\w*|мост\w*|м[иі]крорайон\w*|квартал\w*|аэродром\w*|аеродром\w*|станци\w+|станці\w+|ферм\w+|застав\w+|трасс\w+
"""
_TOWN_SPOT = r"""
hospital|clinic|school|university|college|market|mall|park|square|stadium|church|mosque|cemetery|council|administration
headquarters|neighbou?rhood|quarter|microdistrict|prison|police station|city hall
"""
"""What lies within the place that it is called after."""
_TOWARDS = r"направлени[еия]|направлением|напрям(?:ок|ку|ком)|напрямі|direction|axis"
_COMPASS = {
    0: "north|northern|к северу|севернее|на север|на північ|північніше|nördlich|na północ",
    45: "north-?east|north-?eastern|к северо-востоку|северо-восточнее|на северо-восток|на північний схід"
    "|північно-східніше|nordöstlich|na północny wschód",
    90: "east|eastern|к востоку|восточнее|на восток|на схід|східніше|östlich|na wschód",
    135: "south-?east|south-?eastern|к юго-востоку|юго-восточнее|на юго-восток|на південний схід"
    "|південно-східніше|südöstlich|na południowy wschód",
    180: "south|southern|к югу|южнее|на юг|на південь|південніше|südlich|na południe",
    225: "south-?west|south-?western|к юго-западу|юго-западнее|на юго-запад|на південний захід"
    "|південно-західніше|südwestlich|na południowy zachód",
    270: "west|western|к западу|западнее|на запад|на захід|західніше|westlich|na zachód",
    315: "north-?west|north-?western|к северо-западу|северо-западнее|на северо-запад|на північний захід"
    "|північно-західніше|nordwestlich|na północny zachód",
}
_COMPARED = r"севернее|восточнее|южнее|западнее|північніше|східніше|південніше|західніше"


def _any(text: str) -> str:
    """Alternatives of a regular expression, longest first, with spaces of any length."""
    parts = sorted(filter(None, re.split(r"\n|[|](?![^(]*\))", text)), key=len, reverse=True)
    return "(?:" + "|".join(part.replace(" ", r"\s+") for part in parts) + ")"


_DIRECTION = "(?:" + "|".join(f"(?P<b{degrees}>{_any(words)})" for degrees, words in _COMPASS.items()) + ")"
_KM = (
    r"(?:за\s+|в\s+|у\s+|about\s+|some\s+|around\s+|approximately\s+)?"
    r"(?P<km>\d+(?:[.,]\d+)?)\s*(?:-\s*)?(?:kms?|kilomet(?:er|re)s?|км|кілометр\w*|километр\w*)\.?"
)
_OF = r"(?:of|from|от|від|von|od)"
_BESIDE = (
    re.compile(rf"{_KM}\s+(?:to\s+the\s+)?{_DIRECTION}\s+(?:{_OF}\s+)?(?P<name>.+)", re.I),
    re.compile(rf"(?:to\s+the\s+)?{_DIRECTION}\s+{_OF}\s+(?P<name>.+)", re.I),
    re.compile(rf"(?:{_any(_COMPARED)})\s+(?P<name>.+)", re.I),
    re.compile(rf"{_KM}\s+{_OF}\s+(?P<name>.+)", re.I),
)
_BESIDE_AFTER = re.compile(rf"(?P<name>.+?),?\s+{_KM}\s+(?:to\s+the\s+)?{_DIRECTION}", re.I)
_BY_KM = re.compile(rf"(?P<name>.+?)\s+by\s+{_KM}$", re.I)
_LEADS = {
    "border": re.compile(rf"(?:(?:{_IN})\s+)?{_any(_BORDER)}\s+(?P<name>.+)", re.I),
    "near": re.compile(rf"(?:{_any(_NEAR)}|{''.join(_AT_SIDE.split())})\s+(?P<name>.+)", re.I),
}
_TRAILS = re.compile(rf"(?:the\s+)?(?P<name>.+?)(?:'s)?\s+{_any(_NEAR_AFTER)}$", re.I)
_LEADING_KIND = re.compile(rf"{_any(_KINDS + _QUALITIES)}(?:\s+|(?<=\.)|(?<=\bd)['’])(?P<name>.+)", re.I)
_TRAILING_KIND = re.compile(rf"(?P<name>.+?)\s+(?:{_any(_KINDS)})$", re.I)
_LEADING_IN = re.compile(rf"(?:{_IN})\s+(?P<name>.+)", re.I)
_DISTRICTS = (
    re.compile(rf"(?:the\s+)?(?P<name>(?:(?!\s(?:and|и|і|та)\s).)+?)\s+{_any(_DISTRICT)}", re.I),
    re.compile(rf"(?:the\s+)?{_any(_DISTRICT_OF)}\s+(?P<name>.+)", re.I),
)
_UNIT_AFTER = re.compile(rf"(?P<name>.+?)\s+(?P<unit>\S+(?:ого|[ео]й|ої)\s+{_any(_OF_UNIT)})", re.I)
_AT_SPOT = (
    re.compile(rf"(?:.+\s)?{_any(_SPOT)}(?:\s.+?)?\s+(?:of|near|at|outside|{_IN})\s+(?P<name>.+)", re.I),
    re.compile(rf"(?P<name>.+?)['’]s\s+(?:.+\s)?{_any(_SPOT)}", re.I),
)
_BEFORE_SPOT, _AFTER_SPOT = (
    re.compile(rf"(?P<name>.+)\s+{_any(_TOWN_SPOT)}", re.I),
    re.compile(rf"(?:[^\W\d_]+\s+){{0,2}}{_any(_SPOT)}\s+(?P<name>.+)", re.I),
)
_HAS_SPOT = re.compile(rf"(?:.+\s)?{_any(_SPOT)}(?:\s.+)?", re.I)
_ONLY_NEAR = re.compile(rf"(?:{_IN}|{_any(_NEAR + _BORDER)})(?:\s+{_any(_QUALITIES)})*", re.I)
_LAND = re.compile(r"\S+[щч]ин(?:[аіиуеы]|ою|ой)", re.I)
_DIRECTED = re.compile(rf"(?P<name>\S*(?:[сзц]ь?к\w{{1,3}}|sk\w{{1,3}}))\s+(?:{_TOWARDS})", re.I)
_LATIN = re.compile("[A-Za-z]")
_IN_WORD = re.compile(_IN, re.I)
_BORDER_AFTER = re.compile(r"(?:the\s+)?(?P<name>.+?)(?:'s)?\s+border(?:\s+(?:area|areas|region|regions|zone))?$", re.I)
_OTHER_SPELLING = re.compile(
    r"\s*/\s*(?=\S)|[\s,(]+(?:formerly|previously|also known as|also called|aka|a\.k\.a\.|ehemals|früher"
    r"|(?:formerly|also) known as|ранее|бывш\w+|прежн\w+|колишн\w+|раніше|або|или)\s+",
    re.I,
)
_PAIR = re.compile(
    r"(?:(?:the\s+)?(?:road|area|border)?\s*(?:in\s+)?between|между|між|zwischen|pomiędzy|między)?\s*"
    r"(?P<one>[^,]+?)\s+(?:and|&|и|і|й|та|und|et|y|i|e)\s+(?P<other>[^,]+)",
    re.I,
)
_BRACKETS = re.compile(r"[(\[](?P<inside>[^()\[\]]*)[)\]]")


SPOT_WORDS = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name and what stood around it. `bearing` in degrees clockwise from north, `km` from the place itself."""

    name: str
    context: tuple[str, ...] = ()
    relation: Relation = ""
    bearing: float | None = None
    km: float | None = None
    is_inflected: bool = False  # a preposition stood before it
    called_after: Literal["", "district", "near"] = ""  # the name of a district or direction, made of that of its seat
    others: tuple[str, ...] = ()  # what else the writer called it: after a slash, in brackets, after "formerly"


def read(text: str) -> Phrase:
    """The phrase taken apart; `name` is never empty where the text is not."""
    text = unicodedata.normalize("NFC", text).strip().rstrip(".:")
    called, *others = _OTHER_SPELLING.split(text)
    whole, context = _without_brackets(called or text)
    first, *rest = [part for part in re.split(r"\s*(?:,(?!\d)|;)\s*", whole) if part] or [whole]
    others = [*others, *_in_another_script(first, context)]
    called_too = tuple(filter(None, (other.strip(" ,()") for other in others)))
    phrase = Phrase(first, (*rest, *context), others=called_too)
    if match := _BESIDE_AFTER.fullmatch(whole):
        return _beside(replace(phrase, name=match["name"], context=context), match)
    return _simplified(_parted(phrase))


def pair(text: str) -> tuple[str, str] | None:
    """The two names of "between Sudzha and Kozinka", "Суджа и Козинка"; None for one name."""
    match = _PAIR.fullmatch(unicodedata.normalize("NFC", text).strip())
    return (match["one"], match["other"]) if match else None


def kindless(phrase: Phrase) -> Phrase:
    """The phrase without words for kinds of places: "the village of Lyman" -> "Lyman"."""
    while True:
        match = _LEADING_KIND.fullmatch(phrase.name) or _TRAILING_KIND.fullmatch(phrase.name)
        if not match:
            return phrase
        phrase = replace(phrase, name=match["name"].strip())


def is_land(name: str) -> bool:
    """True for a name in -щина, which is that of a region or of a district."""
    return _LAND.fullmatch(name) is not None


def says_district(name: str) -> bool:
    """True for "Shebekinsky district", "Сумський р-н" and the like."""
    return any(pattern.fullmatch(name) for pattern in _DISTRICTS)


def is_spot(name: str) -> bool:
    """True for "Central Street", "КПП Суджа": what is smaller than a place, and lies in or near one."""
    return _HAS_SPOT.fullmatch(name) is not None


def spots(name: str) -> Iterator[str]:
    """The places that a spot may be in: "Kanal district of Chasiv Yar", "Vovchansk hospital", "КПП Суджа"."""
    yield from (match["name"] for pattern in _AT_SPOT if (match := pattern.fullmatch(name)))
    if match := _AFTER_SPOT.fullmatch(name):
        yield match["name"]
    if match := _BEFORE_SPOT.fullmatch(name):  # of "Vovchansk children's hospital" the first word is the place
        words = match["name"].split()
        yield from (" ".join(words[:number]) for number in range(len(words), max(0, len(words) - SPOT_WORDS), -1))


def splits(name: str) -> Iterator[tuple[str, str]]:
    """A name of several words as a name and what may be its region: "Kapan Syunik", "Sumy region Konotop"."""
    words = name.split()
    for number in range(1, len(words)):
        head, tail = words[:number], words[number:]
        if len(tail) > 1 and _IN_WORD.fullmatch(tail[0]):
            tail = tail[1:]
        yield " ".join(head), " ".join(tail)
        yield " ".join(tail), " ".join(head)


def _simplified(phrase: Phrase) -> Phrase:
    by = _BY_KM.fullmatch(phrase.name)
    if by:
        phrase = replace(phrase, name=by["name"], km=_number(by["km"]), relation="near")
    for pattern in _BESIDE:
        if match := pattern.fullmatch(phrase.name):
            return _beside(replace(phrase, name=match["name"]), match)
    for relation, pattern in _LEADS.items():
        if match := pattern.fullmatch(phrase.name):
            is_near = relation == "near"
            near = replace(phrase, name=match["name"], relation="near" if is_near else "border", is_inflected=True)
            return _called_after(_plain(near)) if is_near else _plain(near)
    if match := _BORDER_AFTER.fullmatch(phrase.name):
        return replace(phrase, name=match["name"], relation="border")
    if (after := _called_after(_plain(phrase))).called_after:
        return after
    if match := _TRAILS.fullmatch(phrase.name):
        return _plain(replace(phrase, name=match["name"], relation="near", others=(*phrase.others, phrase.name)))
    return _plain(phrase)


def _plain(phrase: Phrase) -> Phrase:
    """Without a preposition, which may be an article or the like in another language ("At Turbah", "En Naqoura")."""
    match = _LEADING_IN.fullmatch(phrase.name)
    if not match:
        return phrase
    return replace(phrase, name=match["name"], is_inflected=True, others=(*phrase.others, phrase.name))


def _called_after(phrase: Phrase) -> Phrase:
    """The phrase as the name of a district ("Shebekinsky district", "Сумщина") or of a direction, if it is one."""
    if match := _DIRECTED.fullmatch(phrase.name):
        others = (*phrase.others, phrase.name)
        return replace(phrase, name=match["name"], relation="near", called_after="near", others=others)
    if match := next(filter(None, (pattern.fullmatch(phrase.name) for pattern in _DISTRICTS)), None):
        others = (*phrase.others, phrase.name)
        return replace(phrase, name=match["name"], called_after="district", others=others)
    return replace(phrase, called_after="district") if _LAND.fullmatch(phrase.name) else phrase


def _parted(phrase: Phrase) -> Phrase:
    """The phrase without a unit in the genitive after the name, which is context: "Липці Харківського району"."""
    while (match := _UNIT_AFTER.fullmatch(phrase.name)) and not _ONLY_NEAR.fullmatch(match["name"]):
        phrase = replace(phrase, name=match["name"], context=(match["unit"], *phrase.context))
    return phrase


def _beside(phrase: Phrase, match: re.Match[str]) -> Phrase:
    found = match.groupdict()
    bearing = next((float(name[1:]) for name, text in found.items() if name.startswith("b") and text), None)
    km = _number(found["km"]) if found.get("km") else phrase.km
    name = phrase.name.strip(" ,")
    return replace(phrase, name=name, relation="near", bearing=bearing, km=km, is_inflected=True)


def _without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    inside = tuple(part.strip() for found in _BRACKETS.findall(text) for part in found.split(",") if part.strip())
    outside = _BRACKETS.sub(" ", text).strip()
    return (" ".join(outside.split()), inside) if outside else (text, ())


def _in_another_script(name: str, context: tuple[str, ...]) -> list[str]:
    """What stands in brackets is the name again where it is written in another script: "Nabatieh (النبطية)"."""
    return [part for part in context if _LATIN.search(name) and not _LATIN.search(part)]


def _number(text: str) -> float:
    return float(text.replace(",", "."))
