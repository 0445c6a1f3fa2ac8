"""`geomap export` and `geomap cite` at the command line: help, examples, exit codes."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from geomap.cli import cli, main
from tests.exports import DATA, ROOT, folder_of


def run(*words: str | Path) -> int:
    sys.argv = ["geomap", *map(str, words)]
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.fixture(autouse=True)
def argv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)


@pytest.mark.parametrize("name", ["export", "cite"])
def test_the_example_of_the_help_runs_as_it_stands(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    assert run(name, "--help") == 0
    (example,) = re.findall(r"Example: geomap (.*(?:\n  \S.*)*)", capsys.readouterr().out)
    assert run(*shlex.split(example)) == 0
    assert capsys.readouterr().out


def test_both_commands_are_listed() -> None:
    assert {"export", "cite"} <= set(cli.list_commands(None))  # type: ignore[arg-type]


def test_an_export_says_what_it_wrote_and_ends_like_a_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path / "data", [{"event_id": "a"}, {"event_id": "b", "lat": "95"}], [{"event_id": "a"}])
    assert run("export", tmp_path / "out" / "events.csv", folder) == 1
    said = capsys.readouterr()
    assert "events.csv:3, column 'lat', value '95'" in said.err
    assert said.out.splitlines()[0] == "events       2, 1 reports"
    assert [Path(line).name for line in said.out.splitlines()[-3:]] == ["events.csv", "reports.csv", "datapackage.json"]


def test_filters_of_the_command_line_reach_the_export(tmp_path: Path) -> None:
    target = tmp_path / "some.json"
    filters = ("--bbox", "34,50,37,52", "--from", "2024-03-12", "--to", "2024-03-13", "--where", "event_type=shelling")
    assert run("export", target, DATA, *filters, "--lang", "uk") == 0
    found = json.loads(target.read_text(encoding="utf-8"))["events"]
    assert found and {event["event_type"] for event in found} == {"shelling"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("export", "map.shp", DATA), "geomap writes no '.shp'. Fix: "),
        (("export", "map.json", DATA, "--bbox", "1,2"), "--bbox '1,2' is not four numbers. Fix: "),
        (("export", "map.json", DATA, "--where", "speeker=x"), "Fix: Did you mean 'speaker'?"),
        (("export", "map.json", "nowhere"), "does not exist"),
        (("cite", DATA, "--event", "nothing"), "there is no event 'nothing'. Fix: "),
    ],
)
def test_a_refusal_says_why_and_ends_with_2(
    words: tuple[str, ...],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(*words) == 2
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
