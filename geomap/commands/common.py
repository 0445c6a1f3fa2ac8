"""What several commands share: options of reading, and how problems are printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any, TypeVar

import click

from geomap.problems import Problem, count

F = TypeVar("F", bound=Callable[..., Any])

_READING = (
    click.option("--border", metavar="RU-UA", default="", help="Border to relate to where no map.toml names one."),
    click.option("--encoding", default="", help="Encoding of the record files, if not UTF-8."),
    click.option("--delimiter", default="", help="Delimiter of CSV files, if not a comma."),
    click.option("--sheet", default="", help="Sheet of a workbook, if it has several."),
)


def reading(command: F) -> F:
    """Give a command the options that `geomap.load` takes."""
    for option in reversed(_READING):
        command = option(command)
    return command


def print_problems(problems: Iterable[Problem]) -> None:
    """One line each, to standard error."""
    for problem in problems:
        click.echo(f"{problem.severity}: {problem}", err=True)


def print_json(problems: Iterable[Problem]) -> None:
    """A JSON list to standard output."""
    click.echo(json.dumps([asdict(problem) for problem in problems], ensure_ascii=True, indent=2))


def tally(problems: tuple[Problem, ...]) -> str:
    """ "1 errors, 2 warnings"."""
    return f"{count(problems, 'error'):,} errors, {count(problems, 'warning'):,} warnings"
