"""A map is replaced many times a day: faults G3, H1 and H2 with real builds, really killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import geomap
from geomap.snapshot import snapshot
from tests.pages import built, flat_table

OLD = ({"title": "One"}, {"title": "Two", "lat": "", "lon": "", "country": "RU"})
NEW = (*OLD, {"title": "Three"})


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A map of two events, whose table has three by now."""
    page = built(tmp_path, *OLD)
    flat_table(tmp_path / "flat.csv", *NEW)
    return page


def events(page: Path) -> int:
    return len(snapshot(page.read_text(encoding="utf-8")).facts)


def python(code: str, **options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("stage", ["load", "locate", "relate", "draw", "write"])
def test_g3_a_build_killed_in_any_stage_leaves_the_old_map(page: Path, stage: str) -> None:
    before = page.read_bytes()
    done = python(f"""
import os, signal
import geomap
def on_stage(name):
    if name == {stage!r}:
        os.kill(os.getpid(), signal.SIGKILL)
geomap.build({str(page.parents[1] / "flat.csv")!r}, {str(page)!r}, on_stage=on_stage)
""")
    assert done.returncode == -signal.SIGKILL
    assert page.read_bytes() == before


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("file", ["map.html", "problems.csv", "changes.json"])
def test_g3_a_build_killed_at_any_file_leaves_whole_ones(page: Path, file: str, when: str) -> None:
    done = python(f"""
import os, signal
import geomap
replace = os.replace
def killing(source, target):
    if {when!r} == "after" or not str(target).endswith({file!r}):
        replace(source, target)
    if str(target).endswith({file!r}):
        os.kill(os.getpid(), signal.SIGKILL)
os.replace = killing
geomap.build({str(page.parents[1] / "flat.csv")!r}, {str(page)!r})
""")
    assert done.returncode == -signal.SIGKILL
    assert events(page) == (2 if (file, when) == ("map.html", "before") else 3)
    json.loads((page.parent / "changes.json").read_text(encoding="utf-8"))
    result = geomap.build(page.parents[1] / "flat.csv", page)
    assert result.changes.reason == ""
    assert events(page) == 3
    assert list(page.parent.glob(".*.tmp")) == []


def test_g3_a_full_disk_leaves_the_old_map_and_says_so(page: Path) -> None:
    before = page.read_bytes()
    limit = len(before) // 2
    done = python(f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
sys.argv = ["geomap", "build", {str(page.parents[1] / "flat.csv")!r}, "-o", {str(page)!r}]
from geomap.cli import main
main()
""")
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Fix: free space" in done.stderr
    assert page.read_bytes() == before
    assert list(page.parent.glob(".*.tmp")) == []


def test_h1_h2_builds_at_once_end_with_one_whole_map_and_lock(page: Path) -> None:
    words = [sys.executable, "-m", "geomap", "build", str(page.parents[1] / "flat.csv"), "-o", str(page)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    builds = [subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL) for _ in range(4)]
    assert [build.wait() for build in builds] == [0] * 4
    assert events(page) == 3
    json.loads((page.parent / "changes.json").read_text(encoding="utf-8"))
    assert list(page.parent.glob(".*.tmp")) == []
    assert (page.parents[1] / "resolved.csv").read_text(encoding="utf-8").count("Sudzha") >= 1


def test_changes_are_told_of_the_map_and_not_of_the_last_run(page: Path) -> None:
    """What is told is the difference to the map that is there, whichever build made it."""
    table = page.parents[1] / "flat.csv"
    assert len(geomap.build(table, page).changes.events.added) == 1
    assert not geomap.build(table, page).changes
    page.unlink()
    assert geomap.build(table, page).changes.reason == "there was no map before"
