"""VIINA: its event CSV (event_info, alone or joined to event_labels), and tables derived from it by day.

Accepted are the columns of its codebook (event_id, date, geonameid, asciiname, ADM1_NAME, GEO_PRECISION, source, url,
text, lang, t_..._b, a_..._b) and those of tables of events per day (event_id_1pd, sources_matching, source_urls,
representative_text, with several values parted by "|"). Dates are YYYYMMDD.

GEO_PRECISION STREET is a point, a populated place a settlement, ADM2 a district, ADM1 a region; without that column a
place with a name is a settlement. The type of event is the first of its labels in the order of `LABELS`. Each
address is a report.
"""

from __future__ import annotations

from collections.abc import Iterator

from geomap.importers.convert import chosen, first, lat, listed, lon, number_text, title, url
from geomap.importers.dates import day
from geomap.importers.model import Cells, Claims, Field, Importer, Result
from geomap.tables.model import Flaw

PRECISION = {
    "STREET": "point",
    **dict.fromkeys(
        ("PPL", "PPLX", "PPLA", "PPLC", "SETTLEMENT", "CITY", "TOWN", "VILLAGE", "ADM3", "ADM4"), "settlement"
    ),
    "ADM2": "district",
    "ADM1": "region",
    "ADM0": "country",
    "COUNTRY": "country",
}

LABELS = {
    "t_control": "capture",
    "t_occupy": "capture",
    "t_raid": "incursion",
    "t_airstrike": "air_strike",
    "t_artillery": "shelling",
    "t_firefight": "ground_clash",
    "t_armor": "ground_clash",
    "t_ied": "other",
    "t_aad": "other",
    "t_arrest": "other",
    "t_cyber": "other",
    "t_san": "civil_measure",
}

ACTORS = {
    "a_rus": "Russian or Russian-aligned forces",
    "a_ukr": "Ukrainian or Ukrainian-aligned forces",
    "a_civ": "Civilians",
    "a_other": "Third party",
}

_LANGUAGES = {"ua": "uk", "uk": "uk", "ru": "ru", "en": "en"}


def _is_set(flag: str) -> bool:
    return number_text(flag) == "1"


def _type(*flags: str) -> str:
    return next((kind for kind, flag in zip(LABELS.values(), flags, strict=True) if _is_set(flag)), "")


def _actors(*flags: str) -> str:
    """Two flags an actor: the predicted label of the codebook's tables, or the column of a derived one."""
    pairs = zip(ACTORS.values(), flags[::2], flags[1::2], strict=True)
    return listed(*(name for name, label, derived in pairs if _is_set(label) or _is_set(derived)))


def _precision(code: str, name: str) -> Result:
    if not code.strip():
        return "settlement" if name.strip() else ""
    known = PRECISION.get(code.strip().upper())
    return known or Flaw("it is no known GEO_PRECISION.", "Choose a location_precision there.", "import.code")


def _title(text: str) -> str:
    return title(text.split(" || ", maxsplit=1)[0])


def _sources(row: Cells) -> Iterator[Cells]:
    """Addresses with their sources: in pairs, or all of the one source that is named."""
    names, urls = ([part.strip() for part in row.get(name, "").split("|")] for name in ("source", "url"))
    texts = row.get("text", "").split(" || ")
    for number, address in enumerate(urls):
        name = names[number] if len(names) == len(urls) else "; ".join(names)
        text = texts[number] if len(texts) == len(urls) else texts[0]
        yield {**row, "source": name, "url": address, "text": text}


VIINA = Importer(
    name="VIINA",
    prefix="viina",
    needs=("event_id", "date", "latitude", "longitude"),
    aliases={
        "event_id_1pd": "event_id",
        "sources_matching": "source",
        "source_urls": "url",
        "representative_text": "text",
    },
    events=(
        Field("event_id", ("event_id",), number_text),
        Field("date", ("date",), day, takes_order=True),
        Field("title", ("text",), _title),
        Field("event_type", tuple(f"{label}_b" for label in LABELS), _type),
        Field("actors", tuple(name for actor in ACTORS for name in (f"{actor}_b", actor)), _actors),
        Field("place", ("asciiname", "address"), first),
        Field("admin1", ("ADM1_NAME",)),
        Field("admin2", ("ADM2_NAME",)),
        Field("lat", ("latitude",), lat),
        Field("lon", ("longitude",), lon),
        Field("location_precision", ("GEO_PRECISION", "asciiname"), _precision),
        Field("summary", ("text",)),
    ),
    claims=(
        Claims(
            (
                Field("claim", ("text",), title),
                Field("publisher", ("source",)),
                Field("source_url", ("url",), lambda text: url(text) or text.strip()),
                Field("published_on", ("date",), day, takes_order=True),
                Field("language", ("lang",), chosen(_LANGUAGES)),
            ),
            _sources,
        ),
    ),
    credits=("Events: VIINA 2.0, Yuri Zhukov and Natalie Ayers, github.com/zhukovyuri/VIINA, ODbL 1.0.",),
    gaps=(
        "VIINA is made by machine from headlines: places, labels and matches were not checked one by one.",
        "VIINA names the outlet, but not who makes the claim: speakers are unknown.",
        "The date is that of the report; what it tells of may have happened before.",
    ),
)
