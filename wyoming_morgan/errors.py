"""Every failure Morgan reports, at a glance.

Each error carries what happened (`message`), what to do about it (`hint`), a stable `code` for programs,
and whether trying the same again may help (`retryable`). The doors turn them into Wyoming `error` events
and OpenAI-shaped HTTP bodies; nothing speaks them aloud.
"""

from __future__ import annotations

from typing import ClassVar


class MorganError(Exception):
    """Base of every error that Morgan raises on purpose."""

    code: ClassVar[str] = "internal"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """Return the message, and the hint behind it when there is one."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


class ConfigurationError(MorganError):
    """A setting is unknown, has a wrong value, or cannot be read."""

    code = "configuration"


# What the client sent.


class InvalidRequest(MorganError):
    """The request is well-formed but asks for something that makes no sense."""

    code = "invalid-request"


class ProtocolError(MorganError):
    """The bytes do not follow the protocol."""

    code = "protocol"


class TooLarge(MorganError):
    """A declared bound was exceeded: a frame, a body, an utterance, a text."""

    code = "too-large"


class UndecodableAudio(MorganError):
    """The audio is in no format that can be read."""

    code = "undecodable-audio"


class UnknownVoice(MorganError):
    """No voice of that name, language or speaker exists."""

    code = "unknown-voice"


class UnknownModel(MorganError):
    """No model or program of that name exists."""

    code = "unknown-model"


class NotFound(MorganError):
    """There is no conversation, no fact and nothing else of that id."""

    code = "not-found"


class Unauthorized(MorganError):
    """The API key is missing or wrong, or the address is not allowed."""

    code = "unauthorized"


# What the machine can do.


class EngineUnavailable(MorganError):
    """An engine's library or model is not installed."""

    code = "engine-unavailable"


class EngineFailed(MorganError):
    """An engine broke while it worked; the next request gets a fresh one."""

    code = "engine-failed"
    retryable = True


class OutOfMemory(EngineFailed):
    """The memory of the machine or its GPU does not suffice for a model; the same again fails again."""

    code = "out-of-memory"
    retryable = False


class StoreUnavailable(MorganError):
    """The database does not answer: what was to be kept is not, what was to be read is not known."""

    code = "store-unavailable"
    retryable = True


class Busy(MorganError):
    """A queue or a connection limit is full."""

    code = "busy"
    retryable = True


class DeadlineExceeded(MorganError):
    """The work took longer than its deadline."""

    code = "timeout"
    retryable = True


class ShuttingDown(MorganError):
    """The server is stopping and takes no new work."""

    code = "shutting-down"
    retryable = True


# What lies outside.


class DownloadFailed(MorganError):
    """Something could not be brought over the network; what came already is kept, and is gone on from."""

    code = "download-failed"
    retryable = True


class DiskFull(MorganError):
    """There is no room for what is to be written."""

    code = "disk-full"
