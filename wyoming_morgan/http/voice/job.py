"""A piece of spoken work: what each kind of it has in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.timings import TurnTimings


class VoiceJob(ABC):
    """One piece of work for one client. What comes for it is handed in while `run` answers in a task."""

    is_turn: ClassVar[bool] = True
    """Whether the log of turns has it."""

    def __init__(self) -> None:
        self.timings = TurnTimings()
        self.waiting = True
        """Whether more of the client's audio or text is needed."""
        self.over = False
        """Whether the last message has been sent, or is about to be."""

    async def audio(self, pcm: bytes) -> None:
        """Take a piece of audio.

        Raises:
            MorganError: the work fails by it. A kind of work that takes no audio raises `InvalidRequest`.
        """
        del pcm
        raise InvalidRequest("audio where text is expected", hint="send text")

    def text(self, text: str) -> None:
        """Take a piece of text. It raises what `audio` does."""
        del text
        raise InvalidRequest("text where audio is expected", hint="send audio in binary frames")

    @abstractmethod
    async def end(self) -> None:
        """Take note that nothing more comes."""

    @abstractmethod
    async def run(self) -> None:
        """Work, and send the results; it ends with the last one.

        Raises:
            MorganError: the work failed.
        """

    @abstractmethod
    async def close(self) -> None:
        """Release all resources, whether it ran or not. Harmless when called twice."""
