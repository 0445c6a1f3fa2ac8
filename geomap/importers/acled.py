"""ACLED: the CSV (or XLSX) of its export tool and of its API, in the columns of its codebook.

Dates are accepted as "12 March 2024" (export tool), "2024-03-12" (API) and "12-Mar-2024"; a date such as 03/04/2024
needs --date-order. A row of HXL tags under the header (as the Humanitarian Data Exchange has it) is left out and noted.

geo_precision 1, 2, 3 become settlement, near_settlement, region. time_precision 1 is a day, 2 the week
(from its Monday; ACLED gives any day of it), 3 the month. Each of `source` becomes a report, and
ACLED itself one that holds the notes and the fatalities, which are its own estimate.
"""

from __future__ import annotations

from collections.abc import Iterator

from geomap.importers.convert import chosen, constant, count, country_name, first, joined, lat, listed, lon
from geomap.importers.dates import day, moment_day, week
from geomap.importers.model import Cells, Claims, Field, Importer, Result
from geomap.tables.model import Flaw

LOCATION = {"1": "settlement", "2": "near_settlement", "3": "region"}
TIME = {"1": "day", "2": "week", "3": "month"}

EVENT_TYPES = {
    "Armed clash": "ground_clash",
    "Government regains territory": "capture",
    "Non-state actor overtakes territory": "capture",
    "Non-violent transfer of territory": "capture",
    "Air/drone strike": "air_strike",
    "Shelling/artillery/missile attack": "shelling",
    "Agreement": "statement",
} | dict.fromkeys(
    (
        *("Chemical weapon", "Suicide bomb", "Remote explosive/landmine/IED", "Grenade"),
        *("Sexual violence", "Attack", "Abduction/forced disappearance"),
        *("Peaceful protest", "Protest with intervention", "Excessive force against protesters"),
        *("Violent demonstration", "Mob violence"),
        *("Arrests", "Change to group/activity", "Disrupted weapons use", "Headquarters or base established"),
        *("Looting/property destruction", "Other"),
    ),
    "other",
)


def _date(text: str, precision: str, *, order: str = "") -> Result:
    """The day, the Monday of its week or its month, as the time precision says."""
    found = day(text, order=order)
    if isinstance(found, Flaw) or len(found) < 10:
        return found
    return {"2": week(found), "3": found[:7]}.get(precision.strip(), found)


def _title(sub_event_type: str, actor1: str, actor2: str) -> str:
    actors = " – ".join(filter(None, (actor1.strip(), actor2.strip())))
    return ": ".join(filter(None, (sub_event_type.strip(), actors)))


def _sources(row: Cells) -> Iterator[Cells]:
    for source in filter(None, map(str.strip, row.get("source", "").split(";"))):
        yield {**row, "source": source}


ACLED = Importer(
    name="ACLED",
    prefix="acled",
    needs=("event_id_cnty", "event_date", "latitude", "longitude"),
    aliases={"data_id": "event_id_cnty", "event_id": "event_id_cnty"},
    events=(
        Field("event_id", ("event_id_cnty",)),
        Field("date", ("event_date", "time_precision"), _date, takes_order=True),
        Field("date_precision", ("time_precision",), chosen(TIME)),
        Field("title", ("sub_event_type", "actor1", "actor2"), _title),
        Field(
            "event_type", ("sub_event_type",), chosen(EVENT_TYPES, fix="Choose an event_type in the new events.csv.")
        ),
        Field("actors", ("actor1", "assoc_actor_1", "actor2", "assoc_actor_2"), listed),
        Field("place", ("location",)),
        Field("country", ("iso", "country"), lambda iso, country: country_name(first(iso, country))),
        Field("admin1", ("admin1",)),
        Field("admin2", ("admin2",)),
        Field("lat", ("latitude",), lat),
        Field("lon", ("longitude",), lon),
        Field("location_precision", ("geo_precision",), chosen(LOCATION)),
        Field("summary", ("notes",)),
        Field("recorded_on", ("timestamp",), moment_day),
    ),
    claims=(
        Claims(
            (
                Field("claim", ("notes",)),
                Field("speaker", (), constant("ACLED")),
                Field("publisher", (), constant("ACLED")),
                Field("killed_best", ("fatalities",), count),
                Field("recorded_on", ("timestamp",), moment_day),
            )
        ),
        Claims((Field("publisher", ("source",)), Field("note", ("source_scale",), joined(""))), _sources),
    ),
    credits=(
        "Events: Armed Conflict Location & Event Data (ACLED), acleddata.com; its terms limit what may be shared.",
    ),
    gaps=(
        "Numbers of killed are estimates of ACLED, not of the sources that it names.",
        "ACLED names sources, but not who says what: the speaker of a claim is mostly unknown.",
    ),
)
