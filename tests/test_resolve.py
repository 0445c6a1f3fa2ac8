"""geomap resolve and geomap gazetteer, with real gazetteer files."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
import zipfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomap.cli import cli
from geomap.errors import GazetteerError
from geomap.places.added import SUFFIX, AddedGazetteers, add, added, remove
from geomap.places.answers import Toponym
from geomap.places.batch import ANSWERED, ASKED, resolve_file
from geomap.places.choose import sphere_km
from geomap.places.gazetteer import INDEX_NAME, Gazetteer
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver, resolve_name
from tests.eval.score import main, score, told
from tests.test_cli import run

TIMES_PANDAS = 2.0
CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@pytest.fixture
def own_cache(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache with the towns of the world and no added gazetteer."""
    with Gazetteer(cache) as towns:
        assert towns.is_available
    folder = tmp_path / "cache"
    folder.mkdir()
    os.link(cache / INDEX_NAME, folder / INDEX_NAME)
    monkeypatch.setenv("GEOMAP_CACHE", str(folder))
    return folder


@pytest.fixture
def lebanon(own_cache: Path, shared: Path) -> Path:
    add(shared / "samples" / "gazetteers" / "LB.zip")
    return own_cache


@pytest.mark.parametrize(
    ("name", "country", "admin1", "expected"),
    [
        ("Тёткино", "RU", "", "Tëtkino"),
        ("у Ніжині", "UA", "", "Nizhyn"),
        ("в Белгороде", "RU", "", "Belgorod"),
        ("Lyman, Donetsk", "UA", "", "Lyman"),
        ("Sudza", "RU", "Kursk", "Sudzha"),
        ("Wowtschansk", "UA", "", "Vovchansk"),
        ("смт Краснопілля", "UA", "Сумська обл.", "Krasnopillya"),
        ("Shebkino", "RU", "Belgrod Oblast", "Shebekino"),
        ("Sudzha", "Russia", "", "Sudzha"),
    ],
)
def test_names_are_found_as_the_news_writes_them(name: str, country: str, admin1: str, expected: str) -> None:
    answer = resolve_name(name, country=country, admin1=admin1)
    assert (answer.status, answer.name) == ("found", expected)
    assert 0 < answer.score <= 1
    assert answer.reason.startswith("by ")


@pytest.mark.parametrize(
    "name",
    [
        "Sudzha, Kursk Oblast",
        "Kursk Oblast, Sudzha",
        "Kursk, Sudzha",
        "Sudzha Kursk region",
        "Sudzha in Kursk",
        "Суджа Курская область",
        "Sudzha (Kursk Oblast, Russia)",
        "Kursk region, Russia: Sudzha".replace(": ", ", "),
    ],
)
@pytest.mark.parametrize("country", ["RU", "Россия", ""])
def test_a_region_beside_the_name_is_context_wherever_it_stands(name: str, country: str) -> None:
    answer = resolve_name(name, country=country)
    assert (answer.status, answer.name) == ("found", "Sudzha")


@pytest.mark.parametrize("name", ["Kursk Oblast, Qwrtzpsdf", "Qwrtzpsdf in Kursk", "Kursk region, Lyptsi"])
def test_a_region_is_no_answer_for_an_unknown_place_in_it(name: str) -> None:
    assert resolve_name(name, country="RU").status == "not_found"


def test_two_places_side_by_side_stand_for_the_stretch_between_them() -> None:
    answer = resolve_name("between Belgorod and Razumnoye", country="RU", admin1="Belgorod")
    assert (answer.status, answer.precision) == ("found", "near_settlement")
    assert 50.53 < answer.lat < 50.60
    answer = resolve_name("Belgorod and Kursk", country="RU")
    assert answer.status == "ambiguous"
    assert [candidate.name for candidate in answer.candidates] == ["Belgorod", "Kursk"]


@pytest.mark.parametrize("name", ["Popovka", "Qwrtzpsdf", "Kozinkaville", "", "—"])
def test_a_thin_lead_is_never_an_answer(name: str) -> None:
    assert resolve_name(name, country="UA").status in ("ambiguous", "not_found")


def test_a_slip_counts_only_where_the_region_is_known_or_a_city_is_meant() -> None:
    assert resolve_name("Shebkino", country="RU", admin1="Belgorod").name == "Shebekino"
    assert resolve_name("Shebkino", country="RU").status == "ambiguous"
    assert resolve_name("Belgrod", country="RU").name == "Belgorod"


def test_a_slip_proves_nothing_where_the_region_given_is_not_known() -> None:
    answer = resolve_name("Belgrod", country="RU", admin1="Zyxwania")
    assert (answer.status, answer.candidates[0].name) == ("ambiguous", "Belgorod")
    assert answer.reason == "only a similar name is known, and the region given is not known"


def test_a_region_counts_beside_the_district_that_follows_it() -> None:
    assert resolve_name("Sudzha", country="RU", admin1="Kursk Oblast, Sudzhansky district").score == 1
    assert resolve_name("Sudzha", country="RU", admin1="Belgorod Oblast, Sudzhansky district").status == "not_found"


def test_the_border_area_of_a_region_is_one_without_a_country_too() -> None:
    assert resolve_name("border area of Kursk").source == "RU-KRS"
    assert resolve_name("border area of Sudzha").precision == "near_settlement"


@pytest.mark.parametrize("name", ["Vochvansk", "Vovchanssk", "Vovhcansk", "Вовчанкс", "Вовчаннськ"])
def test_letters_exchanged_or_written_twice_are_mended(name: str) -> None:
    assert resolve_name(name, country="UA", admin1="Харківська область").name == "Vovchansk"


def test_a_town_that_shares_its_name_with_a_country_is_no_country() -> None:
    assert resolve_name("Granada", country="SY").status == "not_found"
    assert resolve_name("Granada", country="ES").precision == "settlement"


def test_a_name_of_another_region_is_not_found_there() -> None:
    answer = resolve_name("Sudzha", country="RU", admin1="Belgorod Oblast")
    assert answer.status == "not_found"
    assert answer.candidates[0].name == "Sudzha"


def test_a_bearing_and_a_distance_move_the_place() -> None:
    answer = resolve_name("5 km north of Sudzha", country="RU", admin1="Kursk")
    assert answer.precision == "near_settlement"
    assert 4.9 < sphere_km((answer.lat, answer.lon), (51.191, 35.271)) < 5.1
    assert answer.lat > 51.2


@pytest.mark.parametrize(
    ("name", "precision", "source"),
    [
        ("Belgorod Oblast", "region", "RU-BEL"),
        ("в Белгородской области", "region", "RU-BEL"),
        ("border area of Kursk Oblast", "border_segment", "RU-KRS"),
        ("приграничье Курской области", "border_segment", "RU-KRS"),
        ("the Kursk border area", "border_segment", "RU-KRS"),
        ("Russia", "country", "RU"),
    ],
)
def test_areas_are_no_towns(name: str, precision: str, source: str) -> None:
    answer = resolve_name(name, country="RU")
    assert (answer.status, answer.precision, answer.source) == ("found", precision, source)


def test_one_name_needs_neither_pandas_nor_shapely_and_is_there_in_twice_the_time_of_pandas() -> None:
    code = (
        "import sys; from geomap.places.resolve import resolve_name; resolve_name('Lyman, Donetsk', country='UA');"
        "print([name for name in ('pandas', 'shapely', 'numpy', 'geopy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    pandas = min(_seconds("-c", "import pandas") for _ in range(2))
    assert min(_seconds("-m", "geomap", "resolve", "Sudzha") for _ in range(2)) < TIMES_PANDAS * pandas


def test_the_command_prints_an_answer_for_people_and_for_programs() -> None:
    done = CliRunner().invoke(cli, ["resolve", "Sudzha", "--country", "RU", "--admin1", "Kursk"])
    assert done.exit_code == 0
    assert done.output.splitlines()[:2] == [
        "found  Sudzha",
        "  51.19100, 35.27100  settlement  score 1  geonames:486816",
    ]
    done = CliRunner().invoke(cli, ["resolve", "Popovka", "--country", "UA", "--json"])
    assert done.exit_code == 1
    record = json.loads(done.output)
    assert (record["status"], record["lat"]) == ("ambiguous", None)
    assert len(record["candidates"]) > 1
    assert record["reason"] == f"{len(record['candidates'])} places have this name"
    assert {(one["score"], one["reason"]) for one in record["candidates"]} == {(0.95, "by name")}


def test_a_place_that_was_chosen_scores_more_than_its_namesakes_and_one_elsewhere_nothing() -> None:
    found = resolve_name("Lyman, Donetsk", country="UA")
    assert found.status == "found"
    assert 0 < max(place.score for place in found.candidates) < found.score
    (elsewhere,) = resolve_name("Sudzha", country="UA").candidates
    assert (elsewhere.score, elsewhere.reason) == (0, "not in the country or region that was given")


def test_what_is_not_known_of_the_question_is_told() -> None:
    done = CliRunner().invoke(cli, ["resolve", "Sudzha", "--country", "XX"])
    assert done.exit_code == 2
    assert "'XX' is no country" in done.stderr
    done = CliRunner().invoke(cli, ["resolve", "Sudzha", "--country", "RU", "--admin1", "Narnia"])
    assert "no region is known by the name given" in done.output
    assert "no gazetteer knows the name" in CliRunner().invoke(cli, ["resolve", "Qwrtzpsdf"]).output
    done = CliRunner().invoke(cli, ["resolve", "Popovka", "--country", "UA"])
    assert done.output.splitlines()[1].endswith("places have this name")
    assert done.output.splitlines()[-1] == "  --country, --admin1 or --near may tell them apart"


@pytest.mark.parametrize("near", ["51", "x,y", "95,10", "10,200"])
def test_a_position_that_is_none_is_refused(near: str) -> None:
    assert CliRunner().invoke(cli, ["resolve", "Sudzha", "--near", near]).exit_code == 2


def test_a_batch_makes_the_folder_of_its_answers(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("query\nSudzha\n", encoding="utf-8")
    assert run("resolve", "--batch", tmp_path / "in.csv", "-o", tmp_path / "new" / "out.csv") == 0
    assert (tmp_path / "new" / "out.csv").read_text(encoding="utf-8").count("found") == 1


def test_a_batch_keeps_every_row_in_its_order(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(
        "query,country,admin1,more\nSudzha,RU,Kursk,x\nPopovka,UA,,\nQwrtzpsdf,RU,,\n'=1+1,,,\n", encoding="utf-8-sig"
    )
    done = CliRunner().invoke(cli, ["resolve", "--batch", str(tmp_path / "in.csv"), "-o", str(tmp_path / "out.csv")])
    assert done.exit_code == 0, done.output
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == (*ASKED, *ANSWERED)
    assert [row["status"] for row in rows] == ["found", "ambiguous", "not_found", "not_found"]
    assert (rows[0]["lat"], rows[0]["gazetteer_id"], rows[0]["method"]) == ("51.191", "geonames:486816", "gazetteer")
    assert rows[1]["candidates"].count("geonames:") > 1
    assert rows[3]["query"] == "'=1+1"


@pytest.mark.parametrize(
    ("names", "output", "message"),
    [
        ("query\nSudzha\n", "in.csv", "is the file of names itself"),
        ('query\n"' + "x" * 200_000 + '"\n', "out.csv", "line 2: field larger than field limit"),
        ("name\nSudzha\n", "out.csv", "has no column 'query'; there is 'name'. Fix: name the columns query,"),
        ("query;country\nSudzha;RU\n", "out.csv", "there is 'query;country'. Fix: name the columns query, country, ad"),
        ("", "out.csv", "there is nothing in it"),
        ('query\n"Sudzha\nSumy\n', "out.csv", "line 2: unexpected end of data. Fix: write one name a row, and close"),
        ("PK\x03\x04", "out.csv", "is a workbook or an archive, not CSV"),
        ("query\nSudzha\n", "in.csv/out.csv", "cannot be written"),
        ("query\nSudzha\n", ".", "is a folder"),
    ],
)
def test_a_batch_that_cannot_be_done_is_refused_and_overwrites_nothing(
    names: str, output: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.csv").write_text(names, encoding="utf-8")
    assert run("resolve", "--batch", tmp_path / "in.csv", "-o", tmp_path / output) == 2
    assert message in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]
    assert (tmp_path / "in.csv").read_text(encoding="utf-8") == names


@pytest.mark.parametrize("text", ["x y ", "near ", "від ", "село ", "5 km north of "])
def test_a_text_in_place_of_a_name_is_answered_in_bounded_time(text: str) -> None:
    resolve_name("Sudzha")
    started = time.process_time()
    assert resolve_name(text * 20_000, country="RU").status == "not_found"
    assert time.process_time() - started < 0.5


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)] * 3), max_size=5)
)
def test_any_text_in_a_batch_is_answered_row_by_row(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    with (tmp_path / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([ASKED, *rows])
    counts = resolve_file(tmp_path / "in.csv", tmp_path / "out.csv")
    assert sum(counts.by_status.values()) == len(rows)


def test_a_thousand_names_take_less_than_five_milliseconds_each(shared: Path) -> None:
    with zipfile.ZipFile(shared / "samples" / "gazetteers" / "UA.zip") as archive:
        lines = archive.read("UA.txt").decode().splitlines()[::33][:1000]
    with Gazetteer() as towns:
        resolver = Resolver(towns, None, Regions(None))
        resolver.resolve(Toponym("Sudzha", "RU", "Kursk"))
        started = time.process_time()
        found = Counter(resolver.resolve(Toponym(line.split("\t")[1], "UA", "Sumy")).status for line in lines)
    assert time.process_time() - started < 0.005 * len(lines)
    assert found["not_found"] > found["found"] > 0


def test_with_three_countries_added_a_thousand_names_still_take_less_than_five_milliseconds_each(
    own_cache: Path, shared: Path
) -> None:
    for country in ("UA", "AZ", "LB"):
        add(shared / "samples" / "gazetteers" / f"{country}.zip")
    with zipfile.ZipFile(shared / "samples" / "gazetteers" / "UA.zip") as archive:
        lines = archive.read("UA.txt").decode().splitlines()[::33][:1000]
    with Gazetteer() as towns, closing(AddedGazetteers()) as gazetteers:
        resolver = Resolver(towns, None, Regions(None), added=[gazetteers])
        resolver.resolve(Toponym("Sudzha", "RU", "Kursk"))
        started = time.process_time()
        found = Counter(resolver.resolve(Toponym(line.split("\t")[1], "UA")).status for line in lines)
    assert time.process_time() - started < 0.005 * len(lines)
    assert found["not_found"] < found["found"]


def test_namesakes_in_a_table_without_identifiers_are_not_taken_for_one_place(own_cache: Path, tmp_path: Path) -> None:
    rows = "name,country,lat,lon\nZzyzxovka,RU,50.5,36.5\nZzyzxovka,RU,55.5,40.5\n"
    (tmp_path / "two.csv").write_text(rows, encoding="utf-8")
    add(tmp_path / "two.csv")
    answer = resolve_name("Zzyzxovka", country="RU")
    assert answer.status == "ambiguous"
    assert [place.ref for place in answer.candidates] == ["two:2", "two:3"]


def test_hundreds_of_namesakes_are_told_apart_in_a_moment(own_cache: Path, tmp_path: Path) -> None:
    rows = (f"Zzyzxovka,RU,{45 + number % 40 / 4},{40 + number / 20}" for number in range(2000))
    (tmp_path / "many.csv").write_text("\n".join(["name,country,lat,lon", *rows, ""]), encoding="utf-8")
    add(tmp_path / "many.csv")
    resolve_name("Zzyzxovka", country="UA")
    started = time.process_time()
    assert len(resolve_name("Zzyzxovka", country="RU").candidates) == 2000
    assert time.process_time() - started < 1


def test_a_country_file_adds_its_villages(lebanon: Path) -> None:
    (one,) = added()
    assert (one.name, one.kind, one.places) == ("LB", "geonames", 3297)
    assert resolve_name("Souq el Firi", country="LB").source == "geonames:267011"
    assert remove("LB").parent == lebanon / "gazetteers"
    assert added() == []
    assert resolve_name("Souq el Firi", country="LB").status == "not_found"


def test_a_postal_list_knows_names_but_gives_no_position(own_cache: Path, shared: Path) -> None:
    """Kozinka and Gornal lie 100 km off in it."""
    made = add(shared / "samples" / "gazetteers" / "postal-RU.zip")
    assert (made.kind, made.places) == ("postal", 43538)
    answer = resolve_name("Горналь", country="RU", admin1="Курская область")
    assert answer.status == "not_found"
    assert "postal list" in answer.reason
    assert answer.candidates[0].ref.startswith("postal:RU-")


def test_a_unit_of_a_country_file_is_a_district_and_no_town(own_cache: Path, tmp_path: Path) -> None:
    rows = [
        ("1", "Xyzzyhofen District", "A", "ADM2"),
        ("2", "Xyzzyhofen", "P", "PPL"),
        ("3", "Xyzzyhofen", "A", "ADM3"),
    ]
    lines = [
        f"{key}\t{name}\t\t\t50.5\t35.{key}\t{of}\t{feature}\tUA\t\t21" + "\t" * 8 for key, name, of, feature in rows
    ]
    (tmp_path / "UA.txt").write_text("\n".join(lines))
    assert add(tmp_path / "UA.txt").places == 3
    answers = [resolve_name(name, country="UA", admin1="Sumy") for name in ("Xyzzyhofen District", "Xyzzyhofen")]
    assert [(answer.source, answer.precision) for answer in answers] == [
        ("geonames:1", "district"),
        ("geonames:2", "settlement"),
    ]


def test_a_table_with_other_headings_is_added_by_a_mapping(own_cache: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        "dorf,land,y_wgs,x_wgs\nXyzzyhofen,UA,50.5,35.1\nNowhere,UA,0,0\n", encoding="utf-8"
    )
    with pytest.raises(GazetteerError, match="has no column for name, lat, lon; it has dorf"):
        add(tmp_path / "mine.csv")
    arguments = ["name=dorf", "country=land", "lat=y_wgs", "lon=x_wgs"]
    pairs = [part for argument in arguments for part in ("--map", argument)]
    done = CliRunner().invoke(cli, ["gazetteer", "add", str(tmp_path / "mine.csv"), *pairs])
    assert done.stdout.startswith("mine: 1 place (csv)")
    assert done.stderr == "  left out: 1 without a name or a position in decimal degrees, the first in row 3\n"
    answer = resolve_name("Xyzzyhofen", country="UA", admin1="Sumy")
    assert (answer.lat, answer.lon, answer.source) == (50.5, 35.1, "mine:2")
    assert "mine  csv  1 place  " in CliRunner().invoke(cli, ["gazetteer", "list"]).output
    assert CliRunner().invoke(cli, ["gazetteer", "remove", "mine"]).exit_code == 0
    assert resolve_name("Xyzzyhofen", country="UA", admin1="Sumy").status == "not_found"


def test_points_of_a_geojson_are_added(own_cache: Path, tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [35.1, 50.5]},
        "properties": {"name": "Xyzzyhofen", "country": "UA", "names": "Xyzzy; Ксизі"},
    }
    (tmp_path / "mine.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert add(tmp_path / "mine.geojson").places == 1
    assert resolve_name("Ксизі", country="UA", admin1="Sumy").lon == 35.1


def test_a_gazetteer_that_takes_the_place_of_another_says_so_and_one_without_places_takes_none(
    own_cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("name,lat,lon\nXyzzyhofen,50.5,35.1\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_text("name,lat,lon\nXyzzyhofen,abc,35.1\n", encoding="utf-8")
    add(tmp_path / "mine.csv")
    with pytest.raises(GazetteerError, match="holds no place with a name and a position. Fix: look into its columns"):
        add(tmp_path / "bad.csv", name="mine")
    assert [one.source for one in added()] == ["mine.csv"]
    done = CliRunner().invoke(cli, ["gazetteer", "add", str(tmp_path / "mine.csv")])
    assert "in place of 1 place (csv) from mine.csv" in done.output


@pytest.mark.parametrize("text", ["", "a\tb\n", "name\nx\n", '{"features": [', "[]"])
def test_a_file_that_is_no_gazetteer_is_refused_and_leaves_nothing(own_cache: Path, tmp_path: Path, text: str) -> None:
    path = tmp_path / ("bad.geojson" if text[:1] in "[{" and text else "bad.csv")
    path.write_text(text)
    with pytest.raises(GazetteerError):
        add(path)
    assert added() == []


def test_an_added_index_that_is_damaged_is_left_out_with_a_notice(lebanon: Path) -> None:
    """G7."""
    (lebanon / "gazetteers" / f"LB{SUFFIX}").write_bytes(b"not a database" * 999)
    gazetteers = AddedGazetteers()
    assert gazetteers.find_keys(["bint"]) == []
    (notice,) = gazetteers.notices
    assert "'LB' cannot be read" in notice.message
    assert resolve_name("Sudzha", country="RU").status == "found"


def test_scoring_counts_right_misplaced_and_invented_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = [
        {"query": "Sudzha", "country": "RU", "lat": "51.2", "lon": "35.2", "category": "a"},
        {"query": "Sudzha", "country": "RU", "lat": "50.2", "lon": "35.2", "category": "a"},
        {"query": "Sudzha", "country": "RU", "lat": "", "lon": "", "category": "b"},
        {"query": "Qwrtzpsdf", "country": "RU", "lat": "", "lon": "", "category": "b"},
    ]
    with Gazetteer() as towns:
        table = score(rows, Resolver(towns, None, Regions(None)))
    assert table["all"] == {"right": 1, "misplaced": 1, "invented": 1, "refused": 1}
    assert "right 50.0 % of the 2 to be found\nwrong 50.0 % of all 4" in told(table)
    assert main(tmp_path / "absent.csv") == 0
    assert "nothing was scored" in capsys.readouterr().out


def _seconds(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
    return time.perf_counter() - started


def test_a_city_is_not_chosen_by_a_name_that_only_its_namesakes_bear_today() -> None:
    from geomap.places import resolve_name

    assert resolve_name("Aleksandrovka", country="UA").status == "ambiguous"  # Donetsk's first name
    assert resolve_name("Kiev", country="UA").name == "Kyiv"
