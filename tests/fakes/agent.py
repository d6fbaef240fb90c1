"""An agent that answers as a test says."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence

from tests.fakes.gate import Gate
from wyoming_morgan.agent.contract import (
    AgentEvent,
    IntentRecognized,
    Outcome,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.timings import Stage


class FakeConversationAgent:
    """Answers every turn with the same `events`; without them, with the same `intents` and `text`.

    With `acts` every turn has acted when it begins. `gate` holds it before its first event. `error` is raised
    after the `events`, or instead of an answer.
    """

    languages = ("en", "de")

    def __init__(self) -> None:
        self.requests: list[TurnRequest] = []
        self.events: Sequence[AgentEvent] | None = None
        self.intents = [IntentRecognized("HassTurnOn", {"name": "kitchen light", "brightness": 50})]
        self.text = "Turned on the light"
        self.acts = False
        self.gate: Gate | None = None
        self.error: Exception | None = None
        self.unfinished = 0
        """Number of turns that ended early."""

    async def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        self.requests.append(request)
        request.timings.acted = self.acts
        finished = False
        try:
            with request.timings.measure(Stage.AGENT):
                if self.gate is not None:
                    await self.gate.pass_through()
                if self.error is not None and self.events is None:
                    raise self.error
            for event in self._answer(request) if self.events is None else self.events:
                yield event
            if self.error is not None:
                raise self.error
            finished = True
        finally:
            self.unfinished += not finished

    def _answer(self, request: TurnRequest) -> Iterator[AgentEvent]:
        yield from self.intents
        yield TextDelta(self.text)
        outcome = Outcome.INTENTS if self.intents else Outcome.NOT_HANDLED
        conversation = request.conversation_id or "new"
        yield TurnDone(outcome, self.text, request.language or "en", conversation, "grammar")
