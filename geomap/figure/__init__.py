"""A figure for print: the map with its key, overview, scale and the list of numbered events, as SVG, PDF or PNG.

sheet    paper in millimetres         view     degrees to millimetres     room   nothing lies on anything
base     the ground and its names     outline  SVG's outlines             signs  the page's signs
marks    which sign stands where      captions legend                     compose  all of it

Needs matplotlib, which the extra `report` brings.
"""

from __future__ import annotations

from geomap.figure.compose import DPI, Made, check_dpi, compose, parse_size

__all__ = ["DPI", "Made", "check_dpi", "compose", "parse_size"]
