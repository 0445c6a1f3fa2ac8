"""The page as a whole: works from disk, the same bytes each time, nothing lost on the way."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import folium
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

import geomap
from geomap.errors import AssetError, GeomapError
from geomap.records import EVENT_TYPES
from geomap.symbology import EVENT_TYPE_COLOURS
from tests.pages import built, flat_table, opened

ROOT = Path(__file__).resolve().parent.parent
ROWS = [
    {"title": f"Event {n}", "place": f"Place {n}", "lat": str(50 + n / 50), "date": f"2024-03-{n:02}"}
    for n in range(1, 21)
]


@pytest.fixture(scope="module")
def first_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return geomap.build(ROOT / "data", tmp_path_factory.mktemp("first") / "map.html").path


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844), (320, 600)])
def test_the_first_map_opens_from_disk_without_a_network(
    browser: Browser, first_map: Path, size: tuple[int, int], theme: str
) -> None:
    viewport = {"width": size[0], "height": size[1]}
    with opened(browser, first_map, viewport=viewport, color_scheme=theme) as found:
        counts = found.counts
        assert counts["total"] >= 80
        assert 0 < counts["placed"] <= counts["shown"] == counts["total"]
        assert found.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert found.page.locator("#geomap-fallback").count() == 0


def test_the_first_map_is_under_700_kb(first_map: Path) -> None:
    assert first_map.stat().st_size < 700_000


def test_without_javascript_the_page_is_a_table_of_every_event(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, ready=False, java_script_enabled=False) as found:
        rows = found.page.locator("#geomap-fallback tbody tr")
        assert rows.count() >= 80
        assert rows.first.is_visible()
        assert found.page.locator("#geomap-fallback svg path").count() > 10
        assert found.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_still_picture_has_the_colours_of_the_map() -> None:
    theme = (ROOT / "geomap" / "web" / "src" / "style" / "theme.css").read_text(encoding="utf-8")
    light = theme.split('data-theme="dark"')[0]
    assert dict(re.findall(r"--t-(\w+): (#\w{6})", light)) == EVENT_TYPE_COLOURS
    assert set(EVENT_TYPE_COLOURS) == {value.name for value in EVENT_TYPES}


def test_the_table_without_javascript_stops_at_500_and_says_so(tmp_path: Path) -> None:
    html = built(tmp_path, *({"title": f"E{n}"} for n in range(501))).read_text(encoding="utf-8")
    assert html.count("<tr>") == 501  # a header and 500 events
    assert "The first 500 of 501 events" in html


def test_an_empty_table_is_a_map_with_a_notice(tmp_path: Path, browser: Browser) -> None:
    (tmp_path / "flat.csv").write_text("date,place,title\n", encoding="utf-8")
    result = geomap.build(tmp_path / "flat.csv", tmp_path / "map.html")
    assert result.exit_code == 1
    with opened(browser, result.path) as found:
        assert found.counts == {"total": 0, "placed": 0, "shown": 0}


def test_d16_events_at_one_spot_are_all_there(tmp_path: Path, browser: Browser) -> None:
    page = built(tmp_path, *({"title": f"Event {number}"} for number in range(500)))
    with opened(browser, page) as found:
        assert found.counts == {"total": 500, "placed": 500, "shown": 500}


def test_h4_the_same_records_give_the_same_bytes(tmp_path: Path) -> None:
    assert built(tmp_path / "a", *ROWS).read_bytes() == built(tmp_path / "b" / "longer name", *ROWS).read_bytes()


def test_h7_the_order_of_rows_does_not_matter(tmp_path: Path) -> None:
    shuffled = random.Random(7).sample(ROWS, len(ROWS))
    assert built(tmp_path / "a", *ROWS).read_bytes() == built(tmp_path / "b", *shuffled).read_bytes()


@pytest.mark.parametrize(
    "setting",
    [
        {"LC_ALL": "C", "LANG": "C"},
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "America/Anchorage"},
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "2"},
        {"PYTHONUTF8": "0", "LC_ALL": "POSIX"},
    ],
    ids=str,
)
def test_h8_locale_time_zone_and_hash_seed_do_not_matter(tmp_path: Path, setting: dict[str, str]) -> None:
    expected = built(tmp_path / "a", *ROWS).read_bytes()
    command = [
        sys.executable,
        "-m",
        "geomap",
        "build",
        str(tmp_path / "a" / "flat.csv"),
        "-o",
        str(tmp_path / "b.html"),
    ]
    subprocess.run(command, env={**os.environ, **setting}, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "b.html").read_bytes() == expected


def test_g4_a_fault_while_drawing_leaves_the_old_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = built(tmp_path, *ROWS)
    before = page.read_bytes()
    monkeypatch.setattr("geomap.page.page_payload", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        built(tmp_path, *ROWS[:3])
    assert page.read_bytes() == before


@pytest.mark.parametrize("name", ["geomap.js", "geomap.css"])
def test_g8_a_damaged_part_of_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    from importlib.resources import files

    whole = files("geomap.web").joinpath("dist")
    (tmp_path / "dist").mkdir()
    for part in ("manifest.json", "geomap.js", "geomap.css"):
        (tmp_path / "dist" / part).write_bytes(whole.joinpath(part).read_bytes())
    (tmp_path / "dist" / name).write_text("changed", encoding="utf-8")
    monkeypatch.setattr("geomap.page.files", lambda package: tmp_path)
    with pytest.raises(AssetError, match=rf"{name}.*install geomap again"):
        built(tmp_path / "map", *ROWS)
    (tmp_path / "dist" / name).unlink()
    with pytest.raises(AssetError, match=rf"{name}.*install geomap again"):
        built(tmp_path / "map", *ROWS)


@pytest.mark.parametrize("folder", ["with space", "Тёткино", "x" * 120 + "/" + "y" * 140])
def test_g10_any_path_works(tmp_path: Path, browser: Browser, folder: str) -> None:
    with opened(browser, built(tmp_path / folder, *ROWS)) as found:
        assert found.counts["total"] == len(ROWS)


def test_further_folium_layers_can_be_added(tmp_path: Path, browser: Browser) -> None:
    dataset = geomap.relate(geomap.locate(geomap.load(flat_table(tmp_path / "flat.csv", *ROWS))))
    page = geomap.draw(dataset)
    folium.CircleMarker([51.0, 35.0], radius=9).add_to(page)
    file = tmp_path / "more.html"
    file.write_text(page.get_root().render(), encoding="utf-8")
    with opened(browser, file) as found:
        assert found.page.evaluate("Object.values(map_geomap._layers).some(l => l.options.radius === 9)")


def test_the_map_shows_itself_in_a_notebook(tmp_path: Path, browser: Browser) -> None:
    dataset = geomap.relate(geomap.locate(geomap.load(flat_table(tmp_path / "flat.csv", *ROWS))))
    cell = geomap.draw(dataset)._repr_html_()
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><body>{cell}</body>", encoding="utf-8")
    page = browser.new_page()
    page.goto(notebook.as_uri())
    frame = page.frames[-1]
    assert frame.evaluate("geomap.ready.then(() => geomap.counts().total)") == len(ROWS)
    page.close()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=5, max_size=5))
def test_any_text_in_any_cell_ends_in_a_page_or_a_refusal_but_never_in_a_traceback(
    tmp_path: Path, texts: list[str]
) -> None:
    row = dict(zip(("title", "place", "date", "lat", "event_type"), texts, strict=True))
    try:
        result = geomap.build(flat_table(tmp_path / "flat.csv", row, {}), tmp_path / "out" / "map.html")
    except GeomapError:
        return
    assert len(result.dataset.events) == 2
