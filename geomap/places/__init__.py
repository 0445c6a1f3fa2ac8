"""From place names to positions: every answer says how it was found, and nothing is guessed.

names      spellings made comparable            forms     cases, foreign spellings, sister endings
phrases    what stands around a name            units     regions and countries of the world by name
index      a gazetteer as an SQLite file        gazetteer the towns of the world, in the user's cache
added      gazetteers that the user added       readers   the forms of files that can be added
lookup     a name in the gazetteers             choose    which of several namesakes
curated    places.csv                           resolve   which place a name stands for
areas      regions, districts, stretches        lock      resolved.csv
regions    admin1 by any usual spelling         locating  the step of the pipeline
frames     the step for any frame               references  pages of gazetteers' entries
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geomap.places.answers import Answer, Candidate, Toponym
    from geomap.places.frames import locate
    from geomap.places.lock import lock_text
    from geomap.places.resolve import resolve_name

# Imported when first used, so that one name is resolved without waiting for pandas.
_HOME = {
    "Answer": "geomap.places.answers",
    "Candidate": "geomap.places.answers",
    "Toponym": "geomap.places.answers",
    "locate": "geomap.places.frames",
    "lock_text": "geomap.places.lock",
    "resolve_name": "geomap.places.resolve",
}

__all__ = ["Answer", "Candidate", "Toponym", "locate", "lock_text", "resolve_name"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'geomap.places' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
