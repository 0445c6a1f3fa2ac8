"""The command line: every fault ends with its exit code, says why, and spares the old map."""

from __future__ import annotations

import csv
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from geomap.cli import cli, main
from geomap.problems import original_cell
from tests.fault_cases import CASES, Case
from tests.pages import flat_table
from tests.test_faults_records import put

ROOT = Path(__file__).resolve().parents[1]
OLD = "the old map"


def run(*words: str | Path) -> int:
    """The exit code of `geomap WORDS` in this process."""
    sys.argv = ["geomap", *map(str, words)]
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def options(case: Case) -> list[str]:
    return [word for name, value in case.options.items() for word in (f"--{name}", value)]


@pytest.fixture(autouse=True)
def argv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "output" / "map.html"
    path.parent.mkdir()
    path.write_text(OLD, encoding="utf-8")
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_build_ends_with_the_fault_s_exit_code_and_says_why(
    case: Case, tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    records = tmp_path / "records"
    records.mkdir()
    code = run("build", put(case, records), "-o", target, *options(case))
    printed = capsys.readouterr().err
    assert code == case.exit, printed
    assert [message for message in case.messages if message not in printed] == [], printed
    assert (target.read_text(encoding="utf-8") == OLD) == (code == 2)
    assert [path for path in target.parent.iterdir() if path.suffix == ".tmp"] == []
    with (target.parent / "problems.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [row for row in listed if original_cell(row["message"]) not in printed] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_check_ends_alike_and_writes_nothing(case: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = put(case, tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert run("check", source, *options(case)) == case.exit
    said = capsys.readouterr()
    assert [message for message in case.messages if message not in said.err] == []
    assert sorted(tmp_path.rglob("*")) == before


def test_problems_come_as_json_for_other_tools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = flat_table(tmp_path / "flat.csv", {"date": "2024-02-30", "source_name": "Paper"}, {"source_name": "Paper"})
    assert run("check", table, "--format", "json") == 1
    problem, notice = json.loads(capsys.readouterr().out)
    assert (notice["rule"], notice["severity"]) == ("border.none", "warning")
    assert (problem["file"], problem["line"], problem["column"]) == ("flat.csv", 2, "date")
    assert (problem["value"], problem["severity"]) == ("2024-02-30", "error")
    assert problem["fix"]


def test_a_refusal_comes_as_json_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "flat.csv").write_text("", encoding="utf-8")
    assert run("check", tmp_path / "flat.csv", "--format", "json") == 2
    assert json.loads(capsys.readouterr().out)[0]["severity"] == "error"


def test_the_summary_counts_what_became_of_the_events(
    tmp_path: Path, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = flat_table(tmp_path / "flat.csv", {}, {"lat": "", "lon": "", "location_precision": "country"})
    run("build", table, "-o", target)
    printed = capsys.readouterr().out.splitlines()
    assert [line.split()[-1] for line in printed if line.startswith(("placed", "areas", "listed"))] == ["1", "0", "1"]
    assert printed[-1] == str(target)


@pytest.mark.parametrize("name", cli.list_commands(click.Context(cli)))
def test_every_command_has_help_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(name, "--help") == 0
    assert "Example: geomap " in capsys.readouterr().out


def test_an_unknown_option_is_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("build", "--nothing") == 2
    assert "No such option" in capsys.readouterr().err


def test_an_interrupt_ends_with_130_and_touches_nothing(tmp_path: Path, target: Path) -> None:
    table = flat_table(tmp_path / "flat.csv", {})
    code = f"""
import signal, sys, geomap.pipeline, geomap.cli
geomap.pipeline.locate = lambda dataset, **_: signal.raise_signal(signal.SIGINT)
sys.argv = ["geomap", "build", {str(table)!r}, "-o", {str(target)!r}]
geomap.cli.main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=os.environ)
    assert (done.returncode, done.stderr.strip()) == (128 + signal.SIGINT, "interrupted: nothing was changed")
    assert target.read_text(encoding="utf-8") == OLD


def test_a_map_beside_its_records_can_be_built_again(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_bytes(b"event_id,date,title,place,lat,lon\ne1,2024-03-12,A,B,51,35\n")
    assert [run("build", tmp_path, "-o", tmp_path / "map.html") for _ in range(2)] == [0, 0]
    assert run("build", tmp_path, "-o", tmp_path / "events.csv") == 2


@pytest.mark.parametrize("beside", ["problems.csv", "changes.json", "changes.md"])
def test_g6_what_a_build_writes_beside_the_map_is_no_record_file_either(beside: str, tmp_path: Path) -> None:
    """A table may be called as a build calls its own files; a map beside it would be its end."""
    table = flat_table(tmp_path / "flat.csv", {})
    map_file = tmp_path / "map.html"
    assert run("build", table, "-o", tmp_path / beside, "--changelog") == 2
    assert list(tmp_path.iterdir()) == [table]
    (tmp_path / beside).hardlink_to(table)
    before = table.read_bytes()
    assert run("build", table, "-o", map_file, "--changelog") == 2
    (tmp_path / beside).unlink()
    (tmp_path / beside).mkdir()
    assert run("build", table, "-o", map_file, "--changelog") == 2
    assert (table.read_bytes(), map_file.exists()) == (before, False)


@pytest.mark.parametrize("name", ["map.toml", "places.csv", "resolved.csv", "border/zone.geojson"])
def test_g6_no_part_of_the_records_is_written_over(name: str, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    assert run("build", data, "-o", data / name) == 2
    assert run("build", data / "events.csv", "-o", data / name) == 2
    assert {path: path.read_bytes() for path in data.rglob("*") if path.is_file()} == before


def test_g6_a_table_named_as_the_lock_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = flat_table(tmp_path / "resolved.csv", {})
    assert run("build", table, "-o", tmp_path / "out" / "map.html") == 2
    assert "Fix: rename the table" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["problems.csv", "changes.json", "resolved.csv"])
def test_g3_a_file_beside_the_map_that_cannot_be_written_is_told_of_a_complete_map(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    table = flat_table(tmp_path / "flat.csv", {"lat": "", "lon": "", "country": "RU"})
    put = os.replace

    def replace(source: Path, target: Path) -> None:
        if target.name == name:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(source, target)

    monkeypatch.setattr(os, "replace", replace)
    assert run("build", table, "-o", tmp_path / "out" / "map.html") == 1
    told = capsys.readouterr()
    assert (
        f"error: {name}: cannot be written ([Errno 28] No space left on device); the map itself is complete" in told.err
    )
    assert "1 errors" in told.out
    assert (tmp_path / "out" / "map.html").exists()
