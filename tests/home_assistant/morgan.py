"""A running Morgan that can be stopped, killed and started again on the same ports."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from tests.home_assistant.process import Process
from wyoming_morgan.bench.ports import free_port

HOME = Path(__file__).with_name("home")
"""Configuration of the home that Morgan and Home Assistant share."""
_READY_SECONDS = 120.0


class Morgan:
    """`morgan serve` with a folder of configuration, announced under a name of its own."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self._folder = folder
        self._settings = settings
        self._process: Process | None = None
        self.wyoming_port = free_port()
        self.http_port = free_port()

    @property
    def name(self) -> str:
        """The name it is announced by; other Morgans on this network have other ones."""
        return f"morgan-tests-{self.wyoming_port}"

    @property
    def url(self) -> str:
        """Where it serves HTTP, for this machine."""
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.http_port}"

    @property
    def _tls(self) -> bool:
        return "MORGAN_CORE__HTTP__TLS__SELF_MADE" in self._settings

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self._process is not None
        return self._process.pid

    @classmethod
    @contextlib.asynccontextmanager
    async def run(cls, folder: Path, **settings: str) -> AsyncIterator[Morgan]:
        """Run it during the block, in the home of `core.yaml`; `settings` are environment variables."""
        shutil.copy(HOME / "core.yaml", folder)
        morgan = cls(folder, settings)
        await morgan.start()
        try:
            yield morgan
        finally:
            await morgan.stop()

    async def start(self) -> None:
        """Start it and wait until it is ready."""
        self._process = await Process.start(
            "Morgan",
            [
                sys.executable, "-m", "wyoming_morgan", "serve", "--config-dir", self._folder,
                "--wyoming-port", str(self.wyoming_port), "--http-port", str(self.http_port),
            ],
            log=self._folder / "output.log",
            environment=self._environment(),
        )  # fmt: skip
        await self._process.until(self._ready, seconds=_READY_SECONDS)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "MORGAN_CORE__WYOMING__ADVERTISE_NAME": self.name,
            "MORGAN_CORE__CACHE_DIR": str(self._folder / "cache"),
            "MORGAN_CORE__DATA_DIR": str(self._folder / "data"),
            # These tests follow a command; confirmation is tested elsewhere.
            "MORGAN_CORE__AGENT__GUARD__CONFIRM": "[]",
            # The recognizer is less sure of the built-in voice than of people.
            "MORGAN_STT__ENGINES__POCKETSPHINX__MIN_CONFIDENCE": "0",
            **self._settings,
        }

    async def stop(self) -> None:
        """Stop it as a service manager would."""
        if self._process is not None:
            await self._process.stop()

    async def restart(self, **settings: str) -> None:
        """Stop it and start it again, with other settings where they are given."""
        await self.stop()
        self._settings = {**self._settings, **settings}
        await self.start()

    async def kill(self) -> None:
        """Kill it."""
        assert self._process is not None
        await self._process.kill()

    async def command(self, *arguments: str) -> str:
        """Run `morgan` beside it, in its environment, and return what it prints."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "wyoming_morgan", *arguments, "--config-dir", self._folder,
            env={
                **self._environment(),
                "MORGAN_CORE__HTTP__PORT": str(self.http_port),
                "MORGAN_CORE__SHARED_WYOMING_PORT": str(self.wyoming_port),
            },
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await process.communicate()
        assert process.returncode == 0
        return output.decode()

    def words(self) -> str:
        """Return its whole log."""
        return self._process.words() if self._process is not None else ""

    async def say(self, text: str, **choice: Any) -> bytes:
        """Return a WAV file in which Morgan speaks a text; `choice` is its voice and the like."""
        async with self._post("/generate", json={"text": text, "stream": False, **choice}) as response:
            return await response.read()

    async def activity(self, recording: bytes) -> list[tuple[float, float]]:
        """Return the stretches of speech in a recording: begin and end, in seconds."""
        form = aiohttp.FormData()
        form.add_field("file", recording, filename="recording.wav")
        async with self._post("/v1/audio/speech/timestamps", data=form) as response:
            return [(part["start"] / 1000, part["end"] / 1000) for part in await response.json()]

    @contextlib.asynccontextmanager
    async def _post(self, path: str, **content: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, ssl=False, **content) as response,
        ):
            response.raise_for_status()
            yield response

    async def _ready(self) -> bool:
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.url}/ready", ssl=False) as response,
            ):
                return response.status == HTTPStatus.OK
        except aiohttp.ClientError:
            return False
