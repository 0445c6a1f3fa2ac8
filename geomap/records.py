"""The codebook as code: every table, column and value that a record may have.

The frames' schema, `geomap check` and the codebook in data/README.md are all made from what stands
here, so a column is described once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text",  # any text
    "list",  # texts parted by ";"
    "category",  # one of `values`
    "date",  # YYYY, YYYY-MM, YYYY-MM-DD or START/END, optionally with a time and zone
    "degrees",  # decimal degrees, WGS 84
    "number",  # a decimal number
    "count",  # a whole number, zero or more
    "country",  # ISO 3166-1 alpha-2
    "language",  # ISO 639-1
    "url",  # http or https
]


@dataclass(frozen=True, slots=True)
class Value:
    """One allowed value of a category column."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record file."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[Value, ...] = ()

    @property
    def allowed(self) -> tuple[str, ...]:
        return tuple(value.name for value in self.values)


@dataclass(frozen=True, slots=True)
class Table:
    """One record file: its name, what one row is, and its columns in their usual order."""

    name: str
    row_is: str
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)


EVENT_TYPES = (
    Value("incursion", "Armed people cross, or are said to try to cross, the border"),
    Value("ground_clash", "Fighting on the ground at a place"),
    Value("capture", "Taking or holding a place is claimed"),
    Value("shelling", "Artillery, mortar or rocket fire at a place"),
    Value("air_strike", "Aircraft, missile or drone attack"),
    Value("losses", "A count of losses over a day or a longer time"),
    Value("civil_measure", "Evacuation, closure, entry limit or other measure for civilians"),
    Value("statement", "An announcement, pledge, order or appeal"),
    Value("other", "None of these"),
)

LOCATION_PRECISIONS = (
    Value("point", "An exact spot: a building, a crossing, a bridge"),
    Value("settlement", "Somewhere in a named town or village"),
    Value("near_settlement", "Near a named town or village, not in it"),
    Value("district", "Somewhere in a district (admin2)"),
    Value("region", "Somewhere in one or more regions (admin1)"),
    Value("border_segment", "Somewhere along a stretch of the border"),
    Value("country", "Somewhere in a country: listed, not drawn"),
    Value("unknown", "Not known: listed, not drawn"),
)

DATE_PRECISIONS = (
    Value("day", "One day"),
    Value("range", "From one day to another"),
    Value("week", "One week, given by its first day"),
    Value("month", "One month"),
    Value("year", "One year"),
    Value("unknown", "No date is known; the date stays empty"),
)

STANCES = (
    Value("asserts", "Says that what the event's title claims happened"),
    Value("denies", "Says that it did not happen"),
    Value("revises", "Replaces what the same speaker said earlier"),
)

OUTCOMES = (
    Value("attempted", "It was tried; how it ended is not said"),
    Value("entered", "The attackers got in"),
    Value("not_entered", "The attackers did not get in"),
    Value("fighting", "Fighting goes on, nobody holds the place"),
    Value("captured", "The attackers hold the place"),
    Value("repelled", "The attack was beaten off"),
    Value("retaken", "The defenders hold the place again"),
    Value("hit", "The target was hit"),
    Value("intercepted", "The weapon was shot down or jammed"),
    Value("carried_out", "The measure was taken or the act was done"),
    Value("blocked", "The measure was prevented"),
)

STATUSES = (
    Value("unsourced", "No report makes the claim"),
    Value("one_side", "Asserted, by speakers of one camp only"),
    Value("corroborated", "Asserted by speakers of two camps or more, none denies it"),
    Value("disputed", "Asserted and denied, or the camps claim different outcomes"),
    Value("denied", "Only denied"),
)

PLACE_KINDS = (
    Value("point", "An exact spot"),
    Value("settlement", "A town or village"),
    Value("district", "A district (admin2), drawn as a disc around its seat"),
    Value("region", "A region (admin1)"),
    Value("border_segment", "A stretch of the border"),
    Value("country", "A country"),
    Value("unknown", "Cannot be located; `note` says why"),
)

LOCK_STATUSES = (
    Value("found", "One place fits"),
    Value("ambiguous", "Several places fit; none was chosen"),
    Value("not_found", "No place fits"),
)


def _casualties() -> tuple[Column, ...]:
    words = {"killed": "killed", "injured": "injured"}
    return tuple(
        Column(
            f"{noun}_{bound}",
            "count",
            f"{label} number of {words[noun]} that the speaker gives",
        )
        for noun in words
        for bound, label in (("low", "Lowest"), ("best", "Stated"), ("high", "Highest"))
    )


EVENTS = Table(
    "events.csv",
    "one event: what is said to have happened, where and when",
    (
        Column("event_id", "text", "Unique, stable name of the event"),
        Column("date", "date", "Day, range, month or year; as local at the place; empty where unknown", required=True),
        Column(
            "date_precision",
            "category",
            "How exact the date is; derived from its form where empty",
            values=DATE_PRECISIONS,
        ),
        Column("title", "text", "The claimed act in a few neutral words", required=True),
        Column("event_type", "category", "Kind of act", values=EVENT_TYPES),
        Column("actors", "list", "Who is said to have acted, parted by ;"),
        Column("place", "text", "Name of the place, as in places.csv where it is there", required=True),
        Column("country", "country", "Country that the place lies in"),
        Column("admin1", "list", "Region or regions (first-level unit), parted by ;"),
        Column("admin2", "text", "District (second-level unit)"),
        Column("lat", "degrees", "Latitude given by the curator"),
        Column("lon", "degrees", "Longitude given by the curator"),
        Column("coordinate_source_url", "url", "Where the curator's coordinates come from"),
        Column("location_precision", "category", "What the place stands for", values=LOCATION_PRECISIONS),
        Column("location_note", "text", "What a reader must know of the place, such as why it is not located"),
        Column("summary", "text", "A short neutral account that names who says what"),
        Column("status_override", "category", "Status set by a curator instead of the rule", values=STATUSES),
        Column("status_reason", "text", "Why the curator set it"),
        Column("recorded_on", "date", "Day on which the row was written"),
        Column("note", "text", "Remark for readers"),
    ),
)

REPORTS = Table(
    "reports.csv",
    "one claim: who says what about which event, in which publication",
    (
        Column("report_id", "text", "Unique, stable name of the claim"),
        Column("event_id", "text", "The event it is about", required=True),
        Column("claim", "text", "What is claimed, in our own words", required=True),
        Column("speaker", "text", "Who makes the claim; empty where its source does not say", required=True),
        Column("speaker_side", "text", "Side that the speaker speaks for, as declared in map.toml"),
        Column("stance", "category", "Towards the event's title", required=True, values=STANCES),
        Column("outcome_claimed", "category", "How the speaker says it ended", values=OUTCOMES),
        *_casualties(),
        Column("casualties_of", "text", "Whose losses the numbers count"),
        Column("casualties_as_reported", "text", "The numbers in the words of the report"),
        Column("place_as_reported", "text", "The place in the spelling and script of the report"),
        Column("claimed_on", "date", "Day on which the speaker said it, where known"),
        Column("source_name", "text", "The article, where the publisher alone does not name it"),
        Column("publisher", "text", "Who published the report"),
        Column("source_url", "url", "Address under which the report was read"),
        Column("archive_url", "url", "Address of an archived copy"),
        Column("published_on", "date", "Date of publication"),
        Column("retrieved_on", "date", "Day on which the report was read"),
        Column("language", "language", "Language of the report"),
        Column("recorded_on", "date", "Day on which the row was written"),
        Column("note", "text", "Remark for readers"),
    ),
)

PLACES = Table(
    "places.csv",
    "one place with the source of its coordinates",
    (
        Column("place", "text", "Name that events use", required=True),
        Column("kind", "category", "What the place is", required=True, values=PLACE_KINDS),
        Column("country", "country", "Country that it lies in"),
        Column("admin1", "list", "Region or regions, parted by ;"),
        Column("admin2", "text", "District"),
        Column("lat", "degrees", "Latitude; of the seat for a district"),
        Column("lon", "degrees", "Longitude; of the seat for a district"),
        Column("radius_km", "number", "Radius of the disc that stands for a district"),
        Column("coordinate_source_url", "url", "Where the coordinates come from"),
        Column("coordinate_note", "text", "How exact they are, how the radius was chosen"),
        Column("name_en", "text", "English name (any name_xx column gives the name in language xx)"),
        Column("name_uk", "text", "Ukrainian name"),
        Column("name_ru", "text", "Russian name"),
        Column("other_names", "list", "Other spellings met in reports, parted by ;"),
        Column("note", "text", "Remark for readers, such as why there are no coordinates"),
    ),
)

LOCK = Table(
    "resolved.csv",
    "how one place name was resolved; kept from build to build",
    (
        Column("place", "text", "Name as in the event", required=True),
        Column("country", "country", "Country as in the event"),
        Column("admin1", "list", "Region as in the event"),
        Column("status", "category", "What came of it", required=True, values=LOCK_STATUSES),
        Column("name", "text", "Name of the place that was found"),
        Column("lat", "degrees", "Latitude"),
        Column("lon", "degrees", "Longitude"),
        Column("location_precision", "category", "What the answer stands for", values=LOCATION_PRECISIONS),
        Column("method", "text", "How it was found"),
        Column("score", "number", "How well the name and its context fit, 0 to 1"),
        Column("gazetteer_id", "text", "Identifier in the gazetteer"),
        Column("candidates", "text", "What else it could have been"),
        Column("reviewed_by", "text", "Who checked it; a build never changes a row that has a name here"),
        Column("reviewed_on", "date", "Day of the check"),
        Column("note", "text", "Remark of the reviewer"),
    ),
)

YES_NO = (Value("yes", "It is so"), Value("no", "It is not so"))

COMPUTED = (
    Column("date_start", "date", "First day that the date may mean"),
    Column("date_end", "date", "Last day that the date may mean"),
    Column("status", "category", "What the reports say of the event, taken together", values=STATUSES),
    Column("status_rule", "text", "The clause of the rule that decided the status"),
    Column("camps_for", "list", "Camps whose speakers assert the event"),
    Column("camps_against", "list", "Camps whose speakers deny it"),
    Column("pin_lat", "degrees", "Latitude at which the map shows the event; empty where it is no pin"),
    Column("pin_lon", "degrees", "Longitude at which the map shows the event; empty where it is no pin"),
    Column("coordinates_bad", "category", "Whether coordinates were given that are wrong", values=YES_NO),
    Column("location_method", "text", "How the place was found"),
    Column("location_source", "text", "Address or gazetteer entry that the position comes from"),
    Column("location_score", "number", "How well the name and its context fit, 0 to 1"),
    Column("location_name", "text", "Name of the place that was found"),
    Column("location_reason", "text", "Why the event is not located, or is drawn as an area"),
    Column("drawn_as", "text", "What stands for the event that is no pin: regions, a disc or a stretch of border"),
    Column("border_side", "list", "Country or countries, of the border's two, that it lies in"),
    Column("region", "list", "Region or regions that it lies in"),
    Column("region_id", "list", "Their ISO 3166-2 codes"),
    Column("distance_km", "number", "Geodesic distance from the border; of an area, of its nearest part"),
    Column("in_zone", "category", "Whether it lies in the border zone", values=YES_NO),
)
"""What a build adds to an event. An export holds these columns for its readers; a build makes them anew."""

TABLES = (EVENTS, REPORTS, PLACES, LOCK)

FLAT_REQUIRED = ("date", "place", "title")
"""What a single table must have; a report's columns may stand in it too, one report a row."""

PINNED = frozenset({"point", "settlement", "near_settlement"})
