"""A running wyoming-satellite, as on a small computer in a room; its microphone and speaker are files."""

from __future__ import annotations

import asyncio
import contextlib
import shlex
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from tests.home_assistant.hardware.wake_word import CLAP
from tests.home_assistant.lane.environment import Environment
from tests.home_assistant.process import Process
from wyoming_morgan.audio import SPEECH, AudioChunk, decode, wav
from wyoming_morgan.bench.ports import free_port

_HARDWARE = Path(__file__).with_name("hardware")
_START_SECONDS = 90.0
_DETECTS = "Connected to wake service"
_WAITING = "Waiting for wake word"
_WAKE_SECONDS = 1.0
"""Between the wake word and the command, as people wait for the satellite to light up."""
_ANSWER_SECONDS = 90.0


class WyomingSatellite:
    """Waits for Home Assistant to connect, and then for its wake word.

    It does not answer pings, so Home Assistant reconnects when it is silent for 5 s: speak soon, and once.
    """

    def __init__(self, process: Process, folder: Path, port: int) -> None:
        self._process = process
        self._folder = folder
        self.port = port

    @classmethod
    @contextlib.asynccontextmanager
    async def run(cls, program: Environment, folder: Path, *, area: str) -> AsyncIterator[WyomingSatellite]:
        """Run one of this area, in `folder`, during the block."""
        port = free_port()
        process = await Process.start(
            "wyoming-satellite",
            [
                program.python, "-m", "wyoming_satellite", "--debug",
                "--uri", f"tcp://127.0.0.1:{port}", "--no-zeroconf", "--name", "Satellite", "--area", area,
                "--mic-command", _program("microphone", folder / "recording.wav"),
                "--wake-command", _program("wake_word", "clap"),
                "--snd-command", _program("speaker", folder / "reply.wav"),
            ],
            log=folder / "output.log",
        )  # fmt: skip
        satellite = cls(process, folder, port)
        try:
            await process.until_said(_DETECTS, seconds=_START_SECONDS)
            await process.until(satellite._listens, seconds=_START_SECONDS)
            yield satellite
        finally:
            await process.stop()

    async def say(self, recording: bytes) -> AudioChunk:
        """Be woken and spoken to, once, and return what the speaker played."""
        await self._process.until_said(_WAITING, seconds=_START_SECONDS)
        command = decode(recording, target=SPEECH, limit_seconds=60).pcm
        heard = self._folder / "recording.new"
        heard.write_bytes(wav(AudioChunk(CLAP + bytes(SPEECH.size(_WAKE_SECONDS)) + command, SPEECH)))
        heard.rename(self._folder / "recording.wav")
        reply = self._folder / "reply.wav"

        async def answered() -> bool:
            return reply.exists()

        await self._process.until(answered, seconds=_ANSWER_SECONDS)
        return decode(reply.read_bytes(), target=SPEECH, limit_seconds=60)

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except ConnectionRefusedError:
            return False
        writer.close()
        return True


def _program(name: str, *words: str | Path) -> str:
    return shlex.join([sys.executable, str(_HARDWARE / f"{name}.py"), *(str(word) for word in words)])
