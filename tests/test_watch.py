"""`geomap watch` beside an editor and a browser."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import geomap
from geomap.errors import LoadError
from geomap.snapshot import snapshot
from geomap.watch import watch
from tests.pages import flat_table
from tests.watching import News, Watching, watching

ROOT = Path(__file__).resolve().parent.parent
TWO = ({"title": "One"}, {"title": "Two"})
THREE = (*TWO, {"title": "Three"})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return flat_table(tmp_path / "data" / "flat.csv", *TWO)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    return tmp_path / "out" / "map.html"


def events(page: Path) -> int:
    return len(snapshot(page.read_text(encoding="utf-8")).facts)


def test_saving_a_record_file_rebuilds_and_says_what_changed(table: Path, page: Path) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        flat_table(table, *THREE)
        run.lines.until("event added: e-")
        run.lines.until("built")
        assert events(page) == 3


@pytest.mark.parametrize("way", ["in place", "renamed over", "removed and renamed"])
def test_every_way_in_which_editors_save_is_noticed(table: Path, page: Path, way: str) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        if way == "in place":
            flat_table(table, *THREE)
        else:
            fresh = flat_table(table.with_name(".flat.csv.swp"), *THREE)
            if way == "removed and renamed":
                table.rename(table.with_name("flat.csv~"))
            fresh.rename(table)
        while events(page) != 3:
            run.lines.until("built")


def test_files_that_are_no_records_start_no_build(table: Path, page: Path) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        for name in (".flat.csv.swp", "flat.csv~", "4913", "notes.txt", "problems.csv"):
            (table.parent / name).write_text("something", encoding="utf-8")
        os.utime(table)  # touched, but not changed
        flat_table(table, *THREE)
        run.lines.until("event added")
        run.lines.until("built")
        assert run.end() == 130
    assert sum("built" in line for line in [*run.lines.seen, *run.lines.rest()]) == 2


def test_its_own_lock_starts_no_build_but_a_reviewer_does(tmp_path: Path, page: Path) -> None:
    table = flat_table(tmp_path / "flat.csv", {"lat": "", "lon": "", "country": "RU"})
    lock = tmp_path / "resolved.csv"
    with watching(table, page) as run:
        run.lines.until("built")
        text = lock.read_text(encoding="utf-8")
        header, row = text.splitlines()
        assert row.startswith("Sudzha,RU")
        at = header.split(",").index("reviewed_by")
        cells = row.split(",")
        cells[at] = "Ann"
        lock.write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
        run.lines.until("built")
        run.end()
        assert sum("built" in line for line in [*run.lines.seen, *run.lines.rest()]) == 2


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("date,place,tit", "the column is missing"),
        ("", "is empty: it has no header"),
        ('date,place,title\n2024-03-12,Sudzha,"half a tit', "never closed"),
        ("date,place,title\n2024-03-12,Sudzha,One\n2024-03-12,Sud", "flat.csv:3: ends in the middle of a row"),
    ],
)
def test_a_half_saved_file_leaves_the_last_good_map_and_says_why(
    table: Path, page: Path, broken: str, told: str
) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        before, (_, served) = page.read_bytes(), run.get()
        news = News(run)
        assert news.next()["problem"] == ""
        table.write_text(broken, encoding="utf-8")
        run.lines.until(told)
        run.lines.until("refused: the last map stays")
        while told not in (state := news.next())["problem"]:
            pass
        assert page.read_bytes() == before
        assert run.get() == (200, served)
        flat_table(table, *THREE)
        run.lines.until("built")
        fresh = news.next()
        assert fresh["problem"] == ""
        assert fresh["version"] != state["version"]
        news.close()


def test_a_file_that_goes_away_while_it_is_read_ends_nothing(table: Path) -> None:
    def build() -> geomap.BuildResult:
        table.with_name("away.csv").read_bytes()
        return geomap.build(table)

    outcome = next(watch(table, build))
    assert isinstance(outcome, LoadError)
    assert "No such file" in str(outcome)


def test_of_many_problems_the_first_are_told_and_how_many_more(table: Path, page: Path) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        flat_table(table, {}, *({"date": f"2024-02-{day}"} for day in range(30, 60)))
        before = len(run.lines.seen)
        run.lines.until("and 12 more in problems.csv beside the map")
        assert "30 errors, 2 warnings" in run.lines.until("built")
        assert sum(line.startswith("error:") for line in run.lines.seen[before:]) == 20  # before warnings


def test_a_folder_without_a_map_yet_is_served_with_the_reason(tmp_path: Path, page: Path, browser: Browser) -> None:
    table = tmp_path / "flat.csv"
    table.write_text("date,place\n", encoding="utf-8")
    with watching(table, page) as run:
        run.lines.until("refused")
        opened = browser.new_page()
        opened.goto(run.url)
        opened.locator("#geomap-live", has_text="the column is missing").wait_for()
        with opened.expect_event("load"):
            flat_table(table, *TWO)
        assert shown(opened) == 2
        opened.close()


def test_the_open_page_reloads_itself_and_shows_what_is_wrong(table: Path, page: Path, browser: Browser) -> None:
    errors: list[str] = []
    with watching(table, page) as run:
        run.lines.until("built")
        opened = browser.new_page()
        opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        opened.goto(run.url)
        assert shown(opened) == 2
        with opened.expect_event("load"):
            flat_table(table, *THREE)
        assert shown(opened) == 3
        notice = opened.locator("#geomap-live")
        assert not notice.is_visible()
        table.write_text("date,place,title<img src=x onerror=alert(1)>\n2024,a,b\n", encoding="utf-8")
        notice.filter(has_text="title<img src=x onerror=alert(1)>").wait_for()
        assert shown(opened) == 3
        flat_table(table, *THREE)
        notice.wait_for(state="hidden")
        opened.close()
    assert errors == []


def shown(page: Page) -> int:
    """How many events the page holds once it is ready."""
    page.evaluate("geomap.ready")
    return int(page.evaluate("geomap.counts().total"))


class Policy(HTMLParser):
    """The policy of a page and how many scripts it has."""

    policy, scripts = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.scripts += tag == "script"
        if found.get("http-equiv") == "Content-Security-Policy":
            self.policy = found["content"] or ""


def read(html: str) -> Policy:
    parser = Policy()
    parser.feed(html)
    return parser


def test_the_script_is_in_the_served_copy_only(table: Path, page: Path) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        file, served = read(page.read_text(encoding="utf-8")), read(run.get()[1])
    assert "connect-src 'none'" in file.policy
    assert "EventSource" not in page.read_text(encoding="utf-8")
    assert served.scripts == file.scripts + 1
    assert "connect-src 'self'" in served.policy
    assert "unsafe" not in served.policy


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/", None, 200),
        ("/", "localhost:{port}", 200),
        ("/", "evil.example", 403),
        ("/live", "evil.example:{port}", 403),
        ("/../flat.csv", None, 404),
        ("/etc/passwd", None, 404),
    ],
)
def test_only_the_page_is_served_and_only_to_this_machine(
    served: Watching, path: str, host: str | None, status: int
) -> None:
    headers = {} if host is None else {"Host": host.format(port=served.host.rpartition(":")[2])}
    assert served.get(path, **headers)[0] == status
    assert served.host.startswith("127.0.0.1:")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("served")
    with watching(flat_table(folder / "flat.csv", *TWO), folder / "map.html") as run:
        run.lines.until("built")
        yield run


def test_a_port_in_use_is_refused_with_a_remedy(table: Path, page: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        words = [sys.executable, "-m", "geomap", "watch", str(table), "-o", str(page), "--port", port]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"port {port} cannot be used" in done.stderr
    assert "choose another --port" in done.stderr


def test_g3_a_kill_at_any_moment_leaves_a_whole_map(table: Path, page: Path) -> None:
    for number in range(4):
        with watching(table, page) as run:
            run.lines.until("built")
            flat_table(table, *({"title": f"Event {n}"} for n in range(number + 3)))
            if number % 2:
                run.lines.until("event")
            run.process.send_signal(signal.SIGKILL)
            assert run.process.wait() == -signal.SIGKILL
        assert events(page) in (number + 2, number + 3)
        flat_table(table, *({"title": f"Event {n}"} for n in range(number + 3)))
    with watching(table, page) as run:
        run.lines.until("built")
        assert events(page) == 6
    assert list(page.parent.glob("*.tmp")) == []


def test_h1_a_build_beside_a_watch_leaves_a_whole_map(table: Path, page: Path) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        flat_table(table, *THREE)
        words = [sys.executable, "-m", "geomap", "build", str(table), "-o", str(page)]
        assert subprocess.run(words, capture_output=True, check=False).returncode == 0
        run.lines.until("built")
        assert events(page) == 3
    assert list(page.parent.glob("*.tmp")) == []


def test_ctrl_c_ends_with_130_and_the_map_in_place(table: Path, page: Path) -> None:
    with watching(table, page) as run:
        run.lines.until("built")
        assert run.end() == 130
        assert "ended; the map stays" in run.lines.rest()[-1]
    assert events(page) == 2


def test_the_example_of_its_help_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    usage = subprocess.run(
        [sys.executable, "-m", "geomap", "watch", "--help"], capture_output=True, text=True, check=True
    )
    words = usage.stdout.partition("Example: geomap ")[2].splitlines()[0].split()
    assert words[:2] == ["watch", "data"]
    process = subprocess.Popen(
        [sys.executable, "-m", "geomap", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Watching(process, tmp_path / words[-1])
    run.lines.until("built")
    assert run.end() == 130
    assert process.stdout is not None
    process.stdout.close()
    assert run.page.is_file()
