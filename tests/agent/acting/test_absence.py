"""What is unavailable is never said to be done."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from typing import Any

import pytest

from tests.agent.acting.rooms import LANGUAGES, Placed, link_of, state
from tests.agent.conftest import MatcherCache
from tests.agent.homes import LIVING, home_in
from tests.agent.talking import Heard, say
from tests.fakes.home_link import FakeHomeLink
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.contract import Outcome
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.grammar.sentences import SentenceMatcher
from wyoming_morgan.home.contract import ActionResult
from wyoming_morgan.home.model import Home

Order = Callable[..., Awaitable[tuple[Heard, FakeHomeLink]]]

THINGS = (
    state("light.away", "Luxor", "unavailable"),
    state("light.here", "Stella", "off", LIVING),
    state("light.gone", "Nova", "unavailable", LIVING),
    state("switch.away", "Elektra", "unavailable"),
    state("lock.away", "Cerberus", "unavailable"),
    state("cover.away", "Jalu", "unavailable", device_class="blind"),
    state("climate.away", "Thermo", "unavailable"),
    state("fan.away", "Ventus", "unavailable"),
    state("media_player.away", "Teleo", "unavailable"),
    state("scene.away", "Soirena", "unavailable", None),
    state("todo.away", "Memento", "unavailable", None),
    state("vacuum.away", "Robo", "unavailable"),
    state("sensor.away", "Humidus", "unavailable", LIVING),
)
AWAY = {
    "en": "I cannot reach {}",
    "de": "Ich kann {} nicht erreichen",
    "fr": "Je n'arrive pas à joindre {}",
    "es": "No puedo contactar con {}",
    "it": "Non riesco a raggiungere {}",
    "nl": "Ik kan {} niet bereiken",
}


@pytest.fixture
async def order(load_matcher: MatcherCache, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Order]:
    grammars: list[Grammar] = []

    def load(language: str, home: Home) -> SentenceMatcher:
        matcher = load_matcher(language, home_in(language))
        matcher.change_home(home)
        return matcher

    async def give(
        language: str,
        text: str,
        *,
        things: Iterable[Placed] = THINGS,
        result: ActionResult | None = None,
        effect: Callable[[FakeHomeLink], None] | None = None,
    ) -> tuple[Heard, FakeHomeLink]:
        link = link_of(language, things)
        if effect is not None:
            handle = link.handle_intent

            async def act(name: str, slots: Mapping[str, Any], **details: Any) -> ActionResult:
                acted = await handle(name, slots, **details)
                effect(link)
                return acted

            monkeypatch.setattr(link, "handle_intent", act)
        if result is not None:
            link.answers = dict.fromkeys(("HassTurnOn", "HassTurnOff"), result)
        grammar = Grammar(link.home, languages=(language,), load_matcher=load)
        grammars.append(grammar)
        return await say(Agent(grammar, home=link), text, language=language), link

    yield give
    for grammar in grammars:
        await grammar.close()


ONE = {
    "en": (
        "turn on Luxor",
        "turn on Stella",
        "turn on Luxor and Stella",
        "turn on the lights in the kitchen",
    ),
    "de": (
        "schalte Luxor ein",
        "schalte Stella ein",
        "schalte Luxor und Stella ein",
        "Licht in der Küche an",
    ),
    "fr": ("allume Luxor", "allume Stella", "allume Luxor et Stella", "allume les lumières de la cuisine"),
    "es": ("enciende Luxor", "enciende Stella", "enciende Luxor y Stella", "enciende las luces de la cocina"),
    "it": ("accendi Luxor", "accendi Stella", "accendi Luxor e Stella", "accendi le luci in cucina"),
    "nl": ("zet Luxor aan", "zet Stella aan", "zet Luxor en Stella aan", "doe de lampen in de keuken aan"),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_away_is_not_said_to_be_on(order: Order, language: str) -> None:
    away, here, both, room = ONE[language]

    for text in (away, room):
        heard, link = await order(language, text)
        assert heard.text == AWAY[language].format("Luxor")
        assert heard.done.outcome is Outcome.NOT_HANDLED
        assert not link.handled
        assert [action.success for action in heard.done.trace.actions] == [False]

    single, link = await order(language, here)
    assert single.done.outcome is Outcome.HANDLED
    assert len(link.handled) == 1

    heard, link = await order(language, both)
    assert heard.text == f"{single.text}. {AWAY[language].format('Luxor')}"
    assert heard.done.outcome is Outcome.HANDLED
    assert [slots["name"] for _, slots in link.handled] == ["Stella"]


ROOM = {
    "en": "turn on the lights in the living room",
    "de": "schalte das Licht im Wohnzimmer ein",
    "fr": "allume les lumières du salon",
    "es": "enciende las luces del salón",
    "it": "accendi le luci in soggiorno",
    "nl": "doe de lampen in de woonkamer aan",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_of_several_is_told_by_name(order: Order, language: str) -> None:
    heard, link = await order(language, ROOM[language])

    assert heard.text.endswith(f". {AWAY[language].format('Nova')}")
    assert heard.done.outcome is Outcome.HANDLED
    assert len(link.handled) == 1


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("turn off Elektra", "Elektra"),
        ("lock Cerberus", "Cerberus"),
        ("close Jalu", "Jalu"),
        ("set Thermo to 20 degrees", "Thermo"),
        ("set Luxor to 40 percent", "Luxor"),
        ("turn on Ventus", "Ventus"),
        ("pause Teleo", "Teleo"),
        ("turn on Soirena", "Soirena"),
        ("add milk to Memento", "Memento"),
        ("start Robo", "Robo"),
    ],
)
async def test_this_holds_for_every_domain(order: Order, text: str, name: str) -> None:
    heard, link = await order("en", text)

    assert heard.text == f"I cannot reach {name}"
    assert not link.handled


async def test_of_two_of_one_name_the_one_that_was_chosen_counts(order: Order) -> None:
    twins = (state("light.k", "Zenit", "unavailable"), state("light.l", "Zenit", "off", LIVING))

    for room, chosen, text in (
        ("living room", "light.l", "Turned on the light"),
        ("kitchen", "light.k", "I cannot reach Zenit"),
    ):
        heard, _ = await order(
            "en",
            f"turn on Zenit in the {room}",
            things=twins,
            result=ActionResult(success=True, done_ids=(chosen,)),
        )
        assert heard.text == text


async def test_what_its_order_makes_unavailable_was_reached(order: Order) -> None:
    def switch_off(link: FakeHomeLink) -> None:
        link.states = link_of("en", (state("media_player.tv", "Teleo", "unavailable"),)).states

    heard, link = await order(
        "en", "turn off Teleo", things=(state("media_player.tv", "Teleo", "on"),), effect=switch_off
    )
    assert link.states["media_player.tv"].state == "unavailable"
    assert heard.text.startswith("Turned off")


async def test_what_failed_otherwise_is_told_beside_what_is_away(order: Order) -> None:
    failure = ActionResult(success=False, failed=("Stella",), error="no")
    heard, _ = await order("en", "turn on Luxor and Stella", result=failure)

    assert heard.text == "That did not work: Stella. I cannot reach Luxor"
    assert heard.done.outcome is Outcome.NOT_HANDLED
