"""Answers “remember that …”, “forget …” and “why did you do that?” without grammar or model."""

from __future__ import annotations

import re

from wyoming_morgan.agent.contract import Outcome, TurnTrace
from wyoming_morgan.agent.conversation.facts import FactKeeper, FactOutcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.language.languages import language_of
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.turn import Answer, Turn

_MOST = 5


class Recaller:
    """Answers explicit requests to remember, recall, forget or explain."""

    def __init__(self, facts: FactKeeper | None, grammar: Grammar) -> None:
        self._facts = facts
        self._grammar = grammar

    async def answer(self, turn: Turn) -> Answer | None:
        """Answer a turn; None if it is about something else."""
        if turn.cues.says("why", turn.text) and (turn.session.traces or len(turn.text.split()) > 1):
            return Answer(Outcome.HANDLED, self._why(turn), "trace")
        before = next((one.text for one in reversed(turn.session.messages) if one.role == "user"), None)
        if before is not None and turn.cues.says("said", turn.text):
            return Answer(Outcome.HANDLED, turn.replies.said.format(text=before), "trace")
        if self._facts is None or turn.session.incognito:
            return None
        content = turn.cues.rest("remember", turn.text) if turn.text[-1:] != "?" else None
        query = turn.cues.rest("forget", turn.text)
        if content or query:
            return await self._changed(turn, self._facts, content or "", query or "")
        query = turn.cues.rest("recall", turn.text)
        return None if query is None else await self._recalled(turn, self._facts, query)

    async def _changed(self, turn: Turn, facts: FactKeeper, content: str, query: str) -> Answer | None:
        """Remember or forget, unless it is for the home."""
        if await self._is_a_command(turn, content):
            return None
        if query and self._is_the_request(turn, query):
            return Answer(Outcome.HANDLED, turn.replies.cancelled, "grammar")
        turn.act()
        if content:
            outcome = await facts.remember(content, turn.session, turn.tracer, explicit=True)
        else:
            outcome = await facts.forget(query, turn.session, turn.tracer, explicit=True)
        return self._outcome(turn, outcome, forgets=not content)

    @staticmethod
    def _is_the_request(turn: Turn, query: str) -> bool:
        """Whether nothing but what was said is to be forgotten."""
        language = language_of(turn.language)
        words = [word for word in re.findall(r"\w+", query.casefold()) if word not in language.words.articles]
        return len(words) == 1 and words[0] in language.free_text.requests

    async def _is_a_command(self, turn: Turn, content: str) -> bool:
        """Whether it is for the home: the grammar understands it, or it names a list or a command.

        Raises:
            Busy, DeadlineExceeded: as the grammar raises them.
        """
        text = language_of(turn.language).free_text
        if not text.lists.isdisjoint(re.findall(r"\w+", content.casefold())):
            return True
        if await (turn.understanding or self._grammar.understand(turn.text, turn.language, turn.area)):
            return True
        inner = await self._grammar.understand(content, turn.language, turn.area)
        return any(match.acts and not match.bare for match in inner)

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
