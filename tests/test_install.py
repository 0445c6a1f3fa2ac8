"""What a newcomer does: the README's commands in a fresh copy, and the wheel without Node or repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def run(*words: str, cwd: Path, **environment: str) -> str:
    """What a command prints; a failure shows all of it."""
    names = ("COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS")
    clean = {key: value for key, value in os.environ.items() if key not in names}
    done = subprocess.run(words, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git keeps, in a folder that nothing was set up in."""
    folder = tmp_path_factory.mktemp("copy of geomap")
    names = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    for name in filter(None, names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def mapped(copy: Path) -> Iterator[tuple[Path, str]]:
    yield copy, run("make", "map", f"PYTHON={sys.executable}", cwd=copy)


def test_make_map_sets_up_builds_and_says_where_the_map_is(mapped: tuple[Path, str]) -> None:
    folder, printed = mapped
    assert (folder / "output" / "map.html").stat().st_size > 100_000
    assert (folder / "output" / "problems.csv").exists()
    for word in ("events", "placed", "areas", "listed only", "problems", "border", "output/map.html"):
        assert word in printed


def test_a_second_make_map_only_builds(mapped: tuple[Path, str]) -> None:
    folder, _ = mapped
    plan = run("make", "-n", "map", cwd=folder)
    assert "geomap build" in plan
    assert "pip" not in plan


def test_the_examples_of_the_readme_run(mapped: tuple[Path, str]) -> None:
    folder, _ = mapped
    commands = [text for text in blocks("sh") if text.strip() not in ("make map", "make test")]
    assert len(commands) >= 4
    for text in commands:
        run("sh", "-ec", text, cwd=folder)
    example = "\n".join(blocks("python"))
    printed = run(str(folder / ".venv" / "bin" / "python"), "-c", example, cwd=folder)
    assert "output/map.html" in printed
    for name in ("my-map.html", "caucasus.html", "caucasus/map.toml"):
        assert (folder / name).exists()


def test_the_wheel_works_in_an_empty_environment_without_node(copy: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(tmp_path), str(copy), cwd=tmp_path)
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    (wheel,) = tmp_path.glob("geomap-*.whl")
    run(str(python), "-m", "pip", "install", "--quiet", str(wheel), cwd=tmp_path)
    (tmp_path / "events.csv").write_text("date,place,title\n2024-03-12,Sudzha,Shelling reported\n", encoding="utf-8")
    build = "import geomap; print(geomap.build('events.csv', 'map.html').path)"
    cache = str(tmp_path / "cache")
    assert "map.html" in run(str(python), "-c", build, cwd=tmp_path, PATH="/usr/bin:/bin", GEOMAP_CACHE=cache)
    run(str(python.parent / "geomap"), "--help", cwd=tmp_path, PATH="/usr/bin:/bin")
