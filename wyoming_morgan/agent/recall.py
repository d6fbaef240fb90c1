"""Answers “remember that …”, “forget …” and “why did you do that?” without grammar or model."""

from __future__ import annotations

from wyoming_morgan.agent.contract import Outcome, TurnTrace
from wyoming_morgan.agent.conversation.facts import FactKeeper, FactOutcome
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.turn import Answer, Turn

_MOST = 5


class Recaller:
    """Answers explicit requests to remember, recall, forget or explain."""

    def __init__(self, facts: FactKeeper | None) -> None:
        self._facts = facts

    async def answer(self, turn: Turn) -> Answer | None:
        """Answer a turn; None if it is about something else."""
        if turn.cues.says("why", turn.text) and (turn.session.traces or len(turn.text.split()) > 1):
            return Answer(Outcome.HANDLED, self._why(turn), "trace")
        if self._facts is None or turn.session.incognito:
            return None
        if (content := turn.cues.rest("remember", turn.text)) and turn.text[-1:] != "?":
            turn.act()
            return self._outcome(
                turn, await self._facts.remember(content, turn.session, turn.tracer, explicit=True)
            )
        if query := turn.cues.rest("forget", turn.text):
            turn.act()
            outcome = await self._facts.forget(query, turn.session, turn.tracer, explicit=True)
            return self._outcome(turn, outcome, forgets=True)
        query = turn.cues.rest("recall", turn.text)
        return None if query is None else await self._recalled(turn, self._facts, query)

    async def _recalled(self, turn: Turn, facts: FactKeeper, query: str) -> Answer | None:
        matches = await facts.recall(query, turn.session, turn.tracer, most=_MOST)
        if not matches:
            # A model may know something about it.
            return None if query else Answer(Outcome.HANDLED, turn.replies.nothing_known, "memory")
        text = " ".join(f"{fact.content.rstrip('.')}." for fact in matches)
        return Answer(Outcome.HANDLED, text[:1].upper() + text[1:], "memory")

    @staticmethod
    def _outcome(turn: Turn, outcome: FactOutcome, *, forgets: bool = False) -> Answer:
        replies = turn.replies
        text = {
            FactOutcome.DONE: replies.forgotten if forgets else replies.remembered,
            FactOutcome.NOTHING: replies.nothing_known,
            FactOutcome.SEVERAL: replies.which_fact,
            FactOutcome.EVERYTHING: replies.one_by_one,
            FactOutcome.REFUSED: replies.not_remembered,
            FactOutcome.UNAVAILABLE: replies.not_remembered,
        }[outcome]
        handled = outcome in {FactOutcome.DONE, FactOutcome.NOTHING, FactOutcome.SEVERAL}
        return Answer(Outcome.HANDLED if handled else Outcome.NOT_HANDLED, text, "memory")

    @staticmethod
    def _why(turn: Turn) -> str:
        if not turn.session.traces:
            return turn.replies.nothing_to_tell
        acted = [entry for entry in turn.session.traces if entry[1].actions]
        text, trace = (acted or turn.session.traces)[-1]
        return turn.replies.why.format(text=text, how=_how(trace, turn.replies))


def _how(trace: TurnTrace, replies: Replies) -> str:
    actions = ", ".join(_action(action.name, action.arguments) for action in trace.actions)
    if not actions:
        return replies.why_talk
    sentence = replies.why_model if trace.path == "llm" else replies.why_grammar
    return sentence.format(actions=actions)


def _action(name: str, arguments: dict[str, object]) -> str:
    shown = ", ".join(f"{key} {value}" for key, value in arguments.items())
    return f"{name} ({shown})" if shown else name
