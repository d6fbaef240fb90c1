"""Asks the speaker to confirm, reads the reply, and runs what was confirmed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from wyoming_morgan.agent.acting.executor import Executor
from wyoming_morgan.agent.acting.report import report
from wyoming_morgan.agent.acting.tool_calls import ToolCaller, run_calls
from wyoming_morgan.agent.confirmation.attempts import PinAttempts
from wyoming_morgan.agent.confirmation.pins import pin_of, tells_pin
from wyoming_morgan.agent.confirmation.reply import ReplyMeaning, read_reply
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.conversation.session import Pending, Session
from wyoming_morgan.agent.grammar.titles import SEARCH
from wyoming_morgan.agent.guard.describe import describe
from wyoming_morgan.agent.guard.guard import Guard
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.agent.turn import Answer, Turn

_LOGGER = logging.getLogger(__name__)

PATH = "guard"
_SAYS_PIN = frozenset({ReplyMeaning.YES, ReplyMeaning.PIN_WRONG})


class Confirmation:
    """Holds intents and tool calls back until the speaker has confirmed them."""

    def __init__(
        self,
        executor: Executor,
        memory: Memory,
        *,
        settings: GuardSettings,
        tools: ToolCaller,
        guard: Guard,
        targets: Callable[[], Targets],
        attempts: PinAttempts,
    ) -> None:
        """Prepare for any number of conversations.

        Args:
            executor: Runs confirmed intents.
            memory: Holds the conversations, whose pending confirmations replicas share.
            settings: PINs and time limits.
            tools: Runs confirmed tool calls.
            guard: Finds out which guarded things a question covers.
            targets: Returns the home.
            attempts: Counts wrong PINs.
        """
        self._executor = executor
        self._memory = memory
        self._settings = settings
        self._tools = tools
        self._guard = guard
        self._targets = targets
        self._attempts = attempts

    async def ask(
        self,
        turn: Turn,
        what: str,
        *,
        intents: tuple[IntentRecognized, ...] = (),
        calls: tuple[tuple[str, dict[str, object]], ...] = (),
        path: str = "grammar",
    ) -> Answer:
        """Return the question whether `what` should be done, and keep it pending until the reply."""
        what = what.rstrip("".join(QUESTION_MARKS) + ". ")
        for intent in intents:
            turn.tracer.hold(intent.name, intent.slots)
        for name, arguments in calls:
            turn.tracer.hold(name, arguments)
        pin = pin_of(turn.request.user_id, self._settings)
        if pin is None:
            turn.tracer.note("guard", "a PIN is required, and this speaker has none")
            return Answer(Outcome.NOT_HANDLED, turn.replies.not_allowed, PATH)
        pending = Pending(turn.text, turn.whence, turn.now, intents, calls, needs_pin=bool(pin), what=what)
        covered = self._guard.concerns(_orders(pending), self._targets()).things
        pending = replace(pending, things=tuple(thing.key for thing in covered))
        if pin:
            if await self._attempts.paused(pending):
                turn.tracer.note("guard", "no PIN is accepted for a while")
                return Answer(Outcome.NOT_HANDLED, turn.replies.paused, PATH)
            turn.session.pin_asked = turn.now
        turn.session.pending = pending
        turn.session.asked_here = turn.session.pending.id
        question = turn.replies.confirm_pin if pin else turn.replies.confirm
        return Answer(Outcome.HANDLED, question.format(what=what), path)

    def offer(self, turn: Turn, intents: tuple[IntentRecognized, ...]) -> Answer:
        """Return the question whether to play what may be talk, and keep it pending; it needs no PIN."""
        what = next((str(intent.slots[SEARCH]) for intent in intents if SEARCH in intent.slots), turn.text)
        turn.tracer.note("grammar", f"{what!r} may be talk: asks")
        pending = Pending(turn.text, turn.whence, turn.now, intents, what=what)
        turn.session.pending = pending
        turn.session.asked_here = pending.id
        return Answer(Outcome.NOT_HANDLED, turn.replies.offer.format(what=what), PATH)

    async def answer(self, turn: Turn) -> Answer | None:
        """Act on the reply to a pending question; None if the turn is about something else.

        Raises:
            Busy: it is not known whether another turn has replied to the same question.
            MorganError: as the grammar raises it.
        """
        return await self._reply(turn) or self._doubtful(turn) or self._too_late(turn)

    def tells_pin(self, text: str, session: Session, *, now: datetime, cues: Cues) -> bool:
        """Whether a text is said as a PIN, so that it is kept nowhere."""
        return tells_pin(text, session, now=now, cues=cues, settings=self._settings)

    def _doubtful(self, turn: Turn) -> Answer | None:
        """Answer a reply to a question that may have been answered on another replica."""
        pending = turn.session.doubtful
        if pending is None or turn.session.pending is not None:
            return None
        meaning = self._meaning(turn, pending)
        if meaning in {ReplyMeaning.OTHER, ReplyMeaning.NOT_YOURS, ReplyMeaning.ASKED_BACK}:
            return None
        turn.tracer.note("confirmation", f"of “{pending.text}”: it is not known whether it is open")
        if meaning is ReplyMeaning.NO:
            return Answer(Outcome.HANDLED, turn.replies.cancelled, PATH)
        return Answer(Outcome.NOT_HANDLED, turn.replies.doubtful, PATH)

    @staticmethod
    def _too_late(turn: Turn) -> Answer | None:
        """Answer what was said as a PIN although none is asked for; nothing else gets to hear it."""
        if not turn.secret:
            return None
        turn.tracer.note("confirmation", "what sounds like a PIN, and no question is open")
        return Answer(Outcome.NOT_HANDLED, turn.replies.expired, PATH)

    async def _reply(self, turn: Turn) -> Answer | None:
        pending = turn.session.pending
        if pending is None:
            return None
        says_pin = pending.needs_pin and self._meaning(turn, pending) in _SAYS_PIN
        allowed = not says_pin or await self._attempts.try_once(pending)
        settled = await self._memory.settle(turn.session, lambda: self._settle(turn, allowed=allowed))
        if settled is not None:
            turn.act()  # the question is answered, or a try of the PIN is spent
        if not isinstance(settled, Pending):
            return settled
        if says_pin:
            await self._attempts.reset(pending)
        return await self._changed(turn, settled) or await self._run(turn, settled)

    def _meaning(self, turn: Turn, pending: Pending) -> ReplyMeaning:
        return read_reply(
            pending,
            turn.text,
            whence=turn.whence,
            now=turn.now,
            cues=turn.cues,
            settings=self._settings,
        )

    def _settle(self, turn: Turn, *, allowed: bool) -> Answer | Pending | None:  # noqa: PLR0911 - one return for each meaning
        """Read the reply; return what may be done now, or the answer instead.

        If no PIN is `allowed` now, none is looked at, and the question is dropped.
        """
        pending = turn.session.pending
        if pending is None:
            return None
        if not allowed:
            turn.session.pending = None
            turn.tracer.note("confirmation", f"of “{pending.text}”: no PIN is accepted for a while")
            _LOGGER.warning("a PIN was said within the pause after wrong ones: it is not looked at")
            return Answer(Outcome.NOT_HANDLED, turn.replies.paused, PATH)
        meaning = self._meaning(turn, pending)
        turn.tracer.note("confirmation", f"of “{pending.text}”: {meaning.value}")
        replies = turn.replies
        match meaning:
            case ReplyMeaning.NOT_YOURS:
                return Answer(Outcome.NOT_HANDLED, replies.not_yours, PATH)
            case ReplyMeaning.ASKED_BACK:
                question = replies.confirm_pin if pending.needs_pin else replies.confirm
                return Answer(Outcome.HANDLED, question.format(what=pending.what or pending.text), PATH)
            case ReplyMeaning.PIN_MISSING:
                what = pending.what or pending.text
                return Answer(Outcome.HANDLED, replies.confirm_pin.format(what=what), PATH)
            case ReplyMeaning.PIN_WRONG:
                return self._wrong_pin(turn, pending)
        turn.session.pending = None
        match meaning:
            case ReplyMeaning.OTHER:
                return None
            case ReplyMeaning.EXPIRED:
                return Answer(Outcome.NOT_HANDLED, replies.expired, PATH)
            case ReplyMeaning.NO:
                return Answer(Outcome.HANDLED, replies.cancelled, PATH)
        return pending

    def _wrong_pin(self, turn: Turn, pending: Pending) -> Answer:
        tries = pending.tries + 1
        _LOGGER.warning("a wrong PIN was said; after several no PIN is accepted for a while")
        if tries >= self._settings.pin_tries:
            turn.session.pending = None
            return Answer(Outcome.NOT_HANDLED, turn.replies.dropped, PATH)
        turn.session.pending = replace(pending, tries=tries)
        return Answer(Outcome.HANDLED, turn.replies.wrong_pin, PATH)

    async def _changed(self, turn: Turn, confirmed: Pending) -> Answer | None:
        """Ask again if guarded things are reached by now that the question did not name."""
        orders = _orders(confirmed)
        verdict = self._guard.concerns(orders, self._targets())
        if {thing.key for thing in verdict.things} <= set(confirmed.things):
            return None
        turn.tracer.note("confirmation", "the home has changed: asks again")
        what = describe(orders, verdict, turn.replies)
        return await self.ask(turn, what, intents=confirmed.intents, calls=confirmed.calls, path=PATH)

    async def _run(self, turn: Turn, confirmed: Pending) -> Answer:
        """Run the tool calls, and if none failed, the intents."""
        if confirmed.calls:
            done, failed = await run_calls(confirmed.calls, self._tools, turn)
            if failed or not confirmed.intents:
                return report(turn, done, failed, PATH)
        return replace(await self._executor.execute(turn, confirmed.intents, confirmed.text), path=PATH)


def _orders(pending: Pending) -> list[Order]:
    return [
        *(Order(intent.name, intent.slots) for intent in pending.intents),
        *(Order(name, arguments) for name, arguments in pending.calls),
    ]
