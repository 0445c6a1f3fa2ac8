"""`geomap add` at a keyboard and in a script: nothing typed is lost, nothing in the file is touched."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

import geomap
from geomap.add.append import appended, style_of
from geomap.add.book import Book
from geomap.add.dialogue import Dialogue, Question
from geomap.add.draft import DraftFile
from geomap.add.prompt import _Choices, ask
from geomap.problems import original_cell

ENTER, CTRL_C, CTRL_D = "\r", "\x03", "\x04"
TODAY = date(2024, 4, 1)
EVENTS = """event_id,date,title,event_type,actors,place,country,admin1,lat,lon,recorded_on
a,2024-03-12,Raid reported,incursion,Unit A; Unit B,Sudzha,RU,Kursk Oblast,51.19,35.27,2024-03-20
"""
REPORTS = """report_id,event_id,claim,speaker,speaker_side,stance,publisher,recorded_on
r1,a,They came in.,One,russia,asserts,Daily,2024-03-20
"""
TOML = '[camps.russia]\nlabel = "Russia"\n[sides.russia]\nlabel = "Russia"\ncamp = "russia"\n'
NEW = {
    "event_id": "b",
    "date": "2024-03-14",
    "title": "Shelling, reported",
    "event_type": "shelling",
    "place": "Sudzha",
    "country": "RU",
    "reports": [
        {"claim": 'They "fired"', "speaker": "Two", "stance": "asserts", "publisher": "Daily", "report_id": "r2"}
    ],
}


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEOMAP_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in (("events.csv", EVENTS), ("reports.csv", REPORTS), ("map.toml", TOML)):
        (folder / name).write_bytes(text.encode())
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def keyboard() -> Iterator[Callable[[str], None]]:
    """A function that types."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        yield keys.send_text


def talk(data: Path, typed: str, event_id: str = "") -> list[str]:
    """Type all of it into the dialogue; returns what was said."""
    said: list[str] = []
    dialogue = Dialogue(Book(data), DraftFile(data), ask=ask, say=said.append, today=TODAY, event_id=event_id)
    with keyboard() as type_in, ThreadPoolExecutor(1) as thread:  # the browser's loop may run in this one
        type_in(typed + CTRL_C)  # so that a question too many ends the talk
        thread.submit(copy_context().run, dialogue.run).result()
    return said


def lines(*answers: str) -> str:
    return "".join(answer + ENTER for answer in answers)


EVENT = lines("2024-03-14", "Bridge closed", "civil_measure", "Unit A", "Sudzha", "RU", "Kursk Oblast", "", "", "", "")
REPORT = lines("", "They closed it.", "Two", "russia", "asserts", "Weekly", "")


def test_an_event_and_its_report_are_asked_for_and_appended(data: Path) -> None:
    said = talk(data, EVENT + lines("y") + REPORT + lines("n", "y"))
    assert (data / "events.csv").read_text(encoding="utf-8") == (
        EVENTS
        + "2024-03-14-bridge-closed,2024-03-14,Bridge closed,civil_measure,Unit A,Sudzha,RU,Kursk Oblast,,,2024-04-01\n"
    )
    assert (data / "reports.csv").read_text(encoding="utf-8") == (
        REPORTS
        + "2024-03-14-bridge-closed-r1,2024-03-14-bridge-closed,They closed it.,Two,russia,asserts,Weekly,2024-04-01\n"
    )
    assert any(line.startswith("  found: Sudzha (51.19") for line in said)
    assert "  title                    Bridge closed" in said
    assert not DraftFile(data).path.exists()
    assert [problem for problem in geomap.load(data).problems if problem.line] == []


def test_an_answer_that_check_would_refuse_is_refused_at_once(data: Path) -> None:
    wrong = "2024-02-30" + ENTER + "\x15" + "2024-03-14" + ENTER  # Ctrl-U empties the line
    talk(data, wrong + EVENT.partition(ENTER)[2] + lines("n", "y"))
    assert rows(data / "events.csv")[-1]["date"] == "2024-03-14"


@pytest.mark.parametrize(
    ("column", "answer", "told"),
    [
        ("date", "2024-02-30", "day 30 does not exist in February 2024."),
        ("date", "03/04/2024", "it can be read as"),
        ("title", " ", "must be filled"),
        ("event_type", "sheling", "Did you mean 'shelling'?"),
        ("country", "Russia", "no ISO 3166-1"),
        ("lat", "49,5", "decimal comma"),
        ("event_id", "a", "another event has this identifier"),
        ("speaker_side", "rusia", "Did you mean 'russia'?"),
        ("stance", "", "must be filled"),
        ("report_id", "r1", "another report has this identifier"),
    ],
)
def test_each_answer_is_checked_as_check_does(data: Path, column: str, answer: str, told: str) -> None:
    found: list[str] = []

    def asking(question: Question) -> str:
        if question.name == column:
            found.append(question.check(answer))
            raise KeyboardInterrupt
        good = {"date": "2024-03-14", "title": "T", "place": "Sudzha", "claim": "C", "speaker": "S", "country": "RU"}
        return good.get(question.name, question.default)

    with pytest.raises(KeyboardInterrupt):
        Dialogue(Book(data), DraftFile(data), ask=asking, say=str, today=TODAY).run()
    assert told in found[0]


def test_an_interrupted_record_is_resumed_where_it_ended(data: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        talk(data, lines("2024-03-14", "Bridge closed", "civil_measure") + "Unit" + CTRL_C)
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS
    talk(data, lines("y", " A", "Sudzha", "RU", "Kursk Oblast", "", "", "", "", "n", "y"))
    last = rows(data / "events.csv")[-1]
    assert (last["title"], last["actors"]) == ("Bridge closed", "Unit A")


def test_a_draft_that_is_not_wanted_is_set_aside_not_deleted(data: Path, state: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        talk(data, lines("2024-03-14", "Bridge closed") + CTRL_C)
    said = talk(data, lines("n") + EVENT.replace("Bridge", "Road") + lines("n", "y"))
    (aside,) = state.glob("drafts/*.1.json")
    assert f"set aside as {aside}" in said
    assert json.loads(aside.read_text(encoding="utf-8"))["event"]["title"] == "Bridge closed"


def test_ctrl_d_leaves_the_rest_empty_and_back_asks_again(data: Path) -> None:
    """What was answered stands there to be mended; Ctrl-W takes a word."""
    answers = lines("2024-03-14", "Wrong title", "<", "\x17title, right", "", "", "Sudzha")
    talk(data, answers + CTRL_D + lines("n", "y"))
    last = rows(data / "events.csv")[-1]
    assert (last["title"], last["place"], last["country"]) == ("Wrong title, right", "Sudzha", "")
    assert last["event_id"] == "2024-03-14-wrong-title-right"


def test_a_choice_among_namesakes_tells_them_apart(data: Path) -> None:
    with pytest.raises(KeyboardInterrupt):  # what was chosen is kept too
        talk(data, lines("2024-03-14", "T", "", "", "Novaya", "1"))
    said = talk(data, lines("y", "", "") + CTRL_D + lines("n", "y"))
    assert "  place                    Novaya" in said
    assert not any("places have this name" in line for line in said)  # and not asked for again
    last = rows(data / "events.csv")[-1]
    assert last["country"]
    located = geomap.locate(geomap.load(data))
    assert located.events.iloc[-1].geometry is not None


def test_reports_can_be_added_to_an_event_that_is_there(data: Path) -> None:
    talk(data, lines("y") + REPORT + lines("n", "y"), event_id="a")
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS
    assert rows(data / "reports.csv")[-1]["event_id"] == "a"


def test_completion_knows_the_codebook_the_records_and_the_parts_of_a_list(data: Path) -> None:
    seen: dict[str, Question] = {}

    def asking(question: Question) -> str:
        seen[question.name] = question
        if question.name == "recorded_on":
            raise KeyboardInterrupt
        return {"date": "2024-03-14", "title": "T", "place": "Sudzha"}.get(question.name, "")

    with pytest.raises(KeyboardInterrupt):
        Dialogue(Book(data), DraftFile(data), ask=asking, say=str, today=TODAY).run()

    def offered(name: str, typed: str) -> list[str]:
        found = _Choices(seen[name]).get_completions(Document(typed), CompleteEvent())
        return [completion.text for completion in found]

    assert offered("event_type", "shel") == ["shelling"]
    assert offered("actors", "Unit A; unit") == ["Unit A", "Unit B"]
    assert offered("country", "ukrai") == ["UA"]
    assert offered("place", "sud") == ["Sudzha"]
    assert offered("event_type", "l") == ["losses", *(name for name in offered("event_type", "l") if name[0] != "l")]


STYLES = {
    "plain": b"date,place,title\n2024,A,B\n",
    "crlf": b"date,place,title\r\n2024,A,B\r\n",
    "no last line end": b"date,place,title\n2024,A,B",
    "utf-8 mark": b"\xef\xbb\xbfdate,place,title\n2024,A,B\n",
    "all quoted": b'"date","place","title"\n"2024","A",""\n"2023","C","D"\n',
    "texts quoted": b'"date","place","title"\n2024,"A","B"\n',
    "semicolons": b"date;place;title\n2024;A;B\n",
    "other order": b"title,place,date\nB,A,2024\n",
    "utf-16": "date,place,title\n2024,А,Б\n".encode("utf-16"),
    "cp1251": "date,place,title\n2024,А,Б\n".encode("cp1251"),
    "header only": b"date,place,title\n",
}
ADDED = {
    "plain": b'2025,C,"D, e"\n',
    "crlf": b'2025,C,"D, e"\r\n',
    "no last line end": b'\n2025,C,"D, e"',
    "utf-8 mark": b'2025,C,"D, e"\n',
    "all quoted": b'"2025","C","D, e"\n',
    "texts quoted": b'2025,"C","D, e"\n',
    "semicolons": b"2025;C;D, e\n",
    "other order": b'"D, e",C,2025\n',
    "utf-16": '2025,C,"D, e"\n'.encode("utf-16-le"),
    "cp1251": b'2025,C,"D, e"\n',
    "header only": b'2025,C,"D, e"\n',
}
OPTIONS = {"semicolons": {"delimiter": ";"}, "cp1251": {"encoding": "cp1251"}}


@pytest.mark.parametrize("name", STYLES)
def test_the_style_of_the_file_is_kept(tmp_path: Path, name: str) -> None:
    table = tmp_path / "flat.csv"
    table.write_bytes(STYLES[name])
    options = [f"--{key}={value}" for key, value in OPTIONS.get(name, {}).items()]
    done = run("add", str(table), "--from-json", "-", *options, stdin='{"date": "2025", "place": "C", "title": "D, e"}')
    assert done.returncode == 0, done.stderr
    assert table.read_bytes() == STYLES[name] + ADDED[name]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=9), min_size=2, max_size=2))
def test_any_text_is_read_again_as_it_was_added(cells: list[str]) -> None:
    data = b"one,two\n1,2\n"
    grown = appended(data, style_of(data, "x.csv"), [dict(zip(("one", "two"), cells, strict=True))])
    *_, last = csv.reader(io.StringIO(grown.decode(), newline=""))
    assert [original_cell(cell) for cell in last] == cells


def run(*words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geomap", *words]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, encoding="utf-8")


def test_a_script_adds_records_as_json(data: Path) -> None:
    done = run("add", str(data), "--from-json", "-", stdin=json.dumps([NEW]))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"added to {data / 'events.csv'}", f"added to {data / 'reports.csv'}"]
    assert rows(data / "events.csv")[-1]["title"] == "Shelling, reported"
    last = rows(data / "reports.csv")[-1]
    assert (last["event_id"], last["claim"]) == ("b", 'They "fired"')


def test_identifiers_that_a_script_leaves_out_are_made_as_for_a_person(data: Path) -> None:
    claim = {"claim": "C", "speaker": "S", "stance": "asserts", "publisher": "P"}
    event = {"date": "2024-03-14", "title": "Bridge closed", "place": "Sudzha", "reports": [claim, claim]}
    done = run("add", str(data), "--from-json", "-", stdin=json.dumps([event, event]))
    assert done.returncode == 0, done.stderr
    names = ["2024-03-14-bridge-closed", "2024-03-14-bridge-closed-2"]
    assert [row["event_id"] for row in rows(data / "events.csv")[1:]] == names
    assert [row["report_id"] for row in rows(data / "reports.csv")[1:]] == [
        f"{name}-r{number}" for name in names for number in (1, 2)
    ]


def test_a_script_adds_reports_to_an_event_that_is_there(data: Path) -> None:
    done = run("add", str(data), "--from-json", "-", stdin=json.dumps({"event_id": "a", "reports": NEW["reports"]}))
    assert done.returncode == 0, done.stderr
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS
    assert rows(data / "reports.csv")[-1]["event_id"] == "a"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"date": "2024-02-30"}, "<json>:1, column 'date', value '2024-02-30': day 30 does not exist"),
        ({"titel": "x"}, "<json>, column 'titel': the file has no such column. Fix: Did you mean 'title'?"),
        ({"event_id": "a"}, "another event has this identifier"),
        ({"title": ""}, "column 'title': the cell is empty"),
        ({"reports": [{"claim": "C", "speaker": "S", "stance": "maybe"}]}, "column 'stance', value 'maybe'"),
        ({"reports": "none"}, "a list of reports"),
    ],
)
def test_a_script_with_a_fault_adds_nothing_at_all(data: Path, changed: dict[str, object], told: str) -> None:
    fine = {**NEW, "event_id": "fine", "reports": []}
    done = run("add", str(data), "--from-json", "-", stdin=json.dumps([{**NEW, **changed}, fine]))
    assert done.returncode == 2
    assert done.stderr.count(told) == 1
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS
    assert (data / "reports.csv").read_text(encoding="utf-8") == REPORTS


def test_what_is_no_json_or_no_csv_is_refused(data: Path, tmp_path: Path) -> None:
    assert "is no JSON" in run("add", str(data), "--from-json", "-", stdin="{").stderr
    (tmp_path / "flat.json").write_text('[{"date": "2024", "place": "A", "title": "B"}]', encoding="utf-8")
    done = run("add", str(tmp_path / "flat.json"), "--from-json", "-", stdin="{}")
    assert done.returncode == 2
    assert "adds rows to CSV files only" in done.stderr


def test_without_a_terminal_the_remedy_is_named(data: Path) -> None:
    done = run("add", str(data))
    assert done.returncode == 2
    assert "--from-json -" in done.stderr


def test_a_formula_is_made_harmless_and_read_back(data: Path) -> None:
    run("add", str(data), "--from-json", "-", stdin=json.dumps({**NEW, "title": "=1+1"}))
    assert rows(data / "events.csv")[-1]["title"] == "'=1+1"
    assert geomap.load(data).events["title"].iloc[-1] == "=1+1"


def test_h1_many_at_once_lose_no_row(data: Path) -> None:
    command = [sys.executable, "-m", "geomap", "add", str(data), "--from-json", "-"]
    processes = [subprocess.Popen(command, stdin=subprocess.PIPE, text=True) for _ in range(4)]
    for number, process in enumerate(processes):
        assert process.stdin is not None
        process.stdin.write(json.dumps({**NEW, "event_id": f"n{number}", "reports": []}))
        process.stdin.close()
    assert [process.wait() for process in processes] == [0] * 4
    assert sorted(row["event_id"] for row in rows(data / "events.csv")) == ["a", "n0", "n1", "n2", "n3"]


def test_g3_a_full_disk_leaves_the_files_and_the_draft(data: Path, state: Path) -> None:
    limited = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({len(EVENTS)}, {len(EVENTS)}))
sys.argv = ["geomap", "add", {str(data)!r}, "--from-json", "-"]
from geomap.cli import main
main()
"""
    command = [sys.executable, "-c", limited]
    done = subprocess.run(command, input=json.dumps(NEW), capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS
    assert list(data.glob(".*.tmp")) == []


def test_g3_a_disk_that_fills_up_takes_all_records_of_a_script_or_none(data: Path) -> None:
    room = len(EVENTS) + 150  # for one more row, not for two
    limited = f"""
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))
sys.argv = ["geomap", "add", {str(data)!r}, "--from-json", "-"]
from geomap.cli import main
main()
"""
    two = json.dumps([{**NEW, "event_id": f"n{number}", "title": "T" * 60, "reports": []} for number in range(2)])
    done = subprocess.run([sys.executable, "-c", limited], input=two, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS


class Terminal:
    """`geomap add` in a terminal of its own."""

    def __init__(self, data: Path) -> None:
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            os.environ |= {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
            os.execv(sys.executable, [sys.executable, "-m", "geomap", "add", str(data)])

    def answer(self, question: str, text: str) -> None:
        self.until(question)
        os.write(self._file, text.encode())

    def until(self, text: str) -> None:
        seen = ""
        while text not in seen:
            seen += os.read(self._file, 4096).decode(errors="replace")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._file)


def test_g3_a_kill_in_the_middle_of_a_word_loses_nothing(data: Path) -> None:
    terminal = Terminal(data)
    terminal.answer("date:", "2024-03-14\r")
    terminal.answer("title:", "Bridge clo")
    terminal.until("clo")
    terminal.kill()
    draft = DraftFile(data).load()
    assert draft.event == {"date": "2024-03-14"}
    assert "Bridge clo".startswith(draft.pending)
    assert draft.pending
    assert (data / "events.csv").read_text(encoding="utf-8") == EVENTS


def test_g3_a_kill_between_the_two_files_is_mended_by_the_next_call(data: Path) -> None:
    killed = f"""
import os, signal, sys
import geomap.add.book as book
write, calls = book.write_bytes, []
def once(*words):
    write(*words)
    os.kill(os.getpid(), signal.SIGKILL)
book.write_bytes = once
from datetime import date
from pathlib import Path
from geomap.add.draft import Draft, DraftFile
new = {NEW!r}
reports = new.pop("reports")
draft = Draft(new, [dict(report, event_id="b") for report in reports])
DraftFile(Path({str(data)!r})).save(draft)
book.Book(Path({str(data)!r})).write([draft])
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == -signal.SIGKILL
    assert len(rows(data / "events.csv")) == 2
    assert len(rows(data / "reports.csv")) == 1
    Book(data).write([DraftFile(data).load()])
    assert [row["event_id"] for row in rows(data / "events.csv")] == ["a", "b"]
    assert [row["report_id"] for row in rows(data / "reports.csv")] == ["r1", "r2"]


def test_the_example_of_its_help_runs(data: Path) -> None:
    usage = run("add", "--help").stdout
    words = usage.partition("Example: geomap ")[2].splitlines()[0].split()
    (data.parent / "event.json").write_text(json.dumps(NEW), encoding="utf-8")
    command = [sys.executable, "-m", "geomap", *words]
    assert subprocess.run(command, cwd=data.parent, capture_output=True, check=False).returncode == 0
    assert len(rows(data / "events.csv")) == 2
