"""Turn the exports of other projects into records of geomap. Each importer is a table of columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from geomap.importers.acled import ACLED
from geomap.importers.columns import read_columns
from geomap.importers.dates import ORDERS
from geomap.importers.engine import Imported, convert
from geomap.importers.geoconfirmed import GEOCONFIRMED
from geomap.importers.model import Importer
from geomap.importers.reading import opened
from geomap.importers.timemap import TIMEMAP
from geomap.importers.ucdp import UCDP
from geomap.importers.viina import VIINA

__all__ = ["IMPORTERS", "ORDERS", "Imported", "import_table"]

IMPORTERS: Mapping[str, Importer] = {
    "acled": ACLED,
    "ucdp": UCDP,
    "viina": VIINA,
    "geoconfirmed-kml": GEOCONFIRMED,
    "timemap": TIMEMAP,
}


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
