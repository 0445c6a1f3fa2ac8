"""What several commands share: options of reading, and how problems are printed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from geomap.problems import Problem, ascii_controls, count

F = TypeVar("F", bound=Callable[..., Any])

_READING = (
    click.option("--border", metavar="RU-UA", default="", help="Border to relate to where no map.toml names one."),
    click.option("--encoding", default="", help="Encoding of the record files, if not UTF-8."),
    click.option("--delimiter", default="", help="Delimiter of CSV files, if not a comma."),
    click.option("--sheet", default="", help="Sheet of a workbook, if it has several."),
)


asking = click.option(
    "--online", is_flag=True, help="Ask the services of map.toml for places that nothing offline knows."
)
"""Gives a command the switch that lets it make requests."""


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


def print_github(problems: Iterable[Problem], data: Path) -> None:
    """Workflow commands of GitHub, which puts each problem beside its line in a pull request."""
    for problem in problems:
        properties = {"file": _path_of(problem, data), "line": str(problem.line or ""), "title": problem.rule}
        told = ",".join(f"{name}={_escaped(text, PROPERTY)}" for name, text in properties.items() if text)
        click.echo(f"::{problem.severity} {told}::{_escaped(str(problem), MESSAGE)}")


def tally(problems: tuple[Problem, ...]) -> str:
    """ "1 errors, 2 warnings"."""
    return f"{count(problems, 'error'):,} errors, {count(problems, 'warning'):,} warnings"


MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY = {**MESSAGE, ":": "%3A", ",": "%2C"}
"""What a workflow command must write otherwise; the runner undoes it."""


def _escaped(text: str, marks: dict[str, str]) -> str:
    return ascii_controls("".join(marks.get(mark, mark) for mark in text))


def _path_of(problem: Problem, data: Path) -> str:
    """The file of a problem as seen from the current folder; "" where it is none."""
    folder = data if data.is_dir() else data.parent
    path = next((path for path in (folder / problem.file, Path(problem.file)) if path.is_file()), None)
    return "" if path is None else Path(os.path.relpath(path)).as_posix()
