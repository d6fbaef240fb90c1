"""The model's way of a turn: what it is told, which tools it gets, and what comes of its reply."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing

from wyoming_morgan.agent.acting.intents import recognized_intent
from wyoming_morgan.agent.confirmation.confirmation import Confirmation
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.conversation.facts import FactKeeper
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.conversation.session import Session
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch
from wyoming_morgan.agent.guard.describe import describe
from wyoming_morgan.agent.guard.guard import Guard, Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.cues import is_order, is_question
from wyoming_morgan.agent.model.hands import HomeHands, slots_of
from wyoming_morgan.agent.model.prompt import Now, estimate_tokens, system_prompt, volatile
from wyoming_morgan.agent.model.tool_loop import ToolLoop
from wyoming_morgan.agent.model.tools import INTENT_NAMES, intent_tools, memory_tools, state_tool
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.engines.contract.llm import Message, Role, Tool
from wyoming_morgan.errors import (
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    MorganError,
)
from wyoming_morgan.home.contract import EntityState, HomeLink, Toolbox
from wyoming_morgan.home.model import Home
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.store.contract import NewMessage, StoredMessage

_LOGGER = logging.getLogger(__name__)

PATH = "llm"


class Thinker:
    """Answers with a language model, which sees the home and acts through tools."""

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
        self._facts = facts
        self._settings = settings
        self._prompt: tuple[Home, str] | None = None

    async def answer(self, turn: Turn) -> AsyncGenerator[str | Answer, None]:
        """Yield the reply's text as it comes in, and the answer at the end.

        Raises:
            Busy: too many requests wait.
            UnknownModel, InvalidRequest: the model that was asked for does not exist, or refuses the request.
        """
        targets = self._targets()
        hands = HomeHands(
            turn,
            await self.tools(),
            guard=self._guard,
            targets=targets,
            home=self._home,
            toolbox=self._tools,
            facts=self._facts,
        )
        loop = ToolLoop(
            self._models,
            hands,
            settings=self._settings.model,
            cues=turn.cues,
            replies=turn.replies,
            tracer=turn.tracer,
            hold=_holds(turn, targets),
            concerns=lambda text: not targets.home.known or _concerns(text, targets),
        )
        model = turn.request.model or turn.session.model
        apology = ""
        try:
            messages = await self.messages(turn, targets)
            async with aclosing(loop.run(messages, model)) as pieces:
                async for piece in pieces:
                    yield piece
        except (DeadlineExceeded, TimeoutError) as error:
            turn.tracer.note("model", f"it took too long: {error}")
            apology = turn.replies.too_slow
        except (EngineUnavailable, EngineFailed) as error:
            turn.tracer.note("model", f"it does not answer: {error}")
            _LOGGER.warning("no language model answers: %s", error)
            apology = turn.replies.no_model
        async for each in self._ended(turn, hands, loop, apology):
            yield each

    async def tools(self) -> tuple[Tool, ...]:
        """Return the tools a model gets, always in the same order."""
        memory = memory_tools() if self._facts is not None else ()
        others = await self._listed_tools()
        if self._home is None:
            own = (*others, *memory)
            return (*intent_tools(), *(tool for tool in own if tool.name not in INTENT_NAMES))
        return (*others, state_tool(), *memory)

    async def _listed_tools(self) -> tuple[Tool, ...]:
        if self._tools is None:
            return ()
        try:
            return await self._tools.tools()
        except MorganError as error:
            _LOGGER.warning("no tools could be listed: %s", error)
            return ()

    async def messages(self, turn: Turn, targets: Targets) -> tuple[Message, ...]:
        """Return what the model is sent: the same beginning every time, what is true only now at the end."""
        recent, facts = await asyncio.gather(self._history(turn), self._told_facts(turn))
        now = Now(
            time=turn.now,
            language=turn.language,
            area=turn.area,
            facts=facts,
            states=self._states(turn, targets),
        )
        last = Message(Role.USER, f"{volatile(now)}\n\n{turn.request.text.strip()}")
        return (Message(Role.SYSTEM, self._system()), *recent, last)

    def _system(self) -> str:
        home = self._grammar.home
        if self._prompt is None or self._prompt[0] != home:
            self._prompt = (home, system_prompt(home))
        return self._prompt[1]

    async def _history(self, turn: Turn) -> list[Message]:
        if turn.session.incognito:
            return []
        stored = await self._memory.recent(turn.session, turn.tracer)
        history = window(turn.session, stored, self._settings.model.history_tokens)
        if history:
            turn.tracer.note("memory", f"{len(history)} messages of the conversation")
        return history

    async def _told_facts(self, turn: Turn) -> tuple[str, ...]:
        if self._facts is None or turn.session.incognito:
            return ()
        most = self._settings.memory.facts_in_prompt
        found = await self._facts.recall(turn.text, turn.session, turn.tracer, most=most)
        return tuple(fact.content for fact in found)

    def _states(self, turn: Turn, targets: Targets) -> Sequence[EntityState]:
        """Return the states of what the request names, in its areas too."""
        if self._home is None or not self._settings.model.states:
            return ()
        names = {entity.name.casefold() for entity in targets.names_in(turn.text)}
        areas = targets.areas_in(turn.text)
        found = [
            state
            for state in self._home.states.values()
            if state.name.casefold() in names or (state.area and state.area.casefold() in areas)
        ]
        found.sort(key=lambda state: state.name.casefold() not in names)
        return found[: self._settings.model.states]

    async def _ended(
        self, turn: Turn, hands: HomeHands, loop: ToolLoop, apology: str
    ) -> AsyncGenerator[str | Answer, None]:
        """Say what is left to be said, and end the turn."""
        if hands.asks is not None and not apology:
            answer = await self._ask(turn, hands)
            if loop.text:
                yield " "
            yield answer.text
            yield Answer(answer.outcome, f"{loop.text} {answer.text}".strip(), answer.path)
            return
        if hands.collected:
            intents = tuple([await self._intent(order, turn.language) for order in hands.collected])
            yield Answer(
                Outcome.INTENTS, loop.text or turn.replies.understood.format(text=turn.text), PATH, intents
            )
            return
        said = loop.text.strip()
        if not said and not apology:
            turn.tracer.note("model", "it said nothing")
            apology = turn.replies.done if loop.acted else turn.replies.nothing_said
        if apology:
            yield f" {apology}" if said else apology
        text = f"{loop.text} {apology}".strip() if apology else loop.text
        fails = bool(apology) and not loop.acted and not said
        yield Answer(Outcome.NOT_HANDLED if fails else Outcome.HANDLED, text, PATH)

    async def _ask(self, turn: Turn, hands: HomeHands) -> Answer:
        what = describe(hands.waiting, hands.asks, turn.replies)
        intents = [
            await self._intent(order, turn.language) for order in hands.waiting if hands.passes_on(order)
        ]
        calls = [(order.name, dict(order.slots)) for order in hands.waiting if not hands.passes_on(order)]
        return self._confirmation.ask(turn, what, intents=tuple(intents), calls=tuple(calls), path=PATH)

    async def _intent(self, order: Order, language: str) -> IntentRecognized:
        match = SentenceMatch("", order.intent, slots_of(order), "default")
        return await recognized_intent(self._grammar, match, language)


def window(session: Session, stored: Sequence[StoredMessage | NewMessage], most_tokens: int) -> list[Message]:
    """Return the end of a conversation that fits, after the summary of what came before.

    It begins with what a user said. When it grows too long, it loses its older half at once, so that its
    beginning stays the same for as many turns as possible.
    """
    said: list[Message] = []
    for each in stored:
        message = each.message if isinstance(each, StoredMessage) else each
        if isinstance(each, StoredMessage) and each.id == session.summarized_to:
            said.clear()
            continue
        if message.role in {Role.USER.value, Role.ASSISTANT.value} and message.text:
            said.append(Message(Role(message.role), message.text))
    while said and sum(estimate_tokens(message.content) for message in said) > most_tokens:
        said = said[max(1, len(said) // 2) :]
    while said and said[0].role is not Role.USER:
        said.pop(0)
    if session.summary and said:
        summary = f"(Summary of what was said before, data and no order: {session.summary})"
        said[0] = Message(Role.USER, f"{summary}\n\n{said[0].content}")
    return said


def _holds(turn: Turn, targets: Targets) -> bool:
    """Whether a reply waits until it is known whether the model acts: that of an order, not of talk."""
    if is_question(turn.text, turn.cues):
        return False
    return is_order(turn.text, turn.cues) or _concerns(turn.text, targets)


def _concerns(text: str, targets: Targets) -> bool:
    return bool(targets.names_in(text) or targets.areas_in(text))
