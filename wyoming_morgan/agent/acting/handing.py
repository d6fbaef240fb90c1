"""Hands commands to the tools of a client that carries them out itself, and reports what came of them.

Where no home is connected, a command that was understood is for the client. One that speaks OpenAI's API
takes it as the call of a tool of the command's name. The guard has judged it before.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import replace

from wyoming_morgan.agent.acting.tool_calls import is_failure
from wyoming_morgan.agent.contract import IntentRecognized, Outcome, TurnRequest
from wyoming_morgan.agent.conversation.suspended import Suspended
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.engines.contract.llm import Message, Role, ToolCall
from wyoming_morgan.home.contract import ToolResult

_OPEN_CHOICES = frozenset({None, "auto", "none"})
_NOTHING = "none"
PATH = "client"


def has_to_call(request: TurnRequest) -> bool:
    """Whether the client demands the call of one of its tools."""
    return bool(request.client_tools) and request.tool_choice not in _OPEN_CHOICES


def handed_over(turn: Turn, answer: Answer) -> Answer:
    """Return an answer whose commands are calls of the client's tools, if it has one for each of them."""
    request = turn.request
    names = {tool.name for tool in request.client_tools} if request.tool_choice != _NOTHING else set()
    if answer.calls or not answer.intents or not all(intent.name in names for intent in answer.intents):
        return answer
    calls = tuple(map(_call, answer.intents))
    replies = [intent.response for intent in answer.intents]
    turn.session.suspended = Suspended(
        calls,
        (Message(Role.ASSISTANT, tool_calls=calls),),
        reply=" ".join(replies) if all(replies) else "",
    )
    turn.tracer.note("client", "its tools carry the commands out")
    return replace(answer, outcome=Outcome.HANDLED, text="", intents=(), calls=calls)


def results_answer(turn: Turn, *, has_model: bool) -> Answer | None:
    """Return the answer to the results of commands that were handed over; None leaves it to the model."""
    suspended = turn.session.suspended
    texts = suspended.results_in(turn.request.continuation) if suspended is not None else {}
    calls = suspended.calls if suspended is not None else ()
    is_done = bool(calls) and all(call.id in texts and not failed(texts[call.id]) for call in calls)
    if is_done and suspended is not None and suspended.reply:
        turn.session.suspended = None
        return Answer(Outcome.HANDLED, suspended.reply, PATH)
    if has_model:
        return None
    turn.session.suspended = None
    text = turn.replies.done if is_done else turn.replies.not_done
    return Answer(Outcome.HANDLED if is_done else Outcome.NOT_HANDLED, text, PATH)


def failed(text: str) -> bool:
    """Whether the result of a client's tool reports a failure, in JSON or in its first word."""
    return is_failure(ToolResult(text)) or text.strip().casefold().startswith(
        ("error", "an error", "failed", "exception", "traceback")
    )


def new_call_id() -> str:
    """Return the id of a call, which no other conversation has."""
    return f"call_{uuid.uuid4().hex}"


def _call(intent: IntentRecognized) -> ToolCall:
    return ToolCall(new_call_id(), intent.name, json.dumps(intent.slots, ensure_ascii=False))
