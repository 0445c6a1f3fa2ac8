"""What was typed and is not in a file yet: kept after every answer, given back after an interruption."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from geomap.errors import OutputError
from geomap.write import write_text

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

Record = dict[str, str]


@dataclass
class Draft:
    """An event and its reports as typed so far; column -> text, an answered empty cell is "".

    pending: what stands in the answer that is being typed. hints: what is offered for the columns of
    a place that was chosen among namesakes.
    """

    event: Record = field(default_factory=dict)
    reports: list[Record] = field(default_factory=list)
    pending: str = ""
    hints: Record = field(default_factory=dict)

    @property
    def is_of_old_event(self) -> bool:
        """Whether it only adds reports to an event that is there: of which it gives the identifier, no more."""
        return set(self.event) == {"event_id"}

    def __bool__(self) -> bool:
        return bool(self.pending) or any(any(record.values()) for record in (self.event, *self.reports))


class DraftFile:
    """The draft for one data set, in the user's state folder (or in the environment's GEOMAP_STATE)."""

    def __init__(self, data: Path) -> None:
        name = hashlib.sha256(str(data.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self.path = _state_folder() / "drafts" / f"{name}.json"
        self._data = data

    def load(self) -> Draft:
        """What was typed before; an empty draft where there is none. A file that is damaged is set aside."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
            event, reports = _record(found["event"]), [_record(one) for one in found["reports"]]
            return Draft(event, reports, str(found["pending"]), _record(found.get("hints", {})))
        except FileNotFoundError:
            return Draft()
        except (ValueError, LookupError, TypeError, AttributeError):
            self.set_aside()
            return Draft()

    def save(self, draft: Draft) -> None:
        """Keep the draft as it is now. Raises OutputError."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"{self.path.parent}: drafts cannot be kept there: {error.strerror}. Fix: set GEOMAP_STATE."
            raise OutputError(message) from error
        document = {"data": str(self._data.resolve()), **asdict(draft)}
        write_text(self.path, json.dumps(document, ensure_ascii=True, indent=1) + "\n")

    def set_aside(self) -> Path | None:
        """Put the draft out of the way, under a name that is returned; None where there is none."""
        free = (self.path.with_suffix(f".{number}.json") for number in range(1, 10_000))
        aside = next((path for path in free if not path.exists()), None)
        if aside is None or not self.path.exists():
            return None
        return self.path.replace(aside)

    def clear(self) -> None:
        """Forget the draft: it stands in the record files now."""
        self.path.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until no other `geomap add` is writing to this data set."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as file:
            if fcntl is not None:
                fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _state_folder() -> Path:
    chosen = os.environ.get("GEOMAP_STATE")
    if chosen:
        return Path(chosen)
    from platformdirs import user_state_path

    return user_state_path("geomap")


def _record(cells: dict[str, object]) -> Record:
    return {str(name): str(text) for name, text in cells.items()}
