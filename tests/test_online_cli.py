"""`--online` at the command line: exit codes, what is printed, what is kept."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.misbehaving import USER_AGENT, VILLAGE, Reply, Server, serving, wait_until
from tests.test_cli import run

EVENTS = "event_id,date,place,title,country,admin1\n"
ROW = "e{},2024-03-12,{},Shelling reported,RU,\n"


@pytest.fixture
def cache(tmp_path: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own, with the gazetteer that the other tests have made."""
    folder = tmp_path / "cache"
    folder.mkdir()
    for index in Path(pytestconfig.cache.mkdir("geomap")).glob("cities500*.sqlite"):
        shutil.copy(index, folder)
    monkeypatch.setenv("GEOMAP_CACHE", str(folder))
    return folder


def records(folder: Path, server: Server | None, *places: str, user_agent: str = USER_AGENT, more: str = "") -> Path:
    """A data set of these places, whose map.toml names the server."""
    data = folder / "data"
    data.mkdir()
    (data / "events.csv").write_text(
        EVENTS + "".join(ROW.format(number, place) for number, place in enumerate(places)), encoding="utf-8"
    )
    about = f'domain = "127.0.0.1:{server.port}"\nscheme = "http"\npause_s = 1.0\n' if server else ""
    (data / "map.toml").write_text(
        f'[online]\nuser_agent = "{user_agent}"\n{more}\n[[online.services]]\nname = "nominatim"\n{about}',
        encoding="utf-8",
    )
    return data


def test_f1_an_offline_build_says_not_geocoded_and_ends_with_1(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as server:
        data = records(tmp_path, server, "Zzyzxovka", "Sudzha")
        assert run("build", data, "-o", tmp_path / "map.html") == 1
        assert run("check", data) == 1
    assert server.asked == []
    assert capsys.readouterr().err.count("not geocoded (offline)") == 2
    assert (tmp_path / "map.html").exists()


def test_build_online_places_the_village_names_the_source_and_asks_once(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving() as server:
        data = records(tmp_path, server, "Zzyzxovka", "Zzyzxovka")
        assert run("check", data, "--online") == 0
        assert run("build", data, "-o", tmp_path / "map.html", "--online") == 0
        assert len(server.asked) == 1
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "OpenStreetMap contributors, ODbL, through Nominatim" in page
    assert "nominatim:node/42" in (data / "resolved.csv").read_text(encoding="utf-8")
    assert run("build", data, "-o", tmp_path / "again.html") == 0
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "map.html").read_bytes()


def test_what_a_map_gives_away_names_no_asker_and_no_key(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address in [online].user_agent is the curator's own, and a key is a secret."""
    monkeypatch.setenv("ZZ_KEY", "s3cr3t-k3y")
    with serving() as server:
        data = records(tmp_path, server, "Zzyzxovka")
        with (data / "map.toml").open("a", encoding="utf-8") as file:
            file.write('\n[[online.services]]\nname = "opencage"\nsecrets = {api_key = "ZZ_KEY"}\nattribution = "X"\n')
        out = tmp_path / "out"
        assert run("build", data, "-o", out / "map.html", "--online") == 0
    for ending in ("csv", "json", "geojson", "xlsx", "gpkg", "kml", "parquet", "md", "html"):
        assert run("export", out / f"export-{ending}" / f"map.{ending}", data) == 0
    assert run("embed", "--srcdoc", out / "map.html") == 0
    written = [path for path in out.rglob("*") if path.is_file()]
    assert len(written) > 10
    for path in written:
        for content in _contents(path):
            assert b"tests@geomap" not in content, path
            assert b"s3cr3t" not in content and b"ZZ_KEY" not in content, path


def _contents(path: Path) -> list[bytes]:
    if not zipfile.is_zipfile(path):
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_watch_asks_online_only_if_told_to(tmp_path: Path, cache: Path) -> None:
    with serving() as server:
        data = records(tmp_path, server, "Zzyzxovka")
        for words, asked in (((), 0), (("--online",), 1)):
            watching = subprocess.Popen(
                [sys.executable, "-u", "-m", "geomap", "watch", str(data), "-o", str(tmp_path / "map.html"), *words],
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ,
            )  # fmt: skip
            assert watching.stdout is not None
            assert any(" built " in line for line in watching.stdout)
            watching.send_signal(signal.SIGINT)
            watching.communicate(timeout=60)
            assert len(server.asked) == asked


def test_f1_f2_without_a_network_the_offline_result_is_built(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = records(tmp_path, None, "Zzyzxovka", "Sudzha", more='proxies = "127.0.0.1:9"')
    assert run("build", data, "-o", tmp_path / "map.html", "--online") == 1
    said = capsys.readouterr()
    assert "not geocoded (nominatim: " in said.err
    assert "Fix: Build again with --online later" in said.err
    assert "placed       1" in said.out


def test_f14_without_a_user_agent_the_old_map_stays_and_nobody_is_asked(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "map.html"
    target.write_text("the old map", encoding="utf-8")
    with serving() as server:
        data = records(tmp_path, server, "Zzyzxovka", user_agent="")
        assert run("build", data, "-o", target, "--online") == 2
    assert "has no user_agent" in capsys.readouterr().err
    assert target.read_text(encoding="utf-8") == "the old map"
    assert server.asked == []


def test_f16_an_interrupt_keeps_what_was_answered_and_the_next_run_goes_on(tmp_path: Path, cache: Path) -> None:
    target = tmp_path / "map.html"
    target.write_text("the old map", encoding="utf-8")
    with serving(Reply([VILLAGE]), Reply("x" * 1000, drip=0.2)) as server:
        data = records(tmp_path, server, "Zzyzxovka", "Zzyzxevo")
        words = [sys.executable, "-m", "geomap", "build", str(data), "-o", str(target), "--online"]
        build = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=os.environ)
        assert wait_until(lambda: len(server.asked) == 2 or build.poll() is not None, 60)
        build.send_signal(signal.SIGINT)
        said = build.communicate(timeout=60)[1]
        assert (build.returncode, said.strip()) == (130, "interrupted: nothing was changed")
        assert target.read_text(encoding="utf-8") == "the old map"
        assert not (data / "resolved.csv").exists()
        server.replies = [Reply([])]
        assert run("build", data, "-o", target, "--online") == 1
        assert [path.partition("q=Zzyzx")[2][:3] for path in server.asked] == ["ovk", "evo", "evo"]
    assert "nominatim:node/42" in (data / "resolved.csv").read_text(encoding="utf-8")


def test_f17_without_geopy_an_offline_build_works_and_online_names_the_extra(tmp_path: Path, cache: Path) -> None:
    data = records(tmp_path, None, "Zzyzxovka")
    without = "import sys; sys.modules['geopy'] = None; from geomap.cli import main; main()"

    def build(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-c", without, "build", str(data), "-o", str(tmp_path / "map.html"), *words]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
        return done.returncode, done.stderr

    code, said = build()
    assert (code, "geomap[online]" in said) == (1, False)
    code, said = build("--online")
    assert code == 1
    assert "the package geopy is not installed" in said
    assert "pip install 'geomap[online]'" in said
    assert (tmp_path / "map.html").exists()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("deadline_s = 0", r"map.toml:3, column 'online.deadline_s': deadline_s = 0.0 is too small. Fix: Write 0.1"),
        ("retries = -1", r"retries = -1 is too small"),
        ("colour = 1", r"unknown field `colour`"),
    ],
)
def test_a_wrong_line_of_the_online_table_is_named(
    line: str, message: str, tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = records(tmp_path, None, "Sudzha", more=line)
    assert run("build", data, "-o", tmp_path / "map.html") == 2
    assert message in capsys.readouterr().err


def test_the_public_nominatim_is_not_asked_more_often_than_it_allows(
    tmp_path: Path, cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = records(tmp_path, None, "Sudzha")
    with (data / "map.toml").open("a", encoding="utf-8") as file:
        file.write("pause_s = 0.1\n")
    assert run("check", data) == 2
    assert "the public Nominatim allows one a second" in capsys.readouterr().err
