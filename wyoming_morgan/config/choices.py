"""The words that settings and commands choose from."""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """The parts of Morgan that can be served together or alone."""

    CORE = "core"
    LLM = "llm"
    TTS = "tts"
    STT = "stt"
    VAD = "vad"


class LogLevel(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    """How it is logged."""

    PLAIN = "plain"
    JSON = "json"
