"""Whom a map has to name for the positions on it that came from an online service."""

from __future__ import annotations

from collections.abc import Iterable

from geomap.settings import Online, Service

ATTRIBUTIONS = {
    "nominatim": "Places: © OpenStreetMap contributors, ODbL, through Nominatim",
    "photon": "Places: © OpenStreetMap contributors, ODbL, through Photon",
}


def attribution(service: Service) -> str:
    """What map.toml says of the service, else what is known of it; "" if nothing is."""
    return service.attribution or ATTRIBUTIONS.get(service.name.lower(), "")


def credits_for(sources: Iterable[str], online: Online) -> list[str]:
    """One line for each service that a `location_source` ("nominatim:node/1") names."""
    names = {source.partition(":")[0] for source in sources}
    known = ATTRIBUTIONS | {service.name.lower(): attribution(service) for service in online.services}
    return [known[name] for name in sorted(names & known.keys()) if known[name]]
