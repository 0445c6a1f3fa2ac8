"""All steps in order: records in, one page out, and what is wrong beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from geomap.border import Border, read_border
from geomap.changes import Changes, compare
from geomap.dataset import Dataset
from geomap.errors import OutputError, RefusedError
from geomap.places import locate, lock_text
from geomap.problems import Problem, count, to_csv
from geomap.records import LOCK, TABLES
from geomap.relation import relate
from geomap.settings import Settings
from geomap.snapshot import fingerprint, read_snapshot, snapshot
from geomap.status import with_status
from geomap.tables.source import SUFFIXES
from geomap.threads import helpers
from geomap.validate import load_dataset
from geomap.write import check_output, write_text

if TYPE_CHECKING:
    from geomap.places.online.geocoder import OnlineGeocoder

PROBLEMS, CHANGES, CHANGELOG = "problems.csv", "changes.json", "changes.md"
"""Files that a build writes beside the map."""

Stage = Callable[[str], None]
"""Called with the name of each stage as it starts."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made. `exit_code`: 0 no errors, 1 the map is there and errors are listed.

    changes: against the map that it replaced.
    """

    path: Path
    dataset: Dataset
    changes: Changes
    placed: int
    areas: int
    listed: int

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self.dataset.problems

    @property
    def exit_code(self) -> int:
        return 1 if count(self.problems, "error") else 0


def load(
    source: str | Path = "data",
    *,
    border: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> Dataset:
    """Read and validate records: a folder with events and reports, or one flat table.

    `border` ("RU-UA") stands in where no map.toml names one. Raises RefusedError (LoadError,
    SettingsError, BorderError) where nothing honest can be made of the input; every lesser fault
    is in the `problems` of the data set.
    """
    dataset = load_dataset(
        source, border=border or None, encoding=encoding or None, delimiter=delimiter or None, sheet=sheet or None
    )
    return with_status(_with_border(dataset))


def process(dataset: Dataset, *, online: bool | OnlineGeocoder = False, on_stage: Stage = lambda _: None) -> Dataset:
    """Locate and relate the events of a loaded data set. online: as in `geomap.locate`."""
    on_stage("locate")
    dataset = locate(dataset, online=online)
    on_stage("relate")
    return relate(dataset)


def build(
    source: str | Path = "data",
    output: str | Path = "output/map.html",
    *,
    title: str = "",
    border: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    online: bool | OnlineGeocoder = False,
    changelog: bool = False,
    on_stage: Stage = lambda _: None,
) -> BuildResult:
    """Build the map of `source` and write it to `output`, with problems.csv and changes.json beside it.

    Raises RefusedError if no map can be made; the old one is then as it was. Names that were
    resolved go into the source's resolved.csv, after the map has been written. online: ask the services of map.toml
    for places that nothing offline knows. changelog: write changes.md too.
    """
    source, target = Path(source), Path(output)
    _check_outputs(source, target, changelog=changelog)
    try:
        on_stage("load")
        with helpers() as threads:  # Arrow reads while folium, which checks and exports do without, is imported
            threads.submit(import_module, "geomap.page")
            dataset = load(source, border=border, encoding=encoding, delimiter=delimiter, sheet=sheet)
        if title:
            dataset = replace(dataset, settings=_titled(dataset, title))
        dataset = process(dataset, online=online, on_stage=on_stage)
        from geomap.page import draw

        on_stage("draw")
        page = draw(dataset).get_root().render()
        on_stage("write")
        changes = _changes(target, page)
        write_text(target, page)
    except RefusedError as error:
        if not isinstance(error, OutputError):
            with suppress(OutputError):  # what is wrong with the records is told in any case
                _write_problems(target, error.problems)
        raise
    dataset = replace(dataset, problems=(*dataset.problems, *_write_lock(dataset)))
    texts = {PROBLEMS: to_csv(dataset.problems), CHANGES: changes.to_json()}
    texts |= {CHANGELOG: changes.markdown()} if changelog else {}
    unkept = [problem for name, text in texts.items() for problem in _kept(target.with_name(name), text)]
    dataset = replace(dataset, problems=(*dataset.problems, *unkept))
    return _result(target, dataset, changes)


def _changes(target: Path, page: str) -> Changes:
    before = read_snapshot(target)
    return Changes(before, after=fingerprint(page)) if isinstance(before, str) else compare(before, snapshot(page))


def _with_border(dataset: Dataset) -> Dataset:
    """Add the border beside the records, else one made from open data, else a notice that there is none."""
    folder, settings = _folder(dataset.source), dataset.settings
    if folder is not None and (folder / "border").is_dir():
        border = _border(folder / "border")
    elif settings.border:
        from geomap.atlas.cached import cached_border

        border = _border(cached_border((settings.border[0], settings.border[1]), zone_km=settings.zone_km))
    else:
        return replace(dataset, problems=(*dataset.problems, _no_border(dataset)))
    return replace(dataset, border=border, problems=(*dataset.problems, *border.problems))


def _border(folder: Path) -> Border:
    """The border in `folder`, the same object as last time where no file of it has changed since."""
    states = ((path, path.stat()) for path in sorted(folder.iterdir()))
    return _read_border(folder, tuple((path, state.st_mtime_ns, state.st_size, state.st_ino) for path, state in states))


@lru_cache(maxsize=1)
def _read_border(folder: Path, files: tuple[tuple[Path, int, int, int], ...]) -> Border:  # noqa: ARG001
    return read_border(folder)


def _no_border(dataset: Dataset) -> Problem:
    name = dataset.source.name if dataset.source else "records"
    message = "no border is named, so the map has no border layer, no regions and no distances."
    fix = "Give --border RU-UA, or name it in map.toml."
    return Problem(name, None, "", "", message, fix, "border.none", "warning")


def _folder(source: Path | None) -> Path | None:
    """The folder that map.toml, border/ and resolved.csv lie in."""
    return None if source is None else source if source.is_dir() else source.parent


def _check_outputs(source: Path, target: Path, *, changelog: bool) -> None:
    """Refuse now what could not be written later, and what would be written over a record file."""
    inputs = _inputs(source)
    beside = [PROBLEMS, CHANGES, *([CHANGELOG] if changelog else [])]
    if target.name in beside:
        message = f"{target}: is the name of a file that a build writes beside the map."
        raise OutputError(f"{message} Fix: name the map otherwise, as in {target.with_name('map.html')}.")
    for path in (target, *map(target.with_name, beside)):
        check_output(path, inputs=inputs)
    if source.name == LOCK.name and not source.is_dir():
        raise OutputError(f"{source}: a build writes a file of this name beside its records. Fix: rename the table.")


def _inputs(source: Path) -> list[Path]:
    """What the map is made of, and so must not be written over."""
    folder = source if source.is_dir() else source.parent
    names = {Path(table.name).stem + suffix for table in TABLES for suffix in SUFFIXES}
    border = folder / "border"
    return [source, *(folder / name for name in ("map.toml", *names)), *(border.iterdir() if border.is_dir() else ())]


def _titled(dataset: Dataset, title: str) -> Settings:
    return msgspec.structs.replace(dataset.settings, title=title)


def _write_problems(target: Path, problems: tuple[Problem, ...]) -> None:
    write_text(target.with_name(PROBLEMS), to_csv(problems))


def _write_lock(dataset: Dataset) -> Iterator[Problem]:
    """Keep how names were resolved."""
    folder = _folder(dataset.source)
    if folder is None:
        return
    path, text = folder / LOCK.name, lock_text(dataset)
    before = path.read_bytes() if path.exists() else b""
    if text.encode() != before and (before or len(dataset.lock)):
        yield from _kept(path, text)


def _kept(path: Path, text: str) -> Iterator[Problem]:
    """Write a file that goes with a map that is there by now: where that fails, the map is none the worse."""
    try:
        write_text(path, text)
    except OutputError as error:
        message = f"cannot be written ({error.__cause__ or error}); the map itself is complete."
        yield Problem(path.name, None, "", "", message, "Free space, or make the file writable.", "output.beside")


def _result(target: Path, dataset: Dataset, changes: Changes) -> BuildResult:
    events = dataset.events
    areas = int(events["drawn_as"].ne("").sum())
    placed = int(events.geometry.notna().sum())
    return BuildResult(target, dataset, changes, placed, areas, len(events) - placed)
