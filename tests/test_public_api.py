"""The names a notebook user may rely on."""

from __future__ import annotations

import subprocess
import sys

import geomap

EXPECTED = {
    "BuildResult",
    "Dataset",
    "GeomapError",
    "Problem",
    "RefusedError",
    "build",
    "draw",
    "load",
    "locate",
    "relate",
}


def test_the_exported_names_are_these() -> None:
    assert set(geomap.__all__) == EXPECTED
    assert all(getattr(geomap, name).__doc__ for name in EXPECTED)


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(geomap, "geocode")


def test_importing_geomap_and_asking_for_help_load_no_heavy_package() -> None:
    code = "import sys, geomap.cli; print(sorted({'pandas', 'geopandas', 'folium', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
