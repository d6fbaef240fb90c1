from __future__ import annotations

import pytest

from tests.agent.talking import done, events
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import (
    Outcome,
    TurnDone,
)


@pytest.mark.parametrize(
    ("text", "language", "reply"),
    [
        ("what time is it?", "en", "9:15 PM"),
        ("what's the date", "en-GB", "Sunday, November 22nd, 2026"),
        ("quel jour sommes-nous", "fr", "Nous sommes le dimanche 22 novembre 2026"),
        ("wie spät ist es", "de", "Es ist 21:15"),
        ("quelle heure est-il", "fr-CA", "Il est 21:15"),
    ],
)
async def test_the_time_needs_no_home(stranger: Agent, text: str, language: str, reply: str) -> None:
    last = await done(stranger, text, language=language)

    assert (last.outcome, last.path, last.text) == (Outcome.HANDLED, "clock", reply)


async def test_never_mind_is_handled_in_silence(agent: Agent) -> None:
    seen = await events(agent, "never mind")

    assert len(seen) == 1
    assert isinstance(seen[0], TurnDone)
    assert (seen[0].outcome, seen[0].text) == (Outcome.HANDLED, "")


async def test_a_greeting_is_returned(agent: Agent) -> None:
    assert (await done(agent, "Hello!")).text == "Hello from Morgan."


async def test_what_home_assistant_says_of_itself_is_not_said(agent: Agent) -> None:
    assert (await done(agent, "who made you")).outcome is Outcome.NOT_HANDLED
