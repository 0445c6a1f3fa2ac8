"""`geomap export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from geomap.commands.common import print_problems, reading, tally


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("--bbox", metavar="W,S,E,N", default="", help="Only events whose pin or area touches this box (degrees).")
@click.option("--from", "since", metavar="DATE", default="", help="Only events that may be of this date or later.")
@click.option("--to", "until", metavar="DATE", default="", help="Only events that may be of this date or earlier.")
@click.option(
    "--where",
    metavar="COLUMN=VALUE",
    multiple=True,
    help="Only events with this value, in a column of theirs or of a report. May be given again.",
)
@click.option("--lang", "language", metavar="en|uk|ru", default="", help="Language of the words around the records.")
@click.option(
    "--size", metavar="MM[xMM]", default="", help="Size of a figure; 180 wide and as high as needed by default."
)
@click.option("--dpi", type=int, help="Dots an inch of a PNG; 300 by default.")
@reading
def export(file: Path, data: Path, bbox: str, since: str, until: str, where: tuple[str, ...], **options: Any) -> None:
    """Write the records of DATA to FILE, in the format that its ending names.

    Data, which 'geomap build' reads back whole: .csv (with reports and datapackage.json beside it),
    .xlsx, .json, .geojson, .parquet, .gpkg, .kml. Numbered events for a report: .md, .html, .tex, .docx.
    A figure for print, with the same numbers: .svg, .pdf, .png; more than 60 events are
    gathered, as in: geomap export output/march.pdf data --from 2024-03-14 --lang uk

    \b
    Example: geomap export output/events.geojson data --from 2024-03-12 --where status=disputed
    """
    from geomap.export import export as run
    from geomap.export.filters import Filters, parse_bbox

    filters = Filters(bbox=parse_bbox(bbox) if bbox else None, since=since, until=until, where=where)
    result = run(file, data, filters=filters, **options)
    print_problems(result.problems)
    click.echo(f"events       {result.events:,}, {result.reports:,} reports")
    click.echo(f"problems     {tally(result.problems)}")
    for path in result.paths:
        click.echo(path)
    sys.exit(result.exit_code)
