"""After an order that nothing has carried out only what cannot be untrue is spoken, in six languages."""

from __future__ import annotations

import pytest

from tests.agent.conftest import MatcherCache
from tests.agent.model.conftest import ON, Make
from tests.agent.talking import Hand, say
from tests.fakes.home_link import FakeHomeLink
from tests.fakes.scripted_chat import Call, ScriptedChat, calls, says
from wyoming_morgan.agent.agent import Agent
from wyoming_morgan.agent.grammar.grammar import Grammar
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.model.claims import ClaimFilter
from wyoming_morgan.agent.model.honesty import honest_part
from wyoming_morgan.home.contract import ToolResult

CLAIMS = {
    "en": (
        "The printer is on now.",
        "All done!",
        "Timer set for 5 minutes.",
        "I've unlocked the front door. Is there anything else?",
        "The bed light should be on now.",
        "Consider it done.",
        "Your light shines brightly.",
        "✅",
        "Sure thing!",
        "Okay, the light is on, isn't it?",
        "Light on.",
        "There you go. Anything else I can do?",
    ),
    "de": (
        "Der Drucker ist jetzt an.",
        "Alles erledigt!",
        "Timer gestellt.",
        "Ich habe die Tür entriegelt. Kann ich sonst noch etwas tun?",
        "Wird gemacht.",
        "Das Licht leuchtet.",
        "Die Lampe müsste jetzt an sein.",
    ),
    "fr": (
        "L'imprimante est allumée.",
        "C'est fait !",
        "J'ai ouvert la porte. Autre chose ?",
        "Voilà, la lumière brille.",
        "Tout est prêt.",
    ),
    "es": (
        "La impresora está encendida.",
        "¡Hecho!",
        "He abierto la puerta. ¿Algo más?",
        "La luz ya brilla.",
        "Listo.",
    ),
    "it": (
        "La stampante è accesa.",
        "Fatto!",
        "Ho aperto la porta. Qualcos'altro?",
        "La luce brilla.",
        "Tutto a posto.",
    ),
    "nl": (
        "De printer staat aan.",
        "Klaar!",
        "Ik heb de deur geopend. Nog iets?",
        "Het licht brandt.",
        "Komt voor elkaar.",
    ),
}
HONEST = {
    "en": (
        "I'm sorry, I can't do that.",
        "I could not find that lamp.",
        "There is no such thing here.",
        "Which lamp do you mean?",
        "I found two lamps. Which one do you mean?",
        "Okay. In which room?",
        "The printer is not available.",
        "Please tell me which room.",
    ),
    "de": (
        "Das kann ich leider nicht.",
        "Ich habe diese Lampe nicht gefunden.",
        "Welche Lampe meinst du?",
        "Es gibt zwei Lampen. Welche meinst du?",
        "Der Drucker ist nicht erreichbar.",
    ),
    "fr": ("Je ne peux pas faire cela.", "Quelle lampe ?", "Il y a deux lampes. Laquelle veux-tu ?"),
    "es": ("No puedo hacer eso.", "¿Qué lámpara?", "Hay dos lámparas. ¿Cuál quieres?"),
    "it": ("Non posso farlo.", "Quale lampada?", "Ci sono due lampade. Quale intendi?"),
    "nl": ("Dat kan ik niet.", "Welke lamp bedoel je?", "Er zijn twee lampen. Welke bedoel je?"),
}


def all_of(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), all_of(CLAIMS))
def test_no_claim_is_spoken_whatever_its_words(language: str, text: str) -> None:
    chosen = LANGUAGES[language]
    claims = ClaimFilter(
        chosen.cues, chosen.replies, active=True, holding=True, concerns=lambda _: True, strict=True
    )
    for letter in text:
        assert claims.feed(letter) == ""

    assert claims.finish(called=False) == chosen.replies.not_done
    assert claims.claimed


@pytest.mark.parametrize(("language", "text"), all_of(HONEST))
def test_honest_words_are_spoken_unchanged(language: str, text: str) -> None:
    assert honest_part(text, LANGUAGES[language].cues) == text


def test_of_a_claim_before_a_question_back_only_the_question_is_left() -> None:
    cues = LANGUAGES["en"].cues
    assert honest_part("The light shines. Which lamp comes next?", cues).strip() == "Which lamp comes next?"
    assert honest_part("I've turned it on, shall I do the other one?", cues) == ""


ORDERS = {
    "en": "make the bed light shine",
    "de": "mach das Bed Light hübsch",
    "fr": "change l'ambiance de Bed Light",
    "es": "cambia el ambiente de Bed Light",
    "it": "cambia l'atmosfera di Bed Light",
    "nl": "maak Bed Light gezellig",
}


@pytest.mark.slow
@pytest.mark.parametrize("language", ORDERS)
async def test_a_turn_with_an_order_and_without_a_result_ends_in_morgan_s_words(
    load_matcher: MatcherCache, link: FakeHomeLink, language: str
) -> None:
    grammar = Grammar(link.home, load_matcher=load_matcher, languages=(language,))
    replies = LANGUAGES[language].replies
    for text in CLAIMS[language]:
        chat = ScriptedChat([says(text)], repeat=True)
        agent = Agent(grammar, models=chat, home=link, tools=link, clock=Hand())
        assert (await say(agent, ORDERS[language], None, language=language)).text == replies.not_done
    for text in HONEST[language]:
        chat = ScriptedChat([says(text)], repeat=True)
        agent = Agent(grammar, models=chat, home=link, tools=link, clock=Hand())
        assert (await say(agent, ORDERS[language], None, language=language)).text == text
    await grammar.close()


async def test_after_a_tool_that_failed_nothing_is_claimed_either(linked: Make, link: FakeHomeLink) -> None:
    link.results["HassTurnOn"] = ToolResult("no", is_error=True)
    agent, _, _ = linked([calls(Call(*ON)), says("The bed light is on now.")])

    assert (await say(agent, "make the bed light shine")).text == LANGUAGES["en"].replies.not_done


async def test_what_was_looked_up_may_be_told(linked: Make) -> None:
    agent, _, _ = linked([calls(Call("GetLiveContext")), says("It is 21 degrees in the kitchen.")])

    assert (await say(agent, "give me the kitchen climate")).text == "It is 21 degrees in the kitchen."


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("give me a recipe for pancakes", "Take flour, milk and eggs. Stir. Done!"),
        ("tell me a joke", "Why is the sky blue? It is on purpose."),
        ("the kitchen light is pretty", "It is indeed."),
    ],
)
async def test_talk_is_spoken_unchanged(linked: Make, asked: str, reply: str) -> None:
    agent, _, _ = linked([says(reply)])

    assert (await say(agent, asked)).text == reply
