"""`geomap gazetteer`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geomap.places.added import Added


@click.group()
def gazetteer() -> None:
    """Add gazetteers of places to those that come with geomap.

    They are indexed once into the user's cache folder, or the folder that GEOMAP_CACHE names.

    Example: geomap gazetteer add UA.zip
    """


@gazetteer.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", default="", help="Name to keep it under; the file's own name if left out.")
@click.option("--map", "pairs", metavar="FIELD=COLUMN", multiple=True, help="Column of a field, for CSV and GeoJSON.")
def add(file: Path, name: str, pairs: tuple[str, ...]) -> None:
    """Index FILE: a GeoNames country or postal file (txt, zip), a postal list (JSON, CSV), a table or GeoJSON.

    Fields: name, names, lat, lon, country, admin1, population, id.

    \b
    Example: geomap gazetteer add places.csv --map name=settlement --map lat=y --map lon=x
    """
    from geomap.places.added import add as run

    made = run(file, name=name, mapping=_mapping(pairs))
    click.echo(f"{made.name}: {_counted(made)} ({made.kind}) in {made.path}")
    if made.replaced:
        click.echo(f"  in place of {_counted(made.replaced)} ({made.replaced.kind}) from {made.replaced.source}")
    if made.left_out.rows:
        what = "without a name or a position in decimal degrees"
        click.echo(f"  left out: {made.left_out.rows:,} {what}, the first in row {made.left_out.first:,}", err=True)


@gazetteer.command("list")
def list_() -> None:
    """List the gazetteers that were added.

    Example: geomap gazetteer list
    """
    from geomap.places.added import added

    for one in added():
        size = one.path.stat().st_size / 1e6
        click.echo("  ".join((one.name, one.kind, _counted(one), f"{size:,.1f} MB", one.source, one.credit)).rstrip())


@gazetteer.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove the gazetteer NAME. The file that it was made of stays.

    Example: geomap gazetteer remove UA
    """
    from geomap.places.added import remove as run

    click.echo(f"removed {run(name)}")


def _counted(one: Added) -> str:
    return f"{one.places:,} place{'s' if one.places != 1 else ''}"


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    from geomap.places.readers import FIELDS

    mapping = dict(pair.partition("=")[::2] for pair in pairs)
    unknown = [field for field in mapping if field not in FIELDS or not mapping[field]]
    if unknown:
        raise click.BadParameter(
            f"{unknown[0]!r} is no FIELD=COLUMN; fields are {', '.join(FIELDS)}.", param_hint="--map"
        )
    return mapping
