"""What can be heard and said over the voice socket."""

from __future__ import annotations

from typing import Any

from wyoming_morgan import __version__
from wyoming_morgan.engines.contract.engine import EngineKind
from wyoming_morgan.engines.contract.wake import WakeWords
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.readiness import State
from wyoming_morgan.voice.contract import Mouth


def about(services: HttpServices) -> dict[str, Any]:
    """Return the answer to `describe`, from memory; what this process does not have is null."""
    states = services.readiness.services
    loading = [
        kind.value
        for kind in (EngineKind.STT, EngineKind.TTS, EngineKind.WAKE)
        if kind in states and states[kind].state is State.STARTING
    ]
    wake = services.wake()
    return {
        "type": "about",
        "version": __version__,
        "loading": loading,
        "stt": _stt(services),
        "tts": None if services.tts is None else _tts(services.tts),
        "wake": None if wake is None else _wake(wake),
    }


def _stt(services: HttpServices) -> dict[str, Any] | None:
    if services.stt is None or services.stt_capabilities is None:
        return None
    capabilities = services.stt_capabilities()
    return {"model": capabilities.model, "languages": list(capabilities.languages)}


def _tts(mouth: Mouth) -> dict[str, Any]:
    voices = [
        {
            "name": voice.name,
            "description": voice.description,
            "languages": list(voice.languages),
            "speakers": list(voice.speakers),
        }
        for voice in mouth.voices
    ]
    return {"voices": voices}


def _wake(engine: WakeWords) -> dict[str, Any]:
    words = [
        {
            "name": word.name,
            "phrase": word.phrase,
            "description": word.description,
            "languages": list(word.languages),
        }
        for word in engine.capabilities.words
    ]
    return {"words": words}
