"""GeoConfirmed: the KML (or KMZ, or zip with doc.kml) of its map export.

Each placemark is an event at an exact spot. Its name begins with the date ("12 MAR 2024"); where it does not, TimeStamp
or TimeSpan gives it. The description (HTML) gives title and summary; each address in it becomes a report, and a
placemark without any is a report of GeoConfirmed itself. It names no place: the coordinates stand for it.
The colour of the icon gives the side that the event is filed under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomap.importers.convert import URL, first, host, lat, lon, place_at, plain, title
from geomap.importers.dates import day, range_of
from geomap.importers.model import Cells, Claims, Field, Importer, Result
from geomap.tables.model import Flaw

SIDES = {
    "0051CA": "Ukraine",
    "3184FF": "Ukraine (civilian)",
    "E00000": "Russia",
    "FF6666": "Russia (civilian)",
    "6A1D00": "North Korea",
    "400080": "Belarus",
    "0A5900": "NATO",
    "65BB59": "NATO (civilian)",
}

_NAME_DATE = re.compile(r"\s*([0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2})\b")
_COLOUR = re.compile(r"(?:icons/|CIRCLES_|#)([0-9A-Fa-f]{6})\b|_([0-9A-Fa-f]{6})_")
_OWN = ("twitter.com/GeoConfirmed", "x.com/GeoConfirmed")


def _date(name: str, when: str, begin: str, end: str) -> Result:
    found = _NAME_DATE.match(name)
    if found:
        return day(found[1])
    if when:
        return day(when)
    first_day, last_day = day(begin), day(end)
    for read in (first_day, last_day):
        if isinstance(read, Flaw):
            return read
    return range_of(str(first_day), str(last_day))


def _title(description: str, name: str) -> str:
    without_links = URL.sub("", plain(description))
    return title(without_links) or title(plain(name))


def _side(style: str) -> str:
    found = _COLOUR.search(style)
    return SIDES.get((found[1] or found[2]).upper(), "") if found else ""


def _links(row: Cells) -> Iterator[Cells]:
    description = row.get("description", "").replace("&amp;", "&")
    links = dict.fromkeys(link.rstrip(".,;)]") for link in URL.findall(description))
    for link in links or ("",):
        yield {**row, "link": link, "publisher": _publisher(link)}


def _publisher(link: str) -> str:
    site = host(link)
    return "GeoConfirmed" if not site or site in _OWN else site


GEOCONFIRMED = Importer(
    name="GeoConfirmed",
    prefix="kml",
    needs=("name", "longitude", "latitude"),
    events=(
        Field("event_id", ("id",)),
        Field("date", ("name", "when", "begin", "end"), _date),
        Field("title", ("description", "name"), _title),
        Field("actors", ("styleUrl",), _side),
        Field("place", ("address", "latitude", "longitude"), lambda address, *at: first(address, place_at(*at))),
        Field("lat", ("latitude",), lat),
        Field("lon", ("longitude",), lon),
        Field("location_precision", ("latitude",), lambda text: "point" if text.strip() else "unknown"),
        Field("summary", ("description",), plain),
    ),
    claims=(
        Claims(
            (
                Field("claim", ("description", "name"), _title),
                Field("publisher", ("publisher",)),
                Field("source_url", ("link",)),
            ),
            _links,
            {"link": ("description",), "publisher": ("description",)},
        ),
    ),
    credits=("Events: GeoConfirmed, geoconfirmed.org, and the volunteers who located them.",),
    gaps=(
        "GeoConfirmed names no places; coordinates stand for them.",
        "The date is that of the footage as far as it is known; the speaker of each source is not recorded.",
    ),
)
