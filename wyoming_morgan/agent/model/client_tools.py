"""The tools that a client runs itself: how they are offered, and how a turn goes on with their results."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic_core import from_json

from wyoming_morgan.agent.acting.handing import has_to_call
from wyoming_morgan.agent.contract import TurnRequest
from wyoming_morgan.agent.conversation.suspended import Suspended
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.model.tool_runner import ToolRunner
from wyoming_morgan.agent.model.tools import INTENT_NAMES, OWN
from wyoming_morgan.agent.turn import Turn
from wyoming_morgan.engines.contract.llm import Message, Role, ToolCall
from wyoming_morgan.home.contract import OfferedTool, ToolResult
from wyoming_morgan.store.contract import NewMessage, StoredMessage

_MARKS = re.compile(r"[^a-z0-9]")
_NO_RESULT = "There is no result."


@dataclass(frozen=True, slots=True)
class Offer:
    """The tools of a turn, and which of them the client runs."""

    tools: tuple[OfferedTool, ...]
    of_client: frozenset[str] = frozenset()
    choice: str = "auto"


def offer(request: TurnRequest, own: tuple[OfferedTool, ...]) -> Offer:
    """Return the tools for the model: Morgan's own and the client's, or only those if one has to be called.

    A client's tool with the name of one of Morgan's own, or of an intent that acts, is left out: Morgan's are
    there, with the guard.
    """
    choice = request.tool_choice or "auto"
    if choice == "none":
        return Offer(own)
    taken = {_plain(name) for name in (*(tool.name for tool in own), *INTENT_NAMES, *OWN)}
    theirs = {
        tool.name: OfferedTool(tool)
        for tool in request.client_tools
        if _plain(tool.name) not in taken and not _acts_in_a_home(tool.name)
    }
    names = frozenset(theirs)
    if not has_to_call(request) or not (choice == "required" or choice in names):
        return Offer((*own, *theirs.values()), names)
    return Offer(tuple(theirs.values()), names, choice) if theirs else Offer(own)


@dataclass(frozen=True, slots=True)
class Resumption:
    """What a turn goes on with: the messages after the words of the user, and the calls in them."""

    messages: tuple[Message, ...] = ()
    calls: tuple[tuple[Order, ToolResult], ...] = ()


def resumption(turn: Turn, runner: ToolRunner, most_characters: int) -> Resumption:
    """Return what a turn goes on with; results that are longer than a number of characters are cut.

    What Morgan has done itself in this turn is known to this process alone; elsewhere the turn goes on with
    what the client sends.
    """
    suspended, turn.session.suspended = turn.session.suspended, None
    sent = turn.request.continuation
    if not sent:
        return Resumption()
    texts = suspended.results_in(sent) if suspended is not None else {}
    if suspended is None or not texts:
        suspended = Suspended(tuple(_calls(sent)), ())
        texts = suspended.results_in(sent)
    finished = [_again(runner, call.name, call.slots, call.result) for call in suspended.finished]
    results: dict[str, Message] = {}
    for call in suspended.calls:
        text = texts.get(call.id, _NO_RESULT)[:most_characters]
        order, result = runner.read_result(call.name, _slots(call), text)
        finished.append((order, result))
        results[call.id] = Message(Role.TOOL, result.text, tool_call_id=call.id)
    if suspended.messages:
        return Resumption((*suspended.messages, *results.values()), tuple(finished))
    return Resumption(tuple(_answered(sent, results)), tuple(finished))


def without_turn(
    stored: Sequence[StoredMessage | NewMessage], turn: Turn
) -> Sequence[StoredMessage | NewMessage]:
    """Return the messages before the turn, which are all of them unless it goes on."""
    if not turn.request.continuation:
        return stored
    for index in range(len(stored) - 1, -1, -1):
        entry = stored[index]
        message = entry.message if isinstance(entry, StoredMessage) else entry
        if message.role == Role.USER.value:
            return stored[:index] if message.text == turn.shown_text else stored
    return stored


def _answered(sent: Iterable[Message], results: Mapping[str, Message]) -> Iterator[Message]:
    """Yield calls and their results as the client sent them; every call has one."""
    for message in sent:
        if message.role is Role.ASSISTANT:
            yield replace(message, images=())
            yield from (results[call.id] for call in message.tool_calls)


def _calls(sent: Iterable[Message]) -> Iterator[ToolCall]:
    for message in sent:
        yield from message.tool_calls


def _again(
    runner: ToolRunner, name: str, slots: Mapping[str, Any], result: ToolResult
) -> tuple[Order, ToolResult]:
    is_offered = any(tool.name == name for tool in runner.tools)
    return (runner.order(name, slots) if is_offered else Order(name, slots, foreign=True)), result


def _slots(call: ToolCall) -> Mapping[str, Any]:
    try:
        slots = from_json(call.arguments.encode(errors="replace"))
    except ValueError:
        return {}
    return slots if isinstance(slots, dict) else {}


def _acts_in_a_home(name: str) -> bool:
    order = Order(name, {})
    return order.is_intent and order.acts


def _plain(name: str) -> str:
    """Return a name without what writers of names add: marks, large letters, the domain before it."""
    return _MARKS.sub("", name.rpartition("__")[2].casefold()) or name
