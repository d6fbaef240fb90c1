"""The choices of settings and commands."""

from __future__ import annotations

from enum import StrEnum


class Service(StrEnum):
    """The services that can be served together or separately."""

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
    """The format of the log."""

    PLAIN = "plain"
    JSON = "json"
