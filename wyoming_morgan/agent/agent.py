"""Answers turns: pending confirmations first, then commands, then anything else by a language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace

from wyoming_morgan.agent.acting.executor import Executor
from wyoming_morgan.agent.acting.handing import handed_over, has_to_call, results_answer
from wyoming_morgan.agent.acting.tool_calls import ToolCaller
from wyoming_morgan.agent.commands import Commands
from wyoming_morgan.agent.confirmation.attempts import PinAttempts, patience_with
from wyoming_morgan.agent.confirmation.confirmation import Confirmation
from wyoming_morgan.agent.confirmation.numbers import spell_out
from wyoming_morgan.agent.confirmation.pins import may_tell_pin
from wyoming_morgan.agent.contract import AgentEvent, Outcome, TextDelta, TurnDone, TurnRequest, TurnTrace
from wyoming_morgan.agent.conversation.elsewhere import taken_over
from wyoming_morgan.agent.conversation.facts import FactKeeper
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.conversation.session import Session
from wyoming_morgan.agent.conversation.writer import MemoryCounts
from wyoming_morgan.agent.grammar.clock import Clock, local_now
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.targets import CurrentTargets
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.text import clean
from wyoming_morgan.agent.model.answering import ModelAnswering
from wyoming_morgan.agent.model.summary import Summarizer
from wyoming_morgan.agent.recall import Recaller
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.agent.trace import Tracer
from wyoming_morgan.agent.turn import Answer, Turn, check
from wyoming_morgan.agent.watch import Watch
from wyoming_morgan.home.contract import HomeLink, Toolbox
from wyoming_morgan.llm.contract import LanguageModels
from wyoming_morgan.store.attempts import Attempts
from wyoming_morgan.store.contract import NewMessage, Store
from wyoming_morgan.tasks import drop_failure


class Agent:
    """Fulfils `agent.contract.ConversationAgent`. Any number of turns may run at once."""

    def __init__(
        self,
        grammar: Grammar,
        *,
        models: LanguageModels | None = None,
        home: HomeLink | None = None,
        tools: Toolbox | None = None,
        store: Store | None = None,
        attempts: Attempts | None = None,
        clock: Clock = local_now,
        settings: AgentSettings | None = None,
        heard: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Compose the agent from its parts, which the caller starts and closes.

        Args:
            grammar: Understands commands.
            models: The language models; without them only commands are understood.
            home: The connected home; without it commands are passed on to the client.
            tools: The tools that language models may call.
            store: Keeps conversations and facts; without it nothing is kept.
            attempts: Counts wrong PINs; by default the store does, without one this process.
            clock: Returns the current time.
            settings: The limits.
            heard: Returns what the ear heard for a text, in words; empty if that is unknown.
        """
        self._grammar = grammar
        self._heard = heard
        self._clock = clock
        self._settings = settings or AgentSettings()
        self._memory = Memory(
            store, self._settings.memory, clock, confirm_seconds=self._settings.guard.confirm_seconds
        )
        guard = Guard(self._settings.guard)
        self._targets = targets = CurrentTargets(lambda: grammar.home, home)
        executor = Executor(grammar, home, targets)
        used_store = self._memory.store
        facts = (
            FactKeeper(used_store, models, clock, self._memory.patience) if used_store is not None else None
        )
        counts = attempts or (store.attempts if store is not None else None)
        patience = self._memory.patience if used_store is not None else patience_with(counts)
        self._confirmation = Confirmation(
            executor,
            self._memory,
            settings=self._settings.guard,
            tools=ToolCaller(tools, facts, home, targets),
            guard=guard,
            targets=targets,
            attempts=PinAttempts(counts, clock, self._settings.guard, patience),
        )
        self._commands = Commands(
            grammar,
            guard=guard,
            targets=targets,
            executor=executor,
            confirmation=self._confirmation,
            settings=self._settings,
            has_model=models is not None,
        )
        self._facts = facts
        self._recaller = Recaller(facts, grammar)
        self._answering: ModelAnswering | None = None
        self._summarizer: Summarizer | None = None
        if models is not None:
            self._answering = ModelAnswering(
                models,
                grammar,
                self._memory,
                guard=guard,
                targets=targets,
                confirmation=self._confirmation,
                home=home,
                tools=tools,
                facts=facts,
                settings=self._settings,
            )
            self._summarizer = Summarizer(models, self._memory, self._settings)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it understands, the default first."""
        return self._grammar.languages

    @property
    def counts(self) -> MemoryCounts:
        """The numbers of messages that were stored, are waiting and are lost, for metrics."""
        return self._memory.counts

    async def start(self) -> None:
        """Begin to delete expired conversations and facts."""
        await self._memory.start()

    async def prepare(self) -> None:
        """Read the names of the newest home before somebody speaks; it may have thousands."""
        await self._targets.prepare()

    async def close(self) -> None:
        """End background work; messages that wait for the store are tried once more."""
        if self._summarizer is not None:
            await self._summarizer.close()
        await self._memory.close()
        if self._facts is not None:
            self._facts.close()

    async def turn(self, request: TurnRequest) -> AsyncGenerator[AgentEvent, None]:
        """Answer one turn; the last event is `TurnDone`. Closing the iterator cancels the work.

        At `TurnDone` the messages of the turn are in the store; if they are not, the trace says so.

        Raises:
            InvalidRequest: the text is empty, the language unknown, or the model cannot see the pictures.
            TooLarge: the text is longer than the limit.
            UnknownModel: the requested model does not exist.
            Busy: too many requests are waiting.
            DeadlineExceeded: understanding took too long.
        """
        if request.incognito:
            request.timings.hide()
        watch = Watch(request.timings)
        answer: Answer | None = None
        spoken = ""
        turn: Turn | None = None
        try:
            turn = await self._begin(request)
            request.timings.heard = turn.shown_text
            async with aclosing(self._answers(turn)) as pieces:
                async for piece in pieces:
                    if isinstance(piece, Answer):
                        answer = piece
                        continue
                    text = piece if spoken else piece.lstrip()
                    if not text:
                        continue
                    spoken += text
                    watch.stop()
                    yield TextDelta(text)
                    watch.resume()
        finally:
            watch.stop()
            if turn is not None and turn.understanding is not None:
                turn.understanding.cancel()
        assert answer is not None  # noqa: S101 - every path ends in an answer
        answer = handed_over(turn, answer)
        if spoken:
            answer = replace(answer, text=spoken)
        request.timings.replied = answer.text
        for intent in answer.intents:
            yield intent
        if answer.intents and answer.text and not spoken:
            yield TextDelta(answer.text)
        trace = await self._remember(turn, answer)
        yield TurnDone(
            outcome=answer.outcome,
            text=answer.text,
            language=turn.language,
            conversation_id=turn.session.id,
            path=answer.path,
            awaits_answer=turn.session.awaits_answer(turn.now),
            calls=answer.calls,
            trace=trace,
        )

    async def _begin(self, request: TurnRequest) -> Turn:
        language = language_of(self._grammar.resolve_language(request.language))
        check(request, self._settings.max_characters)
        tracer = Tracer()
        if taken := self._heard(request.text):
            request.timings.taken = taken
            tracer.note("hearing", taken)
        text = clean(request.text, language.words)
        area = request.area or self._grammar.home.area_of(request.satellite_id, request.device_id)
        understanding = None
        if self._memory.store is not None and not request.continuation:
            understanding = asyncio.create_task(self._grammar.understand(text, language.tag, area))
            understanding.add_done_callback(drop_failure)
        await spell_out()
        try:
            session = await self._memory.open(request, language.tag, tracer)
        except BaseException:
            if understanding is not None:
                understanding.cancel()
            raise
        elsewhere = await self._take_over(request, session, language.tag, tracer)
        now = self._clock()
        return Turn(
            request=request,
            text=text,
            language=language.tag,
            area=area,
            now=now,
            session=session,
            tracer=tracer,
            cues=language.cues,
            replies=language.replies,
            mark=session.turn_mark,
            understanding=understanding,
            elsewhere=elsewhere,
            secret=self._confirmation.tells_pin(text, session, now=now, cues=language.cues),
        )

    async def _take_over(
        self, request: TurnRequest, session: Session, language: str, tracer: Tracer
    ) -> tuple[NewMessage, ...]:
        """Remember what was said elsewhere before this conversation began; return it."""
        if not request.earlier or session.has_begun:
            return ()
        guard, most = self._settings.guard, self._settings.max_characters
        messages = taken_over(
            request.earlier, most_characters=most, is_secret=lambda text: may_tell_pin(text, guard)
        )
        if not session.incognito:
            await self._memory.keep(session, language, messages, tracer)
        return tuple(messages)

    async def _answers(self, turn: Turn) -> AsyncGenerator[str | Answer, None]:
        """Yield the pieces of the reply, then the answer with the complete text."""
        answer = await self._by_rule(turn)
        if answer is None and self._answering is not None:
            async with aclosing(self._answering.answer(turn)) as pieces:
                async for piece in pieces:
                    yield piece
            return
        if answer is None:
            turn.tracer.note("model", "no language model is configured")
            text = await self._grammar.not_understood(turn.language)
            answer = Answer(Outcome.NOT_HANDLED, text, "none")
        if answer.text and not answer.intents:
            yield answer.text
        yield answer

    async def _by_rule(self, turn: Turn) -> Answer | None:
        """Answer without a model: a reply to a confirmation question, a request to memory, or a command."""
        if turn.request.continuation:
            return results_answer(turn, has_model=self._answering is not None)
        if has_to_call(turn.request):
            return await self._confirmation.answer(turn)
        return (
            await self._confirmation.answer(turn)
            or await self._recaller.answer(turn)
            or await self._commands.answer(turn)
        )

    async def _remember(self, turn: Turn, answer: Answer) -> TurnTrace:
        """Store the messages of the turn unless it is incognito, and return the trace."""
        await self._memory.share(turn.session)
        messages = turn.messages(answer)
        await self._memory.keep(turn.session, turn.language, messages, turn.tracer, mark=turn.mark)
        trace = turn.tracer.finish(answer.path)
        if not turn.session.incognito and answer.path != "trace":
            turn.session.traces.append((turn.shown_text if turn.secret else turn.text, trace))
        if self._summarizer is not None:
            self._summarizer.consider(turn.session)
        return trace
