"""Has sentences spoken by the voices that are there, and keeps what was spoken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import aiohttp

from wyoming_morgan.bench.recordings import LabeledRecording
from wyoming_morgan.bench.server import running_server
from wyoming_morgan.errors import EngineFailed, EngineUnavailable

NEURAL = ("kokoro", "piper")
"""Engines that sound like people, the best first."""
FORMANT = "espeak-ng"
"""The engine that speaks every language, like nobody."""


@dataclass(frozen=True, slots=True)
class BenchVoice:
    """A voice of a text-to-speech engine, behind a server that runs it."""

    engine: str
    name: str
    languages: tuple[str, ...]
    address: str
    """The base URL of the server's HTTP door."""
    model: str
    """What tells apart the same voice of other models: the engine's settings as JSON."""

    @property
    def label(self) -> str:
        """Its name for people."""
        return f"{self.engine}/{self.name}"

    def speaks(self, language: str) -> bool:
        """Whether it speaks a language, in whatever country."""
        return any(tag.partition("-")[0] == language.partition("-")[0] for tag in self.languages)


def chosen_voices(voices: Iterable[BenchVoice], language: str, count: int) -> tuple[BenchVoice, ...]:
    """Choose at most `count` voices of a language, of different engines first.

    A formant synthesizer speaks only where no other voice does, with a single voice.
    """
    speakers = [voice for voice in voices if voice.speaks(language)]
    by_engine = [[voice for voice in speakers if voice.engine == engine] for engine in NEURAL]
    in_turn = [voice for voice in chain.from_iterable(zip_longest(*by_engine)) if voice is not None]
    return tuple(in_turn[:count] or [voice for voice in speakers if voice.engine == FORMANT][:1])


@asynccontextmanager
async def open_voices(
    settings: Mapping[str, Any], languages: Sequence[str], note: Callable[[str], None]
) -> AsyncIterator[tuple[BenchVoice, ...]]:
    """Run a server for each engine that can speak here; `note` is told about those that cannot."""
    voices: list[BenchVoice] = []
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        for engine in (*NEURAL, FORMANT):
            tts = {**settings.get("tts", {}), "engine": engine}
            core = {**settings.get("core", {}), "languages": list(languages)}
            running = running_server({**settings, "core": core, "tts": tts}, services=["tts"])
            try:
                server = await stack.enter_async_context(running)
            except EngineUnavailable as error:
                note(f"without {engine}: {error.message}")
                continue
            model = json.dumps(tts.get("engines", {}).get(engine, {}), sort_keys=True, default=str)
            voices += await _voices(session, server.http, engine, model)
        yield tuple(voices)


async def _voices(session: aiohttp.ClientSession, address: str, engine: str, model: str) -> list[BenchVoice]:
    async with session.get(f"{address}/v1/audio/voices") as response:
        listed = (await response.json())["voices"]
    return [BenchVoice(engine, entry["id"], tuple(entry["languages"]), address, model) for entry in listed]


class SpokenSentences:
    """Speaks sentences into files; what was spoken before is not spoken again."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession) -> None:
        self._folder = folder
        self._session = session

    async def speak(self, voice: BenchVoice, language: str, sentence: str) -> LabeledRecording:
        """Return the recording of a sentence, which is not meant for Morgan.

        Raises:
            EngineFailed: the voice cannot speak it.
        """
        path = self._folder / language / f"{_digest(voice, language, sentence)}.wav"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            part.write_bytes(await self._spoken(voice, language, sentence))
            part.replace(path)
        return LabeledRecording(path, voice.label, sentence, language, meant=False)

    async def _spoken(self, voice: BenchVoice, language: str, sentence: str) -> bytes:
        body = {
            "text": sentence,
            "voice": voice.name,
            "language": language,
            "format": "wav",
            "stream": False,
        }
        async with self._session.post(f"{voice.address}/generate", json=body) as response:
            data = await response.read()
        if response.status != HTTPStatus.OK:
            raise EngineFailed(f"{voice.label} does not speak: {data[:300]!r}", hint="run: morgan doctor")
        return data


def _digest(voice: BenchVoice, language: str, sentence: str) -> str:
    parts = (voice.engine, voice.model, voice.name, language, sentence)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def labels(voices: Iterable[BenchVoice]) -> Iterator[str]:
    """Yield the names of voices, with what is to be known about them."""
    for voice in voices:
        yield f"{voice.label} (no neural voice is there)" if voice.engine == FORMANT else voice.label
