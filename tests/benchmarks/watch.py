"""Open one page in a browser of its own and measure it; prints one JSON object after each measurement.

python -m tests.benchmarks.watch "folium Marker" page.html
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

from playwright.sync_api import CDPSession, Page, TimeoutError, sync_playwright

from tests.benchmarks import cdn
from tests.browser import find_browser

PATIENCE_S = 180
REST_MS = 2000  # a reader has the browser open; one that comes up keeps the processor from the page
ZOOMS = 6
DRAG_FRAMES = 120

READY = {  # becomes true in the page when all its events can be seen, whatever it still reads behind them
    "geomap": "(window.__opened ??= (geomap.ready.then(() => (window.__open = true)), true)) && window.__open",
    "plotly scatter_map": "(({ map }) => map._loaded && map.areTilesLoaded() && map.getStyle().layers.length > 2)"
    "(document.querySelector('.js-plotly-plot')._fullLayout.map._subplot)",
    "pydeck": "deckInstance.layerManager.getLayers().every((layer) => layer.isLoaded)",
    "lonboard": "[...document.querySelectorAll('canvas')].some((canvas) => canvas.width > 300)",
}
FOLIUM = (  # the first markers stand long before the last, which the last script adds
    "document.readyState !== 'loading' && "
    "document.querySelector('.leaflet-marker-icon, .leaflet-overlay-pane path, .leaflet-overlay-pane canvas')"
)

SAY_WHEN_READY = """
(function look() {
  let ready = false;
  try { ready = TEST; } catch {}
  requestAnimationFrame(ready ? () => console.log("benchmark: ready " + performance.now()) : look);
})();
"""

RECORD_FRAMES = """() => {
  window.__frames = [];
  let last = 0;
  const note = (now) => {
    if (last) window.__frames.push(now - last);
    last = now;
    window.__noting = requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""

STOP_FRAMES = "() => { cancelAnimationFrame(window.__noting); return window.__frames; }"

DRAG = """async (count) => {
  const frame = () => new Promise(requestAnimationFrame);
  const day = (share) => new Date(Date.UTC(2023, 0, 1) + Math.round(share * 539) * 86400000).toISOString().slice(0, 10);
  const frames = [];
  let last = await frame();
  for (let at = 0; at < count; at++) {
    const share = at < count / 2 ? (2 * at) / count : 2 - (2 * at) / count;
    geomap.set(at < count / 2 ? { from: day(share * 0.9) } : { from: day(share * 0.5), to: day(0.5 + share * 0.5) });
    const now = await frame();
    frames.push(now - last);
    last = now;
  }
  geomap.set({ from: "", to: "" });
  return frames;
}"""


def main(peer: str, file: Path) -> None:
    found = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.path,
            args=["--no-sandbox", "--enable-unsafe-swiftshader", "--js-flags=--max-old-space-size=8192"],
            env={**os.environ, **found.environment},
        )
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(SAY_WHEN_READY.replace("TEST", READY.get(peer, FOLIUM)))
        context.route(re.compile("https?://"), cdn.answer)
        page = context.new_page()
        page.wait_for_timeout(REST_MS)
        requests: list[str] = []
        page.on("request", lambda r: requests.append(r.url) if r.url.startswith("http") else None)
        say(ready_s=_ready(page, file))
        page.wait_for_load_state("load", timeout=PATIENCE_S * 1000)
        say(load_s=page.evaluate("performance.timing.loadEventStart - performance.timing.navigationStart") / 1000)
        page.wait_for_timeout(1500)  # what the page does behind its first picture
        say(requests=len(requests))
        say(memory_mb=_memory(context.new_cdp_session(page)))
        say(zoom_ms=_zoomed(page))
        if peer == "geomap":
            say(drag_ms=_slow(page.evaluate(DRAG, DRAG_FRAMES)))
        browser.close()


def say(**measured: float) -> None:
    print(json.dumps(measured), flush=True)


def _ready(page: Page, file: Path) -> float:
    """Seconds from navigation to the frame after the page can be used."""
    try:
        with page.expect_console_message(
            lambda message: message.text.startswith("benchmark: ready"), timeout=PATIENCE_S * 1000
        ) as found:
            page.goto(file.resolve().as_uri(), wait_until="commit", timeout=PATIENCE_S * 1000)
        return float(found.value.text.split()[-1]) / 1000
    except TimeoutError:
        say(ready_s=float("inf"))
        os._exit(0)  # the page is still busy, and so is everything that would close it


def _memory(devtools: CDPSession) -> float:
    """Megabytes of the page after garbage collection: V8's heap, the embedder's, and typed arrays and the like."""
    devtools.send("HeapProfiler.collectGarbage")
    use = devtools.send("Runtime.getHeapUsage")
    return sum(use.get(name, 0) for name in ("usedSize", "embedderHeapUsedSize", "backingStorageSize")) / 1e6


def _zoomed(page: Page) -> float:
    page.evaluate(RECORD_FRAMES)
    page.mouse.move(640, 400)
    for turn in [-240] * ZOOMS + [240] * ZOOMS:
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(300)
    return _slow(page.evaluate(STOP_FRAMES))


def _slow(frames: list[float]) -> float:
    """95 of 100 frames take no longer, in milliseconds."""
    return sorted(frames)[int(0.95 * (len(frames) - 1))]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
