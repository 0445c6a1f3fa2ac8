"""Kept answers and the shared pace: between threads, processes and forks, in damaged and full files."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from geomap.places import locate
from geomap.places.online.store import FILE, FORMAT, Store
from tests.misbehaving import FakeClock, geocoder, serving
from tests.places import box_border, dataset

PLACE = {"place": "Zzyzxovka", "country": "RU", "admin1": "Belgorod Oblast"}
ROUNDS = 100

ANOTHER_BUILD = f"""
import sys
from pathlib import Path
from geomap.places.online.store import Store
store = Store(Path(sys.argv[1]))
store.open()
for number in range({ROUNDS}):
    print(store.take_turn("nominatim", 1.0, 1000.0))
    store.put("nominatim", sys.argv[2] + str(number), [{{"lat": number}}], 1000.0)
store.close()
"""


def opened(folder: Path) -> Store:
    store = Store(folder)
    store.open()
    return store


def turns(store: Store, count: int) -> list[float]:
    return [store.take_turn("nominatim", 1.0, 1000.0) for _ in range(count)]


def test_h2_two_builds_on_one_cache_lose_no_answer_and_share_one_pace(tmp_path: Path) -> None:
    words = [sys.executable, "-c", ANOTHER_BUILD, str(tmp_path)]
    builds = [subprocess.Popen([*words, name], stdout=subprocess.PIPE, text=True) for name in "ab"]
    printed = [build.communicate(timeout=120)[0].split() for build in builds]
    assert [build.returncode for build in builds] == [0, 0]
    moments = sorted(float(moment) for lines in printed for moment in lines)
    assert moments == [1000.0 + second for second in range(2 * ROUNDS)]
    store = opened(tmp_path)
    kept = [store.get("nominatim", f"{name}{number}") for name in "ab" for number in range(ROUNDS)]
    assert kept == [([{"lat": number}], 1000.0) for _ in "ab" for number in range(ROUNDS)]
    store.close()


def test_h2_a_pause_that_one_build_was_asked_for_holds_for_the_other(tmp_path: Path) -> None:
    one, other = opened(tmp_path), opened(tmp_path)
    one.put_off("nominatim", 1120.0, 1000.0)
    assert other.take_turn("nominatim", 1.0, 1001.0) == 1120.0
    assert other.take_turn("photon", 1.0, 1001.0) == 1001.0
    one.close()
    other.close()


def test_a_turn_that_a_wrong_clock_wrote_holds_nobody_up_for_years(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.take_turn("nominatim", 1.0, 4e9)
    assert store.take_turn("nominatim", 1.0, 1000.0) == 1000.0
    store.close()


def test_h3_each_thread_has_a_connection_of_its_own(tmp_path: Path) -> None:
    store = opened(tmp_path)
    moments: list[float] = []
    threads = [threading.Thread(target=lambda: moments.extend(turns(store, 25))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(moments) == [1000.0 + second for second in range(100)]
    store.close()


def _in_child(store: Store, pipe: multiprocessing.connection.Connection) -> None:
    store.put("nominatim", "child", [], 1.0)
    pipe.send(turns(store, 20))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_h3_a_forked_process_opens_its_own(tmp_path: Path) -> None:
    store = opened(tmp_path)
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()
    child = context.Process(target=_in_child, args=(store, theirs))
    child.start()
    here = turns(store, 20)
    there = mine.recv()
    child.join()
    assert sorted([*here, *there]) == [1000.0 + second for second in range(40)]
    assert store.get("nominatim", "child") == ([], 1.0)
    store.close()
    mine.close()
    theirs.close()


def test_f4_one_request_a_second_from_many_threads(tmp_path: Path) -> None:
    """The clock moves only when somebody sleeps, so requests in one second would show as too little sleep."""
    clock = FakeClock()
    with serving() as server:
        online = geocoder(tmp_path, server.service(), clock=clock)
        events = [{**PLACE, "place": f"Zzyzx{letter}vka"} for letter in "aeiou"]
        locate(dataset(events, border=box_border()), online=online)
        online.close()
    assert clock.slept == [1.0] * 4


def damaged(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + b"rubbish" * 500)


def no_database(path: Path) -> None:
    path.write_text("not a database, but long enough to be taken for one" * 50, encoding="utf-8")


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.execute("CREATE TABLE answers (other)")
    connection.close()


def another(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE answers (x, y)")
    connection.close()


@pytest.mark.parametrize("spoil", [damaged, no_database, newer, another], ids=lambda spoil: f"G7-{spoil.__name__}")
def test_g7_a_file_that_cannot_be_used_is_set_aside_whole_and_the_build_goes_on(spoil, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    spoil(tmp_path / FILE)
    before = (tmp_path / FILE).read_bytes()
    with serving() as server:
        online = geocoder(tmp_path, server.service())
        after = locate(dataset([PLACE], border=box_border()), online=online)
        online.close()
    assert after.events["location_method"].iat[0] == "online"
    (notice,) = after.problems
    assert (notice.severity, notice.rule) == ("warning", "online.cache")
    assert f"set aside as {FILE}.set-aside-1" in notice.message
    assert (tmp_path / f"{FILE}.set-aside-1").read_bytes() == before


def test_g7_without_a_place_for_answers_and_pace_nobody_is_asked(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    with serving() as server:
        online = geocoder(tmp_path / "cache", server.service())
        after = locate(dataset([PLACE], border=box_border()), online=online)
        online.close()
    assert server.asked == []
    assert "cannot be used" in after.events["location_reason"].iat[0]
    assert [problem.rule for problem in after.problems] == ["online.cache", "place.pending"]


def test_g7_a_cache_that_fills_up_midway_ends_the_asking_and_not_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with serving() as server:
        online = geocoder(tmp_path, server.service())
        monkeypatch.setattr(Store, "put", full)
        after = locate(dataset([PLACE, {**PLACE, "place": "Zzyzxevo"}], border=box_border()), online=online)
        online.close()
    assert len(server.asked) == 1
    assert after.events["location_reason"].str.contains("disk is full").all()
