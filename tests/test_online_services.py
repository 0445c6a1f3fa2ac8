"""Which services are asked, through which proxy, and what is made of their answers."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from geomap.errors import SettingsError
from geomap.places import locate
from geomap.places.online.store import FILE
from geomap.settings import Online, Service
from geomap.shapes import GEOD
from tests.misbehaving import VILLAGE, Reply, geocoder, serving, village
from tests.places import box_border, dataset
from tests.test_online_faults import KEY, PLACE, located, reason


@pytest.mark.parametrize(
    ("service", "message"),
    [
        (Service(name="nowhere", attribution="x"), "geopy knows no geocoder of this name"),
        (Service(name="opencage"), "has no attribution"),
        (Service(name="opencage", attribution="x"), "geopy's class refuses its settings"),
        (Service(name="nominatim", options={"colour": "red"}), "geopy's class refuses its settings"),
    ],
)
def test_a_service_that_geopy_cannot_make_stops_before_the_first_request(
    service: Service, message: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match=message):
        geocoder(tmp_path, service)


def test_photon_and_another_geocoder_of_geopy_are_read_alike(tmp_path: Path) -> None:
    about = {"name": "Zzyzxovka", "countrycode": "RU", "type": "city", "osm_type": "N", "osm_id": 42}
    photon = {"features": [{"geometry": {"coordinates": [35.6025, 50.46139]}, "properties": about}]}
    parts = {"_type": "village", "country_code": "ru", "village": "Zzyzxovka"}
    cage = {
        "results": [
            {"formatted": "Zzyzxovka, Russia", "geometry": {"lat": 50.46139, "lng": 35.6025}, "components": parts}
        ]
    }
    with serving(Reply(photon)) as server:
        event = located(geocoder(tmp_path / "a", server.service("photon"))).events.iloc[0]
        assert (event.location_source, event.location_precision) == ("photon:node/42", "settlement")
    with serving(Reply(cage)) as server:
        service = server.service("opencage", secrets={"api_key": "K"}, attribution="OpenCage")
        event = located(geocoder(tmp_path / "b", service, environment={"K": KEY})).events.iloc[0]
        assert (event.location_source, event.location_precision) == ("opencage", "settlement")


def test_the_second_service_is_asked_where_the_first_knows_nothing_or_fails(tmp_path: Path) -> None:
    for number, reply in enumerate((Reply([]), Reply("", 401))):
        with serving(reply) as first, serving() as second:
            online = geocoder(tmp_path / str(number), first.service(), second.service())
            assert located(online).events["location_source"].iat[0] == "nominatim:node/42"
            assert (len(first.asked), len(second.asked)) == (1, 1)


def test_f19_proxy_variables_are_honoured_or_ignored_as_map_toml_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = Service(name="nominatim", domain="nominatim.invalid", scheme="http")
    with serving() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert located(geocoder(tmp_path / "a", far)).events["location_method"].iat[0] == "online"
        assert proxy.asked[0].startswith("http://nominatim.invalid/search?")
        assert "host name was not found" in reason(located(geocoder(tmp_path / "b", far, proxies="none")))
        monkeypatch.setenv("no_proxy", "nominatim.invalid")
        assert "host name was not found" in reason(located(geocoder(tmp_path / "c", far)))
        monkeypatch.delenv("http_proxy")
        monkeypatch.delenv("no_proxy")
        named = geocoder(tmp_path / "d", far, proxies=f"127.0.0.1:{proxy.port}")
        assert located(named).events["location_method"].iat[0] == "online"
        assert len(proxy.asked) == 2


def test_every_error_of_geopy_becomes_one_of_geomap() -> None:
    from geopy import exc

    from geomap.errors import ServiceError
    from geomap.places.online.providers import ERRORS, TRANSLATED

    theirs = [kind for kind in vars(exc).values() if isinstance(kind, type) and issubclass(kind, exc.GeopyError)]
    assert len(theirs) > 8
    assert all(any(issubclass(kind, known) for known in TRANSLATED) for kind in theirs)
    assert all(issubclass(kind, ServiceError) for kind in (*TRANSLATED.values(), *ERRORS.values()))


def test_an_answer_of_an_earlier_run_counts_where_nobody_is_asked(tmp_path: Path) -> None:
    with serving(Reply([VILLAGE]), Reply("", 401)) as server:
        first = located(geocoder(tmp_path / "a", server.service()))
        lock = first.lock.drop(columns=["source_line"], errors="ignore").to_dict("records")
        offline = locate(dataset([PLACE], lock=lock, border=box_border()))
        failed = locate(
            dataset([PLACE], lock=lock, border=box_border()), online=geocoder(tmp_path / "b", server.service())
        )
    for after in (offline, failed):
        assert after.events["location_source"].iat[0] == "nominatim:node/42"
        assert after.problems == ()


def test_kept_answers_say_what_was_asked_of_whom(tmp_path: Path) -> None:
    with serving() as server:
        located(geocoder(tmp_path, server.service()))
        connection = sqlite3.connect(tmp_path / FILE)
        service, question, asked_at = connection.execute("SELECT service, question, asked_at FROM answers").fetchone()
        connection.close()
        assert service == f"nominatim@127.0.0.1:{server.port}"
    assert json.loads(question) == ["Zzyzxovka", "Belgorod Oblast", "RU"]
    assert asked_at == 1_700_000_000


def test_the_defaults_ask_the_public_nominatim_once_a_second() -> None:
    (service,) = Online().services
    assert (service.name, service.domain, service.scheme, service.pause_s) == ("nominatim", "", "https", 1.0)


def test_c12_a_hostile_answer_reaches_no_terminal_raw(tmp_path: Path) -> None:
    evil = village(name="Zzyzxovka\x1b[31m" + "x" * 9000, osm_type="=1\x1b[2J", osm_id="\u202e" * 900)
    with serving(Reply([evil, village(lat="50.9", display_name="Zzyzxovka, " + "y" * 9000)])) as server:
        after = located(geocoder(tmp_path, server.service()))
    told = [str(problem) for problem in after.problems]
    assert told
    assert all(text.isprintable() and len(text) < 1500 for text in told)
    assert all("\x1b" not in str(cell) for cell in after.lock["candidates"])


@pytest.mark.parametrize(
    ("event", "sent"),
    [
        ({"place": "the village of  Zzyzxovka\u200b"}, ("Zzyzxovka, Belgorod Oblast", "ru")),
        ({"place": "с. Zzyzxovka (Sumy Oblast)", "admin1": "", "country": ""}, ("Zzyzxovka, Sumy Oblast", None)),
        ({"place": "Zzyzxovka, Belgorod Oblast, Russia", "admin1": "", "country": ""}, (
            "Zzyzxovka, Belgorod Oblast", "ru",
        )),
        ({"place": "Zzyzxovka / Зззовка", "country": "Russia"}, ("Zzyzxovka, Belgorod Oblast", "ru")),
        ({"place": "Zzyzxovka", "admin1": "Belgorod Oblast; Kursk Oblast"}, ("Zzyzxovka", "ru")),
    ],
)  # fmt: skip
def test_a_service_is_asked_for_the_name_alone_and_told_the_country_by_its_code(
    event: dict[str, str], sent: tuple[str, str | None], tmp_path: Path
) -> None:
    with serving() as server:
        online = geocoder(tmp_path, server.service())
        locate(dataset([{**PLACE, **event}], border=box_border()), online=online)
        online.close()
    (path,) = server.asked
    asked = parse_qs(urlsplit(path).query)
    assert (asked["q"], asked.get("countrycodes")) == ([sent[0]], [sent[1]] if sent[1] else None)


def test_a_place_beside_a_village_lies_where_the_phrase_says(tmp_path: Path) -> None:
    with serving() as server:
        online = geocoder(tmp_path, server.service())
        events = [{**PLACE, "place": place} for place in ("Zzyzxovka", "5 km north of Zzyzxovka", "near Zzyzxovka")]
        after = locate(dataset(events, border=box_border()), online=online).events
        online.close()
    assert len(server.asked) == 1
    assert list(after["location_precision"]) == ["settlement", "near_settlement", "near_settlement"]
    at, beside, near = after.geometry
    assert near.equals(at)
    assert GEOD.inv(at.x, at.y, beside.x, beside.y)[2] == pytest.approx(5000, abs=1)
    assert beside.y > at.y


def test_namesakes_are_not_asked_for_but_the_very_name_is_where_only_one_like_it_is_known(tmp_path: Path) -> None:
    """A service knows no more of the record than geomap; of "Belgrod" it may know a village of that name."""
    namesakes, alike = {"place": "Popovka", "country": "UA"}, {"place": "Belgrod", "country": "RU", "admin1": "Zyx"}
    with serving(Reply([village(name="Belgrod", display_name="Belgrod, Russia")])) as server:
        online = geocoder(tmp_path, server.service())
        after = locate(dataset([namesakes, alike]), online=online).events
        online.close()
    assert [path.partition("q=")[2].partition("&")[0] for path in server.asked] == ["Belgrod%2C+Zyx"]
    assert list(after["location_method"]) == ["none", "online"]
    without = locate(dataset([namesakes, alike])).problems
    assert [problem.rule for problem in without] == ["place.ambiguous", "place.ambiguous"]
