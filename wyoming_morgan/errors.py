"""All errors that Morgan reports.

Each has a `message`, a `hint` on what to do, a stable `code` for programs, and says whether a retry may help
(`retryable`), which it never does once something was done. The doors turn them into Wyoming `error` events
and OpenAI-shaped HTTP bodies; they are never spoken.
"""

from __future__ import annotations

from typing import ClassVar

from wyoming_morgan.addresses import without_credentials


class MorganError(Exception):
    """Base of every error that Morgan raises on purpose. What may be a secret in addresses is hidden."""

    code: ClassVar[str] = "internal"
    retryable: bool = False
    """Whether the same again may work; never after something was done."""
    of_client: ClassVar[bool] = False
    """Whether the client has to change its request; else the fault is on this side."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        self.message = without_credentials(message)
        self.hint = without_credentials(hint)
        super().__init__(self.message)

    def after_acting(self) -> None:
        """Report that something was done before it failed, so that nobody does it twice."""
        self.retryable = False
        self.hint = "something was done already: check before you ask again"

    def __str__(self) -> str:
        """Return the message, followed by the hint if there is one."""
        return f"{self.message} ({self.hint})" if self.hint else self.message


def unexpected() -> MorganError:
    """Return what somebody who asked learns about a bug: the log has its details, which are nobody else's."""
    return MorganError("an unexpected error in Morgan", hint="its log has the details")


class ConfigurationError(MorganError):
    """A setting is unknown, has a wrong value, or cannot be read."""

    code = "configuration"


# What the client sent.


class InvalidRequest(MorganError):
    """The request is well-formed, but its content is not valid."""

    code = "invalid-request"
    of_client = True


class ProtocolError(MorganError):
    """The bytes do not follow the protocol."""

    code = "protocol"
    of_client = True


class TooLarge(MorganError):
    """A declared bound was exceeded: a frame, a body, an utterance, a text."""

    code = "too-large"
    of_client = True


class UndecodableAudio(MorganError):
    """The format of the audio is not supported."""

    code = "undecodable-audio"
    of_client = True


class UnknownVoice(MorganError):
    """No voice has this name, language or speaker."""

    code = "unknown-voice"
    of_client = True


class UnknownModel(MorganError):
    """No model or program has this name."""

    code = "unknown-model"
    of_client = True


class NotFound(MorganError):
    """No conversation, fact or other object has this id."""

    code = "not-found"
    of_client = True


class Unauthorized(MorganError):
    """The API key is missing or wrong, or the address is not allowed."""

    code = "unauthorized"
    of_client = True


# What the machine can do.


class EngineUnavailable(MorganError):
    """An engine's library or model is not installed."""

    code = "engine-unavailable"


class EngineFailed(MorganError):
    """An engine crashed at work; the next request gets a new one."""

    code = "engine-failed"
    retryable = True


class OutOfMemory(EngineFailed):
    """The machine or its GPU does not have enough memory for a model; a retry fails again."""

    code = "out-of-memory"
    retryable = False


class StoreUnavailable(MorganError):
    """The database does not answer: nothing can be stored or read."""

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
    """A download failed; the part that is complete is kept, and the next attempt resumes it."""

    code = "download-failed"
    retryable = True


class DiskFull(MorganError):
    """There is not enough free space on the disk."""

    code = "disk-full"


class ServiceManagerFailed(MorganError):
    """The service manager of this machine is not there, or refuses."""

    code = "service-manager"
