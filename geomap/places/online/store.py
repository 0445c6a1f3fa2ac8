"""What online services answered, and when each may be asked again: one SQLite file for all builds on this machine.

Safe between threads, processes and across a fork: a connection for each, transactions that take the write lock at
once, and a wait where another holds it. A file that cannot be used is set aside under another name, never deleted.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from geomap.problems import Problem, ascii_controls

FORMAT = 1
FILE = "online.sqlite"
BUSY_S = 30.0
"""How long to wait for another process; a transaction takes a millisecond."""

PAUSE_LIMIT_S = 86_400.0
"""A turn farther ahead than this was written under a clock that ran wrong."""

_SCHEMA = f"""
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS answers (
    service TEXT, question TEXT, asked_at REAL, found TEXT, PRIMARY KEY (service, question)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS turns (service TEXT PRIMARY KEY, next_at REAL) WITHOUT ROWID;
PRAGMA user_version = {FORMAT};
COMMIT;
"""

Found = list[dict[str, Any]]
"""The places that a service named; none is an answer too."""


class Store:
    """Answers and turns in `folder`. Raises sqlite3.Error or OSError where the file cannot be written."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        self.notices: list[Problem] = []
        self._own = threading.local()
        self._opening = threading.Lock()
        self._connections: list[tuple[int, sqlite3.Connection]] = []

    def open(self) -> None:
        """Make the file, or set aside one that is damaged or of a newer geomap and make it anew."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        reason = _fault(self.path)
        if reason:
            self._set_aside(reason)
        self._connection()

    def get(self, service: str, question: str) -> tuple[Found, float] | None:
        """The kept answer and when it was given, in seconds since 1970."""
        row = self._connection().execute(
            "SELECT found, asked_at FROM answers WHERE service = ? AND question = ?", (service, question)
        )
        kept = row.fetchone()
        return (json.loads(kept[0]), kept[1]) if kept else None

    def put(self, service: str, question: str, found: Found, asked_at: float) -> None:
        """Keep an answer; it is on the disk when this returns."""
        row = (service, question, asked_at, json.dumps(found, ensure_ascii=False))
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row)

    def take_turn(self, service: str, pause_s: float, now: float) -> float:
        """The moment from which the caller may ask. No two callers get moments closer than `pause_s`."""
        with self._writing() as connection:
            at = max(now, _next_turn(connection, service, now))
            connection.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (service, at + pause_s))
        return at

    def put_off(self, service: str, until: float, now: float) -> None:
        """Let nobody on this machine ask before `until`."""
        with self._writing() as connection:
            at = max(until, _next_turn(connection, service, now))
            connection.execute("INSERT OR REPLACE INTO turns VALUES (?, ?)", (service, at))

    def close(self) -> None:
        """Close what this process opened."""
        with self._opening:
            while self._connections:
                process, connection = self._connections.pop()
                if process == os.getpid():
                    connection.close()
            self._own = threading.local()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection in this process; one made before a fork is left to the parent."""
        own = self._own
        if getattr(own, "process", None) != os.getpid():
            connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            with self._opening:
                self._connections.append((os.getpid(), connection))
            connection.executescript(_SCHEMA)
            own.connection, own.process = connection, os.getpid()
        found: sqlite3.Connection = own.connection
        return found

    def _set_aside(self, reason: str) -> None:
        names = (self.path.with_name(f"{FILE}.set-aside-{number}") for number in range(1, 1000))
        aside = next(name for name in names if not name.exists())
        try:
            self.path.rename(aside)
        except FileNotFoundError:
            return  # another process set it aside first
        message = f"the kept answers of online services {reason}; they were set aside as {aside.name}."
        fix = "Nothing needs doing; the services are asked again, and the old file may be deleted."
        self.notices.append(Problem(FILE, None, "", "", message, fix, "online.cache", "warning"))


def _next_turn(connection: sqlite3.Connection, service: str, now: float) -> float:
    row = connection.execute("SELECT next_at FROM turns WHERE service = ?", (service,)).fetchone()
    return row[0] if row and row[0] <= now + PAUSE_LIMIT_S else now


def _fault(path: Path) -> str:
    """What is wrong with the file, as the middle of a sentence; "" if nothing. Raises sqlite3.OperationalError."""
    if not path.exists():
        return ""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_S)) as connection:
            version = int(connection.execute("PRAGMA user_version").fetchone()[0])
            healthy = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            columns = [connection.execute(f"PRAGMA table_info({name})").fetchall() for name in ("answers", "turns")]
    except sqlite3.OperationalError:
        raise  # locked, or the folder may not be read: nothing is wrong with the file itself
    except sqlite3.DatabaseError as error:
        return f"cannot be read ({ascii_controls(str(error))})"
    if version > FORMAT:
        return f"were written by a newer geomap (format {version}, this one reads {FORMAT})"
    is_new = version == 0 and not any(columns)
    is_ours = [len(found) for found in columns] == [4, 2]
    return "" if healthy == "ok" and (is_new or is_ours) else f"are damaged ({ascii_controls(str(healthy))})"
