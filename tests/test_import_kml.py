"""GeoConfirmed's KML, and XML that means harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import geomap
from geomap.errors import LoadError
from geomap.importers import import_table
from tests.importing import errors, made

ONE = """<Placemark id="gc-1"><name><![CDATA[12 MAR 2024]]></name>
<description><![CDATA[Strike on a depot<br>Source: https://t.me/example/12 and https://example.org/a?b=1&amp;c=2
<br>Geolocation: https://twitter.com/GeoConfirmed/status/1]]></description>
<styleUrl>#api/icons/0051CA/False/icons/Ukraine/tank.png</styleUrl>
<Point><coordinates>35.5300,50.2700,0</coordinates></Point>
<ExtendedData><Data name="plus_code"><value>8GX7</value></Data></ExtendedData></Placemark>"""


def kml(*placemarks: str, head: str = "", encoding: str = "utf-8") -> bytes:
    return f"""<?xml version="1.0" encoding="{encoding}"?>{head}
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>Map</name>
<Folder><name>Last 7 days</name>
{"".join(placemarks)}
</Folder></Document></kml>""".encode(encoding)


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_placemark_becomes_an_event_at_its_spot(tmp_path: Path) -> None:
    result, dataset = made(put(tmp_path / "map.kml", kml(ONE)), "geoconfirmed-kml", tmp_path / "out")
    assert (result.errors, result.warnings, errors(dataset)) == (0, 0, [])
    event = dataset.events.iloc[0]
    told = ["event_id", "date", "title", "place", "actors", "location_precision", "kml_folder", "kml_data"]
    assert list(event[told]) == [
        *("gc-1", "2024-03-12", "Strike on a depot", "50.2700, 35.5300", "Ukraine", "point"),
        *("Last 7 days", '{"plus_code": "8GX7"}'),
    ]
    assert (event["lat"], event["lon"]) == (50.27, 35.53)
    assert event["summary"].startswith("Strike on a depot\nSource: https://t.me/example/12")


def test_each_address_of_a_placemark_is_a_report(tmp_path: Path) -> None:
    _, dataset = made(put(tmp_path / "map.kml", kml(ONE)), "geoconfirmed-kml", tmp_path / "out")
    assert dataset.reports[["publisher", "source_url", "speaker"]].values.tolist() == [
        ["t.me/example", "https://t.me/example/12", ""],
        ["example.org", "https://example.org/a?b=1&c=2", ""],
        ["GeoConfirmed", "https://twitter.com/GeoConfirmed/status/1", ""],
    ]


def test_a_build_draws_placemarks_as_pins(tmp_path: Path) -> None:
    made(put(tmp_path / "map.kml", kml(ONE)), "geoconfirmed-kml", tmp_path / "out")
    assert geomap.build(tmp_path / "out", tmp_path / "map.html").placed == 1


@pytest.mark.parametrize(
    ("inner", "date", "precision"),
    [
        ("<name>5 October 2023 - convoy</name>", "2023-10-05", "day"),
        ("<name>Convoy</name><TimeStamp><when>2023-10-05T10:00:00Z</when></TimeStamp>", "2023-10-05", "day"),
        (
            "<name>Convoy</name><TimeSpan><begin>2023-10-05</begin><end>2023-10-07</end></TimeSpan>",
            "2023-10-05/2023-10-07",
            "range",
        ),
        ("<name>Convoy</name>", "", "unknown"),
    ],
)
def test_the_date_is_in_the_name_or_in_the_time_of_the_placemark(
    inner: str, date: str, precision: str, tmp_path: Path
) -> None:
    mark = f"<Placemark>{inner}<Point><coordinates>35.5,50.2</coordinates></Point></Placemark>"
    result, dataset = made(put(tmp_path / "map.kml", kml(mark)), "geoconfirmed-kml", tmp_path / "out")
    assert (dataset.events["date"].item(), dataset.events["date_precision"].item()) == (date, precision)
    assert [p.rule for p in result.problems] == ([] if date else ["import.date"])


def test_a_placemark_that_is_no_point_stays_and_is_listed_with_its_line(tmp_path: Path) -> None:
    line = (
        "\n<Placemark><name>12 MAR 2024</name><LineString><coordinates>1,2 3,4</coordinates></LineString></Placemark>"
    )
    result, dataset = made(put(tmp_path / "map.kml", kml(ONE, line)), "geoconfirmed-kml", tmp_path / "out")
    assert len(dataset.events) == 2
    assert [(p.line, p.rule) for p in result.problems] == [(10, "import.geometry"), (10, "import.place")]
    assert dataset.events["location_precision"].tolist() == ["point", "unknown"]


@pytest.mark.parametrize("name", ["map.kmz", "map.zip"])
def test_the_zipped_export_is_read(name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        archive.writestr("doc.kml", kml(ONE))
        archive.writestr("images/circle.png", b"")
    result, _ = made(tmp_path / name, "geoconfirmed-kml", tmp_path / "out")
    assert (result.events, result.errors) == (1, 0)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE kml [<!ENTITY l0 "ha">{LAUGHS}]>',
    "external entity": '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "document type alone": '<!DOCTYPE kml SYSTEM "http://127.0.0.1/kml.dtd">',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_a_document_type_is_refused_in_any_encoding(head: str, encoding: str, tmp_path: Path) -> None:
    file = put(tmp_path / "map.kml", kml(ONE, head=head, encoding=encoding))
    with pytest.raises(LoadError, match=r"map.kml:1: declares a document type \('kml'\)"):
        import_table(file, tmp_path / "out", form="geoconfirmed-kml")
    assert sorted(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<kml><Document><Placemark></kml>", "map.kml:1: cannot be read as KML: mismatched tag"),
        (b"<html><body></body></html>", "is XML, but not KML"),
        (b"", "cannot be read as KML: no element found"),
        (b"<kml>" + b"<Folder>" * 300_000, "map.kml:1: nests more than 100 elements in each other"),
    ],
    ids=["unclosed", "html", "empty", "deep"],
)
def test_what_is_no_kml_is_refused(data: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(LoadError, match=message):
        import_table(put(tmp_path / "map.kml", data), tmp_path / "out", form="geoconfirmed-kml")


def test_an_archive_that_would_unpack_to_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "map.kmz"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("doc.kml", "w") as kml_file:
        for _ in range(1_001):
            kml_file.write(b" " * 1_000_000)
    assert file.stat().st_size < 2_000_000
    with pytest.raises(LoadError, match=r"unpacks to 1,001,000,000 bytes; geomap reads at most 1,000,000,000"):
        import_table(file, tmp_path / "out", form="geoconfirmed-kml")


def test_markup_in_a_description_becomes_plain_text(tmp_path: Path) -> None:
    mark = (
        "<Placemark><name>12 MAR 2024</name><description><![CDATA[<b>Two &lt; three</b><script>x</script>]]>"
        "</description><Point><coordinates>35.5,50.2</coordinates></Point></Placemark>"
    )
    _, dataset = made(put(tmp_path / "map.kml", kml(mark)), "geoconfirmed-kml", tmp_path / "out")
    assert dataset.events["summary"].item() == "Two < three x"
