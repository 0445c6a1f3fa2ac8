"""`geomap import`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from geomap.commands.common import print_problems

SHOWN = 200
"""Problems that are printed; all are in problems.csv of the new folder."""


@click.command("import")
@click.argument("source", metavar="[FORMAT] FILE", nargs=-1, required=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder to make; must be new.")
@click.option("--map", "columns", type=click.Path(path_type=Path), help="columns.toml for any other table.")
@click.option("--date-order", type=click.Choice(["dmy", "mdy"]), help="Order of dates such as 03/04/2024.")
@click.option("--encoding", default="", help="Encoding of the file, if not UTF-8, such as cp1252.")
@click.option("--delimiter", default="", help="Delimiter of a CSV file, if not a comma.")
@click.option("--sheet", default="", help="Sheet of a workbook, if it has several.")
def import_(source: tuple[str, ...], output: Path, columns: Path | None, **options: Any) -> None:
    """Turn the table of another project into records: OUTPUT gets events.csv, reports.csv and map.toml.

    Each record becomes one event and none is left out. Identifiers, sources and precision are kept,
    and all original columns beside them. What does not fit is listed with file, line and remedy, here
    and in problems.csv. A file that can be read in two ways is refused, with the option that decides.

    \b
    FORMAT            accepted
    acled             CSV or XLSX of the export tool, the API or HDX (HXL tags are
                      skipped); dates 12 March 2024, 12-Mar-2024 or 2024-03-12
    ucdp              CSV of UCDP GED; dates ISO, with a time, or seconds since 1970
    viina             CSV event_info (with event_labels), or events per day; YYYYMMDD
    geoconfirmed-kml  KML, KMZ or zip of the map export; names begin "12 MAR 2024"
    timemap           JSON of the events endpoint, or its table; dates MM/DD/YYYY or ISO

    \b
    Any table with --map columns.toml (CSV, XLSX, JSON):
      [events]
      event_id = "Nr"
      date = "Day"                                    # or ["From", "To"]
      title = ["What", "Where"]                       # joined by ": "
      place = "Where"
      country = {value = "UA"}
      event_type = {column = "Type", values = {arty = "shelling"}}
      [reports]
      publisher = {column = "Sources", split = ";"}   # a report for each part

    CSV is UTF-8 unless --encoding says otherwise. Exit codes: 0 no errors, 1 errors listed, 2 refused.

    Example: geomap import ucdp GEDEvent.csv -o ucdp
    """
    from geomap.importers import import_table

    form, file = _form(source, has_map=columns is not None)
    options = {name: value or "" for name, value in options.items()}
    result = import_table(file, output, form=form, columns=columns, **options)
    print_problems(result.problems[:SHOWN])
    unshown = result.errors + result.warnings - min(len(result.problems), SHOWN)
    if unshown:
        click.echo(f"... and {unshown:,} more, all in {output / 'problems.csv'}", err=True)
    click.echo(f"events       {result.events:,}, {result.reports:,} reports")
    click.echo(f"problems     {result.errors:,} errors, {result.warnings:,} warnings")
    for path in result.paths:
        click.echo(path)
    sys.exit(result.exit_code)


def _form(source: tuple[str, ...], *, has_map: bool) -> tuple[str, str]:
    """The format and the file out of the words of the command line."""
    from geomap.importers import IMPORTERS

    if len(source) == 1 and has_map:
        return "", source[0]
    if len(source) != 2 or has_map:
        raise click.UsageError("Give a FORMAT and a FILE, or a FILE with --map columns.toml.")
    if source[0] not in IMPORTERS:
        raise click.UsageError(f"{source[0]!r} is no format; there are {', '.join(IMPORTERS)}.")
    return source[0], source[1]
