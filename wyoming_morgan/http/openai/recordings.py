"""Recordings in the messages of a chat: they are heard, and their words stand in their place."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.errors import InvalidField
from wyoming_morgan.http.openai.chat_body import ChatBody
from wyoming_morgan.http.openai.messages import ContentPart
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.whole import hear_whole

_RECORDING = "input_audio"
_MOST = 20
_BEHIND_ADDRESS = ","
"""What stands before the data of a `data:` URL, at its end."""


@dataclass(frozen=True, slots=True)
class HeardChat:
    """A chat of words, and the language of its last recording, if that is known."""

    body: ChatBody
    language: str | None = None


class Recordings:
    """Hears the recordings of chats."""

    def __init__(self, context: RouteContext) -> None:
        self._context = context

    async def heard(self, body: ChatBody, timings: TurnTimings, *, verbatim: bool) -> HeardChat:
        """Return a chat in which the words of each recording stand in its place.

        With `verbatim` every word counts; otherwise they are said to Morgan.

        Raises:
            InvalidField: there are too many, or one is no file in base64.
            UndecodableAudio, TooLarge, Busy: a file cannot be decoded.
            EngineUnavailable: this process hears nothing.
            MorganError: any error of the ear.
        """
        places = list(_places(body))
        if not places:
            return HeardChat(body)
        if len(places) > _MOST:
            raise InvalidField(f"messages: more than {_MOST} recordings", param="messages")
        options = TranscribeOptions(language=body.turn_fields().language, verbatim=verbatim)
        texts: dict[tuple[int, int], str] = {}
        detected: str | None = None
        for index, number, part in places:
            transcript = await self._hear(part, f"messages.{index}.content.{number}", options, timings)
            texts[index, number] = transcript.text
            detected = transcript.language or detected
        return HeardChat(_replaced(body, texts), detected)

    async def _hear(
        self, part: ContentPart, where: str, options: TranscribeOptions, timings: TurnTimings
    ) -> Transcript:
        ear = self._context.services.stt
        if ear is None:
            raise EngineUnavailable("this service hears no recordings", hint="send text")
        data = part.input_audio.data if part.input_audio is not None else ""
        try:
            file = await asyncio.to_thread(
                base64.b64decode, data.rpartition(_BEHIND_ADDRESS)[2], validate=True
            )
        except ValueError as error:
            raise InvalidField(f"{where}.input_audio.data: is not base64", param=where) from error
        if not file:
            raise InvalidField(f"{where}.input_audio.data: is missing", param=where)
        speech = await self._context.decode_speech(file)
        return await hear_whole(ear, speech.chunks, options, timings)


def _places(body: ChatBody) -> Iterator[tuple[int, int, ContentPart]]:
    for index, message in enumerate(body.messages):
        if message.role != "user" or not isinstance(message.content, tuple):
            continue
        for number, part in enumerate(message.content):
            if part.type == _RECORDING:
                yield index, number, part


def _replaced(body: ChatBody, texts: dict[tuple[int, int], str]) -> ChatBody:
    messages = list(body.messages)
    for index in {index for index, _ in texts}:
        content = messages[index].content
        parts = tuple(content) if isinstance(content, tuple) else ()
        said = tuple(
            ContentPart(type="text", text=texts[index, number]) if (index, number) in texts else part
            for number, part in enumerate(parts)
        )
        messages[index] = messages[index].model_copy(update={"content": said})
    return body.model_copy(update={"messages": tuple(messages)})
