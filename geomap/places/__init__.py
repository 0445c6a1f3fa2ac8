"""From place names to positions: every answer says how it was found, and nothing is guessed.

names      spellings made comparable            regions   admin1 by any usual spelling
index      a gazetteer as an SQLite file        gazetteer the towns of the world, in the user's cache
curated    places.csv                           resolve   which place a name stands for
areas      regions, districts, stretches        lock      resolved.csv
locate     the step of the pipeline
"""

from __future__ import annotations

from geomap.places.answers import Answer, Candidate, Toponym
from geomap.places.locate import locate
from geomap.places.lock import lock_text
from geomap.places.resolve import resolve_name

__all__ = ["Answer", "Candidate", "Toponym", "locate", "lock_text", "resolve_name"]
