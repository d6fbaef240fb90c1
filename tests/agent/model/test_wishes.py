"""What somebody wants or misses of the home is an order too, so that nothing is claimed; talk stays talk."""

from __future__ import annotations

import pytest

from tests.agent.conftest import HOME, MatcherCache
from tests.agent.model.conftest import Make
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from tests.fakes.scripted_chat import ScriptedChat, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.language.cues import is_question
from wyoming_morgan.agent.language.languages import LANGUAGES

WISHES = {
    "en": (
        "I want the kitchen light to be brighter",
        "I'd like the kitchen light a bit cosier",
        "I would really like it cosier in the kitchen",
        "I need the kitchen light on",
        "we need more light in the kitchen",
        "may there be light in the kitchen",
        "I could use some light in the kitchen",
        "the kitchen light should be prettier",
        "it would be nice if the kitchen light were cosy",
        "it's too dark in the kitchen",
        "the kitchen needs to be cosier",
        "I want to hear music in the kitchen",
    ),
    "de": (
        "ich möchte das Kitchen Light gemütlicher haben",
        "ich will, dass das Kitchen Light hübsch leuchtet",
        "ich brauche das Kitchen Light",
        "das Kitchen Light soll hübscher sein",
        "es werde Licht in der Kitchen",
        "möge das Kitchen Light leuchten",
        "mir ist es zu dunkel in der Kitchen",
        "ich hätte gern Musik in der Kitchen",
    ),
    "fr": (
        "je veux que Kitchen Light brille",
        "j'aimerais Kitchen Light un peu plus vive",
        "j\u2019ai besoin de Kitchen Light",
        "il faut de la lumière dans Kitchen",
        "que la lumière soit dans Kitchen",
        "il fait trop sombre dans Kitchen",
        "Kitchen Light devrait être plus jolie",
    ),
    "es": (
        "quiero Kitchen Light más bonita",
        "necesito Kitchen Light",
        "me gustaría que Kitchen Light brille",
        "que haya luz en Kitchen",
        "hágase la luz en Kitchen",
        "aquí en Kitchen hace demasiado calor",
        "Kitchen Light debería estar más bonita",
    ),
    "it": (
        "voglio Kitchen Light più bella",
        "vorrei che Kitchen Light brillasse",
        "mi serve Kitchen Light",
        "ho bisogno di luce in Kitchen",
        "sia fatta luce in Kitchen",
        "fa troppo caldo in Kitchen",
        "Kitchen Light dovrebbe essere più bella",
    ),
    "nl": (
        "ik wil Kitchen Light gezelliger",
        "ik zou graag Kitchen Light gezelliger hebben",
        "ik heb Kitchen Light nodig",
        "er zij licht in Kitchen",
        "moge er licht zijn in Kitchen",
        "het is te donker in Kitchen",
        "Kitchen Light moet gezelliger",
    ),
}
STATES = {
    "en": (
        "kitchen light brighter please",
        "the kitchen light on",
        "I want the light on",
        "more light, lamps up!",
    ),
    "de": ("Kitchen Light heller bitte", "das Licht in der Kitchen an", "das Licht bitte wärmer"),
    "fr": ("Kitchen Light plus claire", "la lumière allumée s'il te plaît"),
    "es": ("Kitchen Light más fuerte", "la luz encendida, por favor"),
    "it": ("Kitchen Light più forte", "la luce accesa per favore"),
    "nl": ("Kitchen Light feller", "het licht graag wat warmer alsjeblieft"),
}
TALK = {
    "en": (
        "tell me about the kitchen light's history",
        "I want to know about the kitchen light",
        "I would like you to tell me about the kitchen",
        "I want to buy a kitchen light",
        "I like the kitchen light",
        "the kitchen light is pretty",
        "the kitchen light is on",
        "my kitchen light was a present",
        "the show goes on",
    ),
    "de": (
        "erzähl mir etwas über das Kitchen Light",
        "ich möchte etwas über das Kitchen Light wissen",
        "ich will ein Kitchen Light kaufen",
        "das Kitchen Light ist hübsch",
        "das Kitchen Light ist an",
    ),
    "fr": (
        "parle-moi de Kitchen Light",
        "je veux savoir quelque chose de Kitchen Light",
        "Kitchen Light est jolie",
        "Kitchen Light est allumée",
    ),
    "es": (
        "cuéntame algo de Kitchen Light",
        "quiero saber algo de Kitchen Light",
        "Kitchen Light es bonita",
        "Kitchen Light está encendida",
    ),
    "it": (
        "raccontami qualcosa di Kitchen Light",
        "voglio sapere qualcosa di Kitchen Light",
        "Kitchen Light è bella",
        "Kitchen Light è accesa",
    ),
    "nl": (
        "vertel me iets over Kitchen Light",
        "ik wil iets weten over Kitchen Light",
        "Kitchen Light is mooi",
        "Kitchen Light staat aan",
    ),
}
CLAIMS = {
    "en": "The kitchen light is on bright.",
    "de": "Das Kitchen Light leuchtet hell.",
    "fr": "Kitchen Light brille fort.",
    "es": "Kitchen Light brilla mucho.",
    "it": "Kitchen Light brilla molto.",
    "nl": "Kitchen Light schijnt fel.",
}


def all_of(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), all_of(WISHES))
def test_a_wish_is_recognized(language: str, text: str) -> None:
    cues = LANGUAGES[language].cues
    assert cues.holds("wish", text)
    assert cues.begins("optative", text) or not is_question(text, cues)


@pytest.mark.parametrize(("language", "text"), all_of(STATES))
def test_a_state_without_a_verb_is_recognized(language: str, text: str) -> None:
    cues = LANGUAGES[language].cues
    assert cues.holds("state", text)
    assert "Light" in text or cues.holds("kinds", text)
    assert not is_question(text, cues)


@pytest.mark.parametrize(("language", "text"), all_of(TALK))
def test_talk_about_the_home_is_neither(language: str, text: str) -> None:
    cues = LANGUAGES[language].cues
    assert not cues.holds("wish", text)
    assert not cues.holds("state", text)


@pytest.mark.slow
@pytest.mark.parametrize("language", WISHES)
async def test_after_a_wish_that_nothing_carried_out_nothing_is_claimed(
    load_matcher: MatcherCache, link: FakeHomeLink, language: str
) -> None:
    grammar = Grammar(HOME, load_matcher=load_matcher, languages=(language,))
    replies = LANGUAGES[language].replies
    for text in WISHES[language]:
        chat = ScriptedChat([says(CLAIMS[language])], repeat=True)
        agent = Agent(grammar, models=chat, home=link, tools=link, clock=Hand())
        reply = (await say(agent, text, None, language=language)).text
        assert (text, reply) == (text, replies.not_done if chat.requests else reply)
    for text in TALK[language]:
        chat = ScriptedChat([says(CLAIMS[language])], repeat=True)
        agent = Agent(grammar, models=chat, home=link, tools=link, clock=Hand())
        reply = (await say(agent, text, None, language=language)).text
        assert (text, reply) == (text, CLAIMS[language] if chat.requests else reply)
    await grammar.close()


@pytest.mark.parametrize(
    "asked",
    [
        "I want the kitchen light to be cosy",
        "let there be light in the kitchen, lots of it",
        "I need the kitchen light to shine",
        "I want lots of lights on",
    ],
)
async def test_a_wish_ends_in_morgan_s_words_where_nothing_ran(linked: Make, asked: str) -> None:
    agent, _, chat = linked([says(CLAIMS["en"])])

    assert (await say(agent, asked)).text == LANGUAGES["en"].replies.not_done
    assert chat.requests


async def test_a_question_that_begins_as_a_wish_does_stays_one(
    load_matcher: MatcherCache, link: FakeHomeLink
) -> None:
    grammar = Grammar(HOME, load_matcher=load_matcher, languages=("it",))
    agent = Agent(grammar, models=ScriptedChat([says("No.")]), home=link, tools=link, clock=Hand())

    assert (await say(agent, "ho bisogno di Kitchen Light?", None, language="it")).text == "No."
    await grammar.close()


@pytest.mark.parametrize("reply", ["Which light do you mean?", "I cannot do that, sorry."])
async def test_an_honest_reply_to_a_wish_is_spoken(linked: Make, reply: str) -> None:
    agent, _, _ = linked([says(reply)])

    assert (await say(agent, "I want the kitchen light to be cosy")).text == reply


@pytest.mark.parametrize(
    "asked", ["I want to be happier", "I need a holiday", "tell me about the kitchen light's history"]
)
async def test_other_wishes_and_talk_are_answered_in_any_words(linked: Make, asked: str) -> None:
    agent, _, _ = linked([says("It shines, and ", "you are on it.")])

    assert (await say(agent, asked)).text == "It shines, and you are on it."
