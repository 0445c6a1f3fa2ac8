"""What a reader does in the page: search, choose, drag, open, take along, by mouse, finger and keyboard."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

import geomap
from tests.pages import Opened, built, opened

ROOT = Path(__file__).resolve().parent.parent
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
EVENTS = (
    {"title": "Gunfire near Tyotkino", "place": "Тёткино", "lat": "51.2813", "lon": "34.2938", "date": "2024-03-12"},
    {"title": "=1+1 shells", "place": "Kozinka", "lat": "50.4613", "lon": "35.6026", "date": "2024-03-14"},
    {
        "title": "A pledge",
        "place": "An undisclosed location",
        "lat": "",
        "lon": "",
        "date": "",
        "event_type": "statement",
    },
    {"title": "A month of raids", "place": "Sudzha", "date": "2024-03", "event_type": "incursion"},
)


@pytest.fixture(scope="module")
def first_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return geomap.build(ROOT / "data", tmp_path_factory.mktemp("first") / "map.html").path


def rows(page: Page) -> list[str]:
    return page.locator(".gm-row-title").all_inner_texts()


def wait_for(page: Page, condition: str) -> None:
    """Wait until an expression is true in the page. Playwright's own way is forbidden by the page's policy."""
    page.evaluate(
        f"""async () => {{
            const end = performance.now() + 10_000;
            while (!({condition})) {{
                if (performance.now() > end) throw new Error("never came true");
                await new Promise(done => setTimeout(done, 15));
            }}
        }}"""
    )


def wait_for_shown(page: Page, count: int) -> None:
    wait_for(page, f"geomap.counts().shown === {count}")


def look(page: Page) -> None:
    """Wait until what was set is drawn."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


@pytest.mark.parametrize("spelling", ["Tetkino", "Tyotkino", "Тёткино", "теткино", "Тьоткіно"])
def test_search_finds_a_place_in_any_spelling(tmp_path: Path, browser: Browser, spelling: str) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        found.page.get_by_role("searchbox").fill(spelling)
        wait_for_shown(found.page, 1)
        expect(found.page.locator(".gm-row-title")).to_have_text(["Gunfire near Tyotkino"])
        expect(found.page.locator(".gm-mark:visible")).to_have_count(1)
        expect(found.page.get_by_role("status")).to_contain_text("1 of 4 shown")


def test_facets_count_what_each_choice_would_show_and_can_be_taken_back(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        found.page.get_by_role("button", name="Filters").click()
        found.page.get_by_role("checkbox", name="Statement").check()
        wait_for_shown(found.page, 1)
        expect(found.page.get_by_role("status")).to_have_text("1 of 4 shown · 1 not on the map")
        incursion = found.page.locator(".gm-choice", has_text="Incursion")
        expect(incursion.locator(".gm-count")).to_have_text("1")  # its own facet leaves it alone
        found.page.get_by_role("button", name="Remove filter: Statement").click()
        wait_for_shown(found.page, 4)


def test_a_narrower_time_keeps_what_touches_it_and_hides_what_has_no_date(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        first_day = found.page.get_by_role("slider", name="First day shown")
        first_day.focus()
        for _ in range(13):
            first_day.press("ArrowRight")
        wait_for_shown(found.page, 2)  # the 14th, and the month
        assert found.page.evaluate("geomap.state.from") == "2024-03-14"
        assert sorted(rows(found.page)) == ["=1+1 shells", "A month of raids"]
        first_day.press("Home")
        wait_for_shown(found.page, 4)


def test_the_range_can_be_dragged(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        chart = found.page.locator(".gm-chart").bounding_box()
        assert chart
        middle = chart["y"] + chart["height"] / 3
        found.page.mouse.move(chart["x"] + 2, middle)
        found.page.mouse.down()
        found.page.mouse.move(chart["x"] + chart["width"] * 0.2, middle)
        found.page.mouse.move(chart["x"] + chart["width"] * 0.4, middle)
        found.page.mouse.up()
        wait_for_shown(found.page, 2)
        assert found.page.evaluate("geomap.state.from") == "2024-03-13"


def test_the_list_is_walked_and_opened_by_keyboard(tmp_path: Path, browser: Browser) -> None:
    many = [{"title": f"Event {n:03}", "date": f"2024-{1 + n // 28:02}-{1 + n % 28:02}"} for n in range(200)]
    with opened(browser, built(tmp_path, *many)) as found:
        page = found.page
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the skip link
        for _ in range(30):
            page.keyboard.press("ArrowDown")
        expect(page.locator(":focus")).to_contain_text("Event 030")
        page.keyboard.press("End")
        expect(page.locator(":focus")).to_contain_text("Event 199")
        page.keyboard.press("Enter")
        expect(page.locator(".gm-card h2")).to_have_text("Event 199")
        page.get_by_role("button", name="Back to the list").press("Enter")
        expect(page.locator(":focus")).to_contain_text("Event 199")


def test_d16_five_hundred_events_at_one_spot_are_all_reachable(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *({"title": f"Event {n:03}"} for n in range(500)))) as found:
        found.page.get_by_role("button", name="500 events").click()
        expect(found.page.locator(".gm-scope")).to_contain_text("500 events at this spot")
        seen = set()
        for _ in range(200):
            look(found.page)
            seen.update(rows(found.page))
            found.page.evaluate("document.querySelector('.gm-scroller').scrollTop += 500")
        assert {f"Event {n:03}" for n in range(500)} <= seen


def test_the_address_holds_the_state_and_gives_it_back(tmp_path: Path, browser: Browser) -> None:
    page = built(tmp_path, *EVENTS, toml='languages = ["en", "uk"]\n')
    with opened(browser, page) as found:
        found.page.evaluate(
            "geomap.set({from: '2024-03-10', query: 'raids', lang: 'uk', theme: 'dark', facets: {type: ['incursion']},"
            " view: {lat: 51, lon: 35, zoom: 7}})"
        )
        wait_for(found.page, "location.hash.includes('raids') && location.hash.includes('view')")
        state, address = found.page.evaluate("geomap.state"), found.page.evaluate("location.hash")
    with opened(browser, page) as found:
        found.page.evaluate("address => { location.hash = address }", address)
        wait_for_shown(found.page, 1)
        look(found.page)
        assert found.page.evaluate("geomap.state") == state
        assert found.page.evaluate("document.documentElement.lang") == "uk"


def test_every_event_has_its_own_link(tmp_path: Path, browser: Browser) -> None:
    rows_with_ids = [dict(row, event_id=f"e/{n} &?#") for n, row in enumerate(EVENTS)]
    with opened(browser, built(tmp_path, *rows_with_ids)) as found:
        found.page.evaluate("location.hash = new URLSearchParams({event: 'e/1 &?#'})")
        expect(found.page.locator(".gm-card h2")).to_have_text("=1+1 shells")
        wait_for(found.page, "geomap.state.event === 'e/1 &?#'")


def test_a_host_page_hears_of_changes(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        found.page.evaluate("heard = []; off = geomap.on('change', state => heard.push(state.query))")
        found.page.evaluate("geomap.set({query: 'Kozinka'})")
        wait_for(found.page, "heard.includes('Kozinka')")
        found.page.evaluate("off(); geomap.set({query: 'pledge'})")
        wait_for_shown(found.page, 1)
        wait_for(found.page, "location.hash.includes('pledge')")
        assert "pledge" not in found.page.evaluate("heard")


@pytest.mark.parametrize(
    ("form", "kozinka"), [("CSV", "'=1+1 shells"), ("GeoJSON", "=1+1 shells")], ids=["C10-csv", "geojson"]
)
def test_what_is_shown_can_be_downloaded(tmp_path: Path, browser: Browser, form: str, kozinka: str) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        found.page.evaluate("geomap.set({query: 'Kozinka'})")
        wait_for_shown(found.page, 1)
        found.page.locator(".gm-share summary").click()
        with found.page.expect_download() as download:
            found.page.get_by_role("button", name=f"Download what is shown: {form}").click()
        text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    if form == "CSV":
        (row,) = csv.DictReader(io.StringIO(text))
        assert (row["title"], row["lat"], row["lon"]) == (kozinka, "50.4613", "35.6026")
    else:
        (feature,) = json.loads(text)["features"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [35.6026, 50.4613]}
        assert feature["properties"]["title"] == kozinka


def test_a_disputed_event_has_its_camps_side_by_side(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        found.page.evaluate("geomap.set({facets: {status: ['disputed']}})")
        wait_for(found.page, "geomap.counts().shown < geomap.counts().total")
        card = found.open_card()
        assert "Why this status" in card
        boxes = [camp.bounding_box() for camp in found.page.locator(".gm-camp").all()[:2]]
        assert len(boxes) == 2
        assert boxes[0] and boxes[1] and boxes[0]["y"] == boxes[1]["y"]


def test_links_of_claims_tell_the_other_side_nothing(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        found.page.evaluate("geomap.set({query: 'Kozinka'})")
        wait_for(found.page, "geomap.counts().shown < geomap.counts().total")
        found.open_card()
        links = found.page.locator(".gm-card a").all()
        assert links
        for link in links:
            assert (link.get_attribute("rel"), link.get_attribute("target")) == ("noopener noreferrer", "_blank")
            assert str(link.get_attribute("href")).startswith(("https://", "http://"))


def test_the_events_of_one_region_share_a_hatched_area_and_a_badge(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        assert found.page.locator("path.gm-area").count() >= 1
        badge = found.page.locator(".gm-mark.is-badge:has(.gm-pile)").first
        count = int(badge.inner_text())
        badge.evaluate("node => node.click()")
        expect(found.page.locator(".gm-scope")).to_contain_text(f"{count} events of this area")


@pytest.mark.parametrize(("lang", "words"), [("uk", "Показано"), ("ru", "Показано"), ("en", "shown")])
def test_the_page_speaks_its_languages(browser: Browser, first_map: Path, lang: str, words: str) -> None:
    with opened(browser, first_map) as found:
        found.page.locator("header select").select_option(lang)
        expect(found.page.get_by_role("status")).to_contain_text(words)
        assert found.page.evaluate("document.documentElement.lang") == lang


def test_the_theme_follows_the_system_until_the_reader_chooses(tmp_path: Path, browser: Browser) -> None:
    theme = "document.documentElement.dataset.theme"
    with opened(browser, built(tmp_path, *EVENTS), color_scheme="dark") as found:
        assert found.page.evaluate(theme) == "dark"
        found.page.emulate_media(color_scheme="light")
        wait_for(found.page, f"{theme} === 'light'")
        found.page.get_by_role("button", name="Dark theme").click()
        assert found.page.evaluate(theme) == "dark"
        found.page.emulate_media(color_scheme="dark")
        found.page.emulate_media(color_scheme="light")
        look(found.page)
        assert found.page.evaluate(theme) == "dark"


def test_on_a_phone_every_target_is_large_enough_for_a_finger(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, **PHONE) as found:
        controls = ".gm button:not(.gm-mark), .gm summary, .gm select, .gm input:not([type=checkbox]), .leaflet-bar a"
        small = found.page.locator(controls).evaluate_all(
            "all => all.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44"
            " && !e.matches('.gm-handle')).map(e => e.outerHTML.slice(0, 120))"
        )
        assert small == []


def test_in_a_frame_the_wheel_scrolls_the_page_around(tmp_path: Path, browser: Browser) -> None:
    page = built(tmp_path, *EVENTS)
    host = page.with_name("host.html")
    host.write_text(
        f"<!DOCTYPE html><iframe src='{page.name}' width=900 height=600></iframe><p style='height:3000px'>", "utf-8"
    )
    tab = browser.new_page()
    tab.goto(host.as_uri())
    frame = tab.frames[-1]
    frame.evaluate("geomap.ready")
    zoom = frame.evaluate("geomap.state.view.zoom")
    tab.mouse.move(700, 250)
    tab.mouse.wheel(0, 300)
    wait_for(tab, "scrollY > 0")
    assert frame.evaluate("geomap.state.view.zoom") == zoom
    tab.close()


def test_paper_gets_the_shown_events_with_their_claims(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        found.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        found.page.emulate_media(media="print")
        expect(found.page.locator(".gm-paper article h3")).to_have_count(4)
        expect(found.page.locator(".gm-paper .gm-paper-key")).to_contain_text("Colour and sign: kind of event")
        assert found.page.locator(".gm-paper").is_visible()
        assert not found.page.locator(".gm-panel").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, first_map: Path, theme: str) -> None:
    with opened(browser, first_map, color_scheme=theme, bypass_csp=True) as found:
        page = found.page
        check(page)
        page.get_by_role("button", name="Filters").click()
        check(page)
        found.open_card()
        check(page)
        page.get_by_role("button", name="About", exact=True).click()
        check(page)


def test_axe_finds_nothing_serious_on_a_phone(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, **PHONE, bypass_csp=True) as found:
        check(found.page)
        raise_sheet(found)
        found.open_card()
        check(found.page)


def raise_sheet(found: Opened) -> None:
    found.page.get_by_role("button", name="Height of the list").click()
    found.page.locator(".gm-rows button").first.wait_for()


def check(page: Page) -> None:
    look(page)
    grave = [v for v in Axe().run(page).response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], v["nodes"][0]["html"]) for v in grave] == []
