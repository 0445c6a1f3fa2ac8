"""UCDP GED: the global CSV in the columns of its codebook (version 5 to 25), and data frames saved from it.

Dates are accepted as "2017-07-31 00:00:00.000", as ISO days and as seconds since 1970 that fall on midnight; whole
numbers may be written "300380.0". where_prec 1 to 7 become settlement, near_settlement, district, region,
region (country where no adm_1 is named, noted), country, unknown (noted).

date_start and date_end make the date: a day, a whole month or year, else a range; date_prec 3 is the week where it
spans seven days. A single day whose date_prec says that it is not exact is the month (4), the year (5), or noted (2,
3).

Each article becomes a report, out of source_office, source_date and source_headline where these agree in number, else
out of source_article; source_original is the speaker where there is one article only.
UCDP itself is one more, which holds low, best and high: its own estimates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomap.importers.codes import DISSOLVED, GLEDITSCH_WARD
from geomap.importers.convert import constant, count, lat, listed, lon, number_text, url
from geomap.importers.dates import day, epoch_day, range_of
from geomap.importers.model import Cells, Claims, Field, Importer, Noted, Result
from geomap.tables.model import Flaw

LOCATION = {
    **{"1": "settlement", "2": "near_settlement", "3": "district", "4": "region", "5": "region", "6": "country"},
    "7": "unknown",
}
DATE = {"1": "day", "2": "range", "3": "week", "4": "month or range", "5": "year or range"}
"""What the form of the date comes to; the span that is given counts."""

VIOLENCE = {"1": "State-based conflict", "2": "Non-state conflict", "3": "One-sided violence"}

_ARTICLE = re.compile(r"(?P<office>.*?),(?P<date>\d{4}-\d\d-\d\d),(?P<headline>.*)", re.DOTALL)


def _date(start: str, end: str, precision: str) -> Result:
    """The span as a date of the codebook, never more exact than date_prec says."""
    first, last = epoch_day(start), epoch_day(end)
    for found in (first, last):
        if isinstance(found, Flaw):
            return found
    span = range_of(str(first), str(last))
    if not isinstance(span, str) or len(span) != 10:
        return span
    code = number_text(precision)
    if code in ("4", "5"):
        return span[: 7 if code == "4" else 4]
    if code in ("2", "3"):
        message = f"date_prec {code} says that the day is not exact, but only one day is given."
        return Noted(span, Flaw(message, "Widen the date in the new events.csv.", "import.date", "warning"))
    return span


def _date_precision(start: str, end: str, precision: str) -> Result:
    """Only where the form of the date does not tell it: a week."""
    first, last = epoch_day(start), epoch_day(end)
    if number_text(precision) != "3" or isinstance(first, Flaw) or isinstance(last, Flaw) or not first or not last:
        return ""
    from datetime import date

    return "week" if (date.fromisoformat(last) - date.fromisoformat(first)).days == 6 else ""


def _location_precision(precision: str, adm_1: str) -> Result:
    code = number_text(precision)
    if code == "7" or (code == "5" and not adm_1.strip()):
        word = "country" if code == "5" else LOCATION[code]
        message = f"where_prec {code} has no equal here; {word!r} stands for it."
        return Noted(
            word, Flaw(message, "Choose a location_precision in the new events.csv.", "import.code", "warning")
        )
    if not code or code in LOCATION:
        return LOCATION.get(code, "")
    return Flaw("where_prec is a code from 1 to 7.", "Mend the code in the source.", "import.code")


def _country(country_id: str, year: str) -> Result:
    code, when = number_text(country_id), number_text(year)
    if not code:
        return ""
    number = int(code) if code.isdigit() else -1
    if number in DISSOLVED and when.isdigit() and int(when) <= DISSOLVED[number]:
        message = f"the state of {when} has since broken up, so the country of today is not known."
        return Flaw(message, "Name the country in the new events.csv.", "import.country", "warning")
    known = GLEDITSCH_WARD.get(number)
    return known or Flaw("it is no state number of Gleditsch and Ward.", "Mend the code.", "import.country")


def _title(violence: str, side_a: str, side_b: str, dyad: str) -> str:
    kind = VIOLENCE.get(number_text(violence), "")
    sides = " – ".join(filter(None, (side_a.strip(), side_b.strip()))) or dyad.strip()
    return ": ".join(filter(None, (kind, sides)))


def _articles(row: Cells) -> Iterator[Cells]:
    """The articles of a row, each with `office`, `date`, `headline`, `article`, and `speaker` or `note`."""
    original = row.get("source_original", "").strip()
    articles = _listed(row) or _quoted(row) or _whole(row)
    for article in articles:
        yield {**article, **({"speaker": original} if len(articles) == 1 else _note(original))}


def _listed(row: Cells) -> list[dict[str, str]]:
    """The lists of offices, dates and headlines, if they are of one length; a headline may hold a semicolon."""
    offices, dates, headlines = (row.get(f"source_{name}", "").split(";") for name in ("office", "date", "headline"))
    articles = _quotes(row)
    if not offices[0] or not len(offices) == len(dates) == len(headlines):
        return []
    texts = articles if len(articles) == len(offices) else [""] * len(offices)
    parts = zip(offices, dates, headlines, texts, strict=True)
    return [{"office": o, "date": d, "headline": h, "article": text} for o, d, h, text in parts]


def _quoted(row: Cells) -> list[dict[str, str]]:
    """The parts of source_article, `"office,date,headline";"..."`, if all are of that form."""
    articles = _quotes(row)
    found = [_ARTICLE.fullmatch(article) for article in articles]
    pairs = zip(articles, found, strict=True)
    return [{"article": article, **match.groupdict()} for article, match in pairs if match] if all(found) else []


def _whole(row: Cells) -> list[dict[str, str]]:
    """A text of another form names one source, or several that cannot be told apart."""
    text = row.get("source_article", "").strip()
    names = {name: row.get(f"source_{name}", "") for name in ("office", "headline")}
    return [{**names, "headline": text or names["headline"], "article": text}] if text or any(names.values()) else []


def _quotes(row: Cells) -> list[str]:
    text = row.get("source_article", "").strip()
    return text.strip('"').split('";"') if text.startswith('"') else [text] if text else []


def _note(original: str) -> dict[str, str]:
    return {"note": f"Original sources of the event: {original}"} if original else {}


UCDP = Importer(
    name="UCDP GED",
    prefix="ucdp",
    needs=("id", "date_start", "date_end", "latitude", "longitude"),
    events=(
        Field("event_id", ("id",), number_text),
        Field("date", ("date_start", "date_end", "date_prec"), _date),
        Field("date_precision", ("date_start", "date_end", "date_prec"), _date_precision),
        Field("title", ("type_of_violence", "side_a", "side_b", "dyad_name"), _title),
        Field("actors", ("side_a", "side_b"), listed),
        Field("place", ("where_coordinates",)),
        Field("country", ("country_id", "year"), _country),
        Field("admin1", ("adm_1",)),
        Field("admin2", ("adm_2",)),
        Field("lat", ("latitude",), lat),
        Field("lon", ("longitude",), lon),
        Field("location_precision", ("where_prec", "adm_1"), _location_precision),
        Field("location_note", ("where_description",)),
        Field("summary", ("source_headline",)),
    ),
    claims=(
        Claims(
            (
                Field("speaker", (), constant("Uppsala Conflict Data Program")),
                Field("publisher", (), constant("UCDP GED")),
                Field("killed_low", ("low",), count),
                Field("killed_best", ("best",), count),
                Field("killed_high", ("high",), count),
                Field("casualties_of", (), constant("all sides and civilians")),
            )
        ),
        Claims(
            (
                Field("speaker", ("speaker",)),
                Field("source_name", ("headline",)),
                Field("publisher", ("office",)),
                Field("source_url", ("article",), url),
                Field("published_on", ("date",), day),
                Field("note", ("note",)),
            ),
            _articles,
            {
                "office": ("source_office", "source_article"),
                "date": ("source_date", "source_article"),
                "headline": ("source_headline", "source_article"),
                "article": ("source_article",),
                "speaker": ("source_original",),
                "note": ("source_original",),
            },
        ),
    ),
    credits=("Events: UCDP Georeferenced Event Dataset, Uppsala Conflict Data Program, ucdp.uu.se, CC BY 4.0.",),
    gaps=(
        "UCDP does not say the kind of act, so the type of event is unknown.",
        "Numbers of killed are estimates of UCDP, not of the articles that it names.",
    ),
)
