"""The page in every state that a reader can bring it into: under a finger, in other colours, on paper, in a frame."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages import opened
from tests.test_web import PHONE, check, first_map, look, wait_for

__all__ = ["first_map"]

NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
EVENT = "2024-03-12-tyotkino-capture"
STATES = {
    "list": "document.querySelector('.gm-handle').click()",
    "card": f"geomap.set({{event: '{EVENT}'}})",
    "filters": "document.querySelector('.gm-filter-button').click()",
    "chosen": "geomap.set({facets: {status: ['disputed'], type: ['capture']}, from: '2024-03-10'})",
    "share": "document.querySelector('.gm-share summary').click()",
    "layers": "document.querySelector('.gm-layers summary').click()",
    "legend": "document.querySelector('.gm-legend summary').click()",
    "about": "document.querySelector('.gm-tools .is-wide').click()",
}
CONTROLS = (
    ".gm :is(button, summary, select, .gm-choice, .gm-switch, [role=slider]),"
    " .gm input:not([type=checkbox]), .leaflet-bar a"
)
SMALL = """all => {
    const around = (node, axis) => Math.max(...['::before', '::after'].map(part => {
        const {content, position, width, height} = getComputedStyle(node, part);
        return content === '""' && position === 'absolute' ? parseFloat(axis ? height : width) : 0;
    }));
    const reach = node => {  // a finger may press what stands around the sign
        const {width, height} = node.getBoundingClientRect();
        return Math.min(Math.max(width, around(node, 0)), Math.max(height, around(node, 1)));
    };
    return all.filter(node => node.checkVisibility() && node.getClientRects().length && reach(node) < 44)
        .map(node => node.outerHTML.slice(0, 120) + ' ' + reach(node));
}"""


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["390", "320"])
@pytest.mark.parametrize("state", STATES)
def test_every_target_has_44_pixels_and_nothing_is_cut(
    browser: Browser, first_map: Path, device: dict[str, Any], state: str
) -> None:
    with opened(browser, first_map, **device) as found:
        page = found.page
        page.evaluate(STATES[state])
        look(page)
        page.evaluate("new Promise(done => setTimeout(done, 250))")  # the sheet rises
        assert page.locator(CONTROLS).evaluate_all(SMALL) == []
        assert page.evaluate("document.documentElement.scrollWidth") == device["viewport"]["width"]


@pytest.mark.parametrize("device", [PHONE, NARROW], ids=["390", "320"])
@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
def test_nothing_lies_over_the_count_on_the_low_sheet_and_buttons_stand_in_a_row(
    browser: Browser, first_map: Path, device: dict[str, Any], lang: str
) -> None:
    with opened(browser, first_map, **device) as found:
        page = found.page
        page.evaluate("lang => geomap.set({lang})", lang)
        page.evaluate(STATES["chosen"])
        wait_for(page, "geomap.counts().shown < 20")
        look(page)
        count = page.locator(".gm-counts").bounding_box()
        boxes = page.locator(".gm-chosen, .gm-search-row").evaluate_all(
            "all => all.filter(node => node.getClientRects().length).map(node => node.getBoundingClientRect().bottom)"
        )
        assert count
        assert max(boxes) <= count["y"] + 1
        tops = page.locator(".gm-float > summary").evaluate_all("all => all.map(n => n.getBoundingClientRect().top)")
        assert len(set(tops)) == 1


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_press_on_the_low_sheet_is_not_lost_by_its_rising(browser: Browser, first_map: Path, motion: Any) -> None:
    with opened(browser, first_map, viewport={"width": 390, "height": 844}, reduced_motion=motion) as found:
        found.page.locator(".gm-filter-button").click()
        expect(found.page.get_by_role("checkbox", name="Disputed")).to_be_in_viewport()
        assert found.page.evaluate("document.querySelector('.gm-panel').dataset.stop") == "full"
        found.page.locator(".gm-filter-button").click()
        expect(found.page.locator(".gm-facets")).to_be_hidden()


@pytest.mark.parametrize("state", ["card", "filters", "share", "legend"])
def test_axe_finds_nothing_serious_in_the_dark_on_a_phone_in_ukrainian(
    browser: Browser, first_map: Path, state: str
) -> None:
    with opened(browser, first_map, **PHONE, color_scheme="dark", bypass_csp=True) as found:
        found.page.evaluate("geomap.set({lang: 'uk'})")
        found.page.evaluate(STATES[state])
        look(found.page)
        check(found.page)


def test_an_open_card_has_the_foot_of_a_small_frame_for_itself(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, viewport={"width": 600, "height": 420}) as found:
        page = found.page
        expect(page.locator(".gm-time")).to_be_visible()
        page.evaluate(STATES["card"])
        expect(page.locator(".gm-card h2")).to_be_in_viewport()
        expect(page.locator(".gm-time")).to_be_hidden()
        page.get_by_role("button", name="Back to the list").click()
        expect(page.locator(".gm-time")).to_be_visible()


def test_menus_cover_the_legend_and_shut_again(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        legend = page.locator(".gm-legend").bounding_box()
        for name in ("Share", "Layers"):
            page.locator("summary", has_text=name).click()
            expect(page.locator(".gm-menu[open]")).to_have_count(1)
            assert page.locator(".gm-legend").bounding_box() == legend
        page.keyboard.press("Escape")
        expect(page.locator(".gm-menu[open]")).to_have_count(0)
        assert page.evaluate("document.activeElement.textContent") == "Layers"
        page.locator("summary", has_text="Share").click()
        page.locator(".gm-row-button").first.click()
        expect(page.locator(".gm-menu[open]")).to_have_count(0)


def test_a_dark_map_is_light_on_paper_by_the_browsers_own_command(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, color_scheme="dark") as found:
        page = found.page
        assert brightness(page) < 70
        page.emulate_media(media="print")
        look(page)
        assert brightness(page) > 200
        assert page.evaluate("getComputedStyle(document.querySelector('.gm h1')).color") in (
            "rgb(0, 0, 0)",
            "rgb(29, 33, 38)",
        )


def brightness(page: Page) -> float:
    """Mean of the map's picture, 0 to 255."""
    from PIL import Image, ImageStat

    return float(ImageStat.Stat(Image.open(io.BytesIO(page.locator(".gm-stage").screenshot())).convert("L")).mean[0])


def test_a_readers_own_colours_leave_the_signs_apart(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, forced_colors="active") as found:
        pile = "getComputedStyle(document.querySelector('.gm-pile')).backgroundImage"
        assert str(found.page.evaluate(pile)).startswith("conic-gradient")
        bars = found.page.locator(".gm-legend .gm-bar")
        colours = bars.evaluate_all("all => all.map(node => getComputedStyle(node).backgroundColor)")
        assert len(set(colours)) == len(colours) == 3


@pytest.mark.parametrize(("lang", "unit"), [("en", "km"), ("uk", "км"), ("ru", "км")])
def test_distances_and_numbers_are_written_as_the_language_does(
    browser: Browser, first_map: Path, lang: str, unit: str
) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("lang => geomap.set({lang})", lang)
        expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile(rf"^\d+\s{unit}$"))
        page.evaluate(STATES["card"])
        number = "1.7" if lang == "en" else "1,7"
        expect(page.locator(".gm-where")).to_contain_text(f"{number} {unit}")


def test_the_text_may_be_enlarged(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, viewport={"width": 720, "height": 450}) as found:  # 1440x900 at 200 %
        page = found.page
        assert "scal" not in str(page.locator("meta[name=viewport]").get_attribute("content")).replace(
            "initial-scale", ""
        )
        assert page.evaluate("document.documentElement.scrollWidth") == 720
        page.evaluate(STATES["card"])
        wait_for(page, "document.querySelector('.gm-card h2')")
        expect(page.locator(".gm-card h2")).to_be_in_viewport()


@pytest.mark.parametrize("query", ["no such words anywhere", "zzzzz", "ььььььь 99999"])
def test_a_map_of_nothing_says_so_and_takes_the_filters_back(browser: Browser, first_map: Path, query: str) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.get_by_role("searchbox").fill(query)
        expect(page.get_by_text("No event passes the filters.")).to_be_visible()
        expect(page.get_by_role("status")).to_contain_text("0 of 178 shown")
        expect(page.locator(".gm-mark")).to_have_count(0)
        page.get_by_role("button", name="Clear all").click()
        wait_for(page, "geomap.counts().shown === 178")
        expect(page.get_by_role("searchbox")).to_have_value("")


def test_whatever_has_the_focus_shows_it(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        seen = set()
        for _ in range(25):  # the list is one stop; arrows walk it
            page.keyboard.press("Tab")
            told = page.evaluate(
                "(({outlineStyle, outlineWidth}, node) => [node.className, outlineStyle, parseFloat(outlineWidth)])"
                "(getComputedStyle(document.activeElement), document.activeElement)"
            )
            if told[0]:
                seen.add(told[0].split(" ")[0])
                assert told[1] in ("solid", "auto"), told
                assert told[2] >= 1, told
        assert {"gm-tool", "gm-search", "gm-row-button", "gm-mark"} <= seen


def test_a_finger_scrolls_the_page_around_a_frame(browser: Browser, first_map: Path, tmp_path: Path) -> None:
    host = tmp_path / "host.html"
    host.write_text(
        f"<!DOCTYPE html><iframe src='{first_map.as_uri()}' width=380 height=500></iframe><p style='height:3000px'>",
        "utf-8",
    )
    context = browser.new_context(**PHONE)
    tab = context.new_page()
    tab.goto(host.as_uri())
    frame = tab.frames[-1]
    frame.evaluate("geomap.ready")
    assert frame.evaluate("map_geomap.dragging.enabled()") is False
    assert frame.evaluate("map_geomap.touchZoom.enabled()") is True
    assert frame.evaluate("getComputedStyle(map_geomap.getContainer()).touchAction") == "pan-x pan-y"
    context.close()


def test_the_boundary_names_its_source_and_whose_view_it_is(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        expect(found.page.locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap contributors")
        found.page.get_by_role("button", name="About", exact=True).click()
        about = found.page.get_by_role("dialog")
        expect(about).to_contain_text("showing it takes no stand on any claim")
        expect(about).to_contain_text("Natural Earth")
        found.page.keyboard.press("Escape")
        expect(about).to_be_hidden()
