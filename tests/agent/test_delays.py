"""What a question with a delay promises is what the yes does; nothing guarded is done sooner than asked."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.homes import home_in
from tests.agent.talking import Hand, Heard, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar

YES = {"en": "yes", "de": "ja", "fr": "oui", "es": "sí", "it": "sì", "nl": "ja"}
GARAGE = {
    "en": "open the garage door",
    "de": "öffne das Garagentor",
    "fr": "ouvre la porte du garage",
    "es": "abre la puerta del garaje",
    "it": "apri la porta del garage",
    "nl": "open de garagedeur",
}
LAMP = {
    "en": "turn off the desk lamp",
    "de": "schalte die Stehlampe aus",
    "fr": "éteins le lampadaire",
    "es": "apaga el flexo",
    "it": "spegni la piantana",
    "nl": "zet de bureaulamp uit",
}
PRINTER = {
    "en": "turn on the printer",
    "de": "schalte den Drucker ein",
    "fr": "allume l'imprimante",
    "es": "enciende la impresora",
    "it": "accendi la stampante",
    "nl": "zet de printer aan",
}
DELAY = {
    "en": "in ten minutes",
    "de": "in zehn Minuten",
    "fr": "dans dix minutes",
    "es": "en diez minutos",
    "it": "tra dieci minuti",
    "nl": "over tien minuten",
}
SAID = {
    "en": "in 10 minutes",
    "de": "in 10 Minuten",
    "fr": "dans 10 minutes",
    "es": "en 10 minutos",
    "it": "tra 10 minuti",
    "nl": "over 10 minuten",
}
NOW = {"en": "now", "de": "jetzt", "fr": "maintenant", "es": "ahora", "it": "adesso", "nl": "nu"}
AND = {"en": "and", "de": "und", "fr": "et", "es": "y", "it": "e", "nl": "en"}
LANGUAGES = tuple(YES)

Make = Callable[[str], Agent]


@pytest.fixture
async def agent_in(load_matcher: MatcherCache) -> AsyncIterator[Make]:
    grammars: list[Grammar] = []

    def make(language: str) -> Agent:
        grammar = Grammar(home_in(language), languages=(language,), load_matcher=load_matcher)
        grammars.append(grammar)
        return Agent(grammar, clock=Hand())

    yield make
    for grammar in grammars:
        await grammar.close()


def commands(heard: Heard) -> list[str]:
    """Return the intents in short: a delayed command as it is, an intent by its name."""
    return [str(slots.get("conversation_command", name)) for name, slots in heard.intents]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_delay_behind_two_verbs_holds_back_what_is_guarded(agent_in: Make, language: str) -> None:
    agent = agent_in(language)
    both = f"{GARAGE[language]} {AND[language]} {LAMP[language]}"
    asked = await say(agent, f"{both} {DELAY[language]}", language=language)
    assert not asked.intents
    assert f"{SAID[language]}: {both}" in asked.text
    assert commands(await say(agent, YES[language], language=language)) == [both]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_three_all_wait_with_the_guarded_one(agent_in: Make, language: str) -> None:
    agent = agent_in(language)
    joint = f" {AND[language]} "
    three = joint.join((PRINTER[language], GARAGE[language], LAMP[language]))
    asked = await say(agent, f"{three} {DELAY[language]}", language=language)
    assert f"{SAID[language]}: {three}" in asked.text
    assert commands(await say(agent, YES[language], language=language)) == [three]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_done_now_and_what_later_is_asked_apart(agent_in: Make, language: str) -> None:
    agent = agent_in(language)
    asked = await say(
        agent, f"{LAMP[language]} {AND[language]} {GARAGE[language]} {DELAY[language]}", language=language
    )
    assert f"{NOW[language]}: {LAMP[language]}; {SAID[language]}: {GARAGE[language]}" in asked.text
    done = await say(agent, YES[language], language=language)
    assert commands(done) == ["HassTurnOff", GARAGE[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_delay_at_the_beginning_is_said_to_reach_all(agent_in: Make, language: str) -> None:
    agent = agent_in(language)
    both = f"{GARAGE[language]} {AND[language]} {LAMP[language]}"
    asked = await say(agent, f"{DELAY[language]} {both}", language=language)
    assert f"{SAID[language]}: {both}" in asked.text
    assert commands(await say(agent, YES[language], language=language)) == [both]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_guarded_is_done_at_once_as_before(agent_in: Make, language: str) -> None:
    heard = await say(
        agent_in(language),
        f"{PRINTER[language]} {AND[language]} {LAMP[language]} {DELAY[language]}",
        language=language,
    )
    assert commands(heard) == ["HassTurnOn", LAMP[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_command_with_its_delay_is_asked_about_as_it_was_said(
    agent_in: Make, language: str
) -> None:
    sentence = f"{GARAGE[language]} {DELAY[language]}"
    asked = await say(agent_in(language), sentence, language=language)
    assert sentence in asked.text
    assert f"{SAID[language]}:" not in asked.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_part_of_the_question_is_understood_as_what_is_done(
    agent_in: Make, language: str
) -> None:
    agent = agent_in(language)
    asked = await say(
        agent, f"{LAMP[language]} {AND[language]} {GARAGE[language]} {DELAY[language]}", language=language
    )
    _, _, now = asked.text.partition(f"{NOW[language]}: ")
    at_once, _, later = now.partition("; ")
    done = await say(agent, YES[language], language=language)
    alone = await say(agent_in(language), at_once, language=language)
    assert alone.intents == done.intents[:1]
    assert done.intents[1][1]["conversation_command"] == later.partition(": ")[2].rstrip(" ?")


async def test_said_again_without_its_delay_it_is_another_order(agent_in: Make) -> None:
    for again, agrees in (
        ("yes open the garage door", False),
        ("yes, open the garage door in ten minutes", True),
    ):
        agent = agent_in("en")
        await say(agent, "open the garage door in ten minutes")
        assert bool((await say(agent, again)).intents) is agrees


async def test_a_timer_beside_a_guarded_command_is_no_delay(agent_in: Make) -> None:
    agent = agent_in("en")
    asked = await say(agent, "set a timer for ten minutes and open the garage door")
    assert "now: set a timer for ten minutes and open the garage door" in asked.text
    assert commands(await say(agent, "yes")) == ["HassStartTimer", "HassTurnOn"]


async def test_a_delay_behind_the_first_of_two_is_its_own(agent_in: Make) -> None:
    agent = agent_in("en")
    asked = await say(agent, "open the garage door in ten minutes and turn off the printer")
    assert "in 10 minutes: open the garage door; now: turn off the printer" in asked.text
    assert commands(await say(agent, "yes")) == ["open the garage door", "HassTurnOff"]
