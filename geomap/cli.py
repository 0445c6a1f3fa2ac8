"""The command line. Heavy parts are imported by the command that needs them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from geomap import __version__
from geomap.commands.common import asking, print_github, print_json, print_problems, reading, tally
from geomap.errors import GeomapError, RefusedError
from geomap.problems import Problem, count

if TYPE_CHECKING:
    from geomap.pipeline import BuildResult

REFUSED, INTERRUPTED = 2, 130
SELDOM = 100_000
"""New objects after which Python looks for cycles, of which a build has few. After 700 each, it looks all the time."""
LARGE_BYTES = 1_000_000
"""Input above this takes long enough to be worth a progress bar."""

_LAZY = {
    "add": "geomap.commands.add",
    "cite": "geomap.commands.cite",
    "embed": "geomap.commands.embed",
    "export": "geomap.commands.export",
    "gazetteer": "geomap.commands.gazetteer",
    "import": "geomap.commands.import_",
    "resolve": "geomap.commands.resolve",
    "review": "geomap.commands.review",
    "watch": "geomap.commands.watch",
}
"""Commands in modules of their own, which are imported when they are asked for."""


class _Commands(click.Group):
    """The commands of this module and of `_LAZY`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_LAZY})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _LAZY:
            return super().get_command(ctx, cmd_name)
        module = import_module(_LAZY[cmd_name])
        command: click.Command = getattr(module, module.__name__.rpartition(".")[2])  # "import_" is "import" here
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="geomap")
def cli() -> None:
    """Build a standalone offline map from curated records of reported border clashes.

    Exit codes: 0 no errors, 1 built with errors listed, 2 refused, 130 interrupted.
    """


@cli.command()
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("-o", "--output", type=click.Path(path_type=Path), default="output/map.html", show_default=True)
@click.option("--title", default="", help="Title of the map instead of map.toml's.")
@click.option("--changelog", is_flag=True, help="Also write what changed as Markdown, changes.md beside the map.")
@asking
@reading
def build(data: Path, output: Path, **options: Any) -> None:
    """Build the map of DATA, a folder of record files or one table.

    Says what changed since the map that it replaces, here and in changes.json beside the map. Makes no request unless
    --online is given; what services answered is kept, so that a build that was stopped goes on where it ended.

    Example: geomap build data -o output/map.html
    """
    from geomap.pipeline import build as run

    with _progress(data) as on_stage:
        result = run(data, output, on_stage=on_stage, **options)
    print_problems(result.problems)
    _print_summary(result)
    sys.exit(result.exit_code)


@cli.command()
@click.argument("data", type=click.Path(path_type=Path), default="data")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@asking
@reading
def check(data: Path, form: str, online: bool, **options: str) -> None:
    """List what is wrong with the records in DATA. Writes nothing.

    --format github makes annotations of a pull request.

    Example: geomap check data --format json
    """
    from geomap.pipeline import load, process

    try:
        problems = process(load(data, **options), online=online).problems
    except RefusedError as error:
        if form == "text" or not error.problems:
            raise
        _print_as(form, error.problems, data)
        sys.exit(REFUSED)
    _print_as(form, problems, data)
    if form != "json":
        click.echo(tally(problems))
    sys.exit(1 if count(problems, "error") else 0)


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--border", metavar="AM-AZ", required=True, help="The two countries, as ISO 3166-1 codes.")
@click.option("--zone-km", type=float, default=25.0, show_default=True, help="Breadth of the border zone, each side.")
@click.option("--title", default="", help="Title of the map.")
def init(folder: Path, border: str, zone_km: float, title: str) -> None:
    """Start a map for another border: FOLDER gets a commented map.toml, empty tables and the border.

    Example: geomap init caucasus --border AM-AZ
    """
    from geomap.init import init as run

    for path in run(folder, border=border, zone_km=zone_km, title=title):
        click.echo(path)


@cli.command()
def codebook() -> None:
    """Print every column and value of the record files as Markdown.

    Example: geomap codebook > codebook.md
    """
    from geomap.codebook import codebook as text

    click.echo(text(), nl=False)


def main() -> NoReturn:
    """Run the command line and leave with one of its documented exit codes."""
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # its own asks for fresh pages all the time
    gc.set_threshold(SELDOM, 20, 100)
    try:
        cli.main(standalone_mode=False)
    except RefusedError as error:
        _print_refusal(error)
        sys.exit(REFUSED)
    except GeomapError as error:
        click.echo(str(error), err=True)
        sys.exit(REFUSED)
    except click.exceptions.Abort:
        click.echo("interrupted: nothing was changed", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(REFUSED)
    finally:
        gc.freeze()  # on its way out Python looks through all that is left, such as a million events, for cycles
    sys.exit(0)


@contextmanager
def _progress(data: Path) -> Iterator[Callable[[str], None]]:
    """A bar over the stages of a build, shown for large input on a terminal."""
    if not sys.stderr.isatty() or _size(data) < LARGE_BYTES:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(("load", "locate", "relate", "draw", "write")))

        def on_stage(name: str) -> None:
            bar.update(task, description=name, advance=1)

        yield on_stage


def _size(data: Path) -> int:
    paths = data.glob("*") if data.is_dir() else [data]
    return sum(path.stat().st_size for path in paths if path.is_file())


def _print_refusal(error: RefusedError) -> None:
    print_problems(error.problems)
    if str(error) != "\n".join(map(str, error.problems)):
        click.echo(f"error: {error}", err=True)
    click.echo("refused: nothing was written", err=True)


def _print_as(form: str, problems: tuple[Problem, ...], data: Path) -> None:
    if form == "json":
        print_json(problems)
    elif form == "github":
        print_github(problems, data)
    else:
        print_problems(problems)


def _print_summary(result: BuildResult) -> None:
    border = result.dataset.border
    click.echo(f"events       {len(result.dataset.events):,}, {len(result.dataset.reports):,} reports")
    click.echo(f"placed       {result.placed - result.areas:,}")
    click.echo(f"areas        {result.areas:,}")
    click.echo(f"listed only  {result.listed:,}")
    click.echo(f"problems     {tally(result.problems)}")
    click.echo(f"changes      {result.changes.summary()}")
    for line in result.changes.lines():
        click.echo(f"  {line}")
    click.echo(f"border       {'-'.join(border.codes) if border else 'none'}")
    click.echo(result.path)
