"""Section F of the faults: what a service does wrong ends in a reason on the row, never in a wrong pin."""

from __future__ import annotations

import logging
import re
import socket
import sqlite3
import ssl
import time
from email.utils import formatdate
from pathlib import Path

import pytest
import shapely
import trustme

from geomap.dataset import Dataset
from geomap.errors import SettingsError
from geomap.places import locate
from geomap.places.online.geocoder import OnlineGeocoder
from geomap.places.online.store import FILE
from geomap.settings import Service
from tests.misbehaving import VILLAGE, FakeClock, Reply, geocoder, serving, village
from tests.places import box_border, dataset

PLACE = {"place": "Zzyzxovka", "country": "RU", "admin1": "Belgorod Oblast"}


def located(online: OnlineGeocoder, *events: dict[str, object]) -> Dataset:
    """The events, or the one of PLACE, after their services were asked; the file of answers is closed."""
    after = locate(dataset(list(events) or [PLACE], border=box_border()), online=online)
    online.close()
    return after


def reason(after: Dataset, row: int = 0) -> str:
    assert after.events.geometry.iat[row] is None
    assert after.events["flagged"].iat[row]
    assert any(problem.severity == "error" and problem.event_id == f"e{row}" for problem in after.problems)
    return str(after.events["location_reason"].iat[row])


def kept(folder: Path) -> list[str]:
    """The answers in the cache, as JSON."""
    connection = sqlite3.connect(folder / FILE)
    try:
        return [row[0] for row in connection.execute("SELECT found FROM answers")]
    finally:
        connection.close()


def test_a_village_that_only_a_service_knows_is_found_with_its_source(tmp_path: Path) -> None:
    with serving() as server:
        event = located(geocoder(tmp_path, server.service())).events.iloc[0]
    assert event.geometry.equals(shapely.Point(35.6025, 50.46139))
    assert (event.location_method, event.location_precision) == ("online", "settlement")
    assert (event.location_name, event.location_source, event.location_score) == (
        "Zzyzxovka",
        "nominatim:node/42",
        1.0,
    )
    (path,) = server.asked
    assert "q=Zzyzxovka%2C+Belgorod+Oblast" in path
    assert "countrycodes=ru" in path
    assert server.agents == ["border-map-tests/1.0 (tests@geomap.invalid)"]


def test_f1_without_online_nobody_is_asked_and_the_reason_says_so() -> None:
    after = locate(dataset([PLACE]))
    assert reason(after).endswith("not geocoded (offline).")


def test_f1_what_is_known_offline_is_never_asked(tmp_path: Path) -> None:
    known = {"place": "Sudzha", "country": "RU", "admin1": "Kursk Oblast"}
    with serving() as server:
        after = located(geocoder(tmp_path, server.service()), known, {**PLACE, "location_precision": "country"})
    assert after.events["location_method"].iat[0] == "gazetteer"
    assert server.asked == []


FAULTS = [
    pytest.param(Reply("", 401), r"nominatim: HTTP 401\. Mend its `secrets` or the `user_agent`", 1, id="F5-401"),
    pytest.param(Reply("Blocked", 403), r"HTTP 403, Blocked\. Mend its", 1, id="F5-403"),
    pytest.param(Reply("bad q", 400), r"; nominatim: HTTP 400, bad q\.$", 2, id="F6"),
    pytest.param(Reply("", 500), r"not geocoded \(nominatim: HTTP 500\)", 6, id="F7-500"),
    pytest.param(Reply("", 502), r"not geocoded \(nominatim: HTTP 502\)", 6, id="F7-502"),
    pytest.param(Reply("", 503), r"not geocoded \(nominatim: HTTP 503\)", 6, id="F7-503"),
    pytest.param(Reply("", 504), r"not geocoded \(nominatim: HTTP 504\)", 6, id="F7-504"),
    pytest.param(Reply("", 418), r"not geocoded \(nominatim: HTTP 418\)", 2, id="F7-unknown"),
    pytest.param(Reply("", 302, {"Location": "http://192.0.2.1/"}), r"HTTP 302", 2, id="F5-redirect"),
    pytest.param(Reply("<html>" + "x" * 900), r"its answer is no list of places: <html>x{193}…\)", 2, id="F8-html"),
    pytest.param(Reply(""), r"its answer is no list of places: nothing", 2, id="F8-empty"),
    pytest.param(Reply([VILLAGE], cut=9), r"no list of places|broke off", 2, id="F8-truncated"),
    pytest.param(Reply("null"), r"its answer is no list of places: null", 2, id="F8-null"),
    pytest.param(Reply("{}"), r"its answer is no list of places: \{\}", 2, id="F8-object"),
    pytest.param(Reply({"error": "Unable to geocode"}), r"no list of places: .*Unable to geocode", 2, id="F8-error"),
    pytest.param(Reply("[1, 2]"), r"its answer has an unexpected form", 2, id="F8-numbers"),
    pytest.param(Reply('"' + "\x1b[31m" + '"'), r"no list of places: \"\\x1b\[31m\"", 2, id="F8-C13"),
    pytest.param(
        Reply([VILLAGE], headers={"Content-Type": "text/plain; charset=rubbish"}),
        r"no rubbish text",
        2,
        id="F8-charset",
    ),
    pytest.param(Reply("[" * 100_000), r"its answer is no list of places", 2, id="F8-nested"),
    pytest.param(Reply([village(lat=None, lon=None)]), r"no coordinates on this earth", 2, id="F9-absent"),
    pytest.param(Reply([village(lat=None)]), r"no coordinates on this earth", 2, id="F9-lat-absent"),
    pytest.param(Reply([village(lat="95.0")]), r"Latitude must be in the \[-90; 90\] range", 2, id="F9-lat-95"),
    pytest.param(Reply([village(lon="500.0")]), r"no coordinates on this earth", 2, id="F9-lon-500"),
    pytest.param(Reply([village(lat="0", lon="0")]), r"no coordinates on this earth", 2, id="F9-null-island"),
    pytest.param(Reply([village(lat="nan")]), r"must be finite", 2, id="F9-nan"),
    pytest.param(Reply([village(lat="50,4")]), r"unexpected form", 2, id="F9-comma"),
]


@pytest.mark.parametrize(("reply", "message", "requests"), FAULTS)
def test_a_faulty_service_places_nothing_and_is_not_remembered(
    reply: Reply, message: str, requests: int, tmp_path: Path
) -> None:
    """Two names are asked for; each failure costs the requests that it may cost and no more."""
    clock = FakeClock()
    with serving(reply) as server:
        after = located(geocoder(tmp_path, server.service(), clock=clock), PLACE, {**PLACE, "place": "Zzyzxevo"})
    assert re.search(message, reason(after)), reason(after)
    assert reason(after, 1)
    assert len(server.asked) == requests
    assert kept(tmp_path) == []
    assert len(reason(after)) < 500
    assert reason(after).isprintable()


def test_f2_a_refused_connection_is_one_plain_line_and_opens_the_breaker(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        service = Service(name="nominatim", domain=f"127.0.0.1:{free.getsockname()[1]}", scheme="http")
        clock = FakeClock()
        events = [{**PLACE, "place": f"Zzyzx{letter}vka"} for letter in "aeiou"]
        after = located(geocoder(tmp_path, service, clock=clock, failures=3), *events)
    told = [reason(after, row).partition("(")[2] for row in range(5)]
    assert told[:2] == ["nominatim: Connection refused)."] * 2
    assert told[2:] == ["nominatim: Connection refused. It failed 3 times in a row)."] * 3
    assert len(clock.slept) == 2


def test_f2_an_unknown_host_is_told(tmp_path: Path) -> None:
    service = Service(name="nominatim", domain="geomap.invalid")
    assert "its host name was not found" in reason(located(geocoder(tmp_path, service)))


def test_f2_tls_that_is_none_an_untrusted_certificate_and_a_trusted_one(tmp_path: Path) -> None:
    authority = trustme.CA()
    server_side, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server_side)
    authority.configure_trust(trusting)
    with serving(tls=server_side) as server:
        assert "its certificate is not trusted" in reason(located(geocoder(tmp_path / "a", server.service())))
        found = located(geocoder(tmp_path / "b", server.service(), ssl_context=trusting))
        assert found.events["location_method"].iat[0] == "online"
    with serving() as plain:
        plain.scheme = "https"
        assert "TLS failed" in reason(located(geocoder(tmp_path / "c", plain.service())))


@pytest.mark.parametrize("body", ["", "x" * 4000], ids=["F3-headers", "F3-body"])
def test_f3_a_dripping_server_ends_at_the_deadline_of_the_whole_call(body: str, tmp_path: Path) -> None:
    with serving(Reply(body, drip=0.02)) as server:
        started = time.perf_counter()
        told = reason(located(geocoder(tmp_path, server.service(), deadline_s=0.3)))
        assert time.perf_counter() - started < 3
    assert "no answer within 0.3 s" in told


def test_f3_an_endless_answer_is_not_read_to_the_end(tmp_path: Path) -> None:
    with serving(Reply("x" * 4_100_000)) as server:
        assert "larger than 4,000,000 bytes" in reason(located(geocoder(tmp_path, server.service())))


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [
        pytest.param("0", 1.0, id="F4-0"),
        pytest.param("120", 120.0, id="F4-120"),
        pytest.param(formatdate(1_700_000_090, usegmt=True), 90.0, id="F4-date"),
        pytest.param(formatdate(1_600_000_000, usegmt=True), 1.0, id="F4-past-date"),
        pytest.param("soon ½", 1.0, id="F4-rubbish"),
        pytest.param("-5", 1.0, id="F4-negative"),
        pytest.param("", 1.0, id="F4-absent"),
    ],
)
def test_f4_too_many_requests_waits_as_asked_and_then_goes_on(retry_after: str, waits: float, tmp_path: Path) -> None:
    clock = FakeClock()
    headers = {"Retry-After": retry_after.encode().decode("latin-1")} if retry_after else {}
    with serving(Reply("", 429, headers), Reply([VILLAGE])) as server:
        after = located(geocoder(tmp_path, server.service(), clock=clock))
    assert after.events["location_method"].iat[0] == "online"
    assert clock.slept == [waits]


def test_f4_the_second_too_many_requests_ends_the_batch_and_the_rest_is_pending(tmp_path: Path) -> None:
    clock = FakeClock()
    events = [{**PLACE, "place": f"Zzyzx{letter}vka"} for letter in "aeiou"]
    with serving(Reply([]), Reply("", 429, {"Retry-After": "2"})) as server:
        after = located(geocoder(tmp_path, server.service(), clock=clock), *events)
        assert len(server.asked) == 3
        assert "nominatim found none either" in reason(after)
        assert all("It asks for fewer requests" in reason(after, row) for row in (2, 3, 4))
        assert [problem.rule for problem in after.problems] == ["place.not_found", *["place.pending"] * 4]
        assert kept(tmp_path) == ["[]"]
        again = geocoder(tmp_path, server.service(), clock=clock)
        server.replies = [Reply([village(name="Zzyzxevka")])]
        assert located(again, events[1]).events["location_method"].iat[0] == "online"
    assert clock.slept[-1] >= 2


def test_f4_a_pause_of_hours_is_not_waited_for(tmp_path: Path) -> None:
    clock = FakeClock()
    with serving(Reply("", 429, {"Retry-After": "7200"})) as server:
        assert "fewer requests" in reason(located(geocoder(tmp_path, server.service(), clock=clock)))
        assert len(server.asked) == 1
    assert clock.slept == []


def test_f7_waits_grow_and_a_service_that_recovers_is_believed(tmp_path: Path) -> None:
    clock = FakeClock()
    with serving(Reply("", 503), Reply("", 500), Reply([VILLAGE])) as server:
        after = located(geocoder(tmp_path, server.service(), clock=clock))
    assert after.events["location_method"].iat[0] == "online"
    assert clock.slept == [2.0, 4.0]


def test_f10_not_found_is_kept_with_its_date_and_asked_again_after_a_month(tmp_path: Path) -> None:
    clock = FakeClock()
    with serving(Reply([])) as server:
        for days in (0, 29, 2):
            clock.now += days * 86_400
            assert "nominatim found none either" in reason(located(geocoder(tmp_path, server.service(), clock=clock)))
        assert len(server.asked) == 2
    assert kept(tmp_path) == ["[]"]


def test_f10_a_failure_is_asked_again_by_the_next_build(tmp_path: Path) -> None:
    with serving(Reply("", 400), Reply([VILLAGE])) as server:
        assert reason(located(geocoder(tmp_path, server.service())))
        assert located(geocoder(tmp_path, server.service())).events["location_method"].iat[0] == "online"


def test_f11_several_answers_are_ambiguous_and_one_place_given_twice_is_not(tmp_path: Path) -> None:
    far, near = village(lat="50.9", osm_id=43), village(lat="50.4614", addresstype="municipality", osm_type="relation")
    with serving(Reply([VILLAGE, far])) as server:
        after = located(geocoder(tmp_path / "a", server.service()))
        told = next(str(problem) for problem in after.problems)
        assert reason(after) == "2 places in Belgorod Oblast, RU have this name."
        assert "nominatim:node/42" in told and "nominatim:node/43" in told
    with serving(Reply([near, VILLAGE])) as server:
        event = located(geocoder(tmp_path / "b", server.service())).events.iloc[0]
        assert (event.location_source, event.location_precision) == ("nominatim:node/42", "settlement")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(village(address={"country_code": "ua"}), id="F11-wrong-country"),
        pytest.param(village(address=None), id="F11-no-country"),
        pytest.param(village(lat="51.9"), id="F11-wrong-region"),
        pytest.param(village(name="Other", display_name="Other, Russia"), id="F11-other-name"),
        pytest.param(village(addresstype="restaurant"), id="F12-a-restaurant"),
    ],
)
def test_an_answer_that_does_not_fit_is_a_candidate_and_not_chosen(answer: dict[str, object], tmp_path: Path) -> None:
    with serving(Reply([answer])) as server:
        after = located(geocoder(tmp_path, server.service()))
    assert "found none either" in reason(after)
    assert "nominatim:node/42" in next(str(problem) for problem in after.problems)


@pytest.mark.parametrize(("kind", "precision"), [("state", "region"), ("country", "country"), ("county", "district")])
def test_f12_the_middle_of_a_region_or_country_becomes_no_pin(kind: str, precision: str, tmp_path: Path) -> None:
    with serving(Reply([village(addresstype=kind)])) as server:
        event = located(geocoder(tmp_path, server.service())).events.iloc[0]
    assert event.location_precision == precision
    assert event.geometry is None or event.geometry.geom_type != "Point"


def test_f13_one_place_in_500_events_is_one_request_found_or_failed(tmp_path: Path) -> None:
    precisions = ("", "settlement", "near_settlement", "point")
    events = [{**PLACE, "location_precision": precisions[row % 4], "admin2": f"{row % 3}"} for row in range(500)]
    with serving() as server:
        after = located(geocoder(tmp_path / "a", server.service()), *events)
        assert after.events["location_method"].eq("online").all()
        assert len(server.asked) == 1
    with serving(Reply("<html>")) as server:
        located(geocoder(tmp_path / "b", server.service()), *events)
        assert len(server.asked) == 1


@pytest.mark.parametrize(
    "agent",
    ["", "  ", "my-application", "My_App/1", "specify_your_app_name_here", "geopy/2.5.0", "python-requests/2", "Ä",
     "x\r\nCookie: 1", "my-map/1.0 (me@example.org)", "name-of-your-map/1.0 (you@your.address)"],
)  # fmt: skip
def test_f14_a_missing_or_sample_user_agent_stops_before_the_first_request(agent: str, tmp_path: Path) -> None:
    with serving() as server, pytest.raises(SettingsError, match=r"user_agent.*Fix: Write user_agent"):
        geocoder(tmp_path, server.service(), user_agent=agent)
    assert server.asked == []


def test_f14_the_user_agent_may_come_from_the_environment(tmp_path: Path) -> None:
    online = geocoder(tmp_path, user_agent="", environment={"GEOMAP_USER_AGENT": "border-map/1 (a@b.invalid)"})
    online.close()


KEY = "s3cr3t/+key==with&marks"


@pytest.mark.parametrize("status", [401, 403, 400, 429, 500, 200])
def test_f15_a_key_is_masked_in_every_message_and_log(
    status: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service = {"secrets": {"api_key": "THE_KEY"}, "attribution": "OpenCage"}
    with serving() as server:
        echo = Reply("placeholder", status)
        server.replies = [echo]
        echo.body = "you sent key=" + KEY + " as /geocode?key=s3cr3t%2F%2Bkey%3D%3Dwith%26marks&q=1"
        online = geocoder(tmp_path, server.service("opencage", **service), environment={"THE_KEY": KEY})
        after = located(online)
        assert "s3cr3t" in server.asked[0]
    everything = " ".join(
        [reason(after), *map(str, after.problems), *(record.getMessage() for record in caplog.records)]
    )
    assert "s3cr3t" not in everything
    assert "***" in everything
    for file in tmp_path.iterdir():
        assert b"s3cr3t" not in file.read_bytes()


def test_f15_a_key_that_is_not_in_the_environment_stops_and_is_named(tmp_path: Path) -> None:
    service = Service(name="opencage", secrets={"api_key": "THE_KEY"}, attribution="OpenCage")
    with pytest.raises(SettingsError, match="the environment has no THE_KEY"):
        geocoder(tmp_path, service)
