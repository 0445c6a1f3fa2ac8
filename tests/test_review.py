"""geomap review: a curator decides what no rule may, and what was signed stays."""

from __future__ import annotations

import csv
import os
import pty
import re
import select
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from geomap.errors import OutputError
from geomap.pipeline import build, load, process
from geomap.places import locate
from geomap.places.online.geocoder import OnlineGeocoder
from geomap.places.review import Review, cases
from tests.misbehaving import VILLAGE, Reply, geocoder, serving, village
from tests.test_cli import run

EVENTS = """event_id,date,place,country,admin1,title,lat,lon,location_precision
e1,2024-03-12,Pervomaiske,UA,,Shelling reported,,,
e2,2024-03-12,Sudzha,RU,,Crossing claimed,,,
e3,2024-03-13,Pervomaiske,UA,,Drone reported,,,
e4,2024-03-13,Zzyzxovka,RU,,Raid claimed,,,
e5,2024-03-14,Given,RU,,Raid claimed,51.0,35.2,
e6,2024-03-14,Nowhere Oblast,RU,,Raid claimed,,,region
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two names to decide; the border of the first map."""
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    border = Path(__file__).parent.parent / "data" / "border"
    (tmp_path / "border").symlink_to(border)
    (tmp_path / "map.toml").write_text('border = ["RU", "UA"]\n', encoding="utf-8")
    return tmp_path


class Curator:
    """Types the answers in turn, then ends the input. said: everything shown. refused: what the checks said."""

    def __init__(self, *answers: str) -> None:
        self._answers = iter(answers)
        self.said: list[str] = []
        self.refused: list[str] = []

    def ask(self, question: str, check: Callable[[str], str]) -> str:
        for answer in self._answers:
            fault = check(answer)
            if not fault:
                return answer
            self.refused.append(fault)
        raise EOFError

    def review(self, data: Path, *, everything: bool = False, online: OnlineGeocoder | None = None) -> tuple[int, int]:
        work = Review(locate(load(data)), by="Ann", on="2024-05-01", ask=self.ask, say=self.said.append, online=online)
        return work.run(everything=everything)


def signed(data: Path) -> dict[str, dict[str, str]]:
    with (data / "resolved.csv").open(encoding="utf-8", newline="") as file:
        return {row["place"]: row for row in csv.DictReader(file) if row["reviewed_by"]}


def test_only_names_that_must_be_decided_are_asked_each_once(data: Path) -> None:
    found = list(cases(locate(load(data))))
    assert [(case.toponym.place, case.answer.status, len(case.events)) for case in found] == [
        ("Pervomaiske", "ambiguous", 2),
        ("Zzyzxovka", "not_found", 1),
    ]


def test_candidates_are_shown_with_their_distance_to_the_border_and_to_other_places(data: Path) -> None:
    curator = Curator()
    assert curator.review(data) == (0, 2)
    shown = next(line for line in curator.said if "47.0427, 32.4400" in line)
    assert re.search(r"geonames:\d+\)\n +\d+ km from the border, \d+ km from Sudzha", shown)
    assert "  2024-03-12  'Shelling reported'  (e1)" in curator.said
    assert not (data / "resolved.csv").exists()


def test_of_many_namesakes_the_nearest_are_shown_first_and_the_others_on_demand(data: Path) -> None:
    rows = "".join(f"Pervomaiske,settlement,UA,{47 + at / 100:.2f},32.44\n" for at in range(25))
    (data / "places.csv").write_text(f"place,kind,country,lat,lon\n{rows}", encoding="utf-8")
    curator = Curator()
    curator.review(data)
    shown = [line for line in curator.said if "places.csv" in line]
    assert (len(shown), "  and 5 more; a: show them" in curator.said) == (20, True)
    assert "47.2400" in shown[0]
    more = Curator("a", "25")
    assert more.review(data) == (1, 1)
    assert len([line for line in more.said if "places.csv" in line]) == 25
    assert signed(data)["Pervomaiske"]["lat"] == "47.00000"


def test_a_picked_candidate_is_signed_and_places_the_events(data: Path) -> None:
    curator = Curator()
    curator.review(data)
    (number,) = [line.split()[0] for line in curator.said if "47.0427, 32.4400" in line]
    assert Curator(number).review(data) == (1, 1)
    row = signed(data)["Pervomaiske"]
    assert (row["status"], row["lat"], row["lon"]) == ("found", "47.04274", "32.43996")
    assert (row["reviewed_by"], row["reviewed_on"]) == ("Ann", "2024-05-01")
    assert row["gazetteer_id"].startswith("geonames:")
    after = process(load(data)).events
    assert after["location_method"].tolist()[:3] == ["reviewed", "gazetteer", "reviewed"]


def test_typed_coordinates_need_a_source_and_are_shown_before_they_count(data: Path) -> None:
    curator = Curator("s", "50.4614, 35.6025", "", "50.4614 35.6025", "https://a.example/map")
    assert curator.review(data) == (1, 1)
    assert any(
        re.search(r"50\.46140, 35\.60250: Belgorod.*; 8 km from the border|Belgorod", line) for line in curator.said
    )
    row = signed(data)["Zzyzxovka"]
    assert (row["lat"], row["lon"], row["gazetteer_id"]) == ("50.46140", "35.60250", "https://a.example/map")
    event = process(load(data)).events.iloc[3]
    assert (event.location_method, event.location_source) == ("reviewed", "https://a.example/map")


def test_a_place_that_is_nowhere_to_be_had_is_listed_with_the_reviewer_s_reason(data: Path) -> None:
    assert Curator("s", "n", "The source calls the name a mistake.").review(data) == (1, 1)
    after = process(load(data))
    assert after.events["location_reason"].iat[3] == "The source calls the name a mistake."
    assert not any(problem.event_id == "e4" for problem in after.problems)


@pytest.mark.parametrize("text", ["0", "99", "a", "x", "", "95, 35", "50, 200", "0, 0", "50,4614"])
def test_what_cannot_be_an_answer_is_refused_and_asked_again(text: str, data: Path) -> None:
    curator = Curator(text)
    assert curator.review(data) == (0, 2)
    assert len(curator.refused) == 1


def test_a_review_that_was_stopped_goes_on_where_it_ended(data: Path) -> None:
    assert Curator("1", "q").review(data) == (1, 1)
    before = signed(data)["Pervomaiske"]
    second = Curator("n", "")
    assert second.review(data) == (1, 0)
    assert any(line.startswith("\n1 of 1: 'Zzyzxovka'") for line in second.said)
    assert signed(data)["Pervomaiske"] == before
    assert Curator("1").review(data) == (0, 0)


def test_a_build_leaves_signed_rows_as_they_are(data: Path) -> None:
    Curator("1", "n", "why").review(data)
    before = signed(data)
    run_build = run("build", data, "-o", data / "out" / "map.html")
    assert run_build in (0, 1)
    assert signed(data) == before


def test_all_asks_for_found_names_too_and_the_first_choice_is_what_was_found(data: Path) -> None:
    curator = Curator("s", "1", "q")
    assert curator.review(data, everything=True) == (1, 2)
    row = signed(data)["Sudzha"]
    assert (row["status"], row["gazetteer_id"]) == ("found", "geonames:486816")


def test_what_a_service_offers_may_be_picked_and_is_credited(data: Path, tmp_path: Path) -> None:
    (data / "map.toml").write_text(
        'border = ["RU", "UA"]\n[online]\nuser_agent = "map-tests/1.0 (tests@geomap.invalid)"\n', encoding="utf-8"
    )
    two = [VILLAGE, village(lat="50.9", osm_id=43)]
    with serving(Reply([]), Reply(two)) as server:
        curator, online = Curator("s", "2"), geocoder(tmp_path / "cache", server.service())
        assert curator.review(data, online=online) == (1, 1)
        online.close()
    assert any("nominatim found none either" in line for line in curator.said)
    assert any("2  Zzyzxovka" in line and "node/43" in line and "km from the border" in line for line in curator.said)
    row = signed(data)["Zzyzxovka"]
    assert (row["method"], row["gazetteer_id"], row["lat"]) == ("online", "nominatim:node/43", "50.90000")
    located = process(load(data)).events.set_index("event_id").loc["e4"]
    assert (located.location_method, located.location_source) == ("reviewed", "nominatim:node/43")
    page = (build(data, tmp_path / "map.html").path).read_text(encoding="utf-8")
    assert "OpenStreetMap contributors, ODbL, through Nominatim" in page


def test_a_file_that_changed_under_the_review_is_not_overwritten(data: Path) -> None:
    (data / "resolved.csv").write_text("place,country,admin1,status\n", encoding="utf-8")
    work = Review(locate(load(data)), by="Ann", on="2024-05-01", ask=Curator("1").ask, say=lambda _: None)
    (data / "resolved.csv").write_text("place,country,admin1,status\nOther,RU,,not_found\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed meanwhile"):
        work.run()
    assert "Other" in (data / "resolved.csv").read_text(encoding="utf-8")


def test_without_a_terminal_the_command_refuses_and_says_what_to_do(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        assert run("review", data, "--by", "Ann") == 2
    assert "sign rows of resolved.csv by hand" in capsys.readouterr().err


def test_a_reviewer_has_a_name(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("review", data) == 2
    assert run("review", data, "--by", " ") == 2
    assert "--by" in capsys.readouterr().err


class Terminal:
    """`geomap WORDS` in a real terminal."""

    def __init__(self, *words: str) -> None:
        self.shown = ""
        self.process, self._master = pty.fork()
        if self.process == 0:
            os.environ["TERM"] = "xterm"
            os.execv(sys.executable, [sys.executable, "-m", "geomap", *words])

    def wait_for(self, text: str, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while text not in self.shown:
            ready, _, _ = select.select([self._master], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{text!r} was not shown: {self.shown}"
            part = self._read()
            assert part, f"{text!r} was not shown: {self.shown}"
            self.shown += part
            if "\x1b[6n" in part:  # asks where the cursor is
                os.write(self._master, b"\x1b[1;1R")

    def type(self, text: str) -> None:
        self.shown = ""
        os.write(self._master, text.encode())

    def end(self) -> int:
        while part := self._read():
            self.shown += part
        _, status = os.waitpid(self.process, 0)
        os.close(self._master)
        return os.waitstatus_to_exitcode(status)

    def _read(self) -> str:
        try:
            return os.read(self._master, 65_536).decode(errors="replace")
        except OSError:  # the other end is closed
            return ""


@pytest.fixture
def terminal(data: Path) -> Iterator[Terminal]:
    opened = Terminal("review", str(data), "--by", "Ann")
    opened.wait_for("1 of 2: 'Pervomaiske'")
    opened.wait_for("q: stop")
    yield opened


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_in_a_terminal_answers_are_checked_written_and_interrupted(terminal: Terminal, data: Path) -> None:
    terminal.type("77\r")
    terminal.wait_for("Write a number from 1 to")
    terminal.type("\x15" + "1\r")
    terminal.wait_for("2 of 2: 'Zzyzxovka'")
    terminal.wait_for("q: stop")
    assert list(signed(data)) == ["Pervomaiske"]
    terminal.type("\x03")
    assert terminal.end() == 130
    assert "what was signed is kept" in terminal.shown
    assert list(signed(data)) == ["Pervomaiske"]
