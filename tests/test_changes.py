"""What a build says of the map that it replaces."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import geomap
from geomap.changes import Changes, compare
from geomap.decode import columns, page_data, records
from geomap.snapshot import read_snapshot, snapshot
from tests.pages import built

EVENTS = """event_id,date,title,event_type,actors,place,country,lat,lon
a,2024-03-12,Raid reported,incursion,Unit B; Unit A,Tyotkino,RU,51.28,34.29
b,2024-03-13,Shelling reported,shelling,,Sudzha,RU,51.19,35.27
c,2024-03,Statement made,statement,,Kyiv,UA,50.45,30.52
"""
REPORTS = """report_id,event_id,claim,speaker,speaker_side,stance,killed_best,source_name
r1,a,They came in.,One,russia,asserts,,Daily
r2,b,Shells fell.,Two,russia,asserts,3,Daily
"""
TOML = """[camps.russia]
label = "Russia"
[camps.ukraine]
label = "Ukraine"
[sides.russia]
label = "Russia"
camp = "russia"
[sides.ukraine]
label = "Ukraine"
camp = "ukraine"
"""

Build = Callable[..., Changes]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Build the records above with texts replaced in them; each call replaces the map of the last."""

    def run(*replaced: tuple[str, str], reports: str = REPORTS) -> Changes:
        texts = {"events.csv": EVENTS, "reports.csv": reports, "map.toml": TOML}
        for old, new in replaced:
            assert any(old in text for text in texts.values())
            texts = {name: text.replace(old, new) for name, text in texts.items()}
        for name, text in texts.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return geomap.build(tmp_path, tmp_path / "out" / "map.html").changes

    return run


def told(tmp_path: Path) -> dict[str, Any]:
    return dict(json.loads((tmp_path / "out" / "changes.json").read_text(encoding="utf-8")))


def test_a_first_build_says_that_there_was_no_map(build: Build, tmp_path: Path) -> None:
    changes = build()
    assert changes.summary() == "not compared: there was no map before"
    assert changes.lines() == []
    assert told(tmp_path)["not_compared"] == "there was no map before"


def test_a_build_of_the_same_records_says_that_nothing_changed(build: Build) -> None:
    build()
    changes = build()
    assert not changes
    assert changes.summary() == "none"


def test_added_and_removed_events_take_their_reports_along(build: Build) -> None:
    build()
    line = EVENTS.splitlines()[2]
    changes = build((line, "d,2024-03-14,Bridge closed,civil_measure,,Sudzha,RU,51.19,35.27"), ("r2,b", "r3,d"))
    assert changes.summary() == "1 event added, 1 removed; 1 report added, 1 removed"
    assert changes.lines() == [
        "event added: d Bridge closed",
        "event removed: b Shelling reported",
        "report added: r3 Shells fell.",
        "report removed: r2 Shells fell.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("2024-03-13,", "2024-03-14,", "event changed: b Shelling reported: date '2024-03-13' -> '2024-03-14'"),
        ("shelling,,", "air_strike,,", "event changed: b Shelling reported: event_type 'shelling' -> 'air_strike'"),
        ("Unit B; Unit A", "Unit A", "event changed: a Raid reported: actors 'Unit A; Unit B' -> 'Unit A'"),
        ("asserts,3", "asserts,4", "report changed: r2 Shells fell.: killed_best '3' -> '4'"),
        ("asserts,3", "asserts,", "report changed: r2 Shells fell.: killed_best '3' -> ''"),
        (
            "51.19,35.27",
            "51.20,35.27",
            "event moved: b Shelling reported: 1.11 km, 51.190000, 35.270000 -> 51.200000, 35.270000",
        ),
    ],
)
def test_each_changed_column_is_told_with_both_values(build: Build, old: str, new: str, line: str) -> None:
    build()
    assert build((old, new)).lines() == [line]


def test_long_texts_are_told_from_where_they_part(build: Build) -> None:
    """Else both look alike, since only so much of a text is shown."""
    same = "The ministry says that an attempt to cross the border near the village was driven back by its troops, "
    build(("They came in.", f'"{same}with 30 killed."'))
    (line,) = build(("They came in.", f'"{same}with 50 killed."')).lines()
    assert line.endswith("claim '…ack by its troops, with 30 killed.' -> '…ack by its troops, with 50 killed.'")
    assert line.startswith("report changed: r1 The ministry says")


def test_the_distance_of_a_move_is_geodesic(build: Build, tmp_path: Path) -> None:
    build()
    build(("51.19,35.27", "51.19,36.27"))
    (move,) = told(tmp_path)["events"]["moved"]
    assert move["km"] == pytest.approx(69.93, abs=0.05)  # 1 degree of longitude at 51.19 N on WGS 84
    assert (move["before"], move["after"]) == ("51.190000, 35.270000", "51.190000, 36.270000")


def test_an_event_that_is_denied_now_is_newly_disputed(build: Build, tmp_path: Path) -> None:
    build()
    changes = build(reports=REPORTS + "r3,a,Nobody came.,Three,ukraine,denies,,Daily\n")
    assert changes.summary() == "1 event changed, 1 newly disputed; 1 report added"
    assert "event newly disputed: a Raid reported" in changes.lines()
    assert [event["event_id"] for event in told(tmp_path)["events"]["newly_disputed"]] == ["a"]
    assert build(reports=REPORTS + "r3,a,Nobody came at all.,Three,ukraine,denies,,Daily\n").disputed == ()


def test_an_event_that_lost_its_pin_says_where_it_was(build: Build) -> None:
    build()
    (line,) = build(("Kyiv,UA,50.45,30.52", "Nowhere at all,UA,,")).lines()
    assert "position '50.450000, 30.520000' -> ''" in line


def test_a_report_that_went_to_another_event_is_one_change(build: Build) -> None:
    build()
    changes = build(("r1,a", "r1,b"))
    assert "report changed: r1 They came in.: event_id 'a' -> 'b'" in changes.lines()
    assert changes.reports.added == changes.reports.removed == ()


def test_rows_without_identifiers_are_known_again(tmp_path: Path) -> None:
    built(tmp_path, {"title": "One"}, {"title": "Two", "source_name": "Daily"}, {"title": "Three", "place": "Rylsk"})
    built(tmp_path, {"title": "One"}, {"title": "Two", "source_name": "Weekly"}, {"title": "3", "place": "Rylsk"})
    changes = json.loads((tmp_path / "out" / "changes.json").read_text(encoding="utf-8"))
    assert changes["events"]["added"] == changes["events"]["removed"] == []
    assert [set(change["columns"]) for change in changes["events"]["changed"]] == [{"title"}]
    assert ["Daily", "Weekly"] in [change["columns"].get("source_name") for change in changes["reports"]["changed"]]


def test_the_same_two_maps_give_the_same_report(build: Build, tmp_path: Path) -> None:
    reports = []
    for _ in range(2):
        build()
        build(("Raid", "Attack"), ("r2,b", "r4,b"))
        reports.append((tmp_path / "out" / "changes.json").read_bytes())
    assert reports[0] == reports[1]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b"<p>something else</p>", "it holds no data of geomap"),
        (b"\xff\xfe", "it is not UTF-8"),
        (b'<script type="application/json" id="geomap-data">{"format":"geomap/2"}</script>', "its data are damaged"),
        (b'<script type="application/json" id="geomap-data">{"form</script>', "its data are damaged"),
        (b'<script type="application/json" id="geomap-data">{"format":"geomap/0"}</script>', "another format"),
    ],
)
def test_an_old_page_that_cannot_be_read_stops_no_build(build: Build, tmp_path: Path, page: bytes, reason: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "map.html").write_bytes(page)
    assert reason in build().summary()
    assert build().summary() == "none"


@pytest.mark.parametrize("part", ["data", "dicts", "blocks", "at"])
def test_a_damaged_data_block_is_a_reason_and_no_failure(build: Build, tmp_path: Path, part: str) -> None:
    build()
    page = tmp_path / "out" / "map.html"
    html = page.read_text(encoding="utf-8")
    data = page_data(html)
    if part == "blocks":
        html = html[: html.index("<template")]
    elif part == "at":
        data["events"]["columns"][0]["length"] = 10**6
    else:
        data["events"][part] = data["events"][part][:-9]
    start, end = (
        html.index("{", html.index('id="geomap-data"')),
        html.index("</script>", html.index('id="geomap-data"')),
    )
    page.write_text(html[:start] + json.dumps(data) + html[end:], encoding="utf-8")
    assert read_snapshot(page) == "the map before cannot be read: its data are damaged"


@pytest.mark.parametrize("block", ["", "AAAA", "H4sIAAAAAAAC/6uuBQBDv6ajAgAAAA=="])
def test_a_damaged_block_of_texts_is_a_reason_too(build: Build, tmp_path: Path, block: str) -> None:
    build()
    page = tmp_path / "out" / "map.html"
    html = page.read_text(encoding="utf-8")
    (whole,) = page_data(html)["texts"]["blocks"]
    page.write_text(html.replace(whole, block), encoding="utf-8")
    assert build().summary() == "not compared: the map before cannot be read: its data are damaged"


def test_the_reader_follows_every_column_of_the_page(build: Build, tmp_path: Path) -> None:
    build()
    data = page_data((tmp_path / "out" / "map.html").read_text(encoding="utf-8"))
    typed = columns(data["events"])
    assert [text["id"] for text in records(data["texts"])] == ["c", "a", "b"]
    assert typed["event_type"] == ["statement", "incursion", "shelling"]
    assert typed["actor"] == [[], ["Unit A", "Unit B"], []]
    assert list(typed["lon_e6"]) == [30_520_000, 34_290_000, 35_270_000]


def test_build_prints_the_changes_and_writes_the_changelog(build: Build, tmp_path: Path) -> None:
    build()
    events = EVENTS.replace("Raid reported", "Raid <b>*denied*</b>\u001b[31m")
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    words = ["build", str(tmp_path), "-o", str(tmp_path / "out" / "map.html"), "--changelog"]
    done = subprocess.run([sys.executable, "-m", "geomap", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "changes      1 event changed" in done.stdout
    assert "\x1b" not in done.stdout
    markdown = (tmp_path / "out" / "changes.md").read_text(encoding="utf-8")
    assert markdown.startswith("# Changes of the map\n")


def test_text_of_records_stands_literally_in_the_changelog(build: Build) -> None:
    build()
    title = "<img src=x> **b** [l](http://x.example) `c` #h _u_ 1. - ~s~ &amp;"
    html = MarkdownIt().render(build(("Raid reported", title)).markdown())
    for tag in ("<img", "<strong>", "<a ", "<code>", "<em>", "<s>"):
        assert tag not in html
    assert "&lt;img src=x&gt; **b** [l](http://x.example) `c` #h _u_ 1. - ~s~ &amp;amp;" in html


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_any_text_can_be_compared(tmp_path: Path, one: str, other: str) -> None:
    for title in (one, other):
        built(tmp_path, {"title": title}, {"title": "There"})
    html = (tmp_path / "out" / "map.html").read_text(encoding="utf-8")
    read = snapshot(html)
    assert not compare(read, snapshot(html))
    assert read.like(snapshot(html)) == {0, 1}
    assert "There" in [read.event(row).get("title") for row in range(2)]
    assert json.loads((tmp_path / "out" / "changes.json").read_text(encoding="utf-8"))["format"] == "geomap-changes/1"
