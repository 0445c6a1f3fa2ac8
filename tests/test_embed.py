"""The map inside other pages: in real hosts, with and without a strict policy, at three widths."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import geomap
from geomap.embed import SANDBOX, needed_policy, opened_at, parse_view, read_page, snippet, srcdoc_snippet
from geomap.errors import LoadError, RefusedError
from tests.hosts import STRICT, Hosted, hosted
from tests.pages import built

ROOT = Path(__file__).resolve().parent.parent
EVENTS = [
    {"event_id": f"e-{n}", "title": f"Event <b>{n}</b> & more", "lat": str(51 + n / 50), "date": f"2024-03-{n:02}"}
    for n in range(1, 13)
]
TITLE = 'title = "A \\"map\\" & <more>"\nborder = ["RU", "UA"]\n'


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("embedded"), *EVENTS, toml=TITLE)


class _Frames(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.found.append(dict(attrs))


def ready(frame: object) -> None:
    frame.wait_for_function("() => window.geomap && geomap.counts().total > 0")  # type: ignore[attr-defined]


def test_the_snippet_is_one_titled_lazy_sandboxed_frame(page_file: Path) -> None:
    (frame,) = _Frames(snippet(read_page(page_file), src="a b.html?x=1&y=2")).found
    assert frame["title"] == 'A "map" & <more>'
    assert (frame["loading"], frame["sandbox"], frame["src"]) == ("lazy", SANDBOX, "a b.html?x=1&y=2")
    assert "allow-same-origin" not in SANDBOX
    assert {"allow-scripts", "allow-downloads", "allow-popups"} <= set(SANDBOX.split())


def test_srcdoc_carries_the_page_letter_for_letter(page_file: Path) -> None:
    (frame,) = _Frames(srcdoc_snippet(read_page(page_file))).found
    assert frame["srcdoc"] == page_file.read_text("utf-8")


@pytest.mark.parametrize("width", [320, 768, 1440])
@pytest.mark.parametrize("form", ["src", "srcdoc"])
def test_the_map_runs_in_a_host_page_and_fits_its_width(
    browser: Browser, page_file: Path, form: str, width: int
) -> None:
    page = read_page(page_file)
    text = snippet(page, src=page_file.name) if form == "src" else srcdoc_snippet(page)
    with hosted(browser, page_file.parent, text, viewport={"width": width, "height": 800}) as host:
        ready(host.frame)
        assert host.frame.evaluate("geomap.counts().shown") == len(EVENTS)
        box = host.page.locator("iframe").bounding_box()
        assert box is not None
        assert box["width"] <= width
        assert 400 < box["height"] <= 0.9 * 800 + 1
        assert host.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert host.frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert host.errors == []


@pytest.mark.parametrize("form", ["src", "srcdoc"])
def test_the_frame_opens_at_the_event_and_view_asked_for(browser: Browser, page_file: Path, form: str) -> None:
    page = read_page(page_file)
    state = {"event": "e-7", "view": {"lat": 51.1, "lon": 35.3, "zoom": 9}}
    text = snippet(page, src=page_file.name, state=state) if form == "src" else srcdoc_snippet(page, state=state)
    with hosted(browser, page_file.parent, text) as host:
        expect(host.frame.locator(".gm-card-body h2")).to_contain_text("Event <b>7</b> & more")
        host.frame.wait_for_function("() => geomap.state && geomap.state.event === 'e-7'")
        assert host.frame.evaluate("geomap.state.view.zoom") == 9
        assert host.errors == []


def test_a_strict_host_that_allows_the_printed_hashes_runs_the_map_in_srcdoc(browser: Browser, page_file: Path) -> None:
    page, state = read_page(page_file), {"event": "e-3"}
    allowed = needed_policy(opened_at(page.html, state)).replace("\n", " ")
    policy = f"{STRICT}; {allowed}"
    assert "unsafe" not in policy
    with hosted(browser, page_file.parent, srcdoc_snippet(page, state=state), policy=policy) as host:
        ready(host.frame)
        host.frame.wait_for_function("() => geomap.state && geomap.state.event === 'e-3'")
        assert host.frame.evaluate("getComputedStyle(document.querySelector('.gm')).display") != "block"


def test_a_strict_host_with_a_file_of_its_own_needs_no_hash(browser: Browser, page_file: Path) -> None:
    with hosted(browser, page_file.parent, snippet(read_page(page_file), src=page_file.name), policy=STRICT) as host:
        ready(host.frame)
        assert host.frame.evaluate("geomap.counts().shown") == len(EVENTS)
        box = host.page.locator("iframe").bounding_box()
        assert box is not None
        assert 640 <= box["height"] <= 644  # the policy forbids the style; the attribute holds


def test_where_the_policy_blocks_the_script_the_plain_table_is_shown(browser: Browser, page_file: Path) -> None:
    with hosted(browser, page_file.parent, srcdoc_snippet(read_page(page_file)), policy=STRICT) as host:
        rows = host.frame.locator("#geomap-fallback tbody tr")
        expect(rows).to_have_count(len(EVENTS))
        assert rows.first.is_visible()
        assert "Event <b>1</b> & more" in rows.first.inner_text()


@pytest.mark.parametrize("form", ["src", "srcdoc"])
def test_the_wheel_over_the_map_scrolls_the_host_unless_ctrl_is_held(
    browser: Browser, page_file: Path, form: str
) -> None:
    page = read_page(page_file)
    text = snippet(page, src=page_file.name) if form == "src" else srcdoc_snippet(page)
    with hosted(browser, page_file.parent, text) as host:
        ready(host.frame)
        zoom = host.frame.evaluate("geomap.state.view.zoom")
        box = host.frame.locator(".leaflet-container").bounding_box()
        assert box is not None
        host.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
        before = host.page.evaluate("scrollY")
        host.page.mouse.wheel(0, 300)
        host.page.wait_for_function(f"() => scrollY > {before + 100}")
        assert host.frame.evaluate("geomap.state.view.zoom") == zoom
        host.page.keyboard.down("Control")
        host.page.mouse.wheel(0, -300)
        host.frame.wait_for_function(f"() => geomap.state.view.zoom > {zoom}")
        host.page.keyboard.up("Control")


@pytest.fixture(params=["src", "srcdoc"])
def phone(request: pytest.FixtureRequest, browser: Browser, page_file: Path) -> Iterator[Hosted]:
    """A host page on a screen that is touched."""
    page = read_page(page_file)
    text = snippet(page, src=page_file.name) if request.param == "src" else srcdoc_snippet(page)
    with hosted(browser, page_file.parent, text, viewport={"width": 390, "height": 800}, has_touch=True) as host:
        ready(host.frame)
        yield host


def test_one_finger_on_the_map_scrolls_the_host(phone: Hosted) -> None:
    view, scrolled = phone.frame.evaluate("geomap.state.view"), phone.page.evaluate("scrollY")
    x, y = _middle(phone)
    _swipe(phone.page, [(x, y)], (0, -120))
    phone.page.wait_for_function(f"() => scrollY > {scrolled + 60}")
    assert phone.frame.evaluate("geomap.state.view") == view
    assert phone.frame.locator(".gm-hint").inner_text() == "Move the map with two fingers"


def test_two_fingers_on_the_map_move_it_and_not_the_host(phone: Hosted) -> None:
    lat, scrolled = phone.frame.evaluate("geomap.state.view.lat"), phone.page.evaluate("scrollY")
    x, y = _middle(phone)
    _swipe(phone.page, [(x - 40, y), (x + 40, y)], (0, -120))
    phone.frame.wait_for_function(f"() => Math.abs(geomap.state.view.lat - {lat}) > 0.01")
    assert phone.page.evaluate("scrollY") == scrolled


def _middle(host: Hosted) -> tuple[float, float]:
    """Of the map, in pixels of the host's screen."""
    box = host.frame.locator(".leaflet-container").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _swipe(page: Page, fingers: list[tuple[float, float]], by: tuple[float, float], steps: int = 8) -> None:
    """Fingers that come down, move together and leave, as the browser gets them from a screen."""
    session = page.context.new_cdp_session(page)

    def touch(kind: str, part: float) -> None:
        points = [{"x": x + by[0] * part, "y": y + by[1] * part, "id": at} for at, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [] if kind == "touchEnd" else points})

    touch("touchStart", 0)
    for step in range(1, steps + 1):
        touch("touchMove", step / steps)
    touch("touchEnd", 1)
    session.detach()


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "geomap", "embed", *words], capture_output=True, text=True, cwd=ROOT)


def test_the_command_prints_the_snippet_and_nothing_else(page_file: Path) -> None:
    done = run(str(page_file), "--event", "e-2", "--view", "51,35.5,8", "--src", "https://example.org/map.html")
    assert (done.returncode, done.stderr) == (0, "")
    (frame,) = _Frames(done.stdout).found
    assert frame["src"] == "https://example.org/map.html#event=e-2&view=51,35.5,8"


def test_with_srcdoc_the_command_says_what_a_strict_host_must_allow(page_file: Path) -> None:
    done = run(str(page_file), "--srcdoc", "--event", "e-2")
    (frame,) = _Frames(done.stdout).found
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', frame["srcdoc"] or "")
    assert policy
    hashes = re.findall(r"'sha256-[^']+'", html.unescape(policy[1]))
    assert len(hashes) >= 4
    assert all(found in done.stderr for found in hashes)
    assert done.stderr.startswith("A host with a strict policy must allow:\nscript-src 'sha256-")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--event", "e-77"), "--event 'e-77' is not in the map. Fix: Did you mean e-7?"),
        (("--view", "51,35"), "--view '51,35' is not three numbers. Fix: give LAT,LON,ZOOM."),
        (("--view", "99,35,8"), "--view '99,35,8' is nowhere."),
    ],
)
def test_what_cannot_be_opened_is_refused(page_file: Path, words: tuple[str, str], expected: str) -> None:
    done = run(str(page_file), *words)
    assert done.returncode == 2
    assert expected in done.stderr
    assert done.stdout == ""


def test_other_files_are_no_maps(tmp_path: Path) -> None:
    (tmp_path / "other.html").write_text("<p>no map</p>", "utf-8")
    with pytest.raises(LoadError, match=r"other\.html: is no map of geomap, it holds no data of geomap\. Fix: "):
        read_page(tmp_path / "other.html")
    with pytest.raises(LoadError, match="build it first"):
        read_page(tmp_path / "missing.html")


def test_a_view_is_read_as_the_page_writes_it() -> None:
    assert parse_view("50.5,-35.25,9") == {"lat": 50.5, "lon": -35.25, "zoom": 9}
    with pytest.raises(RefusedError):
        parse_view("nan,1,2")


def test_the_first_map_of_a_site_of_its_own_is_framed_from_there(tmp_path: Path) -> None:
    page = built(tmp_path, EVENTS[0], toml='url = "https://example.org/maps/border.html"\n')
    assert geomap.__version__
    assert 'src="https://example.org/maps/border.html"' in run(str(page)).stdout
