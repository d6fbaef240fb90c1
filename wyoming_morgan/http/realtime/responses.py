"""The responses of a session: one at a time in the conversation, some more beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, UnknownVoice
from wyoming_morgan.http.openai.names import openai_voice
from wyoming_morgan.http.realtime.account import TurnAccount
from wyoming_morgan.http.realtime.items import ConversationItem, ConversationItems
from wyoming_morgan.http.realtime.outbox import new_id
from wyoming_morgan.http.realtime.parts import SessionParts
from wyoming_morgan.http.realtime.replies import Answerer, Question
from wyoming_morgan.http.realtime.response import ResponseVoice, SpokenResponse, Terms
from wyoming_morgan.http.realtime.settings import ResponseSettings, SessionSettings
from wyoming_morgan.http.realtime.statuses import Happening
from wyoming_morgan.tasks import CancellableTasks
from wyoming_morgan.timings import SPOKEN, recorded
from wyoming_morgan.voice.contract import ChosenVoice, FinalTranscript, Mouth, VoiceRequest

_MOST_APART = 4
"""Responses at a time that are no part of the conversation."""


class ActiveResponse(InvalidRequest):
    """Another response is being given."""

    code = "conversation_already_has_active_response"


class NoActiveResponse(InvalidRequest):
    """No response is being given."""

    code = "response_cancel_not_active"


class SessionResponses:
    """Begins responses and ends them."""

    def __init__(
        self,
        parts: SessionParts,
        model: str | None,
        conversation: ConversationItems,
        settled: Callable[[], Awaitable[None]],
        ended: Callable[[SpokenResponse], None],
    ) -> None:
        """Begin none yet.

        Args:
            parts: What the session works with.
            model: The name of who answers; None where all is only heard.
            conversation: What has been said.
            settled: Waits until the words of every turn that is over are known.
            ended: Is called when a response of the conversation has ended, and no other begins.

        Raises:
            UnknownModel: nobody answers by this name.
        """
        self._parts = parts
        self._answerer = None if model is None else parts.answerer(model)
        self._conversation = conversation
        self._conversation_id = new_id("conv")
        self._settled = settled
        self._ended = ended
        self._active: SpokenResponse | None = None
        self._given: dict[SpokenResponse, asyncio.Task[None]] = {}
        self._tasks = CancellableTasks("a response of a realtime session")
        """Those of responses that are given, and those that are ending."""
        self._due: SessionSettings | None = None
        """The settings of a response to what was said while another was given."""
        self._language: str | None = None
        self._heard: FinalTranscript | None = None
        """What was heard and not answered yet."""

    def check(self, settings: SessionSettings) -> None:
        """Check that there is the voice that a client wants.

        Raises:
            UnknownVoice: there is none of its name.
        """
        if self._parts.mouth is not None and settings.type == "realtime":
            output = settings.audio.output
            openai_voice(self._parts.mouth, output.voice, output.speed)

    def voice_name(self, settings: SessionSettings) -> str:
        """Return the name of the voice; empty if nothing is spoken."""
        mouth, output = self._parts.mouth, settings.audio.output
        return "" if mouth is None else openai_voice(mouth, output.voice, output.speed).voice.name

    @property
    def is_answering(self) -> bool:
        """Whether a response of the conversation is being given."""
        return self._active is not None

    def hear(self, final: FinalTranscript) -> None:
        """Take note of a turn: its language is that of the answer, and its time a part of the turn's."""
        self._language = final.transcript.language or self._language
        self._heard = final

    def hush(self) -> None:
        """Answer nothing any more."""
        self._answerer = None

    def begin_when_possible(self, settings: SessionSettings) -> None:
        """Answer what was said last, once what is being given has ended."""
        if self._active is None:
            self.begin(settings)
        else:
            self._due = settings

    def begin(
        self,
        settings: ResponseSettings,
        *,
        items: Sequence[ConversationItem] | None = None,
        is_apart: bool = False,
        instructs: bool = False,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        """Begin a response.

        Args:
            settings: How to answer.
            items: What to answer, in place of the conversation.
            is_apart: Whether it is no part of the conversation.
            instructs: Whether its instructions are for it alone.
            metadata: The client's own, which it gets back.

        Raises:
            InvalidRequest: nobody answers here.
            ActiveResponse: there is one already.
            EngineUnavailable: it cannot be spoken here.
            UnknownVoice: there is no such voice.
        """
        if self._answerer is None:
            raise InvalidRequest("this session only hears", hint="begin one of the type realtime")
        if self._active is not None and not is_apart:
            raise ActiveResponse(
                f"the response {self._active.id} is being given", hint="cancel it, or wait for its end"
            )
        if is_apart and len(self._given) > _MOST_APART:
            raise ActiveResponse(f"{_MOST_APART} responses beside the conversation are being given")
        account = TurnAccount()
        conversation = None if is_apart else self._conversation
        speaker = self._speaker(settings)
        terms = Terms(settings, conversation, self._conversation_id, metadata, speaker, account)
        response = SpokenResponse(terms, self._parts.outbox, self._end_of)
        if not is_apart:
            self._active = response
        question = Question(
            items or (),
            settings,
            is_apart=is_apart,
            has_own_items=items is not None,
            instructs=instructs,
            account=account,
        )
        self._given[response] = self._tasks.start(self._run(response, self._answerer, question))

    def cancel(self, response_id: str | None) -> None:
        """End a response, the active one unless another is named.

        Raises:
            NoActiveResponse: there is none.
        """
        for response in self._given:
            if response is self._active if response_id is None else response.id == response_id:
                response.finish(Happening.CANCEL)
                return
        raise NoActiveResponse("no response is being given")

    def end_active(self, happening: Happening) -> None:
        """End the active response, if there is one."""
        if self._active is not None:
            self._active.finish(happening)

    async def close(self) -> None:
        """End them all: the client has left."""
        self._due = None
        await self._tasks.close()

    async def _run(self, response: SpokenResponse, answerer: Answerer, question: Question) -> None:
        await self._settled()
        account = question.account
        if self._heard is not None and not question.is_apart:
            account.hear(self._heard)
            self._heard = None
        timings = account.timings
        with recorded(self._parts.turn_log, timings):
            items = question.items if question.has_own_items else self._conversation.items
            question = replace(question, items=items, language=self._language)
            async with aclosing(answerer.answer(question)) as events:
                await response.run(events, timings)
            timings.outcome = timings.outcome or SPOKEN

    def _end_of(self, response: SpokenResponse) -> None:
        """Take note of the end of a response, whoever has ended it; its work ends as well."""
        task = self._given.pop(response, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()
        if response is self._active:
            self._active = None
            due, self._due = self._due, None
            if due is not None:
                self.begin(due)
            else:
                self._ended(response)

    def _speaker(self, settings: ResponseSettings) -> ResponseVoice | None:
        if not settings.speaks:
            return None
        mouth = self._parts.mouth
        if mouth is None:
            raise EngineUnavailable("this service does not speak", hint='ask for output_modalities ["text"]')
        return ResponseVoice(mouth, self._voice(mouth, settings), self._parts.max_pending)

    def _voice(self, mouth: Mouth, settings: ResponseSettings) -> ChosenVoice:
        """Return the voice that the client has chosen, else one for the language that was heard."""
        output = settings.audio.output
        if output.voice is None and self._language is not None:
            try:
                return mouth.choose(VoiceRequest(language=self._language, speed=output.speed))
            except UnknownVoice:
                pass
        return openai_voice(mouth, output.voice, output.speed)
