"""Answers a turn with a language model: builds its prompt and tools, and turns its reply into an answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from wyoming_morgan.agent.acting.intents import recognized_intent
from wyoming_morgan.agent.acting.tool_calls import ToolCaller
from wyoming_morgan.agent.confirmation.confirmation import Confirmation
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.conversation.elsewhere import ELSEWHERE
from wyoming_morgan.agent.conversation.facts import FactKeeper
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.describe import describe
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.languages import GUARDED_NAMES, language_of
from wyoming_morgan.agent.language.questions import asks_speaker
from wyoming_morgan.agent.model.client_tools import offer, resumption, without_turn
from wyoming_morgan.agent.model.history import message_of, window
from wyoming_morgan.agent.model.holding import concerns, holds, is_ordered
from wyoming_morgan.agent.model.prompt import Now, further, system_prompt, volatile
from wyoming_morgan.agent.model.results import Results
from wyoming_morgan.agent.model.tool_loop import ToolLoop
from wyoming_morgan.agent.model.tool_runner import ToolRunner, slots_of
from wyoming_morgan.agent.model.tools import INTENT_NAMES, intent_tools, memory_tools, state_tool
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.engines.contract.llm import Message, Role
from wyoming_morgan.errors import (
    DeadlineExceeded,
    InvalidRequest,
    MorganError,
    StoreUnavailable,
    UnknownModel,
)
from wyoming_morgan.home.contract import EntityState, HomeLink, OfferedTool, Toolbox, linked
from wyoming_morgan.home.model import Home
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.store.contract import Fact, NewMessage, Owner, StoredMessage

_LOGGER = logging.getLogger(__name__)

PATH = "llm"


class ModelAnswering:
    """Answers with a language model that knows the home and acts through tools."""

    def __init__(
        self,
        models: LanguageModels,
        grammar: Grammar,
        memory: Memory,
        *,
        guard: Guard,
        targets: Callable[[], Targets],
        confirmation: Confirmation,
        home: HomeLink | None,
        tools: Toolbox | None,
        facts: FactKeeper | None,
        settings: AgentSettings,
    ) -> None:
        self._models = models
        self._grammar = grammar
        self._memory = memory
        self._guard = guard
        self._targets = targets
        self._confirmation = confirmation
        self._home = home
        self._tools = tools
        self._caller = ToolCaller(tools, facts, home, targets)
        self._facts = facts
        self._settings = settings
        self._prompt: tuple[Home, str] | None = None

    async def answer(self, turn: Turn) -> AsyncGenerator[str | Answer, None]:
        """Yield the text of the reply as it streams, and the answer at the end.

        Raises:
            UnknownModel: the client asked for a model that does not exist.
            InvalidRequest: the model cannot see the pictures.
        """
        targets = self._targets()
        offered = offer(turn.request, await self.tools(turn.request.guidance.tools))
        runner = ToolRunner(
            turn,
            offered.tools,
            guard=self._guard,
            targets=targets,
            home=linked(self._home),
            caller=self._caller,
            facts=self._facts,
            of_client=offered.of_client,
        )
        results = Results(targets, language_of(turn.language), runner.passes_on, asked=turn.text)
        loop = ToolLoop(
            self._models,
            runner,
            results,
            settings=self._settings.model,
            temperature=turn.request.guidance.temperature,
            tool_choice=offered.choice,
            parallel=turn.request.parallel_tool_calls,
            cues=turn.cues,
            replies=turn.replies,
            tracer=turn.tracer,
            hold=holds(turn, targets),
            ordered=is_ordered(turn, targets),
            concerns=lambda text: not targets.home.known or concerns(text, targets),
            of_home=lambda text: GUARDED_NAMES.mentioned(text) or concerns(text, targets),
        )
        model = turn.request.model or turn.session.model
        apology = ""
        try:
            recent, facts = await asyncio.gather(self._recent(turn), self._fitting_facts(turn))
            stored = without_turn(recent, turn)
            runner.know_earlier(
                (str(call.get("name")) for message in map(message_of, stored) for call in message.tool_calls),
                foreign=bool(turn.session.summary)
                or any(fact.owner is Owner.HOUSEHOLD for fact in facts)
                or any(message.handled_by == ELSEWHERE for message in map(message_of, stored)),
            )
            messages = self.messages(turn, targets, stored, [fact.content for fact in facts])
            resumed = resumption(turn, runner, self._settings.model.tool_characters)
            loop.resume(resumed.calls)
            async with aclosing(loop.run(messages, model, resumed.messages)) as pieces:
                async for piece in pieces:
                    yield piece
        except (DeadlineExceeded, TimeoutError) as error:
            turn.tracer.note("model", f"took too long: {error}")
            _LOGGER.warning("the language model takes too long: %s", error)
            apology = turn.replies.too_slow
        except StoreUnavailable:
            raise
        except MorganError as error:
            if _is_clients(error, turn) and not turn.request.timings.acted:
                raise
            turn.tracer.note("model", f"does not answer: {error}")
            _LOGGER.warning("no language model answers: %s", error)
            apology = turn.replies.no_model
        async for piece_or_answer in self._end(turn, runner, loop, apology):
            yield piece_or_answer

    async def tools(self, of_client: Toolbox | None = None) -> tuple[OfferedTool, ...]:
        """Return the tools for the model, always in the same order; a client's own stand for the home's."""
        memory = memory_tools() if self._facts is not None else ()
        others = await self._listed_tools()
        if of_client is not None:
            first = await of_client.tools()
            names = {tool.name for tool in first}
            return (*first, *(tool for tool in others if not tool.home and tool.name not in names), *memory)
        states = () if linked(self._home) is None else (state_tool(),)
        if states and any(tool.home for tool in others):
            return (*others, *states, *memory)
        own = (*others, *states, *memory)
        return (*intent_tools(), *(tool for tool in own if tool.name not in INTENT_NAMES))

    async def _listed_tools(self) -> tuple[OfferedTool, ...]:
        if self._tools is None:
            return ()
        try:
            return await self._tools.tools()
        except MorganError as error:
            _LOGGER.warning("no tools could be listed: %s", error)
            return ()

    def messages(
        self,
        turn: Turn,
        targets: Targets,
        stored: Sequence[StoredMessage | NewMessage],
        facts: Sequence[str],
    ) -> tuple[Message, ...]:
        """Return the messages for the model: what stays the same first, the current situation last."""
        guidance = turn.request.guidance
        most = guidance.history_tokens
        recent = window(turn.session, stored, self._settings.model.history_tokens if most is None else most)
        if recent:
            turn.tracer.note("memory", f"{len(recent)} messages of the conversation")
        now = Now(
            time=turn.now,
            language=turn.language,
            area=turn.area,
            facts=tuple(facts),
            states=self._states(turn, targets),
        )
        words = f"{volatile(now)}\n\n{turn.request.text.strip()}"
        last = Message(Role.USER, words, images=turn.request.images)
        about_tools = guidance.tools.instructions if guidance.tools is not None else ""
        system = self._system() + further(f"{guidance.instructions}\n{about_tools}")
        return (Message(Role.SYSTEM, system), *recent, last)

    def _system(self) -> str:
        home = self._grammar.home
        if self._prompt is None or self._prompt[0] != home:
            self._prompt = (home, system_prompt(home))
        return self._prompt[1]

    async def _recent(self, turn: Turn) -> tuple[StoredMessage | NewMessage, ...]:
        return (
            turn.elsewhere if turn.session.incognito else await self._memory.recent(turn.session, turn.tracer)
        )

    async def _fitting_facts(self, turn: Turn) -> tuple[Fact, ...]:
        if self._facts is None or turn.session.incognito:
            return ()
        most = self._settings.memory.facts_in_prompt
        return await self._facts.recall(turn.text, turn.session, turn.tracer, most=most)

    def _states(self, turn: Turn, targets: Targets) -> Sequence[EntityState]:
        """Return the states of the things and areas that the request names."""
        if linked(self._home) is None or not self._settings.model.states:
            return ()
        named = (thing for entity in targets.names_in(turn.text) for thing in targets.things(entity))
        around = (
            thing
            for area in sorted(targets.areas_in(turn.text))
            for entity in targets.index.by_area.get(area, ())
            for thing in targets.things(entity)
        )
        return targets.states_of((*named, *around))[: self._settings.model.states]

    async def _end(
        self, turn: Turn, runner: ToolRunner, loop: ToolLoop, apology: str
    ) -> AsyncGenerator[str | Answer, None]:
        """Yield the rest of the text, and the answer."""
        if runner.asks is not None and not apology:
            answer = await self._ask(turn, runner)
            # What was streamed before the call may claim what waits for a yes.
            untrue = not loop.acted and turn.cues.holds("claim", loop.text)
            more = turn.replies.correction if untrue else loop.untold
            before = f"{loop.text} {more}" if more else loop.text
            if before:
                yield f"{before.removeprefix(loop.text)} "
            yield answer.text
            yield replace(answer, text=f"{before} {answer.text}".strip())
        elif loop.suspended is not None and not apology:
            turn.session.suspended = loop.suspended
            answer = Answer(Outcome.HANDLED, loop.text, PATH)
            if runner.collected:
                answer = await self._pass_on(turn, runner.collected, loop.text)
            yield replace(answer, text=loop.text, calls=loop.suspended.calls)
        elif runner.collected:
            yield await self._pass_on(turn, runner.collected, loop.text)
        else:
            if not apology and not loop.text.strip():
                turn.tracer.note("model", "the reply is empty")
                apology = turn.replies.done if loop.acted else turn.replies.nothing_said
            if apology:
                apology = f"{loop.untold} {apology}".strip()
                yield f" {apology}" if loop.text.strip() else apology
            elif asks_speaker(loop.text, turn.cues):
                turn.session.ask(self._settings.model.questions)
            yield _spoken(loop, apology)

    async def _pass_on(self, turn: Turn, orders: Sequence[Order], text: str) -> Answer:
        intents = tuple([await self._intent(order, turn.language) for order in orders])
        return Answer(Outcome.INTENTS, text or turn.replies.understood.format(text=turn.text), PATH, intents)

    async def _ask(self, turn: Turn, runner: ToolRunner) -> Answer:
        what = describe(runner.waiting, runner.asks, turn.replies)
        intents = [
            await self._intent(order, turn.language) for order in runner.waiting if runner.passes_on(order)
        ]
        calls = [(order.name, dict(order.slots)) for order in runner.waiting if not runner.passes_on(order)]
        return await self._confirmation.ask(turn, what, intents=tuple(intents), calls=tuple(calls), path=PATH)

    async def _intent(self, order: Order, language: str) -> IntentRecognized:
        match = SentenceMatch("", order.intent, slots_of(order), "default")
        return await recognized_intent(self._grammar, match, language)


def _is_clients(error: MorganError, turn: Turn) -> bool:
    """Whether the client named the model that does not exist, or sent the pictures that it cannot see."""
    if isinstance(error, UnknownModel):
        return bool(turn.request.model)
    return isinstance(error, InvalidRequest) and bool(turn.request.images)


def _spoken(loop: ToolLoop, apology: str) -> Answer:
    """Return the answer of a reply in words, after which an apology may follow."""
    failed = bool(apology) and not loop.acted and not loop.text.strip()
    text = f"{loop.text} {apology}".strip() if apology else loop.text
    return Answer(Outcome.NOT_HANDLED if failed else Outcome.HANDLED, text, PATH)
