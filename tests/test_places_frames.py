"""geomap.locate for frames: the same rows with what was found, or why nothing was."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely
from geopandas import GeoDataFrame

import geomap
from geomap.errors import LoadError
from tests.misbehaving import geocoder, serving


def test_a_frame_of_names_becomes_points_with_method_score_and_candidates() -> None:
    frame = pd.DataFrame(
        {"place": ["Sudzha", "Popovka", "Sudzha"], "country": ["RU", "UA", "RU"], "n": [1, 2, 3]}, list("cab")
    )
    found = geomap.locate(frame)
    assert isinstance(found, GeoDataFrame)
    assert (list(found.index), list(found["n"]), found.crs) == (["c", "a", "b"], [1, 2, 3], "EPSG:4326")
    assert found.geometry["c"].equals(shapely.Point(35.271, 51.191))
    row = found.loc["c"]
    assert (row.location_method, row.location_source, row.location_name) == ("gazetteer", "geonames:486816", "Sudzha")
    assert (row.location_precision, row.location_score) == ("settlement", 0.95)
    assert found.geometry["a"] is None
    assert "places in UA have this name" in found.location_reason["a"]
    assert found.location_candidates["a"].count("geonames:") > 1
    assert "location_method" not in frame


def test_coordinates_of_a_frame_are_kept_and_wrong_ones_place_nothing() -> None:
    frame = pd.DataFrame({"place": ["Sudzha"] * 4, "lat": [50.5, 95.0, "x", None], "lon": [36.5, 36.5, 36.5, 36.5]})
    found = geomap.locate(frame)
    assert list(found["location_method"]) == ["given", "none", "none", "none"]
    assert found.geometry[0].equals(shapely.Point(36.5, 50.5))
    assert "coordinates in the record are wrong" in found.location_reason[1]


@pytest.mark.parametrize("empty", [None, float("nan"), "", pd.NA])
def test_a_cell_without_a_name_is_a_place_that_is_not_known(empty: object) -> None:
    found = geomap.locate(pd.DataFrame({"place": pd.Series([empty], dtype="object")}))
    assert found.geometry[0] is None
    assert found.location_method[0] == "none"


def test_an_empty_frame_comes_back_empty() -> None:
    assert len(geomap.locate(pd.DataFrame({"place": []}))) == 0


def test_a_frame_without_places_is_refused() -> None:
    with pytest.raises(LoadError, match="no column 'place'; it has name, x"):
        geomap.locate(pd.DataFrame({"name": ["Sudzha"], "x": [1]}))


def test_a_frame_may_ask_a_service(tmp_path: Path) -> None:
    with serving() as server:
        online = geocoder(tmp_path, server.service())
        found = geomap.locate(pd.DataFrame({"place": ["Zzyzxovka"], "country": ["RU"]}), online=online)
        online.close()
    assert list(found["location_source"]) == ["nominatim:node/42"]
