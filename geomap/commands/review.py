"""geomap review."""

from __future__ import annotations

import sys
from contextlib import closing, nullcontext
from datetime import date
from pathlib import Path

import click

from geomap.commands.common import asking, reading

INTERRUPTED, REFUSED = 130, 2


@click.command()
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("--by", required=True, help="Your name; it is written beside each answer.")
@click.option("--all", "everything", is_flag=True, help="Also names that were found, to check and sign them.")
@asking
@reading
def review(data: Path, by: str, everything: bool, online: bool, **options: str) -> None:
    """Walk through the place names of DATA that are ambiguous or not found, and sign an answer to each.

    Shows what a name could be, how far that is from the border and from the other events of those days.
    With --online, what the services of map.toml offer stands among the candidates.
    Each answer goes into resolved.csv at once, and no build changes it; stop when you like, the next
    call goes on with what is left.

    Example: geomap review data --by "Jane Doe"
    """
    from geomap.commands.prompting import ask
    from geomap.pipeline import load
    from geomap.places.locating import locate
    from geomap.places.online.geocoder import OnlineGeocoder
    from geomap.places.review import Review

    if not by.strip():
        raise click.BadParameter("write your name.", param_hint="--by")
    if not sys.stdin.isatty():
        click.echo("geomap review asks its questions in a terminal. Fix: sign rows of resolved.csv by hand.", err=True)
        sys.exit(REFUSED)
    loaded = load(data, **options)
    with closing(OnlineGeocoder(loaded.settings.online)) if online else nullcontext() as services:
        dataset = locate(loaded, online=services or False)
        work = Review(dataset, by=by.strip(), on=_today(), ask=ask, say=click.echo, online=services)
        try:
            signed, left = work.run(everything=everything)
        except KeyboardInterrupt:
            click.echo("\ninterrupted: what was signed is kept; the next call goes on with the rest", err=True)
            sys.exit(INTERRUPTED)
    click.echo(f"\nsigned       {signed:,}\nleft         {left:,}")


def _today() -> str:
    return date.today().isoformat()  # noqa: DTZ011 -- the curator's own day
