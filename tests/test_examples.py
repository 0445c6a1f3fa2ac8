"""The example in the help of every command does what it says, typed into a shell as it stands."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import geomap
from geomap.cli import cli
from tests.pages import flat_table

ROOT = Path(__file__).resolve().parents[1]

ELSEWHERE = {
    "watch": "test_watch.py",  # it runs until it is stopped
}
"""Commands whose examples need more of a stage, and the tests that run them."""

MADE = {
    "add": ("data/events.csv", "2024-03-14-shelling"),
    "build": ("output/map.html", "geomap-data"),
    "codebook": ("codebook.md", "### events.csv"),
    "export": ("output/events.geojson", "FeatureCollection"),
    "import": ("ucdp/events.csv", "Government of X"),
    "init": ("caucasus/map.toml", 'border = ["AM", "AZ"]'),
}
"""What an example leaves behind: a file, and a text in it."""

SAID = {
    "check": "[]",
    "cite": "@misc{",
    "embed": "event=2024-03-12-belgorod-attempts",
    "gazetteer": "UA",
    "gazetteer add": "places",
    "gazetteer list": "UA",
    "gazetteer remove": "UA",
    "resolve": "near_settlement",
    "review": "left         0",
}
"""What the others say."""

EVENT = {
    "event_id": "2024-03-14-shelling",
    "date": "2024-03-14",
    "title": "Shelling",
    "place": "Sudzha",
    "country": "RU",
}
UKRAINE = "1|Sumy|Sumy||50.92|34.8|P|PPL|UA||21||||256474||||".replace("|", "\t")
UCDP = """id,date_start,date_end,latitude,longitude,type_of_violence,side_a,side_b
1,2024-03-12,2024-03-12,51.2,35.3,1,Government of X,Y
"""


def commands(group: click.Group, before: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield before + name
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


def example(words: str) -> str:
    """The example as the help shows it on a terminal of 80 columns: one line, to be copied whole."""
    shown = CliRunner().invoke(cli, [*words.split(), "--help"], terminal_width=80).output
    found: list[str] = re.findall(r"^  Example: (geomap .*)\n\n", shown, re.MULTILINE)
    assert len(found) == 1, f"{words}: no example of one line with nothing after it"
    return found[0]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder as the examples have it in mind."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "event.json").write_text(json.dumps(EVENT), encoding="utf-8")
    (tmp_path / "GEDEvent.csv").write_text(UCDP, encoding="utf-8")
    (tmp_path / "places.csv").write_text("settlement,x,y\nSumy,34.8,50.92\n", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "UA.zip", "w") as archive:
        archive.writestr("UA.txt", UKRAINE + "\n")
    return tmp_path


@pytest.mark.parametrize("words", list(commands(cli)))
def test_each_command_has_an_example_that_starts_with_it(words: str) -> None:
    assert shlex.split(example(words))[1 : 1 + len(words.split())] == words.split()


def test_each_example_is_run_by_a_test() -> None:
    assert set(commands(cli)) == ELSEWHERE.keys() | MADE.keys() | SAID.keys()
    for name, file in ELSEWHERE.items():
        text = (ROOT / "tests" / file).read_text(encoding="utf-8")
        assert "Example: geomap" in text, name


@pytest.mark.parametrize("words", [*MADE, *SAID])
def test_the_example_runs_as_it_stands(words: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if words.startswith("gazetteer"):
        monkeypatch.setenv("GEOMAP_CACHE", str(desk / "cache"))
    if words in ("gazetteer list", "gazetteer remove"):
        in_a_shell(example("gazetteer"), desk)
    if words == "embed":
        row = {"event_id": "2024-03-12-belgorod-attempts"}
        geomap.build(flat_table(desk / "flat.csv", row), desk / "output" / "map.html")
    said = in_a_shell(example(words), desk)
    if words in MADE:
        file, text = MADE[words]
        assert text in (desk / file).read_text(encoding="utf-8")
    else:
        assert SAID[words] in said


def in_a_shell(line: str, folder: Path) -> str:
    """Run a line with a terminal for its questions; returns what it said."""
    keyboard, terminal = pty.openpty()
    shell = ["bash", "-c", f'geomap() {{ "$PYTHON" -m geomap "$@"; }}\n{line}']
    environment = {**os.environ, "PYTHON": sys.executable, "GEOMAP_STATE": str(folder / "state")}
    try:
        done = subprocess.run(
            shell, cwd=folder, env=environment, stdin=terminal, capture_output=True, text=True, check=False
        )
    finally:
        os.close(keyboard)
        os.close(terminal)
    assert done.returncode == 0, done.stderr
    return done.stdout
