"""Take turns and take medians."""

from __future__ import annotations

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence


def in_turn(*actions: Callable[[], object], rounds: int = 7) -> list[float]:
    """Median seconds of each action; every round runs each once, after one round that is not counted."""
    times: list[list[float]] = [[] for _ in actions]
    for number in range(rounds + 1):
        for seconds, action in zip(times, actions, strict=True):
            start = time.perf_counter()
            action()
            if number:
                seconds.append(time.perf_counter() - start)
    return [statistics.median(seconds) for seconds in times]


def command(*words: str, allowed: Sequence[int] = (0,)) -> Callable[[], None]:
    """An action that runs a command in a process of its own."""

    def run() -> None:
        done = subprocess.run(words, capture_output=True, check=False)
        if done.returncode not in allowed:
            raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}: {done.stderr.decode()[-500:]}")

    return run
