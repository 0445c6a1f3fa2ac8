"""`geomap cite`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geomap.commands.common import reading


@click.command()
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("--event", "event_id", metavar="ID", default="", help="Cite this event of the data set.")
@click.option("--format", "form", type=click.Choice(["text", "bibtex", "ris"]), default="text", show_default=True)
@reading
def cite(data: Path, event_id: str, form: str, **options: Any) -> None:
    """Print how to cite DATA, from the [citation] of its map.toml, or one event of it.

    Example: geomap cite data --format bibtex
    """
    from geomap.export.cite import cite as run

    click.echo(run(data, event_id=event_id, form=form, **options), nl=False)
