"""`geomap resolve`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from geomap.places.answers import Answer, Candidate


@click.command()
@click.argument("name", default="")
@click.option("--country", default="", help="Country, as ISO 3166-1 code or in English.")
@click.option("--admin1", default="", help="Region, in any usual spelling.")
@click.option("--near", metavar="LAT,LON", default="", help="A position that the place should be near to (degrees).")
@click.option("--json", "is_json", is_flag=True, help="Print the answer as JSON.")
@click.option("--batch", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="CSV of names to resolve.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where the answers to --batch go.")
def resolve(
    name: str, country: str, admin1: str, near: str, is_json: bool, batch: Path | None, output: Path | None
) -> None:
    """Tell which place NAME stands for, how that was found, how sure it is, and what else it could be.

    Looks into the gazetteers only; no data folder is read. Exit code 0: found, 1: ambiguous or not found.

    A batch has the columns query, country and admin1; the answers add status, lat, lon, name,
    gazetteer_id, precision, method, score and candidates.

    Example: geomap resolve "5 km north of Sudzha" --country RU --admin1 Kursk
    """
    if batch is not None:
        if output is None or name:
            raise click.UsageError("--batch needs -o and takes no NAME.")
        _resolve_batch(batch, output)
        return
    if not name:
        raise click.UsageError("Name a place, or a file with --batch.")
    from geomap.places.resolve import resolve_name

    answer = resolve_name(name, country=_country(country), admin1=admin1, near=_position(near))
    click.echo(_json(name, answer) if is_json else _text(answer))
    sys.exit(0 if answer.status == "found" else 1)


def _resolve_batch(batch: Path, output: Path) -> None:
    from geomap.places.batch import resolve_file

    counts = resolve_file(batch, output)
    for notice in counts.notices:
        click.echo(f"{notice.severity}: {notice}", err=True)
    click.echo(f"{output}: {', '.join(f'{number:,} {status}' for status, number in counts.by_status.items())}")


def _country(text: str) -> str:
    from geomap.places.units import World

    code = World().country(text)
    if text and not code:
        raise click.BadParameter(
            f"{text!r} is no country. Write its ISO 3166-1 code, or its name.", param_hint="--country"
        )
    return code


def _position(near: str) -> tuple[float, float] | None:
    if not near:
        return None
    try:
        lat, lon = map(float, near.split(","))
    except ValueError:
        raise click.BadParameter("write it as 51.19,35.27.", param_hint="--near") from None
    if abs(lat) > 90 or abs(lon) > 180:
        raise click.BadParameter("latitude lies within 90 degrees, longitude within 180.", param_hint="--near")
    return lat, lon


def _json(name: str, answer: Answer) -> str:
    from geomap.places.batch import as_record

    return json.dumps({"query": name, **as_record(answer)}, ensure_ascii=False, indent=2)


def _text(answer: Answer) -> str:
    from geomap.places.answers import reason_of
    from geomap.problems import ascii_controls

    lines = [f"{answer.status}  {ascii_controls(answer.name)}".rstrip()]
    if answer.status == "found":
        position = f"{answer.lat:.5f}, {answer.lon:.5f}" if answer.lat == answer.lat else "no position"
        lines.append(f"  {position}  {answer.precision}  score {answer.score:g}  {ascii_controls(answer.source)}")
    if reason := reason_of(answer):
        lines.append(f"  {ascii_controls(reason)}")
    if answer.candidates:
        lines.append("  other places of this name:" if answer.status == "found" else "  candidates:")
        lines += [f"    {candidate}{_scored(candidate)}" for candidate in answer.candidates]
    if answer.status == "ambiguous":
        lines.append("  --country, --admin1 or --near may tell them apart")
    return "\n".join(lines)


def _scored(candidate: Candidate) -> str:
    return f"  score {candidate.score:g}" if candidate.score == candidate.score else ""
