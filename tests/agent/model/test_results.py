"""A turn of which a part was done is told from its results, in six languages, whatever a model writes."""

from __future__ import annotations

import json

import pytest

from tests.agent.conftest import HOME, MatcherCache
from tests.agent.model.conftest import BED, ON, Make
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.guard.order import Order
from wyoming_morgan.agent.guard.targets import Targets
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.model.results import Results
from wyoming_morgan.errors import Busy
from wyoming_morgan.home.contract import ToolResult

OFF = ("HassTurnOff", {"name": "Kitchen Light"})
BOTH = "make the bed light shine and the kitchen light dark"
CLAIM = "The bed light is on, and the kitchen light is off."
OK = ToolResult('{"success": true}')
FAILED = ToolResult("no", is_error=True)


def results(asked: str = "", *, passes_on: bool = False) -> Results:
    return Results(Targets(HOME), LANGUAGES["en"], lambda _: passes_on, asked=asked)


ORDERS = {
    "en": BOTH,
    "de": "mach Bed Light hübsch und Kitchen Light dunkel",
    "fr": "change l'ambiance de Bed Light et Kitchen Light",
    "es": "cambia el ambiente de Bed Light y Kitchen Light",
    "it": "cambia l'atmosfera di Bed Light e Kitchen Light",
    "nl": "maak Bed Light gezellig en Kitchen Light donker",
}
TOLD = {
    "en": "Done: Bed Light. That did not work: Kitchen Light.",
    "de": "Erledigt: Bed Light. Das hat nicht geklappt: Kitchen Light.",
    "fr": "C'est fait : Bed Light. Cela n'a pas marché : Kitchen Light.",
    "es": "Hecho: Bed Light. No ha funcionado: Kitchen Light.",
    "it": "Fatto: Bed Light. Non ha funzionato: Kitchen Light.",
    "nl": "Gedaan: Bed Light. Dat is niet gelukt: Kitchen Light.",
}


@pytest.mark.parametrize("language", ORDERS)
async def test_of_two_orders_the_one_that_failed_is_told(
    load_matcher: MatcherCache, link: FakeHomeLink, language: str
) -> None:
    link.results["HassTurnOff"] = FAILED
    grammar = Grammar(link.home, load_matcher=load_matcher, languages=(language,))
    chat = ScriptedChat([calls(Call(*ON), Call(*OFF)), says(CLAIM)])
    agent = Agent(grammar, models=chat, home=link, tools=link, clock=Hand())

    assert (await say(agent, ORDERS[language], None, language=language)).text == TOLD[language]
    await grammar.close()


async def test_what_fails_after_something_has_worked_is_told_too(linked: Make, link: FakeHomeLink) -> None:
    link.results["HassTurnOff"] = FAILED
    agent, _, _ = linked([calls(Call(*ON)), calls(Call(*OFF)), says("Both ", "are done.")])

    assert (await say(agent, BOTH)).text == TOLD["en"]


async def test_results_are_told_before_a_question(linked: Make, link: FakeHomeLink) -> None:
    link.results["HassTurnOff"] = FAILED
    unlock = Call("HassTurnOff", {"name": "Front Door", "domain": ["lock"]})
    agent, _, _ = linked([calls(Call(*ON), Call(*OFF)), calls(unlock), says("Both are done.")])

    reply = (
        await say(agent, "make the bed light shine, the kitchen light dark and the front door open")
    ).text
    assert reply.startswith(TOLD["en"])
    assert reply.endswith("?")


async def test_results_are_told_where_the_model_fails_after_them(linked: Make, link: FakeHomeLink) -> None:
    link.results["HassTurnOff"] = FAILED
    agent, _, _ = linked([calls(Call(*ON), Call(*OFF)), [Busy("full")]])

    assert (await say(agent, BOTH)).text == f"{TOLD['en']} {LANGUAGES['en'].replies.no_model}"


async def test_words_stay_after_nothing_but_successes(linked: Make) -> None:
    agent, _, _ = linked([calls(Call(*ON), Call(*OFF)), says(CLAIM)])

    assert (await say(agent, BOTH)).text == CLAIM


@pytest.mark.parametrize("asked", [BOTH, "make the bed light shine"])
@pytest.mark.parametrize("claim", [CLAIM, "Kitchen light and bed light are as you wish."])
async def test_words_about_a_thing_that_nothing_has_reached_are_not_spoken(
    linked: Make, asked: str, claim: str
) -> None:
    agent, _, _ = linked([calls(Call(*ON)), says(claim)])

    assert (await say(agent, asked)).text == "Done: Bed Light."


async def test_an_order_of_which_a_part_was_not_called_is_told_from_the_results(linked: Make) -> None:
    agent, _, _ = linked([calls(Call(*ON)), says("Both are as you wish.")])

    assert (await say(agent, BOTH)).text == "Done: Bed Light."


async def test_what_was_looked_up_may_be_told_after_an_action(linked: Make) -> None:
    reply = "The bed light is on, the kitchen light was on before."
    agent, _, _ = linked([calls(Call("GetLiveContext"), Call(*ON)), says(reply)])

    assert (await say(agent, "make the bed light shine like the kitchen light")).text == reply


async def test_a_call_that_worked_the_second_time_has_worked(linked: Make) -> None:
    agent, _, _ = linked([calls(Call("HassLightOn", BED)), calls(Call(*ON)), says("The bed light is on.")])

    assert (await say(agent, "make the bed light shine")).text == "The bed light is on."


async def test_a_call_that_was_never_readable_is_told(linked: Make) -> None:
    agent, _, _ = linked([calls(Call(*ON), Call("HassFly", {"name": "x"})), says("All is done.")])

    reply = (await say(agent, "make the bed light shine")).text
    assert reply == "Done: Bed Light. Part of it did not work."


def test_what_home_assistant_reports_as_failed_within_a_success_is_told() -> None:
    outcome = results()
    report = {
        "response_type": "action_done",
        "data": {"success": [{"name": "Bed Light"}], "failed": [{"name": "Ceiling Fan"}, {"id": 1}, None]},
    }
    outcome.add(Order("HassTurnOn", {"area": "Bedroom"}), ToolResult(json.dumps(report)))

    assert outcome.mixed
    assert outcome.told() == "Done: Bedroom. That did not work: Ceiling Fan."


@pytest.mark.parametrize("text", ["", "[]", "{", '{"data": []}', '{"data": {"failed": 1}}', "\ud800"])
def test_any_other_result_is_a_success(text: str) -> None:
    outcome = results()
    outcome.add(Order("HassTurnOn", BED), ToolResult(text))

    assert not outcome.mixed
    assert outcome.told() == "Done: Bed Light."


@pytest.mark.parametrize(
    ("first", "then", "mixed"),
    [
        (("HassTurnOn", BED), ("HassTurnOn", BED), False),
        (("HassTurnOn", BED), ("HassTurnOn", {"area": "Bedroom"}), False),
        (("HassTurnOn", {"area": "Bedroom"}), ("HassTurnOn", BED), True),
        (("HassTurnOn", BED), ("HassTurnOff", BED), True),
        (("HassLightSet", {**BED, "color": "red"}), ("HassLightSet", {**BED, "brightness": 5}), True),
        (("HassLightSet", {**BED, "brightness": "high"}), ("HassLightSet", {**BED, "brightness": 5}), False),
        (("HassTurnOn", {"name": "Fountain"}), ("HassTurnOn", BED), True),
    ],
)
def test_only_a_call_that_does_as_much_mends_one_that_failed(
    first: tuple[str, dict[str, object]], then: tuple[str, dict[str, object]], mixed: bool
) -> None:
    outcome = results()
    outcome.add(Order(*first), FAILED)
    outcome.begin_round()
    outcome.add(Order(*then), OK)

    assert outcome.mixed is mixed


def test_tools_of_others_by_themselves_are_no_order_of_the_home() -> None:
    outcome = results()
    outcome.add(Order("search__web", {}, foreign=True), OK)
    outcome.add(Order("fetch__page", {}, foreign=True), FAILED)
    assert not outcome.mixed

    outcome.add(Order("HassTurnOn", BED), OK)
    assert outcome.mixed


def test_what_is_passed_on_has_no_result() -> None:
    outcome = results(passes_on=True)
    outcome.add(Order("HassTurnOn", BED), OK)
    outcome.add(Order("HassTurnOn", BED), FAILED)

    assert not outcome.mixed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_tells_results(language: str) -> None:
    replies = LANGUAGES[language].replies
    assert replies.done_part.format(names="Bed Light").count("Bed Light") == 1
    assert replies.partly.endswith(".")


WIDE = {
    "en": (
        "Everything is off.",
        "The lights are off now.",
        "All lights are off.",
        "The bedroom is dark now.",
    ),
    "de": ("Alles ist aus.", "Die Lampen sind jetzt aus.", "Alle Lichter sind aus."),
    "fr": ("Tout est éteint.", "Les lumières sont éteintes.", "Toutes les lampes sont éteintes."),
    "es": ("Todo está apagado.", "Las luces están apagadas.", "He apagado todas las luces."),
    "it": ("È tutto spento.", "Le luci sono spente.", "Ho spento tutte le luci."),
    "nl": ("Alles is uit.", "De lampen zijn uit.", "Alle lampen staan uit."),
}
NARROW = {
    "en": ("Done.", "The kitchen light is off.", "It's off now. Anything else?"),
    "de": ("Erledigt.", "Das Licht ist aus.", "Es ist jetzt aus."),
    "fr": ("C'est fait.", "La lumière est éteinte."),
    "es": ("Hecho.", "La luz está apagada."),
    "it": ("Fatto.", "La luce è spenta."),
    "nl": ("Gedaan.", "De lamp is uit."),
}


def replies_in(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts]


def after_one_lamp(language: str) -> Results:
    done = Results(Targets(HOME), LANGUAGES[language], lambda _: False, asked="")
    done.add(Order(*OFF), OK)
    return done


@pytest.mark.parametrize(("language", "text"), replies_in(WIDE))
def test_a_claim_about_more_than_the_one_thing_that_was_reached_is_told_from_the_results(
    language: str, text: str
) -> None:
    assert after_one_lamp(language).are_exceeded_by(text)


@pytest.mark.parametrize(("language", "text"), replies_in(NARROW))
def test_words_about_the_one_thing_that_was_reached_are_spoken(language: str, text: str) -> None:
    assert not after_one_lamp(language).are_exceeded_by(text)


def test_what_was_done_in_a_room_may_be_said_of_that_room() -> None:
    done = results("turn off all lights in the kitchen")
    done.add(Order("HassTurnOff", {"area": "Kitchen", "domain": "light"}), OK)

    assert not done.are_exceeded_by("All the kitchen lights are off.")
    assert done.are_exceeded_by("All the lights in the kitchen and the bedroom are off.")


def test_of_two_that_were_reached_several_may_be_said_but_not_everything() -> None:
    done = results("make it dark")
    done.add(Order(*OFF), OK)
    done.add(Order("HassTurnOff", {"name": "Bed Light"}), OK)

    assert not done.are_exceeded_by("The lights are off.")
    assert done.are_exceeded_by("Everything is off.")
