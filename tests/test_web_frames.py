"""The page in small frames, on paper, without a border layer and over online tiles."""

from __future__ import annotations

import csv
import io
import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import geomap
from geomap.problems import neutral_cell
from tests.pages import built, opened
from tests.test_web import EVENTS, PHONE, ROOT, check, first_map, look, wait_for

__all__ = ["first_map"]

FRAMES = pytest.mark.parametrize(("width", "height"), [(600, 420), (320, 480)], ids=["600x420", "320x480"])
GREEN = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c4944415478da6360f8cf00000202010077ee9f150000000049454e44ae426082"
)
SEEN = """() => {
    const [stage, panel] = ['.gm-stage', '.gm-panel'].map(name => document.querySelector(name).getBoundingClientRect());
    return (panel.top - stage.top) * stage.width / (innerWidth * innerHeight);
}"""


@FRAMES
def test_most_of_a_small_frame_is_map(browser: Browser, first_map: Path, width: int, height: int) -> None:
    with opened(browser, first_map, viewport={"width": width, "height": height}) as found:
        assert found.page.evaluate(SEEN) > 0.6
        expect(found.page.get_by_role("status")).to_contain_text("of")
        found.page.get_by_role("button", name="Play").click()
        wait_for(found.page, "geomap.state.from !== ''")


@FRAMES
def test_all_controls_of_a_small_frame_have_names_and_room(
    browser: Browser, first_map: Path, width: int, height: int
) -> None:
    with opened(browser, first_map, viewport={"width": width, "height": height}, bypass_csp=True) as found:
        check(found.page)
        for name in ("Share", "Layers", "Legend"):
            box = found.page.locator("summary", has_text=name).bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= 44
        found.page.locator("header select").select_option("uk")
        expect(found.page.locator(".gm-lang")).to_have_attribute("data-code", "UK")


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_nothing_is_wider_than_a_screen_of_320_pixels(browser: Browser, first_map: Path, lang: str) -> None:
    with opened(browser, first_map, viewport={"width": 320, "height": 600}, has_touch=True) as found:
        found.page.evaluate("lang => geomap.set({lang})", lang)
        for selector in ("body", ".gm-filter-button", ".gm-row-button", ".gm-card-bar .gm-link", ".gm-tools .is-wide"):
            found.page.locator(selector).first.evaluate("node => node.click()")
            look(found.page)
            assert found.page.evaluate("document.documentElement.scrollWidth") == 320
            wide = found.page.locator(".gm-panel, .gm-panel *, .gm-about *").evaluate_all(
                "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().right > 321"
                " && !e.closest('.gm-row-place')).map(e => e.outerHTML.slice(0, 99))"
            )
            assert wide == []


def test_a_cluster_tells_how_many_of_its_events_are_disputed(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        marks = found.page.locator(".gm-mark:has(.gm-pile.is-disputed)")
        assert marks.count() >= 2
        for mark in marks.all():
            assert "disputed" in str(mark.get_attribute("aria-label"))
        assert found.page.evaluate("getComputedStyle(document.querySelector('.gm-pile.is-disputed')).outlineStyle") == (
            "dashed"
        )
        expect(found.page.locator(".gm-legend")).to_contain_text("Some of them disputed")


def test_a_card_names_the_camps_that_the_status_rule_counted(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        found.page.evaluate("geomap.set({query: 'Lozova Rudka', facets: {status: ['disputed']}})")
        wait_for(found.page, "geomap.counts().shown < 12")
        card = found.open_card()
        assert "Assert it: Ukraine and the volunteers" in card
        assert "Deny it: Russia" in card
        assert "written" not in card.split("Why this status")[0]  # the day is shown, and written no otherwise


def test_paper_has_the_map_the_legend_and_the_first_event_on_one_page(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("geomap.set({facets: {status: ['disputed']}})")
        wait_for(page, "geomap.counts().shown === 12")
        # the texts are opened soon after a change, since the browser's own command does not wait
        told = "document.querySelector('.gm-paper h3 bdi').textContent"
        wait_for(page, f"(dispatchEvent(new Event('beforeprint')), {told})")
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 700, "height": 1000})
        box = page.locator(".gm-stage").bounding_box()
        assert box
        assert 690 <= box["width"] <= 701
        first = page.locator(".gm-paper article").first
        title = first.locator("h3").bounding_box()
        assert title
        assert title["y"] < 1000
        assert first.locator("h3").evaluate("node => getComputedStyle(node).breakAfter") == "avoid"
        expect(first.locator("h3")).to_contain_text("1. Volunteers take control of Lozova Rudka")
        expect(first.locator("li").first).to_contain_text("https://")
        expect(page.locator(".gm-paper-key")).to_contain_text("Outline, and colour of the bars: status")


def test_a_map_without_border_shows_degrees_and_says_so(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        drawn = """() => {
            const canvas = document.querySelector('.leaflet-gm-labels-pane canvas');
            const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return data.some(value => value > 0);
        }"""
        assert found.page.evaluate(drawn)
        expect(found.page.locator(".gm-legend")).to_contain_text("No border layer")
        found.page.get_by_role("button", name="About", exact=True).click()
        expect(found.page.locator(".gm-about")).to_contain_text("This map has no border layer")


def test_who_wants_less_motion_gets_none(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, **PHONE, reduced_motion="reduce") as found:
        moving = found.page.locator(".gm, .gm *").evaluate_all(
            "all => all.filter(e => getComputedStyle(e).transitionDuration.split(', ').some(t => parseFloat(t) > 0)"
            " && e.closest('.gm-panel, .gm-hint')).length"
        )
        assert moving == 0
        assert found.page.evaluate("map_geomap.options.zoomAnimation") is False


NASTY = ("=1+1", "@x", "+1", "-49.5", "-inf", "+٣", "-1+1", "'=a", "''@b", "'plain", "+1_0", "-", '"q", =x', "=a\tb")


def test_cells_of_a_download_are_neutralised_as_geomap_itself_does(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *({"title": neutral_cell(title)} for title in NASTY))) as found:
        found.page.locator(".gm-share summary").click()
        texts = [saved(found.page, form) for form in ("CSV", "GeoJSON")]
    told = [feature["properties"]["title"] for feature in json.loads(texts[1])["features"]]
    cells = [row["title"] for row in csv.DictReader(io.StringIO(texts[0], newline=""))]
    assert sorted(told) == sorted(NASTY)
    assert cells == [neutral_cell(title) for title in told]


def saved(page: Page, form: str) -> str:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download what is shown: {form}").click()
    return Path(download.value.path()).read_text(encoding="utf-8-sig")


def test_online_tiles_lie_under_the_lines_and_over_no_fill(tmp_path: Path, browser: Browser) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    with tile_server() as (address, asked), (folder / "map.toml").open("a", encoding="utf-8") as toml:
        toml.write(f'\n[tiles]\nurl = "{address}/{{z}}/{{x}}/{{y}}.png"\nattribution = "<b>Tiles</b> & more"\n')
        toml.close()
        context = browser.new_context(viewport={"width": 1000, "height": 700}, service_workers="block")
        page = context.new_page()
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        page.goto(geomap.build(folder, tmp_path / "map.html").path.as_uri())
        page.evaluate("geomap.ready")
        wait_for(page, "[...document.querySelectorAll('.leaflet-tile')].some(tile => tile.naturalWidth)")
        expect(page.locator(".leaflet-control-attribution")).to_contain_text("<b>Tiles</b> & more")
        assert page.evaluate(FILLED) == 0
        page.locator(".gm-layers summary").click()
        page.get_by_label("Online base map").uncheck()
        wait_for(page, f"({FILLED}) > 0.5")  # without tiles the land is filled again
        assert asked
        assert all(path.endswith(".png") for path in asked)
        assert refused == []
        context.close()


FILLED = """(() => {
    const canvas = document.querySelector('.leaflet-gm-base-pane canvas');
    const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let opaque = 0;
    for (let at = 3; at < data.length; at += 4) opaque += data[at] === 255 ? 1 : 0;
    return Math.round(opaque / (data.length / 4) * 10) / 10;
})()"""


@contextmanager
def tile_server() -> Iterator[tuple[str, list[str]]]:
    """A provider of tiles on this machine: its address, and the paths that were asked of it."""
    asked: list[str] = []

    class Tiles(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(GREEN)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_what_is_new_in_the_records_can_be_chosen(tmp_path: Path, browser: Browser) -> None:
    days = ("2024-04-01", "2024-04-02", "2024-04-05", "")
    rows = [dict(row, recorded_on=day) for row, day in zip(EVENTS, days, strict=True)]
    with opened(browser, built(tmp_path, *rows)) as found:
        found.page.get_by_role("button", name="Filters").click()
        found.page.locator(".gm-facet summary", has_text="New in the records").click()
        choices = found.page.locator(".gm-facet[open] .gm-choice", has_text="since")
        expect(choices).to_have_text(["since Apr 5, 20241", "since Apr 2, 20242", "since Apr 1, 20243"])
        choices.nth(1).click()
        wait_for(found.page, "geomap.counts().shown === 2")
        wait_for(found.page, "location.hash.includes('is.recorded=2024-04-02')")
        for day, count in (
            ("2024-04-02", 2),
            ("2024-04-03", 1),
            ("2024-03-01", 3),
        ):  # of an older map, on which rows were written
            found.page.evaluate("geomap.set({facets: {}})")
            wait_for(found.page, "!location.hash.includes('recorded')")
            found.page.evaluate("day => (location.hash = `is.recorded=${day}`)", day)
            wait_for(found.page, f"geomap.counts().shown === {count}")
