"""Files that are broken, folders that are not free, tables that are long, and the command itself."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geomap
from geomap.cli import cli
from geomap.codebook import codebook
from geomap.errors import LoadError, OutputError
from geomap.importers import IMPORTERS, import_table
from tests.importing import ACLED_COLUMNS, ACLED_ROW, acled, cells, made
from tests.test_cli import run


@pytest.fixture(autouse=True)
def argv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", sys.argv)


def test_a_row_of_another_length_stays_as_an_event_and_its_text_is_listed(tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {}, {"event_id_cnty": "RUS2"})
    file.write_text(file.read_text(encoding="utf-8").rstrip("\n") + ",surplus\n", encoding="utf-8")
    result, dataset = made(file, "acled", tmp_path / "out")
    assert len(dataset.events) == 2
    problem = result.problems[0]
    assert (problem.line, problem.rule, problem.severity) == (3, "row.cells", "error")
    assert problem.value.startswith("RUS2,12 March 2024")
    assert problem.value.endswith(",surplus")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("acled.csv", "", "is empty: it has no header"),
        ("acled.csv", "event_id_cnty;event_date\n1;2\n", "has a header of one cell. Fix: Give --delimiter ';'"),
        ("acled.csv", "event_id_cnty,,event_date\n", "the header is blank at position 2"),
        ("acled.csv", "<!doctype html><html>", "is named .csv, but is an HTML page"),
        ("acled.csv", ",".join(ACLED_COLUMNS) + '\nRUS1,"never closed\n', "acled.csv:2: has a quote that does not end"),
        ("acled.doc", "x", "ends in '.doc', which no importer reads"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_nothing_is_left(
    name: str, text: str, message: str, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(LoadError) as refusal:
        import_table(file, tmp_path / "out", form="acled")
    assert message in str(refusal.value)
    assert sorted(tmp_path.iterdir()) == [file]


def test_records_that_are_there_are_never_written_over(tmp_path: Path) -> None:
    file, folder = acled(tmp_path / "acled.csv", {}), tmp_path / "data"
    folder.mkdir()
    (folder / "events.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="is there already and not empty"):
        import_table(file, folder, form="acled")
    assert (folder / "events.csv").read_text(encoding="utf-8") == "mine"


def test_g3_what_a_killed_import_left_is_removed_by_the_next_and_no_other_s(tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", *({"event_id_cnty": f"RUS{number}"} for number in range(300)))
    code = f"""
import os, signal, sys
from geomap.importers import engine, import_table
step, calls = engine._Conversion._event, []
def event(self, row):
    calls.append(row)
    if len(calls) == 200:
        if sys.argv[1] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        print("half", flush=True)
        sys.stdin.readline()
    step(self, row)
engine._Conversion._event = event
import_table({str(file)!r}, {str(tmp_path / "out")!r}, form="acled")
"""
    assert subprocess.run([sys.executable, "-c", code, "kill"], check=False).returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".out.*.tmp"))) == 1
    command = [sys.executable, "-c", code, "wait"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdin
        assert running.stdout.readline() == "half\n"
        (half,) = tmp_path.glob(".out.*.tmp")  # the running one's: the killed one's is gone
        import_table(file, tmp_path / "out", form="acled")
        assert half.exists()
        shutil.rmtree(tmp_path / "out")
        running.stdin.close()
    assert running.returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acled.csv", "out"]
    assert len(cells(tmp_path / "out" / "events.csv")) == 300


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    result = import_table(acled(tmp_path / "acled.csv", {}), tmp_path / "out", form="acled")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in result.paths)


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    file = acled(tmp_path / "acled.csv", {}, {"event_id_cnty": "RUS2", "geo_precision": "7"})
    first, second = (import_table(file, tmp_path / name, form="acled").paths for name in "ab")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from(ACLED_COLUMNS), TEXT), min_size=1, max_size=3))
def test_any_text_in_any_cell_comes_through(
    rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    full = [{**ACLED_ROW, **row} for row in rows]
    with (folder / "acled.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ACLED_COLUMNS, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(full)
    try:
        result = import_table(folder / "acled.csv", folder / "out", form="acled")
    except LoadError as refusal:
        assert "--date-order" in str(refusal)
        return
    events = cells(folder / "out" / "events.csv")
    assert result.events == len(events) == len(rows)
    assert [{name: event[f"acled_{name}"] for name in ACLED_COLUMNS} for event in events] == [
        {name: row.get(name, "") for name in ACLED_COLUMNS} for row in full
    ]


@pytest.mark.skipif(os.name != "posix", reason="peak memory of a child is told by POSIX only")
def test_memory_does_not_grow_with_the_length_of_the_file(shared: Path, tmp_path: Path) -> None:
    with (shared / "samples" / "events" / "ucdp-ged-sample.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    peaks = []
    for times in (1, 20):
        path = tmp_path / f"{times}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(header)
            for number in range(times):
                writer.writerows([f"{number}{row[0]}", *row[1:]] for row in rows)
        peaks.append(_peak_mb(path, tmp_path / f"out{times}"))
    assert peaks[1] < peaks[0] + 40
    assert peaks[1] < 500


def _peak_mb(file: Path, folder: Path) -> float:
    """Peak resident memory of an import in a process of its own.

    Linux lets ru_maxrss start from the parent's peak, so its own account is read there.
    """
    code = f"""
import re, resource
from pathlib import Path
from geomap.importers import import_table
import_table({str(file)!r}, {str(folder)!r}, form="ucdp")
status = Path("/proc/self/status")
own = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
print(own[1] if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout) / (1024 if sys.platform != "darwin" else 1024**2)


def test_the_command_tells_what_it_made_and_what_did_not_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = acled(tmp_path / "acled.csv", {}, {"event_id_cnty": "RUS2", "geo_precision": "7"})
    assert run("import", "acled", file, "-o", tmp_path / "out") == 1
    said = capsys.readouterr()
    assert "error: acled.csv:3, column 'geo_precision', value '7': the source has no such code" in said.err
    assert said.out.splitlines()[:2] == ["events       2, 6 reports", "problems     1 errors, 0 warnings"]
    assert len(geomap.load(tmp_path / "out").events) == 2


def test_the_command_reads_any_table_with_a_mapping(tmp_path: Path) -> None:
    columns = tmp_path / "columns.toml"
    columns.write_text('[events]\ndate = "event_date"\ntitle = "notes"\nplace = "location"\n', encoding="utf-8")
    file = acled(tmp_path / "acled.csv", {})
    assert run("import", file, "--map", columns, "-o", tmp_path / "out") == 0
    assert geomap.load(tmp_path / "out").events["date"].item() == "2024-03-12"


@pytest.mark.parametrize(
    "words", [["acled"], ["acle", "x.csv"], ["a", "b", "c"], ["acled", "x.csv", "--map", "c.toml"]]
)
def test_words_that_name_no_format_and_file_are_refused(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", *words, "-o", tmp_path / "out") == 2
    assert "FORMAT" in (said := capsys.readouterr().err) or "is no format" in said


def test_a_refusal_ends_with_2_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = acled(tmp_path / "acled.csv", {"event_date": "03/04/2024"})
    assert run("import", "acled", file, "-o", tmp_path / "out") == 2
    assert "--date-order dmy" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == [file]


def test_the_help_names_every_format_and_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert "import" in cli.list_commands(click.Context(cli))
    assert run("import", "--help") == 0
    said = capsys.readouterr().out
    assert "Example: geomap import " in said
    assert [name for name in IMPORTERS if name not in said] == []


def test_the_codebook_s_cross_walk_names_what_the_importers_need() -> None:
    text = codebook().split("### Cross-walk")[1]
    assert all(importer.name in text.splitlines()[4] for importer in IMPORTERS.values())
    missing = [name for importer in IMPORTERS.values() for name in importer.needs if f"{name}" not in text]
    assert missing == []
    assert "| `location_precision` | UCDP GED | 2 | near_settlement |" in text
