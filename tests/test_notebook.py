"""The map in notebooks and documents: it shows itself, takes folium's layers, and is a picture where no script runs."""

from __future__ import annotations

import base64
import html
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import folium
import pytest
from folium.plugins import HeatMap
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

import geomap
from geomap.errors import RefusedError
from geomap.page import OfflineMap
from geomap.words import _PAGE
from tests.browser import offered_to_playwright
from tests.exports import processed
from tests.pages import flat_table, opened

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / ".github" / "examples"
SPOT = [51.19, 35.27]
PATIENCE_MS = 60_000  # for a document of some megabytes on a busy machine


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples in a folder of their own that sees the records, as in the repository."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "data").symlink_to(ROOT / "data")
    shutil.copytree(EXAMPLES, folder / ".github" / "examples", ignore=shutil.ignore_patterns("output"))
    (folder / ".github" / "examples" / "output").mkdir()
    return folder / ".github" / "examples"


@pytest.fixture(scope="module")
def executed(desk: Path) -> Path:
    _nbconvert(desk, "notebook", "notebook.ipynb", "--execute", "--output", "executed")
    return desk / "executed.ipynb"


@pytest.fixture(scope="module")
def document(executed: Path) -> Path:
    _nbconvert(executed.parent, "html", executed.name, "--template", "basic")
    page = executed.with_suffix(".html")
    text = f"<!doctype html><html lang=en><meta charset=utf-8><title>Notebook</title>{page.read_text('utf-8')}"
    page.write_text(text, "utf-8")
    return page


def _nbconvert(folder: Path, form: str, *words: str, environment: Mapping[str, str] = MappingProxyType({})) -> None:
    command = [sys.executable, "-m", "nbconvert", "--to", form, *words]
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
    known = {**os.environ, "PYTHONPATH": paths, **environment}
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=known)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def events(tmp_path: Path) -> Callable[..., OfflineMap]:
    table = flat_table(tmp_path / "flat.csv", {"title": "One"}, {"title": "Two", "lat": "51.3"})
    return lambda **options: geomap.draw(processed(table), **options)


def test_the_map_of_an_executed_notebook_is_a_page_and_a_picture(executed: Path) -> None:
    notebook = json.loads(executed.read_text("utf-8"))
    shown = [output["data"] for cell in notebook["cells"] for output in cell.get("outputs", []) if "data" in output]
    (page,) = [data for data in shown if "srcdoc" in "".join(data.get("text/html", ""))]
    (still,) = re.findall(r'<img src="data:image/svg\+xml;base64,([^"]+)" alt="([^"]+)"', "".join(page["text/html"]))
    assert b"OpenStreetMap contributors" in base64.b64decode(still[0]) and "178 events" in still[1]
    assert base64.b64decode("".join(page["image/png"])).startswith(b"\x89PNG")
    assert "178 events" in "".join(page["text/plain"])
    assert any("image/svg+xml" in data for data in shown)


def test_the_notebook_as_html_shows_the_map_and_the_layers_added_to_it(browser: Browser, document: Path) -> None:
    page = browser.new_context(offline=True, viewport={"width": 1300, "height": 900}).new_page()
    page.goto(document.as_uri())
    handle = page.locator("iframe").element_handle()
    frame = handle.content_frame() if handle else None
    assert frame is not None
    frame.wait_for_function("() => window.geomap && geomap.counts().total > 100")
    assert frame.locator(".leaflet-marker-icon").count() == 1
    assert frame.evaluate("geomap.counts().total") == 178
    expect(page.locator(".geomap-still")).to_be_hidden()
    page.context.close()


def test_under_the_style_of_jupyter_the_figure_for_print_stays_out_of_sight(browser: Browser, executed: Path) -> None:
    _nbconvert(executed.parent, "html", executed.name, "--output", "styled")
    page = browser.new_context(offline=True).new_page()
    page.goto((executed.parent / "styled.html").as_uri(), wait_until="domcontentloaded")
    expect(page.locator(".geomap-live")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".geomap-still")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".geomap-still")).to_be_visible()
    expect(page.locator(".geomap-live")).to_be_hidden()
    page.context.close()


def test_the_notebook_as_webpdf_shows_the_figure_in_place_of_the_frame(executed: Path, tmp_path: Path) -> None:
    environment = offered_to_playwright(tmp_path)
    _nbconvert(executed.parent, "webpdf", executed.name, "--disable-chromium-sandbox", environment=environment)
    text = " ".join(page.extract_text() for page in PdfReader(executed.with_suffix(".pdf")).pages)
    told = " ".join(text.split())
    for said in ("Events: 178; reports: 328", _PAGE["legend.cluster_disputed"][0], "km at 51° N", "OpenStreetMap"):
        assert said in told
    assert "Events: 11; reports: 28" in told  # the figure of the next cell


def test_where_a_viewer_forbids_scripts_the_notebook_shows_a_still_picture_and_the_table(
    browser: Browser, document: Path
) -> None:
    forbidding = document.with_name("forbidding.html")
    text = document.read_text("utf-8")
    assert "allow-scripts " in text
    forbidding.write_text(text.replace("allow-scripts ", ""), "utf-8")
    page = browser.new_context(offline=True).new_page()
    page.goto(forbidding.as_uri())
    page.locator("iframe").first.scroll_into_view_if_needed()
    inside = page.frame_locator("iframe")
    expect(inside.locator("#geomap-fallback svg")).to_be_visible(timeout=PATIENCE_MS)
    expect(inside.locator("#geomap-fallback tbody tr")).to_have_count(178, timeout=PATIENCE_MS)
    page.context.close()


def test_folium_layers_without_a_network_are_drawn(
    browser: Browser, tmp_path: Path, events: Callable[..., OfflineMap]
) -> None:
    page = events()
    group = folium.FeatureGroup(name="Mine").add_to(page)
    folium.Marker(SPOT, tooltip=folium.Tooltip("Here")).add_to(group)
    folium.CircleMarker(SPOT, radius=20, color="#123456").add_to(group)
    folium.GeoJson(
        {"type": "LineString", "coordinates": [[35.2, 51.1], [35.4, 51.3]]},
        style_function=lambda _: {"color": "#654321"},
    ).add_to(page)
    (tmp_path / "layers.html").write_text(page.get_root().render(), "utf-8")
    with opened(browser, tmp_path / "layers.html") as found:
        icon = found.page.locator("img.leaflet-marker-icon")
        assert icon.evaluate("image => image.complete && image.naturalWidth") == 25
        icon.evaluate("image => image.dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
        expect(found.page.locator(".leaflet-tooltip")).to_contain_text("Here")
        for colour in ("#123456", "#654321"):
            assert found.page.locator(f'path[stroke="{colour}"]').count() == 1
        assert found.counts["total"] == 2


@pytest.mark.parametrize(
    ("layer", "directive", "address"),
    [
        (lambda: HeatMap([SPOT]), "script-src", "https://cdn.jsdelivr.net"),
        (
            lambda: folium.TileLayer("https://{s}.example.org/{z}/{x}/{y}.png", attr="x"),
            "img-src",
            "https://*.example.org",
        ),
    ],
    ids=["script", "tiles"],
)
def test_a_layer_that_needs_a_server_is_refused_unless_allowed(
    events: Callable[..., OfflineMap], layer: Callable[[], folium.map.Layer], directive: str, address: str
) -> None:
    page = events()
    layer().add_to(page)
    with pytest.raises(RefusedError, match=r"Fix: leave the layer out, or draw\(\.\.\., allow_external=True\)\."):
        page.get_root().render()
    allowed = events(allow_external=True)
    layer().add_to(allowed)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', allowed.get_root().render())
    assert policy
    parts = [part.strip() for part in html.unescape(policy[1]).split(";")]
    assert any(part.startswith(directive) and address in part for part in parts)


def test_a_popup_is_refused_with_what_to_use_instead(events: Callable[..., OfflineMap]) -> None:
    page = events()
    folium.Marker(SPOT, popup="text").add_to(page)
    with pytest.raises(RefusedError, match=r"needs jQuery.*Use folium\.Tooltip"):
        page.get_root().render()


def test_where_matplotlib_is_missing_the_map_still_shows_itself(tmp_path: Path) -> None:
    table = flat_table(tmp_path / "flat.csv", {})
    code = (
        "import sys; sys.modules['matplotlib'] = None; import geomap;"
        "d = geomap.relate(geomap.locate(geomap.load(sys.argv[1])));"
        "print(sorted(geomap.draw(d)._repr_mimebundle_()))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(table)], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "['text/html', 'text/plain']", done.stderr


def test_the_example_report_runs_and_finds_its_figure_and_table(desk: Path) -> None:
    source = (desk / "report.qmd").read_text("utf-8")
    code = "\n".join(re.findall(r"^```\{python\}\n(.*?)^```$", source, re.MULTILINE | re.DOTALL))
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=desk,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "| ----: | ---" in done.stdout
    (name,) = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", source)
    kinds = re.findall(r"default-image-extension: (\w+)", source)
    begins = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}
    assert sorted(kinds) == sorted(begins)
    for kind in kinds:
        assert (desk / f"{name}.{kind}").read_bytes().startswith(begins[kind])
