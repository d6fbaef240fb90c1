"""What is heard and answered in a session, counted towards the limits of its key."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from wyoming_morgan.engines.contract.llm import ChatEvent
from wyoming_morgan.http.grants import Grant
from wyoming_morgan.http.realtime.replies import Answerer, Question
from wyoming_morgan.voice.contract import Ear, Utterance, UtteranceRequest


class CountedEar:
    """Hears; each utterance is a request."""

    def __init__(self, ear: Ear, grant: Grant) -> None:
        self._ear = ear
        self._grant = grant

    def open(self, request: UtteranceRequest) -> Utterance:
        """Begin an utterance.

        Raises:
            RateLimited: there were too many requests within the last minute.
            InvalidRequest: as the ear does.
        """
        self._grant.spend()
        return self._ear.open(request)


class CountedAnswers:
    """Answers; each reply is a request."""

    def __init__(self, answerer: Answerer, grant: Grant) -> None:
        self._answerer = answerer
        self._grant = grant

    async def answer(self, question: Question) -> AsyncGenerator[ChatEvent, None]:
        """Yield the reply.

        Raises:
            RateLimited: there were too many requests within the last minute.
            MorganError: as the answerer does.
        """
        self._grant.spend()
        async with aclosing(self._answerer.answer(question)) as events:
            async for event in events:
                yield event
