"""Processes of the tests: started with a log of their own, and stopped by their own id."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

_POLL_SECONDS = 0.1
_LAST_CHARACTERS = 3000
_GRACE_SECONDS = 40.0


class Process:
    """A program that runs beside the tests."""

    def __init__(self, name: str, running: asyncio.subprocess.Process, log: Path) -> None:
        self._name = name
        self._running = running
        self.log = log

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._running.pid

    @classmethod
    async def start(
        cls,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str] | None = None,
    ) -> Process:
        """Start a program; its output is appended to `log`."""
        with log.open("ab") as sink:
            running = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                env=dict(environment) if environment is not None else os.environ.copy(),
            )
        return cls(name, running, log)

    async def until(self, reached: Callable[[], Awaitable[bool]], *, seconds: float) -> None:
        """Wait for `reached` while the program runs; on failure its last words are shown."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not await reached():
            ended = self._running.returncode is not None
            if ended or loop.time() > deadline:
                why = f"ended with status {self._running.returncode}" if ended else f"not in {seconds:g} s"
                raise AssertionError(f"{self._name}: {why}\n{self.words()[-_LAST_CHARACTERS:]}")
            await asyncio.sleep(_POLL_SECONDS)

    async def until_said(self, words: str, *, seconds: float) -> None:
        """Wait until its log has these words."""

        async def said() -> bool:
            return words in self.words()

        await self.until(said, seconds=seconds)

    def words(self) -> str:
        """Return its whole log."""
        return self.log.read_text(errors="replace")

    async def stop(self) -> None:
        """Stop it as a service manager would; if it does not stop, kill it."""
        if self._running.returncode is None:
            self._running.terminate()
            try:
                await asyncio.wait_for(self._running.wait(), timeout=_GRACE_SECONDS)
            except TimeoutError:
                await self.kill()

    async def kill(self) -> None:
        """Kill it, as a power cut would."""
        self._running.kill()
        await self._running.wait()
