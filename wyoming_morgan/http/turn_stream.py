"""A turn in events: the reply's words and sound while they come, and all about it at the end."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from aiohttp import web

from wyoming_morgan.agent.collect import turn_events
from wyoming_morgan.agent.contract import (
    ConversationAgent,
    IntentRecognized,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.audio import Encoder
from wyoming_morgan.errors import EngineFailed, MorganError
from wyoming_morgan.http import errors
from wyoming_morgan.http.deadline import finish, write
from wyoming_morgan.http.encoders import EncoderThreads
from wyoming_morgan.http.events import begin_events, event
from wyoming_morgan.http.turn import TurnReply
from wyoming_morgan.http.turn_body import TurnOptions
from wyoming_morgan.tasks import first_failure
from wyoming_morgan.voice.contract import Mouth, VoiceRequest
from wyoming_morgan.voice.text_feed import TextFeed

_MOST_WAITING = 16
"""Events that may wait for a client that reads slowly."""

Json = dict[str, Any]


class TurnStream:
    """Answers turns in events."""

    def __init__(
        self, agent: ConversationAgent, tts: Mouth | None, encoders: EncoderThreads, *, max_pending: int
    ) -> None:
        self._agent = agent
        self._tts = tts
        self._encoders = encoders
        self._max_pending = max_pending

    async def events(self, request: TurnRequest, options: TurnOptions) -> AsyncGenerator[Json, None]:
        """Yield what happens; the last event has everything about the turn. Closing cancels the work.

        Raises:
            MorganError: as the agent and text-to-speech do.
        """
        queue: asyncio.Queue[Json | MorganError | None] = asyncio.Queue(_MOST_WAITING)
        task = asyncio.create_task(self._run(request, options, queue), name="a turn in events")
        try:
            while (happening := await queue.get()) is not None:
                if isinstance(happening, MorganError):
                    raise happening
                yield happening
            await task
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def _run(
        self, request: TurnRequest, options: TurnOptions, queue: asyncio.Queue[Json | MorganError | None]
    ) -> None:
        feed = TextFeed(max_pending=self._max_pending)
        intents: list[IntentRecognized] = []
        done: TurnDone | None = None

        async def think() -> None:
            nonlocal done
            try:
                async with aclosing(turn_events(self._agent, request)) as happenings:
                    async for happening in happenings:
                        match happening:
                            case TextDelta() if happening.text:
                                feed.push(happening.text)
                                await queue.put({"type": "text", "delta": happening.text})
                            case IntentRecognized():
                                intents.append(happening)
                                intent = {"name": happening.name, "slots": happening.slots}
                                await queue.put({"type": "intent", **intent})
                            case TurnDone():
                                done = happening
            finally:
                feed.close()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(think())
                if options.generate_audio and self._tts is not None:
                    group.create_task(self._speak(self._tts, request, options, feed, queue))
            if done is None:
                raise EngineFailed("the turn ended without a reply", hint="try again")
            reply = TurnReply.of(done, intents, request.timings, options)
            await queue.put({"type": "done", **reply.as_json()})
            await queue.put(None)
        except* MorganError as failures:
            await queue.put(first_failure(failures))

    async def _speak(
        self,
        mouth: Mouth,
        request: TurnRequest,
        options: TurnOptions,
        feed: TextFeed,
        queue: asyncio.Queue[Json | MorganError | None],
    ) -> None:
        voice = mouth.choose(VoiceRequest(language=request.language))
        encoder = Encoder(options.audio_format, mouth.format)

        async def send(piece: bytes) -> None:
            if piece:
                data = base64.b64encode(piece).decode("ascii")
                await queue.put({"type": "audio", "format": options.audio_format.value, "data": data})

        async with aclosing(mouth.speak(aiter(feed), voice, request.timings)) as chunks:
            async for chunk in chunks:
                await send(await self._encoders.encode(encoder, chunk.pcm))
        await send(await self._encoders.flush(encoder))


async def send_turn(
    request: web.Request, happenings: AsyncGenerator[Json, None], before: Mapping[str, Any] | None = None
) -> web.StreamResponse:
    """Send a turn in events. A failure before the first is a status, a later one the last event."""
    async with aclosing(happenings):
        first = await anext(happenings, None)
        response = await begin_events(request)
        if before is not None:
            await write(request, response, event(before))
        try:
            if first is not None:
                await write(request, response, event(first))
            async for happening in happenings:
                await write(request, response, event(happening))
        except MorganError as error:
            await write(request, response, event({"type": "error", **errors.from_morgan(error).body()}))
    await finish(request, response)
    return response
