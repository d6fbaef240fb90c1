"""Which program of a connection an event is for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from wyoming.event import Event
from wyoming.ping import Pong

from wyoming_morgan.errors import InvalidRequest, UnknownModel
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.info import Programs
from wyoming_morgan.wyoming.programs.agent import Think
from wyoming_morgan.wyoming.programs.stt import Hear
from wyoming_morgan.wyoming.programs.tts import Speak
from wyoming_morgan.wyoming.programs.vad import Notice
from wyoming_morgan.wyoming.programs.wake import Wake
from wyoming_morgan.wyoming.settings import WyomingSettings
from wyoming_morgan.wyoming.stream import EventWriter
from wyoming_morgan.wyoming.turns import Turns, report

_Handler = Callable[[Event], Awaitable[None]]

_REQUESTS = (
    "transcribe",
    "audio-start",
    "synthesize",
    "synthesize-start",
    "transcript",
    "recognize",
    "intent",
    "detect",
)
"""Events that a client waits for an answer to."""


class _Listener(Protocol):
    """What audio is for: the recognizer, the wake words or the detector."""

    async def start(self, event: Event) -> None: ...

    async def chunk(self, event: Event) -> None: ...

    async def stop(self, event: Event) -> None: ...


class Dispatcher:
    """Hands every event of one connection to its program, and drops those that nobody knows.

    Audio goes to the recognizer; where there is none to the detector, where there is none to the wake words.
    `transcribe` and `detect` call the recognizer and the wake words, `select-program` any of them. A request
    for what this port does not offer is an error: nobody is left waiting.
    """

    def __init__(
        self,
        programs: Programs,
        writer: EventWriter,
        *,
        info_frame: bytes,
        settings: WyomingSettings,
        turn_log: TurnLog,
    ) -> None:
        self._programs = programs
        self._writer = writer
        self._info_frame = info_frame
        self._hearing, self._speaking, self._thinking = (
            Turns(writer.send, turn_log, limit=settings.max_turns) for _ in range(3)
        )
        self._hear = (
            None
            if programs.hear is None
            else Hear(
                programs.hear, writer.send, self._hearing, end_on_silence=not settings.requires_external_vad
            )
        )
        self._speak = (
            None
            if programs.speak is None
            else Speak(
                programs.speak, writer.send, self._speaking, max_pending_text=settings.max_pending_text
            )
        )
        self._think = None if programs.think is None else Think(programs.think, writer.send, self._thinking)
        self._notice = None if programs.notice is None else Notice(programs.notice, writer.send)
        self._wake = None if programs.wake is None else Wake(programs.wake, writer.send)
        self._handlers: dict[str, _Handler] = dict.fromkeys(_REQUESTS, self._decline)
        self._handlers |= {
            "describe": self._describe,
            "ping": self._ping,
            "select-program": self._select_program,
        }
        if self._speak is not None:
            self._handlers |= {
                "synthesize": self._speak.synthesize,
                "synthesize-start": self._speak.start,
                "synthesize-chunk": self._speak.chunk,
                "synthesize-stop": self._speak.stop,
            }
        if self._think is not None:
            self._handlers |= {
                "transcript": self._think.transcript,
                "recognize": self._think.recognize,
                "intent": self._think.intent,
            }
        if self._hear is not None:
            self._handlers["transcribe"] = self._transcribe
        if self._wake is not None:
            self._handlers["detect"] = self._detect
        if (listener := self._hear or self._notice or self._wake) is not None:
            self._listen(listener)

    @property
    def working(self) -> bool:
        """Whether a turn runs that does not wait for the client itself."""
        waiting = (self._hear is not None and self._hear.waiting) + (
            self._speak is not None and self._speak.waiting
        )
        return sum(turns.running for turns in self._all_turns) > waiting

    async def handle(self, event: Event) -> None:
        """Do what an event asks for; its failure is sent.

        Raises:
            ConnectionError: the client has left.
        """
        handler = self._handlers.get(event.type)
        if handler is None:
            return
        try:
            await handler(event)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - one event's failure is told and does not end the others
            await report(error, self._writer.send)

    async def finish(self) -> None:
        """Begin no more turns and wait until the running ones have ended."""
        for turns in self._all_turns:
            turns.close()
        for turns in self._all_turns:
            await turns.wait()

    async def cancel(self) -> None:
        """Give up everything that runs, and wait until it is gone."""
        for turns in self._all_turns:
            await turns.cancel()
        if self._hear is not None:
            await self._hear.aclose()
        if self._wake is not None:
            self._wake.close()

    @property
    def _all_turns(self) -> tuple[Turns, ...]:
        return (self._hearing, self._speaking, self._thinking)

    def _listen(self, listener: _Listener) -> None:
        if self._wake is not None and listener is not self._wake:
            self._wake.close()
        self._handlers |= {
            "audio-start": listener.start,
            "audio-chunk": listener.chunk,
            "audio-stop": listener.stop,
        }

    async def _describe(self, _event: Event) -> None:
        await self._writer.send_frame(self._info_frame)

    async def _ping(self, event: Event) -> None:
        await self._writer.send(Pong(text=fields.optional_text(event, "text")).event())

    async def _select_program(self, event: Event) -> None:
        name = fields.text(event, "name")
        if name not in self._programs.names:
            known = ", ".join(self._programs.names)
            raise UnknownModel(f"there is no program '{name}'", hint=f"there is {known}")
        if self._hear is not None and name == self._hear.name:
            self._listen(self._hear)
        elif self._wake is not None and name == self._wake.name:
            self._listen(self._wake)
        elif self._notice is not None and name == self._notice.name:
            self._listen(self._notice)

    async def _transcribe(self, event: Event) -> None:
        assert self._hear is not None  # noqa: S101 - registered only with a recognizer; for the type checker
        self._listen(self._hear)
        await self._hear.transcribe(event)

    async def _detect(self, event: Event) -> None:
        assert self._wake is not None  # noqa: S101 - registered only with wake words; for the type checker
        self._listen(self._wake)
        await self._wake.detect(event)

    async def _decline(self, event: Event) -> None:
        services = ", ".join(self._programs.services)
        raise InvalidRequest(f"this port has nothing for '{event.type}'", hint=f"it serves {services}")
