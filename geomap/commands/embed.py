"""`geomap embed`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("page", type=click.Path(path_type=Path), default="output/map.html")
@click.option("--src", metavar="URL", default="", help="Where the map will lie; map.toml's url, else the file's name.")
@click.option("--srcdoc", is_flag=True, help="Carry the whole map inside the snippet; no second file is needed.")
@click.option("--event", metavar="ID", default="", help="Open the card of this event.")
@click.option("--view", metavar="LAT,LON,ZOOM", default="", help="Show this part of the map.")
def embed(page: Path, src: str, srcdoc: bool, event: str, view: str) -> None:
    """Print an <iframe> that shows the finished map PAGE in another web page.

    With --srcdoc the frame inherits the policy of the page around it; what a strict one must
    allow is printed to standard error. Where it does not, the frame shows the events as a table.

    Example: geomap embed output/map.html --event 2024-03-12-belgorod-attempts
    """
    from geomap.embed import known_event, needed_policy, opened_at, parse_view, read_page, snippet, srcdoc_snippet

    found = read_page(page)
    state = {"event": known_event(found, event)} if event else {}
    if view:
        state["view"] = parse_view(view)  # type: ignore[assignment]
    if not srcdoc:
        click.echo(snippet(found, src=src or found.url or page.name, state=state))
        return
    click.echo(srcdoc_snippet(found, state=state))
    click.echo("A host with a strict policy must allow:\n" + needed_policy(opened_at(found.html, state)), err=True)
