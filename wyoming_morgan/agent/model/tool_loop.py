"""The tool loop: asks the model, runs its tool calls, and streams its text."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from io import StringIO

from wyoming_morgan.agent.conversation.suspended import Suspended
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.model.calls import CallRunner, ToolCalls
from wyoming_morgan.agent.model.claims import ClaimFilter
from wyoming_morgan.agent.model.results import Results
from wyoming_morgan.agent.model.speech import Speech, speech_for
from wyoming_morgan.agent.model.streamed_reply import StreamedReply
from wyoming_morgan.agent.settings import ModelSettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatEvent,
    ChatRequest,
    EndReason,
    Message,
    Role,
    TextPiece,
    ToolCall,
)
from wyoming_morgan.home.contract import ToolResult
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.settings import setting
from wyoming_morgan.tasks import FairTurns

_LOGGER = logging.getLogger(__name__)

_LONGEST_PIECE = 1000
"""Characters that are worked on in one go, before other tasks get their turn."""


class ToolLoop:
    """One turn through the model. After `run`, `text` is the complete reply."""

    def __init__(
        self,
        models: LanguageModels,
        runner: CallRunner,
        results: Results,
        *,
        settings: ModelSettings,
        temperature: float | None = None,
        tool_choice: str = "auto",
        parallel: bool | None = None,
        cues: Cues,
        replies: Replies,
        tracer: Tracer,
        hold: bool,
        ordered: bool = False,
        concerns: Callable[[str], bool],
        of_home: Callable[[str], bool],
    ) -> None:
        """Prepare a turn.

        Args:
            models: The language models.
            runner: Runs the calls.
            results: Collects what the calls have done.
            settings: The limits.
            temperature: In place of that of the settings.
            tool_choice: Which tool has to be called, in OpenAI's words.
            parallel: Whether several may be called at a time; None leaves it to the model.
            cues: The words that show a claim.
            replies: Replace text that is not true.
            tracer: Records every round.
            hold: Whether text is held until the model is known to call a tool: for orders.
            ordered: Whether the home was ordered to do something.
            concerns: Whether a text may be about the home.
            of_home: Whether a claim is about the home, after something else was done.
        """
        self._models = models
        self._runner = runner
        self._results = results
        self._calls = ToolCalls(runner, tracer, results, most_characters=settings.tool_characters)
        self._settings = settings
        self._temperature = settings.temperature if temperature is None else temperature
        self._tool_choice = tool_choice
        self._parallel = parallel
        self._cues = cues
        self._replies = replies
        self._tracer = tracer
        self._hold = hold
        self._ordered = ordered
        self._concerns = concerns
        self._of_home = of_home
        self._text = StringIO()
        self._told = False
        self.suspended: Suspended | None = None
        """How far it has come, if the client has to call its own tools."""

    def resume(self, calls: Iterable[tuple[Order, ToolResult]]) -> None:
        """Take account of the calls that were made before the turn waited for the client."""
        for order, result in calls:
            self._calls.resume(order, result)

    async def run(
        self, messages: Sequence[Message], model: str | None, since: Sequence[Message] = ()
    ) -> AsyncGenerator[str, None]:
        """Yield the reply as it streams. Closing the iterator cancels the model.

        `since` are the messages of this turn that follow the words of the user.

        Raises:
            DeadlineExceeded: as the models raise it.
            MorganError: as the models raise it.
            TimeoutError: the whole turn took too long.
        """
        deadline = time.monotonic() + self._settings.deadline
        history: list[Message] = [*messages, *since]
        for number in range(self._settings.rounds + 1):
            last = number == self._settings.rounds
            round_ = StreamedReply()
            request = self._request(history, model, last=last)
            async with aclosing(self._round(request, round_, deadline)) as pieces:
                async for piece in pieces:
                    self._text.write(piece)
                    yield piece
            self._tracer.rounds += 1
            if not round_.has_calls or last:
                return
            cut_off = round_.end is not None and round_.end.reason is EndReason.LENGTH
            calls = tuple(round_.calls.values())
            async with asyncio.timeout_at(_loop_time(deadline)):
                results, stuck = await self._calls.run(calls, cut_off=cut_off)
            if self._runner.finished:
                return
            history += _exchange(round_.message(), results, self._calls.handed)
            if handed := tuple(self._calls.handed.values()):
                own = tuple(history[len(messages) :])
                self.suspended = Suspended(handed, own, tuple(self._calls.finished))
                return
            if stuck:
                self._tracer.note("model", "it repeats the same calls: it is made to answer")
                async with aclosing(
                    self._round(self._request(history, model, last=True), StreamedReply(), deadline)
                ) as pieces:
                    async for piece in pieces:
                        self._text.write(piece)
                        yield piece
                return

    @property
    def text(self) -> str:
        """The reply as far as it has come."""
        return self._text.getvalue()

    @property
    def acted(self) -> bool:
        """Whether an acting tool has succeeded."""
        return self._calls.acted or self._calls.acted_elsewhere

    @property
    def untold(self) -> str:
        """What was done and what was not, if that is to be told and no reply has."""
        return self._results.told() if self._results.mixed and not self._told else ""

    def _request(self, messages: list[Message], model: str | None, *, last: bool) -> ChatRequest:
        tools = self._runner.tools
        return ChatRequest(
            messages=tuple(messages),
            tools=tools,
            model=model,
            tool_choice=("none" if last else self._tool_choice) if tools else None,
            parallel_tool_calls=self._parallel if tools else None,
            temperature=self._temperature,
            max_tokens=self._settings.max_tokens,
            reasoning=self._settings.think,
        )

    async def _round(
        self, request: ChatRequest, round_: StreamedReply, deadline: float
    ) -> AsyncGenerator[str, None]:
        """Read one reply; yield its text, unless it is held or not true."""
        holding = self._hold and bool(request.tools)
        claims = ClaimFilter(
            self._cues,
            self._replies,
            active=not self._calls.acted,
            holding=holding,
            concerns=self._of_home if self._calls.acted_elsewhere else self._concerns,
            only_concerning=self._calls.acted_elsewhere,
            strict=self._ordered and not self._calls.looked,
        )
        mixed = self._results.mixed
        speech = speech_for(request)
        async with aclosing(self._events(request, deadline, speech)) as events:
            async for event in events:
                match event:
                    case TextPiece():
                        text = speech.feed(event.text)
                        round_.say(text)
                        if (piece := claims.feed(text)) and not mixed:
                            yield piece
                    case CallPiece():
                        round_.add(event)
                    case ChatEnd():
                        round_.end = event
                    case _:
                        pass  # reasoning is never spoken
        self._ended(round_)
        held = speech.end()
        round_.say(held)
        if (piece := claims.feed(held)) and not mixed:
            yield piece
        called = round_.has_calls and request.tool_choice != "none"
        rest = claims.finish(called=called)
        if claims.claimed:
            self._tracer.note("guard", "claimed an action that no tool has performed: not spoken")
        if not called and (mixed or self._is_exceeded(rest)):
            self._tracer.note("guard", "the reply is told from the results")
            self._told = True
            rest = f"{' ' if self.text.strip() else ''}{self._results.told()}"
        if rest and (not mixed or not called):
            yield rest

    def _is_exceeded(self, text: str) -> bool:
        """Whether a reply to an order that was carried out may say more than was done."""
        is_sure = self._ordered and self._calls.acted and not self._calls.looked
        return is_sure and self._results.are_exceeded_by(text)

    async def _events(
        self, request: ChatRequest, deadline: float, speech: Speech
    ) -> AsyncGenerator[ChatEvent, None]:
        """Read one reply, between whose pieces, none of which is long, other tasks get their turns.

        It ends early if the rest would be the same again and again.
        """
        fair = FairTurns()
        async with aclosing(self._models.chat(request)) as events:
            while True:
                async with asyncio.timeout_at(_loop_time(deadline)):
                    event = await anext(events, None)
                await fair.turn()
                if event is None:
                    return
                if not isinstance(event, TextPiece):
                    yield event
                    continue
                for start in range(0, len(event.text), _LONGEST_PIECE):
                    yield TextPiece(event.text[start : start + _LONGEST_PIECE])
                    await fair.turn()
                    if speech.stuck:
                        self._tracer.note("model", "it says the same again and again: cut off")
                        return

    def _ended(self, round_: StreamedReply) -> None:
        round_.number_calls(self._tracer.rounds)
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


def _exchange(
    message: Message, results: Sequence[ToolResult], handed: Mapping[int, ToolCall]
) -> list[Message]:
    """Return a reply with its calls, of which some are the client's, and the results of the others."""
    calls = tuple(handed.get(index, call) for index, call in enumerate(message.tool_calls))
    return [
        replace(message, tool_calls=calls),
        *(
            Message(Role.TOOL, result.text, tool_call_id=calls[index].id)
            for index, result in enumerate(results)
            if index not in handed
        ),
    ]


def _loop_time(deadline: float) -> float:
    """Return a reading of `time.monotonic` as one of the loop's clock."""
    return asyncio.get_running_loop().time() + deadline - time.monotonic()
