"""Runs the tool calls of one turn: repairs them, orders them, and stops repetition."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from wyoming_morgan.agent.acting.handing import new_call_id
from wyoming_morgan.agent.acting.memory_calls import CHANGES_MEMORY
from wyoming_morgan.agent.conversation.suspended import FinishedCall
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.model.repair import nearest, read_arguments
from wyoming_morgan.agent.model.results import Results
from wyoming_morgan.agent.model.values import fitting
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.engines.contract.llm import Tool, ToolCall
from wyoming_morgan.engines.contract.tool_names import known_name
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.home.contract import ToolResult

_REPEATS = 2
"""Times the same reading call may be made in one turn."""


class CallRunner(Protocol):
    """Runs tool calls: `model.tool_runner.ToolRunner`."""

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools, in a fixed order."""

    def order(self, name: str, slots: Mapping[str, Any]) -> Order:
        """Return a call of one of the tools as an order."""

    @property
    def finished(self) -> bool:
        """Whether the turn ends here: the calls wait for a confirmation, or the client executes them."""

    def hands_over(self, order: Order) -> bool:
        """Whether the client runs it after the turn."""

    async def begin_round(self, orders: Sequence[Order]) -> None:
        """Judge the orders of one round together."""

    async def run(self, order: Order) -> ToolResult:
        """Run one call. A failure is a result too."""


class ToolCalls:
    """The calls of one turn.

    `acted` is true after a tool of the home has changed something, `acted_elsewhere` after another tool has,
    `looked` after something was looked up.
    """

    def __init__(self, runner: CallRunner, tracer: Tracer, results: Results, *, most_characters: int) -> None:
        self._runner = runner
        self._results = results
        self._tracer = tracer
        self._most_characters = most_characters
        self._counts: dict[str, int] = {}
        self.acted = False
        self.acted_elsewhere = False
        self.looked = False
        self.finished: list[FinishedCall] = []
        """Every call that has a result, the oldest first."""
        self.handed: dict[int, ToolCall] = {}
        """The calls of the last reply that are the client's, by their places, with ids of their own."""

    async def run(self, calls: Sequence[ToolCall], *, cut_off: bool) -> tuple[list[ToolResult], bool]:
        """Run the calls of one reply, reading ones together, acting ones one after the other.

        `cut_off` is true if the reply was cut off, so that a call with broken arguments is not repaired.
        Returns the results in the order of the calls, and whether all calls were repeated ones.
        """
        self._results.begin_round()
        orders = [self._order(call, cut_off=cut_off) for call in calls]
        new = [order for order in orders if isinstance(order, Order) and not self._is_done(order)]
        await self._runner.begin_round(new)
        results: list[ToolResult] = []
        stuck = True
        while len(results) < len(orders):
            for result, is_new in await asyncio.gather(*map(self._one, _batch(orders[len(results) :]))):
                results.append(result)
                stuck &= not is_new
        self.handed = {} if self._runner.finished else dict(self._of_client(orders))
        return results, stuck

    def note(self, order: Order, result: ToolResult) -> None:
        """Take account of a call and its result."""
        self.finished.append(FinishedCall(order.name, order.slots, result))
        self.looked |= not order.acts and not result.is_error
        if not order.acts or self._runner.finished:
            return
        self._results.add(order, result)
        if result.is_error:
            return
        if order.foreign or order.name in CHANGES_MEMORY:
            self.acted_elsewhere = True
        else:
            self.acted = True

    def resume(self, order: Order, result: ToolResult) -> None:
        """Take account of a call that was made before the turn waited for the client."""
        self._count(_key(order))
        self.note(order, result)

    def _of_client(self, orders: Sequence[Order | ToolResult]) -> Iterator[tuple[int, ToolCall]]:
        for index, order in enumerate(orders):
            if isinstance(order, Order) and self._runner.hands_over(order):
                arguments = json.dumps(dict(order.slots), ensure_ascii=False)
                yield index, ToolCall(new_call_id(), order.name, arguments)

    def _order(self, call: ToolCall, *, cut_off: bool) -> Order | ToolResult:
        tools = {tool.name: tool for tool in self._runner.tools}
        tool = tools.get(known_name(call.name, tools) or "")
        if tool is None:
            similar = nearest(call.name, tools)
            hint = f" Did you mean {similar}?" if similar else f" There are: {', '.join(tools)}."
            return self._refused(call, f"There is no tool {call.name[:60]!r}.{hint}")
        try:
            if cut_off:
                json.loads(call.arguments or "{}")
            arguments = read_arguments(call.arguments, tool.parameters)
            return self._runner.order(tool.name, fitting(tool.name, arguments, tool.parameters))
        except InvalidRequest as error:
            return self._refused(call, str(error))
        except (ValueError, RecursionError):
            return self._refused(call, "The call was cut off.")

    def _refused(self, call: ToolCall, reason: str) -> ToolResult:
        self._tracer.note("tool", f"{call.name[:60]}: {reason}")
        self._results.add_unreadable()
        return ToolResult(reason, is_error=True)

    async def _one(self, order: Order | ToolResult) -> tuple[ToolResult, bool]:
        """Run one call; return its result, and whether it is new rather than repeated."""
        if isinstance(order, ToolResult):
            return order, self._count(f"!{order.text}") <= _REPEATS
        if self._runner.hands_over(order):
            return await self._runner.run(order), True
        count = self._count(_key(order))
        if count > (1 if order.acts else _REPEATS):
            self._tracer.note("tool", f"{order.name}: a repeated call")
            return ToolResult("You already made this call: use its result, and answer."), False
        result = await self._runner.run(order)
        self.note(order, result)
        return self._bounded(result), True

    def _is_done(self, order: Order) -> bool:
        """Whether it has been carried out in this turn, so that nobody needs to judge it again."""
        return order.acts and self._counts.get(_key(order), 0) > 0

    def _count(self, key: str) -> int:
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key]

    def _bounded(self, result: ToolResult) -> ToolResult:
        if len(result.text) <= self._most_characters:
            return result
        return ToolResult(
            f"{result.text[: self._most_characters]}\n(cut off: narrow the query)", result.is_error
        )


def _key(order: Order) -> str:
    return f"{order.name} {json.dumps(order.slots, sort_keys=True, default=str)}"


def _batch(orders: Sequence[Order | ToolResult]) -> Sequence[Order | ToolResult]:
    """Return the first orders that may run at the same time: one acting order, or all reading ones."""
    acting = next((index for index, order in enumerate(orders) if _acts(order)), len(orders))
    return orders[: max(acting, 1)]


def _acts(order: Order | ToolResult) -> bool:
    return isinstance(order, Order) and order.acts
