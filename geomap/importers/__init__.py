"""Turn the exports of other projects into records of geomap. Each importer is a table of columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geomap.importers import acled, ucdp, viina
from geomap.importers.acled import ACLED
from geomap.importers.columns import read_columns
from geomap.importers.engine import Imported, convert
from geomap.importers.geoconfirmed import GEOCONFIRMED
from geomap.importers.model import Importer
from geomap.importers.reading import opened
from geomap.importers.timemap import TIMEMAP
from geomap.importers.ucdp import UCDP
from geomap.importers.viina import VIINA
from geomap.records import EVENTS, REPORTS

__all__ = ["CODES", "IMPORTERS", "Imported", "import_table", "sources_of"]

IMPORTERS: Mapping[str, Importer] = {
    "acled": ACLED,
    "ucdp": UCDP,
    "viina": VIINA,
    "geoconfirmed-kml": GEOCONFIRMED,
    "timemap": TIMEMAP,
}

CODES = tuple(
    (importer.name, column, ", ".join(code for code, other in codes.items() if other == value), value)
    for importer, column, codes in (
        (ACLED, "location_precision", acled.LOCATION),
        (UCDP, "location_precision", ucdp.LOCATION),
        (VIINA, "location_precision", viina.PRECISION),
        (ACLED, "date_precision", acled.TIME),
        (UCDP, "date_precision", ucdp.DATE),
    )
    for value in dict.fromkeys(codes.values())
)
"""Classes of precision: importer, column of geomap, the source's codes, the value that they become."""


def sources_of(importer: Importer) -> dict[tuple[str, str], tuple[str, ...]]:
    """For each (file, column) of geomap the source's columns that it is made of; none for a constant."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for item in importer.events:
        found.setdefault((EVENTS.name, item.to), {}).update(dict.fromkeys(item.of))
    for claims in importer.claims:
        for item in claims.fields:
            names = (part for name in item.of for part in claims.parts.get(name, (name,)))
            found.setdefault((REPORTS.name, item.to), {}).update(dict.fromkeys(names))
    return {key: tuple(names) for key, names in found.items()}


def import_table(
    file: str | Path,
    output: str | Path,
    *,
    form: str = "",
    columns: str | Path | None = None,
    date_order: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> Imported:
    """Turn `file` into a new folder `output` with events.csv, reports.csv, map.toml and problems.csv.

    `form` is a key of IMPORTERS; `columns` the path of a mapping of one's own instead. Every record of
    the source becomes one event, and its columns are kept under <prefix>_<name>; what does not fit is
    in `problems` of the result and in problems.csv. CSV and KML are read as streams, so memory does
    not grow with them. Raises LoadError where the file is not of the form, or a date such as 03/04/2024
    asks for `date_order` ("dmy" or "mdy"); OutputError where the folder is there already.
    """
    importer = read_columns(Path(columns)) if columns else IMPORTERS[form]
    with opened(Path(file), encoding=encoding, delimiter=delimiter, sheet=sheet) as source:
        return convert(importer, source, Path(output), date_order=date_order)
