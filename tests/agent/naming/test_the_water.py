"""“Turn off the water” means the only valve for water, or the switch that is called so, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.talking import Hand, say
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.home.model import Area, Entity, Home

Make = Callable[..., Agent]

CLOSE = {
    "en": ("turn off the water", "close the water", "shut the water off", "cut off the water supply"),
    "de": ("dreh das Wasser ab", "schalte das Wasser aus", "mach das Wasser zu", "stell das Wasser ab"),
    "fr": ("coupe l'eau", "ferme l'eau", "arrête l'eau", "ferme l'arrivée d'eau"),
    "es": ("corta el agua", "cierra el agua", "apaga el agua", "cierra la llave del agua"),
    "it": ("chiudi l'acqua", "spegni l'acqua", "stacca l'acqua", "ferma l'acqua"),
    "nl": ("draai het water dicht", "zet het water uit", "sluit het water af", "doe het water uit"),
}
OPEN = {
    "en": "turn the water back on",
    "de": "dreh das Wasser wieder auf",
    "fr": "remets l'eau",
    "es": "abre el agua",
    "it": "apri l'acqua",
    "nl": "draai het water weer open",
}
VALVES = {
    "en": "Main valve",
    "de": "Hauptventil",
    "fr": "Vanne principale",
    "es": "Válvula principal",
    "it": "Valvola principale",
    "nl": "Hoofdkraan",
}
SWITCHES = {
    "en": "Main water",
    "de": "Hauptwasser",
    "fr": "Eau du jardin",
    "es": "Agua del jardín",
    "it": "Acqua del giardino",
    "nl": "Tuinwater",
}
GAS = {
    "en": "Gas valve",
    "de": "Gasventil",
    "fr": "Vanne de gaz",
    "es": "Válvula de gas",
    "it": "Valvola del gas",
    "nl": "Gaskraan",
}
HEATERS = {
    "en": "Water heater",
    "de": "Warmwasser",
    "fr": "Chauffe-eau",
    "es": "Calentador de agua",
    "it": "Scalda acqua",
    "nl": "Warm water",
}
LANGUAGES = tuple(CLOSE)


@pytest.fixture
async def agent_in(load_matcher: MatcherCache) -> AsyncIterator[Make]:
    grammars: list[Grammar] = []

    def make(language: str, *things: Entity) -> Agent:
        home = Home((Entity("Zenit", "light", area="Atrium"), *things), (Area("Atrium"), Area("Loft")))
        grammars.append(Grammar(home, languages=(language,), load_matcher=load_matcher))
        return Agent(grammars[-1], clock=Hand())

    yield make
    for grammar in grammars:
        await grammar.close()


@pytest.mark.parametrize(("language", "text"), [(one, text) for one in LANGUAGES for text in CLOSE[one]])
async def test_the_only_valve_is_meant(agent_in: Make, language: str, text: str) -> None:
    agent = agent_in(language, Entity(VALVES[language], "valve", area="Loft"))
    heard = await say(agent, text, language=language)
    assert heard.intents == [("HassTurnOff", {"name": VALVES[language]})]


@pytest.mark.parametrize(("language", "text"), [(one, text) for one in LANGUAGES for text in CLOSE[one][:2]])
async def test_a_switch_that_is_called_so_is_meant(agent_in: Make, language: str, text: str) -> None:
    agent = agent_in(language, Entity(SWITCHES[language], "switch", area="Loft"))
    heard = await say(agent, text, language=language)
    assert heard.intents == [("HassTurnOff", {"name": SWITCHES[language]})]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_turned_on_after_a_yes(agent_in: Make, language: str) -> None:
    agent = agent_in(language, Entity(VALVES[language], "valve"))
    asked = await say(agent, OPEN[language], language=language)
    assert asked.done.awaits_answer
    assert VALVES[language] in asked.text
    yes = {"en": "yes", "de": "ja", "fr": "oui", "es": "sí", "it": "sì", "nl": "ja"}[language]
    assert (await say(agent, yes, language=language)).intents == [("HassTurnOn", {"name": VALVES[language]})]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_several_it_is_asked(agent_in: Make, language: str) -> None:
    others = [Entity(f"{VALVES[language]} {number}", "valve", area="Loft") for number in (1, 2)]
    heard = await say(agent_in(language, *others), CLOSE[language][0], language=language)
    assert heard.asks
    assert all(other.name in heard.text for other in others)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_one_that_has_the_word_in_its_name_is_meant_before_others(
    agent_in: Make, language: str
) -> None:
    agent = agent_in(
        language, Entity(VALVES[language], "valve"), Entity(SWITCHES[language], "switch", area="Loft")
    )
    heard = await say(agent, CLOSE[language][0], language=language)
    assert heard.asks or heard.intents == [("HassTurnOff", {"name": SWITCHES[language]})]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "thing",
    [
        pytest.param(lambda language: Entity(GAS[language], "valve"), id="gas by its name"),
        pytest.param(lambda language: Entity(VALVES[language], "valve", device_class="gas"), id="gas"),
        pytest.param(lambda language: Entity(HEATERS[language], "switch"), id="hot water"),
        pytest.param(lambda _: Entity("Fountain", "switch"), id="another switch"),
    ],
)
async def test_nothing_else_is_the_water(
    agent_in: Make, language: str, thing: Callable[[str], Entity]
) -> None:
    agent = agent_in(language, thing(language))
    for text in CLOSE[language]:
        assert not (await say(agent, text, language=language)).intents


async def test_the_water_of_another_room_is_left_alone(agent_in: Make) -> None:
    agent = agent_in("en", Entity("Main valve", "valve", area="Loft"))
    assert not (await say(agent, "turn off the water in the atrium")).intents
    assert (await say(agent, "turn off the water in the loft")).intents


async def test_only_the_water_is_closed_like_a_valve(agent_in: Make) -> None:
    agent = agent_in("en", Entity("Main water", "switch"), Entity("Printer", "switch"))
    assert (await say(agent, "close main water")).intents
    assert not (await say(agent, "close the printer")).intents


async def test_it_may_be_for_later_and_for_a_time(agent_in: Make) -> None:
    agent = agent_in("en", Entity("Main valve", "valve"))
    later = await say(agent, "turn off the water in ten minutes")
    assert later.intents[0][1]["conversation_command"] == "turn off Main valve"
    asked = await say(agent, "turn off the water for ten minutes")
    assert asked.done.awaits_answer
