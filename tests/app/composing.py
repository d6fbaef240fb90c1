"""Engines that work, break or are missing, and a configuration of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fakes import FakeRecognizer, FakeSynthesizer, FakeVoiceActivity
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.engine import (
    Attribution,
    EngineContext,
    EngineKind,
    EngineOptions,
    EngineSpec,
)
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.registry import Registry
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineUnavailable

SPEECH = b"\x00\x40" * 16_000


class Broken(FakeRecognizer):
    async def load(self) -> None:
        raise EngineUnavailable("model.bin is truncated", hint="run: morgan models pull neural/base --force")


class Slow(FakeRecognizer):
    async def load(self) -> None:
        raise DeadlineExceeded("slow did not answer within 30 s")


class Stubborn(FakeRecognizer):
    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        raise Busy(f"the queue is full: {vocabulary}")


class Willing(FakeRecognizer):
    vocabulary = Vocabulary()

    async def change_vocabulary(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary


class Mute(FakeSynthesizer):
    async def load(self) -> None:
        raise EngineUnavailable("voice.onnx is no model", hint="run: morgan models pull neural/ada --force")


def spec(kind: EngineKind, name: str, create: Callable[[], Any], **more: Any) -> EngineSpec:
    def make(_options: EngineOptions, _context: EngineContext) -> Any:
        return create()

    facts: dict[str, Any] = {"summary": name, "license": "MIT", "attribution": Attribution("", "")}
    return EngineSpec(kind=kind, name=name, create=make, **facts, **more)


class Installed(Registry):
    """A registry of engines that no package has to bring."""

    def __init__(self, *specs: EngineSpec) -> None:
        super().__init__(())
        self._specs = {(spec.kind, spec.name): spec for spec in specs}


def german() -> FakeRecognizer:
    return FakeRecognizer("licht an", languages=("de",))


def synthesizer(name: str, language: str = "en", rate: int = 22_050) -> FakeSynthesizer:
    return FakeSynthesizer(voices=(Voice(name, (language,), name),), rate=rate)


REGISTRY = Installed(
    spec(EngineKind.STT, "plain", FakeRecognizer, automatic=True),
    spec(EngineKind.STT, "broken", Broken, automatic=True, rank=9),
    spec(EngineKind.STT, "german", german),
    spec(EngineKind.STT, "slow", Slow),
    spec(EngineKind.STT, "stubborn", Stubborn),
    spec(EngineKind.STT, "willing", lambda: Willing("licht an", languages=("de",))),
    spec(EngineKind.TTS, "mute", Mute),
    spec(EngineKind.TTS, "german", lambda: synthesizer("karl", "de-DE", rate=16_000)),
    spec(EngineKind.TTS, "plain", lambda: synthesizer("bob"), automatic=True),
    spec(EngineKind.VAD, "plain", FakeVoiceActivity, automatic=True),
)


WORKING = [spec for spec in REGISTRY.specs() if spec.name != "broken"]


def config(folder: Path, **settings: Any) -> Config:
    core = {"cache_dir": folder, "data_dir": folder}
    return Config.model_validate({"core": core, **settings})
