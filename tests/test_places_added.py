"""Added gazetteers: used by many at once, replaced, removed and damaged, and always whole."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from geomap.decode import page_data, records
from geomap.errors import GazetteerError
from geomap.page import draw
from geomap.pipeline import load, process
from geomap.places import index
from geomap.places.added import SUFFIX, AddedGazetteers, add, added, gazetteers_folder
from geomap.places.names import sound_keys
from geomap.places.references import page_of

PLACES = 3_000
KEYS = sound_keys("Zzyzxovka")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache without any gazetteer."""
    monkeypatch.setenv("GEOMAP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A gazetteer with one known name and many others, every one in its own place."""
    rows = [f"{number},Name{number},RU,50.{number:04},36.1" for number in range(1, PLACES)]
    path = tmp_path / "villages.csv"
    path.write_text("\n".join(["id,name,country,lat,lon", "0,Zzyzxovka,RU,50.5,36.5", *rows, ""]), encoding="utf-8")
    return path


ADDING = """
import sys
from pathlib import Path
from geomap.places.added import add
for _ in range(5):
    print(add(Path(sys.argv[1])).places)
"""
READING = """
import sys
from contextlib import closing
from geomap.places.added import AddedGazetteers
from geomap.places.names import sound_keys
for _ in range(300):
    with closing(AddedGazetteers()) as gazetteers:
        print(len(gazetteers.find_keys(sound_keys("Zzyzxovka"))), len(gazetteers.notices))
"""


def test_h2_processes_that_add_and_read_one_gazetteer_at_once_see_it_whole(table: Path) -> None:
    add(table)
    scripts = (ADDING, ADDING, READING)
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(table)], stdout=subprocess.PIPE, text=True)
        for script in scripts
    ]
    printed = [process.communicate(timeout=300)[0].splitlines() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert printed == [[str(PLACES)] * 5, [str(PLACES)] * 5, ["1 0"] * 300]
    assert [path.name for path in gazetteers_folder().iterdir()] == [f"villages{SUFFIX}"]


def test_h3_threads_have_connections_of_their_own(table: Path) -> None:
    add(table)
    with closing(AddedGazetteers()) as gazetteers, ThreadPoolExecutor(8) as threads:
        found = threads.map(lambda _: gazetteers.find_keys(KEYS), range(200))
        assert {tuple(place.ref for place in places) for places in found} == {("villages:0",)}
        assert gazetteers.notices == []


ADDING_MANY = """
import re, sys
from pathlib import Path
from geomap.places.added import add
from geomap.places.gazetteer import regions_at
regions_at([50.0], [36.0])
made = add(Path(sys.argv[1]))
print(made.places, re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="peak memory of a process alone is told by Linux only")
def test_memory_does_not_grow_with_the_number_of_places(tmp_path: Path) -> None:
    peaks = []
    for count in (60_000, 180_000):
        path = tmp_path / "XX.txt"
        with path.open("w", encoding="utf-8") as file:
            end = "\t50.1\t36.1\tP\tPPL\tRU\t\t09\t\t\t\t0\t\t1\tx\t2024-01-01\n"
            file.writelines(f"{at}\tVillage {at}\tVillage {at}\tHamlet {at},Selo {at}{end}" for at in range(count))
        words = [sys.executable, "-c", ADDING_MANY, str(path)]
        places, peak = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()
        assert int(places) == count
        peaks.append(int(peak) / 1024)
    assert peaks[1] < peaks[0] + 40
    assert peaks[1] < 400


def _in_child(gazetteers: AddedGazetteers, pipe: Connection) -> None:
    pipe.send([place.ref for place in gazetteers.find_keys(KEYS)])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_h3_a_forked_child_opens_its_own(table: Path) -> None:
    add(table)
    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()
    with closing(AddedGazetteers()) as gazetteers:
        here = [place.ref for place in gazetteers.find_keys(KEYS)]
        child = context.Process(target=_in_child, args=(gazetteers, theirs))
        child.start()
        assert mine.recv() == here == ["villages:0"]
        child.join()
        assert [place.ref for place in gazetteers.find_keys(KEYS)] == here
    mine.close()
    theirs.close()


def test_g3_an_adding_that_was_killed_leaves_a_file_that_the_next_one_takes_away(table: Path, own_cache: Path) -> None:
    left = own_cache / "gazetteers" / f".villages{SUFFIX}.1-ab.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    add(table)
    assert [one.places for one in added()] == [PLACES]
    assert not left.exists()


def test_g7_an_index_of_another_version_is_left_out_and_said_until_it_is_added_again(table: Path) -> None:
    path = add(table).path
    path.rename(path.with_name(f"villages.{index.FORMAT + 1}.sqlite"))
    with closing(AddedGazetteers()) as gazetteers:
        assert gazetteers.find_keys(KEYS) == []
        (notice,) = gazetteers.notices
    assert "'villages' was indexed by another version" in notice.message
    assert "geomap gazetteer add" in notice.fix
    add(table)
    with closing(AddedGazetteers()) as gazetteers:
        assert len(gazetteers.find_keys(KEYS)) == 1
        assert gazetteers.notices == []


def test_a_gazetteer_that_was_added_anew_answers_anew(table: Path) -> None:
    add(table)
    table.write_text("id,name,country,lat,lon\n7,Zzyzxovka,RU,51.5,36.5\n", encoding="utf-8")
    add(table)
    with closing(AddedGazetteers()) as gazetteers:
        assert [(place.ref, place.lat) for place in gazetteers.find_keys(KEYS)] == [("villages:7", 51.5)]


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("geonames:486816", "https://www.geonames.org/486816"),
        ("nominatim:node/42", "https://www.openstreetmap.org/node/42"),
        ("photon:way/7", "https://www.openstreetmap.org/way/7"),
        ("photon:../evil", "photon:../evil"),
        ("geonames:", "geonames:"),
        ("villages:0", "villages:0"),
        ("https://a.example/x", "https://a.example/x"),
        ("", ""),
    ],
)
def test_an_entry_of_a_public_gazetteer_has_a_page(source: str, page: str) -> None:
    assert page_of(source) == page


def test_the_card_links_the_entry_that_a_position_comes_from() -> None:
    """Kyiv of the first data set is a signed answer of the gazetteer."""
    dataset = process(load(Path(__file__).parent.parent / "data"))
    assert "geonames:703448" in set(dataset.events["location_source"])
    page = page_data(draw(dataset).get_root().render())
    sources = {record.get("method_source") for record in records(page["texts"])}
    assert "https://www.geonames.org/703448" in sources
    assert not any(source.startswith("geonames:") for source in sources if source)


GEONAMES = "1\tZzyzxovka\t\t\t50\t36\tP\tPPL\tRU\t\t09\t\t\t\t{}\t\t1\tx\t2024-01-01\n"
FEATURES = '{{"type": "FeatureCollection", "features": [{}]}}'
FEATURE = '{{"type": "Feature", "properties": {}, "geometry": {{"type": "{}", "coordinates": {}}}}}'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("huge.csv", 'name,lat,lon\n"' + "x" * 200_000 + '",50,36\n', "field larger than field limit"),
        ("deep.json", FEATURES.format(FEATURE.format('{"name": "x"}', "Point", "[" * 100_000)), "cannot be read"),
        ("cut.geojson", FEATURES.format(FEATURE.format('{"name": "x"}', "Point", "[1, 2]"))[:-40], "not the JSON"),
        ("area.geojson", FEATURES.format(FEATURE.format('{"name": "x"}', "Polygon", "[[[1, 2]]]")), "for lat, lon"),
        ("short.geojson", FEATURES.format(FEATURE.format('{"name": "x"}', "Point", "[1]")), "for lat, lon"),
        ("list.geojson", FEATURES.format(FEATURE.format('["x"]', "Point", "[1, 2]")), "no column for name"),
        ("empty.csv", "", "no column for name"),
        ("short.txt", GEONAMES.format(0) + "2\tx\n", "line 2 has 2 columns"),
        ("utf16.txt", GEONAMES.format(0).encode("utf-16"), "add a UTF-8 file"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason_and_leaves_nothing(
    name: str, text: str | bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(GazetteerError, match=message):
        add(path)
    assert list(gazetteers_folder().iterdir()) == []


def test_an_encrypted_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "XX.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("XX.txt", GEONAMES.format(0))
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    with pytest.raises(GazetteerError, match="is encrypted"):
        add(path)


@pytest.mark.parametrize(("count", "read"), [("12", 12), ("", 0), ("²", 0), ("1e5", 0), ("9" * 40, 10**11)])
def test_a_number_of_inhabitants_that_is_none_costs_no_place(count: str, read: int, tmp_path: Path) -> None:
    (tmp_path / "XX.txt").write_text(GEONAMES.format(count), encoding="utf-8")
    (tmp_path / "YY.csv").write_text(f"name,lat,lon,population\nZzyzxovka,51,36,{count}\n", encoding="utf-8")
    add(tmp_path / "XX.txt")
    add(tmp_path / "YY.csv")
    with closing(AddedGazetteers()) as gazetteers:
        assert [place.population for place in gazetteers.find_keys(KEYS)] == [read, read]


def test_features_that_are_no_named_points_are_left_out(tmp_path: Path) -> None:
    features = [
        FEATURE.format('{"name": "x"}', "Polygon", "[[[1, 2]]]"),
        FEATURE.format("null", "Point", "[1, 2]"),
        FEATURE.format('{"name": "Zzyzxovka"}', "Point", "[36.5, 50.5, 120]"),
    ]
    (tmp_path / "mixed.geojson").write_text(FEATURES.format(", ".join(features)), encoding="utf-8")
    made = add(tmp_path / "mixed.geojson")
    assert (made.places, made.left_out.rows, made.left_out.first) == (1, 2, 1)
    with closing(AddedGazetteers()) as gazetteers:
        assert [(place.lat, place.lon) for place in gazetteers.find_keys(KEYS)] == [(50.5, 36.5)]
