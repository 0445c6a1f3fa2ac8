"""What a reader sees and takes along: names, shapes, one selection, links and citations, time step by step."""

from __future__ import annotations

import csv
import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import geomap
from geomap.problems import neutral_cell
from tests.pages import built, opened
from tests.test_web import EVENTS, ROOT, first_map, look, wait_for, wait_for_shown
from tests.test_web_frames import NASTY, saved

__all__ = ["first_map"]

CLIPBOARD: dict[str, Any] = {"permissions": ["clipboard-read", "clipboard-write"]}
UNDER_PILES = """[...document.querySelectorAll('.gm-mark.is-pile')].map(mark => {
    const canvas = document.querySelector('.leaflet-gm-labels-pane canvas');
    const [box, frame] = [mark, canvas].map(node => node.getBoundingClientRect());
    const copy = new OffscreenCanvas(box.width, box.height).getContext('2d', {willReadFrequently: true});
    copy.drawImage(canvas, frame.left - box.left, frame.top - box.top, frame.width, frame.height);
    const {data} = copy.getImageData(0, 0, box.width, box.height);
    let written = 0;
    for (let at = 3; at < data.length; at += 4) written += data[at] > 60 ? 1 : 0;
    return Math.round(written / data.length * 400);
})"""
"""Share of each pile's square that names are written in below it, in per cent."""

PAINTED = """([x, y, width, height]) => {
    const canvas = document.querySelector('.gm-chart canvas');
    const scale = canvas.width / canvas.clientWidth;
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    const {data} = copy.getImageData(x * scale, y * scale, Math.max(1, width * scale), Math.max(1, height * scale));
    let painted = 0;
    for (let at = 3; at < data.length; at += 4) painted += data[at] > 30 ? 1 : 0;
    return painted / (data.length / 4);
}"""
"""Share of a part of the chart that is painted."""

BADGES = """[...document.querySelectorAll('.gm-mark.is-badge')].map(node => {
    const {left, right, top, bottom} = node.getBoundingClientRect();
    const stage = document.querySelector('.gm-stage').getBoundingClientRect();
    const out = right < stage.left || left > stage.right || bottom < stage.top || top > stage.bottom;
    const seen = node.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
    return out ? 'out' : seen ? 'seen' : 'hidden';
})"""
"""For each badge of an area whether it is on screen, and whether something lies over it."""

ON_MAP = (
    """[...document.querySelectorAll('.gm-mark')].map(mark => Number(mark.innerText || 1)).reduce((a, b) => a + b, 0)"""
)


def test_no_name_is_written_under_a_cluster(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        wait_for(page, f"Math.max(...{UNDER_PILES}) < 8")  # a town's dot may lie there
        page.evaluate("geomap.set({view: {lat: 50.6, lon: 36.6, zoom: 8}})")
        look(page)
        assert page.locator(".gm-mark.is-pile").count() > 2
        wait_for(page, f"Math.max(...{UNDER_PILES}) < 8")


def test_one_selection_drives_marks_list_bars_and_counts(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("geomap.set({view: {lat: 50, lon: 34, zoom: 4}})")
        sizes: list[int] = []
        for change in (
            "{}",
            "{from: '2024-03-12', to: '2024-03-13'}",
            "{facets: {type: ['shelling']}}",
            "{query: 'Kozinka', from: '', to: ''}",
        ):
            page.evaluate(f"geomap.set({change})")
            wait_for(page, f"geomap.counts().shown !== {sizes[-1] if sizes else -1}")
            look(page)
            shown = found.counts["shown"]
            said = page.get_by_role("status").inner_text()
            off = int(said.split("· ")[1].split(" ")[0]) if "not on" in said else 0
            assert said.startswith(f"{shown} of 178 shown")
            assert page.evaluate(ON_MAP) == shown - off
            assert page.locator(".gm-row").first.get_attribute("aria-setsize") == str(shown)
            sizes.append(shown)
        assert len(set(sizes)) == 4
        page.evaluate("geomap.set({from: '2024-03-12', to: '2024-03-13'})")
        page.get_by_role("button", name="Remove filter: Mar 12 – 13, 2024").click()
        wait_for(page, "geomap.state.from === '' && geomap.state.to === ''")


@pytest.mark.parametrize("view", [None, {"lat": 50.5, "lon": 35.9, "zoom": 9}, {"lat": 50.3, "lon": 36.9, "zoom": 10}])
def test_badges_of_areas_on_screen_stand_where_they_are_seen(
    browser: Browser, first_map: Path, view: dict[str, float] | None
) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        if view:
            page.evaluate("view => geomap.set({view})", view)
        wait_for(page, f"!{BADGES}.includes('hidden')")
        assert page.evaluate(BADGES).count("seen") >= (10 if view is None else 6)
        page.locator(".gm-legend summary").click()  # the map below is seen now
        look(page)
        wait_for(page, f"!{BADGES}.includes('hidden')")


@pytest.mark.parametrize(
    ("lang", "region", "country", "where"),
    [
        ("uk", "Бєлгородська область, Курська область", "Росія", "Тьоткіно, Курська область"),
        ("ru", "Белгородская область, Курская область", "Россия", "Тёткино, Курская область"),
        ("en", "Belgorod and Kursk oblasts", "Russia", "Tyotkino, Kursk Oblast"),
    ],
)
def test_regions_and_countries_are_named_in_the_language_of_the_page(
    browser: Browser, first_map: Path, lang: str, region: str, country: str, where: str
) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("lang => geomap.set({lang})", lang)
        expect(page.locator(".gm-row-place").nth(0)).to_have_text(region)
        expect(page.locator(".gm-row-place").nth(1)).to_have_text(country)
        page.evaluate("geomap.set({event: '2024-03-12-tyotkino-capture'})")
        expect(page.locator(".gm-where")).to_contain_text(where)
        page.evaluate("geomap.set({event: '2024-03-12-fighting-border-areas'})")
        expect(page.locator(".gm-where")).to_have_text(re.compile(rf"^{region} · "))  # its regions once


def test_a_region_is_found_by_its_name_in_any_language(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        shown = []
        for name in ("Сумская область", "Сумська область"):
            found.page.get_by_role("searchbox").fill(name)
            wait_for(found.page, f"geomap.state.query === {name!r} && geomap.counts().shown < 178")
            shown.append(found.counts["shown"])
        assert shown[0] == shown[1] >= 10


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("en", ["Kyiv (region)", "Kyiv (city)"]),
        ("uk", ["Київ (область)", "Київ (місто)"]),
        ("ru", ["Киев (область)", "Киев (город)"]),
    ],
)
def test_two_regions_of_one_name_are_told_apart(tmp_path: Path, browser: Browser, lang: str, names: list[str]) -> None:
    rows = [
        {"title": "In the city", "place": "Kyiv", "lat": "50.45", "lon": "30.52"},
        {"title": "In the region", "place": "Bila Tserkva", "lat": "49.8", "lon": "30.12"},
    ]
    shutil.copytree(ROOT / "data" / "border", tmp_path / "border")
    toml = 'border = ["RU", "UA"]\nlanguages = ["en", "uk", "ru"]\n'
    with opened(browser, built(tmp_path, *rows, toml=toml)) as found:
        page = found.page
        page.evaluate("lang => geomap.set({lang})", lang)
        page.locator(".gm-filter-button").click()
        page.locator(".gm-facet summary").filter(has_text=re.compile("Region|Регі|Регион|Область")).first.click()
        expect(page.locator(".gm-facet[open] .gm-value", has_text="(")).to_have_text(names)


def test_a_legend_over_most_of_a_small_map_moves_no_square(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map, viewport={"width": 600, "height": 420}) as found:
        places = "[...document.querySelectorAll('.gm-mark.is-badge')].map(node => node.style.transform)"
        before = found.page.evaluate(places)
        found.page.locator(".gm-legend summary").click()
        expect(found.page.get_by_text("Colour and sign")).to_be_visible()
        look(found.page)
        assert found.page.evaluate(places) == before


def test_one_button_brings_back_what_is_shown(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        at_first = page.evaluate("geomap.state.view")
        fit = page.get_by_role("button", name="Fit the map to the events shown")
        page.evaluate("geomap.set({view: {lat: 46, lon: 30, zoom: 11}})")
        fit.click()
        wait_for(page, f"geomap.state.view.zoom === {at_first['zoom']}")
        assert page.evaluate("geomap.state.view") == pytest.approx(at_first, abs=0.01)
        page.evaluate("geomap.set({view: {lat: 46, lon: 30, zoom: 11}, query: 'Prokhorovka'})")
        wait_for(page, "geomap.counts().shown < 5")
        fit.press("Enter")
        wait_for(page, "document.querySelector('.gm-mark.is-pin')")
        expect(page.locator(".gm-mark.is-pin").first).to_be_in_viewport()
        page.evaluate("geomap.set({lang: 'uk'})")
        expect(page.get_by_role("button", name="Показати на карті всі відібрані події")).to_have_count(1)


def test_an_open_event_is_brought_out_from_under_the_legend(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        legend = page.locator(".gm-legend").bounding_box()
        assert legend
        page.evaluate(  # so that the place lies under the legend
            """map_geomap.panBy(map_geomap.latLngToContainerPoint([51.2813, 34.2938])
                .subtract([map_geomap.getSize().x - 150, 300]), {animate: false})"""
        )
        look(page)
        page.evaluate("geomap.set({event: '2024-03-12-tyotkino-capture'})")
        wait_for(page, "document.querySelector('.gm-mark.is-open')")
        wait_for(page, f"document.querySelector('.gm-mark.is-open').getBoundingClientRect().right < {legend['x']}")


def test_the_legend_names_the_squares_of_areas(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        entry = found.page.locator(".gm-legend li", has_text="Events of a whole area")
        expect(entry.locator(".gm-symbol.is-square")).to_be_visible()
        expect(entry.locator(".gm-pile.is-square")).to_be_visible()


def test_rows_and_marks_light_each_other(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        page = found.page
        page.locator(".gm-row", has_text="Gunfire").hover()
        expect(page.locator(".gm-mark.is-hot")).to_have_count(1)
        expect(page.locator(".gm-mark.is-hot")).to_have_attribute(
            "aria-label", "Type not known · Тёткино · Mar 12, 2024 · Unsourced · Settlement"
        )
        page.get_by_role("button", name="Kozinka · Mar 14").first.focus()
        page.locator(".gm-mark[aria-label*=Kozinka]").hover()
        expect(page.locator(".gm-row.is-hot")).to_contain_text("=1+1 shells")
        expect(page.locator(".gm-tip")).to_contain_text("=1+1 shells")


def test_the_cluster_that_holds_the_open_event_wears_a_ring(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        for event, kind in (
            ("2024-03-12-tyotkino-capture", "is-pile"),
            ("2024-03-12-fighting-border-areas", "is-badge"),
        ):
            found.page.evaluate("event => geomap.set({event})", event)
            mark = found.page.locator(".gm-mark.is-open")
            expect(mark).to_have_class(re.compile(kind))
            box = mark.bounding_box()
            ring = mark.evaluate("node => parseFloat(getComputedStyle(node, '::before').width)")
            assert box
            assert ring >= box["width"] + 16


def test_a_span_of_days_is_drawn_as_a_span(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        box = found.page.locator(".gm-chart").bounding_box()
        assert box
        below = [4, box["height"] - 15 - 13, box["width"] - 8, 2]  # the first lane under the line
        assert found.page.evaluate(PAINTED, below) > 0.95  # the month of raids, over the whole of March
        found.page.evaluate("geomap.set({query: 'gunfire'})")
        wait_for_shown(found.page, 1)
        look(found.page)
        assert found.page.evaluate(PAINTED, below) == 0
        expect(found.page.locator(".gm-legend")).to_contain_text("Under the bars: day not exactly known")


STEPPED = {  # over days of 31 January to 10 April; "" is the end of what there is
    "Day": [("", "2024-01-31"), ("2024-02-01", "2024-02-01"), ("2024-02-02", "2024-02-02")],
    "Week": [("", "2024-02-04"), ("2024-02-05", "2024-02-11"), ("2024-02-12", "2024-02-18")],
    "Month": [("", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-03-31"), ("2024-04-01", "")],
}
LONG = (*EVENTS, {"title": "The first", "date": "2024-01-31"}, {"title": "The last", "date": "2024-04-10"})


@pytest.mark.parametrize("by", ["keyboard", "mouse"])
@pytest.mark.parametrize("unit", STEPPED)
def test_time_is_stepped_through_by_days_weeks_and_calendar_months(
    tmp_path: Path, browser: Browser, unit: str, by: str
) -> None:
    with opened(browser, built(tmp_path, *LONG)) as found:
        page = found.page

        def step(name: str) -> tuple[str, str]:
            button = page.get_by_role("button", name=name)
            button.press("Enter") if by == "keyboard" else button.click()
            look(page)
            return page.evaluate("geomap.state.from"), page.evaluate("geomap.state.to")

        page.get_by_label("Length of a step").select_option(unit)
        wanted = STEPPED[unit]
        assert [step("Step on") for _ in wanted] == wanted
        assert [step("Step back") for _ in wanted[1:]] == wanted[-2::-1]
        assert step("Step back") == wanted[0]  # nothing is before it


@pytest.mark.parametrize(
    ("unit", "ends"),
    [("Day", ("2024-02-07", "2024-04-03")), ("Month", ("2024-02-29", "2024-03-10"))],
)
def test_page_keys_move_an_end_of_the_range_by_a_week_or_the_longer_step(
    tmp_path: Path, browser: Browser, unit: str, ends: tuple[str, str]
) -> None:
    with opened(browser, built(tmp_path, *LONG)) as found:
        page = found.page
        page.get_by_label("Length of a step").select_option(unit)
        page.get_by_role("slider", name="First day shown").press("PageUp")
        page.get_by_role("slider", name="Last day shown").press("PageDown")
        look(page)
        assert (page.evaluate("geomap.state.from"), page.evaluate("geomap.state.to")) == ends


def test_play_over_less_than_a_step_ends_at_once(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:  # all of one month
        page = found.page
        page.get_by_label("Length of a step").select_option("Month")
        page.get_by_role("button", name="Play").press("Enter")
        expect(page.get_by_role("button", name="Play")).to_be_visible(timeout=3000)
        assert found.counts["shown"] == len(EVENTS)


def test_play_goes_on_by_itself_until_it_is_stopped(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *EVENTS)) as found:
        page = found.page
        page.get_by_role("button", name="Play").press("Enter")
        wait_for(page, "geomap.state.to === '2024-03-02'")
        page.get_by_role("button", name="Pause").press("Enter")
        at = page.evaluate("geomap.state.to")
        expect(page.get_by_role("button", name="Play")).to_be_visible()
        page.evaluate("new Promise(done => setTimeout(done, 1100))")
        assert page.evaluate("geomap.state.to") == at


def test_links_and_citations_are_copied(tmp_path: Path, browser: Browser) -> None:
    toml = 'title = "Raids"\nurl = "https://news.example/raids.html"\nas_of = "2024-04-11"\n'
    rows = [dict(row, event_id=f"e-{n}") for n, row in enumerate(EVENTS)]
    with opened(browser, built(tmp_path, *rows, toml=toml), **CLIPBOARD) as found:
        page = found.page
        page.evaluate("geomap.set({query: 'Kozinka', view: {lat: 50.5, lon: 35.6, zoom: 9}})")
        wait_for_shown(page, 1)
        page.locator(".gm-share summary").click()
        page.get_by_role("button", name="Copy link").click()
        expect(page.get_by_role("button", name="Copied")).to_be_visible()
        assert re.fullmatch(r"https://news\.example/raids\.html#q=Kozinka&view=50\.\d{4},35\.\d{4},9", clipboard(page))
        page.keyboard.press("Escape")
        expect(page.locator(".gm-share .gm-panel-body")).to_be_hidden()
        found.open_card()
        page.get_by_role("button", name="Copy link").click()
        wait_for(page, "document.querySelector('.gm-take').textContent.includes('Copied')")
        assert clipboard(page) == "https://news.example/raids.html#event=e-1"
        page.get_by_role("button", name="Copy citation").click()
        wait_for(page, "!document.querySelector('.gm-take').textContent.includes('Copy citation')")
        assert clipboard(page) == (
            "=1+1 shells. Mar 14, 2024, Kozinka. Reported event, status: unsourced. 1 claim."
            " In: Raids, data as of Apr 11, 2024. https://news.example/raids.html#event=e-1"
        )


def clipboard(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_a_link_gives_every_part_of_the_state_back(browser: Browser, first_map: Path) -> None:
    wanted = {
        "from": "2024-03-10",
        "to": "2024-03-20",
        "query": "tetkino",
        "facets": {"status": ["disputed"], "type": ["capture"]},
        "event": "2024-03-12-tyotkino-capture",
        "view": {"lat": 51.25, "lon": 34.3, "zoom": 9},
        "lang": "ru",
        "theme": "dark",
    }
    with opened(browser, first_map) as found:
        found.page.evaluate("wanted => geomap.set(wanted)", wanted)
        wait_for(found.page, "location.hash.includes('event') && location.hash.includes('view')")
        address = found.page.evaluate("location.hash")
        found.page.evaluate("location.hash = ''")
        wait_for_shown(found.page, 178)
        wait_for(found.page, "geomap.state.event === '' && geomap.state.lang === 'en'")
        found.page.evaluate("address => { location.hash = address }", address)
        wait_for(found.page, "geomap.state.event && geomap.counts().shown < 20")
        look(found.page)
        state = found.page.evaluate("geomap.state")
        state["view"] = {key: round(value, 3) for key, value in state["view"].items()}
        assert state == wanted
        expect(found.page.locator(".gm-card h2")).to_have_text("Volunteers take Tyotkino")
        expect(found.page.locator(".gm-card-body")).to_contain_text("1,7 км от границы")


def test_a_card_says_first_where_it_was_and_how_far_from_the_border(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        found.page.evaluate("geomap.set({event: '2024-03-12-tyotkino-capture'})")
        card = found.page.locator(".gm-card-body")
        expect(card.locator(".gm-where")).to_have_text("Tyotkino, Kursk Oblast · 1.7 km from the border")
        expect(card.locator(".gm-place")).to_contain_text("curated list of places")
        expect(card.locator(".gm-place")).to_contain_text("Distance to the border")
        expect(card.locator(".gm-why")).to_contain_text("Some assert it and others deny it.")
        expect(card.get_by_text("Outlets never count")).to_be_hidden()
        card.get_by_text("The rule in full").click()
        expect(card.get_by_text("Outlets never count")).to_be_visible()


def test_a_district_is_a_hatched_disc_of_its_size(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("geomap.set({facets: {precision: ['district']}, view: {lat: 50.5, lon: 35.8, zoom: 9}})")
        wait_for(page, "document.querySelectorAll('path.gm-area.is-disc').length && geomap.counts().shown < 30")
        look(page)
        disc = page.locator("path.gm-area.is-disc").first
        box = disc.bounding_box()
        assert box
        kilometres = page.evaluate(
            "width => width * 40075 * Math.cos(50.5 * Math.PI / 180) / (256 * 2 ** 9)", box["width"]
        )
        assert any(abs(kilometres / 2 - radius) < 2 for radius in radii()), kilometres
        assert disc.evaluate("node => getComputedStyle(node).fill") == 'url("#gm-hatch")'
        assert disc.evaluate("node => getComputedStyle(node).strokeDasharray") == "6px, 4px"
        labels = page.locator(".gm-mark.is-badge").evaluate_all("all => all.map(node => node.ariaLabel)")
        assert any("District" in label for label in labels)
        assert page.locator(".gm-mark:is(.is-pin, .is-ring)").count() == 0


def radii() -> list[float]:
    with (ROOT / "data" / "places.csv").open(encoding="utf-8", newline="") as file:
        return [float(row["radius_km"]) for row in csv.DictReader(file) if row["radius_km"]]


def test_a_region_is_hatched_and_not_filled(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("geomap.set({facets: {precision: ['region']}, view: {lat: 51.6, lon: 36.9, zoom: 10}})")
        wait_for(page, "geomap.counts().shown < 60")
        look(page)
        hatched = changed_by(page, "Events of regions and districts")
        assert 0.05 < hatched < 0.6


def changed_by(page: Page, layer: str) -> float:
    """Share of the map's middle that looks otherwise without a layer."""
    box = page.locator(".gm-stage").bounding_box()
    assert box
    clip = {
        "x": box["x"] + box["width"] / 2 - 100,
        "y": box["y"] + box["height"] / 2 - 100,
        "width": 120,
        "height": 120,
    }
    pictures = [page.screenshot(clip=clip)]  # type: ignore[arg-type]
    page.locator(".gm-layers summary").click()
    page.get_by_label(layer).uncheck()
    page.keyboard.press("Escape")
    look(page)
    pictures.append(page.screenshot(clip=clip))  # type: ignore[arg-type]
    return different(*pictures)


def different(one: bytes, other: bytes) -> float:
    from PIL import Image, ImageChops

    images = [Image.open(io.BytesIO(data)).convert("L") for data in (one, other)]
    difference = ImageChops.difference(*images).point(lambda value: 255 if value > 3 else 0)
    return difference.histogram()[255] / (images[0].width * images[0].height)


def test_a_stretch_of_the_border_is_a_broad_line(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        page.evaluate("geomap.set({facets: {precision: ['border_segment']}})")
        wait_for(page, "geomap.counts().shown < 40 && document.querySelectorAll('path.gm-area').length === 0")
        look(page)
        line = page.locator("path.gm-segment").first
        assert line.evaluate("node => [node.getAttribute('stroke-width'), getComputedStyle(node).fill]") == [
            "12",
            "none",
        ]
        box = line.bounding_box()
        assert box
        assert box["width"] > 300  # along the border, not at a point of it
        labels = page.locator(".gm-mark.is-badge").evaluate_all("all => all.map(node => node.ariaLabel)")
        assert labels
        assert all("border" in label for label in labels)


def test_near_a_settlement_is_a_ring_and_in_one_a_pin(tmp_path: Path, browser: Browser) -> None:
    rows = [
        dict(EVENTS[0], location_precision="near_settlement", source_name="Daily"),
        dict(EVENTS[1], location_precision="settlement", source_name="Daily"),
    ]
    with opened(browser, built(tmp_path, *rows)) as found:
        ring = found.page.get_by_role("button", name="Тёткино", exact=False).locator("svg.is-ring")
        pin = found.page.get_by_role("button", name="Kozinka", exact=False).locator("svg.is-pin").last
        assert fill_of(ring.last) == "rgb(255, 255, 255)"
        assert fill_of(pin) != "rgb(255, 255, 255)"
        marks = found.page.locator(".gm-mark").evaluate_all(
            "all => all.map(node => node.ariaLabel.split(' · ').at(-1))"
        )
        assert sorted(marks) == ["Near a settlement", "Settlement"]


def fill_of(symbol: Any) -> str:
    return str(symbol.locator(".gm-whole").evaluate("node => getComputedStyle(node).fill"))


def test_crimea_has_the_colour_of_disputed_land(browser: Browser, first_map: Path) -> None:
    colours = """() => {
        const canvas = document.querySelector('.leaflet-gm-base-pane canvas');
        const [box, frame] = [canvas, map_geomap.getContainer()].map(node => node.getBoundingClientRect());
        const {x, y} = map_geomap.latLngToContainerPoint([45.2, 34.2]);
        const scale = canvas.width / box.width;
        const at = [x + frame.left - box.left, y + frame.top - box.top].map(value => Math.round(value * scale));
        const [red, green, blue] = canvas.getContext('2d').getImageData(...at, 1, 1).data;
        const probe = document.createElement('i');
        document.body.append(probe);
        probe.style.color = 'var(--land-disputed)';
        return [`rgb(${red}, ${green}, ${blue})`, getComputedStyle(probe).color];
    }"""
    with opened(browser, first_map) as found:
        found.page.evaluate("geomap.set({view: {lat: 45.3, lon: 34.4, zoom: 8}})")
        look(found.page)
        seen, wanted = found.page.evaluate(colours)
        assert seen == wanted
        expect(found.page.locator(".gm-legend")).to_contain_text("Disputed territory")


def test_the_bars_have_the_colours_that_the_legend_gives(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        for name in ("Corroborated", "One side only", "Disputed"):
            entry = found.page.locator(".gm-legend li", has_text=name)
            assert (
                entry.locator(".gm-bar").evaluate("node => getComputedStyle(node).backgroundColor")
                != "rgba(0, 0, 0, 0)"
            )
        expect(found.page.locator(".gm-most")).to_have_text("42 events")


def test_a_download_is_read_back_with_the_same_words(tmp_path: Path, browser: Browser) -> None:
    rows = [{"title": neutral_cell(title), "event_id": f"n-{n:02}"} for n, title in enumerate(NASTY)]
    with opened(browser, built(tmp_path / "there", *rows)) as found:
        found.page.locator(".gm-share summary").click()
        text = saved(found.page, "CSV")
    back = tmp_path / "back.csv"
    back.write_text(text, encoding="utf-8")
    events = geomap.load(back).events.set_index("event_id")
    assert [events.loc[f"n-{n:02}", "title"] for n in range(len(NASTY))] == list(NASTY)


def test_a_host_that_forbids_scripts_gets_the_picture_and_the_table(browser: Browser, first_map: Path) -> None:
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.route(
        "**/*",
        lambda route: route.fulfill(
            body=first_map.read_text(encoding="utf-8"),
            headers={"Content-Security-Policy": "script-src 'none'", "Content-Type": "text/html; charset=utf-8"},
        ),
    )
    page.goto("http://host.example/map.html")
    expect(page.locator("#geomap-fallback svg")).to_be_visible()
    expect(page.locator("#geomap-fallback tbody tr")).to_have_count(178)
    assert page.evaluate("document.documentElement.scrollWidth") == 900
    context.close()


def test_the_keyboard_is_never_lost(browser: Browser, first_map: Path) -> None:
    focused = "document.activeElement.getAttribute('aria-label') ?? document.activeElement.className"
    with opened(browser, first_map) as found:
        page = found.page
        page.locator(".gm-row-button").nth(2).press("Enter")
        wait_for(page, "document.activeElement.matches('.gm-card')")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "← Back to the list"
        later = page.get_by_role("button", name="Later event")
        later.focus()
        titles = set()
        for _ in range(3):
            page.keyboard.press("Enter")
            look(page)
            assert page.evaluate(focused) == "Later event"
            titles.add(page.locator(".gm-card h2").inner_text())
        assert len(titles) == 3
        page.keyboard.press("Escape")
        expect(page.locator(".gm-row-button:focus")).to_have_count(1)
        page.evaluate("geomap.set({facets: {status: ['disputed'], type: ['capture']}})")
        page.get_by_role("button", name="Remove filter: Disputed").press("Enter")
        wait_for(page, f"({focused}) === 'Remove filter: Capture'")
        page.keyboard.press("Enter")
        wait_for(page, "document.activeElement.matches('.gm-filter-button')")
        page.locator(".gm-mark.is-badge:has(.gm-pile)").first.press("Enter")
        page.get_by_role("button", name="All events").press("Enter")
        wait_for(page, "document.activeElement.matches('.gm-row-button')")


def test_a_host_that_opens_an_event_keeps_its_focus(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        found.page.evaluate("geomap.set({event: '2024-03-12-tyotkino-capture'})")
        expect(found.page.locator(".gm-card h2")).to_be_visible()
        assert found.page.evaluate("document.activeElement === document.body")


def test_a_frame_without_the_clipboard_copies_all_the_same(tmp_path: Path, browser: Browser) -> None:
    page_file = built(tmp_path, *EVENTS, toml='url = "https://news.example/raids.html"\n')
    host = page_file.with_name("host.html")
    frame = f"<iframe sandbox='allow-scripts' src='{page_file.name}' width=900 height=600></iframe>"
    host.write_text(f"<!DOCTYPE html><textarea></textarea>{frame}", "utf-8")
    tab = browser.new_page()
    tab.goto(host.as_uri())
    inside = tab.frame_locator("iframe")
    inside.locator(".gm-share summary").click()
    inside.get_by_role("button", name="Copy link").click()
    expect(inside.get_by_role("button", name="Copied")).to_be_visible()
    tab.locator("textarea").press("Control+V")
    expect(tab.locator("textarea")).to_have_value(re.compile(r"^https://news\.example/raids\.html#"))
    tab.close()


@pytest.mark.parametrize(
    ("query", "title"), [("barrage of mortars", "Gunfire"), ("Daily Herald", "Gunfire"), ("Козинка", "=1+1 shells")]
)
def test_search_reads_claims_sources_and_places(tmp_path: Path, browser: Browser, query: str, title: str) -> None:
    told = {"claim": "A barrage of mortars was heard", "source_name": "Daily Herald", "speaker": "A resident"}
    rows = [dict(EVENTS[0], **told), dict(EVENTS[1]), dict(EVENTS[2])]
    with opened(browser, built(tmp_path, *rows)) as found:
        found.page.get_by_role("searchbox").fill(query)
        wait_for_shown(found.page, 1)
        expect(found.page.locator(".gm-row-title")).to_contain_text([title])  # in the next frame, so wait for one row


def test_the_list_holds_only_the_rows_on_screen(tmp_path: Path, browser: Browser) -> None:
    with opened(browser, built(tmp_path, *({"title": f"Event {n:03}"} for n in range(500)))) as found:
        rows = found.page.locator(".gm-row")
        assert 5 < rows.count() < 40
        assert rows.first.get_attribute("aria-setsize") == "500"
