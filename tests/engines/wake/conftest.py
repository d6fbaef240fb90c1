"""Wake words spoken by espeak-ng, which is quick and always there; not every voice of it is understood."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.fakes import silence
from wyoming_morgan.audio import PcmConverter
from wyoming_morgan.engines.contract.engine import EngineContext, EngineSpec
from wyoming_morgan.engines.contract.tts import SpeakOptions, TextToSpeech
from wyoming_morgan.engines.registry import missing
from wyoming_morgan.engines.tts.espeak_ng import engine as espeak_ng
from wyoming_morgan.engines.wake import microwakeword, openwakeword
from wyoming_morgan.engines.wake.engine import WakeEngine
from wyoming_morgan.engines.wake.kind import WakeKind
from wyoming_morgan.engines.wake.options import WakeOptions

UNDERSTOOD = {
    "okay_nabu": ("en-GB-x-gbclan", "m3"),
    "hey_jarvis": ("en-GB-scotland", "f3"),
    "hey_mycroft": ("en-GB-scotland", "f5"),
    "alexa": ("en-GB-x-gbclan", "m8"),
    "hey_rhasspy": ("en-US-nyc", "f2"),
}
"""For each word a voice and a speaker of espeak-ng that every engine understands with room to spare: what
espeak-ng speaks is not quite the same every time."""
WORDS = ("okay_nabu", "hey_jarvis", "hey_mycroft", "alexa")
"""The words that both engines have."""


@dataclass(frozen=True)
class Flavour:
    """One of the engines under test."""

    kind: WakeKind
    spec: EngineSpec
    accepts: int
    """What it wrongly takes for a word in the recordings: measured, and to become no more."""
    detected: dict[str, int]
    """How many of the 9 voices of `VOICES` it hears each word in: measured, and to become no fewer."""

    def create(self, home: Path, /, **options: Any) -> WakeEngine:
        engine: WakeEngine = self.spec.create(WakeOptions(**options), EngineContext(home, home))
        return engine


VOICES = [
    (voice, speaker) for voice in ("en-US", "en-GB", "en-GB-scotland") for speaker in ("m2", "m8", "f3")
]
FLAVOURS = [
    Flavour(openwakeword.KIND, openwakeword.SPEC, 1, dict(zip(WORDS, (9, 9, 2, 6), strict=True))),
    Flavour(microwakeword.KIND, microwakeword.SPEC, 1, dict(zip(WORDS, (7, 5, 7, 9), strict=True))),
]


@pytest.fixture(params=FLAVOURS, ids=lambda flavour: flavour.kind.name)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    flavour: Flavour = request.param
    if absent := missing(flavour.spec):
        pytest.skip(f"needs {', '.join(absent)}: {flavour.spec.install}")
    return flavour


def only(name: str) -> pytest.MarkDecorator:
    """Have a test run with one engine alone."""
    flavours = [flavour for flavour in FLAVOURS if flavour.kind.name == name]
    return pytest.mark.parametrize("flavour", flavours, ids=[name], indirect=True)


Make = Callable[..., Any]


@pytest.fixture
async def make(flavour: Flavour, tmp_path: Path) -> AsyncIterator[Make]:
    """Makes a loaded engine with the options told."""
    engines = []

    async def make(**options: Any) -> WakeEngine:
        engine = flavour.create(tmp_path, **options)
        engines.append(engine)
        await engine.load()
        return engine

    yield make
    for engine in engines:
        await engine.close()


Say = Callable[..., bytes]


@pytest.fixture(scope="session")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    """Gives spoken words: 16 kHz, half a second of silence before and one and a half behind."""
    folder = tmp_path_factory.mktemp("espeak")
    wanted = [(word, *voice) for word, voice in UNDERSTOOD.items()]
    wanted += [(word, *voice) for word in WORDS for voice in VOICES]

    async def speak() -> dict[tuple[str, str, str], bytes]:
        engine = espeak_ng.SPEC.create(espeak_ng.SPEC.options(), EngineContext(folder, folder))
        await engine.load()
        said = {key: await _spoken(engine, *key) for key in wanted}
        await engine.close()
        return said

    said = asyncio.run(speak())

    def say(word: str, voice: tuple[str, str] | None = None) -> bytes:
        return silence(0.5) + said[word, *(voice or UNDERSTOOD[word])] + silence(1.5)

    return say


async def _spoken(engine: TextToSpeech, word: str, name: str, speaker: str) -> bytes:
    text = word.replace("_", " ").capitalize() + "."
    (voice,) = [voice for voice in engine.capabilities.voices if voice.name == name]
    converter = PcmConverter(engine.capabilities.format)
    spoken = engine.synthesize(text, voice, SpeakOptions(speaker=speaker))
    return b"".join([converter.convert(piece) async for piece in spoken]) + converter.flush()


def recording(path: Path) -> bytes:
    with wave.open(str(path)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (16_000, 2, 1)
        pcm: bytes = file.readframes(file.getnframes())
        return pcm
