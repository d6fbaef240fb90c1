"""The servers that are measured: Morgan and its peers, each started and stopped in the same way."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.peers.results import Subject
from wyoming_morgan.bench.client import describe
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.errors import EngineFailed

START_SECONDS = 120.0
HOME_ASSISTANT_SILENCE = 0.7
"""Seconds of silence after which Home Assistant ends a turn: the default of its `VadSensitivity`."""
ENDPOINT_SILENCE = 0.5
"""Seconds that the peer's own endpointing waits: as long as Morgan does for a command that is not whole."""


@dataclass(frozen=True, slots=True)
class MeasuredServer:
    """A server that answers."""

    subject: Subject
    port: int
    pid: int
    ends_turns: bool = True
    """Whether it finds the end of speech itself; else its client does."""


OnStart = Callable[[int], None]
"""Called with the port as soon as the process runs."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A server that can be started."""

    subject: Subject
    name: str
    open: Callable[[OnStart], AbstractAsyncContextManager[MeasuredServer]]


def morgan(settings: Mapping[str, Mapping[str, Any]], service: str, name: str = "Morgan") -> Contender:
    """Return a Morgan that runs one service."""
    return Contender(Subject.MORGAN, name, partial(_morgan, settings, service))


@asynccontextmanager
async def _morgan(
    settings: Mapping[str, Mapping[str, Any]], service: str, on_start: OnStart
) -> AsyncIterator[MeasuredServer]:
    async with running_server(
        settings,
        services=[service],
        ready_within=START_SECONDS,
        on_start=lambda server: on_start(server.wyoming_port),
    ) as server:
        yield MeasuredServer(Subject.MORGAN, server.wyoming_port, server.pid)


def faster_whisper(python: Path, model: Path, *, best: bool) -> Contender:
    """Return wyoming-faster-whisper, at its defaults or at its best for speed."""
    arguments = ["--model", str(model), "--data-dir", str(model.parent), "--stt-library", "faster-whisper"]
    arguments += ["--local-files-only", "--language", "en"]
    if best:
        threads = str(len(os.sched_getaffinity(0)))
        arguments += ["--beam-size", "1", "--compute-type", "int8", "--cpu-threads", threads]
        arguments += ["--vad-endpointing", str(ENDPOINT_SILENCE)]
    subject = Subject.PEER_AT_BEST if best else Subject.PEER
    return _peer(python, "wyoming_faster_whisper", arguments, subject, ends_turns=best)


def piper(python: Path, voice: Path) -> Contender:
    """Return wyoming-piper."""
    arguments = ["--voice", voice.stem, "--data-dir", str(voice.parent), "--local-files-only"]
    return _peer(python, "wyoming_piper", arguments, Subject.PEER)


def openwakeword(python: Path, word: str) -> Contender:
    """Return wyoming-openwakeword."""
    return _peer(python, "wyoming_openwakeword", ["--preload-model", word], Subject.PEER)


def _peer(
    python: Path, module: str, arguments: list[str], subject: Subject, *, ends_turns: bool = True
) -> Contender:
    name = " ".join((module.replace("_", "-"), *(["at its best"] if subject is Subject.PEER_AT_BEST else [])))
    command = [str(python), "-m", module, *arguments]
    return Contender(subject, name, partial(_running, command, subject, ends_turns))


@asynccontextmanager
async def _running(
    command: list[str], subject: Subject, ends_turns: bool, on_start: OnStart
) -> AsyncIterator[MeasuredServer]:
    port = free_port()
    with tempfile.TemporaryFile() as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            "--uri",
            f"tcp://127.0.0.1:{port}",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            on_start(port)
            if not await _answers(process, port):
                log.seek(0)
                end = log.read()[-1000:].decode(errors="replace")
                raise EngineFailed(f"{command[2]} does not start: {end}", hint="run its command by hand")
            yield MeasuredServer(subject, port, process.pid, ends_turns)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _answers(process: asyncio.subprocess.Process, port: int) -> bool:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + START_SECONDS
    while process.returncode is None and loop.time() < deadline:
        try:
            await describe(port)
        except (OSError, EngineFailed):
            await asyncio.sleep(0.02)
        else:
            return True
    return False
