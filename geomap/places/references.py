"""Where everybody can look at an entry of a gazetteer."""

from __future__ import annotations

import re

_OSM = "https://www.openstreetmap.org/"
_PAGES = (
    (re.compile(r"geonames:(\d+)"), "https://www.geonames.org/"),
    (re.compile(r"(?:nominatim|photon):((?:node|way|relation)/\d+)"), _OSM),
)


def page_of(source: str) -> str:
    """The web page of a `location_source` ("geonames:486816"); the source itself where it is none or has none."""
    for pattern, site in _PAGES:
        if found := pattern.fullmatch(source):
            return site + found[1]
    return source
