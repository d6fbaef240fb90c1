"""The agent's turn as the reply of a model: text, and the end."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from wyoming_morgan.agent.collect import turn_events
from wyoming_morgan.agent.contract import (
    AGENT_NAME,
    ConversationAgent,
    IntentRecognized,
    TextDelta,
    TurnDone,
    TurnRequest,
)
from wyoming_morgan.engines.contract.llm import CallPiece, ChatEnd, ChatEvent, EndReason, TextPiece


async def agent_reply(
    agent: ConversationAgent,
    turn: TurnRequest,
    keep: Callable[[TurnDone], None],
    keep_intent: Callable[[IntentRecognized], None] | None = None,
) -> AsyncGenerator[ChatEvent, None]:
    """Let the agent answer as a model does; `keep` is told its end, `keep_intent` each command."""
    streamed = False
    async with aclosing(turn_events(agent, turn)) as events:
        async for agent_event in events:
            match agent_event:
                case TextDelta() if agent_event.text:
                    streamed = True
                    yield TextPiece(agent_event.text)
                case IntentRecognized() if keep_intent is not None:
                    keep_intent(agent_event)
                case TurnDone():
                    keep(agent_event)
                    if agent_event.text and not streamed:
                        yield TextPiece(agent_event.text)
                    trace = agent_event.trace
                    # Where no model was asked, no tokens were used.
                    tokens = trace.prompt_tokens or 0, trace.completion_tokens or 0
                    for index, call in enumerate(agent_event.calls):
                        yield CallPiece(index, call.id, call.name, call.arguments)
                    reason = EndReason.TOOL_CALLS if agent_event.calls else EndReason.STOP
                    yield ChatEnd(reason, AGENT_NAME, *tokens)
