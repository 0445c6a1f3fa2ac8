"""Whole or not at all: faults G1 to G6 and H1 at the file system."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from geomap.errors import OutputError
from geomap.write import check_output, write_text

OLD, NEW = "old map", "new map " * 1000


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "map.html"
    path.write_text(OLD, encoding="utf-8")
    return path


def leftovers(target: Path) -> list[Path]:
    return list(target.parent.glob("*.tmp"))


def test_text_is_written_as_utf8_and_nothing_is_left_behind(target: Path) -> None:
    write_text(target, "Тёткино")
    assert target.read_bytes() == "Тёткино".encode()
    assert leftovers(target) == []


def test_g1_a_missing_folder_is_made(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "map.html"
    check_output(target)
    write_text(target, NEW)
    assert target.read_text(encoding="utf-8") == NEW


def test_g1_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="choose another --output"):
        check_output(tmp_path / "file" / "map.html")


def test_g2_a_folder_is_refused_with_a_file_name_to_use(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"is a folder\. Fix: name a file, as in .*map\.html"):
        check_output(tmp_path)


def test_g2_a_link_is_refused_and_its_target_named(target: Path) -> None:
    link = target.with_name("link.html")
    link.symlink_to(target)
    with pytest.raises(OutputError, match=rf"is a link to .*{target.name}"):
        check_output(link)


def test_g2_a_read_only_folder_is_refused(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.mkstemp", raising(PermissionError(errno.EACCES, "Permission denied")))
    with pytest.raises(OutputError, match="Permission denied"):
        check_output(target)
    assert target.read_text(encoding="utf-8") == OLD


def test_g2_a_read_only_file_is_refused(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(OutputError, match=r"read-only\. Fix: chmod"):
        check_output(target)


@pytest.mark.parametrize("call", ["os.fsync", "os.replace"])
def test_g3_a_full_disk_leaves_the_old_map(target: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    monkeypatch.setattr(call, raising(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OutputError, match="No space left on device"):
        write_text(target, NEW)
    assert target.read_text(encoding="utf-8") == OLD
    assert leftovers(target) == []


def test_g3_what_a_killed_build_left_is_removed_by_the_next(target: Path) -> None:
    killed = f"""
import os, signal
from pathlib import Path
from geomap.write import write_text
os.replace = lambda *paths: os.kill(os.getpid(), signal.SIGKILL)
write_text(Path({str(target)!r}), "half")
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -signal.SIGKILL
    assert target.read_text(encoding="utf-8") == OLD
    assert len(leftovers(target)) == 1
    write_text(target, NEW)
    assert leftovers(target) == []
    assert target.read_text(encoding="utf-8") == NEW


def test_g5_a_file_in_use_is_tried_again_and_then_the_finished_copy_is_named(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(os, "replace", raising(PermissionError(errno.EACCES, "in use")))
    with pytest.raises(OutputError, match="which is complete") as caught:
        write_text(target, NEW, sleep=waits.append)
    (finished,) = leftovers(target)
    assert str(finished) in str(caught.value)
    assert finished.read_text(encoding="utf-8") == NEW
    assert len(waits) == 4


def test_g6_output_that_is_an_input_is_refused(target: Path) -> None:
    with pytest.raises(OutputError, match="one of the record files"):
        check_output(target, inputs=[target])


def test_h1_two_builds_of_one_output_end_with_one_whole_file(target: Path) -> None:
    rounds = f"""
import sys
from pathlib import Path
from geomap.write import write_text
for _ in range(100):
    write_text(Path({str(target)!r}), sys.argv[1] * 20000)
"""
    builds = [subprocess.Popen([sys.executable, "-c", rounds, letter]) for letter in "ab"]
    assert [build.wait() for build in builds] == [0, 0]
    assert target.read_text(encoding="utf-8") in ("a" * 20000, "b" * 20000)
    assert leftovers(target) == []


def test_permissions_of_the_old_file_are_kept(target: Path) -> None:
    target.chmod(0o640)
    write_text(target, NEW)
    assert target.stat().st_mode & 0o777 == 0o640


def raising(error: OSError):
    def call(*_args: object, **_kwargs: object) -> None:
        raise error

    return call
