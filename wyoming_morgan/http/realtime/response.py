"""One response: the words of a reply and their sound, told event by event, with exactly one end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from wyoming_morgan.engines.contract.llm import CallPiece, ChatEnd, ChatEvent, EndReason, TextPiece
from wyoming_morgan.errors import MorganError, unexpected
from wyoming_morgan.http import errors
from wyoming_morgan.http.realtime.account import TurnAccount
from wyoming_morgan.http.realtime.items import Content, ConversationItem, ConversationItems
from wyoming_morgan.http.realtime.outbox import Outbox, new_id
from wyoming_morgan.http.realtime.settings import ResponseSettings
from wyoming_morgan.http.realtime.sound import SentAudio
from wyoming_morgan.http.realtime.statuses import REASONS, Happening, Status, next_status
from wyoming_morgan.tasks import first_failure
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, Mouth
from wyoming_morgan.voice.text_feed import TextFeed

_LOGGER = logging.getLogger(__name__)
_ENDS = {EndReason.LENGTH: Happening.CUT_OFF, EndReason.CONTENT_FILTER: Happening.FILTERED}
_LONGEST_CALL_ID = 32
"""The API's own bound: clients replace a longer one by another of theirs (livekit-plugins-openai 1.8.9)."""


@dataclass(frozen=True, slots=True)
class ResponseVoice:
    """A mouth with the voice of a response. `max_pending` bounds the characters that wait to be spoken."""

    mouth: Mouth
    voice: ChosenVoice
    max_pending: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What a response is, apart from what it says."""

    settings: ResponseSettings
    conversation: ConversationItems | None
    """Where it belongs; None if it is no part of the conversation."""
    conversation_id: str
    metadata: dict[str, Any] | None = None
    speaker: ResponseVoice | None = None
    """Who speaks it; None if it is only written."""
    account: TurnAccount | None = None
    """How it was answered, which the client is told at the end."""


class SpokenResponse:
    """One response on its way to the client. `finish` ends it, once, and is called from anywhere."""

    def __init__(self, terms: Terms, outbox: Outbox, ended: Callable[[SpokenResponse], None]) -> None:
        """Tell the client of it.

        Args:
            terms: What it is.
            outbox: Takes its events.
            ended: Is called once, when it has ended.
        """
        self.id = new_id("resp")
        self.status = Status.IN_PROGRESS
        self._terms = terms
        self._outbox = outbox
        self._ended = ended
        self._items: list[ConversationItem] = []
        self._is_open = False
        """Whether the first item is a message that still grows."""
        self._pieces: list[str] = []
        self._calls: dict[int, ConversationItem] = {}
        self._end: ChatEnd | None = None
        self._sound = (
            None
            if terms.speaker is None
            else SentAudio(terms.speaker.mouth.format, terms.settings.audio.output.format)
        )
        self._put("response.created", response=self._as_json())

    @property
    def has_answered(self) -> bool:
        """Whether it has ended as it should, with something said or called."""
        return self.status is Status.COMPLETED and bool(self._items)

    @property
    def milliseconds(self) -> int:
        """How long its audio is."""
        return 0 if self._sound is None else self._sound.milliseconds

    async def run(self, events: AsyncGenerator[ChatEvent, None], timings: TurnTimings) -> None:
        """Tell the reply while it comes. No failure leaves it: it is the response's end.

        Raises:
            CancelledError: the response was ended meanwhile.
        """
        try:
            if self._terms.speaker is None:
                await self._write(events, None)
            else:
                await self._speak(events, self._terms.speaker, timings)
        except* MorganError as failures:
            self.finish(Happening.FAILURE, first_failure(failures))
        except* Exception:
            _LOGGER.exception("a response of a realtime session failed unexpectedly")
            self.finish(Happening.FAILURE, unexpected())
        else:
            self._tell_calls()
            self.finish(_ENDS.get(self._end.reason, Happening.END) if self._end else Happening.END)

    def finish(self, happening: Happening, error: MorganError | None = None) -> None:
        """End it, unless it has ended already."""
        if self.status.is_final:
            return
        self.status = next_status(self.status, happening)
        if self.status is Status.CANCELLED:
            self._outbox.drop_audio(self.id)
        self._close_message()
        self._put("response.done", response=self._as_json(happening, error))
        self._ended(self)

    async def _speak(
        self, events: AsyncGenerator[ChatEvent, None], speaker: ResponseVoice, timings: TurnTimings
    ) -> None:
        feed = TextFeed(max_pending=speaker.max_pending)
        async with asyncio.TaskGroup() as group:
            group.create_task(self._write(events, feed))
            group.create_task(self._sound_of(feed, speaker, timings))

    async def _write(self, events: AsyncGenerator[ChatEvent, None], feed: TextFeed | None) -> None:
        try:
            async with aclosing(events):
                async for event in events:
                    await self._outbox.room()
                    self._take(event, feed)
        finally:
            if feed is not None:
                feed.close()

    def _take(self, event: ChatEvent, feed: TextFeed | None) -> None:
        match event:
            case TextPiece() if event.text:
                self._say(event.text)
                if feed is not None:
                    feed.push(event.text)
            case CallPiece():
                self._call(event)
            case ChatEnd():
                self._end = event

    async def _sound_of(self, feed: TextFeed, speaker: ResponseVoice, timings: TurnTimings) -> None:
        assert self._sound is not None  # noqa: S101 - there is a speaker; this is for the type checker
        async with aclosing(speaker.mouth.speak(aiter(feed), speaker.voice, timings)) as chunks:
            async for chunk in chunks:
                self._send_audio(self._sound.convert(chunk.pcm))
                await self._outbox.room()
        self._send_audio(self._sound.end())

    def _send_audio(self, audio: str) -> None:
        if audio and not self.status.is_final:
            self._put_part("response.output_audio.delta", delta=audio)

    def _say(self, text: str) -> None:
        if self.status.is_final:
            return
        if not self._is_open:
            self._open_message()
        self._pieces.append(text)
        self._put_part(f"{self._kind}.delta", delta=text)

    @property
    def _kind(self) -> str:
        return "response.output_text" if self._sound is None else "response.output_audio_transcript"

    def _open_message(self) -> None:
        self._is_open = True
        self._add(ConversationItem(new_id("item"), role="assistant", status="in_progress"))
        self._put_part("response.content_part.added", part=self._part(""))

    def _part(self, text: str) -> dict[str, Any]:
        return (
            {"type": "text", "text": text} if self._sound is None else {"type": "audio", "transcript": text}
        )

    def _close_message(self) -> None:
        if not self._is_open:
            return
        text = "".join(self._pieces)
        if self._sound is None:
            self._put_part("response.output_text.done", text=text)
        else:
            self._put_part("response.output_audio.done")
            self._put_part("response.output_audio_transcript.done", transcript=text)
        self._put_part("response.content_part.done", part=self._part(text))
        self._is_open = False
        content = Content("output_text" if self._sound is None else "output_audio", text)
        self._end_item(0, replace(self._items[0], content=(content,), milliseconds=self.milliseconds))

    def _call(self, piece: CallPiece) -> None:
        call = self._calls.get(piece.index) or ConversationItem(
            new_id("item"), "function_call", call_id=new_id("call")
        )
        is_short = 0 < len(piece.id) <= _LONGEST_CALL_ID
        self._calls[piece.index] = replace(
            call,
            call_id=piece.id if is_short else call.call_id,
            model_call_id=piece.id or call.model_call_id,
            name=call.name or piece.name,
            arguments=call.arguments + piece.arguments,
        )

    def _tell_calls(self) -> None:
        """Tell the calls when they are whole: half of one is of use to nobody."""
        if self.status.is_final:
            return
        self._close_message()
        for call in self._calls.values():
            place = len(self._items)
            self._add(replace(call, arguments="", status="in_progress"))
            shared = {"item_id": call.id, "output_index": place, "call_id": call.call_id}
            kind = "response.function_call_arguments"
            self._put(f"{kind}.delta", response_id=self.id, delta=call.arguments, **shared)
            self._put(f"{kind}.done", response_id=self.id, arguments=call.arguments, name=call.name, **shared)
            self._end_item(place, call)

    def _add(self, item: ConversationItem) -> None:
        self._items.append(item)
        place = len(self._items) - 1
        shown = item.as_json()
        self._put("response.output_item.added", response_id=self.id, output_index=place, item=shown)
        if self._terms.conversation is not None:
            previous = self._terms.conversation.add(item)
            self._put("conversation.item.added", previous_item_id=previous, item=shown)

    def _end_item(self, place: int, item: ConversationItem) -> None:
        is_whole = self.status in {Status.IN_PROGRESS, Status.COMPLETED}
        item = replace(item, status="completed" if is_whole else "incomplete")
        self._items[place] = item
        shown = item.as_json()
        self._put("response.output_item.done", response_id=self.id, output_index=place, item=shown)
        if self._terms.conversation is not None:
            self._terms.conversation.replace(item)
            self._put("conversation.item.done", item=shown)

    def _put_part(self, kind: str, **fields: Any) -> None:
        """Send an event about the message, which comes first and has one part."""
        place = {"response_id": self.id, "item_id": self._items[0].id, "output_index": 0, "content_index": 0}
        self._put(kind, **place, **fields)

    def _put(self, kind: str, **fields: Any) -> None:
        self._outbox.put(kind, **fields)

    def _as_json(
        self, happening: Happening | None = None, error: MorganError | None = None
    ) -> dict[str, Any]:
        settings, terms = self._terms.settings, self._terms
        output = settings.audio.output
        voice = "" if terms.speaker is None else terms.speaker.voice.voice.name
        return {
            "id": self.id,
            "object": "realtime.response",
            "status": self.status.value,
            "status_details": None if happening is None else _details(self.status, happening, error),
            "output": [item.as_json() for item in self._items],
            "conversation_id": terms.conversation_id if terms.conversation is not None else None,
            "output_modalities": list(settings.output_modalities),
            "max_output_tokens": settings.max_output_tokens,
            "audio": {"output": {"format": output.format.as_json(), "voice": voice}},
            "usage": None if happening is None else self._usage(),
            "metadata": terms.metadata,
            **({} if happening is None or terms.account is None else terms.account.extension()),
        }

    def _usage(self) -> dict[str, Any]:
        """Return the tokens; where no model was asked there were none."""
        given = (self._end.prompt_tokens or 0) if self._end is not None else 0
        made = (self._end.completion_tokens or 0) if self._end is not None else 0
        return {
            "total_tokens": given + made,
            "input_tokens": given,
            "output_tokens": made,
            "input_token_details": {"text_tokens": given, "audio_tokens": 0, "cached_tokens": 0},
            "output_token_details": {"text_tokens": made, "audio_tokens": 0},
        }


def _details(status: Status, happening: Happening, error: MorganError | None) -> dict[str, Any]:
    details: dict[str, Any] = {"type": status.value}
    if happening in REASONS:
        details["reason"] = REASONS[happening]
    if error is not None:
        failure = errors.from_morgan(error)
        inner = failure.body()["error"]
        details["error"] = {"type": inner["type"], "code": inner["code"], "message": inner["message"]}
    return details
