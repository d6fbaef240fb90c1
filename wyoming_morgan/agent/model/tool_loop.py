"""The tool loop: asks the model, runs what it calls, and streams what it says."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Protocol

from wyoming_morgan.agent.guard.guard import Order
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.model.claims import ClaimFilter
from wyoming_morgan.agent.model.repair import nearest, read_arguments
from wyoming_morgan.agent.settings import ModelSettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatRequest,
    EndReason,
    Message,
    Role,
    TextPiece,
    Tool,
    ToolCall,
)
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.home.contract import ToolResult
from wyoming_morgan.llm.contract import LanguageModels

_LOGGER = logging.getLogger(__name__)

_MOST_CALLS = 20
"""Calls of one round; more are not looked at."""
_REPEATS = 2
"""Times the very same call may be made in one turn."""


class Hands(Protocol):
    """Runs what the model calls; `agent.hands` decides what it may do."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools, in a fixed order."""

    @property
    def finished(self) -> bool:
        """Whether the turn is over with what was called: it waits for a yes, or somebody else executes it."""

    async def begin_round(self, orders: Sequence[Order]) -> None:
        """Judge what one round asks for, all together."""

    async def run(self, order: Order) -> ToolResult:
        """Run one call. What fails is a result too."""


@dataclass(slots=True)
class _Round:
    """One reply of the model, as it comes in."""

    text: str = ""
    calls: dict[int, ToolCall] = field(default_factory=dict)
    end: ChatEnd | None = None

    def add(self, piece: CallPiece) -> None:
        known = self.calls.get(piece.index, ToolCall("", "", ""))
        self.calls[piece.index] = ToolCall(
            known.id or piece.id, known.name or piece.name, known.arguments + piece.arguments
        )


class ToolLoop:
    """One turn through the model. `text` is all that it said, when `run` has ended."""

    def __init__(
        self,
        models: LanguageModels,
        hands: Hands,
        *,
        settings: ModelSettings,
        cues: Cues,
        replies: Replies,
        tracer: Tracer,
        hold: bool,
        concerns: Callable[[str], bool],
    ) -> None:
        """Prepare a turn.

        Args:
            models: The language models.
            hands: What runs the calls.
            settings: The bounds.
            cues: By which words a claim is known.
            replies: What is said where the model has nothing to say, or nothing true.
            tracer: What is told of every round.
            hold: Whether text waits until it is known whether anything was called: for orders.
            concerns: Whether a text is about the home.
        """
        self._models = models
        self._hands = hands
        self._settings = settings
        self._cues = cues
        self._replies = replies
        self._tracer = tracer
        self._hold = hold
        self._concerns = concerns
        self._acted = False
        self._seen: dict[str, int] = {}
        self.text = ""

    async def run(self, messages: Sequence[Message], model: str | None) -> AsyncGenerator[str, None]:
        """Yield the reply as it comes in. Closing the iterator gives the model up.

        Raises:
            DeadlineExceeded: as the models raise it.
            MorganError: as the models raise it.
            TimeoutError: the whole turn took too long.
        """
        deadline = time.monotonic() + self._settings.deadline
        said: list[Message] = list(messages)
        for number in range(self._settings.rounds + 1):
            last = number == self._settings.rounds
            turn = _Round()
            request = self._request(said, model, last=last)
            async with aclosing(self._round(request, turn, deadline)) as pieces:
                async for piece in pieces:
                    self.text += piece
                    yield piece
            self._tracer.rounds += 1
            if not turn.calls or last:
                return
            results, stuck = await self._call(turn, deadline)
            if self._hands.finished:
                return
            calls = tuple(turn.calls.values())
            said.append(Message(Role.ASSISTANT, turn.text, tool_calls=calls))
            said += [
                Message(Role.TOOL, result.text, tool_call_id=call.id)
                for call, result in zip(calls, results, strict=True)
            ]
            if stuck:
                self._tracer.note("model", "it calls the same again and again: it is made to answer")
                async with aclosing(
                    self._round(self._request(said, model, last=True), _Round(), deadline)
                ) as pieces:
                    async for piece in pieces:
                        self.text += piece
                        yield piece
                return

    @property
    def acted(self) -> bool:
        """Whether an acting tool has succeeded."""
        return self._acted

    def _request(self, messages: list[Message], model: str | None, *, last: bool) -> ChatRequest:
        tools = self._hands.tools
        return ChatRequest(
            messages=tuple(messages),
            tools=tools,
            model=model,
            tool_choice=("none" if last else "auto") if tools else None,
            temperature=self._settings.temperature,
            max_tokens=self._settings.max_tokens,
            reasoning=self._settings.think,
        )

    async def _round(self, request: ChatRequest, turn: _Round, deadline: float) -> AsyncGenerator[str, None]:
        """Read one reply; yield its text, unless it has to be held or is not true."""
        holding = self._hold and not self._acted and bool(request.tools)
        claims = ClaimFilter(
            self._cues,
            self._replies,
            active=not self._acted,
            holding=holding,
            concerns=self._concerns,
        )
        async with aclosing(self._models.chat(request)) as events:
            while True:
                async with asyncio.timeout_at(_loop_time(deadline)):
                    event = await anext(events, None)
                if event is None:
                    break
                match event:
                    case TextPiece():
                        turn.text += event.text
                        if piece := claims.feed(event.text):
                            yield piece
                    case CallPiece():
                        if len(turn.calls) < _MOST_CALLS or event.index in turn.calls:
                            turn.add(event)
                    case ChatEnd():
                        turn.end = event
                    case _:
                        pass  # what it reasons is never spoken
        self._ended(turn)
        rest = claims.finish(called=bool(turn.calls) and request.tool_choice != "none")
        if claims.claimed:
            self._tracer.note("guard", "it claimed an action that no tool had done: that is not said")
        if rest:
            yield rest

    def _ended(self, turn: _Round) -> None:
        for index, call in turn.calls.items():
            if not call.id:
                turn.calls[index] = ToolCall(f"call_{self._tracer.rounds}_{index}", call.name, call.arguments)
        end = turn.end
        if end is None:
            return
        self._tracer.model = end.model
        self._tracer.tokens(end.prompt_tokens, end.completion_tokens)
        if end.truncated:
            self._tracer.note("model", "the backend left out a part of the prompt: its context is too small")
            _LOGGER.warning(
                "%s left out a part of the prompt: raise its context, or lower agent.model.history_tokens",
                end.model,
            )
        if end.reason is EndReason.LENGTH:
            self._tracer.note("model", "the reply was cut off: it has agent.model.max_tokens tokens")

    async def _call(self, turn: _Round, deadline: float) -> tuple[list[ToolResult], bool]:
        """Run the calls of a round; return their results, and whether none was anything new."""
        cut = turn.end is not None and turn.end.reason is EndReason.LENGTH
        orders = [self._order(call, cut=cut) for call in turn.calls.values()]
        await self._hands.begin_round([order for order in orders if isinstance(order, Order)])
        results: list[ToolResult | None] = [None] * len(orders)
        news = False
        index = 0
        while index < len(orders):
            batch = [index]
            while _looks(orders[batch[0]]) and batch[-1] + 1 < len(orders) and _looks(orders[batch[-1] + 1]):
                batch.append(batch[-1] + 1)
            async with asyncio.timeout_at(_loop_time(deadline)):
                ran = await asyncio.gather(*(self._one(orders[each]) for each in batch))
            for each, (result, new) in zip(batch, ran, strict=True):
                results[each] = result
                news |= new
            index = batch[-1] + 1
        return [result or ToolResult("", is_error=True) for result in results], not news

    def _order(self, call: ToolCall, *, cut: bool) -> Order | ToolResult:
        tools = {tool.name: tool for tool in self._hands.tools}
        tool = tools.get(call.name)
        if tool is None:
            meant = nearest(call.name, tools)
            hint = f" Did you mean {meant}?" if meant else f" There are: {', '.join(tools)}."
            return self._refused(call, f"There is no tool {call.name[:60]!r}.{hint}")
        try:
            if cut:
                json.loads(call.arguments or "{}")
            return Order(call.name, read_arguments(call.arguments, tool.parameters))
        except (InvalidRequest, ValueError) as error:
            return self._refused(
                call, str(error) if isinstance(error, InvalidRequest) else "The call was cut off."
            )

    def _refused(self, call: ToolCall, why: str) -> ToolResult:
        self._tracer.note("tool", f"{call.name[:60]}: {why}")
        return ToolResult(why, is_error=True)

    async def _one(self, order: Order | ToolResult) -> tuple[ToolResult, bool]:
        """Run one call; return its result, and whether it was called for the first time."""
        if isinstance(order, ToolResult):
            key = f"!{order.text}"
            self._seen[key] = self._seen.get(key, 0) + 1
            return order, self._seen[key] <= _REPEATS
        key = f"{order.name} {json.dumps(order.slots, sort_keys=True, default=str)}"
        self._seen[key] = self._seen.get(key, 0) + 1
        if self._seen[key] > (1 if order.acts else _REPEATS):
            self._tracer.note("tool", f"{order.name}: the same call again")
            return ToolResult("You made this very call before: use its result, and answer."), False
        result = await self._hands.run(order)
        if order.acts and not result.is_error and not self._hands.finished:
            self._acted = True
        return self._bounded(result), True

    def _bounded(self, result: ToolResult) -> ToolResult:
        most = self._settings.tool_characters
        if len(result.text) <= most:
            return result
        return ToolResult(f"{result.text[:most]}\n(cut off: ask for less)", result.is_error)


def _looks(order: Order | ToolResult) -> bool:
    """Whether it only looks, so that it may run beside others."""
    return isinstance(order, ToolResult) or not order.acts


def _loop_time(deadline: float) -> float:
    """Return a reading of `time.monotonic` as one of the loop's clock."""
    return asyncio.get_running_loop().time() + deadline - time.monotonic()
