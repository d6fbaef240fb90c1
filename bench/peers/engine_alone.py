"""Asks an engine without a server, in a process of its own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from wyoming_morgan.errors import EngineFailed

_PROGRAM = Path(__file__).with_name("direct.py")
_SECONDS = 120.0


class EngineAlone:
    """A running `direct.py`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Have it do one call; return its answer.

        Raises:
            EngineFailed: it ended.
        """
        assert self._process.stdin is not None  # noqa: S101 - for the type checker
        assert self._process.stdout is not None  # noqa: S101 - for the type checker
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        await self._process.stdin.drain()
        line = await asyncio.wait_for(self._process.stdout.readline(), _SECONDS)
        if not line:
            raise EngineFailed("the engine alone ended", hint="its complaint is above")
        answer: dict[str, Any] = json.loads(line)
        return answer


@asynccontextmanager
async def engine_alone(python: Path, kind: str, options: Mapping[str, Any]) -> AsyncIterator[EngineAlone]:
    """Run an engine in the environment of a Python until the block ends."""
    process = await asyncio.create_subprocess_exec(
        str(python),
        str(_PROGRAM),
        kind,
        json.dumps(options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield EngineAlone(process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
