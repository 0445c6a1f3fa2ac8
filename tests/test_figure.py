"""The figure for print: the right signs in the right places, text that stays text, the same bytes each time."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import shapely
from matplotlib.image import imread

from geomap.dataset import Dataset
from geomap.errors import OutputError, RefusedError
from geomap.export import Filters, chosen, export
from geomap.export.entries import listing
from geomap.figure.compose import _Composition, _section
from geomap.figure.marks import SINGLY, Events, gathered, letters, marks
from geomap.figure.outline import outline
from geomap.figure.room import Room
from geomap.figure.sheet import Sheet, own_settings, width_of, wrapped
from geomap.figure.signs import GLYPHS, SHAPES, draw_sign, type_key
from geomap.figure.view import View, bounds_of
from geomap.records import EVENT_TYPES, STATUSES
from geomap.shapes import GEOD
from geomap.words import _OWN, _PAGE
from tests.exports import DATA, folder_of, processed
from tests.pages import flat_table

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "geomap" / "web" / "src"
TWO_DAYS = Filters(since="2024-03-14", until="2024-03-15")
SVG = "{http://www.w3.org/2000/svg}"
LANGUAGES = ("en", "uk", "ru")
CAPTURES = Filters(where=("event_type=capture",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("figures")


@pytest.fixture(scope="module")
def two_days(folder: Path) -> Path:
    return export(folder / "two.svg", DATA, filters=TWO_DAYS).paths[0]


def texts(svg: Path) -> list[str]:
    return [element.text or "" for element in ET.parse(svg).iter(f"{SVG}text")]


def many(count: int) -> Events:
    """Events about one town, some of them on the same spot."""
    random = np.random.default_rng(7)
    lonlat = np.column_stack([35 + random.normal(0, 0.3, count), 51 + random.normal(0, 0.2, count)]).round(1)
    kinds = [EVENT_TYPES[number % len(EVENT_TYPES)].name for number in range(count)]
    filled = ([""] * count, kinds, ["one_side"] * count, ["settlement"] * count, [""] * count, [""] * count)
    return Events(list(range(1, count + 1)), shapely.points(lonlat), *filled)


def placed(events: Events) -> tuple[View, list[object]]:
    view = View(_section(events, None), (0, 0, 120, 110))
    return view, list(marks(view, events, Room(view.frame)))


def test_every_event_stands_in_the_list_with_the_number_of_the_table(two_days: Path, folder: Path) -> None:
    found = texts(two_days)
    table = export(folder / "two.md", DATA, filters=TWO_DAYS).paths[0].read_text("utf-8")
    numbers = re.findall(r"^\| (\d+) \|", table, re.MULTILINE)
    assert len(numbers) > 40
    assert set(numbers) <= set(found)
    loaded = processed(DATA)
    entries = listing(chosen(loaded, loaded, TWO_DAYS), "en").entries
    at = next(number for number, text in enumerate(found) if text.startswith(f"{entries[0].date}. "))
    assert found[at - 1] == "1"
    assert entries[0].title.split()[0] in found[at]


def test_the_figure_says_what_it_rests_on(two_days: Path) -> None:
    text = " ".join(texts(two_days))
    for said in ("OpenStreetMap contributors", "Data as of 2024-04-11", "Nothing here was verified", "km at 51° N"):
        assert said in text


@pytest.mark.parametrize("ending", ["svg", "pdf", "png"])
def test_the_same_input_gives_the_same_bytes_in_another_process(folder: Path, ending: str) -> None:
    made = []
    for seed in ("1", "2"):
        path = folder / seed / f"same.{ending}"
        words = [sys.executable, "-m", "geomap", "export", str(path), str(DATA), "--from", "2024-03-20", "--dpi", "80"]
        subprocess.run(words, check=True, cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed})
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert b"CreationDate" not in made[0] and b"Software" not in made[0]


@pytest.mark.parametrize(("language", "word"), [("en", "Shelling"), ("uk", "Обстріл"), ("ru", "Обстрел")])
def test_the_words_are_in_the_language_asked_for_and_stay_text(folder: Path, language: str, word: str) -> None:
    path = export(folder / f"{language}.svg", DATA, filters=TWO_DAYS, language=language).paths[0]
    assert word in texts(path)


def test_a_pdf_holds_its_text_and_its_fonts_as_truetype(folder: Path) -> None:
    data = export(folder / "fonts.pdf", DATA, filters=TWO_DAYS, language="uk").paths[0].read_bytes()
    assert b"/CIDFontType2" in data and b"DejaVuSans" in data
    assert b"/Type3" not in data


def test_size_and_resolution_are_those_asked_for(folder: Path) -> None:
    path = export(folder / "sized.png", DATA, filters=TWO_DAYS, size="200x310", dpi=100).paths[0]
    high, wide, _ = imread(io.BytesIO(path.read_bytes())).shape
    assert (wide, high) == pytest.approx((200 / 25.4 * 100, 310 / 25.4 * 100), abs=1)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"size": "79"}, "--size '79' is no size for a figure. Fix: Give millimetres, as in 180 or 180x240, from 80"),
        ({"size": "big"}, "--size 'big' is no size for a figure. Fix: Give millimetres"),
        ({"size": "180x90"}, "--size leaves the map too little room"),
        ({"dpi": 0}, "--dpi 0 does not fit. Fix: give 50 to"),
        ({"dpi": 20_000}, "--dpi 20000 does not fit. Fix: give 50 to"),
    ],
)
def test_a_size_that_cannot_be_is_refused_with_one_that_can(
    folder: Path, options: dict[str, object], expected: str
) -> None:
    with pytest.raises(RefusedError, match=re.escape(expected)):
        export(folder / "refused.png", DATA, **options)  # type: ignore[arg-type]
    assert not (folder / "refused.png").exists()


def test_a_size_for_a_table_is_refused(folder: Path) -> None:
    with pytest.raises(RefusedError, match=r"--size and --dpi are for \.svg, \.pdf, \.png"):
        export(folder / "table.csv", DATA, size="180")


def test_without_matplotlib_the_message_names_the_extra(folder: Path) -> None:
    code = "import sys; sys.modules['matplotlib'] = None; from geomap.export import export; export(*sys.argv[1:])"
    words = [sys.executable, "-c", code, str(folder / "none.svg"), str(DATA)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    assert "pip install 'geomap[report]'" in done.stderr


@pytest.mark.parametrize("count", [1, 20, SINGLY])
def test_up_to_sixty_events_have_a_sign_each_and_none_lies_on_another(count: int) -> None:
    events = many(count)
    view, found = placed(events)
    shown = [mark for mark in found if not mark.is_pile]  # type: ignore[attr-defined]
    assert len(shown) == len(found) == int(view.inside(view.points(shapely.get_coordinates(events.shapes))).sum())
    at = np.array([mark.at for mark in shown])  # type: ignore[attr-defined]
    across, down = abs(at[:, None] - at).transpose(2, 0, 1)
    assert ((across > 3.2) | (down > 3.2) | np.eye(len(at), dtype=bool)).all()


def test_more_than_sixty_events_are_gathered_and_none_is_lost() -> None:
    events = many(3000)
    view, found = placed(events)
    rows = sorted(row for mark in found for row in mark.rows)  # type: ignore[attr-defined]
    inside = view.inside(view.points(shapely.get_coordinates(events.shapes)))
    assert rows == np.flatnonzero(inside).tolist()
    assert inside.mean() > 0.9
    assert [mark.tag for mark in found][:3] == ["A", "B", "C"]  # type: ignore[attr-defined]
    at, reach = np.array([mark.at for mark in found]), np.array([mark.radius for mark in found])  # type: ignore[attr-defined]
    apart = np.hypot(*(at[:, None] - at).transpose(2, 0, 1)) - reach[:, None] - reach
    assert (apart + 100 * np.eye(len(at)) > 0).all()


@pytest.fixture(scope="module")
def first_map() -> Dataset:
    return processed(DATA)


@pytest.mark.parametrize(
    ("width", "filters", "language"),
    [
        pytest.param(80, Filters(), "uk", id="narrow, gathered"),
        pytest.param(80, TWO_DAYS, "en", id="narrow, dense"),
        pytest.param(160, Filters(), "ru", id="gathered"),
        pytest.param(160, TWO_DAYS, "uk", id="dense"),
        pytest.param(160, CAPTURES, "ru", id="sparse"),
        pytest.param(300, TWO_DAYS, "en", id="broad"),
    ],
)
def test_no_text_lies_on_another_or_over_the_edge(
    first_map: Dataset, width: float, filters: Filters, language: str
) -> None:
    content = chosen(first_map, first_map, filters)
    with own_settings():
        sheet = Sheet(width)
        figure = _Composition(sheet, content, listing(content, language, claims=False), first_map.border)
        height = figure.draw(None, None)
        sheet.saved("png", height, dpi=72, title="")
        boxes = np.array([text.get_window_extent().extents for text in sheet._axes.texts if text.get_text().strip()])
    left, top, right, bottom = boxes.T / sheet._figure.dpi * 25.4
    assert left.min() > 0 and top.min() > 0 and right.max() < width and bottom.max() < height
    across = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)
    down = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    over = (across > 0.1) & (down > 0.4) & ~np.eye(len(boxes), dtype=bool)  # the boxes have room for accents and tails
    assert not over.any(), [sheet._axes.texts[at].get_text() for at in np.flatnonzero(over.any(axis=0))]


def test_a_gathered_sign_tells_of_disputed_events_as_in_the_page(folder: Path) -> None:
    words = (_PAGE["legend.cluster_disputed"][0], "#9a2413")
    disputed = export(folder / "piles.svg", DATA).paths[0]
    calm = export(folder / "calm.svg", DATA, filters=Filters(where=("status=one_side",))).paths[0]
    assert [word in disputed.read_text("utf-8") for word in words] == [True, True]
    assert [word in calm.read_text("utf-8") for word in words] == [False, False]
    assert "--s-disputed: #9a2413" in (SOURCES / "style" / "theme.css").read_text("utf-8")


def test_a_line_is_measured_as_it_is_drawn_and_hard_blanks_hold() -> None:
    assert width_of("Reported clashes, Область", 6) == pytest.approx(29.5, rel=0.02)
    assert wrapped("one two\u00a03", 6, width_of("one two", 6)) == ["one", "two\u00a03"]


def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


def test_gathering_nothing_gives_nothing() -> None:
    assert gathered({}) == []


def test_the_scale_bar_is_as_long_as_the_geodesic() -> None:
    view = View((34.0, 50.0, 37.0, 52.0), (0, 0, 126, 120))
    kilometres, length, latitude = view.scale_bar(40)
    west = np.array([[35.0, latitude]])
    lon, lat, _ = GEOD.fwd(35.0, latitude, 90, kilometres * 1000)
    (x1, _), (x2, _) = view.points(np.vstack([west, [[lon, lat]]]))
    assert length == pytest.approx(x2 - x1, rel=0.002)
    assert 15 < length <= 40


def test_events_on_both_sides_of_the_antimeridian_are_near_each_other() -> None:
    lonlat = np.array([[179.5, 65.0], [-179.5, 65.2]])
    view = View(bounds_of(lonlat, 0.2), (0, 0, 100, 80))
    points = view.points(lonlat)
    assert view.inside(points).all()
    assert 40 < points[1, 0] - points[0, 0] < 100
    land = view.shapes([shapely.box(-180, 60, -170, 70), shapely.box(170, 60, 180, 70)])
    assert shapely.union_all(shapely.buffer(land, 0.01)).area == pytest.approx(100 * 80, rel=0.01)


def test_record_text_is_never_markup_or_mathematics(folder: Path) -> None:
    title = r"$\frac{1}{0}$ <b>&amp; {{ 7*7 }} 衝突"
    table = flat_table(folder / "hostile.csv", {"title": title})
    result = export(folder / "hostile.svg", table, border="RU-UA")
    assert any(r"$\frac{1}{0}$ <b>&amp; {{ 7*7 }} 衝突" in text for text in texts(result.paths[0]))
    assert [str(problem) for problem in result.problems if problem.rule == "figure.letters"] == [
        "figure, value 'Reported events': the figure's font has no shape for 2 of the letters used: 突 衝. "
        "Fix: Leave them out, or export .svg, where the reader's own fonts stand in."
    ]


@pytest.mark.parametrize("row", [{"lat": "", "lon": "", "place": "Nowhere at all"}, {"lat": "-89.9", "lon": "180"}])
def test_events_that_are_nowhere_or_at_the_edge_of_the_world_make_a_figure(folder: Path, row: dict[str, str]) -> None:
    table = flat_table(folder / "edge.csv", row)
    assert len(export(folder / "edge.svg", table).paths[0].read_bytes()) > 3_000


def test_signs_are_the_pages_own() -> None:
    source = (SOURCES / "symbols.js").read_text("utf-8")
    for data in (*GLYPHS.values(), *(part for s in SHAPES.values() for part in (s.whole, s.half, s.hatch, s.outer))):
        assert f'"{data}"' in source
    assert set(GLYPHS) == {value.name for value in EVENT_TYPES}


def test_words_that_the_page_has_too_are_the_same_there() -> None:
    for place, language in enumerate(LANGUAGES):
        source = (SOURCES / "lang" / f"{language}.js").read_text("utf-8")
        page = dict(re.findall(r'^\s+"?([\w.]+)"?: "(.*)",$', source, re.MULTILINE))
        assert {key: said[place] for key, said in _PAGE.items()} == {key: page.get(key) for key in _PAGE}
        assert not page.keys() & _OWN.keys()


def test_outlines_of_svg_become_the_same_shapes() -> None:
    pin = outline(SHAPES["pin"].whole).get_extents()
    assert (pin.x0, pin.x1, pin.y1) == pytest.approx((-11, 11, 21), abs=0.02)
    assert outline(SHAPES["pin"].half).get_extents().x1 == pytest.approx(0, abs=0.02)
    assert outline("M1 1h2v2H1z").get_extents().bounds == (1, 1, 2, 2)


def in_grey(draw: Callable[[Sheet], None]) -> np.ndarray:
    """What is drawn on 8 by 8 millimetres, as a printer without colours puts it: 0 is black, 1 is paper."""
    with own_settings():
        sheet = Sheet(8)
        draw(sheet)
        picture = imread(io.BytesIO(sheet.saved("png", 8, dpi=300, title="")))
    return picture[..., :3] @ np.array([0.2126, 0.7152, 0.0722])


def test_in_grey_every_type_and_every_status_looks_different() -> None:
    types = [in_grey(partial(type_key, at=(4, 4), kind=kind.name)) for kind in EVENT_TYPES]
    statuses = [
        in_grey(partial(draw_sign, at=(4, 4), shape="pin", kind="shelling", status=status.name)) for status in STATUSES
    ]
    for pictures in (types, statuses):
        for one, other in combinations(pictures, 2):
            changed = (abs(one - other) > 0.15).sum() / (one < 0.95).sum()
            assert changed > 0.04  # of the sign


def test_a_box_asked_for_is_on_the_map_and_nothing_else_is_told(folder: Path) -> None:
    near = Filters(bbox=(36.4, 50.5, 36.8, 50.7))
    result = export(folder / "box.svg", DATA, filters=near)
    text = " ".join(texts(result.paths[0]))
    kilometres = re.search(r"(\d+) km at 51° N", text)
    assert kilometres and int(kilometres[1]) <= 10
    assert "Belgorod" in text and "Tyotkino" not in text
    assert 0 < result.events < 178


def test_an_empty_data_set_is_still_a_figure(folder: Path) -> None:
    records = folder_of(folder / "none", [])
    assert export(folder / "none.svg", records, border="RU-UA").events == 0


def test_the_output_must_not_be_a_record_file(folder: Path) -> None:
    table = flat_table(folder / "map.csv", {})
    with pytest.raises(OutputError):
        export(table, table)
