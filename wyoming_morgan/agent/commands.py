"""Answers commands by the grammar: understands them, asks the guard, and executes them or passes them on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from wyoming_morgan.agent.acting.changes import changed, playing
from wyoming_morgan.agent.acting.executor import Executor
from wyoming_morgan.agent.acting.intents import recognized_intent
from wyoming_morgan.agent.choosing import Choosing
from wyoming_morgan.agent.confirmation.confirmation import Confirmation
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.conversation.session import Understood
from wyoming_morgan.agent.either import EitherWay
from wyoming_morgan.agent.grammar.aiming import aimed
from wyoming_morgan.agent.grammar.delays import carried_by, delayed_by, schedule, together
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import CHANGE, SentenceMatch
from wyoming_morgan.agent.guard.describe import describe_sentence
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.guard.verdict import Decision, Verdict
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.local_answers import LocalAnswers
from wyoming_morgan.agent.naming.namer import Namer
from wyoming_morgan.agent.reverting import Reversals
from wyoming_morgan.agent.settings import AgentSettings
from wyoming_morgan.agent.targeting import Targeting
from wyoming_morgan.agent.turn import Answer, Turn
from wyoming_morgan.agent.undoing import opposites

_Carried = list[tuple[SentenceMatch, ...]]
"""The commands that timers carry, by match."""


class Commands:
    """Understands commands and has them executed."""

    def __init__(
        self,
        grammar: Grammar,
        *,
        guard: Guard,
        targets: Callable[[], Targets],
        executor: Executor,
        confirmation: Confirmation,
        settings: AgentSettings,
        has_model: bool = False,
    ) -> None:
        self._has_model = has_model
        self._grammar = grammar
        self._guard = guard
        self._targets = targets
        self._executor = executor
        self._confirmation = confirmation
        self._settings = settings
        self._local = LocalAnswers(grammar)
        self._reversals = Reversals(grammar)
        namer = Namer.over(grammar, settings)
        self._choosing = Choosing(namer, settings.memory)
        self._either = EitherWay(grammar, settings.memory)
        self._targeting = Targeting(namer, self._choosing)

    async def answer(self, turn: Turn) -> Answer | None:
        """Answer a turn; None if it is not a command, or the guard leaves it to a model.

        Raises:
            MorganError: as the grammar raises it.
        """
        choice = turn.session.choice
        answered = await self._about_the_last(turn)
        if answered is not None:
            return answered
        if (question := await self._either.ask(turn)) is not None:
            return question
        matches = await self._understand(turn)
        if matches and all(match.local or match.asks for match in matches):
            self._choosing.keep(turn, choice)
        meant = await self._targeting.settle(turn, matches, self._recent(turn.session.last, turn))
        if isinstance(meant, Answer):
            return meant
        turn, matches = meant
        if not matches:
            return None
        if matches[0].local:
            return await self._local.answer(turn, matches[0])
        return await self._act(turn, self._aimed(turn, matches))

    def _aimed(self, turn: Turn, matches: tuple[SentenceMatch, ...]) -> tuple[SentenceMatch, ...]:
        """Find out what changes without a target are for: the command before, the room, or what plays."""
        before = self._recent(turn.session.last, turn)
        earlier = list(before.matches) if before else []
        for match in matches:
            one = aimed(match, earlier, self._grammar.home)
            earlier.append(one if one.target else playing(one, self._targets()))
        return tuple(earlier[-len(matches) :])

    async def _about_the_last(self, turn: Turn) -> Answer | None:
        """Answer a turn that says which thing was meant, or asks to undo what was done."""
        chosen = self._either.answer(turn) or await self._choosing.answer(turn)
        if isinstance(chosen, Answer):
            return chosen
        if chosen is not None:
            return await self._act(replace(turn, text=chosen.text), chosen.matches)
        return await self._undo(turn) if turn.cues.says("undo", turn.text) else None

    async def _undo(self, turn: Turn) -> Answer | None:
        """Undo what the last turn has done, or say that it cannot be undone."""
        before = self._recent(turn.session.last, turn)
        matches = opposites(turn.session, before.matches if before else (), self._grammar.home)
        if not matches:
            turn.tracer.note("undo", "not plainly to be undone, or nothing was done")
            return Answer(Outcome.NOT_HANDLED, turn.replies.not_undone, "grammar")
        return await self._act(turn, matches)

    async def _understand(self, turn: Turn) -> tuple[SentenceMatch, ...]:
        """Understand a sentence by itself, by the one before it, or with a name corrected."""
        session, tracer = turn.session, turn.tracer
        unplaced = self._recent(session.unplaced, turn)
        session.unplaced = None
        matches = await (turn.understanding or self._grammar.understand(turn.text, turn.language, turn.area))
        if matches:
            tracer.note("grammar", "; ".join(f"{match.intent} {dict(match.slots)}" for match in matches))
            return await self._with_its_verb(turn, turn.text, matches, unplaced)
        tracer.note("grammar", "no sentence matches")
        followup = await self._follow_up(turn, turn.text, unplaced)
        if followup is not None:
            return (followup,)
        return await self._corrected(turn)

    async def _with_its_verb(
        self, turn: Turn, text: str, matches: tuple[SentenceMatch, ...], unplaced: Understood | None = None
    ) -> tuple[SentenceMatch, ...]:
        """Give a sentence that only names something the verb of the one before it, if there was one."""
        before = self._recent(turn.session.last, turn)
        if not all(match.bare for match in matches) or (before is None and unplaced is None):
            return matches
        if len(matches) > 1:
            turn.tracer.note("follow-up", "several names alone: it is not clear what to do with them")
            return ()
        followup = await self._follow_up(turn, text, unplaced, bare=True)
        return () if followup is None else (followup,)

    async def _follow_up(
        self, turn: Turn, text: str, unplaced: Understood | None, *, bare: bool = False
    ) -> SentenceMatch | None:
        before = self._recent(turn.session.last, turn)
        match = await self._grammar.follow_up(
            text,
            turn.language,
            area=turn.area,
            unplaced=unplaced.matches[0] if unplaced else None,
            before=before.matches if before else (),
            bare=bare,
        )
        if match is not None:
            turn.tracer.note("follow-up", f"by the sentence before: {match.intent} {dict(match.slots)}")
        return match

    async def _corrected(self, turn: Turn) -> tuple[SentenceMatch, ...]:
        too_long = len(turn.text) > self._settings.max_command_characters
        if not self._settings.fuzzy or not self._grammar.home.known or too_long:
            return ()
        correction = await self._grammar.correct(turn.text, turn.language)
        if correction is None:
            turn.tracer.note("fuzzy", "no name is spelled similarly, or several are")
            return ()
        matches = await self._grammar.understand(correction.text, turn.language, turn.area)
        if not any(match.slots.get(slot) == name for match in matches for slot, name in correction.targets):
            turn.tracer.note(
                "fuzzy", f"{correction.misspelled!r} could be {correction.name!r}, but that is not a command"
            )
            return ()
        turn.tracer.note("fuzzy", f"took {correction.misspelled!r} for {correction.name!r}")
        return await self._with_its_verb(turn, correction.text, matches)

    def _recent(self, understood: Understood | None, turn: Turn) -> Understood | None:
        """Return what was understood before, if it was recent, from this place and in this language."""
        if understood is None or understood.language != turn.language or understood.whence != turn.whence:
            return None
        age = turn.now - understood.at
        return understood if age <= timedelta(seconds=self._settings.memory.followup_seconds) else None

    async def _act(self, turn: Turn, matches: tuple[SentenceMatch, ...]) -> Answer | None:
        """Execute, pass on or ask about the matches; None if the guard leaves them to a model."""
        understood = Understood(matches, turn.language, turn.now, turn.whence)
        if any(match.needs_area for match in matches):
            turn.session.unplaced = understood if len(matches) == 1 else None
            turn.tracer.note("guard", "the room is not known, and all rooms are never meant: asks")
            return Answer(Outcome.NOT_HANDLED, turn.replies.which_room, "grammar")
        if self._has_model and any(match.unsure or not self._executor.can_answer(match) for match in matches):
            turn.tracer.note("grammar", "it may be talk, or nothing in the home can tell: a model may")
            return None
        timed = await self._timed(turn, matches)
        plain = self._plain(turn, timed) if isinstance(timed, tuple) else timed
        if not isinstance(plain, tuple):
            turn.session.last = understood
            return plain
        matches = timed if isinstance(timed, tuple) else plain
        carried = await self._carried(turn, matches)
        verdict = self._judge(turn, matches, carried)
        if verdict.decision is Decision.ASK:
            matches, carried = await self._with_one_delay(turn, matches, carried)
            verdict = self._judge(turn, matches, carried)
            understood = replace(understood, matches=matches)
            plain = tuple(self._values(matches))
        if verdict.decision is Decision.REFUSE:
            turn.tracer.note("guard", f"refused: {verdict.reason}")
            return None
        turn.session.last = understood
        intents = tuple([await recognized_intent(self._grammar, match, turn.language) for match in plain])
        if verdict.decision is Decision.ASK:
            turn.tracer.note("guard", f"asks first: {verdict.reason}")
            several = any(len(commands) > 1 for commands in carried)
            said = schedule(matches, several, turn.replies.delays) or turn.text
            what = describe_sentence(said, verdict, turn.replies, self._targets())
            return await self._confirmation.ask(turn, what, intents=intents)
        unsure = any(match.unsure for match in matches)
        execute = self._executor.execute
        return self._confirmation.offer(turn, intents) if unsure else await execute(turn, intents, turn.text)

    async def _timed(
        self, turn: Turn, matches: tuple[SentenceMatch, ...]
    ) -> tuple[SentenceMatch, ...] | Answer | None:
        """Put a timer behind what is to last for a time; what does not end by itself is not begun."""
        timed = await self._reversals.with_timers(turn, matches)
        if timed is not None:
            return timed
        turn.tracer.note("grammar", "that does not end by itself after a time: does nothing")
        cannot = language_of(turn.language).lasting.cannot
        return None if self._has_model else Answer(Outcome.NOT_HANDLED, cannot, "grammar")

    def _plain(
        self, turn: Turn, matches: tuple[SentenceMatch, ...]
    ) -> tuple[SentenceMatch, ...] | Answer | None:
        """Make commands of all changes by the states of the home, or an answer why that cannot be done.

        None if there is nothing that could be meant.
        """
        for match in matches:
            change = changed(match, self._targets()) if match.intent == CHANGE else None
            if change is None or change.matches:
                continue
            words = language_of(turn.language).states
            turn.tracer.note("states", f"what to change is not known: {dict(match.slots)}")
            if change.absent:
                return None
            away = words.unreachable.format(names=words.list_of([*change.away])) if change.away else ""
            return Answer(Outcome.NOT_HANDLED, away or turn.replies.level_unknown, "grammar")
        plain = tuple(self._values(matches))
        if plain != tuple(matches):
            turn.tracer.note("states", "; ".join(f"{match.intent} {dict(match.slots)}" for match in plain))
        return plain

    def _values(self, matches: Sequence[SentenceMatch]) -> Iterator[SentenceMatch]:
        """Yield matches, with the commands that changes come to in place of those."""
        for match in matches:
            yield from changed(match, self._targets()).matches if match.intent == CHANGE else (match,)

    async def _carried(self, turn: Turn, matches: Sequence[SentenceMatch]) -> _Carried:
        """Return the commands that each match carries for later."""
        return [await self._later(turn, carried_by(match)) for match in matches]

    async def _later(self, turn: Turn, text: str) -> tuple[SentenceMatch, ...]:
        """Return everything that comes of a command that is carried; no text carries nothing."""
        matches = await self._grammar.understand(text, turn.language, turn.area)
        timed = await self._reversals.with_timers(turn, matches) or matches
        nested = [await self._later(turn, command) for match in timed if (command := carried_by(match))]
        return (*timed, *(match for commands in nested for match in commands))

    async def _with_one_delay(
        self, turn: Turn, matches: tuple[SentenceMatch, ...], carried: _Carried
    ) -> tuple[tuple[SentenceMatch, ...], _Carried]:
        """Let what is guarded wait with the rest, where the delay behind the last command may be for all.

        If all commands said together are not understood as these very commands, each stays as it is.
        """
        command = together(matches, turn.replies.delays)
        if not command or self._judge(turn, matches[:-1], carried[:-1]).decision is Decision.ALLOW:
            return matches, carried
        all_of_them = await self._grammar.understand(command, turn.language, turn.area)
        if _orders(all_of_them) != _orders([*matches[:-1], *carried[-1]]):
            return matches, carried
        turn.tracer.note("grammar", "the delay may be for all of it: nothing guarded is done before")
        return (delayed_by(matches[-1], command),), [all_of_them]

    def _judge(self, turn: Turn, matches: Sequence[SentenceMatch], carried: _Carried) -> Verdict:
        everything = [*matches, *(later for commands in carried for later in commands)]
        orders = _orders([*self._values(everything)])
        return self._guard.judge(orders, self._targets(), turn.situation, understood=True)


def _orders(matches: Sequence[SentenceMatch]) -> list[Order]:
    return [Order(match.intent, match.slots) for match in matches]
