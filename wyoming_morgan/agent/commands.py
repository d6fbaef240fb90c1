"""The grammar's way of a turn: understand, ask the guard, execute or pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from wyoming_morgan.agent.acting.executor import Executor, told
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.conversation.session import Pending, Understood
from wyoming_morgan.agent.grammar import followups
from wyoming_morgan.agent.grammar.fuzzy import NearNames
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatch, SentenceMatcher
from wyoming_morgan.agent.guard.confirm import Said, pin_of, read_answer
from wyoming_morgan.agent.guard.guard import Guard, Kind, Order, Verdict
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.model.hands import run_confirmed
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.home.contract import HomeLink
from wyoming_morgan.home.model import Home

_COMMAND = "conversation_command"


class Commands:
    """Understands commands and has them carried out, by the home's link or by whoever asked."""

    def __init__(
        self, grammar: Grammar, link: HomeLink | None, settings: AgentSettings, tools: HomeLink | None = None
    ) -> None:
        """Compose it of the grammar and the home that is controlled; `tools` runs what a model called."""
        self._tools = tools or link
        self._grammar = grammar
        self._link = link
        self._settings = settings
        self._guard = Guard(settings.guard)
        self._executor = Executor(grammar, link, self.targets)
        self._targets: Targets | None = None
        self._near: tuple[Home, NearNames] | None = None

    @property
    def guard(self) -> Guard:
        """The guard, which the model's way comes through as well."""
        return self._guard

    def targets(self) -> Targets:
        """Return the home as it is now."""
        states = self._link.states if self._link else None
        self._targets = Targets(self._grammar.home, states, before=self._targets)
        return self._targets

    async def understand(self, turn: Turn) -> tuple[SentenceMatch, ...]:
        """Understand a sentence by itself, by the one before it, or with a name corrected.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        session, tracer = turn.session, turn.tracer
        unplaced = self._recent(session.unplaced, turn)
        session.unplaced = None
        found = await (turn.understanding or self._grammar.understand(turn.text, turn.language, turn.area))
        if found:
            tracer.note("grammar", "; ".join(f"{each.intent} {dict(each.slots)}" for each in found))
            return found
        tracer.note("grammar", "no sentence of it fits")
        referring = await self._refer(turn, unplaced)
        if referring is not None:
            return (referring,)
        return await self._corrected(turn)

    async def _refer(self, turn: Turn, unplaced: Understood | None) -> SentenceMatch | None:
        before = self._recent(turn.session.last, turn)
        if (unplaced is None and before is None) or len(turn.text) > self._settings.max_command_characters:
            return None
        home = self._grammar.home

        def work(matcher: SentenceMatcher) -> SentenceMatch | None:
            if unplaced is not None:
                placed = followups.place(matcher, unplaced.matches[0], turn.text, turn.cues, home)
                if placed is not None:
                    return placed
            if before is None:
                return None
            return followups.follow(
                matcher, before.matches, turn.text, area=turn.area, cues=turn.cues, home=home
            )

        found = await self._grammar.with_matcher(turn.language, work)
        if found is not None:
            turn.tracer.note("follow-up", f"by the sentence before: {found.intent} {dict(found.slots)}")
        return found

    async def _corrected(self, turn: Turn) -> tuple[SentenceMatch, ...]:
        home = self._grammar.home
        if (
            not self._settings.fuzzy
            or not home.known
            or len(turn.text) > self._settings.max_command_characters
        ):
            return ()
        if self._near is None or self._near[0] is not home:
            self._near = (home, NearNames(home))
        near = self._near[1]
        correction = await self._grammar.with_matcher(turn.language, lambda _: near.correct(turn.text))
        if correction is None:
            turn.tracer.note("fuzzy", "no name is spelt nearly so, or several are")
            return ()
        found = await self._grammar.understand(correction.text, turn.language, turn.area)
        if not any(each.slots.get(correction.slot) == correction.name for each in found):
            turn.tracer.note(
                "fuzzy", f"{correction.heard!r} could be {correction.name!r}, but that is no command"
            )
            return ()
        turn.tracer.note("fuzzy", f"took {correction.heard!r} for {correction.name!r}")
        return found

    def _recent(self, understood: Understood | None, turn: Turn) -> Understood | None:
        """Return what was understood before, if it was here, lately, and in this language."""
        if understood is None or understood.language != turn.language or understood.whence != turn.whence:
            return None
        age = turn.now - understood.at
        return understood if age <= timedelta(seconds=self._settings.memory.followup_seconds) else None

    async def answer(self, turn: Turn, matches: tuple[SentenceMatch, ...]) -> Answer | None:
        """Do, pass on or ask about what was understood; None where the guard leaves it to a model.

        Raises:
            MorganError: as the grammar raises it.
        """
        memory = Understood(matches, turn.language, turn.now, turn.whence)
        if any(match.needs_area for match in matches):
            turn.session.unplaced = memory if len(matches) == 1 else None
            turn.tracer.note("guard", "the room is not known, and never is it all of them: asks")
            return Answer(Outcome.NOT_HANDLED, self._grammar.words(turn.language).which_room, "grammar")
        verdict = await self._judge(turn, matches)
        if verdict.kind is Kind.REFUSE:
            turn.tracer.note("guard", f"refused: {verdict.reason}")
            return None
        turn.session.last = memory
        intents = tuple([await self._intent(each, turn.language) for each in matches])
        if verdict.kind is Kind.ASK:
            turn.tracer.note("guard", f"asks first: {verdict.reason}")
            return self.ask(turn, turn.text, intents=intents)
        return await self._executor.execute(turn, intents, turn.text)

    async def _judge(self, turn: Turn, matches: Sequence[SentenceMatch]) -> Verdict:
        orders = [Order(each.intent, each.slots) for each in matches]
        for each in matches:
            command = each.slots.get(_COMMAND)
            if isinstance(command, str):
                later = await self._grammar.understand(command, turn.language, turn.area)
                orders += [Order(one.intent, one.slots) for one in later]
        return self._guard.judge(orders, self.targets(), turn.situation, understood=True)

    def ask(
        self,
        turn: Turn,
        what: str,
        *,
        intents: tuple[IntentRecognized, ...] = (),
        calls: tuple[tuple[str, dict[str, object]], ...] = (),
        path: str = "grammar",
    ) -> Answer:
        """Ask whether something shall be done, and keep it until there is an answer."""
        what = what.rstrip("".join(QUESTION_MARKS) + ". ")
        pin = pin_of(turn.request.user_id, self._settings.guard)
        if pin is None:
            turn.tracer.note("guard", "a PIN is needed, and this speaker has none")
            return Answer(Outcome.NOT_HANDLED, turn.replies.not_allowed, "guard")
        turn.session.pending = Pending(turn.text, turn.whence, turn.now, intents, calls, pin)
        question = turn.replies.confirm_pin if pin else turn.replies.confirm
        return Answer(Outcome.HANDLED, question.format(what=what), path)

    async def confirmed(self, turn: Turn, memory: Memory) -> Answer | None:
        """Take the answer to what was asked; None where it is none, and the turn is about something else.

        Raises:
            Busy: another turn answers it at this moment.
            MorganError: as the grammar raises it.
        """
        if turn.session.pending is None:
            return None
        async with memory.held(turn.session):
            settled = self._settle(turn)
        if not isinstance(settled, Pending):
            return settled
        if settled.calls and self._tools is not None:
            done, failed = await run_confirmed(settled.calls, self._tools, turn)
            if failed or not settled.intents:
                return told(turn, done, failed, "guard")
        return replace(await self._executor.execute(turn, settled.intents, settled.text), path="guard")

    def _settle(self, turn: Turn) -> Answer | Pending | None:  # noqa: PLR0911 - one way out for each answer
        """Read the answer; return what may be done now, or what is said instead."""
        pending = turn.session.pending
        if pending is None:
            return None
        said = read_answer(
            pending,
            turn.text,
            whence=turn.whence,
            now=turn.now,
            cues=turn.cues,
            settings=self._settings.guard,
        )
        turn.tracer.note("confirmation", f"of “{pending.text}”: {said.value}")
        replies = turn.replies
        match said:
            case Said.NOT_YOURS:
                return Answer(Outcome.NOT_HANDLED, replies.not_yours, "guard")
            case Said.PIN_MISSING:
                return Answer(Outcome.HANDLED, replies.confirm_pin.format(what=pending.text), "guard")
            case Said.PIN_WRONG:
                return self._wrong_pin(turn, pending)
        turn.session.pending = None
        match said:
            case Said.OTHER:
                return None
            case Said.EXPIRED:
                return Answer(Outcome.NOT_HANDLED, replies.expired, "guard")
            case Said.NO:
                return Answer(Outcome.HANDLED, replies.cancelled, "guard")
        return pending

    def _wrong_pin(self, turn: Turn, pending: Pending) -> Answer:
        tries = pending.tries + 1
        if tries >= self._settings.guard.pin_tries:
            turn.session.pending = None
            return Answer(Outcome.NOT_HANDLED, turn.replies.dropped, "guard")
        turn.session.pending = replace(pending, tries=tries)
        return Answer(Outcome.HANDLED, turn.replies.wrong_pin, "guard")

    async def _intent(self, match: SentenceMatch, language: str) -> IntentRecognized:
        template, response = await self._grammar.response(match, language, match.slots)
        return IntentRecognized(match.intent, match.slots, template, response)
