"""The colours of the map, for what is drawn without a style sheet. `theme.css` has the same ones."""

from __future__ import annotations

EVENT_TYPE_COLOURS = {
    "incursion": "#3b2b8f",
    "ground_clash": "#c8321a",
    "capture": "#86204e",
    "shelling": "#e09a00",
    "air_strike": "#0b6fb8",
    "losses": "#33383f",
    "civil_measure": "#0a7d5a",
    "statement": "#67bfe6",
    "other": "#7c828a",
}

SEA, LAND_FAR, LAND_NEAR = "#e4e7e6", "#eeece5", "#fbfaf6"
REGION_LINE, WATER, BORDER, HATCH = "#c9c5ba", "#a9c6d8", "#5b2548", "#49515b"
LABEL, DISPUTED = "#3a3f45", "#9a2413"
