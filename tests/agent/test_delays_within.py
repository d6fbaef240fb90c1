"""A delay within a command is for it and for all that is joined to it; one behind a command is its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in
from tests.agent.talking import Hand, Heard, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar

Make = Callable[[str], Agent]


@pytest.fixture
async def agent_in(load_matcher: MatcherCache) -> AsyncIterator[Make]:
    grammars: list[Grammar] = []

    def make(language: str) -> Agent:
        grammars.append(Grammar(home_in(language), languages=(language,), load_matcher=load_matcher))
        return Agent(grammars[-1], clock=Hand())

    yield make
    for grammar in grammars:
        await grammar.close()


def commands(heard: Heard) -> list[str]:
    """Return the intents in short: a delayed command as it is, an intent by its name."""
    return [str(slots.get("conversation_command", name)) for name, slots in heard.intents]


@pytest.mark.parametrize(
    ("language", "text", "command"),
    [
        (
            "de",
            "schalte in zehn Minuten die Stehlampe aus und mach den Drucker an",
            "die Stehlampe aus und mach den Drucker an",
        ),
        (
            "de",
            "schalte die Stehlampe in zehn Minuten aus und mach den Drucker an",
            "schalte die Stehlampe aus und mach den Drucker an",
        ),
        ("de", "öffne in zehn Minuten das Rollo", "öffne das Rollo"),
        ("de", "schalte den Drucker nach zehn Minuten ein", "schalte den Drucker ein"),
        (
            "nl",
            "doe over tien minuten de bureaulamp uit en zet de printer aan",
            "doe de bureaulamp uit en zet de printer aan",
        ),
        (
            "nl",
            "zet de bureaulamp over tien minuten uit en zet de printer aan",
            "zet de bureaulamp uit en zet de printer aan",
        ),
        ("nl", "open over tien minuten het rolgordijn", "open het rolgordijn"),
        ("nl", "zet na tien minuten de printer aan", "zet de printer aan"),
        (
            "en",
            "turn off in ten minutes the desk lamp and turn on the printer",
            "turn off the desk lamp and turn on the printer",
        ),
        (
            "fr",
            "éteins dans dix minutes le lampadaire et allume l'imprimante",
            "éteins le lampadaire et allume l'imprimante",
        ),
        ("fr", "après dix minutes éteins le lampadaire", "éteins le lampadaire"),
        (
            "es",
            "apaga en diez minutos el flexo y enciende la impresora",
            "apaga el flexo y enciende la impresora",
        ),
        ("es", "enciende dentro de diez minutos la impresora", "enciende la impresora"),
        (
            "it",
            "spegni tra dieci minuti la piantana e accendi la stampante",
            "spegni la piantana e accendi la stampante",
        ),
        ("it", "accendi fra dieci minuti la stampante", "accendi la stampante"),
    ],
)
async def test_all_of_it_waits(agent_in: Make, language: str, text: str, command: str) -> None:
    heard = await say(agent_in(language), text, language=language)
    assert heard.intents == [("HassStartTimer", {"minutes": 10, "conversation_command": command})]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "schalte in zehn Minuten die Stehlampe aus und öffne das Garagentor"),
        ("nl", "doe over tien minuten de bureaulamp uit en open de garagedeur"),
        ("fr", "éteins dans dix minutes le lampadaire et ouvre la porte du garage"),
    ],
)
async def test_what_is_guarded_is_asked_about_and_is_not_done_sooner(
    agent_in: Make, language: str, text: str
) -> None:
    agent = agent_in(language)
    asked = await say(agent, text, language=language)
    assert asked.done.awaits_answer
    heard = await say(agent, {"de": "ja", "nl": "ja", "fr": "oui"}[language], language=language)
    assert [name for name, _ in heard.intents] == ["HassStartTimer"]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "de",
            "schalte die Stehlampe aus und schalte in zehn Minuten den Drucker ein",
            ["HassTurnOff", "den Drucker ein"],
        ),
        (
            "nl",
            "zet de bureaulamp uit en zet over tien minuten de printer aan",
            ["HassTurnOff", "zet de printer aan"],
        ),
        (
            "fr",
            "éteins le lampadaire et allume dans dix minutes l'imprimante",
            ["HassTurnOff", "allume l'imprimante"],
        ),
        (
            "en",
            "turn off the desk lamp in ten minutes and turn on the printer",
            ["turn off the desk lamp", "HassTurnOn"],
        ),
    ],
)
async def test_the_delay_of_one_command_is_not_for_the_other(
    agent_in: Make, language: str, text: str, expected: list[str]
) -> None:
    assert commands(await say(agent_in(language), text, language=language)) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "schalte in zehn Minuten wenn es dunkel ist die Stehlampe aus"),
        ("de", "schalte in zehn Minuten die Stehlampe im Ballsaal aus"),
        ("nl", "zet over tien minuten de paarse bureaulamp uit"),
        ("en", "turn off in ten minutes or so the desk lamp"),
        ("en", "did you turn off in ten minutes the desk lamp"),
    ],
)
async def test_what_is_not_understood_does_not_wait_either(agent_in: Make, language: str, text: str) -> None:
    assert not (await say(agent_in(language), text, language=language)).intents
