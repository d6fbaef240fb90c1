"""Hands the events of a connection to its programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from wyoming.event import Event
from wyoming.ping import Pong

from wyoming_morgan.errors import InvalidRequest, UnknownModel
from wyoming_morgan.timings import TurnLog
from wyoming_morgan.trace_context import HEADER, read_trace, within
from wyoming_morgan.wyoming import fields
from wyoming_morgan.wyoming.ends import NOT_SERVED
from wyoming_morgan.wyoming.program import Adapter, AdapterContext, Handler, Program, domains
from wyoming_morgan.wyoming.reporter import Reporter
from wyoming_morgan.wyoming.settings import WyomingSettings
from wyoming_morgan.wyoming.stream import EventWriter
from wyoming_morgan.wyoming.turns import TurnQueue

_AUDIO = ("audio-start", "audio-chunk", "audio-stop")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A program on this connection."""

    name: str
    adapter: Adapter
    turns: TurnQueue


class Dispatcher:
    """Hands every event of one connection to its program, and drops events of unknown types.

    Audio goes to one adapter, the listener: at first to the first program that listens. A request of a
    program that listens, such as `transcribe` or `detect`, makes it the listener, and so does
    `select-program`. A request for a service that this port does not offer is an error, so that no client
    waits in vain.
    """

    def __init__(
        self,
        programs: Sequence[Program],
        writer: EventWriter,
        *,
        info_frame: bytes,
        settings: WyomingSettings,
        turn_log: TurnLog,
        reporter: Reporter,
    ) -> None:
        self._writer = writer
        self._reporter = reporter
        self._info_frame = info_frame
        self._domains = domains(programs)
        self._opened: list[_Opened] = []
        for program in programs:
            turns = TurnQueue(writer.send, reporter, turn_log, limit=settings.max_turns)
            adapter = program.open(AdapterContext(writer.send, turns, settings))
            self._opened.append(_Opened(program.about.name, adapter, turns))
        self._own: dict[str, Handler] = {
            "describe": self._describe,
            "ping": self._ping,
            "select-program": self._select_program,
        }
        self._adapters = {
            event_type: opened.adapter
            for opened in self._opened
            for event_type in opened.adapter.handlers
            if event_type not in _AUDIO
        }
        self._listener = next((opened.adapter for opened in self._opened if opened.adapter.listens), None)

    @property
    def busy(self) -> bool:
        """Whether a turn has begun and not ended."""
        return any(opened.turns.running for opened in self._opened)

    @property
    def working(self) -> bool:
        """Whether a turn runs that does not wait for the client itself."""
        return any(opened.turns.running > opened.adapter.waiting for opened in self._opened)

    @property
    def acted(self) -> bool:
        """Whether a turn that runs has acted."""
        return any(opened.turns.acted for opened in self._opened)

    def is_use(self, event: Event) -> bool:
        """Whether an event is more than a sign of life."""
        return event.type in _AUDIO or event.type in self._adapters

    async def handle(self, event: Event) -> None:
        """Handle an event; an error is sent to the client.

        Raises:
            ConnectionError: the client has left.
        """
        handler = self._handler(event.type)
        if handler is None:
            return
        try:
            with within(read_trace(event.data.get(HEADER))):
                await handler(event)
        except ConnectionError:
            raise
        except Exception as error:  # noqa: BLE001 - one event's failure is sent and does not end the others
            await self._reporter.report(error, self._writer.send, partial(self._ends, event))

    async def finish(self) -> None:
        """Begin no more turns and wait until the running ones have ended."""
        for opened in self._opened:
            opened.turns.close()
        for opened in self._opened:
            await opened.turns.wait()

    async def cancel(self) -> None:
        """Cancel everything that runs, and wait until it has ended."""
        for opened in self._opened:
            await opened.turns.cancel()
        for opened in self._opened:
            await opened.adapter.close()

    def _handler(self, event_type: str) -> Handler | None:
        if event_type in self._own:
            return self._own[event_type]
        adapter = self._adapter(event_type)
        if adapter is None:
            return self._decline if event_type in NOT_SERVED else None
        if adapter.listens:
            self._listen(adapter)
        return adapter.handlers.get(event_type)

    def _adapter(self, event_type: str) -> Adapter | None:
        return self._listener if event_type in _AUDIO else self._adapters.get(event_type)

    def _ends(self, event: Event) -> Sequence[Event]:
        """Return what ends the wait for the answer to an event."""
        if event.type in self._own:
            return ()
        adapter = self._adapter(event.type)
        return NOT_SERVED[event.type]() if adapter is None else adapter.ends(event)

    def _listen(self, adapter: Adapter) -> None:
        if self._listener is not None and self._listener is not adapter:
            self._listener.leave()
        self._listener = adapter

    async def _describe(self, _event: Event) -> None:
        await self._writer.send_frame(self._info_frame)

    async def _ping(self, event: Event) -> None:
        await self._writer.send(Pong(text=fields.optional_text(event, "text")).event())

    async def _select_program(self, event: Event) -> None:
        name = fields.text(event, "name")[: fields.MAX_IDENTIFIER]
        if name not in (names := list(dict.fromkeys(opened.name for opened in self._opened))):
            raise UnknownModel(f"there is no program '{name}'", hint=f"there is {', '.join(names)}")
        for opened in self._opened:
            if opened.name == name and opened.adapter.listens:
                self._listen(opened.adapter)
                return

    async def _decline(self, event: Event) -> None:
        services = ", ".join(self._domains)
        raise InvalidRequest(f"this port does not handle '{event.type}'", hint=f"it serves {services}")
