"""The records of a pull request are checked before they get in: the pre-commit hook and the GitHub action."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from geomap.tables.source import SUFFIXES

ROOT = Path(__file__).resolve().parent.parent
ACTION = ROOT / ".github" / "actions" / "check"
EVENTS = "event_id,date,title,place,country\na,2024-03-12,Raid reported,Sudzha,RU\n"
BAD = 'b,2024-02-30,"Shelling, 100%\nreported",Sudzha,RU\n'
TOML = 'title = "Test"\n'


class Annotation(NamedTuple):
    severity: str
    file: str
    line: int
    message: str


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one sound event in records/, and this project's hook set up."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "events.csv").write_text(EVENTS, encoding="utf-8")
    (tmp_path / "records" / "map.toml").write_text(TOML, encoding="utf-8")
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    # the hook as published, but run with this environment instead of a new one made from the network
    hook |= {"language": "system", "args": ["records"]}
    config = {"repos": [{"repo": "local", "hooks": [hook]}]}
    (tmp_path / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    assert git(tmp_path, "init", "-q").returncode == 0
    assert run([sys.executable, "-m", "pre_commit", "install"], tmp_path).returncode == 0
    return tmp_path


def run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "PRE_COMMIT_HOME": str(folder / ".cache"), **environment}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    return run(["git", *who, *words], folder)


def commit(repository: Path) -> subprocess.CompletedProcess[str]:
    git(repository, "add", "records", ".pre-commit-config.yaml")
    return git(repository, "commit", "-q", "-m", "Add events")


def test_sound_records_are_committed(repository: Path) -> None:
    done = commit(repository)
    assert done.returncode == 0, done.stderr
    assert git(repository, "log", "--oneline").stdout.count("\n") == 1


def test_a_faulty_record_stops_the_commit_and_says_why(repository: Path) -> None:
    (repository / "records" / "events.csv").write_text(EVENTS + BAD, encoding="utf-8")
    done = commit(repository)
    assert done.returncode == 1
    assert "events.csv:3, column 'date', value '2024-02-30': day 30 does not exist" in done.stdout + done.stderr
    assert git(repository, "log", "--oneline").stdout == ""


def test_files_that_are_no_records_do_not_run_the_hook(repository: Path) -> None:
    assert commit(repository).returncode == 0
    (repository / "records" / "events.csv").write_text(EVENTS + BAD, encoding="utf-8")
    (repository / "notes.md").write_text("Notes", encoding="utf-8")
    git(repository, "add", "notes.md")
    assert git(repository, "commit", "-q", "-m", "Add notes").returncode == 0


def test_every_format_of_records_runs_the_hook() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    names = [*(f"events{suffix}" for suffix in SUFFIXES), "map.toml", "border/zone.geojson", "deep/data/places.csv"]
    assert [name for name in names if not re.search(hook["files"], name)] == []
    assert not re.search(hook["files"], "notes.md")


def check_step(repository: Path, data: str = "records") -> subprocess.CompletedProcess[str]:
    """The action's last step, run as the runner does."""
    steps = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    assert steps[-1]["env"] == {"GEOMAP_DATA": "${{ inputs.data }}"}
    return run(["bash", "-eo", "pipefail", "-c", steps[-1]["run"]], repository, GEOMAP_DATA=data)


def annotations(log: str) -> list[Annotation]:
    """The log's workflow commands as the runner reads them."""
    found = re.findall(r"^::(error|warning) ?(.*?)::(.*)$", log, re.MULTILINE)
    return [_annotation(*parts) for parts in found]


def _annotation(severity: str, properties: str, message: str) -> Annotation:
    named = dict(part.split("=", 1) for part in properties.split(","))
    named = {name: _unescaped(text.replace("%3A", ":").replace("%2C", ",")) for name, text in named.items()}
    return Annotation(severity, named.get("file", ""), int(named.get("line", 0)), _unescaped(message))


def _unescaped(text: str) -> str:
    return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def test_the_action_annotates_the_line_that_needs_mending(repository: Path) -> None:
    path = repository / "records" / "events.csv"
    path.write_text(EVENTS + BAD + "c,2024-03-13,Third,Nowhere at all,RU\n", encoding="utf-8")
    done = check_step(repository)
    assert done.returncode == 1
    errors = {note.line: note for note in annotations(done.stdout) if note.severity == "error"}
    assert set(errors) == {3, 5}  # the record of line 3 goes on in line 4
    assert errors[3].file == errors[5].file == "records/events.csv"
    assert "2024-02-30" in path.read_text(encoding="utf-8").splitlines()[errors[3].line - 1]
    assert errors[3].message.startswith("events.csv:3, column 'date'")
    assert "Fix: " in errors[3].message


def test_warnings_are_annotated_and_let_the_pull_request_pass(repository: Path) -> None:
    done = check_step(repository)
    assert done.returncode == 0
    assert {note.severity for note in annotations(done.stdout)} == {"warning"}


def test_no_text_of_a_record_can_forge_a_command(repository: Path) -> None:
    name = repository / "re:cords, 100%"
    (repository / "records").rename(name)
    forged = '"2024\n::error file=forged,line=1::50% off"'
    (name / "events.csv").write_text(EVENTS + f"b,{forged},T,Sudzha,RU\n", encoding="utf-8")
    done = check_step(repository, name.name)
    commands = [line for line in done.stdout.splitlines() if line.startswith("::")]
    assert commands
    assert not any(line.startswith("::error file=forged") for line in commands)
    error = next(note for note in annotations(done.stdout) if note.severity == "error")
    assert (error.file, error.line) == ("re:cords, 100%/events.csv", 3)
    assert "50% off" in error.message


def test_a_file_that_cannot_be_read_is_annotated_too(repository: Path) -> None:
    (repository / "records" / "events.csv").write_text(EVENTS.replace("title", "titel"), encoding="utf-8")
    done = check_step(repository)
    assert done.returncode == 2
    (error,) = annotations(done.stdout)
    assert (error.severity, error.file, error.line) == ("error", "records/events.csv", 1)
    assert "Rename 'titel' to 'title'" in error.message


def test_data_with_shell_text_in_its_name_runs_nothing(repository: Path) -> None:
    done = check_step(repository, "$(touch forged)`touch forged`; touch forged")
    assert done.returncode == 2
    assert not (repository / "forged").exists()


def test_the_action_installs_this_package() -> None:
    steps = yaml.safe_load((ACTION / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"]
    path = re.search(r'"\$GITHUB_ACTION_PATH/(.*)"', steps[1]["run"])
    assert path is not None
    assert ((ACTION / path[1]).resolve() / "pyproject.toml") == ROOT / "pyproject.toml"


def test_the_example_of_its_help_runs(repository: Path) -> None:
    usage = run([sys.executable, "-m", "geomap", "check", "--help"], repository).stdout
    words = usage.partition("Example: geomap ")[2].splitlines()[0].split()
    (repository / "records").rename(repository / "data")
    done = run([sys.executable, "-m", "geomap", *words], repository)
    assert done.returncode == 0
    assert done.stdout.startswith("[")
