"""Run `geomap watch` as a curator does, and listen to what it says, in the terminal and to the browser."""

from __future__ import annotations

import http.client
import json
import queue
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PATIENCE_S = 120.0


class Lines:
    """The lines of a stream, waited for by what they hold."""

    def __init__(self, stream: IO[str]) -> None:
        self.seen: list[str] = []
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def until(self, text: str) -> str:
        """The next line with `text` in it."""
        while True:
            line = self._lines.get(timeout=PATIENCE_S)
            assert line is not None, f"ended without {text!r}: {self.seen}"
            self.seen.append(line)
            if text in line:
                return line

    def rest(self) -> list[str]:
        """What is left once the stream has ended."""
        self._reader.join(PATIENCE_S)
        return list(iter(lambda: self._lines.get(timeout=PATIENCE_S), None))

    def _read(self, stream: IO[str]) -> None:
        for line in stream:
            self._lines.put(line.rstrip("\n"))
        self._lines.put(None)


class Watching:
    """A running `geomap watch`."""

    def __init__(self, process: subprocess.Popen[str], page: Path) -> None:
        assert process.stdout is not None
        self.process = process
        self.page = page
        self.lines = Lines(process.stdout)
        self.url = re.search(r"http://\S+", self.lines.until("watching"))[0]  # type: ignore[index]
        self.host = self.url.removeprefix("http://").rstrip("/")

    def get(self, path: str = "/", **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE_S)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_S)


class News:
    """What the server tells an open page."""

    def __init__(self, watching: Watching) -> None:
        self._connection = http.client.HTTPConnection(watching.host, timeout=PATIENCE_S)
        self._connection.request("GET", "/live")
        self._answer = self._connection.getresponse()

    def next(self) -> dict[str, Any]:
        while True:
            line = self._answer.readline().decode()
            assert line, "the stream ended"
            if line.startswith("data: "):
                return dict(json.loads(line.removeprefix("data: ")))

    def close(self) -> None:
        self._answer.close()
        self._connection.close()


@contextmanager
def watching(data: Path, page: Path, *options: str) -> Iterator[Watching]:
    """`geomap watch` until the block ends."""
    words = [sys.executable, "-m", "geomap", "watch", str(data), "-o", str(page), *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    try:
        yield Watching(process, page)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(PATIENCE_S)
            finally:
                process.kill()
        assert process.stdout is not None
        process.stdout.close()
