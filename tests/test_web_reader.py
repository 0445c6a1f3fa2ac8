"""What a reader sees and takes along: names, shapes, legend, card, links and citations, time step by step, paper."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.pages import opened
from tests.test_web import first_map, look, wait_for

__all__ = ["first_map"]

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


def test_no_name_is_written_under_a_cluster(browser: Browser, first_map: Path) -> None:
    with opened(browser, first_map) as found:
        page = found.page
        wait_for(page, f"Math.max(...{UNDER_PILES}) < 8")  # a town's dot may lie there
        page.evaluate("geomap.set({view: {lat: 50.6, lon: 36.6, zoom: 8}})")
        look(page)
        assert page.locator(".gm-mark.is-pile").count() > 2
        wait_for(page, f"Math.max(...{UNDER_PILES}) < 8")
