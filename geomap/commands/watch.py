"""geomap watch."""

from __future__ import annotations

import sys
import time
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.commands.common import asking, print_problems, reading, tally

if TYPE_CHECKING:
    from geomap.problems import Problem
    from geomap.watch import Outcome

INTERRUPTED = 130
SHOWN = 20
"""Problems that are told after each build: an unfinished edit may draw hundreds for a moment."""


@click.command()
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("-o", "--output", type=click.Path(path_type=Path), default="output/map.html", show_default=True)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Port to serve on; any that is free if left out."
)
@click.option("--open", "is_opened", is_flag=True, help="Open the map in the browser.")
@asking
@reading
def watch(data: Path, output: Path, port: int, is_opened: bool, **options: Any) -> None:
    """Build the map of DATA anew whenever a record file is saved, and show it.

    The map is served to this machine only, and loads itself anew. While a file is broken the last
    good map stays, and the page and the terminal say what is wrong. Ctrl-C ends it.

    Example: geomap watch data -o output/map.html
    """
    from geomap import watch as watching
    from geomap.pipeline import BuildResult, build
    from geomap.serve import LiveServer
    from geomap.tables.source import checked_path

    def run() -> BuildResult:
        return build(data, output, on_stage=lambda _: None, **options)

    checked_path(data)
    with LiveServer(output, port=port) as server:
        click.echo(f"watching {data}; the map is at {server.url} (Ctrl-C ends this)")
        if is_opened:
            webbrowser.open(server.url)
        try:
            for outcome in watching.watch(data, run, encoding=options["encoding"], delimiter=options["delimiter"]):
                server.show(problem=_problem(outcome))
                _tell(outcome, output)
        except KeyboardInterrupt:
            click.echo(f"ended; the map stays at {output}", err=True)
            sys.exit(INTERRUPTED)


def _problem(outcome: Outcome) -> str:
    """Why there is no new map, or ""."""
    if not isinstance(outcome, Exception):
        return ""
    problems = _problems(outcome)
    told = [*map(str, problems[:SHOWN]), *_unshown(problems)] or [str(outcome)]
    return "\n".join(["The map was not built anew; this is the last good one.", "", *told])


def _tell(outcome: Outcome, output: Path) -> None:
    clock = time.strftime("%H:%M:%S")
    problems = _problems(outcome)
    print_problems(problems[:SHOWN])
    for line in _unshown(problems):
        click.echo(line, err=True)
    if isinstance(outcome, Exception):
        if not problems:
            click.echo(str(outcome), err=True)
        click.echo(f"{clock} refused: the last map stays at {output}")
        return
    for line in outcome.changes.lines():
        click.echo(f"  {line}")
    click.echo(f"{clock} built {output}: {outcome.changes.summary()}; problems: {tally(outcome.problems)}")


def _problems(outcome: Outcome) -> list[Problem]:
    """Errors first, since not all are told."""
    return sorted(getattr(outcome, "problems", ()), key=lambda problem: problem.severity != "error")


def _unshown(problems: Sequence[Problem]) -> list[str]:
    more = len(problems) - SHOWN
    return [f"and {more:,} more in problems.csv beside the map"] if more > 0 else []
