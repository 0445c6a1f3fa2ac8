"""geomap add."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TextIO

import click

from geomap.commands.common import reading

INTERRUPTED, REFUSED = 130, 2


@click.command()
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("--event", "event_id", default="", help="Add reports to the event with this identifier.")
@click.option(
    "--from-json", type=click.File(encoding="utf-8"), help="Take the records from a JSON file, or - for input."
)
@reading
def add(data: Path, event_id: str, from_json: TextIO | None, **options: str) -> None:
    """Add an event and its reports to the CSV files in DATA.

    Asks field by field, completes what the codebook or the records know, looks the place up at once
    and shows the record before it is written. What was typed is kept: after an interruption the
    next call goes on where it ended.

    JSON: an object an event, with columns as keys and its reports in a list under "reports";
    identifiers that are left out are made.

    Example: geomap add data --from-json event.json
    """
    from geomap.add.book import Book
    from geomap.add.document import add_document

    if from_json is not None:
        _told(add_document(Book(data, **options), from_json.read(), today=_today().isoformat()))
        return
    if not sys.stdin.isatty():
        click.echo("geomap add asks its questions in a terminal. Fix: give the record with --from-json -.", err=True)
        sys.exit(REFUSED)
    _ask(data, event_id, options)


def _ask(data: Path, event_id: str, options: dict[str, str]) -> None:
    click.echo(f"a record for {data}; it is written at the end, once you have seen it")
    from geomap.add.book import Book
    from geomap.add.dialogue import Dialogue
    from geomap.add.draft import DraftFile
    from geomap.add.prompt import ask

    drafts = DraftFile(data)
    dialogue = Dialogue(Book(data, **options), drafts, ask=ask, say=click.echo, today=_today(), event_id=event_id)
    try:
        _told(dialogue.run())
    except KeyboardInterrupt:
        click.echo(f"interrupted: what was typed is kept; 'geomap add {data}' goes on with it", err=True)
        sys.exit(INTERRUPTED)


def _told(paths: Iterable[Path]) -> None:
    for path in paths:
        click.echo(f"added to {path}")


def _today() -> date:
    return date.today()  # noqa: DTZ011 -- the curator's own day
