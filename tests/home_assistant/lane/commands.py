"""Commands with a deadline, a log and a few attempts."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.home_assistant.lane.failure import LaneFailed

_LAST_LINES = 8


class Commands:
    """Runs commands one after another; all their output goes into one log."""

    def __init__(self, log: Path, *, say: Callable[[str], None], pause: float = 3.0) -> None:
        self._log = log
        self._say = say
        self._pause = pause

    def run(
        self,
        command: Sequence[str | os.PathLike[str]],
        *,
        seconds: float,
        hint: str,
        attempts: int = 1,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Run a command and return what it printed.

        Raises:
            LaneFailed: it failed as often as it was tried, or took longer than `seconds` each time.
        """
        words = [os.fspath(word) for word in command]
        for attempt in range(1, attempts + 1):
            if attempt > 1:
                self._say(f"trying again: {words[0]}")
                time.sleep(self._pause)
            problem, output = self._attempt(words, seconds, environment)
            if problem is None:
                return output
        last_lines = "\n    ".join(["", *output.strip().splitlines()[-_LAST_LINES:]])
        problem = f"{Path(words[0]).name} {problem}{last_lines}"
        raise LaneFailed(problem, hint=f"{hint} (the whole output: {self._log})")

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Say how long the block took, once it is done."""
        began = time.monotonic()
        yield
        self._say(f"{time.monotonic() - began:6.1f} s  {what}")

    def _attempt(
        self, words: list[str], seconds: float, environment: Mapping[str, str] | None
    ) -> tuple[str | None, str]:
        """Return what went wrong, if anything, and what was printed."""
        try:
            done = subprocess.run(  # noqa: S603 - the lane's own commands, no shell
                words,
                env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except FileNotFoundError:
            return "is not installed", ""
        except subprocess.TimeoutExpired:
            return f"took longer than {seconds:.0f} s", ""
        with self._log.open("a") as log:
            log.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\n")
        if done.returncode:
            return f"ended with status {done.returncode}", done.stderr or done.stdout
        return None, done.stdout
