"""Asks the speaker to confirm, reads the reply, and runs what was confirmed."""

from __future__ import annotations

from dataclasses import replace

from wyoming_morgan.agent.acting.executor import Executor
from wyoming_morgan.agent.acting.report import report
from wyoming_morgan.agent.acting.tool_calls import ToolCaller, run_calls
from wyoming_morgan.agent.confirmation.reply import ReplyMeaning, pin_of, read_reply
from wyoming_morgan.agent.contract import IntentRecognized, Outcome
from wyoming_morgan.agent.conversation.memory import Memory
from wyoming_morgan.agent.conversation.session import Pending
from wyoming_morgan.agent.language.text import QUESTION_MARKS
from wyoming_morgan.agent.settings import GuardSettings
from wyoming_morgan.agent.turn import Answer, Turn

PATH = "guard"


class Confirmation:
    """Holds intents and tool calls back until the speaker has confirmed them."""

    def __init__(
        self, executor: Executor, memory: Memory, *, settings: GuardSettings, tools: ToolCaller
    ) -> None:
        """Prepare for any number of conversations.

        Args:
            executor: Runs confirmed intents.
            memory: Holds the conversations, whose pending confirmations replicas share.
            settings: PINs and time limits.
            tools: Runs confirmed tool calls.
        """
        self._executor = executor
        self._memory = memory
        self._settings = settings
        self._tools = tools

    def ask(
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
        pin = pin_of(turn.request.user_id, self._settings)
        if pin is None:
            turn.tracer.note("guard", "a PIN is required, and this speaker has none")
            return Answer(Outcome.NOT_HANDLED, turn.replies.not_allowed, PATH)
        if pin:
            turn.session.pin_asked = turn.now
        turn.session.pending = Pending(turn.text, turn.whence, turn.now, intents, calls, needs_pin=bool(pin))
        turn.session.asked_here = turn.session.pending.id
        question = turn.replies.confirm_pin if pin else turn.replies.confirm
        return Answer(Outcome.HANDLED, question.format(what=what), path)

    async def answer(self, turn: Turn) -> Answer | None:
        """Act on the reply to a pending question; None if the turn is about something else.

        Raises:
            Busy: it is not known whether another turn has replied to the same question.
            MorganError: as the grammar raises it.
        """
        if turn.session.pending is None:
            return None
        settled = await self._memory.settle(turn.session, lambda: self._settle(turn))
        if settled is not None:
            turn.act()  # the question is answered, or a try of the PIN is spent
        return await self._run(turn, settled) if isinstance(settled, Pending) else settled

    def _settle(self, turn: Turn) -> Answer | Pending | None:  # noqa: PLR0911 - one return for each meaning
        """Read the reply; return what may be done now, or the answer instead."""
        pending = turn.session.pending
        if pending is None:
            return None
        meaning = read_reply(
            pending,
            turn.text,
            whence=turn.whence,
            now=turn.now,
            cues=turn.cues,
            settings=self._settings,
        )
        turn.tracer.note("confirmation", f"of “{pending.text}”: {meaning.value}")
        replies = turn.replies
        match meaning:
            case ReplyMeaning.NOT_YOURS:
                return Answer(Outcome.NOT_HANDLED, replies.not_yours, PATH)
            case ReplyMeaning.PIN_MISSING:
                return Answer(Outcome.HANDLED, replies.confirm_pin.format(what=pending.text), PATH)
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
        if tries >= self._settings.pin_tries:
            turn.session.pending = None
            return Answer(Outcome.NOT_HANDLED, turn.replies.dropped, PATH)
        turn.session.pending = replace(pending, tries=tries)
        return Answer(Outcome.HANDLED, turn.replies.wrong_pin, PATH)

    async def _run(self, turn: Turn, confirmed: Pending) -> Answer:
        """Run the tool calls, and if none failed, the intents."""
        if confirmed.calls:
            done, failed = await run_calls(confirmed.calls, self._tools, turn)
            if failed or not confirmed.intents:
                return report(turn, done, failed, PATH)
        return replace(await self._executor.execute(turn, confirmed.intents, confirmed.text), path=PATH)
