"""Intents and replies over Wyoming: `transcript` or `recognize` in; `intent`, `handled` or `not-…` out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from wyoming.event import Event
from wyoming.handle import Handled, HandledChunk, HandledStart, HandledStop, NotHandled
from wyoming.info import HandleModel, HandleProgram, Info, IntentModel, IntentProgram
from wyoming.intent import Entity, Intent, IntentsStart, IntentsStop, NotRecognized

from wyoming_morgan.agent.collect import turn_events
from wyoming_morgan.agent.contract import (
    ConversationAgent,
    IntentRecognized,
    Outcome,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.wyoming import ends, fields
from wyoming_morgan.wyoming.program import About, Adapter, AdapterContext
from wyoming_morgan.wyoming.reporter import Send
from wyoming_morgan.wyoming.settings import WyomingSettings


@dataclass(frozen=True, slots=True)
class AgentProgram:
    """Text to intents and replies."""

    domains: ClassVar = ("intent", "handle")

    about: About
    agent: ConversationAgent
    listed: Callable[[Sequence[str]], list[str]] = list
    """Returns the tags under which languages are listed."""

    def describe(self, info: Info, settings: WyomingSettings) -> None:
        """Add both programs. Home Assistant makes one conversation entity of them, named after `intent`."""
        del settings
        artifact, languages = self.about.artifact(), self.listed(self.agent.languages)
        info.intent.append(IntentProgram(**artifact, models=[IntentModel(**artifact, languages=languages)]))
        info.handle.append(
            HandleProgram(
                **artifact,
                models=[HandleModel(**artifact, languages=languages)],
                supports_handled_streaming=True,
                supports_home_control=True,
            )
        )

    def open(self, context: AdapterContext) -> AgentAdapter:
        """Return the agent of one connection."""
        return AgentAdapter(self, context)


class AgentAdapter(Adapter):
    """The agent of one connection.

    Every request ends in exactly one of `intent` (or `intents-start` … `intents-stop` for several),
    `handled`, `not-handled` and `not-recognized`; the latter two also follow an `error`. A command becomes
    an intent, which the client executes. `recognize` asks only for intents: other replies come with
    `not-recognized`.
    """

    def __init__(self, program: AgentProgram, context: AdapterContext) -> None:
        self.handlers = {
            "transcript": self._transcript,
            "recognize": self._recognize,
            "intent": self._intent,
        }
        self._agent = program.agent
        self._send = context.send
        self._turns = context.turns

    async def _transcript(self, event: Event) -> None:
        """Answer a text with an intent or a reply."""
        self._begin(event, _AgentReply(self._send, _context(event)))

    async def _recognize(self, event: Event) -> None:
        """Answer a text with an intent, or with `not-recognized`."""
        self._begin(event, _AgentReply(self._send, _context(event), talks=False))

    async def _intent(self, event: Event) -> None:
        """Decline to execute an intent: the home is on the other side of this connection."""
        await self._send(NotHandled(context=_context(event)).event())

    def ends(self, event: Event) -> Sequence[Event]:
        """Return that the text was not handled, or not recognized."""
        context = fields.any_context(event)
        return ends.no_intent(context) if event.type == "recognize" else ends.no_reply(context)

    def _begin(self, event: Event, reply: _AgentReply) -> None:
        request = self._request(event)
        self._turns.add(partial(self._answer, request, reply), request.timings, reply.ends)

    def _request(self, event: Event) -> TurnRequest:
        context = Event(f"the context of {event.type}", _context(event) or {})
        return TurnRequest(
            text=fields.storable_text(event, "text"),
            language=fields.optional_language(event, "language"),
            conversation_id=fields.optional_identifier(context, "conversation_id"),
            device_id=fields.optional_identifier(context, "device_id"),
            satellite_id=fields.optional_identifier(context, "satellite_id"),
        )

    async def _answer(self, request: TurnRequest, reply: _AgentReply) -> None:
        async with aclosing(turn_events(self._agent, request)) as events:
            async for event in events:
                match event:
                    case TextDelta():
                        await reply.delta(event.text)
                    case IntentRecognized():
                        reply.intents.append(event)
                    case TurnDone():
                        await reply.done(event)


@dataclass(slots=True)
class _AgentReply:
    """Collects the intents of one turn, and streams talk once it comes in more than one piece.

    The first piece is held back, because a text that accompanies an intent or an apology is not streamed.
    """

    send: Send
    context: dict[str, Any] | None
    talks: bool = True
    intents: list[IntentRecognized] = field(default_factory=list)
    _held: str = ""
    _streaming: bool = False

    async def delta(self, text: str) -> None:
        """Stream a piece of the reply, unless it accompanies an intent."""
        if not self.talks or self.intents:
            return
        if not self._streaming and not self._held:
            self._held = text
            return
        await self._stream(text)

    async def done(self, done: TurnDone) -> None:
        """Send how the turn ended."""
        self.context = (self.context or {}) | {"conversation_id": done.conversation_id}
        if done.awaits_answer:
            self.context["awaits_answer"] = True
        if self.talks and done.outcome is Outcome.HANDLED:
            await self._handled(done.text)
            return
        if self._streaming:
            await self.send(HandledStop().event())
        if done.outcome is Outcome.INTENTS:
            await self._recognized()
        elif self.talks:
            await self.send(NotHandled(text=done.text, context=self.context).event())
        else:
            await self.send(NotRecognized(text=done.text, context=self.context).event())

    def ends(self) -> Sequence[Event]:
        """Return what ends the wait for this reply."""
        if not self.talks:
            return ends.no_intent(self.context)
        return ends.no_reply(self.context, streaming=self._streaming)

    async def _handled(self, text: str) -> None:
        if not self._streaming:
            self._held = ""
            await self._stream(text)
        await self.send(Handled(text=text, context=self.context).event())
        await self.send(HandledStop().event())

    async def _recognized(self) -> None:
        if not self.intents:
            raise EngineFailed("the agent promised a command and gave none", hint="say it in other words")
        several = len(self.intents) > 1
        if several:
            await self.send(IntentsStart(context=self.context).event())
        for intent in self.intents:
            await self.send(
                Intent(
                    name=intent.name,
                    entities=[Entity(name=name, value=value) for name, value in intent.slots.items()],
                    text=intent.response_template or intent.response or None,
                    context=self.context,
                ).event()
            )
        if several:
            await self.send(IntentsStop(context=self.context).event())

    async def _stream(self, text: str) -> None:
        if not self._streaming:
            self._streaming = True
            await self.send(HandledStart(context=self.context).event())
        if piece := self._held + text:
            await self.send(HandledChunk(text=piece).event())
        self._held = ""


def _context(event: Event) -> dict[str, Any] | None:
    return fields.optional_object(event, "context")
