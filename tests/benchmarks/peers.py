"""What geomap is measured against: each tool makes a page of the same table in a process of its own.

    python -m tests.benchmarks.peers "FastMarkerCluster" flat.csv page.html

Each is used as its documentation shows, and shows the same of an event: its place on the map, and
its texts in a popup or tooltip. Records are untrusted, so what goes into HTML is escaped.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SHOWN = ["title", "date", "place", "event_type", "actors", "summary", "source_name", "source_url"]
CENTRE = [50.5, 35.5]

POPUP_OF_ROW = """function (row) {
    var marker = L.marker(new L.LatLng(row[0], row[1]));
    marker.bindPopup(row[2]);
    return marker;
}"""


def marker(table: Path, page: Path) -> None:
    import folium

    chart = folium.Map(CENTRE, zoom_start=7)
    for lat, lon, popup in _popups(table):
        folium.Marker([lat, lon], popup=popup).add_to(chart)
    chart.save(page)


def marker_cluster(table: Path, page: Path) -> None:
    import folium
    from folium.plugins import MarkerCluster

    chart = folium.Map(CENTRE, zoom_start=7)
    cluster = MarkerCluster().add_to(chart)
    for lat, lon, popup in _popups(table):
        folium.Marker([lat, lon], popup=popup).add_to(cluster)
    chart.save(page)


def fast_marker_cluster(table: Path, page: Path) -> None:
    import folium
    from folium.plugins import FastMarkerCluster

    chart = folium.Map(CENTRE, zoom_start=7)
    FastMarkerCluster([list(row) for row in _popups(table)], callback=POPUP_OF_ROW).add_to(chart)
    chart.save(page)


def explore(table: Path, page: Path) -> None:
    import geopandas as gpd

    rows = _read(table)
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    gpd.GeoDataFrame(rows[SHOWN], geometry=points, crs=4326).explore(popup=True).save(page)


def scatter_map(table: Path, page: Path) -> None:
    import plotly.express as px

    rows = _read(table)
    figure = px.scatter_map(
        rows, lat="lat", lon="lon", hover_data=SHOWN, zoom=6, map_style="white-bg", color="event_type"
    )
    figure.write_html(page, include_plotlyjs=True)


def pydeck(table: Path, page: Path) -> None:
    import pydeck

    rows = _read(table)[["lat", "lon", *SHOWN]]
    layer = pydeck.Layer("ScatterplotLayer", rows, get_position=["lon", "lat"], get_radius=800, pickable=True)
    view = pydeck.ViewState(latitude=CENTRE[0], longitude=CENTRE[1], zoom=6)
    text = {"text": "\n".join(f"{{{name}}}" for name in SHOWN)}
    pydeck.Deck([layer], initial_view_state=view, map_provider=None, tooltip=text).to_html(str(page))


def lonboard(table: Path, page: Path) -> None:
    import geopandas as gpd
    from lonboard import Map, ScatterplotLayer

    rows = _read(table)
    points = gpd.points_from_xy(rows["lon"], rows["lat"])
    layer = ScatterplotLayer.from_geopandas(gpd.GeoDataFrame(rows[SHOWN], geometry=points, crs=4326))
    Map(layer, basemap=None).to_html(str(page))
    # the loader comes from npm here, unminified, so not with the digest of the copy on the net
    page.write_text(
        re.sub(r'\s(integrity|crossorigin)="[^"]*"', "", page.read_text(encoding="utf-8")), encoding="utf-8"
    )


def geomap(table: Path, page: Path) -> None:
    from geomap.cli import main

    sys.argv = ["geomap", "build", str(table), "--output", str(page)]
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise RuntimeError("geomap found errors in the synthetic table") from ended


PEERS: dict[str, Callable[[Path, Path], None]] = {
    "geomap": geomap,
    "folium Marker": marker,
    "folium MarkerCluster": marker_cluster,
    "folium FastMarkerCluster": fast_marker_cluster,
    "geopandas .explore()": explore,
    "plotly scatter_map": scatter_map,
    "pydeck": pydeck,
    "lonboard": lonboard,
}


def _read(table: Path) -> pd.DataFrame:
    import pandas as pd  # not above, for it brings Arrow, whose allocator geomap chooses as on the command line

    return pd.read_csv(table, keep_default_na=False)


def _popups(table: Path) -> Any:
    """Latitude, longitude and popup of each event."""
    rows = _read(table)
    texts = zip(*(map(escape, rows[name].tolist()) for name in SHOWN), strict=True)
    for lat, lon, (title, *facts, summary, source, url) in zip(rows["lat"], rows["lon"], texts, strict=True):
        about = " · ".join(facts)
        yield lat, lon, f'<b>{title}</b><p>{about}</p><p>{summary}</p><a href="{url}" target="_blank">{source}</a>'


if __name__ == "__main__":
    PEERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
