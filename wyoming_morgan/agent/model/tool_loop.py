"""The tool loop: asks the model, runs its tool calls, and streams its text."""

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
from wyoming_morgan.settings import setting

_LOGGER = logging.getLogger(__name__)

_MOST_CALLS = 20
"""Calls of one round; further ones are ignored."""
_REPEATS = 2
"""Times the same reading call may be made in one turn."""


class CallRunner(Protocol):
    """Runs tool calls: `model.tool_runner.ToolRunner`."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools, in a fixed order."""

    @property
    def finished(self) -> bool:
        """Whether the turn ends here: the calls wait for a confirmation, or the client executes them."""

    async def begin_round(self, orders: Sequence[Order]) -> None:
        """Judge the orders of one round together."""

    async def run(self, order: Order) -> ToolResult:
        """Run one call. A failure is a result too."""


@dataclass(slots=True)
class _Round:
    """One reply of the model, as it streams."""

    text: str = ""
    calls: dict[int, ToolCall] = field(default_factory=dict)
    end: ChatEnd | None = None

    def add(self, piece: CallPiece) -> None:
        partial = self.calls.get(piece.index, ToolCall("", "", ""))
        self.calls[piece.index] = ToolCall(
            partial.id or piece.id, partial.name or piece.name, partial.arguments + piece.arguments
        )


class ToolLoop:
    """One turn through the model. After `run`, `text` is the complete reply."""

    def __init__(
        self,
        models: LanguageModels,
        runner: CallRunner,
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
            runner: Runs the calls.
            settings: The limits.
            cues: The words that show a claim.
            replies: Replace text that is not true.
            tracer: Records every round.
            hold: Whether text is held until the model is known to call a tool: for orders.
            concerns: Whether a text is about the home.
        """
        self._models = models
        self._runner = runner
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
        """Yield the reply as it streams. Closing the iterator cancels the model.

        Raises:
            DeadlineExceeded: as the models raise it.
            MorganError: as the models raise it.
            TimeoutError: the whole turn took too long.
        """
        deadline = time.monotonic() + self._settings.deadline
        history: list[Message] = list(messages)
        for number in range(self._settings.rounds + 1):
            last = number == self._settings.rounds
            round_ = _Round()
            request = self._request(history, model, last=last)
            async with aclosing(self._round(request, round_, deadline)) as pieces:
                async for piece in pieces:
                    self.text += piece
                    yield piece
            self._tracer.rounds += 1
            if not round_.calls or last:
                return
            results, stuck = await self._call(round_, deadline)
            if self._runner.finished:
                return
            calls = tuple(round_.calls.values())
            history.append(Message(Role.ASSISTANT, round_.text, tool_calls=calls))
            history += [
                Message(Role.TOOL, result.text, tool_call_id=call.id)
                for call, result in zip(calls, results, strict=True)
            ]
            if stuck:
                self._tracer.note("model", "it repeats the same calls: it is made to answer")
                async with aclosing(
                    self._round(self._request(history, model, last=True), _Round(), deadline)
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
        tools = self._runner.tools
        return ChatRequest(
            messages=tuple(messages),
            tools=tools,
            model=model,
            tool_choice=("none" if last else "auto") if tools else None,
            temperature=self._settings.temperature,
            max_tokens=self._settings.max_tokens,
            reasoning=self._settings.think,
        )

    async def _round(
        self, request: ChatRequest, round_: _Round, deadline: float
    ) -> AsyncGenerator[str, None]:
        """Read one reply; yield its text, unless it is held or not true."""
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
                        round_.text += event.text
                        if piece := claims.feed(event.text):
                            yield piece
                    case CallPiece():
                        if len(round_.calls) < _MOST_CALLS or event.index in round_.calls:
                            round_.add(event)
                    case ChatEnd():
                        round_.end = event
                    case _:
                        pass  # reasoning is never spoken
        self._ended(round_)
        rest = claims.finish(called=bool(round_.calls) and request.tool_choice != "none")
        if claims.claimed:
            self._tracer.note("guard", "claimed an action that no tool has performed: not spoken")
        if rest:
            yield rest

    def _ended(self, round_: _Round) -> None:
        for index, call in round_.calls.items():
            if not call.id:
                round_.calls[index] = ToolCall(
                    f"call_{self._tracer.rounds}_{index}", call.name, call.arguments
                )
        end = round_.end
        if end is None:
            return
        self._tracer.model = end.model
        self._tracer.tokens(end.prompt_tokens, end.completion_tokens)
        if end.truncated:
            self._tracer.note("model", "the backend cut the prompt: its context is too small")
            _LOGGER.warning(
                "%s cut the prompt: raise its context, or lower %s",
                end.model,
                setting("core.agent.model.history_tokens"),
            )
        if end.reason is EndReason.LENGTH:
            self._tracer.note(
                "model", f"the reply was cut off: it has {setting('core.agent.model.max_tokens')} tokens"
            )

    async def _call(self, round_: _Round, deadline: float) -> tuple[list[ToolResult], bool]:
        """Run the calls of a round; return their results, and whether all were repeated ones."""
        cut = round_.end is not None and round_.end.reason is EndReason.LENGTH
        orders = [self._order(call, cut=cut) for call in round_.calls.values()]
        await self._runner.begin_round([order for order in orders if isinstance(order, Order)])
        results: list[ToolResult | None] = [None] * len(orders)
        news = False
        index = 0
        while index < len(orders):
            batch = [index]
            while _reads(orders[batch[0]]) and batch[-1] + 1 < len(orders) and _reads(orders[batch[-1] + 1]):
                batch.append(batch[-1] + 1)
            async with asyncio.timeout_at(_loop_time(deadline)):
                outcomes = await asyncio.gather(*(self._one(orders[position]) for position in batch))
            for position, (result, new) in zip(batch, outcomes, strict=True):
                results[position] = result
                news |= new
            index = batch[-1] + 1
        return [result or ToolResult("", is_error=True) for result in results], not news

    def _order(self, call: ToolCall, *, cut: bool) -> Order | ToolResult:
        tools = {tool.name: tool for tool in self._runner.tools}
        tool = tools.get(call.name)
        if tool is None:
            similar = nearest(call.name, tools)
            hint = f" Did you mean {similar}?" if similar else f" There are: {', '.join(tools)}."
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
            self._tracer.note("tool", f"{order.name}: a repeated call")
            return ToolResult("You already made this call: use its result, and answer."), False
        result = await self._runner.run(order)
        if order.acts and not result.is_error and not self._runner.finished:
            self._acted = True
        return self._bounded(result), True

    def _bounded(self, result: ToolResult) -> ToolResult:
        most = self._settings.tool_characters
        if len(result.text) <= most:
            return result
        return ToolResult(f"{result.text[:most]}\n(cut off: narrow the query)", result.is_error)


def _reads(order: Order | ToolResult) -> bool:
    """Whether it only reads, so that it may run at the same time as others."""
    return isinstance(order, ToolResult) or not order.acts


def _loop_time(deadline: float) -> float:
    """Return a reading of `time.monotonic` as one of the loop's clock."""
    return asyncio.get_running_loop().time() + deadline - time.monotonic()
